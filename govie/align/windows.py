"""The next figures as those of one row: what the figures alone say, whichever row of a table it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from govie.align import figures
from govie.align.columns import Columns
from govie.align.figures import Slots
from govie.align.runs import Run
from govie.align.sums import SUM_FAILS, SUM_HOLDS, Sums
from govie.form import Table
from govie.headers import Row
from govie.tokens import Kind, Token

# Log-likelihood ratios, as those of ``search``.
COLUMN_NAMED = 1.0
COLUMN_MISNAMED = -1.5
FIGURE_SKIPPED = -2.5
FIGURE_LOST = -2.5
CELL_EMPTY = -0.3
FIGURE_DAMAGED = -0.3
FIGURE_DROPPED = -1.0
FIGURES_GLUED = -1.0
RUN_BROKEN = -1.5


Order = tuple[int, ...] | None


@dataclass(slots=True)
class Window:
    """One way to take the figures up to ``end`` as a row's; ``said``: what speaks for it, added in order;
    ``empty``: cells without a figure are printed empty."""

    slots: Slots
    end: int
    said: tuple[float, ...]
    choices: tuple[Slots, ...] = ()
    empty: bool = False


class Windows:
    """The windows on ``tokens``; ``run_of``: each token's run.

    Those of too few or too many figures are the same for all rows of a table and for every order of the
    columns: they are found once. ``cut``, ``spaced``, ``step``: as in ``Search``.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        runs: Sequence[Run],
        run_of: Sequence[int],
        sums: Sums,
        cut: bool,
        spaced: bool,
        step: int | None,
    ) -> None:
        self.tokens = tokens
        self.cut = cut
        self.spaced = spaced
        self.runs = runs
        self.run_of = run_of
        self.sums = sums
        self.columns = Columns(tokens, step)
        self.printed_before = [0, *accumulate(t.kind is Kind.FIGURE for t in tokens)]
        lines = [[*line] for _, line in groupby(range(len(tokens)), lambda i: tokens[i].line)]
        self._groups = [(run.start, run.end) for run in runs]
        self._groups += [(line[0], line[-1] + 1) for line in lines]
        self._proven: dict[tuple[Table, Order], dict[int, int]] = {}
        self._cuts: dict[tuple[str, Slots], tuple[Slots, ...]] = {}
        self._full: dict[tuple[str, int, Order], list[Window]] = {}
        self._uneven: dict[tuple[str, int, bool], list[Window]] = {}

    def at(self, row: Row, start: int, order: Order) -> list[Window]:
        """The windows from ``start`` on; ``order``: as in ``Search.readings``."""
        place = (row.table.name, start, row.index + 1 == len(row.table.rows))
        whole = (*place[:2], order)
        proven = self.proven(row.table, order)
        if proven.get(start, start) != start:
            return []
        if whole not in self._full:
            self._full[whole] = list(self._of_its_size(row, start, order))
            if order is None:
                self._full[whole] += self._unwrapped(row, start)
        if start in proven:
            return self._full[whole]
        if place not in self._uneven:
            self._uneven[place] = list(self._of_other_sizes(row, start))
        found = self._full[whole] + self._uneven[place]
        return [w for w in found if proven.get(w.end, w.end) == w.end]

    def proven(self, table: Table, order: Order) -> dict[int, int]:
        """The figures that are a row of ``table``, whichever, each with the first of its row: those of one
        line or between two labels, as many as the row has cells, all whole, and their sum comes out.

        That is no chance: no other window begins or ends among them.
        """
        known = self._proven.get((table, order))
        if known is None:
            known = self._proven[table, order] = {}
            width = len(table.columns)
            for start, end in self._groups:
                if (
                    end - start == width
                    and all(t.kind is Kind.FIGURE for t in self.tokens[start:end])
                    and self.sums.of_row(table, self.slots(width, start, order)) > 0
                ):
                    known |= dict.fromkeys(range(start, end), start)
        return known

    def slots(self, width: int, start: int, order: Order) -> Slots:
        """The next ``width`` figures, each in its column."""
        tokens = self.tokens[start : start + width]
        if order is None or len(order) != width:
            return tuple(tokens)
        slots: list[Token | None] = [None] * width
        for column, token in zip(order, tokens, strict=True):
            slots[column] = token
        return tuple(slots)

    def _of_its_size(self, row: Row, start: int, order: Order) -> Iterator[Window]:
        end = start + row.width
        if end <= len(self.tokens):
            yield self._window(row, start, end, self.slots(row.width, start, order))

    def _of_other_sizes(self, row: Row, start: int) -> Iterator[Window]:
        width = row.width
        run = self.runs[self.run_of[start]]
        rest = run.end - start
        printed = self.printed_before[run.end] - self.printed_before[start]
        if 0 < printed < min(rest, width):
            # What looks like a damaged figure may be a scrap of a label.
            whole = [t for t in self.tokens[start : run.end] if t.kind is Kind.FIGURE]
            yield from self._short(row, start, run.end, whole)
        if rest < width:
            yield from self._short(row, start, run.end, self.tokens[start : run.end])
            if run.end < len(self.tokens):
                # a label's second half between the figures, then the row's other figures
                end = self.runs[self.run_of[run.end]].end
                if end - start < width:
                    yield from self._short(row, start, end, self.tokens[start:end])
        line = self.columns.lines[self.tokens[start].line]
        its_line = len(line) > width and line == [*self.tokens[start : start + len(line)]]
        if its_line and (laid := figures.joined_rows(line, [width])):
            proven = self.sums.of_row(row.table, laid[0]) >= SUM_HOLDS
            if proven or (self.spaced and not row.table.column_sums):
                yield self._window(row, start, start + len(line), laid[0])
        if rest == width + 1:
            for slots in figures.merges(row, self.tokens[start : run.end]):
                if self.sums.of_row(row.table, slots) > 0:
                    yield self._window(row, start, run.end, slots, FIGURE_SKIPPED)

    def _unwrapped(self, row: Row, start: int) -> Iterator[Window]:
        """A whole run of too many figures for the row: narrow cells broke some in two."""
        run = self.runs[self.run_of[start]]
        if start != run.start or run.end - start <= row.width:
            return
        tokens = self.tokens[start : run.end]
        broken = (row.table.name, tuple(tokens))
        if broken not in self._cuts:
            self._cuts[broken] = tuple(way[0] for way in figures.unwrapped([row], tokens))
        if ways := self._cuts[broken]:
            yield self._window(row, start, run.end, ways[0], FIGURES_GLUED, ways[1:] and ways)

    def _short(self, row: Row, start: int, end: int, tokens: Sequence[Token]) -> Iterator[Window]:
        """Too few figures for the row: run together, or lost. Layout says which, or only the sum."""
        dropped = end - start - len(tokens)
        lost = row.width - len(tokens)
        cut = (row.table.name, tuple(tokens))
        if cut not in self._cuts:
            self._cuts[cut] = tuple(way[0] for way in figures.splits([row], tokens))
        glued = self._cuts[cut]
        if glued:
            yield self._window(
                row, start, end, glued[0], FIGURES_GLUED, glued[1:] and glued, dropped
            )
        if end == len(self.tokens) and self._breaks_off(row):
            # the text breaks off in this row: what is there are its first figures
            slots = (*tokens, *(None,) * lost)
            yield self._window(row, start, end, slots, -FIGURE_LOST * lost, (), dropped)
            return
        placed = self.columns.of(tokens, row.width)
        if placed is None and (laid := self.columns.by_line(tokens, row.width)):
            # From the first cell to the last no label's place is taken for granted.
            told = laid[0] is not None or figures.completed(row, laid) is not None
            placed = laid if told else None
        if placed is not None:
            # The print wins, even over a sum that does not come out; where it does, nothing is lost.
            empty = figures.completed(row, placed) is not None
            extra = (CELL_EMPTY - FIGURE_LOST) * lost if empty else 0.0
            yield self._window(row, start, end, placed, extra, (), dropped, empty=True)
        elif ways := tuple(figures.spreads(row, tokens)) if lost <= 4 else ():
            yield self._window(row, start, end, ways[0], 0.0, ways[1:] and ways, dropped)
        else:
            slots = (*tokens, *(None,) * lost)
            yield self._window(row, start, end, slots, SUM_FAILS, (slots, slots[::-1]), dropped)

    def _breaks_off(self, row: Row) -> bool:
        """Whether the text, and not its print, ends in ``row``: every row before has all its figures, and
        this is not the table's last."""
        before = self.runs[:-1]
        full = all(run.end - run.start >= row.width for run in before)
        return row.index + 1 < len(row.table.rows) and full and (self.cut or len(before) >= 3)

    def _window(
        self,
        row: Row,
        start: int,
        end: int,
        slots: Slots,
        extra: float = 0.0,
        choices: tuple[Slots, ...] = (),
        dropped: int = 0,
        *,
        empty: bool = False,
    ) -> Window:
        damaged = sum(s is not None and s.kind is Kind.DAMAGED for s in slots)
        said = (
            extra,
            self.sums.of_row(row.table, slots),
            FIGURE_LOST * slots.count(None),
            FIGURE_DAMAGED * damaged,
            self._columns_score(start, end, slots),
            FIGURE_DROPPED * dropped,
        )
        return Window(slots, end, tuple(s for s in said if s), choices, empty)

    def _columns_score(self, start: int, end: int, slots: Slots) -> float:
        score = 0.0
        for number in range(self.run_of[start], self.run_of[end - 1] + 1):
            run = self.runs[number]
            column = run.segment.column
            if run.start < start or column is None:
                continue
            if column < len(slots) and slots[column] is self.tokens[run.start]:
                score += COLUMN_NAMED - (RUN_BROKEN if run.start > start else 0.0)
            else:
                score += COLUMN_MISNAMED
        return score
