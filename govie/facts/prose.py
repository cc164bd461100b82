"""Splits the narrative into sentences, wherever a converter broke its lines.

Tables, page marks and white space are removed, except a tab between two numbers. Every character keeps its offset in
the view. Line ends are recorded, since some converters break lines within words and others only at the end of a
paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from govie.records import record
from govie.text import lines
from govie.text.source import Source

_STOP = re.compile(r"[。;!?]")
_ENDS = "。;!?:"
_LIST = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．,，]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、.．](?!\d)|[一二三四五六七八九十]是|[●■◆▪•])"
)
_WORD = re.compile(r"\S+")
_FIELDS = re.compile(r"\t+|\|")
_FIGURE = re.compile(r"\s*[+-]?\d[\d,.]*\s*")
_FIGURES = re.compile(r"(?:^|\s)(?:\d{2,}\s+\d+|\d+\s+\d{2,})(?=\s|$)")  # side by side
_CLAUSES = frozenset("，。;；、:：")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@record(frozen=True, slots=True)
class Sentence:
    """A sentence. ``text``: without white space; ``places``: the view offset of each character; ``breaks``: offsets in
    ``text`` at which a line began; ``first``: whether it is the first of its paragraph; ``heading``: the nearest
    sub-heading above; ``section``: the section's name, or "" before the first."""

    text: str
    places: tuple[int, ...]
    breaks: frozenset[int]
    first: bool
    heading: str
    section: str


def sentences(
    source: Source, tables: list[tuple[int, int]], sections: list[tuple[int, str]]
) -> list[Sentence]:
    """The sentences of ``source.view`` outside ``tables`` (spans of the view, in order).

    ``sections``: where each section starts, in order, and its name.
    """
    found: list[Sentence] = []
    heading = ""
    starts = [start for start, _ in sections]
    for text, places, breaks in _paragraphs(source, tables):
        at = 0
        for stop in [*(m.end() for m in _STOP.finditer(text)), len(text)]:
            if stop <= at:
                continue
            section = bisect_right(starts, places[at]) - 1
            sentence = Sentence(
                text[at:stop],
                places[at:stop],
                frozenset(
                    b - at for b in breaks[bisect_right(breaks, at) : bisect_left(breaks, stop)]
                ),
                at == 0,
                heading,
                sections[section][1] if section >= 0 else "",
            )
            found.append(sentence)
            if at == 0 and _LIST.match(sentence.text) and len(sentence.text) <= 40:
                heading = sentence.text
            at = stop
        if len(text) <= 30 and _LIST.match(text):
            heading = text
    return found


def _paragraphs(
    source: Source, tables: list[tuple[int, int]]
) -> list[tuple[str, tuple[int, ...], list[int]]]:
    view = source.view
    out: list[tuple[str, tuple[int, ...], list[int]]] = []
    chars: list[str] = []
    places: list[int] = []
    breaks: list[int] = []

    def close() -> None:
        if chars:
            out.append(("".join(chars), tuple(places), list(breaks)))
            chars.clear()
            places.clear()
            breaks.clear()

    for left, right in _outside(len(view), tables):
        offset, before = left, False
        for line in view[left:right].split("\n"):
            start, offset = offset, offset + len(line) + 1
            body = line.strip()
            if not body or lines.is_page_mark(line) or _is_row(line):
                continue
            alone, before = before, _FIGURE.fullmatch(body) is not None
            # a number on a line of its own does not continue on the next line
            apart = alone or before
            if chars and (chars[-1] in _ENDS or _LIST.match(body)):
                close()
            if chars:
                breaks.append(len(chars))
            for match in _WORD.finditer(line):
                word, at = match[0], range(start + match.start(), start + match.end())
                # Converters break numbers by spaces, and separate numbers by tabs.
                apart = apart or (at[0] > start and view[at[0] - 1] == "\t")
                if chars and chars[-1].isdigit() and word[0].isdigit() and apart:
                    chars.append("\t")
                    places.append(at[0] - 1)
                apart = False
                chars += word
                places += at
                comma = word.find(",")
                while comma >= 0:
                    chars[comma - len(word)] = _comma(source, at[comma])
                    comma = word.find(",", comma + 1)
        close()
    return out


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table: numbers in fields of their own, and no punctuation of clauses."""
    if not _CLAUSES.isdisjoint(line):
        return False
    fields = [f for f in _FIELDS.split(line) if f.strip()]
    return any(map(_FIGURE.fullmatch, fields[1:])) or _FIGURES.search(line) is not None


def _comma(source: Source, place: int) -> str:
    """The character for a comma: ``,`` between thousands, else the Chinese ``，``."""
    if not _THOUSANDS.match(source.view, place):
        return "，"
    full = source.raw[source.to_raw(place)] == "，"
    return "，" if full and source.raw[source.to_raw(place - 1)] <= "\uff00" else ","


def _outside(end: int, tables: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans = []
    at = 0
    for left, right in sorted(tables):
        if left > at:
            spans.append((at, left))
        at = max(at, right)
    if at < end:
        spans.append((at, end))
    return spans
