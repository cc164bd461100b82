"""Where the narrative and a table state the same thing: whether they agree.

A disagreement is reported and nothing is changed: agencies do contradict themselves, and which of the
two is right only they can say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from govie.report import CellValue, Check, Fact

Number = int | float


@dataclass(frozen=True, slots=True)
class _Claim:
    """Facts of ``topic`` whose item matches ``item`` state the sum of one of ``cells``' choices."""

    name: str
    topic: str
    item: re.Pattern[str]
    cells: tuple[str, ...]
    whole: bool  # only a fact that is no part of another


def _claim(name: str, topic: str, item: str, *cells: str, whole: bool = False) -> _Claim:
    return _Claim(name, topic, re.compile(item), cells, whole)


# 受理 counts some agencies' requests carried in from the year before, and others' not.
_CLAIMS = (
    _claim(
        "收到申请",
        "requests_received",
        r"申请|依申请",
        r"requests\.received\.total",
        r"requests\.(?:received|carried_in)\.total",
        whole=True,
    ),
    _claim(
        "上年结转", "requests_carried", r"上年|上一?年度?|结转上", r"requests\.carried_in\.total"
    ),
    _claim(
        "结转下年",
        "requests_carried",
        r"下年|下一年|下年度|继续办理",
        r"requests\.carried_out\.total",
    ),
    _claim(
        "予以公开",
        "requests_closed",
        r"^[“\"]?(?:予以|同意)公开[”\"]?$",
        r"requests\.granted\.total",
    ),
    _claim(
        "部分公开", "requests_closed", r"^[“\"]?部分公开[”\"]?$", r"requests\.partly_granted\.total"
    ),
    _claim(
        "予以公开和部分公开",
        "requests_closed",
        r"予以公开.{0,20}部分公开",
        r"requests\.(?:granted|partly_granted)\.total",
    ),
    _claim(
        "不予公开", "requests_closed", r"^[“\"]?不予公开[”\"]?$", r"requests\.refused\.[^.]+\.total"
    ),
    _claim(
        "无法提供",
        "requests_closed",
        r"^[“\"]?无法提供[”\"]?$",
        r"requests\.unavailable\.[^.]+\.total",
    ),
    _claim(
        "不予处理",
        "requests_closed",
        r"^[“\"]?不予处理[”\"]?$",
        r"requests\.not_processed\.[^.]+\.total",
    ),
    _claim("行政复议", "review", r"复议", r"review\.total", whole=True),
    _claim("行政诉讼", "litigation", r"诉讼", r"litigation_\w+\.total", whole=True),
)


def check(facts: Sequence[Fact], cells: Mapping[str, CellValue]) -> tuple[Check, ...]:
    """One check for each thing that both state; ``expected`` is the table's, ``found`` the narrative's.

    Where the narrative states a thing several times (for the whole city, for the government itself),
    it agrees if one of them does.
    """
    return tuple(c for claim in _CLAIMS if (c := _checked(claim, facts, cells)) is not None)


def _checked(claim: _Claim, facts: Sequence[Fact], cells: Mapping[str, CellValue]) -> Check | None:
    stated = [
        f
        for f in facts
        if f.topic == claim.topic
        and f.bound == "exact"
        and claim.item.search(f.item)
        and not (claim.whole and f.part_of is not None)
    ]
    choices = [c for pattern in claim.cells if (c := _sum(pattern, cells)) is not None]
    if not stated or not choices:
        return None
    for fact in stated:
        for value, paths in choices:
            if fact.value == value:
                return _check(claim, True, value, fact, paths)
    value, paths = choices[0]
    return _check(claim, False, value, stated[0], paths)


def _check(claim: _Claim, ok: bool, value: Number, fact: Fact, paths: tuple[str, ...]) -> Check:
    return Check(f"narrative: {claim.name}", "narrative", ok, value, fact.value, paths)


def _sum(pattern: str, cells: Mapping[str, CellValue]) -> tuple[Number, tuple[str, ...]] | None:
    """What the cells whose paths match add up to; None where one is missing."""
    paths = _matching(pattern, tuple(cells))
    if not paths or any(cells[p].status == "missing" for p in paths):
        return None
    return sum(cells[p].value or 0 for p in paths), paths


@lru_cache(256)
def _matching(pattern: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Each form's paths are the same for all reports on it."""
    whole = re.compile(pattern)
    return tuple(p for p in paths if whole.fullmatch(p))
