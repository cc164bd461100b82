"""Covers of a scattered table: each number on a cell, as order, labels, heads and all sums together allow.

A beam over the numbers in the order of the text. The next number goes to the first free cell of a column,
as likely as the moves of such texts make it (``moves``), to the row whose label stands before it, or to no
cell. A sum that comes out speaks for a cover, one that cannot come out any more against it. What several
covers of almost the same score do not agree on is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from govie.tables import moves, states, sums
from govie.tables.moves import Context, Move, Wrap
from govie.tables.pieces import Board, Separator, Token
from govie.tables.states import Bools, Floats, States
from govie.tables.sums import Ints

BEAM = 200
_KEPT = 60  # covers that are compared

# Log-odds. Swept on the corpus' training texts; the optimum is flat within a factor of two.
_GAP = -1.0  # a cell above the column's last is left for later
_HELD, _HELD_ZERO, _FAILED = 5.0, 0.3, -9.0
_BESIDE_ROW, _BESIDE_OTHER, _BEFORE_ROW = 3.0, -3.0, 0.7
_HEAD, _OTHER_HEAD = 2.5, -2.5
_FOREIGN = -4.0
_FAR = -0.25  # for each column
_LATE = -0.3  # for each cell before the page's first token
_SIZE = 0.5  # weight of how alike the numbers of a column are
_SIZES = (-2.5, 0.2)  # its bounds
_JOINED_OTHERWISE, _CUT = -1.5, -1.5
_SKIPPED, _OUTSIDE, _PAGE_NUMBER, _SURPLUS = -7.0, -0.5, -3.0, -3.0
_MISSING = -3.0
_CHOICES = np.zeros(len(Move))
_CHOICES[[Move.TOP, Move.RIGHT, Move.LEFT]] = np.log(3.0)  # several columns are meant
_IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class Cover:
    """``cells``: for each token its cell, numbered row by row, or None."""

    score: float
    cells: tuple[int | None, ...]


class _Options(NamedTuple):
    """Where a token may go, (n, options) each."""

    rows: Ints
    columns: Ints
    above: Bools  # above the column's last
    cells: Ints
    valid: Bools


class Search:
    """The covers of one board."""

    def __init__(self, board: Board, allowed: Sequence[set[int]] | None = None) -> None:
        """``allowed``: for each token the cells that it may go to, where they are known."""
        self.board = board
        self.allowed = allowed
        self.rows = len(board.grid.rows)
        self.width = len(board.columns)
        self.cells = self.rows * self.width
        self.row_of = np.arange(self.cells) // self.width
        self.sums = sums.of(board.grid, board.columns)
        self.table = moves.table()
        self.hashes = np.random.default_rng(1).integers(1, 2**60, self.cells + 1, np.int64)
        table = board.grid.rows[0].table
        wholes = {r for s in table.row_sums if s.kind == "sum" for r in s.whole}
        self.first_whole = min(wholes, default=self.rows)
        inside = [t.value for t in board.tokens if not t.outside]
        logs = np.log1p(np.array([v for v in inside if v] + [1]))
        self.mean, self.spread = float(logs.mean()), float(logs.var()) + 1.3
        self.zero = (sum(not v for v in inside) + 1) / (len(inside) + 2)
        self.history: list[tuple[Ints, Ints | None]] = []
        self.trace: list[tuple[Ints, ...]] = []
        self.best = 0

    def run(self, beam: int = BEAM) -> list[Cover]:
        """The best covers, best first."""
        tokens = self.board.tokens
        now = states.empty(self.rows, self.width, self.sums)
        page = -1
        inside, any_ = self._left()
        for number, token in enumerate(tokens):
            if token.page != page:
                now = self._turn(now, token.page, begun=page >= 0)
                page = token.page
            last = page == tokens[-1].page
            now = self._step(now, number, (0 if last else inside[number], any_[number]), beam)
        return self._covers(now)

    def _left(self) -> tuple[list[int], list[int]]:
        """For each token how many follow it on its page: those of the table, and all."""
        tokens = self.board.tokens
        inside, any_ = [0] * len(tokens), [0] * len(tokens)
        for n in range(len(tokens) - 2, -1, -1):
            if tokens[n + 1].page == tokens[n].page:
                inside[n] = inside[n + 1] + (not tokens[n + 1].outside)
                any_[n] = any_[n + 1] + 1
        return inside, any_

    def _grid(self, now: States) -> Bools:
        return now.filled[:, : self.cells].reshape(len(now), self.rows, self.width)

    def _turn(self, now: States, page: int, begun: bool) -> States:
        """``now`` at the top of the next page, once for each row at which it may end."""
        if begun:
            row = np.arange(self.rows)[None]
            lowest = now.open.max(1)
            used = lowest > now.first
            on_page = (row < lowest[:, None]) & (row >= now.first[:, None])
            missing = (on_page * (self.width - self._grid(now).sum(2))).sum(1)
            cost = missing + 2 * (lowest != now.end)
            now.score = now.score + np.where(used, _MISSING * cost, 0.0)
            now.first = np.where(used, lowest, now.first)
            now.open = np.maximum(now.open, now.first[:, None])
        options = self.board.ends.get(page) or [(self.rows, 0.0)]
        parent = np.tile(np.arange(len(now)), len(options))
        ends = np.repeat(np.array([row for row, _ in options], np.int64), len(now))
        costs = np.repeat(np.array([cost for _, cost in options]), len(now))
        good = ends >= now.first[parent]
        if not good.any():
            good[:] = True
        parent = parent[good]
        found = now.take(parent)
        found.end = np.maximum(ends[good], found.first)
        found.score = found.score + costs[good]
        found.forget()
        self.history.append((parent, None))
        return found

    def _options(self, now: States, token: Token, number: int) -> _Options:
        n = len(now)
        columns = np.broadcast_to(np.arange(self.width), (n, self.width))
        rows, cols = [now.open], [columns]
        above = [np.zeros((n, self.width), np.bool_)]
        row = np.arange(self.rows)[None, :, None]
        free = (row >= now.first[:, None, None]) & (row < now.open[:, None, :]) & ~self._grid(now)
        top = free.argmax(1)
        gaps = np.take_along_axis(free, top[:, None], 1)[:, 0]
        if gaps.any():
            rows.append(np.where(gaps, top, self.rows))
            cols.append(columns)
            above.append(np.ones((n, self.width), np.bool_))
        if token.row is not None and token.beside:
            own = np.full((n, 1), token.row, np.int64)
            rows.append(np.where(own == now.open[:, :1], self.rows, own))
            cols.append(np.zeros((n, 1), np.int64))
            above.append(np.zeros((n, 1), np.bool_))
        at, to = np.concatenate(rows, 1), np.concatenate(cols, 1)
        valid = (at < now.end[:, None]) & (at >= now.first[:, None])
        cells = np.where(valid, at * self.width + to, self.cells)
        valid &= ~np.take_along_axis(now.filled, cells, 1)
        if self.allowed is not None:
            known = np.zeros(self.cells + 1, np.bool_)
            known[list(self.allowed[number])] = True
            valid &= known[cells]
        return _Options(at, to, np.concatenate(above, 1), cells, valid)

    def _context(self, now: States, separator: Separator) -> tuple[Ints, Ints, Ints, int]:
        row, column = now.last(self.width)
        in_rows = np.where(now.rows >= 2, Context.ROWS, Context.ROW)
        alone = np.where((now.left >= 0) & (now.height == 1), in_rows, Context.ONE)
        context = np.where(
            now.bottom >= 0,
            np.where(row < now.bottom, Context.WITHIN, Context.END),
            np.where(row == now.top, alone, Context.RUN),
        )
        wrap = np.where(
            now.left < 0, Wrap.UNKNOWN, np.where(column == now.right, Wrap.AT, Wrap.BEFORE)
        )
        return context, wrap, (row == now.end - 1).astype(np.int64), int(separator)

    def _moves(self, now: States, options: _Options) -> Ints:
        row, column = now.last(self.width)
        n = np.arange(len(now))[:, None]
        at, to = options.rows, options.columns
        down, over = at - row[:, None], to - column[:, None]
        found = np.where(over > 0, Move.RIGHT, Move.LEFT)
        found = np.where(at == now.first[:, None], Move.TOP, found)
        again = (to == now.left[:, None]) & (column == now.right)[:, None]
        wrapped = np.where(again, Move.WRAPPED, Move.WRAP)
        found = np.where((down == 1) & (over < 0), wrapped, found)
        found = np.where((over == 1) & (at == now.top[:, None]), Move.BESIDE, found)
        # Rows that labels on their own lines had filled before are passed over.
        filled = np.zeros((len(now), self.rows + 1), np.int64)
        own = self._grid(now)[np.arange(len(now)), :, np.maximum(column, 0)]
        own.cumsum(1, out=filled[:, 1:])
        after = np.clip(row + 1, 0, self.rows)[:, None]
        between = filled[n, np.minimum(at, self.rows)] - filled[n, after]
        found = np.where((over == 0) & (down >= 1) & (between == down - 1), Move.DOWN, found)
        first = (at == now.first[:, None]) & (to == 0)
        return np.where((now.cell < 0)[:, None], np.where(first, Move.FIRST, Move.ELSEWHERE), found)

    def _order(self, now: States, options: _Options, made: Ints, token: Token) -> Floats:
        """What the moves are worth by themselves."""
        row, column = now.last(self.width)
        context = self._context(now, token.separator)
        score = np.take_along_axis(self.table[context], made, 1) - _CHOICES[made]
        far = (made == Move.TOP) | (made == Move.RIGHT) | (made == Move.LEFT)
        over = options.columns - column[:, None]
        score = score + np.where(far, _FAR * np.abs(over - 1), 0.0)
        late = options.columns + options.rows - now.first[:, None]
        score = score + np.where(made == Move.ELSEWHERE, _LATE * late, 0.0)
        score = score + np.where(options.above, _GAP, 0.0)
        # Lines that stand close together do so in every column.
        n = np.arange(len(now))
        joined = now.joined[n[:, None], np.clip(options.rows, 0, self.rows)]
        below = now.joined[n, np.clip(row + 1, 0, self.rows)] == 1
        apart = {Separator.LINE: -1, Separator.GAP: 1}.get(token.separator, 0)
        if apart:
            otherwise = (made == Move.DOWN) & (joined == apart)
            score = score + np.where(otherwise, _JOINED_OTHERWISE, 0.0)
        score = score + np.where((made != Move.DOWN) & (joined == 1), _CUT, 0.0)
        if token.separator is not Separator.LABEL:
            leaves = (made != Move.DOWN) & (below & (now.cell >= 0))[:, None]
            score = score + np.where(leaves, _CUT, 0.0)
        return score

    def _evidence(self, now: States, options: _Options, token: Token) -> Floats:
        """What labels, heads and the size of the numbers say."""
        score = np.full(options.rows.shape, _FOREIGN if token.foreign else 0.0)
        if token.row is not None:
            own, other = (_BESIDE_ROW, _BESIDE_OTHER) if token.beside else (_BEFORE_ROW, 0.0)
            score = score + np.where(options.rows == token.row, own, other)
        if token.column is not None:
            head = np.where(options.columns == token.column, _HEAD, _OTHER_HEAD)
            score = score + np.where(options.rows == now.first[:, None], head, 0.0)
        seen = now.numbers + now.zeros
        if token.value:
            mean = (now.logs + self.mean) / (now.numbers + 1)
            spread = 0.8 + (self.spread - 0.8) / (now.numbers + 1)
            x = float(np.log1p(token.value))
            alike = -0.5 * ((x - mean) ** 2 / spread + np.log(spread))
            alike = alike + 0.5 * ((x - self.mean) ** 2 / self.spread + np.log(self.spread))
            share = (now.numbers + 2 * (1 - self.zero)) / (seen + 2) / (1 - self.zero)
        else:
            alike = np.zeros(seen.shape)
            share = (now.zeros + 2 * self.zero) / (seen + 2) / self.zero
        alike = np.where(seen >= 3, np.clip(alike + np.log(share), *_SIZES), 0.0)
        own_column = np.take_along_axis(alike, options.columns, 1)
        return score + np.where(options.rows < self.first_whole, _SIZE * own_column, 0.0)

    def _arithmetic(self, now: States, options: _Options, value: int) -> Floats:
        """What the sums say in which the cells are."""
        cells = np.minimum(options.cells, self.cells - 1)
        which, sign = self.sums.sums.take(cells, 0), self.sums.signs.take(cells, 0)
        places = which + (np.arange(len(now)) * now.balance.shape[1])[:, None, None]
        before, parts, wholes = (a.take(places) for a in (now.balance, now.parts, now.wholes))
        after = before + sign * value
        parts_after, wholes_after = parts - (sign > 0), wholes - (sign < 0)
        # Counts are not negative: without a total to come, parts cannot be made up for.
        fails = ((wholes_after == 0) & (after > 0)) | ((parts_after == 0) & (after < 0))
        failed = ((wholes == 0) & (before > 0)) | ((parts == 0) & (before < 0))
        done = (parts_after == 0) & (wholes_after == 0) & ~fails
        held = np.where((before != 0) | (value != 0), _HELD, _HELD_ZERO)
        gain = np.where(fails & ~failed, _FAILED, np.where(done, held, 0.0))
        found: Floats = gain.sum(2)
        return found

    def _step(self, now: States, number: int, left: tuple[int, int], beam: int) -> States:
        token = self.board.tokens[number]
        options = self._options(now, token, number)
        made = self._moves(now, options)
        score = (
            now.score[:, None]
            + self._order(now, options, made, token)
            + self._evidence(now, options, token)
            + self._arithmetic(now, options, token.value)
        )
        score = np.where(options.valid, score, _IMPOSSIBLE)
        score = np.concatenate([score, (now.score + _skipping(token))[:, None]], 1)
        width = score.shape[1]
        ahead = (score + self._ahead(now, left, width)).ravel()
        score = score.ravel()
        best = np.argpartition(-ahead, min(len(ahead), 2 * beam) - 1)[: 2 * beam]
        best = best[score[best] > _IMPOSSIBLE / 2]
        best = best[np.argsort(-ahead[best], kind="stable")]
        parent, option = np.divmod(best, width)
        skipped = option == width - 1
        option = np.minimum(option, width - 2)
        cells = np.where(skipped, self.cells, options.cells[parent, option])
        found = now.take(parent)
        found.score = score[best]
        move = made[parent, option]
        self._place(found, cells, skipped, move, token)
        kept = np.sort(np.unique(states.identity(found), return_index=True)[1])[:beam]
        self.history.append((parent[kept], cells[kept]))
        if self.allowed is not None:
            context, wrap, at_end, separator = self._context(now, token.separator)
            before = (c[parent[kept]] for c in (context, wrap, at_end))
            same = np.full(len(kept), separator)
            self.trace.append((*before, move[kept], skipped[kept], same))
        return found.take(kept)

    def _ahead(self, now: States, left: tuple[int, int], width: int) -> Floats:
        """What a cover must still lose: tokens of the page that find no cell, cells that find no token."""
        row = self.row_of[None]
        on_page = (row >= now.first[:, None]) & (row < now.end[:, None])
        cells = (on_page & ~now.filled[:, : self.cells]).sum(1)
        after = np.repeat((cells - 1)[:, None], width, 1)
        after[:, -1] = cells
        inside, any_ = left
        surplus = _SURPLUS * np.maximum(inside - after, 0) if inside else 0.0
        found: Floats = surplus + _MISSING * np.maximum(after - any_, 0)
        return found

    def _place(self, found: States, cells: Ints, skipped: Bools, move: Ints, token: Token) -> None:
        """Put the token on ``cells`` of ``found``, which are copies."""
        states.follow(found, self.width, cells, skipped, move)
        x = np.flatnonzero(~skipped)
        c = cells[x]
        row, column = c // self.width, c % self.width
        found.filled[x, c] = True
        found.key[x] += self.hashes[c] * (2 * token.value + 1)
        found.cell[x] = c
        for n in range(self.sums.sums.shape[1]):
            which, sign = self.sums.sums[c, n], self.sums.signs[c, n]
            found.balance[x, which] += sign * token.value
            found.parts[x, which] -= sign > 0
            found.wholes[x, which] -= sign < 0
        found.open[x, column] = np.maximum(found.open[x, column], row + 1)
        small = row < self.first_whole
        if token.value:
            found.logs[x[small], column[small]] += np.log1p(token.value)
            found.numbers[x[small], column[small]] += 1
        else:
            found.zeros[x[small], column[small]] += 1
        apart = {Separator.LINE: 1, Separator.GAP: -1}.get(token.separator, 0)
        down = (move[x] == Move.DOWN) & (found.joined[x, row] == 0)
        if apart:
            found.joined[x[down], row[down]] = apart

    def _covers(self, now: States) -> list[Cover]:
        score = now.score + _MISSING * (self.cells - now.filled[:, : self.cells].sum(1))
        found = []
        order = np.argsort(-score, kind="stable")[:_KEPT]
        self.best = int(order[0])
        for index in order:
            at = int(index)
            cells: list[int | None] = []
            for parent, chosen in reversed(self.history):
                if chosen is not None:
                    cell = int(chosen[at])
                    cells.append(None if cell == self.cells else cell)
                at = int(parent[at])
            found.append(Cover(float(score[index]), tuple(reversed(cells))))
        return found

    def path(self) -> list[tuple[int, ...]]:
        """The contexts and moves of the best cover, as places in ``moves.SHAPE``; of a run with ``allowed``."""
        at = self.best
        found: list[tuple[int, ...]] = []
        trace = list(self.trace)
        for parent, chosen in reversed(self.history):
            if chosen is not None:
                context, wrap, last, move, skipped, separator = trace.pop()
                if not skipped[at]:
                    found.append(
                        (
                            int(context[at]),
                            int(wrap[at]),
                            int(last[at]),
                            int(separator[at]),
                            int(move[at]),
                        )
                    )
            at = int(parent[at])
        return found[::-1]


def _skipping(token: Token) -> float:
    if token.foreign:
        return 0.0
    if token.outside:
        return _OUTSIDE
    return _PAGE_NUMBER if token.number else _SKIPPED
