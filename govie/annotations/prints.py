"""Parses the number that a span of text prints, for the validation of annotations.

This is deliberately not the parser of ``govie.facts`` or ``govie.tables``: annotations are validated
independently of the code that they train and measure.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from govie import toml
from govie.text.numerals import MYRIADS, scaled
from govie.text.source import Source
from govie.values import Number

_MARKUP = frozenset("\\*#_|")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_FACTORS = _TENS | MYRIADS
_HAN = "".join(_DIGITS) + "".join(_TENS)
_MORE = "余多来几"

_COUNT = re.compile(
    rf"(?:(?P<digits>\d[\d,，]*(?:\.\d+)?)|(?P<han>[{_HAN}]+(?:[万亿][{_HAN}]*)*)|(?P<bare>[百千万亿]))"
    rf"(?P<more>[{_MORE}])?(?P<scale>[百千]?[万亿]|[百千])?(?P<more2>[{_MORE}+])?(?P<unit>.*)"
)
_NOTHING = frozenset(("", "–", *toml.read(toml.STATUTE)["words"]["nothing"]))
# Signs of 本年增/减 as agencies print them: 减3, ↓4, △4, (4), 4-.
_MINUS = frozenset(("-", "—", "–", "↓", "△", "负", "减", "减少", "("))
_CELL = re.compile(
    r"(?P<sign>[-+—–↑↓△负(]|增加?|减少?)?(?P<number>\d[\d,，'’٬、]*(?:\.\d+)?)(?P<after>[-)](?!\d))?"
    r"(?P<scale>[百千]?万|[百千亿](?=元)|亿)?(?P<unit>[^\d+-]{0,3})"
)
_BOUNDS = (
    ("under", re.compile(r"(?:近|不足|不到|不超过|少于|低于|接近)$"), re.compile(r"以内|以下")),
    ("about", re.compile(r"(?:约|大约|大概|约为|约有|约计)$"), re.compile(r"左右|上下")),
    (
        "over",
        re.compile(r"(?:超过?|逾|突破|多于|高于|不少于|不低于|大于)$"),
        re.compile("以上|有余"),
    ),
)


@dataclass(frozen=True, slots=True)
class Count:
    """A printed count: its value (money in yuan), measure word and bound."""

    value: Number
    unit: str | None
    bound: str


@lru_cache(maxsize=65536)
def _key(char: str) -> str:
    # Cc and Cf: the control characters and zero-width ones that editors and converters leave.
    if char in _MARKUP or char.isspace() or unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    return unicodedata.normalize("NFKC", char)


def squeeze(stretch: str) -> str:
    """The span in compatibility form (NFKC), without white space, markup and invisible characters."""
    return "".join(map(_key, stretch)).replace("−", "-")


def alike(printed: str, words: str) -> bool:
    """Whether a span prints these words, but for a few characters that a converter changed."""
    printed, wanted = squeeze(Source.of(printed).view), squeeze(Source.of(words).view)
    # Converters replace characters (radicals, quotation marks) more often than they drop them.
    least = 0.6 if len(printed) == len(wanted) else 0.85
    return printed == wanted or SequenceMatcher(None, printed, wanted).ratio() >= least


def words(stretch: str) -> str:
    """The span in the spelling of items: without white space, markup and invisible characters."""
    return "".join(char for char in stretch if _key(char))


def blank(stretch: str) -> bool:
    """Whether the span prints an empty cell: nothing, a dash, a slash, 无, ``NaN``."""
    return squeeze(stretch) in _NOTHING


def count(text: str, start: int, end: int) -> Count | None:
    """The count that ``text[start:end]`` prints, number and measure word, or ``None`` if it prints none.

    The bound also depends on the words before and after: ``约``, ``左右``.
    """
    match = _COUNT.fullmatch(squeeze(text[start:end]))
    if match is None:
        return None
    value = _worth(match)
    if value is None:
        return None
    unit = match["unit"]
    # 26条(次): the bracket is no part of the measure word
    unit = unit.partition("(")[0] if unit.endswith(")") else unit
    before, after = squeeze(text[max(0, start - 8) : start]), squeeze(text[end : end + 4])
    bound = "over" if match["more"] or match["more2"] else "exact"
    for name, ahead, following in _BOUNDS:
        if ahead.search(before) or following.match(after):
            bound = name
            break
    return Count(value, unit or None, bound)


def _worth(match: re.Match[str]) -> Number | None:
    if match["digits"]:
        value: Number | None = _number(match["digits"])
    elif match["bare"]:
        value = _FACTORS[match["bare"]]
    else:
        value = chinese(match["han"])
    for char in match["scale"] or "":
        value = None if value is None else scaled(value, _FACTORS[char])
    return value


def cell(text: str, start: int, end: int, *, money: bool) -> Number | None:
    """The number that ``text[start:end]`` prints as a cell, or ``None``; money without a unit is in 万元.

    ``2192.63万元`` is 21926300; ``+87`` is 87. ``prints_cell`` accepts other units where none is printed.
    """
    values = _cell(text[start:end], money)
    return values[0] if values else None


def prints_cell(text: str, start: int, end: int, value: Number, *, money: bool) -> bool:
    """Whether ``text[start:end]`` prints ``value`` as a cell of the form."""
    return any(same(value, v) for v in _cell(text[start:end], money))


def _cell(stretch: str, money: bool) -> list[Number]:
    match = _CELL.fullmatch(squeeze(stretch))
    if match is None:
        return []
    value = _number(match["number"])
    if match["sign"] in _MINUS or match["after"]:
        value = -value
    if match["scale"]:
        return [scaled(value, math.prod(_FACTORS[char] for char in match["scale"]))]
    # a printed 元 holds; without it an agency may have put any unit into the column's header
    factors = (10_000, 1, 100, 1000, 1_000_000, 100_000_000)
    return [scaled(value, f) for f in factors] if money and not match["unit"] else [value]


def cuts_number(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` begins or ends within a run of digits."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isdigit() and text[start].isdigit()) or (
        after.isdigit() and text[end - 1].isdigit()
    )


def same(a: Number, b: Number) -> bool:
    """Whether two numbers are equal up to floating-point error."""
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-9)


def _number(digits: str) -> Number:
    plain = re.sub(r"[,，'’٬、]", "", digits)
    return int(plain) if plain.isdecimal() else scaled(float(plain), 1)


def chinese(text: str) -> int | None:
    """The integer that Chinese numerals write (``一百零五``: 105); ``None`` for digits that name a year (``二〇二〇``)."""
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (1 if digit is None else digit or 1) * _TENS[char]
            digit = None
        elif char in MYRIADS:
            total = (total + section + (digit or 0)) * MYRIADS[char]
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)
