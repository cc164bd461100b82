"""Links each number to its item, its channel, and the total that it is a part of.

Each link is a choice among candidates. A small trained network scores a pair by the cues between its two sides and
around each and, for totals, by arithmetic features: numbers that add up to another are most likely its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govie import toml
from govie.facts.passages import CUES, NUMBER, WIDTH, Mention, Passage
from govie.facts.patterns import UNIT_GROUPS
from govie.facts.spans import Span
from govie.networks import Array

Indices = NDArray[np.int64]
Pairs = tuple[Indices, Indices]
Best = tuple[int, float, float] | None
"""A number's best candidate, its score, and the score of the second best."""
Sums = tuple[NDArray[np.bool_], NDArray[np.float64]]

REACH_ITEMS = 7  # spans before a number that are candidates, and 2 after it
REACH_TOTALS = 24  # numbers before a part that are candidates, and 6 after it
_GAP = 64  # characters between passages, more than any feature spans


def _bounds(sizes: Iterable[int]) -> Indices:
    return np.cumsum([0, *sizes])


class Spans:
    """The spans of the items, or of the channels, of a batch of passages, as arrays of offsets in its joined text.

    Those of passage ``k`` are from ``bounds[k]`` to ``bounds[k + 1]``.
    """

    def __init__(self, found: Sequence[Sequence[Span]], shifts: Indices) -> None:
        spans = [*chain.from_iterable(found)]
        self.bounds = _bounds(map(len, found))
        shift = np.repeat(shifts, np.diff(self.bounds))
        self.start = np.asarray([s.start for s in spans], dtype=np.int64) + shift
        self.end = np.asarray([s.end for s in spans], dtype=np.int64) + shift
        self.score = np.asarray([s.score for s in spans], dtype=np.float32)


class Batch:
    """Passages joined to one text: the offsets of their numbers, and the cues on both sides of each.

    ``start``, ``end``: of each number; those of passage ``k`` are from ``bounds[k]`` to ``bounds[k + 1]``. The
    features of a passage do not depend on the other passages of the batch, to the bit.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        self.mentions = [m for t in passages for m in t.mentions]
        self.bounds = _bounds(len(t.mentions) for t in passages)
        shifts = _bounds(len(t.text) + _GAP for t in passages) + _GAP
        self.size = int(shifts[-1])
        self.of = np.repeat(np.arange(len(passages)), np.diff(self.bounds))
        self.items = Spans([t.items for t in passages], shifts[:-1])
        self.channels = Spans([t.channels for t in passages], shifts[:-1])
        self.start = np.asarray([m.start for m in self.mentions], dtype=np.int64) + shifts[self.of]
        self.end = np.asarray([m.end for m in self.mentions], dtype=np.int64) + shifts[self.of]
        self._totals = self._counted(shifts)

    def _counted(self, shifts: Indices) -> NDArray[np.int32]:
        """The number of starts of each cue before each character, ``(characters + 1, WIDTH)``."""
        marks = np.concatenate(
            [
                t.marks + np.asarray((shift + 1, 0))
                for t, shift in zip(self.passages, shifts, strict=False)
            ]
        )
        flat = np.bincount(marks[:, 0] * WIDTH + marks[:, 1], minlength=(self.size + 1) * WIDTH)
        return flat.reshape(-1, WIDTH).cumsum(axis=0, dtype=np.int32)

    def between(self, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.int32]:
        """The number of starts of each cue from ``left`` to ``right``, arrays of offsets: ``(pairs, WIDTH)``."""
        return np.asarray(self._totals[np.maximum(right, left)] - self._totals[left])

    @cached_property
    def around(self) -> Array:
        """Features of each number alone: the cues on both sides of it, its unit, its value."""
        before = np.maximum(np.concatenate([[0], self.end[:-1]])[: len(self.end)], self.start - 40)
        after = np.minimum(
            np.concatenate([self.start[1:], [self.size]])[: len(self.end)], self.end + 25
        )
        lead = self.between(before, self.start)
        tail = self.between(self.end, after)
        near_before = self.between(np.maximum(self.start - 4, before), self.start)
        near_after = self.between(self.end, np.minimum(self.end + 2, after))
        own = np.asarray(
            [
                [
                    m.count.unit is None,
                    *(m.count.unit in group for group in UNIT_GROUPS),
                    m.count.value == 0,
                    m.aside,
                    m.start == m.offset,
                ]
                for m in self.mentions
            ],
            dtype=np.float32,
        ).reshape(len(self.mentions), 7)
        touching = [np.isin(self.start, self.items.end), np.isin(self.end, self.items.start)]
        return np.hstack(
            [
                np.minimum(lead, 2) / 2,
                np.minimum(tail, 2) / 2,
                np.minimum(near_before, 1),
                np.minimum(near_after, 1),
                own,
                np.stack(touching, axis=1),
            ]
        ).astype(np.float32)

    def by_passage(self, pairs: Pairs) -> Indices:
        """The bounds of each passage in ``pairs``, as ``bounds`` has them for numbers."""
        return np.searchsorted(pairs[0], self.bounds)


def span_pairs(batch: Batch, spans: Spans) -> Pairs:
    """The candidate spans of each number: the last ones before it and the first ones after it."""
    here = np.searchsorted(spans.start, batch.start)
    reach = here[:, None] + np.arange(-REACH_ITEMS, 2)
    return _within(reach, spans.bounds, batch.of)


def total_pairs(batch: Batch) -> Pairs:
    """The candidate totals of each number."""
    others = np.asarray([*range(-REACH_TOTALS, 0), *range(1, 7)])
    return _within(np.arange(len(batch.of))[:, None] + others, batch.bounds, batch.of)


def _inside(reach: Indices, bounds: Indices, of: Indices) -> NDArray[np.bool_]:
    """For each index in the rows of ``reach`` whether it is in the row's own passage."""
    inside: NDArray[np.bool_] = (reach >= bounds[of][:, None]) & (reach < bounds[of + 1][:, None])
    return inside


def _within(reach: Indices, bounds: Indices, of: Indices) -> Pairs:
    """Pairs of each row of ``reach`` with those of its indices that are in the row's own passage."""
    row, at = np.nonzero(_inside(reach, bounds, of))
    return row, reach[row, at]


def _flags(counts: NDArray[np.int32]) -> Array:
    """Counts as features between 0 and 1: whether there are any, and their number up to four."""
    capped = np.minimum(counts, 4).astype(np.float32)
    return np.hstack([np.minimum(capped, 1), capped / 4])


def _distance(left: NDArray[Any], right: NDArray[Any]) -> Array:
    gap = np.maximum(right - left, 0).astype(np.float32)
    steps = [gap == 0, gap <= 1, gap <= 3, gap <= 6, gap <= 12, gap <= 25]
    return np.stack([np.log1p(gap) / 5, *(s.astype(np.float32) for s in steps)], axis=1)


def span_features(batch: Batch, spans: Spans, pairs: Pairs, more: Array | None = None) -> Array:
    """Features of (number, span) pairs, ``(pairs, features)``; ``more``: further features of each number."""
    which, other = pairs
    begin, stop = spans.start[other], spans.end[other]
    after = begin >= batch.end[which]
    left = np.where(after, batch.end[which], stop)
    right = np.where(after, begin, batch.start[which])
    between = batch.between(left, np.maximum(left, right))
    around_span = batch.between(begin - 4, begin)
    following = batch.between(stop, stop + 3)
    # whether a number stands right after the span, which then is its item
    taken = following[:, NUMBER]
    rank = other - np.searchsorted(spans.start, batch.start[which])
    ranks = np.stack([rank == r for r in (-4, -3, -2, -1, 0, 1)], axis=1)
    parts = [
        _flags(between),
        _distance(left, right),
        np.minimum(around_span, 1).astype(np.float32),
        np.minimum(following, 1).astype(np.float32),
        np.stack(
            [after, taken > 0, spans.score[other], np.minimum(stop - begin, 20) / 20], axis=1
        ).astype(np.float32),
        ranks.astype(np.float32),
        batch.around[which],
    ]
    if more is not None:
        parts.append(more[which])
    return np.hstack(parts)


def total_features(batch: Batch, pairs: Pairs, sums: Sums, topics: Array) -> Array:
    """Features of (part, total) pairs, ``(pairs, features)``.

    ``sums``: those of ``total_sums``; ``topics``: the topic probabilities of each number from its own words.
    """
    part, total = pairs
    values = np.asarray([float(m.count.value) for m in batch.mentions])
    unit = units(batch)
    before = total < part
    left = np.where(before, batch.end[total], batch.end[part])
    right = np.where(before, batch.start[part], batch.start[total])
    between = batch.between(left, np.maximum(left, right))
    exact, running = sums
    step = np.abs(part - total)
    opened = between[:, CUES["bracket"]] - between[:, CUES["bracket's end"]]
    numbers = np.stack(
        [
            before,
            unit[part] == unit[total],
            values[part] <= values[total],
            values[part] == values[total],
            values[total] == 0,
            exact,
            running <= values[total],
            running == values[total],
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
            batch.around[part],
            batch.around[total],
            topics[part],
            topics[total],
        ]
    )


_PARTS_AFTER, _PARTS_BEFORE = 25, 7  # numbers on each side of a total that may add up to it


def units(batch: Batch) -> Indices:
    """An index of the measure word of each number."""
    numbered: dict[str | None, int] = {}
    return np.asarray([numbered.setdefault(m.count.unit, len(numbered)) for m in batch.mentions])


def total_sums(batch: Batch, pairs: Pairs) -> Sums:
    """For each (part, total): whether the part is in a run of numbers right after or before the total that adds up to
    it (two parts at least), and the sum of the run up to the part.

    Numbers with another unit than the total are left out.
    """
    part, total = pairs
    values, unit = np.asarray([float(m.count.value) for m in batch.mentions]), units(batch)
    own = np.arange(len(batch.of))[:, None]
    step = part - total
    exact, running = np.zeros(len(part), dtype=bool), np.zeros(len(part))
    for reach, steps in (
        (np.arange(1, _PARTS_AFTER + 1), step - 1),
        (-np.arange(1, _PARTS_BEFORE + 1), -step - 1),
    ):
        others = own + reach
        inside = _inside(others, batch.bounds, batch.of)
        others = np.where(inside, others, 0)
        same = inside & (unit[others] == unit[own])
        added = np.where(same, values[others], 0.0).cumsum(axis=1)
        adds_up = same & (added == values[own]) & (added > 0) & (same.cumsum(axis=1) > 1)
        in_run = same & np.logical_or.accumulate(adds_up[:, ::-1], axis=1)[:, ::-1]
        mine = (steps >= 0) & (steps < len(reach))
        place = total[mine], steps[mine]
        exact[mine] = in_run[place]
        running[mine] = np.where(same[place], added[place], 0.0)
    return exact, running


_CHANNELS = toml.read("facts/words.toml")["channels"]
_PLACE = f"(?:{_CHANNELS['places']})"
_BRACKETS = re.compile(r"[()]")
_NO_PLACE = re.compile(f"(?:{_CHANNELS['no_places']})$")
_JOINED_BEFORE = re.compile(rf"{_PLACE}[”》]?(?:[、和及与]|以及)$")
_JOINED_AFTER = re.compile(rf"(?:[、和及与]|以及)[^，。;:、和及与\d]{{0,12}}?{_PLACE}")


def several(passage: Passage, channel: Span) -> bool:
    """Whether a channel is one of several that are named together (网站、微博公开9条), so that none has the count."""
    text = passage.text
    before = text[max(0, channel.start - 12) : channel.start]
    after = text[channel.end : channel.end + 16]
    return _JOINED_BEFORE.search(before) is not None or _JOINED_AFTER.match(after) is not None


def governs(passage: Passage, channel: Span, number: Mention) -> bool:
    """Whether a channel may be that of a number: it is a single medium, and in no bracket that closes before the
    number."""
    if _NO_PLACE.search(passage.text[channel.start : channel.end]) or several(passage, channel):
        return False
    opened = 0
    for mark in _BRACKETS.findall(passage.text, channel.end, max(channel.end, number.start)):
        opened += 1 if mark == "(" else -1
        if opened < 0:
            return False
    return True


def part_flags(totals: Sequence[Any]) -> Array:
    """For each number whether it is a part, and whether almost certainly: parts do not repeat a total's channel."""
    flags = [[t.index is not None, t.index is not None and t.score > 0.9] for t in totals]
    return np.asarray(flags, dtype=np.float32).reshape(len(flags), 2)


def choose(pairs: Pairs, scores: Array, size: int) -> list[Best]:
    """The best candidate of each of ``size`` numbers, with its score and that of the second best (0 if there is none);
    of equal scores the first."""
    which, other = pairs
    order = np.lexsort((np.arange(len(which)), -scores, which))
    rows, first = np.unique(which[order], return_index=True)
    chosen = order[first]
    ends = np.append(first[1:], len(order))
    following = order[np.minimum(first + 1, len(order) - 1)]
    next_best = np.where(first + 1 < ends, scores[following], 0.0)
    best: list[Best] = [None] * size
    found = zip(other[chosen].tolist(), scores[chosen].tolist(), next_best.tolist(), strict=True)
    for row, choice in zip(rows.tolist(), found, strict=True):
        best[row] = choice
    return best
