"""Classifies which section a candidate line opens, if any: a linear model of its words, number and position."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from govie.form import sections
from govie.networks import Network
from govie.records import record
from govie.sections import patterns
from govie.sections.candidates import Line, pattern
from govie.text.characters import cjk

NONE = "none"
_MOST_KNOWN = 20_000  # lines
_LEAST_CHANCE = 0.001  # the lowest probability of a candidate that is returned
UNLIKE = 40
"""The similarity to headings, of 100, under which a line without a number is no candidate: every heading of the corpus
is far above it, and most other lines are below."""

_Chance = tuple[int, float, float]
"""The index of a section in the form's order, the log odds that a line opens it, and the probability."""

_Opened = dict[tuple[int, ...], list[_Chance]]
"""The sections that a line may open, by the cues around it; a cache, since half of these recur in other reports."""

_Known = tuple[list[int], _Opened] | None
"""For a line that may be a heading: the indices of its own features, and the cache of the sections that it may open;
``None`` for any other line."""


@record(frozen=True, slots=True)
class Candidate:
    """A line that may open ``section`` (an index in the form's order); ``score``: the log odds against opening none."""

    section: int
    start: int
    end: int
    score: float
    confidence: float


def cues(
    found: Sequence[Line],
    tables: Mapping[str, tuple[int, int]],
    wanted: Sequence[Line] | None = None,
) -> Iterator[tuple[str, ...]]:
    """Features of each candidate line that depend on the other lines ``found`` and on the tables; ``wanted``: the
    lines for which they are computed, if not all."""
    lines = found if wanted is None else wanted
    starts = sorted([line.start for line in found])
    for line, repeats, level in zip(
        lines, _repeats(found, lines), _levels(found, lines), strict=True
    ):
        yield (*_place(line, tables, starts), *repeats, level)


def likeness(found: Sequence[Line]) -> list[list[float]]:
    """The similarity of each line to the headings of each section in the statute, ``(lines, sections)``, 0 to 100."""
    spelled, starts = _spellings()
    ratios = process.cdist([line.body for line in found], spelled, scorer=fuzz.ratio)
    like: list[list[float]] = np.maximum.reduceat(ratios, starts, axis=1).tolist()
    return like


def own(view: str, line: Line, like: Sequence[float]) -> list[str]:
    """Features of a candidate line alone: its character n-grams, its number, its shape, its similarity to headings
    (``like``, see ``likeness``), and the mark after it."""
    body = line.body
    words = [body[i : i + size] for size in (2, 3, 4) for i in range(len(body) - size + 1)]
    words += ["^" + body[:2], body[-2:] + "$"]
    if line.ordinal:
        words += [f"number {line.ordinal}{line.style}", f"style {line.style}"]
    else:
        words.append("no number")
    words.append("whole" if line.whole else "inside a line")
    words.append(f"length {min(len(body) // 4, 8)}")
    if patterns.CONTENTS_TAIL.search(line.text):
        words.append("contents")
    if patterns.SENTENCE_TAIL.search(line.text):
        words.append("sentence")
    words.append(f"behind {_mark_after(view, line)}")
    for name, ratio in zip(sections(), like, strict=True):
        if ratio >= UNLIKE:
            words.append(f"like {name.name} {int(ratio) // 10}")
    return words


def _mark_after(view: str, line: Line) -> str:
    mark = view[line.end : line.end + 1]
    return mark if mark in "。；：:;，," else " "


@cache
def _spellings() -> tuple[list[str], list[int]]:
    """The wordings of all headings in the statute, section by section, and the index of each section's first."""
    ways = [[cjk(w) for w in (name.label, *name.variants)] for name in sections()]
    return [*chain.from_iterable(ways)], [0, *accumulate(map(len, ways))][:-1]


def _levels(found: Sequence[Line], wanted: Sequence[Line]) -> list[str]:
    """The level of each line in the text's numbering: the rank of its style, by the first number 一 of each style."""
    firsts: dict[str, int] = {}
    for line in found:
        if line.whole and line.ordinal == 1:
            firsts[line.style] = min(line.start, firsts.get(line.style, line.start))
    order = sorted(firsts, key=firsts.__getitem__)
    return [
        "level none"
        if not (line.whole and line.ordinal)
        else f"level {order.index(line.style) if line.style in order else 'alone'}"
        for line in wanted
    ]


def _repeats(found: Sequence[Line], wanted: Sequence[Line]) -> Iterator[list[str]]:
    """Features that show a table of contents: its lines are repeated later, and the next number follows closely."""
    places: dict[str, tuple[int, int]] = {}  # the first and the last start of a line's words
    opens: dict[int, int] = {}
    for line in found:
        if line.whole and len(line.body) >= 4:
            first, last = places.get(line.body, (line.start, line.start))
            places[line.body] = (min(first, line.start), max(last, line.start))
        if line.whole and line.ordinal:
            opens[line.start] = line.ordinal
    order = sorted(opens)
    for line in wanted:
        first, last = places.get(line.body, (line.start, line.start))
        row = []
        if last > line.end:
            row.append("comes again")
        if first < line.start:
            row.append("came before")
        if line.start in opens:
            after = bisect_right(order, line.start)
            if after < len(order) and order[after] - line.end <= 16:
                row.append(f"next number {opens[order[after]] - opens[line.start] == 1}")
        yield row


def _place(
    line: Line, tables: Mapping[str, tuple[int, int]], starts: Sequence[int]
) -> Iterator[str]:
    for name, (start, end) in tables.items():
        if 0 <= start - line.end <= 60:
            yield f"right before table {name}"
        if line.start > end:
            yield f"behind table {name}"
        elif line.start > start:
            yield f"in table {name}"
        else:
            yield f"before table {name}"
    # Many headings close together are a table of contents.
    near = bisect_right(starts, line.end + 60) - bisect_right(starts, line.start)
    yield f"crowd {min(near, 5)}"


@dataclass(frozen=True, eq=False)
class Headings:
    """The trained classifier of heading lines."""

    network: Network
    vocabulary: dict[str, int]
    spellings: tuple[str, ...]
    """Headings of the training data without their numbers, for which texts without line breaks are searched."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of the known headings with a number before them."""
        return pattern(self.spellings)

    @cached_property
    def _bodies(self) -> list[str]:
        return [cjk(words) for words in self.spellings]

    @cached_property
    def _lines(self) -> dict[tuple[str, bool, str], _Known]:
        """A cache of classified lines: reports share their labels and many of their headings."""
        return {}

    def _own(self, view: str, found: Sequence[Line]) -> list[_Known]:
        """The features of each line alone; ``None`` for a line without a number that is similar to no heading of the
        statute or of the training data."""
        known = self._lines
        if len(known) > _MOST_KNOWN:
            known.clear()
        keys = [(line.text, line.whole, _mark_after(view, line)) for line in found]
        new = {key: line for key, line in zip(keys, found, strict=True) if key not in known}
        words = self.vocabulary
        lines = [*new.values()]
        similar = process.cdist([line.body for line in lines], self._bodies, scorer=fuzz.ratio)
        for key, line, like, nearest in zip(
            new, lines, likeness(lines), similar.max(axis=1, initial=0).tolist(), strict=True
        ):
            likely = line.ordinal or max(*like, nearest) >= UNLIKE
            features = own(view, line, like) if likely else ()
            numbers = [n for w in features if (n := words.get(w)) is not None]
            known[key] = (numbers, {}) if likely else None
        return [known[key] for key in keys]

    def judge(
        self, view: str, found: Sequence[Line], tables: Mapping[str, tuple[int, int]]
    ) -> list[Candidate]:
        """A candidate for each line and each section that it opens with a probability above ``_LEAST_CHANCE``."""
        if not found:
            return []
        pairs = zip(found, self._own(view, found), strict=True)
        likely = [(line, own) for line, own in pairs if own is not None]
        number_of = self.vocabulary.get
        around = [
            tuple([n for cue in near if (n := number_of(cue)) is not None])
            for near in cues(found, tables, [line for line, _ in likely])
        ]
        self._weigh([(own, near) for (_, own), near in zip(likely, around, strict=True)])
        return [
            Candidate(section, line.start, line.end, score, chance)
            for (line, (_, known)), near in zip(likely, around, strict=True)
            for section, score, chance in known[near]
        ]

    def _weigh(self, lines: Sequence[tuple[tuple[list[int], _Opened], tuple[int, ...]]]) -> None:
        """Compute the sections that lines may open among the cues around them, where the cache lacks them."""
        new = {(id(known), near): (own, known) for (own, known), near in lines if near not in known}
        if not new:
            return
        rows = [[*own, *near] for (_, near), (own, _) in new.items()]
        order = {s.name: n for n, s in enumerate(sections())}
        none = self.network.names.index(NONE)
        for ((_, near), (_, known)), chances in zip(
            new.items(), self.network.predict_sparse(rows).tolist(), strict=True
        ):
            known[near] = [
                (order[name], math.log(chance / max(chances[none], 1e-6)), chance)
                for name, chance in zip(self.network.names, chances, strict=True)
                if name != NONE and chance > _LEAST_CHANCE
            ]

    def save(self, folder: Path) -> None:
        """Write the classifier into ``folder``, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.network.save(folder / "headings.npz")
        words = {"spellings": list(self.spellings), "vocabulary": list(self.vocabulary)}
        (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Headings:
        """Read what ``save`` wrote."""
        words = json.loads((folder / "words.json").read_text("utf-8"))
        return cls(
            Network.load(folder / "headings.npz").over(
                words["vocabulary"], [NONE, *(section.name for section in sections())]
            ),
            {w: i for i, w in enumerate(words["vocabulary"])},
            tuple(words["spellings"]),
        )
