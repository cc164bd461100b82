"""Rejoins numbers in texts of PDF files in which each run of glyphs, maybe a piece of a number, is a line.

The converter ends a line with a space where the next run stands further along the same line of the page. A line end
without a space either ends the line of the page, too, or breaks a word or a number.
"""

from __future__ import annotations

import re

from govie.late import late

_LEAST = 30  # lines that a space ends
_LEAST_NUMBERS = 12  # of them numbers: within a row all but the last end so
_SPACED = re.compile(r"^\d+[ ]$", re.M)
_APART = re.compile(r"\S[ ]+\S")
_INVISIBLE = "\u200b"
_BROKEN = late(
    r"(?:(?<=\n)[-+—–↓↑]\n)?\d+(?:(?:\n|\n?[.．,，、]\n?)\d+)*(?:\n[.．、](?=\n?[^\d\s]))?"
)
_BREAK = re.compile(r"\n")
_POINTS = (".", "．")
# What begins with a number of its own: a label, a date, a page's heading.
_NUMBERED = re.compile(
    r"\d{1,2}[ ]?\n?[.．、]\s{0,2}[^\d\s]"
    r"|(?:19|20)\d\d(?:[ ]?\n?年|\n?/|-\d)"
)
# Where each row has its number, whatever stands before a label.
_NUMBERED_TABLE = re.compile(r"[序编]\n?号")
_ROW = late(
    r"\d{1,2}[ ]?\n(?:[（(]\n?[一二三四五六七]\n?[)）]|\d\n?[.．、]|(?![第年月日件项个条宗次份元万亿百千])[\u4e00-\u9fff])"
)
_GROUPED = late(r"[,，、]\n?\d\n?\d\n?\d$")
_PAGE = re.compile(r"(?<=[^ ]\n)([-—–])[ ]?\n(\d{1,3})[ ]?\n[ ]?([-—–])(?=\n|$)")
_YEAR = re.compile(r"(?<=\n)(?:19|20)\d\d[ ]?\n(?=年)")
_PAGE_LINE = re.compile(r"(?<=\S)\n([1-9]\d?)(?=\n(?![.．、\d件项个条]))")
_LAST_PAGE = re.compile(r"[^/／]\n([1-9]\d?)\s{0,9}$")


def joined(text: str) -> str:
    """``text`` with invisible characters for the line ends within numbers, where lines are runs; of the same length."""
    ended = text.count(" \n")
    if ended < _LEAST or "\n\n" in text or "\t" in text or 10 * len(_APART.findall(text)) > ended:
        return text
    # A run begins with a glyph: where lines begin with spaces, too, cells are set off by them.
    if len(_SPACED.findall(text)) < _LEAST_NUMBERS or 10 * text.count("\n ") > ended:
        return text
    for whole in (_PAGE, _YEAR):
        text = whole.sub(lambda m: m[0].replace("\n", " "), text)
    pages, numbered = _pages(text), _NUMBERED_TABLE.search(text) is not None
    return _BROKEN.sub(lambda m: _whole(m, pages, numbered), text)


def _pages(text: str) -> set[int]:
    """Where the numbers of pages stand, if the last line of ``text`` is one: of all lines with a page's number the one
    about as far into the text as its page, and rather one that follows no digit."""
    last = _LAST_PAGE.search(text)
    if last is None:
        return set()
    pages: dict[int, list[tuple[bool, float, int]]] = {}
    for line in _PAGE_LINE.finditer(text, 0, last.start()):
        page, at = int(line[1]), line.start(1)
        due = last.start() * page / int(last[1])
        pages.setdefault(page, []).append((text[at - 2].isdecimal(), abs(at - due), at))
    return {min(lines)[2] for page, lines in pages.items() if page < int(last[1])}


def _whole(match: re.Match[str], pages: set[int], numbered: bool) -> str:
    """The pieces of a number joined, but for what begins with a number of its own; ``pages``: where the numbers of
    pages stand; ``numbered``: whether rows have numbers."""
    text, start = match.string, match.start()
    parts: list[str] = []
    first = last = start  # of the number, and of its last piece
    for line_end in _BREAK.finditer(text, *match.span()):
        at = line_end.start()
        after = text[at + 1]
        kept = (
            (text[first:at] == "0" and after not in _POINTS)
            or not pages.isdisjoint((last, at + 1))
            or _NUMBERED.match(text, at + 1)
            or (numbered and _ROW.match(text, at + 1))
            or (after.isdecimal() and _GROUPED.search(text, first, at))
        )
        parts += [text[last:at], "\n" if kept else _INVISIBLE]
        last = at + 1
        first = last if kept else first
    return "".join([*parts, text[last : match.end()]])
