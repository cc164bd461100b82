"""Small tables whose columns are printed one after the other: heads, and then the numbers below them.

PDF converters print small tables as blocks of text: a block of row labels, a head, the numbers of its
column. Every head names a column that is open until its numbers come. A beam search over the numbers, in the
order of the text, assigns each block of them to open columns, preferably to those named last; a block of
several columns is read by columns or by rows, as its line ends show. Cells on which the best hypotheses do
not agree stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from govie.records import record
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.scattered import heads

_BEAM = 40
_CLOSE = 1.0  # score: hypotheses this close to the best are as good as it
_MOST = 40  # numbers: more are no small tables

_PART = -0.5  # for each part that a run is taken apart into
_CUT = -1.2  # where no blank line parts it
_PLACED = 0.3  # for each number
_SKIPPED, _STRAY = -1.5, -0.5  # for each number; for one alone between two breaks, as a page's
_UNFILLED = -0.7  # for each cell of a column that is named
_BELOW, _NOT_BELOW = 1.5, -2.0  # under the heads that stand right before, or not
_IN_ORDER, _BESIDE = 1.5, 0.3  # under the first of them; under the first or the last
_EARLIER = -0.5  # under heads before that
_AS_BROKEN = 1.0  # by columns or by rows, as the line ends have it
_FULL_BLOCK = 0.5  # a block is a column
_SIGNED, _UNLIKE = 1.0, -6.0  # a sign or a unit where it belongs, or where it does not
_LARGE, _AMOUNT = 10_000, 1.2  # an amount of money, and hardly how much a number changed
_MIXED = -1.5  # a block read by columns where others are read by rows

_Place = tuple[int, int]
"""Row and column."""


@record(frozen=True, slots=True)
class _Run:
    """Numbers between two labels.

    ``named``: columns named since the last run, in order; ``block``: how many of them in the block of text in
    which the numbers begin; ``row``: the row whose label stands right before.
    """

    named: tuple[int, ...]
    block: int
    row: int | None
    values: tuple[Cell, ...]


@record(frozen=True, slots=True)
class _State:
    """A hypothesis after some of the numbers."""

    score: float = 0.0
    waiting: tuple[int, ...] = ()  # columns that are named and not filled, in order
    filled: frozenset[tuple[_Place, int]] = frozenset()  # and where in the text the cell begins
    skipped: int = 0
    by_column: int = 0  # blocks of several columns read so
    by_row: int = 0


@dataclass(slots=True)
class _Board:
    """The columns of a section's tables, each with its cells, and the runs of numbers in its text."""

    grid: Grid
    columns: list[tuple[_Place, ...]]
    runs: list[_Run] = field(default_factory=list)
    apart: bool = False  # whether the labels of a table's rows stand together, before any number


def read(cells: Sequence[Cell], grid: Grid) -> Hypothesis | None:
    """The hypothesis of ``cells`` as tables printed by columns; None where they do not look like it."""
    if any(c.hard for c in cells):
        return None
    board = _board(cells, grid)
    count = sum(len(run.values) for run in board.runs)
    headed = sum(len(run.values) for run in board.runs if run.named and not _is_row(grid, run))
    directly = any(run.named and run.row is None for run in board.runs)
    if not (board.apart and directly) or not 0 < count <= _MOST or 2 * headed <= count:
        return None
    states = [_State()]
    for run in board.runs:
        states = _through(board, run, states)
    scored = sorted(((_final(board, s), s) for s in states), key=lambda s: -s[0])
    best, state = scored[0]
    printed = {cell.start: cell for run in board.runs for cell in run.values}
    rivals = [
        {place: printed[at] for place, at in s.filled}
        for score, s in scored
        if score >= best - _CLOSE
    ]
    agreed = {
        place: cell
        for place, cell in rivals[0].items()
        if all(r.get(place) is not None and _printed(r[place]) == _printed(cell) for r in rivals)
    }
    if 2 * state.skipped > count or not agreed:
        return None
    named = {place for run in board.runs for c in run.named for place in board.columns[c]}
    rows = []
    for number, row in enumerate(grid.rows):
        if any((number, c) in named for c in range(row.width)):
            slots = tuple(agreed.get((number, c)) for c in range(row.width))
            rows.append(Assignment(number, slots, 0.0, 0.0, "headed"))
    return Hypothesis(tuple(rows), best, state.skipped)


def _is_row(grid: Grid, run: _Run) -> bool:
    """Whether the numbers of ``run`` are as many as those of the row whose label stands right before."""
    return run.row is not None and len(run.values) <= grid.rows[run.row].width


def _printed(cell: Cell) -> tuple[object, ...]:
    """What a cell prints."""
    return cell.kind, cell.value, cell.scale


# ---------------------------------------------------------------------- the board


def _board(cells: Sequence[Cell], grid: Grid) -> _Board:
    """The columns of ``grid`` and the runs of numbers in ``cells``."""
    columns: list[tuple[_Place, ...]] = []
    by_table: list[list[int]] = []
    for _, group in groupby(enumerate(grid.rows), key=lambda r: r[1].table.name):
        own = [number for number, _ in group]
        width = grid.rows[own[0]].width
        by_table.append([*range(len(columns), len(columns) + width)])
        columns += [tuple((r, c) for r in own) for c in range(width)]
    board = _Board(grid, columns)
    naming = heads.Naming(grid, by_table)
    for is_value, piece in groupby(cells, key=lambda c: c.is_value):
        own_cells = [*piece]
        if not is_value:
            naming.read(own_cells)
        elif values := [c for c in own_cells if c.is_printed]:
            named, block, row = naming.taken()
            if board.runs or named or row is not None:
                block = block if values[0].breaks < 2 else 0
                board.runs.append(_Run(named, block, row, tuple(values)))
    board.apart = naming.apart
    return board


# ---------------------------------------------------------------------- the search


def _through(board: _Board, run: _Run, states: Sequence[_State]) -> list[_State]:
    """``states`` after the numbers of ``run``."""
    beams: list[list[_State]] = [[] for _ in range(len(run.values) + 1)]
    for state in states:
        waiting = tuple(c for c in state.waiting if c not in run.named) + run.named
        beams[0].append(replace(state, waiting=waiting))
    for at in range(len(run.values)):
        for state in _best(beams[at]):
            for end, after in _steps(board, run, at, state):
                beams[end].append(after)
    return _best(beams[-1])


def _best(states: Sequence[_State]) -> list[_State]:
    """The best of ``states``, one of those that filled the same cells."""
    by_cells: dict[object, _State] = {}
    for state in sorted(states, key=lambda s: -s.score):
        by_cells.setdefault((state.filled, state.waiting), state)
    return [*by_cells.values()][:_BEAM]


def _steps(board: _Board, run: _Run, at: int, state: _State) -> Iterator[tuple[int, _State]]:
    """What the next numbers of ``run`` may be, each with where they end."""
    values = run.values
    ends = [n for n in range(at + 1, len(values) + 1) if n == len(values) or values[n].breaks > 1]
    alone = ends[0] == at + 1 and len(values) > 1
    cost = _STRAY if alone else _SKIPPED
    yield at + 1, replace(state, score=state.score + cost, skipped=state.skipped + 1)
    taken = {place for place, _ in state.filled}
    if at == 0 and run.row is not None:
        places = [(run.row, c) for c in range(board.grid.rows[run.row].width)]
        if len(places) <= len(values) and not taken & {*places}:
            score = state.score + _BELOW
            score, filled = _filled(board, state, places, values, score)
            yield len(places), replace(state, score=score, filled=filled)
    for start in range(len(state.waiting)):
        end = at
        for stop in range(start + 1, len(state.waiting) + 1):
            end += len(board.columns[state.waiting[stop - 1]])
            if end > len(values):
                break
            window = state.waiting[start:stop]
            if any(place in taken for c in window for place in board.columns[c]):
                break
            score = state.score + _PART + _where(run, at, window, state)
            score += 0.0 if end in ends else _CUT
            waiting = state.waiting[:start] + state.waiting[stop:]
            blocks = _blocks(values[at:end])
            for by_row, places, shown in _orders(board, run, window, blocks):
                total, filled = _filled(board, state, places, values[at:end], score + shown)
                by_column = state.by_column + (by_row is False)
                rows = state.by_row + (by_row is True)
                yield end, _State(total, waiting, filled, state.skipped, by_column, rows)


def _filled(
    board: _Board, state: _State, places: Sequence[_Place], values: Sequence[Cell], score: float
) -> tuple[float, frozenset[tuple[_Place, int]]]:
    """The score of ``state`` with ``values`` in ``places``, and what is filled."""
    pairs = [*zip(places, values, strict=False)]
    score += sum([_worth(board, *pair) for pair in pairs])
    return score, state.filled | {(place, cell.start) for place, cell in pairs}


def _blocks(values: Sequence[Cell]) -> list[int]:
    """How many numbers stand in each of the blocks that blank lines part."""
    starts = [n for n, c in enumerate(values) if n == 0 or c.breaks > 1]
    return [b - a for a, b in pairwise([*starts, len(values)])]


def _where(run: _Run, at: int, window: Sequence[int], state: _State) -> float:
    """What speaks for the columns of ``window`` by where their heads stand."""
    if at == 0 and run.named:
        near = run.named[-run.block :]  # all of them where the numbers' block has none
        first, last = window[0] == near[0], window[-1] == near[-1]
        if first and last:
            return _BELOW
        # In a block of their own numbers come in the order of the heads.
        return _IN_ORDER if first and not run.block else _BESIDE if first or last else _NOT_BELOW
    return 0.0 if window[0] == state.waiting[0] else _EARLIER


def _orders(
    board: _Board, run: _Run, window: Sequence[int], sizes: Sequence[int]
) -> Iterator[tuple[bool | None, list[_Place], float]]:
    """The cells of ``window`` in the orders in which they may be printed, each with what speaks for it.

    ``sizes``: how many numbers stand in each block.
    """
    tables = {board.grid.rows[board.columns[c][0][0]].table.name for c in window}
    if len(tables) == 1 and {*window} <= {*run.named}:
        window = sorted(window)  # a broken head may name its column late
    columns = [board.columns[c] for c in window]
    heights = [len(c) for c in columns]
    by_column = [place for column in columns for place in column]
    in_blocks = _FULL_BLOCK if sizes == heights else 0.0
    if len(columns) == 1 or max(heights) == 1 or len(tables) > 1:
        yield None, by_column, in_blocks
        return
    lines = sizes == [sum(sizes)] or sizes == [len(columns)] * heights[0]
    single = max(sizes) == 1 or sizes == heights
    shown = _AS_BROKEN if single else -_AS_BROKEN if lines else 0.0
    yield False, by_column, in_blocks + shown
    by_row = [column[n] for n in range(heights[0]) for column in columns]
    yield True, by_row, -shown


def _worth(board: _Board, place: _Place, cell: Cell) -> float:
    """How well ``cell`` goes with its column, by its sign and its unit."""
    column = board.grid.rows[place[0]].columns[place[1]]
    score = _PLACED
    if cell.text[:1] in ("+", "增") or (cell.value or 0) < 0:
        score += _SIGNED if column.signed else _UNLIKE
    if cell.is_scaled:
        score += _SIGNED if column.is_money else _UNLIKE
    elif isinstance(cell.value, float) and not column.is_money:
        score += _UNLIKE
    if abs(cell.value or 0) >= _LARGE:
        score += _AMOUNT if column.is_money else -_AMOUNT if column.signed else 0.0
    return score


def _final(board: _Board, state: _State) -> float:
    """The score with what is not filled, and with blocks read in one way or the other."""
    lacking = sum(len(board.columns[c]) for c in state.waiting)
    return state.score + _UNFILLED * lacking + _MIXED * min(state.by_column, state.by_row)


__all__ = ["read"]
