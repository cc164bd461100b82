"""Tables whose columns a converter cut finer than they are, or too narrow for their numbers."""

from __future__ import annotations

import pytest

import govie
from govie.tables.formats.delimiters import canonical
from govie.text.source import Source

TITLE = "云岭镇人民政府2020年政府信息公开工作年度报告\n"


def row(label: str, *cells: str) -> str:
    """A line with a field for each of ``cells``."""
    return f"| {label} | {' | '.join(cells)} |\n"


PATHS = (
    "normative_documents.made", "licensing.change",
    "penalty.previous_items", "penalty.change", "penalty.decisions",
)  # fmt: skip
DISCLOSURE = (
    "二、主动公开政府信息情况\n第二十条第（一）项\n"
    + row("信息内容", "", "本年新制作数量", "", "本年新公开数量", "", "对外公开总数量")
    + row("规章", "", "4", "", "5", "", "6")
    + row("规范性文件", "", "7", "", "8", "", "9")
    + "第二十条第（五）项\n"
    + row("信息内容", "", "上一年项目数量", "", "本年增/减", "", "处理决定数量")
    + row("行政许可", "", "1", "", "71", "", "1696")
    + row("其他对外管理服务事项", "", "2", "", "3", "", "17")
    + "第二十条第（六）项\n"
)


@pytest.mark.parametrize(
    "fields",
    [
        ["", "", "", "30", "", "", "364", "", "121", ""],
        ["", "30", "", "", "", "364", "", "", "121"],
    ],
)
def test_a_print_in_as_many_fields_as_columns_is_the_row(fields: list[str]) -> None:
    """Rows of one table whose fields are cut otherwise than those of the others."""
    lines = row("行政处罚", *fields) + row("行政强制", *["0" if f else "" for f in fields])
    found = govie.extract(f"{TITLE}{DISCLOSURE}{lines}").cells
    assert [found[f"disclosure.{path}"].value for path in PATHS] == [7, 71, 30, 364, 121]


@pytest.mark.parametrize(
    "fields", ["| 0 \\ | \\ \\ | \\ \\ | \\ |", "| 0 | \\ \\ \\ | \\ | \\ \\ |"]
)
def test_a_backslash_after_another_mark_ends_no_row(fields: str) -> None:
    line = f"| （一）予以公开 | | {fields}"
    assert "\n" not in canonical(line + "\n" + line).partition("\n")[0]
    assert canonical("\n".join([line] * 9)).count("\n") == 8


@pytest.mark.parametrize("mark", [",", "，", "、"])
@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_a_line_that_begins_with_thousands_continues_a_number(mark: str, end: str) -> None:
    view = Source.of(f"数量 568 367 2{end}{mark}560{end}1{end}{mark}358 53").view
    comma = "," if mark == "，" else mark
    assert view.split() == ["数量", "568", "367", f"2{comma}560", f"1{comma}358", "53"]


@pytest.mark.parametrize("text", ["规章,12\n,560\n", "12\n,560,7\n", "12\n、5601", "5\n、560 、"])
def test_a_field_without_a_cell_before_it_continues_none(text: str) -> None:
    assert Source.of(text).view.count("\n") == text.count("\n")
