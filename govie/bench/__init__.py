"""The benchmark: scores of a model and of baselines on annotated texts, calibration and speed.

A reader under test is a function from texts to predictions in the shape of ``Report.to_dict``. Texts are read in
batches, and only a row of counts is kept for each, so that memory hardly grows.

    ``sampling``     which texts are scored
    ``baselines``    other readers: of the tables
    ``keywords``     … of the narrative
    ``score``        a report as read against its annotation
    ``calibration``  confidence against accuracy
    ``resampling``   intervals and comparisons by bootstrap
    ``documents``    scores by kind of file
    ``speed``        time and memory
    ``result``       the result of a run
    ``page``         … as Markdown
    ``plots``        … as SVG
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice

from govie.annotations import Annotation
from govie.bench import baselines
from govie.bench.baselines import Reader, Reading
from govie.bench.calibration import Certainty
from govie.bench.resampling import Counts, Difference, compare, intervals
from govie.bench.result import Result
from govie.bench.sampling import Reservoir, is_report, sample
from govie.bench.score import certainties, tally
from govie.bench.speed import TEXTS, Speed, measure
from govie.errors import BadAnnotation
from govie.extractor import Extractor

BASELINES: Mapping[str, Reader] = {
    "always zero": baselines.always_zero,
    "numbers in reading order": baselines.in_order,
    "regular expression": baselines.regular_expression,
}
GROUPS = ("text", "route", "form", "level", "held back", "cut")
Progress = Callable[[str, int], None]
"""Called with the name of the step and the number of texts that it has processed."""

_BATCH = 64
_MODEL = "govie"


def run(
    extractor: Extractor,
    records: Iterable[Annotation],
    *,
    limit: int | None = None,
    seed: int = 1,
    speed: bool = True,
    progress: Progress = lambda *_: None,
) -> Result:
    """The ``Result`` of ``extractor`` and the baselines on ``records``.

    ``limit``: score a random sample of this many reports and this many passages. ``speed``: measure time and
    memory as well. Raises ``BadAnnotation`` if there is no record.
    """
    readers: dict[str, Reader] = {_MODEL: partial(read, extractor), **BASELINES}
    counts = Counts(readers)
    sure = {"cells": Certainty(), "facts": Certainty()}
    timed = Reservoir(TEXTS if limit is None else min(TEXTS, 1 + limit // 8), seed)
    about = {"texts": 0, "with cells": 0, "with facts": 0, "seed": seed}
    for record, found in _tallied(readers, counts, sample(records, limit, seed), progress):
        for name, pairs in certainties(record, found[_MODEL]).items():
            sure[name].add(pairs)
        about["texts"] += 1
        about["with cells"] += record.cells is not None
        about["with facts"] += record.facts is not None
        timed.offer(record)
    progress("resampling", about["texts"])
    return Result(
        about=about,
        scores={name: intervals(counts.sums(name), seed=seed) for name in readers},
        groups={
            name: {
                key: intervals(counts.sums(_MODEL, name, key), seed=seed)
                for key in counts.keys(name)
            }
            for name in GROUPS
        },
        calibration={name: c for name, s in sure.items() if (c := s.calibration())},
        speed=_speed(extractor, _texts(timed), progress) if speed else None,
    )


def read(extractor: Extractor, texts: Iterable[str]) -> Iterator[Reading]:
    """The model's prediction for each text, in the shape of ``Report.to_dict``."""
    return (report.to_dict() for report in extractor.extract_many(texts))


def versus(
    a: Extractor,
    b: Extractor,
    records: Iterable[Annotation],
    *,
    limit: int | None = None,
    seed: int = 1,
    progress: Progress = lambda *_: None,
) -> dict[str, Difference]:
    """The paired bootstrap comparison of two models on the same texts, by name of score. Raises as ``run``."""
    readers = {"A": partial(read, a), "B": partial(read, b)}
    counts = Counts(readers)
    for _ in _tallied(readers, counts, sample(records, limit, seed), progress):
        pass
    return compare(counts.sums("A"), counts.sums("B"), seed=seed)


def group(record: Annotation) -> dict[str, str]:
    """A text's value in each grouping of ``GROUPS``; those that its record does not name are left out."""
    known = {
        "text": "report" if is_report(record) else "passage",
        "route": record.route,
        "form": record.form,
        "level": record.level,
        "held back": None if record.held_back is None else "yes" if record.held_back else "no",
        "cut": record.other.get("cut"),
    }
    return {name: str(value) for name, value in known.items() if value is not None}


def _tallied(
    readers: Mapping[str, Reader], counts: Counts, records: Iterator[Annotation], progress: Progress
) -> Iterator[tuple[Annotation, dict[str, Reading]]]:
    """Each text with the prediction of each reader; their scores are added to ``counts``.

    Raises ``BadAnnotation`` at the end if there was none.
    """
    done = 0
    while batch := list(islice(records, _BATCH)):
        readings = {name: reader(r.text for r in batch) for name, reader in readers.items()}
        for record in batch:
            found = {name: next(stream) for name, stream in readings.items()}
            tallies = {name: tally(record, reading) for name, reading in found.items()}
            counts.add(str(record.other.get("report_id", record.id)), group(record), tallies)
            yield record, found
        done += len(batch)
        progress("reading", done)
    if not done:
        raise BadAnnotation("no annotated text to measure on: the data or the split are empty")


def _texts(drawn: Reservoir) -> list[str]:
    """The sample's reports, or its passages if it has no reports."""
    kept = drawn.kept()
    return [r.text for r in kept if is_report(r)] or [r.text for r in kept]


def _speed(extractor: Extractor, texts: list[str], progress: Progress) -> Speed:
    progress("timing", len(texts))
    return measure(extractor.folder, texts)


__all__ = ["BASELINES", "GROUPS", "Result", "read", "run", "sample", "versus"]
