"""Many files: read by all cores, in order, each within a time limit, resumed after any interruption.

The list of files is cut into parts. A worker process reads a part and puts its records, as JSON Lines,
beside the output in one step; the journal is the set of parts that are there. What is killed loses the
parts it was at, and nothing else. The output is put together from the parts, so that it has the same
bytes however often the run was interrupted.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from govie.errors import GovieError
from govie.panel.record import Record
from govie.worker import Job, Task, Worker, fill, start

PART = 32  # files in a part: what an interruption loses at most, for each worker
LIMIT = 120.0  # seconds for a file; a scan of sixty pages takes more, and is asked for with --limit


class RunExists(GovieError):
    """An interrupted run stands beside the output, of the same files or of others."""


@dataclass(slots=True)
class Summary:
    """What became of the files so far."""

    files: int
    read: int = 0
    failed: int = 0
    resumed: int = 0  # of those, from an earlier run


@dataclass(slots=True)
class Journal:
    """The folder of finished parts beside ``output``."""

    output: Path
    files: Sequence[str]
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.output.with_name(f".{self.output.name}.parts")

    @property
    def count(self) -> int:
        return -(-len(self.files) // PART)

    def part(self, number: int) -> Path:
        return self.folder / f"{number:07d}.jsonl"

    def names(self, number: int) -> list[str]:
        return list(self.files[number * PART : (number + 1) * PART])

    def open(self, *, resume: bool) -> None:
        """Make the folder, or take it up again; ``RunExists`` where it is not this run's."""
        mark = self.folder / "run.json"
        run = {"files": len(self.files), "list": self._digest(), **self.settings}
        if mark.exists():
            there = json.loads(mark.read_text("utf-8"))
            if not resume:
                raise RunExists(
                    f"{self.folder}: an interrupted run; add --resume to go on, or delete that folder"
                )
            if there != run:
                changed = sorted(k for k in {*there, *run} if there.get(k) != run.get(k))
                raise RunExists(
                    f"{self.folder}: a run with other {', '.join(changed)}; delete that folder to start anew"
                )
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        draft = mark.with_suffix(".draft")
        draft.write_text(json.dumps(run), "utf-8")
        os.replace(draft, mark)

    def finished(self, number: int) -> bool:
        return self.part(number).exists()

    def records(self) -> Iterator[Record]:
        """All records, in the order of the files."""
        for number in range(self.count):
            with self.part(number).open("rb") as file:
                for line in file:
                    yield Record.from_line(line)

    def close(self) -> None:
        """The output stands; the parts are not needed any more."""
        shutil.rmtree(self.folder)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for name in self.files:
            digest.update(name.encode("utf-8", "surrogateescape") + b"\0")
        return digest.hexdigest()


def run(
    journal: Journal,
    job: Job,
    *,
    workers: int | None = None,
    limit: float = LIMIT,
    seen: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Read what is not read yet; ``seen`` is told after each part.

    Memory does not grow with the number of files. Raises ``OSError`` where a part cannot be written;
    what was finished stays, and the next run goes on from it.
    """
    summary = Summary(len(journal.files))
    todo = []
    for number in range(journal.count):
        if journal.finished(number):
            read, failed = _counts(journal.part(number))
            summary.read += read
            summary.failed += failed
            summary.resumed += read + failed
        else:
            todo.append(number)
    seen(summary)
    _Pool(journal, job, limit, summary, seen).run(todo, workers or os.cpu_count() or 1)
    return summary


def _counts(part: Path) -> tuple[int, int]:
    failed = read = 0
    with part.open("rb") as file:
        for line in file:
            bad = json.loads(line).get("error") is not None
            failed += bad
            read += not bad
    return read, failed


class _Pool:
    """Workers with a part each; one that hangs or dies is replaced, and the file it was at recorded."""

    def __init__(
        self,
        journal: Journal,
        job: Job,
        limit: float,
        summary: Summary,
        seen: Callable[[Summary], None],
    ) -> None:
        self.journal, self.job, self.limit = journal, job, limit
        self.summary, self.seen = summary, seen

    def run(self, todo: list[int], workers: int) -> None:
        waiting = [Task(self.journal.names(n), self.journal.part(n)) for n in reversed(todo)]
        busy: dict[Connection, Worker] = {}
        try:
            for _ in range(min(workers, len(waiting))):
                worker = start(self.job)
                worker.give(waiting.pop())
                busy[worker.pipe] = worker
            while busy:
                for pipe in wait(list(busy), timeout=0.5):
                    assert isinstance(pipe, Connection)  # nothing else is waited for
                    worker = busy.pop(pipe)
                    kept = self._hear(worker, waiting)
                    if kept is not None:
                        busy[kept.pipe] = kept
                now = time.monotonic()
                for worker in [w for w in busy.values() if now - w.since > self.limit + w.grace]:
                    del busy[worker.pipe]
                    again = self._replace(worker, f"took more than {self.limit:.0f} s")
                    busy[again.pipe] = again
        finally:
            for worker in busy.values():
                worker.kill()

    def _hear(self, worker: Worker, waiting: list[Task]) -> Worker | None:
        """What the worker says; the worker that goes on with its work, or ``None``."""
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            return self._replace(
                worker, "its reader ended unexpectedly (out of memory, or a fault)"
            )
        if said[0] == "at":
            worker.at(said[1])
            return worker
        if said[0] == "fault":
            worker.kill()
            raise said[1]
        _, read, failed = said
        self.summary.read += read
        self.summary.failed += failed
        self.seen(self.summary)
        if not waiting:
            worker.kill()
            return None
        if worker.spent:
            worker.kill()
            worker = start(self.job)
        worker.give(waiting.pop())
        return worker

    def _replace(self, worker: Worker, reason: str) -> Worker:
        """A new worker at the same part; the file that the old one was at is not tried again."""
        worker.kill()
        task = worker.task
        assert task is not None
        again = start(self.job)
        again.give(fill(task, worker.file, reason))
        return again
