"""The replay buffer: a sample of a model's training data that fine-tuning mixes in.

A network that is trained on new reports only forgets the old ones. Some hundred passages and a few dozen reports
are enough to prevent that.
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
HEADS = 150
_HELD = 5
_MOST_BYTES = 2**26  # unpacked: ten times what the shipped model keeps


def choose(records: Sequence[Annotation], seed: int) -> list[Annotation]:
    """The sample: passages that only have facts, whole reports, and texts that only have sections."""
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
    """The sample in two parts: what fine-tuning mixes in, and one record in five that it does not see.

    On the second it is measured whether the model forgets.
    """
    held = list(records[::_HELD])
    return [r for n, r in enumerate(records) if n % _HELD], held


def save(records: Sequence[Annotation], folder: Path) -> None:
    """Write the sample into a model's folder."""
    lines = (json.dumps(r.to_dict(), ensure_ascii=False) + "\n" for r in records)
    # no time in the header: two trainings give the same bytes
    with open(folder / FILE, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write("".join(lines).encode())


def load(folder: Path) -> list[Annotation]:
    """The sample of a model; empty where it has none.

    Raises ``ModelMismatch`` where the file is no sample, or unpacks to more bytes than a sample can have.
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
