"""Compares a model before and after fine-tuning, on the user's held-out texts and on texts of the replay buffer."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from govie.annotations import Annotation
from govie.bench import versus
from govie.bench.resampling import Difference
from govie.extractor import Extractor, load

MEASURES = (
    "whole reports",
    "cells",
    "silent errors per 10,000 cells",
    "sections",
    "count recall",
    "whole facts F1",
)
_WORDS = {"B is better": "better", "A is better": "worse"}
# Measured on two cores: for the replay buffer of the shipped model, and for each further report.
_BASE_SECONDS, _EACH_SECONDS = 150.0, 2.0


def minutes(records: Sequence[Annotation]) -> float:
    """An estimate of the minutes that fine-tuning on ``records`` takes on two cores."""
    return (_BASE_SECONDS + _EACH_SECONDS * len(records)) / 60


def lines(
    before: str | os.PathLike[str],
    after: str | os.PathLike[str],
    own: Sequence[Annotation],
    floor: Sequence[Annotation],
) -> Iterator[str]:
    """Compares two models: a line for each score, with both values and whether the difference is significant.

    ``before``, ``after``: the models' folders; ``own``: the user's held-out texts; ``floor``: held-out texts of the
    replay buffer, on which a fine-tuned model that forgot nothing scores as before.
    """
    one, two = load(before), load(after)
    yield from _compared(f"your own held-back texts ({len(own)})", one, two, own)
    yield from _compared(f"the shipped floor ({_counted(floor)})", one, two, floor)


def _counted(records: Sequence[Annotation]) -> str:
    reports = sum(r.cells is not None for r in records)
    return f"{reports} reports, {len(records) - reports} passages"


def _compared(
    what: str, one: Extractor, two: Extractor, records: Sequence[Annotation]
) -> Iterator[str]:
    yield f"{what}: before → after"
    if not records:
        yield "  none: there are too few texts to hold any back"
        return
    found = versus(one, two, records)
    for name in MEASURES:
        if found[name].a == found[name].a:  # not NaN: the texts have something to score
            yield f"  {name:<32} {_line(found[name])}"


def _line(found: Difference) -> str:
    same = "the same" if found.a == found.b else found.verdict
    return f"{found.a:9.4f} → {found.b:9.4f}  {_WORDS.get(same, same)}"
