"""Numbers in prose: value, bound and unit; and what is no count by its form alone."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govie.facts.numbers import Numbers
from govie.text.numerals import read_chinese

NUMBERS = Numbers(["条", "件", "人次", "人", "个", "期", "册", "篇", "次", "元", "项", "场", "名"])


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("公开信息1605条", 1605, "条", "exact"),
        ("公开信息1,605条", 1605, "条", "exact"),
        ("访问量1.2万", 12000, None, "exact"),
        ("推送3.5亿次", 350_000_000, "次", "exact"),
        ("发布十四万余条", 140_000, "条", "over"),
        ("发布18余万条", 180_000, "条", "over"),
        ("粉丝9万+", 90_000, None, "over"),
        ("点击100000+次", 100_000, "次", "over"),
        ("召开会议七次", 7, "次", "exact"),
        ("举办两场", 2, "场", "exact"),
        ("全年仅收到一件", 1, "件", "exact"),
        ("接待百余人次", 100, "人次", "over"),
        ("接待万余人次", 10_000, "人次", "over"),
        ("接待十余万人次", 100_000, "人次", "over"),
        ("投入千余万元", 10_000_000, "元", "over"),
        ("接待二百三十余人次", 230, "人次", "over"),
        ("主动公开政府信息270余", 270, None, "over"),
        ("主动公开政府信息1700多件", 1700, "件", "over"),
        ("约12.5万人次", 125_000, "人次", "about"),
        ("近16800件", 16800, "件", "under"),
        ("不足10件", 10, "件", "under"),
        ("超过840次", 840, "次", "over"),
        ("20条以上", 20, "条", "over"),
        ("50人左右", 50, "人", "about"),
        ("收费2192.63万元", 21_926_300, "元", "exact"),
        ("剩余7件转下年", 7, "件", "exact"),
        ("公开312条（次）", 312, "条", "exact"),
        ("办结0件", 0, "件", "exact"),
        ("公开信息壹佰贰拾条", 120, "条", "exact"),
        ("收费三十万元", 300_000, "元", "exact"),
        ("收取叁仟伍佰元", 3_500, "元", "exact"),
        ("发布1万2千条", 12_000, "条", "exact"),
        ("发布上百条", 100, "条", "over"),
    ],
)
def test_a_count_is_read(text: str, value: float, unit: str | None, bound: str) -> None:
    (count,) = NUMBERS.find(text.translate(str.maketrans("（）", "()")))
    assert (count.value, count.unit, count.bound) == (value, unit, bound)


def test_two_units_on_one_thing() -> None:
    found = NUMBERS.find("全年印发12期38164册")
    assert [(c.value, c.unit) for c in found] == [(12, "期"), (38164, "册")]


def test_several_numbers_behind_分别() -> None:
    found = NUMBERS.find("分别24条、1.36万条、21条")
    assert [c.value for c in found] == [24, 13600, 21]


@pytest.mark.parametrize(
    "text",
    [
        "2023年12月31日",
        "国办公开办函〔2021〕30号",
        "电话0578-2091762",
        "邮编323010",
        "提案第031号",
        "《条例》第20条",
        "公开率100%",
        "提升3个百分点",
        "20个工作日内",
        "1.主动公开",
        "(2)依申请公开",
        "12345热线",
        "把公开作为一项经常工作",
        "对每一件申请登记造册",
        "“5·15”活动",
        "“6+1”",
        "zwgk@163.com",
        "第十五届",
        "上午8:30",
        "9905729813",
    ],
)
def test_what_counts_nothing_by_its_form(text: str) -> None:
    assert NUMBERS.find(text) == []


@given(st.integers(1, 99_999_999))
def test_chinese_numerals_are_read_as_cn2an_writes_them(number: int) -> None:
    assert read_chinese(cn2an.an2cn(number)) == number


@given(st.text(alphabet="0123456789,.万亿余多一二十百条件 第〔年月-", max_size=60))
def test_spans_hold_their_numbers(text: str) -> None:
    last = 0
    for count in NUMBERS.find(text):
        assert last <= count.start < count.stop <= count.end <= len(text)
        assert any(
            c.isdigit() or c in "零〇一二两三四五六七八九十百千万亿"
            for c in text[count.start : count.stop]
        )
        last = count.end


@pytest.mark.parametrize(
    "text", ["发布信息数十条", "培训几百人次", "贰零壹玖年", "第壹佰条", "当作政府的一项重要工作"]
)
def test_what_tells_no_number(text: str) -> None:
    assert NUMBERS.find(text) == []
