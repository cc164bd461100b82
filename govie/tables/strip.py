"""``Strip``: the values of a section's tables in the order of the text, with the label segments between them.

``labels`` aligns the labels with the form's; this module adds which values follow which segment and which
segments name no row of the form.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise, repeat

from rapidfuzz import fuzz

from govie.records import record
from govie.tables import labels
from govie.tables.cells import Cell
from govie.tables.labels import APART, Grid, Segment
from govie.text.characters import cjk

_LONG = 5  # characters: a shorter label may stand within the words of another row by chance
MOSTLY = 0.7  # of a row's label that must stand in a segment
_GROUP = 3  # characters: the numbering of a group's label and the first of its words
ALIKE = 70.0
"""Percent that a label which is broken or misread has in common with the form's; no other words have as much."""
_HEAD = 2  # names of columns that make a head
_SHORTEST = 3  # characters of a label: fewer may be a piece of one
_LONGEST_BROKEN = 8  # ... of one that a narrow column breaks in pieces
_WORD = 4  # characters of a word that is not printed twice on end by chance, nor stands in a label by chance
_MOST = 4  # in so many rows one may lack its label
SUBTOTAL = "小计"
SUBTOTALS = (SUBTOTAL, "合计")  # a column of the organizations' total
REMARKS = ("备注", "说明")
"""What agencies call a column for remarks, which stands last."""
_LEAST_TWICE = 6  # labels after which the same stands on a line of its own
_OWN_ROWS = (*SUBTOTALS, "备注", "序号")


@record(frozen=True, slots=True)
class Run:
    """The values ``values[start:end]`` of a strip, between the label segment ``segment`` and the next one."""

    segment: int
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@record(frozen=True, slots=True)
class Strip:
    """A section's tables as one sequence: values in the order of the text, label segments between them.

    ``cells``: labels and values; ``before``: for each value the number of the segment before it; ``foreign``:
    segments that name a row of the agency's own, or a group of rows printed as one; ``repeats``: whether a
    merged label is printed once for each column that it spans; ``after``: the cell that follows in the text.
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

    def own(self, run: Run) -> tuple[Cell, ...]:
        """The values of ``run``."""
        return self.values[run.start : run.end]

    def labels(self, run: Run) -> Sequence[Cell]:
        """The labels right before ``run``."""
        first = self.values[run.start].start
        after = self.values[run.start - 1].start if run.start else -1
        return [c for c in self.cells if after < c.start < first]

    def heads(self, run: Run) -> int:
        """How many columns the head right before ``run`` names, in tables whose rows stand side by side."""
        text = self.segments[run.segment].text
        names = [cjk(c.text) for c in self.grid.rows[0].columns]
        counts = [text.count(name) for name in names[:-1]]
        most = max(counts, default=0)
        return most * len(names) if most <= len(self.grid.rows) else 0

    def replaced(self, rows: Mapping[int, Sequence[Cell]], gone: Container[int]) -> list[Cell]:
        """``cells`` without the values of ``gone``; in the place of value ``n`` stand those of ``rows[n]``."""
        out: list[Cell] = []
        number = 0  # of the next value
        for cell in self.cells:
            if not cell.is_value:
                out.append(cell)
                continue
            out += rows.get(number, () if number in gone else (cell,))
            number += 1
        return out

    def named(self, segment: int) -> int | None:
        """The row that the last label of ``segment`` names."""
        return None if segment in self.foreign else self.segments[segment].last

    def depth(self, run: Run) -> int:
        """How deep the label of ``run`` stands in its table; 0 where no row is named.

        Labels of one depth begin in the same field, and so do their cells where a converter merges none.
        """
        row = self.named(run.segment)
        return 0 if row is None else self.grid.rows[row].depth


def segmented(cells: Sequence[Cell], grid: Grid, after: Cell | None = None) -> Strip:
    """``cells`` as a strip of ``grid``, as they are; ``after``: the cell that follows in the text."""
    segments, before = labels.segments(cells, grid)
    values = tuple(c for c in cells if c.is_value)
    runs: list[Run] = []
    for segment, group in groupby(range(len(values)), key=before.__getitem__):
        places = [*group]
        runs.append(Run(segment, places[0], places[-1] + 1))
    last = _last_labels(cells)
    foreign = {n for n, cell in last.items() if _is_foreign(cell, segments[n], grid)}
    text = "".join(s.text for s in segments)
    merged = {cjk(group)[1:] for group in unnamed_groups(text, grid)}
    foreign |= {n for n, cell in last.items() if cjk(cell.text) in merged}
    foreign |= {n for n in last if n + 1 in foreign and _is_split(n, last, segments, grid)}
    twice = [
        a.line == b.line
        for a, b in pairwise(cells)
        if not a.is_value and not b.is_value and a.text == b.text
    ]
    repeats = (
        any(twice)
        or len(twice) >= _LEAST_TWICE
        or any(_doubled(c.text) for c in cells if not c.is_value)
    )
    return Strip(
        grid,
        tuple(cells),
        values,
        segments,
        tuple(before),
        tuple(runs),
        frozenset(foreign),
        repeats,
        after,
    )


def unnamed_groups(text: str, grid: Grid) -> set[str]:
    """The labels of groups of which ``text``, all labels of a table, names no row, though it names most others.

    One row stands for such a group: 其他处理, which later forms divide.
    """
    groups: dict[str, list[bool]] = {}
    named = 0
    for number, row in enumerate(grid.rows):
        is_named = _is_named(text, grid, number)
        named += is_named
        if row.label.group:
            groups.setdefault(row.label.group, []).append(is_named)
    if _MOST * named < (_MOST - 1) * len(grid.rows):
        return set()
    return {group for group, rows in groups.items() if len(rows) > 1 and not any(rows)}


def _is_named(text: str, grid: Grid, row: int) -> bool:
    """Whether some words in ``text`` stand in the label of ``row`` and in no other."""
    return any(gram in text for gram in _own_words(grid, row))


@lru_cache(maxsize=500)
def _own_words(grid: Grid, row: int) -> tuple[str, ...]:
    """Words of the label of ``row`` that stand in no other."""
    first = grid.owner.index(row)
    words = grid.text[first : first + grid.owner.count(row)]
    others = grid.text[:first] + "\n" + grid.text[first + len(words) :]
    grams = (words[n : n + _WORD] for n in range(max(1, len(words) - _WORD + 1)))
    return tuple(gram for gram in grams if gram not in others)


def _last_labels(cells: Sequence[Cell]) -> dict[int, Cell]:
    """The last label cell of each segment that has one, by the segment's number."""
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
    return last


def _doubled(text: str) -> bool:
    """Whether a word is printed twice on end: a merged cell, once for each column that it spans."""
    if len(text) < 2 * _WORD + 1:
        return False
    words = text.split()
    return len(words) > 1 and any(a == b and len(a) >= _WORD for a, b in pairwise(words))


def _is_foreign(cell: Cell, segment: Segment, grid: Grid) -> bool:
    """Whether ``segment``, whose last label is ``cell``, names no row of the form.

    Agencies print rows of their own (小计, 备注, a subtotal of a group) between the form's.
    """
    words = cjk(cell.text)
    if grid.rows[0].table.flat and segment.touched:
        return False  # the words before the values of rows side by side are their head, in pieces
    if segment.text.endswith(grid.groups) and segment.spelled is None:
        return True
    if cell.fields > 1 and segment.text == words and any(g[1:] == words for g in grid.groups):
        return True  # without its number
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
    if (words == SUBTOTAL and not segment.columns) or _ends_in_row(segment.text, grid):
        return True  # the labels before it are those of empty rows
    if _holds_label(segment, grid):
        return False
    if words in _OWN_ROWS and words not in grid.spelled:
        return segment.columns < _HEAD or segment.text.endswith(SUBTOTAL)
    continues = segment.touched and not segment.fresh
    if len(words) < _SHORTEST and len(segment.text) <= _LONGEST_BROKEN and not continues:
        words = segment.text  # a label in pieces
    if len(words) < _SHORTEST:
        return False
    last = cjk(cell.text.rpartition(APART)[2])  # of labels side by side on a line the row's
    return not (_is_like(words, grid) or (len(last) >= _SHORTEST and _is_like(last, grid)))


def _is_split(
    number: int, last: Mapping[int, Cell], segments: Sequence[Segment], grid: Grid
) -> bool:
    """Whether a row of the form is split from segment ``number`` on into rows that the agency names: none of them is
    the form's row, whose own cells nobody printed."""
    words = cjk(last[number].text)
    return (
        not grid.summed
        and not grid.rows[0].table.flat
        and bool(segments[number].touched)
        and not segments[number + 1].touched
        and len(words) >= _WORD
        and segments[number].text != words
        and not _is_like(words, grid)
    )


def _ends_in_row(text: str, grid: Grid) -> bool:
    """Whether ``text`` ends in the name of a subtotal right after a row's label, as no head of a column does."""
    before = text.removesuffix(SUBTOTAL)
    return before != text and any(
        len(label) >= _LONG and before.endswith(label) for label in grid.spelled
    )


@lru_cache(maxsize=20_000)  # reports share their labels
def _is_like(words: str, grid: Grid) -> bool:
    """Whether ``words`` are like any label of ``grid``, or a part of one."""
    known = (*grid.spelled, *grid.columns, *grid.captions, grid.text)
    return any(fuzz.partial_ratio(words, label) >= ALIKE for label in known)


def _holds_label(segment: Segment, grid: Grid) -> bool:
    """Whether most of the label of a row that begins in ``segment`` stands there, among other words."""
    labels = [(row, cjk(grid.rows[row].label.text)) for row in segment.fresh]
    return any(
        len(label) >= _LONG and segment.touched.get(row, 0) >= MOSTLY * len(label)
        for row, label in labels
    )


def _is_group(words: str, grid: Grid) -> bool:
    """Whether ``words``, the last before some values, are a group's label: 六其他处理情况."""
    group = next((g for g in grid.groups if words.startswith(g)), None)
    if group is None:
        return False
    rest = words[len(group) :]
    rows = (*grid.spelled, *(cjk(row.label.text) for row in grid.rows))
    return not rest or not any(
        row in rest or rest in row or fuzz.ratio(row, rest) >= ALIKE for row in rows
    )
