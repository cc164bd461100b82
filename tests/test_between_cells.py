"""What stands between the cells of tables on pages as people copy and cut them: paragraphs, bars, lines of the page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from test_styles import (
    Line,
    disclosure,
    filled_form,
    printed,
    report,
    requests,
    review,
    table_of,
    tabs,
    wrong,
)

import govie

LITIGATION = ("review", "litigation_direct", "litigation_after_review")


def silent(wrongs: Sequence[str], found: govie.Report) -> list[str]:
    """Those of ``wrongs`` that are sure."""
    return [w for w in wrongs if found.cells[w.split(":")[0]].confidence >= 0.9]


def bare(lines: Sequence[Line]) -> list[Line]:
    """``lines`` without the places of merged cells before and between their own."""
    heads = [[cell for cell in line if cell] for line in lines[:3]]
    rows = []
    for line in lines[3:]:
        labels = len(line) - 7
        rows.append([*(cell for cell in line[:labels] if cell), *line[labels:]])
    return [*heads, *rows]


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("every", [3, 4])
@pytest.mark.parametrize("doubled", [False, True])
def test_paragraphs_in_some_cells_as_a_browser_copies_them(
    form: str, every: int, doubled: bool
) -> None:
    """Around a paragraph stands an empty line, and the tab still parts it from the cells beside it."""
    filled = filled_form(form)

    def copied(lines: Sequence[Line]) -> str:
        return "\n\n".join(
            "\t".join(f"\n\n{cell}\n" if n % every == every - 1 else cell for n, cell in enumerate(line))
            for line in lines
        )  # fmt: skip

    text = report(copied(disclosure(filled)), copied(bare(requests(filled, empty=True))))
    if doubled:
        text = text.replace("\n", "\n\n")
    found = govie.extract(text)
    assert wrong(filled, found, "disclosure") == []
    assert wrong(filled, found, "requests", empty=True) == []


LINES = [
    "第 3 页 共 9 页",
    "第 3 页",
    "www.example.gov.cn",
    "https://www.example.gov.cn/zwgk/1.html",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("end", ["", " |"])
def test_lines_of_a_page_between_cells_are_no_part_of_them(line: str, end: str) -> None:
    filled = filled_form("2021")
    cells = [
        f"{cell}{end}"
        for table in (disclosure(filled), bare(requests(filled)), bare(review(filled)))
        for row in table
        for cell in row
    ]
    for at in range(7, len(cells), 11):
        cells[at] += f"\n{line}"
    found = govie.extract("青岭县农业农村局2023年政府信息公开工作年度报告\n" + "\n".join(cells))
    assert silent(wrong(filled, found, ("disclosure", "requests")), found) == []
    if end:
        assert wrong(filled, found, ("disclosure", "requests")) == []


@pytest.mark.parametrize("first", ["", "|\n"])
def test_a_bar_ends_each_cell_also_where_most_are_empty(first: str) -> None:
    filled = filled_form("2019", seed=4)
    for path in filled.printed:
        if not path.endswith(("previous_items", "total")):
            filled.printed[path], filled.values[path] = "", None

    def ended(lines: Sequence[Line]) -> str:
        return "\n".join(first + "\n".join(f"{cell} |" for cell in line) for line in lines)

    found = govie.extract(report(ended(disclosure(filled)), ended(bare(requests(filled)))))
    assert wrong(filled, found, ("disclosure", "requests")) == []


@pytest.mark.parametrize("count", [4, 6, 7, 9, 11, 14])
@pytest.mark.parametrize("first", ["", "|\n"])
def test_rows_side_by_side_at_which_the_text_ends_begin_with_the_first(
    count: int, first: str
) -> None:
    filled = filled_form("2021", seed=2)
    head = [["行政复议", "行政诉讼"], *(bare(review(filled))[1:3])]
    table = table_of(filled.form, "review")
    cells = [cell for row in range(3) for cell in printed(filled, table, row)]
    lines = [*head, cells[:count]]
    ended = "\n".join(first + "\n".join(f"{cell} |" for cell in line) for line in lines)
    text = report(tabs(disclosure(filled)), tabs(requests(filled)), ended)
    found = govie.extract(text[: text.index("\n五、") + 1])
    paths = [table.path(row, column) for row in range(3) for column in range(5)]
    failed = {p for check in found.checks if check.ok is False for p in check.paths}
    sure = {p: c.value for p, c in found.cells.items() if c.confidence >= 0.9 and p not in failed}
    expected = {p: filled.values[p] if n < count else None for n, p in enumerate(paths)}
    assert [p for p in paths if sure.get(p) not in (None, expected[p])] == []
    if not first:
        assert {p: found.cells[p].value for p in paths} == expected


@pytest.mark.parametrize("mark", ["(-6)", "（-6）", "( -6 )", "（－6）"])
@pytest.mark.parametrize("end", ["\n", "\t", " "])
def test_brackets_around_a_sign_are_none(mark: str, end: str) -> None:
    rows = ["行政处罚", "20", mark, "33"], ["行政强制", "3", "(5)", "1"]
    head = "第二十条第（六）项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n"
    text = head.replace(" ", end) + "\n".join(end.join(row) for row in rows)
    cells = govie.extract(
        report(text, title="青岭县农业农村局2020年政府信息公开工作年度报告")
    ).cells
    changes = [cells[f"disclosure.{row}.change"].value for row in ("penalty", "coercion")]
    assert changes == [-6, -5]


@pytest.mark.parametrize("glue", ["\n", "\n\n", " ", "\t"])
def test_a_subtotal_after_rows_printed_empty_is_no_form_row(glue: str) -> None:
    filled = filled_form("2021")
    lines = bare(requests(filled))
    at = next(n for n, line in enumerate(lines) if line[0].startswith("8."))
    for line in lines[3:]:
        line[-7:] = []
    lines.insert(at + 1, ["小计", "214", "167", "217", "174", "446", "174", "1392"])
    found = govie.extract(report("", glue.join(cell for line in lines for cell in line)))
    assert [p for p, c in found.cells.items() if c.value is not None and c.confidence >= 0.9] == []


def with_subtotal(filled: object, lines: Sequence[Line]) -> list[Line]:
    """``lines`` of the request table with the organisations' subtotal before the total."""
    head = [*lines[2], "小计"]
    rows = [[*line[:-1], str(sum(map(int, line[-6:-1]))), line[-1]] for line in lines[3:]]
    return [*lines[:2], head, *rows]


@pytest.mark.parametrize("lacking", [-8, -5, -3, -2])
def test_a_row_that_lacks_a_cell_beside_a_subtotal_is_not_sure(lacking: int) -> None:
    """Where spaces part cells, nothing tells which cell is empty."""
    filled = filled_form("2021", seed=5)
    lines = with_subtotal(filled, bare(requests(filled)))
    row = next(line for line in lines if line[0].startswith("2.其他"))
    row[-8:] = ["5", "0", "3", "0", "4", "2", "9", "14"]
    del row[lacking]
    found = govie.extract(report("", "\n".join("  ".join(line) for line in lines)))
    known = {
        "natural_person": 5,
        "business": 0,
        "research": 3,
        "public_welfare": 0,
        "legal_service": 4,
    }
    known |= {"other_org": 2, "total": 14}
    for column, value in known.items():
        cell = found.cells[f"requests.refused.prohibited_by_law.{column}"]
        assert cell.value in (None, value) or cell.confidence < 0.9


def test_a_subtotal_beside_an_empty_total_is_no_total() -> None:
    filled = filled_form("2019")
    lines = bare(requests(filled))
    rows = [[*line[:-7], *[""] * 6, "0", ""] for line in lines[3:]]
    text = "\n".join(
        cell or "\u00a0" for line in [*lines[:2], [*lines[2], "小计"], *rows] for cell in line
    )
    found = govie.extract(report("", text, title="青岭县农业农村局2020年政府信息公开工作年度报告"))
    assert [p for p, c in found.cells.items() if c.value is not None] == []


SPACED = """\
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） 申请人情况
自然人 法人或其他组织 总计
商业企业 科研机构 社会公益组织 法律服务机构 其他
一、本年新收 641 392 279 238 373 267 2190
二、上年结转 4 4 1 2 11
三、本年度办理结果 （一）予以公开 24 46 38 14 122
（二）部分公开 35 15 3 46 6 105
（三）不予公开 1.属于国家秘密 28 19 47
2.其他法律行政法规禁止公开 48 48
3.危及“三安全一稳定” 45 29 22 21 18 135
7.属于行政执法案卷 58 32 32 122
8.属于行政查询事项 0 46 54 100"""


def test_one_space_between_cells_tells_no_place() -> None:
    """Rows that lack cells stand by chance where other rows have theirs."""
    cells = govie.extract(report("", SPACED)).cells
    sure = {p for p, c in cells.items() if c.value is not None and c.confidence >= 0.9}
    assert {p for p in sure if not p.startswith("requests.received")} <= {
        p for p in cells if p.endswith("total")
    }


def test_two_columns_in_the_first_cell_of_each_row() -> None:
    """What a program takes for one column holds two, a line for each; sums alone do not tell it of rows with 0."""
    filled = filled_form("2021", seed=3)
    lines = []
    for line in requests(filled)[3:]:
        first, second, *rest = line[-7:]
        lines.append([*line[:-7], f"{first}<br>{second}", *rest[:-1], "", rest[-1]])
    bars = "\n".join("|" + "|".join(line) + "|" for line in lines)
    found = govie.extract(report("", bars))
    wrongs = wrong(filled, found, "requests")
    assert silent(wrongs, found) == []


def test_lines_of_cells_of_rows_side_by_side() -> None:
    filled = filled_form("2021", seed=2)
    *head, cells = review(filled)
    stacked = ["<br>".join(cells[:3]), "<br>".join(cells[3:6]), "<br>".join(cells[6:9]), *cells[9:]]
    lines = [[c for c in line if c] for line in head]
    bars = "\n".join("|" + "|".join(line) + "|" for line in [*lines, stacked])
    found = govie.extract(report(tabs(disclosure(filled)), tabs(requests(filled)), bars))
    assert wrong(filled, found, LITIGATION) == []


def test_quotations_of_several_depths() -> None:
    filled = filled_form("2021")
    for path in filled.printed:
        if path.startswith("requests") and path.endswith("total"):
            filled.printed[path], filled.values[path] = "", None
    lines = "\n".join("\n".join(line) for line in bare(requests(filled)))
    lines = report("", lines).split("\n")
    quoted = "\n".join(f">{'>' * (n % 2)} {line}" if line else ">" for n, line in enumerate(lines))
    found = govie.extract(f"转发如下，请阅。\n\n{quoted}\n\n谢谢")
    assert wrong(filled, found, "requests") == []


def test_prose_on_a_numbered_line_leaves_its_number() -> None:
    filled = filled_form("2021")
    lines = [" | ".join(line) for line in bare(requests(filled))]
    prose = "公开内容的深度尚需加强，来年将组织培训。"
    numbered = [f"{n}\t{line}" for n, line in enumerate([*lines, prose, prose, *lines], 1)]
    found = govie.extract(report("", "\n".join(numbered)))
    assert silent(wrong(filled, found, "requests"), found) == []


@pytest.mark.parametrize("line", ["内部资料 0231", "水印0001"])
def test_a_watermark_comes_again_and_again(line: str) -> None:
    filled = filled_form("2021")
    cells = [cell for row in bare(requests(filled)) for cell in row]
    for at in range(10, len(cells), 9):
        cells[at] += f"\n{line}"
    found = govie.extract(report("", "\n".join(cells)))
    assert wrong(filled, found, "requests") == []


@pytest.mark.parametrize("unit", ["", "件次", "人次"])
def test_cells_that_come_as_often_as_a_watermark_are_none(unit: str) -> None:
    filled = filled_form("2021", seed=2)
    lines = bare(requests(filled))
    names = [c.text for c in table_of(filled.form, "requests").columns]
    text = []
    for line in lines[3:]:
        text += [
            line[-8],
            *(f"{name} {cell}{unit}" for name, cell in zip(names, line[-7:], strict=True)),
        ]
    found = govie.extract(report("", "\n".join(text)))
    assert silent(wrong(filled, found, "requests"), found) == []


def test_lines_that_count_pages_are_no_cells() -> None:
    filled = filled_form("2019")
    lines = bare(requests(filled, empty=True))
    text = [" | ".join(line) for line in lines]
    for at, page in ((8, 1), (14, 2), (20, 3)):
        text[at] += f"\n{page} / 9"
    title = "青岭县农业农村局2020年政府信息公开工作年度报告"
    found = govie.extract(report("", "\n".join(text), title=title))
    assert wrong(filled, found, "requests", empty=True) == []


@pytest.mark.parametrize(
    "amount", ["27801.5 万元，", "27801.5 万元,", "27801.5 万元", "27801.5万元，"]
)
def test_a_unit_before_a_separator(amount: str) -> None:
    rows = f"信息内容，采购项目数量，采购总金额， 政府集中采购，14230，{amount}"
    title = "青岭县农业农村局2020年政府信息公开工作年度报告"
    found = govie.extract(report(f"第二十条第（九）项，{rows}\n", title=title))
    assert found.cells["disclosure.procurement.amount"].value in (None, 278015000)


@pytest.mark.parametrize(
    "head", ["采购总金\n额（万元）", "采购总金额\n（万元）", "采购总金\n额（万\n元）"]
)
def test_a_unit_in_a_head_that_a_narrow_column_breaks(head: str) -> None:
    rows = f"第二十条第（九）项\n信息内容\n采购项目数量\n{head}\n政府集中采购\n14\n94543.3"
    title = "青岭县农业农村局2020年政府信息公开工作年度报告"
    found = govie.extract(report(rows, title=title))
    assert found.cells["disclosure.procurement.amount"].value in (None, 945433000)


def test_last_years_table_for_comparison_is_not_the_reports() -> None:
    own, other = filled_form("2021", seed=2), filled_form("2021", seed=7)
    caption = "附：上年度（2022年）情况（供对照）"
    both = f"{caption}\n{tabs(requests(other))}\n2023年情况\n{tabs(requests(own))}"
    assert wrong(own, govie.extract(report("", both)), "requests") == []
    cut = govie.extract(report("", f"{caption}\n{tabs(requests(other))}"))
    assert all(c.value is None for p, c in cut.cells.items() if p.startswith("requests"))
    compared = f"数据与上年（2022年）对比见下表\n{tabs(requests(own))}\n\n{tabs(requests(other))}"
    assert wrong(own, govie.extract(report("", compared)), "requests") == []


def test_a_bracket_written_as_its_code() -> None:
    filled = filled_form("2021")
    lines = "\n".join("|" + "|".join(line) + "|" for line in requests(filled))
    text = report("", lines).replace("（三）", "&#65288;三）").replace("（六）", "&#65288;六）")
    assert wrong(filled, govie.extract(text), "requests") == []
