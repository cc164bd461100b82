"""Figures to cells: the reading of a region that labels, order and arithmetic support best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govie.align.figures import Slots, completed, value
from govie.align.runs import runs
from govie.align.search import BLOCK_BY_COLUMN, SUM_HOLDS, Placement, Reading, Search, sums_score
from govie.align.settle import settle
from govie.headers import Grid, Segment
from govie.tokens import Token

__all__ = ["Placement", "Reading", "Slots", "completed", "read", "settle", "value"]

# A report one of whose tables came column by column has its others so, too.
BY_COLUMN_AGAIN = 3.0
UNUSUAL = -4.0  # what any arrangement other than the form's own must make up for


def read(
    grid: Grid, tokens: Sequence[Token], found: Sequence[Segment], before: Sequence[int], *, by_column: bool
) -> list[Reading]:
    """The best readings of the value ``tokens``, best first; ``before`` is each one's segment.

    The form's own arrangement is tried first. Others are tried only where it leaves doubt: figures
    before their labels, and columns in another order (totals first, the order of the header).
    """
    price = BY_COLUMN_AGAIN if by_column else BLOCK_BY_COLUMN
    plain, order = runs(found, before)
    placed = [tokens[i] for i in order]
    readings = Search(grid, placed, plain, by_column=price).readings()
    if not readings:
        return []
    rivals: list[Reading] = []
    if _labels_may_follow(grid, readings[0], found, before):
        after, order = runs(found, before, labels_follow=True)
        rivals += Search(grid, [tokens[i] for i in order], after, by_column=price).readings()
    if _sums_fail(grid, readings[0]):
        for columns in _orders(grid, found):
            rivals += Search(grid, placed, plain, columns, price).readings()
    rivals = [Reading(r.placements, r.score + UNUSUAL, r.skipped) for r in rivals]
    return sorted([*readings, *rivals], key=lambda r: -r.score)


def _labels_may_follow(
    grid: Grid, best: Reading, found: Sequence[Segment], before: Sequence[int]
) -> bool:
    """Figures stand before the first label, and none after the last."""
    if not before:
        return False
    last_label = max((n for n, s in enumerate(found) if s.touched), default=0)
    return last_label > before[-1] and len(best.placements) < len(grid.rows)


def _sums_fail(grid: Grid, best: Reading) -> bool:
    scores = [sums_score(grid.rows[p.row], p.slots) for p in best.placements]
    failed = sum(s < 0 for s in scores)
    return failed >= 1 and failed >= sum(s >= SUM_HOLDS for s in scores)


def _orders(grid: Grid, found: Sequence[Segment]) -> Iterator[tuple[int, ...]]:
    """Column orders that a converter may have made: the header's, the total first, from right to left."""
    width = grid.rows[0].width
    usual = tuple(range(width))
    header = found[0].text if found else ""
    places = {header.rfind(label): c for label, c in grid.columns.items() if label in header}
    named = tuple(places[p] for p in sorted(places))
    tried = {usual}
    for order in (named, (width - 1, *usual[:-1]), usual[::-1]):
        if sorted(order) == list(usual) and order not in tried:
            tried.add(order)
            yield order
