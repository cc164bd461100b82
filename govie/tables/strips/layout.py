"""Builds a section's ``Strip``: joins rows broken over two lines, and inserts empty cells that only gaps show.

A row that is printed on two lines, as OCR and fixed-width tables print it, is made one. Where no separator
delimits empty cells, ``gaps`` infers from line ends and spaces where they stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from govie.late import late
from govie.tables.cells import Cell
from govie.tables.choices import ways
from govie.tables.labels import Grid, Segment
from govie.tables.prints import Kind
from govie.tables.scanning import cleaning, joins
from govie.tables.slots import state_of, sum_state
from govie.tables.strip import MOSTLY, Run, Strip, segmented
from govie.tables.strips import gaps, spacing
from govie.text.characters import cjk

_NUMBERED = late(r"[(（]?[一二三四五六七\d][)）.．、]")  # the beginning of a label
_WORDS = 3  # characters: fewer may be a piece of the label that the line above begins
_LEAST_CROSSED = 3  # rows that show how numbers stand in the cells of a table
_TWICE = 2  # cells filled in both lines: OCR prints one twice


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
        count, cells = len(cells), cleaning.without_head(cells, grid)
        first = first if len(cells) == count else None
    if first is None:
        first = segmented(cells, grid, after)
    for mended in (_unbroken, _joined):
        if joined := mended(first):
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
    if not rows:
        return None
    return gaps.pitch(rows, spacing.first_row(strip), spacing.column_heads(strip))


def _unbroken(strip: Strip) -> list[Cell]:
    """The cells of ``strip`` with numbers joined that broke in pieces; nothing where none did.

    Only sums tell such numbers from cells printed twice.
    """
    if strip.grid.rows[0].table.flat and (apart := _unstacked(strip)):
        return apart
    if not strip.grid.summed:
        return []
    crossed = {run: whole for run in strip.runs if (whole := _crossed(strip, run))}
    several = (own for run in crossed if any(own := _pieces(strip, run)))
    usual = Counter(several).most_common(1)
    joined: dict[int, Sequence[Cell]] = {}
    gone: set[int] = set()
    for run in strip.runs:
        whole = _blocks(strip, run) or crossed.get(run, ())
        if not whole and usual and usual[0][1] >= _LEAST_CROSSED:
            alike = _pieces(strip, run) == usual[0][0]
            whole = _crossed(strip, run, alike=True) if alike else ()
        if whole:
            joined[run.start] = whole
            gone |= {*range(run.start, run.end)}
    return strip.replaced(joined, gone) if joined else []


def _unstacked(strip: Strip) -> list[Cell]:
    """The cells of rows side by side with a cell for each line of theirs, where these are as many as the rows have."""
    printed = [n for n, c in enumerate(strip.values) if c.is_printed and c.hard] or [0]
    own = strip.values[printed[0] : printed[-1] + 1]  # without empty cells at the line's ends
    pieces = [p for c in own for p in (joins.line_cells(c) if c.lines else (c,))]
    widths = [row.width for row in strip.grid.rows]
    if len(pieces) == len(own) or len(pieces) != sum(widths):
        return []
    rows = [tuple(pieces[n : n + widths[0]]) for n in range(0, len(pieces), widths[0])]
    states = [sum_state(r.table, cells) for r, cells in zip(strip.grid.rows, rows, strict=False)]
    gone = range(printed[0], printed[-1] + 1)
    return strip.replaced({printed[0]: pieces}, gone) if min(states) >= 0 else []


def _pieces(strip: Strip, run: Run) -> tuple[int, ...]:
    """How many lines each cell of ``run`` has, without the empty ones before its own."""
    cells = strip.own(run)
    first = next((n for n, c in enumerate(cells) if c.is_printed), 0)
    return tuple(len(c.lines) for c in cells[first:])


def _blocks(strip: Strip, run: Run) -> Sequence[Cell]:
    """The cells of ``run`` where narrow columns broke all numbers of a row; else nothing.

    Of a row whose cells have several lines, converters print one cell after the other, with a blank line between
    two: the row has as many blocks of lines as columns.
    """
    cells = strip.own(run)
    width = spacing.width(strip, run)
    if width is None or len(cells) <= width or any(c.hard for c in cells):
        return ()
    starts = [0, *(n for n, c in enumerate(cells) if n and c.breaks > 1), len(cells)]
    if len(starts) != width + 1:
        return ()
    known = ways.numbers(cells)
    blocks = [*pairwise(starts)]
    if all(map(known.__contains__, blocks)) and _may_be(strip, [known[b] for b in blocks]):
        return [ways.whole(cells[a:b]) for a, b in blocks]
    return ()


def _crossed(strip: Strip, run: Run, *, alike: bool = False) -> Sequence[Cell]:
    """The cells of ``run`` where a table's lines were drawn through its numbers; else nothing.

    A delimited cell then holds the end of one number and the beginning of the next, a line for each, or two
    numbers. Its row's sum holds in one way of joining them only, and not in the cells as they are delimited; or
    several rows with as many lines in each cell are joined in such a way (``alike``).
    """
    cells = strip.own(run)
    row = strip.named(run.segment)
    if row is None or strip.grid.rows[row].table.flat:
        return ()
    several = any(
        a.fields > 1 and (a.line, a.field) == (b.line, b.field) for a, b in pairwise(cells)
    )
    if not several and not any(c.lines for c in cells):
        return ()
    table, width = strip.grid.rows[row].table, strip.grid.rows[row].width
    if len(cells) == width and sum_state(table, cells) >= 0 and not alike:
        return ()
    joined = joins.by_field(cells, width)
    zeros = any(len(c.text) > 1 and c.text[0] == "0" for c in joined)  # no number begins so
    if len(joined) == width < len(cells) and not zeros and sum_state(table, tuple(joined)) > 0:
        return ()  # no line was drawn through a number: digits stand apart within their cells
    taken = [p for c in cells for p in (joins.line_cells(c) if c.lines else (c,))]
    pieces = [p for p in taken if p.kind is not Kind.EMPTY]
    options = ways.ways(table, pieces) if len(pieces) >= width else []
    alone = len(options) == 1 and sum_state(table, options[0]) >= (not alike)
    return [c for c in options[0] if c is not None] if alone else ()


def _may_be(strip: Strip, numbers: Sequence[float | None]) -> bool:
    """Whether no sum fails of a row, or of rows side by side, that prints ``numbers``."""
    table = strip.grid.rows[0].table
    width = len(table.columns)
    rows = [numbers[n : n + width] for n in range(0, len(numbers), width)]
    return all(state_of(table, row) >= 0 for row in rows)


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
    if two.segment in strip.foreign or _is_other(label, more, strip.grid):
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
    # Of two lines that fill the same cells each is a row, unless OCR prints twice what stands beside a broken label.
    table = strip.grid.rows[0].table
    twice = {c.field for c in above if c.is_printed} & others
    broken = label.spelled is None and not table.flat
    broken = broken and not label.touched.keys().isdisjoint(more.touched)
    whole = sum(c.is_printed for c in above) >= len(table.columns)
    filled = {c.field for c in above if c.is_printed}
    again = len(twice) >= _TWICE or (bool(twice) and (whole or twice == filled))
    if not others or numbers & others or (again and not broken):
        return False
    if any(
        len(own) == len(table.columns) and sum_state(table, tuple(own)) > 0
        for own in (above, below)
    ):
        return False  # a row by itself
    return not any(_NUMBERED.match(c.text) for c in strip.labels(two))


def _is_other(label: Segment, more: Segment, grid: Grid) -> bool:
    """Whether ``more`` has most of the label of a row of which ``label`` has nothing, or nothing but words of it: another
    row, in other words.

    After a label that is whole any words of other labels only.
    """
    if label.spelled is not None and label.spelled not in more.touched:
        begun = len(more.text) >= _WORDS and bool(more.touched)
        own = cjk(grid.rows[label.spelled].label.text).endswith(more.text)
        ends = any(
            cjk(row.label.text).endswith(more.text) for row in grid.rows
        )  # 总计, a column's name, too
        if begun or (ends and not own):
            return True
    return any(
        count >= MOSTLY * len(cjk(grid.rows[row].label.text))
        or (label.touched and count == len(more.text) >= _WORDS)  # all of it, after another row's
        for row, count in more.touched.items()
        if row not in label.touched
    )
