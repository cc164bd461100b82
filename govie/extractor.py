"""The extractor: what a model directory gives, and what reads reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from govie import pipeline
from govie.report import Report

BATCH = 64  # reports whose narratives are labelled together


class Extractor:
    """Reads reports; pickles small, so that worker processes each load their own model.

    ``extract`` reads one text; ``extract_many`` reads a stream in batches, which is faster, in the
    order given and without holding more than one batch.
    """

    def extract(self, text: str) -> Report:
        """Read one 政府信息公开工作年度报告; as ``govie.extract``."""
        return next(self.extract_many([text]))

    def extract_many(self, texts: Iterable[str]) -> Iterator[Report]:
        """Read reports, in their order; raises ``TypeError`` at the first that is not ``str``."""
        stream = iter(texts)
        while batch := list(islice(stream, BATCH)):
            yield from (pipeline.read(text) for text in batch)


@cache
def load() -> Extractor:
    """The extractor of the default model."""
    return Extractor()


def extract(text: str) -> Report:
    """Read one 政府信息公开工作年度报告: its sections, every cell of its statutory tables, their sums.

    ``text`` is one report in any layout. Offsets in the result are character offsets into ``text``, end
    exclusive. Whatever ``text`` holds, the answer is a ``Report``: what is not there is null, with a
    warning. Raises ``TypeError`` if ``text`` is not ``str``.
    """
    return load().extract(text)
