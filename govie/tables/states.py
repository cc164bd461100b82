"""Beam-search states of ``cover``: partial assignments of numbers to cells, one array line for each."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from govie.tables.moves import BESIDE, DOWN, WRAP, WRAPPED
from govie.tables.sums import Counts, Ints, Sums

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

MOST_ROWS = 62  # of a column, whose filled rows are the bits of one number


@dataclass(slots=True)
class Block:
    """What is known of the block that each of ``n`` covers is filling.

    ``cell``: the last token's, -1 where the page has none yet. ``end``: the row at which the page ends. ``top``
    and ``bottom`` row of the block's pieces (-1 where unknown), ``left`` and ``right`` column between which its
    rows wrapped, ``height`` of the block before, ``rows`` of one line in a row. ``key``: a hash of the cells
    that are filled and their values.
    """

    key: Ints
    cell: Ints
    end: Ints
    top: Ints
    bottom: Ints
    left: Ints
    right: Ints
    height: Ints
    rows: Ints

    def take(self, index: Ints) -> Block:
        """The lines at ``index``, as copies."""
        return Block(*[getattr(self, name).take(index) for name in _OF_BLOCK])

    def last(self, width: int) -> tuple[Ints, Ints]:
        """Row and column of the last token; far off where there is none."""
        row, column = divided(self.cell, width)
        none = self.cell < 0
        row[none] = column[none] = -5
        return row, column

    def forget(self) -> None:
        """Begin a page: nothing is known of its blocks."""
        for part in (self.cell, self.top, self.bottom, self.left, self.right):
            part[:] = -1
        self.height[:] = 0
        self.rows[:] = 0

    def identity(self) -> Ints:
        """A hash of all that the future of a cover depends on."""
        found = self.key * 1_000_003 + self.cell
        for part, factor in (
            (self.end, 7919), (self.top, 104_729), (self.bottom, 1_299_709), (self.left, 15_485_863),
            (self.right, 32_452_843), (self.rows, 49_979_687), (self.height, 86_028_121),
        ):  # fmt: skip
            found += part * factor
        return found


_OF_BLOCK = tuple(f.name for f in fields(Block))


@dataclass(slots=True)
class States:
    """``n`` partial covers of a table of ``R`` by ``W`` cells with ``S`` sums.

    ``first``: the page's first row. ``filled`` (n, W): for each column which rows have a token, as bits;
    ``free`` and ``open`` (n, W): its first free row on the page, and the row after its lowest filled one; ``count``
    of the cells that are filled, of them ``before`` the page. ``down``: the first free row below the last
    token. ``balance``, ``parts``, ``wholes`` (n, S): what each sum comes to so far, and how many of its cells are
    not filled. ``logs``, ``numbers``, ``zeros`` (n, W): of the tokens of each column the sum of logarithms and
    how many are not, and are, 0. ``joined``, ``apart``: rows above which the text had no gap, and one, as bits.
    """

    block: Block
    score: Floats
    first: Ints
    filled: Ints
    free: Ints
    open: Ints
    count: Ints
    before: Ints
    down: Ints
    balance: Ints
    parts: Counts
    wholes: Counts
    logs: Floats
    numbers: Floats
    zeros: Floats
    joined: Ints
    apart: Ints

    def __len__(self) -> int:
        return len(self.score)

    def take(self, index: Ints, block: Block | None = None) -> States:
        """The covers at ``index``, as copies; ``block``: theirs, if it is another."""
        own = [getattr(self, name).take(index, 0) for name in _ARRAYS]
        return States(block or self.block.take(index), *own)


_ARRAYS = tuple(f.name for f in fields(States) if f.name != "block")


def empty(rows: int, width: int, sums: Sums) -> States:
    """The one cover in which nothing is filled."""

    def zeros() -> Ints:
        return np.zeros(1, np.int64)

    def columns() -> Ints:
        return np.zeros((1, width), np.int64)

    block = Block(**{name: zeros() for name in _OF_BLOCK})
    block.end[:] = rows
    block.forget()
    return States(
        block=block, score=np.zeros(1), first=zeros(), filled=columns(), free=columns(),
        open=columns(), count=zeros(), before=zeros(), down=zeros(),
        balance=np.zeros((1, len(sums.parts)), np.int64), parts=sums.parts[None].copy(),
        wholes=sums.wholes[None].copy(), logs=np.zeros((1, width)), numbers=np.zeros((1, width)),
        zeros=np.zeros((1, width)), joined=zeros(), apart=zeros(),
    )  # fmt: skip


def divided(number: Ints, by: int) -> tuple[Ints, Ints]:
    """Quotient and remainder, of numbers from 0 on: three times as quick as ``np.divmod``."""
    quotient = number // by
    return quotient, number - quotient * by


def free_from(filled: Ints, row: Ints) -> Ints:
    """The first row from ``row`` on that is none of ``filled``'s bits."""
    unfilled = ~(filled >> row)
    lowest = unfilled & -unfilled
    found: Ints = row + np.frexp(lowest)[1] - 1
    return found


def follow(now: Block, width: int, cells: Ints, skipped: Bools, move: Ints) -> Block:
    """``now`` with what ``move`` to ``cells`` makes known, but where the token is ``skipped``."""
    row, column = now.last(width)
    at, to = divided(cells, width)
    down, beside, wrapped = move == DOWN, move == BESIDE, move == WRAPPED
    wraps = wrapped | (move == WRAP)
    goes_on = down | beside
    passed = (now.bottom >= 0) & (at > now.bottom)
    bottom = np.where(down, np.where(passed, -1, now.bottom), np.where(beside, row, -1))
    over = np.where(beside & (column == now.right), -1, now.right)
    right = np.where(goes_on, over, np.where(wraps, column, -1))
    left = np.where(goes_on, now.left, np.where(wraps, to, -1))
    left[right < 0] = -1
    height = np.where(wraps, row - now.top + 1, np.where(goes_on, now.height, 0))
    again = np.where((now.height == 1) & (height == 1), now.rows + 1, height == 1)
    rows = np.where(wraps, height == 1, np.where(goes_on, now.rows, 0))
    rows = np.where(wrapped, again, rows)
    top = np.where(down, now.top, at)
    new = {
        "top": top, "bottom": bottom, "left": left, "right": right, "height": height,
        "rows": np.minimum(rows, 3), "cell": cells,
    }  # fmt: skip
    return replace(
        now, **{name: np.where(skipped, getattr(now, name), own) for name, own in new.items()}
    )
