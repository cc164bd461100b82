"""The reports of the loop's demonstration: their gold is sound, and no route of the corpus has their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from govie import arithmetic, toml
from govie.annotations import faults
from govie.form import forms
from govie.report import CellValue

loop = pytest.importorskip("training.loop", reason="this is a copy without training/")


def test_the_reports_are_sound_and_add_up() -> None:
    known = loop.reports(6, 3)
    assert not list(faults(known))
    assert len({one.text for one in known}) == 6
    form = forms()["2021"]
    for one in known:
        cells = {c.path: CellValue(c.value or 0, "read", 1.0) for c in one.cells}
        assert all(check.ok for check in arithmetic.check(form, cells))


def test_the_rows_have_names_of_their_own() -> None:
    form = forms()["2021"]
    table = next(t for t in form.tables if t.name == "requests")
    text = loop.reports(1, 3)[0].text
    known = {row.text for row in table.rows} | {v for row in table.rows for v in row.variants}
    assert not any(words in text for words in known)
    assert any(cell.status == "missing" for cell in loop.reports(1, 3)[0].cells)
    names = toml.parse(Path(loop.__file__).with_name("loop.toml").read_text("utf-8"))["rows"]
    assert names.keys() == {row.key for row in table.rows} and len(set(names.values())) == 25
