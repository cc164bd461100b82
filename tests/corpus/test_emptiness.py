"""Cells that an agency leaves empty: each pattern, and what a text still tells of them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

pytest.importorskip("rapidfuzz")

from govie.form import Form, forms
from training.corpus import gold
from training.corpus.documents import blanks, twins
from training.corpus.emptiness import MARKS, PATTERNS, leave_empty
from training.corpus.figures import draw_figures
from training.corpus.printing import PrintStyle
from training.corpus.report import PrintedCell, Report
from training.corpus.writer import write_report

Cells = dict[str, PrintedCell]


def figures(form: Form, seed: int = 1, profile: str = "sparse") -> Cells:
    style = PrintStyle(zero={})
    return draw_figures(form, "city", Random(seed), profile=profile, wrong_sums=False, style=style)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", ["2019", "2021"])
def test_each_pattern_empties_cells_of_its_tables_alone(pattern: str, name: str) -> None:
    form = forms()[name]
    section_of = {cell.path: cell.table.section for cell in form.cells}
    emptied = 0
    for seed in range(8):
        before = figures(form, seed)
        after = leave_empty(form, before, Random(seed), pattern)
        assert list(after) == list(before)
        for path, cell in after.items():
            if cell != before[path]:
                emptied += 1
                assert section_of[path] == PATTERNS[pattern][0]
                assert cell.value is None and not cell.number and cell.printed in ("", *MARKS)
    assert emptied


def kept(form: Form, cells: Cells, table: str) -> set[tuple[str, str]]:
    """Row and column of the figures that a table still prints."""
    return {
        (cell.table.rows[cell.row].key, cell.table.columns[cell.column].key)
        for cell in form.cells
        if cell.table.name == table and cells[cell.path].number
    }


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("requests: only totals", {"total"}),
        ("requests: only natural persons", {"natural_person", "total"}),
        ("requests: natural persons, no totals", {"natural_person"}),
        ("requests: the table", set()),
    ],
)
def test_only_some_columns_are_filled_in(pattern: str, left: set[str]) -> None:
    form = forms()["2021"]
    there = kept(form, leave_empty(form, figures(form), Random(1), pattern), "requests")
    assert {column for _, column in there} == left
    assert len({row for row, _ in there}) == (25 if left else 0)


def test_zeros_may_be_empty_and_totals_too() -> None:
    form = forms()["2021"]
    before = figures(form)
    cells = leave_empty(form, before, Random(1), "requests: zeros")
    zeros = {p for p, c in before.items() if p.startswith("requests.") and c.value == 0}
    assert zeros and all(not cells[p].number for p in zeros)
    assert all(cells[p].number for p in before if p not in zeros)
    cells = leave_empty(form, before, Random(1), "requests: no totals")
    empty = {p for p, c in cells.items() if not c.number}
    assert empty and all(p.endswith(".total") or "outcome_total" in p for p in empty)


def test_a_third_of_the_reports_has_empty_cells() -> None:
    reports = [write_report(seed) for seed in range(300)]
    share = sum(any(not c.printed for c in r.cells.values()) for r in reports) / len(reports)
    empty = sum(any(not c.number for c in r.cells.values()) for r in reports) / len(reports)
    assert 0.22 < share < 0.42
    assert 0.3 < empty < 0.48


def report(cells: Cells, name: str = "2021") -> Report:
    return Report("r1", "临川市人民政府", "city", 2023, name, "", (), cells)


def printed(one: Report, write: Callable[[list[str]], str]) -> str:
    """The table of requests, its rows with their labels as ``write`` joins their cells."""
    table = next(t for t in forms()[one.form].tables if t.name == "requests")
    return "\n".join(
        row.text
        + "\n"
        + write([one.cells[table.path(r, c)].printed for c in range(len(table.columns))])
        for r, row in enumerate(table.rows)
    )


def made(one: Report, write: Callable[[list[str]], str]) -> gold.Gold:
    moved = blanks.moved(one)
    texts = [printed(copy, write) for copy in (one, *twins.twins(one))]
    found = gold.make(one, texts[0], texts[1:], printed(moved, write) if moved else None)
    assert found is not None
    assert gold.faults(found) == []
    return found


def squeezed(cells: list[str]) -> str:
    return "\n".join(c for c in cells if c)


@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p.startswith("requests")])
@pytest.mark.parametrize("write", ["\t".join, "\n".join, "|".join, ",".join])
def test_a_printed_blank_is_blank_and_told_where_its_separator_stands(
    pattern: str, write: Callable[[list[str]], str]
) -> None:
    form = forms()["2021"]
    one = report(leave_empty(form, figures(form), Random(3), pattern))
    found = made(one, write)
    for cell in found.cells:
        if cell.path.startswith("requests."):
            number = one.cells[cell.path].number
            assert cell.status == ("read" if number else "blank"), cell
    assert found.undetermined == ()


@pytest.mark.parametrize("write", [squeezed, lambda cells: " ".join(c for c in cells if c)])
def test_empty_cells_that_leave_no_trace_make_their_row_undetermined(
    write: Callable[[list[str]], str],
) -> None:
    form = forms()["2021"]
    cells = figures(form)
    table = next(t for t in form.tables if t.name == "requests")
    gone = {table.path(0, 1), table.path(0, 2), *(table.path(4, c) for c in range(7))}
    one = report({p: PrintedCell(None, "", "") if p in gone else c for p, c in cells.items()})
    found = made(one, write)
    # The first row has five figures that may stand in other columns; the fifth row is empty and says so.
    assert set(found.undetermined) == {table.path(0, c) for c in range(7)}
    assert {c.path for c in found.cells if c.status == "blank"} >= gone


def test_a_dash_tells_where_it_stands() -> None:
    form = forms()["2021"]
    cells = figures(form)
    path = "requests.received.business"
    one = report({p: PrintedCell(None, "—", "") if p == path else c for p, c in cells.items()})
    assert blanks.moved(one) is None
    assert made(one, squeezed).undetermined == ()


def test_a_figure_that_runs_into_a_footnotes_mark_is_undetermined() -> None:
    form = forms()["2021"]
    cells = figures(form, profile="dense")
    path = "requests.received.business"
    number = cells[path].number
    one = report({**cells, path: PrintedCell(cells[path].value, number + "1", number)})
    assert made(one, "\t".join).undetermined == (path,)


def test_a_table_without_any_figure_is_blank_only_where_its_labels_stand() -> None:
    form = forms()["2021"]
    cells = leave_empty(form, figures(form), Random(1), "requests: the table")
    for text, status in ((printed(report(cells), "\t".join), "blank"), ("没有表格", "missing")):
        found = gold.assemble(report(cells), text, {})
        there = {c.status for c in found.cells if c.path.startswith("requests.")}
        assert there == {status}


def test_an_empty_row_is_undetermined_where_figures_come_by_column() -> None:
    form = forms()["2021"]
    table = next(t for t in form.tables if t.name == "requests")
    gone = {table.path(4, c) for c in range(7)}
    one = report(
        {p: PrintedCell(None, "", "") if p in gone else c for p, c in figures(form).items()}
    )

    def by_column(copy: Report) -> str:
        columns = [
            [copy.cells[table.path(r, c)].printed for r in range(len(table.rows))]
            for c in range(len(table.columns))
        ]
        labels = "\n".join(row.text for row in table.rows)
        return labels + "\n" + "\n\n".join(squeezed(column) for column in columns)

    moved = blanks.moved(one)
    assert moved is not None
    texts = [by_column(copy) for copy in (one, *twins.twins(one), moved)]
    found = gold.make(one, texts[0], texts[1:4], texts[4])
    assert found is not None
    rows = {int(path in gone) for path in found.undetermined}
    assert len(found.undetermined) == 14 and rows == {0, 1}
    assert made(one, squeezed).undetermined == ()
