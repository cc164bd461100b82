from __future__ import annotations

import csv

import pytest
from refill import SHARED

from govie.form import form_of_year, forms, sections

CELLS = SHARED / "contract" / "cells.csv"


@pytest.mark.parametrize(("form", "count"), [("2019", 198), ("2021", 200)])
def test_number_of_cells(form: str, count: int) -> None:
    paths = [cell.path for cell in forms()[form].cells]
    assert len(paths) == len(set(paths)) == count


@pytest.mark.parametrize(
    ("year", "form"), [(2018, None), (2019, "2019"), (2020, "2019"), (2021, "2021"), (2030, "2021")]
)
def test_form_of_year(year: int, form: str | None) -> None:
    found = form_of_year(year)
    assert (found and found.name) == form


def test_sections_are_six() -> None:
    assert [s.name for s in sections()] == [
        "overview",
        "disclosure",
        "requests",
        "review_litigation",
        "problems",
        "other",
    ]


@pytest.mark.skipif(not CELLS.exists(), reason="the list of cells is not in this checkout")
def test_cells_are_those_of_the_contract() -> None:
    with CELLS.open(encoding="utf-8") as file:
        wanted = [tuple(row.values()) for row in csv.DictReader(file)]
    found = [
        (
            form.name,
            cell.path,
            cell.table.label,
            cell.table.rows[cell.row].full,
            cell.table.columns[cell.column].text,
            cell.unit,
        )
        for form in forms().values()
        for cell in form.cells
    ]
    # cells.csv lists the forms table by table
    assert sorted(found) == sorted(wanted)
