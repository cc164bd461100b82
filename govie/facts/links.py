"""What belongs together: a number with its item, its channel, and the total that it is a part of.

Each link is a choice among candidates, scored by a small trained network over the cues that stand
between the two and around each, and, for totals, over the arithmetic: parts that add up to a number
are most likely its parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govie.facts.labeler import Span
from govie.facts.threads import Thread

Array = NDArray[np.float32]
Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]

REACH_ITEMS = 7  # spans looked at before a number, and 2 behind it
REACH_TOTALS = 24  # numbers looked at before a part, and 6 behind it


def _rows(pairs: list[tuple[int, int]]) -> Pairs:
    array = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def span_pairs(thread: Thread, spans: Sequence[Span]) -> Pairs:
    """Numbers with the spans that may belong to them: the last before and the first behind."""
    starts = np.asarray([s.start for s in spans])
    pairs = []
    for i, mention in enumerate(thread.mentions):
        here = int(np.searchsorted(starts, mention.start)) if len(spans) else 0
        pairs += [(i, j) for j in range(max(0, here - REACH_ITEMS), min(len(spans), here + 2))]
    return _rows(pairs)


def total_pairs(thread: Thread) -> Pairs:
    """Parts with the numbers that may be their total."""
    size = len(thread.mentions)
    return _rows(
        [
            (i, j)
            for i in range(size)
            for j in range(max(0, i - REACH_TOTALS), min(size, i + 7))
            if i != j
        ]
    )


def _flags(counts: NDArray[np.int32]) -> Array:
    """Counts as what a network reads well: any, and how many up to four."""
    capped = np.minimum(counts, 4).astype(np.float32)
    return np.hstack([np.minimum(capped, 1), capped / 4])


def _distance(left: NDArray[Any], right: NDArray[Any]) -> Array:
    gap = np.maximum(right - left, 0).astype(np.float32)
    steps = [gap == 0, gap <= 1, gap <= 3, gap <= 6, gap <= 12, gap <= 25]
    return np.stack([np.log1p(gap) / 5, *(s.astype(np.float32) for s in steps)], axis=1)


class Places:
    """Where the numbers of a thread stand, and the cues on both sides of each."""

    def __init__(self, thread: Thread) -> None:
        mentions = thread.mentions
        size = len(thread.text)
        self.start = np.asarray([m.start for m in mentions], dtype=np.int64)
        self.end = np.asarray([m.end for m in mentions], dtype=np.int64)
        before = np.concatenate([[0], self.end[:-1]]) if len(mentions) else self.end
        after = np.concatenate([self.start[1:], [size]]) if len(mentions) else self.end
        before = np.maximum(before, self.start - 40)
        after = np.minimum(after, self.end + 25)
        lead = thread.between(before, self.start)
        tail = thread.between(self.end, after)
        near_before = thread.between(np.maximum(self.start - 4, before), self.start)
        near_after = thread.between(self.end, np.minimum(self.end + 2, after))
        own = np.asarray(
            [
                [
                    m.count.unit is None,
                    m.count.unit in ("条", "篇", "次"),
                    m.count.unit in ("件", "宗", "起", "份"),
                    m.count.unit in ("人", "名", "人次"),
                    m.count.value == 0,
                    m.aside,
                    m.start == m.offset,
                ]
                for m in mentions
            ],
            dtype=np.float32,
        ).reshape(len(mentions), 7)
        items = {s.end for s in thread.items}
        firsts = {s.start for s in thread.items}
        touching = np.asarray(
            [[m.start in items, m.end in firsts] for m in mentions], dtype=np.float32
        ).reshape(len(mentions), 2)
        self.around = np.hstack(
            [
                np.minimum(lead, 2) / 2,
                np.minimum(tail, 2) / 2,
                np.minimum(near_before, 1),
                np.minimum(near_after, 1),
                own,
                touching,
            ]
        ).astype(np.float32)


def span_features(
    thread: Thread, places: Places, spans: Sequence[Span], pairs: Pairs, more: Array | None = None
) -> Array:
    """Features of (number, span) pairs; ``more``: further features of each number."""
    which, other = pairs
    starts = np.asarray([s.start for s in spans], dtype=np.int64)
    ends = np.asarray([s.end for s in spans], dtype=np.int64)
    scores = np.asarray([s.score for s in spans], dtype=np.float32)
    begin, stop = starts[other], ends[other]
    behind = begin >= places.end[which]
    left = np.where(behind, places.end[which], stop)
    right = np.where(behind, begin, places.start[which])
    between = thread.between(left, np.maximum(left, right))
    # what stands right behind the span: a number of its own?
    taken = thread.between(stop, np.minimum(stop + 3, len(thread.text)))[:, -5]
    around_span = thread.between(np.maximum(begin - 4, 0), begin)
    following = thread.between(stop, np.minimum(stop + 3, len(thread.text)))
    rank = other - np.searchsorted(starts, places.start[which])
    ranks = np.stack([rank == r for r in (-4, -3, -2, -1, 0, 1)], axis=1)
    parts = [
        _flags(between),
        _distance(left, right),
        np.minimum(around_span, 1).astype(np.float32),
        np.minimum(following, 1).astype(np.float32),
        np.stack(
            [behind, taken > 0, scores[other], np.minimum(stop - begin, 20) / 20], axis=1
        ).astype(np.float32),
        ranks.astype(np.float32),
        places.around[which],
    ]
    if more is not None:
        parts.append(more[which])
    return np.hstack(parts)


def total_features(thread: Thread, places: Places, pairs: Pairs, topics: Array) -> Array:
    """Features of (part, total) pairs; ``topics``: what each number counts, from its own words."""
    part, total = pairs
    mentions = thread.mentions
    values = np.asarray([float(m.count.value) for m in mentions])
    units = [m.count.unit for m in mentions]
    before = total < part
    left = np.where(before, places.end[total], places.end[part])
    right = np.where(before, places.start[part], places.start[total])
    between = thread.between(left, np.maximum(left, right))
    exact, running = _sums(values, units)
    same_unit = np.asarray([units[a] == units[b] for a, b in zip(part, total, strict=True)])
    step = np.abs(part - total)
    opened = between[:, 5] - between[:, 6]
    numbers = np.stack(
        [
            before,
            same_unit,
            values[part] <= values[total],
            values[part] == values[total],
            values[total] == 0,
            exact[part, total],
            running[part, total] <= values[total],
            running[part, total] == values[total],
            step == 1,
            step == 2,
            step <= 4,
            step <= 8,
            opened > 0,
            opened < 0,
        ],
        axis=1,
    ).astype(np.float32)
    return np.hstack(
        [
            _flags(between),
            _distance(left, right),
            numbers,
            places.around[part],
            places.around[total],
            topics[part],
            topics[total],
        ]
    )


def _sums(
    values: NDArray[np.float64], units: Sequence[str | None]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """For each (part, total): whether it is in a run right behind or before the total that adds up to
    it exactly (two parts at least), and the sum of the run up to the part."""
    size = len(values)
    exact = np.zeros((size, size), dtype=bool)
    running = np.zeros((size, size))
    for total in range(size):
        for ahead in (
            range(total + 1, min(size, total + 26)),
            range(total - 1, max(-1, total - 8), -1),
        ):
            added, run = 0.0, []
            for i in ahead:
                if units[i] != units[total]:
                    continue
                added += values[i]
                run.append(i)
                running[i, total] = added
                if added == values[total] and added > 0 and len(run) > 1:
                    exact[run, total] = True
    return exact, running


def part_flags(totals: Sequence[Any]) -> Array:
    """For each number whether it is a part, and whether surely: parts do not repeat a total's channel."""
    flags = [[t.index is not None, t.index is not None and t.score > 0.9] for t in totals]
    return np.asarray(flags, dtype=np.float32).reshape(len(flags), 2)


def choose(pairs: Pairs, scores: NDArray[np.float32], size: int) -> list[tuple[int, float] | None]:
    """For each of ``size`` numbers its best candidate and that one's score."""
    best: list[tuple[int, float] | None] = [None] * size
    for i, j, score in zip(*(a.tolist() for a in pairs), scores.tolist(), strict=True):
        known = best[i]
        if known is None or score > known[1]:
            best[i] = (j, score)
    return best
