"""Places that may be a section's heading: short lines, lines that a break cut in two, and, where line
breaks are gone, places that spell a heading out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from govie.headers import cjk

ORDINALS = "一二三四五六七八九"
NUMBER = re.compile(
    r"(?P<open>[（(])?\s*(?:第\s*)?(?P<n>[一二三四五六七八九]|[1-9])\s*(?P<close>[）)])?\s*(?:部分)?\s*[、.．,，:：·]?\s*"
)
_MARKUP = re.compile(r"[\s#*_>|=~`•·●■◆【】\[\]<>/a-zA-Z-]*")
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate: ``start``, ``end`` in the view; ``whole``: a line of its own, not a place in a longer
    one."""

    start: int
    end: int
    text: str
    whole: bool


def squeeze(view: str) -> tuple[str, list[int]]:
    """``view`` without white space, and where each character stood."""
    places = [m.start() for m in re.finditer(r"\S", view)]
    return "".join(view.split()), places


def lines(view: str) -> list[Line]:
    """Lines that may be a heading, and pairs of lines that a break may have cut one into."""
    short: list[Line] = []
    for match in re.finditer(r"[^\n\t]+", view):
        text = match[0]
        mark = _MARKUP.match(text)
        left = mark.end() if mark else 0
        body = text[left:].rstrip(" *#|_")
        if not len(body) >= 2 or len(body.replace(" ", "")) > _LONGEST or not cjk(body):
            continue
        start = match.start() + left
        short.append(Line(start, start + len(body), body, True))
    joined = []
    for a, b in pairwise(short):
        between = view[a.end : b.start]
        if (
            NUMBER.match(a.text)
            and len(between) < 24
            and not cjk(between)
            and not re.match(r"\s*[（(\d一二三四五六]", b.text)
        ):
            text = a.text + b.text
            if len(text) <= _LONGEST:
                joined.append(Line(a.start, b.end, text, True))
    return short + joined


def pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """What finds headings in a text without lines: a number and one of ``spellings`` behind it."""
    ways = sorted({w for w in spellings if len(w) >= 2}, key=len, reverse=True)
    words = "|".join(map(re.escape, ways))
    number = rf"(?:[(（][{ORDINALS}1-9][)）][、.．]?|[{ORDINALS}1-9][、.．,，:：]|第[{ORDINALS}]部分[、:：]?)"
    return re.compile(rf"{number}(?:{words})" if ways else r"(?!)")


def spelled(view: str, squeezed: str, places: list[int], headings: re.Pattern[str]) -> list[Line]:
    """Headings spelled out with their number in the middle of a line: all that is left without breaks.

    ``squeezed``, ``places``: as ``squeeze`` gives them; ``headings``: as ``pattern`` does.
    """
    found = []
    for match in headings.finditer(squeezed):
        start, end = places[match.start()], places[match.end() - 1] + 1
        line_start = view.rfind("\n", 0, start) + 1
        line_end = view.find("\n", end)
        behind = view[end : line_end if line_end >= 0 else len(view)]
        if view[line_start:start].strip() or behind.strip(" *#|_"):
            found.append(Line(start, end, match[0], False))
    return found
