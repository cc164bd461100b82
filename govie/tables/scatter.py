"""Readings of tables whose columns a PDF converter printed apart from their rows' labels.

A table with sums is covered by its numbers (``pieces``, ``cover``); small tables are read by the heads that
their columns stand under.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from govie.headers import Grid, cjk
from govie.tables import cover, pieces, solver
from govie.tables.cells import Cell
from govie.tables.decoder import Assignment, Reading
from govie.tables.layout import Strip
from govie.tables.prints import Kind
from govie.tables.states import MOST_ROWS

_STRAY = 3  # numbers of no table, as of a list or a page, that may stand within one
_HELD_SHARE = 0.5  # of the rows whose sums say something: below, a cover is no reading


def covered(
    cells: Sequence[Cell], grid: Grid, breaks: Sequence[int], limit: int
) -> tuple[Reading, ...]:
    """The readings of ``cells`` as a table with sums, best first; none where hardly a sum comes out.

    ``breaks``: offsets of page breaks; ``limit``: where the next table begins.
    """
    board = pieces.board(cells, grid, breaks, limit)
    if not len(grid.rows) <= min(len(board.tokens), MOST_ROWS):
        return ()
    found = _readings(board, cover.Search(board).run())
    best = found[0]
    states = [solver.sum_state(grid.rows[a.row].table, a.slots) for a in best.rows]
    if states.count(1) + states.count(0) < _HELD_SHARE * len(grid.rows):
        return ()
    return tuple(found)


def _readings(board: pieces.Board, covers: Sequence[cover.Cover]) -> list[Reading]:
    grid, width = board.grid, len(board.columns)
    order = [board.columns.index(column) for column in range(grid.rows[0].width)]
    counts = [not (token.outside or token.number) for token in board.tokens]
    # Covers differ in few rows: each row is made once for all that have it.
    known: dict[tuple[int, ...], tuple[Assignment, bool]] = {}
    found = []
    for covering in covers:
        tokens = [-1] * (len(grid.rows) * width)
        skipped = 0
        for token, cell in enumerate(covering.cells):
            if cell is None:
                skipped += counts[token]
            else:
                tokens[cell] = token
        rows = []
        for n, row in enumerate(grid.rows):
            key = (n, *tokens[n * width : (n + 1) * width])
            if key not in known:
                places = [key[1 + column] for column in order]
                slots = tuple(board.tokens[t].cell if t >= 0 else None for t in places)
                own = Assignment(n, slots, 0.0, 0.0, "scatter")
                known[key] = own, solver.sum_state(row.table, slots) >= 0
            rows.append(known[key])
        if skipped <= _STRAY and _is_proven(grid, [own.slots for own, _ in rows]):
            assigned = tuple(replace(own, how="cover") for own, _ in rows)
        else:
            assigned = tuple(own for own, holds in rows if holds)
        found.append(Reading(assigned, covering.score, skipped))
    return found


def _is_proven(grid: Grid, lines: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether every cell has a print and every sum of the table comes out.

    Sums do not tell a zero from a mark for nothing: where both are printed nothing is proven.
    """
    if any(None in line for line in lines):
        return False
    nothing = {
        cell.kind is Kind.NUMBER for line in lines for cell in line if cell and not cell.value
    }
    if len(nothing) > 1:
        return False
    table = grid.rows[0].table
    numbers = [[solver.value(cell) for cell in line] for line in lines]
    by_row = all(
        sum(line[c] for c in s.parts) == sum(line[c] for c in s.whole)
        for line in numbers
        for s in table.column_sums
    )
    return by_row and all(
        sum(numbers[r][c] for r in s.parts) == sum(numbers[r][c] for r in s.whole)
        for c in range(len(table.columns))
        for s in table.row_sums
    )


def over_rows(grid: Grid, rows: Sequence[Assignment]) -> float:
    """How many columns agree with the sums over rows, less those that do not."""
    by_row = {a.row: a.slots for a in rows}
    table = grid.rows[0].table
    score = 0.0
    for s in table.row_sums:
        if all(r in by_row for r in s.places):
            for column in range(len(table.columns)):
                a = sum(solver.value(by_row[r][column]) for r in s.parts)
                b = sum(solver.value(by_row[r][column]) for r in s.whole)
                score += 0.0 if not a and not b else 1.0 if a == b else -1.0
    return score


def headed(strip: Strip) -> Reading | None:
    """Small tables whose columns stand under their own heads: values right after the names of columns.

    Tables of the same heads come in the form's order; how many values there are tells how many rows.
    """
    grid = strip.grid
    tables: dict[str, list[int]] = {}
    for n, row in enumerate(grid.rows):
        tables.setdefault(row.table.name, []).append(n)
    slots: dict[int, list[Cell | None]] = {n: [None] * r.width for n, r in enumerate(grid.rows)}
    taken: set[tuple[str, int]] = set()
    used = total = 0
    for run in strip.runs:
        cells = [c for c in strip.values[run.start : run.end] if c.is_printed]
        total += len(cells)
        place = _under(strip.segments[run.segment].text, len(cells), grid, tables, taken)
        if place is None:
            continue
        name, columns = place
        taken |= {(name, c) for c in columns}
        used += len(cells)
        for n, cell in enumerate(cells):
            line, column = divmod(n, len(columns))
            slots[tables[name][line]][columns[column]] = cell
    rows = tuple(
        Assignment(n, tuple(line), 2.0, 0.0, "headed")
        for n, line in slots.items()
        if all(c is not None for c in line)
    )
    return Reading(rows, sum(a.score for a in rows), total - used) if rows else None


def _under(
    text: str, count: int, grid: Grid, tables: Mapping[str, list[int]], taken: set[tuple[str, int]]
) -> tuple[str, list[int]] | None:
    """The table and the columns whose names end ``text``, if ``count`` values are all of their rows."""
    for name, rows in tables.items():
        columns: list[int] = []
        rest = text
        while True:
            found = max(
                (
                    (len(cjk(w)), c)
                    for c, column in enumerate(grid.rows[rows[0]].table.columns)
                    for w in (column.text, *column.variants)
                    if rest.endswith(cjk(w)) and c not in columns
                ),
                default=None,
            )
            if found is None:
                break
            rest = rest[: -found[0]]
            columns.insert(0, found[1])
        for first in range(len(columns)):
            named = columns[first:]
            if len(named) * len(rows) == count and not any((name, c) in taken for c in named):
                return name, named
    return None
