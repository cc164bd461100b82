"""Tables as further programs write them: several cells with coordinates in a line, forums' marks, comments on spans."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from test_styles import (
    Line,
    disclosure,
    filled_form,
    markdown,
    printed,
    report,
    requests,
    review,
    table_of,
    tabs,
    wrong,
)

import govie

Write = Callable[[Sequence[Line]], str]


def coordinates(lines: Sequence[Line]) -> str:
    """The cells with something in them, those of a row in one line."""
    return "\n".join(
        "; ".join(f"R{r}C{c}={cell}" for c, cell in enumerate(line, 1) if cell)
        for r, line in enumerate(lines, 1)
    )


def split(lines: Sequence[Line]) -> str:
    """A data frame's rows as JSON with a line for each cell."""
    width = max(map(len, lines))
    data = [[*line, *[""] * (width - len(line))] for line in lines]
    frame = {"columns": [*range(width)], "index": [*range(len(data))], "data": data}
    return json.dumps(frame, ensure_ascii=False, indent=1)


def forum(lines: Sequence[Line]) -> str:
    """A space between cells, each in marks of its own, with a digit in it."""
    return "\n".join(
        " ".join(f"[font=楷体][size=2]{cell}[/size][/font]" for cell in line if cell)
        for line in lines
    )


def entities(lines: Sequence[Line]) -> str:
    return "\n".join("|" + "|".join(f"&ensp;{cell}  " for cell in line) + "|" for line in lines)


def pluses(lines: Sequence[Line]) -> str:
    """A hard line end stands in a cell that holds nothing."""
    return (
        "|===\n" + "\n".join("|" + " |".join(c or "+" for c in line) for line in lines) + "\n|==="
    )


def ended_by_tabs(lines: Sequence[Line]) -> str:
    return "\n".join("".join(f"{cell}\t" for cell in line) for line in lines)


def as_text(lines: Sequence[Line]) -> str:
    """Numbers as formulas for texts, so that a spreadsheet does not change them."""
    width = max(map(len, lines))
    return "\n".join(
        ",".join(f'="{c}"' if c.isdecimal() else c.replace(",", "，") for c in line)
        + "," * (width - len(line))
        for line in lines
    )


def hive(lines: Sequence[Line]) -> str:
    return "\n".join("\x01".join(cell or "\\N" for cell in line) for line in lines)


def spans(lines: Sequence[Line]) -> str:
    """Each cell a span with attributes that hold digits."""
    inside = [
        [f'[{c}]{{lang="ZH-CN" style="font-size:10.5pt"}}' if c else "" for c in line]
        for line in lines
    ]
    return markdown(inside)


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize(
    "write", [coordinates, split, entities, pluses, ended_by_tabs, as_text, hive, spans]
)
def test_tables_as_further_programs_write_them(form: str, empty: bool, write: Write) -> None:
    filled = filled_form(form)
    own = requests(filled, empty=empty)
    found = govie.extract(report(write(disclosure(filled)), write(own), write(review(filled))))
    assert wrong(filled, found, "requests", empty=empty) == []
    assert wrong(filled, found, ("disclosure", "review", "litigation")) == []


def test_the_size_of_a_forums_letters_is_no_cell() -> None:
    filled = filled_form("2021")
    tables = [forum(t) for t in (disclosure(filled), requests(filled), review(filled))]
    assert wrong(filled, govie.extract(report(*tables)), "") == []


def test_rows_of_a_sheet_between_semicolons_are_no_sentences() -> None:
    filled = filled_form("2021")
    lines = [*disclosure(filled), *requests(filled, empty=True), *review(filled)]
    sheet = "\n".join(";".join([*line, *[""] * (15 - len(line))]) for line in lines)
    found = govie.extract(f"青岭县农业农村局2023年政府信息公开工作年度报告;;;;;;;\n{sheet}\n")
    assert wrong(filled, found, "requests", empty=True) == []
    assert wrong(filled, found, ("disclosure", "review", "litigation")) == []


def test_comments_tell_how_many_columns_a_cell_spans() -> None:
    filled = filled_form("2021")
    lines = requests(filled, empty=True)
    width = max(map(len, lines))
    printed = []
    for line in lines:
        # Where a group goes on, nothing stands for its cell, and the line is filled up at its end.
        label, cells = [w for w in line[:3] if w], line[3:]
        spans = 3 - len(label) + (not line[0] and bool(line[1]) and not line[2])
        first = label[-1] if label else ""
        own = [*label[:-1], f"{first} <!-- colspan: {spans + 1} -->" if spans else first]
        own += [*[""] * spans, *cells]
        printed.append("| " + " | ".join([*own, *[""] * (width - len(own))]) + " |")
    found = govie.extract(
        report(tabs(disclosure(filled)), "\n".join(printed), tabs(review(filled)))
    )
    assert wrong(filled, found, "requests", empty=True) == []


@pytest.mark.parametrize("first", ["8", "0"])
def test_the_numbers_of_items_are_no_index_that_goes_on(first: str) -> None:
    filled = filled_form("2021")
    lines = requests(filled)
    for line in lines:
        line[:3] = [w.replace("（七）", "7）").replace("（六）", "6）") for w in line[:3]]
        line[:3] = [w.replace("（五）", "5）").replace("（四）", "4）") for w in line[:3]]
        line[:3] = [w.replace("（三）", "3）").replace("（二）", "2）") for w in line[:3]]
    own = review(filled)
    own[-1][0] = first
    text = report(tabs(disclosure(filled)), ended_by_tabs(lines), ended_by_tabs(own))
    found = govie.extract(text)
    values = [found.cells[p].value for p in found.cells if p.startswith(("review", "litigation"))]
    assert [str(v) for v in values] == own[-1]


def test_numbers_of_items_before_their_labels_of_which_one_is_printed_with_its_label() -> None:
    filled = filled_form("2021")
    lines = requests(filled, empty=True)
    for line in lines[3:]:
        label = line[2]
        if label[1:2] == "." and not label.startswith("3.危及"):
            line[2] = f"{label[0]}{label[2:]}."
    tables = (disclosure(filled), lines, review(filled))
    found = govie.extract(report(*("\n".join(map("$".join, own)) for own in tables)))
    assert wrong(filled, found, "requests", empty=True) == []


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("empty", [False, True])
def test_data_frames_by_column(form: str, empty: bool) -> None:
    """Pandas repeats merged cells, joins the names of a head, and writes the numbers of columns and rows as keys."""
    filled = filled_form(form)
    table = table_of(filled.form, "requests")
    rows = [["情况", "情况", *["申请人情况"] * 7]]
    names = [c.text for c in table.columns]
    rows.append(
        ["情况", "情况", names[0], *(f"法人或其他组织—{n}" for n in names[1:-1]), names[-1]]
    )
    for number, row in enumerate(table.rows):
        group = row.group or row.text
        rows.append([group, row.text, *printed(filled, table, number, empty=empty)])
    columns = {str(c): {str(r): row[c] for r, row in enumerate(rows)} for c in range(9)}
    own = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    found = govie.extract(report(tabs(disclosure(filled)), own, tabs(review(filled))))
    assert wrong(filled, found, "requests", empty=empty) == []


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_rows_of_a_sheet_as_objects_with_numbers(form: str) -> None:
    """SheetJS names columns by their letters, and leaves empty cells and the quotes around numbers out."""
    filled = filled_form(form)

    def rows(lines: Sequence[Line]) -> str:
        letters = "ABCDEFGHIJKLMNO"
        return "\n".join(
            json.dumps(
                {
                    k: int(c) if c.isdecimal() else c
                    for k, c in zip(letters, line, strict=False)
                    if c
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )
            for line in lines
        )

    tables = [*disclosure(filled)], requests(filled), review(filled)
    found = govie.extract(report(*map(rows, tables)))
    assert wrong(filled, found, "") == []


def test_a_dictionary_for_each_row() -> None:
    filled = filled_form("2021")
    lines = requests(filled)
    own = "\n".join(f"{n}: {dict(enumerate(line))}" for n, line in enumerate(lines))
    found = govie.extract(report(tabs(disclosure(filled)), own, tabs(review(filled))))
    assert wrong(filled, found, "requests") == []
