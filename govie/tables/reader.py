"""Reads the tables of a report: scans cells, builds strips, assigns rows, resolves ambiguous rows by their sums.

``gather`` reads the tables of a report one section after the other: first the largest, which shows how the
converter prints tables, and then the others. A table of which too little is explained so is read as one
whose columns a PDF converter scattered (``scatter``, ``columns``, ``paired``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from govie.form import Form
from govie.tables import labels
from govie.tables.assignment import Hypothesis
from govie.tables.cells import Cell
from govie.tables.choices import cutoff
from govie.tables.choices.settled import settled
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.regions.region import Region
from govie.tables.rows import anchors, orders
from govie.tables.rows.aligned import by_heads
from govie.tables.rows.by_line import by_label, by_line
from govie.tables.rows.merged import merged
from govie.tables.rows.quality import (
    Read,
    has_no_total,
    is_complete,
    is_whole,
    least,
    quality,
)
from govie.tables.rows.scores import Scorer
from govie.tables.rows.singly import singly
from govie.tables.scanning import cleaning, joins, worded
from govie.tables.scanning.scan import scan
from govie.tables.scanning.turned import from_left, labels_first
from govie.tables.scattered import columns
from govie.tables.scattered.paired import heads_of, paired
from govie.tables.slots import sum_state
from govie.tables.strip import Strip, segmented
from govie.tables.strips import layout, stacked, transposed
from govie.tables.strips.gaps import Pitch
from govie.text.source import Source

_BEYOND = 3000  # characters after the last table, some of which may be its own
_MOST_SCATTERED = 450  # numbers from one heading to the end: twice what all tables of a form hold


@dataclass(frozen=True, slots=True)
class Prior:
    """How a report's largest table is laid out: a converter prints all tables of a report alike.

    ``pitch``: how far apart its cells stand; ``by_column``: whether its cells are printed column by column;
    ``order``: the name of the order of its columns, if it is not the form's; ``no_total``: whether its totals
    are empty; ``trimmed``: how many lines show that lines have lost the empty cells at their end; ``filled``:
    whether something is printed in every cell of its rows.
    """

    pitch: Pitch | None = None
    by_column: bool = False
    order: str = ""
    no_total: bool = False
    trimmed: int = 0
    filled: bool = False


def scanned(source: Source, regions: Sequence[Region]) -> list[Cell]:
    """The cells of all ``regions`` of the view: a converter delimits all tables of a report alike."""
    wide = source.places("\u3000")
    first, last = min(r.start for r in regions), max(r.end for r in regions)
    cells = from_left(scan(source.view, first, last, source.fillers(), wide))
    cells = cleaning.cleaned(_damaged(_rejoined(cells, source), source.lost()))
    return _of_the_report(cells, regions)


def _of_the_report(cells: list[Cell], regions: Sequence[Region]) -> list[Cell]:
    """``cells`` without those of tables that are not the report's own."""
    others = [span for region in regions for span in region.left_out]
    return [c for c in cells if not any(a <= c.start < b for a, b in others)] if others else cells


def _rejoined(cells: list[Cell], source: Source) -> list[Cell]:
    """``cells`` with a doubt about numbers that the text breaks over lines: the last piece may be a page's number."""
    return [
        replace(cell, sure=False)
        if cell.kind is Kind.NUMBER and source.is_broken(cell.start, cell.start + len(cell.text))
        else cell
        for cell in cells
    ]


def _damaged(cells: list[Cell], lost: Sequence[int]) -> list[Cell]:
    """``cells`` with damaged print for the empty ones in which characters were ``lost``."""
    if not lost:
        return cells
    found: list[Cell] = []
    end = next_ = 0  # of the cell before; the first place that is in none yet
    for cell in cells:
        at = max(next_, bisect_left(lost, end))
        if cell.kind is Kind.EMPTY and at < len(lost) and lost[at] <= cell.start:
            cell = replace(cell, kind=Kind.DAMAGED, sure=False)
            next_ = at + 1
        found.append(cell)
        end = cell.end
    return found


def beyond(source: Source, regions: Sequence[Region]) -> list[Cell]:
    """The cells after all ``regions``: where boxes of a page are printed in any order, some of a table's."""
    last = max(r.end for r in regions)
    return _of_the_report(scan(source.view, last, min(len(source.view), last + _BEYOND)), regions)


def gather(
    cells: Sequence[Cell],
    form: Form,
    regions: Sequence[Region],
    breaks: Sequence[int] = (),
    rest: Callable[[], Sequence[Cell]] = tuple,
) -> dict[str, Read]:
    """The tables of ``form`` as read in the ``cells`` of ``regions``, by section.

    ``breaks``: page breaks; ``rest``: the cells after all regions, which are scanned only if a table lacks some.
    """
    within = {r.section: _within(cells, r.start, r.end) for r in regions}
    grids = {r.section: labels.grid(form, r.section) for r in regions}
    _return_money(within, grids)
    within = {s: _of_section(own, grids[s]) for s, own in within.items()}
    largest = max(within, key=lambda s: len(grids[s].rows) * grids[s].rows[0].width)
    after = {r.section: next((c for c in cells if c.start >= r.end), None) for r in regions}
    whole = segmented(within[largest], grids[largest], after[largest])
    strips = (segmented(own, grids[s], after[s]) for s, own in within.items())
    prior = Prior(_pitch(whole, strips), trimmed=cleaning.trimmed(cells))
    found: dict[str, Read] = {}
    in_order = sorted(regions, key=lambda r: r.section != largest)
    for region in in_order:
        section = region.section
        own, grid = within[section], grids[section]
        first = whole if section == largest else None
        known = read(own, grid, prior, labelled=region.labelled, after=after[section], first=first)
        if known is not None:
            found[section] = known
            if section == largest:
                blocks = sum(a.how == "block" for a in known.best.rows)
                by_column = 2 * blocks > len(known.best.rows)
                order, no_total = known.best.order, has_no_total(known)
                filled = cutoff.is_filled(known.best)
                prior = Prior(prior.pitch, by_column, order, no_total, prior.trimmed, filled)
    taken: set[int] = set()
    for region in in_order:
        known = found.get(region.section)
        grid = grids[region.section]
        if grid.rows[0].table.flat:
            is_last = region.end == max(r.end for r in regions)
            free = {s: [c for c in own if c.start not in taken] for s, own in within.items()}
            own = free.pop(region.section)
            others = [c for rest_ in free.values() for c in rest_]
            _pair(found, own, others, grid, rest if is_last else tuple)
        elif not grid.summed:
            _by_columns(found, within[region.section], grid)
        elif region.labelled and not (known and is_complete(known)):
            more = least(known)
            scattered = _scattered(cells, grid, regions, region, breaks, more)
            if scattered and (scattered.best.holds or quality(scattered) > more):
                found[region.section] = scattered
                taken = _reread(found, within, grids, scattered, prior)
    return found


def _pitch(largest: Strip, others: Iterable[Strip]) -> Pitch | None:
    """How far apart the cells of the ``largest`` table stand.

    Where each of its rows has one number, the ``others`` show how far apart its cells would stand.
    """
    pitch = layout.pitch(largest)
    if pitch is not None or any(
        sum(c.is_printed for c in largest.own(run)) > 1 for run in largest.runs
    ):
        return pitch
    return next(filter(None, map(layout.pitch, others)), None)


def _return_money(within: dict[str, list[Cell]], grids: Mapping[str, Grid]) -> None:
    """Give the amount of money that was printed after the next heading back to the section of amounts.

    No other section has one. Where its own has none, its page was printed box by box.
    """
    own = [s for s, g in grids.items() if any(c.is_money for r in g.rows for c in r.columns)]
    if len(own) != 1 or any(c.is_money for c in within[own[0]]):
        return
    others = [(s, c) for s, cells in within.items() if s != own[0] for c in cells if c.is_money]
    if len(others) == 1:
        ((section, cell),) = others
        within[section] = [c for c in within[section] if c is not cell]
        within[own[0]] = [*within[own[0]], cell]


def _of_section(cells: list[Cell], grid: Grid) -> list[Cell]:
    """``cells`` as those of the tables of ``grid``: the signs of their numbers, and words that stand for one."""
    return worded.as_cells((joins.signed if grid.signed else joins.unsigned)(cells), grid)


def _within(cells: Sequence[Cell], start: int, end: int) -> list[Cell]:
    """The cells, also empty ones, that stand in ``view[start:end]``."""
    return [c for c in cells if c.start < end and (start < c.end or start <= c.start)]


def read(
    cells: Sequence[Cell],
    grid: Grid,
    prior: Prior,
    *,
    labelled: bool = True,
    after: Cell | None = None,
    first: Strip | None = None,
) -> Read | None:
    """``cells`` as tables of ``grid``; None where there are no values, or no label of the grid's.

    ``labelled``: whether the region was found by its labels; ``after``: the cell that follows in the text;
    ``first``: the cells as they are ``segmented``, where that is known.
    """
    flat = grid.rows[0].table.flat
    if flat:
        first = first or segmented(cells, grid, after)
        if whole := singly(first) or by_heads(first):
            return Read(grid, first, (whole,))
    if rows := transposed.by_rows(cells, grid):
        cells, first = rows, None
    elif not (flat or grid.summed):
        first = first or segmented(cells, grid, after)
        if whole := singly(first) or merged(first):
            return Read(grid, first, (whole,))
    strip = layout.strip(cells, grid, prior.pitch, after, first)
    if turned := labels_first(strip):
        strip = layout.strip(turned, grid, prior.pitch)
    if separate := stacked.apart(strip):
        strip = layout.strip(separate, grid, prior.pitch, after)
    if not strip.values or (labelled and not any(s.touched or s.columns for s in strip.segments)):
        return None
    strip = _from_first_label(strip)
    if not strip.values:
        return None
    scorer = Scorer(anchors.plan(strip, prior.trimmed))
    hypotheses = orders.hypotheses(scorer, prior.order, by_column=prior.by_column)
    if lines := by_line(strip, hypotheses[0]):
        hypotheses.insert(0, lines)
    if (flat or hypotheses[0].skipped) and (named := by_label(strip)):
        hypotheses.insert(0, named)
    hypotheses[0] = cutoff.broken_off(
        settled(grid, hypotheses[0], no_total=prior.no_total), strip, filled=prior.filled
    )
    return Read(grid, strip, tuple(hypotheses))


def _from_first_label(strip: Strip) -> Strip:
    """``strip`` without the values before its first label, which are numbers of the narrative."""
    first = next((n for n, s in enumerate(strip.segments) if s.touched or s.columns > 1), None)
    if not first:
        return strip
    at = next((i for i, n in enumerate(strip.before) if n >= first), 0)
    if at == 0:
        return strip
    start = strip.values[at].start
    return layout.strip([c for c in strip.cells if not c.is_value or c.start >= start], strip.grid)


# ---------------------------------------------------------------------- columns apart from labels


def _by_columns(found: dict[str, Read], cells: Sequence[Cell], grid: Grid) -> None:
    """Read small tables by their heads, where nothing delimits their cells."""
    known = found.get(grid.section)
    if known is not None and known.best.skipped == 0 and is_whole(known):
        return
    hypothesis = columns.read(cells, grid)
    if hypothesis is not None:
        found[grid.section] = Read(grid, layout.strip(cells, grid), (hypothesis,))


def _pair(
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


def _scattered(
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
    # Some of it may stand after the next heading.
    last = max(r.end for r in regions)
    own = _within(cells, region.start, last)
    if sum(c.is_printed for c in own) > _MOST_SCATTERED:
        return None
    limit = min((r.start for r in regions if r.start > region.start), default=last)
    # imported here: few reports need the search, whose modules are a tenth of the package
    from govie.tables.scattered import scatter

    hypotheses = scatter.covered(own, grid, breaks, limit, more)
    return Read(grid, layout.strip(own, grid), hypotheses) if hypotheses else None


def _reread(
    found: dict[str, Read],
    within: dict[str, list[Cell]],
    grids: Mapping[str, Grid],
    scattered: Read,
    prior: Prior,
) -> set[int]:
    """Read the other tables again without the numbers of theirs that the ``scattered`` one takes for proven.

    Returns where these numbers stand.
    """
    # Where all sums hold, its numbers are known also where their rows are not.
    rows = [a for a in scattered.best.rows if scattered.best.holds or a.how == "cover"]
    taken = {c.start for a in rows for c in a.slots if c}
    for section, cells in [*within.items()]:
        rest = [c for c in cells if c.start not in taken]
        if len(rest) < len(cells) and grids[section] is not scattered.grid:
            known = read(rest, grids[section], prior)
            before = found.get(section)
            if known is not None and (before is None or quality(known) >= quality(before)):
                within[section] = rest
                found[section] = known
    return taken


__all__ = ["Prior", "Read", "beyond", "gather", "read", "scanned"]
