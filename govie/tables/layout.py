"""A region's cells made ready for placing: what labels name, which values follow which labels.

``Strip`` is the whole of a section's tables as one strip of values, in the order of the text, with the
label segments between them. Index columns, the empty cells of merged heads and page furniture are taken
out; empty cells that only line ends tell are put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby, pairwise, repeat

from rapidfuzz import fuzz

from govie import headers
from govie.headers import Grid, Segment, cjk
from govie.tables import gaps
from govie.tables.cells import Cell
from govie.tables.prints import Kind, Number

_LONG = 5  # characters: of a shorter label other words may hold most
_MOSTLY = 0.7
_GROUP = 3  # characters: a group's number and the first of its words
_ROW = 3  # numbers on end after a label: a row, before whose label a dash is no cell's
_SPACED = 3  # cells further apart than others in their rows
_ALIKE = 70.0  # percent: a label is broken or misread, but not other words


@dataclass(frozen=True, slots=True)
class Run:
    """Values that follow one label segment: ``values[start:end]``."""

    segment: int
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Strip:
    """A section's values in the order of the text, and the label segments between them.

    ``foreign``: segments that name something of the agency's own, or a group of rows as one; ``repeats``:
    labels are printed once for each column that they span; ``after``: what the text prints next.
    """

    grid: Grid
    cells: tuple[Cell, ...]
    values: tuple[Cell, ...]
    segments: tuple[Segment, ...]
    before: tuple[int, ...]
    runs: tuple[Run, ...]
    foreign: frozenset[int]
    repeats: bool
    after: Cell | None = None

    def heads(self, run: Run) -> int:
        """How many columns the head right before ``run`` names, where rows stand side by side."""
        text = self.segments[run.segment].text
        names = [cjk(c.text) for c in self.grid.rows[0].columns]
        counts = [text.count(name) for name in names[:-1]]
        most = max(counts, default=0)
        return most * len(names) if most <= len(self.grid.rows) else 0

    def named(self, segment: int) -> int | None:
        """The row that the last label of ``segment`` names."""
        return None if segment in self.foreign else self.segments[segment].last


def strip(
    cells: Sequence[Cell],
    grid: Grid,
    pitch: gaps.Pitch | None = None,
    after: Cell | None = None,
) -> Strip:
    """``cells`` as a strip of ``grid``.

    ``pitch``: what another table of the report shows; ``after``: the cell that follows in the text.
    """
    if grid.rows[0].table.flat:
        cells = _without_head(cells, grid)
    first = _segmented(cells, grid, after)
    if joined := _joined(first):
        first = _segmented(joined, grid, after)
    found = _gaps(first)
    known = gaps.pitch([g for g in found if not g.flat], _edge(first), _head(first)) or pitch
    if pitch and known and known[:3] == pitch[:3]:
        known = pitch  # told by more rows
    if known is None:
        return first
    # Cells side by side follow the head, as the next row does, and not a label in their own row.
    options = [known._replace(first=known.last), known] if grid.rows[0].table.flat else [known]
    for option in options:
        filled = gaps.fill(first.cells, found, option)
        if len(filled) > len(first.cells):
            return _segmented(filled, grid, after)
    return first


def _without_head(cells: Sequence[Cell], grid: Grid) -> list[Cell]:
    """``cells`` of rows that stand side by side without those of their head: empty, or misread words.

    Where a line holds every value of the table and no label, a line with labels holds none.
    """
    width = sum(row.width for row in grid.rows)
    lines = _lines(cells)
    if not any(len(line) >= width and all(c.is_value and c.hard for c in line) for line in lines):
        return [*cells]
    heads = {line[0].line for line in lines if any(not c.is_value for c in line)}
    return [c for c in cells if not c.is_value or c.line not in heads]


def _joined(strip: Strip) -> list[Cell]:
    """The cells of ``strip`` with rows put together that a delimited table prints on two lines.

    OCR and fixed-width tables print a line of a table for each line of a label: the values of the row then
    stand in either. The second line's label goes on with the first's, and no column has two numbers.
    Nothing where no row is so printed.
    """
    moved: dict[int, list[Cell]] = {}  # first cell of the second line → the values of both
    gone: set[int] = set()
    values = strip.values
    for one, two in pairwise(strip.runs):
        above = values[one.start : one.end]
        below = [c for c in values[two.start : two.end] if c.line == above[0].line + 1]
        if not below or id(above[0]) in gone or not _goes_on(strip, one, two, below):
            continue
        by_field = {c.field: c for c in above}
        for cell in below:
            if cell.is_printed or cell.field not in by_field:
                by_field[cell.field] = cell
        moved[below[0].start] = [by_field[f] for f in sorted(by_field)]
        gone |= {id(c) for c in (*above, *below)}
    if not moved:
        return []
    out: list[Cell] = []
    for cell in strip.cells:
        if cell.is_value and cell.start in moved and id(cell) in gone:
            out += moved.pop(cell.start)
        elif id(cell) not in gone:
            out.append(cell)
    return out


def _goes_on(strip: Strip, one: Run, two: Run, below: Sequence[Cell]) -> bool:
    """Whether ``below``, of ``two``, is the second line of the row whose first is that of ``one``."""
    above = strip.values[one.start : one.end]
    label, more = strip.segments[one.segment], strip.segments[two.segment]
    if not label.text or not more.text or more.fresh or more.spelled is not None:
        return False
    if two.segment in strip.foreign:
        return False
    line, fields = above[0].line, above[0].fields
    if fields < 3:
        return False
    if any(not c.hard or (c.line, c.fields) != (line, fields) for c in above):
        return False
    if any(not c.hard or c.fields != fields for c in below):
        return False
    # No number begins with a 0 that goes on in the next line: a second print of the same cell.
    numbers = {c.field for c in above if c.kind in (Kind.NUMBER, Kind.DAMAGED) and c.text != "0"}
    others = {c.field for c in below if c.kind in (Kind.NUMBER, Kind.DAMAGED)}
    return bool(others) and not numbers & others


def pitch(cells: Sequence[Cell], grid: Grid, after: Cell | None = None) -> gaps.Pitch | None:
    """How far apart the cells of ``grid``'s rows stand."""
    strip = _segmented(cells, grid, after)
    return gaps.pitch([g for g in _gaps(strip) if not g.flat], _edge(strip), _head(strip))


def _head(strip: Strip) -> int:
    """How far the names of columns stand from each other, in line ends or spaces; 0 where they do not tell."""
    apart: list[int] = []
    for a, b in pairwise(strip.cells):
        if a.is_value or b.is_value:
            break
        if cjk(a.text) in strip.grid.columns and cjk(b.text) in strip.grid.columns:
            apart.append(b.breaks or b.start - a.end)
    return min(apart, default=0) if len(apart) > 2 else 0


def _edge(strip: Strip) -> int:
    """How far the label of the first row stands from the head before it, in line ends or spaces."""
    first = cjk(strip.grid.rows[0].label.text)
    before: Cell | None = None
    for cell in strip.cells:
        if cell.is_value:
            return 0
        words = cjk(cell.text)
        if before is not None and len(words) >= 4 and first.startswith(words[:4]):
            return cell.breaks or cell.start - before.end
        before = cell
    return 0


def cleaned(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` of a whole report without those that only count rows or belong to merged heads."""
    return _without_stubs(_without_index(_without_numbering(cells)))


def _segmented(cells: Sequence[Cell], grid: Grid, after: Cell | None = None) -> Strip:
    segments, before = headers.segments(cells, grid)
    values = tuple(c for c in cells if c.is_value)
    runs: list[Run] = []
    for segment, group in groupby(range(len(values)), key=before.__getitem__):
        places = [*group]
        runs.append(Run(segment, places[0], places[-1] + 1))
    last: dict[int, Cell] = {}
    number = 0
    in_values = False
    for cell in cells:
        if cell.is_value:
            in_values = True
        else:
            number += in_values
            in_values = False
            last[number] = cell
    foreign = frozenset(n for n, cell in last.items() if _is_foreign(cell, segments[n], grid))
    repeats = any(
        a.kind is b.kind is Kind.LABEL and a.line == b.line and a.text == b.text
        for a, b in pairwise(cells)
    ) or any(_doubled(c.text) for c in cells if c.kind is Kind.LABEL)
    return Strip(
        grid,
        tuple(cells),
        values,
        tuple(segments),
        tuple(before),
        tuple(runs),
        foreign,
        repeats,
        after,
    )


def _doubled(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and any(a == b and len(a) > 3 for a, b in pairwise(words))


def _is_foreign(cell: Cell, segment: Segment, grid: Grid) -> bool:
    words = cjk(cell.text)
    if grid.rows[0].table.flat and segment.touched:
        return False  # what stands before its values is its head, in pieces
    if segment.text.endswith(grid.groups) and segment.spelled is None:
        return True
    if _is_group(words, grid) or (
        len(words) >= _GROUP and not segment.fresh and any(g.startswith(words) for g in grid.groups)
    ):
        return True
    if segment.spelled is not None:
        # （六）其他 is the group printed as one row, not its last row, whose number is another.
        own = cjk(grid.rows[segment.spelled].label.text)
        tail = segment.text[-len(own) - 1 :]
        return (
            len(tail) > len(own)
            and tail.endswith(own)
            and any(map(str.startswith, grid.groups, repeat(tail)))
        )
    if len(words) < 2 or _holds_label(segment, grid):
        return False
    if words in ("小计", "合计", "备注", "序号") and words not in grid.spelled:
        return not segment.columns or segment.text.endswith("小计") or segment.text == words
    if len(words) < 3:
        return False
    return not _is_like(words, grid)


@lru_cache(maxsize=20_000)  # reports share their labels
def _is_like(words: str, grid: Grid) -> bool:
    """Whether ``words`` are like any label of ``grid``, or a part of one."""
    known = (*grid.spelled, *grid.columns, *grid.captions, grid.text)
    return any(fuzz.partial_ratio(words, label) >= _ALIKE for label in known)


def _holds_label(segment: Segment, grid: Grid) -> bool:
    """Whether most of the label of a row that begins in ``segment`` stands there, among other words."""
    labels = [(row, cjk(grid.rows[row].label.text)) for row in segment.fresh]
    return any(
        len(label) >= _LONG and segment.touched.get(row, 0) >= _MOSTLY * len(label)
        for row, label in labels
    )


def _is_group(words: str, grid: Grid) -> bool:
    """Whether ``words``, the last before some values, are a group's label: 六其他处理情况."""
    group = next((g for g in grid.groups if words.startswith(g)), None)
    if group is None:
        return False
    rest = words[len(group) :]
    rows = (*grid.spelled, *(cjk(row.label.text) for row in grid.rows))
    return not rest or not any(row in rest or rest in row for row in rows)


def _lines(cells: Sequence[Cell]) -> list[list[Cell]]:
    return [[*group] for _, group in groupby(cells, key=lambda c: c.line)]


_NUMBERING = ("序号", "编号", "序")


def _without_numbering(cells: Sequence[Cell]) -> Sequence[Cell]:
    """``cells`` without the numbers of rows that a head names, one right before each row's label.

    Each is one more than the last; a table may begin with 1 again.
    """
    heads = {i for i, c in enumerate(cells) if c.kind is Kind.LABEL and cjk(c.text) in _NUMBERING}
    if not heads:
        return cells
    gone: set[int] = set()
    expected: Number = 1
    for at, (cell, after) in enumerate(pairwise(cells)):
        if at < min(heads):
            continue
        if cell.kind is Kind.NUMBER and after.kind is Kind.LABEL and cell.value in (1, expected):
            gone.add(at)
            expected = (cell.value or 0) + 1
    if len(gone) < _ROW:
        return cells
    out: list[Cell] = []
    breaks = 0
    for at, cell in enumerate(cells):
        if at in gone:
            breaks = cell.breaks
            continue
        out.append(replace(cell, breaks=max(breaks, cell.breaks)) if breaks else cell)
        breaks = 0
    return out


def _without_index(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` without a column or a line that only counts the rows or columns."""
    lines = _lines(cells)
    counted = [n for n, line in enumerate(lines) if _is_small(line[0]) and _labelled(line)]
    follows = [
        b for a, b in pairwise(counted)
        if lines[b][0].value == (lines[a][0].value or 0) + 1
    ]  # fmt: skip
    index = len(follows) >= 3 and 3 * len(follows) >= 2 * (len(counted) - 1)
    out: list[Cell] = []
    expected: Number | None = None
    for n, line in enumerate(lines):
        if index and n in counted:
            expected = (line[0].value or 0) + 1
            line = _without_first(line)
        elif index and len(line) > 1 and line[0].hard and expected == line[0].value is not None:
            expected = (expected or 0) + 1
            line = _without_first(line)
        numbers = [c.value for c in line if c.kind is Kind.NUMBER]
        if (
            len(numbers) >= 3
            and numbers in ([*range(len(numbers))], [*range(1, len(numbers) + 1)])
            and all(c.kind in (Kind.NUMBER, Kind.EMPTY) for c in line)
            and n + 1 < len(lines)
            and line[0].hard
            and any(c.kind is Kind.LABEL for c in lines[n + 1])
            and (index or len(numbers) >= 4)
        ):
            continue
        out += line
    return out


def _without_first(line: Sequence[Cell]) -> list[Cell]:
    """``line`` without its first cell; the line ends before that are those before the next."""
    return [replace(line[1], breaks=line[0].breaks), *line[2:]]


def _labelled(line: Sequence[Cell]) -> bool:
    """Whether the first thing after a line's first cell is a label."""
    after = next((c for c in line[1:] if c.kind is not Kind.EMPTY), None)
    return after is not None and after.kind is Kind.LABEL


def _is_small(cell: Cell) -> bool:
    return cell.kind is Kind.NUMBER and isinstance(cell.value, int) and 0 <= cell.value < 200


def _without_stubs(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` without the empty ones before a line's last label: places of merged heads.

    Only where a line is a row: labels, and then values.
    """
    out: list[Cell] = []
    lines = _lines(cells)
    for number, line in enumerate(lines):
        last = max((i for i, c in enumerate(line) if c.kind is Kind.LABEL), default=-1)
        if last < 0:
            out += line
            continue
        head, tail = line[: last + 1], line[last + 1 :]
        marks = all(c.kind is Kind.NOTHING for c in head if c.is_printed)
        if any(c.is_printed for c in head) and not (
            marks and sum(c.kind is Kind.NUMBER for c in tail) >= _ROW
        ):
            # Labels and values by turns: several rows in one line.
            out += line if line[0].kind is not Kind.EMPTY else _lstrip(line)
            continue
        out += [c for c in head if c.kind is Kind.LABEL]
        if any(c.is_printed for c in tail) or not tail:
            out += tail
            continue
        following = "".join(cjk(c.text) for near in lines[number + 1 : number + 4] for c in near)
        if not _is_head(head, following):
            out += tail
    return out


def _lstrip(line: list[Cell]) -> list[Cell]:
    first = next(i for i, c in enumerate(line) if c.kind is not Kind.EMPTY)
    return line[first:]


_HEADS = (
    "信息内容", "申请人情况", "自然人", "商业企业", "法人或其他组织", "第二十条", "结果维持", "结果纠正",
    "数量", "件数", "总计", "金额",
)  # fmt: skip
_ROWS_LIKE_HEADS = ("七总计", "七合计", "本年新收", "上年结转", "结转下年")
_SIDE_BY_SIDE = ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")


def _is_head(labels: Sequence[Cell], following: str) -> bool:
    """Whether a line of labels is a table's head, whose empty cells are merged ones."""
    text = "".join(cjk(c.text) for c in labels)
    if any(word in text for word in _ROWS_LIKE_HEADS):
        return False
    if any(word in text for word in _HEADS):
        return True
    # Rows that stand side by side are named above the columns' names.
    return any(word in text for word in _SIDE_BY_SIDE) and "结果维持" in following


def _gaps(strip: Strip) -> list[gaps.Gap]:
    """The rows whose cells only line ends or spaces part, each with how many."""
    found: list[gaps.Gap] = []
    spaced: list[int] = []  # those of one line end each
    wide: list[tuple[int, ...]] = []  # how many characters stand between the cells
    cells = strip.cells
    grid = strip.grid
    run_at = dict(enumerate(i for i, c in enumerate(cells) if c.is_value))
    for run in strip.runs:
        row = strip.named(run.segment)
        flat = grid.rows[0].table.flat
        if flat:
            width = strip.heads(run) or sum(r.width for r in grid.rows)
        elif row is None or (len(strip.segments[run.segment].fresh) > 1 and not _alone(strip, run)):
            continue
        else:
            width = grid.rows[row].width
        own = [cells[run_at[i]] for i in range(run.start, run.end)]
        if any(c.hard for c in own) or len(own) > width:
            continue
        start = run_at[run.start]
        final = start + len(own) >= len(cells)
        after = strip.after if final else cells[start + len(own)]
        near = [*own, after] if after else own
        breaks = [c.breaks for c in near]
        before = cells[start - 1 : start + len(near) - 1] if start else []
        apart = [b.start - a.end for a, b in zip(before, near, strict=bool(start))]
        if not all(breaks):
            if any(breaks) or not start:
                continue
            breaks = apart
        elif {*breaks} == {1}:
            # Every cell on the next line: white space at the ends of lines may tell more.
            spaced.append(len(found))
        depth = 0 if row is None else grid.rows[row].depth
        found.append(gaps.Gap(start, len(own), width, tuple(breaks), flat, final, depth))
        wide.append(tuple(apart))
    inner = [b for apart in wide for b in apart[1:-1]]
    if spaced and len(spaced) == len(found) and sum(b > min(inner) for b in inner) >= _SPACED:
        return [replace(g, breaks=apart) for g, apart in zip(found, wide, strict=True) if apart]
    if not grid.rows[0].table.flat:
        found = gaps.without_leads(found) + _empty_rows(strip, run_at)
    return sorted(found, key=lambda g: g.start)


def _alone(strip: Strip, run: Run) -> bool:
    return strip.segments[run.segment].spelled is not None


def _empty_rows(strip: Strip, run_at: dict[int, int]) -> list[gaps.Gap]:
    """Gaps between the labels of neighbouring rows with nothing in them."""
    grid = strip.grid
    found = []
    labels = _row_labels(grid)
    previous: int | None = None
    for index, cell in enumerate(strip.cells):
        if cell.is_value:
            previous = None
            continue
        row = labels.get(cjk(cell.text))
        if (
            previous is not None
            and cell.breaks > 1
            and not grid.rows[previous].table.flat
            and not cell.hard
        ):
            found.append(gaps.Gap(index, 0, grid.rows[previous].width, (cell.breaks,)))
        previous = row
    return found


@cache
def _row_labels(grid: Grid) -> dict[str, int]:
    """The rows by their labels, in every wording."""
    return {cjk(r.label.text): n for n, r in enumerate(grid.rows)} | dict(grid.spelled)


def without(cell: Cell, **changes: object) -> Cell:
    """``cell`` with some of its attributes changed."""
    return replace(cell, **changes)  # type: ignore[arg-type]
