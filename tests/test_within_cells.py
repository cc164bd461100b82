"""Cells whose delimiters say less than they seem to: padded lines, digits apart in a field, tabs around each cell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from test_between_cells import bare, silent
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


@pytest.mark.parametrize("mark", ["|", "\t"])
@pytest.mark.parametrize("kept", ["total", "natural_person"])
def test_lines_filled_up_at_their_end(mark: str, kept: str) -> None:
    """Of a row that leaves no choice and of one with fewer labels the cells stand as far from the label."""
    filled = filled_form("2021")
    lines = []
    for line in bare(requests(filled)):
        own = [
            cell if n == (6 if kept == "total" else 0) else "" for n, cell in enumerate(line[-7:])
        ]
        lines.append([*line[:-7], *own] if len(line) > 7 else line)
    width = max(map(len, lines))
    text = "\n".join(
        mark + mark.join([*line, *[""] * (width - len(line))]) + mark for line in lines
    )
    found = govie.extract(report("", text))
    wrongs = [
        path
        for path, value in filled.values.items()
        if path.startswith("requests")
        and found.cells[path].value != (value if path.endswith(kept) else None)
    ]
    assert wrongs == []


def test_a_row_filled_up_at_its_end_below_names_of_columns() -> None:
    """Names right after the head of the labels, cells right after the label: the field left over is the line's end."""
    filled = filled_form("2021")
    lines = [
        [*line, ""] if "规章" in line[0] or "文件" in line[0] else line
        for line in disclosure(filled)
    ]
    for line in lines:
        if len(line) == 5:
            line[1], line[3] = "", ""
    found = govie.extract(report(tabs(lines), tabs(requests(filled))))
    for row in ("regulations", "normative_documents"):
        cells = [
            found.cells[f"disclosure.{row}.{c}"].value for c in ("issued", "repealed", "in_force")
        ]
        assert cells == [None, filled.values[f"disclosure.{row}.repealed"], None]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_digits_apart_within_a_cell_are_one_number(form: str) -> None:
    """There are as many fields as columns, however many digits stand apart in each."""
    filled = filled_form(form, seed=1)
    lines = [
        [" ".join(cell) if cell.isdecimal() else cell for cell in line]
        for line in requests(filled, empty=True)
    ]
    title = f"青岭县农业农村局{2020 if form == '2019' else 2023}年政府信息公开工作年度报告"
    found = govie.extract(
        report("", "\n".join("| " + " | ".join(line) + " |" for line in lines), title=title)
    )
    assert wrong(filled, found, "requests", empty=True) == []


def test_a_note_after_a_number_is_no_digit_of_it() -> None:
    text = "\n".join(
        [
            "第二十条第（一）项",
            "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
            "规章\t/\t/\t/",
            "行政规范性文件\t10 1\t14 1\t1",
        ]
    )
    cells = govie.extract(report(text)).cells
    for column in ("issued", "repealed"):
        cell = cells[f"disclosure.normative_documents.{column}"]
        assert cell.value in (10, 14, None) or cell.confidence < 0.9


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("indent", ["", "\t"])
def test_tabs_around_every_cell(form: str, indent: str) -> None:
    """Each cell is a table of its own in the page: only the first of a row has no tab around it."""
    filled = filled_form(form)

    def framed(lines: Sequence[Line]) -> str:
        return "\n".join(
            "\n".join(
                f"{indent}\t{cell}\t" if n else f"{indent}{cell}" for n, cell in enumerate(line)
            )
            for line in lines
        )

    title = f"青岭县农业农村局{2020 if form == '2019' else 2023}年政府信息公开工作年度报告"
    text = report(
        framed(disclosure(filled)),
        framed(bare(requests(filled, empty=True))),
        framed([[c for c in line if c] for line in review(filled)]),
        title=title,
    )
    found = govie.extract(text)
    assert wrong(filled, found, "disclosure") == []
    assert wrong(filled, found, "requests", empty=True) == []


def test_rows_that_lost_an_empty_cell_between_tabs_are_not_sure() -> None:
    """Of six cells for seven columns only the sum may tell where they stand."""
    filled = filled_form("2021", seed=4)
    lines = bare(requests(filled))
    text = "\n".join(
        "\n".join(f"\t{cell}\t" if n else cell for n, cell in enumerate(line) if cell != "0")
        for line in lines
    )
    found = govie.extract(report("", text))
    assert silent(wrong(filled, found, "requests", empty=True), found) == []


def test_a_caption_of_last_year_in_a_text_that_ran_together() -> None:
    own, other = filled_form("2021", seed=2), filled_form("2021", seed=7)
    caption = "附：上年度（2022年）情况（供对照）"

    def run(lines: Sequence[Line]) -> str:
        return "".join("".join(line) for line in bare(lines))

    text = report(
        "".join("".join(line) for line in disclosure(own)),
        caption + run(requests(other)) + "2023年情况" + run(requests(own)),
    )
    found = govie.extract(text.replace("\n", ""))
    assert [w for w in wrong(own, found, "requests") if ": None for" not in w] == []
