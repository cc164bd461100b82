"""The extractor: what a model directory gives, and what reads reports."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from govie import pipeline, store
from govie.model import Model
from govie.report import Report

BATCH = 64  # reports whose narratives are labelled together


class Extractor:
    """Reads reports with the model in ``folder``.

    ``extract`` reads one text; ``extract_many`` reads a stream in batches, which is faster, in the
    order given and without holding more than one batch. The model is read when the first report is,
    and pickling sends its path only, so that worker processes each load their own.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[type[Extractor], tuple[Path]]:
        return Extractor, (self.folder,)

    @cached_property
    def model(self) -> Model:
        """The trained parts; ``ModelMismatch`` where the files are damaged."""
        store.verify(self.folder)
        return Model.load(self.folder)

    def extract(self, text: str) -> Report:
        """Read one 政府信息公开工作年度报告; as ``govie.extract``."""
        return pipeline.read([text], self.model)[0]

    def extract_many(self, texts: Iterable[str]) -> Iterator[Report]:
        """Read reports, in their order; raises ``TypeError`` at the first batch with one not ``str``."""
        stream = iter(texts)
        while batch := list(islice(stream, BATCH)):
            yield from pipeline.read(batch, self.model)

    def __call__(self, batch: Any) -> Any:
        """A batch of rows with a column ``text``, with the column ``report`` added: ``to_dict`` as JSON.

        ``batch``: a mapping of columns, as ``datasets.map(batched=True)`` and Spark's or Ray's pandas
        functions give it, or a ``pyarrow`` record batch or table, of which a new one is returned. A text
        that is null has a report that is null.
        """
        arrow = hasattr(batch, "schema")
        texts = batch.column("text").to_pylist() if arrow else list(batch["text"])
        reports = self.extract_many(t for t in texts if t is not None)
        lines = [
            None if t is None else json.dumps(next(reports).to_dict(), ensure_ascii=False)
            for t in texts
        ]
        if arrow:
            import pyarrow

            return batch.append_column("report", pyarrow.array(lines, pyarrow.string()))
        return {"report": lines}

    def map(self, dataset: Any, **options: Any) -> Any:
        """A Hugging Face ``Dataset`` with the column ``report`` added; ``options`` go to its ``map``.

        With ``num_proc`` each process loads the model once.
        """
        return dataset.map(self, batched=True, batch_size=BATCH, **options)


def load(model: str | os.PathLike[str] | None = None) -> Extractor:
    """The extractor of the model directory ``model``, of ``GOVIE_MODEL``, or of the default model.

    Raises ``ModelNotFound`` where there is none, ``ModelMismatch`` where it cannot be read.
    """
    return _load(store.find(model).resolve())


@cache
def _load(folder: Path) -> Extractor:
    extractor = Extractor(folder)
    store.verify(folder)
    return extractor


def extract(text: str, model: str | os.PathLike[str] | None = None) -> Report:
    """Read one 政府信息公开工作年度报告: its sections, every cell of its statutory tables, their sums.

    ``text`` is one report in any layout. Offsets in the result are character offsets into ``text``, end
    exclusive. Whatever ``text`` holds, the answer is a ``Report``: what is not there is null, with a
    warning. ``model``: as for ``govie.load``. Raises ``TypeError`` if ``text`` is not ``str``.
    """
    return load(model).extract(text)
