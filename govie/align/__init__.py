"""Figures to cells: the reading of a region that labels, order and arithmetic support best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from govie.align import headed
from govie.align.figures import Slots, completed, spaced, value
from govie.align.readings import Placement, Reading
from govie.align.runs import runs
from govie.align.search import BLOCK_BY_COLUMN, Search
from govie.align.settle import settle
from govie.align.stacked import level
from govie.align.sums import SUM_HOLDS, sums_score
from govie.headers import Grid, Segment
from govie.tokens import Token

__all__ = [
    "Habit",
    "Placement",
    "Reading",
    "Slots",
    "completed",
    "level",
    "read",
    "settle",
    "value",
]

UNUSUAL = -4.0  # what any arrangement other than the form's own must make up for
USUAL_HERE = 3.0  # unless another table of the report has it
_STRAY = 2  # figures under no column's name: with more the names tell too little


@dataclass(frozen=True, slots=True)
class Habit:
    """How a report's other tables were arranged: a converter does to one what it does to the next."""

    by_column: bool = False
    total_first: bool = False
    spaced: bool = False  # the digits of a figure stand apart
    step: int | None = None  # lines from one cell of a row to the next

    def after(self, reading: Reading) -> Habit:
        """The habit, with what ``reading`` shows of it."""
        columns = sum(p.by_column for p in reading.placements) > len(reading.placements) / 2
        return Habit(
            self.by_column or columns,
            self.total_first or reading.total_first,
            self.spaced or sum(any(map(spaced, p.slots)) for p in reading.placements) > 1,
            self.step or _step(reading),
        )


def _step(reading: Reading) -> int | None:
    steps = Counter(
        b.line - a.line for p in reading.placements for a, b in pairwise(p.slots) if a and b
    )
    step, count = max(steps.items(), key=lambda s: s[1], default=(0, 0))
    return step if count > 1 and step > 0 else None


def read(
    grid: Grid,
    tokens: Sequence[Token],
    found: Sequence[Segment],
    before: Sequence[int],
    habit: Habit,
    *,
    cut: bool = False,
) -> list[Reading]:
    """The best readings of the value ``tokens``, best first; ``before`` is each one's segment; ``cut``:
    the text ends with the last of them.

    Columns that stand under their own names need no search. Of the other figures the form's own
    arrangement is tried first, and others only where it leaves doubt: figures before their labels, and
    columns in another order (totals first, from right to left).
    """
    columns, taken = headed.read(grid, tokens, found, before, habit.by_column)
    rest = [i for i in range(len(tokens)) if i not in taken]
    if not columns or len(rest) > _STRAY:
        return _searched(grid, tokens, found, before, habit, cut)
    searched = [Reading((), 0.0, 0)]
    if rest:
        rest_before = [before[i] for i in rest]
        searched = _searched(grid, [tokens[i] for i in rest], found, rest_before, habit, cut)
    # Whether columns side by side came row by row nothing tells.
    otherwise, _ = headed.read(grid, tokens, found, before, not habit.by_column)
    return [_beside(columns, r) for r in searched] + [_beside(otherwise, searched[0])]


def _beside(rows: Sequence[Placement], reading: Reading) -> Reading:
    """``rows``, and those others that ``reading`` has."""
    known = {p.row for p in rows}
    others = (p for p in reading.placements if p.row not in known)
    return replace(reading, placements=(*rows, *others))


def _searched(
    grid: Grid,
    tokens: Sequence[Token],
    found: Sequence[Segment],
    before: Sequence[int],
    habit: Habit,
    cut: bool,
) -> list[Reading]:
    # A flat table is one line of figures: page by page or not, it has no columns to come one by one.
    one_line = grid.rows[0].table.flat
    price = USUAL_HERE if habit.by_column else BLOCK_BY_COLUMN
    price = 2 * UNUSUAL if one_line else price
    plain, order = runs(found, before)
    placed = [tokens[i] for i in order]
    search = Search(grid, placed, plain, price, cut=cut, spaced=habit.spaced, step=habit.step)
    readings = search.readings()
    if not readings:
        return []
    rivals: list[Reading] = []
    if _labels_may_follow(grid, readings[0], found, before):
        after, order = runs(found, before, labels_follow=True)
        others = Search(grid, [tokens[i] for i in order], after, price).readings()
        rivals += [replace(r, score=r.score + UNUSUAL) for r in others]
    width = grid.rows[0].width
    named = _named(grid, found)
    said = named[:1] == [width - 1]
    mirrored = named[-2:] == [1, 0]
    usual_here = habit.total_first and named != [*range(width)]
    if grid.summed and (said or mirrored or usual_here or _sums_fail(grid, readings[0])):
        usual = range(width)
        for columns in ((width - 1, *usual[:-1]), tuple(usual[::-1])):
            first = columns[1] == 0
            # Only where the sums of more figures speak for it than for the form's own order.
            if not (said or mirrored or usual_here) and search.proven() >= search.proven(columns):
                continue
            # A merged header may say 总计 first, too, and its table be in the form's order.
            bonus = UNUSUAL
            if usual_here if first else mirrored:
                bonus = USUAL_HERE
            elif first and said:
                bonus = -0.5
            others = search.readings(columns)
            rivals += [replace(r, score=r.score + bonus, total_first=first) for r in others]
    return sorted([*readings, *rivals], key=lambda r: -r.score)


def _labels_may_follow(
    grid: Grid, best: Reading, found: Sequence[Segment], before: Sequence[int]
) -> bool:
    """Figures stand before the first label, and none after the last."""
    last_label = max((n for n, s in enumerate(found) if s.touched), default=0)
    return last_label > before[-1] and len(best.placements) < len(grid.rows)


def _sums_fail(grid: Grid, best: Reading) -> bool:
    scores = [sums_score(grid.rows[p.row], p.slots) for p in best.placements]
    failed = sum(s < 0 for s in scores)
    return failed >= 1 and failed >= sum(s >= SUM_HOLDS for s in scores)


def _named(grid: Grid, found: Sequence[Segment]) -> list[int]:
    """The columns in the order that the header, before the first figure, names them; empty unless all."""
    header = found[0].text if found else ""
    places: dict[int, int] = {}
    for label, column in grid.columns.items():
        at = header.find(label)
        if at >= 0:
            places[column] = min(at, places.get(column, at))
    return sorted(places, key=places.__getitem__) if len(places) == grid.rows[0].width else []
