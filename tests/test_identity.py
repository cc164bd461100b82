"""Whose report on which year it is, wherever the report says so, and nobody's where it does not."""

from __future__ import annotations

import pytest

import govie

BODY = """一、总体情况
{first}全年运转平稳。
二、主动公开政府信息情况
公开了机构职能等内容。
三、收到和处理政府信息公开申请情况
没有收到申请。
"""


def extract(head: str, first: str = "", foot: str = "") -> govie.Report:
    return govie.extract(f"{head}\n{BODY.format(first=first)}{foot}")


@pytest.mark.parametrize(
    ("head", "first", "foot", "agency"),
    [
        # title
        ("石岗县水利局2021年政府信息公开工作年度报告", "", "", "石岗县水利局"),
        ("石岗县水利局\n2021年政府信息公开工作年度报告", "", "", "石岗县水利局"),
        ("2021年政府信息公开工作年度报告\n石岗县水利局\n（2022年1月6日）", "", "", "石岗县水利局"),
        ("石岗县水利局2021年法治政府建设暨政府信息公开工作年度报告", "", "", "石岗县水利局"),
        ("2021年石岗县水利局政府信息公开工作年度报告", "", "", "石岗县水利局"),
        ("石岗县柳浦镇人\n民政府2021年政府信息公开工作年度报告", "", "", "石岗县柳浦镇人民政府"),
        ("石石岗岗县县水水利利局局2021年年政政府府信信息息公公开开工工作作年年度度报报告告", "", "", "石岗县水利局"),
        ("石 岗 县 水 利 局 2021 年 政 府 信 息 公 开 工 作 年 度 报 告", "", "", "石岗县水利局"),
        # as printed
        ("石崗縣水利局2021年政府信息公開工作年度報告", "", "", "石崗縣水利局"),
        ("石崗縣水利局（規(guī)劃辦）\n2021年政府信息公開工作年度報告", "", "", "石崗縣水利局"),
        ("石崗縣規(guī)劃局\n2021年政府信息公開工作年度報告", "", "", "石崗縣規(guī)劃局"),
        ("首页 > 石岗县 > 年报\n石岗县水利局2021年政府信息公开工作年度报告", "", "", "石岗县水利局"),
        ("贵阳市修文县水务局2021年政府信息公开工作年度报告", "", "", "贵阳市修文县水务局"),
        # preamble
        ("本报告由石岗县水利局编制。", "", "", "石岗县水利局"),
        ("特编制石岗县水利局2021年政府信息公开工作年度报告。", "", "", "石岗县水利局"),
        ("现将石岗县水利局（以下简称水利局）2021年度工作报告如下：", "", "", "石岗县水利局"),
        ("如有疑问，请与石岗县水利局办公室联系。", "", "", "石岗县水利局"),
        # the site's data
        ("发布机构：石岗县水利局\n2021年政府信息公开工作年度报告", "", "", "石岗县水利局"),
        ("| 索引号: | 00251/2022-1 | 公开方式: | 主动公开 |\n| 发布单位: | 市水利局 | 成文日期: | 2022-01-14 |", "", "", "市水利局"),
        # prose and signature
        ("2021年政府信息公开工作年度报告", "2021年，石岗县水利局认真落实条例。", "", "石岗县水利局"),
        ("2021年政府信息公开工作年度报告", "", "石岗县水利局\n2022年1月6日", "石岗县水利局"),
        # none
        ("2021年政府信息公开工作年度报告", "2021年，我局认真落实条例。", "", None),
        ("名称：2021年政府信息公开工作年度报告", "2021年，本机关认真落实条例。", "", None),
        ("2021年，我局在县委的领导下开展工作。", "通过石岗县人民政府网站公开信息30条。", "", None),
        # a label with a blank after it, right above the title
        ("公开主体: 石岗县柳浦镇人民政府\n2022年政府信息公开工作年度报告", "", "", "石岗县柳浦镇人民政府"),
        # the place in a line of its own
        ("石岗市柳浦区\n人力资源和社会保障局\n2022年政府信息公开工作年度报告", "", "", "石岗市柳浦区人力资源和社会保障局"),
        ("办事专区\n人力资源和社会保障局\n2022年政府信息公开工作年度报告", "", "", "人力资源和社会保障局"),
        # whose site it is does not say who reports
        ("", "2021年，石岗县水利局网站公开信息30条。", "", None),
        ("", "2021年，石岗县水利局官方微信公开信息30条。", "", None),
        ("柳浦镇2021年政府信息公开工作年度报告", "柳浦镇政府门户网站公开信息30条。", "", "柳浦镇"),
    ],
)  # fmt: skip
def test_agency(head: str, first: str, foot: str, agency: str | None) -> None:
    assert extract(head, first, foot).agency == agency


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ("石岗县水利局2009年政府信息公开工作年度报告\n发布时间：2010-03-02", 2009),
        ("石岗县水利局政府信息公开工作年度报告\n发布时间：2021-01-15", None),
        ("石岗县水利局政府信息公开工作年度报告\n发布时间：2021-01-15\n统计期限为2020年1月1日至12月31日。", 2020),
        ("石岗县水利局二○一○年政府信息公开工作年度报告", 2010),
        ("石岗县水利局政府信息公开工作年度报告\n截至2013年12月31日，公开信息30条。", 2013),
        ("石岗县水利局政府信息公开工作年度报告（2015年度）", 2015),
    ],
)  # fmt: skip
def test_year(head: str, year: int | None) -> None:
    assert extract(head).year == year


def test_a_report_before_2019_has_no_form_and_says_so() -> None:
    found = extract("石岗县水利局2014年政府信息公开工作年度报告")
    assert (found.year, found.form, dict(found.cells)) == (2014, None, {})
    assert [w[:4] for w in found.warnings] == ["W111", "W112"]


OLD = """石岗县水利局2014年政府信息公开工作年度报告
一 概 述
我局按条例开展工作。
二、政府信息主动公开情况
公开信息28条。
三、政府信息依申请公开办理情况
没有收到申请。
四、收费及减免情况
没有收费。
五、复议、诉讼和申诉情况
没有发生。
六、存在的问题及2015年工作打算
仍有不足。
附表
政府信息公开情况统计表
（2014年度）
统计指标\t单位\t统计数
一、主动公开情况
（一）主动公开政府信息数\t条\t28
其中：主动公开规范性文件数\t条\t3
三、依申请公开情况
（一）收到申请数\t件\t0
1.当面申请数\t件\t4
四、行政复议数量\t件\t5
（一）召开政府信息公开工作会议或专题会议数\t次\t6
（三）接受培训人员数\t人次\t70
"""


def test_headings_of_before_2019_have_the_names_that_fit() -> None:
    found = govie.extract(OLD)
    assert [(s.name, s.heading.strip()) for s in found.sections] == [
        ("overview", "一 概 述"),
        ("disclosure", "二、政府信息主动公开情况"),
        ("requests", "三、政府信息依申请公开办理情况"),
        ("review_litigation", "五、复议、诉讼和申诉情况"),
        ("problems", "六、存在的问题及2015年工作打算"),
    ]


def test_rows_of_the_statistics_table_are_no_facts() -> None:
    assert [f.value for f in govie.extract(OLD).facts] == [28]


def test_the_agency_has_its_place_and_a_probability() -> None:
    found = extract("首页 > 年报\n石崗縣水利局2021年政府信息公開工作年度報告")
    place = found.agency_place
    assert place is not None
    assert (found.text or "")[place.start : place.end] == "石崗縣水利局"
    assert 0.9 < place.confidence <= 1
