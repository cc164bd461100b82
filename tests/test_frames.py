"""What stands around cells or between their pages: frames of formats, repeated labels, boxes out of order."""

from __future__ import annotations

import pytest

import govie
from govie.form import forms
from govie.tables import labels, reader
from govie.tables.formats import ends, frames, markup
from govie.tables.prints import EMPTY_MARK
from govie.tables.scanning import cleaning
from govie.tables.scanning.scan import scan
from govie.tables.scattered import paired
from govie.text import tags
from govie.text.source import Source

REVIEWS = labels.grid(forms()["2021"], "review_litigation")
NAMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def rows(text: str) -> list[list[str]]:
    """The cells of each line that has any, once the syntax of the format is gone."""
    plain = markup.plain(text)
    assert len(plain) == len(text)
    lines = plain.split("\n")
    found = [[cell.strip(' \x1f,"') for _, cell in ends.fields(line)] for line in lines]
    return [line for line in found if any(line)]


def test_json_objects_leave_out_empty_columns() -> None:
    line = '{"c0": "一、新收", "c3": 4, "c4": 5},\n{"c1": "二、结转", "c4": 7}'
    text = "\n".join([line] * 20)
    assert rows(text)[:2] == [["一、新收", "", "", "4", "5"], ["", "二、结转", "", "", "7"]]


LABELS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "四、结转下年度继续办理",
    "规章",
    "行政许可",
    "行政处罚",
)
HEAD = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构"]
TABLE = [HEAD, *([label, "", str(number), "", "7"] for number, label in enumerate(LABELS))]


def framed(cell: str, row: str = "\n", between: str = "\n") -> str:
    """``TABLE`` with each cell and each row in a frame: ``{r}``, ``{c}``, ``{cell}``."""
    return "".join(
        row.format(r=r)
        + between.join(cell.format(r=r, c=c, cell=text) for c, text in enumerate(line))
        for r, line in enumerate(TABLE)
    )


@pytest.mark.parametrize(
    ("cell", "row", "between"),
    [
        ("  - cell '{cell}'", "\n- row\n", "\n"),  # an accessibility tree
        ("[{r}0{c}] gridcell '{cell}'", "\n[{r}00] row\n", "\n"),
        ("c{c}=<{cell}>", "\nrow={r} ", " "),
        ("\\startcell[width={{0.1}}] {cell} \\stopcell", "\n\\startrow\n", "\n"),
        ('{{"row": {r}, "column": {c}, "text": "{cell}"}}', ",\n", ",\n"),
        ("[{r},{c}] {cell}", "\n", "\n"),
        ("<{cell}>", "\n", ""),
    ],
)
def test_frames_of_cells_in_rows(cell: str, row: str, between: str) -> None:
    assert [[c.strip() for c in line] for line in rows(framed(cell, row, between))] == TABLE


def test_cells_in_brackets_on_lines_of_their_own() -> None:
    head = "".join(f"[{name}]\n" for name in HEAD)
    text = head + "\n".join(["[一、本年新收政府信息公开申请数量]", *["[\n  ]"] * 6, "  [7]"] * 20)
    assert [line[0] for line in rows(text)[5:13]] == [
        "一、本年新收政府信息公开申请数量",
        *[EMPTY_MARK] * 6,
        "7",
    ]


def test_an_index_tells_which_cells_were_left_out() -> None:
    text = "".join(
        f"[{r},{c}] {text}\n" for r, line in enumerate(TABLE) for c, text in enumerate(line) if text
    )
    assert [[c.strip() for c in line] for line in rows(text)] == TABLE


def test_numbers_of_rows_that_go_down_the_columns_count_no_columns() -> None:
    columns = zip(*TABLE, strict=True)
    text = "".join(f"[{r}] {text}\n" for column in columns for r, text in enumerate(column))
    assert frames.plain(text) == text


def test_syntax_around_a_framed_table_holds_no_cells() -> None:
    cells = framed('{{"row": {r}, "column": {c}, "text": "{cell}"}}', ",\n", ",\n")
    text = (
        f'三、收到申请\n{{"rows": 8, "columns": 9,\n"cells": [{cells}]}}\n四、复议\n{{"rows": 4}}\n'
    )
    assert not {"8", "9"} & {cell for line in rows(text)[:2] for cell in line}


def test_what_quotes_words_frames_no_cells() -> None:
    """JSON, of which only strings have quotes, is read by rules of its own."""
    text = ",\n".join(f'["{label}", 3, null, 7]' for label in LABELS)
    assert [line[1:] for line in rows(text)] == [["3", "null", "7"]] * len(LABELS)


def test_rows_of_xml_whatever_the_case_of_its_names() -> None:
    text = "<Row>\n<Cell>规章</Cell>\n<Cell/>\n<Cell>3</Cell>\n</Row>\n"
    lines = [line for line in tags.blank(text).split("\n") if line.strip()]
    assert [[cell.strip() for cell in line.split("\t")] for line in lines] == [["规章", "", "3"]]


def test_a_cell_of_a_wiki_that_holds_brackets() -> None:
    assert rows("|(((（一）予以\n公开(全部)\n))) |3")[0] == ["|   （一）予以 公开(全部)     |3"]


def test_the_field_of_other_rows_tells_more_than_the_only_number() -> None:
    """The columns before the row's own are more where its label spans fewer of them."""
    head = "|  |  |  | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计"
    labels = ["一、本年新收政府信息公开申请数量 | | ", "三、本年度办理结果 | （一）予以公开 | "]
    labels += [f" | （三）不予公开 | {n}" for n in ("1.属于国家秘密", "2.其他法律行政法规禁止公开")]
    table = "\n".join([head, *(f"| {label} | | | | | | 0 | " for label in labels)])
    text = f"某县2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n{table}\n"
    cells = govie.extract(text).cells
    assert cells["requests.received.other_org"].status == "read"
    assert cells["requests.received.total"].status == "blank"


def test_rows_of_sql() -> None:
    text = "INSERT INTO t (`c0`, `c1`) VALUES (4, '规章', NULL, 12);\n" * 3
    assert rows(text)[0][:3] == ["4", "规章", "NULL"]
    text = "INSERT INTO t VALUES ('结果维持', '总计');\nINSERT INTO t VALUES (0, 12);"
    assert ["0", "12"] in [[cell.strip(" );") for cell in line] for line in rows(text)]


def test_line_ends_that_are_written_as_two_characters() -> None:
    text = "一、新收\\t3\\n" * 30
    view = Source.of(text).view
    assert len(view) == len(text) and view.startswith("一、新收\t 3\n ")
    few = "一、新收\\n3\n"
    assert Source.of(few).view.count("\n") == 1


def test_a_group_that_is_printed_again_names_no_other_row() -> None:
    text = "三、本年度办理结果\t（一）予以公开\t1\t2\n三、本年度办理结果\t（二）部分公开\t3\t4"
    labels = [c.text for c in cleaning.cleaned(scan(text, 0, len(text))) if not c.is_value]
    assert labels == ["三、本年度办理结果", "（一）予以公开", "（二）部分公开"]


def heads(numbers: list[int]) -> str:
    return "".join(f"{name}\n{number}\n" for name, number in zip(NAMES, numbers, strict=False))


@pytest.mark.parametrize("apart", [1, 2, 4])
def test_the_last_heads_after_the_next_heading(apart: int) -> None:
    """A PDF converter that prints boxes in any order prints the table's last ones after the prose."""
    lines = [[1, 2, 0, 4, 7], [0, 3, 0, 0, 3], [5, 0, 0, 6, 11]]
    whole = "行政复议\n" + "行政诉讼\n".join(map(heads, lines))
    boxes = whole.splitlines()
    own, rest = "\n".join(boxes[: -2 * apart]), "\n".join(boxes[-2 * apart :])
    cells = scan(own, 0, len(own))
    after = f"主要问题是人手不够，3项工作滞后\n12\n{rest}\n"
    assert paired.paired(cells, REVIEWS) is None
    found = paired.paired([*cells, *paired.heads_of(scan(after, 0, len(after)), REVIEWS)], REVIEWS)
    assert found is not None
    assert [[c.value for c in a.slots if c] for a in found.rows] == lines


def test_an_amount_after_the_next_heading_goes_back_to_its_section() -> None:
    form = forms()["2021"]
    grids = {name: labels.grid(form, name) for name in ("disclosure", "requests")}
    texts = {"disclosure": "行政事业性收费\n", "requests": "一、本年新收\n7\n12.5万元\n"}
    within = {name: scan(text, 0, len(text)) for name, text in texts.items()}
    reader._return_money(within, grids)
    assert [c.value for c in within["disclosure"] if c.is_value] == [12.5]
    assert [c.value for c in within["requests"] if c.is_value] == [7]
    texts["disclosure"] += "3万元\n"  # it has its own
    within = {name: scan(text, 0, len(text)) for name, text in texts.items()}
    reader._return_money(within, grids)
    assert len([c for c in within["requests"] if c.is_value]) == 2


def test_a_line_as_long_as_all_rows_is_read_whole_whatever_its_heads() -> None:
    """The upper halves of some heads stand in another line than the lower ones."""
    halves = "结果<br>维持|结果<br>纠正|其他<br>结果|尚未<br>审结|总计|"
    top = "|||行政复议|||||||行政|诉讼|||||\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    upper = "|结果|结果|其他|尚未|||未经|复议直接|起诉||||复议后起诉|||"
    lower = f"|维持|纠正|结果|审结|总计|{halves * 2}"
    numbers = [0] * 15
    text = f"四、政府信息公开行政复议、行政诉讼情况\n{top}\n{upper}\n{lower}\n|{'|'.join(map(str, numbers))}|\n"
    cells = govie.extract(f"某县2022年政府信息公开工作年度报告\n{text}").cells
    assert {c.value for p, c in cells.items() if p.startswith(("review", "litigation"))} == {0}
