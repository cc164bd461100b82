"""Cells that are printed in a table and are no cells of the form, left out.

Row and column numbers (序号), and the empty cells of merged heads: a converter that writes a merged head as
one cell and its empty places gives the head's line values that no row has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from operator import attrgetter

from govie.headers import Grid, cjk
from govie.tables import halves
from govie.tables.cells import Cell
from govie.tables.prints import Kind, Number
from govie.tables.strip import REMARKS

_LEAST = 3  # numbered rows that make a numbering; heads that are filled up
_LABELS = 3  # columns of labels: of more, the labels are heads
_NAMES_BESIDE = 4  # labels on a line: no row has as many
_ROW = 3  # numbers after a label: with as many a dash before the label is no value
_HEAD_LINES = 3  # lines below a head in which the names of columns stand
_HEADS = (
    "信息内容", "申请人情况", "自然人", "商业企业", "法人或其他组织", "第二十条", "结果维持", "结果纠正",
    "数量", "件数", "总计", "金额",
)  # fmt: skip
_ROWS_LIKE_HEADS = ("七总计", "七合计", "本年新收", "上年结转", "结转下年")
_SIDE_BY_SIDE = ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")
_SIDE_BY_SIDE_WIDTHS = (
    5,
    10,
)  # values of rows of five columns each, which stand side by side without a label
_THREE_ROWS = 15  # values of all three, and more where a data frame is filled up
_FOR_ONE_ENDED = 10  # lines in which an empty cell was kept before a number
_LEAST_COUNTED = 8  # rows in turn
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


def cleaned(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a whole report without row and column numbers and the places of merged heads."""
    lines = _lines(_without_points(_without_numbering(halves.joined(cells))))
    return _without_stubs(_without_repeats(_without_index(_without_fillers(lines))))


_Lines = Sequence[list[Cell]]
"""Cells line by line."""


def _without_fillers(lines: _Lines) -> _Lines:
    """``lines`` with empty cells for the marks that a program puts into every empty cell: beside the names of columns, too."""
    beside = Counter[str]()
    for line in lines:
        if len({c.field for c in line if c.kind is Kind.LABEL}) >= _NAMES_BESIDE:
            beside.update({c.text for c in line if c.kind is Kind.NOTHING and c.hard})
    marks = {mark for mark, count in beside.items() if count >= _LEAST}
    if not marks:
        return lines
    return [
        [
            replace(c, kind=Kind.EMPTY) if c.kind is Kind.NOTHING and c.text in marks else c
            for c in line
        ]
        for line in lines
    ]


def _without_repeats(lines: _Lines) -> _Lines:
    """``lines`` without the label of a group where it is printed again for a row of the group.

    Such a label stands in the field in which the row above has the same, and the row's own label follows.
    """
    found: list[list[Cell]] = []
    above: dict[int, str] = {}
    for line in lines:
        if not any(c.hard and c.is_value for c in line):
            found.append(line)
            continue
        first = next(n for n, c in enumerate(line) if c.is_value)
        again = [
            n < first - 1 < _LABELS and above.get(c.field) == c.text for n, c in enumerate(line)
        ]
        found.append([c for c, repeated in zip(line, again, strict=True) if not repeated])
        above = {c.field: c.text for c in line[:first]}
    return found


def _without_points(cells: Sequence[Cell]) -> Sequence[Cell]:
    """``cells`` without the numbers of rows whose point is no part of them: ``1`` ``.`` before each label, ``3`` ``.要求``."""
    gone = {
        at
        for at, (cell, after) in enumerate(pairwise(cells))
        if cell.kind is Kind.NUMBER
        and after.kind is Kind.LABEL
        and after.text.startswith(_POINTS)
        and (cell.line, cell.field + 1) == (after.line, after.field)
    }
    numbered: set[int] = set()
    expected: Number = 1
    for at in [n for n, c in enumerate(cells[:-1]) if n and c.text in _POINTS]:
        cell, after = cells[at - 1], cells[at + 1]
        if cell.kind is not Kind.NUMBER or after.kind is not Kind.LABEL:
            continue
        if cell.value in (1, expected):
            numbered |= {at - 1, at}
            expected = (cell.value or 0) + 1
    if len(numbered) >= 2 * _LEAST:
        gone |= numbered
    return [c for at, c in enumerate(cells) if at not in gone] if gone else cells


def trimmed(cells: Sequence[Cell]) -> int:
    """How many lines show that lines of a whole report have lost the empty cells at their end, and only those.

    Empty cells then stand right before a number, and at the end of hardly a line, as where a cell is merged.
    """
    kept: set[int] = set()
    ended: set[int] = set()
    empty = [at for at, cell in enumerate(cells) if cell.kind is Kind.EMPTY and cell.hard]
    for at in empty:
        line = cells[at].line
        after = cells[at + 1] if at + 1 < len(cells) else None
        if after is None or after.line != line:
            if at and cells[at - 1].line == line:
                ended.add(line)
        elif after.hard and after.is_printed:
            kept.add(line)
    return len(kept) if _FOR_ONE_ENDED * len(ended) <= len(kept) else 0


def without_head(cells: Sequence[Cell], grid: Grid) -> list[Cell]:
    """The cells of rows that stand side by side without values in the lines of their head.

    These are places of merged heads, or misread words. Where one line holds every value of the table and no
    label, a line with labels holds no value; where every value follows the last label, no empty cell before it is one.
    """
    width = sum(row.width for row in grid.rows)
    last = max((n for n, c in enumerate(cells) if not c.is_value), default=0)
    after = [c for c in cells[last:] if c.is_value]
    if last and len(after) >= width and any(c.is_printed for c in after):
        cells = [c for c in cells[:last] if c.kind is not Kind.EMPTY] + [*cells[last:]]
    lines = _lines(cells)
    if not any(len(line) >= width and all(c.is_value and c.hard for c in line) for line in lines):
        return [*cells]
    heads = {line[0].line for line in lines if any(not c.is_value for c in line)}
    return [c for c in cells if not c.is_value or c.line not in heads]


def _lines(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells line by line."""
    return [[*group] for _, group in groupby(cells, key=attrgetter("line"))]


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


def _counted(cells: Sequence[Cell]) -> set[int]:
    """Where the index of a data frame stands, a number on the line before the labels of each row, heads too: 0, 1, 2 ..."""
    first = [
        at
        for at, (cell, after) in enumerate(pairwise(cells))
        if cell.kind is Kind.NUMBER and not after.is_value and cell.line != after.line
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
            counted |= opened and len(run) == 1 and run[0].value == 1
            continue
        heads = {c.line for c in run if _names_columns(cjk(c.text))}
        # The last is no label of a row, whose own number follows.
        opened = bool(heads) and (run[-1].line in heads or cjk(run[-1].text) in _LAST_NAMES)
        if heads:
            gone |= {*numbers} if 3 * len(numbers) >= 2 * pairs else set()
            numbers, pairs, expected, counted = [], 0, 1, False
        elif counted and start and cells[start - 1].kind is Kind.NUMBER:
            pairs += 1
            if cells[start - 1].value == expected:
                numbers.append(start - 1)
                expected += 1
    return gone | ({*numbers} if 3 * len(numbers) >= 2 * pairs else set())


def _without_index(lines: _Lines) -> _Lines:
    """``lines`` without the index column of a data frame, and without a line that numbers the columns."""
    counted = [n for n, line in enumerate(lines) if _is_small(line[0]) and _labelled(line)]
    follows = sum(lines[b][0].value == (lines[a][0].value or 0) + 1 for a, b in pairwise(counted))
    index = follows >= _LEAST and 3 * follows >= 2 * (len(counted) - 1)
    out: list[list[Cell]] = []
    expected: Number | None = None
    for n, line in enumerate(lines):
        if index and n in counted:
            expected = (line[0].value or 0) + 1
            line = _without_first(line)
        elif (
            index
            and expected == line[0].value is not None
            and (line[0].hard or len(line) - 1 in _SIDE_BY_SIDE_WIDTHS or len(line) > _THREE_ROWS)
        ):
            expected = (expected or 0) + 1
            line = _without_first(line)
        following = lines[n + 1] if n + 1 < len(lines) else []
        if line[0].text in _LETTERS and _letters_columns(line):
            continue
        if len(line) > 2 * _LEAST and _numbered_names(line):
            line = [c for c in line if not c.is_value]
        if not _numbers_columns(line, following, 3 if index else 4):
            out.append(line)
    return out


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


def _labelled(line: Sequence[Cell]) -> bool:
    """Whether the first thing after a line's first cell is a label."""
    after = next((c for c in line[1:] if c.kind is not Kind.EMPTY), None)
    return after is not None and after.kind is Kind.LABEL


def _is_small(cell: Cell) -> bool:
    """Whether ``cell`` is a number that may count rows."""
    return cell.kind is Kind.NUMBER and isinstance(cell.value, int) and 0 <= cell.value < 200


def _without_stubs(lines: _Lines) -> list[Cell]:
    """The cells of ``lines`` without the empty places of merged heads and labels.

    These stand before the last label of a line that is a row (labels, and then values), and after the labels
    of a line that is a head.
    """
    out: list[Cell] = []
    for number, line in enumerate(lines):
        last = len(line) - 1
        while last >= 0 and line[last].is_value:
            last -= 1
        if last < 0:
            out += line
            continue
        head, tail = line[: last + 1], line[last + 1 :]
        printed = [c for c in head if c.is_printed]
        if printed and not (
            all(c.kind is Kind.NOTHING for c in printed)
            and sum(c.kind is Kind.NUMBER for c in tail) >= _ROW
        ):
            # Labels and values alternate: several rows in one line.
            out += line if line[0].kind is not Kind.EMPTY else _lstrip(line)
            continue
        out += [c for c in head if c.kind is Kind.LABEL]
        if any(c.is_printed for c in tail) or not tail:
            out += tail
            continue
        below = lines[number + 1 : number + 1 + _HEAD_LINES]
        following = "".join(cjk(c.text) for line_ in below for c in line_)
        if not _is_head(head, following):
            out += tail
    return out


def _lstrip(line: list[Cell]) -> list[Cell]:
    """``line`` from its first cell on that is not empty."""
    first = next(i for i, c in enumerate(line) if c.kind is not Kind.EMPTY)
    return line[first:]


def _is_head(labels: Sequence[Cell], following: str) -> bool:
    """Whether a line of labels is a table's head; ``following``: the words in the lines below it."""
    text = "".join(cjk(c.text) for c in labels)
    if any(word in text for word in _ROWS_LIKE_HEADS):
        return False
    if any(word in text for word in _HEADS):
        return True
    # Rows that stand side by side are named above the columns' names.
    return any(word in text for word in _SIDE_BY_SIDE) and "结果维持" in following


def _names_columns(text: str) -> bool:
    """Whether ``text`` names a table's columns, and no row."""
    is_row = any(word in text for word in _ROWS_LIKE_HEADS)
    return not is_row and any(word in text for word in _HEADS)
