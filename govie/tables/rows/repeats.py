"""Rows with too many cells: separators repeated at a constant stride, or a merged cell printed for each column it spans.

Also fields that are finer than the table's columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import gcd

from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.slots import Slots, fits, padded, sum_state
from govie.tables.strip import Run, Strip

_LEAST = 3  # rows whose cells stand equally far apart
_LEAST_SPARE = 2  # fields more than columns: one may be a column of the agency's own


def repeated(strip: Strip, run: Run, width: int) -> Slots | None:
    """The slots of a run in which merged cells are printed once for each column that they span."""
    cells = strip.own(run)
    lines = {c.line for c in cells}
    if len(cells) <= width or 1 < len(lines) < len(cells) or not strip.repeats:
        return None
    rows = len(strip.segments[run.segment].fresh)
    if len(cells) == rows * width and len({(c.line, c.field) for c in cells}) < len(cells):
        return None  # the cells of stacked rows
    kept = [*cells]
    while len(kept) > width and kept[-1].kind in (Kind.NOTHING, Kind.EMPTY):
        kept.pop()  # fills the lines of a narrower table up to the width of a wider one
    # Of neighbors that print the same all but one go, from the end, where merged cells stand.
    at = len(kept) - 1
    while len(kept) > width and at > 0:
        a, b = kept[at - 1], kept[at]
        if (a.text, a.kind) == (b.text, b.kind):
            del kept[at]
        at -= 1
    return tuple(kept) if len(kept) == width else None


def pitched(strip: Strip, run: Run, width: int) -> Slots | None:
    """The slots of a run in which the same number of separators, more than one, parts every two cells."""
    cells = strip.own(run)
    step = _step(cells)
    if step < 2 or len(cells) < 2 * width - 1:
        return None
    kept = cells[_first(cells) % step :: step]
    while len(kept) > width and kept[-1].kind is Kind.EMPTY:
        kept = kept[:-1]
    while len(kept) > width and kept[0].kind is Kind.EMPTY:
        kept = kept[1:]
    return tuple(kept) if len(kept) == width else None


def stepped(strip: Strip, widths: Mapping[int, int]) -> dict[int, Slots]:
    """The slots of all runs of a text in which several separators part the cells of most rows.

    ``widths``: how many columns the row of a run has, by the number of the run.
    """
    steps: Counter[tuple[int, int]] = Counter()
    for number, width in widths.items():
        if len(strip.runs[number]) < 2 * (width - 1):
            continue  # one separator parts its cells
        cells = strip.own(strip.runs[number])
        printed = sum(c.kind is not Kind.EMPTY for c in cells)
        if printed == width > 1 and (step := _step(cells)) > 1 and len(cells) >= step * (width - 1):
            first = _first(cells)
            if first < step:
                steps[step, first] += 1
    if not steps:
        return {}
    (step, first), count = steps.most_common(1)[0]
    if count < _LEAST or 2 * count < len(widths):
        return {}
    found: dict[int, Slots] = {}
    for number, width in widths.items():
        own = strip.own(strip.runs[number])
        kept = own[first::step]
        if sum(c.is_printed for c in kept) < sum(c.is_printed for c in own):
            continue
        if len(kept) >= width and all(c.kind is Kind.EMPTY for c in kept[width:]):
            found[number] = tuple(kept[:width])
        elif 0 < len(kept) < width:
            found[number] = padded(kept, width)  # the line breaks off
    return found


def finer(strip: Strip, widths: Mapping[int, int], full: Mapping[int, Slots]) -> dict[int, Slots]:
    """The slots of delimited runs with a print in as many fields as there are columns, and empty fields between them.

    A converter that makes out the columns of a page by what stands in any of its lines cuts those of a table. An empty
    cell of a row is one of few among many. ``widths``: how many columns the row of a run has; ``full``: the slots of
    runs that are known.
    """
    table = strip.grid.rows[0].table
    printed = {n: tuple(c for c in strip.own(strip.runs[n]) if c.is_printed) for n in widths}
    if table.flat or any(len(printed[n]) > width for n, width in widths.items()):
        return {}
    found: dict[int, Slots] = {}
    for number, width in widths.items():
        own, slots = strip.own(strip.runs[number]), printed[number]
        if number in full or len(slots) < width or len(own) < width + _LEAST_SPARE:
            continue
        is_line = len({c.line for c in own}) == 1 and all(c.hard for c in own)
        if is_line and fits(table, slots) and sum_state(table, slots) >= 0:
            found[number] = slots
    return found


def _first(cells: Sequence[Cell]) -> int:
    """The index of the first cell that is not empty."""
    return next(i for i, c in enumerate(cells) if c.kind is not Kind.EMPTY)


def _step(cells: Sequence[Cell]) -> int:
    """How many separators part two cells that are not empty; 0 where there are fewer than two."""
    printed = [i for i, c in enumerate(cells) if c.kind is not Kind.EMPTY]
    if len(printed) < 2:
        return 0
    return gcd(*(b - a for a, b in pairwise(printed)))
