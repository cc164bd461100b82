"""Writes tables of known structure as lines of text, with tab-separated fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from govie.loaders.base import DOUBT, END

WIDEST = 64  # columns of a cell; a wider span is an error of the page
BROADEST = 10 * WIDEST  # columns of a table; cells farther right are put into the last one
SQUARES = 2_000_000  # rows times columns; the columns of a larger table, which is no form, are not aligned
EMPTY = "-"  # printed for an empty cell in a column of numbers

_SPACE = re.compile(r"[\s\u00a0\u3000]+")
# White space between Chinese characters and punctuation separates nothing.
_CJK = r"\u3001-\u303f\u3400-\u9fff\uff00-\uffef“”"
_IDLE = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")
# A number as cells print it, with or without a unit, or a mark for an empty cell.
_FIGURE = re.compile(rf"{DOUBT}?(?:[+-]?\d[\d,.]*\s?[万亿]?[件项个条元宗次]?|[-—/－]+|无){END}?")
_TITLE = re.compile(r"第.{1,8}条")  # 第二十条第（五）项, a title line within a table


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a document's table; ``row`` and ``column``: where it begins; ``rows``, ``columns``: how many it spans."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


def one_line(text: str) -> str:
    """A cell's text on one line, without white space where a line break in a narrow column left some."""
    return _IDLE.sub("", _SPACE.sub(" ", text).strip())


def lines(cells: Iterable[Cell]) -> list[str]:
    """One line for each row, its fields separated by tabs; an empty cell is an empty field.

    A merged cell is printed where it begins; the other positions that it covers are empty fields. An empty cell in a
    column that a header names is printed as ``-``, to distinguish it from positions that a merged cell covers.
    """
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(replace(cell, text=one_line(cell.text)))
    height = max(rows, default=-1) + 1
    width = max((c.column + c.columns for row in rows.values() for c in row), default=0)
    width = min(width, BROADEST)
    if height * width > SQUARES:
        return ["\t".join(c.text for c in rows.get(r, ())) for r in range(height)]
    printed = ["\t" * max(0, width - 1)] * height
    for r, row in _marked(rows).items():
        fields: list[list[str]] = [[] for _ in range(width)]
        for cell in row:
            if cell.text:
                fields[min(cell.column, width - 1)].append(cell.text)
        printed[r] = "\t".join(map(" ".join, fields))
    return printed


def _marked(rows: dict[int, list[Cell]]) -> dict[int, list[Cell]]:
    """``rows`` with ``EMPTY`` in the empty cells of columns of numbers."""
    texts = [cell for row in rows.values() for cell in row]
    figures = [cell.column for cell in texts if _FIGURE.fullmatch(cell.text)]
    if not figures or all(cell.text for cell in texts):
        return rows
    first = min(figures)
    rows_of_figures = [row for row in rows.values() if any(_FIGURE.fullmatch(c.text) for c in row)]
    if not any(c.text for row in rows_of_figures for c in row if c.column < first):
        first = 0  # a table without row labels, as that of reviews
    named: set[int] = set()  # columns that the header above names
    above = False  # whether the row before belongs to a header
    marked: dict[int, list[Cell]] = {}
    for r in sorted(rows):
        row = rows[r]
        words = [c for c in row if c.column >= first and c.text and not _FIGURE.fullmatch(c.text)]
        labels = [c.text for c in row if c.column < first and c.text]
        filled = any(c.column >= first and c.text for c in row)
        if words:
            named = named if above else set()
            named |= {c for word in words for c in _columns(word)}
        elif filled or (labels and not _TITLE.match(labels[0])):
            row = [replace(c, text=EMPTY) if not c.text and c.column in named else c for c in row]
        above = bool(words)
        marked[r] = row
    return marked


def _columns(cell: Cell) -> range:
    return range(min(cell.column, BROADEST), min(cell.column + cell.columns, BROADEST))


def place(rows: Sequence[Sequence[tuple[str, int, int]]]) -> list[Cell]:
    """The cells of rows of (text, row span, column span), placed into columns by the rules of HTML.

    In a table of more than ``SQUARES`` spans are ignored.
    """
    cells = []
    covered: dict[int, int] = {}  # by column: the row to which a cell from above extends
    widest = max((sum(max(1, min(a, WIDEST)) for _, _, a in row) for row in rows), default=0)
    spans = len(rows) * min(widest, BROADEST) <= SQUARES
    for r, row in enumerate(rows):
        column = 0
        for text, down, across in row:
            if not spans:
                down = across = 1
            while spans and covered.get(column, 0) > r:
                column += 1
            down = max(1, min(down, len(rows) - r))
            across = max(1, min(across, WIDEST))
            cells.append(Cell(text, r, column, down, across))
            for c in range(column, min(column + across, BROADEST) if spans else column):
                covered[c] = r + down
            column += across
    return cells
