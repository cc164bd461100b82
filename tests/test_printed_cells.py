"""What stands in a table's cells and is no number, cells that lines lack, and print that is no cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from test_styles import (
    Line,
    disclosure,
    filled_form,
    markdown,
    report,
    requests,
    review,
    table_of,
    tabs,
    wrong,
)

import govie


@pytest.mark.parametrize("write", [tabs, markdown])
@pytest.mark.parametrize(
    "mark", ["②", "√", "□", "约3", "未统计", "3~4", "TBD", "#VALUE!", "#DIV/0!", "2、", "2)"]
)
def test_a_cell_that_is_no_number_keeps_its_place(
    write: Callable[[Sequence[Line]], str], mark: str
) -> None:
    filled = filled_form("2021")
    lines = requests(filled)
    row, column = table_of(filled.form, "requests").path(2, 4), 4
    lines[5][3 + column] = mark
    cell = govie.extract(report("", write(lines))).cells
    assert cell[row].confidence < 0.9
    assert cell[row].status != "read"
    others = {p: v for p, v in filled.values.items() if p.startswith("requests.") and p != row}
    assert {p: cell[p].value for p in others} == others


def padded(lines: Sequence[Line], width: int) -> str:
    """Lines that hold their cells without the empty ones, filled up with bars."""
    kept = [[cell for cell in line if cell] for line in lines]
    return "\n".join(" | ".join(k) + " | " + "|" * (width - len(k)) for k in kept)


def test_lines_filled_up_with_bars_do_not_tell_which_cells_are_empty() -> None:
    filled = filled_form("2019")
    rows = {t.name: t for t in filled.form.tables if t.section == "disclosure"}
    lines = disclosure(filled)
    own = next(n for n, line in enumerate(lines) if line[0] == "行政处罚")
    lines[own][2] = ""
    found = govie.extract(report(padded(lines, 4)))
    lacking = [c.path for c in filled.form.cells if c.path.startswith("disclosure.penalty.")]
    assert all(found.cells[p].value is None or found.cells[p].confidence < 0.9 for p in lacking)
    assert len(rows) > 1
    others = {
        p: v for p, v in filled.values.items() if p.startswith("disclosure.") and p not in lacking
    }
    assert {p: found.cells[p].value for p in others} == others


@pytest.mark.parametrize("head", ["本年收费金额(单位:0万元)", "本年收费金额（单位：3万元）"])
def test_a_number_in_the_unit_of_a_head_is_no_cell(head: str) -> None:
    text = f"第二十条第（八）项\t\n信息内容\t{head}\n"
    found = govie.extract(report(text)).cells["disclosure.fees.amount"]
    assert found.value is None


def spaces(lines: Sequence[Line]) -> str:
    return "\n".join(" ".join(cell for cell in line if cell) for line in lines)


@pytest.mark.parametrize("rule", ["1", "I", "l"])
def test_rules_between_columns_that_were_read_as_characters(rule: str) -> None:
    filled = filled_form("2021")
    lines = requests(filled)
    ruled = [*lines[:3], *([*line[:3], *f" {rule} ".join(line[3:]).split()] for line in lines[3:])]
    found = govie.extract(report(tabs(disclosure(filled)), spaces(ruled), tabs(review(filled))))
    assert not wrong(filled, found, ("disclosure", "requests", "review", "litigation"))


def test_digits_that_a_narrow_column_puts_on_the_next_line() -> None:
    filled = filled_form("2021")
    lines = review(filled)
    numbers = [4, 1, 2, 5, 12, 0, 3, 9, 1, 13, 0, 0, 0, 0, 0]
    above, below = [str(n)[0] for n in numbers], [str(n)[1:] or " " for n in numbers]
    text = tabs(lines[:-1]) + "\n" + " ".join(above) + "\n" + " ".join(below).rstrip()
    found = govie.extract(report("", "", text)).cells
    paths = [p for p in filled.values if p.startswith(("review", "litigation"))]
    assert [found[p].value for p in paths] == numbers
    broken = [p for p, n in zip(paths, numbers, strict=True) if n > 9]
    assert all(found[p].status == "repaired" for p in broken)


def test_a_bar_in_a_cell_that_tabs_delimit_is_what_it_holds() -> None:
    filled = filled_form("2021")
    lines = requests(filled)
    path = table_of(filled.form, "requests").path(1, 0)
    lines[4][3] = "|"
    found = govie.extract(report(tabs(disclosure(filled)), tabs(lines), tabs(review(filled))))
    others = {p: v for p, v in filled.values.items() if p != path}
    assert {p: found.cells[p].value for p in others} == others


def test_an_own_last_column_beside_empty_cells() -> None:
    """The totals of the year before stand in every row, and most of the form's cells are empty."""
    filled = filled_form("2021")
    lines = requests(filled, empty=True)
    lines = [[*line, "上年总计" if n == 0 else str(n % 3)] for n, line in enumerate(lines)]
    found = govie.extract(report(tabs(disclosure(filled)), tabs(lines), tabs(review(filled))))
    assert not wrong(filled, found, "requests", empty=True)


def test_rows_without_their_last_empty_cells_and_with_one_before() -> None:
    filled = filled_form("2021")
    table = table_of(filled.form, "requests")
    lines = requests(filled)
    short = (1, 3, len(table.rows) - 1)
    for n in short:
        lines[3 + n] = lines[3 + n][:-1]
    same = [["", "", "".join(line[:3]), "", *line[3:]] for line in lines]
    found = govie.extract(report(tabs(disclosure(filled)), tabs(same), tabs(review(filled))))
    gone = {table.path(n, 6) for n in short}
    for path in (table.path(n, c) for n in range(len(table.rows)) for c in range(7)):
        assert found.cells[path].value == (None if path in gone else filled.values[path])


def test_the_mark_of_a_list_is_no_sign() -> None:
    filled = filled_form("2021")
    tables = (disclosure(filled), requests(filled), review(filled))
    text = report(
        *("\n".join("- " + "; ".join(c for c in line if c) for line in t) for t in tables)
    )
    assert not wrong(
        filled, govie.extract(text), ("disclosure", "requests", "review", "litigation")
    )


@pytest.mark.parametrize("mark", ["(3/9)", "ID 2093", "No.20931"])
def test_marks_of_pages_between_values(mark: str) -> None:
    filled = filled_form("2021")
    cells = [cell for line in requests(filled) for cell in line if cell]
    at = cells.index("（一）予以公开") + 4
    text = "\n".join([*cells[:at], mark, *cells[at:]])
    assert not wrong(filled, govie.extract(report("", text)), "requests")


CURT = {
    "一、本年新收政府信息公开申请数量": "新收", "二、上年结转政府信息公开申请数量": "上年转入",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "部分公开", "1.属于国家秘密": "涉国家秘密",
    "2.其他法律行政法规禁止公开": "法律禁止", "4.保护第三方合法权益": "涉第三方", "5.属于三类内部事务信息": "内部事务",
    "（七）总计": "办结合计", "四、结转下年度继续办理": "转下年",
}  # fmt: skip


def test_rows_of_zeros_and_rows_with_a_total_alone_stay_rows() -> None:
    """Labels in few words continue none of the labels above them."""
    filled = filled_form("2021")
    table = table_of(filled.form, "requests")
    for row in range(len(table.rows)):
        for column in range(7):
            path = table.path(row, column)
            filled.values[path], filled.printed[path] = 0, "0" if row % 2 or column == 6 else ""
    lines = requests(filled, words=CURT)
    found = govie.extract(report(tabs(disclosure(filled)), tabs(lines), tabs(review(filled))))
    for row in (0, 1, 3, 4, 5, 7, 8, 23, 24):
        own = [found.cells[table.path(row, c)].value for c in range(7)]
        assert own == [0 if row % 2 or c == 6 else None for c in range(7)]


def test_names_of_groups_below_each_other_tell_no_order() -> None:
    """A PDF's lines have the name of the rows that reach further up first."""
    filled = filled_form("2021")
    numbers = [0, 0, 0, 1, 1, *[0] * 10]
    head = "结果维持 结果纠正 其他结果 尚未审结 总计"
    lines = ["行政诉讼", "行政复议", "未经复议直接起诉 复议后起诉", " ".join([head] * 3)]
    text = "\n".join([*lines, " ".join(map(str, numbers))])
    found = govie.extract(report(tabs(disclosure(filled)), tabs(requests(filled)), text)).cells
    paths = [p for p in filled.values if p.startswith(("review", "litigation"))]
    assert [found[p].value for p in paths] == numbers


def bars(lines: Sequence[Line]) -> str:
    return "\n".join(" | ".join(line) for line in lines)


def csv(lines: Sequence[Line]) -> str:
    return "\n".join(",".join(line) for line in lines)


def json_rows(lines: Sequence[Line]) -> str:
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def one_label(lines: Sequence[Line]) -> str:
    return tabs([["".join(line[:3]), *line[3:]] for line in lines])


@pytest.mark.parametrize("write", [tabs, markdown, bars, csv, json_rows, one_label])
@pytest.mark.parametrize("words", ["若干", "约", "约3", "同上", "详见附件", "2、", "甲"])
@pytest.mark.parametrize(
    ("rows", "columns"),
    [([2], [0]), ([2], [3]), ([2], [6]), ([0, 5, 23], [0, 6]), ([2, 9, 14], [0, 1]), ([4, 5], [6])],
)
def test_words_in_the_first_or_the_last_cell_shift_no_row(
    write: Callable[[Sequence[Line]], str], words: str, rows: list[int], columns: list[int]
) -> None:
    filled = filled_form("2021")
    lines = requests(filled)
    table = table_of(filled.form, "requests")
    for row in rows:
        for column in columns:
            lines[3 + row][3 + column] = words
    own = {table.path(row, column) for row in rows for column in columns}
    found = govie.extract(report(*map(write, (disclosure(filled), lines, review(filled)))))
    assert all(found.cells[p].value is None or found.cells[p].confidence < 0.9 for p in own)
    others = {p: v for p, v in filled.values.items() if p.startswith("requests.") and p not in own}
    assert {p: found.cells[p].value for p in others} == others


def test_a_number_with_its_unit_after_words_is_one() -> None:
    filled = filled_form("2021")
    lines = requests(filled)
    lines[5][3] = "共3件"
    found = govie.extract(report(tabs(disclosure(filled)), tabs(lines), tabs(review(filled))))
    assert found.cells[table_of(filled.form, "requests").path(2, 0)].value == 3
