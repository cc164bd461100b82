"""Finds numbers in prose: their span, value, bound and measure word.

Every number that could be a count is a candidate; dates, document numbers, percentages and the like are excluded
by their form. Whether a candidate is a count is the labeler's decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from govie import toml
from govie.records import record
from govie.text import numerals
from govie.values import Bound, Number

_NUMBER = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?P<decimals>\.\d+)?"
    r"(?P<mid>[余多来几])?(?P<scale>[百千]?[万亿]|[百千](?![分年]))?"
    r"(?P<then>(?<=[万千])[1-9][千百])?(?P<more>[余多来]|\+(?!\d))?"
    rf"|(?P<han>[{numerals.CHINESE}]+(?:[万亿][{numerals.CHINESE}]*)?)(?P<hanmid>[余多来](?=[万亿]))?(?P<hanscale>[万亿])?(?P<hanmore>[余多来](?![自源]))?"
    r"|(?P<bare>万[余多])"
)
_FIRST = re.compile(rf"[\d{numerals.CHINESE}万]")
"""What every number begins with: alone it is searched for in a fraction of the time."""
# 数十条, 几百次: these state no number.
_VAGUE = re.compile(r"[数几好](?=[十百千万拾佰仟])")
# What a number belongs to that no count can: its form alone says so.
_BEFORE = re.compile(r"(?:第|〔|\[|[^\d]\.|\d[-—–~/:·+]|[#№+@_-])$")
# Names that a number of five or more digits without a unit completes.
_CALLED = re.compile(
    r"(?:电话|热线|邮编|邮政编码|传真|编号|编码|号码|QQ|qq)[:为是]{0,2}$|[a-zA-Z]$"
)
_AFTER = re.compile(
    r"年(?!度?报告?[\d、，])|月(?!均)|[日号](?!均)|时[^限]|点(?![击赞位])|%|％|‰|[〕\]]|个?百分点|个?(?:工作日|自然日|小时|分钟|月|年|季度|星期|周)|百分|成(?=[^果立效])"
    r"|天|秒|倍|[a-zA-Z]|[-—–~/:]\d|[.·]\d|[.@][a-zA-Z]|\+\d|折|届|楼|室|路|街(?!道)|栋|弄|岁|度|米|平方|公里|亩|公顷|吨|\)"
)
# 12345, 12388: numbers to call, whatever stands after them but a unit.
_HOTLINE = re.compile(r"1[0-9]{4}(?=[^\d]{0,6}(?:热线|平台|专线|举报|服务)|[”\"])")
_LIST_MARK = re.compile(
    r"(?:^|(?<=[。;:，、!?)\n]))\(?\d{1,2}(?:[、)](?!\d+[条件个篇次期份项])|\.(?!\d))"
)
_LONGEST_TITLE = 40  # characters between a number and the marks of the title it is in
_MOST_BARE = 8  # digits without a separator, a scale or a unit: more are a telephone or a permit
_MOST_DIGITS = 15  # what is longer names something, or is noise
# 作为一项重要工作, 每一件: one of a kind, and no count of it.
_ARTICLE = re.compile(r"(?:作为|当作|当成|列为|成为|每|这|那|某|同|任何)$")
_ONE_OF_A_KIND = re.compile(
    r"[项件个种类](?:重要|重点|重大|系统|长期|基础|常态|经常|关键|严肃|中心|政治)"
)
# 三项合计: how many were added up.
_ADDED_UP = re.compile(r"[项类种者](?:信息|申请|数据)?(?:合计|共计|总计|相加)")
_UNDER = re.compile(r"(?:近|不足|不到|不超过|少于|低于|将近|接近)$")
_OVER = re.compile(r"(?:超过?|逾|突破|多于|高于|不少于|不低于|大于|累计超)$")
_ABOUT = re.compile(r"(?:约|大约|大概|约为|约有|约计|左右)$")
_ABOUT_AFTER = re.compile(r"(?:左右|上下)")
_OVER_AFTER = re.compile(r"(?:以上|有余|\+)")
_UNDER_AFTER = re.compile(r"(?:以内|以下)")

_GOES_ON: dict[str, str] = toml.read("facts/words.toml")["goes_on"]


@record(frozen=True, slots=True)
class Count:
    """A number that may count something; ``start``, ``end`` (with its unit) and ``stop`` (without it)
    are offsets in the stream of characters that was searched."""

    start: int
    stop: int
    end: int
    value: Number
    unit: str | None
    bound: Bound
    chinese: bool = False


class Numbers:
    """Finds the numbers of a stream; ``units`` are the measure words that training saw."""

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
        while first := _FIRST.search(text, position):
            match = _NUMBER.match(text, first.start())
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
        if _BEFORE.search(before) or _AFTER.match(text, stop) or _LIST_MARK.match(text, start):
            return None
        if _in_title(text, start) or (chinese and _ADDED_UP.match(text, stop)):
            return None
        if chinese and start and _VAGUE.match(text, start - 1):
            return None
        if match["han"] == "一" and (_ARTICLE.search(before) or _ONE_OF_A_KIND.match(text, stop)):
            return None
        value = _chinese(match) if chinese else _arabic(match)
        if value is None:
            return None
        more = any(match[g] for g in ("mid", "more", "hanmid", "hanmore", "bare"))
        unit = self._unit.match(text, stop)
        if unit is None and (
            (chinese and not (match["hanscale"] or match["bare"] or _ends(match, text)))
            or _HOTLINE.match(text, start)
            or (stop - start >= 5 and _CALLED.search(before))
            or (len(match["digits"] or "") > _MOST_BARE and "," not in match["digits"])
        ):
            return None
        end = unit.end() if unit else stop
        name = unit["unit"] if unit else None
        bound: Bound = "over" if more else "exact"
        if _UNDER.search(before) or _UNDER_AFTER.match(text, end):
            bound = "under"
        elif _ABOUT.search(before) or _ABOUT_AFTER.match(text, end):
            bound = "about"
        elif (
            _OVER.search(before)
            or (chinese and before.endswith("上"))
            or _OVER_AFTER.match(text, end)
        ):
            bound = "over"
        return Count(start, stop, end, value, name, bound, chinese)


def _in_title(text: str, at: int) -> bool:
    """Whether a title's marks are around: 《致居民的一封信》."""
    opened = text.rfind("《", max(0, at - _LONGEST_TITLE), at)
    if opened < 0 or text.find("》", opened, at) >= 0:
        return False
    return text.find("》", at, at + _LONGEST_TITLE) >= 0


def _ends(match: re.Match[str], text: str) -> bool:
    """Whether a clause ends with the number: 三十余，."""
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
        return None  # 031: a number that names, not one that counts
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
