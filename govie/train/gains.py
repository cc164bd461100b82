"""Compares a model before and after fine-tuning, on the user's held-out texts and on texts of the replay buffer."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence

from govie.annotations import Annotation
from govie.bench import versus
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
    reports = sum(r.cells is not None for r in floor)
    size = f"{reports} reports, {len(floor) - reports} passages"
    yield from _compared(f"the shipped floor ({size})", one, two, floor)


def _compared(
    what: str, one: Extractor, two: Extractor, records: Sequence[Annotation]
) -> Iterator[str]:
    yield f"{what}: before → after"
    if not records:
        yield "  none: there are too few texts to hold any back"
        return
    found = versus(one, two, records)
    for name in MEASURES:
        a, b, verdict = found[name].a, found[name].b, found[name].verdict
        if not math.isnan(a):  # the texts have something to score
            words = "the same" if a == b else _WORDS.get(verdict, verdict)
            yield f"  {name:<32} {a:9.4f} → {b:9.4f}  {words}"
