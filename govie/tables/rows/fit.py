"""Fits the values of a labelled line to its row's columns: one rule per function, later ones take precedence.

A delimited line may hold more cells than the row has columns (a merged cell printed as several, the agency's
own columns) or, where a converter trims it, fewer. The answer is the same in all rows of a table, so the
rows are asked together. A new way of placing a row's cells is one more function called here.
"""

from __future__ import annotations

from collections.abc import Mapping

from govie.form import Table
from govie.records import record
from govie.tables.rows.extras import broken_off, extra_columns, without_empty, without_subtotal
from govie.tables.rows.fields import by_head
from govie.tables.rows.margins import by_margins, without_last
from govie.tables.rows.places import by_place
from govie.tables.rows.repeats import finer, pitched, repeated, stepped
from govie.tables.slots import Slots, sum_state
from govie.tables.strip import Strip


@record(frozen=True, slots=True)
class Fitted:
    """``slots``: the row's cells of each run that is known, by the run's number.

    ``headed``: runs whose cells the names of the columns above them put in the form's order.
    """

    slots: dict[int, Slots]
    headed: frozenset[int]


def fitted(strip: Strip, widths: Mapping[int, int], trimmed: int = 0) -> Fitted:
    """The slots of the runs of ``strip``; ``widths``: how many columns the row of a run has, by its number.

    ``trimmed``: how many lines show that lines have lost the empty cells at their end.
    """
    headed = by_head(strip, widths)
    slots = stepped(strip, widths)
    slots |= without_subtotal(strip, widths)
    slots |= by_margins(strip, {n: w for n, w in widths.items() if n not in slots})
    slots |= headed
    slots |= without_last(strip, widths)
    lacking = {n: w for n, w in widths.items() if n not in slots}
    if lacking:
        slots |= by_place(strip, widths, slots)
    for number, width in lacking.items():
        if number not in slots:
            run = strip.runs[number]
            if alone := repeated(strip, run, width) or pitched(strip, run, width):
                slots[number] = alone
    extra = extra_columns(strip, widths)
    # Where most rows are whole without an empty cell at their end, that cell is the one they have too many.
    known = extra.keys() & slots.keys()
    if 2 * len(known) <= len(extra) or _tells(strip, extra, slots):
        slots |= extra
    elif 10 * sum(extra[n] == slots[n] for n in known) >= 9 * len(known):
        slots |= {n: extra[n] for n in extra.keys() - known}
    if lacking:
        slots |= finer(strip, widths, slots)
        slots |= without_empty(strip, widths, slots)
        slots |= broken_off(strip, widths, slots, trimmed)
    return Fitted(slots, frozenset(headed))


def _tells(strip: Strip, extra: Mapping[int, Slots], known: Mapping[int, Slots]) -> bool:
    """Whether sums tell that all rows have a column of the agency's own: in rows with no empty cell at either end, and
    against no row without one."""
    table = strip.grid.rows[0].table
    told = [n for n in extra if _adds_up(table, extra[n])]
    against = any(n in known and _adds_up(table, known[n]) for n in extra if n not in told)
    return any(n not in known for n in told) and not against


def _adds_up(table: Table, slots: Slots) -> bool:
    """Whether the sum of a row with numbers other than 0 holds."""
    return sum_state(table, slots) > 0 and any(c is not None and c.value for c in slots)
