"""Title, agency, year and form, wherever the report says them."""

from __future__ import annotations

import random

import pytest
from layouts import LAYOUTS, fill, report

import govie
from govie.form import forms

BODY = "一、总体情况\n全年运转平稳。\n"
AGENCY = "松桥县白塔镇人民政府"


@pytest.mark.parametrize(
    ("text", "agency", "year", "form"),
    [
        (f"{AGENCY}2023年政府信息公开工作年度报告\n", AGENCY, 2023, "2021"),
        (f"{AGENCY}\n2020年政府信息公开工作年度报告\n", AGENCY, 2020, "2019"),
        (f"2019年{AGENCY}政府信息公开年度报告\n", AGENCY, 2019, "2019"),
        (f"{AGENCY}二〇二一年政府信息公开工作年度报告\n", AGENCY, 2021, "2021"),
        (
            f"{AGENCY}政府信息公开工作年度报告\n数据统计期限自2022年1月1日起至2022年12月31日止。\n",
            AGENCY,
            2022,
            "2021",
        ),
    ],
)
def test_meta(text: str, agency: str, year: int, form: str) -> None:
    found = govie.extract(text + BODY)
    assert (found.agency, found.year, found.form) == (agency, year, form)
    assert found.title == "".join(text.split("报告")[0].split()) + "报告"


def test_without_a_year_there_is_a_warning_and_no_form() -> None:
    found = govie.extract(f"{AGENCY}政府信息公开工作年度报告\n{BODY}")
    assert (found.year, found.form, dict(found.cells)) == (None, None, {})
    assert any(w.startswith("W102") for w in found.warnings)


def test_words_that_both_forms_use_do_not_tell_the_form() -> None:
    """The narrative speaks of 行政规范性文件 under either form."""
    rng = random.Random(41)
    laid = report(fill(forms()["2019"], rng), LAYOUTS["tab rows"], rng)
    start, end = laid.text.index("第二十条第（一）项"), laid.text.index("三、收到")
    text = f"{laid.text[:start]}全年制发行政规范性文件2件。\n{laid.text[end:]}"
    found = govie.extract(text)
    assert (found.year, found.form) == (2020, "2019")
