"""Reads the tables of a report: scans cells, builds strips, assigns rows, resolves ambiguous rows by their sums.

``gather`` reads the tables of a report one section after the other: first the largest, which shows how the
converter prints tables, and then the others (``section``). A table of which too little is explained so is read
as one whose columns a PDF converter scattered (``apart``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from govie.form import Form
from govie.tables import apart, labels
from govie.tables.cells import Cell
from govie.tables.choices import cutoff
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.regions.region import Region
from govie.tables.rows.quality import (
    Read,
    has_no_total,
    is_complete,
    least,
    quality,
)
from govie.tables.scanning import cleaning, joins, worded
from govie.tables.scanning.scan import scan
from govie.tables.scanning.turned import from_left
from govie.tables.section import Prior, read
from govie.tables.strip import Strip, segmented
from govie.tables.strips import layout
from govie.tables.strips.gaps import Pitch
from govie.text.source import Source

_BEYOND = 3000  # characters after the last table, some of which may be its own


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
    within = {r.section: apart.within(cells, r.start, r.end) for r in regions}
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
            apart.pair(found, own, others, grid, rest if is_last else tuple)
        elif not grid.summed:
            rest_of = partial(apart.left_over, found, within, region)
            apart.by_columns(found, within[region.section], rest_of, grid)
        elif region.labelled and not (known and is_complete(known)):
            more = least(known)
            scattered = apart.scattered(cells, grid, regions, region, breaks, more)
            if scattered and (scattered.best.holds or quality(scattered) > more):
                found[region.section] = scattered
                taken = apart.reread(found, within, grids, scattered, prior)
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


__all__ = ["beyond", "gather", "scanned"]
