"""Rows of the form onto runs of cells: the assignment that labels, delimiters and sums support best.

Rows whose own label stands right before exactly their cells are placed at once. What lies between them
is searched: a beam over rows and cells, in which the next row takes the next cells, or a block of rows
takes its cells column by column, or the row is missing, or a cell belongs to no row. The score is a sum
of the features in ``weights``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from govie.headers import cjk
from govie.tables import fit, solver
from govie.tables.cells import Cell
from govie.tables.fit import Slots
from govie.tables.layout import Run, Strip
from govie.tables.prints import Kind

BEAM = 32

WEIGHTS: dict[str, float] = {
    "named": 4.0,  # the run's label names the row
    "among": 1.5,  # the row is one of several that the run's labels name
    "near": 0.5,  # the row's label stands before or after the neighbouring run
    "other": -5.0,  # the run's label names another row
    "crossing": -3.0,  # another row's label stands within the row's cells
    "crossing_words": -1.0,  # other words stand there
    "closed": 1.0,  # the row's cells end where the run does
    "line": 0.7,  # the row's cells are those of a line
    "sum_holds": 2.5,
    "sum_zero": 0.2,
    "sum_fails": -2.0,
    "row_missing": -2.0,
    "row_missing_named": -5.0,
    "number_skipped": -3.0,
    "mark_skipped": -1.5,
    "empty_skipped": -0.2,
    "foreign_skipped": -0.1,
    "by_column": -2.0,
    "short": -3.0,  # fewer cells than columns, and nothing tells which
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """A row's cells. ``ways``: every way in which they may stand, where more than one is possible."""

    row: int
    slots: Slots
    score: float
    label: float
    how: str
    ways: tuple[Slots, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An assignment of rows, with its score and how many numbers no row took.

    ``order``: the name of an order of columns that is not the form's.
    """

    rows: tuple[Assignment, ...]
    score: float
    skipped: int
    order: str = ""


_Step = tuple[int, int, float, int, tuple[Assignment, ...]]
"""How many rows it reads, where the next one's cells begin, its score, how many numbers it passes over."""

_Window = tuple[int, int, float, tuple[Assignment, ...]]
"""How many rows begin at a cell, where they end, the sum of their scores."""

_Path = tuple[float, int, int, tuple[Assignment, ...], "_Path | None"]
"""Its score, where the next row's cells begin, how many numbers it passed over, its last step, and the
path before that."""


def _keep(ahead: list[_Path], path: _Path) -> None:
    """Of the paths that lead to one place the two best, of equals the first."""
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
    found: list[Assignment] = []
    while path is not None:
        found[:0] = path[3]
        path = path[4]
    return tuple(found)


@dataclass(slots=True)
class Decoder:
    """The readings of a strip, with its columns in ``order`` (``order[i]`` is the i-th cell's column)."""

    strip: Strip
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    order: tuple[int, ...] | None = None
    by_column: bool = False
    run_of: list[int] = field(init=False)
    fitted: dict[int, Slots] = field(init=False)
    headed: frozenset[int] = field(
        init=False
    )  # runs whose cells their heads put in the form's order
    anchors: dict[int, int] = field(init=False)
    moved: dict[int, int] = field(init=False)  # rows out of the form's order, by their run
    apart: frozenset[int] = field(init=False)  # segments whose cells the search passes over
    latest: list[int] = field(init=False)
    fresh_in: dict[int, set[int]] = field(init=False)
    costs: list[tuple[float, int]] = field(init=False)  # of passing over each cell
    values: list[float | None] = field(init=False)
    passed: dict[tuple[int, int], tuple[float, int]] = field(init=False)
    short: dict[tuple[int, int], list[Slots]] = field(init=False)

    def __post_init__(self) -> None:
        strip = self.strip
        self.run_of = [n for n, run in enumerate(strip.runs) for _ in range(len(run))]
        widths = {}
        for number, run in enumerate(strip.runs):
            row = self._named(run)
            if row is not None:
                widths[number] = self._width(row)
        headed = fit.by_head(strip, widths)
        self.fitted = fit.fit(strip, widths) | headed
        self.headed = frozenset(headed)
        self.fitted |= fit.by_place(strip, widths, self.fitted)
        for number, width in widths.items():
            if number not in self.fitted:
                slots = fit.repeated(strip, number, width) or fit.pitched(strip, number, width)
                if slots:
                    self.fitted[number] = slots
        extra = fit.extra_columns(strip, widths)
        # Where most rows are whole without an empty cell at their end, that is what they have too many.
        if 2 * sum(n in self.fitted for n in extra) <= len(extra):
            self.fitted |= extra
        self.fitted |= fit.broken_off(strip, widths, self.fitted)
        self.fresh_in = {}
        for number, segment in enumerate(strip.segments):
            for row in segment.fresh:
                self.fresh_in.setdefault(row, set()).add(number)
        self.anchors = self._anchored()
        self.moved = self._moved()
        self.apart = strip.foreign | {strip.runs[n].segment for n in self.moved.values()}
        self.latest = self._latest()
        self.costs = [self._cost(at) for at in range(len(strip.values))]
        self.values = [cell.value for cell in strip.values]
        self.passed = {}
        self.short = {}

    # ------------------------------------------------------------------ rows placed at once

    def _named(self, run: Run) -> int | None:
        segment = self.strip.segments[run.segment]
        if run.segment in self.strip.foreign:
            return None
        row = segment.spelled if segment.spelled is not None else segment.last
        if row is None:
            return None
        if self.strip.grid.rows[row].table.flat:
            return 0 if len(segment.touched) > 1 or run.segment == 0 else row
        return row

    def _width(self, row: int) -> int:
        rows = self.strip.grid.rows
        if rows[row].table.flat and row == 0:
            return sum(r.width for r in rows)
        return rows[row].width

    def _anchored(self) -> dict[int, int]:
        """Rows by the run that holds exactly their cells after their own label; in the form's order."""
        strip = self.strip
        if strip.grid.rows[0].table.flat:
            return {}
        best: list[tuple[float, int, list[tuple[int, int]]]] = []
        for number, run in enumerate(strip.runs):
            row = self._named(run)
            if row is None or number not in self.fitted:
                continue
            segment = strip.segments[run.segment]
            others = [r for r in segment.fresh if r != row]
            printed = [c for c in self.fitted[number] if c is not None and c.is_printed]
            worth = 1.0 + 0.5 * bool(printed) - 0.4 * len(others)
            if segment.spelled is None and row not in segment.fresh:
                worth -= 0.3  # the label goes on here, or only resembles the row's
            if worth <= 0:
                continue
            before = max((b for b in best if b[1] < row), key=lambda b: b[0], default=None)
            total = worth + (before[0] if before else 0.0)
            best.append((total, row, [*(before[2] if before else []), (row, number)]))
        if not best:
            return {}
        return dict(max(best, key=lambda b: b[0])[2])

    def _moved(self) -> dict[int, int]:
        """Rows that stand out of the form's order, as a total before its parts, by their run.

        Only a row whose whole label, and nothing else, stands before its delimited cells is told from its
        place: a broken label may be a neighbor's.
        """
        strip = self.strip
        found: dict[int, list[int]] = {}
        for number, run in enumerate(strip.runs):
            segment = strip.segments[run.segment]
            row = segment.spelled
            if row is None or row in self.anchors or number not in self.fitted:
                continue
            own = cjk(strip.grid.rows[row].label.text)
            if segment.text == own and all(c.hard for c in strip.values[run.start : run.end]):
                found.setdefault(row, []).append(number)
        return {row: numbers[0] for row, numbers in found.items() if len(numbers) == 1}

    def _latest(self) -> list[int]:
        rows = len(self.strip.grid.rows)
        latest = [len(self.strip.values)] * (rows + 1)
        for row in range(rows - 1, -1, -1):
            number = self.anchors.get(row)
            latest[row] = latest[row + 1] if number is None else self.strip.runs[number].start
        return latest

    # ------------------------------------------------------------------ search

    def readings(self) -> list[Reading]:
        """The best readings, best first."""
        strip = self.strip
        rows = len(strip.grid.rows)
        paths: list[dict[int, list[_Path]]] = [{} for _ in range(rows + 1)]
        paths[0][0] = [(0.0, 0, 0, (), None)]
        for row in range(rows):
            states = sorted((p for ps in paths[row].values() for p in ps), key=lambda p: -p[0])
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
        found = []
        for path in (p for ps in paths[-1].values() for p in ps):
            cost, skipped = self._skip(path[1], len(strip.values))
            assigned = _rows(path)
            found.append(
                Reading(assigned, path[0] + cost + self._over_rows(assigned), path[2] + skipped)
            )
        found.sort(key=lambda r: -r.score)
        return found[:BEAM]

    def _steps(self, row: int, position: int, windows: dict[int, list[_Window]]) -> Iterator[_Step]:
        """The steps of ``row`` from ``position``; ``windows``: what is known of the row's by their start."""
        w, strip = self.weights, self.strip
        if (number := self.moved.get(row)) is not None:
            slots = self._ordered(self.fitted[number])
            score = w["named"] + w["closed"] + self.sum_score(row, slots)
            yield 1, position, score, 0, (Assignment(row, slots, score, w["named"], "anchor"),)
            return
        number = self.anchors.get(row)
        if number is not None:
            run = strip.runs[number]
            cost, skipped = self._skip(position, run.start)
            slots = self.fitted[number]
            if number not in self.headed:
                slots = self._ordered(slots)
            label = w["named"]
            score = label + w["closed"] + self.sum_score(row, slots)
            yield (
                1,
                run.end,
                score + cost,
                skipped,
                (Assignment(row, slots, score, label, "anchor"),),
            )
            return
        latest = self.latest[row + 1]
        named = w["row_missing_named"] if row in self.fresh_in else w["row_missing"]
        yield 1, position, named, 0, ()
        for start, cost, skipped in self._starts(position, latest):
            if start not in windows:
                windows[start] = [
                    (size, end, sum([a.score for a in assigned]), assigned)
                    for size, end, assigned in self._windows(row, start, latest)
                ]
            for size, end, score, assigned in windows[start]:
                yield size, end, cost + score, skipped, assigned

    def _starts(self, position: int, latest: int) -> Iterator[tuple[int, float, int]]:
        """Where the next row's cells may begin, what passing over the cells before costs."""
        strip = self.strip
        at, cost, skipped = position, 0.0, 0
        yield at, cost, skipped
        # Within a run: single cells passed over. After it: whole runs.
        tries = 0
        while at < latest and tries < 3:
            run = strip.runs[self.run_of[at]]
            inner = at
            inner_cost, inner_skipped = cost, skipped
            while inner + 1 < min(run.end, latest) and inner - at < 3:
                c, n = self.costs[inner]
                inner_cost, inner_skipped = inner_cost + c, inner_skipped + n
                inner += 1
                yield inner, inner_cost, inner_skipped
            c, n = self._skip(at, run.end)
            cost, skipped = cost + c, skipped + n
            at = run.end
            tries += 1
            if at < latest:
                yield at, cost, skipped

    def _cost(self, at: int) -> tuple[float, int]:
        w, cell = self.weights, self.strip.values[at]
        if self.strip.before[at] in self.apart:
            return w["foreign_skipped"], 0
        if cell.kind is Kind.EMPTY:
            return w["empty_skipped"], 0
        if cell.kind is Kind.NUMBER:
            return w["number_skipped"], 1
        return w["mark_skipped"], 1

    def _skip(self, start: int, end: int) -> tuple[float, int]:
        known = self.passed.get((start, end))
        if known is None:
            known = self.passed[start, end] = self._passed(start, end)
        return known

    def _passed(self, start: int, end: int) -> tuple[float, int]:
        cost, skipped = 0.0, 0
        at = start
        while at < end:
            run = self.strip.runs[self.run_of[at]]
            stop = min(run.end, end)
            inner, count = 0.0, 0
            for i in range(at, stop):
                c, n = self.costs[i]
                inner, count = inner + c, count + n
            floor = -6.0 if count else -0.5
            cost, skipped = cost + max(floor, inner), skipped + count
            at = stop
        return cost, skipped

    # ------------------------------------------------------------------ windows

    def _windows(
        self, row: int, start: int, latest: int
    ) -> Iterator[tuple[int, int, tuple[Assignment, ...]]]:
        strip = self.strip
        rows = strip.grid.rows
        if start >= len(strip.values):
            return
        number = self.run_of[start]
        run = strip.runs[number]
        if run.segment in self.apart:
            return  # the agency's own row, a group's, or one told from its place
        if rows[row].table.flat:
            found = [*self._flat(row, start, run)]
            yield from found
            if found and strip.heads(run) > rows[row].width:
                return
        width = rows[row].width
        end = start + width
        if end <= latest and not self._holds_foreign(number, end):
            slots = self._ordered(strip.values[start:end])
            # Of tables that stand side by side one may be empty: order alone tells which this is.
            how = "apart" if rows[row].table.flat else "window"
            yield 1, end, (self._assigned(row, slots, start, end, how),)
        fitted = self.fitted.get(number, ()) if run.start == start else ()
        if len(fitted) == width != len(run) and run.end <= latest:
            slots = self._ordered(fitted)
            yield 1, run.end, (self._assigned(row, slots, start, run.end, "fitted"),)
        if run.start == start and run.end <= latest and len(run) != width:
            yield from self._short(row, run)
        yield from self._blocks(row, start, latest)

    def _holds_foreign(self, number: int, end: int) -> bool:
        """Whether cells from the run ``number`` to ``end`` are of rows that the search passes over."""
        if not self.apart:
            return False
        last = self.run_of[end - 1]
        return any(self.strip.runs[n].segment in self.apart for n in range(number, last + 1))

    def _assigned(self, row: int, slots: Slots, start: int, end: int, how: str) -> Assignment:
        label = self._label(row, start, end)
        score = label + self.sum_score(row, slots)
        w, strip = self.weights, self.strip
        run = strip.runs[self.run_of[end - 1]]
        if end == run.end:
            score += w["closed"]
        lines = {c.line for c in strip.values[start:end]}
        if (
            len(lines) == 1
            and (start == 0 or strip.values[start - 1].line not in lines)
            and (end >= len(strip.values) or strip.values[end].line not in lines)
        ):
            score += w["line"]
        return Assignment(row, slots, score, label, how)

    def _label(self, row: int, start: int, end: int) -> float:
        """What the labels before and within the cells say of the row."""
        strip, w = self.strip, self.weights
        number = self.run_of[start]
        run = strip.runs[number]
        segment = strip.segments[run.segment]
        score = 0.0
        if run.start == start:
            named = self._named(run)
            if run.segment in strip.foreign:
                score += w["other"]
            elif named == row and (row in segment.fresh or segment.spelled == row):
                # Labels of several rows before the cells of several: order alone tells which are whose.
                several = len(segment.fresh) > 1 and len(run) > strip.grid.rows[row].width
                score += w["among"] if several else w["named"]
            elif row in segment.fresh:
                score += w["among"]
            elif row in segment.touched:
                score += w["near"]
            elif segment.fresh:
                score += w["other"] if row not in self.fresh_in else w["crossing"]
        elif row in segment.fresh:
            score += w["among"]
        elif self.fresh_in.get(row, set()) & {run.segment - 1, run.segment + 1}:
            score += w["near"]
        for other in range(number + 1, self.run_of[end - 1] + 1):
            inner = strip.segments[strip.runs[other].segment]
            if inner.fresh and row not in inner.fresh:
                score += w["crossing"]
            elif inner.text:
                score += w["crossing_words"]
        return score

    def _short(self, row: int, run: Run) -> Iterator[tuple[int, int, tuple[Assignment, ...]]]:
        """Fewer or more cells than columns: some were dropped, ran together, or broke."""
        strip, w = self.strip, self.weights
        segment = strip.segments[run.segment]
        table = strip.grid.rows[row].table
        width = len(table.columns)
        if row not in segment.touched or len(run) > width + 5:
            return
        cells = strip.values[run.start : run.end]
        key = (run.start, id(table))
        if key not in self.short:
            self.short[key] = solver.ways(table, cells)
        options = self.short[key]
        if not options:
            return
        label = self._label(row, run.start, run.end)
        empty: Slots = (None,) * width
        score = label + w["short"] + w["closed"] + self.sum_score(row, options[0])
        yield 1, run.end, (Assignment(row, empty, score, label, "short", tuple(options)),)

    def _flat(
        self, row: int, start: int, run: Run
    ) -> Iterator[tuple[int, int, tuple[Assignment, ...]]]:
        """Rows that stand side by side in one line, as many as the head before them names."""
        strip, w = self.strip, self.weights
        rows = strip.grid.rows[row:]
        if run.start != start:
            return
        width = strip.heads(run) or sum(r.width for r in rows)
        count = width // rows[0].width
        if count > len(rows) or (count == 1 and len(run) == width):
            return
        if count > 1 and min(strip.segments[run.segment].touched, default=row) < row:
            return  # a row that is named with these has no cells: any of them may be the one
        rows = rows[:count]
        cells = strip.values[run.start : run.end]
        unwrapped = fit.unwrapped(cells)
        found = False
        for line in (cells, unwrapped) if len(unwrapped) < len(cells) else (cells,):
            for lead in fit.margins(line, width):
                assigned = self._side_by_side(row, line[lead : lead + width], "flat")
                # Empty cells that only line ends tell: where a sum fails they were dropped elsewhere.
                told = any(c.fields > 1 for c in cells) or len(self._printed(cells)) == width
                if told or all(self.sum_score(a.row, a.slots) >= 0 for a in assigned):
                    found = True
                    yield count, run.end, assigned
        slots = None if found else fit.pitched(strip, self.run_of[start], width)
        slots = slots or (None if found else fit.repeated(strip, self.run_of[start], width))
        if slots:
            yield count, run.end, self._side_by_side(row, slots, "flat")
        elif not found and run.end <= len(strip.values):
            kept = cells if len(cells) > width else self._printed(cells)
            options = solver.side_by_side([r.table for r in rows], [r.width for r in rows], kept)
            if options:
                assigned = tuple(
                    Assignment(
                        row + n, (None,) * this.width, w["among"] + w["short"] + w["line"], w["among"],
                        "short", tuple(ways),
                    )
                    for n, (this, ways) in enumerate(zip(rows, options, strict=True))
                )  # fmt: skip
                yield count, run.end, assigned

    @staticmethod
    def _printed(cells: Sequence[Cell]) -> list[Cell]:
        return [c for c in cells if c.kind is not Kind.EMPTY]

    def _side_by_side(
        self, row: int, cells: Sequence[Cell | None], how: str
    ) -> tuple[Assignment, ...]:
        assigned = []
        at = 0
        label = self.weights["among"]
        while at < len(cells):
            width = self.strip.grid.rows[row].width
            slots = self._ordered(cells[at : at + width])
            score = label + self.sum_score(row, slots) + self.weights["line"]
            assigned.append(Assignment(row, slots, score, label, how))
            at, row = at + width, row + 1
        return tuple(assigned)

    def _blocks(
        self, row: int, start: int, latest: int
    ) -> Iterator[tuple[int, int, tuple[Assignment, ...]]]:
        """Rows from ``row`` on whose cells come column by column."""
        strip = self.strip
        rows = strip.grid.rows
        run = strip.runs[self.run_of[start]]
        if rows[row].table.flat:
            return
        if len(run) <= rows[row].width and len(strip.segments[run.segment].touched) == 1:
            return
        end = start + rows[row].width
        ends = {r.end for r in strip.runs} if run.start == start else {run.end}
        for size in range(2, len(rows) - row + 1):
            end += rows[row + size - 1].width
            if end > latest:
                return
            if end not in ends:
                continue
            yield size, end, self._block(row, size, start, end)

    def _block(self, row: int, size: int, start: int, end: int) -> tuple[Assignment, ...]:
        strip, w = self.strip, self.weights
        rows = strip.grid.rows[row : row + size]
        places = self._by_column([r.width for r in rows], start)
        share = (w["by_column"] if not self.by_column else 2.0) / size
        assigned = []
        named = strip.segments[strip.runs[self.run_of[start]].segment]
        cells, values = strip.values, self.values
        for n, line in enumerate(places):
            label = w["among"] if row + n in named.fresh else 0.0
            sums = self._sum_score(row + n, [values[at] for at in line])
            slots = tuple([cells[at] for at in line])
            assigned.append(Assignment(row + n, slots, label + share + sums, label, "block"))
        return tuple(assigned)

    def _by_column(self, widths: Sequence[int], start: int) -> list[list[int]]:
        """For each of the rows the places of its cells, which come column by column from ``start`` on."""
        most = max(widths)
        if min(widths) == most:
            count = len(widths)
            columns = self.order or range(most)
            first = [start] * most
            for n, column in enumerate(columns):
                first[column] = start + n * count
            return [[at + n for at in first] for n in range(count)]
        lines = [[-1] * width for width in widths]
        at = start
        for column in self.order or range(most):
            for line, width in zip(lines, widths, strict=True):
                if column < width:
                    line[column] = at
                    at += 1
        return lines

    def _ordered(self, slots: Sequence[Cell | None]) -> Slots:
        if self.order is None or len(self.order) != len(slots):
            return tuple(slots)
        out: list[Cell | None] = [None] * len(slots)
        for column, cell in zip(self.order, slots, strict=True):
            out[column] = cell
        return tuple(out)

    # ------------------------------------------------------------------ sums

    def sum_score(self, row: int, slots: Slots) -> float:
        """What the row's own sums say of its cells."""
        return self._sum_score(row, [None if c is None else c.value for c in slots])

    def _sum_score(self, row: int, values: Sequence[float | None]) -> float:
        w = self.weights
        score = 0.0
        for s in self.strip.grid.rows[row].table.column_sums:
            a: float = 0
            b: float = 0
            parted = whole = False
            for c in s.parts:
                if (value := values[c]) is not None:
                    a += value
                    parted = True
            for c in s.whole:
                if (value := values[c]) is not None:
                    b += value
                    whole = True
            if not parted or not whole:
                continue  # only totals, or only parts, are printed
            score += w["sum_fails"] if a != b else w["sum_holds"] if a else w["sum_zero"]
        return score

    def _over_rows(self, rows: Sequence[Assignment]) -> float:
        """What the sums over rows say, column by column."""
        grid = self.strip.grid
        by_row = {a.row: a.slots for a in rows}
        score = 0.0
        first = 0
        while first < len(grid.rows):
            table = grid.rows[first].table
            for s in table.row_sums:
                lines = [by_row.get(first + r) for r in s.places]
                if any(line is None for line in lines):
                    continue
                for column in range(len(table.columns)):
                    parts = sum(_value(by_row[first + r][column]) or 0 for r in s.parts)
                    whole = sum(_value(by_row[first + r][column]) or 0 for r in s.whole)
                    if parts or whole:
                        score += 0.8 if parts == whole else -0.8
            first += len(table.rows)
        return score


def _value(cell: Cell | None) -> float | None:
    return None if cell is None else cell.value
