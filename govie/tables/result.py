"""The value and status of a cell as read, and values that the form's sums repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from govie import arithmetic
from govie.form import Column, Form
from govie.report import CellValue
from govie.tables.assignment import Assignment
from govie.tables.cells import Cell
from govie.tables.money import multiplier
from govie.tables.prints import Kind
from govie.text import numerals
from govie.text.source import Source
from govie.values import Number, make_cell_value

_FEN = 100  # of a yuan: money has no more decimals
_BLANK, _DAMAGED = (Kind.EMPTY, Kind.NOTHING), Kind.DAMAGED


def cell_value(
    source: Source, cell: Cell | None, column: Column, assigned: Assignment, place: int
) -> CellValue:
    """The value and the status (``read``, ``blank`` …, see docs/reference.md) of a cell as printed.

    ``cell``: None where the text delimits no such cell; ``place``: the number of its column.
    """
    if cell is None:
        # A converter dropped the cell if it is empty in every way of reading the row.
        dropped = assigned.ways and all(way[place] is None for way in assigned.ways)
        return make_cell_value(None, "blank" if dropped else "missing", 0.5)
    start, end = source.span(cell.start, cell.end)
    raw = source.raw[start:end]
    if cell.kind in _BLANK:
        return make_cell_value(None, "blank", 0.9, raw, start, end)
    number, why = worth(source, cell, column)
    if number is None:
        return make_cell_value(None, "missing", 0.5, raw, start, end, why)
    if cell.kind is _DAMAGED:
        return make_cell_value(number, "repaired", 0.8, raw, start, end, why or "damaged print")
    return make_cell_value(number, "read", 0.9, raw, start, end)


def worth(source: Source, cell: Cell, column: Column) -> tuple[Number | None, str | None]:
    """The number of ``cell`` in the unit of ``column``; or None and why it is not known."""
    if cell.value is None:
        return None, "its print is damaged, or its unit is not understood"
    if column.is_money:
        if cell.is_scaled:
            return numerals.scaled(cell.value, cell.scale), None
        factor = multiplier(source.view, cell.start, column)
        if factor is None:
            return None, "its unit is not understood"
        yuan = numerals.scaled(cell.value, factor)
        if isinstance(numerals.scaled(yuan, _FEN), float):
            return (
                None,
                "its unit is not that of the form, in which it has more decimals than money",
            )
        return yuan, None
    number = numerals.scaled(cell.value, cell.scale) if cell.scale != 1 else cell.value
    if isinstance(number, float):
        return None, "a count has no fraction"
    if number < 0 and not column.signed and " " in cell.text:
        return None, "a mark for nothing, and a number after it"
    return (-number if column.signed and cell.bracketed else number), None


def repaired(
    form: Form, cells: Mapping[str, CellValue], lost: set[str], damaged: set[str]
) -> dict[str, CellValue]:
    """``cells`` with the values that the form's sums imply for cells whose print is ``lost`` or ``damaged``."""
    out = dict(cells)
    if lost:
        known = {p: c.value for p, c in cells.items() if c.status != "missing" or p in lost}
        for path, (number, because) in arithmetic.implied(form, known, lost).items():
            why = "；".join(rule.name for rule in because)
            out[path] = CellValue(number, "repaired", 0.8, why=why)
    if damaged:
        known = {p: c.value for p, c in out.items() if c.status != "missing"}
        for path, (number, because) in arithmetic.implied(form, known, damaged).items():
            cell = out[path]
            why = "；".join(rule.name for rule in because)
            if number == cell.value:
                out[path] = replace(cell, why=why)
            elif len(because) > 1:
                out[path] = replace(cell, value=number, status="repaired", why=why)
    return out
