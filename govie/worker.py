"""The worker process: it loads and reads files, and reports its progress so that its parent can end it.

It is a plain interpreter of its own, not a child of ``multiprocessing``: so it runs under any parent, also a
script without a ``__main__`` guard and a worker of somebody else's pool.
"""

from __future__ import annotations

import gc
import json
import multiprocessing.connection
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from govie import loaders, own_files
from govie.decisions import Corrections, digest
from govie.errors import GovieError, ModelMismatch, UnreadableFile, WorkerFailed
from govie.extractor import Extractor, load
from govie.of_file import every, with_doubts, with_place
from govie.panel import sentences
from govie.panel.record import Record
from govie.report import Report
from govie.units.places import Table

_SPENT = 400  # parts, after which a new process takes over: libraries leak memory
LIMIT = 120.0  # seconds for a file; a scan of sixty pages takes longer and needs --limit
START = 60.0  # seconds that a process may take to import everything and to read its model
ENDED = "its reader ended unexpectedly (out of memory, or a fault)"
_ALL = -1  # in place of a file's number: all files of a part are read together
_STEP = 8  # of them at once: the step of the progress bar
# There is a worker for each core. Libraries of linear algebra use all cores unless they are limited, and the last
# bits of their results depend on the number of threads.
ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM")
}


_table = cache(Table.read)
_corrections = cache(Corrections.read)


@dataclass(frozen=True, slots=True)
class Job:
    """The settings of a run, the same for every worker. ``checksum``: that of the model at the start of the run; a
    changed model is refused; ``text``: whether records keep the text; ``from_path``: whether a report's place may be
    taken from its file's path; ``units``: a CSV file of places; ``corrections``: files of decisions to apply."""

    model: str | None = None
    text: bool = False
    checksum: str | None = None
    from_path: bool = False
    units: str | None = None
    corrections: tuple[str, ...] = ()

    def placed(self, report: Report, name: str) -> Report:
        """``report`` with the unit that the path of the file ``name`` says, if that was asked for."""
        table = _table(self.units) if self.units is not None else None
        return with_place(report, name, from_path=self.from_path, table=table)

    def corrected(self, report: Report, text_id: str) -> Report:
        """``report`` with the corrections of the text of that digest applied."""
        if not self.corrections:
            return report
        return _corrections(self.corrections).corrected(report, text_id)[0]


@dataclass(frozen=True, slots=True)
class Task:
    """A part of the run: its files, the output path, files given up with the reason, and whether to read one by one.

    Without ``path`` the records are sent back, with their texts and the error of each that failed.
    ``data``: the content of the only file, where that is standard input.
    """

    names: list[str]
    path: Path | None
    given_up: dict[int, str] = field(default_factory=dict)
    apart: bool = False
    data: bytes | None = None


def fill(task: Task, file: int | None, reason: str) -> Task:
    """``task`` for the next worker, after one died at ``file``: that file is given up; if it is not known which
    file it was, all are read one by one."""
    if file is None or file == _ALL:
        if task.apart or file is None:
            # it died between files, so that no file is more suspect than the others
            lost = dict.fromkeys(range(len(task.names)), reason)
            return replace(task, given_up={**lost, **task.given_up})
        return replace(task, apart=True)
    return replace(task, given_up={**task.given_up, file: reason})


class Worker:
    """A worker process as its parent sees it. ``ready``: it has read its model."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: Connection) -> None:
        self.process, self.pipe = process, pipe
        self.task: Task | None = None
        self.file: int | None = None
        self.since = time.monotonic()
        self.ready = False
        self.parts = 0
        self.through = 0  # files of its part that it has read

    @property
    def spent(self) -> bool:
        return self.parts >= _SPENT

    def give(self, task: Task) -> None:
        """Send a part."""
        self.task = task
        self.parts += 1
        self.since = time.monotonic()
        try:
            self.pipe.send(task)
        except OSError:  # it has ended: its last message, or its end, is received next
            return

    def hear(self) -> tuple[Any, ...]:
        """Its next message; empty for the messages that only restart its time limit (it is ready, it begins a file).

        Raises ``EOFError`` where the process has ended, and the error that it reports where it can read no file.
        """
        try:
            message: tuple[Any, ...] = self.pipe.recv()
        except OSError as error:  # it ended in the middle of a message
            raise EOFError from error
        if message[0] == "fault":
            self.kill()
            raise message[1]
        if message[0] not in ("ready", "at"):
            return message
        self.since = time.monotonic()
        if message[0] == "ready":
            self.ready = True
        else:
            self.file = message[1]
        return ()

    def late(self, limit: float) -> bool:
        """Whether it has taken longer than ``limit`` for a file, or too long to start."""
        most = limit if self.ready else START + limit
        return time.monotonic() - self.since > most and not self.pipe.poll()

    def lost(self) -> WorkerFailed:
        """The error for a worker that never became ready."""
        code = self.process.poll()
        how = f"ended with code {code}" if code is not None else f"was not ready in {START:.0f} s"
        return WorkerFailed(
            f"a reading process could not start: it {how} (out of memory, or a fault)"
        )

    def kill(self) -> None:
        """Kill the process."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()


_BEGIN = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from govie import worker; worker.main()"


def start(job: Job) -> Worker:
    """A new worker; raises ``WorkerFailed`` where the system gives no process."""
    ours, theirs = multiprocessing.Pipe()
    handle = theirs.fileno()
    about = json.dumps([p if p else os.getcwd() for p in sys.path])
    windows = sys.platform == "win32"
    try:
        if sys.platform == "win32":
            os.set_handle_inheritable(handle, True)
        process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN, about, str(handle), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what a library prints is no part of the output
            pass_fds=() if windows else (handle,),
            close_fds=not windows,
            env={**os.environ, **ONE_THREAD},
        )
    except OSError as error:
        ours.close()
        raise WorkerFailed(f"a reading process could not start: {error.strerror}") from error
    finally:
        theirs.close()
    ours.send(job)
    return Worker(process, ours)


def main() -> None:
    """The worker's main function; its arguments are the search path, the pipe and the parent's process id."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Windows has pipes of its own, and a class for them that no other system has
    kind = getattr(multiprocessing.connection, "PipeConnection", Connection)
    pipe: Connection = kind(int(sys.argv[2]))
    threading.Thread(target=_watch, args=(int(sys.argv[3]),), daemon=True).start()
    try:
        job = pipe.recv()
        extractor = _ready(job)
    except EOFError:
        return
    except GovieError as error:
        pipe.send(("fault", error))
        return
    except Exception as error:
        why = f"a reading process could not start: {_in_one_line(error)}"
        pipe.send(("fault", WorkerFailed(why)))
        return
    pipe.send(("ready",))
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            records, errors = _read(task, job, extractor, pipe)
            if task.path is not None:
                _put(task.path, records)
        except (OSError, GovieError) as error:
            pipe.send(("fault", error))
            return
        if task.path is None:
            # the pickle of a report leaves its text out; its record has it
            pipe.send(("records", records, errors))
        else:
            failed = sum(r[0].error is not None for r in records)  # of files
            pipe.send(("done", len(records) - failed, failed))


def _watch(parent: int) -> None:
    """Ends this process when its parent was killed."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _ready(job: Job) -> Extractor:
    """The extractor, after everything is imported and loaded, so that the first file's time limit starts after it."""
    loaders.loaders()
    extractor = load(job.model)
    if job.checksum not in (None, extractor.checksum):
        raise ModelMismatch(f"{extractor.folder} has changed since the run began: start it anew")
    extractor.extract("政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息61条。\n")
    # The model stays in memory: collecting garbage among its hundred thousand objects takes longer than a report.
    gc.collect()
    gc.freeze()
    return extractor


class _Part:
    """The files of a task while they are read: the records or the error of each."""

    def __init__(self, task: Task, job: Job, extractor: Extractor, pipe: Connection) -> None:
        self.task, self.job, self.extractor, self.pipe = task, job, extractor, pipe
        self.loaded: dict[int, loaders.Loaded] = {}
        self.records: dict[int, list[Record]] = {}
        self.errors: dict[int, GovieError] = {}

    def load(self) -> None:
        """Load each file, but for those that are given up."""
        for n, name in enumerate(self.task.names):
            if n in self.task.given_up:
                self._fail(n, UnreadableFile(f"{name}: {self.task.given_up[n]}"))
                continue
            self.pipe.send(("at", n))
            try:
                self.loaded[n] = _load(name, self.task.data)
            except GovieError as error:
                self._fail(n, error)
            except Exception as error:  # a loader's fault is one file's, never the batch's
                self._fail(n, UnreadableFile(f"{name}: its loader failed: {_in_one_line(error)}"))

    def read_together(self) -> bool:
        """Read the loaded texts in batches, which is faster; false if one of them makes that fail."""
        reports: list[Report] = []
        texts = [found.text for found in self.loaded.values()]
        try:
            for first in range(0, len(texts), _STEP):
                self.pipe.send(("at", _ALL))
                reports += self.extractor.extract_many(texts[first : first + _STEP])
                self.pipe.send(("through", len(reports)))
        except Exception:
            return False
        for (n, found), report in zip(self.loaded.items(), reports, strict=True):
            self._record(n, found, report)
        return True

    def read_apart(self) -> None:
        """Read one loaded text after the other: an error is that of its file alone."""
        for through, (n, found) in enumerate(self.loaded.items()):
            self.pipe.send(("through", through))
            self.pipe.send(("at", n))
            try:
                self._record(n, found, self.extractor.extract(found.text))
            except Exception as error:
                name = self.task.names[n]
                self._fail(n, UnreadableFile(f"{name}: its reader failed: {_in_one_line(error)}"))

    def _record(self, n: int, found: loaders.Loaded, report: Report) -> None:
        job = self.job
        text = found.text if job.text else None
        name = self.task.names[n]
        self.records[n] = []
        for number, one in enumerate(every(self.extractor, report), 1):
            text_id = digest(found.text, number)
            known = job.corrected(job.placed(with_doubts(one, found), name), text_id)
            title = name if number == 1 else f"{name}#{number}"
            about = found.kind, found.encoding, found.notes
            sentence = sentences.of(one)
            self.records[n].append(Record(title, known, None, *about, text, text_id, sentence))

    def _fail(self, n: int, error: GovieError) -> None:
        name = self.task.names[n]
        self.errors[n] = error
        self.records[n] = [Record(name, None, str(error).removeprefix(f"{name}: "))]


def _read(
    task: Task, job: Job, extractor: Extractor, pipe: Connection
) -> tuple[list[list[Record]], list[GovieError | None]]:
    """The records of each file of the part, one for each report in it, and the errors."""
    part = _Part(task, job, extractor, pipe)
    part.load()
    if task.apart or not part.read_together():
        part.read_apart()
    order = range(len(task.names))
    return [part.records[n] for n in order], [part.errors.get(n) for n in order]


_OURS = {
    "panel": "a panel that govie wrote, not a report",
    "annotations": "annotations of govie's, not a report",
    "decisions": "decisions of govie review's, not a report",
    "labels": "labels for an annotation tool, not a report",
    "page": "a page that govie view made, not a report",
}


def _load(name: str, data: bytes | None) -> loaders.Loaded:
    if data is not None:
        return loaders.load_bytes(data)
    if (kind := own_files.kind(Path(name))) is not None:
        raise UnreadableFile(f"{name}: {_OURS[kind]}")
    return loaders.load(name)


def _in_one_line(error: BaseException) -> str:
    """The type and message of an error in one line of at most 500 characters."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]


def _put(path: Path, records: list[list[Record]]) -> None:
    """Write a part; its file appears whole or not at all."""
    draft = path.with_suffix(f".{os.getpid()}.draft")
    with draft.open("wb") as file:
        for record in chain.from_iterable(records):
            file.write(record.to_line())
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
