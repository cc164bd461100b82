"""Extracts many files in parallel: in order, each within a time limit, resumable after any interruption.

The list of files is cut into parts. A worker process reads a part and writes its records, as JSON Lines, to a
file of its own beside the output; that file appears whole or not at all. The finished parts are the journal of
the run: a run that is killed loses only the parts in work. The output is assembled from the parts, so that its
bytes do not depend on interruptions.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from govie.errors import GovieError
from govie.loaders import archive
from govie.panel.record import Record
from govie.version import __version__
from govie.worker import ENDED, LIMIT, Job, Task, Worker, fill, start

PART = 32  # files in a part: an interruption loses at most so many for each worker


class RunExists(GovieError):
    """An interrupted run to the same output exists, of the same files or of others."""


@dataclass(slots=True)
class Summary:
    """The counts of files in a run so far."""

    files: int
    read: int = 0
    failed: int = 0
    passed: int = 0  # not read, since they are of a kind that no loader reads
    resumed: int = 0  # of all these, how many an earlier run had finished
    begun: int = 0  # read, in parts that are not finished yet

    @property
    def done(self) -> int:
        """The number of finished files, those in unfinished parts included."""
        return self.read + self.failed + self.passed + self.begun


@dataclass(slots=True)
class Journal:
    """The folder of finished parts beside ``output``.

    ``files``: all files of the run, in order; ``settings``: options on which its records depend; ``passed``: those
    of ``files`` that only get a record with the reason why they are not read.
    """

    output: Path
    files: Sequence[str]
    settings: dict[str, Any] = field(default_factory=dict)
    passed: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.output.with_name(f".{self.output.name}.parts")

    @property
    def interrupted(self) -> bool:
        """Whether a run to this output was begun and not finished."""
        return (self.folder / _MARK).is_file()

    @property
    def count(self) -> int:
        return -(-len(self.files) // PART)

    def part(self, number: int) -> Path:
        return self.folder / f"{number:07d}.jsonl"

    def names(self, number: int) -> list[str]:
        return list(self.files[number * PART : (number + 1) * PART])

    def task(self, number: int) -> Task:
        names = self.names(number)
        passed = {n: self.passed[name] for n, name in enumerate(names) if name in self.passed}
        return Task(names, self.part(number), passed)

    def count_passed(self, names: Sequence[str]) -> int:
        return sum(name in self.passed for name in names)

    def open(self, *, resume: bool) -> None:
        """Make the folder, or resume the existing one. Raises ``RunExists`` where that belongs to another run."""
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            raise RunExists(f"{self.folder}: not the folder of an interrupted run; move it away")
        mark = self.folder / _MARK
        run = {
            "govie": __version__,
            **self.settings,
            "files": [[name, *(archive.state(name) or (None, None))] for name in self.files],
        }
        if mark.exists():
            if not resume:
                raise RunExists(
                    f"{self.folder}: an interrupted run; add --resume to go on, or delete that folder"
                )
            if changed := _differences(_read_mark(mark), run):
                raise RunExists(
                    f"{self.folder}: the interrupted run had {'; '.join(changed)}. "
                    "Delete that folder to start anew"
                )
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = mark.with_suffix(".draft")
        if strange := [entry.name for entry in self.folder.iterdir() if entry.name != draft.name]:
            raise RunExists(
                f"{self.folder}: holds {min(strange)}, which is no part of a run; move it away"
            )
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
        """Remove the parts: the output is written."""
        shutil.rmtree(self.folder)


_MARK = "run.json"


def _read_mark(mark: Path) -> dict[str, Any]:
    try:
        there = json.loads(mark.read_text("utf-8"))
        files = {name: state for name, *state in there["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunExists(f"{mark} is damaged ({error}); delete its folder to start anew") from error
    return {**there, "files": files}


def _differences(there: dict[str, Any], run: dict[str, Any]) -> list[str]:
    """How an interrupted run differs from this one: a phrase for each difference."""
    words = {"checksum": "another model", "govie": "another version of govie"}
    found = []
    for key in sorted({*there, *run} - {"files"}):
        if there.get(key) != run.get(key):
            before = "" if key == "checksum" else f" ({there.get(key)}, now {run.get(key)})"
            found.append(words.get(key, f"another --{key}") + before)
    before, now = there["files"], {name: state for name, *state in run["files"]}
    for what, names in (
        ("files that are gone", [n for n in before if n not in now]),
        ("not these files", [n for n in now if n not in before]),
        ("other content in", [n for n in now if n in before and now[n] != before[n]]),
    ):
        if names:
            more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
            found.append(f"{what}: {', '.join(names[:3])}{more}")
    if not found and list(before) != list(now):
        found.append("the same files in another order")
    return found


def run(
    journal: Journal,
    job: Job,
    *,
    workers: int | None = None,
    limit: float = LIMIT,
    seen: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Read the files that no finished part holds yet; ``seen`` is called as files are read.

    Memory does not grow with the number of files. Raises ``OSError`` where a part cannot be written; finished
    parts stay, and the next run resumes from them.
    """
    summary = Summary(len(journal.files))
    todo = []
    for number in range(journal.count):
        if journal.finished(number):
            names = journal.names(number)
            passed, failed = journal.count_passed(names), _failed(journal.part(number))
            summary.read += len(names) - failed
            summary.failed += failed - passed
            summary.passed += passed
            summary.resumed += len(names)
        else:
            todo.append(number)
    seen(summary)
    _Pool(journal, job, limit, summary, seen).run(todo, workers or os.cpu_count() or 1)
    return summary


def _failed(part: Path) -> int:
    """How many files of a finished part failed; a file with several reports has a line for each of them."""
    with part.open("rb") as file:
        return sum(json.loads(line).get("error") is not None for line in file)


@dataclass(slots=True)
class _Pool:
    """Workers with a part each. A worker that hangs or dies is replaced, and the file that it was reading fails."""

    journal: Journal
    job: Job
    limit: float
    summary: Summary
    seen: Callable[[Summary], None]

    def run(self, todo: list[int], workers: int) -> None:
        waiting = [self.journal.task(n) for n in reversed(todo)]
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
                for worker in [w for w in busy.values() if w.late(self.limit)]:
                    del busy[worker.pipe]
                    again = self._replace(worker, f"took more than {self.limit:.0f} s")
                    busy[again.pipe] = again
        finally:
            for worker in busy.values():
                worker.kill()

    def _hear(self, worker: Worker, waiting: list[Task]) -> Worker | None:
        """Handle a worker's messages; returns the worker that continues its part, or ``None``."""
        try:
            message = worker.hear()
        except EOFError:
            return self._replace(worker, ENDED)
        if not message:
            return worker
        if message[0] == "through":
            self.summary.begun += message[1] - worker.through
            worker.through = message[1]
            self.seen(self.summary)
            return worker
        _, read, failed = message
        self._forget(worker)
        assert worker.task is not None
        passed = self.journal.count_passed(worker.task.names)
        self.summary.read += read
        self.summary.failed += failed - passed
        self.summary.passed += passed
        self.seen(self.summary)
        if not waiting:
            worker.kill()
            return None
        if worker.spent:
            worker.kill()
            worker = start(self.job)
        worker.give(waiting.pop())
        return worker

    def _forget(self, worker: Worker) -> None:
        """Take back the progress that a worker reported on its part, before the part is counted or read again."""
        self.summary.begun -= worker.through
        worker.through = 0

    def _replace(self, worker: Worker, reason: str) -> Worker:
        """A new worker for the same part, in which the file that the old one was reading counts as failed.

        Raises ``WorkerFailed`` where the old worker never became ready, since the new one would not either.
        """
        worker.kill()
        self._forget(worker)
        if not worker.ready:
            raise worker.lost()
        task = worker.task
        assert task is not None
        again = start(self.job)
        again.give(fill(task, worker.file, reason))
        return again
