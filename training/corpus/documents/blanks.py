"""Determines whether a converter's text shows which cells are empty.

A converter that prints a cell's text and nothing for an empty cell leaves ``3 3`` of a row of seven
cells: two figures, and no trace of where they stood. To find that out we convert the document once
more, with a figure of each such row moved into the empty cell beside it. Where the text comes out the
same, two different tables have one text, and no reader can know which of them it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from govie.form import forms
from training.corpus.report import PrintedCell, Report

Spans = dict[str, tuple[int, int]]


def _rows(report: Report) -> Iterator[list[str]]:
    """The paths of each printed row, left to right; a flat table is one row."""
    for rows in _tables(report):
        yield from rows


def _tables(report: Report) -> Iterator[list[list[str]]]:
    for table in forms()[report.form].tables:
        rows = [
            [table.path(r, c) for c in range(len(table.columns))] for r in range(len(table.rows))
        ]
        if table.flat:
            rows = [[path for row in rows for path in row]]
        yield [row for row in rows if all(path in report.cells for path in row)]


def _pair(report: Report, row: list[str]) -> tuple[str, str] | None:
    """Two neighbours in ``row`` of which one prints a figure and the other nothing at all."""
    for a, b in pairwise(row):
        one, other = report.cells[a], report.cells[b]
        if (one.number and not other.printed) or (other.number and not one.printed):
            return a, b
    return None


def _rows_of_figures(report: Report) -> Iterator[tuple[list[str], list[str]]]:
    """Neighbouring rows of which one prints figures alone and the other nothing at all."""
    for rows in _tables(report):
        left = iter(pairwise(rows))
        for one, other in left:
            prints = [[bool(report.cells[p].printed) for p in row] for row in (one, other)]
            if sorted(prints) == [[False] * len(one), [True] * len(one)]:
                yield one, other
                next(left, None)  # a row is moved once


def moved(report: Report) -> Report | None:
    """The copy in which a figure of each row with empty cells stands one cell further.

    Where no row has both, whole rows are moved into empty ones beside them; ``None`` if there are
    none either.
    """
    pairs = [pair for row in _rows(report) if (pair := _pair(report, row))]
    if not pairs:
        pairs = [
            pair for one, other in _rows_of_figures(report) for pair in zip(one, other, strict=True)
        ]
    cells: dict[str, PrintedCell] = {}
    for a, b in pairs:
        cells[a], cells[b] = report.cells[b], report.cells[a]
    return replace(report, cells={**report.cells, **cells}) if cells else None


def untold(report: Report, text: str, other: str, spans: Spans) -> set[str]:
    """The cells of rows that come out alike in ``text`` and ``other``, the text of the moved copy."""
    rows = [row for row in _rows(report) if _pair(report, row)]
    rows = rows or [one + another for one, another in _rows_of_figures(report)]
    if "".join(text.split()) == "".join(other.split()):
        places = ([i for i, c in enumerate(t) if not c.isspace()] for t in (text, other))
        there = dict(zip(*places, strict=True))
        alike = [row for row in rows if _gaps_alike(row, spans, text, other, there)]
    elif _words(text) == _words(other):
        alike = []  # a mark beside each cell moved: empty cells have theirs
    else:
        alike = [row for row in rows if _lines_alike(row, spans, text, other)]
    return {path for row in alike for path in row}


def unprinted(report: Report) -> set[str]:
    """The cells of rows with empty cells: all of them are open where a route keeps no columns."""
    return {path for row in _rows(report) if _pair(report, row) for path in row}


def _gaps_alike(row: list[str], spans: Spans, text: str, other: str, there: dict[int, int]) -> bool:
    """Whether the white space before, between and after the row's figures is the same in both."""
    for start, end in (spans[p] for p in row if p in spans):
        first, last = there.get(start), there.get(end - 1)
        if first is None or last is None or _gap(text, start, -1) != _gap(other, first, -1):
            return False
        if _gap(text, end - 1, 1) != _gap(other, last, 1):
            return False
    return any(p in spans for p in row)


def _gap(text: str, at: int, step: int) -> str:
    end = at + step
    while 0 <= end < len(text) and text[end].isspace():
        end += step
    return text[min(at, end) + 1 : max(at, end)]


def _words(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _lines_alike(row: list[str], spans: Spans, text: str, other: str) -> bool:
    """Whether the lines that hold the row's figures, with words beside them, stand in ``other`` too."""
    known = [spans[p] for p in row if p in spans]
    if not known:
        return False
    first = text.rfind("\n", 0, max(0, text.rfind("\n", 0, min(known)[0]))) + 1
    last = text.find("\n", text.find("\n", max(known)[1]) + 1)
    piece = text[first : last if last > 0 else len(text)]
    return len(piece) < 2000 and any(c >= "\u4e00" for c in piece) and piece in other


# The number of the next row's label: ``0`` and ``2.重复申请`` run together, and are easily told apart.
_LISTED = re.compile(r"\d{1,2}\s?[.．、]\s?\D")


def run_on(text: str, spans: Spans) -> set[str]:
    """Cells whose figure runs on into a digit that is no cell's: a footnote's mark, a row's number."""
    starts = {start for start, _ in spans.values()}
    ends = {end for _, end in spans.values()}
    return {
        path
        for path, (start, end) in spans.items()
        if (text[end : end + 1].isdecimal() and end not in starts and not _LISTED.match(text, end))
        or (start and text[start - 1].isdecimal() and start not in ends)
    }
