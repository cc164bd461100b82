"""Rows that spaces align under the names of columns, with the same columns empty in all of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from layouts import Filled, Layout, Piece, by_line, fill, report
from scoring import wrong

import govie
from govie.form import Table, forms

FORMS = sorted(forms())
LABEL, PITCH = 80, 16  # how wide the column of labels and the others are
Align = Callable[[str, int], str]

ALIGNED: dict[str, Align] = {"middle": str.center, "right": str.rjust}


def padded(align: Align, text: str, width: int, chinese: int) -> str:
    """``text`` aligned in ``width`` where a Chinese character is ``chinese`` characters wide."""
    return align(text, width - (chinese - 1) * sum(c > "\u2fff" for c in text))


def without(form: str, columns: tuple[int, ...]) -> Filled:
    """A filled form with nothing in ``columns`` of the requests."""
    filled = fill(forms()[form], random.Random(f"{form} {columns}"), 0.6, 20)
    (table,) = (t for t in filled.form.tables if t.name == "requests")
    last = len(table.columns) - 1
    for row in range(len(table.rows)):
        for column in range(last):
            if column in columns:
                path = table.path(row, column)
                filled.values[path], filled.printed[path] = None, ""
        total = sum(filled.values[table.path(row, c)] or 0 for c in range(last))
        filled.values[table.path(row, last)] = total
        filled.printed[table.path(row, last)] = str(total)
    return filled


def aligned(filled: Filled, align: Align, chinese: int, name: slice, shift: int = 0) -> Layout:
    """The requests under the names of their columns, of each the characters ``name``; ``shift``: of the head."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        if table.name != "requests":
            yield from by_line("   ", "   ")(table, rng)
            return
        yield padded(str.ljust, "项目", LABEL + shift, chinese)
        yield "".join(padded(align, c.text[name], PITCH, chinese) for c in table.columns) + "\n"
        for row, label in enumerate(table.rows):
            yield padded(str.ljust, label.text, LABEL, chinese)
            for column in range(len(table.columns)):
                path = table.path(row, column)
                number = filled.printed[path]
                before, _, after = align(number or " ", PITCH).partition(number or " ")
                yield before
                yield (path,) if number else " "
                yield after
            yield "\n"

    return layout


EMPTY = [(4,), (0,), (2, 3), (0, 1), (3, 4, 5), (1, 2, 3, 4)]


@pytest.mark.parametrize("name", [slice(None), slice(2)], ids=["names", "first words"])
@pytest.mark.parametrize("chinese", [1, 2])
@pytest.mark.parametrize("align", ALIGNED)
@pytest.mark.parametrize("columns", EMPTY)
@pytest.mark.parametrize("form", FORMS)
def test_the_names_of_columns_tell_which_are_empty(
    form: str, columns: tuple[int, ...], align: str, chinese: int, name: slice
) -> None:
    filled = without(form, columns)
    text = report(filled, aligned(filled, ALIGNED[align], chinese, name), random.Random(1)).text
    assert not wrong(filled, text, "requests")


@pytest.mark.parametrize("columns", EMPTY)
@pytest.mark.parametrize("form", FORMS)
def test_numbers_on_the_left_of_their_columns(form: str, columns: tuple[int, ...]) -> None:
    filled = without(form, columns)
    text = report(filled, aligned(filled, str.ljust, 1, slice(None)), random.Random(1)).text
    assert not wrong(filled, text, "requests")


@pytest.mark.parametrize("shift", [-PITCH, PITCH])
@pytest.mark.parametrize("form", FORMS)
def test_a_head_that_stands_elsewhere_places_no_cell(form: str, shift: int) -> None:
    """The sums refute it."""
    filled = without(form, (2, 3))
    text = report(filled, aligned(filled, str.center, 1, slice(None), shift), random.Random(1)).text
    cells = govie.extract(text).cells
    paths = [p for p, v in filled.values.items() if p.startswith("requests") and v]
    assert {cells[p].value for p in paths if cells[p].value != filled.values[p]} <= {None}


def totals_on_pages(pages: list[tuple[int, range]]) -> str:
    """Totals alone, below their name on the first page, and in another place on the next, which has no names."""
    table = next(t for t in forms()["2021"].tables if t.name == "requests")
    names = " " * 40 + "".join(f"{column.text:<10}" for column in table.columns)
    lines = ["青禾县2022年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况", names]
    for place, rows in pages:
        for row in rows:
            lines += ["", f"{table.rows[row].text:<{place}}{row % 3}"]
    return "\n".join([*lines, "四、政府信息公开行政复议、行政诉讼情况", "无。"])


def test_totals_on_a_page_that_is_laid_out_anew() -> None:
    table = next(t for t in forms()["2021"].tables if t.name == "requests")
    found = govie.extract(totals_on_pages([(101, range(16)), (112, range(16, 25))])).cells
    for row in range(25):
        values = [found[table.path(row, column)].value for column in range(7)]
        assert values == [*[None] * 6, row % 3]
