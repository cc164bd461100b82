"""Finds, by sums alone, the covers of a table that is printed in bands of rows, each band in groups of columns.

Most converters that part a table's columns print it so: a page or a few rows after the other, and of these the
columns one by one, or some beside each other line by line. Then only a band's height and groups have to be found,
and the sums of its rows show them: there are some hundred candidates for each band, and not for each number.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from govie.records import record
from govie.tables.scattered import sums
from govie.tables.scattered.cover import Cover
from govie.tables.scattered.pieces import Board
from govie.tables.scattered.states import Bools, Floats
from govie.tables.scattered.sums import Ints

_MOST = 100  # ways of reading all rows to one place that are followed
_BAND, _GROUP, _SKIPPED = 1.0, 0.5, 2.0  # costs: of a band, each of its groups, a number of no cell


@record(frozen=True, slots=True)
class _Path:
    """One reading of the first rows. ``tokens``: the token of each of their cells; ``strays``: how many tokens
    that count are in none, in so many ``runs``; ``open``: whether the last token is in none."""

    cost: float
    tokens: Ints
    strays: int = 0
    runs: int = 0
    open: bool = False


def covers(board: Board, strays: int, runs: int, *, grouped: bool) -> list[Cover]:
    """The covers of ``board`` whose rows all add up and fill all cells, best first.

    ``strays``: how many numbers of the table can be no cell's, in so many ``runs`` that stand between others;
    ``grouped``: whether a band's columns may be read in groups, and not only one by one or all together.
    """
    return _Bands(board, strays, runs, grouped=grouped).found()


class _Bands:
    """The search: from each place in the text and row the bands that may begin there."""

    def __init__(self, board: Board, strays: int, runs: int, *, grouped: bool) -> None:
        self.board, self.strays, self.runs = board, strays, runs
        self.rows, self.width = len(board.rows), len(board.columns)
        self.values = np.array([t.value for t in board.tokens], np.int64)
        self.sums = sums.across(board)
        self.groupings = _groupings(self.width, self.rows, grouped=grouped)

    def found(self) -> list[Cover]:
        """As of ``covers``."""
        count = len(self.values)
        empty = _Path(0.0, np.empty(0, np.int64))
        places: list[dict[int, dict[bytes, _Path]]] = [{} for _ in range(count + 1)]
        places[0][0] = {b"": empty}
        for at in range(count):
            counts = self.board.tokens[at].counts
            for row, paths in places[at].items():
                kept = sorted(paths.values(), key=lambda p: p.cost)[:_MOST]
                for path in kept:
                    if after := self._skipping(path, counts):
                        self._add(places[at + 1], row, after)
                if count - at < (self.rows - row) * self.width or row == self.rows:
                    continue
                for height, cost, tokens in self._bands(at, self.rows - row):
                    for path in kept:
                        filled = np.concatenate([path.tokens, tokens])
                        after = _Path(path.cost + cost, filled, path.strays, path.runs)
                        self._add(places[at + tokens.size], row + height, after)
        whole = places[count].get(self.rows, {}).values()
        return [self._cover(path) for path in sorted(whole, key=lambda p: p.cost)]

    def _skipping(self, path: _Path, counts: bool) -> _Path | None:
        """``path`` with the next token in no cell; None where too many are."""
        if not counts:
            return _Path(path.cost, path.tokens, path.strays, path.runs, open=True)
        strays, runs = path.strays + 1, path.runs + (not path.open)
        if strays > self.strays or runs > self.runs:
            return None
        return _Path(path.cost + _SKIPPED, path.tokens, strays, runs, open=True)

    def _add(self, place: dict[int, dict[bytes, _Path]], row: int, path: _Path) -> None:
        """Keep ``path`` at ``place``, the best of those that read the same."""
        paths = place.setdefault(row, {})
        key = self.values.take(path.tokens).tobytes()
        if key not in paths or path.cost < paths[key].cost:
            paths[key] = path

    def _bands(self, at: int, rows: int) -> Iterator[tuple[int, float, Ints]]:
        """The bands of up to ``rows`` rows that may begin with the token ``at``: height, cost, tokens row by row."""
        first, widths, costs = self.groupings
        first = first[: min(rows, (len(self.values) - at) // self.width)]
        adds_up = self._add_up(self.values.take(at + first, mode="clip"))
        for height in (np.flatnonzero(adds_up.any(1)) + 1).tolist():
            ways = np.flatnonzero(adds_up[height - 1])[: 1 if height == 1 else None]
            lines = widths[ways, None] * np.arange(height)[:, None]
            tokens = at + first[height - 1, ways, None] + lines
            read = self.values.take(tokens)
            seen = set()
            for n in np.flatnonzero(self._add_up(read).all(1)).tolist():
                key = read[n].tobytes()
                if key not in seen:
                    seen.add(key)
                    yield height, float(costs[ways[n]]), tokens[n].ravel()

    def _add_up(self, lines: Ints) -> Bools:
        """Which of ``lines``, whose last axis are a row's columns, add up."""
        return np.asarray((lines @ self.sums == 0).all(-1))

    def _cover(self, path: _Path) -> Cover:
        cells: list[int | None] = [None] * len(self.values)
        for cell, token in enumerate(path.tokens.tolist()):
            cells[token] = cell
        return Cover(-path.cost, tuple(cells))


@cache
def _groupings(width: int, rows: int, *, grouped: bool) -> tuple[Ints, Ints, Floats]:
    """The ways to read bands of up to ``rows`` rows, those of few groups first.

    For each height, way and column how many tokens of the band stand before its first; for each way and column how
    many columns its group has, and so how far apart its tokens stand; what each way costs.
    """
    cuts = (np.arange(2 ** (width - 1))[:, None] >> np.arange(width - 1)) & 1  # where groups end
    cuts = cuts[cuts.sum(1).argsort(kind="stable")] if grouped else cuts[[0, -1]]
    columns = np.arange(width)
    start = np.maximum.accumulate(np.pad(cuts, ((0, 0), (1, 0))) * columns, 1)
    ends = np.where(np.pad(cuts, ((0, 0), (0, 1)), constant_values=1), columns + 1, width)
    end = np.minimum.accumulate(ends[:, ::-1], 1)[:, ::-1]
    heights = np.arange(1, rows + 1)[:, None, None]
    # All columns one by one are as usual as all together.
    groups = np.where(cuts.all(1), 1, cuts.sum(1) + 1)
    return start * heights + columns - start, end - start, _BAND + _GROUP * groups


__all__ = ["covers"]
