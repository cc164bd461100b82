"""Orders of columns other than the form's, that a head, the sums or another table of the report suggest.

The names above a table govern: where they name all columns in another order, the table is read in that order, unless
its sums refute it. Without them the sums must show an order, or another table of the report have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govie.tables.assignment import Assignment, Hypothesis, Order, Orders, ordered
from govie.tables.rows import decoder, naming
from govie.tables.rows.scores import Scorer

_UNUSUAL = -4.0  # what an order that no head names must make up for by its sums
_USUAL_HERE = 4.0  # what an order gains that another table of the report has
_SUGGESTED = -0.5  # what an order gains of which only a part of the head tells
_REFUTED = (
    1.0  # how much better the form's order fits, where the sums refute the order of the names
)
_LEAST_HELD = 3  # rows whose sums hold in another order
_HELD = 1  # score of a row's sums above which they hold


def hypotheses(scorer: Scorer, known_order: str, *, by_column: bool) -> list[Hypothesis]:
    """The best hypotheses of a strip with each order of columns that its tables may have, best first.

    ``known_order``: the name of the order in which the columns of the report's largest table are printed, if it is
    not the form's; ``by_column``: whether that table is printed column by column.
    """
    usual = decoder.hypotheses(scorer, by_column=by_column)
    named = naming.columns(scorer.strip)
    mixed = tuple(name for name, order in named.items() if not order)
    told = {name: order for name, order in named.items() if order}
    if told:
        others = decoder.hypotheses(scorer, told, by_column)
        if others[0].score > usual[0].score - _REFUTED:
            name = _name(scorer, told)
            return [replace(h, order=name, mixed=mixed) for h in others]
        mixed = tuple(named)
    found = [*usual]
    for name, order, gain in _suggested(scorer, usual[0].rows, known_order):
        orders = {t.name: order for t in {r.table for r in scorer.strip.grid.rows}}
        others = decoder.hypotheses(scorer, orders, by_column)
        found += [Hypothesis(r.rows, r.score + gain, r.skipped, name) for r in others]
    found.sort(key=lambda r: -r.score)
    return [replace(h, mixed=mixed) for h in found] if mixed else found


def _known(width: int) -> dict[str, Order]:
    """Orders that occur without names that tell them."""
    return {
        "total_first": (width - 1, *range(width - 1)),
        "mirrored": tuple(range(width - 1, -1, -1)),
    }


def _name(scorer: Scorer, orders: Orders) -> str:
    """What the order of the first table's columns is called."""
    table = scorer.strip.grid.rows[0].table
    known = _known(len(table.columns)).items() if table.column_sums else ()
    return next((name for name, order in known if order == orders.get(table.name)), "named")


def _suggested(
    scorer: Scorer, rows: Sequence[Assignment], known_order: str
) -> list[tuple[str, Order, float]]:
    """Orders of columns to try, each with its name and what it is worth before any sum is tested.

    ``rows``: the best hypothesis in the form's order; ``known_order``: as of ``hypotheses``.
    """
    strip = scorer.strip
    table = strip.grid.rows[0].table
    if not table.column_sums:
        return []
    known = _known(len(table.columns))
    if known_order:
        return [(known_order, known[known_order], _USUAL_HERE)] if known_order in known else []
    if table.flat:
        return []
    failed = sum(scorer.sums(a.row, a.slots) < 0 for a in rows)
    held = sum(scorer.sums(a.row, a.slots) > _HELD for a in rows)
    head = strip.segments[0].text
    headed = 0 <= head.find("总计") < head.find("自然人")
    if failed <= held and not headed:
        return []
    return [
        (name, order, _SUGGESTED if headed else _UNUSUAL)
        for name, order in known.items()
        if headed or _proven(scorer, order, held)
    ]


def _proven(scorer: Scorer, order: Order, held: int) -> bool:
    """Whether the sums of several rows, of more than ``held``, hold in ``order``, and hardly any fails."""
    plan = scorer.plan
    if plan.headed:
        return False
    scores = [
        scorer.sums(0, ordered(slots, order))
        for slots in plan.fitted.values()
        if len(slots) == len(order)
    ]
    holds, fails = sum(s > _HELD for s in scores), sum(s < 0 for s in scores)
    return holds >= _LEAST_HELD and holds > held and 4 * fails <= holds


__all__ = ["hypotheses"]
