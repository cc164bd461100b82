"""The accuracy gate: ``python -m training.gate`` fails if the shipped model scores below its recorded floors.

It reads a fixed sample of the corpus' test split and compares each measure with its floor in
``floors.json``. The floors belong to one sample of one corpus, named by a hash of its texts and gold; for
another the gate does not apply and says so. ``--update`` writes the measures of today, less a margin for
rounding, as new floors; a floor that would fall is only lowered with ``--lower "reason"``, and the reason is
kept beside it. After the ``eval_gate.py`` of trafilatura.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import govie
from govie.annotations import Annotation
from govie.annotations import read as annotated
from govie.bench.sampling import sample
from govie.bench.score import rates, tally
from govie.extractor import Extractor
from govie.store import find

ROOT = Path(__file__).resolve().parent.parent
FLOORS = Path(__file__).with_name("floors.json")
SIZE = 120  # reports, and as many passages: two minutes on one core of an old machine
SEED = 7
SLACK = 0.002  # shares: what another processor's last bits may move
LESS_IS_BETTER = ("silent errors per 10,000 cells",)
MEASURES = (
    "whole reports", "meta", "sections", "cells", "telling cells", "silent errors per 10,000 cells",
    "count recall", "count precision", "fact F1", "topic", "item", "channel", "bound", "part_of F1",
)  # fmt: skip


def records(corpus: Path) -> Iterator[Annotation]:
    """The sample, in the order of the corpus."""
    for part in ("reports", "narratives"):
        found = annotated(corpus / part, split="test")
        yield from sample(found, SIZE, SEED)


def measure(corpus: Path) -> tuple[dict[str, float], str]:
    """The measures of the shipped model on the sample, and the sample's hash."""
    known = [*records(corpus)]
    digest = hashlib.sha256()
    count: Counter[str] = Counter()
    reports = Extractor(find()).extract_many(r.text for r in known)
    for record, report in zip(known, reports, strict=True):
        digest.update(json.dumps(record.to_dict(), ensure_ascii=False, sort_keys=True).encode())
        count.update(tally(record, report.to_dict()))
    found = rates(count)
    return {name: found[name] for name in MEASURES}, digest.hexdigest()


def worse(name: str, value: float, floor: float) -> bool:
    """Whether ``value`` is under its floor (or over it, of what should be small)."""
    if math.isnan(value):
        return True
    return value > floor if name in LESS_IS_BETTER else value < floor


def with_slack(name: str, value: float) -> float:
    """``value`` less (or more) what may come of rounding."""
    if name in LESS_IS_BETTER:
        return round(value + 1.0, 2)
    return round(value - SLACK, 4)


def updated(
    old: dict[str, Any], values: dict[str, float], digest: str, reason: str | None
) -> dict[str, Any]:
    """New floors; ``SystemExit`` where one would fall and no ``reason`` is given."""
    floors = {name: with_slack(name, value) for name, value in values.items()}
    same = old.get("sample") == digest
    fallen = [n for n, f in floors.items() if same and worse(n, f, old["floors"].get(n, f))]
    if fallen and not reason:
        raise SystemExit(f'floors would fall ({", ".join(fallen)}): say why with --lower "reason"')
    history = [*old.get("lowered", [])]
    if reason:
        history.append({"why": reason, "measures": fallen})
    kept = floors if reason or not same else {
        n: f if not worse(n, f, old["floors"].get(n, f)) else old["floors"][n] for n, f in floors.items()
    }  # fmt: skip
    return {"sample": digest, "reports": SIZE, "seed": SEED, "floors": kept, "lowered": history}


def main(arguments: list[str] | None = None) -> int:
    """The command; returns 1 where a measure is under its floor."""
    parser = argparse.ArgumentParser(prog="python -m training.gate", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--update", action="store_true", help="write today's measures as floors")
    parser.add_argument("--lower", metavar="WHY", help="allow floors to fall, and why")
    options = parser.parse_args(arguments)
    values, digest = measure(options.corpus)
    old = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    if options.update:
        new = updated(old, values, digest, options.lower)
        FLOORS.write_text(json.dumps(new, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"{FLOORS.name} written")
        return 0
    if old.get("sample") != digest:
        print("the corpus is not the one that the floors are of: python -m training.gate --update")
        return 1
    failed = 0
    print(f"govie {govie.__version__}, {SIZE} reports and {SIZE} passages")
    for name, value in values.items():
        floor = old["floors"][name]
        under = worse(name, value, floor)
        failed += under
        print(f"{name:34} {value:9.4f}  floor {floor:9.4f}{'  WORSE' if under else ''}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
