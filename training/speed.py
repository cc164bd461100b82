"""The speed gate: a report's time relative to jieba's, ``python -m training.speed``.

A fixed sample of the corpus' test split is read in rounds, by turns with ``jieba.lcut`` over the same
texts, and the ratio of the two is compared with its floor in ``speed.json``: both run on the same machine
in the same minute, so the ratio holds where seconds do not. The median of the rounds counts. The gate
fails where it is above its floor by more than ``SLACK``. ``--update`` writes today's ratios as floors.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median

from govie import store
from govie.annotations import read
from govie.extractor import Extractor
from govie.text import segmenter
from govie.worker import ONE_THREAD

ROOT = Path(__file__).resolve().parent.parent
FLOORS = Path(__file__).with_name("speed.json")
SLACK = 0.25
ROUNDS = 3
SLICE = 16  # texts that one reads before it is the other's turn
# Routes that keep neither a table's rows nor its columns together, or put OCR's guesses into them.
SCATTERED = frozenset(
    {
        "pdfminer", "pdfminer-lines", "pdftotext", "pdftotext-raw", "rapidocr-grid", "rapidocr-lines",
        "tesseract-psm4", "tesseract-psm6-norules",
    }
)  # fmt: skip
# Every so many-th report of the test split is in the sample: 80 of all, 65 in order, 18 scattered.
GROUPS = {"test split": 8, "in order": 9, "scattered": 3}


def sample(corpus: Path) -> dict[str, list[str]]:
    """The texts of each group, in the corpus' order."""
    records = [*read(corpus / "reports", split="test")]
    return {
        group: [r.text for r in records if _in(group, str(r.route))][::every]
        for group, every in GROUPS.items()
    }


def _in(group: str, route: str) -> bool:
    return group == "test split" or (group == "scattered") == (route in SCATTERED)


def ratio(extractor: Extractor, texts: Sequence[str]) -> float:
    """CPU time that ``extractor`` takes over that of ``jieba.lcut``, the two by turns."""
    tokenizer = segmenter.general()
    spent = [0.0, 0.0]
    for at in range(0, len(texts), SLICE):
        part = texts[at : at + SLICE]
        for who, work in enumerate((extractor.extract_many(part), map(tokenizer.lcut, part))):
            start = time.process_time()
            _exhaust(work)
            spent[who] += time.process_time() - start
    return spent[0] / spent[1]


def _exhaust(stream: Iterable[object]) -> None:
    for _ in stream:
        pass


def settle(extractor: Extractor, texts: Sequence[str]) -> None:
    """Read ``texts`` once, and leave what that loaded out of garbage collection, as workers do."""
    ratio(extractor, texts)
    gc.collect()
    gc.freeze()


def rounds(extractor: Extractor, known: dict[str, list[str]], count: int) -> dict[str, list[float]]:
    """The ratio of each group in each round."""
    settle(extractor, known["in order"])
    found: dict[str, list[float]] = {group: [] for group in known}
    for _ in range(count):
        for group, texts in known.items():
            found[group].append(ratio(extractor, texts))
    return found


def judged(found: dict[str, list[float]], floors: dict[str, float]) -> Iterator[tuple[str, bool]]:
    """A line for each group, and whether it is too slow."""
    for group, ratios in found.items():
        slow = median(ratios) > floors[group] * (1 + SLACK)
        each = " ".join(f"{r:.2f}" for r in ratios)
        yield (
            f"{group:10} {median(ratios):7.2f} ({each})  floor {floors[group]:.2f}"
            f"{'  SLOWER' if slow else ''}",
            slow,
        )


def in_one_thread(module: str, main: Callable[[], int]) -> int:
    """What ``main`` returns where linear algebra keeps to one thread, as in the workers of ``govie extract``.

    Else the command ``module`` is run so in a new process: threads of OpenBLAS that have nothing to do wait
    busily for some milliseconds, and the process's time counts them for whoever runs next, here jieba.
    """
    if os.environ.items() >= ONE_THREAD.items():
        return main()
    command = [sys.executable, "-m", module, *sys.argv[1:]]
    return subprocess.run(command, env={**os.environ, **ONE_THREAD}, check=False).returncode


def main(arguments: list[str] | None = None) -> int:
    """The command; returns 1 where a group is slower than its floor allows."""
    parser = argparse.ArgumentParser(prog="python -m training.speed", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--update", action="store_true", help="write today's ratios as floors")
    options = parser.parse_args(arguments)
    extractor = Extractor(store.find())
    found = rounds(extractor, sample(options.corpus), options.rounds)
    if options.update:
        floors = {group: round(median(ratios), 2) for group, ratios in found.items()}
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf-8")
    floors = json.loads(FLOORS.read_text("utf-8"))
    print(f"CPU time of reading over that of jieba.lcut: median of {options.rounds} rounds")
    lines = [*judged(found, floors)]
    print(*(line for line, _ in lines), sep="\n")
    return 1 if any(slow for _, slow in lines) else 0


if __name__ == "__main__":
    sys.exit(in_one_thread("training.speed", main))
