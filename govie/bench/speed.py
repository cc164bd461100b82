"""How fast, how large: reports a second, the first result, memory; and yardsticks in the same run.

Everything is timed in processes of their own, so that nothing is loaded before and nothing else counts.
All times of one table come from one run on one machine: between machines compare ratios, not seconds.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from govie import segmenter
from govie.bench.baselines import regular_expression
from govie.errors import GovieError
from govie.extractor import load
from govie.worker import ONE_THREAD

if TYPE_CHECKING:
    from spacy.language import Language

TEXTS = 240
# Of so many texts one is read before, untimed: what is loaded, built or kept once is there.
WARM = 4
SLICE = 16  # texts that a reader reads before the next one's turn
SPACY = (
    "spaCy: blank('zh'), one token a character; untrained tagger, parser and ner in their default sizes "
    "on one shared tok2vec (HashEmbedCNN, width 96, depth 4, 2,000 rows)"
)


@dataclass(frozen=True, slots=True)
class Speed:
    """``first``: seconds from a new process to the first report; ``memory``: that process's peak in MB
    after all texts; the others: reports a second over ``reports`` texts that the process had not met.
    ``one_core`` and the yardsticks count one thread's own time, ``all_cores`` the clock's, which other
    programs slow down."""

    reports: int
    characters: int
    cores: int
    one_core: float
    all_cores: float
    first: float
    memory: float
    regular_expression: float
    jieba: float
    spacy: float


# A stranger's script: nothing of the benchmark is imported, so that nothing of it is measured.
_FIRST = """
import json, sys, time
from pathlib import Path
import govie
started, folder = float(sys.argv[1]), Path(sys.argv[2])
texts = json.loads(sys.stdin.read())
extractor = govie.load(folder)
extractor.extract(texts[0])
first = time.time() - started
for report in extractor.extract_many(texts):
    pass
try:
    import resource
except ImportError:  # Windows
    memory = float("nan")
else:
    # Linux counts in KB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    memory = peak / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps({"first": first, "memory": memory}))
"""
_RATES = "from govie.bench import speed; speed.main()"


def measure(folder: Path, texts: Sequence[str]) -> Speed:
    """Time the model in ``folder`` and the yardsticks on ``texts``.

    Raises ``GovieError`` with the last words of a process that failed.
    """
    fresh = _process([_FIRST, str(time.time()), str(folder)], texts)
    one = _process([_RATES, "one", str(folder)], texts)
    every = _process([_RATES, "all", str(folder)], texts)
    timed = _timed(texts)
    return Speed(len(timed), sum(map(len, timed)), _cores(), **one, **every, **fresh)


def _process(arguments: Sequence[str], texts: Sequence[str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", *arguments],
        input=json.dumps(list(texts)),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **ONE_THREAD},
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise GovieError(f"the speed could not be measured: {said[-1]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """In a process of its own: print the rates of one core or of all as JSON."""
    which, folder, texts = sys.argv[1], Path(sys.argv[2]), json.loads(sys.stdin.read())
    print(json.dumps((one_core if which == "one" else all_cores)(folder, texts)))


def one_core(folder: Path, texts: Sequence[str]) -> dict[str, float]:
    """The model and the yardsticks, by the time that the thread itself has run."""
    extractor = load(folder)
    return _rates(
        {
            "one_core": extractor.extract_many,
            "regular_expression": regular_expression,
            "jieba": _jieba,
            "spacy": _pipeline().pipe,
        },
        texts,
        time.process_time,
    )


def all_cores(folder: Path, texts: Sequence[str]) -> dict[str, float]:
    """The model in as many processes as there are cores."""
    cores = _cores()
    with ProcessPoolExecutor(cores, initializer=_first, initargs=(folder, _warm(texts))) as pool:

        def reader(texts: Sequence[str]) -> Iterable[object]:
            return pool.map(_read, [folder] * cores, [texts[i::cores] for i in range(cores)])

        return _rates({"all_cores": reader}, texts, time.perf_counter, cores)


def _first(folder: Path, texts: Sequence[str]) -> None:
    _read(folder, texts)
    _settle()


def _read(folder: Path, texts: Sequence[str]) -> None:
    _exhaust(load(folder).extract_many(texts))


def _settle() -> None:
    """What is loaded stays, as in the workers of ``govie extract``: it is not looked through for garbage."""
    gc.collect()
    gc.freeze()


def _warm(texts: Sequence[str]) -> Sequence[str]:
    return texts[: max(1, len(texts) // WARM)]


def _timed(texts: Sequence[str]) -> Sequence[str]:
    """Each is read once: a reader may remember what it has met."""
    return texts[len(texts) // WARM :]


def _rates(
    readers: Mapping[str, Callable[[Sequence[str]], Iterable[object]]],
    texts: Sequence[str],
    clock: Callable[[], float],
    cores: int = 1,
) -> dict[str, float]:
    """Texts a second by reader; the readers take turns, so that all have the same company."""
    for reader in readers.values():
        _exhaust(reader(_warm(texts)))
    _settle()
    timed = _timed(texts)
    spent = dict.fromkeys(readers, 0.0)
    for at in range(0, len(timed), SLICE * cores):
        for name, reader in readers.items():
            start = clock()
            _exhaust(reader(timed[at : at + SLICE * cores]))
            spent[name] += clock() - start
    return {name: len(timed) / seconds for name, seconds in spent.items()}


def _exhaust(stream: Iterable[object]) -> None:
    for _ in stream:
        pass


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _jieba(texts: Sequence[str]) -> Iterator[str]:
    tokenizer = segmenter.general()
    for text in texts:
        yield from tokenizer.cut(text)


@cache
def _pipeline() -> Language:
    """See ``SPACY``; of the size that spaCy's own small models have."""
    import spacy

    nlp = spacy.blank("zh")
    nlp.add_pipe("tok2vec")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    for name in ("tagger", "parser", "ner"):
        pipe = nlp.add_pipe(name, config={"model": {"tok2vec": listener}})
        pipe.add_label("X")  # type: ignore[attr-defined]
    nlp.initialize()
    return nlp
