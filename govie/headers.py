"""Which row or column of the form a piece of label names, however it is cut up or misread.

The label pieces of a region, in the order of the text, are aligned as one string of characters with
the form's labels in the form's order (longest common subsequence, rapidfuzz). So a label that was cut
at a page, set one character a line, or interleaved with its neighbours still finds its row, and
characters that OCR ruined cost only themselves. A piece that spells a label out wins over the
alignment: so rows that a converter put out of order are still told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate
from typing import Protocol

from rapidfuzz.distance import LCSseq

from govie.form import Column, Form, Label, Table

_NOT_CJK = re.compile(r"[^\u3400-\u9fff]+")


_SHORT = 64  # characters: longer texts hardly come again


def cjk(text: str) -> str:
    """Only the Chinese characters of ``text``: what is left of a label when marks cannot be trusted."""
    return _known(text) if len(text) <= _SHORT else _chinese(text)


def _chinese(text: str) -> str:
    return _NOT_CJK.sub("", text).replace("其它", "其他")


_known = lru_cache(maxsize=20_000)(_chinese)  # reports share their labels


class Piece(Protocol):
    """A piece of a region: words of a label, or a value."""

    @property
    def text(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def is_value(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a section's tables: its table, its place in it, its label and its columns."""

    table: Table
    index: int
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", len(self.table.columns))

    @property
    def label(self) -> Label:
        return self.table.rows[self.index]

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.table.columns

    @property
    def depth(self) -> int:
        """How deep its label stands in the table, as it numbers itself: 1 for 一、, 2 for （一）, 3 for 1."""
        first = self.label.text[:1]
        return 3 if first.isdecimal() else 2 if first in "(（" else 1

    def path(self, column: int) -> str:
        return self.table.path(self.index, column)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """All rows of the tables of one section, in the form's order.

    ``starts``: for each character of ``text``, whether a label begins with it; ``run_ends``: for each row,
    after how many figures behind its own more rows are complete; ``summed``: whether the rows add up to something; ``signed``: whether some of their numbers may be less than 0.
    """

    section: str
    rows: tuple[Row, ...]
    text: str  # all row labels, one after the other
    owner: tuple[int, ...]  # for each character of text: its row, or -1 for a group's label
    starts: tuple[bool, ...]
    spelled: dict[str, int]  # full label → row
    endings: tuple[str, ...]  # the labels of spelled
    columns: dict[str, int]  # column label → column
    captions: tuple[str, ...]
    groups: tuple[str, ...]  # labels of groups of rows
    run_ends: tuple[frozenset[int], ...]
    summed: bool
    signed: bool


@cache
def grid(form: Form, section: str) -> Grid:
    """The grid of ``section`` in ``form``."""
    rows = [Row(t, r) for t in form.tables if t.section == section for r in range(len(t.rows))]
    text, owner, spelled = "", [], {}
    columns: dict[str, int] = {}
    captions: list[str] = []
    group = table = None
    for number, row in enumerate(rows):
        if row.table is not table:
            table = row.table
            captions += [cjk(c) for c in (*table.captions, table.label)]
            for c, column in enumerate(table.columns):
                columns |= {cjk(w): c for w in (column.text, *column.variants)}
        if row.label.group != group:
            group = row.label.group
            if group:
                text += cjk(group)
                owner += [-1] * len(cjk(group))
        text += cjk(row.label.text)
        owner += [number] * len(cjk(row.label.text))
        for words in (row.label.text, *row.label.variants):
            if len(cjk(words)) >= 3 or section == "disclosure":
                spelled[cjk(words)] = number
    return Grid(
        section,
        tuple(rows),
        text,
        tuple(owner),
        tuple(i == 0 or owner[i] != owner[i - 1] for i in range(len(owner))),
        spelled,
        tuple(spelled),
        columns,
        tuple(captions),
        tuple(
            dict.fromkeys(cjk(r.label.group) for r in rows if r.label.group and not r.table.flat)
        ),
        tuple(frozenset(accumulate(r.width for r in rows[n + 1 :])) for n in range(len(rows))),
        all(row.table.column_sums for row in rows),
        any(column.signed for row in rows for column in row.columns),
    )


@dataclass(slots=True)
class Segment:
    """The label pieces between two figures, and the rows they name.

    ``touched``: characters matched, by row; ``fresh``: rows whose label starts here, in the form's order
    unless the text has them in another; ``column``: the column, where the piece right before the figure
    names one and is the only one to do so.
    """

    text: str
    touched: dict[int, int] = field(default_factory=dict)
    fresh: tuple[int, ...] = ()
    spelled: int | None = None
    column: int | None = None
    columns: int = 0
    line: int = -1  # of its last piece

    @property
    def last(self) -> int | None:
        """The row that the figures after this segment most likely belong to."""
        if self.spelled is not None:
            return self.spelled
        return max(self.touched) if self.touched else None


def segments(tokens: Iterable[Piece], grid: Grid) -> tuple[list[Segment], list[int]]:
    """The region's segments, and for each value token the number of the segment before it."""
    found = [Segment("")]
    before: list[int] = []
    pieces: list[list[str]] = [[]]
    in_values = False
    for token in tokens:
        if token.is_value:
            before.append(len(found) - 1)
            in_values = True
        else:
            if in_values:
                found.append(Segment(""))
                pieces.append([])
                in_values = False
            pieces[-1].append(cjk(token.text))
            found[-1].line = token.line
    for segment, words in zip(found, pieces, strict=True):
        segment.text = "".join(words)
        _columns(segment, grid)
    _align(found, grid)
    return found, before


def _columns(segment: Segment, grid: Grid) -> None:
    text = segment.text
    ends = [
        (text.rfind(label) + len(label), c) for label, c in grid.columns.items() if label in text
    ]
    segment.columns = len({c for _, c in ends})
    if segment.columns == 1 and ends[0][0] == len(text):
        segment.column = ends[0][1]


def _align(found: list[Segment], grid: Grid) -> None:
    text = "".join(s.text for s in found)
    owner = [i for i, s in enumerate(found) for _ in s.text]
    fresh: dict[int, list[int]] = {}
    for op in LCSseq.opcodes(text, grid.text):
        if op.tag != "equal":
            continue
        for i in range(op.src_end - op.src_start):
            row = grid.owner[op.dest_start + i]
            if row < 0:
                continue
            touched = found[owner[op.src_start + i]].touched
            touched[row] = touched.get(row, 0) + 1
            if grid.starts[op.dest_start + i]:
                fresh.setdefault(owner[op.src_start + i], []).append(row)
    counts = [s.touched for s in found]
    for number, segment in enumerate(found):
        # One character in common says nothing, unless it is all there is or the label goes on next door.
        near = {
            r
            for n in (number - 1, number + 1)
            if 0 <= n < len(counts)
            for r, c in counts[n].items()
            if c >= 2
        }
        segment.touched = {
            r: n for r, n in counts[number].items() if n >= 2 or n == len(segment.text) or r in near
        }
        segment.fresh = tuple(r for r in fresh.get(number, ()) if r in segment.touched)
        spelled = _spelled(segment.text, grid)
        if not spelled:
            last = max(segment.touched, default=0)
            if last in segment.fresh and segment.text.endswith(cjk(grid.rows[last].label.text)):
                segment.spelled = last  # 其他, which is a column's name, too
            continue
        segment.spelled = spelled[-1]
        if [*spelled] != sorted(spelled):
            segment.touched |= dict.fromkeys(spelled, 2)
            segment.fresh = spelled
        elif segment.spelled not in segment.touched:
            segment.touched = {segment.spelled: len(segment.text)}
            segment.fresh = (segment.spelled,)


def _spelled(text: str, grid: Grid) -> tuple[int, ...]:
    """The rows whose labels stand at the end of ``text``, as they follow each other there."""
    rows: tuple[int, ...] = ()
    while text.endswith(grid.endings):
        label = max(filter(text.endswith, grid.spelled), key=len)
        rows = (grid.spelled[label], *rows)
        text = text.removesuffix(label)
    return rows
