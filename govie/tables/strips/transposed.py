"""Transposed tables: each line is a column of the form, below a line with the labels of the rows.

Programs that keep a table by columns write it so, and some agencies. The cells are put row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from govie.tables.cells import Cell, lines_of
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.text.characters import cjk

_LEAST = 2  # columns of a section, and rows of a table
_MOST_LABELS = 4  # fields of a line before its values
_LEAST_NAMED = 4  # columns, most of them by one line
_ABOVE = 4  # lines of labels at most
_SHORTEST = 4  # characters of a part of a label
_KNOWN = 0.6  # of the labels are the form's

_Line = list[Cell]


def by_rows(cells: Sequence[Cell], grid: Grid) -> list[Cell]:
    """``cells`` with tables that are printed column by column put row by row; empty where there is none."""
    if turned := _turned(lines_of(cells), grid):
        return turned
    named = [
        cjk(a.text) in grid.columns for a, b in pairwise(cells) if b.is_value and not a.is_value
    ]
    if sum(named) < _LEAST:
        return []
    lines = _without_places(lines_of(cells), grid)
    columns = [_column(line, grid) for line in lines]
    out: list[Cell] = []
    after = cells[-1].line  # rows get the numbers of lines after the last
    found = False
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _goes_on(lines, columns, at, end):
            end += 1
        above = lines[max(0, at - _ABOVE) : at]
        values = [_values(line) for line in lines[at:end]]
        labels = _labels(above, values, grid, 1 if found else _LEAST)
        if labels:
            found = True
            # The labels go with the first cell of their row.
            out = [c for c in out if c.line not in {label.line for label in labels}]
            order = sorted(range(at, end), key=lambda n: columns[n] or 0)
            for row, label in enumerate(labels):
                after += 1
                own = [label, *(_cell(lines[n], row) for n in order)]
                out += [
                    replace(c, line=after, field=n, fields=len(own), breaks=not n)
                    for n, c in enumerate(own)
                ]
            at = end
        else:
            out += lines[at]
            at += 1
    return out if found else []


def _without_places(lines: Sequence[_Line], grid: Grid) -> list[_Line]:
    """``lines`` without the empty cells before, and right after, the names of columns where a name of a group, 法人或其他组织,
    takes a field of its own."""
    names = {n: name for n, line in enumerate(lines) if (name := _name(line, grid))}
    deepest = max((name.field for name in names.values()), default=0)
    columns = {cjk(name.text) for name in names.values()}
    if not deepest or len(columns) < _LEAST_NAMED or len(names) >= 2 * len(columns):
        return [*lines]
    return [
        [c for c in line if c.kind is not Kind.EMPTY or c.field > deepest] if n in names else line
        for n, line in enumerate(lines)
    ]


def _name(line: _Line, grid: Grid) -> Cell | None:
    """The last label of a delimited ``line`` before its values, if it names a column."""
    first = next((n for n, c in enumerate(line) if c.is_printed), len(line))
    labels = [c for c in line[:first] if not c.is_value and c.fields > 1]
    if not labels or cjk(labels[-1].text) not in grid.columns:
        return None
    last = labels[-1]
    return last if last.field < _MOST_LABELS and any(c.is_value for c in line) else None


def _turned(lines: Sequence[_Line], grid: Grid) -> list[Cell]:
    """The cells of several tables in one that is turned, captions and all; empty where they are not so.

    The first line holds the labels of all rows, each below the caption of its table; in the others each caption has
    another below it, or none where it was left out as one that comes again.
    """
    tables = {cjk(row.table.label) for row in grid.rows}
    for at, first in enumerate(lines) if len(tables) >= _LEAST else ():
        fields = first[0].fields
        captions = {c.field for c in first if cjk(c.text) in tables}
        if len(captions) < _LEAST or any(c.is_value for c in first) or fields < len(first):
            continue
        own = [line for line in lines[at:] if line[0].fields == fields]
        places = [{c.field: c for c in line} for line in own]
        below = [p[f] for p in places[1:] for f in captions if f in p]
        if len(own) < _LEAST or any(c.is_value for c in below):
            continue
        out = [c for line in lines[:at] for c in line]
        for number, label in enumerate(first, start=lines[-1][0].line + 1):
            row = (
                [label]
                if label.field in captions
                else [p[label.field] for p in places if label.field in p]
            )
            out += [
                replace(c, line=number, field=n, fields=len(row), breaks=not n)
                for n, c in enumerate(row)
            ]
        return out + [c for line in lines[at:] if line not in own for c in line]
    return []


def _column(line: _Line, grid: Grid) -> int | None:
    """The column that ``line`` names before its values, if it is a column's line."""
    values = _values(line)
    *above, name = line[: len(line) - len(values)] or line[:1]
    # Where nothing delimits them there are as many as rows.
    whole = len(values) == len(grid.rows)
    if name.is_value or not all(c.is_value and (c.hard or whole) for c in values):
        return None
    # Before the column's name stand those of the heads above it, and its own where cells were merged.
    known = (*grid.columns, *grid.captions)
    if not all(cjk(c.text) in known for c in above):
        return None
    words = cjk(name.text.partition("(")[0])
    head = next((c for c in grid.captions if words.startswith(c)), "")
    return grid.columns.get(words, grid.columns.get(words.removeprefix(head)))


def _values(line: _Line) -> _Line:
    """The cells of ``line`` after its first labels."""
    first = next((n for n, c in enumerate(line) if c.is_value), len(line))
    return line[first:]


def _goes_on(lines: Sequence[_Line], columns: Sequence[int | None], at: int, end: int) -> bool:
    """Whether the line ``end`` is one more column of the table whose first is ``at``."""
    column = columns[end]
    if column is None or column in columns[at:end]:
        return False
    values = [own for line in lines[at : end + 1] if (own := _values(line))]
    # A line may lack cells that are empty in the others.
    least = min(map(len, values), default=0)
    return not any(c.is_printed for own in values for c in own[least:])


def _cell(line: _Line, row: int) -> Cell:
    """The cell of ``row`` in a column's ``line``; an empty one where the line has none but its name."""
    values = _values(line)
    if row < len(values):
        return values[row]
    name = line[-1]
    return Cell(Kind.EMPTY, name.end, name.end, "", line=name.line, hard=True)


def _labels(above: Sequence[_Line], columns: Sequence[_Line], grid: Grid, least: int) -> list[Cell]:
    """The labels of the rows whose cells are ``columns``, from the lines ``above``; empty where they are no rows', or
    fewer than ``least``.

    Lines may be filled up with empty cells to the width of another table.
    """
    size = max(map(len, columns), default=0)
    printed = max((n + 1 for own in columns for n, c in enumerate(own) if c.is_printed), default=0)
    fullest = max(columns, key=len, default=[])
    for count in (size, printed, len(grid.rows)):
        if not least <= count <= size:
            continue
        for labels in (*_of_lines(above, count), _by_field(above, fullest[:count])):
            known = sum(_is_row(cjk(c.text), grid) for c in labels)
            if len(labels) == count and known >= _KNOWN * count:
                return labels
    if not columns or len(columns[0]) != len(grid.rows) or len(columns) < grid.rows[0].width:
        return []
    at = columns[0][0].start
    return [Cell(Kind.LABEL, at, at, row.label.text) for row in grid.rows]


def _of_lines(above: Sequence[_Line], count: int) -> list[_Line]:
    """The last ``count`` labels of the last line of labels."""
    return [[c for c in line if not c.is_value][-count:] for line in above[-1:]]


def _by_field(above: Sequence[_Line], values: _Line) -> list[Cell]:
    """For each of ``values`` the label nearest above it: those of groups stand in lines of their own."""
    labels = {c.field: c for line in above for c in line if not c.is_value}
    return [labels[c.field] for c in values if c.field in labels]


def _is_row(words: str, grid: Grid) -> bool:
    """Whether ``words`` end with the label of a row, or are a part of one."""
    labels = [cjk(row.label.text) for row in grid.rows]
    part = len(words) >= _SHORTEST and any(words in label for label in labels)
    return part or words.endswith((*labels, *grid.spelled))


__all__ = ["by_rows"]
