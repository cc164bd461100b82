"""The codebook: every column explained in both languages, and the names that Stata takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govie.form import forms
from govie.panel import codebook, columns, stata, variables


def test_every_column_is_explained_in_both_languages() -> None:
    for row in codebook.rows():
        entry = dict(zip(codebook.HEAD, row, strict=True))
        assert re.search(r"[一-鿿]", entry["chinese"]), entry
        assert re.search(r"[A-Za-z]{3}", entry["english"]), entry


def test_no_two_cells_are_explained_alike() -> None:
    cells = variables.values()
    assert len(cells) == len(variables.cells())
    for words in ([c.english for c in cells], [(c.chinese, c.unit) for c in cells]):
        assert len(set(words)) == len(words)


def test_money_is_said_to_be_in_yuan() -> None:
    for column in columns.tables()["wide"].columns:
        assert "万元" not in column.chinese


@pytest.mark.parametrize("table", columns.tables())
def test_stata_takes_the_names(table: str) -> None:
    names = [column.name for column in columns.tables()[table].columns]
    assert len({stata.name(n) for n in names}) == len(names)
    assert all(re.fullmatch(r"[a-z_]\w{0,31}", stata.name(n)) for n in names)
    changed = {n for n in names if stata.name(n) != n}
    assert changed <= {"end"}


@pytest.mark.parametrize("form", forms())
def test_the_columns_of_a_row_are_a_family(form: str) -> None:
    """``stem_*`` is every column of one row of the form's tables, and nothing else of any form."""
    rows: dict[str, set[str]] = {}
    for cell in forms()[form].cells:
        rows.setdefault(cell.path.rpartition(".")[0], set()).add(variables.short(cell.path))
    every = {variables.short(path) for path in variables.cells()}
    own = {cell.path for cell in forms()[form].cells}
    others = {variables.short(p) for p in variables.cells() if p not in own}
    for names in rows.values():
        first, last = min(names), max(names)
        alike = [a == b for a, b in zip(first, last, strict=False)]
        common = first[: alike.index(False)] if len(names) > 1 else ""
        stem = common.rpartition("_")[0]
        if stem:
            assert {n for n in every - others if n.startswith(f"{stem}_")} == names
            assert all(n.startswith(f"{stem}_") for n in names)


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


def test_no_label_of_a_cell_is_cut_in_stata() -> None:
    for column in variables.values():
        for words in (column.chinese, column.english):
            assert words.endswith(stata.brief(words)), words
    for take in ("chinese", "english"):
        labels = [stata.brief(getattr(column, take)) for column in variables.values()]
        assert take == "chinese" or len(set(labels)) == len(labels)
