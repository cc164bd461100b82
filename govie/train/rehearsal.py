"""A sample of what a model was trained on, kept beside it: training further mixes it in.

A network that only sees new reports forgets the old ones. Some hundred passages and a few dozen reports
are enough to hold it where it was.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path

from govie.annotations import Annotation

FILE = "rehearsal.jsonl.gz"
PASSAGES = 900
REPORTS = 60
HEADS = 150


def choose(records: Sequence[Annotation], seed: int) -> list[Annotation]:
    """The sample: passages that only have facts, whole reports, and texts that have sections alone."""
    rng = random.Random(seed)
    reports = [r for r in records if r.cells]
    passages = [r for r in records if r.cells is None and r.facts is not None]
    heads = [r for r in records if r.cells is None and r.facts is None]
    return [
        *rng.sample(passages, min(PASSAGES, len(passages))),
        *rng.sample(reports, min(REPORTS, len(reports))),
        *rng.sample(heads, min(HEADS, len(heads))),
    ]


def save(records: Sequence[Annotation], folder: Path) -> None:
    """Write the sample into a model's folder."""
    lines = (json.dumps(r.to_dict(), ensure_ascii=False) + "\n" for r in records)
    # no time in the header: two trainings give the same bytes
    with open(folder / FILE, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write("".join(lines).encode())


def load(folder: Path) -> list[Annotation]:
    """The sample of a model; empty where it keeps none."""
    path = folder / FILE
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [Annotation.from_dict(json.loads(line)) for line in file]
