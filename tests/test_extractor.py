"""Readers over data sets: a Hugging Face ``Dataset``, Arrow batches, several processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import govie

TEXTS = [
    (Path(__file__).parents[1] / "examples" / "one-value-a-line-2022.txt").read_text("utf-8"),
    "全年主动公开政府信息61条。",
    "",
]


def expected() -> list[str]:
    return [json.dumps(govie.extract(t).to_dict(), ensure_ascii=False) for t in TEXTS]


@pytest.mark.parametrize("processes", [None, 2])
def test_map_over_a_data_set(processes: int | None) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    data = datasets.Dataset.from_dict({"text": TEXTS, "n": [0, 1, 2]})
    mapped = govie.load().map(data, num_proc=processes)
    assert mapped["report"][:] == expected()
    assert mapped["n"][:] == [0, 1, 2]


def test_arrow_batches() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    batch = pyarrow.RecordBatch.from_pydict({"text": [*TEXTS, None]})
    read = govie.load()(batch)
    assert read.column("report").to_pylist() == [*expected(), None]
    assert read.num_columns == 2


def test_a_file_is_read_like_its_text(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXTS[0], "gb18030")
    assert govie.extract_file(path).cells == govie.extract(TEXTS[0]).cells
