"""Places that are shifted alike are refused and named; what govie proposes passes its own examination."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from annotated import TEXT, sample, write
from layouts import LAYOUTS, all_forms, fill
from layouts import report as laid_out

import govie
from govie.annotations import Annotation, Cell, Fact, faults, read, tools
from govie.annotations.marks import Units
from govie.annotations.proposal import proposal
from govie.annotations.tools import lines, load
from govie.errors import BadAnnotation

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))


def shifted(one: Annotation, by: Callable[[int], int]) -> Annotation:
    def moved(part: Cell | Fact) -> Cell | Fact:
        places = ("start", "end", "item_start", "item_end", "channel_start", "channel_end")
        known = {p: getattr(part, p, None) for p in places}
        return replace(part, **{p: by(at) for p, at in known.items() if at is not None})

    return replace(
        one,
        sections=None,
        cells=tuple(moved(c) for c in one.cells or ()),  # type: ignore[misc]
        facts=tuple(moved(f) for f in one.facts or ()),  # type: ignore[misc]
    )


def report() -> Annotation:
    """An example as the model reads it, with a character beyond the basic plane before its tables."""
    text = "🌊" + EXAMPLES[0].read_text("utf-8")
    return proposal("a", text, govie.extract(text))


def crlf(text: str) -> Callable[[int], int]:
    return lambda offset: offset + text.count("\n", 0, offset)


SHIFTS: dict[str, Callable[[Annotation], Callable[[int], int]]] = {
    "UTF-16": lambda one: Units(one.text).of,
    "CRLF": lambda one: crlf(one.text),
    "bytes": lambda one: lambda offset: len(one.text[:offset].encode()),
    r"\+3 ": lambda one: lambda offset: offset + 3,
    r"-2 ": lambda one: lambda offset: offset - 2,
}


@pytest.mark.parametrize("kind", SHIFTS)
def test_a_shift_is_named(tmp_path: Path, kind: str) -> None:
    one = report()
    assert not list(faults([one]))
    path = tmp_path / "a.jsonl"
    path.write_text(lines([shifted(one, SHIFTS[kind](one))]), "utf-8", newline="")
    with pytest.raises(BadAnnotation, match=kind):
        load(path)
    assert any(f.place == "all places" for f in faults(read(path)))


def test_line_ends_that_were_counted_as_one(tmp_path: Path) -> None:
    text = EXAMPLES[0].read_text("utf-8").replace("\n", "\r\n")
    one = proposal("a", text, govie.extract(text))
    path = tmp_path / "a.jsonl"
    told = shifted(one, lambda offset: offset - text.count("\r\n", 0, offset))
    path.write_text(lines([told]), "utf-8", newline="")
    with pytest.raises(BadAnnotation, match=r"CRLF.* counted as one"):
        load(path)


@pytest.mark.parametrize("ours", [True, False], ids=["with the record", "labels only"])
def test_a_tools_marks_in_characters(ours: bool) -> None:
    one = report()
    line = tools.to_doccano(one)
    units = Units(one.text)
    for entity in line["entities"]:
        entity["start_offset"] = units.back(entity["start_offset"])
        entity["end_offset"] = units.back(entity["end_offset"])
    if not ours:
        del line["govie"]
    with pytest.raises(BadAnnotation, match="UTF-16"):
        tools.from_doccano(line)


def test_some_slips_are_no_shift() -> None:
    one = sample()
    first, *rest = one.facts or ()
    wrong = replace(one, facts=(replace(first, value=7), *rest))
    assert not any(f.place == "all places" for f in faults([wrong]))
    assert tools.from_doccano(tools.to_doccano(one)).cells == one.cells


@pytest.mark.parametrize("layout", LAYOUTS)
def test_proposals_validate(layout: str) -> None:
    rng = random.Random(3)
    for form in all_forms():
        text = laid_out(fill(form, rng), LAYOUTS[layout], rng).text
        prose = "一、总体情况\n全年公开12条、3篇；办理，共5件。其中：7。\n受理0件，，8件。\n"
        one = proposal(layout, prose + text, govie.extract(prose + text))
        assert not list(faults([one]))
        again = Annotation.from_dict(json.loads(json.dumps(one.to_dict())))
        assert not list(faults([again]))


def test_a_proposal_says_what_it_leaves_out() -> None:
    found = govie.extract(TEXT)
    facts = tuple(replace(f, item="", part_of=None) for f in found.facts)
    assert facts
    one = proposal("a", TEXT, replace(found, facts=facts))
    assert not one.facts and len(one.other["left_out"]) == len(facts)
    assert not list(faults([one]))


def test_vast_numbers_are_faults_and_nothing_worse(tmp_path: Path) -> None:
    record = sample().to_dict()
    record["facts"][0]["value"] = 10**400
    record["cells"] = [
        c | ({"value": 10**400} if c["status"] == "read" else {}) for c in record["cells"]
    ]
    path = write(tmp_path / "a.jsonl", record)
    with pytest.raises(BadAnnotation, match="range"):
        list(read(path))
