"""Merges the finished parts into the Parquet files of the data set, and counts the texts that were left out."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from training.corpus import rows
from training.corpus.plan import Chunk

# GitHub warns above 50 MB a file; small files also make a partial download useful.
ROWS_PER_SHARD = 2500


def write(plan: list[Chunk], parts: Path, out: Path) -> None:
    """Write ``reports/<split>-00000-of-00001.parquet`` and ``counts.json`` in the plan's order.

    Two agencies that call themselves alike (省体育局) may have come into two splits: the name stays in
    the first of them only, and the plan begins with test.
    """
    folder = out / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.parquet"):
        old.unlink()
    taken = pa.array([], pa.string())
    for split in dict.fromkeys(c.recipes[0].split for c in plan):
        names = [c.name for c in plan if c.recipes[0].split == split]
        table = pa.concat_tables(
            [pq.read_table(parts / f"{name}.parquet", schema=rows.REPORTS) for name in names]
        )
        table = table.filter(pc.invert(pc.is_in(table["agency"], value_set=taken)))
        taken = pa.concat_arrays([taken, pc.unique(table["agency"])])
        number = max(1, -(-table.num_rows // ROWS_PER_SHARD))
        for i in range(number):
            piece = table.slice(i * ROWS_PER_SHARD, ROWS_PER_SHARD)
            pq.write_table(
                piece,
                folder / f"{split}-{i:05d}-of-{number:05d}.parquet",
                compression="zstd",
                compression_level=19,
                row_group_size=500,
            )
    (out / "counts.json").write_text(
        json.dumps(counts(plan, parts), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def counts(plan: list[Chunk], parts: Path) -> dict[str, Any]:
    """For each route how many texts were kept, and why the others were not."""
    total: dict[str, Counter[str]] = {}
    notes: list[str] = []
    for c in plan:
        done = json.loads((parts / f"{c.name}.json").read_text(encoding="utf-8"))
        for route, events in done["counts"].items():
            total.setdefault(route, Counter()).update(events)
        notes.extend(done["notes"])
    return {
        "routes": {name: dict(total[name]) for name in sorted(total)},
        "notes": sorted(set(notes))[:200],
    }
