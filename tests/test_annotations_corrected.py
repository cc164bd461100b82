"""What a person changes in a tool comes back as it was meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from annotated import RELAXED, TEXT, at, fact, sample, through_doccano
from hypothesis import given
from hypothesis import strategies as st

from govie.annotations import Annotation, Cell, Fact, faults, prints, tools
from govie.errors import BadAnnotation
from govie.form import forms

NUMBERS = ("1,234条", "1.2万条", "七篇", "3场", "120余人次")
WORDS = ("政府信息", "政策文件", "解读", "培训", "政府网站")


@st.composite
def counted(draw: st.DrawFn) -> Annotation:
    """``TEXT`` with some of its numbers as counts, of any topic, linked in any way."""
    chosen = draw(st.lists(st.sampled_from(NUMBERS), unique=True, min_size=1))
    facts = []
    for i, number in enumerate(chosen):
        read = prints.count(TEXT, *at(number))
        assert read
        item, channel = draw(st.sampled_from(WORDS)), draw(st.none() | st.sampled_from(WORDS))
        facts.append(
            Fact(
                draw(st.sampled_from(["training", "press"])), item, read.value, read.unit,
                read.bound, channel, draw(st.none() | st.sampled_from(range(i))) if i else None,
                *at(number), *at(item), *(at(channel) if channel else (None, None)),
                optional=draw(st.booleans()),
            )
        )  # fmt: skip
    return replace(sample(), facts=tuple(facts))


def meant(one: Annotation) -> set[tuple[Any, ...]]:
    """The facts whatever their order: links by the place of the total."""
    facts = one.facts or ()
    return {
        (replace(f, part_of=None), None if f.part_of is None else facts[f.part_of].start)
        for f in facts
    }


@RELAXED
@given(counted(), counted())
def test_any_annotation_can_be_made_of_any_other(old: Annotation, new: Annotation) -> None:
    line = through_doccano(tools.to_doccano(new))
    line["govie"] = tools.to_doccano(old)["govie"]
    assert meant(tools.from_doccano(line)) == meant(new)


class Doccano:
    """What a person does in doccano: deleting a span takes its relations along."""

    def __init__(self) -> None:
        self.line = through_doccano(tools.to_doccano(sample()))
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
        return tools.from_doccano(self.line)


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
    again = tools.from_doccano(through_doccano(tools.to_doccano(one)))
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
