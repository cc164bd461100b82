"""A beam search for the reading of a region that labels, order and arithmetic support best.

At each step the next row takes the next figures (as many as it has columns, or fewer where some were
lost or run together, or none where the row is missing), or a block of rows takes its figures column
by column, as PDF extraction gives them page by page; figures that fit nowhere (page numbers, ghost
rows) are passed over at a price. A step's score adds up what the labels around the figures say,
whether the figures end where the labels do, and whether the form's sums come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from govie.align import columns, figures
from govie.align.figures import Slots
from govie.align.labels import LABEL_AMONG_SEVERAL, LABEL_NAMES_ROW, Labels
from govie.align.readings import (
    Block,
    Path,
    Placement,
    Reading,
    Step,
    in_columns,
    in_row,
    in_rows,
)
from govie.align.runs import Run
from govie.align.sums import Sums
from govie.align.windows import (
    CELL_EMPTY,
    FIGURE_DROPPED,
    FIGURE_SKIPPED,
    FIGURES_GLUED,
    RUN_BROKEN,
    Order,
    Window,
    Windows,
)
from govie.form import Table
from govie.headers import Grid
from govie.tokens import Kind, Token

BEAM = 24
MAX_SKIPPED_RUNS = 3

# Weights, as log-likelihood ratios to the eye: set by hand while reading the errors on some fifty
# converter routes and the tests' layouts, not swept.
ROW_MISSING = -2.0
ROW_MISSING_THOUGH_NAMED = -5.0
FIGURE_REPEATED = -0.2
RUN_SKIPPED = -3.0
FIRST_SKIPPED = -2.0  # a stray figure, a page's number, stands behind a row's sooner than before
RUN_WHOLE = 0.5
BLOCK_BY_COLUMN = -2.0


def _skip_cost(token: Token) -> float:
    """A scrap of a label may look like a damaged figure or a dash; a clean figure is one."""
    return FIGURE_SKIPPED if token.kind is Kind.FIGURE else FIGURE_DROPPED


class Search:
    """The readings of ``tokens`` (value tokens, in the order of ``runs``) on ``grid``.

    ``by_column`` is the price of a block read column by column; a report that has one such table has
    others. ``cut``: the text ends with the last token; ``spaced``: the digits of a figure stand apart in
    the report's other tables; ``step``: so many lines are there from cell to cell.
    """

    def __init__(
        self,
        grid: Grid,
        tokens: Sequence[Token],
        runs: Sequence[Run],
        by_column: float = BLOCK_BY_COLUMN,
        *,
        cut: bool = False,
        spaced: bool = False,
        step: int | None = None,
    ) -> None:
        self.grid = grid
        self.tokens = tokens
        self.runs = runs
        self.by_column = by_column
        self.sums = Sums(grid)
        self.tables = tuple(row.table for row in grid.rows)
        self.run_of = [n for n, run in enumerate(runs) for _ in range(run.start, run.end)]
        self.run_ends = {run.end for run in runs}
        self.labels = Labels(grid, tokens, runs, self.run_of)
        self.expected = {r for run in runs for r in self.labels.expected(run)}
        self.numbers = [row.label.text[0] for row in grid.rows]
        self.after_repeats = self._after_repeats()
        self.skip_costs = self._skip_costs()
        self.windows = Windows(tokens, runs, self.run_of, self.sums, cut, spaced, step)
        self.order: Order = None
        self.anchors: dict[
            int, int
        ] = {}  # rows that are read in any case, and where their figures begin
        self.latest: list[int] = []
        self._starts_at: dict[int, list[tuple[int, float]]] = {}
        self._taken: dict[tuple[int, int], list[Step]] = {}
        self._laid: dict[tuple[int, tuple[Table, ...]], Block] = {}

    def proven(self, order: Order = None) -> int:
        """How many figures their sums prove to be rows with their columns in ``order``."""
        return len(self.windows.proven(self.tables[0], order))

    def readings(self, order: Order = None) -> list[Reading]:
        """The best readings, best first.

        ``order`` permutes the columns: ``order[i]`` is the column of a row's i-th figure.
        """
        self.order = order
        self._taken.clear()
        self._starts_at.clear()
        self._laid.clear()
        self.anchors = dict(self._anchors())
        self.latest = self._latest()
        paths: list[dict[int, list[Path]]] = [{} for _ in range(len(self.grid.rows) + 1)]
        paths[0][0] = [Path(0.0, 0, 0)]
        for row in range(len(self.grid.rows)):
            states = [p for ps in paths[row].values() for p in ps]
            if len(states) > 1:
                hope = self.labels.hope(row)
                states.sort(key=lambda p: -p.score - hope[p.position])
            steps: dict[int, list[tuple[Step, float, int]]] = {}
            for path in states[:BEAM]:
                position, so_far = path.position, path.score
                if position not in steps:
                    steps[position] = list(self._steps(row, position))
                for step, score, skipped in steps[position]:
                    ahead = paths[row + step.rows]
                    total = so_far + score
                    after = ahead.get(step.end)
                    if after is None:
                        ahead[step.end] = [
                            Path(total, step.end, path.skipped + skipped, step, path)
                        ]
                    elif len(after) < 2 or total > after[1].score:
                        new = Path(total, step.end, path.skipped + skipped, step, path)
                        after.insert(0 if total > after[0].score else 1, new)
                        del after[2:]
        ends = []
        for path in (p for ps in paths[-1].values() for p in ps):
            left = len(self.tokens) - path.position
            runs_left = len(self.runs) - self.run_of[path.position] if left else 0
            score = path.score + max(left * FIGURE_SKIPPED, runs_left * RUN_SKIPPED * 2)
            placements = path.placements()
            score += self.sums.over_rows({p.row: p.slots for p in placements})
            ends.append(Reading(placements, score, path.skipped + left))
        return sorted(ends, key=lambda r: -r.score)[:BEAM]

    # ------------------------------------------------------------ steps

    def _steps(self, row: int, position: int) -> Iterator[tuple[Step, float, int]]:
        """What may come next, with its score and how many figures are passed over before it."""
        this = self.grid.rows[row]
        anchor = self.anchors.get(row, position)
        plain = self._plain(row, anchor)
        if plain:
            width = sum(len(p.slots) for p in plain)
            step = in_rows(plain, anchor + width)
            yield step, step.score + self._passed_over(position, anchor), anchor - position
            return
        latest = self.latest[row + 1]
        missing = ROW_MISSING_THOUGH_NAMED if row in self.expected else ROW_MISSING
        yield Step(1, position, missing, tuple), missing, 0
        if position not in self._starts_at:
            self._starts_at[position] = list(self._starts(position))
        for start, cost in self._starts_at[position]:
            if start >= latest:
                break
            if start == position + 1 and self._numbers_label(row, position):
                cost = LABEL_AMONG_SEVERAL
            if (row, start) not in self._taken:
                windows = self.windows.at(this, start, self.order)
                self._taken[row, start] = [
                    *(self._window(row, start, w) for w in windows if w.end <= latest),
                    *(step for step in self._blocks(row, start) if step.end <= latest),
                ]
            for step in self._taken[row, start]:
                yield step, step.score + cost, start - position

    def _anchors(self) -> Sequence[tuple[int, int]]:
        """Rows with their label and whole print, and where their figures begin: whatever comes before,
        they are read so, and only what lies between them is searched.

        None in a table most of whose rows are otherwise: there labels do not tell whose figures follow.
        """
        chains: list[list[tuple[int, int]]] = []
        for run in self.runs:
            row = run.segment.spelled
            if row is None or self.labels.alone(row, run) != (row,):
                continue
            plain = self._plain(row, run.start)
            if plain and plain[0].score >= plain[0].label:
                before = max((c for c in chains if c[-1][0] < row), key=len, default=[])
                chains.append([*before, (row, run.start)])
        best = max(chains, key=len, default=[])
        if 2 * len(best) < len(self.grid.rows):
            return []
        damaged = any(t.kind is Kind.DAMAGED for t in self.tokens[best[0][1] :])
        return [] if damaged else best

    def _latest(self) -> list[int]:
        """For each row the last figure where it may begin: what follows is of rows behind it."""
        latest = [len(self.tokens)] * (len(self.grid.rows) + 1)
        for row in range(len(self.grid.rows) - 1, -1, -1):
            latest[row] = self.anchors.get(row, latest[row + 1])
        return latest

    def _passed_over(self, start: int, end: int) -> float:
        """What it costs to pass over the figures from ``start`` to the head of a run."""
        cost = 0.0
        while start < end:
            cost += max(RUN_SKIPPED, self.skip_costs[start])
            start = self.runs[self.run_of[start]].end
        return cost

    def _numbers_label(self, row: int, position: int) -> bool:
        """Whether a figure is the number of the row's label, cut off from it."""
        spare = self.runs[self.run_of[position]].end - position > self.grid.rows[row].width
        return spare and self.tokens[position].text == self.numbers[row]

    def _plain(self, row: int, position: int) -> tuple[Placement, ...]:
        """The step of well-printed rows, which needs no rival: their label and as many figures as cells.

        Whether a sum comes out does not matter: an agency's own mistake is left as it stands. Only where
        some of the print is damaged does a failed sum open the question.
        """
        if position >= len(self.tokens):
            return ()
        run = self.runs[self.run_of[position]]
        rows = self.labels.alone(row, run)
        width = sum(self.grid.rows[r].width for r in rows)
        if not rows or run.start != position or run.end - position != width:
            return ()
        whole = all(t.kind is not Kind.DAMAGED for t in self.tokens[position : run.end])
        label = LABEL_NAMES_ROW if len(rows) == 1 else LABEL_AMONG_SEVERAL
        found = []
        for number in rows:
            slots = self.windows.slots(self.grid.rows[number].width, position, self.order)
            position += len(slots)
            score = self.sums.of_row(self.tables[number], slots)
            if score < 0 and not whole:
                return ()
            found.append(Placement(number, slots, label + score, label))
        return tuple(found)

    def _starts(self, position: int) -> Iterator[tuple[int, float]]:
        """Where the next row's figures may begin, and what it costs to pass over those before."""
        if position >= len(self.tokens):
            return
        yield position, 0.0
        proven = position in self.windows.proven(self.tables[0], self.order)
        run = self.runs[self.run_of[position]]
        if not proven and position + 1 < run.end:
            one_row = len(run.segment.touched) == 1
            yield position + 1, FIGURE_SKIPPED + (FIRST_SKIPPED if one_row else 0.0)
        cost = 0.0
        at = self.after_repeats[position]
        if at > position:
            if at >= len(self.tokens):
                return
            yield at, FIGURE_REPEATED
            cost = FIGURE_REPEATED
            if at == self.runs[self.run_of[at]].start:
                return
        for _ in range(MAX_SKIPPED_RUNS):
            cost += max(RUN_SKIPPED, self.skip_costs[at])
            at = self.runs[self.run_of[at]].end
            if at >= len(self.tokens):
                return
            yield at, cost

    def _after_repeats(self) -> list[int]:
        """For each figure, where those end that only repeat the one before it: some converters print a
        merged cell once a column."""
        ends = list(range(len(self.tokens) + 1))
        for at in range(len(self.tokens) - 1, 0, -1):
            token, last = self.tokens[at], self.tokens[at - 1]
            same = token.text == last.text and token.line == last.line and token.fields >= 2
            if same and self.run_of[at] == self.run_of[at - 1]:
                ends[at] = ends[at + 1]
        return ends

    def _skip_costs(self) -> list[float]:
        """For each figure, what it costs to pass over it and the others up to the end of its run."""
        costs = [0.0] * (len(self.tokens) + 1)
        for at in range(len(self.tokens) - 1, -1, -1):
            others = 0.0 if at + 1 in self.run_ends else costs[at + 1]
            costs[at] = others + _skip_cost(self.tokens[at])
        return costs

    def _window(self, row: int, start: int, window: Window) -> Step:
        """``window`` as the figures of ``row``, with what the labels say of it."""
        end = window.end
        first, last = self.run_of[start], self.run_of[end - 1]
        left = self.runs[last].end - end
        complete = left == 0 or left in self.grid.run_ends[row]
        at_head = self.runs[first].start == start
        label = self.labels.scores(first, at_head)[row]
        if first < last:
            label += self.labels.crossing(row, first, last, left)
        elif at_head and not left:
            label += RUN_WHOLE
        following = self.grid.rows[row + 1].width if row + 1 < len(self.grid.rows) else left + 1
        if 0 < left < following and self.after_repeats[end] != self.runs[last].end:
            # too few for the next row: no label ends this one here, but its line may
            label += RUN_WHOLE if self._is_line(start, end) else RUN_BROKEN
        score = label
        for said in window.said:
            score += said
        exact = end - start == len(window.slots) and first == last and complete
        apart = len(self.runs[first].segment.fresh) > 1
        placed = (
            row,
            window.slots,
            score,
            label,
            apart,
            False,
            window.choices,
            exact,
            window.empty,
        )
        return Step(1, end, score, partial(in_row, placed))

    def _is_line(self, start: int, end: int) -> bool:
        """Whether the figures from ``start`` to ``end`` are those of a line; of a single one, with a label."""
        token = self.tokens[start]
        line = self.windows.columns.lines[token.line]
        labelled = self.runs[self.run_of[start]].segment.line == token.line
        return len(line) == end - start and line[0] is token and (len(line) > 1 or labelled)

    def _blocks(self, row: int, start: int) -> Iterator[Step]:
        """Rows from ``row`` on whose figures come column by column, or run together over several rows."""
        number = self.run_of[start]
        run = self.runs[number]
        rows = self.grid.rows
        if start != run.start or start in self.windows.proven(self.tables[row], self.order):
            return
        if rows[row].table.flat and row == 0:
            yield from self._flat(run, start)
        if len(run.segment.touched) == 1 and run.end - run.start <= rows[row].width:
            return
        labels = self.labels.scores(number, at_head=True)
        end = start + rows[row].width
        for size in range(2, len(rows) - row + 1):
            end += rows[row + size - 1].width
            if end > len(self.tokens):
                return
            if end not in self.run_ends and len(run.segment.fresh) != size:
                continue  # a page's figures end where its labels begin again
            block = self._block(start, self.tables[row : row + size])
            share = (block.breaks + self.by_column) / size
            named = labels[row : row + size]
            scores = [label + sums + share for label, sums in zip(named, block.sums, strict=True)]
            placements = partial(in_columns, row, block.slots, scores, named)
            yield Step(size, end, sum(scores), placements)

    def _block(self, start: int, tables: tuple[Table, ...]) -> Block:
        """The figures from ``start`` on, laid column by column onto a row of each of ``tables``."""
        block = self._laid.get((start, tables))
        if block is not None:
            return block
        widths = [len(table.columns) for table in tables]
        slots: list[list[Token | None]] = [[None] * width for width in widths]
        end = start
        for column in self.order or range(max(widths)):
            for row, width in zip(slots, widths, strict=True):
                if column < width:
                    row[column] = self.tokens[end]
                    end += 1
        laid = [tuple(row) for row in slots]
        sums = [self.sums.of_row(t, s) for t, s in zip(tables, laid, strict=True)]
        block = Block(laid, sums, self.labels.breaks(start, end, len(tables)))
        self._laid[start, tables] = block
        return block

    def _flat(self, run: Run, start: int) -> Iterator[Step]:
        """A table printed as one line: its figures run together or are broken, or some of its fields are
        empty, or the digits in them stand apart."""
        rows, tokens = self.grid.rows, self.tokens[start : run.end]
        ways = figures.splits(rows, tokens) or figures.unwrapped(rows, tokens)
        for way in ways if len(ways) == 1 else ():
            yield self._line(way, run.end, FIGURES_GLUED)
        widths = [row.width for row in rows]
        laid = columns.in_fields(tokens, widths)
        whole_line = self._is_line(start, run.end) and all(map(figures.adds_up, rows, laid or ()))
        if laid and (2 * len(tokens) >= sum(widths) or whole_line):
            yield self._line(laid, run.end, 0.0)
        for laid in self.windows.columns.flat_by_line(tokens, widths):
            if len(tokens) < sum(widths) and all(map(figures.adds_up, rows, laid)):
                yield self._line(laid, run.end, 0.0)
        laid = figures.joined_rows(tokens, widths)
        if laid and all(map(lambda t, s: self.sums.of_row(t, s) > 0, self.tables, laid)):
            yield self._line(laid, run.end, 0.0)

    def _line(self, way: Sequence[Slots], end: int, price: float) -> Step:
        label = LABEL_AMONG_SEVERAL
        placements = []
        for row, slots in enumerate(way):
            empty = slots.count(None)
            score = label + self.sums.of_row(self.tables[row], slots) + price + CELL_EMPTY * empty
            placements.append(Placement(row, slots, score, label, empty=empty > 0))
        return in_rows(tuple(placements), end)
