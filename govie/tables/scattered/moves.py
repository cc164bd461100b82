"""How likely one cell of a scattered table follows another: transition log-probabilities for ``cover``.

A table is printed in blocks of consecutive rows, and each block column by column: blocks of one row give a table
row by row, one block of all rows a table column by column. A move's context is what is known of the current block;
``moves.json``, written by ``training.moves``, has the counts of each move in each context.
"""

from __future__ import annotations

import json
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Context(IntEnum):
    """Where in its block the last token stands."""

    WITHIN = 0  # before the row at which the block's pieces end
    END = 1  # at that row
    ROW = 2  # in a row, after a row
    ONE = 3  # in the first row of a piece of unknown length
    RUN = 4  # further down
    ROWS = 5  # in a row, after several rows


class Wrap(IntEnum):
    """Whether the last token stands in the column at which the block's rows wrapped before."""

    UNKNOWN = 0
    AT = 1
    BEFORE = 2


class Move(IntEnum):
    """Where the next token stands."""

    DOWN = 0
    BESIDE = 1  # at the top of the block's next piece
    WRAPPED = 2  # in the first column of the next block, as before
    WRAP = 3  # in a column to the left, one row down
    TOP = 4  # at the top of a column of the page
    RIGHT = 5  # on top of what is free in a column to the right
    LEFT = 6
    FIRST = 7  # the page's first cell
    ELSEWHERE = 8  # the page's first token, and not its first cell


# As plain numbers: an array is not compared with a member of an enumeration as quickly.
DOWN, BESIDE, WRAPPED, WRAP, TOP, RIGHT, LEFT, FIRST, ELSEWHERE = map(int, Move)

SEVERAL = [TOP, RIGHT, LEFT]  # moves that may lead to any of several columns
CHOICES = np.zeros(len(Move))
CHOICES[SEVERAL] = np.log(3.0)

SHAPE = (
    len(Context),
    len(Wrap),
    2,
    4,
    len(Move),
)  # the third: at the page's last row; the fourth: Separator

_BACKOFF = 3.0  # how many counts the estimate of the next coarser context is worth
_LEAST = 2e-4  # probability of a move that was never made
_TOP = (
    0.14  # at least, of a column's top after the end of another: rare in the counts, and ordinary
)


def _estimate(counts: Floats) -> Floats:
    """Log-probabilities of moves, of the shape ``SHAPE``, from counts of that shape."""
    everywhere = counts.sum((0, 1, 2, 3)) + 1
    everywhere /= everywhere.sum()
    coarse = counts.sum((1, 2), keepdims=True)
    coarse = (coarse + 2 * everywhere) / (coarse.sum(-1, keepdims=True) + 2)
    finer = counts.sum(2, keepdims=True)
    finer = (finer + _BACKOFF * coarse) / (finer.sum(-1, keepdims=True) + _BACKOFF)
    fine = (counts + _BACKOFF * finer) / (counts.sum(-1, keepdims=True) + _BACKOFF)
    fine = np.maximum(fine, _LEAST)
    fine[:, :, 1, :, Move.TOP] = np.maximum(fine[:, :, 1, :, Move.TOP], _TOP)
    found: Floats = np.log(fine)
    return found


@cache
def table(backward: bool = False) -> Floats:
    """The log-probabilities of the counts that come with the package; ``backward``: from the end of the text."""
    data = json.loads(
        resources.files("govie").joinpath("tables/scattered/moves.json").read_text("utf-8")
    )
    counts = np.zeros(SHAPE)
    for place, row in data["backward" if backward else "forward"].items():
        counts[tuple(map(int, place.split()))] = row
    return _estimate(counts)
