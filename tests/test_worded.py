"""Cells in which an agency writes words for a number: they have no value, and the cells after them keep their columns."""

from __future__ import annotations

import pytest

import govie

TITLE = "云溪县水利局2020年政府信息公开工作年度报告\n\n二、主动公开政府信息情况\n"
ROWS = (
    ("第二十条第（一）项", "信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
    ("规章", "{}", "4", "17"),
    ("规范性文件", "6", "{}", "23"),
    ("第二十条第（五）项", "信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    ("行政许可", "38", "{}", "512"),
    ("其他对外管理服务事项", "9", "{}", "{}"),
    ("第二十条第（六）项", "信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    ("行政处罚", "{}", "-2", "61"),
    ("行政强制", "14", "+3", "{}"),
)
PATHS = (
    *(f"regulations.{c}" for c in ("made", "published", "published_total")),
    *(f"normative_documents.{c}" for c in ("made", "published", "published_total")),
    *(
        f"{row}.{c}"
        for row in ("licensing", "other_services", "penalty", "coercion")
        for c in ("previous_items", "change", "decisions")
    ),
)
PRINTED = [None, 4, 17, 6, None, 23, 38, None, 512, 9, None, None, None, -2, 61, 14, 3, None]
WORDS = (
    "未增未减", "同上年", "和往年一样", "未统计", "不详", "详见附件", "详见附件2", "本局2020年未制发", "截至年底无",
    "溪水发〔2020〕7号", "无。", "2020年度没有", "见备注",
)  # fmt: skip


def values(words: str, mark: str) -> list[object]:
    text = TITLE + "\n".join(mark.join(row) for row in ROWS).replace("{}", words) + "\n"
    found = govie.extract(text).cells
    return [found[f"disclosure.{path}"].value for path in PATHS]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("mark", ["\n", "\n\n", " | ", " |\n", "\t", " ", ","])
def test_words_are_a_cell_of_their_own(words: str, mark: str) -> None:
    if words == "无。" and mark in " ,":
        return  # a sentence
    assert values(words, mark) == PRINTED


def of_2023(mark: str, *rows: tuple[str, ...]) -> list[tuple[object, str]]:
    """What the rows 行政处罚, 行政强制 of a report on 2023 hold, which prints ``rows``."""
    table = (
        ("第二十条第（五）项",), ("信息内容", "本年处理决定数量"), ("行政许可", "8"),
        ("第二十条第（六）项",), ("信息内容", "本年处理决定数量"), *rows,
        ("第二十条第（八）项",), ("信息内容", "本年收费金额（单位：万元）"), ("行政事业性收费", "5"),
    )  # fmt: skip
    text = TITLE.replace("2020", "2023") + "\n".join(map(mark.join, table)) + "\n"
    found = govie.extract(text).cells
    assert found["disclosure.fees.amount"].value == 50_000
    cells = (found[f"disclosure.{row}.decisions"] for row in ("penalty", "coercion"))
    return [(cell.value, cell.status) for cell in cells]


def test_a_row_of_words_is_blank() -> None:
    rows = ("行政处罚", "本年未作出"), ("行政强制", "21")
    assert of_2023("\t", *rows) == [(None, "blank"), (21, "read")]


def test_labels_one_after_the_other_are_no_cells() -> None:
    labels = ["第二十条第（五）项", "信息内容", "行政许可", "公共服务", "第二十条第（六）项"]
    labels += ["信息内容", "行政处罚", "行政强制"]
    values = ["本年处理决定数量", "8", "3", "本年处理决定数量", "31", "21"]
    text = TITLE.replace("2020", "2023") + "\n".join([*labels, "", *values]) + "\n"
    assert govie.extract(text).cells["disclosure.licensing.decisions"].status != "blank"


@pytest.mark.parametrize("own", ["行政确认", "其中：县级", "行政检查（次）"])
@pytest.mark.parametrize("mark", ["\n", "\t"])
def test_the_label_of_a_row_of_the_agency_s_own_is_no_cell(own: str, mark: str) -> None:
    rows = ("行政处罚", "31"), (own, "7"), ("行政强制", "21")
    assert of_2023(mark, *rows) == [(31, "read"), (21, "read")]


def test_words_between_numbers_of_one_cell_leave_it_without_a_value() -> None:
    found = values("增3减8", " | ")
    assert [found[n] for n in (7, 10, 12)] == [None, None, None]
    assert [found[n] for n in (1, 2, 8, 13, 14)] == [4, 17, 512, -2, 61]


@pytest.mark.parametrize(
    ("printed", "change"), [("取消6", -6), ("核减6项", -6), ("减6", -6), ("新增6", 6), ("增6项", 6)]
)
def test_the_sign_of_a_change_may_be_a_word(printed: str, change: int) -> None:
    text = TITLE + "\n".join(" | ".join(row) for row in ROWS).replace("{}", printed) + "\n"
    assert govie.extract(text).cells["disclosure.licensing.change"].value == change
