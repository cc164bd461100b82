"""Builds a section's ``Strip``: rows broken over two lines are joined, empty cells put in that only gaps tell.

A row that is printed on two lines, as OCR and fixed-width tables print it, is made one. Where no separator
delimits empty cells, ``gaps`` infers from line ends and spaces where they stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from govie.headers import Grid
from govie.tables import cleaning, gaps, spacing
from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.strip import Run, Strip, segmented


def strip(
    cells: Sequence[Cell],
    grid: Grid,
    pitch: gaps.Pitch | None = None,
    after: Cell | None = None,
    first: Strip | None = None,
) -> Strip:
    """``cells`` as a strip of ``grid``.

    ``pitch``: how far apart the cells of the report's largest table stand; ``after``: the cell that follows in
    the text; ``first``: the cells as they are ``segmented``, where that is known.
    """
    flat = grid.rows[0].table.flat
    if flat:
        cells = cleaning.without_head(cells, grid)
    if flat or first is None:
        first = segmented(cells, grid, after)
    if joined := _joined(first):
        first = segmented(joined, grid, after)
    found = spacing.rows(first)
    known = _pitch(first, found) or pitch
    if pitch and known and known[:3] == pitch[:3]:
        known = pitch  # inferred from more rows
    if known is None:
        return first
    # Cells side by side stand as far from the head before them as from the row after them.
    options = [known._replace(first=known.last), known] if flat else [known]
    for option in options:
        filled = gaps.fill(first.cells, found, option)
        if len(filled) > len(first.cells):
            return segmented(filled, grid, after)
    return first


def pitch(strip: Strip) -> gaps.Pitch | None:
    """How far apart the cells of the rows of ``strip`` stand; None where the rows do not agree."""
    return _pitch(strip, spacing.rows(strip))


def _pitch(strip: Strip, found: Sequence[gaps.Gap]) -> gaps.Pitch | None:
    """The pitch on which the rows ``found`` of ``strip`` agree."""
    rows = [g for g in found if not g.flat]
    return gaps.pitch(rows, spacing.first_row(strip), spacing.column_heads(strip))


def _joined(strip: Strip) -> list[Cell]:
    """The cells of ``strip`` with rows joined that a delimited table prints on two lines; else nothing.

    OCR and fixed-width tables print a line for each line of a row's label, and its values in either. The
    second line's label then continues the first's, and no column has a number in both lines.
    """
    # By the first value of a second line: the values of both lines.
    joined: dict[int, list[Cell]] = {}
    gone: set[int] = set()  # values of such rows
    values = strip.values
    for one, two in pairwise(strip.runs):
        above = strip.own(one)
        below = [n for n in range(two.start, two.end) if values[n].line == above[0].line + 1]
        lower = [values[n] for n in below]
        if not below or one.start in gone or not _continues(strip, one, two, lower):
            continue
        by_field = {c.field: c for c in above}
        for cell in lower:
            if cell.is_printed or cell.field not in by_field:
                by_field[cell.field] = cell
        joined[below[0]] = [by_field[f] for f in sorted(by_field)]
        gone |= {*range(one.start, one.end), *below}
    if not joined:
        return []
    return strip.replaced(joined, gone)


def _continues(strip: Strip, one: Run, two: Run, below: Sequence[Cell]) -> bool:
    """Whether ``below``, of ``two``, is the second line of the row whose first line is ``one``."""
    above = strip.own(one)
    label, more = strip.segments[one.segment], strip.segments[two.segment]
    if not label.text or not more.text or more.fresh or more.spelled is not None:
        return False
    if two.segment in strip.foreign:
        return False
    line, fields = above[0].line, above[0].fields
    if fields < 3:
        return False
    if any(not c.hard or (c.line, c.fields) != (line, fields) for c in above):
        return False
    if any(not c.hard or c.fields != fields for c in below):
        return False
    # No number begins with 0: a number below a 0 is a second print of the cell, not the rest of it.
    numbers = {c.field for c in above if c.kind in (Kind.NUMBER, Kind.DAMAGED) and c.text != "0"}
    others = {c.field for c in below if c.kind in (Kind.NUMBER, Kind.DAMAGED)}
    return bool(others) and not numbers & others
