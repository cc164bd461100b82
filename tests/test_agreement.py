"""Narrative against table: what has the same scope is compared, and both places are named."""

from __future__ import annotations

import re

import pytest

from govie.agreement import check
from govie.facts.indicators import kind
from govie.report import CellValue, Check, Fact

CELLS = {
    path: CellValue(value, "read", 0.99, str(value), 0, 1)
    for path, value in {
        "requests.received.total": 12,
        "requests.carried_in.total": 1,
        "review.total": 4,
    }.items()
}


def checks(text: str, *facts: tuple[str, str, str, int | None]) -> list[Check]:
    """What ``text`` and the cells say of each other; facts as topic, item, print, part of."""
    found = []
    for topic, item, print_, part in facts:
        at = text.index(print_)
        number = re.match(r"\d+", print_)
        assert number
        found.append(
            Fact(
                topic, item, int(number[0]), print_[-1], "exact", None, part,
                at, at + len(print_), 0.9, kind(topic, item),
            )
        )  # fmt: skip
    return list(check(found, CELLS, text, 2022, "松溪县人民政府"))


def test_both_places_are_named() -> None:
    text = "2022年，收到政府信息公开申请13件。"
    (one,) = checks(text, ("requests_received", "政府信息公开申请", "13件", None))
    assert (one.ok, one.expected, one.found) == (True, 13, 13)
    assert text[one.start : one.end] == "13件"
    assert one.paths == ("requests.received.total", "requests.carried_in.total")


@pytest.mark.parametrize(
    "text",
    [
        "县政府本级收到政府信息公开申请5件。",
        "县政府办公室收到政府信息公开申请5件。",
        "2020年至2022年收到政府信息公开申请5件。",
        "2021年收到政府信息公开申请5件。",
        "一季度收到政府信息公开申请5件。",
        "近三年收到政府信息公开申请5件。",
        "县教育局收到政府信息公开申请5件。",
        "去年收到政府信息公开申请5件。",
        "12月收到政府信息公开申请5件。",
        "1-6月收到政府信息公开申请5件。",
        "月均收到政府信息公开申请5件。",
        "“十三五”期间收到政府信息公开申请5件。",
        "本届政府以来收到政府信息公开申请5件。",
        "通过邮寄方式收到政府信息公开申请5件。",
        "窗口收到政府信息公开申请5件。",
        "收到上级转办政府信息公开申请5件。",
        "县直单位收到政府信息公开申请5件。",
        "12个单位收到政府信息公开申请5件。",
    ],
)
def test_another_scope_is_not_compared(text: str) -> None:
    assert checks(text, ("requests_received", "政府信息公开申请", "5件", None)) == []


@pytest.mark.parametrize(
    "when",
    [
        "2022年1月1日至12月31日，",
        "截至12月31日，",
        "截至2022年12月底，",
        "与去年相比有所减少，",
        "较上年减少，",
        "2022年度共",
        "2022年1-12月，",
        "报告期间，",
        "经统计，",
        "2022年1月至12月，",
    ],
)
def test_the_whole_year_is_compared(when: str) -> None:
    text = f"{when}收到政府信息公开申请5件。"
    (one,) = checks(text, ("requests_received", "政府信息公开申请", "5件", None))
    assert one.ok is False


@pytest.mark.parametrize("who", ["我县", "县政府", "全县", "松溪县人民政府", "各级行政机关"])
def test_the_agency_by_another_of_its_names_is_compared(who: str) -> None:
    text = f"2022年，{who}收到政府信息公开申请5件。"
    (one,) = checks(text, ("requests_received", "政府信息公开申请", "5件", None))
    assert one.ok is False


def test_a_disagreement_is_told() -> None:
    text = "2022年收到政府信息公开申请5件。"
    (one,) = checks(text, ("requests_received", "政府信息公开申请", "5件", None))
    assert (one.ok, one.expected, one.found) == (False, 12, 5)


def test_of_all_reviews_the_part_about_disclosure_is_compared() -> None:
    text = "全年办理行政复议58件（其中涉及政府信息公开4件）。"
    whole = ("review", "行政复议", "58件", None)
    (one,) = checks(text, whole, ("review", "政府信息公开", "4件", 0))
    assert (one.ok, one.found) == (True, 4)
    assert checks("全年办理行政复议58件。", whole) == []
