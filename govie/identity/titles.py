"""Finds the title of a report: the line on which it names itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govie.identity.agencies import Agency, Windows
from govie.identity.candidates import KIND, Flat
from govie.identity.years import YEAR
from govie.late import late

_LONGEST = 70
_MARKS = re.compile(r"[。;；，“”]|,(?!\d)|根据|按照|条例|要求")
# The beginning of a line that is no part of the title on it.
_LABEL = re.compile(r".*[:：|>》\t→»]|^附件\d?|^[\W_]+")
_YEAR_AFTER = re.compile(rf"[ \n]?[(（] ?{YEAR}\s{{0,2}}年?\s{{0,2}}度?\s{{0,2}}[)）]")
_BEFORE_NAME = re.compile(rf"(?:{YEAR} ?年?度?)?[ \n]?(?:关于)?\Z")
_OWN_YEAR = re.compile(rf"{YEAR} ?(?:年 ?度?|度)?")
# Words that name no agency where they stand alone before the words of the title.
_NO_NAME = re.compile(r"人民政府|办事处|关于|管理委员会")
_NAME_LINE = late(r"[\u4e00-\u9fff ()（）0-9〇○]+")
# Words after those of a title in documents about reports: 年度报告有关事项的通知, 年度报告格式.
_OF_REPORTS = re.compile(r"[ \n]?的?(?:(?:编制|编写|报送|有关|相关|等)(?!说明)|格式|工作有关)")
# Words of a page around the report: a line with one of them is no name.
_OF_THE_PAGE = re.compile(r"索引|来源|时间|日期|首页|字号|字体|打印|公开|发布")
_ABOUT = 16  # characters between the name and the words of the title: 关于2020年度
_TOO_LONG_ABOVE = 30


@dataclass(frozen=True, slots=True)
class Title:
    """A title without white space, and its span in the view."""

    text: str
    start: int
    end: int


def find(windows: Windows, agency: Agency | None) -> Title | None:
    """The best title in the head: one that names the agency, then one with a year, then one that ends its line; the
    first of equals."""
    best: tuple[float, Title] | None = None
    for _, flat in windows:
        ends = [0]
        for match in KIND.finditer(flat.text):
            found = _title(flat, match.start(), match.end(), agency, ends[-1])
            ends.append(match.end())
            if found is None:
                continue
            score, title = found
            if best is None or score > best[0]:
                best = (score, title)
    return best[1] if best is not None else None


def _title(
    flat: Flat, at: int, end: int, agency: Agency | None, last: int
) -> tuple[float, Title] | None:
    text = flat.text
    if _OF_REPORTS.match(text, end):
        return None
    start = max(text.rfind("\n", 0, at) + 1, last)
    if (label := _LABEL.match(text[start:at])) is not None:
        start += label.end()
    if _names_nothing(text[start:at]) and start > last:
        start = _line_above(text, start, last)
    if after := _YEAR_AFTER.match(text, end):
        end = after.end()
    name = agency.name if agency is not None else None
    named = _named(text, last, at, name) if name else None
    if named is not None and (named < start or at - start > len(name or "") + 16):
        # the name began on the line above, or navigation precedes it where line breaks are lost
        start = named
    own = "".join(text[start:at].split())
    if not own and ">" in text[text.rfind("\n", 0, at) + 1 : at]:
        return None  # a breadcrumb's end
    place = own.find(name) if name else -1
    words = text[start:end]
    if _MARKS.search(words) or len(words) > _LONGEST:
        return None
    quoted = words.rfind("《") + 1
    if "》" not in words[quoted:]:
        start += quoted
    while start < end and text[start] in " \n-—_#*":
        start += 1
    rest = text[end : end + 40].split("\n")[0].strip(" )）】》>|#*_")
    score = 2.0 * (place >= 0) + bool(re.search(YEAR, text[start:end])) + (not rest)
    title = Title("".join(text[start:end].split()), flat.place(start), flat.place(end - 1) + 1)
    return score, title


def _names_nothing(own: str) -> bool:
    bare = "".join(_OWN_YEAR.sub("", own).split())
    return not bare or _NO_NAME.match(bare) is not None


def _line_above(text: str, start: int, last: int) -> int:
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    words = text[above : start - 1]
    if (
        above >= last
        and 0 < len(words) <= _TOO_LONG_ABOVE
        and _NAME_LINE.fullmatch(words)
        and not _OF_THE_PAGE.search(words)
    ):
        return above
    return start


def _named(text: str, last: int, at: int, name: str) -> int | None:
    """The start of the name, with its year, right before the words of the title at ``at``; ``None`` without one."""
    loose = re.compile(r"\s?".join(map(re.escape, name)))
    places = [
        m for m in loose.finditer(text, max(last, at - _LONGEST), at) if at - m.end() <= _ABOUT
    ]
    if not places:
        return None
    begin = places[-1].start()
    if re.search(YEAR, text[places[-1].end() : at]):
        return begin  # the title has another year after the name
    before = _BEFORE_NAME.search(text, last, begin)
    return before.start() if before else begin
