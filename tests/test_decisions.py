"""Decisions: what is kept, what stands, and what a report is with them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from decided import decide, value
from viewed import example

import govie
from govie import own_files
from govie.cli import review
from govie.decisions import (
    Basis,
    Corrections,
    Decision,
    append,
    apply,
    digest,
    read,
    sound,
    stand,
    taught,
)
from govie.decisions.narrative import keys
from govie.errors import UnreadableFile
from govie.panel import Panel, Record
from govie.report import Report

TEXT = example("by-column")
PATH = "requests.received.natural_person"
TOTAL = "requests.received.total"


@pytest.fixture(scope="module")
def report() -> Report:
    return govie.extract(TEXT)


def test_a_cell_is_corrected_and_its_sums_are_checked_again(report: Report) -> None:
    one = decide(TEXT, f"cell:{PATH}", value(5000, 3, 7), why="stamp")
    found, left = apply(report, [one])
    cell = found.cells[PATH]
    assert (cell.value, cell.status, cell.confidence) == (5000, "corrected", 1.0)
    assert cell.raw == TEXT[3:7] and one.id in (cell.why or "") and "stamp" in (cell.why or "")
    assert not left and report.cells[PATH].status != "corrected"
    before = {c.name: c for c in report.checks if PATH in c.paths}
    after = {c.name: c for c in found.checks if PATH in c.paths}
    assert before.keys() == after.keys() and all(c.ok is False for c in after.values())
    others = [c for c in report.checks if PATH not in c.paths]
    assert [c for c in found.checks if PATH not in c.paths] == others


def test_what_a_person_says_is_missing_is_nothing_to_a_sum(report: Report) -> None:
    for state in ("missing", "blank"):
        new = {"value": None, "status": state, "start": None, "end": None}
        known = {**report.cells}
        known[PATH] = replace(known[PATH], value=7)
        found, _ = apply(replace(report, cells=known), [decide(TEXT, f"cell:{PATH}", new)])
        assert found.cells[PATH].status == "corrected" and found.cells[PATH].value is None
        row = next(c for c in found.checks if PATH in c.paths and c.name.startswith("requests.rec"))
        assert (row.ok is None) == (state == "missing")


def test_agency_year_and_unit(report: Report) -> None:
    new = [
        decide(TEXT, "agency", "江苏省淮安市淮安区审计局"),
        decide(TEXT, "year", 2021),
    ]
    found, left = apply(report, new)
    assert (found.agency, found.year) == ("江苏省淮安市淮安区审计局", 2021) and not left
    assert found.unit is not None and found.unit.code == "320803"
    assert found.form == report.form and found.cells == report.cells
    bare = [decide(TEXT, "agency", "鼓楼区人民政府"), decide(TEXT, "unit", "320106")]
    found, left = apply(report, bare)
    assert found.unit is not None and found.unit.code == "320106" and not left
    other = [decide(TEXT, "agency", "江苏省淮安市淮安区审计局"), decide(TEXT, "unit", "110101")]
    found, left = apply(report, other)
    assert found.unit is not None and found.unit.code == "320803" and len(left) == 1


def test_another_form_keeps_what_both_have(report: Report) -> None:
    assert report.form == "2019"
    found, _ = apply(report, [decide(TEXT, "form", "2021")])
    assert len(found.cells) == 200 and found.cells[TOTAL] == report.cells[TOTAL]
    found, left = apply(found, [decide(TEXT, "cell:disclosure.article_20_8.fees.amount", value(1))])
    assert [c for c in found.checks if c.kind != "narrative"] and len(left) <= 1


def test_counts_are_changed_removed_and_added(report: Report) -> None:
    names = keys(report.facts)
    whole, part = next((f.part_of, n) for n, f in enumerate(report.facts) if f.part_of is not None)
    assert whole is not None
    base = report.facts[whole]
    new = {
        "topic": "platform", "item": "访问", "value": base.value, "unit": "次", "bound": "about",
        "channel": None, "part_of": None, "start": base.start, "end": base.end,
    }  # fmt: skip
    found, left = apply(report, [decide(TEXT, f"fact:{names[whole]}", new)])
    assert not left and len(found.facts) == len(report.facts)
    changed = found.facts[whole]
    assert (changed.item, changed.topic, changed.confidence) == ("访问", "platform", 1.0)
    assert found.facts[part].part_of == whole
    found, _ = apply(report, [decide(TEXT, f"fact:{names[whole]}", None)])
    assert len(found.facts) == len(report.facts) - 1
    orphan = next(f for f in found.facts if f.start == report.facts[part].start)
    assert orphan.part_of is None
    number = {**new, "start": 0, "end": 2, "part_of": names[part]}
    found, _ = apply(report, [decide(TEXT, "fact:0-2", number)])
    assert len(found.facts) == len(report.facts) + 1 and found.facts[0].part_of == part + 1


def test_a_section_is_moved_and_taken_away(report: Report) -> None:
    first = report.sections[0]
    at = first.start - 3
    new = {"heading": TEXT[at : at + 2], "start": at}
    found, left = apply(report, [decide(TEXT, f"section:{first.name}", new)])
    assert not left and found.sections[0].start == at
    assert [s.end for s in found.sections[:-1]] == [s.start for s in found.sections[1:]]
    found, _ = apply(report, [decide(TEXT, f"section:{first.name}", None)])
    assert first.name not in {s.name for s in found.sections}
    wrong = {"heading": "不在这里的标题", "start": at}
    found, left = apply(report, [decide(TEXT, f"section:{first.name}", wrong)])
    assert found.sections == report.sections and len(left) == 1


def test_a_failed_check_is_confirmed_while_its_numbers_stay(report: Report) -> None:
    check = report.failed[0]
    old = {"expected": check.expected, "found": check.found}
    one = decide(TEXT, f"check:{check.name}", "confirmed", old=old)
    found, left = apply(report, [one])
    assert [c.confirmed for c in found.failed if c.name == check.name] == [one.id] and not left
    assert Report.from_dict(found.to_dict()) == found
    found, left = apply(report, [replace(one, old={"expected": 1, "found": 2})])
    assert found.failed[0].confirmed is None and len(left) == 1


def test_later_decisions_and_undoings() -> None:
    one = decide(TEXT, f"cell:{PATH}", value(1))
    two = decide(TEXT, f"cell:{PATH}", value(2), after=(one.id,))
    undo = decide(TEXT, f"cell:{PATH}", None, undoes=two.id)
    redo = decide(TEXT, f"cell:{PATH}", None, undoes=undo.id)
    for made, stands in (
        ([one], one), ([one, two], two), ([one, two, undo], one), ([one, two, undo, redo], two),
    ):  # fmt: skip
        assert stand(made).of(digest(TEXT)) == [stands]
    gone = [one, decide(TEXT, f"cell:{PATH}", None, undoes=one.id)]
    assert stand(gone).of(digest(TEXT)) == []


def test_two_peoples_files_merge_and_contradictions_are_told(tmp_path: Path) -> None:
    same = decide(TEXT, "year", 2020)
    one = decide(TEXT, f"cell:{PATH}", value(1), who="甲")
    two = decide(TEXT, f"cell:{PATH}", value(2), who="乙")
    both = [decide(TEXT, f"cell:{TOTAL}", value(9), who=who) for who in "甲乙"]
    append(tmp_path / "a.jsonl", [same, one, both[0]])
    append(tmp_path / "b.jsonl", [same, two, both[1]])
    found = Corrections.read([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    assert len(found.contents.decisions) == 5
    assert {d.target for d in found.standing.of(digest(TEXT))} == {"year", f"cell:{TOTAL}"}
    (line,) = found.faults()
    assert "甲 says 1" in line and "乙 says 2" in line
    settled = decide(TEXT, f"cell:{PATH}", value(2), after=(one.id, two.id))
    append(tmp_path / "b.jsonl", [settled])
    found = Corrections.read([tmp_path / "b.jsonl", tmp_path / "a.jsonl"])
    assert not found.faults() and settled in found.standing.of(digest(TEXT))


def test_a_line_that_was_cut_off_loses_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    one, two = decide(TEXT, "year", 2019), decide(TEXT, "year", 2020)
    append(path, [one])
    path.write_bytes(path.read_bytes() + b'{"decision": "0000')
    append(path, [two])
    found = read(path)
    assert found.decisions == [one, two] and len(found.faults) == 1 and ":2:" in found.faults[0]


HOSTILE: list[Any] = [
    "x", 3, None, {}, {"decision": "1"}, {"decision": "0" * 12},
    decide(TEXT, "year", "2020").to_dict(),
    decide(TEXT, "year", True).to_dict(),
    decide(TEXT, "cell:no.such.path", value(1)).to_dict(),
    decide(TEXT, f"cell:{PATH}", value(float("inf"))).to_dict(),
    decide(TEXT, f"cell:{PATH}", value(float("nan"))).to_dict(),
    decide(TEXT, f"cell:{PATH}", value(10**400)).to_dict(),
    decide(TEXT, f"cell:{PATH}", value(3.7)).to_dict(),
    decide(TEXT, "form", ["2021"]).to_dict(),
    decide(TEXT, "fact:1-2", {"topic": ["disclosed"]}).to_dict(),
    decide(TEXT, f"cell:{PATH}", {"value": 1, "status": "read", "start": -5, "end": 2}).to_dict(),
    decide(TEXT, f"cell:{PATH}", {"value": None, "status": "read"}).to_dict(),
    decide(TEXT, "fact:a-b", None).to_dict(),
    decide(TEXT, "fact:1-2", {"topic": "gossip"}).to_dict(),
    decide(TEXT, "section:prologue", None).to_dict(),
    decide(TEXT, "__class__", 1).to_dict(),
    {**decide(TEXT, "year", 2020).to_dict(), "text": "../../etc/passwd"},
    {**decide(TEXT, "year", 2020).to_dict(), "who": ["x"]},
    {**decide(TEXT, "year", 2020).to_dict(), "after": "x"},
    {"basis": "x", "file": "a", "content": "b", "read": {}},
]  # fmt: skip


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_decision_is_left_out_and_named(tmp_path: Path, line: Any) -> None:
    path = tmp_path / "d.jsonl"
    good = decide(TEXT, "year", 2020)
    path.write_text(json.dumps(line) + "\n" + json.dumps(good.to_dict()) + "\n", "utf-8")
    found = read(path)
    assert found.decisions == [good] and len(found.faults) == 1


def test_an_undoing_of_another_report_takes_nothing_back() -> None:
    one = decide(TEXT, "year", 2020)
    other = decide("another text", "year", None, undoes=one.id)
    assert stand([one, other]).of(digest(TEXT)) == [one]


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", TEXT.encode(), b"[" * 100_000, b"x\n" * 50_000]
)
def test_a_file_without_decisions_is_told_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(content)
    with pytest.raises(
        UnreadableFile, match=r"holds no decisions \(.*d\.jsonl:1: no JSON"
    ) as raised:
        read(path)
    assert "\n" not in str(raised.value)
    path.write_bytes(b"\n\n")
    assert read(path).decisions == []


def damaged(data: dict[str, Any], keys: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """A copy of a report's data with another value at ``keys``."""
    copy = json.loads(json.dumps(data))
    part = copy
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = value
    return copy


DAMAGED: list[tuple[tuple[Any, ...], Any]] = [
    (("year",), "2022"),
    (("form",), "1999"),
    (("form",), "2021"),  # of which the cells are not
    (("warnings",), [3]),
    (("cells", PATH, "confidence"), "high"),
    (("cells", PATH, "confidence"), float("nan")),
    (("cells", PATH, "confidence"), 1.5),
    (("cells", PATH, "value"), True),
    (("cells", PATH, "status"), "guessed"),
    (("cells", PATH, "status"), ["read"]),
    (("cells", PATH, "start"), 10**30),
    (("cells", PATH, "end"), None),
    (("cells", PATH, "extra"), 1),
    (("facts", 0, "topic"), "gossip"),
    (("facts", 0, "part_of"), 10_000),
    (("facts", 0, "value"), float("inf")),
    (("checks", 0, "paths"), [1]),
    (("checks", 0, "ok"), "no"),
    (("sections", 0, "name"), "prologue"),
    (("sections", 0, "end"), -1),
]


@pytest.mark.parametrize(("keys", "value"), DAMAGED, ids=lambda x: str(x)[:40])
def test_a_strangers_reading_is_not_learnt_from(
    report: Report, keys: tuple[Any, ...], value: Any, tmp_path: Path
) -> None:
    """Nor shown: ``govie review`` refuses the panel that has it."""
    wrong = damaged(report.to_dict(), keys, value)
    basis = Basis(digest(TEXT), "a.txt", TEXT, wrong)
    append(tmp_path / "d.jsonl", [basis, decide(TEXT, "report", "done")])
    found, left = taught(Corrections.read(tmp_path / "d.jsonl"))
    assert not found and len(left) == 1 and "what was read of it is damaged" in left[0]
    line = {"file": "a.txt", "text": TEXT, **wrong}
    (tmp_path / "p.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    with pytest.raises(UnreadableFile, match=r"p\.jsonl: not a panel that govie extract wrote \(."):
        review.panel(str(tmp_path / "p.jsonl"))


def test_what_govie_read_is_sound(report: Report, tmp_path: Path) -> None:
    for text in (TEXT, example("one-value"), "", "一份普通的文件"):
        found = govie.extract(text)
        sound.require(Report.from_dict(json.loads(json.dumps(found.to_dict()))), text)
    append(
        tmp_path / "d.jsonl",
        [Basis(digest(TEXT), "a.txt", TEXT, report.to_dict()), decide(TEXT, "report", "done")],
    )
    found_, left = taught(Corrections.read(tmp_path / "d.jsonl"))
    assert len(found_) == 1 and not left


def test_names_in_a_strangers_file_stay_in_their_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一份普通的文件\n", "utf-8")
    strange = [decide(str(n), "year", 2020, file=f"x\x1b[2J\n{n}", who="\x07") for n in range(60)]
    append(tmp_path / "d.jsonl", strange)
    done = govie_("extract", "a.txt", "--corrections", "d.jsonl", cwd=tmp_path)
    lines = done.stderr.splitlines()
    assert all(line.startswith("govie: ") for line in lines) and "\x1b" not in done.stderr
    assert lines[-1] == "govie: … and 40 more that are not applied" and len(lines) == 22


def test_a_decision_round_trips() -> None:
    one = decide(TEXT, f"cell:{PATH}", value(1, 2, 3), why="w", after=("0" * 12,), old={"value": 2})
    assert Decision.from_dict(json.loads(json.dumps(one.to_dict()))) == one
    basis = Basis(digest(TEXT), "a.txt", TEXT, {"cells": {}})
    assert Basis.from_dict(json.loads(json.dumps(basis.to_dict()))) == basis


def govie_(*line: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "govie", *map(str, line)],
        cwd=cwd, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_corrections_are_in_the_panel_and_survive_changed_texts(tmp_path: Path) -> None:
    other = example("one-value")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "in" / "b.txt").write_bytes(other.encode())
    decisions = tmp_path / "d.jsonl"
    append(
        decisions,
        [
            decide(TEXT, f"cell:{PATH}", value(4711)),
            decide(TEXT, "year", 2019),
            decide(other + "!", "year", 2018, file="in/b.txt"),
            decide("gone", "year", 2018, file="gone.txt"),
        ],
    )
    line = ("extract", "in", "-o", "p.jsonl", "--workers", "1")
    done = govie_(*line, "--corrections", decisions, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 cells corrected" in done.stderr
    assert "in/b.txt: 1 decision is not applied: its text has changed since" in done.stderr
    assert "gone.txt: 1 decision is not applied: no such report was read" in done.stderr
    panel = Panel.read(tmp_path / "p.jsonl")
    first = panel.records[0].report
    assert first is not None and first.year == 2019
    assert first.cells[PATH].status == "corrected" and first.cells[PATH].value == 4711
    plain = govie_("extract", "in", "-o", "q.jsonl", "--workers", "1", cwd=tmp_path)
    assert plain.returncode == 0
    again = Panel.read(tmp_path / "q.jsonl").corrected(decisions)
    assert len(again.unapplied) == 2
    assert again.records[0].report is not None
    assert again.records[0].report.cells == first.cells
    assert own_files.kind(decisions) == "decisions"
    forced = govie_("extract", "in", "-o", "d.jsonl", "--force", cwd=tmp_path)
    assert forced.returncode == 2 and "decisions" in forced.stderr


def test_what_does_not_fit_is_a_warning_and_named(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    other = next(p for p in govie.extract(example("one-value")).cells if p not in report.cells)
    append(
        path,
        [decide(TEXT, f"cell:{other}", value(1)), decide(TEXT, "check:no such sum", "confirmed")],
    )
    found, left = Corrections.read(path).corrected(report, digest(TEXT), TEXT)
    warnings = [w for w in found.warnings if w.startswith("W113 ")]
    assert len(warnings) == len(left) == 2 and "form 2019 has no such cell" in warnings[0]
    panel = Panel([Record("old.txt", report)]).corrected(path)
    assert any("old.txt" in line for line in panel.unapplied)


def test_a_wide_table_has_the_corrected_value(report: Report) -> None:
    pytest.importorskip("pandas")
    doubted = {p: replace(c, confidence=0.1) for p, c in report.cells.items()}
    found, _ = apply(replace(report, cells=doubted), [decide(TEXT, f"cell:{PATH}", value(4711))])
    frame = Panel.of([found]).to_frame()
    name = next(n for n in frame.columns if frame[n].astype(str).tolist() == ["4711"])
    assert frame[f"st_{name}"].tolist() == ["corrected"]
