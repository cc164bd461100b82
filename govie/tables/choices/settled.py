"""Ambiguous rows: keeps the cells that all readings consistent with the table's sums have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govie.tables.assignment import Hypothesis
from govie.tables.cells import Cell
from govie.tables.choices import solver, sparse
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.slots import Slots, lacks, value

_TELLING = 2  # rows whose last number is the sum of the others


def settled(grid: Grid, hypothesis: Hypothesis, *, no_total: bool) -> Hypothesis:
    """``hypothesis`` with rows that may be read in several ways settled as far as all sums together allow.

    A cell on which the ways that are left do not agree is None. ``no_total``: whether the totals of the report's
    largest table are empty.
    """
    domains = {a.row: a.ways for a in hypothesis.rows if a.ways}
    if not domains:
        return hypothesis
    if few := sparse.filled(grid, hypothesis):
        return few
    fixed = {a.row: a.slots for a in hypothesis.rows if not a.ways}
    if no_total:
        for row, ways in domains.items():
            (total,) = grid.rows[row].table.column_sums[0].whole if grid.summed else (-1,)
            domains[row] = tuple(w for w in ways if lacks(w, total)) or ways
    elif grid.summed and _ends_in_totals(hypothesis):
        (total,) = grid.rows[0].table.column_sums[0].whole
        for row, ways in domains.items():
            domains[row] = tuple(w for w in ways if w[total] is not None) or ways
    left = solver.settled(grid, fixed, solver.agreed(grid, domains, fixed))
    # Where empty cells were dropped from some rows, they may be lacking among numbers that ran together, too.
    dropped = not _is_marked(hypothesis) and any(
        None in w for ways in domains.values() for w in ways[:1]
    )
    rows = []
    for assigned in hypothesis.rows:
        options = left.get(assigned.row)
        if options and not (dropped and any(c is not None and _is_cut(c) for c in options[0])):
            assigned = replace(assigned, slots=_agreed(options), ways=tuple(options))
        rows.append(assigned)
    return replace(hypothesis, rows=tuple(rows))


def _is_marked(hypothesis: Hypothesis) -> bool:
    """Whether marks for nothing stand in most rows: no empty cell was dropped then."""
    lines = [a.ways[0] if a.ways else a.slots for a in hypothesis.rows]
    marked = sum(any(c is not None and c.kind is Kind.NOTHING for c in line) for line in lines)
    return 2 * marked > len(lines)


def _ends_in_totals(hypothesis: Hypothesis) -> bool:
    """Whether all rows have as many numbers left of their cells, of which the last is the sum of the others.

    Then the same columns are empty in all rows, and the last number is the total in rows of zeros, too.
    """
    lines = [
        [value(c) for c in a.ways[0] if c is not None] if a.ways else [value(c) for c in a.slots]
        for a in hypothesis.rows
    ]
    counts = {len(numbers) for numbers in lines}
    sums = [numbers[-1] == sum(numbers[:-1]) for numbers in lines if numbers]
    telling = [numbers for numbers in lines if len(numbers) > 1 and numbers[-1]]
    return len(counts) == 1 and all(sums) and len(telling) >= _TELLING


def _agreed(ways: Sequence[Slots]) -> Slots:
    """The cells on which all ``ways`` of a row agree."""
    return tuple(
        column[0] if all(_same(column[0], c) for c in column) else None
        for column in zip(*ways, strict=True)
    )


def _is_cut(cell: Cell) -> bool:
    """Whether ``cell`` is a piece of print, or several pieces joined."""
    return cell.kind is Kind.DAMAGED and cell.text.isdecimal()


def _same(a: Cell | None, b: Cell | None) -> bool:
    """Whether two cells are the same span of the text."""
    return a == b or (a is not None and b is not None and (a.start, a.end) == (b.start, b.end))
