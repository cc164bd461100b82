"""Arranges the words of a page into lines and tables, from top to bottom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from govie.loaders import grid, rulings
from govie.loaders.rulings import Lattice, Rule

_PADDING = 6.0  # points: Word's and LibreOffice's margin inside a cell is 5.4
_NUMERAL = frozenset("0123456789.,").__contains__
_COLUMN_GAP = 2.0  # heights of a character: a wider gap separates fields


@dataclass(frozen=True, slots=True)
class Word:
    """Characters and their bounding box, in points, y downwards; ``base``: the baseline."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line outside of tables, with tabs for wide gaps."""

    text: str
    left: float
    right: float
    top: float
    base: float
    height: float  # of its characters


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. ``edges``: the start of each column, and the end of the last."""

    edges: tuple[float, ...]
    cells: tuple[grid.Cell, ...]
    top: float


@dataclass(frozen=True, slots=True)
class Page:
    """The contents of a page, from top to bottom, and its height."""

    blocks: tuple[Line | Table, ...]
    height: float


def page(words: Sequence[Word], rules: Sequence[Rule], height: float) -> Page:
    """The lines of a page, and its ruled tables with the words in their cells."""
    tables = rulings.lattices(rules)
    inside: list[list[Word]] = [[] for _ in tables]
    outside: list[Word] = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        for n, table in enumerate(tables):
            if table.holds(x, y):
                inside[n].append(word)
                break
        else:
            outside.append(word)
    blocks: list[Line | Table] = [_table(t, inside[n]) for n, t in enumerate(tables)]
    blocks += [_line(row) for row in _rows(outside)]
    return Page(tuple(sorted(blocks, key=lambda b: b.top)), height)


def _table(table: Lattice, words: list[Word]) -> Table:
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        row = bisect_right(table.ys, (word.y0 + word.y1) / 2) - 1
        column = bisect_right(table.xs, (word.x0 + word.x1) / 2) - 1
        row = max(0, min(row, len(table.ys) - 2))
        column = max(0, min(column, len(table.xs) - 2))
        held.setdefault(table.owner[row][column], []).append(word)
    cells = []
    for r, owners in enumerate(table.owner):
        for c, first in enumerate(owners):
            if first == (r, c):
                across = sum(o == first for o in owners)
                width = table.xs[c + across] - table.xs[c]
                cells.append(grid.Cell(_wrapped(held.get(first, []), width), r, c, 1, across))
    return Table(tuple(table.xs), tuple(cells), table.ys[0])


def _line(row: list[Word]) -> Line:
    return Line(
        _joined(row, _COLUMN_GAP),
        row[0].x0,
        max(w.x1 for w in row),
        min(w.y0 for w in row),
        max(w.base for w in row),
        sorted(w.y1 - w.y0 for w in row)[len(row) // 2],
    )


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """The words of each line, from top to bottom, each from left to right."""
    words = [w for w in words if w.text.strip()]
    if not words:
        return []
    near = 0.5 * sorted(w.y1 - w.y0 for w in words)[len(words) // 2]
    rows: list[list[Word]] = []
    total = 0.0  # sum of the baselines of the last row
    for word in sorted(words, key=lambda w: w.base):
        if rows and word.base - total / len(rows[-1]) <= near:
            rows[-1].append(word)
            total += word.base
        else:
            rows.append([word])
            total = word.base
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def _wrapped(words: Sequence[Word], width: float) -> str:
    """A cell's text; a number that was broken at the edge of a narrow column is joined."""
    out = ""
    before: list[Word] = []
    for row in _rows(words):
        text = _joined(row, None)
        if before:
            left = width - (before[-1].x1 - before[0].x0)
            full = left < 2 * _PADDING + row[0].x1 - row[0].x0
            number = _NUMERAL(before[-1].text[-1]) and _NUMERAL(text[0])
            out += "" if number and full else "\n"
        out += text
        before = row
    return out


def _joined(row: list[Word], gap: float | None) -> str:
    height = sorted(w.y1 - w.y0 for w in row)[len(row) // 2] or 1.0
    out = [row[0].text]
    for before, word in pairwise(row):
        space = (word.x0 - before.x1) / height
        if gap is not None and space > gap:
            out.append("\t")
        elif space > 0.35:
            out.append(" ")
        out.append(word.text)
    return "".join(out)
