"""Amounts of money as a narrow column, or an agency, prints them: the whole number, or none."""

from __future__ import annotations

import pytest

import govie
from govie.report import CellValue
from govie.text.source import Source

TITLE = "云溪县水利局2020年政府信息公开工作年度报告\n\n二、主动公开政府信息情况\n"
AMOUNT = "disclosure.procurement.amount"


def amount(printed: str, mark: str = " | ", head: str = "采购总金额") -> CellValue:
    """What a report on 2020 prints for 采购总金额; ``mark``: what stands between two cells."""
    rows = (
        ("第二十条第（八）项", "信息内容", "上一年项目数量", "本年增/减"),
        ("行政事业性收费", "3", "+1"),
        ("第二十条第（九）项", "信息内容", "采购项目数量", head),
        ("政府集中采购", "7", printed),
    )
    return govie.extract(TITLE + "\n".join(map(mark.join, rows)) + "\n").cells[AMOUNT]


@pytest.mark.parametrize("head", ["采购总金额", "采购总金额（万元）", "采购总金额（单位：元）"])
@pytest.mark.parametrize(
    "printed", ["22万元整", "22万元人民币", "人民币22万元", "220000元整", "22万圆整"]
)
def test_a_printed_unit_is_the_amounts(printed: str, head: str) -> None:
    """Whatever follows the currency, and whatever unit the head has."""
    assert amount(printed, head=head).value == 220_000


@pytest.mark.parametrize("mark", ["\n", " | ", "\t"])
@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("318.\n75万元", 3_187_500), ("318. 75万元", 3_187_500), ("318.<br>75万元", 3_187_500),
        ("318.\n\n75万元", 3_187_500), ("318\n.75万元", 3_187_500), ("318 .75万元", 3_187_500),
        ("5.\n2万元", 52_000), ("2,\n318.75万元", 23_187_500), ("2\n,318.75万元", 23_187_500),
        ("2,318.\n75万元", 23_187_500), ("86.\n5", 86.5), ("３１８.\n７５万元", 3_187_500),
    ],
)  # fmt: skip
def test_a_number_goes_on_after_its_point(printed: str, yuan: float, mark: str) -> None:
    assert amount(printed, mark).value == yuan


@pytest.mark.parametrize(
    "text",
    [
        "重复申请 0 0 3.\n5.要求行政机关确认", "第1.\n2", "行政处罚\n12.\n7\n", "0. 3. 0.\n", "收费\t12.\t5",
        "收费 6 1.\n2.属于", "共计3.\n15%",
    ],
)  # fmt: skip
def test_a_number_of_a_label_goes_on_in_none(text: str) -> None:
    assert Source.of(text).view == text


def test_a_number_that_ends_in_a_point_before_digits_is_not_known() -> None:
    text = f"{TITLE}第二十条第（六）项\n信息内容\n本年处理决定数量\n行政处罚\n12.\n7\n行政强制\n4\n"
    found = govie.extract(text.replace("2020", "2023")).cells
    assert found["disclosure.penalty.decisions"].value is None


@pytest.mark.parametrize(
    ("printed", "head", "yuan"),
    [
        ("27.381946", "采购总金额", None),  # of 万元, which nobody printed
        ("27.381946", "采购总金额（万元）", 273_819.46),
        ("27.381946万元", "采购总金额", 273_819.46),
        ("27.38", "采购总金额", 27.38),
        ("27.3800", "采购总金额", 27.38),
    ],
)
def test_money_has_no_more_decimals_than_fen(printed: str, head: str, yuan: float | None) -> None:
    assert amount(printed, head=head).value == yuan


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("7万3千元", 73_000), ("7万3500元", 73_500), ("1亿2000万元", 120_000_000), ("3千元", 3000),
        ("二十七万元", 270_000), ("一万二千元整", 12_000), ("柒仟元", 7000),
    ],
)  # fmt: skip
def test_an_amount_in_words_or_in_parts(printed: str, yuan: int) -> None:
    assert amount(printed).value == yuan
