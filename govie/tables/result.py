"""What the reading of a table says of each cell: its value, its status, and what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from govie import arithmetic, numerals
from govie.form import Column, Form
from govie.report import CellValue
from govie.source import Source
from govie.tables.assignment import Assignment
from govie.tables.cells import Cell
from govie.tables.money import multiplier
from govie.tables.prints import Kind

Number = int | float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What spoke for one cell's value; ``confidence`` makes a probability of it.

    ``kind``: what is printed; ``how``: which way of placing the row gave it; ``label``: whether the row's
    own label stands before it; ``hard``: separators delimit it; ``ways``: in how many ways the row may be
    read; ``margin``: how much better the reading is than the best that gives another value; ``skipped``:
    numbers of the table that no row took; ``torn``: whether a number beside the row's was left over, or its labels stand
    in another order than the form's.
    """

    kind: str
    how: str
    label: bool
    hard: bool
    ways: int
    margin: float
    skipped: int
    sure: bool
    summed: bool = True
    torn: bool = False


def cell_value(
    source: Source, cell: Cell | None, column: Column, assigned: Assignment, place: int
) -> CellValue:
    """``cell`` as the contract's value and status; None is a cell of which nothing is delimited."""
    if cell is None:
        # Dropped by the converter: printed empty, if no way of reading the row has anything there.
        dropped = assigned.ways and all(way[place] is None for way in assigned.ways)
        return CellValue(None, "blank" if dropped else "missing", 0.5)
    start, end = source.span(cell.start, cell.end)
    raw = source.raw[start:end]
    if cell.kind in (Kind.EMPTY, Kind.NOTHING):
        return CellValue(None, "blank", 0.9, raw, start, end)
    number, why = worth(source, cell, column)
    if number is None:
        return CellValue(None, "missing", 0.5, raw, start, end, why)
    if cell.kind is Kind.DAMAGED:
        return CellValue(number, "repaired", 0.8, raw, start, end, why or "damaged print")
    return CellValue(number, "read", 0.9, raw, start, end)


def worth(source: Source, cell: Cell, column: Column) -> tuple[Number | None, str | None]:
    """What ``cell`` is worth in the unit of ``column``, or None and why it is not known."""
    if cell.value is None:
        return None, "its print is damaged, or its unit is not understood"
    if column.is_money:
        if cell.unit is not None and cell.unit[-1] in "元圆圓万亿":
            return numerals.scaled(cell.value, cell.scale), None
        factor = multiplier(source.view, cell.start, column)
        if factor is None:
            return None, "its unit is not understood"
        return numerals.scaled(cell.value, factor), None
    number = numerals.scaled(cell.value, cell.scale) if cell.scale != 1 else cell.value
    if isinstance(number, float):
        return None, "a count has no fraction"
    return (-number if column.signed and cell.bracketed else number), None


def repaired(
    form: Form, cells: Mapping[str, CellValue], lost: set[str], damaged: set[str]
) -> dict[str, CellValue]:
    """``cells`` with those whose print is lost or damaged as the form's sums settle them."""
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


__all__ = ["Evidence", "cell_value", "repaired", "worth"]
