"""Assigns the numeric tokens of a scattered table to its cells: a beam search for the best covers.

A cover is an assignment of every token to a cell or to none. The search takes the tokens in the order of
the text. A token may go to the first free cell of a column, to the row whose label stands before it, or to
no cell; how likely each is follows from where the token before it went (``moves``). A cover gains by sums
that hold and loses by sums that can no longer hold. Cells on which covers of nearly equal score disagree
stay unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from govie.records import record
from govie.tables.scattered import moves, states, sums
from govie.tables.scattered.pieces import Board, Separator, Token
from govie.tables.scattered.states import Bools, Chosen, Floats, Last, Options, States
from govie.tables.scattered.sums import Ints
from govie.tables.scattered.weights import PLANS, Plan

BEAM = 200
_KEPT = 60  # covers that are compared

IMPOSSIBLE = -1e9
_PLACED = np.array([[1], [0]])  # whether a token has a cell


@record(frozen=True, slots=True)
class Cover:
    """A complete assignment. ``cells``: for each token the number of its cell, row by row, or None."""

    score: float
    cells: tuple[int | None, ...]


class Search:
    """The beam search for the covers of one board, which holds a table's tokens and rows."""

    spare = 30
    """Options looked at first beyond the beam: mostly no more of them have the same future as a better one."""

    def __init__(
        self, board: Board, allowed: Sequence[set[int]] | None = None, plan: Plan = PLANS[0]
    ) -> None:
        """``allowed``: for each token the cells that it may go to, where they are known."""
        self.plan = plan
        self.weights = plan.weights
        self.board = board.backward() if plan.backward else board
        self.allowed = allowed
        self.rows = len(board.rows)
        self.width = len(board.columns)
        self.cells = self.rows * self.width
        self.columns = np.arange(self.width)
        self.sums = sums.of(board)
        if plan.backward:
            self.sums = self.sums.backward()
            if allowed is not None:
                self.allowed = [{self.cells - 1 - c for c in cells} for cells in reversed(allowed)]
        self.sides: dict[int, Ints] = {}
        self.places = states.places(self.rows, self.width)
        self.moves = self.weights.moves * (moves.table(plan.backward) - moves.CHOICES).ravel()
        self.far = np.zeros(len(moves.Move))
        self.far[moves.SEVERAL] = self.weights.far
        self.hashes = np.random.default_rng(1).integers(1, 2**60, self.cells + 1, np.int64)
        table = board.grid.rows[0].table
        wholes = {board.places[r] for s in table.row_sums if s.kind == "sum" for r in s.whole}
        # The rows before the totals, whose numbers are of a size in each column.
        sized = np.arange(self.rows) < min(wholes, default=self.rows)
        self.sized = np.append(sized[::-1] if plan.backward else sized, False)
        inside = [t.value for t in board.tokens if not t.outside]
        logs = np.log1p(np.array([v for v in inside if v] + [1]))
        self.mean, self.spread = float(logs.mean()), float(logs.var()) + 1.3
        self.zero = (sum(not v for v in inside) + 1) / (len(inside) + 2)
        self.history: list[tuple[Ints, Ints | None]] = []
        self.trace: list[tuple[Ints, Ints, Bools]] = []
        self.best = 0

    def run(self, beam: int = BEAM) -> list[Cover]:
        """The best covers, best first."""
        now = self._through(states.empty(self.rows, self.width, self.sums), beam)
        return self._covers(now) if now is not None else []

    def _through(self, now: States, beam: int) -> States | None:
        """The states after the last token; None where the search was given up."""
        tokens = self.board.tokens
        page = -1
        inside, any_ = self.board.left()
        for number, token in enumerate(tokens):
            if token.page != page:
                now = self._turn(now, token.page, begun=page >= 0)
                page = token.page
            last = page == tokens[-1].page
            now = self._step(now, number, (0 if last else inside[number], any_[number]), beam)
            if self._is_hopeless(now, number + 1):
                return None
        return now

    def _turn(self, now: States, page: int, begun: bool) -> States:
        """The states at the top of the next page: one copy of each for every row at which that page may end."""
        if begun:
            lowest = now.open.max(0)
            used = lowest > now.first
            missing = (lowest - now.first) * self.width - (now.count - now.before)
            cost = missing + 2 * (lowest != now.block.end)
            now.score = now.score + np.where(used, self.weights.missing * cost, 0.0)
            now.first[:] = np.where(used, lowest, now.first)
            now.open[:] = now.free[:] = now.first
            now.before[:] = now.count
        options = self.board.ends.get(page) or [(self.rows, 0.0)]
        parent = np.tile(np.arange(len(now)), len(options))
        ends, costs = (np.repeat(np.array(side), len(now)) for side in zip(*options, strict=True))
        good = self._ending(ends >= now.first[parent], parent)
        parent = parent[good]
        found = now.take(parent)
        found.block.end[:] = np.maximum(ends[good], found.first)
        found.score = found.score + costs[good]
        found.block.forget()
        self.history.append((parent, None))
        return found

    def _options(self, now: States, token: Token, number: int) -> Options:
        rows, columns = [now.open], [self.columns]
        gaps = now.free < now.open
        above = slice(self.width, 2 * self.width if gaps.any() else self.width)
        if above.stop > above.start:
            rows.append(np.where(gaps, now.free, self.rows))
            columns.append(self.columns)
        if token.row is not None and token.beside:
            taken = (now.filled[0] >> token.row) & 1
            taken |= now.open[0] == token.row
            rows.append(np.where(taken, self.rows, token.row)[None])
            columns.append(self.columns[:1])
        if self.plan.ahead and token.separator >= Separator.GAP:
            # Below cells that stay free for later: beside the last token or right below it, or at the top of its block.
            row, _ = now.block.last(self.places)
            for below in (row, row + 1, now.block.top):
                rows.append(np.where(below > now.open, below, self.rows))
                columns.append(self.columns)
        at = np.concatenate(rows)
        to = np.concatenate(columns)[:, None]  # mostly the same in all states
        if token.row is None and token.separator != Separator.LINE and not self.plan.backward:
            row, column, free = now.beside(self.places)
            if free.any():
                at = np.concatenate([at, np.where(free, row, self.rows)[None]])
                to = np.concatenate([np.repeat(to, len(now), 1), column[None]])
        cells = at * self.width + to
        valid = (at < now.block.end) & (at >= now.first)
        if (may := self._may(cells, number)) is not None:
            valid &= may
        return Options(at, to, cells, above, valid)

    def _moves(self, now: States, last: Last, options: Options) -> Ints:
        block, at, to = now.block, options.rows, options.columns
        over = to - last.column
        found = np.where(over > 0, moves.RIGHT, moves.LEFT)
        tops = at == now.first
        np.putmask(found, tops, moves.TOP)
        left = np.where(last.column == block.right, block.left, -1)
        wrap = np.where(to == left, moves.WRAPPED, moves.WRAP)
        np.putmask(found, (at == last.row + 1) & (over < 0), wrap)
        beside = np.where(
            last.column + 1 < self.width, block.top * self.width + last.column + 1, -1
        )
        np.putmask(found, options.cells == beside, moves.BESIDE)
        # Rows that labels on their own lines had filled before are passed over.
        down = now.down * self.width + last.column
        np.putmask(found, options.cells == down, moves.DOWN)
        begins = block.cell < 0
        if begins.any():
            begin = np.where(tops & (to == 0), moves.FIRST, moves.ELSEWHERE)
            np.copyto(found, begin, where=begins)
        return found

    def _order(self, now: States, last: Last, options: Options, made: Ints, token: Token) -> Floats:
        """The score of each option by the transition from the last token's cell alone."""
        score = self.moves.take(last.context * len(moves.Move) + made)
        score += self.far.take(made) * np.abs(options.columns - (last.column + 1))
        if (now.block.cell < 0).any():
            elsewhere = made == moves.ELSEWHERE
            late = options.columns + options.rows - now.first
            score += np.where(elsewhere, self.weights.late * late, 0.0)
        score[options.gaps] += self.weights.gap
        # Lines that stand close together do so in every column.
        down = made == moves.DOWN
        if token.separator in (Separator.LINE, Separator.GAP):
            others = now.apart if token.separator is Separator.LINE else now.joined
            if others.any():
                score += self.weights.joined_otherwise * (down & (others >> options.rows))
        if now.joined.any():
            joined = ((now.joined >> options.rows) & 1).astype(np.bool_)
            score += self.weights.cut * (joined & ~down)
            if token.separator is not Separator.LABEL:
                below = (now.joined >> np.maximum(last.row + 1, 0)) & 1
                leaves = ((below == 1) & (now.block.cell >= 0)) & ~down
                score += self.weights.cut * leaves
        return score

    def _evidence(self, now: States, options: Options, token: Token) -> Floats:
        """The score of each option by the token's label, its column head and its size."""
        w = self.weights
        score: Floats | float = w.foreign if token.foreign else 0.0
        if token.row is not None:
            own, other = (w.beside_row, w.beside_other) if token.beside else (w.before_row, 0.0)
            score = score + np.where(options.rows == token.row, own, other)
        if token.column is not None:
            head = np.where(options.columns == token.column, w.head, w.other_head)
            # From behind, a column's head stands after its last cell.
            top = now.block.end - 1 if self.plan.backward else now.first
            score = score + np.where(options.rows == top, head, 0.0)
        seen = now.numbers + now.zeros
        if token.value:
            mean = (now.logs + self.mean) / (now.numbers + 1)
            spread = 0.8 + (self.spread - 0.8) / (now.numbers + 1)
            x = float(np.log1p(token.value))
            alike = -0.5 * ((x - mean) ** 2 / spread + np.log(spread))
            alike = alike + 0.5 * ((x - self.mean) ** 2 / self.spread + np.log(self.spread))
            alike += np.log((now.numbers + 2 * (1 - self.zero)) / (seen + 2) / (1 - self.zero))
        else:
            alike = np.log((now.zeros + 2 * self.zero) / (seen + 2) / self.zero)
        alike = w.size * np.minimum(np.maximum(alike, w.sizes[0]), w.sizes[1])
        own_column = alike * (seen >= 3)
        if len(options.columns) > self.width:
            own_column = own_column.take(options.columns * len(now) + np.arange(len(now)))
        found: Floats = score + own_column * self.sized.take(options.rows)
        return found

    def _arithmetic(self, now: States, options: Options, value: int) -> Floats:
        """The score of each option by the sums that its cell is part of."""
        size, count = now.balance.shape
        options_ = np.flatnonzero(options.valid)
        _, covers = states.divided(options_, size)
        # Of the sums of each cell only those matter that it leaves without parts or without a total to come.
        matters = np.empty((2, size, count), np.bool_)
        np.logical_or(now.parts == 1, now.wholes == 0, out=matters[0])
        np.logical_or(now.parts == 0, now.wholes == 1, out=matters[1])
        places = self._sides(now).take(options.cells.take(options_), 0) + (covers * count)[:, None]
        near = np.flatnonzero(matters.take(places))
        place = places.take(near)
        is_whole = place >= size * count
        place -= size * count * is_whole
        before, parts, wholes = (a.take(place) for a in (now.balance, now.parts, now.wholes))
        after = before + value * (1 - 2 * is_whole)
        no_parts, no_wholes = parts == ~is_whole, wholes == is_whole
        # Counts are not negative: without a total to come, parts cannot be made up for.
        fails = (no_wholes & (after > 0)) | (no_parts & (after < 0))
        failed = ((wholes == 0) & (before > 0)) | ((parts == 0) & (before < 0))
        done = no_parts & no_wholes & ~fails
        w = self.weights
        held: Floats | float = w.held if value else np.where(before != 0, w.held, w.held_zero)
        gain = w.failed * (fails & ~failed) + held * done  # not both
        found = np.zeros(options.valid.shape)
        found.ravel()[options_] = np.bincount(near // places.shape[1], gain, len(places))
        return found

    def _sides(self, now: States) -> Ints:
        """For each cell the places of its sums in ``now.counts`` of the first cover."""
        size = now.balance.size
        if size not in self.sides:
            self.sides[size] = self.sums.sums + size * (self.sums.signs < 0)
        return self.sides[size]

    def _step(self, now: States, number: int, left: tuple[int, int], beam: int) -> States:
        token = self.board.tokens[number]
        options = self._options(now, token, number)
        row, column = now.block.last(self.places)
        last = Last(row, column, now.block.context(row, column, int(token.separator)))
        made = self._moves(now, last, options)
        choices = len(made)
        score = np.empty((choices + 1, len(now)))
        np.add(now.score, self._order(now, last, options, made, token), out=score[:-1])
        score[:-1] += self._evidence(now, options, token)
        score[:-1] += self._arithmetic(now, options, token.value)
        np.putmask(score[:-1], ~options.valid, IMPOSSIBLE)
        skipping = (self.weights.skipping(token, again=again) for again in (True, False))
        score[-1] = now.score + np.where(now.block.skips, *skipping)
        ahead = np.negative(score)
        placed, passed = self._ahead(now, left)
        ahead[:-1] -= placed
        ahead[-1] -= passed
        ahead = ahead.T.ravel()  # cover by cover, the last choice being to skip the token
        best = self._best(ahead, choices + 1, beam)
        some = best[: beam + self.spare]
        new = self._chosen(now, options, made, some, token.value, beam)
        if len(new.parent) < beam and len(some) < len(best):
            new = self._chosen(now, options, made, best, token.value, beam)
        parent, cells, move, skipped = new.parent, new.cells, new.move, new.skipped
        found = now.take(parent, new.block)
        found.score = score.take(new.place)
        self._place(found, cells, skipped, move, token)
        self.history.append((parent, cells))
        if self.allowed is not None:
            self.trace.append((last.context[parent], move, skipped))
        return found

    def _chosen(
        self, now: States, options: Options, made: Ints, best: Ints, value: int, beam: int
    ) -> Chosen:
        """The options ``best`` that are kept, of the choices of each cover; ``value``: the token's."""
        choices = len(made)
        parent, choice = states.divided(best, choices + 1)
        skipped = choice == choices
        place = choice * len(now) + parent
        cells, move = options.cells.take(place, mode="clip"), made.take(place, mode="clip")
        np.putmask(cells, skipped, self.cells)
        np.putmask(move, skipped, 0)
        block = states.follow(now.block.take(parent), self.places, cells, skipped, move)
        block.key += self.hashes[cells] * (2 * value + 1) * ~skipped
        kept = self._kept(block.identity(), parent, beam)
        return Chosen(
            parent[kept], place[kept], cells[kept], move[kept], skipped[kept], block.take(kept)
        )

    def _is_hopeless(self, now: States, number: int) -> bool:
        """Whether to give up the search after ``number`` tokens."""
        return False

    def _may(self, cells: Ints, number: int) -> Bools | None:
        """Which of ``cells`` the token may go to; None: all."""
        return None if self.allowed is None else np.isin(cells, [*self.allowed[number]])

    def _ending(self, good: Bools, parent: Ints) -> Bools:
        """Which states may end a page so: those that are ``good``, or all where none is."""
        return good if good.any() else ~good

    def _best(self, ahead: Floats, width: int, beam: int) -> Ints:
        """The options from which the next states are taken, best first; ``ahead``: their costs."""
        best = np.argpartition(ahead, min(len(ahead), 2 * beam) - 1)[: 2 * beam]
        costs = ahead.take(best)
        possible = np.count_nonzero(costs < -IMPOSSIBLE / 2)
        return np.asarray(best[costs.argsort(kind="stable")[:possible]])

    def _kept(self, futures: Ints, parent: Ints, beam: int) -> Ints:
        """The first of several options that have the same future is the best."""
        return states.firsts(futures)[:beam]

    def _ahead(self, now: States, left: tuple[int, int]) -> Floats:
        """The future cost of each state: tokens of the page left without a cell, cells left without a token.

        Two lines: if the next token is placed, and if it is skipped.
        """
        cells = (now.block.end - now.first) * self.width - (now.count - now.before)
        after = cells - _PLACED
        inside, any_ = left
        found: Floats = self.weights.missing * np.maximum(after - any_, 0)
        if inside:
            found += self.weights.surplus * np.maximum(inside - after, 0)
        return found

    def _place(self, found: States, cells: Ints, skipped: Bools, move: Ints, token: Token) -> None:
        """Put the token on ``cells`` of ``found``, which are copies."""
        x = np.flatnonzero(~skipped)
        c = cells[x]
        row, column = (its.take(c) for its in self.places)
        bit = 1 << row
        at = column * len(skipped) + x
        filled = found.filled.take(at)
        found.filled.ravel()[at] = filled | bit
        found.count[x] += 1
        found.down[x] = down = states.free_from(filled, row + 1)
        free = found.free.take(at)
        found.free.ravel()[at] = np.where(free == row, down, free)
        found.open.ravel()[at] = np.maximum(found.open.take(at), row + 1)
        # No cell is twice in a sum; what pads its sums is added nothing, and has more parts than there are cells.
        of_cover = (x * found.balance.shape[1])[:, None]
        found.counts.ravel()[self._sides(found).take(c, 0) + of_cover] -= 1
        places = self.sums.sums.take(c, 0) + of_cover
        if token.value:
            found.balance.ravel()[places] += self.sums.signs.take(c, 0) * token.value
        small = at[self.sized.take(row)]
        if token.value:
            found.logs.ravel()[small] += np.log1p(token.value)
            found.numbers.ravel()[small] += 1
        else:
            found.zeros.ravel()[small] += 1
        if token.separator in (Separator.LINE, Separator.GAP):
            new = np.where(move[x] == moves.DOWN, bit, 0) & ~(found.joined[x] | found.apart[x])
            (found.joined if token.separator is Separator.LINE else found.apart)[x] |= new

    def _final(self, now: States) -> Floats:
        return np.asarray(now.score + self.weights.missing * (self.cells - now.count))

    def _covers(self, now: States) -> list[Cover]:
        score = self._final(now)
        at = np.argsort(-score, kind="stable")[:_KEPT]
        self.best = int(at[0])
        scores = score[at].tolist()
        placed = []
        for parent, chosen in reversed(self.history):
            if chosen is not None:
                placed.append(chosen[at])
            at = parent[at]
        if self.plan.backward:
            placed = [np.where(c == self.cells, c, self.cells - 1 - c) for c in reversed(placed)]
        lines = np.array(placed[::-1]).T.tolist()
        return [
            Cover(own, tuple(None if cell == self.cells else cell for cell in line))
            for own, line in zip(scores, lines, strict=True)
        ]
