"""Measures speed and memory: of extraction, of a cold start, of several processes, and of reference programs.

Everything is timed in new processes, so that nothing is loaded beforehand. All times of a table are from one run on
one machine; between machines only ratios are comparable.
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

from govie.bench.baselines import regular_expression
from govie.errors import GovieError
from govie.extractor import load
from govie.text import segmenter
from govie.worker import ONE_THREAD

if TYPE_CHECKING:
    from spacy.language import Language

TEXTS = 240
# One text in so many warms up the caches and is not timed.
_WARM = 4
_WORKERS = (1, 2)
SLICE = 16  # texts that a reader reads in its turn
SPACY = (
    "spaCy: blank('zh'), one token a character; untrained tagger, parser and ner in their default sizes "
    "on one shared tok2vec (HashEmbedCNN, width 96, depth 4, 2,000 rows)"
)


@dataclass(frozen=True, slots=True)
class Speed:
    """Rates in reports a second over ``reports`` texts that the process had not read before.

    ``one_core`` and the rates of the reference programs are per second of CPU time of one thread. ``workers``:
    rates by number of worker processes, per second of wall-clock time, which other programs on the machine lower.
    """

    reports: int
    characters: int
    cores: int
    one_core: float
    workers: dict[int, float]
    start: Start
    regular_expression: float
    jieba: float
    spacy: float

    @property
    def gain(self) -> float:
        """The rate of two workers divided by that of one."""
        return self.workers[2] / self.workers[1]


@dataclass(frozen=True, slots=True)
class Start:
    """The cold start of a new process.

    CPU seconds from the start of the process: to the first line of the script (``interpreter``), to the end of
    ``import govie`` (``imported``) and of the first report (``cold``); ``warm``: CPU seconds of reading that report
    again. Peak memory in MB after the first report (``memory_first``) and after all (``memory``).
    """

    interpreter: float
    imported: float
    cold: float
    warm: float
    memory_first: float
    memory: float


# A user's script: it imports nothing of the benchmark, whose imports would be measured.
_FIRST = """
import sys, time
interpreter = time.process_time()
import govie
imported = time.process_time()
import json
from pathlib import Path
try:
    import resource
except ImportError:  # Windows
    resource = None
def memory():
    # getrusage of a new process never returns less than its parent had when it started this one.
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 2**10
    if resource is None:
        return float("nan")
    # macOS counts in bytes, others in KB.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
texts = json.loads(sys.stdin.read())
extractor = govie.load(Path(sys.argv[1]))
extractor.extract(texts[0])
cold = time.process_time()
first = memory()
extractor.extract(texts[0])
warm = time.process_time() - cold
for report in extractor.extract_many(texts):
    pass
print(json.dumps({
    "interpreter": interpreter, "imported": imported, "cold": cold, "warm": warm,
    "memory_first": first, "memory": memory(),
}))
"""
_RATES = "from govie.bench import speed; speed.main()"


def measure(folder: Path, texts: Sequence[str]) -> Speed:
    """The speed of the model in ``folder`` and of the reference programs on ``texts``.

    Raises ``GovieError`` with the last output of a process that failed.
    """
    timed = _timed(texts)
    one = _process([_RATES, "0", str(folder)], texts)
    workers = {n: _process([_RATES, str(n), str(folder)], texts)["rate"] for n in _WORKERS}
    start = Start(**_process([_FIRST, str(folder)], texts))
    return Speed(len(timed), sum(map(len, timed)), _cores(), workers=workers, start=start, **one)


def _process(arguments: Sequence[str], texts: Sequence[str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", *arguments],
        input=json.dumps(list(texts)),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **ONE_THREAD},
    )
    if done.returncode:
        output = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise GovieError(f"the speed could not be measured: {output[-1]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """The entry point of the measuring process: print the rates of one core, or of some workers, as JSON."""
    workers, folder, texts = int(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.stdin.read())
    print(json.dumps(_by_clock(folder, texts, workers) if workers else one_core(folder, texts)))


def one_core(folder: Path, texts: Sequence[str]) -> dict[str, float]:
    """The rates of the model and of the reference programs, by the thread's own CPU time."""
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


def _by_clock(folder: Path, texts: Sequence[str], workers: int) -> dict[str, float]:
    """The model's rate in this many processes, by wall-clock time."""
    with ProcessPoolExecutor(workers, initializer=_first, initargs=(folder, _warm(texts))) as pool:

        def reader(texts: Sequence[str]) -> Iterable[object]:
            parts = [texts[at : at + SLICE] for at in range(0, len(texts), SLICE)]
            return pool.map(_read, [folder] * len(parts), parts)

        return _rates({"rate": reader}, texts, time.perf_counter, len(texts))


def _first(folder: Path, texts: Sequence[str]) -> None:
    _read(folder, texts)
    _settle()


def _read(folder: Path, texts: Sequence[str]) -> None:
    _exhaust(load(folder).extract_many(texts))


def _settle() -> None:
    """Exclude what is loaded from garbage collection, as the workers of ``govie extract`` do."""
    gc.collect()
    gc.freeze()


def _warm(texts: Sequence[str]) -> Sequence[str]:
    return texts[: max(1, len(texts) // _WARM)]


def _timed(texts: Sequence[str]) -> Sequence[str]:
    """The texts to time, each of which is read once, since readers may cache."""
    return texts[len(texts) // _WARM :]


def _rates(
    readers: Mapping[str, Callable[[Sequence[str]], Iterable[object]]],
    texts: Sequence[str],
    clock: Callable[[], float],
    size: int = SLICE,
) -> dict[str, float]:
    """Texts per second by reader. The readers take turns, ``size`` texts each, so that other load on the machine
    affects all of them alike."""
    for reader in readers.values():
        _exhaust(reader(_warm(texts)))
    _settle()
    timed = _timed(texts)
    spent = dict.fromkeys(readers, 0.0)
    for at in range(0, len(timed), size):
        for name, reader in readers.items():
            start = clock()
            _exhaust(reader(timed[at : at + size]))
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
    """The pipeline that ``SPACY`` describes, in the size of spaCy's own small models."""
    import spacy

    nlp = spacy.blank("zh")
    nlp.add_pipe("tok2vec")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    for name in ("tagger", "parser", "ner"):
        pipe = nlp.add_pipe(name, config={"model": {"tok2vec": listener}})
        pipe.add_label("X")  # type: ignore[attr-defined]
    nlp.initialize()
    return nlp
