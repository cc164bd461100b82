"""Hypotheses for tables with sums whose columns a PDF converter printed apart from their rows' labels.

``pieces`` makes numeric tokens of the cells, ``cover`` searches the cell of the form that each belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from govie.headers import Grid
from govie.tables import cover, pieces
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.slots import sum_state, value
from govie.tables.states import MOST_ROWS

_STRAY = 3  # numbers of no table, as of a list or a page, that may stand within one
_HELD_SHARE = 0.5  # of the rows whose sums say something: below, a cover is no hypothesis


def covered(
    cells: Sequence[Cell], grid: Grid, breaks: Sequence[int], limit: int, least: float = -inf
) -> tuple[Hypothesis, ...]:
    """The hypotheses of ``cells`` as a table with sums, best first; empty where the sums of most rows fail.

    ``breaks``: offsets of page breaks; ``limit``: where the next table begins; ``least``: the ``quality`` that
    a hypothesis must be above to be asked for, as nothing is searched where none can be.
    """
    board = pieces.board(cells, grid, breaks, limit)
    if not len(grid.rows) <= min(len(board.tokens), MOST_ROWS) or _most(board) <= least:
        return ()
    found = _hypotheses(board, cover.Search(board).run())
    best = found[0]
    states = [sum_state(grid.rows[a.row].table, a.slots) for a in best.rows]
    if states.count(1) + states.count(0) < _HELD_SHARE * len(grid.rows):
        return ()
    return tuple(found)


def _most(board: pieces.Board) -> float:
    """What no hypothesis of ``board`` is above in ``quality``: a sum that says something takes two numbers."""
    table, rows = board.grid.rows[0].table, len(board.grid.rows)
    width, tokens = board.grid.rows[0].width, len(board.tokens)
    pairs = sum(bool(token.cell.value) for token in board.tokens) // 2
    placed = max(n - 0.3 * max(0, n * width - tokens) for n in range(rows + 1))
    return placed + min(rows, pairs) + 0.5 * len(table.row_sums) * min(width, pairs)


def _hypotheses(board: pieces.Board, covers: Sequence[cover.Cover]) -> list[Hypothesis]:
    """The covers as hypotheses; rows whose sums fail are left out unless the whole table is proven."""
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
                known[key] = own, sum_state(row.table, slots) >= 0
            rows.append(known[key])
        if skipped <= _STRAY and _is_proven(grid, [own.slots for own, _ in rows]):
            assigned = tuple(replace(own, how="cover") for own, _ in rows)
        else:
            assigned = tuple(own for own, holds in rows if holds)
        found.append(Hypothesis(assigned, covering.score, skipped))
    return found


def _is_proven(grid: Grid, lines: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether something is printed for every cell and every sum of the table holds.

    Sums cannot tell a zero from a mark for nothing: where both are printed nothing is proven.
    """
    if any(None in line for line in lines):
        return False
    nothing = {
        cell.kind is Kind.NUMBER for line in lines for cell in line if cell and not cell.value
    }
    if len(nothing) > 1:
        return False
    table = grid.rows[0].table
    numbers = [[value(cell) for cell in line] for line in lines]
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
                a = sum(value(by_row[r][column]) for r in s.parts)
                b = sum(value(by_row[r][column]) for r in s.whole)
                score += 0.0 if not a and not b else 1.0 if a == b else -1.0
    return score
