"""Tables of which an agency fills in the totals only, or natural persons and totals; empty cells leave no trace."""

from __future__ import annotations

from collections.abc import Sequence

import govie
from govie.form import forms
from govie.report import CellValue

TABLE = next(t for t in forms()["2021"].tables if t.name == "requests")
ROWS = range(len(TABLE.rows))
OUTCOMES = range(2, len(TABLE.rows) - 2)
PERSONS, TOTAL = 0, len(TABLE.columns) - 1
HEAD = ["三、收到和处理政府信息公开申请情况", "申请人情况"]


def column(step: int) -> list[int]:
    """A column that adds up."""
    outcomes = [step * n % 7 for n in OUTCOMES]
    return [sum(outcomes), 4, *outcomes, sum(outcomes), 4]


def read(rows: Sequence[Sequence[object]]) -> dict[str, CellValue]:
    lines = [" ".join([TABLE.rows[n].text, *map(str, own)]) for n, own in enumerate(rows)]
    names = " ".join(c.text for c in TABLE.columns)
    text = "\n".join(["青禾县2022年政府信息公开工作年度报告", *HEAD, names, *lines])
    cells = govie.extract(text).cells
    return {path: cells[path] for row in ROWS for path in map(TABLE.path, [row] * 7, range(7))}


def given(cells: dict[str, CellValue], place: int) -> list[float | None]:
    return [cells[TABLE.path(row, place)].value for row in ROWS]


def test_one_number_in_each_row_is_its_total() -> None:
    cells = read([[n] for n in column(3)])
    assert given(cells, TOTAL) == column(3)
    others = [cells[TABLE.path(row, c)] for row in ROWS for c in range(TOTAL)]
    assert all(c.value is None for c in others)
    assert all(c.confidence < 0.9 for c in cells.values() if c.value is not None)


def test_a_page_number_after_a_row_is_none_of_its_own() -> None:
    rows: list[list[object]] = [[n] for n in column(3)]
    rows[7].append("\n2")
    assert given(read(rows), TOTAL) == column(3)


def test_two_numbers_are_persons_and_the_total_that_is_never_less() -> None:
    persons = [min(n, 2) for n in column(3)]
    cells = read([*zip(persons, column(3), strict=True)])
    assert given(cells, PERSONS) == persons
    assert given(cells, TOTAL) == column(3)
    assert all(c.confidence < 0.9 for c in cells.values() if c.value is not None)


def test_of_such_a_table_a_row_with_one_number_has_a_total() -> None:
    rows = [[min(n, 2), n] if n else [n] for n in column(3)]
    cells = read(rows)
    assert given(cells, TOTAL) == column(3)
    assert given(cells, PERSONS) == [own[0] if len(own) > 1 else None for own in rows]


def test_a_second_number_that_is_less_is_no_total() -> None:
    cells = read([[n, n // 2] for n in column(3)])
    assert not any(given(cells, TOTAL))


def test_numbers_of_rows_that_a_narrow_column_breaks() -> None:
    lines = [*HEAD, "序", "号", *(c.text for c in TABLE.columns)]
    for row, number in zip(ROWS, column(3), strict=True):
        lines += [*str(row + 1), f"{TABLE.rows[row].text} {number}"]
    cells = govie.extract("\n".join(["青禾县2022年政府信息公开工作年度报告", *lines])).cells
    assert [cells[TABLE.path(row, TOTAL)].value for row in ROWS] == column(3)


def test_the_last_name_of_numbered_columns_may_end_a_line() -> None:
    names = [*(c.text for c in TABLE.columns[:4]), " ".join(["务机构", "其他"])]
    lines = [*HEAD, "序", "号", *names]
    for row, number in zip(ROWS, column(3), strict=True):
        lines += [*str(row + 1), f"{TABLE.rows[row].text} {number}"]
    cells = govie.extract("\n".join(["青禾县2022年政府信息公开工作年度报告", *lines])).cells
    assert [cells[TABLE.path(row, TOTAL)].value for row in ROWS] == column(3)
