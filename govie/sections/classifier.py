"""Which section a line opens, if any: a linear classifier over the line's words, number and place."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from govie.form import sections
from govie.headers import cjk
from govie.networks import Network
from govie.sections.candidates import NUMBER, ORDINALS, Line, pattern

NONE = "none"

_CONTENTS_TAIL = re.compile(r"(?:[.…·・_\s-]{2,}|\s)[(（]?\d{1,3}[)）]?\s*$")
_SENTENCE_TAIL = re.compile(r"[。；;，,：:]\s*$")
_CHINESE = re.compile(r"[一二三四五六七八九]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may open ``section`` (its number in the form's order); ``score``: log odds against
    opening none."""

    section: int
    start: int
    end: int
    score: float
    confidence: float


def features(
    view: str, found: Sequence[Line], tables: Mapping[str, tuple[int, int]]
) -> list[list[str]]:
    """The features of each candidate line."""
    names = sections()
    bodies = []
    for line in found:
        number = NUMBER.match(line.text)
        bodies.append(cjk(line.text[number.end() :] if number else line.text))
    if not found:
        return []
    alike = [
        process.cdist(bodies, [cjk(w) for w in (n.label, *n.variants)], scorer=fuzz.ratio).max(
            axis=1
        )
        for n in names
    ]
    starts = sorted(line.start for line in found)
    repeats = list(_repeats(found, bodies))
    levels = _levels(found)
    rows = []
    for i, (line, body) in enumerate(zip(found, bodies, strict=True)):
        row = [*_words(body), *_shape(view, line, body), *_place(line, tables, starts)]
        row += [*repeats[i], levels[i]]
        row += [
            f"like {n.name} {int(a[i]) // 10}"
            for n, a in zip(names, alike, strict=True)
            if a[i] >= 40
        ]
        rows.append(row)
    return rows


@lru_cache(maxsize=20_000)  # reports share their labels and many of their headings
def _words(body: str) -> tuple[str, ...]:
    grams = [body[i : i + size] for size in (2, 3, 4) for i in range(len(body) - size + 1)]
    return (*grams, "^" + body[:2], body[-2:] + "$")


def _shape(view: str, line: Line, body: str) -> Iterator[str]:
    number = NUMBER.match(line.text)
    if number:
        style = _style(number)
        yield f"number {_ordinal(number)}{style}"
        yield f"style {style}"
    else:
        yield "no number"
    yield "whole" if line.whole else "inside a line"
    yield f"length {min(len(body) // 4, 8)}"
    if _CONTENTS_TAIL.search(line.text):
        yield "contents"
    if _SENTENCE_TAIL.search(line.text):
        yield "sentence"
    behind = view[line.end : line.end + 1]
    yield f"behind {behind if behind in '。；：:;，,' else '' if not behind else ' '}"


def _ordinal(number: re.Match[str]) -> int:
    return ORDINALS.find(number["n"]) + 1 or int(number["n"])


def _style(number: re.Match[str]) -> str:
    if number["open"] or number["close"]:
        return "("
    return "c" if _CHINESE.match(number["n"]) else "d"


def _levels(found: Sequence[Line]) -> list[str]:
    """How deep each line stands in the text's own numbering: its styles in the order they first count 一."""
    numbers = [NUMBER.match(line.text) if line.whole else None for line in found]
    firsts: dict[str, int] = {}
    for line, number in zip(found, numbers, strict=True):
        if number and _ordinal(number) == 1:
            style = _style(number)
            firsts[style] = min(line.start, firsts.get(style, line.start))
    order = sorted(firsts, key=firsts.__getitem__)
    return [
        "level none"
        if not number
        else f"level {order.index(_style(number)) if _style(number) in order else 'alone'}"
        for number in numbers
    ]


def _repeats(found: Sequence[Line], bodies: Sequence[str]) -> Iterator[list[str]]:
    """What tells a table of contents: its lines come again, and the next number follows at once."""
    places: dict[str, list[int]] = {}
    opens: dict[int, int] = {}
    for line, body in zip(found, bodies, strict=True):
        number = NUMBER.match(line.text)
        if line.whole and len(body) >= 4:
            places.setdefault(body, []).append(line.start)
        if line.whole and number:
            opens[line.start] = _ordinal(number)
    order = sorted(opens)
    for line, body in zip(found, bodies, strict=True):
        known = places.get(body, [])
        row = []
        if any(start > line.end for start in known):
            row.append("comes again")
        if any(start < line.start for start in known):
            row.append("came before")
        after = bisect_right(order, line.start)
        if line.start in opens and after < len(order) and order[after] - line.end <= 16:
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
    """Headings that training met, without their numbers: where a text has no lines they are searched."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the spellings with a number in front."""
        return pattern(self.spellings)

    def judge(
        self, view: str, found: Sequence[Line], tables: Mapping[str, tuple[int, int]]
    ) -> list[Candidate]:
        """Every line with every section it is more likely to open than a thousandth."""
        if not found:
            return []
        known = self.vocabulary.get
        rows = [
            [i for i in map(known, row) if i is not None] for row in features(view, found, tables)
        ]
        chances = self.network.predict_sparse(rows)
        order = {s.name: n for n, s in enumerate(sections())}
        none = self.network.names.index(NONE)
        candidates = []
        for line, row in zip(found, chances.tolist(), strict=True):
            for name, chance in zip(self.network.names, row, strict=True):
                if name != NONE and chance > 0.001:
                    score = math.log(chance / max(row[none], 1e-6))
                    candidates.append(Candidate(order[name], line.start, line.end, score, chance))
        return candidates

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
            Network.load(folder / "headings.npz"),
            {w: i for i, w in enumerate(words["vocabulary"])},
            tuple(words["spellings"]),
        )
