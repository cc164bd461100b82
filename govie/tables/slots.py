"""A row's cells by column (None: no cell), and whether its own sums hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govie.form import Table
from govie.tables.cells import Cell

Slots = tuple[Cell | None, ...]
"""A row's cells by column; None where the text delimits no cell."""


def value(cell: Cell | None) -> float:
    """The number that ``cell`` adds to a sum: 0 where nothing is printed."""
    return 0 if cell is None or cell.value is None else cell.value


def numbers(slots: Slots) -> list[float | None]:
    """The printed numbers of a row by column, None where there is none."""
    return [None if cell is None else cell.value for cell in slots]


def sum_state(table: Table, slots: Slots) -> int:
    """1 if the row's sums hold with a total other than 0, -1 if one fails, 0 if none can be tested."""
    return state_of(table, numbers(slots))


def state_of(table: Table, values: Sequence[float | None]) -> int:
    """``sum_state`` of a row that is given as its numbers."""
    state = 0
    for total, whole in tested(table, values):
        if total != whole:
            return -1
        if total:
            state = 1
    return state


def tested(table: Table, values: Sequence[float | None]) -> list[tuple[float, float]]:
    """What the parts of each sum of a row add up to, and its total; not of sums of which only one of them is printed."""
    found: list[tuple[float, float]] = []
    for s in table.column_sums:
        # Called some thousand times for each table: written out, without lists of parts.
        total: float = 0
        whole: float = 0
        parted = ended = False
        for c in s.parts:
            if (number := values[c]) is not None:
                total += number
                parted = True
        for c in s.whole:
            if (number := values[c]) is not None:
                whole += number
                ended = True
        if parted and ended:
            found.append((total, whole))
    return found


def in_columns(cells: Sequence[Cell | None], columns: Iterable[int], width: int) -> Slots:
    """``cells`` in ``columns`` of a row, the others without a cell."""
    slots: list[Cell | None] = [None] * width
    for column, cell in zip(columns, cells, strict=True):
        slots[column] = cell
    return tuple(slots)


def padded(cells: Sequence[Cell], width: int) -> Slots:
    """``cells`` in the first columns of a row, the others without a cell."""
    return (*cells, *[None] * (width - len(cells)))


def lacks(way: Sequence[Cell | None], column: int) -> bool:
    """Whether ``column``, and no other, is empty."""
    return all((c is None or not c.is_printed) == (i == column) for i, c in enumerate(way))


def fits(table: Table, slots: Sequence[Cell | None]) -> bool:
    """Whether every sign, currency unit and decimal fraction stands in a column that may have one."""
    for column, cell in zip(table.columns, slots, strict=True):
        if cell is None or cell.value is None:
            continue
        signed = cell.text[:1] in "+-" or cell.value < 0
        if signed and not column.signed:
            return False
        if cell.is_money and not column.is_money:
            return False
        if isinstance(cell.value, float) and not column.is_money:
            return False
    return True
