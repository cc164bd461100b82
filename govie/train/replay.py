"""The replay buffer: a sample of a model's training data that fine-tuning mixes in.

A network that is fine-tuned on new reports alone forgets the old ones; several hundred passages and a few dozen
reports are enough to prevent that.
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from govie.annotations import Annotation
from govie.annotations.record import shape_faults
from govie.errors import ModelMismatch

FILE = "rehearsal.jsonl.gz"
PASSAGES = 900
REPORTS = 60
HEADS = 150  # texts that only annotate sections or agency
_HELD = 5  # one record in so many is held out
_MOST_BYTES = 2**26  # unpacked: ten times the buffer of the shipped model


def choose(records: Sequence[Annotation], seed: int) -> list[Annotation]:
    """The sample: passages with facts, whole reports, and texts with neither cells nor facts."""
    rng = random.Random(seed)
    reports = [r for r in records if r.cells]
    passages = [r for r in records if r.cells is None and r.facts is not None]
    heads = [r for r in records if r.cells is None and r.facts is None]
    return [
        *rng.sample(passages, min(PASSAGES, len(passages))),
        *rng.sample(reports, min(REPORTS, len(reports))),
        *rng.sample(heads, min(HEADS, len(heads))),
    ]


def parted(records: Sequence[Annotation]) -> tuple[list[Annotation], list[Annotation]]:
    """The records that fine-tuning mixes in, and every fifth record of the sample, held out to measure forgetting."""
    held = list(records[::_HELD])
    return [r for n, r in enumerate(records) if n % _HELD], held


def save(records: Sequence[Annotation], folder: Path) -> None:
    """Write the sample into a model's folder."""
    lines = (json.dumps(r.to_dict(), ensure_ascii=False) + "\n" for r in records)
    # no time in the header, so that equal samples give equal bytes
    with open(folder / FILE, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write("".join(lines).encode())


def load(folder: Path) -> list[Annotation]:
    """The sample of a model; empty where it has none.

    Raises ``ModelMismatch`` where the file is malformed, or unpacks to more bytes than any sample.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    try:
        return [Annotation.from_dict(data) for data in _records(path)]
    except (OSError, EOFError, ValueError, RecursionError, zlib.error) as error:
        raise ModelMismatch(f"{path} is no sample of annotations ({error})") from error


def _records(path: Path) -> Iterator[dict[str, Any]]:
    read = 0
    with gzip.open(path, "rb") as file:
        while line := file.readline(_MOST_BYTES + 1):
            read += len(line)
            if read > _MOST_BYTES:
                raise ValueError(f"more than {_MOST_BYTES // 2**20} MB")
            data = json.loads(line)
            for place, reason in shape_faults(data):
                raise ValueError(f"{place}: {reason}")
            yield data
