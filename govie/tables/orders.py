"""Orders of columns other than the form's, that a head, the sums or another table of the report suggest."""

from __future__ import annotations

from collections.abc import Sequence

from govie.tables.assignment import Assignment, Order, ordered
from govie.tables.scores import Scorer
from govie.tables.strip import Strip

_UNUSUAL = -4.0  # what an order that no head names must make up for by its sums
_USUAL_HERE = 4.0  # what an order gains that another table of the report has
_NAMED = 1.0  # what an order gains that the head names
_SUGGESTED = -0.5  # and one of which only a part of the head tells
_LEAST_HELD = 3  # rows whose sums hold in another order
_HELD = 1  # score of a row's sums above which they hold


def suggested(
    scorer: Scorer, rows: Sequence[Assignment], known_order: str
) -> list[tuple[str, Order, float]]:
    """Orders of columns to try, each with its name and what it is worth before any sum is tested.

    ``rows``: the best hypothesis in the form's order; ``known_order``: the name of the order in which the columns
    of the report's largest table are printed, if it is not the form's.
    """
    strip = scorer.strip
    table = strip.grid.rows[0].table
    width = len(table.columns)
    if not table.column_sums:
        return []
    known = {
        "total_first": (width - 1, *range(width - 1)),
        "mirrored": tuple(range(width - 1, -1, -1)),
    }
    if known_order:
        return [(known_order, known[known_order], _USUAL_HERE)] if known_order in known else []
    if table.flat:
        named = _named_last(strip)
        return [("named", named, _NAMED)] if named and named != tuple(range(width)) else []
    named = _named(strip)
    failed = sum(scorer.sums(a.row, a.slots) < 0 for a in rows)
    held = sum(scorer.sums(a.row, a.slots) > _HELD for a in rows)
    if named and named != tuple(range(width)) and named not in known.values():
        # The pieces of a broken head may come in any order: the sums must agree.
        return [("named", named, _NAMED)] if failed > held and _proven(scorer, named, held) else []
    head = strip.segments[0].text
    headed = 0 <= head.find("总计") < head.find("自然人") or named in known.values()
    if failed <= held and not headed:
        return []
    return [
        (name, order, _SUGGESTED if headed else _UNUSUAL)
        for name, order in known.items()
        if headed or _proven(scorer, order, held)
    ]


def _named(strip: Strip) -> Order:
    """The columns in the order in which the head names them; empty if it does not name all of them.

    In a head of two lines the total is named before the kinds of organizations, which stand in the lower line.
    """
    head = strip.segments[0].text
    for caption in strip.grid.captions:
        head = head.replace(caption, "、")
    places: dict[int, int] = {}
    for label, column in strip.grid.columns.items():
        at = head.find(label)
        if at >= 0:
            places[column] = min(at, places.get(column, at))
    width = strip.grid.rows[0].width
    if len(places) < width:
        return ()
    order = tuple(sorted(places, key=places.__getitem__))
    usual = (0, width - 1, *range(1, width - 1))
    return tuple(range(width)) if order == usual else order


def _named_last(strip: Strip) -> Order:
    """The columns of rows side by side in the order of the last names of the head; empty if one is missing."""
    names = sorted(strip.grid.columns.items(), key=lambda n: -len(n[0]))
    width = strip.grid.rows[0].width
    texts = [strip.segments[run.segment].text for run in strip.runs if strip.heads(run)]
    order: list[int] = []
    rest = texts[0] if texts else ""
    while rest and len(order) < width:
        found = next(((n, c) for n, c in names if rest.endswith(n)), None)
        if found is None:
            return ()
        order.insert(0, found[1])
        rest = rest[: -len(found[0])]
    return tuple(order) if sorted(order) == [*range(width)] else ()


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
