"""The codebook: every column explained in both languages, and the names that Stata takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govie.panel import codebook, columns, stata


def test_every_column_is_explained_in_both_languages() -> None:
    for row in codebook.rows():
        entry = dict(zip(codebook.HEAD, row, strict=True))
        assert re.search(r"[一-鿿]", entry["chinese"]), entry
        assert re.search(r"[A-Za-z]{3}", entry["english"]), entry


def test_no_two_cells_are_explained_alike() -> None:
    cells = [c for c in columns.tables()["wide"].columns if c.name in columns.cells()]
    assert len(cells) == len(columns.cells())
    for words in ([c.english for c in cells], [(c.chinese, c.unit) for c in cells]):
        assert len(set(words)) == len(words)


def test_money_is_said_to_be_in_yuan() -> None:
    for column in columns.tables()["wide"].columns:
        assert "万元" not in column.chinese


@pytest.mark.parametrize("table", ["wide", "long", "facts", "checks", "panel"])
def test_stata_takes_the_names(table: str) -> None:
    names = stata.names(columns.tables()[table])
    assert len(set(names.values())) == len(names)
    assert all(re.fullmatch(r"[a-zA-Z_]\w{0,31}", name) for name in names.values())


def test_the_page_is_the_code_book(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "codebook.md").read_text("utf-8")
    assert page == codebook.markdown()


def test_the_workbook_holds_it(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from govie.panel import Panel

    Panel(()).write(tmp_path / "panel.xlsx")
    book = openpyxl.load_workbook(tmp_path / "panel.xlsx", read_only=True)
    rows = list(book["codebook"].iter_rows(values_only=True))
    assert rows[0] == codebook.HEAD
    assert len(rows) == 1 + len(list(codebook.rows()))
