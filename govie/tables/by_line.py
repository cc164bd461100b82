"""Hypotheses that need no search: each line is the form's next row, or its label says which, or each cell is named.

A converter that keeps the page's layout prints a row's cells beside any of the lines of its label.
"""

from __future__ import annotations

from itertools import groupby

from govie.headers import Grid
from govie.tables import tally
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.quality import LABELLED
from govie.tables.strip import Strip

_STRAY = 2  # numbers between the lines of a table, as of pages


def by_line(strip: Strip) -> Hypothesis | None:
    """The hypothesis that each line is the form's next row; None where lines are more or fewer, or of other widths."""
    rows = strip.grid.rows
    lines = [[*own] for _, own in groupby(strip.values, key=lambda c: c.line)]
    width = rows[0].width
    whole = [line for line in lines if len(line) == width]
    stray = len(strip.values) - len(whole) * width
    if not strip.grid.summed or rows[0].table.flat or len(whole) != len(rows) or stray > _STRAY:
        return None
    assigned = (Assignment(n, tuple(line), 0.0, LABELLED, "window") for n, line in enumerate(whole))
    return Hypothesis(tuple(assigned), 0.0, stray)


def by_label(strip: Strip) -> Hypothesis | None:
    """The hypothesis that the rows stand in another order than the form's, each with all its cells after its whole label."""
    rows = strip.grid.rows
    named = [strip.segments[run.segment].spelled for run in strip.runs]
    order = [n for n in named if n is not None]
    if len(order) < max(2, len(named)) or len({*order}) < len(order) or order == sorted(order):
        return None
    if any(len(run) != rows[n].width for n, run in zip(order, strip.runs, strict=True)):
        return None
    lines = zip(order, map(strip.own, strip.runs), strict=True)
    assigned = (
        Assignment(n, line, 0.0, LABELLED, "anchor")
        for n, line in sorted(lines, key=lambda own: own[0])
    )
    return Hypothesis(tuple(assigned), 0.0, 0)


def by_name(strip: Strip) -> Hypothesis | None:
    """The hypothesis that each value stands after the names of its row and its column: ``行政复议/结果维持 0``.

    None where some value after the first such does not, or too few cells are named.
    """
    rows = strip.grid.rows
    if not rows[0].table.flat:
        return None
    slots: list[list[Cell | None]] = [[None] * row.width for row in rows]
    placed = 0
    for run in strip.runs:
        place = _named_cell(strip.segments[run.segment].text, strip.grid)
        if place is None and not placed:
            continue
        own = strip.own(run)
        # Beside it may stand empty cells of other tables' columns.
        printed = [c for c in own if c.is_printed]
        if place is None or len(printed) > 1 or slots[place[0]][place[1]] is not None:
            return None
        slots[place[0]][place[1]] = printed[0] if printed else own[0]
        placed += len(run)
    if sum(_count(s.text, strip.grid) for s in strip.segments) <= rows[0].width:
        return None  # the heads of a table name some cells, too
    assigned = (
        Assignment(n, tuple(own), 0.0, LABELLED, "anchor")
        for n, own in enumerate(slots)
        if any(c is not None for c in own)
    )
    return Hypothesis(tuple(assigned), 0.0, len(strip.values) - placed)


def _named_cell(words: str, grid: Grid) -> tuple[int, int] | None:
    """The row that ``words`` name last, and the column that they end with."""
    words = words.rstrip("件数")
    names = [name for name in grid.columns if words.endswith(name)]
    if not names:
        return None
    name = max(names, key=len)
    above = words.removesuffix(name)
    at, row = max((above.rfind(label), row) for label, row in grid.spelled.items())
    return (row, grid.columns[name]) if at >= 0 else None


def _count(words: str, grid: Grid) -> int:
    """How many cells ``words`` name: the names of a row and of a column, one right after the other."""
    return sum(words.count(label + name) for label in grid.spelled for name in grid.columns)


def explains_more(grid: Grid, lines: Hypothesis, best: Hypothesis) -> bool:
    """Whether ``best`` leaves rows without values, and as many sums hold with ``lines`` and no more fail."""
    if len(best.rows) == len(grid.rows):
        return False
    (held, failed), (its, wrong) = (tally.of(grid, h.rows)[:2] for h in (lines, best))
    return held >= its and failed - wrong <= len(grid.rows) - len(best.rows)


__all__ = ["by_label", "by_line", "by_name", "explains_more"]
