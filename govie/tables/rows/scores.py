"""The features and weights of a row assignment: labels, line ends, sums, values left unassigned."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from govie.tables import tally
from govie.tables.assignment import Assignment
from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.rows.anchors import Plan, named
from govie.tables.slots import Slots, numbers, tested

WEIGHTS: dict[str, float] = {
    "named": 4.0,  # the label before the cells names the row
    "among": 1.5,  # the row is one of several that the label segment names
    "near": 0.5,  # the row's label stands before or after the neighboring run
    "other": -5.0,  # the label names another row
    "crossing": -3.0,  # another row's label stands within the row's cells
    "crossing_beside": -9.0,  # ... where most labels stand right before cells
    "crossing_words": -1.0,  # other words stand there
    "closed": 1.0,  # the row's cells end where the run does
    "line": 0.7,  # the row's cells are all those of a line
    "sum_holds": 2.5,
    "sum_zero": 0.2,
    "sum_fails": -2.0,
    "total_holds": 0.8,  # a sum over rows, for each column
    "total_fails": -0.8,
    "row_missing": -2.0,
    "row_missing_named": -5.0,
    "number_skipped": -3.0,
    "mark_skipped": -1.5,
    "empty_skipped": -0.2,
    "foreign_skipped": -0.1,
    "by_column": -2.0,
    "by_column_here": 2.0,  # the report's largest table is printed by columns
    "unlike": -0.7,  # a mark for nothing where the fixed rows have a number, or a number where they have a mark
    "short": -3.0,  # fewer cells than columns, and nothing tells which are missing
}
_MOST_SKIPPED = (
    -6.0
)  # no run costs more to pass over: a number of the agency's own is no worse than a row
_MOST_EMPTY = -0.5  # where none of its cells is printed

_BESIDE = 0.7  # of the rows
_ALIKE = 3  # fixed rows that show in which columns an agency prints marks for nothing

Cost = tuple[float, int]
"""What passing over some values costs, and how many numbers or marks are among them."""


class Scorer:
    """The scores of parts of a hypothesis, whatever the order of its columns."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.strip = plan.strip
        self._passed: dict[tuple[int, int], Cost] = {}
        self.crossing = WEIGHTS["crossing_beside" if self._are_beside() else "crossing"]

    @cached_property
    def costs(self) -> list[Cost]:
        """What passing over each value costs: where all rows are anchored, no one asks."""
        return [self._cost(at) for at in range(len(self.strip.values))]

    def _are_beside(self) -> bool:
        """Whether most rows' labels stand right before values, so that no row's cells go on after a label."""
        strip = self.strip
        named_ = {named(strip, run) for run in strip.runs} - {None}
        return len(named_) >= _BESIDE * len(strip.grid.rows)

    @cached_property
    def printed(self) -> dict[int, Kind]:
        """What the fixed rows print in each column: numbers, or marks for nothing; empty where that tells nothing."""
        fixed = [self.plan.fitted[number] for number in self.plan.anchors.values()]
        if len(fixed) < _ALIKE or len({*map(len, fixed)}) > 1:
            return {}
        kinds = [{c.kind for c in column if c is not None} for column in zip(*fixed, strict=True)]
        found = {n: next(iter(own)) for n, own in enumerate(kinds) if len(own) == 1}
        told = {n: kind for n, kind in found.items() if kind in (Kind.NUMBER, Kind.NOTHING)}
        return told if len({*told.values()}) > 1 else {}

    def unlike(self, cells: Sequence[Cell | None]) -> float:
        """What it says against ``cells`` of a row, in the form's order, that they are printed unlike the fixed rows."""
        if not self.printed:
            return 0.0
        others = (
            c is not None and c.kind is not self.printed.get(n, c.kind) for n, c in enumerate(cells)
        )
        return WEIGHTS["unlike"] * sum(others)

    def label(self, row: int, start: int, end: int) -> float:
        """What the labels before and within ``values[start:end]`` say of their being the cells of ``row``."""
        strip, plan, w = self.strip, self.plan, WEIGHTS
        number = plan.run_of[start]
        run = strip.runs[number]
        segment = strip.segments[run.segment]
        score = 0.0
        if run.start == start:
            score += self._first_label(row, number)
        elif row in segment.fresh:
            score += w["among"]
        elif plan.fresh_in.get(row, set()) & {run.segment - 1, run.segment + 1}:
            score += w["near"]
        for other in range(number + 1, plan.run_of[end - 1] + 1):
            inner = strip.segments[strip.runs[other].segment]
            if inner.fresh and row not in inner.fresh:
                score += self.crossing
            elif inner.text:
                score += w["crossing_words"]
        return score

    def _first_label(self, row: int, number: int) -> float:
        """What the label right before a run says of the run's first cells being those of ``row``."""
        strip, w = self.strip, WEIGHTS
        run = strip.runs[number]
        segment = strip.segments[run.segment]
        if run.segment in strip.foreign:
            return w["other"]
        if named(strip, run) == row and (row in segment.fresh or segment.spelled == row):
            # After the labels of several rows come the cells of several: only their order tells them apart.
            width = strip.grid.rows[row].width
            one = len(self.plan.fitted.get(number, ())) == width  # with cells to spare
            several = len(segment.fresh) > 1 and len(run) > width and not one
            return w["among"] if several else w["named"]
        if row in segment.fresh:
            return w["among"]
        if row in segment.touched:
            return w["near"]
        if segment.fresh:
            return w["crossing"] if row in self.plan.fresh_in else w["other"]
        return 0.0

    def is_line(self, start: int, end: int) -> bool:
        """Whether ``values[start:end]`` are all values of one line."""
        strip = self.strip
        lines = {c.line for c in strip.values[start:end]}
        return (
            len(lines) == 1
            and (start == 0 or strip.values[start - 1].line not in lines)
            and (end >= len(strip.values) or strip.values[end].line not in lines)
        )

    def sums(self, row: int, slots: Slots) -> float:
        """What the row's own sums say of its cells."""
        return self.sums_of(row, numbers(slots))

    def sums_of(self, row: int, values: Sequence[float | None]) -> float:
        """``sums`` of a row that is given as its numbers."""
        score = 0.0
        for total, whole in tested(self.strip.grid.rows[row].table, values):
            holds = "sum_holds" if total else "sum_zero"
            score += WEIGHTS[holds if total == whole else "sum_fails"]
        return score

    def over_rows(self, rows: Sequence[Assignment]) -> float:
        """What the sums over rows say of a hypothesis, column by column."""
        held, failed = tally.over_rows(self.strip.grid, rows)
        return held * WEIGHTS["total_holds"] + failed * WEIGHTS["total_fails"]

    def passing(self, start: int, end: int) -> Cost:
        """What passing over ``values[start:end]`` costs."""
        if start >= end:
            return 0.0, 0
        known = self._passed.get((start, end))
        if known is None:
            known = self._passed[start, end] = self._passing(start, end)
        return known

    def _passing(self, start: int, end: int) -> Cost:
        """``passing``, not cached: a run counts once, and no run for more than the cost of a lost row."""
        cost, skipped = 0.0, 0
        at = start
        while at < end:
            stop = min(self.plan.run_at(at).end, end)
            inner, count = 0.0, 0
            for i in range(at, stop):
                c, n = self.costs[i]
                inner, count = inner + c, count + n
            least = _MOST_SKIPPED if count else _MOST_EMPTY
            cost, skipped = cost + max(least, inner), skipped + count
            at = stop
        return cost, skipped

    def _cost(self, at: int) -> Cost:
        """What passing over one value costs."""
        w, cell = WEIGHTS, self.strip.values[at]
        if self.strip.before[at] in self.plan.apart:
            return w["foreign_skipped"], 0
        if not cell.is_printed:
            return w["empty_skipped"], 0
        if cell.kind is Kind.NUMBER:
            return w["number_skipped"], 1
        return w["mark_skipped"], 1
