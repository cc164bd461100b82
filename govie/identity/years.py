"""Finds the year reported on, from the title, the period stated or the prose; never the year of publication."""

from __future__ import annotations

import re
from collections import Counter

from govie.late import late

_CHINESE_DIGITS = str.maketrans("〇零○OＯo一二三四五六七八九", "000000123456789")
_ZERO = "[〇零○OＯo0]"
YEAR = (
    r"(?<!\d)(?P<year>2 ?0 ?[0-3] ?\d(?!\d)"
    rf"|[二2] ?{_ZERO} ?[〇零○OＯo0一二三] ?[〇零○OＯo0一二三四五六七八九])"
)
"""A pattern for a year in digits or in Chinese numerals, in flattened text."""

_FIRST = 2003  # of the first reports of a city; those of the whole country begin with 2008
_LAST = 2039
_BODY = 8_000  # characters of prose

# Some converters put a space and a line break around the digits of a line.
_OF_THE_YEAR = re.compile(rf"{YEAR}\s{{0,2}}(?:年\s{{0,2}}度?|度)")
_BARE = late(rf"{YEAR}(?=\s?(?:政府|政务|信息))")
_PERIOD = late(
    rf"(?:期限|时间|时限|统计|数据|自|从|起止|截至|截止|是)[^。\n]{{0,24}}?{YEAR}\s?年?\s?[.\-/]?\s?0?1\s?(?:月|[.\-/])\s?0?1(?!\d)"
)
# 22年政府信息公开年度报告
_SHORT = re.compile(r"(?<!\d)(?P<year>[0-3]\d) ?年(?: ?度)?(?=\s?(?:政府|政务|信息))")
_SPAN = late(
    rf"{YEAR}\s?年\s?0?1\s?月\s?0?1\s?日?\s?起?\s?[至到\-—~～]+\s?(?:\d{{4}}\s?年\s?)?12\s?月\s?31"
)
_UNTIL = late(rf"(?:截至|截止|至|到)[^。\n]{{0,8}}?{YEAR}\s?年\s?12\s?月\s?31")
_STATED = late(rf"(?P<before>.{{0,6}}){YEAR}\s{{0,2}}年(?P<after>.{{0,8}})", re.S)
# The context of dates of publication and of the years of other documents.
_DATED = re.compile(
    r"\s?\d{1,2}\s?月|\s?[一二三四五六七八九十]{1,2}月|度?(?:工作)?(?:要点|计划|规划)|修订|新修订"
)
_STAMPED = late(r"(?:发布|成文|公开|生成|更新|发文)?(?:日期|时间)\s?[:：|]?\s?$|[〔\[(（]$")
_ABOUT = re.compile(r"\s?度")


def number(print_: str) -> int | None:
    """The year that ``print_`` writes (``2020``, ``二〇二〇`` …); ``None`` where no report can be on it."""
    value = int(re.sub(r"\s", "", print_).translate(_CHINESE_DIGITS).replace("二", "2"))
    return value if _FIRST <= value <= _LAST else None


def in_title(title: str) -> int | None:
    """The year in a title; ``None`` without one."""
    for pattern in (_OF_THE_YEAR, _BARE, re.compile(YEAR)):
        if match := pattern.search(title):
            return number(match["year"])
    short = _SHORT.search(title)
    return number(f"20{short['year']}") if short else None


def in_text(view: str, first: int | None) -> int | None:
    """The year of a text whose title names none; ``first``: the offset of its first heading.

    It is the period of the statistics, if that is stated; else the most frequent year in the head and the first
    paragraph; else that in the whole text.
    """
    for pattern in (_PERIOD, _SPAN, _UNTIL):
        periods = Counter(n for m in pattern.finditer(view) if (n := number(m["year"])))
        if periods:
            return periods.most_common(1)[0][0]
    until = (first or 0) + 600
    for text in (view[:until], view[:_BODY], view):
        votes: Counter[int] = Counter()
        for match in _STATED.finditer(text):
            year = number(match["year"])
            if year is None or _DATED.match(match["after"]) or _STAMPED.search(match["before"]):
                continue
            votes[year] += 3 if _ABOUT.match(match["after"]) else 2
        if votes:
            best = max(votes.values())
            return min(year for year, n in votes.items() if n == best)
    return None
