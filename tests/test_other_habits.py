"""Tables and reports as agencies vary them: rows of their own, heads and sections in other forms, other bodies' tables."""

from __future__ import annotations

import pytest
from test_styles import (
    Line,
    disclosure,
    filled_form,
    printed,
    report,
    requests,
    review,
    table_of,
    tabs,
    wrong,
)

import govie


def test_the_only_row_side_by_side_stands_below_its_names() -> None:
    head = (
        "行政复议                   行政诉讼\n"
        "结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉               复议后起诉\n"
    )
    below = " " * 23 + " ".join(["结果维持 结果纠正 其他结果 尚未审结 总计"] * 2) + "\n"
    row = " " * 23 + "2    1    4    0    7\n"
    text = report("", "", head + below + row).replace("\n无。", "\n人手不足。")
    found = govie.extract(text).cells
    kinds = ("upheld", "corrected", "other", "pending", "total")
    assert [found[f"litigation_direct.{k}"].value for k in kinds] == [2, 1, 4, 0, 7]
    assert all(found[f"review.{k}"].value is None for k in kinds)


SPLIT = """二、主动公开政府信息情况
第二十条第（五）项\t\t\t\t
信息内容\t\t上一年项目数量\t本年增/减\t处理决定数量
行政许可\t\t5\t0\t9
其他对外管理服务事项\t行政检查\t6\t1\t7
\t行政确认\t3\t0\t2
第二十条第（六）项
信息内容\t\t上一年项目数量\t本年增/减\t处理决定数量
行政处罚\t\t1\t0\t2
行政强制\t\t4\t-2\t9
"""


def test_rows_into_which_an_agency_splits_one_are_not_that_row() -> None:
    found = govie.extract(f"青岭县农业农村局2020年政府信息公开工作年度报告\n{SPLIT}").cells
    columns = ("previous_items", "change", "decisions")
    rows = {
        row: [found[f"disclosure.{row}.{c}"].value for c in columns]
        for row in ("licensing", "other_services", "penalty", "coercion")
    }
    assert rows == {
        "licensing": [5, 0, 9],
        "other_services": [None] * 3,
        "penalty": [1, 0, 2],
        "coercion": [4, -2, 9],
    }


def test_a_table_that_breaks_off_after_an_own_row() -> None:
    lines = [line.split("\t") for line in SPLIT[: SPLIT.index("行政处罚")].splitlines()]
    text = "".join("".join(f"{cell} |\n" for cell in line if cell) + "||\n" for line in lines)
    found = govie.extract(f"青岭县农业农村局2020年政府信息公开工作年度报告\n{text}").cells
    rows = ("other_services", "penalty", "coercion")
    assert all(found[p].value is None for p in found if p.split(".")[1] in rows)


@pytest.mark.parametrize(
    "cut",
    [
        "第二十条第(一)项  |\n        |||\n信息内容  |\n   本年制",
        "第二十条第(一)项 | |||\n信息内容 | 本年制发件数 | 本年废止件数 | 现行",
        "第二十条第(一)项 | |||\n信息内容 |\n本年制发件数 |\n本年废止",
    ],
)
def test_bars_of_a_table_that_breaks_off_are_no_digits(cut: str) -> None:
    found = govie.extract(
        f"青岭县农业农村局2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{cut}"
    )
    assert [p for p, c in found.cells.items() if c.value is not None] == []


@pytest.mark.parametrize("order", [[4, 0, 1, 2, 3], [0, 1, 2, 3, 4], [2, 1, 0, 3, 4]])
def test_rows_below_each_other_stand_below_their_names_also_where_cells_are_empty(
    order: list[int],
) -> None:
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = {"复议;": "1   1", "诉讼;直接起诉": "    0", ";复议后起诉": " 1  1"}
    lines = ["事项;;" + ";".join(names[n] for n in order) + ";"]
    lines += [
        f"{label};" + ";".join(cells[n].strip() for n in order) + ";"
        for label, cells in rows.items()
    ]
    found = govie.extract(report("", "", "\n".join(lines))).cells
    for table, cells in zip(
        ("review", "litigation_direct", "litigation_after_review"), rows.values(), strict=True
    ):
        kinds = ("upheld", "corrected", "other", "pending", "total")
        values = [found[f"{table}.{k}"].value for k in kinds]
        assert values == [int(c) if c.strip() else None for c in cells]


def test_sections_numbered_as_bills_are() -> None:
    filled = filled_form("2021")
    lines = review(filled)
    rows = [
        ["行政复议", *lines[-1][4:5], *lines[-1][:4]],
        ["行政诉讼—未经复议直接起诉", *lines[-1][9:10], *lines[-1][5:9]],
    ]
    head = ["项目", "总计", "结果维持", "结果纠正", "其他结果", "尚未审结"]
    text = report(tabs(disclosure(filled)), tabs(requests(filled)), tabs([head, *rows]))
    for plain, bill in zip("一二三四五", "壹贰叁肆伍", strict=True):
        text = text.replace(f"\n{plain}、", f"\n{bill}　")
    found = govie.extract(text)
    assert wrong(filled, found, ("disclosure", "requests", "review", "litigation_direct")) == []


NAMED = ["：", "……………………", "..........", " "]


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("mark", NAMED)
@pytest.mark.parametrize("bold", ["", "**"])
def test_cells_after_the_names_of_their_columns(form: str, mark: str, bold: str) -> None:
    filled = filled_form(form)
    table = table_of(filled.form, "requests")
    lines: list[str] = []
    group = ""
    for number, row in enumerate(table.rows):
        lines += [row.group] if row.group and row.group != group else []
        group = row.group or ""
        own = zip(table.columns, printed(filled, table, number, empty=True), strict=True)
        lines += [
            row.text,
            *(
                f"　{c.text}{mark}{bold}{cell}{bold}" if cell else f"　{c.text}{mark}"
                for c, cell in own
            ),
        ]
    text = report(tabs(disclosure(filled)), "\n".join(lines), tabs(review(filled)))
    assert wrong(filled, govie.extract(text), "requests", empty=True) == []


@pytest.mark.parametrize("mark", ["：", "………………", " "])
def test_the_unit_in_brackets_after_an_amount(mark: str) -> None:
    text = (
        f"第二十条第（九）项\n政府集中采购\n　采购项目数量{mark}59\n　采购总金额{mark}147（万元）\n"
    )
    found = govie.extract(
        report(text, title="青岭县农业农村局2020年政府信息公开工作年度报告")
    ).cells
    assert found["disclosure.procurement.amount"].value == 1_470_000


def test_a_table_of_another_body_after_the_report_takes_nothing_from_it() -> None:
    filled = filled_form("2021")
    lines = requests(filled)
    own = [[lines[n][0] or lines[n][2], *lines[n][3:6]] for n in (1, 3, 4, 5, -1)]
    text = report(tabs(disclosure(filled)), tabs(lines), tabs(review(filled)))
    found = govie.extract(f"{text}\n附：公共企事业单位信息公开统计表（自来水公司）\n{tabs(own)}\n")
    assert wrong(filled, found, "") == []


@pytest.mark.parametrize("title", ["合计（全辖区）", "全县汇总", "全系统"])
def test_the_table_of_the_whole_after_those_of_its_parts(title: str) -> None:
    filled, part = filled_form("2021"), filled_form("2021", 1)
    tables = [
        f"表{n}　{name}\n{tabs(requests(part))}" for n, name in enumerate(["柳坝镇", "东坪镇"], 1)
    ]
    own = f"表3　{title}\n{tabs(requests(filled))}"
    text = report(tabs(disclosure(filled)), "\n".join([*tables, own]), tabs(review(filled)))
    assert wrong(filled, govie.extract(text), "requests") == []


def test_columns_for_each_unit_are_not_sure() -> None:
    filled = filled_form("2019")
    lines: list[Line] = []
    for table in (t for t in filled.form.tables if t.section == "disclosure"):
        lines += [[table.label], ["信息内容", "指标", "财务股", "法规股", "审批股", "合计"]]
        for number, row in enumerate(table.rows):
            own = zip(table.columns, printed(filled, table, number), strict=True)
            lines += [
                [row.text if not n else "", c.text, "1", "0", "2", v]
                for n, (c, v) in enumerate(own)
            ]
    text = report(tabs(lines), tabs(requests(filled)), tabs(review(filled)))
    found = govie.extract(text).cells
    sure = [
        p
        for p, v in filled.values.items()
        if p.startswith("disclosure") and found[p].confidence >= 0.9
    ]
    assert [p for p in sure if found[p].value != filled.values[p]] == []


def test_rows_of_one_number_each_are_no_lines_of_one_row() -> None:
    filled = filled_form("2021")
    words = {
        "3.要求提供公开出版物": "公开出版物",
        "4.无正当理由大量反复申请": "大量、反复申请且无正当理由",
    }
    lines = requests(filled, words=words)
    for n, line in enumerate(lines[3:], 3):
        line[3:] = [str((n * 7) % 3), *[""] * 6]
    found = govie.extract(report(tabs(disclosure(filled)), tabs(lines), tabs(review(filled))))
    table = table_of(filled.form, "requests")
    read = [found.cells[table.path(n, 0)].value for n in range(len(table.rows))]
    assert read == [int(line[3]) for line in lines[3:]]


@pytest.mark.parametrize(
    "amount", ["691.4（ 万 元 ）", "691.4 万 元", "691.4（万 元）", "691.4( 万元)"]
)
def test_spaces_within_the_unit_of_an_amount(amount: str) -> None:
    text = f"第 二 十 条 第 （ 九 ） 项\n政 府 集 中 采 购 14 {amount}\n"
    found = govie.extract(report(text, title="青岭县农业农村局2020年政府信息公开工作年度报告"))
    assert found.cells["disclosure.procurement.amount"].value == 6_914_000


def test_an_organisation_in_the_text_is_no_unit_of_money() -> None:
    filled = filled_form("2021")
    path = "disclosure.fees.amount"
    lines = disclosure(filled)
    lines[-1][-1] = "4"
    text = report(tabs([["其他有关单位无"], *lines[-2:]]), tabs(requests(filled)))
    assert govie.extract(text).cells[path].value is not None


@pytest.mark.parametrize("odd", ["+(0) -(0)", "+(3)-(1)", "-(2) +(0)"])
def test_figures_that_are_no_number_keep_their_place(odd: str) -> None:
    lines = [["第二十条第（五）项"], ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]]
    lines += [["行政许可", "43", odd, "66"], ["其他对外管理服务事项", "19", "0", "5"]]
    text = "".join("".join(f"{cell} |\n" for cell in line) + "|\n" for line in lines)
    found = govie.extract(
        report(text, title="青岭县农业农村局2020年政府信息公开工作年度报告")
    ).cells
    row = [found[f"disclosure.licensing.{c}"] for c in ("previous_items", "change", "decisions")]
    assert [row[0].value, row[2].value] == [43, 66]
    assert row[1].value is None or row[1].confidence < 0.9


def test_a_broken_blank_before_a_number_is_no_part_of_it() -> None:
    filled = filled_form("2021")
    lines = [[f"? {c}" if c.isdecimal() else c for c in line] for line in requests(filled)]
    found = govie.extract(report(tabs(disclosure(filled)), tabs(lines), tabs(review(filled))))
    assert wrong(filled, found, "requests") == []


@pytest.mark.parametrize("amount", ["69.4 （ 万 元 ）", "69.4 万 元", "69.4（ 万元 ）"])
def test_what_is_printed_of_an_amount_with_spaces_in_its_unit(amount: str) -> None:
    text = f"第二十条第（八）项\n信息内容 本年收费金额\n行政事业性收费 {amount}\n"
    whole = report(text)
    cell = govie.extract(whole).cells["disclosure.fees.amount"]
    assert cell.value == 694_000
    assert cell.start is not None
    assert whole[cell.start : cell.end] == cell.raw
    assert cell.raw is not None
    assert not cell.raw.endswith(("（", "（ ", "万"))


def test_a_lists_mark_on_lines_of_its_own_is_no_empty_cell() -> None:
    filled = filled_form("2019")
    plain = report(tabs(disclosure(filled)), tabs(requests(filled)), tabs(review(filled)))
    marked = "\n".join(f"●\n{line}" if line[:1] >= "一" else line for line in plain.split("\n"))
    assert wrong(filled, govie.extract(marked), "") == []
