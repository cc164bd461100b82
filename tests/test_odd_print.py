"""Cells that print a number in an unusual way, and characters around figures that are none of theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import govie
from govie.report import Report
from govie.tables.prints import Kind, read
from govie.tables.scanning.scan import scan

HEAD = (
    "青岭县农业农村局2020年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（六）项\n"
)
NAMES = (
    "信息内容{0}上一年项目数量{0}本年增/减{0}处理决定数量\n行政处罚{0}{1}\n行政强制{0}5{0}1{0}30\n"
)


def penalties(*cells: str, mark: str = "\t") -> Report:
    return govie.extract(
        HEAD + NAMES.format(mark, mark.join(cells)) + "三、收到和处理政府信息公开申请情况\n无。"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9.1e-01", 0.91),
        ("1.5e3", 1500),
        ("12.034,97", 12034.97),
        ("2) 60", 60),
        ("① 60", 60),
        ("3[^1]", 3),
        ("3^1^", 3),
    ],
)
def test_a_number_in_another_notation(text: str, value: float) -> None:
    cell = read(text)
    assert cell is not None and cell.kind is Kind.NUMBER
    assert cell.value == value


@pytest.mark.parametrize("text", ["--3", "+-3", "ÿ10", "4156\v4156\v4156", "1900-02-07", "21O4.2"])
def test_a_number_that_is_not_sure(text: str) -> None:
    cell = read(text)
    assert cell is not None and cell.kind is Kind.DAMAGED
    assert not cell.sure


@pytest.mark.parametrize(
    ("text", "value"), [("1900-02-07", 38), ("1900-03-01", 61), ("21O4.2", 2104.2)]
)
def test_what_a_damaged_number_most_likely_was(text: str, value: float) -> None:
    cell = read(text)
    assert cell is not None and cell.value == value


@pytest.mark.parametrize("sign", ["\x03", "ÿ", "--"])
def test_a_sign_that_is_lost_leaves_no_number(sign: str) -> None:
    cell = penalties("30", f"{sign}8", "120").cells["disclosure.penalty.change"]
    assert cell.value is None


@pytest.mark.parametrize("name", ["<LRM>", "&lrm;", "\u200e", "\U000e0041"])
def test_invisible_characters_before_a_sign(name: str) -> None:
    cell = penalties("30", f"{name}-8", "120").cells["disclosure.penalty.change"]
    assert cell.value == -8


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6_687", 6687),
        ("6\U000e0041\u200d687", 6687),
        ("32<sup>1</sup>", 32),
        ("32<del>5</del>", 32),
        ("四", 4),
    ],
)
def test_characters_within_a_number(text: str, value: int) -> None:
    cell = penalties("30", "8", text).cells["disclosure.penalty.decisions"]
    assert cell.value == value


@pytest.mark.parametrize("note", ["[1]", "1", "[^2]"])
def test_the_mark_of_a_note_after_a_label(note: str) -> None:
    text = NAMES.format("\t", "30\t8\t120").replace("行政处罚", f"行政处罚{note}")
    found = govie.extract(HEAD + text + "三、收到和处理政府信息公开申请情况\n无。")
    own = [
        found.cells[f"disclosure.penalty.{k}"].value
        for k in ("previous_items", "change", "decisions")
    ]
    assert own == [30, 8, 120]


def test_a_numeral_that_begins_a_label_of_several_lines() -> None:
    """A table in another's cell has an empty cell before the label."""
    text = "\t一\t3\t0\t4\n\t、本年新收\t\t\t"
    cells = scan(text, 0, len(text))
    shown = [(cell.text, cell.is_value) for cell in cells if cell.text]
    assert shown[:2] == [("一", False), ("3", True)]


def test_a_numeral_after_a_label_is_a_value() -> None:
    text = "本年新收\t一\t0\t4"
    cells = scan(text, 0, len(text))
    assert [cell.value for cell in cells if cell.is_value] == [1, 0, 4]


def test_a_label_and_a_number_in_turn() -> None:
    text = "青岭县2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（五）项\n信息内容 本年处理决定数量\n行1政2许0可4\n"
    found = govie.extract(
        text + "第二十条第（六）项\n信息内容 本年处理决定数量\n行政处罚 7\n行政强制 5\n"
    )
    assert found.cells["disclosure.licensing.decisions"].value is None
    assert found.cells["disclosure.penalty.decisions"].value == 7


def test_a_title_at_the_end() -> None:
    text = "一、总体情况\n工作平稳，公开信息132条。\n二、主动公开政府信息情况\n无。\n六、其他需要报告的事项\n无。\n"
    found = govie.extract(text + "霞浦岭县住房和城乡建设局2024年政府信息公开工作年度报告\n")
    assert found.agency == "霞浦岭县住房和城乡建设局"


@pytest.mark.parametrize("above", ["", "首页\n", "2025年\n"])
def test_the_office_of_a_place_that_no_list_has(above: str) -> None:
    found = govie.extract(
        above + "临汐县人民政府办公室2024年政府信息公开工作年度报告\n一、总体情况\n工作平稳。\n"
    )
    assert (found.agency, found.year) == ("临汐县人民政府办公室", 2024)


@pytest.mark.parametrize("mark", ["\v", "\u2028", "\x85"])
def test_breaks_strewn_into_words_end_no_lines(mark: str) -> None:
    """Some programs write a control character after every few characters, in figures too."""
    prose = "本年度我局共主动公开政府信息二百余条，其中通过门户网站公开一百余条，通过其他渠道公开若干条。\n"
    text = (
        HEAD
        + prose
        + NAMES.format("\t", "1280\t3\t120\t")
        + "三、收到和处理政府信息公开申请情况\n无。"
    )
    plain = govie.extract(text)
    strewn = govie.extract(mark.join(text[at : at + 5] for at in range(0, len(text), 5)))
    assert plain.cells["disclosure.penalty.previous_items"].value == 1280
    assert {n: c.value for n, c in strewn.cells.items()} == {
        n: c.value for n, c in plain.cells.items()
    }


ROWS = "30\t3\t120"
REST = "三、收到和处理政府信息公开申请情况\n无。"


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace("\t3", "\t\x1b[1;33m3\x1b[0m"),
        lambda text: "".join(f"&#x{ord(c):x};" if c >= "一" else c for c in text),
        lambda text: "".join(f"&amp;#{ord(c)};" if c >= "一" else c for c in text),
        lambda text: text.replace("\t", "&amp;nbsp;\t"),
        lambda text: text.replace("\t30", "\t{--80--}{++30++}").replace("\t3\t", "\t{~~4~>3~~}\t"),
    ],
    ids=["colors", "entities", "entities escaped", "spaces escaped", "changes tracked"],
)
def test_what_programs_write_around_characters(written: Callable[[str], str]) -> None:
    own = NAMES.format("\t", ROWS)
    cells = govie.extract(HEAD + written(own) + REST).cells
    names = ("previous_items", "change", "decisions")
    assert [cells[f"disclosure.penalty.{n}"].value for n in names] == [30, 3, 120]


def test_soft_line_ends_of_mail() -> None:
    own = NAMES.format(" | ", ROWS.replace("\t", " | "))
    broken = "=\n".join(own[at : at + 9] for at in range(0, len(own), 9))
    cells = govie.extract(HEAD + broken + REST).cells
    names = ("previous_items", "change", "decisions")
    assert [cells[f"disclosure.penalty.{n}"].value for n in names] == [30, 3, 120]


@pytest.mark.parametrize(
    "head",
    [
        "本年收费金额<br>单位：万元",
        "本年收费金额\n信息内容\n单位：万元",
        "本年收费金额（单位：万元）",
    ],
)
def test_the_unit_of_a_head_on_its_second_line(head: str) -> None:
    text = f"第二十条第（八）项\n信息内容\t{head}\n行政事业性收费\t21.5\n"
    cells = govie.extract(HEAD + "行政处罚\t5\n" + text + REST).cells
    assert cells["disclosure.fees.amount"].value == 215_000
