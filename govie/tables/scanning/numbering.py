"""Drops the numbers of rows, items and columns, which agencies and programs print and which are no cells of the form.

They stand in a column of their own, or in the label's cell, and follow each other from row to row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from operator import attrgetter

from govie.tables.cells import Cell, lines_of
from govie.tables.prints import Kind
from govie.tables.strip import REMARKS
from govie.text.characters import cjk
from govie.values import Number

_LEAST = 3  # numbered rows that make a numbering
_SIDE_BY_SIDE_WIDTHS = (
    5,
    10,
)  # values of rows of five columns, which stand side by side without a label
_THREE_ROWS = 15  # values of all three, and more where a data frame is filled up
_LEAST_AGAIN = 2  # numbers of columns below a line of more
_LEAST_COUNTED = 8  # rows in turn
_WIDEST = 7  # columns
_LEAST_CODES = 12  # rows: so many numbers before labels are not in order by chance
_BY_CHANCE = 8  # numbers in turn: as many values of a table are hardly so
_LETTERS = {"甲", "乙", "丙", "丁"}
_POINTS = (".", "．", "、")
_LAST_NAMES = (
    "其他",
    "其它",
    "小计",
    "合计",
    "总计",
    *REMARKS,
)  # of columns, on lines of their own
_NUMBERING = ("序号", "编号", "序")
_ROW_HEADS = frozenset(("行次", "行号", *_NUMBERING))
# Words that the heads of tables hold, and labels of rows that hold such a word, too.
_HEADS = (
    "信息内容", "申请人情况", "自然人", "商业企业", "法人或其他组织", "第二十条", "结果维持", "结果纠正",
    "数量", "件数", "总计", "金额",
)  # fmt: skip
_ROWS_LIKE_HEADS = ("七总计", "七合计", "本年新收", "上年结转", "结转下年")

Lines = Sequence[list[Cell]]
"""Cells line by line."""


def without_numbers(cells: Sequence[Cell]) -> Lines:
    """The lines of ``cells`` without the numbers that stand before the labels of rows, on lines of their own, too."""
    return lines_of(_without_points(_without_numbering(_without_columns(cells))))


def _without_points(cells: Sequence[Cell]) -> Sequence[Cell]:
    """``cells`` without the numbers of rows whose point is no part of them: ``1`` ``.`` before each label, ``3`` ``.要求``."""
    gone = {
        at
        for at, (cell, after) in enumerate(pairwise(cells))
        if not after.is_value
        and after.text.startswith(_POINTS)
        and cell.kind is Kind.NUMBER
        and (cell.line, cell.field + 1) == (after.line, after.field)
    }
    numbered: set[int] = set()
    expected: Number = 1
    for at in [n for n, c in enumerate(cells[:-1]) if n and c.text in _POINTS]:
        cell, after = cells[at - 1], cells[at + 1]
        if cell.kind is not Kind.NUMBER or after.is_value:
            continue
        if cell.value in (1, expected):
            numbered |= {at - 1, at}
            expected = (cell.value or 0) + 1
    if len(numbered) >= 2 * _LEAST:
        gone |= numbered
    return [c for at, c in enumerate(cells) if at not in gone] if gone else cells


def _without_numbering(cells: Sequence[Cell]) -> Sequence[Cell]:
    """``cells`` without the row numbers of a column whose head is 序号, one right before each row's label."""
    has_head = any("序" in c.text or "编" in c.text for c in cells) and any(
        cjk(c.text) in _NUMBERING for c in cells if not c.is_value
    )
    gone = _numbered(cells) if has_head else _counted(cells)
    if len(gone) < _LEAST:
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


def _without_columns(cells: Sequence[Cell]) -> Sequence[Cell]:
    """``cells`` without the numbers of columns, each on a line of its own, between the names and the values of them."""
    gone: set[int] = set()
    at = 0
    for is_value, group in groupby(cells, key=attrgetter("is_value")):
        run = [*group]
        if is_value and len(run) / 2 >= _BY_CHANCE:
            counted = next((n for n, c in enumerate(run, 1) if c.value != n), len(run) + 1) - 1
            if _BY_CHANCE <= counted <= len(run) / 2:
                gone |= {*range(at, at + counted)}
        at += len(run)
    return [c for n, c in enumerate(cells) if n not in gone] if gone else cells


def _counted(cells: Sequence[Cell]) -> set[int]:
    """Where the index of a data frame stands, a number on the line before the labels of each row, heads too: 0, 1, 2 ..."""
    first = [
        at
        for at, (cell, after) in enumerate(pairwise(cells))
        if not after.is_value and cell.line != after.line and cell.kind is Kind.NUMBER
    ]
    gone: set[int] = set()
    chain: list[int] = []
    passed = 0  # numbers that the chain leaves out, as remarks follow values, too
    for at in [*first, -1]:
        value = cells[at].value if at >= 0 else 0
        if chain and at >= 0 and value == (cells[chain[-1]].value or 0) + 1:
            chain.append(at)
        elif value == 0:
            if len(chain) >= max(_LEAST_COUNTED, 2 * passed):
                gone |= {*chain}
            chain, passed = [at], 0
        else:
            passed += 1
    return gone


def _numbered(cells: Sequence[Cell]) -> set[int]:
    """Where the row numbers of numbered tables stand.

    Such a table has a 1 alone between its head and its first label, and most of its labels follow the next number.
    In a table without numbers the first label follows the head at once, and what stands before the others is a
    total, which may be the next number by chance.
    """
    gone: set[int] = set()
    numbers: list[int] = []  # of the table so far
    pairs = 0  # labels of the table that follow a number
    expected: Number = 1
    counted = False  # whether the rows of the table are
    opened = False  # whether the last labels ended with a head
    at = 0
    for is_value, group in groupby(cells, key=attrgetter("is_value")):
        run = [*group]
        start, at = at, at + len(run)
        if is_value:
            filled = [c.value for c in run if c.kind is not Kind.EMPTY]
            counted |= opened and filled == [1]
            continue
        heads = {c.line for c in run if names_columns(cjk(c.text))}
        # The last is no label of a row, whose own number follows.
        last = cjk(run[-1].text)
        opened = bool(heads) and (run[-1].line in heads or last.endswith(_LAST_NAMES))
        if heads:
            gone |= {*numbers} if 3 * len(numbers) >= 2 * pairs else set()
            numbers, pairs, expected, counted = [], 0, 1, False
        elif counted and start and cells[start - 1].kind is Kind.NUMBER:
            pairs += 1
            if own := _number_before(cells, start, expected):
                numbers += own
                expected += 1
    return gone | ({*numbers} if 3 * len(numbers) >= 2 * pairs else set())


def _number_before(cells: Sequence[Cell], at: int, expected: Number) -> list[int]:
    """The cells right before that ``at`` that are the number ``expected``, which a narrow column breaks over lines."""
    for count in (1, len(str(expected))):
        own = [*range(at - count, at)]
        lines = {cells[n].line for n in own}
        digits = "".join(cells[n].text for n in own)
        if own[0] >= 0 and len(lines) == count and digits == str(expected):
            return own
    return []


def without_index(lines: Lines) -> Lines:
    """``lines`` without the index column of a data frame and a line that numbers the columns; without codes of rows,
    numbers of items and, where a head names them, of rows."""
    counted = [n for n, line in enumerate(lines) if _is_small(line[0]) and _labelled(line)]
    follows = sum(lines[b][0].value == (lines[a][0].value or 0) + 1 for a, b in pairwise(counted))
    index = follows >= _LEAST and 3 * follows >= 2 * (len(counted) - 1)
    least = 3 if index else 4
    out: list[list[Cell]] = []
    expected: Number | None = None
    for n, line in enumerate(lines):
        if index and n in counted:
            # The number of an item, as in ``7)总计``, is no row's: what stands on the next line is a cell.
            follows_item = line[0].end == line[1].start
            expected = None if follows_item else (line[0].value or 0) + 1
            line = _without_first(line)
        elif (
            index
            and expected == line[0].value is not None
            and len(line) > 1
            and (line[0].hard or len(line) - 1 in _SIDE_BY_SIDE_WIDTHS or len(line) > _THREE_ROWS)
        ):
            expected = (expected or 0) + 1
            line = _without_first(line)
        following = lines[n + 1] if n + 1 < len(lines) else []
        if line[0].text in _LETTERS and _letters_columns(line):
            continue
        if len(line) > 2 * _LEAST and _numbered_names(line):
            line = [c for c in line if not c.is_value]
        if _numbers_columns(line, following, least):
            # A program that numbers the columns of one table numbers those of all.
            least = _LEAST_AGAIN
        else:
            out.append(line)
    unnumbered = _without_items(_without_codes(out))
    heads = (cjk(c.text) for line in unnumbered for c in line if not c.is_value)
    return _without_counts(unnumbered) if any(map(_ROW_HEADS.__contains__, heads)) else unnumbered


def _numbers_columns(line: Sequence[Cell], following: Sequence[Cell], least: int) -> bool:
    """Whether ``line`` is 0, 1, 2 … or 1, 2, 3 …, at least ``least`` numbers, above a line with labels, or so many that
    they are no values by chance."""
    if len(line) < least or not line[0].hard:
        return False
    if len(line) < _BY_CHANCE and all(c.is_value for c in following):
        return False
    numbers = [c.value for c in line if c.kind is Kind.NUMBER]
    return (
        len(numbers) >= least
        and numbers in ([*range(len(numbers))], [*range(1, len(numbers) + 1)])
        and all(c.kind in (Kind.NUMBER, Kind.EMPTY) for c in line)
    )


def _numbered_names(line: Sequence[Cell]) -> bool:
    """Whether the values of ``line`` are the numbers in names of columns: 数据1, 数据2, 数据3 ..."""
    values = [c for c in line if c.is_value]
    if len(values) <= _LEAST or any(c.value != n for n, c in enumerate(values, 1)):
        return False
    names = {c.field: c.text for c in line if not c.is_value}
    return len({names.get(c.field) for c in values}) == 1 and values[0].field in names


def _letters_columns(line: Sequence[Cell]) -> bool:
    """Whether ``line`` counts the columns as statistical tables do: 甲, 乙, 1, 2, 3."""
    labels = [cjk(c.text) for c in line if not c.is_value]
    numbers = [c.value for c in line if c.is_value]
    return (
        bool(labels and numbers)
        and {*labels} <= _LETTERS
        and numbers == [*range(1, len(numbers) + 1)]
    )


def _without_first(line: Sequence[Cell]) -> list[Cell]:
    """``line`` without its first cell, whose line ends are then those before the second."""
    return [replace(line[1], breaks=line[0].breaks), *line[2:]]


def _without_codes(lines: Lines) -> Lines:
    """``lines`` without the codes of rows before their labels, each greater than that before it: ``331 属于国家秘密``."""
    found = {
        n: at
        for n, line in enumerate(lines)
        if line[0].is_value
        and (at := next((i for i, c in enumerate(line) if c.kind is not Kind.EMPTY), None))
        is not None
        and at + 1 < len(line)
        and line[at].kind is Kind.NUMBER
        and not line[at + 1].is_value
    }
    codes = [lines[n][at].value or 0 for n, at in found.items()]
    if len(codes) < _LEAST_CODES or not all(a < b for a, b in pairwise(codes)):
        return lines
    return _left_out(lines, found)


def _without_items(lines: Lines) -> Lines:
    """``lines`` without the numbers of items that stand between the labels of a row: ``不予公开 | 1 | 属于国家秘密 | 0``.

    Also without those in brackets, of groups whose label is broken over several rows.
    """
    found = {n: at for n, line in enumerate(lines) if (at := _item(line)) is not None}
    numbers = [lines[n][at].value or 0 for n, at in found.items()]
    steps = [b - a for a, b in pairwise(numbers)]
    in_turn = steps.count(1) + min(
        steps.count(2), 1
    )  # one number is printed as a part of its label
    lists = sum(number == 1 for number in numbers)
    if in_turn < _LEAST or in_turn + lists < len(found) or 2 * in_turn < len(found):
        found = {n: at for n, at in found.items() if lines[n][at].bracketed}
    return _left_out(lines, found)


def _without_counts(lines: Lines) -> Lines:
    """``lines`` without the numbers of rows that stand right after their labels, before the cells: 行次."""
    found: dict[int, int] = {}
    chain: dict[int, int] = {}
    for n, line in enumerate(lines):
        at = next((i for i, c in enumerate(line) if c.is_value), 0)
        if not 0 < at < len(line) - 1 or not line[at].hard or not line[at + 1].is_value:
            continue
        if line[at].kind is Kind.EMPTY or len(line) - at <= _WIDEST:
            continue  # a row of the agency's own, or no cell more than the form has
        if line[at].value != len(chain) + 1:
            chain = {}
        if line[at].value == len(chain) + 1:
            chain[n] = at
        if len(chain) >= _LEAST_COUNTED:
            found |= chain
    return _left_out(lines, found)


def _item(line: Sequence[Cell]) -> int | None:
    """Where in ``line`` a small number stands between labels, or at its beginning, before a label and its values."""
    at = next((n for n, c in enumerate(line) if c.is_printed), 0)
    if not 0 <= at < len(line) - 1 or line[at + 1].is_printed:
        return None
    if not _is_small(line[at]) or not _labelled(line[at:]):
        return None
    last = max(n for n, c in enumerate(line) if not c.is_value)
    values = line[last + 1 :]
    between = line[at + 1 : last]
    return at if values and not any(c.is_printed for c in between) and line[-1].hard else None


def _left_out(lines: Lines, found: Mapping[int, int]) -> Lines:
    """``lines`` without one cell each: ``found[n]`` is its place in line ``n``. The line ends before a first cell stay."""
    return [
        line
        if (at := found.get(n)) is None
        else [*line[:at], *line[at + 1 :]]
        if at
        else _without_first(line)
        for n, line in enumerate(lines)
    ]


def _labelled(line: Sequence[Cell]) -> bool:
    """Whether the first thing after a line's first cell is a label."""
    after = next((c for c in line[1:] if c.kind is not Kind.EMPTY), None)
    return after is not None and not after.is_value


def _is_small(cell: Cell) -> bool:
    """Whether ``cell`` is a number that may count rows."""
    return isinstance(cell.value, int) and 0 <= cell.value < 200 and cell.kind is Kind.NUMBER


def names_columns(text: str, more: Sequence[str] = ()) -> bool:
    """Whether ``text`` names a table's columns, and no row; ``more``: words that stand in its head, too."""
    is_row = any(word in text for word in _ROWS_LIKE_HEADS)
    return not is_row and any(word in text for word in (*_HEADS, *more))


__all__ = ["Lines", "names_columns", "without_index", "without_numbers"]
