"""Tables with what a form has not: labels without numbers, row numbers and columns of an agency's own, codes, keys."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from emptied import leave_out
from layouts import Filled, Layout, Piece, by_line, fill, lines, report

import govie
from govie.form import Table, forms

FORMS = sorted(forms())
NUMBER = re.compile(r"(?<![^\t\n |])(?:[一二三四五六七八]、|（[一二三四五六七八]）|\d\.)(?=[^\d])")


def sparse(form: str, pattern: str = "") -> Filled:
    rng = random.Random(f"{form} {pattern} own marks")
    filled = fill(forms()[form], rng, 0.2)
    return leave_out(filled, rng, pattern) if pattern else filled


def wrong(filled: Filled, text: str, prefix: str = "") -> list[str]:
    found = govie.extract(text).cells
    return [
        f"{path}: {found[path].value} for {value}"
        for path, value in filled.values.items()
        if found[path].value != value and path.startswith(prefix)
    ]


@pytest.mark.parametrize("mark", ["\t", " | "])
@pytest.mark.parametrize("form", FORMS)
def test_labels_without_their_numbers(form: str, mark: str) -> None:
    # A row of zeros is a row, and not the first line of the row below.
    filled = fill(forms()[form], random.Random(form), 0.03, 5)
    text = report(filled, by_line(mark, mark), random.Random(1)).text
    assert not wrong(filled, NUMBER.sub("", text))


def with_own_columns(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Bars between cells, before the row's label its number, at its end the agency's own column, which is empty."""
    names = [c.text for c in table.columns]
    if table.row_sums:
        yield " | ".join(["序号", "项目", *names[:-1], "法人小计", names[-1], "备注"]) + "\n"
    else:
        yield " | ".join(["项目", *names]) + "\n"
    for number, rows in enumerate(lines(table), 1):
        label = [] if table.flat else [table.rows[rows[0]].text]
        if table.row_sums:
            label = [str(number), *label]
        yield " | ".join(label) + (" | " if label else "")
        for n, (row, column) in enumerate((r, c) for r in rows for c in range(len(names))):
            yield (" | " if n else "")
            if table.row_sums and column == len(names) - 1:
                yield f"{row + 3} | "  # the agency's sum is off
            yield (table.path(row, column),)
        yield " | \n" if table.row_sums else "\n"


@pytest.mark.parametrize("pattern", ["", "zeros"])
@pytest.mark.parametrize("form", FORMS)
def test_a_line_that_ends_with_an_empty_cell_is_whole(form: str, pattern: str) -> None:
    # Its bar is followed by the number of the next row, which is no rest of the cell.
    filled = sparse(form, pattern)
    text = report(filled, with_own_columns, random.Random(1)).text
    assert not wrong(filled, text, "requests")


@pytest.mark.parametrize("code", ["R01", "A7", "GK12", "v2"])
def test_a_code_is_no_cell(code: str) -> None:
    filled = sparse("2021")
    text = report(filled, by_line("   ", "   "), random.Random(1)).text
    coded = text.replace("行政许可   ", f"行政许可 {code}   ").replace("规章   ", f"规章 {code}   ")
    assert coded != text
    assert not wrong(filled, coded, "disclosure")


def keyed(quote: str, opening: str, closing: str) -> Layout:
    """Every cell after the name of its column, on a line of its own: a list, or a program's object."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        for row, label in enumerate(table.rows):
            words = table.label if table.flat else (label.group or "") + label.text
            yield f"{opening}{quote}{words}{quote}{closing}\n"
            for n, column in enumerate(table.columns):
                name = column.text.partition("（")[0]
                yield f"    {'- ' if not quote else ''}{quote}{name}{quote}: {quote}"
                yield (table.path(row, n),)
                yield f"{quote}{',' if quote and n + 1 < len(table.columns) else ''}\n"
            yield "  },\n" if quote else ""

    return layout


@pytest.mark.parametrize("pattern", ["", "zeros", "only totals"])
@pytest.mark.parametrize("style", [("", "- ", ""), ('"', "  ", ": {")], ids=["list", "object"])
@pytest.mark.parametrize("form", FORMS)
def test_cells_after_the_names_of_their_columns(
    form: str, style: tuple[str, str, str], pattern: str
) -> None:
    filled = sparse(form, pattern)
    text = report(filled, keyed(*style), random.Random(1)).text
    for prefix in ("requests", "disclosure"):
        assert not wrong(filled, text, prefix)


def test_a_change_in_words_after_the_name_of_its_column() -> None:
    filled = sparse("2019")
    for path, value in filled.values.items():
        if path.endswith(".change") and value:
            filled.printed[path] = f"{'增' if value > 0 else '减'}{abs(int(value))}"
    text = report(filled, keyed("", "- ", ""), random.Random(1)).text
    assert not wrong(filled, text, "disclosure")
