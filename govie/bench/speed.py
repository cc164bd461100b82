"""How fast, how large: reports a second, the first result, memory; and yardsticks in the same run.

All times of one table come from one run on one machine: between machines compare ratios, not seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from govie.extractor import Extractor

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Speed:
    """``first``: seconds from a new process to the first report; ``memory``: that process's peak in MB
    after all texts; the others: reports a second."""

    reports: int
    characters: int
    cores: int
    one_core: float
    all_cores: float
    first: float
    memory: float
    jieba: float
    spacy: float


# In a process of its own, so that nothing is loaded and nothing else counts.
_FRESH = """
import json, resource, sys, time
start = time.perf_counter()
import govie
from pathlib import Path
texts = json.loads(sys.stdin.read())
extractor = govie.load(Path(sys.argv[1]))
extractor.extract(texts[0])
first = time.perf_counter() - start
for report in extractor.extract_many(texts):
    pass
print(json.dumps([first, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measure(extractor: Extractor, texts: Sequence[str]) -> Speed:
    """Read ``texts`` several times; the best round counts, as the others had company."""
    cores = os.cpu_count() or 1
    fresh = subprocess.run(
        [sys.executable, "-c", _FRESH, str(extractor.folder)],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    first, memory = json.loads(fresh.stdout)
    return Speed(
        len(texts),
        sum(map(len, texts)),
        cores,
        _rate(lambda: list(extractor.extract_many(texts)), texts),
        _all(extractor.folder, texts, cores),
        first,
        memory,
        _rate(lambda: _jieba(texts), texts),
        _rate(lambda: _spacy(texts), texts),
    )


def _rate(read: Callable[[], object], texts: Sequence[str]) -> float:
    read()
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read()
        best = min(best, time.perf_counter() - start)
    return len(texts) / best


def _all(folder: Path, texts: Sequence[str], cores: int) -> float:
    shares = [list(texts[i::cores]) for i in range(cores)]
    with ProcessPoolExecutor(cores) as pool:
        return _rate(lambda: list(pool.map(_read, [folder] * cores, shares)), texts)


_known: dict[Path, Extractor] = {}


def _read(folder: Path, texts: list[str]) -> int:
    extractor = _known.setdefault(folder, Extractor(folder))
    return sum(1 for _ in extractor.extract_many(texts))


def _jieba(texts: Sequence[str]) -> None:
    import jieba

    jieba.setLogLevel("WARNING")
    for text in texts:
        for _ in jieba.cut(text):
            pass


def _spacy(texts: Sequence[str]) -> None:
    """spaCy's default tagger and entity recognizer (untrained, ``HashEmbedCNN`` of width 96, depth 4)."""
    nlp = _pipeline()
    for _ in nlp.pipe(texts):  # type: ignore[attr-defined]
        pass


_pipelines: list[object] = []


def _pipeline() -> object:
    if not _pipelines:
        import spacy

        nlp = spacy.blank("zh")
        tagger = nlp.add_pipe("tagger")
        tagger.add_label("X")  # type: ignore[attr-defined]
        ner = nlp.add_pipe("ner")
        ner.add_label("X")  # type: ignore[attr-defined]
        nlp.initialize()
        _pipelines.append(nlp)
    return _pipelines[0]
