"""Finds places that may be a section's heading.

These are short lines, lines that a break cut in two, and, where line breaks are lost, places that spell a heading
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from govie.headers import cjk
from govie.records import record
from govie.sections import patterns
from govie.sections.patterns import NUMBER, ORDINALS

_LONGEST = 48
_SHORT = 64  # characters: longer lines are rarely repeated, and not kept
_WHITE = np.array(
    [chr(code).isspace() for code in range(0x3002)]
)  # no later character is white space


@record(frozen=True, slots=True)
class Line:
    """A candidate: ``start``, ``end`` in the view; ``whole``: a line of its own, not a place in a longer
    one; ``ordinal``: its number, or 0; ``style``: how that is written; ``body``: its other Chinese
    characters."""

    start: int
    end: int
    text: str
    whole: bool
    ordinal: int
    style: str
    body: str

    @classmethod
    def of(cls, start: int, end: int, text: str, whole: bool) -> Line:
        """The line ``text``, taken to its parts."""
        return cls(start, end, text, whole, *_parts(text))


@lru_cache(maxsize=20_000)  # reports share their labels and many of their headings
def _parts(text: str) -> tuple[int, str, str]:
    number = NUMBER.match(text)
    if number is None:
        return 0, "", cjk(text)
    figure = number["n"]
    ordinal = ORDINALS.find(figure) + 1 or int(figure)
    bracketed = number["open"] or number["close"]
    style = "(" if bracketed else "c" if patterns.CHINESE_ORDINAL.match(figure) else "d"
    return ordinal, style, cjk(text[number.end() :])


@record(frozen=True, slots=True, eq=False)
class Squeezed:
    """A text without white space, and where in the view its characters stand."""

    text: str
    places: NDArray[np.intp]

    @classmethod
    @lru_cache(maxsize=1)  # headings and tables are looked for in the same text
    def of(cls, view: str) -> Squeezed:
        """``view`` without white space and bars, which part the halves of a head as well."""
        view = view.replace("|", " ")
        codes = np.frombuffer(view.encode("utf-32-le", "surrogatepass"), np.uint32)
        white = _WHITE[np.minimum(codes, len(_WHITE) - 1)]
        return cls("".join(view.split()), np.flatnonzero(~white))

    def place(self, at: int) -> int:
        """Where in the view the character ``at`` of ``text`` stands."""
        return int(self.places[at])


def lines(view: str) -> list[Line]:
    """Lines that may be a heading, and pairs of lines that a break may have cut one into."""
    short: list[Line] = []
    following = 0
    for text in view.replace("\t", "\n").split("\n"):
        start, following = following, following + len(text) + 1
        if text.isascii() or (words := (_known if len(text) <= _SHORT else _words)(text)) is None:
            continue
        left, body = words
        short.append(Line.of(start + left, start + left + len(body), body, True))
    joined = []
    for a, b in pairwise(short):
        if (
            a.ordinal
            and b.start - a.end < 24
            and not patterns.HAN.search(view, a.end, b.start)
            and not patterns.NEW_LINE.match(b.text)
        ):
            text = a.text + b.text
            if len(text) <= _LONGEST:
                joined.append(Line.of(a.start, b.end, text, True))
    return short + joined


def pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """The pattern of headings in a text without line breaks: a number, then one of ``spellings``."""
    ways = sorted({w for w in spellings if len(w) >= 2}, key=len, reverse=True)
    words = "|".join(map(re.escape, ways))
    number = rf"(?:[(（][{ORDINALS}1-9][)）][、.．]?|[{ORDINALS}1-9][、.．,，:：]|第[{ORDINALS}]部分[、:：]?)"
    return re.compile(rf"{number}(?:{words})" if ways else r"(?!)")


def _words(text: str) -> tuple[int, str] | None:
    """What may be a heading in the line ``text``, and where it begins; None where nothing is."""
    mark = patterns.MARKUP.match(text)
    left = mark.end() if mark else 0
    body = text[left:].rstrip(" *#|_")
    size = len(body)
    if size < 2 or size - body.count(" ") > _LONGEST or not patterns.HAN.search(body):
        return None
    return left, body


_known = lru_cache(maxsize=20_000)(_words)  # reports share their labels


def spelled(view: str, squeezed: Squeezed, headings: re.Pattern[str]) -> list[Line]:
    """Headings spelled out with their number in the middle of a line: all that is left without breaks.

    ``headings``: as ``pattern`` gives it.
    """
    found = []
    for match in headings.finditer(squeezed.text):
        start, end = squeezed.place(match.start()), squeezed.place(match.end() - 1) + 1
        line_start = view.rfind("\n", 0, start) + 1
        line_end = view.find("\n", end)
        behind = view[end : line_end if line_end >= 0 else len(view)]
        if view[line_start:start].strip() or behind.strip(" *#|_"):
            found.append(Line.of(start, end, match[0], False))
    return found
