"""Tables as programs print them: numbers of columns before cells, roff, turned tables, columns that narrow ones cut."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from test_between_cells import LITIGATION, bare, silent
from test_styles import (
    Line,
    disclosure,
    filled_form,
    report,
    requests,
    review,
    tabs,
    wrong,
)

import govie

FORMS = ["2019", "2021"]


def title(form: str) -> str:
    return f"青岭县农业农村局{2020 if form == '2019' else 2023}年政府信息公开工作年度报告"


def wide(lines: Sequence[Line], width: int) -> list[Line]:
    """``lines`` with as many cells each."""
    return [[*line, *[""] * (width - len(line))] for line in lines]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", ["=", ": "])
def test_the_number_of_its_column_before_each_cell(form: str, mark: str) -> None:
    filled = filled_form(form)

    def counted(lines: Sequence[Line]) -> str:
        return "\n".join(
            f"row {n}: " + ", ".join(f"{k}{mark}{cell}" for k, cell in enumerate(line))
            for n, line in enumerate(lines)
        )

    text = report(
        counted(wide(disclosure(filled), 4)),
        counted(requests(filled, empty=True)),
        counted(review(filled)),
        title=title(form),
    )
    found = govie.extract(text)
    assert wrong(filled, found, "disclosure") == []
    assert wrong(filled, found, "requests", empty=True) == []
    assert wrong(filled, found, LITIGATION) == []


@pytest.mark.parametrize("form", FORMS)
def test_dictionaries_of_rows(form: str) -> None:
    filled = filled_form(form)

    def printed(lines: Sequence[Line]) -> str:
        return str({n: dict(enumerate(line)) for n, line in enumerate(lines)})

    text = report(
        printed(wide(disclosure(filled), 4)), printed(requests(filled)), title=title(form)
    )
    found = govie.extract(text)
    assert wrong(filled, found, ("disclosure", "requests")) == []


@pytest.mark.parametrize("form", FORMS)
def test_several_tables_in_one_that_is_turned(form: str) -> None:
    """Each caption comes again in every column, and cells of narrow tables do."""
    filled = filled_form(form)
    lines = [
        [*line, *[line[-1]] * (4 - len(line))] if len(line) > 1 else line * 4
        for line in disclosure(filled)
    ]
    turned = [list(column) for column in zip(*lines, strict=True)]
    for text in (
        tabs(turned),
        json.dumps(
            {str(k): {str(n): cell for n, cell in enumerate(c)} for k, c in enumerate(turned)},
            ensure_ascii=False,
        ),
    ):
        found = govie.extract(report(text, tabs(requests(filled)), title=title(form)))
        assert wrong(filled, found, ("disclosure", "requests")) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", ["\t", "@"])
def test_tables_of_roff(form: str, mark: str) -> None:
    filled = filled_form(form)

    def roff(lines: Sequence[Line]) -> str:
        rows = "\n".join(mark.join(f"T{{\n{cell}\nT}}" for cell in line) for line in lines)
        width = max(map(len, lines))
        return f".TS\ntab({mark});\n{'lw(7.0n) ' * (width - 1)}lw(7.0n).\n{rows}\n.TE\n.PP"

    text = report(
        roff(disclosure(filled)), roff(requests(filled)), roff(review(filled)), title=title(form)
    )
    found = govie.extract(text)
    assert wrong(filled, found, ("disclosure", "requests", *LITIGATION)) == []


def test_what_data_frames_print_above_their_rows() -> None:
    filled = filled_form("2021")

    def frame(lines: Sequence[Line]) -> str:
        heads = [[f"column_{n}" for n in range(len(lines[0]))], ["---"] * len(lines[0])]
        rows = "\n".join("│ " + " ┆ ".join(line) + " │" for line in [*heads, *lines])
        return f"shape: ({len(lines)}, {len(lines[0])})\n{rows}"

    text = report(
        frame(wide(disclosure(filled), 4)), frame(requests(filled)), frame(review(filled))
    )
    assert wrong(filled, govie.extract(text), ("disclosure", "requests", *LITIGATION)) == []


@pytest.mark.parametrize("mark", ["|", "\t"])
def test_an_empty_table_before_that_of_other_rows_side_by_side(mark: str) -> None:
    """Below the names of its columns stands a line of empty cells, which are none of the next table's."""
    filled = filled_form("2021", seed=2)
    head, names, _, cells = review(filled)
    first = [head[:5], names[:5], [""] * 5]
    other = [["行政诉讼", *[""] * 9], names[5:], [*names[:5], *names[:5]], cells[5:]]
    edge = mark.strip()
    bars = "\n\n".join(
        "\n".join(edge + mark.join(line) + edge for line in part) for part in (first, other)
    )
    found = govie.extract(report(tabs(disclosure(filled)), tabs(requests(filled)), bars))
    assert wrong(filled, found, LITIGATION[1:]) == []
    assert all(c.value is None for p, c in found.cells.items() if p.startswith("review"))


@pytest.mark.parametrize("unit", ["件", "件次"])
@pytest.mark.parametrize("mark", ["\t", ","])
def test_a_column_of_units_is_no_word_of_a_label(unit: str, mark: str) -> None:
    """The group that is printed as one row is that also where its unit follows."""
    filled = filled_form("2021")
    rows = [
        [*line[:-7], "单位" if n < 3 else unit, *line[-7:]]
        for n, line in enumerate(requests(filled))
    ]
    at = next(n for n, line in enumerate(rows) if "（六）其他处理" in line)
    rows[at : at + 3] = [["", "（六）其他处理", "", unit, *["0"] * 7]]
    found = govie.extract(report("", "\n".join(mark.join(line) for line in rows)))
    others = [w for w in wrong(filled, found, "requests") if "other_outcome" not in w]
    assert others == []
    assert all(c.value is None for p, c in found.cells.items() if "other_outcome" in p)


def test_a_group_without_its_number_as_one_row() -> None:
    filled = filled_form("2021")
    rows = [
        [cell.lstrip("（一二三四五六七）123456789.") for cell in line] for line in requests(filled)
    ]
    at = next(n for n, line in enumerate(rows) if "其他处理" in line)
    rows[at : at + 3] = [["其他处理", "", "", *["4", "0", "0", "0", "0", "0", "4"]]]
    found = govie.extract(report("", "\n".join("|".join(line) for line in bare(rows))))
    assert all(c.value is None for p, c in found.cells.items() if "other_outcome" in p)


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u00a0"])
def test_what_is_invisible_beside_a_separator_fills_no_cell(sign: str) -> None:
    filled = filled_form("2021")
    bars = "\n".join("| " + f" {sign}| ".join(line) + " |" for line in requests(filled))
    assert wrong(filled, govie.extract(report("", bars)), "requests") == []


def test_attributes_of_a_wikis_cells() -> None:
    filled = filled_form("2019")
    lines = [
        "\n".join(f"| colspan=2 | {cell}" if n % 2 else f"| {cell}" for n, cell in enumerate(line))
        for line in disclosure(filled)
    ]
    text = '{| class="wikitable"\n' + "\n|-\n".join(lines) + "\n|}"
    assert wrong(filled, govie.extract(report(text, title=title("2019"))), "disclosure") == []


def test_rows_of_json_in_a_list_of_yaml() -> None:
    filled = filled_form("2021")
    rows = [
        [" ".join(c) if c.isdecimal() else c for c in line]
        for line in (*requests(filled), *review(filled))
    ]
    text = "\n".join("- " + json.dumps(line, ensure_ascii=False) for line in rows)
    assert wrong(filled, govie.extract(report("", text)), ("requests", *LITIGATION)) == []


@pytest.mark.parametrize("mark", ["; ", "；"])
def test_semicolons_that_part_all_cells_of_a_text_in_one_line(mark: str) -> None:
    filled = filled_form("2021")
    text = mark.join(cell for line in bare(requests(filled)) for cell in line)
    found = govie.extract(report("", text))
    assert silent(wrong(filled, found, "requests"), found) == []


def test_quoted_labels_of_several_lines_with_commas() -> None:
    filled = filled_form("2021")
    rows = [
        ",".join(f'"{c[:18]}\n{c[18:]}"' if len(c) > 18 else f'"{c}"' for c in line)
        for line in requests(filled)
    ]
    assert wrong(filled, govie.extract(report("", "\n".join(rows))), "requests") == []


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_the_reports_table_is_one_also_where_most_of_its_cells_are_empty(mark: str) -> None:
    own, other = filled_form("2021", seed=2), filled_form("2021", seed=7)
    rows = [
        [*line[:-7], *(c if n == 6 else "" for n, c in enumerate(line[-7:]))]
        for line in requests(own)
    ]
    both = (
        "附：上年度（2022年）情况（供对照）\n" + "\n".join(mark.join(line) for line in requests(other))
        + "\n2023年情况\n" + "\n".join(mark.join(line) for line in rows)
    )  # fmt: skip
    found = govie.extract(report("", both))
    totals = [w for w in wrong(own, found, "requests") if ".total:" in w]
    assert totals == []


def test_prose_after_a_table_of_coordinates_is_no_part_of_its_last_cell() -> None:
    filled = filled_form("2021")
    rows = [
        f"[{n},{k}] {cell}"
        for n, line in enumerate(disclosure(filled))
        for k, cell in enumerate(line)
    ]
    asked = [
        f"[{n},{k}] {cell}"
        for n, line in enumerate(requests(filled))
        for k, cell in enumerate(line)
        if cell
    ]
    text = report("\n".join([*rows, "说明：收费按标准执行。"]), "\n".join(asked))
    assert wrong(filled, govie.extract(text), ("disclosure", "requests")) == []


def test_a_mark_for_nothing_and_the_next_rows_number_are_no_count_below_0() -> None:
    filled = filled_form("2021")
    cells = [
        cell
        for n, line in enumerate(bare(requests(filled))[3:])
        for cell in (str(n + 1), *line[:-1], "—")
    ]
    found = govie.extract(report("", " | ".join(cells).replace("— | ", "— ")))
    assert all(c.value is None or c.value >= 0 for p, c in found.cells.items() if "requests" in p)


@pytest.mark.parametrize("line", ["内部资料", "青岭县农业农村局", "DRAFT"])
def test_words_at_regular_distances_are_a_running_head(line: str) -> None:
    filled = filled_form("2021")
    cells = [cell for row in bare(requests(filled)) for cell in row]
    out = [
        text for n, cell in enumerate(cells) for text in ([cell, line] if n % 9 == 8 else [cell])
    ]
    assert wrong(filled, govie.extract(report("", "\n".join(out))), "requests") == []


def test_words_in_cells_are_no_running_head() -> None:
    filled = filled_form("2021")
    rows = [[*line[:-1], "无变化"] for line in bare(requests(filled))[3:]]
    text = "\n".join(cell for line in rows for cell in line)
    found = govie.extract(report("", text))
    assert silent([w for w in wrong(filled, found, "requests") if ".total" not in w], found) == []


def test_dots_that_are_left_of_words_are_no_mark_for_nothing() -> None:
    filled = filled_form("2021", seed=2)
    *_, cells = review(filled)
    heads = ["…    复…    …    …    尚…    总…", "…    …    结…    其…    …    总…"]
    text = "\n\n".join([*heads, "    ".join(cells)])
    found = govie.extract(report(tabs(disclosure(filled)), tabs(requests(filled)), text))
    assert [w for w in wrong(filled, found, LITIGATION) if ": None for" not in w] == []


def test_a_remark_after_the_last_named_cell() -> None:
    filled = filled_form("2021")
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = [
        "；".join([line[-8] + "：" + f"{names[0]}:{line[-7]}"]
                  + [f"{n}:{c}" for n, c in zip(names[1:], line[-6:], strict=True)])
        + ("；备注:网络申请3件" if k == 4 else "")
        for k, line in enumerate(bare(requests(filled))[3:])
    ]  # fmt: skip
    assert wrong(filled, govie.extract(report("", "\n".join(rows))), "requests") == []


def test_thousands_that_a_space_parts_in_a_field() -> None:
    text = "\n".join(
        [
            "第二十条第（六）项",
            "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量",
            "行政处罚 | 41 | 186 | 8 262",
            "行政强制 | 36 | 337 | 4 818",
        ]
    )
    cells = govie.extract(report(text, title=title("2019"))).cells
    assert cells["disclosure.penalty.decisions"].value == 8262
    assert cells["disclosure.coercion.decisions"].value == 4818
