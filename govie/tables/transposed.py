"""Tables turned on their side: a line for each column of the form, below a line of the rows' labels.

Programs that keep a table by columns write it so, and some agencies. The cells are put row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from govie.headers import Grid, cjk
from govie.tables.cells import Cell

_LEAST = 2  # columns, and rows
_ABOVE = 4  # lines of labels at most
_KNOWN = 0.6  # of the labels are the form's

_Line = list[Cell]


def by_rows(cells: Sequence[Cell], grid: Grid) -> list[Cell]:
    """``cells`` with tables that are printed column by column put row by row; empty where there is none."""
    lines = [[*own] for _, own in groupby(cells, key=lambda c: c.line)]
    columns = [_column(line, grid) for line in lines]
    out: list[Cell] = []
    found = False
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _goes_on(lines, columns, at, end):
            end += 1
        labels = (
            _labels(lines[max(0, at - _ABOVE) : at], lines[at], grid) if end - at >= _LEAST else []
        )
        if labels:
            found = True
            # The labels go with the first cell of their row.
            out = [c for c in out if c.line not in {label.line for label in labels}]
            order = sorted(range(at, end), key=lambda n: columns[n] or 0)
            for row, label in enumerate(labels):
                own = [label, *(lines[n][1 + row] for n in order)]
                first = lines[at][0].line * 1000 + row  # a number that no line has
                out += [
                    replace(c, line=first, field=n, fields=len(own), breaks=not n)
                    for n, c in enumerate(own)
                ]
            at = end
        else:
            out += lines[at]
            at += 1
    return out if found else []


def _column(line: _Line, grid: Grid) -> int | None:
    """The column that ``line`` names before its values, if it is a column's line."""
    first, *values = line
    if first.is_value or len(values) < _LEAST or not all(c.is_value and c.hard for c in values):
        return None
    return grid.columns.get(cjk(first.text.partition("(")[0]))


def _goes_on(lines: Sequence[_Line], columns: Sequence[int | None], at: int, end: int) -> bool:
    """Whether the line ``end`` is one more column of the table whose first is ``at``."""
    column = columns[end]
    return (
        column is not None and len(lines[end]) == len(lines[at]) and column not in columns[at:end]
    )


def _labels(above: Sequence[_Line], first: _Line, grid: Grid) -> list[Cell]:
    """The labels of the rows whose cells stand in the line ``first`` and below it; empty where they are no rows'."""
    size = len(first) - 1
    for line in reversed(above):
        labels = [c for c in line if not c.is_value][-size:]
        if len(labels) == size:
            known = sum(_is_row(cjk(c.text), grid) for c in labels)
            return labels if known >= _KNOWN * size else []
    return []


def _is_row(words: str, grid: Grid) -> bool:
    """Whether ``words`` end with the label of a row."""
    return any(words.endswith(cjk(row.label.text)) for row in grid.rows) or words.endswith(
        tuple(grid.spelled)
    )


__all__ = ["by_rows"]
