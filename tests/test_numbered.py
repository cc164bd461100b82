"""The numbers of rows, in a column of their own: told in each table, whatever stands in the others."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from layouts import Filled, Layout, Piece, fill, lines, report
from scoring import wrong

from govie.form import Table, forms

FORMS = sorted(forms())
TABLES = ("disclosure", "requests")
Number = Callable[[int], str]

STYLES: dict[str, Number] = {
    "plain": str,
    "two digits": lambda n: f"{n:02d}",
    "full width": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "point": lambda n: f"{n}.",
}


def numbered(
    which: str,
    mark: str = "\t",
    *,
    style: Number = str,
    head: str = "序号",
    goes_on: bool = False,
    page: int = 99,
    without: int = 99,
    remark: bool = False,
) -> Layout:
    """Rows with their number before the label, in tables of ``which``.

    ``goes_on``: whether a table's numbers go on from those of the table before; ``page``: after so many rows the
    head is printed again; ``without``: the row that has no number; ``remark``: whether a column 备注 ends the rows.
    """
    last = 0

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        nonlocal last
        has = table.section.startswith(which) and not table.flat
        names = [*([head] if has else []), "项目", *(c.text for c in table.columns)]
        names += ["备注"] if has and remark else []
        yield mark.join(names) + "\n"
        number = last if goes_on else 0
        for count, rows in enumerate(lines(table), 1):
            if count > page and count % page == 1:
                yield mark.join(names) + "\n"
            number += 1
            if has:
                yield ("" if count == without else style(number)) + mark
            yield "" if table.flat else table.rows[rows[0]].text + mark
            for n, path in enumerate(
                table.path(r, c) for r in rows for c in range(len(table.columns))
            ):
                yield mark if n else ""
                yield (path,)
            yield f"{mark}\n" if has and remark else "\n"
        last = number

    return layout


def small(form: str, seed: str) -> Filled:
    """Totals of 0 to 4, many of them the next number by chance."""
    return fill(forms()[form], random.Random(f"{form} {seed}"), 0.2, 2)


@pytest.mark.parametrize("mark", ["\t", " | ", "\n"])
@pytest.mark.parametrize("which", TABLES)
@pytest.mark.parametrize("form", FORMS)
def test_numbers_of_one_table_leave_the_totals_of_the_others(
    form: str, which: str, mark: str
) -> None:
    for seed in range(3):
        filled = small(form, f"{which} {seed}")
        text = report(filled, numbered(which, mark), random.Random(1)).text
        assert not wrong(filled, text)


def in_turn(filled: Filled) -> Filled:
    """``filled`` with the totals 1, 2, 3 … of the rows of the requests, all from persons."""
    (table,) = (t for t in filled.form.tables if t.name == "requests")
    for row in range(len(table.rows)):
        for column in range(len(table.columns)):
            path = table.path(row, column)
            value = row + 1 if column in (0, len(table.columns) - 1) else 0
            filled.values[path], filled.printed[path] = value, str(value)
    return filled


@pytest.mark.parametrize("mark", ["\t", "\n"])
@pytest.mark.parametrize("form", FORMS)
def test_totals_that_count_the_rows_are_no_numbers_of_rows(form: str, mark: str) -> None:
    filled = in_turn(small(form, "in turn"))
    text = report(filled, numbered("disclosure", mark), random.Random(1)).text
    assert not wrong(filled, text, TABLES)


@pytest.mark.parametrize("mark", ["\t", "\n"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", FORMS)
def test_numbers_of_rows_however_they_are_written(form: str, style: str, mark: str) -> None:
    filled = small(form, style)
    text = report(filled, numbered("requests", mark, style=STYLES[style]), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("mark", ["\t", "\n"])
@pytest.mark.parametrize("head", ["序号", "编号", "序"])
@pytest.mark.parametrize("form", FORMS)
def test_numbers_of_rows_in_all_tables(form: str, head: str, mark: str) -> None:
    filled = small(form, head)
    text = report(filled, numbered("", mark, head=head), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("mark", ["\t", "\n"])
@pytest.mark.parametrize("form", FORMS)
def test_numbers_that_go_on_from_table_to_table(form: str, mark: str) -> None:
    filled = small(form, "goes on")
    text = report(filled, numbered("", mark, goes_on=True), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("mark", ["\t", "\n"])
@pytest.mark.parametrize("page", [6, 11])
@pytest.mark.parametrize("form", FORMS)
def test_numbers_that_go_on_below_a_head_printed_again(form: str, page: int, mark: str) -> None:
    filled = small(form, "page")
    text = report(filled, numbered("requests", mark, page=page), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("without", [2, 5])
@pytest.mark.parametrize("form", FORMS)
def test_a_row_without_a_number(form: str, without: int) -> None:
    filled = small(form, "without")
    text = report(filled, numbered("requests", "\t", without=without), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("mark", ["\t", " | "])
@pytest.mark.parametrize("form", FORMS)
def test_numbers_below_a_head_that_ends_with_a_column_of_the_agency(form: str, mark: str) -> None:
    filled = small(form, "remark")
    text = report(filled, numbered("requests", mark, remark=True), random.Random(1)).text
    assert not wrong(filled, text)


@pytest.mark.parametrize("mark", ["\t", "\n"])
def test_a_first_row_of_1_is_no_number(mark: str) -> None:
    """The labels of a table's head and of its first row stand side by side where the row has one cell."""
    filled = small("2021", "first row")
    for row, value in (("licensing", 1), ("penalty", 1), ("coercion", 2)):
        path = f"disclosure.{row}.decisions"
        filled.values[path], filled.printed[path] = value, str(value)
    text = report(filled, numbered("requests", mark), random.Random(1)).text
    assert not wrong(filled, text)
