"""Every fault of annotations, with file, line, record and reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from annotated import RELAXED, at, said, sample, spoil, write
from hypothesis import given
from hypothesis import strategies as st

from govie.annotations import Annotation, faults, faults_in, read, sound
from govie.annotations.record import shape_faults
from govie.errors import BadAnnotation, UnreadableFile
from govie.form import forms
from govie.schema import schema

FIRST, SECOND = (c.path for c in forms()["2021"].cells[:2])


def changed(edit: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    record = sample().to_dict()
    edit(record)
    return record


def cell(index: int, **keys: Any) -> Callable[[dict[str, Any]], object]:
    return lambda r: r["cells"][index].update(keys)


def fact(index: int, **keys: Any) -> Callable[[dict[str, Any]], object]:
    return lambda r: r["facts"][index].update(keys)


def section(index: int, **keys: Any) -> Callable[[dict[str, Any]], object]:
    return lambda r: r["sections"][index].update(keys)


def drop(*place: Any) -> Callable[[dict[str, Any]], object]:
    def edit(record: Any) -> None:
        for key in place[:-1]:
            record = record[key]
        del record[place[-1]]

    return edit


FAULTS = [
    (drop("id"), "the key 'id' is missing"),
    (drop("text"), "the key 'text' is missing"),
    (lambda r: r.update(id=""), "id: empty"),
    (lambda r: r.update(id=7), "id: 7 is no string"),
    (lambda r: r.update(text=""), "text: empty"),
    (lambda r: r.update(text=["x"]), 'text: ["x"] is no string'),
    (lambda r: r.update(year="2022"), 'year: "2022" is no integer or null'),
    (lambda r: r.update(year=True), "year: true is no integer or null"),
    (lambda r: r.update(year=22), "year: 22 is out of range"),
    (lambda r: r.update(form="2022"), 'form: "2022" is none of: 2019, 2021'),
    (lambda r: r.update(form=None), "form: cells are given without the form that they are of"),
    (lambda r: r.update(facts={}), "facts: {} is no array or null"),
    (lambda r: r.update(facts=[3]), "facts[0]: 3 is no object"),
    (drop("facts", 0, "unit"), "facts[0]: the key 'unit' is missing"),
    (fact(0, strat=3), "facts[0]: the key 'strat' is unknown; known: topic, item,"),
    (fact(0, topic="weather"), 'facts[0].topic: "weather" is none of: disclosed,'),
    (fact(0, bound="some"), 'facts[0].bound: "some" is none of: exact, about, over, under'),
    (fact(0, value="1234"), 'facts[0].value: "1234" is no number'),
    (fact(0, value=float("nan")), "facts[0].value: NaN is no number"),
    (fact(0, value=float("inf")), "facts[0].value: Infinity is no number"),
    (fact(0, value=1235), "facts[0]: 35:41 prints 1234 ('1,234条'), not 1235"),
    (fact(0, start=36), "facts[0]: 36:41 prints no number (',234条'), not 1234"),
    (fact(0, start=38, value=34), "facts[0]: '34条' is a part of a longer number"),
    (fact(0, end=35), "facts[0]: 35:35 is no stretch of the text"),
    (fact(0, end=10**6), "facts[0]: 35:1000000 is no stretch of the text"),
    (fact(0, start=-1), "facts[0].start: -1 is out of range"),
    (fact(0, unit=None), "facts[0]: the unit is None, '1,234条' has 条"),
    (fact(0, item=" "), "facts[0]: the item is empty: what is counted?"),
    (fact(0, item="文件"), "facts[0].item: 31:35 prints '政府信息', not '文件'"),
    (fact(0, item_end=None), "facts[0].item: start and end must be given both or neither"),
    (fact(0, channel="网站"), "facts[0].channel: 25:29 prints '政府网站', not '网站'"),
    (fact(0, topic_alt="weather"), "facts[0].topic_alt: weather is no topic"),
    (fact(0, part_of=0), "facts[0].part_of: the count is a part of itself"),
    (fact(0, part_of=1), "facts[0].part_of: the count is a part of itself"),
    (fact(1, part_of=5), "facts[1].part_of: 5 is none of the 5 facts"),
    (fact(1, part_of=-1), "facts[1].part_of: -1 is none of the 5 facts"),
    (cell(0, value=1), "prints 0 ('0'), not 1"),
    (cell(0, value=None), "a read cell has a value"),
    (cell(0, start=None, end=None), "a read cell has a place"),
    (cell(0, start=None), "start and end must be given both or neither"),
    (cell(0, status="blank"), "a blank cell has no value, this one has 0"),
    (cell(3, status="missing", value=3), "a missing cell has no value, this one has 3"),
    (cell(3, status="missing", start=1, end=2), "a missing cell has no place"),
    (cell(0, status="lost"), 'cells[0].status: "lost" is none of: read, blank, missing, damaged'),
    (cell(0, path="a.b"), "cells[0] a.b: no form's cell"),
    (
        cell(0, path="disclosure.regulations.made"),
        "cells[0] disclosure.regulations.made: a cell of form 2019, not of 2021",
    ),
    (cell(0, path=SECOND), f"cells[1] {SECOND}: the cell occurs before"),
    (drop("cells", 0), f"cells: 1 cells of the form are not given: {FIRST} …"),
    (cell(1, start=at("规章 0")[1] - 1, end=at("规章 0")[1], value=0), "shares text with"),
    (cell(0, start=at("3场")[0], end=at("3场")[0] + 1, value=3), f"stands in the cell {FIRST}"),
    (section(0, name="summary"), 'sections[0].name: "summary" is none of: overview,'),
    (section(2, start=3), "sections[2]: start 3 is not after that of the section before"),
    (section(1, name="overview"), "sections[1]: the section overview occurs before"),
    (section(2, start=5000), "sections[2]: start 5000 lies outside the text of"),
    (section(1, start=at("\n二、")[0]), "but white space"),
]


@pytest.mark.parametrize(("edit", "reason"), FAULTS, ids=[reason for _, reason in FAULTS])
def test_faults_are_told_with_file_line_and_record(
    tmp_path: Path, edit: Callable[[dict[str, Any]], object], reason: str
) -> None:
    path = write(tmp_path / "a.jsonl", {"id": "0", "text": "x"}, changed(edit))
    told = said(path)
    assert any(reason in line for line in told), told
    assert all(line.startswith("a.jsonl:2: ") for line in told)


def test_the_sample_has_no_faults(tmp_path: Path) -> None:
    assert said(write(tmp_path / "a.jsonl", sample().to_dict())) == []
    assert list(faults([sample()])) == []


def test_a_circle_is_told_of_each_count_in_it() -> None:
    one = sample()
    assert one.facts
    facts = (replace(one.facts[0], part_of=1), *one.facts[1:])
    told = [f.place for f in faults([replace(one, facts=facts)])]
    assert told == ["facts[0].part_of", "facts[1].part_of"]


def test_ids_occur_once(tmp_path: Path) -> None:
    record = {"id": "1", "text": "x"}
    write(tmp_path / "a.jsonl", record, record)
    write(tmp_path / "b.jsonl", record)
    assert [str(f).replace(str(tmp_path), "") for f in faults_in(tmp_path)] == [
        "/a.jsonl:2: 1: the id occurs before, at /a.jsonl:1",
        "/b.jsonl:1: 1: the id occurs before, at /a.jsonl:1",
    ]
    twice = [Annotation("1", "x"), Annotation("1", "x")]
    assert [str(f) for f in faults(twice)] == ["1: the id occurs before"]


def test_empty_data_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n")
    assert said(tmp_path / "a.jsonl") == ["no records: the data are empty"]
    assert [str(f) for f in faults([])] == ["no records: the data are empty"]


def test_sound_data_pass_and_others_are_refused() -> None:
    assert list(sound([sample()])) == [sample()]
    with pytest.raises(BadAnnotation, match="no records"):
        list(sound([]))
    one = sample()
    assert one.facts
    wrong = replace(one, id="b", facts=(replace(one.facts[0], value=7), *one.facts[1:]))
    with pytest.raises(BadAnnotation, match=r"b: facts\[0\]: 35:41 prints 1234") as raised:
        list(sound([one, *[wrong] * 50]))
    assert len(str(raised.value).splitlines()) == 21


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"id": "1", "text": "x"', "a.jsonl:1: no JSON: Expecting ',' delimiter"),
        (b"[1]", "a.jsonl:1: a record is a JSON object, this is list"),
        (b"null", "a.jsonl:1: a record is a JSON object, this is NoneType"),
        (b"[" * 100_000, "a.jsonl:1: no JSON: "),
        (b'{"id": ' + b"9" * 5000 + b"}", "a.jsonl:1: no JSON: "),
        ("{'id': '年'}".encode("gb18030"), "a.jsonl: not UTF-8 (byte 8); save it as UTF-8 first"),
        ("报告".encode("utf-16"), "a.jsonl: not UTF-8 (byte 0)"),
    ],
)
def test_what_is_no_record_is_one_line(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    (line,) = said(path)
    assert line.startswith(told)
    with pytest.raises((BadAnnotation, UnreadableFile)):
        list(read(path))


def test_a_bad_line_does_not_hide_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id"\n{"id": "2", "text": "x", "year": "y"}\n')
    assert [line.split(": ")[0] for line in said(path)] == ["a.jsonl:1", "a.jsonl:2"]


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert said(tmp_path / "none.jsonl") == ["none.jsonl: No such file or directory"]


def test_a_record_all_wrong_does_not_fill_the_screen(tmp_path: Path) -> None:
    wrong = changed(lambda r: [c.update(value="x") for c in r["cells"]])
    assert len(said(write(tmp_path / "a.jsonl", wrong))) == 20


@RELAXED
@given(st.data())
def test_no_record_is_beyond_validation(data: st.DataObject) -> None:
    record = sample().to_dict()
    record["cells"] = record["cells"][:3]
    spoil(record, data.draw)
    if not list(shape_faults(record)):
        found = [*faults([Annotation.from_dict(record)])]
        assert all(fault.reason and fault.id == record["id"] for fault in found)


def test_jsonschema_agrees() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema())
    records = [json.loads(json.dumps(changed(edit))) for edit, _ in FAULTS]
    finite = [r for r in records if not {"NaN", "Infinity"} & {*re.findall(r"\w+", json.dumps(r))}]
    valid = [validator.is_valid(record) for record in finite]
    assert {*valid} == {True, False}
    assert [not list(shape_faults(record)) for record in finite] == valid
