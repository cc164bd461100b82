"""Parses numbers as the cells of a table print them, and Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from govie.late import late
from govie.values import Number

THOUSANDS = r"\d{1,3}(?:,\d{3})+"
"""A pattern of the digits of a number with a mark for thousands."""
YUAN = "[百千]?[万亿]?[元圆]"
"""A pattern of the units of money."""

# A number as a cell prints it: sign, digits with or without thousands separators, decimals, unit.
FIGURE = late(
    r"(?P<sign>[+-])?[ ]?(?P<digits>\d{1,3}(?:,[ ]?\d{3})+(?!\d)|\d+)(?P<decimals>\.\d+)?"
    r"(?:[ \n\t]{0,2}(?P<unit>[万亿]?(?:元|圆)|[万亿](?=[^一-龥]|$)|[件项个条宗次份起部](?=[^一-龥]|$)))?"
)

# Numbers that ran together, which their thousands separators show: 3,8241,101.
_GLUED = re.compile(r"\d+(?:,\d{3,})+(?![\d.])")
_WELL_FORMED = re.compile(THOUSANDS)

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_DIGITS |= {c: n for n, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}  # as bills write them
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
CHINESE = "".join((*_DIGITS, *TENS))
"""The characters of Chinese numerals below 万."""

# What OCR makes of a digit that stands alone in its cell. Only whole tokens made of these and of
# digits are read so: inside words the same letters are letters.
LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("OoUuDQ〇○口ロ", "0"),
        **dict.fromkeys("lI|i!丨", "1"),
        **dict.fromkeys("Zz", "2"),
        **dict.fromkeys("Ss", "5"),
        "B": "8",
        "q": "9",
        "b": "6",
    }
)
DAMAGED = re.compile(r"[+-]?[0-9OoUuDQ〇○口ロlI|i!丨ZzSsBqb]{1,7}(?:\.[0-9OoUuDQlIZzSsBqb]{1,2})?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed: ``value`` in the unit it is printed in, ``scale`` of 万 or 亿, ``unit`` as printed."""

    value: Number
    scale: int = 1
    unit: str | None = None


def read(match: re.Match[str]) -> Figure:
    """The number that a match of ``FIGURE`` prints."""
    digits = match["digits"].replace(",", "").replace(" ", "")
    value: Number = float(digits + match["decimals"]) if match["decimals"] else int(digits)
    if match["sign"] == "-":
        value = -value
    unit = match["unit"]
    return Figure(value, MYRIADS.get(unit[0], 1) if unit else 1, unit)


def glued(text: str, at: int) -> re.Match[str] | None:
    """Numbers that ran together at ``at``, where their thousands separators show it."""
    match = _GLUED.match(text, at)
    return None if match is None or _WELL_FORMED.fullmatch(match[0]) else match


@lru_cache(maxsize=4096, typed=True)
def scaled(value: Number, factor: int) -> Number:
    """``value * factor``, int where it is one: 2192.63 * 10000 is 21926300, not 21926300.000000004."""
    product = Decimal(str(value)) * factor
    return int(product) if product == product.to_integral_value() else float(product)


def repair(text: str) -> Number | None:
    """The number that a token of digits and look-alikes most likely stood for (``lO`` is 10), or None."""
    digits = text.translate(LOOKALIKES)
    if re.fullmatch(r"[+-]?\d+\.\d+", digits):
        return float(digits)
    return int(digits) if re.fullmatch(r"[+-]?\d+", digits) else None


def read_chinese(text: str) -> int | None:
    """The integer that Chinese numerals write: ``十四万`` is 140000, ``一百零五`` 105, ``二〇`` None."""
    total = section = digit = 0
    seen = False
    for char in text:
        if char in _DIGITS:
            if seen and char not in "零〇" and digit:
                return None  # digit by digit: a year or a name, no count
            digit, seen = _DIGITS[char], True
        elif char in TENS:
            section += (digit if seen and digit else 1) * TENS[char]
            digit, seen = 0, True
        else:
            total += (section + digit or 1) * MYRIADS[char]
            section = digit = 0
            seen = True
    # 一百二: the tens are left out
    return total + section + digit if seen or section else None
