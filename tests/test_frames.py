"""What stands around cells or between their pages: frames of formats, repeated labels, boxes out of order."""

from __future__ import annotations

import pytest

import govie
from govie import headers
from govie.form import forms
from govie.tables import cleaning, markup, paired, reader
from govie.tables.prints import EMPTY_MARK
from govie.tables.scan import scan
from govie.text.source import Source

REVIEWS = headers.grid(forms()["2021"], "review_litigation")
NAMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def rows(text: str) -> list[list[str]]:
    """The cells of each line that has any, once the syntax of the format is gone."""
    plain = markup.plain(text)
    assert len(plain) == len(text)
    found = [[cell.strip(' \x1f,"') for cell in line.split("\t")] for line in plain.split("\n")]
    return [line for line in found if any(line)]


def test_json_objects_leave_out_empty_columns() -> None:
    line = '{"c0": "一、新收", "c3": 4, "c4": 5},\n{"c1": "二、结转", "c4": 7}'
    text = "\n".join([line] * 20)
    assert rows(text)[:2] == [["一、新收", "", "", "4", "5"], ["", "二、结转", "", "", "7"]]


def test_cells_in_brackets_on_lines_of_their_own() -> None:
    text = "\n".join(["[一、新收]", *["[\n  ]"] * 6, "  [7]"] * 20)
    assert [line[0] for line in rows(text)[:8]] == ["一、新收", *[EMPTY_MARK] * 6, "7"]


def test_rows_of_sql() -> None:
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
    grids = {name: headers.grid(form, name) for name in ("disclosure", "requests")}
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
