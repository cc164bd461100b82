"""A run over very many texts: ``python -m training.long_run --texts 100000``.

The corpus' test texts are written again and again, each with a mark that makes it a text of its own, and
read as ``govie extract`` reads a folder: by worker processes, with a journal. The run is broken off in its
middle and resumed. Printed are, for each tenth of it, the texts a second by the clock, the workers' CPU
time a text and the largest worker's memory: flat from beginning to end, if nothing piles up. At the end
the records are compared with those of a run over the first tenth that nothing interrupted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from govie import store
from govie.annotations import read
from govie.batch import PART, Journal, Summary, run
from govie.worker import Job

ROOT = Path(__file__).resolve().parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Stopped(Exception):
    """The run was broken off on purpose."""


@dataclass
class Watch:
    """What is measured while a run goes on; ``stop``: how many texts it is broken off after."""

    every: int
    stop: int | None = None
    rows: list[tuple[int, float, float, float]] = field(default_factory=list)
    cpu: dict[int, float] = field(default_factory=dict)  # seconds, by worker
    _last: tuple[int, float, float] = (0, 0.0, 0.0)

    def begin(self, done: int) -> None:
        """The clock starts, ``done`` texts being read."""
        self.cpu.clear()
        self._last = done, time.monotonic(), 0.0

    def seen(self, summary: Summary) -> None:
        """Called after each part."""
        done = summary.read + summary.failed
        memory = 0.0
        for worker, spent, size in workers():
            self.cpu[worker] = spent
            memory = max(memory, size)
        count, since, before = self._last
        if done - count >= self.every:
            now, cpu = time.monotonic(), sum(self.cpu.values())
            texts = done - count
            self.rows.append((done, texts / (now - since), 1000 * (cpu - before) / texts, memory))
            self._last = done, now, cpu
        if self.stop is not None and done >= self.stop:
            self.stop = None
            raise Stopped


def workers() -> Iterator[tuple[int, float, float]]:
    """This process's children: number, CPU seconds, memory in MB (Linux)."""
    own = os.getpid()
    for children in Path(f"/proc/{own}/task").glob("*/children"):
        for child in children.read_text().split():
            try:
                state = Path(f"/proc/{child}/stat").read_text().rpartition(") ")[2].split()
                pages = Path(f"/proc/{child}/statm").read_text().split()[1]
            except OSError:
                continue  # it has ended meanwhile
            spent = (int(state[11]) + int(state[12])) / _TICKS
            yield int(child), spent, int(pages) * _PAGE / 2**20


def write(folder: Path, corpus: Path, count: int) -> list[str]:
    """``count`` texts as files, a thousand in a folder; their names, in order."""
    texts = cycle([r.text for r in read(corpus / "reports", split="test")])
    names = []
    for number, text in enumerate(islice(texts, count)):
        path = folder / f"{number // 1000:04d}" / f"{number:07d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n附件编号：甲{number}号\n", "utf-8")
        names.append(str(path))
    return names


def records(journal: Journal, parts: int) -> list[bytes]:
    """What was written for the first ``parts`` parts."""
    return [journal.part(number).read_bytes() for number in range(parts)]


def measure(corpus: Path, count: int, workers: int) -> tuple[Watch, bool, bool]:
    """The run; whether no text failed, and whether what was resumed is what is read at once."""
    folder = Path(tempfile.mkdtemp())
    try:
        names = write(folder, corpus, count)
        job = Job(str(store.find()))
        tenth = max(PART, count // 10 // PART * PART)
        alone = Journal(folder / "alone.jsonl", names[:tenth])
        alone.open(resume=False)
        run(alone, job, workers=workers)
        whole = Journal(folder / "whole.jsonl", names)
        whole.open(resume=False)
        # broken off within the part that the other run read as well
        watch = Watch(tenth, stop=tenth // 2)
        watch.begin(0)
        try:
            run(whole, job, workers=workers, seen=watch.seen)
        except Stopped:
            whole.open(resume=True)
            watch.begin(sum(map(whole.finished, range(whole.count))) * PART)
            summary = run(whole, job, workers=workers, seen=watch.seen)
        same = records(alone, tenth // PART) == records(whole, tenth // PART)
        return watch, summary.failed == 0 and summary.read == count, same
    finally:
        shutil.rmtree(folder)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns 1 where a text failed or the resumed run is another."""
    parser = argparse.ArgumentParser(prog="python -m training.long_run", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    watch, whole, same = measure(options.corpus, options.texts, options.workers)
    print("# A long run\n")
    print(
        f"{options.texts} texts, workers: {options.workers}; broken off in the first tenth, resumed.\n"
    )
    print("| texts | texts a second | workers' CPU ms a text | largest worker, MB |")
    print("| ---: | ---: | ---: | ---: |")
    for done, rate, cpu, memory in watch.rows:
        print(f"| {done} | {rate:.2f} | {cpu:.0f} | {memory:.0f} |")
    print(f"\nEvery text read: {whole}. Resumed, the first tenth has the same bytes: {same}.")
    return 0 if whole and same else 1


if __name__ == "__main__":
    sys.exit(main())
