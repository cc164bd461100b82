"""Annotations through doccano and Label Studio and back, exact."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from annotated import (
    RELAXED,
    TEXT,
    annotations,
    at,
    fact,
    sample,
    spoil,
    through_doccano,
    through_label_studio,
)
from hypothesis import given
from hypothesis import strategies as st

from govie.annotations import Annotation, Fact, Section, read, tools
from govie.annotations.marks import Units, labels
from govie.errors import BadAnnotation

CORPUS = Path(__file__).parents[1] / "corpus"


@RELAXED
@given(annotations())
def test_doccano_gives_back_what_it_got(one: Annotation) -> None:
    assert tools.from_doccano(through_doccano(tools.to_doccano(one))) == one


@RELAXED
@given(annotations())
def test_label_studio_gives_back_what_it_got(one: Annotation) -> None:
    assert tools.from_label_studio(tools.to_label_studio(one)) == one
    assert tools.from_label_studio(through_label_studio(tools.to_label_studio(one))) == one


def test_doccano_counts_utf_16() -> None:
    line = tools.to_doccano(sample())
    entity = next(e for e in line["entities"] if e["label"] == "section:overview")
    assert (entity["start_offset"], entity["end_offset"]) == tuple(
        n + 1 for n in at("一、总体情况")
    )


def test_units_go_both_ways() -> None:
    text = "a🌊b𠮷"
    units = Units(text)
    for i in range(len(text) + 1):
        assert units.of(i) == len(text[:i].encode("utf-16-le")) // 2
        assert units.back(units.of(i)) == i


def test_label_studio_before_1_6_counted_utf_16_as_well() -> None:
    task = through_label_studio(tools.to_label_studio(sample()))
    for entry in task["annotations"][0]["result"]:
        if "value" in entry:
            entry["value"]["start"] += 1
            entry["value"]["end"] += 1
    assert tools.from_label_studio(task) == sample()


def test_without_relations_the_links_stay() -> None:
    line = through_doccano(tools.to_doccano(sample()))
    line["label"] = [[e["start_offset"], e["end_offset"], e["label"]] for e in line.pop("entities")]
    del line["relations"]
    assert tools.from_doccano(line) == sample()
    entry = next(e for e in line["label"] if e[2] == "count:training")
    entry[2] = "count:press"
    assert fact(tools.from_doccano(line), "3场") == replace(fact(sample(), "3场"), topic="press")


def test_a_bound_chosen_in_label_studio() -> None:
    task = through_label_studio(tools.to_label_studio(sample()))
    start = at("3场")[0]
    for entry in task["annotations"][0]["result"]:
        if entry["type"] == "choices" and entry["value"]["start"] == start:
            entry["value"]["choices"] = ["under"]
    assert fact(tools.from_label_studio(task), "3场") == replace(
        fact(sample(), "3场"), bound="under"
    )


def test_the_last_annotation_counts_and_a_skipped_one_does_not() -> None:
    task = through_label_studio(tools.to_label_studio(sample()))
    empty = {"id": 9, "was_cancelled": False, "updated_at": "2026-11-22", "result": []}
    task["annotations"].insert(0, empty)
    one = tools.from_label_studio(task)
    assert (one.facts, one.sections) == ((), ())
    empty["was_cancelled"] = True
    assert tools.from_label_studio(task) == sample()


def test_an_arrow_drawn_backwards_means_the_same() -> None:
    task = through_label_studio(tools.to_label_studio(sample()))
    for entry in task["annotations"][0]["result"]:
        if entry["type"] == "relation":
            entry["from_id"], entry["to_id"] = entry["to_id"], entry["from_id"]
            entry["direction"] = "left"
    assert tools.from_label_studio(task) == sample()


def test_what_was_annotated_from_nothing_is_read() -> None:
    text = "全年培训3场。"
    one = tools.from_doccano({"id": 4, "text": text, "label": [[4, 6, "count:training"]]})
    assert one == Annotation(
        "4", text, facts=(Fact("training", "", 3, "场", "exact", None, None, 4, 6),)
    )


@pytest.mark.skipif(not (CORPUS / "reports").is_dir(), reason="a copy without the corpus")
def test_the_corpus_goes_through_both_tools() -> None:
    pytest.importorskip("pyarrow")
    for one in islice(read(CORPUS, "validation"), 0, None, 40):
        assert tools.from_doccano(through_doccano(tools.to_doccano(one))) == one
        assert tools.from_label_studio(through_label_studio(tools.to_label_studio(one))) == one


Edit = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda t: t["entities"][0].update(label="PERSON"), "'PERSON' is no label"),
        (lambda t: t["entities"][0].update(end_offset=9999), "lies outside the text"),
        (lambda t: t.update(text=TEXT + " "), "the text came back from the tool changed"),
        (lambda t: t.pop("text"), "no line of doccano's export: KeyError"),
        (lambda t: t.pop("entities"), "no line of doccano's export: KeyError"),
        (lambda t: t.update(text=3), "no line of doccano's export"),
        (lambda t: t.update(entities=3), "no line of doccano's export"),
        (lambda t: t.update(govie={"record": 3}), "no line of doccano's export"),
        (lambda t: t["govie"]["record"].update(year="x"), "year: "),
    ],
)
def test_what_cannot_be_read_is_said(edit: Edit, reason: str) -> None:
    line = through_doccano(tools.to_doccano(sample()))
    edit(line)
    with pytest.raises(BadAnnotation, match=reason):
        tools.from_doccano(line)


@RELAXED
@given(st.data())
def test_whatever_a_tool_gives_back_is_read_or_refused(data: st.DataObject) -> None:
    line = through_doccano(tools.to_doccano(sample()))
    spoil(line, data.draw)
    task = through_label_studio(tools.to_label_studio(sample()))
    spoil(task, data.draw)
    with suppress(BadAnnotation):
        tools.from_doccano(line)
    with suppress(BadAnnotation):
        tools.from_label_studio(task)


@pytest.mark.parametrize("task", [{}, {"data": 3}, {"data": {"text": "x"}, "annotations": [3]}])
def test_what_is_no_task_is_said(task: dict[str, Any]) -> None:
    with pytest.raises(BadAnnotation, match="no task of Label Studio's JSON export"):
        tools.from_label_studio(task)


def test_the_labeling_interface_knows_every_label() -> None:
    tree = ElementTree.fromstring(tools.label_studio_config(["2021"]))
    named = [label.get("value") for label in tree.iter("Label")]
    assert named == labels(["2021"])
    used = json.dumps(tools.to_label_studio(sample()))
    assert 'from_name": "label"' in used and tree.find("Labels[@name='label']") is not None
    assert max(map(len, labels())) <= 100  # doccano's limit for a label


def test_a_section_heading_without_its_words_ends_with_its_line() -> None:
    one = Annotation("x", "一总体\n次行", sections=(Section("overview", "一、总体情况", 0),))
    assert tools.to_doccano(one)["entities"][0]["end_offset"] == 3
    assert tools.from_doccano(through_doccano(tools.to_doccano(one))) == one
