"""Writes the configuration ``identity`` of the corpus: texts that say whose report they are.

python -m training.identity.build [corpus]
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from training.identity import heads

COUNTS = {"train": 5_000, "validation": 1_000, "test": 1_000}
SECTION = pa.struct([("name", pa.string()), ("heading", pa.string()), ("start", pa.int32())])
SCHEMA = pa.schema(
    [
        ("id", pa.string()), ("agency", pa.string()), ("agency_alt", pa.list_(pa.string())),
        ("agency_named", pa.bool_()), ("year", pa.int32()), ("held_back", pa.bool_()),
        ("split", pa.string()), ("text", pa.string()), ("sections", pa.list_(SECTION)),
    ]
)  # fmt: skip


def write(out: Path) -> None:
    """Write ``identity/<split>-….parquet`` in the corpus ``out``."""
    folder = out / "identity"
    folder.mkdir(parents=True, exist_ok=True)
    for split, count in COUNTS.items():
        table = pa.Table.from_pylist([*heads.records(count, split)], schema=SCHEMA)
        path = folder / f"{split}-00000-of-00001.parquet"
        pq.write_table(table, path, compression="zstd", compression_level=19)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "corpus")
