"""Columns printed apart, alone or a few together, each group under its own names, in whatever order a
converter met them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, groupby

from govie.align.figures import Slots
from govie.align.labels import LABEL_AMONG_SEVERAL
from govie.align.readings import Placement
from govie.form import Table
from govie.headers import Grid, Segment, cjk
from govie.tokens import Token

Place = tuple[Table, int]
"""A table and one of its columns."""


def read(
    grid: Grid,
    tokens: Sequence[Token],
    found: Sequence[Segment],
    before: Sequence[int],
    by_column: bool,
) -> tuple[list[Placement], set[int]]:
    """The rows of tables whose figures stand right behind the names of their columns, as many as these
    have cells, and which of ``tokens`` they take.

    A converter that keeps a table's rows prints their labels in between. Tables with sums are left to
    these, which tell more.
    """
    if grid.summed:
        return [], set()
    runs: dict[tuple[Place, ...], list[list[int]]] = {}
    for number, members in groupby(range(len(tokens)), key=before.__getitem__):
        run = [*members]
        named = [*_named(grid, found[number].text, len(run))]
        for at, places in enumerate(zip(*(c for _, c in named), strict=False)):
            tables = (t for t, _ in named)
            size = len(named[0][0].rows)
            column = run[at * size :][:size] if by_column else run[at :: len(run) // size]
            runs.setdefault((*zip(tables, places, strict=True),), []).append(column)
    if all(len(column) == 1 for each in runs.values() for column in each):
        return [], set()
    columns: dict[Place, list[int]] = {}
    for places, each in runs.items():
        # Several tables have columns of that name: they come in the form's order, if all are there.
        if len(places) == len(each):
            columns |= zip(places, each, strict=True)
    return list(_rows(grid, columns, tokens)), {i for run in columns.values() for i in run}


def _named(grid: Grid, text: str, size: int) -> Iterator[tuple[Table, range]]:
    """The columns, of each table that has them, whose names ``text`` ends with, if they have ``size``
    cells, and the table's other names do not stand before them."""
    if not text.endswith(tuple(grid.columns)):
        return
    for table, spellings in _spellings(grid).items():
        for last in range(len(spellings)):
            first, left = last + 1, text
            while first and (name := next(filter(left.endswith, spellings[first - 1]), None)):
                first, left = first - 1, left[: -len(name)]
            columns = range(first, last + 1)
            whole = len(columns) * len(table.rows) == size
            if columns and whole and not left.endswith(tuple(chain(*spellings))):
                yield table, columns


@cache
def _spellings(grid: Grid) -> dict[Table, list[list[str]]]:
    """For each table its columns' names, the longest first."""
    return {
        table: [
            sorted({cjk(w) for w in (c.text, *c.variants)}, key=len, reverse=True)
            for c in table.columns
        ]
        for table in dict.fromkeys(row.table for row in grid.rows)
    }


def _rows(
    grid: Grid, columns: Mapping[Place, Sequence[int]], tokens: Sequence[Token]
) -> Iterator[Placement]:
    label = LABEL_AMONG_SEVERAL
    for number, row in enumerate(grid.rows):
        runs = [columns.get((row.table, c)) for c in range(row.width)]
        if any(runs):
            slots: Slots = tuple(tokens[run[row.index]] if run else None for run in runs)
            yield Placement(number, slots, label, label, by_column=True)
