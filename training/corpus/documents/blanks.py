"""Whether a text tells which cells are empty.

A converter that prints a cell's text and nothing for an empty cell leaves ``3 3`` of a row of seven
cells: two figures, and no trace of where they stood. To find that out we convert the document once
more, with a figure of each such row moved into the empty cell beside it. Where the text comes out the
same, two different tables have one text, and no reader can know which of them it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from govie.form import forms
from training.corpus.report import PrintedCell, Report

Spans = dict[str, tuple[int, int]]


def _rows(report: Report) -> Iterator[list[str]]:
    """The paths of each printed row, left to right; a flat table is one row."""
    for table in forms()[report.form].tables:
        rows = [
            [table.path(r, c) for c in range(len(table.columns))] for r in range(len(table.rows))
        ]
        if table.flat:
            rows = [[path for row in rows for path in row]]
        for row in rows:
            if all(path in report.cells for path in row):
                yield row


def _pair(report: Report, row: list[str]) -> tuple[str, str] | None:
    """Two neighbours in ``row`` of which one prints a figure and the other nothing at all."""
    for a, b in pairwise(row):
        one, other = report.cells[a], report.cells[b]
        if (one.number and not other.printed) or (other.number and not one.printed):
            return a, b
    return None


def moved(report: Report) -> Report | None:
    """The copy in which each row with empty cells has a figure moved; ``None`` if no row has any."""
    cells: dict[str, PrintedCell] = {}
    for row in _rows(report):
        pair = _pair(report, row)
        if pair:
            cells[pair[0]], cells[pair[1]] = report.cells[pair[1]], report.cells[pair[0]]
    return replace(report, cells={**report.cells, **cells}) if cells else None


def untold(report: Report, text: str, other: str, spans: Spans) -> set[str]:
    """The cells of rows that come out alike in ``text`` and ``other``, the text of the moved copy."""
    rows = [row for row in _rows(report) if _pair(report, row)]
    if "".join(text.split()) == "".join(other.split()):
        places = ([i for i, c in enumerate(t) if not c.isspace()] for t in (text, other))
        there = dict(zip(*places, strict=True))
        alike = [row for row in rows if _gaps_alike(row, spans, text, other, there)]
    else:
        alike = [row for row in rows if _lines_alike(row, spans, text, other)]
    return {path for row in alike for path in row}


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


def _lines_alike(row: list[str], spans: Spans, text: str, other: str) -> bool:
    """Whether the lines that hold the row's figures stand in ``other`` just as they are."""
    known = [spans[p] for p in row if p in spans]
    if not known:
        return False
    first = text.rfind("\n", 0, max(0, text.rfind("\n", 0, min(known)[0]))) + 1
    last = text.find("\n", text.find("\n", max(known)[1]) + 1)
    piece = text[first : last if last > 0 else len(text)]
    return len(piece) < 2000 and piece in other


def run_on(text: str, spans: Spans) -> set[str]:
    """Cells whose figure runs on into a digit that is no cell's: a footnote's mark, a row's number."""
    starts = {start for start, _ in spans.values()}
    ends = {end for _, end in spans.values()}
    return {
        path
        for path, (start, end) in spans.items()
        if (text[end : end + 1].isdecimal() and end not in starts)
        or (start and text[start - 1].isdecimal() and start not in ends)
    }
