"""Rows at which a text breaks off: their cells are those of the first columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.slots import Slots, fits, sum_state
from govie.tables.strip import Strip

_LEAST_WHOLE = 4  # rows with a print in every cell, after which the last one has no empty cells that were dropped


def broken_off(hypothesis: Hypothesis, strip: Strip, *, filled: bool) -> Hypothesis:
    """``hypothesis`` with the cells of the row at which the text breaks off in the first columns.

    All rows before it are whole, and no label of the table follows. ``filled``: whether another table of the
    report has a print in every cell, which tells it of rows side by side, with none before them.
    """
    short = [a for a in hypothesis.rows if a.how == "short" and a.ways]
    whole = [a for a in hypothesis.rows if a.how != "short"]
    if not short or hypothesis.skipped or not all(map(_is_printed, whole)):
        return hypothesis
    if strip.grid.rows[0].table.flat:
        first = [] if whole or not filled else _side_by_side(short, strip)
    elif len(short) == 1 and short[0] is hypothesis.rows[-1]:
        is_last = short[0].row == len(strip.grid.rows) - 1
        told = len(whole) >= (_LEAST_WHOLE if is_last else 1)
        first = _in_first_columns(short[0], strip, is_last=is_last) if told else []
    else:
        first = []
    if not first:
        return hypothesis
    broken = {a.row: a for a in first}
    return replace(hypothesis, rows=tuple(broken.get(a.row, a) for a in hypothesis.rows))


def is_filled(hypothesis: Hypothesis) -> bool:
    """Whether something is printed in each cell of at least some rows, but for the row at which the text breaks off."""
    whole = [a for a in hypothesis.rows if a.how != "short"]
    return len(whole) >= _LEAST_WHOLE and all(map(_is_printed, whole))


def _is_printed(assigned: Assignment) -> bool:
    """Whether something is printed in each cell of the row."""
    return all(c is not None and c.is_printed for c in assigned.slots)


def _in_first_columns(assigned: Assignment, strip: Strip, *, is_last: bool) -> list[Assignment]:
    """A row with its cells in the first columns; ``is_last``: whether it is the last of the form."""
    width = strip.grid.rows[assigned.row].width
    # In a table without empty cells those before the row's numbers are places of its label.
    cells = [c for c in assigned.ways[0] if c is not None and c.is_printed]
    slots = (*cells, *[None] * (width - len(cells)))
    table = strip.grid.rows[assigned.row].table
    if len(cells) >= width or not fits(table, slots) or sum_state(table, slots) < 0:
        return []
    # The last row of a form may be whole without its empty cells.
    if is_last and any(sum_state(table, way) > 0 for way in assigned.ways):
        return []
    return [replace(assigned, slots=slots, ways=())]


def _side_by_side(rows: Sequence[Assignment], strip: Strip) -> list[Assignment]:
    """Rows side by side with the cells after their heads in the first columns, the others without cells."""
    cells: list[Cell] = [c for c in strip.values if c.is_printed]
    if len(rows) != len(strip.grid.rows) or len({*strip.before}) > 1:
        return []
    tables = {a.row: strip.grid.rows[a.row].table for a in rows}
    if any(sum_state(tables[a.row], way) > 0 for a in rows for way in a.ways):
        return []
    found = []
    for assigned in rows:
        width = strip.grid.rows[assigned.row].width
        own, cells = cells[:width], cells[width:]
        slots: Slots = (*own, *[None] * (width - len(own)))
        if not fits(tables[assigned.row], slots) or sum_state(tables[assigned.row], slots) < 0:
            return []
        found.append(replace(assigned, slots=slots, ways=()))
    return found if not cells else []
