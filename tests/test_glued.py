"""Numbers that ran together with the marks that an agency prints where it has nothing to count."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from layouts import Piece, by_line, fill, glued, report
from scoring import score

import govie
from govie.form import Table, forms
from govie.tables import labels
from govie.tables.choices import deals, ways
from govie.tables.choices.solver import settled
from govie.tables.prints import Kind
from govie.tables.scanning import joins
from govie.tables.scanning.scan import scan

FORMS = sorted(forms())
GRID = labels.grid(forms()["2021"], "requests")
TABLE = GRID.rows[0].table


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("mark", ["无", "/", "—", "-", "——"])
@pytest.mark.parametrize("form", FORMS)
def test_marks_among_numbers_that_ran_together(form: str, mark: str, end: str) -> None:
    count: Counter[str] = Counter()
    wrong = []
    for seed, figures in enumerate([(0.8, 40), (0.5, 40), (0.3, 400), (0.6, 900)]):
        rng = random.Random(f"{form} {mark} {seed} marks")
        filled = fill(forms()[form], rng, *figures)
        for path, value in filled.values.items():
            if value == 0:
                filled.printed[path], filled.values[path] = mark, None
        wrong += score(report(filled, glued("", end), rng), count)
    assert not count["silent"], wrong
    assert count["telling right"] >= 0.65 * count["telling"], wrong
    assert count["invented"] <= 0.01 * count["cells"], wrong


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("规章无725无", ["无", "725", "无"]),
        ("规章31无行政规范性文件无6", ["31", "无", "无", "6"]),
        ("4.无正当理由大量反复申请3", ["3"]),
        ("8无法提供", ["8"]),
        ("重复申请/3/16482087", ["/", "3", "/", "16482087"]),
        ("重复申请—3——16482087", ["—", "3", "—", "—", "16482087"]),
        ("重复申请4--12-16", ["4", "-", "-12", "-16"]),
        ("行政处罚/-4/", ["/", "-4", "/"]),
        ("行政许可-7", ["-7"]),
        # a stroke between words, the number of a page, a date, a span of years
        ("本年增/减3", ["3"]),
        ("共 1/12", ["1", "12"]),
        ("重复申请5\n2/6\n", ["5"]),
        ("发布日期2031-04-09", []),
        ("附件2031/04/09", []),
    ],
)
def test_a_mark_beside_a_number_is_a_cell(text: str, cells: list[str]) -> None:
    assert [c.text for c in scan(text, 0, len(text)) if c.is_value] == cells


def test_a_dash_is_no_sign_where_no_number_is_below_0() -> None:
    text = "重复申请4--12-16"
    found = joins.unsigned(scan(text, 0, len(text)))
    assert [(c.kind, c.text, c.value) for c in found[1:]] == [
        (Kind.NUMBER, "4", 4),
        (Kind.NOTHING, "-", None),
        (Kind.NOTHING, "-", None),
        (Kind.NUMBER, "12", 12),
        (Kind.NOTHING, "-", None),
        (Kind.NUMBER, "16", 16),
    ]
    assert all(text[c.start : c.end] == c.text for c in found)
    # A sign after a space, or in a cell of its own, is one.
    for text in ("重复申请 4 -12", "重复申请\t4\t-12"):
        assert [c.value for c in joins.unsigned(scan(text, 0, len(text)))][1:] == [4, -12]


def test_two_dashes_are_one_mark_where_they_never_stand_alone() -> None:
    texts = ["规章——3——", "文件————8", "许可——", "处罚2——5"]
    text = "\n".join(texts)
    marks = [c.text for c in scan(text, 0, len(text)) if c.kind is Kind.NOTHING]
    assert marks == ["——"] * 5
    marks = [c.text for c in scan(text + "—4", 0, len(text) + 2) if c.kind is Kind.NOTHING]
    assert set(marks) == {"—"}


def row(text: str) -> list[str | None]:
    """The one way of reading ``text`` as a row, or nothing."""
    cells = [c for c in scan(text, 0, len(text)) if c.is_value]
    options = ways.ways(TABLE, cells)
    return [c.text if c else None for c in options[0]] if len(options) == 1 else []


def test_a_mark_stays_a_cell_where_numbers_are_cut() -> None:
    assert row("其他23无无无无427") == ["23", "无", "无", "无", "无", "4", "27"]
    assert row("其他/18/7//25") == ["/", "18", "/", "7", "/", "/", "25"]
    # The total itself is not printed: nothing tells where a number ends.
    assert row("其他—1827———") == []


def test_rows_side_by_side_with_marks() -> None:
    tables = [TABLE, TABLE]
    text = "7无无无无18无无6无4111"
    cells = scan(text, 0, len(text))
    found = deals.side_by_side(tables, [7, 7], cells)
    assert [[c.text if c else None for c in options[0]] for options in found] == [
        ["7", "无", "无", "无", "无", "1", "8"],
        ["无", "无", "6", "无", "4", "1", "11"],
    ]
    # No cut makes the sums hold, and cells that ran together are not dealt out as they are.
    cells = scan("7无无无3", 0, 6)
    assert deals.side_by_side(tables, [7, 7], cells) == [[(None,) * 7], [(None,) * 7]]


def test_digits_that_no_array_holds_stop_nothing() -> None:
    text = "其他" + "9" * 20
    (cell,) = (c for c in scan(text, 0, len(text)) if c.is_value)
    options = [tuple(way) for way in ways.placed([cell], 7)]
    rows = {n: options for n in range(len(GRID.rows))}
    known = {len(GRID.rows) - 1: (None,) * 7, len(GRID.rows) - 2: (None,) * 7}
    domains = {n: options for n in rows if n not in known}
    assert settled(GRID, known, domains).keys() == domains.keys()


@pytest.mark.parametrize("form", FORMS)
def test_rows_side_by_side_that_ran_together_are_not_cut_off(form: str) -> None:
    """As many digits as cells, in a report whose other tables have a print in every cell."""
    filled = fill(forms()[form], random.Random(f"{form} digits"), 0.5, 1)
    for prefix in ("review", "litigation_direct", "litigation_after_review"):
        parts = [1, 0, 2, 0]
        for column, value in zip(("upheld", "corrected", "other", "pending"), parts, strict=True):
            filled.values[f"{prefix}.{column}"] = value
            filled.printed[f"{prefix}.{column}"] = str(value)
        filled.values[f"{prefix}.total"], filled.printed[f"{prefix}.total"] = 3, "3"

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield from (glued("", "\n") if table.flat else by_line("\t", "\t"))(table, rng)

    found = govie.extract(report(filled, lay, random.Random(1)).text).cells
    told = [p for p in filled.values if p.startswith(("review", "litigation"))]
    assert {p: found[p].value for p in told} == {p: filled.values[p] for p in told}
