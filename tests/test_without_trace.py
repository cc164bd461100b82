"""Empty cells without a trace, and what stands in their place: rows of nothing, remarks, lines that lose their end."""

from __future__ import annotations

import pytest
from layouts import Filled
from test_written_as import filled_form

import govie
from govie.form import forms
from govie.tables import apart, labels
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.rows import quality
from govie.tables.rows.quality import Read
from govie.tables.scanning.scan import scan
from govie.tables.strips import layout

TABLE = next(t for t in forms()["2021"].tables if t.name == "requests")
OUTCOMES = range(2, len(TABLE.rows) - 2)
HEAD = ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"]


def report(lines: list[str]) -> str:
    opening = ["青禾县2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    return "\n".join([*opening, *lines, "四、政府信息公开行政复议、行政诉讼情况", "无。"])


def figures() -> list[list[int]]:
    """A table that adds up: three outcomes of persons, one of businesses, all others nothing."""
    rows = [[0] * 7 for _ in TABLE.rows]
    for row, column, number in ((2, 0, 11), (5, 0, 3), (9, 0, 5), (12, 1, 2)):
        rows[row][column] = rows[row][6] = number
    for column in range(7):
        rows[-2][column] = sum(rows[n][column] for n in OUTCOMES)
    rows[0] = [*rows[-2]]
    return rows


def test_rows_of_nothing_take_part_in_the_sums() -> None:
    rows = figures()
    lines = [*HEAD, " ".join(c.text for c in TABLE.columns)]
    for row, own in zip(TABLE.rows, rows, strict=True):
        whole = row is TABLE.rows[0] or row is TABLE.rows[-2]
        numbers = [str(n) for n in own if n or whole]
        lines.append(" ".join([row.text, *numbers]))
    found = govie.extract(report(lines)).cells
    for row, column, number in ((5, 0, 3), (9, 0, 5), (12, 1, 2)):
        assert found[TABLE.path(row, column)].value == number
        assert found[TABLE.path(row, column)].confidence > 0.7


def test_a_row_that_was_lost_is_no_row_of_nothing() -> None:
    rows = figures()
    lines = [*HEAD, " ".join(c.text for c in TABLE.columns)]
    for number, (row, own) in enumerate(zip(TABLE.rows, rows, strict=True)):
        whole = row is TABLE.rows[0] or row is TABLE.rows[-2]
        numbers = [str(n) for n in own if n or whole] if number != 9 else []
        lines.append(" ".join([row.text, *numbers]))
    found = govie.extract(report(lines)).cells
    given = [found[TABLE.path(row, c)] for row in (5, 12) for c in range(6)]
    assert not any(cell.value is not None and cell.confidence >= 0.9 for cell in given)


def lines_of(
    filled: Filled, mark: str, remarks: list[str], *, trimmed: bool, merged: bool
) -> list[str]:
    """The request table with a column of remarks, the label in one of three columns or in as many as it has."""
    lines = [
        mark.join([HEAD[0], HEAD[1], "备注"]),
        mark.join([*[""] * (0 if merged else 3), *(c.text for c in TABLE.columns), "备注"]),
    ]
    for number, row in enumerate(TABLE.rows):
        depth = 1 if row.group else 0
        label = [*[""] * depth, row.text, *([] if merged else [""] * (2 - depth))]
        cells = [
            filled.printed.get(p, filled.values[p])
            for p in (TABLE.path(number, c) for c in range(7))
        ]
        printed = [str(int(c)) if isinstance(c, float | int) else c or "" for c in cells]
        line = mark.join([*label, *printed, remarks[number % len(remarks)]])
        lines.append(line.rstrip(mark) if trimmed else line)
    return lines


@pytest.mark.parametrize("spare", [0, 2])
@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize(("mark", "trimmed"), [("\t", False), ("\t", True), ("|", False)])
@pytest.mark.parametrize("pattern", ["", "only totals"])
def test_remarks_are_not_totals(
    pattern: str, mark: str, trimmed: bool, merged: bool, spare: int
) -> None:
    """Nor where empty columns follow them."""
    filled = filled_form("2021", pattern, "remarks")
    lines = lines_of(filled, mark, ["无", "", "无"], trimmed=trimmed, merged=merged)
    text = report([line + (0 if trimmed else spare) * mark for line in lines])
    found = govie.extract(text).cells
    paths = [p for p in filled.values if p.startswith("requests")]
    assert [p for p in paths if found[p].value != filled.values[p]] == []


@pytest.mark.parametrize("mark", ["\t", " | ", ","])
@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("2.其他法律行政法规禁止公开", "2.法律、行政法规禁止公开"),
        ("5.属于三类内部事务信息", "5.三类内部事务信息"),
        ("7.属于行政执法案卷", "行政执法案卷"),
    ],
)
def test_a_label_in_other_words_does_not_go_on_the_row_above(
    label: str, printed: str, mark: str
) -> None:
    """Though both rows are full of zeros, one of which might be a second print of the other."""
    lines = [*HEAD, mark.join(["", *(c.text for c in TABLE.columns)])]
    for row in TABLE.rows:
        lines.append(mark.join([printed if row.text == label else row.text, *"0000000"]))
    found = govie.extract(report(lines)).cells
    paths = [TABLE.path(row, column) for row in range(len(TABLE.rows)) for column in range(7)]
    assert {found[path].value for path in paths} == {0}


@pytest.mark.parametrize("mark", ["\t", "\n"])
@pytest.mark.parametrize("name", ["小计", "合计"])
def test_a_subtotal_of_organizations_is_left_out(name: str, mark: str) -> None:
    """Also beside another column with the same number."""
    columns = [c.text for c in TABLE.columns]
    lines = [*HEAD, mark.join([*columns[:6], name, columns[6]])]
    for number, row in enumerate(TABLE.rows):
        own = [number, 2, 0, 0, 4, 4]
        lines.append(mark.join(map(str, [row.text, *own, 10, number + 10])))
    found = govie.extract(report(lines)).cells
    for number in range(len(TABLE.rows)):
        values = [found[TABLE.path(number, column)].value for column in range(7)]
        assert values == [number, 2, 0, 0, 4, 4, number + 10]


def test_a_row_of_marks_for_nothing_is_no_row_to_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where empty cells leave no trace, it has fewer marks than columns, and no number that might be another's."""
    lines = [*HEAD, " ".join(c.text for c in TABLE.columns)]
    for number, (row, own) in enumerate(zip(TABLE.rows, figures(), strict=True)):
        lines.append(" ".join([row.text, *(["—", "/"] if number == 14 else map(str, own))]))
    searched: list[object] = []
    monkeypatch.setattr(apart, "scattered", lambda *given: searched.append(given))
    found = govie.extract(report(lines)).cells
    assert not searched
    assert all(found[TABLE.path(14, c)].value is None for c in range(7))
    assert found[TABLE.path(9, 0)].value == 5


def test_marks_for_nothing_that_remarks_are_leave_no_number_over() -> None:
    text = f"{TABLE.rows[0].text} 4 0 0 0 0 0 4\n/\n—\n5\n{TABLE.rows[1].text} 0 0 0 0 0 0 0"
    grid = labels.grid(forms()["2021"], "requests")
    cells = scan(text, 0, len(text))
    rows = [c for c in cells if c.is_value and c.text not in "/—5"]
    placed = [Assignment(n, tuple(rows[7 * n :][:7]), 0.0, 0.0, "anchor") for n in range(2)]
    known = Read(grid, layout.strip(cells, grid), (Hypothesis(tuple(placed), 0.0, 3),))
    assert quality._left_over(known) == 1


def test_a_word_for_nothing_between_values_begins_no_label() -> None:
    """Below it the label of the next line goes on as the form's 无法提供 does."""
    text = "1 0 — 无 0\n法提供 3 0"
    cells = scan(text, 0, len(text))
    assert [c.text for c in cells if c.is_value] == ["1", "0", "—", "无", "0", "3", "0"]


def test_a_number_that_a_page_parts_from_its_unit_has_no_value() -> None:
    head = "青禾县教育局2019 年政府信息公开工作年度报告\n"
    for between, known in (("", False), (head, True)):
        text = f"政府集中采购 5 个 8000\n{between}元\n三、收到和处理政府信息公开申请情况"
        cells = [c for c in scan(text, 0, len(text)) if c.is_value]
        assert [c.value for c in cells] == [5, None if known else 8000]
