"""The sums of a table with its rows and columns as printed, as arrays that a search can add into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from govie.headers import Grid

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

    def backward(self) -> Sums:
        """These sums over cells numbered from the last to the first."""
        return replace(self, sums=self.sums[::-1].copy(), signs=self.signs[::-1].copy())


def of(grid: Grid, columns: Sequence[int | None]) -> Sums:
    """The sums of ``grid``'s first table with its columns as printed; None is a subtotal of organisations."""
    table = grid.rows[0].table
    width = len(columns)
    rows = len(grid.rows)
    place = {column: n for n, column in enumerate(columns) if column is not None}
    found: list[tuple[list[int], list[int]]] = []
    for row in range(rows):
        for s in table.column_sums:
            found.append(
                (
                    [row * width + place[c] for c in s.parts],
                    [row * width + place[c] for c in s.whole],
                )
            )
        if None in columns:
            # The natural persons stand first, and the subtotal before the total.
            subtotal = columns.index(None)
            found.append(([row * width + n for n in range(1, subtotal)], [row * width + subtotal]))
    for column in range(width):
        for s in table.row_sums:
            found.append(
                ([r * width + column for r in s.parts], [r * width + column for r in s.whole])
            )
    return _arrays(found, rows * width)


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
