"""Hypotheses that need no search: each line is the form's next row, or its label says which.

A converter that keeps the page's layout prints a row's cells beside any of the lines of its label.
"""

from __future__ import annotations

from govie.tables import tally
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import lines_of
from govie.tables.labels import Grid
from govie.tables.rows.quality import LABELLED
from govie.tables.strip import Strip

_STRAY = 2  # numbers between the lines of a table, as of pages


def by_line(strip: Strip, best: Hypothesis) -> Hypothesis | None:
    """The hypothesis that each line is the form's next row; None where lines are more or fewer, or of other widths, and
    unless it explains more than ``best``, which leaves rows without values."""
    rows = strip.grid.rows
    if len(best.rows) == len(rows):
        return None
    lines = lines_of(strip.values)
    width = rows[0].width
    whole = [line for line in lines if len(line) == width]
    stray = len(strip.values) - len(whole) * width
    if not strip.grid.summed or rows[0].table.flat or len(whole) != len(rows) or stray > _STRAY:
        return None
    assigned = (Assignment(n, tuple(line), 0.0, LABELLED, "window") for n, line in enumerate(whole))
    found = Hypothesis(tuple(assigned), 0.0, stray)
    return found if _explains_more(strip.grid, found, best) else None


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


def _explains_more(grid: Grid, lines: Hypothesis, best: Hypothesis) -> bool:
    """Whether as many sums hold with ``lines`` as with ``best``, which leaves rows without values, and no more fail."""
    (held, failed), (its, wrong) = (tally.of(grid, h.rows) for h in (lines, best))
    return held >= its and failed - wrong <= len(grid.rows) - len(best.rows)


__all__ = ["by_label", "by_line"]
