"""Prunes each row's readings (``ways``) to those in some combination with which the sums of all columns hold at once.

Which cells of a row are empty is one choice for all columns, so that all columns together leave fewer ways
than each by itself. The sums of the rows chosen so far are vectors with a number for each column. They are
extended row by row with every way of the next row, and vectors from which the total of some column cannot be
reached are dropped: the exact subset-sum recurrence, one layer for each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]

_LARGEST = 200_000  # of a column's total: memory grows with it
_MOST = 100_000  # vectors in a layer
_MOST_EXTENDED = 1_000_000  # and that it may become with the next row: some 60 MB


def possible(ways: Sequence[Ints], target: Ints) -> list[list[int]] | None:
    """For each row the indices of its ways that occur in any choice of ways that adds up to ``target``.

    ``ways``: for each row an array of shape (ways, columns); ``target``: of shape (columns,), the sums of the
    chosen rows. None where no choice adds up, or where there are too many to follow.
    """
    if target.min() < 0 or target.max() > _LARGEST or any(w.min() < 0 for w in ways):
        return None
    reach = [_after([w[:, column] for w in ways], int(t)) for column, t in enumerate(target)]
    hashes = np.random.default_rng(1).integers(1, 2**62, len(target), np.int64)
    layers = [np.zeros((1, len(target)), np.int64)]
    for number, options in enumerate(ways):
        if len(layers[-1]) * len(options) > _MOST_EXTENDED:
            return None
        sums = (layers[-1][:, None, :] + options[None]).reshape(-1, len(target))
        sums = sums[(sums <= target).all(1)]
        for column, after in enumerate(reach):
            sums = sums[after[number + 1][sums[:, column]]]
        _, first = np.unique(sums @ hashes, return_index=True)
        if not 0 < len(first) <= _MOST:
            return None
        layers.append(sums[first])
    alive = np.sort(layers[-1] @ hashes)
    found: list[list[int]] = []
    for number in range(len(ways) - 1, -1, -1):
        before = layers[number] @ hashes
        reached = np.zeros(len(before), np.bool_)
        kept = []
        for n, step in enumerate(ways[number] @ hashes):
            leads = np.isin(before + step, alive)
            if leads.any():
                kept.append(n)
                reached |= leads
        found.append(kept)
        alive = np.sort(before[reached])
    return found[::-1]


def _after(columns: Sequence[Ints], target: int) -> list[np.ndarray[Any, np.dtype[np.bool_]]]:
    """For each n, as flags, the sums of the first n rows of a column from which ``target`` can be reached."""
    left = 1 << target
    found = [left]
    for numbers in reversed(columns):
        left = union(left >> int(v) for v in {*numbers.tolist()})
        found.append(left)
    return [_flags(bits, target + 1) for bits in reversed(found)]


def _flags(bits: int, count: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """The lowest ``count`` bits as an array."""
    data = np.frombuffer(bits.to_bytes(count // 8 + 1, "little"), np.uint8)
    return np.unpackbits(data, bitorder="little")[:count].astype(np.bool_)


def union(sets: Iterable[int]) -> int:
    """The union of sets that are bits of integers."""
    return reduce(or_, sets, 0)
