"""Rows and columns of an agency's own, rows left out, mixed forms: no cell takes another's figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

pytest.importorskip("docx")
pytest.importorskip("rapidfuzz")

from govie.form import forms
from training.corpus import gold
from training.corpus.documents import twins
from training.corpus.documents.grid import Grid, Spelling, grids
from training.corpus.report import Report
from training.corpus.writer import write_report

SECTIONS = ("disclosure", "requests", "review_litigation")


def drawn(report: Report, spelling: Spelling) -> list[Grid]:
    form = forms()[report.form]
    return [grid for section in SECTIONS for grid in grids(form, report, section, spelling)]


def text(report: Report, spelling: Spelling) -> str:
    return "\n".join(
        "\t".join(box.text for box in line)
        for grid in drawn(report, spelling)
        for line in grid.lines()
    )


def reports() -> Iterator[Report]:
    for seed in range(400):
        report = write_report(seed, profile="dense")
        if (
            len(
                {
                    cell.table.section
                    for cell in forms()[report.form].cells
                    if cell.path in report.cells
                }
            )
            == 3
        ):
            yield report


def read(report: Report, spelling: Spelling) -> dict[str, int | float | None]:
    copies = [text(copy, spelling) for copy in twins.twins(report)]
    made = gold.make(report, text(report, spelling), copies)
    assert made is not None, report.id
    assert gold.faults(made) == [], report.id
    return {cell.path: cell.value for cell in made.cells if cell.status == "read"}


@pytest.fixture(scope="module")
def shaped() -> list[Report]:
    return [r for r in reports() if r.shape != type(r.shape)()]


def test_every_cell_is_found_in_every_shape(shaped: list[Report]) -> None:
    assert len(shaped) > 80
    for report in shaped:
        for stacked in (False, True):
            found = read(report, Spelling(stacked=stacked))
            want = {p: c.value for p, c in report.cells.items() if c.value is not None}
            assert found == want, report.id


def test_boxes_tile_their_grid(shaped: list[Report]) -> None:
    for report in shaped:
        for stacked in (False, True):
            for grid in drawn(report, Spelling(stacked=stacked, split=bool(stacked))):
                places = [
                    (r, c)
                    for b in grid.boxes
                    for r in range(b.row, b.row + b.rows)
                    for c in range(b.column, b.column + b.columns)
                ]
                assert len(places) == len(set(places)), report.id
                assert len(places) == grid.width * grid.height, (report.id, grid.name)
                assert len(grid.shares) == grid.width


def test_every_departure_occurs(shaped: list[Report]) -> None:
    labels = {row.label for r in shaped for row in r.shape.rows}
    assert {"小计", "行政检查", "其他对外管理服务事项", "（六）其他处理"} <= labels
    places = {column.place for r in shaped for column in r.shape.columns}
    assert places == {"first", "before total", "last"}
    assert any(r.shape.disclosure for r in shaped)
    assert any(r.shape.heads for r in shaped)
    assert any(r.shape.lacks for r in shaped)
    assert any(r.year > 2020 and r.form == "2019" for r in reports())


def test_a_row_that_is_left_out_has_no_cells(shaped: list[Report]) -> None:
    for report in shaped:
        for _, key in report.shape.lacks:
            assert not any(path.startswith(f"requests.{key}.") for path in report.cells)


def test_mixed_forms_hold_the_paths_of_the_requests_form(shaped: list[Report]) -> None:
    mixed = [r for r in shaped if r.shape.disclosure == "2019"]
    assert mixed
    for report in mixed:
        assert report.form == "2021"
        assert set(report.cells) <= {cell.path for cell in forms()["2021"].cells}
        assert "disclosure.fees.amount" not in report.cells
        # What both forms have in one place is a cell; what only 2019's has is not.
        assert "disclosure.licensing.decisions" in report.cells
        assert "disclosure.licensing.change" in report.shape.foreign


def test_subtotals_add_up(shaped: list[Report]) -> None:
    table = next(t for t in forms()["2021"].tables if t.name == "requests")
    added = 0
    for report in shaped:
        if report.form != "2021":
            continue
        for row in report.shape.rows:
            if row.group and row.table == "requests" and row.label.startswith("小"):
                keys = [r.key for r in table.rows if r.group == row.group]
                for column, figure in zip(table.columns, row.figures, strict=True):
                    cells = [report.cells.get(f"requests.{k}.{column.key}") for k in keys]
                    values = [c.value for c in cells if c is not None and c.value is not None]
                    if len(values) == len(keys):
                        added += 1
                        assert int(figure) == sum(values), report.id
    assert added


def test_numbers_of_rows_are_the_same_in_every_copy(shaped: list[Report]) -> None:
    for report in shaped[:20]:
        other = replace(report, cells=twins.twins(report)[0].cells)
        assert other.shape == report.shape
        assert Random(report.id).random() == Random(other.id).random()
