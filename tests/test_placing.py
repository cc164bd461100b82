"""Rows and heads out of the usual order: what tells where their cells belong."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from layouts import Filled, fill

import govie
from govie.form import forms
from govie.report import Report
from govie.tables.formats import delimiters
from govie.tables.labels import grid as grid_of
from govie.tables.prints import Kind, read
from govie.tables.scanning import cleaning
from govie.tables.scanning.scan import scan
from govie.tables.scattered import paired

FORM = forms()["2021"]
REQUESTS = next(t for t in FORM.tables if t.name == "requests")
REVIEWS = grid_of(FORM, "review_litigation")
HEADS = [c.text for c in REQUESTS.columns]
TITLE = "云岭镇人民政府2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
NEXT = "四、政府信息公开行政复议、行政诉讼情况\n"

Line = tuple[list[str], list[str]]
"""A row's labels and its cells."""


def lines(filled: Filled) -> list[Line]:
    found = []
    for number, row in enumerate(REQUESTS.rows):
        labels = [row.group, row.text] if row.group else [row.text]
        cells = [filled.printed[REQUESTS.path(number, c)] for c in range(len(HEADS))]
        found.append((labels, cells))
    return found


def wrong(filled: Filled, report: Report) -> list[str]:
    paths = [REQUESTS.path(r, c) for r in range(len(REQUESTS.rows)) for c in range(len(HEADS))]
    return [p for p in paths if report.cells[p].value != filled.values[p]]


def text(rows: Sequence[Sequence[str]], sep: str = "\t") -> str:
    return TITLE + "\n".join(sep.join(row) for row in rows) + "\n" + NEXT


def tabbed(rows: Sequence[Line]) -> list[list[str]]:
    """``rows`` with two columns of labels."""
    return [[*labels, *[""] * (2 - len(labels)), *cells] for labels, cells in rows]


@pytest.fixture
def filled() -> Filled:
    return fill(FORM, random.Random(3), density=0.7)


def test_a_row_label_that_is_a_column_name_is_no_head(filled: Filled) -> None:
    # 3.其他 stands before the row whose first field is empty.
    for row in range(len(REQUESTS.rows)):
        path = REQUESTS.path(row, 6)
        filled.values[path], filled.printed[path] = None, ""
    rows = [["", "", *HEADS], *tabbed(lines(filled))]
    assert not wrong(filled, govie.extract(text(rows)))


def test_a_column_of_the_agency_is_named_in_the_head(filled: Filled) -> None:
    rows = [["", "", *HEADS[:6], "小计", "总计"]]
    for labels, cells in lines(filled):
        own = str(sum(map(int, cells[1:6])))
        rows.append([*labels, *[""] * (2 - len(labels)), *cells[:6], own, cells[6]])
    assert not wrong(filled, govie.extract(text(rows)))


def test_a_whole_label_on_the_line_of_its_cells_is_followed(filled: Filled) -> None:
    rows = lines(filled)
    rows[6], rows[7] = rows[7], rows[6]
    assert not wrong(filled, govie.extract(text([[*a, *b] for a, b in rows], "  ")))


def test_labels_after_their_rows(filled: Filled) -> None:
    rows = [[*HEADS], *([*cells, *labels] for labels, cells in lines(filled))]
    report = govie.extract(text(rows))
    assert len(wrong(filled, report)) <= len(HEADS)


def marked(filled: Filled) -> list[Line]:
    """Rows in which an agency printed a mark for nothing in four columns, so that no sum holds."""
    for row in range(len(REQUESTS.rows)):
        for column in range(1, 5):
            path = REQUESTS.path(row, column)
            filled.values[path], filled.printed[path] = None, "/"
    return lines(filled)


def test_a_group_by_columns_is_told_by_the_marks_of_the_other_rows(filled: Filled) -> None:
    rows = marked(filled)
    printed: list[str] = [*HEADS]
    group: list[Line] = []
    for labels, cells in [*rows, (["end"], [])]:
        if group and labels[0] != group[0][0][0]:
            printed += [group[0][0][0], *(label[-1] for label, _ in group)]
            printed += [own[c] for c in range(len(HEADS)) for _, own in group]
            group = []
        if len(labels) > 1 and labels[0] != "三、本年度办理结果":
            group.append((labels, cells))
        elif cells:
            printed += [*labels, *cells]
    report = govie.extract(TITLE + "\n\n".join(printed) + "\n\n" + NEXT)
    assert not wrong(filled, report)


def test_lines_beside_their_labels_are_the_rows_in_order(filled: Filled) -> None:
    printed = ["  ".join(HEADS)]
    for labels, cells in marked(filled):
        line = f"{'':20}{'    '.join(cells)}"
        if len(labels) > 1 and labels[1][0].isdigit():
            # The cells of a high row stand in its middle, above the line of the next row's label.
            printed += [line, f"    {labels[1]}"]
        else:
            printed.append(labels[-1] + line)
    report = govie.extract(TITLE + "\n".join(printed) + "\n" + NEXT)
    assert not wrong(filled, report)


def test_numbers_of_rows_whose_points_are_cells_are_no_values() -> None:
    rows = "".join(f"{n}\n.\n{label}\n0\n" for n, label in enumerate(("属于", "其他", "危及"), 1))
    found = cleaning.cleaned(scan(rows, 0, len(rows)))
    assert [c.text for c in found if c.is_value] == ["0", "0", "0"]


def test_the_form_of_a_request_table_without_year() -> None:
    form = forms()["2019"]
    (table,) = (t for t in form.tables if t.name == "requests")
    rows = [f"{row.text}\t" + "\t".join("1000001") for row in table.rows]
    words = "云岭镇人民政府政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
    report = govie.extract(words + "\n".join(rows) + "\n" + NEXT)
    assert report.form == "2019" and report.year is None
    assert govie.extract(words + NEXT).form is None


def test_a_year_broken_by_line_ends() -> None:
    report = govie.extract("清水县政府信息公开年度报\n告\n(2019 \n年\n)\n一、总体情况\n略。\n")
    assert report.year == 2019


# ------------------------------------------------------------------ rows side by side


def pairs(text: str) -> list[list[str | None]] | None:
    found = paired.paired(scan(text, 0, len(text)), REVIEWS)
    if found is None:
        return None
    slots = {a.row: [c and c.text for c in a.slots] for a in found.rows}
    return [slots.get(row, [None] * 5) for row in range(3)]


def block(numbers: str, heads: str = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n") -> str:
    return heads + "\n".join(numbers.split()) + "\n"


ZEROS = block("0 0 0 0 0")


@pytest.mark.parametrize(
    ("first", "row"),
    [
        # lines of heads that broke, in an order of their own
        (
            "尚未\n其他\n结果\n审结\n结果\n纠正\n13\n21\n32\n结果\n维持\n4\n总计\n70\n",
            "4 32 21 13 70",
        ),
        # two heads, and the second's number first: their sum tells
        ("结果维持\n9\n其他结果\n7\n结果纠正\n38\n总计\n尚未审结\n174 228\n", "9 38 7 174 228"),
        # a page's number and prose between the numbers
        (
            block("8 15 19").replace("总计\n", "") + "五、存在的问题\n— 2 —\n8\n总计\n50\n",
            "8 15 19 8 50",
        ),
        # heads side by side, three characters and one
        (block("1 0 2 0 3", "结果维 结果纠 其它结 尚未审 总计\n持 正 果 结\n"), "1 0 2 0 3"),
        # a number between the halves of the heads
        (block("1 0 2 0 3", "结果 结果 其他 尚未 总计\n2020\n维持 纠正 结果 审结\n"), "1 0 2 0 3"),
    ],
)
def test_numbers_go_to_their_heads(first: str, row: str) -> None:
    assert pairs(first + ZEROS + ZEROS) == [row.split(), ["0"] * 5, ["0"] * 5]


def test_heads_of_all_rows_before_their_numbers() -> None:
    heads = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n" * 3
    numbers = ["1", "0", "0", "0", "1", "0", "2", "0", "0", "2", "0", "0", "3", "0", "3"]
    assert pairs(heads + "\n".join(numbers)) == [numbers[:5], numbers[5:10], numbers[10:]]


def test_cells_on_which_assignments_disagree_are_not_read() -> None:
    # The second and the third number may each be a page's.
    found = pairs(
        "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n1\n2\n2\n0\n0\n3\n" + ZEROS + ZEROS
    )
    assert found is None or found[0] != ["1", "2", "2", "0", "3"]


def test_sums_must_hold() -> None:
    assert pairs(block("1 0 0 0 5") + ZEROS + ZEROS) is None


# ------------------------------------------------------------------ columns by their heads


def disclosed(text: str) -> dict[str, float | None]:
    report = govie.extract(
        f"云岭镇人民政府2022年政府信息公开工作年度报告\n\n二、主动公开政府信息情况\n\n{text}\n\n三、收到和处理政府信息公开申请情况\n"
    )
    return {p: c.value for p, c in report.cells.items() if p.startswith("disclosure.")}


def test_captions_together_name_their_heads_in_turn() -> None:
    found = disclosed(
        "第二十条第（一）项\n\n信息内容\n规章\n行政规范性文件\n\n本年制发件数\n0\n3\n\n本年废止件数\n0\n288\n\n现行有效件数\n0\n25\n\n"
        "信息内容\n行政许可\n\n信息内容\n行政处罚\n行政强制\n\n第二十条第（五）项\n\n第二十条第（六）项\n\n"
        "本年处理决定数量\n7\n\n本年处理决定数量\n225\n13\n\n信息内容\n行政事业性收费\n\n第二十条第（八）项\n\n本年收费金额（单位：万元）\n\n9"
    )
    decided = [found[f"disclosure.{row}.decisions"] for row in ("licensing", "penalty", "coercion")]
    assert decided == [7, 225, 13]


# ------------------------------------------------------------------ what one cell prints


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("【-4】", -4), ("4（减）", -4), ("4（增）", 4), ("较上年减少4", -4), ("比上年增4", 4), ("12件。", 12), ("（4）", 4),
    ],
)  # fmt: skip
def test_signs_and_ends(cell: str, value: int) -> None:
    found = read(cell)
    assert found is not None and found.value == value


@pytest.mark.parametrize("mark", ["×", "…", "?", "=", "无数据", "未发生"])
def test_marks_for_nothing(mark: str) -> None:
    found = read(mark)
    assert found is not None and found.kind is Kind.NOTHING


def test_a_sign_in_words_is_joined_to_its_number() -> None:
    found = scan("增 16\n负 256\n减少 3 4", 0, 17)
    assert [c.value for c in found] == [16, -256, -3, 4]


def columns(rows: str) -> list[list[str]]:
    found = delimiters.canonical(rows)
    assert len(found) == len(rows)
    return [[c.strip() for c in line.split("\t")] for line in found.split("\n") if line.strip()]


def test_struck_digits_are_no_part_of_a_number() -> None:
    assert columns("规章\t~~4~~3\t5\n")[0] == ["规章", "3", "5"]


@pytest.mark.parametrize("cell", [" \\ ", "  \\  ", "\\", "      \\ ", "\t\\ ", "   \\\\   "])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_backslash_between_bars_is_a_cell(place: int, cell: str) -> None:
    cells = [" 规章 ", " 4 ", " 27 ", " 5 "]
    cells[place] = cell
    table = f"|{'|'.join(cells)}|\n| 规范性文件 | {cell} | {cell} | 11 |\n| 规章 | 1 | 2 | 3 |\n"
    expected = [c.strip() for c in cells]
    assert columns(table)[:2] == [expected, ["规范性文件", *[cell.strip()] * 2, "11"]]


@pytest.mark.parametrize("end", [" \\\\ ", "  \\\\   ", " | \\\\ "])
def test_backslashes_after_the_last_cell_end_a_row(end: str) -> None:
    table = f"| 规章 | 4 | 27 | 5{end}| 规范性文件 | 3 | 35 | 11{end}| 规章 | 1 | 2 | 3 |\n"
    found = [line[:4] for line in columns(table)]
    assert found == [
        ["规章", "4", "27", "5"],
        ["规范性文件", "3", "35", "11"],
        ["规章", "1", "2", "3"],
    ]


def test_rows_framed_by_bars_below_a_head_that_is_not() -> None:
    table = "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n| 规章 | 1 | 2 | 40 |\n| 规范性文件 | 3 | 4 | 5 |\n"
    assert columns(table)[1] == ["规章", "1", "2", "40"]


def test_a_mark_of_thousands_parts_no_cells() -> None:
    numbers = "\n".join(f"规章\n{n}’059\n7" for n in range(1, 40))
    assert delimiters.canonical(numbers) == numbers


def test_cells_cut_where_the_name_of_their_column_is() -> None:
    found = disclosed(
        "|第二十条第（一）项|||||\n|---|---|---|---|---|\n|信息内容|本年制|发件数|本年废止件数|现行有效件数|\n"
        "|规章|1|2|3|4|\n|行政规范性文件|5||-|6|\n"
    )
    own = [f"disclosure.{row}.{c}" for row in ("regulations", "normative_documents") for c in ("issued", "repealed", "in_force")]  # fmt: skip
    assert [found[p] for p in own] == [12, 3, 4, 5, None, 6]


def test_the_number_of_a_row_in_a_cell_before_its_point() -> None:
    line = "|2|.重复申请|5||\n|3|.要求提供|7|0|\n"
    text = "|（五）|不予处理||\n|---|---|---|---|\n" + line
    found = cleaning.cleaned(scan(text, 0, len(text)))
    assert [c.text for c in found if c.is_printed] == ["5", "7", "0"]


def test_cells_after_the_names_of_their_columns(filled: Filled) -> None:
    rows = lines(filled)
    one_line = [
        "/".join(labels) + "：" + "，".join(f"{h} {c}" for h, c in zip(HEADS, cells, strict=True))
        for labels, cells in rows
    ]
    each = [
        "- " + "/".join(labels) + "".join(f"\n  - {h}：{c}" for h, c in zip(HEADS, cells, strict=True))
        for labels, cells in rows
    ]  # fmt: skip
    for printed in (one_line, each):
        assert not wrong(filled, govie.extract(TITLE + "\n".join(printed) + "\n" + NEXT))


def test_a_mark_at_the_end_of_a_head_halves_no_name() -> None:
    table = "法律服务机构\t其他\t}\n规章\t1\t2\t}\n" * 4
    cells = scan(table, 0, len(table))
    assert [c.text for c in cleaning.cleaned(cells) if c.is_printed][:2] == ["1", "2"]


def test_a_number_with_a_point_above_the_rest_of_its_label_is_a_label() -> None:
    rows = "".join(f"{n}.\t0\t{n}\n属于秘密\t\t\n" for n in range(1, 5))
    found = scan(rows, 0, len(rows))
    assert [c.text for c in found if c.is_printed and c.text != "0"] == ["1", "2", "3", "4"]
    assert [c.text for c in found if not c.is_value][:2] == ["1.", "属于秘密"]


def test_rules_between_rows_of_many_lines(filled: Filled) -> None:
    rule = "+" + "+".join(["------"] * 9) + "+"
    printed = [rule, "|      |      |" + "|".join(f" {h[:4]:4} " for h in HEADS) + "|", rule]
    for labels, cells in lines(filled):
        label = labels[-1]
        pieces = [label[n : n + 2] for n in range(0, len(label), 2)]
        for n, piece in enumerate(pieces):
            own = cells if n == 0 else [""] * len(cells)
            printed.append(f"|      | {piece:4} |" + "|".join(f" {c:4} " for c in own) + "|")
        printed.append(rule)
    assert not wrong(filled, govie.extract(TITLE + "\n".join(printed) + "\n" + NEXT))
