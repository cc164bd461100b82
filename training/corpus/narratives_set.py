"""The data set ``narratives`` of the corpus: passages of prose with their facts, before any converter."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from training.corpus.narrative.passages import write_passage
from training.corpus.narrative.sentence import Sentence, optional
from training.corpus.plan import SPLIT_SHARE
from training.corpus.rows import FACT

SCHEMA = pa.schema(
    [
        ("id", pa.string()), ("level", pa.string()), ("year", pa.int32()), ("split", pa.string()),
        ("text", pa.string()), ("facts", pa.list_(FACT)), ("optional", pa.list_(FACT)),
        ("patterns", pa.list_(pa.string())),
    ]
)  # fmt: skip


def write(out: Path, passages: int, seed: int) -> None:
    """Write ``narratives/<split>-….parquet``: ``passages`` in train, and in proportion elsewhere."""
    folder = out / "narratives"
    folder.mkdir(parents=True, exist_ok=True)
    for split, share in SPLIT_SHARE.items():
        found, seen = [], set()
        for i in range(max(1, round(passages * share))):
            passage = write_passage(seed * 1_000_003 + i, split=split)
            # A short one may come twice; what the splits keep apart must not be counted double.
            if passage.text in seen:
                continue
            seen.add(passage.text)
            sentence = Sentence(passage.text, passage.mentions, passage.patterns)
            found.append(
                {
                    "id": passage.id,
                    "level": passage.level,
                    "year": passage.year,
                    "split": split,
                    "text": passage.text,
                    "facts": [asdict(fact) for fact in passage.facts],
                    "optional": [asdict(fact) for fact in optional(sentence)],
                    "patterns": list(passage.patterns),
                }
            )
        table = pa.Table.from_pylist(found, schema=SCHEMA)
        pq.write_table(
            table,
            folder / f"{split}-00000-of-00001.parquet",
            compression="zstd",
            compression_level=19,
        )
