"""Cells of three lines, whose row stands on the middle one."""

from __future__ import annotations

import pytest

import govie
from govie.tables.scanning.scan import scan

TITLE = "云岭镇人民政府2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
HEAD = """第二十条第（一）项
信息内容        本年制发件数      本年废止件数        现行有效件数
规章               0            0             7
"""
ROWS = {
    "first": "              38（含上年 19\n行政规范性文件               5（含上年 3 件）    181 件\n                  件）\n",
    "inner": "                         5（含上年\n行政规范性文件         38                    181\n                         3 件）\n",
    "last": "                                      181（含下属单位\n行政规范性文件         38        5\n                                      30 件）\n",
    "unit": "                                      181\n行政规范性文件         38        5\n                                      件\n",
}


@pytest.mark.parametrize("place", ROWS)
def test_the_number_above_a_row_is_the_cell_where_it_stands(place: str) -> None:
    cells = govie.extract(TITLE + HEAD + ROWS[place]).cells
    path = "disclosure.normative_documents."
    found = [cells[path + name].value for name in ("issued", "repealed", "in_force")]
    assert found == [38, 5, 181]


@pytest.mark.parametrize(
    "text",
    [
        # No remark and no unit ends below.
        "                  38\n行政规范性文件               5    181\n                  续表\n",
        # It ends elsewhere.
        "                  38（含上年\n行政规范性文件               5    181\n                                           19件）\n",
        # The number stands above another cell.
        "                             38（含上年\n行政规范性文件               5    181\n                             19件）\n",
        # The line above is a row of its own.
        "行政许可               38（含上年\n行政规范性文件               5    181\n                  19件）\n",
    ],
)
def test_another_number_above_a_row_is_none_of_its_cells(text: str) -> None:
    lines = [[c.text for c in scan(text, 0, len(text)) if c.line == n] for n in (0, 1)]
    assert "38" in lines[0] and "38" not in lines[1]
