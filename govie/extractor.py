"""The extractor: a loaded model directory, and the functions that read reports with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from govie import pipeline, store, typed
from govie.errors import ModelMismatch
from govie.model import Model
from govie.report import Report
from govie.version import __version__

BATCH = 64  # reports whose narratives the sequence labeler reads together


class Extractor:
    """Reads reports with the model in ``folder``.

    ``extract`` reads one text. ``extract_many`` reads a stream of texts in batches, which is faster, and holds
    one batch in memory at a time. The model is loaded with the first report. A pickled extractor holds only the
    model's path and checksum: each worker process loads the model itself.
    """

    def __init__(self, folder: Path, checksum: str | None = None) -> None:
        self.folder = folder
        self.checksum = checksum or store.checksum(folder)

    def __reduce__(self) -> tuple[Any, ...]:
        # Caches that hash the pickle (``datasets.map``) tell models apart by its checksum and version.
        return _unpickled, (self.folder, self.checksum, __version__)

    @cached_property
    def model(self) -> Model:
        """The trained components. Raises ``ModelMismatch`` if the files are damaged or have changed since."""
        if store.checksum(self.folder) != self.checksum:
            raise ModelMismatch(f"{self.folder} has changed since it was loaded: load it again")
        store.verify(self.folder)
        model = Model.load(self.folder)
        _prove(model, self.folder)
        return model

    def extract(self, text: str) -> Report:
        """The ``Report`` of one text; see ``govie.extract``."""
        return pipeline.read([text], self.model)[0]

    def extract_many(self, texts: Iterable[str]) -> Iterator[Report]:
        """The ``Report`` of each text, in the order of ``texts``. Raises ``TypeError`` at the first batch that
        holds anything but ``str``."""
        stream = iter(texts)
        while batch := list(islice(stream, BATCH)):
            yield from pipeline.read(batch, self.model)

    def __call__(self, batch: Any, column: str = "text") -> Any:
        """Read a batch of rows; returns the column ``report``, a struct for each row (``govie.typed``).

        ``batch``: a mapping of columns, as ``datasets.map(batched=True)`` and the pandas functions of Spark
        and Ray pass it; the new column is returned as a mapping. Or a ``pyarrow`` record batch or table;
        then a copy with the new column is returned. ``column``: the column of texts; where a text is null,
        so is its report. Raises ``KeyError`` if there is no such column.
        """
        arrow = hasattr(batch, "schema")
        texts = batch.column(column).to_pylist() if arrow else list(batch[column])
        reports = self.extract_many(t for t in texts if t is not None)
        found = [None if t is None else typed.values(next(reports)) for t in texts]
        if arrow:
            import pyarrow

            return batch.append_column("report", pyarrow.array(found, typed.arrow()))
        return {"report": found}

    def map(self, dataset: Any, column: str = "text", **options: Any) -> Any:
        """``dataset``, a Hugging Face ``Dataset``, with a column ``report`` of structs (``govie.typed``) added.

        ``column``: the column of texts; ``options`` are passed on to ``Dataset.map``. With ``num_proc`` each
        process loads the model once.
        """
        import pyarrow

        features = type(dataset.features)
        known = features.from_arrow_schema(pyarrow.schema([("report", typed.arrow())]))
        return dataset.map(
            self,
            batched=True,
            batch_size=BATCH,
            features=features({**dataset.features, **known}),
            fn_kwargs={"column": column},
            **options,
        )


def load(model: str | os.PathLike[str] | None = None) -> Extractor:
    """The extractor of the model directory ``model``.

    Without ``model``, the directory that the environment variable ``GOVIE_MODEL`` names, else the model inside
    the package. Raises ``ModelNotFound`` if there is no model, ``ModelMismatch`` if it cannot be read.
    """
    folder = store.find(model).resolve()
    return _load(folder, store.checksum(folder))


@lru_cache(maxsize=8)
def _load(folder: Path, checksum: str) -> Extractor:
    """The extractor of a model, cached; a folder whose model was trained again has another ``checksum``."""
    store.verify(folder)
    return Extractor(folder, checksum)


def _unpickled(folder: Path, checksum: str, version: str) -> Extractor:
    return Extractor(folder, checksum)


_PROOF = (
    "甲县乙镇2022年政府信息公开工作年度报告\n一、总体情况\n全年通过政府网站主动公开政府信息61条，"
    "其中政策文件12条，较上年增加3条；举办培训2场，参加120余人次。\n二、主动公开政府信息情况\n"
    "行政规范性文件 3 1 20\n三、收到和处理政府信息公开申请情况\n"
    "一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1\n"
)


def _prove(model: Model, folder: Path) -> None:
    """Read a few lines with every part of ``model``, to see that the parts fit together.

    Raises ``ModelMismatch`` where they do not.
    """
    try:
        report = pipeline.read([_PROOF], model)[0]
        sure = [cell.confidence for cell in report.cells.values()]
        sure += [fact.confidence for fact in report.facts]
        sure += [section.confidence for section in report.sections]
        if not all(0.0 <= confidence <= 1.0 for confidence in sure):
            raise ValueError("a confidence is no probability")
    except Exception as error:  # weights of another shape make numpy and the network library raise
        raise ModelMismatch(
            f"{folder} holds parts that do not fit together ({type(error).__name__}: "
            f"{str(error)[:200]}): train it again"
        ) from error


def extract(text: str, model: str | os.PathLike[str] | None = None) -> Report:
    """The ``Report`` of one 政府信息公开工作年度报告: its sections, every cell of its statutory tables, the checks of their
    sums, and the counts of the narrative.

    ``text``: one report in any layout. Offsets in the result are character offsets (code points) into ``text``,
    end exclusive. Any text gives a ``Report``: what it does not contain is ``None`` or ``missing``, with a
    warning. ``model``: as for ``govie.load``. Raises ``TypeError`` if ``text`` is not ``str``.
    """
    return load(model).extract(text)
