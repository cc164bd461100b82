"""The row at which a text is truncated: assigns its cells to the first columns, in an otherwise finished hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.choices.deals import most_holding
from govie.tables.slots import fits, padded, sum_state
from govie.tables.strip import Strip

_LEAST_WHOLE = 4  # rows with a print in every cell, after which the last one has no empty cells that were dropped
_UNSURE = ("short", "apart")  # rows side by side whose cells may be those of others


def broken_off(hypothesis: Hypothesis, strip: Strip, *, filled: bool) -> Hypothesis:
    """``hypothesis`` with the cells of the row at which the text breaks off in the first columns.

    All rows before it are whole, and no label of the table follows. ``filled``: whether another table of the
    report has a print in every cell, which tells it of rows side by side, and of a row with none before it.
    """
    if strip.grid.rows[0].table.flat:
        first = _cut_side_by_side(hypothesis, strip, filled=filled)
        return replace(hypothesis, rows=tuple(first), skipped=0) if first else hypothesis
    short = [a for a in hypothesis.rows if a.how == "short" and a.ways]
    whole = [a for a in hypothesis.rows if a.how != "short"]
    if len(short) != 1 or hypothesis.skipped or not all(map(_is_printed, whole)):
        return hypothesis
    is_last = short[0].row == len(strip.grid.rows) - 1
    told = filled or len(whole) >= (_LEAST_WHOLE if is_last else 1)
    if short[0] is not hypothesis.rows[-1] or not told:
        return hypothesis
    broken = _in_first_columns(short[0], strip, is_last=is_last)
    return replace(hypothesis, rows=(*hypothesis.rows[:-1], broken)) if broken else hypothesis


def is_filled(hypothesis: Hypothesis) -> bool:
    """Whether something is printed in each cell of at least some rows, but for the row at which the text breaks off."""
    whole = [a for a in hypothesis.rows if a.how != "short"]
    return len(whole) >= _LEAST_WHOLE and all(map(_is_printed, whole))


def _is_printed(assigned: Assignment) -> bool:
    """Whether something is printed in each cell of the row."""
    return all(c is not None and c.is_printed for c in assigned.slots)


def _in_first_columns(assigned: Assignment, strip: Strip, *, is_last: bool) -> Assignment | None:
    """A row with its cells in the first columns; ``is_last``: whether it is the last of the form."""
    width = strip.grid.rows[assigned.row].width
    # In a table without empty cells those before the row's numbers are places of its label.
    cells = [c for c in assigned.ways[0] if c is not None and c.is_printed]
    slots = padded(cells, width)
    table = strip.grid.rows[assigned.row].table
    if len(cells) >= width or not fits(table, slots) or sum_state(table, slots) < 0:
        return None
    # The last row of a form may be whole without its empty cells.
    if is_last and any(sum_state(table, way) > 0 for way in assigned.ways):
        return None
    return replace(assigned, slots=slots, ways=())


def _are_pieces(cells: Sequence[Cell], rows: Sequence[Assignment]) -> bool:
    """Whether ``cells`` are numbers that ran together, of which ``rows`` have the pieces: then none is lacking."""
    pieces = {
        c.start for a in rows for way in (a.slots, *a.ways) for c in way if c and c.is_printed
    }
    return not pieces <= {c.start for c in cells}


def _cut_side_by_side(hypothesis: Hypothesis, strip: Strip, *, filled: bool) -> list[Assignment]:
    """Rows side by side at which the text breaks off, where separators or other tables tell where its empty cells are."""
    cells = [c for c in strip.values if c.is_printed]
    if cells and not (strip.after and strip.after.text) and all(c.hard for c in strip.values):
        last = [c for c, n in zip(strip.values, strip.before, strict=True) if n == strip.before[-1]]
        last = last[: last.index(cells[-1]) + 1] if cells[-1] in last else []
        # Empty cells before its own are the places of others, as among the heads.
        spare = next((n for n, c in enumerate(last) if c.is_printed), 0)
        found = [
            rows for n in range(spare + 1) if (rows := _side_by_side(hypothesis, strip, last[n:]))
        ]
        return found[0] if len(found) == 1 else []
    return _side_by_side(hypothesis, strip, cells) if filled else []


def _side_by_side(hypothesis: Hypothesis, strip: Strip, cells: Sequence[Cell]) -> list[Assignment]:
    """Rows side by side with ``cells``, which stand after their heads, in the first columns, the others without cells.

    None where more sums would hold if the cells were those of whole rows without their empty ones.
    """
    rows = strip.grid.rows
    tables, widths = [r.table for r in rows], [r.width for r in rows]
    known = {a.row: a for a in hypothesis.rows}
    if (
        any(
            c.is_printed and n < strip.before[-1]
            for c, n in zip(strip.values, strip.before, strict=True)
        )
        or not known
        or any(a.how not in _UNSURE for a in known.values())
        or len(cells) >= sum(widths)
        or len(cells) % widths[0] == 0  # as many as some rows have: any of the others may be empty
        or _are_pieces(cells, [*known.values()])
    ):
        return []
    found, holding, left = [], 0, list(cells)
    for number, (table, width) in enumerate(zip(tables, widths, strict=True)):
        own, left = left[:width], left[width:]
        slots = padded(own, width)
        state = sum_state(table, slots)
        if not fits(table, slots) or state < 0:
            return []
        holding += state
        found.append(Assignment(number, slots, 0.0, 0.0, "short"))
    return found if holding == most_holding(tables, widths, cells) else []
