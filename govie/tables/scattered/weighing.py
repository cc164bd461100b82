"""Variants of the beam search: searches that stop once they cannot succeed, and searches that score given covers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from govie.tables.scattered import states
from govie.tables.scattered.cover import IMPOSSIBLE, Cover, Search
from govie.tables.scattered.pieces import Board
from govie.tables.scattered.states import Bools, Floats, States
from govie.tables.scattered.sums import Ints
from govie.tables.scattered.weights import Plan

_OFTEN = 8  # tokens after which is looked whether a search has any hope
_LOST = 80.0  # log-odds: covers with which all sums hold lose up to 46 on their way
_FIRST, _ALL = slice(8), slice(8, None)  # states


class Hoping(Search):
    """A search that is given up where the best cover is much worse than the best was before: the right one is lost."""

    def __init__(self, board: Board, plan: Plan) -> None:
        super().__init__(board, plan=plan)
        self.most = 0.0  # the best score so far

    def _is_hopeless(self, now: States, number: int) -> bool:
        best = float(now.score.max())
        self.most = max(self.most, best)
        return best < self.most - _LOST


class Proving(Hoping):
    """A search that is given up where no cover any more fills all cells, skips at most ``stray`` numbers of the
    table and breaks at most ``broken`` sums.

    What a sum lacks must come from the numbers that are left: of its last cell exactly that number, of several
    cells at most the largest together.
    """

    def __init__(self, board: Board, plan: Plan, stray: int, broken: int) -> None:
        super().__init__(board, plan)
        self.broken = broken
        # After so many tokens as many cells must be filled, and may be empty.
        least = accumulate((t.counts for t in self.board.tokens), initial=-stray)
        count = len(self.board.tokens)
        self.least = [max(n, self.cells - count + at) for at, n in enumerate(least)]

    def _is_hopeless(self, now: States, number: int) -> bool:
        if super()._is_hopeless(now, number):
            return True
        if number % _OFTEN:
            return False
        # Mostly one of the first has hope.
        return not any(self._hopes(now, number, part) for part in (_FIRST, _ALL))

    def _hopes(self, now: States, number: int, part: slice) -> bool:
        """Whether one of the states ``part`` has any hope after ``number`` tokens."""
        hopes = now.count[part] >= self.least[number]
        broken = self._broken(now, number, part).sum(1)
        return bool((hopes & (broken <= self.broken)).any())

    def _broken(self, now: States, number: int, part: slice) -> Bools:
        """Which sums of each of the states ``part`` fail, or must, after ``number`` tokens."""
        left = np.array(sorted((t.value for t in self.board.tokens[number:]), reverse=True))
        most = np.append(0, left.cumsum())  # what so many of the numbers left come to
        lacks, parts, wholes = (its[part] for its in (now.balance, now.parts, now.wholes))
        found: Bools = lacks > most.take(wholes, mode="clip")
        found |= -lacks > most.take(parts, mode="clip")
        last = parts + wholes == 1
        found[last] |= ~np.isin(np.abs(lacks[last]), left)
        return found


class Weighing(Search):
    """As many searches as there are ``covers``, each of whose tokens go to the cells of its cover or are skipped.

    All are in the same arrays: a search with few states spends its time on calling numpy, whatever they hold.
    """

    spare = sys.maxsize  # the beam is that of each search

    def __init__(self, board: Board, covers: Sequence[Cover], plan: Plan) -> None:
        super().__init__(board, plan=plan)
        cells = np.array([[-1 if c is None else c for c in cover.cells] for cover in covers])
        if plan.backward:
            cells = np.where(cells < 0, -1, self.cells - 1 - cells)[:, ::-1]
        self.known = cells
        self.search = np.arange(len(covers))  # that each state is one of

    def scores(self, beam: int) -> list[float]:
        """The score of each cover."""
        one = states.empty(self.rows, self.width, self.sums)
        now = self._through(one.take(np.zeros(len(self.known), np.int64)), beam)
        assert now is not None
        score = self._final(now)
        return [float(score[self.search == n].max()) for n in range(len(self.known))]

    def _may(self, cells: Ints, number: int) -> Bools | None:
        return np.asarray(cells == self.known[self.search, number])

    def _ending(self, good: Bools, parent: Ints) -> Bools:
        lost = ~np.isin(self.search, self.search[parent[good]])
        good = good | lost[parent]
        self.search = self.search[parent[good]]
        return good

    def _best(self, ahead: Floats, width: int, beam: int) -> Ints:
        best = np.flatnonzero(ahead < -IMPOSSIBLE / 2)
        best = best[np.argsort(ahead[best], kind="stable")]
        own = self.search[best // width]
        order = np.argsort(own, kind="stable")
        firsts = np.searchsorted(own[order], own[order])
        place = np.empty(len(best), np.int64)
        place[order] = np.arange(len(best)) - firsts
        return np.asarray(best[place < 2 * beam])

    def _kept(self, futures: Ints, parent: Ints, beam: int) -> Ints:
        own = self.search[parent]
        seen: set[tuple[int, int]] = set()
        left = [beam] * len(self.known)
        kept = []
        for n, state in enumerate(zip(own.tolist(), futures.tolist(), strict=True)):
            if left[state[0]] and state not in seen:
                seen.add(state)
                left[state[0]] -= 1
                kept.append(n)
        found = np.array(kept, np.int64)
        self.search = own[found]
        return found


__all__ = ["Hoping", "Proving", "Weighing"]
