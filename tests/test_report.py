"""The value that extract returns: its JSON shape, its way back, its frame."""

from __future__ import annotations

import json
import random

import pytest
from layouts import LAYOUTS, fill, report

import govie
from govie.form import forms


def read(form: str) -> govie.Report:
    filled = fill(forms()[form], random.Random(21), 0.7)
    return govie.extract(report(filled, LAYOUTS["tab rows"], random.Random(21)).text)


@pytest.mark.parametrize("form", forms())
def test_cells_are_exactly_those_of_the_form(form: str) -> None:
    found = read(form)
    assert found.form == form
    assert list(found.cells) == [cell.path for cell in forms()[form].cells]


@pytest.mark.parametrize("form", forms())
def test_round_trip_through_json(form: str) -> None:
    found = read(form)
    assert govie.Report.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_the_empty_report_makes_the_round_trip() -> None:
    found = govie.extract("")
    assert govie.Report.from_dict(found.to_dict()) == found


@pytest.mark.parametrize("data", [{}, {"title": None}])
def test_what_is_no_report_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(KeyError):
        govie.Report.from_dict(data)


def test_frame_has_a_row_for_each_cell() -> None:
    pytest.importorskip("pandas")
    found = read("2021")
    frame = found.to_frame()
    assert list(frame["path"]) == list(found.cells)
    assert list(frame["status"]) == [c.status for c in found.cells.values()]


def test_failed_and_doubtful() -> None:
    found = read("2021")
    assert found.failed == ()
    assert found.doubtful(0.0) == {}
    assert set(found.doubtful(1.01)) == set(found.cells)
