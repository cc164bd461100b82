"""Rejoins numbers that a text breaks before or after a mark within them; ``_BREAKS`` lists the kinds of breaks.

A narrow column, or a converter, breaks a number at its thousands separator or decimal point. No cell begins with such
a mark, so a number broken before it is rejoined. After it another cell may begin, and the number of a label ends in a
point as well: there only amounts of money are rejoined, which alone have decimals.
"""

from __future__ import annotations

import re
from functools import partial

from govie.late import late
from govie.text import numerals

_INVISIBLE = "\u200b"
_SPACE = r"[^\S\n\r\t\f\v]"  # no tab, which parts cells, as many spaces do
_LINE_END = r"(?:\r?\n|<br[ ]?/?>)"
_GAP = rf"(?:{_SPACE}{{1,2}}|{_SPACE}{{0,2}}(?:{_LINE_END}{_SPACE}{{0,40}}){{1,3}})"
_SEPARATORS = r"\d.．,，、\"|;"
_UNIT = rf"[^\S\n\t]{{0,4}}{numerals.YUAN}"
_ENDS = rf"(?=[^\S\n]*(?:[|\t\n\"<]|$)|{_UNIT}|[^\S\n]+[^\s.．、,，%％\d])"
_FIRST = rf"(?:(?<=[^{_SEPARATORS}])|^)[1-9]\d{{0,2}}"
_OPEN_LINE = r"[ ]?\r?\n(?=[,，、]\d{3}(?![\d,;\"]|[ ]?[,，、]))"
_OPEN_MARK = r"[ ]{1,2}(?=[,，]\d{3}(?![\d,，;\"]|[ ]?[,，、]))"

# The pieces of a number before and after a break, the gap between them, and whether it has to be money. First what is
# found in a fraction of the time, because it begins with the mark: without it nothing is broken so.
_BREAKS: tuple[tuple[re.Pattern[str], re.Pattern[str], bool], ...] = (
    (  # 9 ,800
        re.compile(r"[,，、](?<=[ \n].)\d{3}"),
        late(rf"{_FIRST}(?P<gap>{_OPEN_LINE}|{_OPEN_MARK})", re.M),
        False,
    ),
    (
        re.compile(r"[.．](?<=[\s>].)\d"),
        late(rf"(?<![\d.．])\d{{1,9}}(?P<gap>{_GAP})(?=[.．]\d{{1,6}}(?![\d.．、+]))"),
        False,
    ),
    (
        re.compile(r"[,，](?<=\d.)(?:\s|<br)"),
        late(rf"{_FIRST}[,，](?P<gap>{_GAP})(?=\d{{3}}(?:[.．]\d{{1,6}})?{_ENDS})", re.M),
        True,
    ),
    (
        re.compile(r"[.．](?<=\d.)(?:\s|<br)"),
        late(rf"(?<![\d.．])\d{{1,9}}[.．](?P<gap>{_GAP})(?=\d{{1,6}}{_ENDS})"),
        True,
    ),
)
_NEAR_MARK = re.compile(r"[.．,，、](?:(?<=\s.)\d|(?<=\d[.．,，])(?:\s|<br))")
_LOOK_BACK = 120  # characters: an amount's label or head, and the cells between
_OF_MONEY = late(r"[费购额元][^\u3400-\u9fff]*$")  # the last words: …收费, …采购, …金额, 单位：万元
_IS_MONEY = re.compile(rf"\d+{_UNIT}")


def joined(text: str) -> str:
    """``text`` with invisible characters for the breaks within numbers; of the same length."""
    if not _NEAR_MARK.search(text):
        return text
    for mark, pattern, money in _BREAKS:
        if mark.search(text):
            text = pattern.sub(partial(_whole, money=money), text)
    return text


def _whole(match: re.Match[str], money: bool) -> str:
    """The pieces of a number joined."""
    if money and not _is_money(match):
        return match[0]
    start, end = match.start("gap") - match.start(), match.end("gap") - match.start()
    return match[0][:start] + _INVISIBLE * (end - start) + match[0][end:]


def _is_money(match: re.Match[str]) -> bool:
    """Whether the number is an amount of money, by its unit or by the words before it."""
    text, start = match.string, match.start()
    before = "".join(text[max(0, start - _LOOK_BACK) : start].split())
    return bool(_IS_MONEY.match(text, match.end()) or _OF_MONEY.search(before))
