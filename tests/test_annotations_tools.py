"""Annotations through doccano and Label Studio and back: exact, and with what a person changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from annotated import (
    RELAXED,
    TEXT,
    annotations,
    at,
    sample,
    spoil,
    through_doccano,
    through_label_studio,
)
from hypothesis import given
from hypothesis import strategies as st

from govie.annotations import Annotation, Cell, Fact, Section, doccano, faults, label_studio
from govie.annotations.marks import labels
from govie.annotations.units import Units
from govie.errors import BadAnnotation
from govie.form import forms


@RELAXED
@given(annotations())
def test_doccano_gives_back_what_it_got(one: Annotation) -> None:
    assert doccano.read(through_doccano(doccano.write(one))) == one


@RELAXED
@given(annotations())
def test_label_studio_gives_back_what_it_got(one: Annotation) -> None:
    assert label_studio.read(label_studio.write(one)) == one
    assert label_studio.read(through_label_studio(label_studio.write(one))) == one


def test_doccano_counts_utf_16() -> None:
    line = doccano.write(sample())
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
    task = through_label_studio(label_studio.write(sample()))
    for entry in task["annotations"][0]["result"]:
        if "value" in entry:
            entry["value"]["start"] += 1
            entry["value"]["end"] += 1
    assert label_studio.read(task) == sample()


class Doccano:
    """What a person does in doccano: deleting a span takes its relations along."""

    def __init__(self) -> None:
        self.line = through_doccano(doccano.write(sample()))
        self.next = 5000

    def delete(self, label: str, words: str | tuple[int, int]) -> None:
        start, end = (n + 1 for n in (at(words) if isinstance(words, str) else words))
        gone = next(
            e for e in self.line["entities"]
            if (e["label"], e["start_offset"], e["end_offset"]) == (label, start, end)
        )  # fmt: skip
        self.line["entities"].remove(gone)
        self.line["relations"] = [
            r for r in self.line["relations"] if gone["id"] not in (r["from_id"], r["to_id"])
        ]

    def add(self, label: str, words: str | tuple[int, int]) -> int:
        start, end = (n + 1 for n in (at(words) if isinstance(words, str) else words))
        self.next += 1
        place = {"start_offset": start, "end_offset": end}
        self.line["entities"].append({"id": self.next, "label": label, **place})
        return self.next

    def find(self, words: str) -> int:
        start = at(words)[0] + 1
        return next(e["id"] for e in self.line["entities"] if e["start_offset"] == start)

    def link(self, source: int, target: int) -> None:
        self.line["relations"].append({"id": 1, "from_id": source, "to_id": target, "type": "x"})

    def unlink(self, source: int, target: int) -> None:
        pair = (source, target)
        self.line["relations"] = [
            r for r in self.line["relations"] if (r["from_id"], r["to_id"]) != pair
        ]

    def relabel(self, words: str, label: str) -> None:
        place = self.find(words)
        next(e for e in self.line["entities"] if e["id"] == place)["label"] = label

    def read(self) -> Annotation:
        return doccano.read(self.line)


def fact(one: Annotation, words: str) -> Fact:
    found = [f for f in one.facts or () if one.text[f.start : f.end] == words]
    assert len(found) == 1, found
    return found[0]


def test_a_changed_topic_changes_nothing_else() -> None:
    tool = Doccano()
    tool.relabel("1.2万条", "optional:normative_documents")
    one, old = tool.read(), sample()
    assert old.facts
    new = replace(old.facts[1], topic="normative_documents", optional=True, topic_alt=())
    assert one == replace(old, facts=(old.facts[0], new, *old.facts[2:]))


def test_a_moved_count_is_read_afresh_and_keeps_its_links() -> None:
    tool = Doccano()
    tool.delete("count:disclosed", "1,234条")
    tool.add("count:disclosed", "1,234")
    one, old = tool.read(), sample()
    assert old.facts
    start, end = at("1,234")
    assert one.facts == (replace(old.facts[0], start=start, end=end, unit=None), *old.facts[1:])


def test_a_moved_item_goes_with_its_count() -> None:
    tool = Doccano()
    tool.delete("item", "政策文件")
    tool.add("item", "文件")
    found = fact(tool.read(), "1.2万条")
    assert (found.item, found.item_start, found.item_end) == ("文件", *at("文件"))
    assert (found.value, found.part_of) == (12000, 0)


def test_a_deleted_count_takes_the_links_to_it_along() -> None:
    tool = Doccano()
    tool.delete("count:disclosed", "1,234条")
    one, old = tool.read(), sample()
    assert old.facts
    assert one.facts == tuple(replace(f, part_of=None) for f in old.facts[1:])


def test_links_are_renumbered_behind_a_deleted_count() -> None:
    tool = Doccano()
    tool.delete("count:training", "3场")
    tool.link(tool.find("120余人次"), tool.find("七篇"))
    one = tool.read()
    assert [f.part_of for f in one.facts or ()] == [None, 0, 0, 2]


def test_an_added_count_is_read_from_the_text() -> None:
    tool = Doccano()
    tool.delete("count:training", "3场")
    before = tool.read()
    tool.link(tool.add("count:training", "3场"), tool.add("item", "培训3场"[:2]))
    one = tool.read()
    assert before.facts and one.facts
    found = fact(one, "3场")
    assert found == Fact("training", "培训", 3, "场", "exact", None, None, *at("3场"), *at("培训"))
    assert len(one.facts) == len(before.facts) + 1


def test_a_count_without_an_item_is_a_fault_afterwards() -> None:
    tool = Doccano()
    tool.unlink(tool.find("3场"), tool.find("培训"))
    (found,) = [f for f in faults([tool.read()]) if "facts" in f.place]
    assert (found.place, found.reason) == ("facts[3]", "the item is empty: what is counted?")


def test_two_items_of_one_number_are_two_facts() -> None:
    tool = Doccano()
    tool.link(tool.find("3场"), tool.find("解读"))
    one = tool.read()
    assert [f.item for f in one.facts or () if f.start == at("3场")[0]] == ["培训", "解读"]
    again = doccano.read(through_doccano(doccano.write(one)))
    assert again == one


def test_channels_come_and_go() -> None:
    tool = Doccano()
    tool.unlink(tool.find("1,234条"), tool.find("政府网站"))
    assert fact(tool.read(), "1,234条").channel is None
    tool.link(tool.find("七篇"), tool.find("政府网站"))
    found = fact(tool.read(), "七篇")
    assert (found.channel, found.channel_start, found.channel_end) == ("政府网站", *at("政府网站"))


def test_cells_follow_their_spans() -> None:
    tool = Doccano()
    first, second, third = (c.path for c in forms()["2021"].cells[:3])
    zero = at("0 2 -")[0]
    two = (zero + 2, zero + 3)
    tool.delete(f"cell:{second}", two)
    tool.add(f"cell:{third}", two)
    tool.relabel("0 2 -", f"cell:{second}")
    got = {c.path: c for c in tool.read().cells or ()}
    assert got[first] == Cell(first, None, "missing")
    assert got[second] == Cell(second, 0, "read", zero, zero + 1)
    assert got[third] == Cell(third, 2, "read", *two)


def test_sections_follow_their_spans() -> None:
    tool = Doccano()
    tool.delete("section:requests", "三、申请")
    tool.relabel("二、主动", "section:other")
    tool.add("section:problems", "培训3场、")
    assert [(s.name, s.heading) for s in tool.read().sections or ()] == [
        ("overview", "一、总体情况"),
        ("problems", "培训3场、"),
        ("other", "二、主动公开 情况"),
    ]


def test_without_relations_the_links_stay() -> None:
    line = through_doccano(doccano.write(sample()))
    line["label"] = [[e["start_offset"], e["end_offset"], e["label"]] for e in line.pop("entities")]
    del line["relations"]
    assert doccano.read(line) == sample()
    entry = next(e for e in line["label"] if e[2] == "count:training")
    entry[2] = "count:press"
    assert fact(doccano.read(line), "3场") == replace(fact(sample(), "3场"), topic="press")


def test_a_bound_chosen_in_label_studio() -> None:
    task = through_label_studio(label_studio.write(sample()))
    start = at("3场")[0]
    for entry in task["annotations"][0]["result"]:
        if entry["type"] == "choices" and entry["value"]["start"] == start:
            entry["value"]["choices"] = ["under"]
    assert fact(label_studio.read(task), "3场") == replace(fact(sample(), "3场"), bound="under")


def test_the_last_annotation_counts_and_a_skipped_one_does_not() -> None:
    task = through_label_studio(label_studio.write(sample()))
    empty = {"id": 9, "was_cancelled": False, "updated_at": "2026-11-22", "result": []}
    task["annotations"].insert(0, empty)
    one = label_studio.read(task)
    assert (one.facts, one.sections) == ((), ())
    empty["was_cancelled"] = True
    assert label_studio.read(task) == sample()


def test_an_arrow_drawn_backwards_means_the_same() -> None:
    task = through_label_studio(label_studio.write(sample()))
    for entry in task["annotations"][0]["result"]:
        if entry["type"] == "relation":
            entry["from_id"], entry["to_id"] = entry["to_id"], entry["from_id"]
            entry["direction"] = "left"
    assert label_studio.read(task) == sample()


def test_what_was_annotated_from_nothing_is_read() -> None:
    text = "全年培训3场。"
    start = text.index("3场")
    spans = [[start, start + 2, "count:training"], [start - 2, start, "item"]]
    one = doccano.read({"id": 4, "text": text, "label": spans[:1]})
    assert one == Annotation(
        "4", text, sections=(), facts=(Fact("training", "", 3, "场", "exact", None, None, 4, 6),)
    ) or one.facts == (Fact("training", "", 3, "场", "exact", None, None, 4, 6),)


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
    line = through_doccano(doccano.write(sample()))
    edit(line)
    with pytest.raises(BadAnnotation, match=reason):
        doccano.read(line)


@pytest.mark.parametrize(
    ("label", "words", "reason"),
    [
        ("count:press", "解读", "prints no number"),
        ("cell:fees.charged", "解读", "is no label"),
        ("cell:{first}", "七篇", "is marked a second time"),
        ("cell:{last}", "解读", "prints no number"),
        ("cell:disclosure.regulations.made", "3场", "is no cell of the form 2021"),
    ],
)
def test_a_mark_that_means_nothing_is_said(label: str, words: str, reason: str) -> None:
    tool = Doccano()
    paths = [c.path for c in forms()["2021"].cells]
    tool.add(label.format(first=paths[0], last=paths[-1]), words)
    with pytest.raises(BadAnnotation, match=reason):
        tool.read()


@RELAXED
@given(st.data())
def test_whatever_a_tool_gives_back_is_read_or_refused(data: st.DataObject) -> None:
    line = through_doccano(doccano.write(sample()))
    spoil(line, data.draw)
    task = through_label_studio(label_studio.write(sample()))
    spoil(task, data.draw)
    with suppress(BadAnnotation):
        doccano.read(line)
    with suppress(BadAnnotation):
        label_studio.read(task)


@pytest.mark.parametrize("task", [{}, {"data": 3}, {"data": {"text": "x"}, "annotations": [3]}])
def test_what_is_no_task_is_said(task: dict[str, Any]) -> None:
    with pytest.raises(BadAnnotation, match="no task of Label Studio's JSON export"):
        label_studio.read(task)


def test_the_labeling_interface_knows_every_label() -> None:
    tree = ElementTree.fromstring(label_studio.config(["2021"]))
    named = [label.get("value") for label in tree.iter("Label")]
    assert named == labels(["2021"])
    used = json.dumps(label_studio.write(sample()))
    assert 'from_name": "label"' in used and tree.find("Labels[@name='label']") is not None
    assert max(map(len, labels())) <= 100  # doccano's limit for a label


def test_a_section_heading_without_its_words_ends_with_its_line() -> None:
    one = Annotation("x", "一总体\n次行", sections=(Section("overview", "一、总体情况", 0),))
    assert doccano.write(one)["entities"][0]["end_offset"] == 3
    assert doccano.read(through_doccano(doccano.write(one))) == one
