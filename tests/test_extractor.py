"""Readers over data sets: a Hugging Face ``Dataset``, Arrow batches, several processes."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

import govie
from govie import typed
from govie.values import CellValue, Check, Fact, Section

TEXTS = [
    (Path(__file__).parents[1] / "examples" / "one-value-a-line-2022.txt").read_text("utf-8"),
    "全年主动公开政府信息61条。",
    "",
]


def expected() -> list[dict[str, Any]]:
    return [typed.values(govie.extract(text)) for text in TEXTS]


def test_typed_values_are_those_of_the_report() -> None:
    report = govie.extract(TEXTS[0])
    plain, found = report.to_dict(), typed.values(report)
    assert {*found} == {*plain}
    for cell in found["cells"]:
        its = plain["cells"][cell["path"]]
        assert {key: cell[key] for key in its} == its
    for key in ("sections", "facts", "checks"):
        for one, its in zip(found[key], plain[key], strict=True):
            assert {name: one[name] for name in its} == its
    assert found["unit"] == plain["unit"] and found["warnings"] == plain["warnings"]


@pytest.mark.parametrize(("processes", "column"), [(None, "text"), (2, "正文")])
def test_map_over_a_data_set(processes: int | None, column: str) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    data = datasets.Dataset.from_dict({column: TEXTS, "n": [0, 1, 2]})
    mapped = govie.load().map(data, column, num_proc=processes)
    assert mapped["report"][:] == expected()
    assert mapped["n"][:] == [0, 1, 2]
    assert mapped.features["report"]["year"].dtype == "int64"


def test_arrow_batches() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    batch = pyarrow.RecordBatch.from_pydict({"text": [*TEXTS, None]})
    read = govie.load()(batch)
    assert read.column("report").to_pylist() == [*expected(), None]
    assert read.num_columns == 2
    with pytest.raises(KeyError):
        govie.load()(batch, "body")


def test_numbers_and_texts_that_no_table_can_hold() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    report = govie.extract(TEXTS[0])
    path = next(iter(report.cells))
    odd = replace(report.cells[path], value=10**400, raw="\ud800")
    found = typed.values(replace(report, cells={**report.cells, path: odd}))
    held = pyarrow.array([found], typed.arrow()).to_pylist()[0]["cells"][0]
    assert held["value"] is None and held["raw"] == "?"


def test_a_file_is_read_like_its_text(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXTS[0], "gb18030")
    assert govie.extract_file(path).cells == govie.extract(TEXTS[0]).cells


def test_typed_values_have_all_that_a_report_has() -> None:
    parts = {"sections": Section, "cells": CellValue, "facts": Fact, "checks": Check}
    for key, part in parts.items():
        names = {field.name for field in fields(part)}
        assert names == {*typed.SHAPE[key][0]} - {"path"}
