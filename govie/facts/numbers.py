"""Finds numbers in prose: their span, value, bound and measure word.

Every number that could be a count is a candidate; dates, document numbers, percentages and the like are excluded
by their form. The labeler decides whether a candidate is a count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from govie import toml
from govie.facts import patterns
from govie.records import record
from govie.text import numerals
from govie.values import Bound, Number

_LONGEST_TITLE = 40  # characters between a number and the marks 《》 around it
_MOST_BARE = 8  # digits without separator, scale or unit: longer ones are telephone numbers
_MOST_DIGITS = 15  # longer ones are identifiers or noise

_GOES_ON: dict[str, str] = toml.read("facts/words.toml")["goes_on"]


@record(frozen=True, slots=True)
class Count:
    """A number that may be a count. ``start``, ``stop`` (without the unit) and ``end`` (with it) are offsets in the
    text that was searched; ``chinese``: whether it is written in Chinese numerals."""

    start: int
    stop: int
    end: int
    value: Number
    unit: str | None
    bound: Bound
    chinese: bool = False


class Numbers:
    """Finds the numbers of a text; ``units`` are the measure words of the training data."""

    def __init__(self, units: Iterable[str]) -> None:
        known = sorted({u for u in units if u}, key=len, reverse=True)
        self.units = tuple(sorted(known))
        self._unit = re.compile(
            rf"(?P<unit>{'|'.join(map(_measure, known))})(?:\([条次件个篇期份人项]\))?"
            if known
            else r"(?!)"
        )

    def find(self, text: str) -> list[Count]:
        """The candidates of ``text``, in order; linear in its length."""
        found = []
        position = 0
        while first := patterns.NUMBER_START.search(text, position):
            match = patterns.NUMBER.match(text, first.start())
            position = match.end() if match else first.end()
            count = self._read(text, match) if match else None
            if count is not None:
                found.append(count)
                position = max(count.end, position)
        return found

    def _read(self, text: str, match: re.Match[str]) -> Count | None:
        start, stop = match.span()
        chinese = match["digits"] is None
        before = text[max(0, start - 6) : start]
        if (
            patterns.EXCLUDED_BEFORE.search(before)
            or patterns.EXCLUDED_AFTER.match(text, stop)
            or patterns.LIST_MARK.match(text, start)
        ):
            return None
        if _in_title(text, start) or (chinese and patterns.ADDENDS.match(text, stop)):
            return None
        if chinese and start and patterns.VAGUE.match(text, start - 1):
            return None
        if match["han"] == "一" and (
            patterns.ARTICLE_BEFORE.search(before) or patterns.ARTICLE_AFTER.match(text, stop)
        ):
            return None
        value = _chinese(match) if chinese else _arabic(match)
        if value is None:
            return None
        more = any(match[g] for g in ("mid", "more", "hanmid", "hanmore", "bare"))
        unit = self._unit.match(text, stop)
        if unit is None and (
            (chinese and not (match["hanscale"] or match["bare"] or _ends(match, text)))
            or patterns.HOTLINE.match(text, start)
            or (stop - start >= 5 and patterns.IDENTIFIER_BEFORE.search(before))
            or (len(match["digits"] or "") > _MOST_BARE and "," not in match["digits"])
        ):
            return None
        end = unit.end() if unit else stop
        name = unit["unit"] if unit else None
        over = more or (chinese and before.endswith("上"))
        bound: Bound = "over" if over else "exact"
        for bounded, ahead, following in patterns.BOUNDS:
            if ahead.search(before) or following.match(text, end):
                bound = bounded
                break
        return Count(start, stop, end, value, name, bound, chinese)


def _in_title(text: str, at: int) -> bool:
    """Whether the offset ``at`` is within the marks of a title: 《致居民的一封信》."""
    opened = text.rfind("《", max(0, at - _LONGEST_TITLE), at)
    if opened < 0 or text.find("》", opened, at) >= 0:
        return False
    return text.find("》", at, at + _LONGEST_TITLE) >= 0


def _ends(match: re.Match[str], text: str) -> bool:
    """Whether the number ends a clause: 三十余，."""
    return match["hanmore"] is not None and text[match.end() : match.end() + 1] in tuple("，。;、")


def _measure(unit: str) -> str:
    """The pattern of a measure word."""
    further = _GOES_ON.get(unit[-1])
    return re.escape(unit) + (f"(?![{further}])" if further else "")


def _arabic(match: re.Match[str]) -> Number | None:
    digits = match["digits"].replace(",", "")
    if len(digits) > _MOST_DIGITS:
        return None
    if len(digits) > 1 and digits[0] == "0" and not match["decimals"]:
        return None  # 031 is an identifier
    value: Number = float(digits + match["decimals"]) if match["decimals"] else int(digits)
    factor = 1
    for char in match["scale"] or "":
        factor *= numerals.TENS.get(char) or numerals.MYRIADS[char]
    value = numerals.scaled(value, factor)
    if match["then"]:  # 1万2千
        value += int(match["then"][0]) * numerals.TENS[match["then"][1]]
    return value


def _chinese(match: re.Match[str]) -> Number | None:
    if match["bare"]:
        return numerals.MYRIADS[match["bare"][0]]
    value = numerals.read_chinese(match["han"])
    if value is not None and match["hanscale"]:
        value *= numerals.MYRIADS[match["hanscale"]]
    return value
