"""Annotations to test with: drawn at random, and what the tools do to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from govie.annotations import Annotation, Cell, Fact, Section, faults_in
from govie.form import forms, sections
from govie.schema import topics

RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

# A report in small: title, a section with counts, a table of which three cells are printed.
TEXT = (
    "🌊青禾县2022年年度报告\n一、总体情况\n全年通过政府网站公开政府信息1,234条，其中政策文件约1.2万条、"
    "解读七篇。\n培训3场、120余人次。\n二、主动公开情况\n规章 0 2 -\n三、申请\n收费 2192.63万元\n"
)


def at(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def cells(form: str = "2021", **places: Cell) -> tuple[Cell, ...]:
    """Every cell of the form, missing but for those given by path."""
    given = {cell.path: cell for cell in places.values()}
    paths = [c.path for c in forms()[form].cells]
    return tuple(given.get(p) or Cell(p, None, "missing") for p in paths)


def sample() -> Annotation:
    """An annotation of ``TEXT`` with something of everything."""
    zero = at("规章 0")[1]
    fee = next(c.path for c in forms()["2021"].cells if c.unit == "CNY")
    first, second, third = (c.path for c in forms()["2021"].cells[:3])
    return Annotation(
        id="a/1",
        text=TEXT,
        title="青禾县2022年年度报告",
        agency="青禾县",
        agency_alt=("青禾县人民政府",),
        year=2022,
        form="2021",
        split="train",
        sections=(
            Section("overview", "一、总体情况", at("一、总体")[0]),
            Section("disclosure", "二、主动公开 情况", at("二、主动")[0]),
            Section("requests", "三、申请", at("三、申请")[0]),
        ),
        cells=cells(
            a=Cell(first, 0, "read", zero - 1, zero),
            b=Cell(second, 2, "read", zero + 1, zero + 2),
            c=Cell(third, None, "blank"),
            d=Cell(fee, 21926300, "read", *at("2192.63万元")),
        ),
        facts=(
            Fact(
                "disclosed", "政府信息", 1234, "条", "exact", "政府网站", None, *at("1,234条"),
                *at("政府信息"), *at("政府网站"),
            ),
            Fact(
                "disclosed", "政策文件", 12000, "条", "about", None, 0, *at("1.2万条"), *at("政策文件"),
                item_alt=("文件",), topic_alt=("normative_documents",),
            ),
            Fact("interpretation", "解读", 7, "篇", "exact", None, 0, *at("七篇"), *at("解读")),
            Fact("training", "培训", 3, "场", "exact", None, None, *at("3场"), *at("培训")),
            Fact("training", "人次", 120, "人次", "over", None, None, *at("120余人次"), optional=True),
        ),
        other={"doubtful": [first], "note": {"a": [1, None, "☃"]}},
    )  # fmt: skip


def write(path: Path, *records: Any) -> Path:
    text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    path.write_text(text, "utf-8", newline="")
    return path


def said(path: Path) -> list[str]:
    """What is wrong in ``path``, without its folder."""
    return [str(fault).replace(f"{path.parent}/", "") for fault in faults_in(path)]


@st.composite
def annotations(draw: st.DrawFn) -> Annotation:
    """Any annotation that keeps to the schema and whose places lie in its text."""
    text = draw(st.text(st.sampled_from("公开信息12件\n \r🌊𠮷e\u0301，"), min_size=1, max_size=60))

    def place() -> tuple[int, int]:
        start = draw(st.integers(0, len(text) - 1))
        return start, draw(st.integers(start + 1, len(text)))

    def perhaps() -> tuple[int, int] | tuple[None, None]:
        return place() if draw(st.booleans()) else (None, None)

    words = st.text(max_size=5)
    number = st.one_of(st.integers(-9, 10**9), st.floats(-1e6, 1e6))
    form = draw(st.sampled_from(sorted(forms())))
    paths = [c.path for c in forms()[form].cells]
    facts = tuple(
        Fact(
            draw(st.sampled_from(topics())), draw(words), draw(number), draw(st.none() | words),
            draw(st.sampled_from(["exact", "about", "over", "under"])), draw(st.none() | words),
            draw(st.none() | st.integers(0, 3)), *place(), *perhaps(), *perhaps(),
            optional=draw(st.booleans()), item_alt=tuple(draw(st.lists(words, max_size=2))),
            topic_alt=tuple(draw(st.lists(words, max_size=1))),
        )
        for _ in range(draw(st.integers(0, 4)))
    )  # fmt: skip
    statuses = st.sampled_from(["read", "blank", "missing", "damaged", None])
    some = tuple(
        Cell(path, draw(st.none() | number), draw(statuses), *perhaps())
        for path in draw(st.lists(st.sampled_from(paths), unique=True, max_size=4))
    )
    names = draw(st.lists(st.sampled_from([s.name for s in sections()]), unique=True))
    parts = tuple(Section(n, draw(words), draw(st.integers(0, len(text) - 1))) for n in names)
    return Annotation(
        id=draw(st.text(min_size=1, max_size=5)),
        text=text,
        title=draw(st.none() | words),
        agency_alt=tuple(draw(st.lists(words, max_size=2))),
        year=draw(st.none() | st.integers(1990, 2100)),
        form=draw(st.sampled_from([form, form, None])),
        held_back=draw(st.none() | st.booleans()),
        sections=draw(st.sampled_from([parts, None])),
        cells=draw(st.sampled_from([some, None])),
        facts=draw(st.sampled_from([facts, None])),
        other=draw(st.dictionaries(st.sampled_from(["note", "report_id"]), words)),
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "text", "start", "end", "path"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


def spoil(record: Any, draw: st.DrawFn) -> None:
    """Puts something else at a few places of a record."""
    for _ in range(draw(st.integers(1, 3))):
        at = record
        while isinstance(at, dict | list) and at:
            keys = list(at) if isinstance(at, dict) else range(len(at))
            key = draw(st.sampled_from(keys))
            if not isinstance(at[key], dict | list) or draw(st.booleans()):
                at[key] = draw(JSON)
                break
            at = at[key]


def through_doccano(line: dict[str, Any]) -> dict[str, Any]:
    """What doccano gives back for a line: new ids, another order, its own keys; still in JSON."""
    line = json.loads(json.dumps(line))
    ids = {e["id"]: 1000 + 7 * i for i, e in enumerate(line["entities"])}
    for entity in line["entities"]:
        entity["id"] = ids[entity["id"]]
    for relation in line["relations"]:
        relation.update(
            id=5 + relation["id"], from_id=ids[relation["from_id"]], to_id=ids[relation["to_id"]]
        )
    line["entities"].reverse()
    line["relations"].reverse()
    return {"id": 17, **line, "Comments": []}


def through_label_studio(task: dict[str, Any]) -> dict[str, Any]:
    """What Label Studio gives back for a task that a person submitted: new ids, another order."""
    task = json.loads(json.dumps(task))
    result = task["predictions"][0]["result"]
    for entry in result:
        for key in ("id", "from_id", "to_id"):
            if key in entry:
                entry[key] = f"new-{entry[key]}"
        entry["origin"] = "prediction"
    result.reverse()
    done = {"id": 1, "completed_by": 1, "was_cancelled": False, "result": result}
    return {"id": 3, "project": 2, **task, "annotations": [{**done, "updated_at": "2026-11-21"}]}


def fact(one: Annotation, words: str) -> Fact:
    found = [f for f in one.facts or () if one.text[f.start : f.end] == words]
    assert len(found) == 1, found
    return found[0]
