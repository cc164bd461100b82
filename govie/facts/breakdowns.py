"""Rules for breakdowns: links from parts to their total that follow from a whole list, its words and its sum.

The network of ``links`` sees the words around one part at a time. That the parts of a list add up to its total,
that 其中 opens a list, or that a list is already complete is a property of the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from govie.facts.counts import Counts
from govie.facts.links import REACH_TOTALS, Batch, Best
from govie.facts.readings import Choice

_RULED = 0.5
"""The score of a link that follows from words or sums and that the network does not find."""
_SUMMED = re.compile("合计|总计|共计|总数|相加")
_BRACKETED = re.compile(r"\((?:其中|含|包括|包含)[^()。]{0,20}$")
# What was done with what came in: a count beside the other, and no part of it.
_DONE = re.compile(r"(?:办结|答复|回复|办理|处理|反馈|解决)[率数]?(?:了|共|为)?$")
_ATTACHED = re.compile(
    "占|被|采用|录用|刊用|[均为属系]|具体|主要|分别|退回|纠|撤|败诉|胜诉|维持|驳回"
)
_VERB = re.compile("公开|发布|召开|开展|举办|组织|推送")
_CLAUSE = re.compile("[;；][^，]{0,6}?(?:通过|利用|依托|受理|收到|开展|召开|制作|发布|推送)")
# 不予公开的申请中, 信息公开目录信息中: parts of an earlier count follow.
_NAMED = re.compile(
    r"(?P<name>[\w“”]{2,14}?)(?:的(?:申请|情形|事项|信息)?)?(?:中|里|包括)[，:]?[^，。]{0,16}$"
)
_WHOLE_AREA = re.compile("全[省市县区州盟旗镇乡]|各级")
_OWN_LEVEL = re.compile("本级")
_NEAR = 40  # characters before a count in which an earlier one is named
_AGAIN = re.compile("(?:政府信息公开)?(?:申请|答复)?[件]?[中里]")
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
    """``chosen`` totals, and those that follow from the words or the sum of a breakdown; ``best``: each number's
    likeliest total, however likely; all counted in the batch, not in their passages."""
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
    """A number after 其中 or （含 is a part of its likeliest total, if that has the same unit and is not
    smaller."""
    for i in rows[1:]:
        bracketed = _BRACKETED.search(counts.leads[i]) is not None
        of = best[i]
        if found[i].index is not None or of is None or not (bracketed or counts.of_which[i]):
            continue
        total = i - 1 if bracketed else of[0]
        if total < i and _may_hold(counts, total, i) and counts.near(total, i):
            found[i] = Choice(total, max(of[1], _RULED), of[2])


def _named(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Where an earlier count is named again (不予公开的申请中), its parts follow to the sentence's end."""
    for first in rows[1:]:
        named = _NAMED.search(counts.leads[first][-_NEAR:])
        if named is None or found[first].index is not None:
            continue
        total = next(
            (
                i
                for i in range(first - 1, rows.start - 1, -1)
                if _named_alike(named["name"], counts.items[i])
            ),
            None,
        )
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
    """Whether one is the other with words before it (决定不予公开)."""
    return len(item) > 1 and (name.endswith(item) or (len(name) > 3 and item.endswith(name)))


def _levels(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Counts of the agency's own level (县本级受理19件，办结18件) are parts of the counts of its whole area, each of
    the one that counts the same."""
    for first in rows[1:]:
        if _OWN_LEVEL.search(counts.leads[first]) is None:
            continue
        starts = [i for i in range(rows.start, first) if _WHOLE_AREA.search(counts.leads[i])]
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
    return counts.topics[one] == counts.topics[other] and counts.topics[one].startswith(
        "requests_r"
    )


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
    """A list after a total that adds up to it is its breakdown, also a second one, also where another
    total stands between (复议6件、诉讼0件，其中维持5件、撤销1件)."""
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
    """Whether a long ``run``, most of it of totals in ``own``, takes none out of a breakdown that adds up."""
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
    """Whether ``total`` is the likeliest of all of ``run``."""
    return all(of is not None and of[0] == total for of in (best[i] for i in run))


def _run(
    counts: Counts, rows: range, total: int, first: int, found: Sequence[Choice]
) -> list[int] | None:
    """The numbers from ``first`` on that add up to the total; parts of one of them are left out."""
    run: list[int] = []
    left = counts.values[total]
    for i in range(first, min(total + REACH_TOTALS, rows.stop)):
        if found[i].index in run:
            continue
        full = left == 0 and len(run) > 1
        if full and (counts.values[i] or counts.stops[i]):
            break  # zeros after a full sum are of the list
        if counts.unit[i] != counts.unit[total] or counts.aside[i]:
            break
        left -= counts.values[i]
        run.append(i)
        if left < 0:
            break
    return run if left == 0 and len(run) > 1 else None


def _before(counts: Counts, rows: range, total: int, found: list[Choice]) -> None:
    """Numbers right before a total that add up to it are its parts, where it is called one: of one measure,
    or of any where the word is plain (1520人次，74件，合计1594次)."""
    if not counts.sums[total] or counts.values[total] == 0:
        return
    run: list[int] = []
    left = counts.values[total]
    for i in range(total - 1, rows.start - 1, -1):
        other = counts.unit[i] != counts.unit[total] and _SUMMED.search(counts.leads[total]) is None
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
    """Unlinks numbers that are no parts after all.

    Once the parts have added up to their total, numbers after a stop belong to it only as a second breakdown; and
    a single count beside the total (收到12件，办结10件) is no part (``_is_apart``).
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
    """Those of ``parts`` that a stop parts from ``last``, if nothing opens a second breakdown."""
    for i in parts:
        between = slice(last + 1, i + 1)
        apart = any(counts.stops[between]) or any(map(_CLAUSE.search, counts.leads[between]))
        if any(counts.opens[between]) or not apart:
            return
        yield i


def _is_apart(counts: Counts, total: int, parts: Sequence[int]) -> bool:
    """Whether ``parts`` are counts beside the total and not parts of it.

    So is a single count right after it, if no cue opens a breakdown and no word names an outcome; and so is what
    was done with all of them (办结), beside which only what was carried over may be counted.
    """
    first, *others = parts
    if first != total + 1 or counts.opens[first]:
        return False
    done = (_DONE.search(counts.leads[first]) or _DONE.search(counts.items[first])) is not None
    if others:
        return done and all(
            counts.topics[i] == CARRIED or "结转" in counts.items[i] for i in others
        )
    return done or _ATTACHED.search(counts.leads[first] + counts.items[first]) is None


def _between(counts: Counts, rows: range, found: list[Choice]) -> None:
    """What stands in a list between two parts of a total is one, too."""
    for i in rows[1:-1]:
        total = found[i - 1].index
        if total is None or found[i + 1].index != total or found[i].index is not None:
            continue
        listed = not any(counts.stops[i : i + 2]) and not any(counts.semicolons[i : i + 2])
        if listed and total != i and _may_hold(counts, total, i):
            found[i] = Choice(total, _RULED)


def _measured(counts: Counts, rows: range, found: list[Choice]) -> None:
    """A count with a verb of its own and another unit than the total's is no part of it, where other parts have
    the total's unit."""
    like = {found[i].index for i in rows if _same_unit(counts, found[i].index, i)}
    for i in rows:
        total = found[i].index
        if total in like and not _same_unit(counts, total, i) and _VERB.search(counts.leads[i]):
            found[i] = Choice(None, 1 - found[i].score)


def _disputed(counts: Counts, rows: range, found: list[Choice]) -> None:
    """Disputes that a sentence of its own counts are no part of the requests before it."""
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
    """Parts of a total that is repeated (不予公开的5件中) are linked to its first mention."""
    ends = [m.end for m in batch.mentions]
    text = batch.passages[batch.of[rows.start]].text if len(rows) else ""
    for again in rows:
        if _AGAIN.match(text, ends[again]) is None:
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
