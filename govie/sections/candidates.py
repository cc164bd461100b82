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

from govie.records import record
from govie.sections import patterns
from govie.sections.patterns import NUMBER, ORDINALS
from govie.text.characters import cjk

_LONGEST = 48
_SHORT = 64  # characters: longer lines are rarely repeated, and not kept
_WHITE = np.array(
    [chr(code).isspace() for code in range(0x3002)]
)  # no later character is white space


@record(frozen=True, slots=True)
class Line:
    """A candidate for a heading. ``start``, ``end``: its span in the view; ``whole``: whether it is a whole line, not
    a part of one; ``ordinal``: its number, or 0; ``style``: how the number is written; ``body``: the Chinese characters
    after the number."""

    start: int
    end: int
    text: str
    whole: bool
    ordinal: int
    style: str
    body: str

    @classmethod
    def of(cls, start: int, end: int, text: str, whole: bool) -> Line:
        """The line ``text``, parsed into number and body."""
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
    """A text without white space, and the view offset of each of its characters."""

    text: str
    places: NDArray[np.intp]

    @classmethod
    @lru_cache(maxsize=1)  # headings and tables are searched in the same text
    def of(cls, view: str) -> Squeezed:
        """``view`` without white space and bars, both of which can separate the halves of a header."""
        view = view.replace("|", " ")
        codes = np.frombuffer(view.encode("utf-32-le", "surrogatepass"), np.uint32)
        white = _WHITE[np.minimum(codes, len(_WHITE) - 1)]
        return cls("".join(view.split()), np.flatnonzero(~white))

    def place(self, at: int) -> int:
        """The view offset of the character ``at`` of ``text``."""
        return int(self.places[at])


def lines(view: str) -> list[Line]:
    """Lines that may be a heading, and pairs of lines that may be one heading with a line break in it."""
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
    """The part of the line ``text`` that may be a heading, after its offset; ``None`` where there is none."""
    mark = patterns.MARKUP.match(text)
    left = mark.end() if mark else 0
    body = text[left:].rstrip(" *#|_")
    size = len(body)
    if size < 2 or size - body.count(" ") > _LONGEST or not patterns.HAN.search(body):
        return None
    return left, body


_known = lru_cache(maxsize=20_000)(_words)  # reports share their labels


def spelled(view: str, squeezed: Squeezed, headings: re.Pattern[str]) -> list[Line]:
    """Headings with a number within a line, for texts without line breaks; ``headings``: the result of ``pattern``."""
    found = []
    for match in headings.finditer(squeezed.text):
        start, end = squeezed.place(match.start()), squeezed.place(match.end() - 1) + 1
        line_start = view.rfind("\n", 0, start) + 1
        line_end = view.find("\n", end)
        after = view[end : line_end if line_end >= 0 else len(view)]
        if view[line_start:start].strip() or after.strip(" *#|_"):
            found.append(Line.of(start, end, match[0], False))
    return found
