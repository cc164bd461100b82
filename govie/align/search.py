"""A beam search for the reading of a region that labels, order and arithmetic support best.

At each step the next row takes the next figures (as many as it has columns, or fewer where some were
lost or run together, or none where the row is missing), or a block of rows takes its figures column
by column, as PDF extraction gives them page by page; figures that fit nowhere (page numbers, ghost
rows) are passed over at a price. A step's score adds up what the labels around the figures say,
whether the figures end where the labels do, and whether the form's sums come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from govie.align import figures
from govie.align.figures import Slots, value
from govie.align.runs import Run
from govie.form import Sum
from govie.headers import Grid, Row
from govie.tokens import Kind, Token

BEAM = 24
MAX_SKIPPED_RUNS = 3

# Weights, as log-likelihood ratios to the eye: set by hand while reading the errors on some fifty
# converter routes and the tests' layouts, not swept.
LABEL_NAMES_ROW = 4.0
LABEL_AMONG_SEVERAL = 2.0
LABEL_NEAREST = 0.5  # the last of several
LABEL_CONTINUES = 1.0
LABEL_FOLLOWS = 0.5
LABEL_STRAYED = -1.0
LABEL_NAMES_OTHER = -4.0
COLUMN_NAMED = 1.0
COLUMN_MISNAMED = -1.5
SUM_HOLDS = 3.0
SUM_HOLDS_TRIVIALLY = 0.3
SUM_FAILS = -3.0
ROW_MISSING = -2.0
ROW_MISSING_THOUGH_NAMED = -5.0
FIGURE_SKIPPED = -2.5
FIGURE_REPEATED = -0.2
RUN_SKIPPED = -3.0
FIGURE_LOST = -2.5
FIGURE_DAMAGED = -0.3
FIGURE_DROPPED = -1.0
FIGURES_GLUED = -1.0
RUN_BROKEN = -1.5
RUN_CUT = -4.0  # into the next run, and not to its end
RUN_WHOLE = 0.5
BLOCK_BY_COLUMN = -2.0


@dataclass(frozen=True, slots=True)
class Placement:
    """The figures of one row.

    ``label``: what the labels said for this row; ``apart``: they stood apart from the figures;
    ``choices``: where print was lost or run together and layout does not say which, every way that
    the row's sum leaves open (``slots`` is then one of them).
    """

    row: int
    slots: Slots
    score: float
    label: float
    apart: bool = False
    by_column: bool = False
    choices: tuple[Slots, ...] = ()
    exact: bool = True  # the figures are as many as the row or its block has cells


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to lay a region's figures onto the form's rows."""

    placements: tuple[Placement, ...]
    score: float
    skipped: int
    total_first: bool = False

    def by_row(self) -> dict[int, Placement]:
        return {p.row: p for p in self.placements}


@dataclass(slots=True)
class _Path:
    score: float
    position: int
    placements: tuple[Placement, ...]
    skipped: int


_Step = tuple[tuple[Placement, ...], int, float, int]


def sums_score(row: Row, slots: Slots) -> float:
    """How much the row's own sums speak for these figures."""
    score = 0.0
    for rule in row.table.column_sums:
        score += _rule_score([value(slots[c]) for c in (*rule.parts, *rule.whole)], rule)
    return score


def _skip_cost(token: Token) -> float:
    """A scrap of a label may look like a damaged figure or a dash; a clean figure is one."""
    return FIGURE_SKIPPED if token.kind is Kind.FIGURE else FIGURE_DROPPED


def _rule_score(values: list[int | float | None], rule: Sum) -> float:
    known = [v for v in values if v is not None]
    if len(known) < len(values):
        return 0.0
    whole = sum(known[len(rule.parts) :])
    if sum(known[: len(rule.parts)]) != whole:
        return SUM_FAILS
    return SUM_HOLDS if whole else SUM_HOLDS_TRIVIALLY


class Search:
    """The readings of ``tokens`` (value tokens, in the order of ``runs``) on ``grid``.

    ``order`` permutes the columns: ``order[i]`` is the column of a row's i-th figure. ``by_column`` is
    the price of a block read column by column; a report that has one such table has others.
    """

    def __init__(
        self,
        grid: Grid,
        tokens: Sequence[Token],
        runs: Sequence[Run],
        order: Sequence[int] | None = None,
        by_column: float = BLOCK_BY_COLUMN,
    ) -> None:
        self.grid = grid
        self.tokens = tokens
        self.runs = runs
        self.order = order
        self.by_column = by_column
        self.run_of = [n for n, run in enumerate(runs) for _ in range(run.start, run.end)]
        self.named = {r for run in runs for r in run.segment.touched}
        self.right_edges = figures.right_edges(tokens)
        self.row_rules = list(row_rules(grid))
        self.numbers = [row.label.text[0] for row in grid.rows]
        self._ways: dict[
            tuple[str, int, int, bool], tuple[tuple[Slots, ...], tuple[Slots, ...]]
        ] = {}
        self._placed: dict[tuple[int, int], list[tuple[tuple[Placement, ...], int, float]]] = {}

    def readings(self) -> list[Reading]:
        """The best readings, best first."""
        paths: list[dict[int, list[_Path]]] = [{} for _ in range(len(self.grid.rows) + 1)]
        paths[0][0] = [_Path(0.0, 0, (), 0)]
        for row in range(len(self.grid.rows)):
            hope = self._hope(row)
            states = sorted(
                (p for ps in paths[row].values() for p in ps),
                key=lambda p: -p.score - hope[p.position],
            )
            for path in states[:BEAM]:
                for placements, position, score, skipped in self._steps(row, path.position):
                    after = paths[row + max(1, len(placements))].setdefault(position, [])
                    total = path.score + score
                    if len(after) == 2 and total <= after[1].score:
                        continue
                    new = _Path(
                        total, position, path.placements + placements, path.skipped + skipped
                    )
                    after.append(new)
                    after.sort(key=lambda p: -p.score)
                    del after[2:]
        ends = []
        for path in (p for ps in paths[-1].values() for p in ps):
            left = len(self.tokens) - path.position
            runs_left = len({self.run_of[i] for i in range(path.position, len(self.tokens))})
            score = path.score + max(left * FIGURE_SKIPPED, runs_left * RUN_SKIPPED * 2)
            score += self._rows_score(path.placements)
            ends.append(Reading(path.placements, score, path.skipped + left))
        return sorted(ends, key=lambda r: -r.score)[:BEAM]

    def _hope(self, row: int) -> list[float]:
        """For each position what the labels of the figures from there on promise rows from ``row`` on.

        Without it a path that waits for its rows through a stretch of lost ones would leave the beam
        before those that gave their figures to others.
        """
        hope = [0.0] * (len(self.tokens) + 1)
        for run in reversed(self.runs):
            owner = run.segment.last if run.segment.fresh else None
            waiting = owner is not None and owner >= row
            hope[run.start : run.end] = [hope[run.end]] * (run.end - run.start)
            if waiting:
                hope[run.start] += LABEL_NAMES_ROW
        return hope

    # ------------------------------------------------------------ steps

    def _steps(self, row: int, position: int) -> Iterator[_Step]:
        plain = self._plain(row, position)
        if plain is not None:
            yield (plain,), position + self.grid.rows[row].width, plain.score, 0
            return
        yield (), position, ROW_MISSING_THOUGH_NAMED if row in self.named else ROW_MISSING, 0
        for start, cost in self._starts(position):
            spare = self.runs[self.run_of[position]].end - position > self.grid.rows[row].width
            if start == position + 1 and spare and self.tokens[position].text == self.numbers[row]:
                cost = LABEL_AMONG_SEVERAL  # the label's own number, cut off from it
            if (row, start) not in self._placed:
                windows = (((p,), end) for p, end in self._windows(row, start))
                self._placed[row, start] = [
                    (placements, end, sum(p.score for p in placements))
                    for placements, end in (*windows, *self._blocks(row, start))
                ]
            for placements, end, score in self._placed[row, start]:
                yield placements, end, score + cost, start - position

    def _plain(self, row: int, position: int) -> Placement | None:
        """The step of a well-printed row, which needs no rival: its label, its figures, its sum."""
        if position >= len(self.tokens):
            return None
        run = self.runs[self.run_of[position]]
        segment = run.segment
        width = self.grid.rows[row].width
        if (
            run.start != position
            or run.end - position != width
            or segment.last != row
            or len(segment.fresh) > 1
            or row not in segment.fresh
            or not (row == 0 or row - 1 in self.named or position == 0)
        ):
            return None
        slots = self._slots(row, position)
        score = sums_score(self.grid.rows[row], slots)
        if score < 0:
            return None
        return Placement(row, slots, LABEL_NAMES_ROW + score, LABEL_NAMES_ROW)

    def _starts(self, position: int) -> Iterator[tuple[int, float]]:
        """Where the next row's figures may begin, and what it costs to pass over those before."""
        if position >= len(self.tokens):
            return
        yield position, 0.0
        if position + 1 < self.runs[self.run_of[position]].end:
            yield position + 1, FIGURE_SKIPPED
        cost = 0.0
        at = self._after_repeats(position)
        if at > position:
            if at >= len(self.tokens):
                return
            yield at, FIGURE_REPEATED
            cost = FIGURE_REPEATED
            if at == self.runs[self.run_of[at]].start:
                return
        for _ in range(MAX_SKIPPED_RUNS):
            run = self.runs[self.run_of[at]]
            cost += max(RUN_SKIPPED, sum(map(_skip_cost, self.tokens[at : run.end])))
            at = run.end
            if at >= len(self.tokens):
                return
            yield at, cost

    def _after_repeats(self, position: int) -> int:
        """Past figures that only repeat the one before: some converters print a merged cell once a column."""
        at = position
        while 0 < at < len(self.tokens):
            token, last = self.tokens[at], self.tokens[at - 1]
            if token.text != last.text or token.line != last.line or token.fields < 2:
                break
            if self.run_of[at] != self.run_of[at - 1]:
                break
            at += 1
        return at

    def _windows(self, row: int, start: int) -> Iterator[tuple[Placement, int]]:
        """The next figures as the figures of ``row``."""
        width = self.grid.rows[row].width
        run = self.runs[self.run_of[start]]
        if start + width <= len(self.tokens):
            yield self._placement(row, start, start + width, self._slots(row, start)), start + width
        rest = run.end - start
        printed = [t for t in self.tokens[start : run.end] if t.kind is Kind.FIGURE]
        if len(printed) < rest and 0 < len(printed) < width:
            # What looks like a damaged figure may be a scrap of a label.
            for placement, end in self._short(row, start, run.end, printed):
                yield (
                    replace(
                        placement, score=placement.score + FIGURE_DROPPED * (rest - len(printed))
                    ),
                    end,
                )
        if rest < width:
            yield from self._short(row, start, run.end)
            if run.end < len(self.tokens):
                # a label's second half between the figures, then the row's other figures
                following = self.runs[self.run_of[run.end]]
                if following.end - start < width:
                    yield from self._short(row, start, following.end)
        if rest == width + 1:
            for slots in figures.merges(self.grid.rows[row], self.tokens[start : run.end]):
                if sums_score(self.grid.rows[row], slots) >= SUM_HOLDS:
                    yield self._placement(row, start, run.end, slots, FIGURE_SKIPPED), run.end

    def _slots(self, row: int, start: int) -> Slots:
        width = self.grid.rows[row].width
        tokens = self.tokens[start : start + width]
        if self.order is None or len(self.order) != width:
            return tuple(tokens)
        slots: list[Token | None] = [None] * width
        for column, token in zip(self.order, tokens, strict=True):
            slots[column] = token
        return tuple(slots)

    def _short(
        self, row: int, start: int, end: int, printed: Sequence[Token] | None = None
    ) -> Iterator[tuple[Placement, int]]:
        """Too few figures for the row: run together, or lost. Layout says which, or only the sum."""
        this = self.grid.rows[row]
        tokens = printed or self.tokens[start:end]
        # What figures can be depends on the table's sums, not on the row.
        key = (this.table.name, start, end, printed is None)
        if key not in self._ways:
            self._ways[key] = (
                tuple(way[0] for way in figures.splits([this], tokens)),
                tuple(figures.spreads(this, tokens, self.right_edges))
                if this.width - len(tokens) <= 4
                else (),
            )
        glued, ways = self._ways[key]
        if glued:
            yield (
                self._placement(row, start, end, glued[0], FIGURES_GLUED, glued[1:] and glued),
                end,
            )
        if ways:
            yield self._placement(row, start, end, ways[0], 0.0, ways[1:] and ways), end
        else:
            slots = tuple(tokens) + (None,) * (this.width - len(tokens))
            yield self._placement(row, start, end, slots, SUM_FAILS, (slots, slots[::-1])), end

    def _placement(
        self,
        row: int,
        start: int,
        end: int,
        slots: Slots,
        extra: float = 0.0,
        choices: tuple[Slots, ...] = (),
    ) -> Placement:
        label = self._label_score(row, start, end)
        score = label + extra + sums_score(self.grid.rows[row], slots)
        score += FIGURE_LOST * sum(s is None for s in slots)
        score += FIGURE_DAMAGED * sum(s is not None and s.kind is Kind.DAMAGED for s in slots)
        score += self._column_score(start, end, slots)
        run, last = self.runs[self.run_of[start]], self.runs[self.run_of[end - 1]]
        widths = self._widths(row) | {0}
        exact = end - start == len(slots) and run is last and last.end - end in widths
        return Placement(
            row, slots, score, label, len(run.segment.fresh) > 1, choices=choices, exact=exact
        )

    def _blocks(self, row: int, start: int) -> Iterator[tuple[tuple[Placement, ...], int]]:
        """Rows from ``row`` on whose figures come column by column, or run together over several rows."""
        run = self.runs[self.run_of[start]]
        rows = self.grid.rows
        if start != run.start:
            return
        if rows[row].table.flat and row == 0:
            yield from self._flat(run, start)
        if len(run.segment.touched) == 1 and run.end - run.start <= rows[row].width:
            return
        end = start + rows[row].width
        for size in range(2, len(rows) - row + 1):
            block = rows[row : row + size]
            end += block[-1].width
            if end > len(self.tokens):
                return
            if self.runs[self.run_of[end - 1]].end != end and len(run.segment.fresh) != size:
                continue  # a page's figures end where its labels begin again
            slots: list[list[Token | None]] = [[None] * r.width for r in block]
            at = start
            for column in self.order or range(max(r.width for r in block)):
                for i, r in enumerate(block):
                    if column < r.width:
                        slots[i][column] = self.tokens[at]
                        at += 1
            broken = self._block_breaks(start, end, size) + self.by_column
            placements = []
            for i, r in enumerate(block):
                label = self._segment_score(row + i, run, start)
                score = label + sums_score(r, tuple(slots[i])) + broken / size
                placements.append(Placement(row + i, tuple(slots[i]), score, label, True, True))
            yield tuple(placements), end

    def _flat(self, run: Run, start: int) -> Iterator[tuple[tuple[Placement, ...], int]]:
        """A table printed as one line of figures that run together."""
        ways = figures.splits(self.grid.rows, self.tokens[start : run.end])
        for way in ways if len(ways) == 1 else ():
            label = LABEL_AMONG_SEVERAL
            yield (
                tuple(
                    Placement(i, slots, label + sums_score(r, slots) + FIGURES_GLUED, label)
                    for i, (r, slots) in enumerate(zip(self.grid.rows, way, strict=True))
                ),
                run.end,
            )

    # ------------------------------------------------------------ what labels say

    def _label_score(self, row: int, start: int, end: int) -> float:
        first, last = self.run_of[start], self.run_of[end - 1]
        score = self._segment_score(row, self.runs[first], start)
        if first == last and self.runs[first].start == start and self.runs[first].end == end:
            score += RUN_WHOLE
        for number in range(first + 1, last + 1):
            segment = self.runs[number].segment
            if segment.touched and row not in segment.touched:
                score += LABEL_NAMES_OTHER
            score += RUN_BROKEN
        rest = self.runs[last].end - end
        if rest and last > first:
            score += RUN_CUT
        following = self.grid.rows[row + 1 : row + 2]
        too_few = not following or rest < following[0].width
        if rest and too_few and self._after_repeats(end) != self.runs[last].end:
            score += RUN_BROKEN  # too few for the next row: no label ends the row here
        return score

    def _widths(self, row: int) -> set[int]:
        """How many figures the next rows may take: a run may end after any of them."""
        total, ends = 0, set()
        for following in self.grid.rows[row + 1 :]:
            total += following.width
            ends.add(total)
        return ends

    def _segment_score(self, row: int, run: Run, start: int) -> float:
        segment = run.segment
        if not segment.touched:
            return 0.0 if start == run.start else RUN_BROKEN / 2
        if row not in segment.touched:
            if row in run.after.touched and start == run.start:
                return LABEL_FOLLOWS
            # Where labels stand apart from their figures, one more may have strayed.
            return LABEL_STRAYED if len(segment.fresh) > 1 else LABEL_NAMES_OTHER
        if len(segment.fresh) > 1:
            # Figures for one row behind the labels of several: the others were printed empty.
            alone = row == segment.spelled and run.end - start <= self.grid.rows[row].width
            return LABEL_AMONG_SEVERAL + (LABEL_NEAREST if alone else 0.0)
        if row == segment.last and (row in segment.fresh or not segment.fresh):
            return LABEL_NAMES_ROW if row in segment.fresh else LABEL_CONTINUES
        return LABEL_CONTINUES

    def _column_score(self, start: int, end: int, slots: Slots) -> float:
        score = 0.0
        column_of = {id(t): c for c, t in enumerate(slots) if t is not None}
        for i in range(start, end):
            run = self.runs[self.run_of[i]]
            if run.start == i and run.segment.column is not None:
                named = run.segment.column == column_of.get(id(self.tokens[i]))
                score += (
                    COLUMN_NAMED - (RUN_BROKEN if i > start else 0.0) if named else COLUMN_MISNAMED
                )
        return score

    def _block_breaks(self, start: int, end: int, size: int) -> float:
        """Labels inside a block: a column's name belongs at the head of its column, nothing else does."""
        score = 0.0
        for number in range(self.run_of[start] + 1, self.run_of[end - 1] + 1):
            run = self.runs[number]
            offset = run.start - start
            if run.segment.column is not None and offset == run.segment.column * size:
                score += LABEL_AMONG_SEVERAL
            elif run.segment.touched:
                score += LABEL_NAMES_OTHER * min(2, len(run.segment.touched))
            else:
                score += RUN_BROKEN
        if self.runs[self.run_of[end - 1]].end != end:
            score += RUN_BROKEN
        return score

    # ------------------------------------------------------------ what sums over rows say

    def _rows_score(self, placements: tuple[Placement, ...]) -> float:
        by_row = {p.row: p.slots for p in placements}
        score = 0.0
        for rule, width, first in self.row_rules:
            for column in range(width):
                slots = [by_row.get(first + r) for r in (*rule.parts, *rule.whole)]
                values = [None if s is None else value(s[column]) for s in slots]
                score += _rule_score(values, rule) / 2
        return score


def row_rules(grid: Grid) -> Iterator[tuple[Sum, int, int]]:
    """The sums over rows, with the width of their table and its first row in the grid."""
    for number, row in enumerate(grid.rows):
        if row.index == 0:
            for rule in row.table.row_sums:
                yield rule, row.width, number
