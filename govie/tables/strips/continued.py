"""A table too wide for its page, printed in several: the labels of all rows come again, with other columns.

Its cells are put row by row, as those of one table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.strip import Strip, segmented
from govie.text.characters import cjk

_MOST = 4  # tables
_SHORTEST = 5  # characters of a label's first line
_LEAST = 0.8  # of the rows that each has with as many cells


class _Part(NamedTuple):
    """One of the tables. ``width``: how many cells most of its rows have; ``columns``: those of the form that its head
    names, in order; ``rows``: the cells of each row that has as many."""

    width: int
    columns: tuple[int, ...]
    rows: dict[int, Sequence[Cell]]


def by_rows(cells: Sequence[Cell], grid: Grid) -> list[Cell]:
    """``cells`` of such a table row by row; empty where they are none, or where the tables do not have all columns.

    Where no head names any column, as where each cell had its own name, they stand in the form's order.
    """
    pieces = _pieces(cells, grid)
    if not 1 < len(pieces) <= _MOST:
        return []
    parts = [_part(segmented(piece, grid)) for piece in pieces]
    columns = [column for part in parts for column in part.columns]
    if not columns:
        columns = [*range(sum(part.width for part in parts))]
    elif any(len(part.columns) != part.width for part in parts):
        return []
    common = [row for row in parts[0].rows if all(row in part.rows for part in parts)]
    whole = sorted(columns) == [*range(grid.rows[0].width)]
    if not whole or len(common) < _LEAST * len(grid.rows):
        return []
    line = cells[-1].line  # rows get the numbers of lines after the last
    out: list[Cell] = []
    for row in common:
        line += 1
        own = [c for part in parts for c in part.rows[row]]
        at = own[0].start
        label = Cell(Kind.LABEL, at, at, grid.rows[row].label.text)
        printed = [label, *(c for _, c in sorted(zip(columns, own, strict=True), key=_column))]
        out += [
            replace(c, line=line, field=n, fields=len(printed), breaks=not n)
            for n, c in enumerate(printed)
        ]
    return out


def _column(cell: tuple[int, Cell]) -> int:
    return cell[0]


def _pieces(cells: Sequence[Cell], grid: Grid) -> list[Sequence[Cell]]:
    """``cells`` of each table: with the label of the first row, and the head above it, the next one begins."""
    first = [words for words, row in grid.spelled.items() if row == 0]
    starts = [0]
    begun = False
    after = 0  # the last value
    for at, cell in enumerate(cells):
        if cell.is_value:
            after = at + 1
        elif _begins(cjk(cell.text), first):
            if begun and after > starts[-1]:
                starts.append(after)
            begun = True
    return [cells[a:b] for a, b in pairwise([*starts, len(cells)])]


def _begins(words: str, labels: Sequence[str]) -> bool:
    """Whether ``words`` are one of ``labels``, or the first line of one."""
    return len(words) >= _SHORTEST and any(label.startswith(words) for label in labels)


def _part(strip: Strip) -> _Part:
    """What ``strip``, one of the tables, holds."""
    rows: dict[int, Sequence[Cell]] = {}
    for run in reversed(strip.runs):
        if (row := strip.named(run.segment)) is not None:
            rows[row] = strip.own(run)
    width = Counter(map(len, rows.values())).most_common(1)[0][0] if rows else 0
    values = [n for n, c in enumerate(strip.cells) if c.is_value]
    head = strip.cells[: values[0]] if values else ()
    named = (_named(words, strip.grid) for c in head for words in c.text.split())
    # In several lines a head names the total first; its columns stand in the form's order.
    columns = sorted({column for column in named if column is not None})
    return _Part(
        width, (*columns,), {r: own for r, own in sorted(rows.items()) if len(own) == width}
    )


def _named(words: str, grid: Grid) -> int | None:
    """The column whose name ``words`` are, after that of a group or before a remark in brackets."""
    bare = cjk(words.partition("(")[0])
    if bare in grid.captions:  # 法人或其他组织, which ends with a column's name
        return None
    name = max((name for name in grid.columns if bare.endswith(name)), key=len, default="")
    return grid.columns.get(name)


__all__ = ["by_rows"]
