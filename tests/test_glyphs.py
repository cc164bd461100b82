"""Texts with a line for each run of a page's glyphs, in which numbers are broken in pieces."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from layouts import Filled, Layout, Piece, fill, header, lines, report, row_label

import govie
from govie.form import Table, forms
from govie.text import glyphs
from govie.text.source import Source

FORMS = sorted(forms())
# A text is one of runs where many lines end in a space.
ROWS = "第二十条第（一）项\n信息内容 \n" + "规章 \n4 \n22 \n76\n" * 12


@pytest.mark.parametrize(
    ("printed", "view"),
    [
        ("行政许可 \n2\n08\n5\n", "行政许可 \n2085\n"),
        ("行政许可 \n9\n0\n9\n", "行政许可 \n909\n"),
        ("行政许可 \n1\n,\n129\n", "行政许可 \n1,129\n"),
        ("行政许可 \n32\n.\n8138 \n万元\n", "行政许可 \n32.8138 \n万元\n"),
        ("行政许可 \n4 \n↓\n27 \n5\n2\n", "行政许可 \n4 \n↓27 \n52\n"),
        # No number begins with 0, and a group of thousands has three digits.
        ("数量 \n0 \n0\n42 \n1\n", "数量 \n0 \n0\n42 \n1\n"),
        ("数量 \n6,320\n26,911 \n1\n", "数量 \n6,320\n26,911 \n1\n"),
        # The number of the next label is no piece of the total.
        ("数量 \n4 \n13\n7\n.\n属于\n", "数量 \n4 \n13\n7.\n属于\n"),
        ("数量 \n4 \n13\n2021\n/6/8\n", "数量 \n4 \n13\n2021\n/6/8\n"),
        # Nor are marks for nothing on either side of a number a page's number.
        ("数量 \n4\n— \n1 \n —\n三、", "数量 \n4\n—  1   —\n三、"),
        ("数量 \n4 \n— \n1 \n— \n— \n5\n", "数量 \n4 \n— \n1 \n— \n— \n5\n"),
        ("镇 \n2020 \n年度报告\n", "镇 \n2020  年度报告\n"),
    ],
)
def test_pieces_of_a_number_are_joined(printed: str, view: str) -> None:
    source = Source.of(ROWS + printed)
    assert source.view[len(ROWS) :] == view


def test_the_number_of_a_row_is_no_piece_of_the_number_before_it() -> None:
    rows = "编号 \n" + "1 \n规章 \n29 \n30 \n27\n8\n2 \n行政规范性文件 \n184\n" * 9
    assert "27\u200b8\n2 \n行政" in glyphs.joined(rows)
    assert "27\u200b8\u200b2 \n行政" in glyphs.joined(rows.replace("编号", "信息"))


def test_the_number_of_a_page_is_no_piece_of_the_number_before_it() -> None:
    pages = f"{ROWS}行政许可 \n3\n1\n{ROWS}行政许可 \n3\n2\n{ROWS}"
    assert glyphs.joined(f"{pages}日期 \n6 \n日\n3") == f"{pages}日期 \n6 \n日\n3"
    assert "3\u200b1\n" in glyphs.joined(f"{pages}日期 \n6 \n日")


@pytest.mark.parametrize("other", ["\n\n", "\t", "一 二 三 四 五 六 七 八 九 十 一 二 三"])
def test_lines_of_other_texts_are_no_runs(other: str) -> None:
    text = f"{ROWS}{other}行政许可 \n20\n85\n"
    assert glyphs.joined(text) == text


def in_runs(filled: Filled) -> Layout:
    """A line for each piece of a number, and a space where the next cell stands on the same line of the page."""

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, " \n")
        for rows in lines(table):
            yield "" if table.flat else row_label(table, rows[0], "\n") + " \n"
            numbers = [
                filled.printed[table.path(r, c)] for r in rows for c in range(len(table.columns))
            ]
            at = [rng.randrange(len(number)) for number in numbers]
            yield " \n".join(f"{n[:a]}\n{n[a:]}".strip() for n, a in zip(numbers, at, strict=True))
            yield "\n"

    return lay


@pytest.mark.parametrize("form", FORMS)
def test_a_report_in_runs_is_read(form: str) -> None:
    for seed in range(3):
        rng = random.Random(f"{form} {seed} runs")
        filled = fill(forms()[form], rng, 0.8, 4000)
        text = report(filled, in_runs(filled), rng).text.replace("\n\n", "\n")
        found = govie.extract(text)
        assert {p: found.cells[p].value for p in filled.values} == filled.values
