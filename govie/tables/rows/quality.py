"""Rates a reading of a table, to choose between readings and to decide whether to try another."""

from __future__ import annotations

from math import inf

from govie.records import record
from govie.tables import tally
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.labels import Grid
from govie.tables.rows.scores import WEIGHTS
from govie.tables.slots import lacks, sum_state
from govie.tables.strip import Strip

_AMISS = 2  # numbers, rows and sums together
# Assignments whose label contributes as much have their own label right before their cells.
LABELLED = WEIGHTS["named"]


@record(frozen=True, slots=True)
class Read:
    """A section's tables as read: the grid, the strip, its hypotheses, best first."""

    grid: Grid
    strip: Strip
    hypotheses: tuple[Hypothesis, ...]

    @property
    def best(self) -> Hypothesis:
        """The hypothesis with the highest score."""
        return self.hypotheses[0]


def has_no_total(known: Read) -> bool:
    """Whether the totals of all rows are empty, and nothing else."""
    lines = [a.slots for a in known.best.rows if any(a.slots)]
    return len(lines) > 3 and all(lacks(line, len(line) - 1) for line in lines)


def is_whole(known: Read) -> bool:
    """Whether most rows are placed, and by their own labels or with hardly a sum that fails."""
    best = known.best
    grid = known.grid
    placed = [a for a in best.rows if any(c is not None for c in a.slots) or a.ways]
    named = {row for segment in known.strip.segments for row in segment.fresh}
    if 4 * len(placed) < 3 * len(named) or best.skipped > grid.rows[0].width:
        return False
    if 4 * len({a.row for a in placed} & _in_place(known)) >= 3 * len(named):
        return True  # wrong sums are the agency's
    if not grid.summed:
        return 2 * sum(a.label >= LABELLED for a in placed) > len(placed)
    states = [_state(known, a) for a in placed]
    return states.count(-1) <= max(1, states.count(1) // 4)


def is_complete(known: Read) -> bool:
    """Whether nothing speaks for another way of reading the table.

    It is whole, and its cells are delimited or stand after their rows' labels, or hardly a number is left
    over, a row is missing or a sum fails.
    """
    if not is_whole(known):
        return False
    rows = known.best.rows
    if any(c is not None and c.hard for a in rows for c in a.slots):
        return True
    if any(map(_is_open, rows)):
        return False
    missing = len(known.grid.rows) - len(rows)
    if not missing and {a.row for a in rows} <= _in_place(known):
        return True
    failed = tally.over_rows(known.grid, rows).failed + sum(_state(known, a) < 0 for a in rows)
    return min(known.best.skipped, _left_over(known)) + missing + failed <= _AMISS


def _left_over(known: Read) -> int:
    """How many numbers belong to no row; marks for nothing are also remarks, and tell of no other reading."""
    taken = {c.start for a in known.best.rows for c in a.slots if c is not None}
    return sum(c.value is not None and c.start not in taken for c in known.strip.values)


def _in_place(known: Read) -> set[int]:
    """The rows whose cells stand after their own label.

    Also after those of several rows, as many as the cells are enough for, where all rows have marks for nothing in
    the same columns: then their order is told as well.
    """
    strip, rows = known.strip, known.best.rows
    found = {
        a.row
        for a in rows
        if a.label >= LABELLED and (a.how in ("anchor", "window") or _adds_up(known.grid, a))
    }
    kinds = {tuple(c and c.kind for c in a.slots) for a in rows if any(a.slots)}
    if len(kinds) == 1 and len({*next(iter(kinds))}) > 1:
        for run in strip.runs:
            fresh = strip.segments[run.segment].fresh
            if fresh and len(run) == sum(known.grid.rows[row].width for row in fresh):
                found |= {*fresh}
    return found


def _is_open(assigned: Assignment) -> bool:
    """Whether a number of the row may stand in several columns, which no choice for the whole table tells."""
    line = assigned.ways[0] if assigned.ways and assigned.how != "sparse" else ()
    return any(c is not None and c.value is not None for c in line)


def _state(known: Read, assigned: Assignment) -> int:
    """Whether the sums of a row hold; none fails whose parts are taken to be left out."""
    state = sum_state(known.grid.rows[assigned.row].table, assigned.slots)
    return max(state, 0) if assigned.how == "sparse" else state


def _adds_up(grid: Grid, assigned: Assignment) -> bool:
    """Whether the sums of a row hold in some of the ways in which it may be read."""
    table = grid.rows[assigned.row].table
    return any(sum_state(table, way) > 0 for way in assigned.ways)


def least(known: Read | None) -> float:
    """The quality above which scattered numbers explain a table better than what is ``known`` of it.

    Where most of it stands as its labels say, nothing but sums that hold does.
    """
    if known is None:
        return -inf
    return inf if is_whole(known) else quality(known) + 1


def quality(known: Read) -> float:
    """How much the best hypothesis explains: rows that are placed, their labels and their sums."""
    score = 0.0
    for assigned in known.best.rows:
        if any(assigned.slots):
            score += 1.0 + {1: 1.0, 0: 0.0, -1: -2.0}[_state(known, assigned)]
            if assigned.how != "sparse":
                score -= 0.3 * sum(c is None for c in assigned.slots)
    # A row's own label, or the names of its columns, stand right before its cells.
    score += sum(a.label >= LABELLED or a.how == "headed" for a in known.best.rows)
    held, failed = tally.over_rows(known.grid, known.best.rows)
    return score + 0.5 * (held - failed)
