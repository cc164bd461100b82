"""Empty cells without a trace, and what stands in their place: rows of nothing, remarks, lines that lose their end."""

from __future__ import annotations

import pytest
from layouts import Filled
from test_written_as import filled_form

import govie
from govie.form import forms

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


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize(("mark", "trimmed"), [("\t", False), ("\t", True), ("|", False)])
@pytest.mark.parametrize("pattern", ["", "only totals"])
def test_remarks_are_not_totals(pattern: str, mark: str, trimmed: bool, merged: bool) -> None:
    filled = filled_form("2021", pattern, "remarks")
    text = report(lines_of(filled, mark, ["无", "", "无"], trimmed=trimmed, merged=merged))
    found = govie.extract(text).cells
    paths = [p for p in filled.values if p.startswith("requests")]
    assert [p for p in paths if found[p].value != filled.values[p]] == []
