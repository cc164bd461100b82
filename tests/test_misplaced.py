"""Values in clean print that may be another row's, column's or form's are left out of wide tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from govie.form import forms
from govie.panel.doubt import Doubts
from govie.report import CellValue

Cells = dict[str, CellValue]


def cells(form: str = "2021") -> Cells:
    """Every cell of a form, each printed 1."""
    return {
        cell.path: CellValue(1, "read", 0.999, "1", 10 * n, 10 * n + 1)
        for n, cell in enumerate(forms()[form].cells)
    }


def lost(found: Cells, *rows: str) -> None:
    for path in found:
        if path.startswith(rows):
            found[path] = CellValue(None, "missing", 0.7)


def doubted(found: Cells, form: str = "2021", year: int | None = 2022) -> set[str]:
    doubts = Doubts(found, (), 0.9, form, year)
    assert all(doubts.why(p) for p in found if doubts.status(p) == "doubtful")
    return {path for path in found if doubts.status(path) == "doubtful"}


def row(name: str, found: Cells) -> set[str]:
    return {path for path in found if path.rpartition(".")[0] == name}


def test_whole_tables_are_not_doubted() -> None:
    for form, year in (("2019", 2020), ("2021", 2021), ("2021", None)):
        assert not doubted(cells(form), form, year)


def test_the_row_behind_lost_ones_may_be_one_of_them() -> None:
    found = cells()
    lost(found, "requests.other_outcome.other.", "requests.outcome_total.")
    assert doubted(found) == row("requests.carried_out", found)
    found = cells()
    lost(found, "requests.received.")
    assert doubted(found) == row("requests.carried_in", found)


def test_rows_before_the_end_of_a_text_are_kept() -> None:
    found = cells()
    lost(found, "requests.outcome_total.", "requests.carried_out.")
    assert not doubted(found)


@pytest.mark.parametrize(("place", "doubtful"), [(3, False), (None, True)])
def test_where_an_empty_cell_stands_has_to_be_printed(place: int | None, doubtful: bool) -> None:
    found = cells()
    beside = found["review.corrected"].start
    found["review.upheld"] = CellValue(
        None, "blank", 0.99, None, beside if place is None else place
    )
    assert doubted(found) == (row("review", found) if doubtful else set())


def test_a_change_without_the_sign_that_others_have() -> None:
    found = cells("2019")
    for path, raw, value in (
        ("disclosure.licensing.change", "+66", 66),
        ("disclosure.penalty.change", "68", 68),
        ("disclosure.coercion.change", "-3", -3),
        ("disclosure.other_services.change", "0", 0),
    ):
        found[path] = replace(found[path], value=value, raw=raw)
    expected = {"disclosure.penalty.change", "disclosure.fees.change"}
    assert doubted(found, "2019", 2019) == expected
    found["disclosure.licensing.change"] = replace(found["disclosure.licensing.change"], raw="66")
    assert not doubted(found, "2019", 2019)


def test_tables_of_two_forms() -> None:
    found = cells()
    lost(found, "disclosure.regulations.", "disclosure.normative_documents.", "disclosure.fees.")
    assert doubted(found) == {
        f"disclosure.{name}.decisions" for name in ("licensing", "penalty", "coercion")
    }


@pytest.mark.parametrize(("year", "doubtful"), [(2020, False), (2025, True), (None, False)])
def test_a_form_of_another_year_that_few_tables_tell(year: int | None, doubtful: bool) -> None:
    found = cells("2019")
    rows = list(dict.fromkeys(p.rpartition(".")[0] for p in found if p.startswith("requests.")))
    lost(found, *(f"{name}." for name in rows[6:]))  # the text is cut off
    expected = {p for p in found if p not in cells() and found[p].value is not None}
    assert doubted(found, "2019", year) == (expected if doubtful else set())


def test_what_a_person_said_is_kept() -> None:
    found: Any = cells()
    lost(found, "requests.received.")
    path = "requests.carried_in.total"
    found[path] = replace(found[path], status="corrected")
    assert path not in doubted(found)


def test_all_is_kept_where_that_is_asked_for() -> None:
    found = cells()
    lost(found, "requests.received.")
    doubts = Doubts(found, (), 0, "2021", 2022)
    assert all(doubts.value(path) == 1 for path in row("requests.carried_in", found))
