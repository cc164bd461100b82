"""Search candidates for rows side by side (行政复议, 行政诉讼): what ``windows`` is for other tables.

A window is a stretch of values that is read as one row, or as several. How many rows a line holds follows from
how often its head repeats the columns' names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from govie.tables.assignment import Assignment, Orders, Window, ordered
from govie.tables.cells import Cell
from govie.tables.choices.deals import side_by_side
from govie.tables.prints import Kind
from govie.tables.rows import naming
from govie.tables.rows.margins import margins, unwrapped, whole
from govie.tables.rows.repeats import pitched, repeated
from govie.tables.rows.scores import WEIGHTS, Scorer
from govie.tables.slots import Slots, padded
from govie.tables.strip import Run
from govie.text.characters import cjk


class FlatRows:
    """The windows of such rows; ``orders``: of their columns, if not the form's."""

    def __init__(self, scorer: Scorer, orders: Orders) -> None:
        self.scorer = scorer
        self.strip = scorer.strip
        self.order = orders.get(self.strip.grid.rows[0].table.name)

    def windows(self, row: int, start: int) -> Iterator[Window]:
        """The ways to read the run that begins at ``start``, all of it, as ``row`` and the rows after it."""
        strip = self.strip
        run = self.scorer.plan.run_at(start)
        rows = strip.grid.rows[row:]
        if run.start != start:
            return
        width = total = sum(r.width for r in rows)
        if not (len(run) == total and all(c.hard for c in strip.own(run))):
            width = strip.heads(run) or total  # some of the heads may be broken
        count = width // rows[0].width
        if count > len(rows) or (count == 1 and len(run) == width):
            return
        if count > 1 and min(strip.segments[run.segment].touched, default=row) < row:
            return  # one of the rows named before these cells has none: it may be any of them
        numbers = self._rows(row, count, run)
        found = False
        for cells in self._whole(run, width):
            assigned = self._assigned(numbers, cells)
            # Where only line ends tell empty cells and a sum fails, the empty cells are elsewhere.
            if self._is_delimited(run, width) or self._no_sum_fails(assigned):
                found = True
                yield count, run.end, assigned
        if found:
            return
        slots = (
            pitched(strip, run, width) or repeated(strip, run, width) or self._trimmed(run, width)
        )
        assigned = self._assigned(numbers, slots) if slots else self._short(numbers, run, width)
        if assigned:
            yield count, run.end, assigned

    def _rows(self, row: int, count: int, run: Run) -> Sequence[int | None]:
        """The ``count`` rows from ``row`` on, as the names above ``run`` order them; None for a row that is none of the form's."""
        named = naming.blocks(self.strip, run)
        return named if row == 0 and len(named) == count else range(row, row + count)

    def _whole(self, run: Run, width: int) -> Iterator[Sequence[Cell]]:
        """``width`` cells of ``run``: every way of leaving out empty cells at its margins."""
        cells = whole(self.strip, self.strip.own(run), width)
        if len(cells) == width + 1 and self._ends_with_own(run):
            cells = cells[:width]
        joined = unwrapped(cells)
        for line in (cells, joined) if len(joined) < len(cells) else (cells,):
            begins = margins(line, width)
            if len(begins) > 1 and begins[0] == 0 and self._is_column(line[0]):
                begins = begins[:1]
            for first in begins:
                yield line[first : first + width]

    def _is_column(self, cell: Cell) -> bool:
        """Whether another row has its first number in the field of ``cell``, which is no place of a label then."""
        firsts = (self.strip.own(run)[0] for run in self.strip.runs)
        return any(
            first.is_printed and (first.fields, first.field) == (cell.fields, cell.field)
            for first in firsts
            if first is not cell and cell.fields > 1
        )

    def _ends_with_own(self, run: Run) -> bool:
        """Whether the last column of the head right above is one of the agency's own: 复议诉讼合计."""
        grid = self.strip.grid
        last = next(reversed(self.strip.labels(run)), None)
        if last is None or not 0 < last.field == last.fields - 1:
            return False
        above = (*grid.spelled, *grid.captions)
        known = (*above, *(name + column for name in above for column in grid.columns))
        words = cjk(last.text)
        return words not in grid.columns and not words.endswith(known)

    def _trimmed(self, run: Run, width: int) -> Slots | None:
        """The cells of a line that begins below the first name of its head, keeps empty cells between others and has
        lost those at its end."""
        cells = self.strip.own(run)
        head = next(reversed(self.strip.labels(run)), None)
        kept = any(not a.is_printed and b.is_printed for a, b in pairwise(cells))
        if (
            head is None
            or not kept
            or any(not c.hard or c.line != cells[0].line for c in cells)
            or not cells[0].fields < head.fields == cells[0].field + width
        ):
            return None
        return padded(cells, width)

    def _is_delimited(self, run: Run, width: int) -> bool:
        """Whether the cells of ``run`` are certain: separators delimit them, or none of them is empty."""
        cells = self.strip.own(run)
        return any(c.fields > 1 for c in cells) or len(_printed(cells)) == width

    def _no_sum_fails(self, assigned: Sequence[Assignment]) -> bool:
        """Whether no row's sum fails."""
        return all(self.scorer.sums(a.row, a.slots) >= 0 for a in assigned)

    def _short(self, numbers: Sequence[int | None], run: Run, width: int) -> tuple[Assignment, ...]:
        """The rows ``numbers`` in too few or too many cells, with the ways of each; none where there is no way."""
        if self.order:
            return ()  # which cells are lacking is told for the form's order only
        row = self.strip.grid.rows[0]
        cells = self.strip.own(run)
        kept = cells if len(cells) > width else _printed(cells)
        options = side_by_side([row.table] * len(numbers), [row.width] * len(numbers), kept)
        label = WEIGHTS["among"]
        score = label + WEIGHTS["short"] + WEIGHTS["line"]
        return tuple(
            Assignment(number, (None,) * row.width, score, label, "short", tuple(ways))
            for number, ways in zip(numbers, options, strict=False)
            if number is not None
        )

    def _assigned(
        self, numbers: Sequence[int | None], cells: Sequence[Cell | None]
    ) -> tuple[Assignment, ...]:
        """``cells``, one for each column, as those of the rows ``numbers``."""
        assigned = []
        label = WEIGHTS["among"]
        width = self.strip.grid.rows[0].width
        for n, number in enumerate(numbers):
            if number is not None:
                slots = ordered(cells[n * width : (n + 1) * width], self.order)
                score = label + self.scorer.sums(number, slots) + WEIGHTS["line"]
                assigned.append(Assignment(number, slots, score, label, "flat"))
        return tuple(assigned)


def _printed(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that are not empty."""
    return [c for c in cells if c.kind is not Kind.EMPTY]
