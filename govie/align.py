"""Figures to cells: the reading of a region that labels, order and arithmetic support best.

A region's figures, in the order of the text, are laid onto the rows of the form by a beam search.
At each step the next row takes the next figures (as many as it has columns, or fewer where some were
lost, or none where the row is missing), or a block of rows takes its figures column by column, as PDF
extraction gives them page by page; figures that fit nowhere (page numbers, ghost rows) are passed
over at a price. A step's score adds up what the labels around the figures say, whether the figures
end where the white space does, and whether the form's sums come out. Scores are additive
log-likelihood-like weights; the distance to the next best reading is kept for the confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from govie.headers import Grid, Row, Segment
from govie.tokens import Kind, Token

Number = int | float
Slots = tuple[Token | None, ...]

BEAM = 8
MAX_SKIPPED_RUNS = 3

# Weights, in the order of how much they tell. Swept by hand on reports of every route of the corpus;
# the optimum is flat: halving or doubling any one of them changes few readings.
LABEL_NAMES_ROW = 4.0
LABEL_AMONG_SEVERAL = 2.0
LABEL_CONTINUES = 1.0
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
RUN_BROKEN = -1.5
BLOCK_BY_COLUMN = -2.0


@dataclass(frozen=True, slots=True)
class Placement:
    """The figures of one row. ``certain`` is false where figures were lost and nothing but arithmetic
    says which; ``label`` is what the labels said for this row."""

    row: int
    slots: Slots
    score: float
    label: float
    by_column: bool = False
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to lay a region's figures onto the form's rows."""

    placements: tuple[Placement, ...]
    score: float
    skipped: int

    def slots(self) -> dict[int, Placement]:
        return {p.row: p for p in self.placements}


@dataclass(frozen=True, slots=True)
class Run:
    """Figures with no label between them: ``tokens[start:end]`` follow ``segment``."""

    segment: Segment
    start: int
    end: int


def read(grid: Grid, tokens: Sequence[Token], found: Sequence[Segment], before: Sequence[int]) -> list[Reading]:
    """The best readings of the value ``tokens``, best first; ``before`` is each one's segment."""
    search = _Search(grid, tokens, found, before)
    return search.readings()


def value(token: Token | None) -> Number | None:
    """What a token counts for in a sum: a blank is nothing, a lost figure is unknown."""
    if token is None:
        return None
    if token.kind is Kind.BLANK:
        return 0
    assert token.figure is not None
    return token.figure.value * token.figure.scale


def sums_score(row: Row, slots: Slots) -> float:
    """How much the row's own sum speaks for these figures."""
    score = 0.0
    for rule in row.table.column_sums:
        values = [value(slots[c]) for c in (*rule.parts, *rule.whole)]
        if None in values:
            continue
        parts = sum(values[: len(rule.parts)])  # type: ignore[arg-type]
        whole = sum(values[len(rule.parts) :])  # type: ignore[arg-type]
        if parts != whole:
            score += SUM_FAILS
        else:
            score += SUM_HOLDS if whole else SUM_HOLDS_TRIVIALLY
    return score


@dataclass(slots=True)
class _Path:
    score: float
    position: int
    placements: tuple[Placement, ...]
    skipped: int


class _Search:
    def __init__(
        self, grid: Grid, tokens: Sequence[Token], found: Sequence[Segment], before: Sequence[int]
    ) -> None:
        self.grid = grid
        self.runs, order = _runs(tokens, found, before)
        self.tokens = [tokens[i] for i in order]
        self.run_of = [n for n, run in enumerate(self.runs) for _ in range(run.start, run.end)]
        self.named = {r for run in self.runs for r in run.segment.touched}
        self.right_edge = _right_edge(self.tokens)

    def readings(self) -> list[Reading]:
        paths: list[dict[int, list[_Path]]] = [{} for _ in range(len(self.grid.rows) + 1)]
        paths[0][0] = [_Path(0.0, 0, (), 0)]
        for row in range(len(self.grid.rows)):
            states = sorted(
                (p for ps in paths[row].values() for p in ps), key=lambda p: -p.score
            )[:BEAM]
            for path in states:
                for step in self._steps(row, path.position):
                    placements, position, score, skipped = step
                    after = row + max(1, len(placements))
                    new = _Path(
                        path.score + score,
                        position,
                        path.placements + placements,
                        path.skipped + skipped,
                    )
                    best = paths[after].setdefault(position, [])
                    best.append(new)
                    best.sort(key=lambda p: -p.score)
                    del best[2:]
        ends = []
        for path in (p for ps in paths[-1].values() for p in ps):
            left = len(self.tokens) - path.position
            runs_left = len({self.run_of[i] for i in range(path.position, len(self.tokens))})
            score = path.score + max(left * FIGURE_SKIPPED, runs_left * RUN_SKIPPED * 2)
            score += self._rows_score(path.placements)
            ends.append(Reading(path.placements, score, path.skipped + left))
        return sorted(ends, key=lambda r: -r.score)[:BEAM]

    def _steps(
        self, row: int, position: int
    ) -> Iterator[tuple[tuple[Placement, ...], int, float, int]]:
        missing = ROW_MISSING_THOUGH_NAMED if row in self.named else ROW_MISSING
        yield (), position, missing, 0
        for start, cost in self._starts(position):
            skipped = start - position
            for placement, end in self._windows(row, start):
                yield (placement,), end, placement.score + cost, skipped
            for block, end in self._blocks(row, start):
                yield block, end, sum(p.score for p in block) + cost, skipped

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
            cost += max(RUN_SKIPPED, (run.end - at) * FIGURE_SKIPPED)
            at = run.end
            if at >= len(self.tokens):
                return
            yield at, cost

    def _after_repeats(self, position: int) -> int:
        """Past the figures that only repeat the one before: converters print a merged cell once a column."""
        at = position
        while at > 0 and at < len(self.tokens):
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
        end = start + width
        if end <= len(self.tokens):
            slots = tuple(self.tokens[start:end])
            yield self._placement(row, start, end, slots), end
        rest = run.end - start
        ends = {run.end} if rest < width else set()
        if rest < width and run.end < len(self.tokens):
            # a label's second half between the figures, then the row's other figures
            following = self.runs[self.run_of[run.end]]
            if following.end - start < width:
                ends.add(following.end)
        for end in ends:
            yield self._short(row, start, end), end
        if rest == width + 1:
            for merged in self._merged(row, start, run.end):
                yield merged, run.end

    def _placement(
        self, row: int, start: int, end: int, slots: Slots, *, certain: bool = True
    ) -> Placement:
        label = self._label_score(row, start, end)
        score = label + sums_score(self.grid.rows[row], slots)
        lost = sum(s is None for s in slots)
        score += lost * FIGURE_LOST
        score += FIGURE_DAMAGED * sum(s is not None and s.kind is Kind.DAMAGED for s in slots)
        score += self._column_score(start, end, slots)
        return Placement(row, slots, score, label, certain=certain)

    def _label_score(self, row: int, start: int, end: int) -> float:
        first, last = self.run_of[start], self.run_of[end - 1]
        score = self._segment_score(row, self.runs[first], start)
        for number in range(first + 1, last + 1):
            segment = self.runs[number].segment
            if segment.touched and row not in segment.touched:
                score += LABEL_NAMES_OTHER
            score += RUN_BROKEN
        rest = self.runs[last].end - end
        if rest and rest not in self._widths(row) and self._after_repeats(end) != self.runs[last].end:
            score += RUN_BROKEN
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
            return LABEL_NAMES_OTHER
        if len(segment.fresh) > 1:
            return LABEL_AMONG_SEVERAL
        if row == segment.last:
            return LABEL_NAMES_ROW
        return LABEL_CONTINUES

    def _column_score(self, start: int, end: int, slots: Slots) -> float:
        score = 0.0
        column_of = {id(t): c for c, t in enumerate(slots) if t is not None}
        for i in range(start, end):
            run = self.runs[self.run_of[i]]
            if run.start == i and run.segment.column is not None:
                named = run.segment.column == column_of.get(id(self.tokens[i]))
                score += COLUMN_NAMED - RUN_BROKEN if named else COLUMN_MISNAMED
        return score

    def _short(self, row: int, start: int, end: int) -> Placement:
        """A row with figures lost: where layout says which, there; else left open."""
        width = self.grid.rows[row].width
        tokens = self.tokens[start:end]
        slots = _by_right_edge(tokens, width, self.right_edge) or _by_gaps(tokens, width)
        if slots is not None:
            return self._placement(row, start, end, slots)
        slots = tuple(tokens) + (None,) * (width - len(tokens))
        placement = self._placement(row, start, end, slots, certain=False)
        return placement

    def _merged(self, row: int, start: int, end: int) -> Iterator[Placement]:
        """One figure too many: OCR split one in two, or a stray number got in. Arithmetic tells which."""
        for i in range(start, end):
            slots = tuple(t for k, t in enumerate(self.tokens[start:end], start) if k != i)
            placement = self._placement(row, start, end, slots)
            if sums_score(self.grid.rows[row], slots) >= SUM_HOLDS:
                yield Placement(
                    row, slots, placement.score + FIGURE_SKIPPED, placement.label, certain=True
                )

    def _blocks(self, row: int, start: int) -> Iterator[tuple[tuple[Placement, ...], int]]:
        """Rows from ``row`` on whose figures come column by column."""
        run = self.runs[self.run_of[start]]
        rows = self.grid.rows
        for size in self._block_sizes(row, start, run):
            block = rows[row : row + size]
            need = sum(r.width for r in block)
            end = start + need
            if end > len(self.tokens):
                return
            slots: list[list[Token | None]] = [[None] * r.width for r in block]
            at = start
            for column in range(max(r.width for r in block)):
                for i, r in enumerate(block):
                    if column < r.width:
                        slots[i][column] = self.tokens[at]
                        at += 1
            placements = []
            broken = self._block_breaks(start, end, size)
            for i, r in enumerate(block):
                label = self._segment_score(row + i, run, start)
                score = label + sums_score(r, tuple(slots[i])) + (BLOCK_BY_COLUMN + broken) / size
                placements.append(
                    Placement(row + i, tuple(slots[i]), score, label, by_column=True)
                )
            yield tuple(placements), end

    def _block_sizes(self, row: int, start: int, run: Run) -> list[int]:
        """Sizes worth trying: as many rows as the labels before name, or as the run has figures for."""
        if start != run.start:
            return []
        left = len(self.grid.rows) - row
        if len(run.segment.touched) == 1 and run.end - run.start <= self.grid.rows[row].width:
            return []
        return list(range(2, left + 1))

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

    def _rows_score(self, placements: tuple[Placement, ...]) -> float:
        """What the sums over rows say: only whole columns speak."""
        by_row = {p.row: p.slots for p in placements}
        score = 0.0
        for rule, columns, table_rows in _row_rules(self.grid):
            for column in range(columns):
                values = []
                for r in (*rule.parts, *rule.whole):
                    slots = by_row.get(table_rows[r])
                    values.append(None if slots is None else value(slots[column]))
                if None in values:
                    continue
                parts = sum(values[: len(rule.parts)])  # type: ignore[arg-type]
                whole = sum(values[len(rule.parts) :])  # type: ignore[arg-type]
                if parts != whole:
                    score += SUM_FAILS / 2
                elif whole:
                    score += SUM_HOLDS / 2
        return score


def _row_rules(grid: Grid) -> Iterator[tuple[object, int, list[int]]]:
    first = 0
    seen: list[str] = []
    for number, row in enumerate(grid.rows):
        if row.table.name in seen:
            continue
        seen.append(row.table.name)
        first = number
        for rule in row.table.row_sums:
            yield rule, row.width, list(range(first, first + len(row.table.rows)))


def _runs(
    tokens: Sequence[Token], found: Sequence[Segment], before: Sequence[int]
) -> tuple[list[Run], list[int]]:
    """Runs of figures, put into the form's order where labels that are spelled out say so."""
    groups: list[tuple[Segment, list[int]]] = []
    for i, number in enumerate(before):
        if groups and groups[-1][0] is found[number]:
            groups[-1][1].append(i)
        else:
            groups.append((found[number], [i]))
    groups = _reordered(groups)
    runs, order = [], []
    for segment, members in groups:
        runs.append(Run(segment, len(order), len(order) + len(members)))
        order += members
    return runs, order


def _reordered(groups: list[tuple[Segment, list[int]]]) -> list[tuple[Segment, list[int]]]:
    spelled = [s.spelled for s, _ in groups if s.spelled is not None]
    if len(set(spelled)) != len(spelled) or spelled == sorted(spelled):
        return groups
    keyed = []
    key = -1
    for position, (segment, members) in enumerate(groups):
        if segment.spelled is not None:
            key = segment.spelled
        keyed.append((key, position, (segment, members)))
    return [group for _, _, group in sorted(keyed, key=lambda k: k[:2])]


def _right_edge(tokens: Sequence[Token]) -> int | None:
    """How many fields follow the last figure of a whole line of seven, if the lines agree on it."""
    edges: dict[int, int] = {}
    lines: dict[int, list[Token]] = {}
    for token in tokens:
        lines.setdefault(token.line, []).append(token)
    whole = [line for line in lines.values() if len(line) >= 7 and line[0].fields >= 7]
    for line in whole:
        edges[line[-1].from_right] = edges.get(line[-1].from_right, 0) + 1
    if not edges:
        return None
    edge, count = max(edges.items(), key=lambda e: e[1])
    return edge if count >= 0.8 * len(whole) else None


def _by_right_edge(tokens: Sequence[Token], width: int, edge: int | None) -> Slots | None:
    if edge is None or len({t.line for t in tokens}) != 1 or tokens[0].fields < width:
        return None
    slots: list[Token | None] = [None] * width
    for token in tokens:
        column = width - 1 - (token.from_right - edge)
        if not 0 <= column < width or slots[column] is not None:
            return None
        slots[column] = token
    return tuple(slots)


def _by_gaps(tokens: Sequence[Token], width: int) -> Slots | None:
    """Empty fields between the figures, if with them the row is exactly full."""
    for attribute in ("empty_fields", "empty_lines"):
        slots: list[Token | None] = []
        for token in tokens:
            slots += [None] * getattr(token, attribute)
            slots.append(token)
        if len(slots) == width:
            return tuple(slots)
    return None


def agreements(row: Row, slots: Slots) -> Iterator[Slots]:
    """Every way to spread a row's figures over its columns that its sums allow."""
    tokens = [t for t in slots if t is not None]
    for columns in combinations(range(row.width), len(tokens)):
        spread: list[Token | None] = [None] * row.width
        for column, token in zip(columns, tokens, strict=True):
            spread[column] = token
        yield tuple(spread)


def completed(row: Row, slots: Slots) -> list[Number | None] | None:
    """The row's numbers with what its sums leave for the lost ones; None where the sums forbid it."""
    numbers = [value(t) for t in slots]
    for rule in row.table.column_sums:
        parts = [numbers[c] for c in rule.parts]
        whole = numbers[rule.whole[0]]
        absent = [c for c in rule.parts if numbers[c] is None]
        total = sum(n for n in parts if n is not None)
        if whole is None:
            if not absent:
                numbers[rule.whole[0]] = total
            continue
        if total > whole or (total < whole and not absent):
            return None
        if len(absent) == 1:
            numbers[absent[0]] = whole - total
        elif total == whole:
            for c in absent:
                numbers[c] = 0
    return numbers
