"""The same reports as files of each kind: what loader and reader give together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from govie import loaders
from govie.annotations import Annotation, Cell
from govie.bench.baselines import read_html
from govie.bench.score import Tally, rates, tally
from govie.errors import MissingExtra
from govie.extractor import Extractor
from govie.loaders import encoding


def kinds(extractor: Extractor, folder: Path, *, scans: bool = True) -> dict[str, dict[str, float]]:
    """Rates by kind of file on the corpus's configuration ``documents`` in ``folder``.

    Beside ``html`` stands what ``pandas.read_html`` makes of the same pages. ``scans``: reading a picture
    takes half a minute. Raises ``MissingExtra`` where a library for Parquet or a kind of file is missing.
    """
    counts: dict[str, Tally] = defaultdict(Counter)
    for row in _rows(folder):
        kind = "scan" if row["layout"].startswith("scan") else str(row["format"])
        if kind == "scan" and not scans:
            continue
        gold = _annotation(row)
        report = extractor.extract(loaders.load_bytes(row["content"]).text)
        counts[kind].update(tally(gold, report.to_dict()))
        if kind == "html":
            page = encoding.decode(row["content"]).text
            counts["html, by pandas.read_html"].update(tally(gold, read_html(page)))
    return {kind: rates(count) for kind, count in sorted(counts.items())}


def _rows(folder: Path) -> Iterator[Mapping[str, Any]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("parquet", "Parquet files") from error
    for path in sorted(folder.glob("*.parquet")):
        yield from parquet.read_table(path).to_pylist()


def _annotation(row: Mapping[str, Any]) -> Annotation:
    """Cells and title page only: where things stand depends on the loader."""
    cells = tuple(Cell(c["path"], c["value"]) for c in row["cells"])
    return Annotation(
        row["id"], "", agency=row["agency"], year=row["year"], form=row["form"], cells=cells
    )
