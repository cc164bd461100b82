"""Tables whose columns a PDF converter printed apart from their rows' labels.

Such text comes in pieces: values on consecutive lines with nothing between them. A piece is part of one
column, or of one row; where the page's rows have equal heights in every column, the pieces of all columns
have the same lengths. A cover of the table is a sequence of blocks, each some rows by all columns: seven
pieces of equal length, or seven groups of pieces whose lengths add up alike, or one piece of whole rows.
Heads right before a piece name its column; the rows' sums tell the total from its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govie.headers import Grid, cjk
from govie.tables import solver
from govie.tables.cells import Cell
from govie.tables.decoder import Assignment, Reading
from govie.tables.layout import Strip
from govie.tables.solver import Slots

_MOST_PIECES = 400
_NAMED = 1.5  # a head right before a column names it
_ROW = 1.5  # a row with as many cells as columns
_PIECE_SKIPPED = -1.5
_CELL_SKIPPED = -0.5
_ROW_MISSING = -4.0
_SUM = {1: 2.5, 0: 0.1, -1: -3.0}
_GROUPED = -1.0  # a block of groups of pieces, rather than of seven equal ones
_BEAM = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive values; ``column``: the one that the words right before name, ``lines``: one each."""

    cells: tuple[Cell, ...]
    column: int | None
    before: str

    def __len__(self) -> int:
        return len(self.cells)


def pieces(strip: Strip) -> list[Piece]:
    """The values of ``strip`` in pieces, in the order of the text."""
    grid = strip.grid
    names = {cjk(w): c for w, c in grid.columns.items()}
    found: list[Piece] = []
    group: list[Cell] = []
    segment = -1

    def close() -> None:
        if group:
            text = strip.segments[segment].text if segment >= 0 else ""
            column = (
                _named(text, names) if not (found and found[-1].before == f"{segment}") else None
            )
            found.append(Piece(tuple(group), column, f"{segment}"))
            group.clear()

    for cell, before in zip(strip.values, strip.before, strict=True):
        if not cell.is_printed:
            continue
        if group and (before != segment or cell.breaks > 1):
            close()
        segment = before
        group.append(cell)
    close()
    return found


def _named(text: str, names: Mapping[str, int]) -> int | None:
    ends = [(len(name), column) for name, column in names.items() if text.endswith(name)]
    return max(ends)[1] if ends else None


def cover(strip: Strip) -> Reading | None:
    """The best cover of a table with sums by blocks of pieces; None where there is none."""
    grid = strip.grid
    parts = pieces(strip)
    if not grid.summed or not 3 <= len(parts) <= _MOST_PIECES:
        return None
    rows = len(grid.rows)
    # By piece and row: the score, the blocks taken so far, and how many values were left over.
    paths: list[dict[int, _State]] = [{} for _ in range(len(parts) + 1)]
    paths[0][0] = (0.0, None, 0)
    left = [0] * (len(parts) + 1)
    for at in range(len(parts) - 1, -1, -1):
        left[at] = left[at + 1] + len(parts[at])
    best: _State | None = None
    for at, states in enumerate(paths):
        for row in range(rows):  # rows that are not there
            if row in states:
                score, taken, skipped = states[row]
                _keep(states, row + 1, (score + _ROW_MISSING, taken, skipped))
        kept = sorted(states.items(), key=lambda s: -s[1][0])[:_BEAM]
        for row, (score, taken, skipped) in kept:
            total = score + _ROW_MISSING * (rows - row) + max(-30.0, _CELL_SKIPPED * left[at])
            if best is None or total > best[0]:
                best = (total, taken, skipped + left[at])
        if at == len(parts):
            break
        size = len(parts[at])
        cost = _PIECE_SKIPPED + _CELL_SKIPPED * size
        blocks = [*_blocks(grid, parts, at)]
        for row, (score, taken, skipped) in kept:
            _keep(paths[at + 1], row, (score + cost, taken, skipped + size))
            for end, lines, scores, gain in blocks:
                if row + len(lines) <= rows:
                    block = (row, lines, scores, taken)
                    _keep(paths[end], row + len(lines), (score + gain, block, skipped))
    if best is None or best[1] is None:
        return None
    sound = _assigned(grid, best[1])
    return Reading(sound, best[0] + over_rows(grid, sound), best[2])


_Taken = tuple[int, "list[Slots]", "list[float]", Any]
"""A block with its first row, and the blocks before it."""

_State = tuple[float, "_Taken | None", int]


def _keep(states: dict[int, _State], row: int, state: _State) -> None:
    if row not in states or state[0] > states[row][0]:
        states[row] = state


def _assigned(grid: Grid, taken: _Taken) -> tuple[Assignment, ...]:
    """The rows of the blocks, but for those that do not add up: their block was cut wrongly."""
    found: list[Assignment] = []
    block: _Taken | None = taken
    while block is not None:
        row, lines, scores, block = block
        found[:0] = [
            Assignment(row + n, slots, score, 0.0, "scatter")
            for n, (slots, score) in enumerate(zip(lines, scores, strict=True))
            if solver.sum_state(grid.rows[row + n].table, slots) >= 0
        ]
    return tuple(found)


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


_Block = tuple[int, list[Slots], list[float], float]
"""Where a block ends among the pieces, its rows, their scores, and the sum of them."""


def _blocks(grid: Grid, parts: Sequence[Piece], at: int) -> Iterator[_Block]:
    """The blocks of rows that the pieces from ``at`` on may be, whichever rows they are."""
    width = grid.rows[0].width
    most = len(grid.rows)
    first = parts[at]
    # Whole rows in one piece.
    if len(first) % width == 0 and len(first) // width <= most:
        lines: list[Slots] = [
            tuple(first.cells[i : i + width]) for i in range(0, len(first), width)
        ]
        yield _block(grid, lines, at + 1, 0.0)
    # Seven pieces of equal length, or groups of pieces that add up alike.
    total = 0
    for end in range(at, min(len(parts), at + most)):
        total += len(parts[end])
        if total > most:
            return
        groups = _groups(parts, at, total, width)
        if groups is None:
            continue
        ends, columns = groups
        starts = [at, *ends[:-1]]
        equal = all(b - a == 1 for a, b in zip(starts, ends, strict=True))
        order = _order(grid, columns, [parts[a].column for a in starts])
        places = [order.index(c) for c in range(width)]
        lines = [tuple(columns[p][n] for p in places) for n in range(total)]
        named = sum(parts[a].column is not None for a in starts)
        yield _block(grid, lines, ends[-1], (0.0 if equal else _GROUPED) + _NAMED * named / width)


def _block(grid: Grid, lines: list[Slots], end: int, bonus: float) -> _Block:
    table = grid.rows[0].table
    scores = [_ROW + _SUM[solver.sum_state(table, s)] + bonus / len(lines) for s in lines]
    return end, lines, scores, sum(scores)


def _groups(
    parts: Sequence[Piece], at: int, size: int, width: int
) -> tuple[list[int], list[list[Cell]]] | None:
    """``width`` groups of consecutive pieces of ``size`` cells each; where they end, and their cells."""
    ends: list[int] = []
    columns: list[list[Cell]] = []
    for _ in range(width):
        cells: list[Cell] = []
        while len(cells) < size and at < len(parts):
            cells += parts[at].cells
            at += 1
        if len(cells) != size:
            return None
        ends.append(at)
        columns.append(cells)
    return ends, columns


def _order(grid: Grid, columns: Sequence[Sequence[Cell]], named: Sequence[int | None]) -> list[int]:
    """For each group the column that it is: by its head, by the sums, else in the form's order."""
    width = len(columns)
    heads = [c for c in named if c is not None and c < width]
    by_name = {c: i for i, c in enumerate(named) if c is not None and c < width}
    if len(set(heads)) != len(heads):
        by_name = {}
    (total,) = grid.rows[0].table.column_sums[0].whole
    numbers = [[solver.value(c) for c in column] for column in columns]
    sums = [sum(row) for row in zip(*numbers, strict=True)]
    # The total is half of all that stands in its row.
    totals = [
        i
        for i in range(width)
        if any(sums) and all(2 * v == s for v, s in zip(numbers[i], sums, strict=True))
    ]
    if len(totals) == 1:
        if by_name.get(total, totals[0]) != totals[0]:
            by_name = {}
        by_name = {c: i for c, i in by_name.items() if i != totals[0]} | {total: totals[0]}
    return _filled(by_name, width)


def _filled(known: Mapping[int, int], width: int) -> list[int]:
    """``known`` (column → group) filled up in order; for each group its column."""
    order: list[int] = [-1] * width
    for column, group in known.items():
        order[group] = column
    rest = iter(c for c in range(width) if c not in known)
    return [c if c >= 0 else next(rest) for c in order]


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
