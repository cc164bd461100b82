"""The hypothesis for rows side by side in fixed-width text: each value belongs to the nearest head.

The column names of the first row stand on the line of the other rows' labels; those of the other rows stand below,
each group beginning right below its row's label. This shows whether a Chinese character counts as one wide or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.rows.quality import LABELLED
from govie.tables.rows.wrapped import wide_characters
from govie.tables.slots import in_columns
from govie.tables.strip import Strip
from govie.text.characters import cjk

_OUT_OF_LINE = 1.5  # characters between a number and the name above it, at a side or in the middle
_APART = 4  # spaces: a page that keeps its places parts some numbers by more than others
_WORD = re.compile(r"\S+")


class _Span(NamedTuple):
    """A word: what it says, and where it begins and ends on its line."""

    words: str
    start: float
    end: float


def by_heads(strip: Strip) -> Hypothesis | None:
    """The hypothesis that the numbers of one line stand below the names of their columns; None where some do not,
    or where they do in several ways."""
    values = [c for c in strip.values if c.is_printed]
    rows = strip.grid.rows
    places = sum(row.width for row in rows)
    if (
        not 0 < len(values) < places
        or len({c.line for c in values}) > 1
        or any(c.hard for c in values)
    ):
        return None
    if not _are_spaced(values):
        return None
    found = {
        columns
        for wide in (0, 1)
        if len(names := _names(strip, wide)) == places
        for columns in _columns(values, names, wide)
    }
    if len(found) != 1:
        return None
    slots = in_columns(values, found.pop(), places)
    assigned, at = [], 0
    for number, row in enumerate(rows):
        own = slots[at : at + row.width]
        if any(own):
            assigned.append(Assignment(number, own, 0.0, LABELLED, "anchor"))
        at += row.width
    return Hypothesis(tuple(assigned), 0.0, 0)


def _are_spaced(values: Sequence[Cell]) -> bool:
    """Whether spaces are all that tells where the numbers stand: some are further apart than others."""
    gaps = [b.left - a.right for a, b in pairwise(values)]
    return values[0].left >= _APART or max(gaps, default=0) >= _APART


def _names(strip: Strip, wide: int) -> list[_Span]:
    """The names of the columns of all rows; none where they do not stand as heads of such a table do."""
    grid = strip.grid
    own: list[_Span] = []
    labels: list[_Span] = []
    below: list[_Span] = []
    for line in _lines(strip, wide):
        named = [word for word in line if word.words in grid.columns]
        rows = [word for word in line if word.words in grid.spelled]
        if named and rows:
            own, labels, below = named, rows, []
        elif named:
            below = named
    width = grid.rows[0].width
    first = below[::width]
    if len(own) != width or len(first) != len(labels):
        return []
    if any(abs(a.start - b.start) > 1 for a, b in zip(labels, first, strict=True)):
        return []
    return own + below


def _lines(strip: Strip, wide: int) -> Iterator[list[_Span]]:
    """The words of the labels before the first number, line by line."""
    lines: dict[int, list[_Span]] = {}
    for cell in strip.cells:
        if cell.is_printed:
            break
        for match in _WORD.finditer(cell.text):
            start = (
                cell.left
                + match.start()
                + wide * (cell.wide + wide_characters(cell.text[: match.start()]))
            )
            end = start + len(match[0]) + wide * wide_characters(match[0])
            lines.setdefault(cell.line, []).append(_Span(cjk(match[0]), start, end))
    yield from lines.values()


def _columns(
    values: Sequence[Cell], names: Sequence[_Span], wide: int
) -> Iterator[tuple[int, ...]]:
    """The columns of the numbers where all stand below the left, the right or the middle of names."""
    for side in (0.0, 0.5, 1.0):
        columns = []
        for cell in values:
            start = cell.left + wide * cell.wide
            at = start + side * (cell.right - cell.left)
            apart = [abs(n.start + side * (n.end - n.start) - at) for n in names]
            nearest = min(range(len(names)), key=apart.__getitem__)
            if apart[nearest] <= _OUT_OF_LINE:
                columns.append(nearest)
        if len(columns) == len(values) and columns == sorted({*columns}):
            yield tuple(columns)


__all__ = ["by_heads"]
