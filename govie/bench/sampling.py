"""Selects the texts to score: a whole stream, or a random sample of fixed size."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

from govie.annotations import Annotation


class Reservoir:
    """A random sample of a stream of unknown length (algorithm R, Vitter 1985)."""

    def __init__(self, size: int, seed: int) -> None:
        self._size = size
        self._random = random.Random(seed)
        self._seen = 0
        self._kept: list[tuple[int, Annotation]] = []

    def offer(self, record: Annotation) -> None:
        """Add the record to the sample with the probability that keeps the sample uniform."""
        if self._seen < self._size:
            self._kept.append((self._seen, record))
        elif (place := self._random.randrange(self._seen + 1)) < self._size:
            self._kept[place] = (self._seen, record)
        self._seen += 1

    def kept(self) -> list[Annotation]:
        """The sample, in the order of the stream."""
        return [record for _, record in sorted(self._kept, key=lambda pair: pair[0])]


def is_report(record: Annotation) -> bool:
    """Whether the text is a whole report; otherwise it is a passage of one."""
    return bool(record.sections or record.cells)


def sample(records: Iterable[Annotation], limit: int | None, seed: int) -> Iterator[Annotation]:
    """The records; with ``limit`` a random sample of this many reports and this many passages."""
    # a passage is annotated with the agency, year and form of its report, which its text does not print
    stream = (r if is_report(r) else replace(r, agency=None, year=None, form=None) for r in records)
    if limit is None:
        yield from stream
        return
    reports, passages = Reservoir(limit, seed), Reservoir(limit, seed)
    for record in stream:
        (reports if is_report(record) else passages).offer(record)
    yield from reports.kept()
    yield from passages.kept()
