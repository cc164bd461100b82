"""Small tables whose columns a PDF converter prints one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from govie.form import forms
from govie.tables import labels
from govie.tables.scanning.scan import scan
from govie.tables.scattered import columns

GRID = labels.grid(forms()["2019"], "disclosure")
LABELS = ["信息内容", "规章", "规范性文件", "信息内容", "行政许可", "其他对外管理服务事项"]
FIRST = ["第二十条第（一）项", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
SECOND = ["第二十条第（五）项", "上一年项目数量", "本年增/减", "处理决定数量"]
VALUES = {
    "regulations.made": 1, "regulations.published": 2, "regulations.published_total": 3,
    "normative_documents.made": 4, "normative_documents.published": 5,
    "normative_documents.published_total": 60,
    "licensing.previous_items": 7, "licensing.change": -8, "licensing.decisions": 900,
    "other_services.previous_items": 10, "other_services.change": 11, "other_services.decisions": 12,
}  # fmt: skip


def read(blocks: Sequence[str]) -> dict[str, object]:
    text = "\n\n".join(blocks)
    reading = columns.read(scan(text, 0, len(text)), GRID)
    if reading is None:
        return {}
    return {
        GRID.rows[a.row].path(c).partition(".")[2]: cell.value
        for a in reading.rows
        for c, cell in enumerate(a.slots)
        if cell is not None
    }


def test_each_number_a_block_of_its_own() -> None:
    first, second = ["1", "4", "2", "5", "3", "60"], ["7", "10", "-8", "11", "900", "12"]
    assert read([*LABELS, *FIRST, *first, *SECOND, *second]) == VALUES


def test_each_column_a_block_under_its_head() -> None:
    blocks = [
        "\n".join(LABELS), FIRST[0] + "\n" + FIRST[1] + "\n1\n4", FIRST[2] + "\n2\n5", FIRST[3] + "\n3\n60",
        "\n".join([*SECOND[:2], "7", "10"]), SECOND[2] + "\n-8\n11", SECOND[3] + "\n900\n12",
    ]  # fmt: skip
    assert read(blocks) == VALUES


def test_lines_of_one_block_are_read_across() -> None:
    blocks = [
        "\n".join(LABELS), "\n".join([*FIRST[:3], "1", "2", "4", "5"]), FIRST[3] + "\n3\n60",
        "\n".join([*SECOND, "7", "-8", "900", "10", "11", "12"]),
    ]  # fmt: skip
    assert read(blocks) == VALUES


def test_a_caption_may_stand_among_the_numbers_of_the_table_before() -> None:
    first, second = ["2", "5", "3", "60"], ["7", "10", "-8", "11", "900", "12"]
    assert read([*LABELS, *FIRST, "1", "4", SECOND[0], *first, *SECOND[1:], *second]) == VALUES


def test_only_what_both_orders_agree_on_is_read() -> None:
    """Without a blank line between them, four numbers under two heads may go down or across."""
    blocks = [*LABELS, *FIRST[:3], "1", "4\n2", "5", FIRST[3], "3", "60"]
    found = read(blocks)
    assert found["regulations.published_total"] == 3
    assert all(VALUES[path] == value for path, value in found.items())


@pytest.mark.parametrize("delimited", ["\t", "|"])
def test_delimited_cells_are_not_for_heads_to_place(delimited: str) -> None:
    text = "\n".join(
        [delimited.join(["信息内容", *FIRST[1:]]), delimited.join(["规章", "1", "2", "3"])] * 4
    )
    assert columns.read(scan(text, 0, len(text)), GRID) is None
