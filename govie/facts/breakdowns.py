"""Rules for breakdowns: links from parts to their total that follow from a list as a whole, by its words and sum.

The network of ``links`` scores one part at a time by the words around it. That the parts of a list add up to its
total, that 其中 opens a list, or that a list is already complete are properties of the whole list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from govie.facts import patterns
from govie.facts.counts import Counts
from govie.facts.links import REACH_TOTALS, Batch, Best
from govie.facts.readings import Choice

_RULED = 0.5
"""The score of a link that a rule finds and the network does not."""
_NEAR = 40  # characters before a count in which an earlier count may be named again
_LEAST_PARTS = 3  # of a list recognized by its sum alone: two numbers add up to a third by chance
CARRIED = "requests_carried"
_DISPUTES = ("review", "litigation")
_Own = tuple[int | None, ...]


def completed(
    batch: Batch,
    best: Sequence[Best],
    chosen: Sequence[Choice],
    topics: Sequence[str],
    items: Sequence[str],
) -> list[Choice]:
    """The total of each number: those ``chosen`` by the network, corrected by the rules.

    ``best``: the network's best candidate for each number, however low its score; ``topics``, ``items``: the guessed
    topic and the item of each number. Indices count from the first number of the batch.
    """
    counts = Counts.of(batch, topics, items)
    found = list(chosen)
    for start, end in pairwise(batch.bounds.tolist()):
        rows = range(start, end)
        _of_which(counts, rows, best, found)
        _named(counts, rows, found)
        _levels(counts, rows, found)
        for total in reversed(rows):
            _following(counts, rows, total, best, found)
            _before(counts, rows, total, found)
        _between(counts, rows, found)
        _measured(counts, rows, found)
        _closed(counts, rows, found)
        _restated(batch, counts, rows, found)
        _disputed(counts, rows, found)
    return found


def _of_which(counts: Counts, rows: range, best: Sequence[Best], found: list[Choice]) -> None:
    """Link a number after 其中 or （含 to its likeliest total, if that has the same unit and is not smaller."""
    for i in rows[1:]:
        bracketed = patterns.BRACKET_OPENS.search(counts.leads[i]) is not None
        of = best[i]
        if found[i].index is not None or of is None or not (bracketed or counts.of_which[i]):
            continue
        total = i - 1 if bracketed else of[0]
        if total < i and _may_hold(counts, total, i) and counts.near(total, i):
            found[i] = Choice(total, max(of[1], _RULED), of[2])


def _named(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Where an earlier count is named again (不予公开的申请中), link the numbers up to the sentence's end to it."""
    for first in rows[1:]:
        lead = counts.leads[first][-_NEAR:]
        held = any(word in lead for word in ("中", "里", "包括"))  # in a fraction of the time
        named = patterns.NAMED_AGAIN.search(lead) if held else None
        if named is None or found[first].index is not None:
            continue
        earlier = range(first - 1, rows.start - 1, -1)
        name = named["name"]
        total = next((i for i in earlier if _named_alike(name, counts.items[i])), None)
        if total is None:
            continue
        left = counts.values[total]
        for i in range(first, rows.stop):
            left -= counts.values[i]
            if left < 0 or (i > first and counts.stops[i]) or not _may_hold(counts, total, i):
                break
            if found[i].index is None:
                found[i] = Choice(total, _RULED)


def _named_alike(name: str, item: str) -> bool:
    """Whether one of the two names ends with the other (决定不予公开, 不予公开)."""
    return len(item) > 1 and (name.endswith(item) or (len(name) > 3 and item.endswith(name)))


def _levels(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Link counts of the agency's own level (县本级受理19件，办结18件) to the same counts of its whole area."""
    for first in rows[1:]:
        if patterns.OWN_LEVEL.search(counts.leads[first]) is None:
            continue
        starts = [
            i for i in range(rows.start, first) if patterns.WHOLE_AREA.search(counts.leads[i])
        ]
        if not starts:
            continue
        for i in range(first, rows.stop):
            if i > first and counts.stops[i]:
                break
            total = next((t for t in range(starts[-1], first) if _like(counts, t, i)), None)
            if total is not None and found[i].index is None and _may_hold(counts, total, i):
                found[i] = Choice(total, _RULED)


def _like(counts: Counts, one: int, other: int) -> bool:
    """Whether two numbers count the same: by their items, or by what is done with requests."""
    if counts.items[one] == counts.items[other]:
        return True
    topic = counts.topics[one]
    return topic == counts.topics[other] and topic.startswith("requests_r")


def _may_hold(counts: Counts, total: int, part: int) -> bool:
    return (
        counts.unit[total] == counts.unit[part]
        and counts.values[part] <= counts.values[total]
        and not counts.aside[total]
        and not counts.aside[part]
    )


def _following(
    counts: Counts, rows: range, total: int, best: Sequence[Best], found: list[Choice]
) -> None:
    """Link the lists after a total that add up to it.

    There may be a second breakdown after the first, and another total in between
    (复议6件、诉讼0件，其中维持5件、撤销1件).
    """
    if counts.values[total] == 0 or counts.aside[total]:
        return
    left = counts.values[total]
    for first in range(total + 1, min(total + REACH_TOTALS // 2, rows.stop)):
        opens = counts.opens[first] or left == 0  # after a whole breakdown a second one
        left -= counts.values[first] if found[first].index == total else 0
        if not opens and first > total + 1:
            continue
        run = _run(counts, rows, total, first, found)
        if run is None or all(found[i].index == total for i in run):
            continue
        inner = opens and first == total + 1  # A，其中B，其中C、D: the nearer one
        own = (None, total, found[total].index) if inner else (None, total)
        if any(found[i].index not in own for i in run) and not (
            opens and _is_free(counts, run, own, found)
        ):
            continue
        near = opens and (counts.near(total, first) or len(run) >= _LEAST_PARTS)
        if not near and not inner and not _likeliest(best, run, total):
            continue
        surely = opens or any(found[i].index == total for i in run)
        if not surely and (
            len(run) < _LEAST_PARTS or any(counts.topics[i] == CARRIED for i in run)
        ):
            continue
        for i in run:
            if found[i].index != total:
                found[i] = Choice(total, _RULED)


def _is_free(counts: Counts, run: Sequence[int], own: _Own, found: Sequence[Choice]) -> bool:
    """Whether a long ``run`` may be linked to another total: most of its numbers have a total in ``own``, and the
    others are in no breakdown that adds up."""
    others = [found[i].index for i in run if found[i].index not in own]
    if 2 * len(others) > len(run) or len(run) < _LEAST_PARTS:
        return False
    for total in {*others}:
        if total is None or total in run:
            return False
        parts = (value for value, of in zip(counts.values, found, strict=True) if of.index == total)
        if sum(parts) == counts.values[total]:
            return False
    return True


def _likeliest(best: Sequence[Best], run: Sequence[int], total: int) -> bool:
    """Whether ``total`` is the best candidate of every number in ``run``."""
    return all(of is not None and of[0] == total for of in (best[i] for i in run))


def _run(
    counts: Counts, rows: range, total: int, first: int, found: Sequence[Choice]
) -> list[int] | None:
    """The numbers from ``first`` on that add up to the total, without parts of these numbers; ``None`` if none do."""
    run: list[int] = []
    left = counts.values[total]
    for i in range(first, min(total + REACH_TOTALS, rows.stop)):
        if found[i].index in run:
            continue
        full = left == 0 and len(run) > 1
        if full and (counts.values[i] or counts.stops[i]):
            break  # zeros after a complete sum still belong to the list
        if counts.unit[i] != counts.unit[total] or counts.aside[i]:
            break
        left -= counts.values[i]
        run.append(i)
        if left < 0:
            break
    return run if left == 0 and len(run) > 1 else None


def _before(counts: Counts, rows: range, total: int, found: list[Choice]) -> None:
    """Link the numbers right before a total that add up to it, where the text calls it a total.

    They have its unit, or any where the wording is explicit (1520人次，74件，合计1594次).
    """
    if not counts.sums[total] or counts.values[total] == 0:
        return
    run: list[int] = []
    left = counts.values[total]
    for i in range(total - 1, rows.start - 1, -1):
        other = (
            counts.unit[i] != counts.unit[total]
            and patterns.SUMMED.search(counts.leads[total]) is None
        )
        if other or counts.aside[i]:
            return
        left -= counts.values[i]
        run.append(i)
        if left <= 0 or counts.stops[i]:
            break
    linked = [i for i in run if found[i].index not in (None, total)]
    if linked and not _is_free(counts, run, (None, total), found):
        return
    if left == 0 and len(run) > 1 and found[total].index is None:
        for i in run:
            found[i] = Choice(total, _RULED if i in linked else max(found[i].score, _RULED))


def _closed(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Remove links of numbers that are no parts.

    Once the parts add up to their total, numbers after a stop are linked to it only as a second breakdown. A single
    count beside the total (收到12件，办结10件) is no part (``_is_apart``).
    """
    for total in rows:
        parts = [i for i in rows if found[i].index == total and i > total]
        if parts and _is_apart(counts, total, parts):
            for i in parts:
                found[i] = Choice(None, 1 - found[i].score)
            continue
        left = counts.values[total]
        for n, i in enumerate(parts):
            left -= counts.values[i]
            if left == 0 and n:
                rest = [p for p in parts[n + 1 :] if counts.values[p]]
                if rest and sum(counts.values[p] for p in rest) != counts.values[total]:
                    for later in _later(counts, rest, i):
                        found[later] = Choice(None, 1 - found[later].score)
                break


def _later(counts: Counts, parts: Sequence[int], last: int) -> Iterator[int]:
    """Those of ``parts`` that a stop or a new clause separates from ``last``, up to a cue for a second breakdown."""
    for i in parts:
        between = slice(last + 1, i + 1)
        apart = any(counts.stops[between]) or any(
            map(patterns.NEW_CLAUSE.search, counts.leads[between])
        )
        if any(counts.opens[between]) or not apart:
            return
        yield i


def _is_apart(counts: Counts, total: int, parts: Sequence[int]) -> bool:
    """Whether ``parts`` are counts beside the total and not parts of it.

    That holds for a single count right after the total, unless a cue opens a breakdown or a word names an outcome;
    and for the number of requests that were dealt with (办结), alone or with what was carried over.
    """
    first, *others = parts
    if first != total + 1 or counts.opens[first]:
        return False
    done = (
        patterns.DONE.search(counts.leads[first]) or patterns.DONE.search(counts.items[first])
    ) is not None
    if others:
        return done and all(
            counts.topics[i] == CARRIED or patterns.CARRIED_OVER.search(counts.items[i])
            for i in others
        )
    return done or patterns.OUTCOME.search(counts.leads[first] + counts.items[first]) is None


def _between(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Link a number between two parts of a total to that total, if all stand in one list."""
    for i in rows[1:-1]:
        total = found[i - 1].index
        if total is None or found[i + 1].index != total or found[i].index is not None:
            continue
        listed = not any(counts.stops[i : i + 2]) and not any(counts.semicolons[i : i + 2])
        if listed and total != i and _may_hold(counts, total, i):
            found[i] = Choice(total, _RULED)


def _measured(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Remove the link of a number with a verb of its own and another unit than its total, if other parts have the
    total's unit."""
    like = {found[i].index for i in rows if _same_unit(counts, found[i].index, i)}
    for i in rows:
        total = found[i].index
        if (
            total in like
            and not _same_unit(counts, total, i)
            and patterns.ACTION.search(counts.leads[i])
        ):
            found[i] = Choice(None, 1 - found[i].score)


def _disputed(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Remove links from reviews and lawsuits, counted in a sentence of their own, to requests before them."""
    for i in rows:
        total = found[i].index
        if (
            total is None
            or counts.topics[i] not in _DISPUTES
            or not any(counts.stops[total + 1 : i + 1])
        ):
            continue
        if counts.topics[total].startswith("requests_"):
            found[i] = Choice(None, 1 - found[i].score)


def _same_unit(counts: Counts, total: int | None, part: int) -> bool:
    return total is not None and counts.unit[total] == counts.unit[part]


def _restated(batch: Batch, counts: Counts, rows: range, found: list[Choice]) -> None:
    """Link the parts of a total that is repeated (不予公开的5件中) to its first mention."""
    ends = [m.end for m in batch.mentions]
    text = batch.passages[batch.of[rows.start]].text if len(rows) else ""
    for again in rows:
        if patterns.REPEATED.match(text, ends[again]) is None:
            continue
        value = counts.values[again], counts.unit[again]
        earlier = (
            i
            for i in range(again - 1, rows.start - 1, -1)
            if (counts.values[i], counts.unit[i]) == value
        )
        first = next(earlier, None)
        if first is None or found[first].index == again:
            continue
        for i in rows:
            if found[i].index == again and i != first:
                found[i] = replace(found[i], index=first)
