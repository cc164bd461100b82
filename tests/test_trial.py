"""From files to a wide table, as a new user would go: what the table says against what the reports say.

On part of the corpus' test split, each text a file, through ``govie extract`` with its defaults.
``GOVIE_TRIAL=1000 pytest tests/test_trial.py -s`` takes as many reports; all of them are 640.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from govie.panel import variables

CORPUS = Path(__file__).parents[1] / "corpus" / "reports"
REPORTS = int(os.environ.get("GOVIE_TRIAL", "100"))
# Floors of what is reached, so that nothing falls behind it; a panel should have 1e-4, and no mean apart.
WRONG = 2e-4  # of the values of the wide table
APART = 1e-3  # of a total's mean


@dataclass(frozen=True)
class Trial:
    """Each value of the wide table with the gold one: report, path, value, gold or ``None``."""

    values: list[tuple[str, str, float, float | None]]
    withheld: int
    routes: dict[str, str]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    pandas = pytest.importorskip("pandas")
    parquet = pytest.importorskip("pyarrow.parquet")
    if not CORPUS.is_dir():
        pytest.skip("this is a copy without the corpus")
    rows: list[dict[str, Any]] = []
    for path in sorted(CORPUS.glob("test-*.parquet")):
        columns = ["id", "report_id", "route", "text", "cells"]
        rows += parquet.read_table(path, columns=columns).to_pylist()
    # What a report says of a cell that a converter broke in one of its texts is told by the others.
    said: dict[tuple[str, str], set[float]] = {}
    for row in rows:
        for cell in row["cells"]:
            if cell["status"] == "read":
                said.setdefault((row["report_id"], cell["path"]), set()).add(cell["value"])
    rows = random.Random(16).sample(rows, min(REPORTS, len(rows)))
    folder = tmp_path_factory.mktemp("trial")
    (folder / "files").mkdir()
    for row in rows:
        name = row["id"].replace("/", "_") + ".txt"
        (folder / "files" / name).write_bytes(row["text"].encode("utf-8"))
    command = [sys.executable, "-m", "govie", "extract", "files", "-o", "panel.parquet"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    frame = pandas.read_parquet(folder / "panel.parquet")
    frame.index = [Path(name).stem for name in frame["file"]]
    values = []
    for row in rows:
        name = row["id"].replace("/", "_")
        gold = {c["path"]: c["value"] for c in row["cells"]}
        for cell in row["cells"]:
            known = said.get((row["report_id"], cell["path"]), set())
            if cell["status"] == "missing" and len(known) == 1:
                (gold[cell["path"]],) = known
        printed = frame.loc[name]
        values += [
            (name, path, float(printed[short]), gold.get(path))
            for path in variables.cells()
            if not pandas.isna(printed[short := variables.short(path)])
        ]
    withheld = int(frame["cells_withheld"].sum())
    routes = {row["id"].replace("/", "_"): row["route"] for row in rows}
    print(
        f"\n{len(rows)} reports, {len(values):,} values in the wide table; withheld {withheld:,}",
        end=" ",
    )
    print(f"({withheld / (withheld + len(values)):.1%})\n{done.stderr}")
    return Trial(values, withheld, routes)


def test_wide_values_are_right(trial: Trial) -> None:
    wrong = [v for v in trial.values if v[2] != v[3]]
    reports = Counter(f"{name} ({trial.routes[name]})" for name, *_ in wrong)
    share = len(wrong) / len(trial.values)
    print(f"{len(wrong)} wrong, {share:.2%}, in {len(reports)} reports: {reports.most_common(8)}")
    for value in wrong[:8]:
        print(value)
    assert share <= WRONG


def test_means_are_those_of_the_reports(trial: Trial) -> None:
    """Of each total, over the reports that have it in the table and in print."""
    sums: dict[str, list[tuple[float, float]]] = {}
    for _, path, value, gold in trial.values:
        if path.endswith(".total") and gold is not None:
            sums.setdefault(path, []).append((value, gold))
    apart = {}
    for path, pairs in sums.items():
        read, gold = (sum(pair[n] for pair in pairs) / len(pairs) for n in (0, 1))
        if abs(read - gold) > APART * abs(gold):
            apart[path] = (round(read, 2), round(gold, 2), len(pairs))
    print(f"{len(apart)} of {len(sums)} means differ: {apart}")
    assert not apart


def test_little_is_withheld(trial: Trial) -> None:
    """A table in which everything is withheld would have no wrong value either."""
    assert trial.withheld < 0.2 * (trial.withheld + len(trial.values))
