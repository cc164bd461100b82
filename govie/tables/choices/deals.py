"""Divides the values of one line among rows that stand side by side.

Keeps the divisions (deals) in which no row's sum fails and most hold; each gives every row its possible readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govie.form import Table
from govie.tables.cells import Cell
from govie.tables.choices.splits import are_glued, split_side_by_side
from govie.tables.choices.ways import placed
from govie.tables.prints import Kind
from govie.tables.slots import Slots, fits, sum_state

_MOST_DEALS = 200  # more equally good ways to deal out the cells tell nothing

_Deal = tuple[int, list[list[Slots]]]  # how many sums hold; for each row its ways


def side_by_side(
    tables: Sequence[Table], widths: Sequence[int], cells: Sequence[Cell]
) -> list[list[Slots]]:
    """The ways of each of the rows; empty where no deal of ``cells`` is without a sum that fails.

    ``tables``, ``widths``: of each row its table and how many columns it has. A row's ways are those of
    all deals in which the most sums hold.
    """
    cells = [c for c in cells if c.kind is not Kind.EMPTY] if len(cells) > sum(widths) else [*cells]
    if len(cells) > sum(widths):
        return []
    if cut := split_side_by_side(tables, widths, cells):
        return cut
    if are_glued(cells):  # and nothing tells where the numbers end
        return [[(None,) * width] for width in widths]
    deals = [*_deals(tables, widths, cells)]
    most = max((score for score, _ in deals), default=0)
    best = [chosen for score, chosen in deals if score == most]
    if not best or len(best) > _MOST_DEALS:
        return []
    return [
        [*dict.fromkeys(way for chosen in best for way in chosen[row])]
        for row in range(len(tables))
    ]


def most_holding(tables: Sequence[Table], widths: Sequence[int], cells: Sequence[Cell]) -> int:
    """In how many of the rows the sums hold at most, in all deals of ``cells`` without a sum that fails."""
    return max((score for score, _ in _deals(tables, widths, cells)), default=0)


def _deals(
    tables: Sequence[Table], widths: Sequence[int], cells: Sequence[Cell]
) -> Iterator[_Deal]:
    """All deals of ``cells`` to the rows in which no sum fails."""
    if not tables:
        if not cells:
            yield 0, []
        return
    for count in range(min(widths[0], len(cells)) + 1):
        if len(cells) - count > sum(widths[1:]):
            continue
        options = [w for w in placed(cells[:count], widths[0]) if fits(tables[0], w)]
        states = {way: sum_state(tables[0], way) for way in options}
        best = max(states.values(), default=-1)
        if best < 0:
            continue
        ways = [w for w, state in states.items() if state == best]
        for score, others in _deals(tables[1:], widths[1:], cells[count:]):
            yield best + score, [ways, *others]
