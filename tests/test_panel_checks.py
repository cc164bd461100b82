"""What does not agree between reports goes by the unit, and never by a name that two units share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import govie
from govie.panel import Panel, PanelCheck

BODY = """一、总体情况
全年运转平稳。
三、收到和处理政府信息公开申请情况
无。
"""


@cache
def extract(text: str) -> govie.Report:
    return govie.extract(text)


def report(agency: str, year: int, into: int, out: int, head: str = "") -> govie.Report:
    found = extract(f"{head}{agency}{year}年政府信息公开工作年度报告\n{BODY}")
    # a whole table: values after rows that were not read are withheld, and compared with nothing
    cells = {
        p: replace(c, value=c.value or 0, status="read", confidence=1.0)
        for p, c in found.cells.items()
    }
    for path, value in (
        ("requests.carried_in.total", into),
        ("requests.carried_out.total", out),
    ):
        cells[path] = replace(cells[path], value=value, status="read", confidence=1.0)
    return replace(found, cells=cells)


def checks(*reports: govie.Report) -> list[PanelCheck]:
    return Panel.of(reports).checks()


def test_like_named_bureaus_of_two_cities_are_two() -> None:
    assert not checks(
        report("区审计局", 2021, 0, 3),
        report("区审计局", 2022, 7, 0),
        report("区审计局", 2022, 0, 0),
        report("鼓楼区审计局", 2021, 0, 3),
        report("鼓楼区审计局", 2022, 7, 0),
        report("鼓楼区审计局", 2022, 0, 0),
        report("花园镇人民政府", 2021, 0, 3),
        report("花园镇人民政府", 2022, 7, 0),
    )


def test_places_that_the_texts_tell_are_told_apart() -> None:
    nanjing, xuzhou = "首页 > 南京市\n", "首页 > 徐州市\n"
    found = checks(
        report("鼓楼区审计局", 2021, 0, 3, nanjing),
        report("鼓楼区审计局", 2022, 7, 0, xuzhou),
        report("鼓楼区审计局", 2022, 5, 0, nanjing),
    )
    assert [(c.kind, c.unit, c.expected, c.found) for c in found] == [
        ("carried", "320106/审计局", 3, 5)
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("密云县环境保护局", "密云区生态环境局"),
        ("淮安市淮安区审计局", "江苏省淮安市淮安区审计局"),
        ("桃江县", "桃江县人民政府"),
    ],
)
def test_a_carry_over_is_checked_through_renamings(before: str, after: str) -> None:
    year = 2014 if before.startswith("密云县") else 2021
    earlier, later = report(before, year + 5, 0, 3), report(after, year + 6, 4, 0)
    assert [c.kind for c in checks(earlier, later)] == ["carried"]


def test_spellings_of_one_unit_are_a_duplicate() -> None:
    one, other = (
        report("固镇县湖沟镇", 2022, 0, 0),
        report("蚌埠市固镇县湖沟镇人民政府", 2022, 0, 0),
    )
    assert [c.kind for c in checks(one, other)] == ["duplicate"]


def test_places_that_do_not_exist_go_by_their_names() -> None:
    found = checks(report("松桥县水利局", 2021, 0, 3), report("松桥县水利局", 2022, 4, 0))
    assert [(c.kind, c.unit) for c in found] == [("carried", None)]


def test_tables_have_the_key() -> None:
    frame = Panel.of([report("淮安市淮安区审计局", 2022, 0, 0)]).to_frame()
    row = frame.iloc[0]
    assert (row["unit_id"], row["unit_year"]) == ("320803/审计局", "320803/审计局/2022")
    assert (row["unit_code"], row["unit_level"], row["unit_kind"]) == ("320803", "county", "审计")
