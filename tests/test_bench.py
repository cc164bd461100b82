"""The benchmark: agrees with the reference scorer, which is not part of the repository, tells better from worse, measures what it says."""

from __future__ import annotations

import importlib.util
import json
import math
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

import govie
from govie import bench
from govie.annotations import Annotation, Cell, Fact, Section, read
from govie.bench import page, plots, sampling, score
from govie.bench.calibration import Calibration, Certainty
from govie.bench.keywords import counts
from govie.bench.resampling import Counts, Sums, compare, intervals
from govie.cli import main
from govie.form import forms

ROOT = Path(__file__).parents[1]
SCORER = ROOT.parent / "shared" / "contract" / "score.py"


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", SCORER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(rng: random.Random) -> Annotation:
    """A report at random; its text does not matter to a scorer."""
    form = rng.choice(list(forms().values()))
    cells = []
    for cell in form.cells:
        status = rng.choice(["read"] * 8 + ["blank", "missing"])
        value = rng.choice([0, 0, 0, 1, 12, 61.5]) if status == "read" else None
        cells.append(Cell(cell.path, value, status))
    facts: list[Fact] = []
    for n in range(rng.randint(0, 12)):
        facts.append(
            Fact(
                rng.choice(["disclosed", "review", "staff"]),
                rng.choice(["政府信息", "工作动态信息", "行政复议案件"]),
                rng.choice([0, 3, 3, 1600]),
                rng.choice(["条", "件", None]),
                rng.choice(["exact", "over"]),
                rng.choice([None, "政府网站", "微信公众号"]),
                rng.randrange(n) if n and rng.random() < 0.5 else None,
                n * 10,
                n * 10 + 4,
                optional=rng.random() < 0.15,
                item_alt=("信息",) if rng.random() < 0.2 else (),
                topic_alt=("other",) if rng.random() < 0.2 else (),
            )
        )
    sections = tuple(
        Section(name, name, 100 * n) for n, name in enumerate(("overview", "requests", "other"))
    )
    return Annotation(
        "x",
        "",
        agency="甲县",
        year=2022,
        form=form.name,
        sections=sections,
        cells=tuple(cells),
        facts=tuple(facts),
    )


def reading(rng: random.Random, record: Annotation) -> dict[str, Any]:
    """The gold with faults in it."""

    def kept(share: float = 0.85) -> bool:
        return rng.random() < share

    facts = [
        {
            "topic": f.topic if kept() else "other",
            "item": f.item if kept() else rng.choice(["信息", "", "培训"]),
            "value": f.value if kept(0.9) else 7,
            "unit": f.unit if kept() else "次",
            "bound": f.bound if kept() else "about",
            "channel": f.channel if kept() else rng.choice([None, "网站"]),
            "part_of": f.part_of if kept() else None,
            "start": f.start + (0 if kept() else 3),
            "end": f.end,
        }
        for f in record.facts or ()
        if kept(0.9)
    ]
    for f in facts:
        if f["part_of"] is not None and f["part_of"] >= len(facts):
            f["part_of"] = None
    cells = {
        c.path: {
            "value": c.value if kept(0.9) else rng.choice([None, 0, 5]),
            "status": rng.choice(["read", "repaired", "missing"]),
            "confidence": rng.random(),
        }
        for c in record.cells or ()
    }
    some = rng.sample(sorted(cells), 5)
    return {
        "agency": record.agency if kept() else None,
        "year": record.year,
        "form": record.form if kept() else None,
        "sections": [
            {"name": s.name, "start": s.start + rng.choice([0, 0, 2, 9])}
            for s in record.sections or ()
        ],
        "cells": cells,
        "facts": facts,
        "checks": [{"ok": rng.choice([True, False, None]), "paths": some}],
    }


NAMES = {
    "fact F1 (unit, item and topic right)": "fact F1",
    "whole facts F1 (item to the letter, unit, topic, bound, channel and link right)": "whole facts F1",
}


@pytest.mark.skipif(not SCORER.exists(), reason="the reference scorer is not in this checkout")
def test_agrees_with_the_reference_scorer_to_the_last_digit() -> None:
    theirs = scorer()
    rng = random.Random(7)
    ours: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for _ in range(60):
        record = gold(rng)
        read = reading(rng, record)
        ours.update(score.tally(record, read))
        plain = record.to_dict()
        plain["cells"] = {c["path"]: c["value"] for c in plain["cells"]}
        plain["facts"] = [
            {**f, "item_alt": f.get("item_alt", []), "topic_alt": f.get("topic_alt", [])}
            for f in plain["facts"]
        ]
        theirs.score(plain, read, count)
    mine = score.rates(ours)
    wanted = {NAMES.get(name, name): value for name, value in theirs.summary(count).items()}
    known = {name: value for name, value in wanted.items() if not math.isnan(value)}
    assert len(known) > len(wanted) / 2  # no record here annotates the others
    assert {name: mine[name] for name in known} == pytest.approx(known, abs=1e-12)


def test_a_perfect_reading_scores_one_and_an_empty_one_none() -> None:
    record = gold(random.Random(3))
    perfect = record.to_dict()
    perfect["cells"] = {
        c.path: {"value": c.value, "status": "read", "confidence": 1.0} for c in record.cells or ()
    }
    rates = score.rates(score.tally(record, perfect))
    for name in ("cells", "sections", "meta", "whole reports", "count recall", "fact F1", "topic"):
        assert rates[name] == 1.0
    empty = score.rates(score.tally(record, {}))
    assert empty["count recall"] == 0.0
    assert math.isnan(empty["count precision"])


def sums(share: float, seed: int, reports: int = 80) -> Sums:
    rng = random.Random(seed)
    kept = Counts(["x"])
    for number in range(reports):
        right = sum(rng.random() < share for _ in range(50))
        tally = Counter(reports=1, cells=50, **{"cells right": right})
        kept.add(str(number), {}, {"x": tally})
    return kept.sums("x")


def test_intervals_hold_the_score() -> None:
    interval = intervals(sums(0.9, 1))["cells"]
    assert interval.low < interval.value < interval.high
    assert interval.high - interval.low < 0.05


def test_a_better_model_is_told_from_an_equal_one() -> None:
    better = compare(sums(0.8, 1), sums(0.9, 2))["cells"]
    assert better.verdict == "B is better"
    worse = compare(sums(0.9, 2), sums(0.8, 1))["cells"]
    assert worse.verdict == "A is better"
    same = sums(0.9, 4)
    assert compare(same, same)["cells"].verdict == "no difference shown"
    few = compare(sums(0.1, 1, 1), sums(0.9, 1, 1))["cells"]
    assert few.verdict == "too few reports to tell"


def test_layouts_of_one_report_are_drawn_together() -> None:
    kept = Counts(["x"])
    for number in range(60):
        tally = Counter(reports=1, cells=50, **{"cells right": 50 * (number % 3 > 0)})
        kept.add(f"report {number % 3}", {"route": "ab"[number % 2]}, {"x": tally})
    assert kept.sums("x").shape[0] == 3
    assert kept.keys("route") == ["a", "b"]
    assert kept.keys("level") == []
    assert intervals(kept.sums("x", "route", "a"))["reports"].value == 30
    # sixty texts would give 0.55, but there are only three reports
    assert intervals(kept.sums("x"))["cells"].low < 0.4


def calibrated(values: list[tuple[float, bool]]) -> Calibration | None:
    certainty = Certainty()
    certainty.add(values)
    return certainty.calibration()


def test_calibration_of_honest_and_of_boastful_confidence() -> None:
    rng = random.Random(5)
    honest = [(p, rng.random() < p) for p in (rng.random() for _ in range(20_000))]
    boastful = [(0.99, rng.random() < 0.5) for _ in range(2_000)]
    first, second = calibrated(honest), calibrated(boastful)
    assert first and second
    assert first.error < 0.02 < 0.4 < second.error
    assert second.coverage < 0.1
    sure = calibrated([(0.999, True)] * 5_000)
    assert sure and sure.coverage == 1.0
    assert calibrated([]) is None
    # values of one confidence cannot be told apart, however they are ordered
    mixed = calibrated([(0.9, True)] * 1_000 + [(0.9, False)] * 1_000 + [(0.99, True)] * 50)
    assert mixed and mixed.coverage == 50 / 2_050


def test_a_sample_holds_reports_and_passages_and_is_the_same_again() -> None:
    some = [r for n in range(30) for r in (replace(records()[n % 2], id=str(n)),)]
    drawn = [r.id for r in sampling.sample(some, 5, 1)]
    assert len(drawn) == 10
    assert drawn == [r.id for r in sampling.sample(some, 5, 1)]
    assert drawn != [r.id for r in sampling.sample(some, 5, 2)]


def test_a_fact_that_two_readings_hit_counts_once() -> None:
    record = records()[1]
    got = {
        "topic": "disclosed",
        "item": "政府信息",
        "value": 61,
        "unit": "条",
        "bound": "exact",
        "channel": None,
        "part_of": None,
        "start": 10,
        "end": 13,
    }
    read = {"cells": {}, "facts": [{**got, "confidence": 0.9}, {**got, "confidence": 0.8}]}
    assert score.certainties(record, read)["facts"] == [(0.9, True), (0.8, False)]


def records() -> list[Annotation]:
    text = (ROOT / "examples" / "one-value-a-line-2022.txt").read_text("utf-8")
    report = govie.extract(text)
    cells = tuple(
        Cell(p, c.value, "missing" if c.status == "missing" else "read", c.start, c.end)
        for p, c in report.cells.items()
    )
    sections = tuple(Section(s.name, s.heading, s.start) for s in report.sections)
    passage = "全年主动公开政府信息61条。"
    fact = Fact("disclosed", "政府信息", 61, "条", "exact", None, None, 10, 13)
    return [
        Annotation("a", text, year=2022, form="2021", sections=sections, cells=cells, facts=None),
        Annotation("b", passage, year=2020, facts=(fact,)),
    ]


def test_a_run_measures_everything_and_writes_it_plain(tmp_path: Path) -> None:
    result = bench.run(govie.load(), records())
    assert result.scores["govie"]["cells"].value == 1.0
    assert result.scores["always zero"]["telling cells"].value == 0.0
    assert result.scores["govie"]["count recall"].value == 1.0
    plain = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    speed = plain["speed"]
    assert speed["one_core"] > 0 and min(speed["workers"].values()) > 0
    start = speed["start"]
    assert 0 < start["interpreter"] < start["imported"] < start["cold"]
    assert start["warm"] < start["cold"] and 0 < start["memory_first"] <= start["memory"]
    text = page.markdown(result)
    assert "Two workers are" in text and "| govie, workers: 2, by the clock |" in text
    for name in score.RATES:
        assert f"| {name} |" in text
    for picture in plots.plots(result).values():
        assert picture.startswith("<svg") and "NaN" not in picture.lower().replace("nan%", "NaN")


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", "utf-8")
    for data in (empty, tmp_path / "none.jsonl"):
        done = CliRunner().invoke(main, ["bench", "--data", str(data)])
        assert done.exit_code == 1
        assert "Traceback" not in done.output


def test_regular_expression_reads_a_clean_table() -> None:
    (record, _) = records()
    read = next(bench.BASELINES["regular expression"]([record.text.replace("\n", " ")]))
    rates = score.rates(score.tally(record, read))
    assert rates["telling cells"] > 0.5


DEV = SCORER.parents[1] / "narratives" / "dev.jsonl"


@pytest.mark.skipif(not DEV.exists(), reason="the passages are not in this checkout")
def test_the_keyword_reader_is_no_straw_man() -> None:
    found: Counter[str] = Counter()
    for record in read(DEV):
        found.update(score.tally(record, {"facts": counts(record.text)}))
    assert score.rates(found)["fact F1"] > 0.69
