"""Drops scanned cells that are no cells of the form.

These are the numbers of rows and columns (see ``numbering``), rules between columns that OCR read as characters, and
the empty cells of merged heads: where a converter writes a merged head as one cell followed by empty ones, the line of
the head would seem to hold values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from govie.tables.cells import Cell, lines_of
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.scanning import halves
from govie.tables.scanning.numbering import Lines, names_columns, without_index, without_numbers
from govie.text.characters import cjk

_LEAST = 3  # heads that are filled up
_LABELS = 3  # columns of labels: of more, the labels are heads
_NAMES_BESIDE = 4  # labels on a line: no row has as many
_ROW = 3  # numbers after a label: with as many a dash before the label is no value
_RULES = frozenset("1Il|!i")  # what a vertical rule is read as
_LEAST_RULED = 8  # lines with rules between their values
_RULED_VALUES = 9  # of five columns, with the rules between them
_HEAD_LINES = 3  # lines below a head in which the names of columns stand
_SIDE_BY_SIDE = ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")
_UNITS = ("件", "件次", "项", "个", "条", "宗", "次")
_FOR_ONE_ENDED = 10  # lines in which an empty cell was kept before a number


def cleaned(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a whole report without row and column numbers and the places of merged heads."""
    lines = _without_fillers(without_numbers(_without_rulings(halves.joined(cells))))
    return _without_units(_without_stubs(_without_repeats(without_index(lines))))


def _without_rulings(cells: Sequence[Cell]) -> Sequence[Cell]:
    """``cells`` without the rules between columns that OCR reads as a character: ``34 I 4 I 7``.

    In a line of values every second one is that character, in nearly all lines.
    """
    lines = lines_of(cells)
    wide = [line for line in lines if len(line) >= _RULED_VALUES]
    long = [v for line in wide if len(v := [c for c in line if c.is_value]) >= _RULED_VALUES]
    if len(long) < _LEAST_RULED:
        return cells
    marks = Counter(
        values[-2].text for values in long if len({c.text for c in values[-2::-2]}) == 1
    )
    (mark, count), *_ = marks.most_common(1) or [("", 0)]
    if mark not in _RULES or 10 * count < 9 * len(long):
        return cells
    ruled = [values[-2::-2] for values in long if {c.text for c in values[-2::-2]} == {mark}]
    gone = {c.start for rules in ruled for c in rules}
    gone |= {c.start for c in cells if c.kind is Kind.DAMAGED and c.text == mark}  # between labels
    return [c for c in cells if c.start not in gone]


def _without_fillers(lines: Lines) -> Lines:
    """``lines`` with empty cells for the marks that a program puts into every empty cell: beside the names of columns, too."""
    beside = Counter[str]()
    for line in lines:
        if len(line) >= _NAMES_BESIDE <= len({c.field for c in line if not c.is_value}):
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


def _without_units(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` without a column of units, which are no words of the label before: ``（六）其他处理 | 件 | 3``."""
    units = {
        b.start
        for a, b, c in zip(cells, cells[1:], cells[2:], strict=False)
        if b.text in _UNITS
        and b.fields > 1
        and not (a.is_value or b.is_value)
        and c.is_value
        and a.line == b.line == c.line
    }
    return [c for c in cells if c.start not in units or len(units) < _LEAST]


def _without_repeats(lines: Lines) -> Lines:
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
        found.append(
            [c for n, c in enumerate(line) if n >= first - 1 or above.get(c.field) != c.text]
            if 1 < first <= _LABELS
            else line
        )
        above = {c.field: c.text for c in line[:first]}
    return found


def trimmed(cells: Sequence[Cell]) -> int:
    """How many lines show that lines of a whole report have lost the empty cells at their end, and only those.

    Empty cells then stand right before a number, and at the end of hardly a line, as where a cell is merged.
    """
    kept: set[int] = set()
    ended: set[int] = set()
    empty = [
        at for at, cell in enumerate(cells) if cell.hard and cell.is_value and not cell.is_printed
    ]
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
    lines = lines_of(cells)
    if not any(len(line) >= width and all(c.is_value and c.hard for c in line) for line in lines):
        return [*cells]
    heads = {line[0].line for line in lines if any(not c.is_value for c in line)}
    return [c for c in cells if not c.is_value or c.line not in heads]


def _without_stubs(lines: Lines) -> list[Cell]:
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
        out += [c for c in head if not c.is_value]
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
    # Rows that stand side by side are named above the columns' names.
    more = _SIDE_BY_SIDE if "结果维持" in following else ()
    return names_columns("".join(cjk(c.text) for c in labels), more)
