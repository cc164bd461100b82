"""A region's text as cells: labels as words, numbers, empty cells and marks as None, damage in a tuple."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import by_line, fill, report
from scoring import wrong

from govie.form import forms
from govie.tables.cells import Cell
from govie.tables.prints import Kind, Number
from govie.tables.scanning import joins
from govie.tables.scanning.scan import scan
from govie.text.lines import is_prose
from govie.text.source import Source

Shown = str | Number | None | tuple[Number | None]


def shown(cell: Cell) -> Shown:
    if cell.kind is Kind.LABEL:
        return cell.text
    if cell.kind in (Kind.NOTHING, Kind.EMPTY):
        return None
    number = None if cell.value is None else round(cell.value * cell.scale, 4)
    return (number,) if cell.kind is Kind.DAMAGED else number


def read(raw: str) -> list[Shown]:
    view = Source.of(raw).view
    return [shown(c) for c in scan(view, 0, len(view))]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # label and figure glued
        ("行政处罚58", ["行政处罚", 58]),
        ("行政处罚58行政强制3", ["行政处罚", 58, "行政强制", 3]),
        ("予以公开12 0 3", ["予以公开", 12, 0, 3]),
        ("3要求提供公开出版物", [3, "要求提供公开出版物"]),
        # list numbers belong to their label
        ("2.重复申请\t6", ["2.重复申请", 6]),
        ("2．重复申请\t6", ["2.重复申请", 6]),
        ("4、保护第三方合法权益 9", ["4、保护第三方合法权益", 9]),
        ("（七）总计\t31", ["(七)总计", 31]),
        ("(2)部分公开 7", ["(2)部分公开", 7]),
        ("第二十条第（5）项 8", ["第二十条第(5)项", 8]),
        ("0001.属于国家秘密", [0, 0, 0, "1.属于国家秘密"]),
        # nobody prints a leading zero
        ("00", [0, 0]),
        ("0012", [0, 0, 12]),
        ("07 0", [0, 7, 0]),
        ("0.5", [0.5]),
        # separators, signs, units
        ("1,204", [1204]),
        ("1，204，311", [1204311]),
        ("+15\t-6", [15, -6]),
        ("－6", [-6]),
        ("17件", [17]),
        # broken before the decimal point
        ("307\n.52", [307.52]),
        ("收费\t1,307 .52\t7", ["收费", 1307.52, 7]),
        ("17 件\t4项", [17, 4]),
        ("311.25万元", [3112500]),
        ("311.25 万元", [3112500]),
        ("2亿元", [200000000]),
        ("８６", [86]),
        # a remark counts nothing
        ("9（其中新增2件）\t5", [9, 5]),
        ("9 （含转办2件）\n5", [9, 5]),
        # blanks
        ("-\t/\t—\t无", [None] * 4),
        ("－ ／ –", [None] * 3),
        ("空 暂无 N/A", [None] * 3),
        # what OCR makes of digits, alone in its field
        ("O\tl\tU", [(0,), (1,), (0,)]),
        ("1O l2", [(10,), (12,)]),
        ("Z3 S B", [(23,), (5,), (8,)]),
        ("口 〇", [(0,), (0,)]),
        ("lO件", ["lO件"]),
        ("Word版 4", ["Word版", 4]),
        # page marks and rules
        ("7\n- 3 -\n8", [7, 8]),
        ("7\n— 12 —\n8", [7, 8]),
        ("7\n第 3 页 共 9 页\n8", [7, 8]),
        ("7\n2/6\n8", [7, 8]),
        ("7\n-----\n8", [7, 8]),
        ("7\n└──┴──┘\n8", [7, 8]),
        # a figure that broke at its separator; a separator between cells
        ("9 ,800\t4", [9800, 4]),
        ("3\n，638\n7", [3638, 7]),  # no cell begins with the mark of thousands
        ("3, 12, 5", [3, ",", 12, ",", 5]),
        ("3,1,53", [3, ",", 1, ",", 53]),
        ("12 ,34", [12, ",", 34]),
        # pipe tables
        (
            "| 重复申请 | 3 | 0 |\n|---|---|---|\n| 其他 | 1 | |",
            ["重复申请", 3, 0, "其他", 1, None],
        ),
        ("│重复申请│3│0│\n│其他│1│ │", ["重复申请", 3, 0, "其他", 1, None]),
        # numbers of words and of sentences
        ("〔2026〕18号", ["〔2026〕18号"]),
        ("2026年数量 5", ["2026年数量", 5]),
        ("满意率98%", ["满意率98%"]),
        ("本表统计46件，含上级转来5件，均已答复。\n重复申请\t2", ["重复申请", 2]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_scan(text: str, tokens: list[Shown]) -> None:
    assert read(text) == tokens


def test_the_long_labels_of_the_form_are_no_prose() -> None:
    label = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    assert read(label + "\t4") == [label, 4]
    assert read("（二）部分公开（区分处理的，只计这一情形，不计其他情形）3")[-1] == 3


@pytest.mark.parametrize(
    ("words", "prose"),
    [
        ("今年共接待来访15人次，同比略有增加，群众较为满意。", True),
        ("网站更新及时；栏目齐全", True),
        ("自然人", False),
        ("本年新收政府信息公开申请数量", False),
        ("1,204", False),
        ("第一项加第二项之和，等于第三项加第四项之和", False),
    ],
)
def test_prose(words: str, prose: bool) -> None:
    assert is_prose(words) is prose


def test_a_unit_on_the_next_line_belongs_to_its_figure() -> None:
    (token,) = scan("36.5\n万元", 0, 7)
    assert shown(token) == 365000
    assert (token.start, token.end) == (0, 7)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("收费\t36.5\t\t\n\t万元\t\t", [365000]),
        ("收费\t\t36.5\t\n\t\t（万元）\t", [365000]),
        ("采购\t12\t\t36.5\t\n\t\t\t万元\t", [12, 365000]),
        # each number's unit below it
        ("采购\t12\t36.5\t\n\t项\t万元\t", [12, 365000]),
        # no number stands above it
        ("收费\t36.5\t\t\n\t\t万元\t", [36.5]),
        ("收费\t36.5\t\t\n万元\t\t\t", [36.5]),
        # nor does the number's own line stand right above
        ("收费\t36.5\t\t\n\t\t\t\n\t\t\t\n\t万元\t\t", [36.5]),
    ],
)
def test_a_unit_below_its_number_belongs_to_it(text: str, numbers: list[float]) -> None:
    view = Source.of(text).view
    found = scan(view, 0, len(view))
    assert [shown(c) for c in found if c.is_printed] == numbers


CHANGES = [(2, 20, 3, 1, 5), (20, 2, 12, 4, 1), (9, 9, 9, 9, 9)]


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("printed", ["（{}）", "({})", "( {} )", "（{} ）", "（{}）项"])
@pytest.mark.parametrize(
    "mark", [("\n", "\n"), ("\n\n", "\n\n"), ("\t", "\n"), (" | ", "\n"), (" ", "\n"), (" ", " ")]
)
def test_changes_in_brackets_are_less_than_0(
    mark: tuple[str, str], printed: str, changes: tuple[int, ...]
) -> None:
    """They look like numbers of a list; the last one stands right before the next table's head."""
    filled = fill(forms()["2019"], random.Random(3), 0.9, 9)
    paths = [p for p in filled.values if p.endswith(".change")]
    for path, value in zip(paths, changes, strict=True):
        filled.values[path], filled.printed[path] = -value, printed.format(value)
    between, end = mark
    text = report(filled, by_line(between, between, end), random.Random(1)).text
    assert not wrong(filled, text, "disclosure")


@pytest.mark.parametrize(
    "text",
    ["12\n(2)其他对外管理服务事项\n5", "行政许可\n(2)\n5", "12\n(2)行政许可\n5\n(3)行政处罚\n7"],
)
def test_numbers_of_a_list_in_brackets_are_no_changes(text: str) -> None:
    """Words follow them, or no number stands before."""
    found = scan(text, 0, len(text))
    assert joins.signed(found) == found


def test_a_piece_of_a_label_with_marks_of_line_ends_is_no_sentence() -> None:
    text = "|（二）<br>（区分|部分<br>处理|公开<br>的，只<br>，计这<br>一种）|8|0|\n" * 6
    assert read(text)[:5] == [
        "(二)\v   (区分",
        "部分\v   处理",
        "公开\v   的,只\v   ,计这\v   一种)",
        8,
        0,
    ]


def test_layout_is_remembered() -> None:
    cells = scan("规章\t3\t\t\t4\n\n\n5", 0, 14)
    assert [c.text for c in cells] == ["规章", "3", "", "", "4", "5"]
    assert [c.line for c in cells] == [0, 0, 0, 0, 0, 3]
    assert [c.fields for c in cells] == [5, 5, 5, 5, 5, 1]
    assert [c.field for c in cells] == [0, 1, 2, 3, 4, 0]
    assert cells[-1].breaks == 3


@given(st.lists(st.integers(0, 10**7), min_size=1), st.data())
def test_separate_numbers_are_read_back(numbers: list[int], data: st.DataObject) -> None:
    marks = st.sampled_from([" ", "\t", "\n", "\n\t", "\n\n", "   ", "\t\t", " \n"])
    text = "".join(str(n) + data.draw(marks) for n in numbers)
    assert [n for n in read(text) if n is not None] == numbers


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=9))
def test_numbers_between_pipes_are_read_back(numbers: list[int]) -> None:
    assert read(("| " + " | ".join(map(str, numbers)) + " |\n") * 3) == numbers * 3


@given(
    st.lists(
        st.text("重复申请其他总计0123456789.,、+-/|OlU（）()件万元年 \t\n。，", max_size=8)
        | st.text()
    ),
    st.integers(0, 5),
)
def test_cells_stand_where_they_say(pieces: list[str], start: int) -> None:
    view = Source.of("".join(pieces)).view
    start = min(start, len(view))
    at = start
    for cell in scan(view, start, len(view)):
        assert at <= cell.start <= cell.end <= len(view)
        at = cell.end


@pytest.mark.parametrize("text", ["- 05", "+ 007", "-5、其他", "- 3.属于国家秘密", "+0、0"])
def test_signs_before_odd_figures_stop_nothing(text: str) -> None:
    for cell in scan(text, 0, len(text)):
        assert text[cell.start : cell.end] == cell.text


@pytest.mark.parametrize(
    "noise", ["-" * 4000 + "x", "9" * 6000, "1(" * 8000 + "\n)", "字1]" * 8000, "1\n,23" * 8000]
)
def test_noise_takes_no_longer_than_its_length(noise: str) -> None:
    start = time.process_time()
    scan(noise, 0, len(noise))
    assert time.process_time() - start < 5


def test_a_mark_for_nothing_beside_a_number_is_a_cell() -> None:
    """无 in words of the form has other words after it: 无法提供, 无正当理由."""
    text = "规章无725无\n1.本机关无法提供3"
    found = [(c.kind, c.text) for c in scan(text, 0, len(text))]
    assert found == [
        (Kind.LABEL, "规章"),
        (Kind.NOTHING, "无"),
        (Kind.NUMBER, "725"),
        (Kind.NOTHING, "无"),
        (Kind.LABEL, "1.本机关无法提供"),
        (Kind.NUMBER, "3"),
    ]
