"""Annotations: what reading gives, what is printed, what the model proposes."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from annotated import RELAXED, TEXT, annotations, at, said, sample, write
from hypothesis import given

import govie
from govie.annotations import Annotation, faults, prints, read
from govie.annotations.proposal import proposal
from govie.annotations.tools import lines
from govie.errors import UnreadableFile
from govie.form import forms, sections
from govie.schema import schema, topics

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
FIRST, SECOND = (c.path for c in forms()["2021"].cells[:2])


# --- reading ---


@RELAXED
@given(annotations())
def test_records_go_through_json_lines(one: Annotation) -> None:
    assert Annotation.from_dict(json.loads(lines([one]))) == one


def test_what_is_not_told_is_none(tmp_path: Path) -> None:
    (one,) = read(write(tmp_path / "a.jsonl", {"id": "1", "text": "公开3条。", "facts": []}))
    assert one == Annotation("1", "公开3条。", facts=())
    assert one.cells is None and one.sections is None


def test_places_of_minus_one_are_none(tmp_path: Path) -> None:
    record = sample().to_dict()
    record["facts"][3].update(item_start=-1, item_end=-1)
    (one,) = read(write(tmp_path / "a.jsonl", record))
    assert one.facts and (one.facts[3].item_start, one.facts[3].item_end) == (None, None)


def test_optional_facts_of_a_column_of_their_own_come_last(tmp_path: Path) -> None:
    record = sample().to_dict()
    more = [dict(fact) for fact in record["facts"][3:4]] * 2
    record["optional"] = [more[0], {**more[1], "part_of": 0}]
    (one,) = read(write(tmp_path / "a.jsonl", record))
    assert one.facts
    assert [f.optional for f in one.facts[-2:]] == [True, True]
    assert one.facts[-1].part_of == len(one.facts) - 2


def test_a_folder_is_read_in_the_order_of_its_files(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", {"id": "2", "text": "x"})
    write(tmp_path / "a.jsonl", {"id": "1", "text": "x", "split": "test"})
    (tmp_path / "notes.md").write_text("no data")
    assert [one.id for one in read(tmp_path)] == ["1", "2"]
    assert [one.id for one in read([tmp_path], split="test")] == ["1"]


@pytest.mark.parametrize("folder", ["", "gold"])
def test_gold_is_read_with_the_text_beside_it(tmp_path: Path, folder: str) -> None:
    (tmp_path / "r.txt").write_text(TEXT, "utf-8", newline="")
    (tmp_path / folder).mkdir(exist_ok=True)
    start, end = at("规章 0")[1] - 1, at("规章 0")[1]
    gold = {
        "agency": ["青禾县", "青禾"],
        "year": 2022,
        "form": "2021",
        "cells": {c.path: None for c in forms()["2021"].cells} | {FIRST: 0, SECOND: 5},
        "spans": {FIRST: [start, end]},
        "damaged": [SECOND],
    }
    path = tmp_path / folder / "r.json"
    path.write_text(json.dumps(gold), "utf-8")
    (one,) = read(path)
    assert (one.id, one.text, one.agency, one.agency_alt) == ("r", TEXT, "青禾县", ("青禾",))
    got = {c.path: (c.value, c.status, c.start) for c in one.cells or ()}
    assert got[FIRST] == (0, "read", start)
    assert got[SECOND] == (5, "damaged", None)
    assert one.facts is None and one.sections is None
    assert not list(faults([one]))


@pytest.mark.parametrize(
    ("gold", "told"),
    [
        ({"cells": []}, "r.json:1: no gold: "),
        ({"cells": {FIRST: 1}, "spans": {FIRST: 3}}, "r.json:1: no gold: "),
        ({"agency": []}, ""),
        ([], "r.json:1: a record is a JSON object, this is list"),
    ],
)
def test_gold_that_is_none_is_said(tmp_path: Path, gold: Any, told: str) -> None:
    (tmp_path / "r.txt").write_text(TEXT, "utf-8")
    path = write(tmp_path / "r.json", gold)
    assert "\n".join(said(path)).startswith(told)


def test_gold_without_its_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("{}")
    with pytest.raises(UnreadableFile, match=r"its text r\.txt stands neither beside it"):
        list(read(tmp_path / "r.json"))


@pytest.mark.skipif(not (CORPUS / "reports").is_dir(), reason="a copy without the corpus")
@pytest.mark.parametrize("split", ["validation", "test"])
def test_the_corpus_has_no_faults(split: str) -> None:
    pytest.importorskip("pyarrow")
    reports = islice(read(CORPUS, split), 100)
    passages = islice(read(sorted((CORPUS / "narratives").glob(f"{split}*"))), 400)
    assert [str(fault) for fault in faults([*reports, *passages])] == []


def test_parquet_is_what_json_lines_are(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import Table, parquet

    path = tmp_path / "a.parquet"
    one = replace(sample(), other={"doubtful": [FIRST]})
    parquet.write_table(Table.from_pylist([one.to_dict()]), path)
    assert list(read(path)) == [one]
    assert said(path) == []
    parquet.write_table(Table.from_pylist([{"id": "1", "text": None}]), path)
    assert said(path) == ["a.parquet:1: 1: text: null is no string"]


def test_a_damaged_parquet_file_is_said(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no more")
    (fault,) = said(tmp_path / "a.parquet")
    assert fault.startswith("a.parquet: ")


# --- what is printed ---


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("7条", 7, "条", "exact"),
        ("１，０６５ 条", 1065, "条", "exact"),
        ("1.2万余条", 12000, "条", "over"),
        ("3.5亿元", 350_000_000, "元", "exact"),
        ("52.30万元", 523_000, "元", "exact"),
        ("七", 7, None, "exact"),
        ("两\n项", 2, "项", "exact"),
        ("二百三十余条", 230, "条", "over"),
        ("一百零五件", 105, "件", "exact"),
        ("十四万人次", 140_000, "人次", "exact"),
        ("一千二百万", 12_000_000, None, "exact"),
        ("千余条", 1000, "条", "over"),
        ("2.5万+", 25_000, None, "over"),
        ("9\\.07万人", 90_700, "人", "exact"),
        ("26条（次）", 26, "条", "exact"),
        ("120人\n   次", 120, "人次", "exact"),
        ("0   | 件", 0, "件", "exact"),
    ],
)
def test_counts_are_read(text: str, value: float, unit: str | None, bound: str) -> None:
    assert prints.count(text, 0, len(text)) == prints.Count(value, unit, bound)


@pytest.mark.parametrize("text", ["条", "", "第", "若干条", "二三件", "二〇二〇"])
def test_what_prints_no_count(text: str) -> None:
    assert prints.count(text, 0, len(text)) is None


def test_what_follows_a_number_is_its_unit_whatever_it_is() -> None:
    assert prints.count("1.2.3条", 0, 6) == prints.Count(1.2, ".3条", "exact")


@pytest.mark.parametrize(
    ("print_", "value", "money"),
    [
        ("0", 0, False),
        ("+87", 87, False),
        ("－4", -4, False),
        ("1,0 65", 1065, False),
        ("12件", 12, False),
        ("2192.63万元", 21_926_300, True),
        ("2192.63", 21_926_300, True),
        ("2192.63", 2192.63, True),
        ("300元", 300, True),
        ("减3", -3, False),
        ("减少3", -3, False),
        ("增52", 52, False),
        ("↓4", -4, False),
        ("△4", -4, False),
        ("(4)", -4, False),
        ("\\(4\\)", -4, False),
        ("（4）", -4, False),
        ("4-", -4, False),
        ("—8", -8, False),
        ("1'234", 1234, False),
        ("1、234、567", 1_234_567, False),
        ("1\u2009234", 1234, False),
        ("45.67千元", 45_670, True),
        ("0.8亿元", 80_000_000, True),
        ("3百元", 300, True),
        ("3百万元", 3_000_000, True),
        ("45670", 45_670_000, True),
        ("12\n万元", 120_000, True),
    ],
)
def test_cells_print_their_value(print_: str, value: float, money: bool) -> None:
    assert prints.prints_cell(print_, 0, len(print_), value, money=money)
    assert not prints.prints_cell(print_, 0, len(print_), value + 1, money=money)
    assert not value or not prints.prints_cell(print_, 0, len(print_), -value, money=money)


# --- the schema ---


def test_the_schema_knows_what_the_form_knows() -> None:
    known = schema()
    names = known["$defs"]["section"]["properties"]["name"]["enum"]
    assert names == [s.name for s in sections()]
    assert known["properties"]["form"]["enum"] == [*forms(), None]
    some = {"disclosed", "normative_documents", "staff", "fee", "other"}
    assert some <= set(topics()) and len(topics()) == 18


def test_the_schema_uses_only_what_is_checked() -> None:
    known = {
        "$schema", "$defs", "$ref", "title", "description", "type", "required", "properties",
        "additionalProperties", "items", "enum", "minimum", "maximum", "minLength",
    }  # fmt: skip

    def keywords(rule: dict[str, Any]) -> set[str]:
        inner = [*rule.get("properties", {}).values(), *rule.get("$defs", {}).values()]
        inner += [rule["items"]] if "items" in rule else []
        return set(rule).union(*map(keywords, inner))

    assert keywords(schema()) <= known


# --- what the model proposes ---


@pytest.mark.parametrize("name", sorted(p.name for p in (ROOT / "examples").glob("*.txt")))
def test_a_proposal_has_no_faults(name: str) -> None:
    text = (ROOT / "examples" / name).read_text("utf-8")
    report = govie.extract(text)
    one = proposal(name, text, report)
    assert [str(f) for f in faults([one])] == []
    assert {c.path: c.value for c in one.cells or ()} == {
        p: c.value for p, c in report.cells.items()
    }
    assert len(one.facts or ()) == len(report.facts)
