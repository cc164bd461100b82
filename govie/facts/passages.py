"""Passages: the sentences of a section that have numbers, joined to one text, with labeled spans and cues.

The cues between a number and its item, channel or total (其中, 包括, a comma, the end of a sentence) decide whether
they are linked; a passage holds the offsets of these cues.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from govie import toml
from govie.facts.numbers import Count
from govie.facts.prose import Sentence
from govie.facts.spans import Labels, Span
from govie.late import late
from govie.records import record

_WORDS = toml.read("facts/words.toml")
CUES: dict[str, int] = {cue["name"]: number for number, cue in enumerate(_WORDS["cue"])}
"""The column of each cue in the networks' features, by its name in ``words.toml``."""
_CUES = [re.compile(cue["pattern"]) for cue in _WORDS["cue"]]
# Columns after those of the cues: starts of numbers, items, channels, paragraphs, and gaps of left-out sentences.
NUMBER, ITEM, CHANNEL, PARAGRAPH, GAP = range(len(CUES), len(CUES) + 5)
WIDTH = GAP + 1
DIVIDES = [CUES[cue["name"]] for cue in _WORDS["cue"] if cue.get("divides")]
"""The columns of the cues after which a total's parts stand."""
_SHORTEST = 2  # characters of an item or a channel

_ELEMENTS = _WORDS["elements"]
_NO_NAME = re.compile(_ELEMENTS["no_names"])
_LEAD = re.compile(f"[，、;(]?{_ELEMENTS['lead']}")
_CATEGORY = re.compile(f"{_ELEMENTS['categories']}$")
_LEFT = re.compile(_ELEMENTS["left"])
_ELEMENT = late(r"[\u4e00-\u9fff、“”《》]{1,40}")


Labeled = tuple[int, Sentence, Sequence[Count], Labels]
"""The index of a sentence in its report, the sentence, its numbers, its labels."""


@record(frozen=True, slots=True, eq=False)
class Mention:
    """A number of a passage that is a count; ``start``, ``stop``, ``end``: as in ``Count``, in the passage's text."""

    count: Count
    sentence: Sentence
    start: int
    stop: int
    end: int
    offset: int  # of its sentence in the passage
    likely: float  # the probability of the tag COUNT
    aside: bool  # whether the tag ASIDE is likelier


@record(frozen=True, slots=True, eq=False)
class Passage:
    """``places``: the view offset of each character of ``text``; ``marks``: the offset and the column of each cue,
    ``(cues, 2)``."""

    text: str
    places: tuple[int, ...]
    mentions: tuple[Mention, ...]
    items: tuple[Span, ...]
    channels: tuple[Span, ...]
    marks: NDArray[np.int64]

    @classmethod
    def of(cls, labeled: Sequence[Labeled]) -> Passage:
        """The passage of sentences, in order, with those numbers that are counts with a probability of at least 0.5."""
        parts: list[str] = []
        mentions: list[Mention] = []
        spans: list[Span] = []
        marks: list[tuple[int, int]] = []
        offset, last = 0, None
        for number, sentence, counts, labels in labeled:
            if last is not None and number > last + 1:
                marks.append((offset, GAP))
            last = number
            if sentence.first:
                marks.append((offset, PARAGRAPH))
            for count, (likely, aside) in zip(counts, labels.counts, strict=True):
                if likely + aside >= 0.5:
                    places = (count.start + offset, count.stop + offset, count.end + offset)
                    mentions.append(
                        Mention(count, sentence, *places, offset, likely, aside > likely)
                    )
                    marks.append((places[0], NUMBER))
            for span in labels.spans:
                if span.end - span.start < _SHORTEST:
                    continue
                start, end = span.start + offset, span.end + offset
                spans.append(Span(span.kind, start, end, span.score, span.edges, span.known))
                marks.append((start, CHANNEL if span.kind == "channel" else ITEM))
            parts.append(sentence.text)
            offset += len(sentence.text)
        text = "".join(parts)
        spans = _whole(text, spans, mentions)
        for cue, pattern in enumerate(_CUES):
            marks += [(m.start(), cue) for m in pattern.finditer(text)]
        return cls(
            text,
            tuple(chain.from_iterable(sentence.places for _, sentence, _, _ in labeled)),
            tuple(mentions),
            tuple(s for s in spans if s.kind == "item"),
            tuple(s for s in spans if s.kind == "channel"),
            np.asarray(marks, dtype=np.int64).reshape(-1, 2),
        )


def _whole(text: str, spans: Sequence[Span], mentions: Sequence[Mention]) -> list[Span]:
    """``spans``, in which an item that is only the end of a list element is extended to the whole element.

    That is done where the item names a category and stands right before its number; the element begins after the
    number before it.
    """
    after = {b.start: a.end for a, b in pairwise(mentions) if a.offset == b.offset}
    found = []
    for span in spans:
        before = after.get(span.end)
        if span.kind == "item" and before is not None and before < span.start:
            lead = _LEAD.match(text, before, span.start)
            start = lead.end() if lead is not None and lead.end() > before else span.start
            rest = text[start : span.start]
            named = _CATEGORY.search(text[span.start : span.end]) and not _NO_NAME.search(rest)
            if (named and _ELEMENT.fullmatch(rest)) or _LEFT.fullmatch(rest):
                span = Span(span.kind, start, span.end, span.score, span.edges, span.known)
        found.append(span)
    return found
