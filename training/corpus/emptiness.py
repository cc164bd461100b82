"""Empties cells as agencies do: whole tables, rows and columns, zeros, or single cells.

In sixty published tables of form 2019 one in six had empty cells: mostly only the total was filled in, or
only the column of natural persons. An empty cell is printed as nothing, or with a mark for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from govie import toml
from govie.form import Form, Table
from training.corpus.report import PrintedCell

SHARE = 0.27
MARKS = tuple(toml.read(toml.STATUTE)["words"]["nothing"])
Cells = dict[str, PrintedCell]
Chosen = set[str]  # the paths of cells that are left empty


def leave_empty(form: Form, cells: Cells, rng: Random, pattern: str | None = None) -> Cells:
    """``cells`` with those emptied that ``pattern`` (drawn if ``None``) and the form's tables give."""
    names = [pattern] if pattern else _draw_patterns(rng)
    mark = rng.choice(MARKS) if rng.random() < 0.3 else ""
    mixed = rng.random() < 0.1
    left = dict(cells)
    for name in names:
        zone, choose = PATTERNS[name]
        tables = [t for t in form.tables if t.section == zone]
        for table in tables if zone != "disclosure" or rng.random() < 0.7 else tables[:2]:
            if all(path in cells for row in _paths(table) for path in row):
                for path in sorted(choose(table, cells, rng)):
                    printed = rng.choice(("", rng.choice(MARKS))) if mixed else mark
                    left[path] = PrintedCell(None, printed, "")
    return left


def _draw_patterns(rng: Random) -> list[str]:
    names = rng.choices(list(PATTERNS), [_WEIGHTS.get(n, 1.0) for n in PATTERNS], k=3)
    return list(dict.fromkeys(names[: rng.choice((1, 1, 2, 3))]))


def _paths(table: Table) -> list[list[str]]:
    return [[table.path(r, c) for c in range(len(table.columns))] for r in range(len(table.rows))]


def _only(*keys: str) -> Callable[[Table, Cells, Random], Chosen]:
    """All but the columns ``keys``."""

    def choose(table: Table, cells: Cells, rng: Random) -> Chosen:
        return {
            path
            for row in _paths(table)
            for column, path in zip(table.columns, row, strict=True)
            if column.key not in keys
        }

    return choose


def _zeros(table: Table, cells: Cells, rng: Random) -> Chosen:
    return {p for row in _paths(table) for p in row if cells[p].value == 0}


def _zeros_but_totals(table: Table, cells: Cells, rng: Random) -> Chosen:
    whole = {i for s in table.column_sums for i in s.whole}
    return {
        p
        for row in _paths(table)
        for c, p in enumerate(row)
        if c not in whole and cells[p].value == 0
    }


def _totals(table: Table, cells: Cells, rng: Random) -> Chosen:
    """The column of totals, the row of totals, or both."""
    paths = _paths(table)
    columns = {i for s in table.column_sums for i in s.whole}
    rows = {i for s in table.row_sums if s.kind == "sum" for i in s.whole}
    which = rng.choice(("columns", "rows", "both")) if rows else "columns"
    return {
        p
        for r, row in enumerate(paths)
        for c, p in enumerate(row)
        if (c in columns and which != "rows") or (r in rows and which != "columns")
    }


def _single(table: Table, cells: Cells, rng: Random) -> Chosen:
    paths = [p for row in _paths(table) for p in row]
    return set(rng.sample(paths, min(len(paths), rng.choice((1, 1, 2, 3, 6)))))


def _rows(table: Table, cells: Cells, rng: Random) -> Chosen:
    rows = _paths(table)
    return {p for row in rng.sample(rows, min(len(rows), rng.choice((1, 1, 2, 4)))) for p in row}


def _rows_of_zeros(table: Table, cells: Cells, rng: Random) -> Chosen:
    return {p for row in _paths(table) if all(cells[p].value == 0 for p in row) for p in row}


def _columns(table: Table, cells: Cells, rng: Random) -> Chosen:
    n = len(table.columns)
    if n == 1:
        return set()
    gone = set(rng.sample(range(n), rng.randint(1, n - 1)))
    return {p for row in _paths(table) for c, p in enumerate(row) if c in gone}


def _table(table: Table, cells: Cells, rng: Random) -> Chosen:
    return {p for row in _paths(table) for p in row}


def _but_first_and_last(table: Table, cells: Cells, rng: Random) -> Chosen:
    """Only what was received and what was carried on is filled in."""
    return {p for row in _paths(table)[2:-1] for p in row}


PATTERNS: dict[str, tuple[str, Callable[[Table, Cells, Random], Chosen]]] = {
    "requests: only totals": ("requests", _only("total")),
    "requests: only natural persons": ("requests", _only("natural_person", "total")),
    "requests: natural persons, no totals": ("requests", _only("natural_person")),
    "requests: zeros": ("requests", _zeros),
    "requests: zeros but totals": ("requests", _zeros_but_totals),
    "requests: no totals": ("requests", _totals),
    "requests: single cells": ("requests", _single),
    "requests: rows": ("requests", _rows),
    "requests: rows of zeros": ("requests", _rows_of_zeros),
    "requests: columns": ("requests", _columns),
    "requests: outcomes": ("requests", _but_first_and_last),
    "requests: the table": ("requests", _table),
    "disclosure: zeros": ("disclosure", _zeros),
    "disclosure: columns": ("disclosure", _columns),
    "disclosure: rows": ("disclosure", _rows),
    "disclosure: single cells": ("disclosure", _single),
    "disclosure: tables": ("disclosure", _table),
    "review: only totals": ("review_litigation", _only("total")),
    "review: zeros": ("review_litigation", _zeros),
    "review: no totals": ("review_litigation", _totals),
    "review: single cells": ("review_litigation", _single),
    "review: rows": ("review_litigation", _rows),
    "review: the table": ("review_litigation", _table),
}
_WEIGHTS = {
    "requests: only totals": 3.0,
    "requests: only natural persons": 2.5,
    "requests: zeros": 2.0,
    "requests: single cells": 1.5,
    "disclosure: zeros": 1.5,
}
