"""Texts that break off within a table: at their end, or where a part was left out and the next section follows."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from layouts import (
    HEADINGS,
    Filled,
    Layout,
    Piece,
    by_line,
    cells,
    fill,
    header,
    lines,
    report,
    row_label,
)
from scoring import wrong

import govie
from govie.form import Table, forms

FORMS = sorted(forms())
NEXT = "五、存在的主要问题及改进情况\n公开的内容还不够细，下一步将加强培训。\n"
LATER = {
    "disclosure": HEADINGS["requests"],
    "requests": HEADINGS["review_litigation"],
    "review_litigation": "五、",
}


def cut(filled: Filled, layout: Layout, path: str, *, rest: bool) -> tuple[Filled, str]:
    """A report that breaks off before the cell ``path``; ``rest``: whether the sections after its own follow."""
    laid = report(filled, layout, random.Random(1))
    at = laid.spans[path][0]
    section = next(c.table.section for c in filled.form.cells if c.path == path)
    later = laid.text.index(f"\n{LATER[section]}", at)
    text = laid.text[:at].rstrip() + (laid.text[later:] if rest else "")
    kept = {
        p: v if p in laid.spans and (laid.spans[p][0] < at or (rest and laid.spans[p][0] > later)) else None
        for p, v in filled.values.items()
    }  # fmt: skip
    return Filled(filled.form, filled.printed, kept), text


def table_of(filled: Filled, name: str) -> Table:
    return next(t for t in filled.form.tables if t.name == name)


MARKS = {"tabs": ("\t", "\t"), "lines": ("\n", "\n"), "spaces": (" ", " "), "bars": (" | ", " | ")}


@pytest.mark.parametrize("rest", [False, True], ids=["end", "middle"])
@pytest.mark.parametrize("kept", [1, 2, 4, 6])
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("form", FORMS)
def test_the_cells_of_the_last_row_are_those_of_the_first_columns(
    form: str, mark: str, kept: int, rest: bool
) -> None:
    for row in (2, 11, 20):
        filled = fill(forms()[form], random.Random(f"{form} {kept} {row}"), 0.6)
        table = table_of(filled, "requests")
        own, text = cut(filled, by_line(*MARKS[mark]), table.path(row, kept), rest=rest)
        assert not wrong(own, text)


@pytest.mark.parametrize("rest", [False, True], ids=["end", "middle"])
@pytest.mark.parametrize("form", FORMS)
def test_a_row_of_zeros_that_breaks_off(form: str, rest: bool) -> None:
    """Whatever columns they are put in, their sums hold."""
    for row in (5, 14):
        filled = fill(forms()[form], random.Random(f"{form} {row} zeros"), 0.5)
        table = table_of(filled, "requests")
        for column in range(len(table.columns)):
            filled.printed[table.path(row, column)] = "0"
            filled.values[table.path(row, column)] = 0
        own, text = cut(filled, by_line("\n", "\n"), table.path(row, 3), rest=rest)
        assert not wrong(own, text)


@pytest.mark.parametrize("kept", [1, 2])
@pytest.mark.parametrize("form", FORMS)
def test_a_small_table_that_breaks_off(form: str, kept: int) -> None:
    filled = fill(forms()[form], random.Random(f"{form} {kept} small"), 0.9)
    for name in ("regulations", "normative_documents"):
        paths = [p for p in filled.values if p.startswith(f"disclosure.{name}.")]
        own, text = cut(filled, by_line("\n", "\n"), paths[kept], rest=True)
        assert not wrong(own, text)


@pytest.mark.parametrize("kept", [n for n in range(1, 15) if n % 5])
@pytest.mark.parametrize("mark", ["\n", " ", "\t", " | "])
@pytest.mark.parametrize("form", FORMS)
def test_rows_side_by_side_that_break_off(form: str, mark: str, kept: int) -> None:
    filled = fill(forms()[form], random.Random(f"{form} {kept} flat"), 0.7)
    paths = [p for p in filled.values if p.startswith(("review", "litigation"))]
    for rest in (False, True):
        own, text = cut(filled, by_line(mark, mark), paths[kept], rest=rest)
        assert not wrong(own, text)


@pytest.mark.parametrize("kept", [5, 10])
@pytest.mark.parametrize("mark", ["\n", " ", "\t", " | "])
@pytest.mark.parametrize("form", FORMS)
def test_as_many_numbers_as_some_of_the_rows_have(form: str, mark: str, kept: int) -> None:
    """Agencies leave whole rows empty: whose numbers these are nobody knows."""
    filled = fill(forms()[form], random.Random(f"{form} {kept} flat"), 0.7)
    paths = [p for p in filled.values if p.startswith(("review", "litigation"))]
    _, text = cut(filled, by_line(mark, mark), paths[kept], rest=True)
    cells = govie.extract(text).cells
    assert all(cells[p].value is None or cells[p].confidence < 0.9 for p in paths)


def side_by_side(filled: Filled, numbers: list[int]) -> list[float | None]:
    """What is read of ``numbers`` after the heads of rows side by side."""
    text = re.sub(r"\n+", "\n", report(filled, by_line("\n", "\n"), random.Random(1)).text)
    at = text.rindex("总计\n") + 3
    later = text.index("\n五、", at)
    cells = govie.extract(text[:at] + "\n".join(map(str, numbers)) + text[later:]).cells
    return [cells[p].value for p in filled.values if p.startswith(("review", "litigation"))]


@pytest.mark.parametrize(
    "numbers", [[3, 1], [0, 0, 0], [1, 0, 2, 0, 3, 7], [1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 4, 1]]
)
def test_numbers_side_by_side_that_are_no_whole_rows(numbers: list[int]) -> None:
    filled = fill(forms()["2021"], random.Random(4), 0.6)
    assert side_by_side(filled, numbers) == [*numbers, *[None] * (15 - len(numbers))]


# ------------------------------------------------------------------ where nothing tells that the text breaks off


def without_empty(filled: Filled, row: int, kept: dict[int, int]) -> Layout:
    """A cell a line; of ``row`` only the cells ``kept``, its empty ones were dropped."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "\n")
        for rows in lines(table):
            yield "" if table.flat else row_label(table, rows[0], "\n") + "\n"
            if table.name == "requests" and rows == [row]:
                yield "".join(f"{value}\n" for value in kept.values())
                continue
            yield from cells(table, rows, "\n")
            yield "\n"

    return layout


@pytest.mark.parametrize("form", FORMS)
def test_a_last_row_that_may_be_whole_without_its_empty_cells(form: str) -> None:
    filled = fill(forms()[form], random.Random(f"{form} whole"), 0.6)
    table = table_of(filled, "requests")
    row = len(table.rows) - 1
    text = report(filled, without_empty(filled, row, {0: 2, 1: 0, 6: 2}), random.Random(1)).text
    found = govie.extract(text).cells
    assert found[table.path(row, 2)].value != 2


@pytest.mark.parametrize("form", FORMS)
def test_a_row_of_others_without_their_empty_cells(form: str) -> None:
    """Where empty cells were dropped before, the last row may lack some, too."""
    filled = fill(forms()[form], random.Random(f"{form} dropped"), 0.6)
    table = table_of(filled, "requests")

    def layout(own: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(own, "\n")
        for rows in lines(own):
            if own.name == "requests" and rows[0] > 12:
                return
            yield "" if own.flat else row_label(own, rows[0], "\n") + "\n"
            printed = [
                filled.printed[own.path(r, c)] for r in rows for c in range(len(own.columns))
            ]
            kept = [p for p in printed if p != "0"] if own.name == "requests" else printed
            yield "".join(f"{p}\n" for p in kept)

    for path in [table.path(12, c) for c in range(len(table.columns))]:
        filled.printed[path] = "5" if path == table.path(12, 4) else "0"
    filled.printed[table.path(12, 6)] = "5"
    found = govie.extract(report(filled, layout, random.Random(1)).text).cells
    assert found[table.path(12, 1)].value is None


@pytest.mark.parametrize("numbers", [[2, 0, 2], [1, 0, 2, 0, 3, 4, 4], [1, 1, 1, 1, 4, 4]])
def test_numbers_side_by_side_that_may_be_whole_rows(numbers: list[int]) -> None:
    """Of as many rows, or of more, the sums hold where their empty cells were dropped."""
    filled = fill(forms()["2021"], random.Random(4), 0.6)
    whole = [*numbers, *[None] * (15 - len(numbers))]
    assert side_by_side(filled, numbers) != whole


def test_numbers_side_by_side_after_a_table_with_empty_cells() -> None:
    filled = fill(forms()["2021"], random.Random(4), 0.6)
    for path, value in filled.values.items():
        if value == 0 and path.startswith("requests"):
            filled.printed[path] = ""
    assert side_by_side(filled, [3, 1])[:2] != [3, 1]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("row", [3, 12])
def test_a_text_that_ends_with_a_label_leaves_its_cells_unknown(mark: str, row: int) -> None:
    """Nobody saw the cells after it: they are missing, and not empty."""
    filled = fill(forms()["2021"], random.Random(f"{mark} {row}"), 0.6)
    table = table_of(filled, "requests")
    _, text = cut(filled, by_line(*MARKS[mark]), table.path(row, 0), rest=False)
    found = govie.extract(text.rstrip(" |")).cells
    assert {found[table.path(row, c)].status for c in range(len(table.columns))} == {"missing"}
    assert found[table.path(row - 1, 0)].status == "read"
