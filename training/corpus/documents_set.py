"""The data set ``documents`` of the corpus: some original files with their gold, for those who test loaders."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from training.corpus.documents import scan
from training.corpus.documents.design import draw_design
from training.corpus.documents.press import Job, typeset
from training.corpus.printing import LOWERED, RAISED
from training.corpus.report import Paragraph, Report
from training.corpus.rows import FACT, PLACES
from training.corpus.writer import write_report

SCHEMA = pa.schema(
    [
        ("id", pa.string()), ("report_id", pa.string()), ("agency", pa.string()), ("year", pa.int32()), ("form", pa.string()),
        ("title", pa.string()), ("format", pa.string()), ("layout", pa.string()), ("content", pa.binary()),
        ("cells", pa.list_(pa.struct([("path", pa.string()), ("value", pa.float64()), ("printed", pa.string())]))),
        ("sections", pa.list_(pa.struct([("name", pa.string()), ("heading", pa.string())]))),
        ("facts", pa.list_(pa.struct([f for f in FACT if f.name not in PLACES]))),
    ]
)  # fmt: skip
FIRST_SEED = 700_000_000
_SCANS_ONE_IN = 3


def write(out: Path, reports: int, seed: int) -> None:
    """Write ``documents/test-….parquet``: DOCX, HTML and PDF of each report, and some scans."""
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="corpus-") as name:
        work = Path(name)
        pairs = [
            (
                write_report(FIRST_SEED + seed * 1_000_003 + i, split="test"),
                draw_design(Random(f"document {seed} {i}")),
            )
            for i in range(reports)
        ]
        files = typeset(
            [Job(r, d, frozenset({"docx", "html", "pdf"})) for r, d in pairs],
            work,
            work / "profiles",
        )
        for i, (report, design) in enumerate(pairs):
            for kind in ("docx", "html", "pdf"):
                paths = files.get((report.id, kind))
                if paths:
                    content = undated(paths[0].read_bytes())
                    found.append(_row(report, kind, design.layout(kind), content))
            pdf = files.get((report.id, "pdf"))
            if pdf and i % _SCANS_ONE_IN == 0:
                pages = scan.scan(
                    pdf[0], work / f"{report.id}.scan", design.wear, Random(design.wear_seed)
                )
                found.append(
                    _row(
                        report,
                        "scan",
                        design.layout("scan"),
                        _bound(pages, work / f"{report.id}.scan.pdf"),
                    )
                )
    folder = out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(found, schema=SCHEMA)
    pq.write_table(
        table, folder / "test-00000-of-00001.parquet", compression="zstd", compression_level=19
    )


def _bound(pages: list[scan.Page], path: Path) -> bytes:
    """The scanned pages as one PDF of pictures."""
    from PIL import Image

    pictures = [Image.open(page.path) for page in pages]
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], resolution=72 * pages[0].scale, quality=50
    )
    return undated(path.read_bytes())


_DATE = re.compile(rb"\(D:(\d{14})")
_MARKS = re.compile(rb"/DocChecksum /[0-9A-F]+|/ID\s*\[\s*<[0-9A-F]+>\s*<[0-9A-F]+>\s*\]")


def undated(content: bytes) -> bytes:
    """A file without the time it was made at, so that every build gives the same bytes.

    In a PDF dates and identifiers are overwritten in place: its offsets must not move.
    """
    if content.startswith(b"PK"):
        return _repacked(content)
    content = _DATE.sub(b"(D:20260101000000", content)
    return _MARKS.sub(lambda m: re.sub(rb"(?<=[</])[0-9A-F]{16,}", _zeros, m[0]), content)


def _zeros(match: re.Match[bytes]) -> bytes:
    return b"0" * len(match[0])


def _repacked(content: bytes) -> bytes:
    """A DOCX whose members all have the date that ZIP begins with."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return packed.getvalue()


def _unmarked(printed: str) -> str:
    """A cell's print without a raised footnote's mark, which is no part of it."""
    return re.sub(f"{RAISED}.*{LOWERED}", "", printed)


def _row(report: Report, kind: str, layout: str, content: bytes) -> dict[str, Any]:
    blocks = [b for b in report.blocks if isinstance(b, Paragraph)]
    return {
        "id": f"{report.id}.{kind}",
        "report_id": report.id,
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "title": report.title,
        "format": "pdf" if kind == "scan" else kind,
        "layout": layout,
        "content": content,
        "cells": [
            {"path": p, "value": c.value, "printed": _unmarked(c.printed)}
            for p, c in report.cells.items()
        ],
        "sections": [
            {"name": b.section, "heading": b.text}
            for b in blocks
            if b.kind == "heading" and b.section
        ],
        "facts": [
            {k: v for k, v in asdict(f).items() if k not in PLACES} for b in blocks for f in b.facts
        ],
    }
