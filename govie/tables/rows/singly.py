"""The hypothesis for the long format: each line is a row label, a column name and a value.

``规章—本年制发件数 4``, ``行政复议 | 结果维持 | 0``.

Statistical systems print indicators so. A row's label may stand once, before the first of its cells. Names of columns
are matched by their likeness to those that the row's table has, for indicators abridge them.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from govie.form import Column
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.rows.quality import LABELLED
from govie.tables.strip import Strip
from govie.text.characters import cjk

_LEAST = 4  # cells
_LIKE = 55.0  # percent that a name has in common with a column's
_CLEARLY = 10.0  # percent more than with another
_MEASURES = "件数"  # after a column's name


def singly(strip: Strip) -> Hypothesis | None:
    """The hypothesis that each value stands after the names of its row and its column.

    None where some value after the first such does not, or too few do: the heads of a table name some cells, too.
    """
    rows = strip.grid.rows
    slots: list[list[Cell | None]] = [[None] * row.width for row in rows]
    row: int | None = None
    placed = 0
    for run in strip.runs:
        own_row, words = _row(strip.segments[run.segment].text, strip.grid)
        row = row if own_row is None else own_row
        column = None if row is None else _column(words, rows[row].columns)
        if column is None and not placed:
            continue
        # Beside it may stand empty cells of other tables' columns.
        own = strip.own(run)
        printed = [c for c in own if c.is_printed]
        if row is None or column is None or len(printed) > 1 or slots[row][column] is not None:
            return None
        slots[row][column] = printed[0] if printed else own[0]
        placed += 1
    named = max(placed, _count(strip)) if rows[0].table.flat else placed
    if named < _LEAST or (rows[0].table.flat and named <= rows[0].width):
        return None
    assigned = (
        Assignment(n, tuple(own), 0.0, LABELLED, "anchor")
        for n, own in enumerate(slots)
        if any(c is not None for c in own)
    )
    return Hypothesis(tuple(assigned), 0.0, len(strip.values) - placed)


def _count(strip: Strip) -> int:
    """How many cells are named, also of those left out: the names of a row and of a column, one right after the other."""
    grid = strip.grid
    names = [row + column for row in grid.spelled for column in grid.columns]
    return sum(segment.text.count(name) for segment in strip.segments for name in names)


@lru_cache(maxsize=20_000)
def _row(words: str, grid: Grid) -> tuple[int | None, str]:
    """The row that ``words`` name last, and what stands after its name."""
    found = [(at, len(name), name) for name in grid.spelled if (at := words.rfind(name)) >= 0]
    if not found:
        return None, words
    at, size, name = max(found)
    before = max(filter(words[:at].endswith, grid.spelled), key=len, default=name)
    if grid.spelled[before] != grid.spelled[name]:
        return None, ""  # which of several rows it is stands elsewhere
    return grid.spelled[name], words[at + size :]


@lru_cache(maxsize=20_000)
def _column(words: str, columns: tuple[Column, ...]) -> int | None:
    """The column of a table that ``words`` name, the last of several; None where they are like none, or like several."""
    likeness = []
    known = {cjk(n): i for i, c in enumerate(columns) for n in (c.text, *c.variants)}
    for name in (words, words.rstrip(_MEASURES)):
        if last := max(filter(name.endswith, known), key=len, default=""):
            # Cells before it were left out: their names stand before its own.
            above = name.removesuffix(last)
            while other := max(filter(above.endswith, known), key=len, default=""):
                above = above.removesuffix(other)
            if not above:
                return known[last]
    for column in columns:
        names = [cjk(name) for name in (column.text, *column.variants)]
        likeness.append(max(fuzz.ratio(words, name) for name in names))
    best, *others = sorted(likeness, reverse=True)
    clear = best >= _LIKE and all(best - other >= _CLEARLY for other in others)
    return likeness.index(best) if clear else None


__all__ = ["singly"]
