"""Trains the classifier of agencies' names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from govie.annotations import Annotation
from govie.identity.agencies import Agencies, evidence, head, rest
from govie.identity.candidates import gather, own
from govie.text.source import Source
from govie.train import fitting
from govie.train.examples import squeezed

_LEAST = 10  # candidates with a feature; rarer ones are dropped, so that names are not memorized


def is_annotated(record: Annotation) -> bool:
    """Whether the record annotates its text's agency, if only as absent."""
    return record.agency is not None or record.other.get("agency_named") is False


def _first(record: Annotation, source: Source) -> int | None:
    starts = [s.start for s in record.sections or ()]
    return source.to_view(min(starts)) if starts else None


def rows(records: Sequence[Annotation]) -> Iterator[tuple[list[str], bool]]:
    """The features of every candidate, with whether it is the agency.

    Other correct forms of the agency's name are left out: which of them is best depends on the title, not on
    their own features.
    """
    for record in records:
        source = Source.of(record.text)
        first = _first(record, source)
        front, back = head(source.view, first), rest(source.view, first)
        right = squeezed(record.agency or "")
        other = {squeezed(name) for name in record.agency_alt}
        for found in (gather([*front, *back]), gather(front, titles_only=True)):
            for candidate in found:
                if candidate.name not in other:
                    features = sorted(candidate.features)
                    yield [*own(candidate.name), *features], candidate.name == right


def fit(records: Sequence[Annotation], check: Sequence[Annotation], *, seed: int) -> Agencies:
    """A classifier of the names in ``records``, its probabilities calibrated on ``check``."""
    found = fitting.classifier([*rows(records)], least=_LEAST, seed=seed, rounds=200)
    return _calibrated(Agencies(*found, None), check, seed=seed)


def refine(start: Agencies, records: Sequence[Annotation], *, seed: int) -> Agencies:
    """``start`` fine-tuned on ``records``; its calibration stays."""
    known, own = [*rows(records)], start.vocabulary
    found = fitting.refined(start.network, own, known, least=2, seed=seed, rounds=4)
    return Agencies(*found, start.trust)


def _calibrated(start: Agencies, check: Sequence[Annotation], *, seed: int) -> Agencies:
    """``start`` calibrated on ``check``; unchanged where ``check`` has too few names."""
    features, goals = [], []
    for record in check:
        source = Source.of(record.text)
        first = _first(record, source)
        ranked = start.rank(gather([*head(source.view, first), *rest(source.view, first)]))
        if ranked:
            features.append(evidence(ranked))
            names = {squeezed(name) for name in (record.agency, *record.agency_alt) if name}
            goals.append(ranked[0].candidate.name in names)
    if len(set(goals)) < 2:
        return start
    known = np.asarray(features, dtype=np.float32)
    trust = fitting.linear(known, np.asarray(goals), seed=seed, strength=1.0, rounds=200)
    return Agencies(start.network, start.vocabulary, trust)
