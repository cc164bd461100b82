"""Partial covers of a scattered table, many at a time, as arrays with one line for each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from govie.tables.moves import Move
from govie.tables.sums import Ints, Sums

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(slots=True)
class States:
    """``n`` partial covers of a table of ``R`` by ``W`` cells with ``S`` sums.

    ``filled`` (n, R*W+1): which cells have a token; the last is never filled. ``open`` (n, W): the row after the
    lowest filled one of each column. ``cell``: the last token's, -1 where the page has none yet. ``first``,
    ``end``: the page's rows. The block that is being filled: ``top`` and ``bottom`` row of its pieces (-1 where
    unknown), ``left`` and ``right`` column between which its rows wrapped, ``height`` of the block before,
    ``rows`` of one line in a row. ``balance``, ``parts``, ``wholes`` (n, S): what each sum comes to so far, and
    how many of its cells are not filled. ``logs``, ``numbers``, ``zeros`` (n, W): of the tokens of each column
    the sum of logarithms and how many are not, and are, 0. ``joined`` (n, R+1): whether the text had no gap above
    each row (1), or one (-1). ``key``: a hash of the cells and their values.
    """

    score: Floats
    key: Ints
    filled: Bools
    open: Ints
    cell: Ints
    first: Ints
    end: Ints
    top: Ints
    bottom: Ints
    left: Ints
    right: Ints
    height: Ints
    rows: Ints
    balance: Ints
    parts: Ints
    wholes: Ints
    logs: Floats
    numbers: Floats
    zeros: Floats
    joined: Ints

    def __len__(self) -> int:
        return len(self.score)

    def take(self, index: Ints) -> States:
        """The states at ``index``, as copies."""
        return States(*[getattr(self, name).take(index, 0) for name in _NAMES])

    def last(self, width: int) -> tuple[Ints, Ints]:
        """Row and column of the last token; far off where there is none."""
        none = self.cell < 0
        return np.where(none, -5, self.cell // width), np.where(none, -5, self.cell % width)

    def forget(self) -> None:
        """Begin a page: nothing is known of its blocks."""
        for part in (self.cell, self.top, self.bottom, self.left, self.right):
            part[:] = -1
        self.height[:] = 0
        self.rows[:] = 0


_NAMES = tuple(f.name for f in fields(States))


def empty(rows: int, width: int, sums: Sums) -> States:
    """The one cover in which nothing is filled."""
    none = np.full(1, -1, np.int64)
    zero = np.zeros(1, np.int64)
    columns = np.zeros((1, width))
    return States(
        score=np.zeros(1), key=zero.copy(), filled=np.zeros((1, rows * width + 1), np.bool_),
        open=np.zeros((1, width), np.int64), cell=none.copy(), first=zero.copy(),
        end=np.full(1, rows, np.int64), top=none.copy(), bottom=none.copy(), left=none.copy(),
        right=none.copy(), height=zero.copy(), rows=zero.copy(),
        balance=np.zeros((1, len(sums.parts)), np.int64), parts=sums.parts[None].copy(),
        wholes=sums.wholes[None].copy(), logs=columns.copy(), numbers=columns.copy(),
        zeros=columns.copy(), joined=np.zeros((1, rows + 1), np.int64),
    )  # fmt: skip


def follow(found: States, width: int, cells: Ints, skipped: Bools, move: Ints) -> None:
    """Note in ``found`` what ``move`` to ``cells`` makes known of the block that is being filled."""
    row, column = found.last(width)
    at, to = cells // width, cells % width
    down, beside = move == Move.DOWN, move == Move.BESIDE
    wraps = (move == Move.WRAPPED) | (move == Move.WRAP)
    goes_on = down | beside
    passed = (found.bottom >= 0) & (at > found.bottom)
    bottom = np.where(down, np.where(passed, -1, found.bottom), np.where(beside, row, -1))
    over = np.where(beside & (column == found.right), -1, found.right)
    right = np.where(goes_on, over, np.where(wraps, column, -1))
    left = np.where(goes_on, found.left, np.where(wraps, to, -1))
    left = np.where(right < 0, -1, left)
    height = np.where(wraps, row - found.top + 1, np.where(goes_on, found.height, 0))
    again = np.where((found.height == 1) & (height == 1), found.rows + 1, height == 1)
    rows = np.where(move == Move.WRAPPED, again, np.where(goes_on, found.rows, 0))
    rows = np.where(move == Move.WRAP, height == 1, rows)
    top = np.where(down, found.top, at)
    for name, new in (
        ("top", top), ("bottom", bottom), ("left", left), ("right", right), ("height", height),
        ("rows", np.minimum(rows, 3)),
    ):  # fmt: skip
        setattr(found, name, np.where(skipped, getattr(found, name), new))


def identity(now: States) -> Ints:
    """A hash of all that the future of a cover depends on."""
    found = now.key * 1_000_003 + now.cell
    for part, factor in (
        (now.end, 7919), (now.top, 104_729), (now.bottom, 1_299_709), (now.left, 15_485_863),
        (now.right, 32_452_843), (now.rows, 49_979_687), (now.height, 86_028_121),
    ):  # fmt: skip
        found = found + part * factor
    return found
