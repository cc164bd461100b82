"""Reads tables again whose columns a PDF converter printed apart from their labels, and among those of other tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from govie.tables.assignment import Hypothesis
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.regions.region import Region
from govie.tables.rows.aligned import by_heads
from govie.tables.rows.quality import Read, is_complete, is_whole, quality
from govie.tables.scattered import columns
from govie.tables.scattered.paired import heads_of, paired
from govie.tables.section import Prior, read
from govie.tables.slots import sum_state
from govie.tables.strips import layout

_MOST_LEFT = 8  # numbers between other tables' that may be a small one's: more are a column of the agency's own
_LEAST = 3  # rows with numbers other than 0
_MOST_SCATTERED = 450  # numbers from one heading to the end: twice what all tables of a form hold


def within(cells: Sequence[Cell], start: int, end: int) -> list[Cell]:
    """The cells, also empty ones, that stand in ``view[start:end]``."""
    return [c for c in cells if c.start < end and (start < c.end or start <= c.start)]


def by_columns(
    found: dict[str, Read],
    cells: Sequence[Cell],
    others: Callable[[], Sequence[Cell]],
    grid: Grid,
) -> None:
    """Read small tables by their heads, where nothing delimits their cells.

    ``others``: what other tables leave over, among which some of their own may stand.
    """
    known = found.get(grid.section)
    if known is not None and known.best.skipped == 0 and is_whole(known):
        return
    hypothesis = columns.read(cells, grid)
    rest = heads_of(others(), grid, alone=True)
    if 0 < sum(c.is_printed for c in rest) <= _MOST_LEFT:
        more = sorted([*cells, *rest], key=lambda c: c.start)
        longer = columns.read(more, grid)
        if longer and _filled(longer) > (_filled(hypothesis) if hypothesis else 0):
            cells, hypothesis = more, longer
    if hypothesis is not None:
        found[grid.section] = Read(grid, layout.strip(cells, grid), (hypothesis,))


def _filled(hypothesis: Hypothesis) -> int:
    """How many cells have a value."""
    return sum(c is not None for a in hypothesis.rows for c in a.slots)


def left_over(
    found: Mapping[str, Read], cells_of: Mapping[str, Sequence[Cell]], region: Region
) -> list[Cell]:
    """The cells after ``region`` that are in no row of the tables there, where these are complete."""
    rest: list[Cell] = []
    for section, cells in cells_of.items():
        known = found.get(section)
        if section == region.section or known is None:
            continue
        if known.best.holds or is_complete(known):
            taken = {c.start for a in known.best.rows for c in a.slots if c}
            after = (c for c in cells if c.start >= region.end and c.start not in taken)
            rest += [c for c in after if c.kind in (Kind.LABEL, Kind.NUMBER)]
    return rest


def pair(
    found: dict[str, Read],
    cells: Sequence[Cell],
    others: Sequence[Cell],
    grid: Grid,
    rest: Callable[[], Sequence[Cell]],
) -> None:
    """Read a table of rows side by side by its heads, where nothing delimits its cells.

    ``others``: what other tables leave over, ``rest``: the cells after it; among both some of its own may stand.
    """
    known = found.get(grid.section)
    if any(c.hard for c in cells) or (known is not None and by_heads(known.strip)):
        return
    fills = known is not None and _fills(known)
    # In the form's order all sums hold, or all numbers follow all heads, as many as there are cells: only heads that
    # are in turn in another order say more.
    in_turn = fills or (known is not None and _follow_heads(known))
    hypothesis = paired(cells, grid, in_turn=in_turn)
    if hypothesis is None and not in_turn and any(c.is_printed for c in cells):
        own, after = cells, rest()
        for which, alone in ((after, False), (others, False), (after, True)):
            cells = sorted([*own, *heads_of(which, grid, alone=alone)], key=lambda c: c.start)
            hypothesis = paired(cells, grid)
            if hypothesis is not None:
                break
    if hypothesis is None or (known is not None and _values(known.best) == _values(hypothesis)):
        return
    if fills and hypothesis.score < 0:
        return
    found[grid.section] = Read(grid, layout.strip(cells, grid), (hypothesis,))


def _fills(known: Read) -> bool:
    """Whether each number is a cell's and each cell has one, and no sum fails."""
    rows, grid = known.best.rows, known.grid
    if known.best.skipped or len(rows) < len(grid.rows):
        return False
    return all(
        None not in a.slots and sum_state(grid.rows[a.row].table, a.slots) >= 0 for a in rows
    )


def _follow_heads(known: Read) -> bool:
    """Whether each number is a cell's and each cell has one, and no label stands between them."""
    rows, strip = known.best.rows, known.strip
    return (
        not known.best.skipped
        and len(rows) == len(known.grid.rows)
        and all(None not in a.slots for a in rows)
        and len({*strip.before}) == 1
    )


def _values(hypothesis: Hypothesis) -> dict[int, list[object]]:
    """What is printed in the cells of each row."""
    return {
        a.row: [None if c is None or not c.is_printed else (c.kind, c.value) for c in a.slots]
        for a in hypothesis.rows
    }


def scattered(
    cells: Sequence[Cell],
    grid: Grid,
    regions: Sequence[Region],
    region: Region,
    breaks: Sequence[int],
    more: float,
) -> Read | None:
    """The table of ``region`` with sums, as a converter prints it that scatters its columns.

    ``more``: the quality that it must be above, if not all sums hold.
    """
    # Some of it may stand after the next heading, or before its own.
    last = max(r.end for r in regions)
    limit = min((r.start for r in regions if r.start > region.start), default=last)
    # imported here: few reports need the search, whose modules are a tenth of the package
    from govie.tables.scattered import scatter

    size = len(grid.rows) * grid.rows[0].width
    best: Read | None = None
    begins = [r.start for r in regions if r.start <= region.start]
    for first in sorted({*begins[-2:], min(region.heading, region.start)}, reverse=True):
        own = within(cells, first, last)
        count = sum(c.is_printed for c in own)
        if count > _MOST_SCATTERED:
            break
        earlier = first < region.start
        if earlier and count < size:
            continue
        hypotheses = scatter.covered(own, grid, breaks, limit, more, brief=earlier)
        # Of what stands before only sums that all hold tell that it is the table's. Of zeros they always do, which marks
        # for nothing are not.
        proven = bool(hypotheses) and hypotheses[0].holds
        if proven and first < region.heading:
            rows = hypotheses[0].rows
            told = sum(any(c and c.value for c in a.slots) for a in rows)
            others = any(c.value for c in own if region.start <= c.start < limit)
            proven = told >= _LEAST or (not others and all(a.how == "cover" for a in rows))
        if hypotheses and (proven or not earlier):
            best = Read(grid, layout.strip(own, grid), hypotheses)
        # A table is looked for farther before only where numbers are lacking.
        if (best and best.best.holds) or sum(c.is_printed for c in own if c.start < limit) >= size:
            break
    return best


def reread(
    found: dict[str, Read],
    cells_of: dict[str, list[Cell]],
    grids: Mapping[str, Grid],
    scattered: Read,
    prior: Prior,
) -> set[int]:
    """Read the other tables, ``cells_of`` each section, again without the numbers that the ``scattered`` one takes for proven.

    Returns where these numbers stand.
    """
    # Where all sums hold, its numbers are known also where their rows are not.
    rows = [a for a in scattered.best.rows if scattered.best.holds or a.how == "cover"]
    taken = {c.start for a in rows for c in a.slots if c}
    for section, cells in [*cells_of.items()]:
        rest = [c for c in cells if c.start not in taken]
        if len(rest) < len(cells) and grids[section] is not scattered.grid:
            known = read(rest, grids[section], prior)
            before = found.get(section)
            if known is not None and (before is None or quality(known) >= quality(before)):
                cells_of[section] = rest
                found[section] = known
    return taken


__all__ = ["by_columns", "left_over", "pair", "reread", "scattered", "within"]
