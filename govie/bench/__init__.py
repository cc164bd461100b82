"""The benchmark: a model beside the baselines on annotated texts, with intervals, calibration and speed."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from govie.annotations import Annotation
from govie.bench import baselines
from govie.bench.calibration import Calibration, calibration
from govie.bench.resampling import Difference, Interval, compare, intervals
from govie.bench.score import Tally, alike, rates, same, tally
from govie.bench.speed import Speed, measure
from govie.errors import BadAnnotation
from govie.extractor import Extractor

GROUPS = ("route", "form", "level")
BASELINES = {
    "always zero": baselines.always_zero,
    "numbers in reading order": baselines.in_order,
    "regular expression": baselines.regular_expression,
}
SPEED_TEXTS = 60


@dataclass(frozen=True, slots=True)
class Result:
    """What one run measured; ``groups``: rates by route, form and level."""

    about: dict[str, Any]
    scores: dict[str, dict[str, Interval]]
    """By reader, the model's first; a reader without facts scores them as missed."""
    groups: dict[str, dict[str, dict[str, float]]]
    calibration: dict[str, Calibration]
    speed: Speed | None = None
    kinds: dict[str, dict[str, float]] = field(default_factory=dict)
    """By kind of file, where the data hold documents."""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; what could not be measured is null."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def run(
    extractor: Extractor,
    records: Iterable[Annotation],
    *,
    limit: int | None = None,
    seed: int = 1,
    speed: bool = True,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Result:
    """Score ``extractor`` and the baselines on ``records``; ``limit``: a random sample of so many."""
    data = sample(records, limit, seed)
    read = readings(extractor, data, progress)
    tallies = {"govie": [tally(r, d) for r, d in zip(data, read, strict=True)]}
    for name, reader in BASELINES.items():
        progress(name, 0, len(data))
        found = reader(r.text for r in data)
        tallies[name] = [tally(r, d) for r, d in zip(data, found, strict=True)]
    longest = [r.text for r in data if r.cells] or [r.text for r in data]
    return Result(
        about={
            "texts": len(data),
            "with cells": sum(r.cells is not None for r in data),
            "with facts": sum(r.facts is not None for r in data),
            "seed": seed,
        },
        scores={name: intervals(counts, seed=seed) for name, counts in tallies.items()},
        groups=_groups(data, tallies["govie"]),
        calibration=_calibrations(data, read),
        speed=measure(extractor, longest[:SPEED_TEXTS]) if speed else None,
    )


def sample(records: Iterable[Annotation], limit: int | None, seed: int) -> list[Annotation]:
    """The records, or ``limit`` of them drawn by ``seed``; ``BadAnnotation`` if there is none."""
    # A passage knows its report's year, but does not print it.
    data = [
        r if r.sections or r.cells else replace(r, agency=None, year=None, form=None)
        for r in records
    ]
    if not data:
        raise BadAnnotation("no annotated text to measure on: the data or the split are empty")
    if limit is not None and limit < len(data):
        chosen = sorted(random.Random(seed).sample(range(len(data)), limit))
        data = [data[i] for i in chosen]
    return data


def readings(
    extractor: Extractor,
    data: Sequence[Annotation],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> list[dict[str, Any]]:
    """What the model reads in each text, as ``Report.to_dict`` gives it."""
    found = []
    for number, report in enumerate(extractor.extract_many(r.text for r in data)):
        found.append(report.to_dict())
        progress("govie", number + 1, len(data))
    return found


def versus(
    a: Extractor, b: Extractor, records: Iterable[Annotation], *, limit: int | None, seed: int
) -> dict[str, Difference]:
    """Two models on the same texts: see ``resampling.compare``."""
    data = sample(records, limit, seed)
    scored = [[tally(r, d) for r, d in zip(data, readings(e, data), strict=True)] for e in (a, b)]
    return compare(*scored, seed=seed)


def _groups(
    data: Sequence[Annotation], tallies: Sequence[Tally]
) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name in GROUPS:
        sums: dict[str, Tally] = defaultdict(Counter)
        for record, count in zip(data, tallies, strict=True):
            sums[str(getattr(record, name) or "prose only")].update(count)
        found[name] = {key: rates(count) for key, count in sorted(sums.items())}
    return found


def _calibrations(
    data: Sequence[Annotation], read: Sequence[dict[str, Any]]
) -> dict[str, Calibration]:
    cells: list[tuple[float, bool]] = []
    facts: list[tuple[float, bool]] = []
    for record, report in zip(data, read, strict=True):
        for cell in record.cells or ():
            got = report["cells"].get(cell.path)
            if got and got["value"] is not None:
                wanted = None if cell.status == "missing" else cell.value
                cells.append((got["confidence"], same(wanted, got["value"])))
        if record.facts is not None:
            facts += _fact_pairs(record, report)
    found = {"cells": calibration(cells), "facts": calibration(facts)}
    return {name: c for name, c in found.items() if c is not None}


def _fact_pairs(record: Annotation, report: dict[str, Any]) -> list[tuple[float, bool]]:
    """A fact is right where its value, unit, item and topic are."""
    pairs = []
    for got in report["facts"]:
        gold = next(
            (
                f
                for f in record.facts or ()
                if got["start"] < f.end and f.start < got["end"] and same(f.value, got["value"])
            ),
            None,
        )
        if gold is not None and gold.optional:
            continue
        right = (
            gold is not None
            and (gold.unit or "") == (got["unit"] or "")
            and any(alike(got["item"], w) for w in (gold.item, *gold.item_alt))
            and got["topic"] in (gold.topic, *gold.topic_alt)
        )
        pairs.append((got["confidence"], right))
    return pairs


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


__all__ = ["BASELINES", "Result", "readings", "run", "sample", "versus"]
