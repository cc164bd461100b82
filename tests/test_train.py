"""Training: a new kind of report is learnt from annotations, not coded; bad data write nothing."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import decided
import pytest
from reviewed import session

import govie
from govie.annotations import Annotation, Cell, Fact, Section, faults, read
from govie.bench.score import rates, tally
from govie.decisions import append
from govie.errors import BadAnnotation, ModelNotFound
from govie.form import forms
from govie.train import gains, gather, split, train

EXAMPLES = Path(__file__).parents[1] / "examples"
CORPUS = Path(__file__).parents[1] / "corpus"

# A county's own words for the six sections, without numbers, and a measure word no other report has.
HEADINGS = {
    "overview": "全年亮晒综述",
    "disclosure": "主动晒出来的家底",
    "requests": "群众来函怎么办",
    "review_litigation": "官民纠纷怎么断",
    "problems": "短板和来年盘算",
    "other": "附带交代几句",
}
PLACES = ("青禾", "临溪", "白塔", "松桥", "云岭", "石滩", "柳河", "东屏")
KINDS = ("民生", "财务", "工程", "救助", "农技", "应急")


def county(rng: random.Random, number: int) -> Annotation:
    """A report of that county with its sections and its counts."""
    place, year = rng.choice(PLACES), rng.randint(2021, 2024)
    text = f"{place}县{rng.choice(PLACES)}镇人民政府{year}年政府信息公开工作年度报告\n"
    sections: list[Section] = []
    facts: list[Fact] = []

    def fact(
        before: str, count: int, unit: str, item: str, topic: str, part_of: int | None
    ) -> None:
        nonlocal text
        text += before
        print_ = f"{count}{unit}"
        facts.append(
            Fact(
                topic, item, count, unit, "exact", None, part_of, len(text), len(text) + len(print_)
            )
        )
        text += print_

    for name, heading in HEADINGS.items():
        sections.append(Section(name, heading, len(text)))
        text += heading + "\n"
        if name == "overview":
            total = rng.randint(20, 90)
            fact("全年晾晒政务明白纸", total, "桩", "政务明白纸", "disclosed", None)
            fact(f"，其中{rng.choice(KINDS)}明白纸", total // 2, "桩", "明白纸", "disclosed", 0)
            text += "，村村张贴。\n"
        else:
            text += f"镇里安排专人负责，{rng.choice(KINDS)}领域运转平稳。\n"
    return Annotation(f"county-{number}", text, sections=tuple(sections), facts=tuple(facts))


def write(path: Path, records: list[Annotation]) -> Path:
    lines = (json.dumps(r.to_dict(), ensure_ascii=False) for r in records)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def score(records: list[Annotation], extractor: govie.Extractor) -> tuple[float, float]:
    """Shares of sections and of counts that are found."""
    sections = counts = right_sections = right_counts = 0
    for record, report in zip(
        records, extractor.extract_many(r.text for r in records), strict=True
    ):
        found = {(s.name, s.start) for s in report.sections}
        right_sections += sum((s.name, s.start) in found for s in record.sections or ())
        sections += len(record.sections or ())
        read = {(f.start, f.end, f.unit, f.topic, f.part_of) for f in report.facts}
        right_counts += sum(
            (f.start, f.end, f.unit, f.topic, f.part_of) in read for f in record.facts or ()
        )
        counts += len(record.facts or ())
    return right_sections / sections, right_counts / counts


def rated(records: list[Annotation], extractor: govie.Extractor) -> Mapping[str, float]:
    """The benchmark's shares."""
    sums: Counter[str] = Counter()
    for record, report in zip(
        records, extractor.extract_many(r.text for r in records), strict=True
    ):
        sums.update(tally(record, report.to_dict()))
    return rates(sums)


def test_a_new_kind_of_report_is_learnt(tmp_path: Path) -> None:
    rng = random.Random(5)
    known = write(tmp_path / "county.jsonl", [county(rng, n) for n in range(20)])
    unseen = [county(rng, n) for n in range(100, 130)]
    before = score(unseen, govie.load())
    train(known, tmp_path / "mine", start=govie.load().folder)
    after = score(unseen, govie.load(tmp_path / "mine"))
    assert before[0] < 0.5 and before[1] < 0.5, before
    assert after[0] > 0.95 and after[1] > 0.9, after
    usual = "一、总体情况\n全年主动公开政府信息61条，其中工作动态35条、其他信息26条。\n二、主动公开政府信息情况\n"
    for fresh, old in zip(
        govie.load(tmp_path / "mine").extract(usual).facts, govie.extract(usual).facts, strict=True
    ):
        assert (fresh.start, fresh.topic, fresh.item, fresh.part_of) == (
            old.start,
            old.topic,
            old.item,
            old.part_of,
        )
    old_split = list(read(CORPUS / "narratives", split="test"))[::6]
    was, now = (rated(old_split, govie.load(m)) for m in (None, tmp_path / "mine"))
    assert now["fact F1"] > was["fact F1"] - 0.01
    assert now["count recall"] > was["count recall"] - 0.005


def damage(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    record = county(random.Random(1), 1).to_dict()
    change(record)
    return record


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda r: r["facts"][0].update(value=7777), "prints"),
        (lambda r: r["facts"][0].update(end=10**6), "county-1"),
        (lambda r: r["facts"][0].update(topic="gossip"), "gossip"),
        (lambda r: r["sections"][0].update(name="prologue"), "prologue"),
    ],
    ids=["another number", "outside", "topic", "section"],
)
def test_annotations_with_faults_write_nothing(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(damage(change), ensure_ascii=False) + "\n", "utf-8")
    with pytest.raises(BadAnnotation, match=reason):
        train(path, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["bad.jsonl"]


def test_duplicate_ids_are_named(tmp_path: Path) -> None:
    record = county(random.Random(1), 1)
    with pytest.raises(BadAnnotation, match="county-1"):
        train(write(tmp_path / "twice.jsonl", [record, record]), tmp_path / "out")


def test_empty_data_say_so(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    with pytest.raises(BadAnnotation):
        train(tmp_path / "empty.jsonl", tmp_path / "out")


def test_one_topic_only_is_refused(tmp_path: Path) -> None:
    rng = random.Random(2)
    path = write(tmp_path / "one.jsonl", [county(rng, n) for n in range(12)])
    with pytest.raises(BadAnnotation, match="one topic only"):
        train(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_model_to_start_from(tmp_path: Path) -> None:
    path = write(tmp_path / "some.jsonl", [county(random.Random(3), 1)])
    with pytest.raises(ModelNotFound):
        train(path, tmp_path / "out", start=tmp_path / "nothing")


# The same county's words for the rows of the requests table, which have nothing in common with the form's.
ROWS = {
    "received": "当年新到的件",
    "carried_in": "去年剩下的件",
    "granted": "照单全给了",
    "partly_granted": "给了一半",
    "refused.third_party": "牵涉别家",
    "unavailable.not_held": "手头没有",
    "not_processed.repeated": "来了又来",
    "other_outcome.other": "别的办法",
    "outcome_total": "拢共办了",
    "carried_out": "留到明年",
}


def tables_of_county(rng: random.Random, number: int) -> Annotation:
    """A report of that county with some rows of the requests table, under its own words."""
    table = next(t for t in forms()["2021"].tables if t.section == "requests")
    place = f"{rng.choice(PLACES)}县{rng.choice(PLACES)}镇人民政府"
    text = f"{place}2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
    text += "申请人情况\n自然人\t" + "\t".join(c.text for c in table.columns[1:]) + "\n"
    cells = [Cell(c.path, None, "missing") for c in forms()["2021"].cells if c.table is not table]
    for row, label in enumerate(table.rows):
        printed = label.key in ROWS and rng.random() < 0.7
        text += f"{ROWS[label.key]}\t" if printed else ""
        values = [rng.randint(0, 30) for _ in table.columns[:-1]]
        for column, value in enumerate([*values, sum(values)]):
            path = table.path(row, column)
            if printed:
                cells.append(Cell(path, value, "read", len(text), len(text) + len(str(value))))
                text += f"{value}\t"
            else:
                cells.append(Cell(path, None, "missing"))
        text += "\n" if printed else ""
    return Annotation(f"rows-{number}", text, form="2021", year=2022, cells=tuple(cells))


def cells_right(records: list[Annotation], extractor: govie.Extractor) -> float:
    """The share of the printed cells that are read rightly."""
    right = total = 0
    for record in records:
        read = extractor.extract(record.text).cells
        for cell in record.cells or ():
            if cell.status == "read":
                right += read[cell.path].value == cell.value
                total += 1
    return right / total


def test_new_words_for_a_tables_rows_are_learnt(tmp_path: Path) -> None:
    rng = random.Random(7)
    known = write(tmp_path / "rows.jsonl", [tables_of_county(rng, n) for n in range(20)])
    unseen = [tables_of_county(rng, n) for n in range(100, 120)]
    assert cells_right(unseen, govie.load()) < 0.5
    train(known, tmp_path / "mine", start=govie.load().folder)
    assert cells_right(unseen, govie.load(tmp_path / "mine")) > 0.9
    example = (EXAMPLES / "one-value-a-line-2022.txt").read_text("utf-8")
    old, new = govie.extract(example), govie.load(tmp_path / "mine").extract(example)
    assert {p: c.value for p, c in new.cells.items()} == {p: c.value for p, c in old.cells.items()}


def test_decisions_are_annotations(tmp_path: Path) -> None:
    text = (EXAMPLES / "by-column-2020.txt").read_text("utf-8")
    made = session(tmp_path, text, text + "\n", text + "\n\n")
    path = "requests.received.natural_person"
    first, second, third = made.entries
    cell = first.report.cells[path]
    assert cell.start is not None and cell.end is not None
    change = {"target": f"cell:{path}", "new": decided.value(263, cell.start, cell.end)}
    other = "requests.received.business"
    guess = {"target": f"cell:{other}", "new": decided.value(9999)}
    for one in (first, second):
        made.decide(one, [change, guess, {"target": "year", "new": 2019}])
    made.decide(first, [{"target": "report", "new": "done"}])
    bare = decided.decide(text + "\n\n", "year", 2019, file="2.txt")
    append(made.path, [bare])
    found, left = gather(made.path)
    assert [one.id for one in found] == ["0.txt", "1.txt"] and not list(faults(found))
    assert len(left) == 1 and "2.txt" in left[0]
    whole, some = found
    assert whole.year == some.year == 2019 and whole.facts is not None and some.facts is None
    cells = {c.path: c for c in whole.cells or ()}
    assert (cells[path].status, cells[path].value) == ("read", 263)
    assert (cells[other].status, cells[other].value) == ("damaged", 9999)
    doubted = {p for p, c in second.report.cells.items() if c.confidence < 0.9} - {path, other}
    untold = {c.path for c in some.cells or () if (c.status, c.value) == (None, None)}
    assert doubted and untold == doubted
    assert third.report.year == 2020


def test_a_few_texts_hold_one_back() -> None:
    rng = random.Random(1)
    few = [county(rng, n) for n in range(4)]
    assert sum(map(len, split(few))) == 4
    for size in (10, 12, 15, 20):
        training, check = split([county(rng, n) for n in range(size)])
        assert check and len(training) + len(check) == size


def test_what_training_brought_is_told_in_words(tmp_path: Path) -> None:
    texts = [county(random.Random(n), n) for n in range(3)]
    told = list(gains.lines("default", govie.load().folder, texts, []))
    assert told[0] == "your own held-back texts (3): before → after"
    assert any("sections" in line and "the same" in line for line in told)
    assert told[-1].strip().startswith("none") and gains.minutes(texts) > 1


def test_the_shipped_models_name_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert govie.load("default").folder == govie.load().folder
    with pytest.raises(ModelNotFound, match="default"):
        govie.load("nonesuch")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "default").mkdir()  # a folder of that name that is no model hides nothing
    assert govie.load("default").folder == govie.load().folder
