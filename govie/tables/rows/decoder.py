"""Row assignment: which rows of the form the values of a strip belong to, by a beam search over rows.

Rows whose own label stands right before exactly their cells are fixed beforehand (``anchors``). The search
takes the other rows in the form's order: the next row takes the next values, or a block of rows takes its
values column by column (``windows``), or the row is missing, or values are passed over. The score of a
hypothesis is the sum of its features (``scores``).
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from govie.tables.assignment import Assignment, Hypothesis, Orders, ordered
from govie.tables.rows.scores import WEIGHTS, Scorer
from govie.tables.rows.windows import Windows

BEAM = 32

_RUNS_PASSED = 3  # between the cells of one row and those of the next
_VALUES_PASSED = 3  # within a run

_NONE: Orders = {}  # all columns are printed in the form's order

_Step = tuple[int, int, float, int, tuple[Assignment, ...]]
"""How many rows it reads, where the next one's cells begin, its score, how many numbers it passes over."""

_Window = tuple[int, int, float, tuple[Assignment, ...]]
"""How many rows begin at a place, where their cells end, the sum of their scores, their assignments."""

_Path = tuple[float, int, int, tuple[Assignment, ...], "_Path | None"]
"""A hypothesis: its score, where the next row's cells begin, how many numbers it passed over, its last step,
and the hypothesis that it extends."""


def hypotheses(scorer: Scorer, orders: Orders = _NONE, by_column: bool = False) -> list[Hypothesis]:
    """The best hypotheses of a strip, best first.

    ``scorer``: the strip with its scores; ``orders``: of columns, other than the form's;
    ``by_column``: whether the report's largest table is printed column by column.
    """
    return _Decoder(scorer, orders, by_column).hypotheses()


def _keep(ahead: list[_Path], path: _Path) -> None:
    """Keep the two best hypotheses that lead to one place; of equals the first."""
    if not ahead:
        ahead.append(path)
    elif path[0] > ahead[0][0]:
        ahead.insert(0, path)
        del ahead[2:]
    elif len(ahead) < 2:
        ahead.append(path)
    elif path[0] > ahead[1][0]:
        ahead[1] = path


def _rows(path: _Path | None) -> tuple[Assignment, ...]:
    """The assignments of a hypothesis, in the form's order."""
    found: list[Assignment] = []
    while path is not None:
        found[:0] = path[3]
        path = path[4]
    return tuple(found)


class _Decoder:
    """The search over one strip with one order of columns for each table."""

    def __init__(self, scorer: Scorer, orders: Orders, by_column: bool) -> None:
        self.scorer = scorer
        self.plan = scorer.plan
        self.strip = scorer.strip
        self.orders = orders
        self.windows = Windows(scorer, orders, by_column)
        self._begun: dict[tuple[int, int], list[tuple[int, float, int]]] = {}

    def hypotheses(self) -> list[Hypothesis]:
        """The best hypotheses, best first."""
        rows = len(self.strip.grid.rows)
        paths: list[dict[int, list[_Path]]] = [{} for _ in range(rows + 1)]
        paths[0][0] = [(0.0, 0, 0, (), None)]
        for row in range(rows):
            reached = [p for ps in paths[row].values() for p in ps]
            states = sorted(reached, key=itemgetter(0), reverse=True)
            steps: dict[int, list[_Step]] = {}
            windows: dict[int, list[_Window]] = {}
            for path in states[:BEAM]:
                so_far, position, passed, _, _ = path
                if position not in steps:
                    steps[position] = [*self._steps(row, position, windows)]
                for size, end, score, skipped, step in steps[position]:
                    total = so_far + score
                    ahead = paths[row + size].setdefault(end, [])
                    if len(ahead) < 2 or total > ahead[1][0]:
                        _keep(ahead, (total, end, passed + skipped, step, path))
        found = [self._hypothesis(path) for paths_ in paths[-1].values() for path in paths_]
        found.sort(key=lambda r: -r.score)
        return found[:BEAM]

    def _hypothesis(self, path: _Path) -> Hypothesis:
        """A hypothesis for all rows, with what the values after its last row and the sums over rows add."""
        cost, skipped = self.scorer.passing(path[1], len(self.strip.values))
        rows = _rows(path)
        score = path[0] + cost + self.scorer.over_rows(rows)
        return Hypothesis(rows, score, path[2] + skipped)

    def _steps(self, row: int, position: int, windows: dict[int, list[_Window]]) -> Iterator[_Step]:
        """The steps of ``row`` from ``position`` on; ``windows``: its windows by start, filled here."""
        plan, w = self.plan, WEIGHTS
        if (moved := plan.moved.get(row)) is not None:
            assigned = self._anchored(row, moved)
            yield 1, position, assigned.score, 0, (assigned,)
            return
        if (anchor := plan.anchors.get(row)) is not None:
            run = self.strip.runs[anchor]
            cost, skipped = self.scorer.passing(position, run.start)
            assigned = self._anchored(row, anchor)
            yield 1, run.end, assigned.score + cost, skipped, (assigned,)
            return
        latest = plan.latest[row + 1]
        missing = w["row_missing_named"] if row in plan.fresh_in else w["row_missing"]
        yield 1, position, missing, 0, ()
        begun = self._begun.get((position, latest))
        if begun is None:
            begun = self._begun[position, latest] = [*self._starts(position, latest)]
        for start, cost, skipped in begun:
            if start not in windows:
                windows[start] = [
                    (size, end, sum([a.score for a in assigned]), assigned)
                    for size, end, assigned in self.windows.of(row, start, latest)
                ]
            for size, end, score, rows in windows[start]:
                yield size, end, cost + score, skipped, rows

    def _anchored(self, row: int, number: int) -> Assignment:
        """``row`` with the cells of the run ``number``, which its own label names."""
        slots = self.plan.fitted[number]
        if number not in self.plan.headed:
            slots = ordered(slots, self.orders.get(self.strip.grid.rows[row].table.name))
        label = WEIGHTS["named"]
        score = label + WEIGHTS["closed"] + self.scorer.sums(row, slots)
        return Assignment(row, slots, score, label, "anchor")

    def _starts(self, position: int, latest: int) -> Iterator[tuple[int, float, int]]:
        """Where the next row's cells may begin, what passing over the values before costs, and how many.

        A few single values of a run may be passed over, and then whole runs.
        """
        at, cost, skipped = position, 0.0, 0
        yield at, cost, skipped
        tries = 0
        while at < latest and tries < _RUNS_PASSED:
            run = self.plan.run_at(at)
            inner = at
            inner_cost, inner_skipped = cost, skipped
            while inner + 1 < min(run.end, latest) and inner - at < _VALUES_PASSED:
                c, n = self.scorer.costs[inner]
                inner_cost, inner_skipped = inner_cost + c, inner_skipped + n
                inner += 1
                yield inner, inner_cost, inner_skipped
            c, n = self.scorer.passing(at, run.end)
            cost, skipped = cost + c, skipped + n
            at = run.end
            tries += 1
            if at < latest:
                yield at, cost, skipped
