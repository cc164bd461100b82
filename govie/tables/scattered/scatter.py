"""Hypotheses for scattered tables: a PDF converter printed their numbers apart from the rows' labels.

``pieces`` makes numeric tokens of the cells, ``cover`` searches the cell of the form that each belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

import numpy as np

from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.scattered import bands, cover, pieces, sums
from govie.tables.scattered.states import MOST_ROWS
from govie.tables.scattered.weighing import Hoping, Proving, Weighing
from govie.tables.scattered.weights import PLANS, Plan
from govie.tables.slots import sum_state
from govie.tables.tally import Tally, over_rows

_MOST_HELD = 12  # covers with which all sums hold that are compared
_DOUBT = 8.0  # log-odds by which a cover must be better than another for its rows to be proven
_SIMPLER = 2.0  # times the cost of bands: a cover of more is no rival
_NARROW = 12  # beam of a search whose cells are known
_BROKEN = 3  # sums that one number breaks: of its row, of its column and of the balance
_MANY = 8  # sums that hold for each that does not, so that the print is wrong and not the cover
_STRAY = 3  # runs of numbers of no cell, as of a list, a page or another table, that may stand within one
_MOST_STRAYS = 60  # numbers in them: more than the other tables have
_MOST_BETWEEN = 20  # numbers of no cell with which bands are looked for: zeros have as many ways as there are more
_HELD_SHARE = 0.5  # of the rows whose sums say something: below, a cover is no hypothesis


def covered(
    cells: Sequence[Cell],
    grid: Grid,
    breaks: Sequence[int],
    limit: int,
    least: float = -inf,
    *,
    brief: bool = False,
) -> tuple[Hypothesis, ...]:
    """The hypotheses of ``cells`` as a table with sums, best first; empty where the sums of most rows fail.

    ``breaks``: offsets of page breaks; ``limit``: where the next table begins; ``least``: the ``quality`` that
    a hypothesis must be above to be asked for, as nothing is searched where none can be; ``brief``: whether only tables in bands
    are looked for, without the search for others.
    """
    tokens = [c for c in cells if pieces.is_count(c)]
    (rows, _), columns = pieces.printed(cells, grid, limit)
    if not len(rows) <= min(len(tokens), MOST_ROWS):
        return ()
    size = len(rows) * len(columns)
    full = len(tokens) >= size
    # Where nothing but sums that hold is asked for, each cell has a number.
    proof = _most(tokens, grid) <= least
    if proof and not full:
        return ()
    board = pieces.board(cells, grid, breaks, limit)
    inside = sum(t.counts for t in board.tokens)
    # The numbers of other tables stand within it only where a page is printed box by box.
    if proof and inside > size + (_MOST_STRAYS if breaks else _STRAY):
        return ()
    strays = max(_STRAY, inside - size) if proof else None
    found = _searched(board, full, strays, () if brief else PLANS)
    if not found:
        return ()
    states = [sum_state(grid.rows[a.row].table, a.slots) for a in found[0].rows]
    if states.count(1) + states.count(0) < _HELD_SHARE * len(grid.rows):
        return ()
    return tuple(found)


def _most(tokens: Sequence[Cell], grid: Grid) -> float:
    """What no hypothesis of ``tokens`` is above in ``quality``: a sum that says something takes two numbers."""
    table, width, rows = grid.rows[0].table, grid.rows[0].width, len(grid.rows)
    pairs = sum(bool(cell.value) for cell in tokens) // 2
    placed = max(n - 0.3 * max(0, n * width - len(tokens)) for n in range(rows + 1))
    return placed + min(rows, pairs) + 0.5 * len(table.row_sums) * min(width, pairs)


def _searched(
    board: pieces.Board, full: bool, strays: int | None, plans: Sequence[Plan] = PLANS
) -> list[Hypothesis]:
    """The hypotheses with which all sums hold, or else of the one of ``plans`` with which most do, best first.

    ``full``: whether each cell may have a number; only then do the sums choose among plans. ``strays``: where only
    those are asked for with which all sums hold, how many numbers can be no cell's.
    """
    if full and (in_bands := _in_bands(board)):
        return _weighed(board, in_bands)
    others: list[list[Hypothesis]] = []
    # Many numbers of no cell make a search long, which most tables in order would be searched for in vain.
    once = not full or (strays is not None and strays > _STRAY)
    for plan in plans[:1] if once else plans[::-1] if strays is None else plans[1:] or plans:
        covers = _search(board, plan, strays).run()
        found = _hypotheses(board, covers)
        if held := _holding(found, covers):
            return _weighed(board, held)
        if found:
            others.append(found)
    return (
        []
        if strays is not None or not others
        else max(others, key=lambda found: _held(board.grid, found[0]))
    )


def _search(board: pieces.Board, plan: Plan, strays: int | None) -> cover.Search:
    """The search by ``plan``, which may be given up unless it is the one that always gives some cover."""
    if strays is not None:
        return Proving(board, plan, strays, _BROKEN)
    return cover.Search(board, plan=plan) if plan is PLANS[0] else Hoping(board, plan)


def _in_bands(board: pieces.Board) -> list[cover.Cover]:
    """The covers in bands with which all sums hold, without those that are much less simple than the simplest."""
    size = len(board.rows) * len(board.columns)
    spare = max(_STRAY, sum(token.counts for token in board.tokens) - size)
    for grouped in (False, True) if spare <= _MOST_BETWEEN else ():
        covers = bands.covers(board, spare, _STRAY, grouped=grouped)
        if held := _holding(_hypotheses(board, covers), covers):
            return [c for c in held if c.score >= _SIMPLER * held[0].score]
    return []


def _holding(found: Sequence[Hypothesis], covers: Sequence[cover.Cover]) -> list[cover.Cover]:
    """The first of the ``covers`` with which all sums hold, one of those that read the same; ``found``: read with them."""
    held: dict[tuple[tuple[object, ...], ...], cover.Cover] = {}
    for hypothesis, covering in zip(found, covers, strict=True):
        if hypothesis.holds and len(held) < _MOST_HELD:
            held.setdefault(_values(hypothesis), covering)
    return [*held.values()]


def _held(grid: Grid, hypothesis: Hypothesis) -> int:
    """How many sums hold, less those that fail, and how many rows are left in."""
    held, failed = over_rows(grid, hypothesis.rows)
    return held - failed + len(hypothesis.rows)


def _values(hypothesis: Hypothesis) -> tuple[tuple[object, ...], ...]:
    """What is printed in the cells of each row."""
    return tuple(
        tuple(None if c is None else (c.kind, c.value) for c in a.slots) for a in hypothesis.rows
    )


def _weighed(board: pieces.Board, covers: Sequence[cover.Cover]) -> list[Hypothesis]:
    """``covers`` with which all sums hold, by what their order and labels say from both ends of the text.

    Sums do not tell columns from each other, nor rows that are parts of the same sums. Rows that a rival gives
    other values are not proven: one of almost the same score, seen from either end of the text.
    """
    scores = [(cover.score,) for cover in covers]
    if len(covers) > 1:
        plans = (replace(plan, ahead=True) for plan in PLANS[:2])
        by_plan = (Weighing(board, covers, plan).scores(_NARROW) for plan in plans)
        scores = [*zip(*by_plan, strict=True)]
        covers = [replace(c, score=sum(s) / len(s)) for c, s in zip(covers, scores, strict=True)]
    weighed = zip(_hypotheses(board, covers), scores, strict=True)
    (best, score), *rivals = sorted(weighed, key=lambda w: -w[0].score)
    known = _values(best)
    doubtful = {
        row
        for rival, its in rivals
        if any(own - other < _DOUBT for own, other in zip(score, its, strict=True))
        for row, (own, other) in enumerate(zip(known, _values(rival), strict=True))
        if own != other
    }
    rows = tuple(replace(a, how="scatter") if a.row in doubtful else a for a in best.rows)
    return [replace(best, rows=rows), *(rival for rival, _ in rivals)]


def _hypotheses(board: pieces.Board, covers: Sequence[cover.Cover]) -> list[Hypothesis]:
    """The covers as hypotheses; where not all sums hold, rows whose sums fail are left out."""
    grid, width = board.grid, len(board.columns)
    order = [board.columns.index(column) for column in range(grid.rows[0].width)]
    counts = [token.counts for token in board.tokens]
    # Covers differ in few rows: each row is made once for all that have it.
    known: dict[tuple[int, ...], tuple[Assignment, bool]] = {}
    table = sums.of(board)
    numbers = np.array([token.value for token in board.tokens] + [0])
    found = []
    for covering in covers:
        tokens = [-1] * (len(board.rows) * width)
        skipped = strays = 0
        before: int | None = -1
        for token, cell in enumerate(covering.cells):
            if cell is None:
                skipped += counts[token]
                strays += counts[token] and before is not None
            else:
                tokens[cell] = token
            before = cell
        rows = []
        for n, number in enumerate(board.rows):
            if number is None:
                continue
            key = (n, *tokens[n * width : (n + 1) * width])
            if key not in known:
                places = [key[1 + column] for column in order]
                slots = tuple(board.tokens[t].cell if t >= 0 else None for t in places)
                own = Assignment(number, slots, 0.0, 0.0, "scatter")
                known[key] = own, sum_state(grid.rows[number].table, slots) >= 0
            rows.append(known[key])
        tally = table.tally(numbers[tokens])
        if strays <= _STRAY and -1 not in tokens and _holds(tally):
            assigned = tuple(own for own, _ in rows)
            if not tally.failed and not _is_mixed(own.slots for own in assigned):
                assigned = tuple(replace(own, how="cover") for own in assigned)
            found.append(Hypothesis(assigned, covering.score, skipped, holds=True))
        else:
            assigned = tuple(own for own, holds in rows if holds)
            found.append(Hypothesis(assigned, covering.score, skipped))
    return found


def _holds(tally: Tally) -> bool:
    """Whether the sums over all cells hold but for those that one wrong print breaks."""
    return not tally.failed or (tally.failed <= _BROKEN and tally.held >= _MANY * tally.failed)


def _is_mixed(lines: Iterable[Sequence[Cell | None]]) -> bool:
    """Whether both zeros and marks for nothing are printed, which sums cannot tell from each other."""
    kinds = {cell.kind is Kind.NUMBER for line in lines for cell in line if cell and not cell.value}
    return len(kinds) > 1
