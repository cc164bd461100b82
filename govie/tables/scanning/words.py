"""Tokenizes a word in which nothing separates label and numbers.

Where nothing separates cells, ``1.属于国家秘密0001.`` is a label, three zeros and the number of the next
label. A piece is a value by its print alone; the decoder finds which row it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from govie.late import late
from govie.tables.prints import DASHES, NOTHING_WORDS, SLASHES, YUAN_SIGNS, Kind, Print, read
from govie.text import lines, numerals

Piece = tuple[Print | None, int, int]
"""What a piece prints (None: part of a label), and its offsets in the word."""

_CJK = "\u3400-\u9fff"
_LONGEST = 40  # characters of a number, or of numbers that ran together: nothing longer is a count
# Numbers that belong to words, never to a cell.
_WORDED = re.compile(
    rf"第\s?\d+\s?[条款项号页行列]|(?<=单位:)\s?\d+(?=[百千万亿]*元)|(?<=附[件表注])\s?\d+(?![-/.\d])|(?<=(?<![{_CJK}])[表图])\s?\d{{1,2}}(?![-/.\d])|[(（]\s?\d{{1,2}}\s?[)）]|〔\d+〕|\[\d{{4}}\]|\d+\s?(?:年|月|日|号|时|%|％|‰)"
    rf"|(?<=[{_CJK}])\d{{1,2}}(?=:\s?(?:[(（{_CJK}]|$))|(?:19|20)\d\d\s+年|(?<=[A-Za-z])\d+(?![\d.,])|(?<!\d)(?:19|20)\d\d([-/.])[01]\d\1[0-3]\d(?!\d)"
    rf"|(?<![\d.,])\d{{1,2}}\s?[.、．,](?=\s*[\"“”{_CJK}])|(?<![\d.,])[1-9][.、．](?=\s|$)"
)
# A label and a number whose characters a converter printed in turn: nobody knows the number.
_INTERLEAVED = re.compile(rf"(?:[{_CJK}]\d){{3}}")
_LIST_TAIL = late(rf"[.、．]\s*[\"“”{_CJK}]")
_NOTHING = re.compile(rf"[{DASHES}{SLASHES}]{{1,4}}|{NOTHING_WORDS}")
# Beside a number or another of its kind: a word's 无 has other words after it, the stroke of 增/减 on both sides.
_GLUED_NOTHING = re.compile(
    r"无(?=[\d+-]|无)|(?<=[\d无])无(?![法正])|[/—―](?=[\d+/—―-])|(?<=[\d/—―])[/—―]|-(?=-)|(?<=[\d-])-(?!\d)"
)
WORDS_AFTER_NOTHING = re.compile("正|法(?!律)")
"""With what the form's words go on after 无: 无正当理由, 无法提供."""
_DATED = re.compile(r"\d+([/—―-])\d+(?:\1\d+)?")  # a page of several, a date, a span of years
_UNIT_IN_BRACKETS = late(rf" ?[(（] ?[百千万亿萬]{{0,2}}[{YUAN_SIGNS}] ?[)）]")
_FOOTNOTE = re.compile(r"[①-⑳*※†]+")
# A sign after one of these is a number's.
_OPENS_NUMBER = re.compile(rf"[:：'\"“‘()（），,[*_{_CJK}][+-]\d")
_WORD = re.compile(r"[^\s\d+|(（〔无/—―-]+|[无/—―+|(（〔-]")


@lru_cache(maxsize=20_000)
def pieces(word: str) -> tuple[Piece, ...]:
    """The pieces of ``word``, in order."""
    return tuple(_pieces(word))


def _pieces(text: str) -> Iterator[Piece]:
    """The pieces of a word, one after the other."""
    if _INTERLEAVED.search(text):
        yield None, 0, len(text)
        return
    at = checked = 0
    while at < len(text):
        if at >= checked:
            checked = text.find("。", at) + 1 or len(text)
            if lines.is_prose(text[at:checked]) and not lines.holds_row(text[at:checked]):
                at = checked
                continue
        if text[at].isspace():
            at += 1
            continue
        piece = _figure(text, at) or _mark(text, at) or _label(text, at)
        if piece[0] is not None and piece[0].kind is Kind.NOTHING and _DATED.fullmatch(text):
            piece = None, piece[1], piece[2]
        yield piece
        at = piece[2]
        if piece[0] is not None and piece[0].kind is Kind.NUMBER:
            if note := _FOOTNOTE.match(text, at):
                at = note.end()
            at = lines.remark(text, at) or at


def _number(kind: Kind, start: int, end: int, figure: numerals.Figure | None) -> Print:
    """What a number or a mark of ``end - start`` characters prints."""
    if figure is None:
        return Print(kind, 0, end - start, sure=False)
    return Print(kind, 0, end - start, figure.value, figure.scale, figure.unit, kind is Kind.NUMBER)


def _figure(text: str, at: int) -> Piece | None:
    """The number that begins at ``at``, if one does that belongs to no word."""
    first = text[at]
    if not (first.isdecimal() or first in "+-") or _WORDED.match(text, at):
        return None
    glued = numerals.glued(text, at)
    if glued and len(glued[0]) <= _LONGEST:  # 1,42316: two numbers or more
        return _number(Kind.DAMAGED, at, glued.end(), None), at, glued.end()
    match = numerals.FIGURE.match(text, at)
    if not match or (first == "-" and text[at + 1 : at + 2] == " "):
        return None  # two cells, or the sign of one
    if len(match["digits"]) > _LONGEST:
        return None, at, match.end("digits")
    if len(match["digits"]) > 1 and match["digits"][0] == "0" and not match["decimals"]:
        # Nobody prints a leading zero: the separator after it is lost.
        match = numerals.FIGURE.match(text[: match.start("digits") + 1], at)
        assert match is not None
        return _number(Kind.NUMBER, at, match.end(), numerals.read(match)), at, match.end()
    end = match.end()
    if match["unit"] is None and match["decimals"] is None and _LIST_TAIL.match(text, end):
        # 0001.属于国家秘密: the last digit numbers the label, and only the others are values.
        if end - match.start("digits") == 1:
            return None
        end -= 1
        match = numerals.FIGURE.match(text[:end], at)
        assert match is not None
    if match["unit"] is None and (unit := _UNIT_IN_BRACKETS.match(text, end)):
        amount = read(text[at : unit.end()], True)
        if amount is not None:
            return amount, at, unit.end()
    if text[end : end + 1] == "]" and text.find("[", 0, at) < 0:
        return _number(Kind.DAMAGED, at, end, numerals.read(match)), at, end  # 53] may be 531
    if _is_damaged(text, at, end):
        return None  # 1O: one damaged number, not 1 and a word
    return _number(Kind.NUMBER, at, end, numerals.read(match)), at, end


def _is_damaged(text: str, at: int, end: int) -> bool:
    """Whether the number before ``end`` goes on in characters that OCR makes of digits."""
    stop = end
    while stop < min(len(text), at + _LONGEST) and not text[stop].isspace():
        stop += 1
    damaged = stop > end and _isolated(text, at, stop)
    return damaged and numerals.DAMAGED.fullmatch(text, at, stop) is not None


def _isolated(text: str, start: int, end: int) -> bool:
    """Whether white space, or the end of the text, stands on either side."""
    return (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())


def _mark(text: str, at: int) -> Piece | None:
    """A mark for nothing, or a number that OCR damaged; both stand alone between white space."""
    if match := _GLUED_NOTHING.match(text, at):
        return _number(Kind.NOTHING, at, match.end(), None), at, match.end()
    match = _NOTHING.match(text, at)
    if match and _isolated(text, at, match.end()):
        return _number(Kind.NOTHING, at, match.end(), None), at, match.end()
    match = numerals.DAMAGED.match(text, at)
    if match and _isolated(text, at, match.end()):
        value = numerals.repair(match[0])
        if value is not None:
            return _number(Kind.DAMAGED, at, match.end(), numerals.Figure(value)), at, match.end()
    return None


def _label(text: str, at: int) -> Piece:
    """Words up to the next number; numbers that belong to the words stay in them."""
    end = at
    while end < len(text):
        if end > at and _OPENS_NUMBER.match(text, end - 1):
            break
        match = _WORDED.match(text, end) or _WORD.match(text, end)
        if match is None or (end > at and _GLUED_NOTHING.match(text, end)):
            break
        end = match.end()
    return None, at, max(end, at + 1)


__all__ = ["WORDS_AFTER_NOTHING", "Piece", "pieces"]
