"""Numbers of a scattered table in text order, each with the separator and the label before it.

A PDF converter that prints a table box by box leaves three kinds of evidence for where a number belongs:
what separates it from the number before (the same line, the next line, a gap), the label or column head
right before it, and the page. How many rows a page holds follows from its labels and its numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import groupby, pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from govie.records import record
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.strip import SUBTOTAL, unnamed_groups
from govie.text.characters import cjk

_GROUPS = 3  # of rows, in a table of requests
_LEAST_LABEL = 3  # characters that a row's label and the text must have in common in a row
_LARGEST = 10**9  # no count of requests comes near
_LEAST_NUMBERS = 4  # on a page: fewer are no part of the table
_STARTS = 6  # characters of a row's label that show that the table has begun
_HEADS = ("申请人情况", "自然人", "本年新收")
_OTHER_HEADS = ("结果维持", "维持结果", "结果纠正", "其他结果", "尚未审结")
_OTHER_TABLE = ("申请行政复议", "复议诉讼", "结果维持", "结果纠正", "尚未审结")
_ROW_COST = 1.2  # for each row that a page holds more or fewer than its numbers fill
_LABEL_COST = 0.7  # ... than its labels name
_ENDS = 3  # hypotheses of where a page ends


class Separator(IntEnum):
    """What stands between a token and the one before."""

    SPACE = 0
    LINE = 1
    GAP = 2  # empty lines
    LABEL = 3


@record(frozen=True, slots=True)
class Token:
    """A number or a mark for nothing that may be a cell of the table.

    ``row``: the row whose label stands right before it, ``beside``: on the same line; ``column``: the board's
    column whose head stands right before it; ``outside``: printed before the table begins or after the next
    one does; ``foreign``: the head right before it is another table's; ``number``: it may be a page's number.
    """

    cell: Cell
    value: int
    page: int
    separator: Separator
    row: int | None = None
    beside: bool = False
    column: int | None = None
    outside: bool = False
    foreign: bool = False
    number: bool = False

    @property
    def counts(self) -> bool:
        """Whether it must be the number of some cell: not one of another table, and no page's."""
        return not (self.outside or self.number)


@record(frozen=True, slots=True)
class Board:
    """The table as printed.

    ``rows`` holds for each printed row the form's, or None for one that stands for a whole group of the
    form's rows; ``columns`` for each printed column the form's, or None for a subtotal; ``places`` for each row
    of the form its printed row. ``ends``: for each page the rows at which its part of the table may end, each with its cost.
    """

    grid: Grid
    tokens: tuple[Token, ...]
    rows: tuple[int | None, ...]
    places: tuple[int, ...]
    columns: tuple[int | None, ...]
    ends: Mapping[int, Sequence[tuple[int, float]]]

    def left(self) -> tuple[list[int], list[int]]:
        """For each token how many follow it on its page: those of the table, and all."""
        tokens = self.tokens
        inside, any_ = [0] * len(tokens), [0] * len(tokens)
        for n in range(len(tokens) - 2, -1, -1):
            if tokens[n + 1].page == tokens[n].page:
                after = tokens[n + 1]
                inside[n] = inside[n + 1] + (not (after.outside or after.foreign))
                any_[n] = any_[n + 1] + 1
        return inside, any_

    def backward(self) -> Board:
        """The board turned by half a turn: its tokens from the last to the first, its last row as the first."""
        rows, width = len(self.rows), len(self.columns)
        tokens = []
        for n in range(len(self.tokens) - 1, -1, -1):
            token = self.tokens[n]
            after = self.tokens[n + 1] if n + 1 < len(self.tokens) else None
            same = after is not None and after.page == token.page
            tokens.append(
                replace(
                    token,
                    separator=after.separator if after and same else Separator.GAP,
                    row=None if token.row is None else rows - 1 - token.row,
                    column=None if token.column is None else width - 1 - token.column,
                )
            )
        pages = sorted(self.ends)
        ends = {
            page: [(rows - row, cost) for row, cost in self.ends[before]]
            for before, page in pairwise(pages)
        }
        return replace(self, tokens=tuple(tokens), ends={pages[0]: [(rows, 0.0)], **ends})


@dataclass(slots=True)
class _Labels:
    """The labels met since the last number, and the text of all of them with its pages."""

    pending: list[Cell] = field(default_factory=list)
    text: str = ""
    pages: list[int] = field(default_factory=list)


class Printed(NamedTuple):
    """The rows and columns as ``Board`` has them."""

    rows: _Rows
    columns: tuple[int | None, ...]


def printed(cells: Sequence[Cell], grid: Grid, limit: int) -> Printed:
    """The rows and columns of a table with the labels ``cells``; ``limit``: where the next table begins."""
    text = "".join(cjk(c.text) for c in cells if c.kind is Kind.LABEL and c.start < limit)
    width = grid.rows[0].width
    columns: tuple[int | None, ...] = tuple(range(width))
    # Subtotals of groups of rows are printed once for each group, a column's name once on a page.
    if 0 < text.count(SUBTOTAL) < _GROUPS or f"{SUBTOTAL}总计" in text:
        columns = (*range(width - 1), None, width - 1)
    return Printed(_rows(text, grid), columns)


def board(cells: Sequence[Cell], grid: Grid, breaks: Sequence[int], limit: int) -> Board:
    """``cells`` of a table with sums; ``breaks``: offsets of page breaks; ``limit``: where the next table begins."""
    rows, columns = printed(cells, grid, limit)
    names = {name: columns.index(column) for name, column in grid.columns.items()}
    if None in columns:
        names[SUBTOTAL] = columns.index(None)
    labels = _Labels()
    found: list[Token] = []
    begun = over = False
    others = 0  # heads of another table that no number followed yet
    for cell in cells:
        page = bisect_right(breaks, cell.start)
        if cell.kind is Kind.LABEL:
            words = cjk(cell.text)
            labels.pending.append(cell)
            labels.text += words
            labels.pages += [page] * len(words)
            continue
        if not is_count(cell):
            continue
        before = "".join(cjk(c.text) for c in labels.pending)
        begun = begun or _begins(before, grid)
        over = over or cell.start >= limit or any(w in before for w in _OTHER_TABLE)
        token = _token(cell, page, labels.pending, before, found)
        token = _labelled(token, labels.pending, before, grid, names, over)
        if labels.pending:
            others = sum(before.count(words) for words in _OTHER_HEADS)
        token = replace(token, foreign=token.foreign or others > 0)
        others -= 1
        if token.row is not None:
            token = replace(token, row=rows.places[token.row])
        found.append(replace(token, outside=over or not begun))
        labels.pending.clear()
    if 2 * sum(not token.outside for token in found) < len(rows.printed) * len(columns):
        # Most of the table stands before its labels, or after the next heading: neither tells where it is.
        found = [replace(token, outside=False) for token in found]
    tokens = tuple(_numbered(found))
    ends = _ends(tokens, labels, grid, rows, len(columns))
    return Board(grid, tokens, rows.printed, rows.places, columns, ends)


class _Rows(NamedTuple):
    """The printed rows, and the place of each of the form's among them."""

    printed: tuple[int | None, ...]
    places: tuple[int, ...]


def _rows(text: str, grid: Grid) -> _Rows:
    """The rows printed in a table whose labels are ``text``.

    Where most labels are printed, but none of a group's rows, one row stands for the group: 其他处理, which
    later forms divide.
    """
    merged = unnamed_groups(text, grid)
    printed: list[int | None] = []
    places: list[int] = []
    for group, numbers in groupby(range(len(grid.rows)), key=lambda n: grid.rows[n].label.group):
        own = [*numbers]
        if group in merged:
            places += [len(printed)] * len(own)
            printed.append(None)
        else:
            places += range(len(printed), len(printed) + len(own))
            printed += own
    return _Rows(tuple(printed), tuple(places))


def is_count(cell: Cell) -> bool:
    """Whether ``cell`` is a token."""
    if not cell.is_printed:
        return False
    return cell.value is None or (isinstance(cell.value, int) and 0 <= cell.value < _LARGEST)


def _begins(text: str, grid: Grid) -> bool:
    if any(word in text for word in _HEADS):
        return True
    return any(len(label) >= _STARTS and label in text for label in grid.spelled)


def _token(
    cell: Cell, page: int, pending: Sequence[Cell], before: str, found: Sequence[Token]
) -> Token:
    first = not found or found[-1].page != page
    if pending:
        separator = Separator.LABEL
    elif first or cell.breaks > 1:
        separator = Separator.GAP
    else:
        separator = Separator.LINE if cell.breaks else Separator.SPACE
    value = cell.value if cell.kind is Kind.NUMBER and cell.value is not None else 0
    foreign = before.endswith(_OTHER_HEADS)
    return Token(cell, int(value), page, separator, foreign=foreign)


def _labelled(
    token: Token,
    pending: Sequence[Cell],
    before: str,
    grid: Grid,
    names: Mapping[str, int],
    over: bool,
) -> Token:
    """``token`` with the row and the column that the words right before it name."""
    if not before or token.foreign or (over and before.endswith(("总计", "合计"))):
        return replace(token, foreign=bool(before))
    beside = pending[-1].line == token.cell.line
    row = max(((len(w), r) for w, r in grid.spelled.items() if before.endswith(w)), default=None)
    head = max(((len(w), c) for w, c in names.items() if before.endswith(w)), default=None)
    short = row is not None and len(cjk(grid.rows[row[1]].label.text)) <= 2
    if row is not None and (head is not None or short) and not beside:
        row = None  # 其他 is a column's name, too
    elif row is not None:
        head = None
    return replace(
        token,
        row=row[1] if row else None,
        beside=beside and row is not None,
        column=head[1] if head else None,
    )


def _numbered(found: Sequence[Token]) -> list[Token]:
    """``found`` with those marked that stand alone and may be their page's number."""
    tokens = []
    for n, token in enumerate(found):
        after = found[n + 1] if n + 1 < len(found) else None
        alone = token.separator is Separator.GAP and (
            after is None or after.page != token.page or after.separator >= Separator.GAP
        )
        tokens.append(
            replace(token, number=alone and token.value > 0 and 0 <= token.value - token.page <= 2)
        )
    return tokens


def _ends(
    tokens: Sequence[Token], labels: _Labels, grid: Grid, printed: _Rows, width: int
) -> dict[int, list[tuple[int, float]]]:
    named = {page: printed.places[row - 1] + 1 for page, row in _named_rows(labels, grid).items()}
    counts = Counter(t.page for t in tokens if not t.outside)
    last_named = max(named, default=0)
    rows = len(printed.printed)
    first = 0
    found: dict[int, list[tuple[int, float]]] = {}
    pages = sorted({t.page for t in tokens})
    for page in pages:
        later = any(counts[p] >= width - 1 for p in pages if p > page)
        end = named.get(page)
        if page >= last_named and not later:
            found[page] = [(rows, 0.0)]
        elif end is None and counts[page] < _LEAST_NUMBERS:
            found[page] = [(first, 0.0)]
        else:
            filled = first + counts[page] / width
            options = [
                (
                    row,
                    -_ROW_COST * abs(row - filled)
                    - (_LABEL_COST * abs(row - end) if end is not None else 0.0),
                )
                for row in range(first, rows + 1)
            ]
            options.sort(key=lambda o: -o[1])
            found[page] = [(row, cost - options[0][1]) for row, cost in options[:_ENDS]]
            first = options[0][0]
    return found


def _named_rows(labels: _Labels, grid: Grid) -> dict[int, int]:
    """For each page the row after the last whose label begins on it."""
    found: dict[int, int] = {}
    for op in LCSseq.opcodes(labels.text, grid.text):
        if op.tag != "equal" or op.src_end - op.src_start < _LEAST_LABEL:
            continue
        for n in range(op.src_end - op.src_start):
            row = grid.owner[op.dest_start + n]
            if row >= 0 and grid.starts[op.dest_start + n]:
                page = labels.pages[op.src_start + n]
                found[page] = max(found.get(page, 0), row + 1)
    return found
