"""The configuration ``narratives``: passages of prose with their facts, before any converter."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from training.corpus.plan import SPLIT_SHARE
from training.corpus.report import Paragraph
from training.corpus.rows import FACT
from training.corpus.writer import write_report

SCHEMA = pa.schema(
    [
        ("id", pa.string()), ("report_id", pa.string()), ("agency", pa.string()), ("year", pa.int32()),
        ("section", pa.string()), ("split", pa.string()), ("text", pa.string()),
        ("facts", pa.list_(FACT)), ("patterns", pa.list_(pa.string())),
    ]
)  # fmt: skip
# Reports of their own, so that a model may be trained on both configurations.
FIRST_SEED = 500_000_000


def write(out: Path, reports: int, seed: int) -> None:
    """Write ``narratives/<split>-….parquet`` from the prose of ``reports`` reports in train."""
    folder = out / "narratives"
    folder.mkdir(parents=True, exist_ok=True)
    for split, share in SPLIT_SHARE.items():
        found = []
        for i in range(max(1, round(reports * share))):
            try:
                report = write_report(FIRST_SEED + seed * 1_000_003 + i, split=split)
            except ValueError:  # a pattern that finds nothing to say in this report's tables
                continue
            for n, block in enumerate(report.blocks):
                if not isinstance(block, Paragraph) or block.kind != "body":
                    continue
                found.append(
                    {
                        "id": f"{report.id}/{n}",
                        "report_id": report.id,
                        "agency": report.agency,
                        "year": report.year,
                        "section": block.section,
                        "split": split,
                        "text": block.text,
                        "facts": [asdict(fact) for fact in block.facts],
                        "patterns": list(block.patterns),
                    }
                )
        table = pa.Table.from_pylist(found, schema=SCHEMA)
        pq.write_table(
            table,
            folder / f"{split}-00000-of-00001.parquet",
            compression="zstd",
            compression_level=19,
        )
