"""Reads the cells of one section as its tables: strip, row assignment, and the sums that choose among readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govie.tables.cells import Cell
from govie.tables.choices import cutoff
from govie.tables.choices.settled import settled
from govie.tables.labels import Grid
from govie.tables.rows import anchors, orders
from govie.tables.rows.aligned import by_heads
from govie.tables.rows.by_line import by_label, by_line
from govie.tables.rows.merged import merged
from govie.tables.rows.quality import Read
from govie.tables.rows.scores import Scorer
from govie.tables.rows.singly import singly
from govie.tables.scanning.turned import labels_first
from govie.tables.strip import Strip, segmented
from govie.tables.strips import continued, layout, stacked, transposed
from govie.tables.strips.gaps import Pitch


@dataclass(frozen=True, slots=True)
class Prior:
    """How a report's largest table is laid out: a converter prints all tables of a report alike.

    ``pitch``: how far apart its cells stand; ``by_column``: whether its cells are printed column by column;
    ``order``: the name of the order of its columns, if it is not the form's; ``no_total``: whether its totals
    are empty; ``trimmed``: how many lines show that lines have lost the empty cells at their end; ``filled``:
    whether something is printed in every cell of its rows.
    """

    pitch: Pitch | None = None
    by_column: bool = False
    order: str = ""
    no_total: bool = False
    trimmed: int = 0
    filled: bool = False


def read(
    cells: Sequence[Cell],
    grid: Grid,
    prior: Prior,
    *,
    labelled: bool = True,
    after: Cell | None = None,
    first: Strip | None = None,
) -> Read | None:
    """``cells`` as tables of ``grid``; None where there are no values, or no label of the grid's.

    ``labelled``: whether the region was found by its labels; ``after``: the cell that follows in the text;
    ``first``: the cells as they are ``segmented``, where that is known.
    """
    flat = grid.rows[0].table.flat
    if flat:
        first = first or segmented(cells, grid, after)
        if whole := singly(first) or by_heads(first):
            return Read(grid, first, (whole,))
    rows = transposed.by_rows(cells, grid) or (
        continued.by_rows(cells, grid) if grid.summed else ()
    )
    if rows:
        cells, first = rows, None
    elif not (flat or grid.summed):
        first = first or segmented(cells, grid, after)
        if whole := singly(first) or merged(first):
            return Read(grid, first, (whole,))
    strip = layout.strip(cells, grid, prior.pitch, after, first)
    if turned := labels_first(strip):
        strip = layout.strip(turned, grid, prior.pitch)
    if separate := stacked.apart(strip):
        strip = layout.strip(separate, grid, prior.pitch, after)
    if not strip.values or (labelled and not any(s.touched or s.columns for s in strip.segments)):
        return None
    strip = _from_first_label(strip)
    if not strip.values:
        return None
    scorer = Scorer(anchors.plan(strip, prior.trimmed))
    hypotheses = orders.hypotheses(scorer, prior.order, by_column=prior.by_column)
    if lines := by_line(strip, hypotheses[0]):
        hypotheses.insert(0, lines)
    if (flat or hypotheses[0].skipped) and (named := by_label(strip)):
        hypotheses.insert(0, named)
    hypotheses[0] = cutoff.broken_off(
        settled(grid, hypotheses[0], no_total=prior.no_total), strip, filled=prior.filled
    )
    return Read(grid, strip, tuple(hypotheses))


def _from_first_label(strip: Strip) -> Strip:
    """``strip`` without the values before its first label, which are numbers of the narrative."""
    first = next((n for n, s in enumerate(strip.segments) if s.touched or s.columns > 1), None)
    if not first:
        return strip
    at = next((i for i, n in enumerate(strip.before) if n >= first), 0)
    if at == 0:
        return strip
    start = strip.values[at].start
    return layout.strip([c for c in strip.cells if not c.is_value or c.start >= start], strip.grid)


__all__ = ["Prior", "read"]
