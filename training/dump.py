"""Writes the complete reports of many texts as JSON Lines, to show whether a change of the code changes results.

``python -m training.dump before.jsonl.gz`` reads the corpus' test and validation splits and prints a digest
of what it wrote; texts of other places are added with ``--also``. ``python -m training.dump --compare
before.jsonl.gz after.jsonl.gz`` tells where two dumps differ, and fails where they do. Floats are written
as Python writes them, so equal lines are equal to the bit.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from govie import store
from govie.annotations import read as annotated
from govie.extractor import Extractor
from govie.pipeline import read
from govie.report import Report

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 20  # differences that are printed


def texts(
    corpus: Path, splits: Sequence[str], also: Sequence[Path], every: int
) -> Iterator[tuple[str, str]]:
    """Names and texts: every ``every``-th of the corpus, and all of ``also``."""
    for split in splits:
        for part in ("reports", "narratives"):
            for record in islice(annotated(corpus / part, split=split), 0, None, every):
                yield f"{split}/{part}/{record.id}", record.text
    for path in also:
        for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path]:
            if ".jsonl" in file.name:
                yield from _lines(file)
            else:
                yield file.name, file.read_text("utf-8")


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            if isinstance(record.get("text"), str):
                yield f"{path.name}/{record.get('id', number)}", record["text"]


def dump(
    extractor: Extractor, named: Iterator[tuple[str, str]], out: Path, batch: int
) -> tuple[int, str]:
    """Write what is read, ``batch`` texts at a time; the number of texts and the digest of the lines."""
    count, digest = 0, hashlib.sha256()
    with gzip.open(out, "wb", 1) as file:
        while some := list(islice(named, batch)):
            reports = read([text for _, text in some], extractor.model)
            for (name, _), report in zip(some, reports, strict=True):
                line = _line(name, report)
                digest.update(line)
                file.write(line)
                count += 1
    return count, digest.hexdigest()


def _line(name: str, report: Report) -> bytes:
    return json.dumps({"id": name, **report.to_dict()}, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    ) + b"\n"  # fmt: skip


def compare(before: Path, after: Path) -> Iterator[str]:
    """Where two dumps differ: the text, the place within its report, both values.

    ``after`` may hold fewer texts: those that it holds are compared.
    """
    with gzip.open(before) as lines:
        known = {json.loads(line)["id"]: line for line in lines}
    with gzip.open(after) as lines:
        for line in lines:
            report = json.loads(line)
            old = known.get(report["id"])
            if old is None:
                yield f"{report['id']} is new"
            elif old != line:
                found = _differences(json.loads(old), report, "")
                yield from (f"{report['id']} {where}" for where in found)


def _differences(a: Any, b: Any, path: str) -> Iterator[str]:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in {**a, **b}:
            yield from _differences(a.get(key), b.get(key), f"{path}/{key}")
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, (one, two) in enumerate(zip(a, b, strict=True)):
            yield from _differences(one, two, f"{path}/{number}")
    elif a != b or type(a) is not type(b):
        yield f"{path}: {a!r} → {b!r}"


def main(arguments: list[str] | None = None) -> int:
    """The command; returns 1 where ``--compare`` finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m training.dump", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", help="the file to write, gzipped")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--splits", nargs="*", default=["test", "validation"])
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="files, folders of texts")
    parser.add_argument("--every", type=int, default=1, help="every so many-th text of the corpus")
    parser.add_argument("--batch", type=int, default=64, help="texts that are read together")
    parser.add_argument("--model", type=Path, help="a model directory; else the default")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("BEFORE", "AFTER"))
    options = parser.parse_args(arguments)
    if options.compare:
        found = [*compare(*options.compare)]
        print(*found[:SHOWN], sep="\n")
        print(f"{len(found)} differences")
        return 1 if found else 0
    if options.out is None:
        parser.error("name the file to write, or two to --compare")
    named = texts(options.corpus, options.splits, options.also, options.every)
    extractor = Extractor(store.find(options.model))
    count, digest = dump(extractor, named, options.out, options.batch)
    print(f"{count} texts, {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
