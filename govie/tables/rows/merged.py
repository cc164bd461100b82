"""The hypothesis for several small tables that an agency merged into one wide table, with the columns of all of them.

Each line is a row. It has marks for nothing, or empty cells, in the columns of the other tables.
"""

from __future__ import annotations

from govie.form import Table
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.rows.quality import LABELLED
from govie.tables.strip import Strip

_LEAST = 4  # rows, of which more than half print a mark for nothing
_MOST_OTHERS = 0.2  # of the rows may have another number of cells


def merged(strip: Strip) -> Hypothesis | None:
    """The hypothesis that each row of ``strip`` has as many cells as all tables have different columns."""
    rows = strip.grid.rows
    keys = [*dict.fromkeys(column.key for row in rows for column in row.columns)]
    found: dict[int, tuple[Cell, ...]] = {}
    others = 0
    for run in strip.runs:
        row, cells = strip.named(run.segment), strip.own(run)
        if row is None or row in found or len(cells) != len(keys):
            others += 1
            continue
        own = {keys.index(column.key) for column in rows[row].columns}
        if any(c.value for n, c in enumerate(cells) if n not in own):
            return None
        found[row] = tuple(cells[n] for n in sorted(own))
    tables: set[Table] = {rows[row].table for row in found}
    if len(found) < _LEAST or others > _MOST_OTHERS * len(found) or len(tables) < 2:
        return None
    assigned = (Assignment(n, own, 0.0, LABELLED, "anchor") for n, own in sorted(found.items()))
    return Hypothesis(tuple(assigned), 0.0, 0)


__all__ = ["merged"]
