"""The baseline for the narrative: regular expressions for numbers and nouns, keywords for topics."""

from __future__ import annotations

import re
from typing import Any

from govie import toml
from govie.text.numerals import MYRIADS
from govie.values import Number

_UNITS = "平方米|万元|亿元|人次|批次|场次|条次|余?[条件次篇期场个人份项起宗名家册本辆块处类批部张则户通封元字台幅套版例]"
_COUNT = re.compile(
    rf"(?<![\d.〔\[第－—-])(?P<number>\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d+(?:\.\d+)?)\s{{0,4}}(?P<scale>万|亿)?\s{{0,4}}"
    rf"(?P<more>余|多|\+)?\s{{0,4}}(?P<unit>{_UNITS})(?P<above>以上|左右)?(?![\d月日])"
)
_TOPIC = [(topic, re.compile(words)) for topic, words in toml.read("bench/keywords.toml").items()]
_CHANNEL = re.compile(
    r"(?:在|通过|利用|依托|借助)?(?P<name>[^，。；：、（）()\s\d通过在利用依托其中]{0,9}"
    r"(?:网站|公众号|服务号|微博|微信|公报|公示栏|公开栏|公告栏|客户端|新媒体|抖音|广播|电视|报纸|信息公开平台|显示屏|门户网))"
)
_STOPS = re.compile(r"[，。；：:、！？;（）()\n]|(?<!\d),")
_SENTENCE = re.compile(r"[。！？\n]")
# Words before the noun that are no part of it, such as verbs of disclosing and receiving.
_LEAD = re.compile(
    r"^.*(?:主动公开|公开发布|公布|发布|公开(?!申请|指南|事项|目录|工作|栏|件|政府信息\d*$)|推送|收到|受理|接收|办理|制作|制定|印发|"
    r"召开|举办|开展|组织|回应|收集|征集|报送|更新|配备|设立|开设|编发|刊发|其中|包括|共计|累计|全年|分别|通过|共|各类|了|达到?)(?=.)"
)
_TAIL = re.compile(
    r"(?:共计|总计|合计|累计|共有?|约|近|超过?|达到?|为|有|数量?|各|信息数|仅|已|：|:){1,9}$"
)
_AFTER = re.compile(r"\s*([^，。；：:、！？（）()\s\d,;]{2,14})")
_VERB = re.compile(r"(?:到|理|布|开|办|展|织|了|作|发|共|年|有)$")
_PART = re.compile(r"其中|包括")
_BREAK = re.compile(r"\s{0,40}\n\s*")
_BEFORE = {"约": "about", "近": "under", "超": "over", "逾": "over"}


def counts(text: str) -> list[dict[str, Any]]:
    """A fact for each number with a measure word; topic, item, channel and bound are taken from its clause."""
    facts: list[dict[str, Any]] = []
    total: int | None = None
    sentence = 0
    for match in _COUNT.finditer(text):
        start, end = match.span()
        if _SENTENCE.search(_BREAK.sub("", text[sentence:start])):
            total = None
        sentence = start
        clause = _clause(text, start)
        before = re.sub(r"\s+", "", clause)
        channel = _CHANNEL.search(before)
        lead = re.sub(r"\s+", "", text[max(0, start - 30) : start])
        part = _PART.search(lead) or total is not None
        if part and facts and total is None:
            total = len(facts) - 1
        item = _item(before, text[end : end + 20])
        unit = re.sub(r"\s", "", match["unit"]).removeprefix("余")
        more = match["more"] or match["unit"].startswith("余") or match["above"] == "以上"
        bound = "over" if more else "about" if match["above"] else "exact"
        facts.append(
            {
                "topic": _topic(before + item, facts, total),
                "item": item,
                "value": _value(match),
                "unit": unit if unit not in ("万元", "亿元") else "元",
                "bound": _BEFORE.get(before[-1:], bound),
                "channel": channel["name"] if channel else None,
                "part_of": total if part and total is not None and total < len(facts) else None,
                "start": start,
                "end": end,
                "confidence": 1.0,
            }
        )
    return facts


def _clause(text: str, end: int) -> str:
    """The text before a number, back to the last punctuation mark, at most forty characters."""
    window = _BREAK.sub("", text[max(0, end - 60) : end])
    pieces = _STOPS.split(window)
    return pieces[-1][-40:]


def _item(before: str, after: str) -> str:
    """The noun before the number; after a verb, the noun that follows the number."""
    noun = _TAIL.sub("", before)
    bare = _LEAD.sub("", noun)
    following = _AFTER.match(after)
    verb = not bare or _VERB.search(noun)
    if verb and following:
        return following[1]
    return bare or noun


def _topic(words: str, facts: list[dict[str, Any]], total: int | None) -> str:
    """The first topic with a keyword in ``words``; parts of a total that was disclosed are disclosed."""
    if total is not None and facts[total]["topic"] == "disclosed":
        return "disclosed"
    for topic, pattern in _TOPIC:
        if pattern.search(words):
            return topic
    return str(facts[-1]["topic"]) if facts else "other"


def _value(match: re.Match[str]) -> Number:
    printed = match["number"].replace(",", "")
    value: Number = float(printed) if "." in printed else int(printed)
    value *= MYRIADS.get(match["scale"] or match["unit"][0], 1)
    return int(value) if isinstance(value, float) and value.is_integer() else value
