"""How many of a table's sums hold, and how many fail, for rows as read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from govie.tables.assignment import Assignment
from govie.tables.labels import Grid
from govie.tables.slots import sum_state, value


class Tally(NamedTuple):
    """Sums that hold and that fail; those of which nothing or only zeros are printed are neither."""

    held: int
    failed: int


def over_rows(grid: Grid, rows: Sequence[Assignment]) -> Tally:
    """The sums over rows, in each column, of the tables all of whose rows for them are read."""
    by_row = {a.row: a.slots for a in rows}
    held = failed = 0
    first = 0
    while first < len(grid.rows):
        table = grid.rows[first].table
        for s in table.row_sums:
            if not all(first + r in by_row for r in s.places):
                continue
            for column in range(len(table.columns)):
                parts = sum(value(by_row[first + r][column]) for r in s.parts)
                whole = sum(value(by_row[first + r][column]) for r in s.whole)
                if parts or whole:
                    held += parts == whole
                    failed += parts != whole
        first += len(table.rows)
    return Tally(held, failed)


def of(grid: Grid, rows: Sequence[Assignment]) -> Tally:
    """The sums over rows, and those of each row over its columns."""
    held, failed = over_rows(grid, rows)
    states = [sum_state(grid.rows[a.row].table, a.slots) for a in rows]
    return Tally(held + states.count(1), failed + states.count(-1))
