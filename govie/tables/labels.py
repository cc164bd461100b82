"""Aligns label spans with the rows of the form, however they are cut up or misread.

All label pieces of a region, in the order of the text, are aligned as one string of characters with all row
labels of the form, in the form's order (longest common subsequence, rapidfuzz). So a label that was cut at a
page, printed one character a line, or interleaved with its neighbors is still aligned with its row, and a
character that OCR misread costs only itself. A piece that spells a label out takes precedence over the alignment,
so that rows that a converter printed out of order are still recognized.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import Protocol

from rapidfuzz.distance import LCSseq, Prefix

from govie.form import Column, Form, Label, Table, has_everyday_labels
from govie.text.characters import cjk

_NAME = 3  # characters of a name of columns: shorter ones are words of labels, too
_SHORT = 64  # characters: longer texts are rarely repeated, and not cached


class Piece(Protocol):
    """A cell of a region: words of a label, or a value."""

    @property
    def text(self) -> str: ...
    @property
    def is_value(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a section's tables: ``index`` is its place in its table, ``width`` how many columns it has."""

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
    """All rows of the tables of one section, in the form's order, with their labels ready to be compared.

    ``text``: all row and group labels, one after the other; ``owner``: for each character of it the row, or
    -1 in the label of a group; ``starts``: for each character of it whether a label begins there;
    ``spelled``: rows by their labels in every wording; ``numbered``: for labels that only their number tells
    from a column's name (3.其他) the Chinese characters that spell them; ``columns``: columns by their names; ``captions``: of
    the tables; ``groups``: labels of groups of rows; ``summed``: whether the columns of every row add up to a
    total; ``signed``: whether some column may have numbers below 0.
    """

    section: str
    rows: tuple[Row, ...]
    text: str
    owner: tuple[int, ...]
    starts: tuple[bool, ...]
    spelled: dict[str, int]
    numbered: dict[str, str]
    columns: dict[str, int]
    captions: tuple[str, ...]
    groups: tuple[str, ...]
    summed: bool
    signed: bool


_MARKS = re.compile(r"[\s()（）.．、]")
_LIST_NUMBER = re.compile(r"\d[.、．)]")
_OTHER_WORDS = 2  # characters: no fewer after a shared beginning are those of another label
APART = "  "  # between labels side by side
_NUMBERED = 8  # characters of a label of two, its number and the marks beside it
_NUMERALS = "一二三四五六七八九"
_NUMBER = re.compile(rf"^(?:[{_NUMERALS}]、|[（(][{_NUMERALS}][）)])")


@cache
def grid(form: Form, section: str) -> Grid:
    """The grid of ``section`` in ``form``."""
    rows = [Row(t, r) for t in form.tables if t.section == section for r in range(len(t.rows))]
    text, owner, spelled = "", [], {}
    numbered: dict[str, str] = {}
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
            if len(cjk(words)) >= 3 or has_everyday_labels(section):
                spelled[cjk(words)] = number
            elif row.label.group:  # a column's name, too: 其他 right after its group is the row
                whole = cjk(row.label.group) + cjk(words)
                spelled[whole] = number
                numbered[_MARKS.sub("", words)] = whole
            bare = cjk(_NUMBER.sub("", words))  # agencies and converters leave numbers out
            if len(bare) >= 3:
                spelled.setdefault(bare, number)
    begins = [i == 0 or owner[i] != owner[i - 1] for i in range(len(owner))]
    for i in [i for i, begun in enumerate(begins) if begun and text[i] in _NUMERALS]:
        begins[i + 1] = True
    return Grid(
        section,
        tuple(rows),
        text,
        tuple(owner),
        tuple(begins),
        spelled,
        numbered,
        columns,
        tuple(captions),
        tuple(
            dict.fromkeys(cjk(r.label.group) for r in rows if r.label.group and not r.table.flat)
        ),
        all(row.table.column_sums for row in rows),
        any(column.signed for row in rows for column in row.columns),
    )


@dataclass(slots=True)
class Segment:
    """The label pieces between two values, and the rows that they name.

    ``text``: their Chinese characters; ``touched``: how many characters were aligned with each row's label, by row;
    ``fresh``: the rows whose label begins here, in the form's order unless they are printed in another; ``spelled``:
    the row whose full label ends the segment; ``columns``: how many columns' names it holds.
    """

    text: str
    touched: dict[int, int] = field(default_factory=dict)
    fresh: tuple[int, ...] = ()
    spelled: int | None = None
    columns: int = 0

    @property
    def last(self) -> int | None:
        """The row that the values after this segment most likely belong to."""
        if self.spelled is not None:
            return self.spelled
        return max(self.touched) if self.touched else None


def segments(tokens: Iterable[Piece], grid: Grid) -> tuple[tuple[Segment, ...], list[int]]:
    """The region's segments, and for each value token the number of the segment before it."""
    before: list[int] = []
    pieces: list[list[str]] = [[]]
    in_values = False
    for token in tokens:
        if token.is_value:
            before.append(len(pieces) - 1)
            in_values = True
        else:
            if in_values:
                pieces.append([])
                in_values = False
            # Of labels side by side on a line the last is the row's.
            beside, _, text = token.text.rpartition(APART)
            whole = None
            if grid.numbered and len(text) <= _NUMBERED:
                whole = grid.numbered.get(_MARKS.sub("", text))
            if whole is None and len(text) == 2 and _LIST_NUMBER.match(text):
                whole = _listed(grid, pieces, text)
            pieces[-1].append(cjk(beside) + (whole or cjk(text)))
    texts = tuple(["".join(words) for words in pieces])
    return _named(texts, grid), before


def _listed(grid: Grid, pieces: Sequence[Sequence[str]], number: str) -> str | None:
    """The label that has this ``number`` in the group whose label was printed last: all of it that is left."""
    words = (text for own in reversed(pieces) for text in reversed(own))
    group = next((g for text in words for g in grid.groups if text.endswith(g)), None)
    own = (row.label.text for row in grid.rows if cjk(row.label.group or "") == group)
    return next((cjk(text) for text in own if text.startswith(number[:-1] + ".")), None)


@lru_cache(maxsize=200)  # a section is cut more than once, and many reports have the same labels
def _named(texts: tuple[str, ...], grid: Grid) -> tuple[Segment, ...]:
    """The segments ``texts`` with the rows and columns that they name."""
    found = [Segment(text) for text in texts]
    for segment in found:
        if text := segment.text:
            columns = _known_columns if len(text) <= _SHORT else _columns
            segment.columns = columns(text, grid)
    _align(found, grid)
    return tuple(found)


def _columns(text: str, grid: Grid) -> int:
    """How many columns of ``grid`` the words ``text`` name."""
    return len({c for label, c in grid.columns.items() if label in text})


_known_columns = lru_cache(maxsize=5_000)(_columns)


def _align(found: list[Segment], grid: Grid) -> None:
    """Fill in the rows that the segments ``found`` name."""
    rest = [_without_names(s.text, grid) for s in found]
    text = "".join(rest)
    owner = [i for i, own in enumerate(rest) for _ in own]
    place = [n for own in rest for n in range(len(own))]
    fresh: dict[int, list[int]] = {}
    # By segment and row: where in the segment its last character stands that is aligned with the row's label.
    last_place: dict[tuple[int, int], int] = {}
    for op in LCSseq.opcodes(text, grid.text):
        if op.tag != "equal":
            continue
        for i in range(op.src_end - op.src_start):
            row = grid.owner[op.dest_start + i]
            if row < 0:
                continue
            touched = found[owner[op.src_start + i]].touched
            touched[row] = touched.get(row, 0) + 1
            last_place[owner[op.src_start + i], row] = place[op.src_start + i]
            if grid.starts[op.dest_start + i]:
                fresh.setdefault(owner[op.src_start + i], []).append(row)
    counts = [s.touched for s in found]
    for number, segment in enumerate(found):
        # One aligned character is chance, unless the segment has no other, or it stands at the end of the segment beside
        # which the label continues.
        if 1 in counts[number].values():
            ends = {number - 1: 0, number + 1: len(rest[number]) - 1}
            near = {
                r
                for n, end in ends.items()
                if 0 <= n < len(counts)
                for r, c in counts[n].items()
                if c >= 2 and last_place.get((number, r)) == end
            }
            segment.touched = {
                r: n
                for r, n in counts[number].items()
                if n >= 2 or n == len(segment.text) or r in near
            }
        segment.touched = _without_shared(segment, number, len(rest[number]), last_place, grid)
        begun = dict.fromkeys(fresh.get(number, ()))
        segment.fresh = tuple(r for r in begun if r in segment.touched)
        spelled = rows_at_end(segment.text, grid)
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
    for segment, after in pairwise(found):
        _begin(segment, after, grid)


def _without_shared(
    segment: Segment, number: int, size: int, last_place: Mapping[tuple[int, int], int], grid: Grid
) -> dict[int, int]:
    """The rows that ``segment`` touches, without those of whose label no more than what it shares with others stands
    there, with other words after it: 行政检查 is neither 行政处罚 nor 行政强制.

    ``size``: characters of the segment; ``last_place``: as in ``_align``.
    """
    shared = _shared_beginnings(grid)
    return {
        row: count
        for row, count in segment.touched.items()
        if count > shared[row] or size - last_place[number, row] <= _OTHER_WORDS
    }


@cache
def _shared_beginnings(grid: Grid) -> tuple[int, ...]:
    """For each row how many characters its label begins with that another row's label begins with, too."""
    labels = [cjk(row.label.text) for row in grid.rows]
    return tuple(
        max(
            (Prefix.similarity(label, other) for m, other in enumerate(labels) if m != n),
            default=0,
        )
        for n, label in enumerate(labels)
    )


def _begin(segment: Segment, after: Segment, grid: Grid) -> None:
    """Add to ``segment`` the row whose label begins in it and ends in ``after``, which follows the row's values.

    The alignment may have matched pieces of the label of the row's group instead, which stand on the same lines.
    """
    row = min(after.touched, default=0)
    if not after.touched or segment.spelled is not None:
        return
    if row in segment.touched or row in after.fresh:
        return
    label = cjk(grid.rows[row].label.text)
    begun = next((n for n in range(len(label) - 1, 1, -1) if segment.text.endswith(label[:n])), 0)
    if begun and row > max(segment.touched, default=-1) and 2 * after.touched[row] >= len(label):
        segment.touched[row] = begun
        segment.fresh = (*segment.fresh, row)


@cache
def _heads(grid: Grid) -> re.Pattern[str]:
    """The names of columns and captions that no row's label shares; none of rows side by side, whose labels are part
    of the head."""
    words = () if grid.rows[0].table.flat else (*grid.columns, *grid.captions)
    names = [n for n in words if len(n) >= _NAME and n not in grid.text]
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)")


def _without_names(text: str, grid: Grid) -> str:
    """``text`` without names of columns, of which single characters are aligned with labels by chance."""
    return _heads(grid).sub("", text)


@cache
def _endings(grid: Grid) -> tuple[str, ...]:
    return tuple(grid.spelled)


def rows_at_end(text: str, grid: Grid) -> tuple[int, ...]:
    """The rows whose labels stand at the end of ``text``, as they follow each other there."""
    return (_known_rows if len(text) <= _SHORT else _spelled)(text, grid)


def _spelled(text: str, grid: Grid) -> tuple[int, ...]:
    rows: tuple[int, ...] = ()
    endings = _endings(grid)
    while text.endswith(endings):
        label = max(filter(text.endswith, grid.spelled), key=len)
        rows = (grid.spelled[label], *rows)
        text = text.removesuffix(label)
    return rows


_known_rows = lru_cache(maxsize=5_000)(_spelled)
