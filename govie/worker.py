"""One process of a batch: loads and reads the files of a part, and says which one it is at."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from govie import loaders
from govie.errors import GovieError
from govie.extractor import load
from govie.files import every, with_doubts, with_place
from govie.panel.record import Record
from govie.report import Report
from govie.units.places import Table

_SPENT = (
    400  # parts: then a new process takes over, whatever a library has left in this one's memory
)
_START = 60.0  # seconds: a process may take that to import and to read its model
_ALL = -1  # the files of a part are read together
# There is a worker for each core. Libraries of linear algebra take all cores if they are not told, and
# the last bits of a product depend on how many they took.
ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM")
}


@cache
def _table(path: str) -> Table:
    return Table.read(path)


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of every worker. ``text``: records keep what was read; ``from_path``, ``units``: a
    report's place is told by its file's folders, by this table."""

    model: str | None = None
    text: bool = False
    from_path: bool = False
    units: str | None = None

    def placed(self, report: Report, name: str) -> Report:
        """``report`` with the unit that the place of the file ``name`` tells, if that was asked for."""
        table = _table(self.units) if self.units is not None else None
        return with_place(report, name, from_path=self.from_path, table=table)


@dataclass(frozen=True, slots=True)
class Task:
    """A part: its files, where it goes, which files are given up and why, and whether one by one."""

    names: list[str]
    path: Path
    given_up: dict[int, str] = field(default_factory=dict)
    apart: bool = False


def fill(task: Task, file: int | None, reason: str) -> Task:
    """``task`` after its worker was lost at ``file``: that one given up, or each read apart."""
    if file is None or file == _ALL:
        if task.apart or file is None:
            # lost between files: no file is to blame more than another
            return replace(task, given_up=dict.fromkeys(range(len(task.names)), reason))
        return replace(task, apart=True)
    return replace(task, given_up={**task.given_up, file: reason})


class Worker:
    """A worker process as its parent sees it."""

    def __init__(self, process: Any, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe
        self.task: Task | None = None
        self.file: int | None = None
        self.since = time.monotonic()
        self.grace = _START
        self.parts = 0

    @property
    def spent(self) -> bool:
        return self.parts >= _SPENT

    def give(self, task: Task) -> None:
        """Send a part."""
        self.task = task
        self.parts += 1
        self.since = time.monotonic()
        self.pipe.send(task)

    def at(self, file: int) -> None:
        """The worker came to ``file``; its time begins."""
        self.file, self.since, self.grace = file, time.monotonic(), 0.0

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def start(job: Job) -> Worker:
    """A new worker."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_main, args=(theirs, job, os.getpid()), daemon=True)
    with _settings(ONE_THREAD):
        process.start()
    theirs.close()
    return Worker(process, ours)


@contextmanager
def _settings(wanted: Mapping[str, str]) -> Iterator[None]:
    """The environment that a new process is given; ours is as before when it has started."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _main(pipe: Connection, job: Job, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            records = _read(task, job, pipe)
            _put(task.path, records)
        except (OSError, GovieError) as error:
            pipe.send(("fault", error))
            return
        failed = sum(r.error is not None for r in records)
        # files, of which each may hold several reports
        pipe.send(("done", len(task.names) - failed, failed))


def _watch(parent: int) -> None:
    """Ends this process when its parent is gone, killed with no time to say so."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


@cache
def _ready(model: str | None) -> Any:
    """The extractor, all that it needs imported and read: that second is not the first file's."""
    loaders.loaders()
    extractor = load(model) if model else load()
    extractor.extract("政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息61条。\n")
    # The model stays: a full collection over its hundred thousand objects costs more than a report.
    gc.collect()
    gc.freeze()
    return extractor


def _read(task: Task, job: Job, pipe: Connection) -> list[Record]:
    extractor = _ready(job.model)
    loaded: dict[int, loaders.Loaded] = {}
    records: dict[int, list[Record]] = {}
    for n, name in enumerate(task.names):
        if n in task.given_up:
            records[n] = [Record(name, None, task.given_up[n])]
            continue
        pipe.send(("at", n))
        try:
            loaded[n] = loaders.load(name)
        except GovieError as error:
            records[n] = [Record(name, None, str(error).removeprefix(f"{name}: "))]
        except Exception as error:  # a loader's fault is one file's, never the batch's
            reason = f"its loader failed: {type(error).__name__}: {error}"
            records[n] = [Record(name, None, reason)]
    if task.apart:
        for n, found in loaded.items():
            pipe.send(("at", n))
            report = extractor.extract(found.text)
            records[n] = _records(task.names[n], found, every(extractor, report), job)
    else:
        pipe.send(("at", _ALL))
        reports = extractor.extract_many(found.text for found in loaded.values())
        for (n, found), report in zip(loaded.items(), reports, strict=True):
            records[n] = _records(task.names[n], found, every(extractor, report), job)
    return [record for n in range(len(task.names)) for record in records[n]]


def _records(name: str, found: loaders.Loaded, reports: list[Report], job: Job) -> list[Record]:
    """A record for each report in a file; ``name#2`` is the second."""
    text = found.text if job.text else None
    return [
        Record(
            name if number == 1 else f"{name}#{number}",
            job.placed(with_doubts(report, found), name),
            None,
            found.kind,
            found.encoding,
            found.notes,
            text,
        )
        for number, report in enumerate(reports, 1)
    ]


def _put(path: Path, records: list[Record]) -> None:
    """Write a part in one step: it is whole, or it is not there."""
    draft = path.with_suffix(f".{os.getpid()}.draft")
    with draft.open("wb") as file:
        for record in records:
            file.write(record.to_line())
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
