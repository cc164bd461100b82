"""The states of the beam of ``cover`` as NumPy arrays, one state a row: partial assignments of numbers to cells."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from govie.tables.scattered.moves import BESIDE, DOWN, SHAPE, WRAP, WRAPPED, Context, Wrap
from govie.tables.scattered.sums import Counts, Ints, Sums

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

Places = tuple[Ints, Ints]
"""Row and column of each cell."""

_FAR = -5  # the row and the column of no cell: near none
MOST_ROWS = 62  # of a column, whose filled rows are the bits of one number


# What a hash of a block multiplies its lines with.
_FACTORS = np.array(
    [
        1_000_003,
        7919,
        1,
        104_729,
        1_299_709,
        15_485_863,
        32_452_843,
        86_028_121,
        49_979_687,
        67_867_967,
    ]
)


class Block:
    """What is known of the block that each of ``n`` covers is filling, as ``lines`` of an array.

    ``key``: a hash of the cells that are filled and their values. ``end``: the row at which the page ends.
    ``cell``: the last token's, -1 where the page has none yet. ``top`` and ``bottom`` row of the block's pieces (-1
    where unknown), ``left`` and ``right`` column between which its rows wrapped, ``height`` of the block before,
    ``rows`` of one line in a row; ``skips``: whether the last token has no cell.
    """

    __slots__ = (
        "bottom", "cell", "end", "height", "key", "left", "lines", "right", "rows", "skips", "top",
    )  # fmt: skip

    def __init__(self, lines: Ints) -> None:
        self.lines = lines
        self.key, self.end, self.cell, self.top, self.bottom, *others = lines
        self.left, self.right, self.height, self.rows, self.skips = others

    def take(self, index: Ints) -> Block:
        """The covers at ``index``, as copies."""
        return Block(self.lines.take(index, 1))

    def last(self, places: Places) -> Places:
        """Row and column of the last token; far off where there is none."""
        row, column = places
        return row.take(self.cell), column.take(self.cell)

    def context(self, row: Ints, column: Ints, separator: int) -> Ints:
        """Its place in ``moves.SHAPE`` but for the move; ``row``, ``column``: of the last token."""
        in_rows = np.where(self.rows >= 2, int(Context.ROWS), int(Context.ROW))
        alone = np.where((self.left >= 0) & (self.height == 1), in_rows, int(Context.ONE))
        context = np.where(
            self.bottom >= 0,
            np.where(row < self.bottom, int(Context.WITHIN), int(Context.END)),
            np.where(row == self.top, alone, int(Context.RUN)),
        )
        known = np.where(column == self.right, int(Wrap.AT), int(Wrap.BEFORE))
        wrap = np.where(self.left < 0, int(Wrap.UNKNOWN), known)
        at_end = row == self.end - 1
        found: Ints = ((context * SHAPE[1] + wrap) * SHAPE[2] + at_end) * SHAPE[3] + separator
        return found

    def forget(self) -> None:
        """Begin a page: nothing is known of its blocks."""
        self.lines[2:7] = -1
        self.lines[7:] = 0

    def identity(self) -> Ints:
        """A hash of all that the future of a cover depends on."""
        found: Ints = _FACTORS @ self.lines
        return found


class States:
    """``n`` partial covers of a table of ``R`` by ``W`` cells with ``S`` sums.

    ``first``: the page's first row. ``filled`` (W, n): for each column which rows have a token, as bits;
    ``free`` and ``open`` (W, n): its first free row on the page, and the row after its lowest filled one; ``count``
    of the cells that are filled, of them ``before`` the page. ``down``: the first free row below the last
    token. ``balance``, ``parts``, ``wholes`` (n, S): what each sum comes to so far, and how many of its cells are
    not filled. ``logs``, ``numbers``, ``zeros`` (W, n): of the tokens of each column the sum of logarithms and
    how many are not, and are, 0. ``joined``, ``apart``: rows above which the text had no gap, and one, as bits.
    What is alike is in one array, so that covers are taken at once.
    """

    __slots__ = (
        "apart", "balance", "before", "block", "columns", "count", "counts", "down", "filled", "first", "free",
        "joined", "logs", "numbers", "ones", "open", "parts", "score", "sizes", "wholes", "zeros",
    )  # fmt: skip

    def __init__(
        self, block: Block, score: Floats, ones: Ints, columns: Ints, sizes: Floats, balance: Ints, counts: Counts
    ) -> None:  # fmt: skip
        """``ones`` (6, n), ``columns`` and ``sizes`` (3, W, n), ``counts`` (2, n, S)."""
        self.block, self.score, self.balance = block, score, balance
        self.ones, self.columns, self.sizes, self.counts = ones, columns, sizes, counts
        self.first, self.count, self.before, self.down, self.joined, self.apart = ones
        self.filled, self.free, self.open = columns
        self.logs, self.numbers, self.zeros = sizes
        self.parts, self.wholes = counts

    def __len__(self) -> int:
        return len(self.score)

    def take(self, index: Ints, block: Block | None = None) -> States:
        """The covers at ``index``, as copies; ``block``: theirs, if it is another."""
        return States(
            block or self.block.take(index),
            self.score.take(index),
            self.ones.take(index, 1),
            self.columns.take(index, 2),
            self.sizes.take(index, 2),
            self.balance.take(index, 0),
            self.counts.take(index, 1),
        )

    def beside(self, places: Places) -> tuple[Ints, Ints, Bools]:
        """Row and column right of the last token's cell, and whether it is free, but not the column's first free one."""
        width, count = self.open.shape
        row, column = self.block.last(places)
        right = np.minimum(np.maximum(column + 1, 0), width - 1)
        at = right * count + np.arange(count)
        free = (column >= 0) & (column + 1 < width)
        free &= (self.open.take(at) != row) & (self.free.take(at) != row)
        free &= ((self.filled.take(at) >> np.maximum(row, 0)) & 1) == 0
        return row, right, free


class Options(NamedTuple):
    """Where the next token may go: arrays with a line for each option and a column for each state of the beam.

    ``rows``, ``columns``, ``cells``: the option's row, column and cell in each state, ``columns`` with one column
    where all states have the same; ``gaps``: the options that fill a gap above the last filled cell of a column;
    ``valid``: whether a state has the option. Where it has not, ``rows`` and ``cells`` are arbitrary.
    """

    rows: Ints
    columns: Ints
    cells: Ints
    gaps: slice
    valid: Bools


class Last(NamedTuple):
    """For each state the row and column of its last token, and the index of its context in ``moves.SHAPE``."""

    row: Ints
    column: Ints
    context: Ints


class Chosen(NamedTuple):
    """Of each state that follows the cover before it, its place among the options, the token's cell, the move there,
    whether the token is skipped, and the block."""

    parent: Ints
    place: Ints
    cells: Ints
    move: Ints
    skipped: Bools
    block: Block


def empty(rows: int, width: int, sums: Sums) -> States:
    """The one cover in which nothing is filled."""
    block = Block(np.zeros((10, 1), np.int64))
    block.end[:] = rows
    block.forget()
    counts = np.stack([sums.parts[None], sums.wholes[None]])
    return States(
        block, np.zeros(1), np.zeros((6, 1), np.int64), np.zeros((3, width, 1), np.int64),
        np.zeros((3, width, 1)), np.zeros((1, len(sums.parts)), np.int64), counts,
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


def firsts(numbers: Ints) -> Ints:
    """Where each of different ``numbers`` stands first, in order."""
    order = numbers.argsort(kind="stable")
    in_order = numbers.take(order)
    first = np.ones(len(order), np.bool_)
    np.not_equal(in_order[1:], in_order[:-1], out=first[1:])
    found: Ints = order[first]
    found.sort()
    return found


def places(rows: int, width: int) -> Places:
    """Row and column of each cell, and of none: number -1."""
    row, column = divided(np.arange(rows * width), width)
    return np.append(row, _FAR), np.append(column, _FAR)


def follow(now: Block, places: Places, cells: Ints, skipped: Bools, move: Ints) -> Block:
    """``now`` with what ``move`` to ``cells`` makes known, but where the token is ``skipped``."""
    row, column = now.last(places)
    at, to = (its.take(cells) for its in places)
    down, beside, wrapped = move == DOWN, move == BESIDE, move == WRAPPED
    wraps = wrapped | (move == WRAP)
    goes_on = down | beside
    found = Block(now.lines.copy())
    found.cell[:] = cells
    passed = (now.bottom >= 0) & (at > now.bottom)
    found.bottom[:] = np.where(down, np.where(passed, -1, now.bottom), np.where(beside, row, -1))
    over = np.where(beside & (column == now.right), -1, now.right)
    found.right[:] = right = np.where(goes_on, over, np.where(wraps, column, -1))
    left = np.where(goes_on, now.left, np.where(wraps, to, -1))
    np.putmask(left, right < 0, -1)
    found.left[:] = left
    found.height[:] = height = np.where(wraps, row - now.top + 1, np.where(goes_on, now.height, 0))
    single = height == 1
    again = np.where((now.height == 1) & single, now.rows + 1, single)
    rows = np.where(wraps, single, np.where(goes_on, now.rows, 0))
    found.rows[:] = np.minimum(np.where(wrapped, again, rows), 3)
    found.top[:] = np.where(down, now.top, at)
    found.skips[:] = 0
    passed_over = np.flatnonzero(skipped)
    if len(passed_over):
        found.lines[:, passed_over] = now.lines.take(passed_over, 1)
        found.skips[passed_over] = 1
    return found
