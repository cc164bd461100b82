"""Decodes the spans of items and channels from the labels of words (Viterbi), with balanced brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from govie.facts.words import NUMBER, UNMET, Pieces
from govie.records import record

TAGS = ("O", "B-ITEM", "I-ITEM", "B-CHANNEL", "I-CHANNEL", "COUNT", "ASIDE")
"""``COUNT``: a number that is a count; ``ASIDE``: one that is not reported (a difference to another year, a threshold,
a repetition), but is linked all the same, so that its item is not taken for another number's."""
COUNTED = (TAGS.index("COUNT"), TAGS.index("ASIDE"))

Kind = Literal["item", "channel"]
_KINDS: dict[int, Kind] = {1: "item", 3: "channel"}  # by the tag that begins them
_OUTSIDE = 0
_LIKELY = -4.0  # natural log: the decoder skips words less likely than this to be in a phrase
_PAIRS = {"“": "”", "《": "》", "(": ")", "「": "」", "‘": "’", "【": "】", "[": "]"}
_CLOSING = {right: left for left, right in _PAIRS.items()}
_REACH = 12  # words between a bracket in a phrase and its counterpart outside
_STOPS = frozenset("。;!?，")


@record(frozen=True, slots=True)
class Span:
    """An item or channel in a sentence; ``start``, ``end``: offsets in its ``text``; ``score``: the mean probability of
    its tags; ``edges``: the probability that it begins and ends there; ``known``: the share of its words that occur in
    the training data."""

    kind: Kind
    start: int
    end: int
    score: float
    edges: float = 1.0
    known: float = 1.0


@record(frozen=True, slots=True)
class Labels:
    """The labeler's result for one sentence: its spans, and for each of its numbers the probabilities of ``COUNT`` and
    of ``ASIDE``."""

    spans: tuple[Span, ...]
    counts: tuple[tuple[float, float], ...]


Rows = Mapping[int, Sequence[float]]
"""The log probabilities of the first five tags, by index, of those words of a sentence that may be in a phrase."""


def likely(scores: NDArray[Any]) -> tuple[list[int], list[list[float]]]:
    """The indices of words that may be in a phrase, and their rows of ``scores``, ``(words, tags)``."""
    places = np.flatnonzero(scores[:, 1:5].max(axis=1) > _LIKELY)
    return places.tolist(), scores[places, :5].tolist()


def decode(cut: Pieces, rows: Rows) -> Iterator[Span]:
    """The spans of a sentence.

    Numbers are in no span, and a tag ``I`` only follows its ``B`` or ``I``. The best such sequence is decoded
    (Viterbi) for each run of words that may be in a span at all.
    """
    found: list[tuple[int, int, int, float]] = []
    run: list[int] = []
    for n in rows:
        if cut.tokens[n] == NUMBER:
            continue
        if run and n != run[-1] + 1:
            found += _runs(_best([rows[i] for i in run]), rows, run[0])
            run = []
        run.append(n)
    if run:
        found += _runs(_best([rows[i] for i in run]), rows, run[0])
    taken = 0
    for n, (kind, start, end, score) in enumerate(found):
        limit = found[n + 1][1] if n + 1 < len(found) else len(cut.tokens)
        left, right = _balanced(cut, start, end, taken, limit)
        title = cut.text[cut.bounds[left - 1]] == "《" if left else False
        if title and right < limit and cut.text[cut.bounds[right]] == "》":
            left, right = left - 1, right + 1  # a title is one with its marks
        if left < right:
            taken = right
            edges = _edges(rows, kind, left, right)
            words = [token[0] for token in cut.tokens[left:right]]
            known = 1 - sum(word.startswith(UNMET) for word in words) / len(words)
            yield Span(_KINDS[kind], cut.bounds[left], cut.bounds[right], score, edges, known)


def _edges(rows: Rows, kind: int, left: int, right: int) -> float:
    """The probability that a phrase begins at ``left``, continues to ``right`` and ends there."""
    inside = [_of(rows, left, kind), *(_of(rows, n, kind + 1) for n in range(left + 1, right))]
    return exp(min(inside)) * (1 - exp(_of(rows, right, kind + 1)))


def _of(rows: Rows, word: int, tag: int) -> float:
    return rows[word][tag] if word in rows else _LIKELY


def _best(rows: Sequence[Sequence[float]]) -> list[int]:
    """The likeliest sequence of tags in which ``I`` follows ``B`` or ``I`` of its kind."""
    total = [row for row in rows[0]]
    total[2] = total[4] = -1e9
    back: list[tuple[int, int, int]] = []
    for row in rows[1:]:
        best = max(range(5), key=total.__getitem__)
        item = 1 if total[1] >= total[2] else 2
        channel = 3 if total[3] >= total[4] else 4
        back.append((best, item, channel))
        top = total[best]
        total = [
            top + row[0],
            top + row[1],
            total[item] + row[2],
            top + row[3],
            total[channel] + row[4],
        ]
    tag = max(range(5), key=total.__getitem__)
    tags = [tag]
    for best, item, channel in reversed(back):
        tag = item if tag == 2 else channel if tag == 4 else best
        tags.append(tag)
    return tags[::-1]


def _runs(tags: Sequence[int], rows: Rows, first: int) -> Iterator[tuple[int, int, int, float]]:
    """The first tag, first word, end and mean probability of each span in ``tags``."""
    n = 0
    while n < len(tags):
        kind = tags[n]
        start = n
        n += 1
        if kind == _OUTSIDE:
            continue
        while n < len(tags) and tags[n] == kind + 1:
            n += 1
        given = [exp(rows[first + i][tags[i]]) for i in range(start, n)]
        yield kind, first + start, first + n, sum(given) / len(given)


def _balanced(cut: Pieces, start: int, end: int, least: int, most: int) -> tuple[int, int]:
    """The span ``start`` to ``end`` with balanced brackets.

    A missing counterpart is included where it is near, between ``least`` and ``most``; else the span ends before the
    bracket, or begins after it.
    """
    opened: list[int] = []
    for n in range(start, end):
        mark = cut.text[cut.bounds[n]]
        if mark in _PAIRS:
            opened.append(n)
        elif mark in _CLOSING:
            if opened and cut.text[cut.bounds[opened[-1]]] == _CLOSING[mark]:
                opened.pop()
                continue
            reach = range(start - 1, max(least, start - _REACH) - 1, -1)
            other = None if opened else _other(cut, reach, _CLOSING[mark])
            if other is None:
                if n + 1 < end:
                    return _balanced(cut, n + 1, end, least, most)
                return _balanced(cut, start, n, least, most) if n > start else (n, n)
            return _balanced(cut, other, end, least, most)
    if opened:
        at = opened[0]
        mark = cut.text[cut.bounds[at]]
        other = _other(cut, range(end, min(most, end + _REACH)), _PAIRS[mark])
        if other is not None and len(opened) == 1:
            return start, other + 1
        return (start, at) if at > start else _balanced(cut, at + 1, end, least, most)
    return start, end


def _other(cut: Pieces, places: range, wanted: str) -> int | None:
    """The first of ``places`` that holds the bracket ``wanted``, unless a number or another mark comes before it."""
    for n in places:
        mark = cut.text[cut.bounds[n]]
        if mark == wanted:
            return n
        if cut.tokens[n] == NUMBER or mark in _STOPS or mark in _PAIRS or mark in _CLOSING:
            return None
    return None
