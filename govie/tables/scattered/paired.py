"""Rows side by side, printed as column heads and numbers in turn: assigns each number to a head by order and sums.

However a PDF converter takes such a row apart, it prints heads before their numbers, mostly in the same order.
A search assigns each number to a head that has none yet; the order decides, and the sums of all rows must hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from govie.records import record
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.rows import naming
from govie.tables.slots import value
from govie.text.characters import cjk

_STRAY = 4  # numbers that are no cells, as a page's
_BEAM = 60
_NODES = 2_000  # steps of the search for the heads that broken pieces are

# Costs, in units of a number that is not under the head whose turn it is.
_OUT_OF_TURN = 1.0
_IS_STRAY = 2.0
_EMPTY = 0.3  # a head of a row without numbers
_RIVAL = 0.9  # an assignment that costs so little more is a rival

_Head = tuple[int, int]
"""Row and column."""


@record(frozen=True, slots=True)
class _Open:
    """A head printed before a number; ``near``: whether in the number's own block of text."""

    head: _Head
    near: bool


@record(frozen=True, slots=True)
class _Reading:
    """``pieces`` of text as heads: the column of each, and the piece in which it begins."""

    heads: tuple[tuple[int, int], ...]
    pieces: int


@record(frozen=True, slots=True)
class _State:
    """A hypothesis after some of the numbers."""

    cost: float = 0.0
    named: tuple[
        int, ...
    ] = ()  # how often each column was named: its n-th head is that of the n-th row
    open: tuple[_Open, ...] = ()  # heads without a number, in the order of the text
    filled: tuple[tuple[_Head, Cell], ...] = ()
    strays: int = 0


def paired(cells: Sequence[Cell], grid: Grid, *, in_turn: bool = False) -> Hypothesis | None:
    """The hypothesis in which numbers stand under their heads; None where no assignment makes all sums hold.

    Cells on which assignments of about the same cost disagree are None. ``in_turn``: whether only the assignment
    is looked for in which each number is under the head whose turn it is.
    """
    width, count = grid.rows[0].width, grid.rows[0].width * len(grid.rows)
    if nothing := _nothing(cells, grid):
        return nothing
    pieces = _pieces(cells, grid)
    # Where each number is under the head whose turn it is, any other assignment costs more than a rival may.
    states, printed = _through(pieces, grid, 1)
    if not states or states[0].cost or _ended(grid, states[0]) is None:
        # Any other gives each head a number: empty rows are told only where all numbers are in turn.
        if in_turn or _numbers(pieces) < count:
            return None
        states, printed = _through(pieces, grid, _BEAM)
    ended = sorted((e for s in states if (e := _ended(grid, s))), key=lambda s: s.cost)
    if not ended:
        return None
    best = dict(ended[0].filled)
    rivals = [dict(s.filled) for s in ended[1:] if s.cost < ended[0].cost + _RIVAL]
    agreed = {h: c for h, c in best.items() if all(_same(r.get(h), c) for r in rivals)}
    how = "headed" if len(agreed) < count or _is_mixed(agreed.values()) else "cover"
    named = naming.sides([c for c in cells if not c.is_value], grid) or ()
    order = named if len(named) == len(grid.rows) else range(len(grid.rows))
    rows = []
    for head, number in enumerate(order):
        slots = tuple(agreed.get((head, c)) for c in range(width))
        if number is not None and any(slots):
            rows.append(Assignment(number, slots, 0.0, 0.0, how))
    return Hypothesis(tuple(rows), -ended[0].cost, printed - len(best)) if rows else None


def _nothing(cells: Sequence[Cell], grid: Grid) -> Hypothesis | None:
    """The hypothesis in which each cell is 0, where nothing but enough zeros is printed: their order tells nothing."""
    width, count = grid.rows[0].width, grid.rows[0].width * len(grid.rows)
    printed = [c for c in cells if c.is_printed]
    if not count <= len(printed) <= count + _STRAY or any(c.value != 0 for c in printed):
        return None
    rows = [
        Assignment(row, tuple(printed[width * row :][:width]), 0.0, 0.0, "cover")
        for row in range(len(grid.rows))
    ]
    return Hypothesis(tuple(rows), 0.0, len(printed) - count)


@record(frozen=True, slots=True)
class _Piece:
    """Heads that no number parts, as they may be read, of which ``near`` pieces are in the last block; or numbers."""

    readings: Sequence[_Reading] = ()
    near: int = 0
    values: Sequence[Cell] = ()


def _pieces(cells: Sequence[Cell], grid: Grid) -> list[_Piece]:
    """``cells`` as heads and numbers in turn."""
    found: list[_Piece] = []
    # Heads whose other lines stand after some number, as a page's header has one.
    broken: list[Cell] = []
    for is_value, group in groupby(cells, key=lambda c: c.is_value):
        own = [*group]
        if is_value:
            found.append(_Piece(values=[c for c in own if c.is_printed]))
            continue
        blocks = _blocks([*broken, *own], grid)
        readings = _readings(tuple([piece for block in blocks for piece in block]), grid)
        broken = [] if readings else [*broken, *own]
        if readings:
            found.append(_Piece(readings, len(blocks[-1])))
    return found


def _through(pieces: Sequence[_Piece], grid: Grid, beam: int) -> tuple[list[_State], int]:
    """The best hypotheses of ``pieces``, as many as ``beam``, and how many numbers stand after the first head.

    No hypotheses where none makes the sums hold, or there are too many numbers.
    """
    width, count = grid.rows[0].width, grid.rows[0].width * len(grid.rows)
    states = [_State(named=(0,) * width)]
    printed = 0
    for piece in pieces:
        if piece.readings:
            states = [_named(piece.readings, piece.near, grid, s) for s in states]
        for cell in piece.values if any(states[0].named) else ():
            printed += 1
            states = _assigned(grid, states, cell, len(piece.values), beam)
            if printed > count + _STRAY or not states:
                return [], printed
    return states, printed


def _numbers(pieces: Sequence[_Piece]) -> int:
    """How many numbers stand after the first head."""
    first = next(
        (n for n, p in enumerate(pieces) if p.readings and p.readings[0].heads), len(pieces)
    )
    return sum(len(p.values) for p in pieces[first:])


def heads_of(cells: Sequence[Cell], grid: Grid, *, alone: bool = False) -> list[Cell]:
    """The heads of the table among ``cells`` that are none of it, and the numbers that follow them on end.

    ``alone``: also the other numbers that have a line of their own.
    """
    lines = Counter(c.line for c in cells) if alone else {}
    names = "".join(grid.columns) + "".join(cjk(r.table.label) for r in grid.rows)
    found: list[Cell] = []
    of_table = False
    for cell in cells:
        if not cell.is_value:
            of_table = cjk(cell.text) != "" and all(cjk(w) in names for w in cell.text.split())
        if of_table or (cell.is_printed and lines.get(cell.line) == 1):
            found.append(cell)
    return found


def _same(a: Cell | None, b: Cell) -> bool:
    return a is not None and (a.kind, a.value) == (b.kind, b.value)


def _is_mixed(cells: Iterable[Cell]) -> bool:
    """Whether both zeros and marks for nothing are printed, which the sums cannot tell apart."""
    return len({c.kind is Kind.NUMBER for c in cells if not c.value}) > 1


# ---------------------------------------------------------------------- numbers


def _assigned(
    grid: Grid, states: Sequence[_State], cell: Cell, run: int, beam: int
) -> list[_State]:
    """The best of ``states`` after ``cell``, one of a ``run`` of so many numbers: no cell, or that of some head.

    Heads in the block of the numbers are theirs, if they are not fewer.
    """
    options: list[tuple[float, _State, int]] = []  # cost, and which of the open heads; -1: none
    for state in states:
        if state.strays < _STRAY:
            options.append((state.cost + _IS_STRAY, state, -1))
        near = [n for n, o in enumerate(state.open) if o.near]
        first = near[0] if near and cell.breaks < 2 and run <= len(near) else 0
        for n in range(len(state.open)):
            options.append((state.cost + (0.0 if n == first else _OUT_OF_TURN), state, n))
    found: list[_State] = []
    for cost, state, n in sorted(options, key=lambda o: o[0]):
        if n < 0:
            found.append(_State(cost, state.named, state.open, state.filled, state.strays + 1))
        else:
            head = state.open[n].head
            filled = (*state.filled, (head, cell))
            if _holds(grid, filled, head[0]):
                left = state.open[:n] + state.open[n + 1 :]
                found.append(_State(cost, state.named, left, filled, state.strays))
        if len(found) == beam:
            break
    return found


def _holds(grid: Grid, filled: Sequence[tuple[_Head, Cell]], row: int) -> bool:
    """Whether the sums of ``row`` hold, as far as all of their cells are filled."""
    numbers = {column: value(cell) for (of, column), cell in filled if of == row}
    for s in grid.rows[row].table.column_sums:
        if len(numbers) < len(s.parts) + len(s.whole) or not all(
            c in numbers for c in (*s.parts, *s.whole)
        ):
            continue
        if sum(numbers[c] for c in s.parts) != sum(numbers[c] for c in s.whole):
            return False
    return True


def _ended(grid: Grid, state: _State) -> _State | None:
    """``state`` with the cost of its empty heads; None where a row is filled in part, or a head is not printed."""
    rows = {row for (row, _), _ in state.filled}
    width = grid.rows[0].width
    empty = len(grid.rows) * width - len(state.filled)
    if not rows or len(state.filled) != len(rows) * width or empty != len(state.open):
        return None
    if empty and state.cost:
        return None  # which rows are empty is told by the order alone
    return replace(state, cost=state.cost + _EMPTY * empty)


# ---------------------------------------------------------------------- heads


def _blocks(cells: Sequence[Cell], grid: Grid) -> list[list[str]]:
    """The pieces of heads in each block of text of ``cells``, which are labels."""
    blocks: list[list[str]] = [[]]
    for cell in cells:
        if cell.breaks > 1:
            blocks.append([])
        blocks[-1] += [p for word in cell.text.split() if (p := _without_rows(cjk(word), grid))]
    return blocks


def _named(readings: Sequence[_Reading], near: int, grid: Grid, state: _State) -> _State:
    """``state`` after heads that no number parts; ``near``: how many of their pieces are in the last block."""
    named, opened = [*state.named], []
    first = readings[0].pieces - near
    for column, at in readings[0].heads:
        if named[column] < len(grid.rows):
            opened.append(_Open((named[column], column), at >= first))
            named[column] += 1
    if len(readings) > 1:  # heads side by side, line by line
        opened.sort(key=lambda o: o.head)
    before = [replace(o, near=False) for o in state.open]
    return replace(state, named=tuple(named), open=(*before, *opened))


def _without_rows(word: str, grid: Grid) -> str:
    """``word`` without the rows' labels, if what is left can be part of a head; else nothing."""
    for label in (*grid.spelled, *grid.captions):
        word = word.replace(label, "")
    return word if {*word} <= {*"".join(grid.columns)} else ""


@lru_cache(maxsize=1_000)  # reports share their heads
def _readings(pieces: tuple[str, ...], grid: Grid) -> tuple[_Reading, ...]:
    """The heads that ``pieces`` of text are, each as its column and the piece in which it begins; at most two readings.

    A block of heads of several lines is printed line by line: the upper parts of all heads, then the lower. So
    each piece goes on with a head that is begun, or begins one. Two readings show that the order is not told.
    """
    found: dict[tuple[int, ...], _Reading] = {}
    budget = [_NODES]

    def search(
        piece: int, at: int, begun: tuple[tuple[str, int], ...], left: tuple[str, ...]
    ) -> None:
        """``begun``: heads with the piece in which each begins; ``left``: what each lacks."""
        budget[0] -= 1
        if budget[0] < 0 or len(found) > 1:
            return
        if piece == len(pieces):
            if not any(left):
                heads = tuple((grid.columns[name], start) for name, start in begun)
                found.setdefault(tuple(c for c, _ in heads), _Reading(heads, len(pieces)))
            return
        text = pieces[piece][at:]
        if not text:
            search(piece + 1, 0, begun, left)
            return
        for name in grid.columns:
            size = min(len(name), len(text))
            if name[:size] == text[:size]:
                search(piece, at + size, (*begun, (name, piece)), (*left, name[size:]))
        tried = set()
        for n, rest in enumerate(left):
            size = min(len(rest), len(text))
            if size and rest not in tried and rest[:size] == text[:size]:
                tried.add(rest)
                search(piece, at + size, begun, (*left[:n], rest[size:], *left[n + 1 :]))

    search(0, 0, (), ())
    return tuple(found.values())


__all__ = ["heads_of", "paired"]
