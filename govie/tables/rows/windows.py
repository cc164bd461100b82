"""Candidates for the row search: stretches of consecutive values that may fill one row or a block of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from govie.tables.assignment import Assignment, Order, Orders, Window, ordered
from govie.tables.cells import Cell
from govie.tables.choices.ways import ways
from govie.tables.rows.flat import FlatRows
from govie.tables.rows.scores import WEIGHTS, Scorer
from govie.tables.slots import Slots
from govie.tables.strip import Run

_MOST_SPARE = 5  # cells in excess of the columns: more are not those of one row


class Windows:
    """The windows of a strip whose columns are printed in ``orders``, where these are not the form's.

    ``by_column``: whether the report's largest table is printed column by column.
    """

    def __init__(self, scorer: Scorer, orders: Orders, by_column: bool) -> None:
        self.scorer = scorer
        self.plan = scorer.plan
        self.strip = scorer.strip
        self.orders = orders
        self.by_column = by_column
        self.flat = FlatRows(scorer, orders)
        self._ends = [run.end for run in self.strip.runs]
        # How many cells the rows before each row have, and which row comes after so many.
        self._before = [0, *accumulate(row.width for row in self.strip.grid.rows)]
        self._after = {cells: row for row, cells in enumerate(self._before)}
        self._ways: dict[tuple[int, str], list[Slots]] = {}
        self._lines: dict[tuple[str, int, int, str], tuple[Slots, float, float, float, float]] = {}

    def of(self, row: int, start: int, latest: int) -> Iterator[Window]:
        """The windows of ``row``, and of blocks that begin with it, from ``start`` on and up to ``latest``."""
        plan, strip = self.plan, self.strip
        rows = strip.grid.rows
        if start >= len(strip.values):
            return
        number = plan.run_of[start]
        run = strip.runs[number]
        if run.segment in plan.apart:
            return  # an agency's own row, a group's, or a row that is placed already
        if rows[row].table.flat:
            found = [*self.flat.windows(row, start)]
            yield from found
            if found and strip.heads(run) > rows[row].width:
                return
        width = rows[row].width
        end = start + width
        if end <= latest and not self._holds_apart(number, end):
            # Of tables side by side one may have no cells: order alone tells which table these are of.
            how = "apart" if rows[row].table.flat else "window"
            yield 1, end, (self._assigned(row, strip.values[start:end], start, end, how),)
        fitted = plan.fitted.get(number, ()) if run.start == start else ()
        if len(fitted) == width != len(run) and run.end <= latest:
            yield 1, run.end, (self._assigned(row, fitted, start, run.end, "fitted"),)
        if run.start == start and run.end <= latest and len(run) != width:
            yield from self._short(row, run)
        yield from self._blocks(row, start, latest)

    def _order(self, row: int) -> Order | None:
        """The order of the columns of ``row``, if it is not the form's."""
        return self.orders.get(self.strip.grid.rows[row].table.name)

    def _holds_apart(self, number: int, end: int) -> bool:
        """Whether a run from ``number`` up to the value ``end`` is one that the search passes over."""
        if not self.plan.apart:
            return False
        last = self.plan.run_of[end - 1]
        return any(self.strip.runs[n].segment in self.plan.apart for n in range(number, last + 1))

    def _assigned(
        self, row: int, cells: Sequence[Cell | None], start: int, end: int, how: str
    ) -> Assignment:
        """``cells``, which are printed in ``values[start:end]``, as those of ``row``."""
        key = (self.strip.grid.rows[row].table.name, start, end, how)
        known = self._lines.get(key)
        if known is None:  # all rows of a table ask the same of these cells, but for the label
            put = how == "fitted" and self.plan.run_of[start] in self.plan.headed
            slots = tuple(cells) if put else ordered(cells, self._order(row))
            closed = WEIGHTS["closed"] if end == self.plan.run_at(end - 1).end else 0.0
            line = WEIGHTS["line"] if self.scorer.is_line(start, end) else 0.0
            sums, unlike = self.scorer.sums(row, slots), self.scorer.unlike(slots)
            known = self._lines[key] = slots, sums, unlike, closed, line
        slots, sums, unlike, closed, line = known
        label = self.scorer.label(row, start, end)
        return Assignment(row, slots, label + sums + unlike + closed + line, label, how)

    def _short(self, row: int, run: Run) -> Iterator[Window]:
        """``run`` as ``row``, with fewer or more cells than columns: dropped, run together or broken."""
        segment = self.strip.segments[run.segment]
        table = self.strip.grid.rows[row].table
        width = len(table.columns)
        if row not in segment.touched or len(run) > width + _MOST_SPARE:
            return
        if self._order(row):
            return  # which cells are lacking is told for the form's order only
        key = (run.start, table.name)
        if key not in self._ways:
            self._ways[key] = ways(table, self.strip.own(run))
        options = self._ways[key]
        if not options:
            return
        label = self.scorer.label(row, run.start, run.end)
        empty: Slots = (None,) * width
        score = label + WEIGHTS["short"] + WEIGHTS["closed"] + self.scorer.sums(row, options[0])
        yield 1, run.end, (Assignment(row, empty, score, label, "short", tuple(options)),)

    def _blocks(self, row: int, start: int, latest: int) -> Iterator[Window]:
        """Blocks of rows from ``row`` on whose cells are printed column by column.

        PDF converters print a table so, or a page of it; a block ends where a run does.
        """
        strip = self.strip
        rows = strip.grid.rows
        run = self.plan.run_at(start)
        if rows[row].table.flat:
            return
        if len(run) <= rows[row].width and len(strip.segments[run.segment].touched) == 1:
            return
        for end in self._ends if run.start == start else (run.end,):
            size = self._after.get(self._before[row] + end - start, row) - row
            if size > 1 and end <= latest:
                yield size, end, self._block(row, size, start)

    def _block(self, row: int, size: int, start: int) -> tuple[Assignment, ...]:
        """``size`` rows from ``row`` on, with the values from ``start`` on column by column."""
        share = WEIGHTS["by_column_here" if self.by_column else "by_column"] / size
        assigned = []
        named = self.strip.segments[self.plan.run_at(start).segment]
        cells = self.strip.values
        for n, places in enumerate(self._by_column(row, size, start)):
            label = WEIGHTS["among"] if row + n in named.fresh else 0.0
            sums = self.scorer.sums_of(row + n, [cells[at].value for at in places])
            slots = tuple([cells[at] for at in places])
            score = label + share + sums + self.scorer.unlike(slots)
            assigned.append(Assignment(row + n, slots, score, label, "block"))
        return tuple(assigned)

    def _by_column(self, row: int, size: int, start: int) -> list[list[int]]:
        """For each row of a block the places of its cells, which come column by column from ``start`` on."""
        widths = [r.width for r in self.strip.grid.rows[row : row + size]]
        most = max(widths)
        if min(widths) == most:
            count = len(widths)
            columns = self._order(row) or range(most)
            first = [start] * most
            for n, column in enumerate(columns):
                first[column] = start + n * count
            return [[at + n for at in first] for n in range(count)]
        lines = [[-1] * width for width in widths]
        at = start
        for column in range(most):
            for line, width in zip(lines, widths, strict=True):
                if column < width:
                    line[column] = at
                    at += 1
        return lines
