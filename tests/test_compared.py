"""Figures of two years beside each other: the report year's are read, or none, never surely the other's."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from layouts import LAYOUTS, fill, report
from test_copies import judged

import govie
from govie.form import Table, forms

MARKS = {"pipes": " | ", "tabs": "\t", "a cell a line": "\n"}
# The names of a column's two years, and which of both is the report's.
NAMES = {
    "years in brackets": (("{name}（2021年）", "{name}（2022年）"), 1),
    "years before": (("2022年{bare}", "2021年{bare}"), 0),
    "years below": (("2021年度", "2022年度"), 1),
    "words below": (("本年", "上年"), 0),
    "words before": (("上年{bare}", "本年{bare}"), 1),
    "only last year's": (("{name}", "去年{bare}"), 0),
    "with the change": (("{name}", "上年{bare}", "同比增减"), 0),
    "in a cell": (("{name}（本年/上年）",), 0),
    "in a cell, last year first": (("{name}（2021年/2022年）",), 1),
}  # fmt: skip
# A line with ``12/15`` alone may number a page, and the last name before a row's label may be part of that.
UNTOLD = {
    ("in a cell", "a cell a line"),
    ("in a cell, last year first", "a cell a line"),
    ("with the change", "a cell a line"),
}


def heads(table: Table, names: Sequence[str], mark: str) -> str:
    columns = [c.text.split("（单位")[0] for c in table.columns]
    found = ["信息内容"]
    if not any("name" in n or "bare" in n for n in names):
        found += columns + list(names) * len(columns)
    else:
        for name in columns:
            found += [n.format(name=name, bare=name.removeprefix("本年")) for n in names]
    return f"{table.label}\n{mark.join(found)}\n"


def rows(table: Table, printed: dict[str, str], names: str, mark: str, rng: random.Random) -> str:
    said, own = NAMES[names]
    text = heads(table, said, mark)
    for r, row in enumerate(table.rows):
        cells = [row.text]
        for c in range(len(table.columns)):
            figures = [str(rng.randint(50, 900)) for _ in range(max(2, len(said)))]
            figures[own] = printed[table.path(r, c)]
            cells += ["/".join(figures)] if len(said) == 1 else figures
        text += mark.join(cells) + "\n"
    return text


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("names", NAMES)
def test_of_two_years_in_a_table_the_reports_is_read(names: str, mark: str) -> None:
    form = forms()["2021"]
    rng = random.Random(f"{names} {mark}")
    filled = fill(form, rng, 0.9)
    laid = report(filled, LAYOUTS["tab rows"], rng).text
    start, end = laid.index("第二十条第（一）项"), laid.index("三、收到")
    own = [t for t in form.tables if t.section == "disclosure"]
    text = "".join(rows(t, filled.printed, names, MARKS[mark], rng) for t in own)
    count = judged(laid[:start] + text + laid[end:], filled.values)
    assert not count["silent"]
    assert (names, mark) in UNTOLD or not count["wrong"], count


def test_a_column_with_a_misread_name_is_none_of_the_agencys_own() -> None:
    text = (
        "青禾县临溪镇人民政府2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（一）项\n"
        "信息内容 | 本年制发件数 | 木年废上件敏 | 现行有效件数\n规章 | 3 | 1 | 9\n行政规范性文件 | 4 | 2 | 8\n"
    )
    found = govie.extract(text).cells
    assert [
        found[f"disclosure.regulations.{k}"].value for k in ("issued", "repealed", "in_force")
    ] == [3, 1, 9]
