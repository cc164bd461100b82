"""The speed gate and the dump: what they say, on figures and texts whose answer is known."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from govie.extractor import Extractor
from govie.store import find
from govie.worker import ONE_THREAD

_WITHOUT = "this is a copy without training/"
dump = pytest.importorskip("training.dump", reason=_WITHOUT)
speed = pytest.importorskip("training.speed", reason=_WITHOUT)
stages = pytest.importorskip("training.stages", reason=_WITHOUT)

TEXT = "甲县乙镇2022年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息61条。\n"


@pytest.mark.parametrize("stage", stages.STAGES)
def test_a_stage_is_timed_where_its_functions_stand(stage: str) -> None:
    for place in stages.STAGES[stage]:
        _, name, work = stages.resolved(place)
        assert callable(work) or isinstance(work, classmethod), name


def test_a_stage_is_not_charged_for_the_stages_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, 1.0, 6.0, 10.0])
    monkeypatch.setattr("training.stages.time.process_time", lambda: next(ticks))
    clock = stages.Clock()
    inner, outer = [*stages.STAGES][:2]
    clock.timed(outer, clock.timed(inner, lambda: None))()
    assert (clock.spent[inner], clock.spent[outer]) == (5.0, 5.0)


@pytest.mark.parametrize(
    ("ratios", "slow"),
    [([1.0, 1.0, 1.0], False), ([1.2, 9.0, 1.2], False), ([1.3, 1.3, 1.0], True)],
)
def test_the_median_of_the_rounds_is_judged(ratios: list[float], slow: bool) -> None:
    ((line, found),) = speed.judged({"in order": ratios}, {"in order": 1.0})
    assert found is slow
    assert ("SLOWER" in line) is slow


def test_time_is_taken_where_linear_algebra_has_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.argv", ["speed", "--rounds", "1"])

    def run(command: list[str], env: dict[str, str], check: bool) -> CompletedProcess[str]:
        assert command[1:] == ["-m", "training.speed", "--rounds", "1"]
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        return CompletedProcess(command, speed.in_one_thread("training.speed", lambda: 7))

    monkeypatch.setattr("training.speed.subprocess.run", run)
    assert speed.in_one_thread("training.speed", lambda: 0) == 7


def test_every_group_of_the_gate_has_a_floor() -> None:
    assert json.loads(speed.FLOORS.read_text("utf-8")).keys() == speed.GROUPS.keys()


def test_a_dump_is_the_same_for_any_batch_size(tmp_path: Path) -> None:
    extractor = Extractor(find())
    named = [("a", TEXT), ("b", ""), ("c", TEXT * 2)]
    found = {
        batch: dump.dump(extractor, iter(named), tmp_path / f"{batch}.gz", batch)
        for batch in (1, 2, 3)
    }
    assert len({*found.values()}) == 1
    assert not [*dump.compare(tmp_path / "1.gz", tmp_path / "3.gz")]


def test_a_comparison_names_the_text_and_the_place(tmp_path: Path) -> None:
    for name, value in (("one", 61), ("two", 62)):
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            print(json.dumps({"id": "a", "facts": [{"value": value}]}), file=file)
    assert [*dump.compare(tmp_path / "one", tmp_path / "two")] == ["a /facts/0/value: 61 → 62"]
