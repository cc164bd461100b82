"""Scores by kind of file: the same reports as DOCX, HTML, PDF and text, for loader and reader together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from govie import loaders
from govie.annotations import Annotation, Cell
from govie.bench.baselines import Reading, read_html, regular_expression
from govie.bench.counts import Counts
from govie.bench.resampling import intervals
from govie.bench.result import Scores
from govie.bench.score import tally
from govie.errors import UnreadableFile, needing
from govie.extractor import Extractor
from govie.files import with_doubts
from govie.loaders import encoding


def kinds(
    extractor: Extractor,
    folder: Path,
    *,
    scans: bool = True,
    seed: int = 1,
    progress: Callable[[str, int], None] = lambda *_: None,
) -> dict[str, Scores]:
    """Scores by kind of file and reader, on the corpus's configuration ``documents`` in ``folder``.

    Compared are the model and the regular expression on the same text, and on ``html`` ``pandas.read_html`` on
    the page; a reader whose library is missing is left out. ``scans``: include pictures, each of which takes half
    a minute to read. Raises ``MissingExtra`` where a library for Parquet or a kind of file is missing,
    ``UnreadableFile`` where ``folder`` holds no documents.
    """
    counts: dict[str, Counts] = {}
    for number, row in enumerate(_rows(folder)):
        progress("documents", number)
        kind = "scan" if row["layout"].startswith("scan") else str(row["format"])
        if kind == "scan" and not scans:
            continue
        gold = _annotation(row)
        files = [(kind, row["content"])]
        if kind == "docx":
            # the fifth kind: a text file, as Word saves one
            files.append(("text", loaders.load_bytes(row["content"]).text.encode("gb18030")))
        for made, content in files:
            for reader, reading in _readings(extractor, made, content):
                name = made if reader is None else f"{made}, by {reader}"
                kept = counts.setdefault(name, Counts([name]))
                kept.add(row["report_id"], {}, {name: tally(gold, reading)})
    if not counts:
        raise UnreadableFile(f"{folder}: no documents to read")
    return {name: intervals(counts[name].sums(name), seed=seed) for name in sorted(counts)}


def _readings(
    extractor: Extractor, kind: str, content: bytes
) -> Iterator[tuple[str | None, Reading]]:
    """The name and the prediction of each reader of a file, the model's name empty; an unreadable file gives an empty
    prediction."""
    try:
        loaded = loaders.load_bytes(content)
    except UnreadableFile:
        loaded = loaders.Loaded("", kind)
    yield None, with_doubts(extractor.extract(loaded.text), loaded).to_dict()
    yield from (("regular expression", reading) for reading in regular_expression([loaded.text]))
    if kind == "html":
        try:
            yield "pandas.read_html", read_html(encoding.decode(content).text)
        except ImportError:
            return


def _rows(folder: Path) -> Iterator[Mapping[str, Any]]:
    with needing("parquet", "Parquet files"):
        from pyarrow import parquet
    for path in sorted(folder.glob("*.parquet")):
        # One at a time: a scan has megabytes.
        for batch in parquet.ParquetFile(path).iter_batches(1):
            yield from batch.to_pylist()


def _annotation(row: Mapping[str, Any]) -> Annotation:
    """Cells and title page only: where things stand depends on the loader."""
    cells = tuple(Cell(c["path"], c["value"]) for c in row["cells"])
    return Annotation(
        row["id"], "", agency=row["agency"], year=row["year"], form=row["form"], cells=cells
    )
