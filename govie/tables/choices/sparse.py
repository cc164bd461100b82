"""Tables in which an agency fills in hardly anything: the totals, or the natural persons and the totals.

Where a converter leaves no trace of empty cells, no sum tells in which columns one or two numbers of a row stand. That
all rows have so few, and that the second is never less than the first, says that the last is the total; that the first is
that of natural persons is a prior: in the corpus' training split 99 of 100 such numbers are. No such cell is sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govie.tables.assignment import Hypothesis
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.slots import Slots, in_columns

_TELLING = 2  # rows whose second number is no 0
_STRAY = (
    6  # in one of so many rows a page's number may follow, as a table goes over three or four pages
)
_PERSONS = 0  # the column of natural persons


def filled(grid: Grid, hypothesis: Hypothesis) -> Hypothesis | None:
    """``hypothesis`` with the numbers of each row that may be read in several ways in the few columns that the table fills.

    None where rows have more numbers, or too few rows tell.
    """
    if not grid.summed:
        return None
    lines = {a.row: _numbers(a.ways[0] if a.ways else a.slots) for a in hypothesis.rows}
    (total,) = grid.rows[0].table.column_sums[0].whole
    columns = _columns([*lines.values()], total, len(grid.rows))
    if not columns:
        return None
    if any(_standing(a.slots) - {*columns} for a in hypothesis.rows if not a.ways):
        return None
    width = grid.rows[0].width
    rows = []
    for assigned in hypothesis.rows:
        own = lines[assigned.row][: len(columns)]
        if assigned.ways and own:
            # A row that has natural persons has a total, too.
            slots = in_columns(own, columns[len(columns) - len(own) :], width)
            assigned = replace(assigned, slots=slots, ways=(slots,), how="sparse")
        rows.append(assigned)
    return replace(hypothesis, rows=tuple(rows))


def _columns(lines: Sequence[Sequence[Cell]], total: int, rows: int) -> tuple[int, ...]:
    """The columns in which the numbers of ``lines`` stand; empty where that is not known."""
    count = next((n for n in (1, 2) if _are_at_most(lines, n)), 0)
    if count == 1:
        telling = sum(bool(line and line[0].value) for line in lines)
        return (total,) if 2 * telling > rows else ()
    pairs = [(line[0].value or 0, line[1].value or 0) for line in lines if len(line) > 1]
    telling = sum(second > 0 for _, second in pairs)
    if not count or telling < _TELLING or any(first > second for first, second in pairs):
        return ()
    return (_PERSONS, total)


def _are_at_most(lines: Sequence[Sequence[Cell]], count: int) -> bool:
    """Whether ``lines`` have ``count`` cells at most, but for some after which another number stands on its own line."""
    longer = [line for line in lines if len(line) > count]
    return _STRAY * len(longer) <= len(lines) and all(
        len(line) == count + 1 and line[count - 1].line < line[count].line for line in longer
    )


def _numbers(slots: Slots) -> list[Cell]:
    """The cells of a row that print a number."""
    return [c for c in slots if c is not None and c.value is not None]


def _standing(slots: Slots) -> set[int]:
    """The columns in which numbers stand."""
    return {n for n, c in enumerate(slots) if c is not None and c.value is not None}
