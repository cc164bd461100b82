from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from refill import SHARED

import govie
from govie import arithmetic, store
from govie.form import form_of_year, forms, sections

ENDINGS = ("nat", "biz", "res", "wel", "leg", "org", "tot")
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
def test_cells_are_those_of_the_reference_list() -> None:
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


def replaced(path: Path, *pairs: tuple[str, str]) -> None:
    """Write the file with each first text replaced by the second; the first stands in it."""
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("says", ["columns add up to total", "companies add up to business"])
def test_a_second_sum_of_one_kind_has_a_name_of_its_own(says: str) -> None:
    form = forms()["2021"]
    tables = [
        replace(t, column_sums=(*t.column_sums, *(replace(s, says=says) for s in t.column_sums)))
        for t in form.tables
    ]
    doubled = replace(form, tables=tuple(tables))
    if says in {s.says for t in form.tables for s in t.column_sums}:
        with pytest.raises(ValueError, match=says):
            arithmetic.rules(doubled)
        return
    names = [rule.name for rule in arithmetic.rules(doubled)]
    assert len(set(names)) == len(names) > len(arithmetic.rules(form))
    assert {rule.name for rule in arithmetic.rules(form)} < {*names}


def test_a_third_form_is_data_alone(tmp_path: Path) -> None:
    """A form with a row and years of its own is read, shown and written: no code names a form."""
    package = tmp_path / "govie"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(govie.__file__).parent, package, ignore=ignored)
    row = '{ key = "refused.trade_secret", forms = ["2027"], group = "（三）不予公开", label = "9.属于商业秘密" },'
    replaced(
        package / "statute" / "statute.toml",
        (
            "first_year = 2021\n",
            'first_year = 2021\nlast_year = 2026\n\n[[form]]\nname = "2027"\n'
            'document = "made up"\nfirst_year = 2027\n',
        ),
        ('forms = ["2021"]', 'forms = ["2021", "2027"]'),
        ('forms = ["2019", "2021"]', 'forms = ["2019", "2021", "2027"]'),
        ('  { key = "unavailable.not_held"', f'  {row}\n  {{ key = "unavailable.not_held"'),
    )
    replaced(
        package / "annotations" / "schema.json",
        ('"2021", null', '"2021", "2027", null'),
    )
    replaced(
        package / "panel" / "names.toml",
        ("[stems]\n", '[stems]\n"requests.refused.trade_secret" = "req_trade"\n'),
    )
    replaced(
        package / "statute" / "english.toml",
        ("[part]\n", '[part]\ntrade_secret = "trade secrets"\n'),
    )

    paths = (tmp_path, Path(__file__).parent)
    result = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "third_form.py")],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "GOVIE_MODEL": str(store.find()),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    applicants = [column.key for column in forms()["2021"].tables[-2].columns]
    assert json.loads(result.stdout) == {
        "package": str(package),
        "form": "2027",
        "wrong": {"tab rows": [], "one value a line": [], "pipes": []},
        "failed": [],
        "english": True,
        "annotation": [],
        "refused": True,
        "labels": [f"cell:requests.refused.trade_secret.{key}" for key in applicants],
        "columns": [f"req_trade_{ending}" for ending in ENDINGS],
    }
