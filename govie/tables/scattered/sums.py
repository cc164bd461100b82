"""The form's sums over the rows and columns that a table prints, as arrays: for each cell its sums and signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from govie.tables.scattered.pieces import Board
from govie.tables.tally import Tally

Ints = np.ndarray[Any, np.dtype[np.int64]]
Counts = np.ndarray[Any, np.dtype[np.int16]]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over cells numbered row by row: ``sums[c]`` are those of cell ``c``, ``signs[c]`` +1 or -1 in each.

    A sum holds where its cells, taken with their signs, come to 0. ``parts`` and ``wholes`` count each sum's
    cells by sign. The last sum is a dummy that pads cells that are in fewer sums than others.
    """

    sums: Ints
    signs: Ints
    parts: Counts
    wholes: Counts

    def tally(self, values: Ints) -> Tally:
        """How many sums hold and how many fail over the values of all cells."""
        count = len(self.parts)
        sides = [
            np.bincount(self.sums.ravel(), (weights * values[:, None]).ravel(), count)[:-1]
            for weights in (self.signs, np.abs(self.signs))
        ]
        balance, size = sides
        return Tally(int(((balance == 0) & (size > 0)).sum()), int((balance != 0).sum()))

    def backward(self) -> Sums:
        """These sums over cells numbered from the last to the first."""
        return replace(self, sums=self.sums[::-1].copy(), signs=self.signs[::-1].copy())


def of(board: Board) -> Sums:
    """The sums of a table as printed; a subtotal is that of the organisations."""
    table = board.grid.rows[0].table
    width, rows = len(board.columns), len(board.rows)
    found: list[tuple[list[int], list[int]]] = [
        ([first + n for n in parts], [first + n for n in whole])
        for first in range(0, rows * width, width)
        for parts, whole in _of_row(board)
    ]
    for column in range(width):
        for s in table.row_sums:
            # Rows printed as one are one part.
            parts, whole = (
                [row * width + column for row in dict.fromkeys(board.places[r] for r in side)]
                for side in (s.parts, s.whole)
            )
            found.append((parts, whole))
    return _arrays(found, rows * width)


def _of_row(board: Board) -> list[tuple[list[int], list[int]]]:
    """The columns of each sum within a row: its parts, and its total."""
    columns = board.columns
    place = {column: n for n, column in enumerate(columns) if column is not None}
    found = [
        ([place[c] for c in s.parts], [place[c] for c in s.whole])
        for s in board.grid.rows[0].table.column_sums
    ]
    if None in columns:
        # The natural persons stand first, and the subtotal before the total.
        subtotal = columns.index(None)
        found.append(([*range(1, subtotal)], [subtotal]))
    return found


def across(board: Board) -> Ints:
    """The sums within a row: a line for each column, with its sign in each sum."""
    own = _of_row(board)
    found = np.zeros((len(board.columns), len(own)), np.int64)
    for n, (parts, whole) in enumerate(own):
        found[parts, n], found[whole, n] = 1, -1
    return found


def _arrays(found: Sequence[tuple[Sequence[int], Sequence[int]]], cells: int) -> Sums:
    of_cell: list[list[tuple[int, int]]] = [[] for _ in range(cells)]
    for number, (parts, wholes) in enumerate(found):
        for cell in parts:
            of_cell[cell].append((number, 1))
        for cell in wholes:
            of_cell[cell].append((number, -1))
    most = max(map(len, of_cell))
    sums = np.full((cells, most), len(found), np.int64)
    signs = np.zeros((cells, most), np.int64)
    for cell, own in enumerate(of_cell):
        for n, (number, sign) in enumerate(own):
            sums[cell, n], signs[cell, n] = number, sign
    # The dummy never comes to an end.
    parts_ = np.array([*(len(p) for p, _ in found), cells + 1], np.int16)
    wholes_ = np.array([*(len(w) for _, w in found), cells + 1], np.int16)
    return Sums(sums, signs, parts_, wholes_)
