"""Tables whose labels follow their rows' cells, as where text runs from right to left: labels are moved first."""

from __future__ import annotations

from itertools import groupby

from govie.tables.cells import Cell
from govie.tables.strip import Strip

_ALIKE = 0.6  # of the runs that hold a whole row


def labels_first(strip: Strip) -> list[Cell]:
    """The cells of ``strip`` with each row's label before its cells; empty where labels do not follow their rows.

    They do where cells stand before the first row's label and none after the last row's, and as many of either.
    """
    rows, runs = strip.grid.rows, strip.runs
    if (
        rows[0].table.flat
        or len(runs) < max(2, len(rows) // 2)
        or len(strip.segments) <= runs[-1].segment + 1
    ):
        return []
    # The heading before the first cells is like the first row's label, which stands after them.
    spelled = [segment.spelled for segment in strip.segments]
    whole = sum(len(run) >= rows[0].width for run in runs)
    if spelled[runs[0].segment] is not None or whole < _ALIKE * len(runs):
        return []
    if len(runs[0]) < rows[0].width:
        return []  # a stray number
    if spelled[runs[1].segment] != 0 or spelled[-1] != len(rows) - 1:
        return []
    groups = [[*own] for _, own in groupby(strip.cells, key=lambda c: c.is_value)]
    head = [] if groups[0][0].is_value else groups.pop(0)
    pairs = zip(groups[::2], groups[1::2], strict=False)
    return [*head, *(cell for values, labels in pairs for cell in (*labels, *values))]


__all__ = ["labels_first"]
