"""Cells in which an agency wrote words for a number: 未增未减, 同上年, 本机关2022年未制发. They are cells without a value.

Words count as a cell where they resemble no word of the form and, together with them, the row that the label before
them names has exactly as many cells as columns. Where no separator delimits them, they do not count in a row of words
alone (it may be labels printed one after the other), nor in a table with totals (they may be remarks after a row).

Where the lines of many rows have as many fields, and print numbers in as many of them as the form has columns, a piece
of a word (约, 2、) in one of these fields is a cell, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, pairwise, takewhile
from operator import attrgetter

from rapidfuzz import fuzz

from govie.tables.cells import Cell
from govie.tables.labels import Grid, rows_at_end
from govie.tables.prints import Kind
from govie.tables.strip import ALIKE, REMARKS
from govie.text.characters import cjk

_LONGEST = 40  # characters of a cell
_LONGEST_ROW = 200  # characters of a label and the words after it
_LEAST_ROWS = 6  # that show in which fields of their lines numbers stand
_SHORTEST = 2  # one character is a unit, or a piece of a word
# No label of the form has one more: 本年制发件数 is a column, 本年未制发 a cell.
_DENIALS = frozenset("未无没暂同")
_WORD, _SPACES = re.compile(r"\S+"), re.compile(r"[ ]+")
_OF_TABLES = (
    "信息内容",
    "申请人情况",
    "序号",
    *REMARKS,
    "小计",
    "合计",
    "其中",
)  # of no row, and of no cell


def as_cells(cells: list[Cell], grid: Grid) -> list[Cell]:
    """``cells`` of a section with a mark for nothing for each cell that holds words."""
    if grid.rows[0].table.flat:
        return cells
    cells = _among_rows(_with_numbers(cells, grid), grid)
    if not any(not c.is_value and _may_be_cell(c, grid) for c in cells):
        return cells
    found: list[Cell] = []
    for cell in cells:
        found += _apart(cell, grid) if not cell.is_value and " " in cell.text else (cell,)
    words = ""
    for at, cell in enumerate(found):
        if cell.is_value:
            words = ""
            continue
        words += cjk(cell.text)
        row = next(reversed(rows_at_end(words, grid)), None)
        if row is None:
            continue
        own = _own(found, at, grid)
        if (
            len(own) == grid.rows[row].width
            and any(not c.is_value for c in own)
            and (own[0].fields > 1 or (any(c.is_printed for c in own) and not grid.summed))
        ):
            found[at + 1 : at + 1 + len(own)] = [c if c.is_value else _worded(c) for c in own]
    return found


def _among_rows(cells: list[Cell], grid: Grid) -> list[Cell]:
    """``cells`` with a number that is not known for words in a field in which the other rows print their numbers: 约, 2、,
    若干 in a row's first or last cell."""
    alike: dict[int, list[list[Cell]]] = {}  # lines of rows, by how many fields they have
    for _, group in groupby(cells, key=attrgetter("line")):
        line = [*group]
        if any(c.is_value and c.is_printed for c in line) and not all(c.is_value for c in line):
            alike.setdefault(line[0].fields, []).append(line)
    found: dict[int, Cell | None] = {}  # by where the cell began
    for rows in alike.values():
        filled = {c.field for line in rows for c in line if c.is_value and c.is_printed}
        for line in rows if len(rows) >= _LEAST_ROWS else ():
            found |= _unknown(line, filled, grid)
    return [own for c in cells if (own := found.get(c.start, c))] if found else cells


def _unknown(line: Sequence[Cell], filled: Collection[int], grid: Grid) -> dict[int, Cell | None]:
    """The cells that words in the fields ``filled`` of ``line`` are, by where they begin; None for a number after them.

    No cells where the line does not hold one row whose whole label stands before these fields: it may hold several, or
    break off, and then the words are a label after that of its group.
    """
    labels = [cjk(c.text) for c in line if not c.is_value and c.field < min(filled)]
    before = "".join(labels)
    row = next(reversed(rows_at_end(before, grid)), None)
    if row is None or before.endswith(grid.groups) or len(filled) != grid.rows[row].width:
        return {}
    if len(rows_at_end(labels[-1], grid)) > 1:
        return {}
    own = [[*g] for _, g in groupby((c for c in line if c.field in filled), attrgetter("field"))]
    odd = [field for field in own if not field[0].is_value]
    if len(own) < len(filled) or not all(_is_one(field, grid) for field in own):
        return {}
    found: dict[int, Cell | None] = {c.start: None for field in odd for c in field[1:]}
    for first, *more in odd:
        last = more[-1] if more else first
        text = first.text + "".join(c.text for c in more)
        found[first.start] = replace(
            first, kind=Kind.DAMAGED, end=last.end, right=last.right, text=text, sure=False, hard=True,
            lines=(),
        )  # fmt: skip
    return found


def _is_one(field: Sequence[Cell], grid: Grid) -> bool:
    """Whether ``field`` is one cell: a value, or words that are no label, of which one character is a piece of none.

    A number may stand after them, 约3, unless a unit tells it (共3件), or they may be its sign (新增6).
    """
    first, *more = field
    if first.is_value:
        return not more
    if len(more) > 1 or any(not c.is_value or c.unit or grid.signed for c in more):
        return False
    return len(cjk(first.text)) < _SHORTEST or _may_be_cell(first, grid)


def _with_numbers(cells: list[Cell], grid: Grid) -> list[Cell]:
    """``cells`` with a mark for nothing for a field, not the first, in which words part several numbers: 增3减5."""
    if not any(b.field == a.field > 0 and b.line == a.line for a, b in pairwise(cells)):
        return cells
    found: list[Cell] = []
    for (_, field, _), group in groupby(cells, key=attrgetter("line", "field", "fields")):
        own = [*group]
        if not field or len(own) == 1:
            found += own
            continue
        labels = [c for c in own if not c.is_value and cjk(c.text)]  # not 9/53
        parted = len(own) > len(labels) + 1 and own[-1].is_value
        if parted and labels and not any(_names(c, grid) for c in labels):
            text = "".join(c.text for c in own)
            own = [
                replace(
                    _worded(own[0]), end=own[-1].end, right=own[-1].right, text=text, value=None
                )
            ]
        found += own
    return found


def _names(label: Cell, grid: Grid) -> bool:
    """Whether words of the form stand in ``label``."""
    return len(cjk(label.text)) >= _SHORTEST and not _may_be_cell(label, grid)


def _own(cells: Sequence[Cell], at: int, grid: Grid) -> list[Cell]:
    """The cells after the label ``cells[at]`` up to the next label, or on its line if some stand there; without
    empty ones at its end that the row has no column for."""
    label, after = cells[at], cells[at + 1 :]
    own = [*takewhile(lambda c: c.is_value or _may_be_cell(c, grid), after)]
    if own and own[0].line == label.line:
        own = [*takewhile(lambda c: c.line == label.line, own)]
    return own


def _worded(cell: Cell) -> Cell:
    """The cell of a row that holds the words ``cell``."""
    return replace(cell, kind=Kind.NOTHING, hard=cell.fields > 1, lines=())


def _apart(cell: Cell, grid: Grid) -> Iterator[Cell]:
    """The label ``cell`` and the words of the cells after it, where only spaces part them."""
    if " " not in cell.text.strip() or len(cell.text) > _LONGEST_ROW:
        yield cell
        return
    ends = [m.start() for m in _SPACES.finditer(cell.text)]
    last = max((n for n in ends if rows_at_end(cjk(cell.text[:n]), grid)), default=0)
    pieces = [*_WORD.finditer(cell.text, last)]
    if not (last or cell.fields == 1) or not all(_are_of_cell(m[0], grid) for m in pieces):
        yield cell
        return
    if last:
        yield replace(
            cell, end=cell.start + last, right=cell.left + last, text=cell.text[:last], lines=()
        )
    for m in pieces:
        yield replace(
            cell, start=cell.start + m.start(), end=cell.start + m.end(), left=cell.left + m.start(),
            right=cell.left + m.end(), text=m[0], breaks=0, lines=(),
        )  # fmt: skip


def _may_be_cell(cell: Cell, grid: Grid) -> bool:
    """Whether ``cell`` may be the words of a row's cell."""
    return not cell.is_value and _are_of_cell(cell.text, grid)


def _are_of_cell(text: str, grid: Grid) -> bool:
    """Whether the words ``text`` may be those of a row's cell: they are like no words of the form."""
    if len(text) > _LONGEST:
        return False
    words = cjk(text)
    return len(words) >= _SHORTEST and not _is_of_form(words, grid)


@lru_cache(maxsize=20_000)  # reports share their labels
def _is_of_form(words: str, grid: Grid) -> bool:
    """Whether ``words`` are like a label of ``grid``, or a part of one; not whether they only hold one."""
    known = (*grid.spelled, *grid.columns, *grid.captions, *grid.groups, grid.text)
    if words in _OF_TABLES or _has_group(words, grid):
        return True
    denied = _DENIALS.intersection(words)
    return any(
        denied.issubset(label)
        and (fuzz.ratio if len(words) > len(label) else fuzz.partial_ratio)(words, label) >= ALIKE
        for label in known
    )


def _has_group(words: str, grid: Grid) -> bool:
    """Whether ``words`` are the label of a row after those of its groups, and nothing else."""
    above = next(
        (words.removesuffix(label) for label in grid.spelled if words.endswith(label)), words
    )
    for group in grid.groups:
        above = above.replace(group, "")
    return not above
