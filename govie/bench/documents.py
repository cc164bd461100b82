"""Scores by kind of file: loader and reader together, on the same reports as DOCX, HTML, PDF and text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from govie import loaders
from govie.annotations import Annotation, Cell
from govie.bench.baselines import Reading, read_html, regular_expression
from govie.bench.resampling import Counts, intervals
from govie.bench.result import Scores
from govie.bench.score import tally
from govie.errors import UnreadableFile, needing
from govie.extractor import Extractor
from govie.loaders import encoding
from govie.of_file import with_doubts


def kinds(
    extractor: Extractor,
    folder: Path,
    *,
    scans: bool = True,
    seed: int = 1,
    progress: Callable[[str, int], None] = lambda *_: None,
) -> dict[str, Scores]:
    """Scores by kind of file and reader, on the corpus's configuration ``documents`` in ``folder``.

    The readers are the model and the regular expression on the loaded text and, for ``html``, ``pandas.read_html``
    on the page; a reader whose library is missing is left out. ``scans``: include pictures, each of which takes half
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
            # the same document as a text file, as Word saves it
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
    """The name (``None`` for the model) and the prediction of each reader; an unreadable file counts as an empty text."""
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
        # one at a time, since a scan takes megabytes
        for batch in parquet.ParquetFile(path).iter_batches(1):
            yield from batch.to_pylist()


def _annotation(row: Mapping[str, Any]) -> Annotation:
    """The gold values without offsets, which depend on the loader."""
    cells = tuple(Cell(c["path"], c["value"]) for c in row["cells"])
    return Annotation(
        row["id"], "", agency=row["agency"], year=row["year"], form=row["form"], cells=cells
    )
