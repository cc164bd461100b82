"""Reads files one after the other in a worker process, each within a time limit."""

from __future__ import annotations

import atexit
import os
from threading import Lock

from govie import loaders, store
from govie.errors import GovieError, UnreadableFile
from govie.extractor import load
from govie.of_file import every, with_doubts
from govie.panel.record import Record
from govie.report import Report
from govie.worker import ENDED, LIMIT, Job, Task, Worker, start


class Reader:
    """Reads one file at a time in a worker process, which is started for the first file and replaced if it hangs."""

    def __init__(self, job: Job, limit: float = LIMIT) -> None:
        self.job, self.limit = job, limit
        self._worker: Worker | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def read(self, name: str, data: bytes | None = None) -> tuple[list[Record], GovieError | None]:
        """A record for each report in the file ``name``, or in its content ``data`` if that is given; and an error.

        The error is ``None`` unless the file cannot be read; then the only record states the reason. Raises
        ``ModelMismatch`` or ``WorkerFailed`` where the worker process cannot read any file.
        """
        if self._worker is None or self._worker.spent:
            self.close()
            self._worker = start(self.job)
        worker = self._worker
        try:
            worker.give(Task([name], None, apart=True, data=data))
            return self._hear(worker, name)
        except BaseException:
            self.close()
            raise

    def _hear(self, worker: Worker, name: str) -> tuple[list[Record], GovieError | None]:
        while True:
            if not worker.pipe.poll(0.5 if worker.ready else 0.1):
                if worker.late(self.limit):
                    return self._lost(worker, name, f"took more than {self.limit:.0f} s")
                continue
            try:
                message = worker.hear()
            except EOFError:
                return self._lost(worker, name, ENDED)
            if message and message[0] == "records":
                _, (records,), (error,) = message
                return records, error

    def _lost(self, worker: Worker, name: str, reason: str) -> tuple[list[Record], GovieError]:
        self.close()
        if not worker.ready:
            raise worker.lost()
        return [Record(name, None, reason)], UnreadableFile(f"{name}: {reason}")


_LOCK = Lock()
_kept: dict[tuple[int, Job], Reader] = {}
"""The reader of ``extract_file``, by process id, since a forked process must not use its parent's worker."""


def extract_file(
    path: str | os.PathLike[str],
    model: str | os.PathLike[str] | None = None,
    limit: float | None = LIMIT,
) -> Report:
    """The ``Report`` in a file: text, HTML, DOCX, DOC, PDF or a scan.

    Offsets are character offsets into ``report.text``, the text that was extracted from the file. If the file
    holds several reports, the first is returned with a warning; ``extract_reports`` returns all. ``limit``: a
    time limit in seconds; the file is then read in a separate process, which is ended when the time is up.
    ``None``: the file is read in this process, without a limit. ``model`` and its errors: as for ``govie.load``.
    Raises ``UnreadableFile`` with the reason, ``MissingExtra`` with the command that installs what is missing, or
    ``WorkerFailed`` where the process cannot start.
    """
    return extract_reports(path, model, limit)[0]


def extract_reports(
    path: str | os.PathLike[str],
    model: str | os.PathLike[str] | None = None,
    limit: float | None = LIMIT,
) -> list[Report]:
    """The ``Report`` objects in a file, in the order of the text; a list of one for a file with one report.

    Offsets are character offsets into ``report.text``, which for each report is the text of the whole file.
    Arguments and errors are those of ``extract_file``.
    """
    if limit is None:
        loaded = loaders.load(path)
        extractor = load(model)
        found = every(extractor, extractor.extract(loaded.text))
        return [with_doubts(report, loaded) for report in found]
    return [record.full_report() for record in _records(path, model, limit)]


def _records(
    path: str | os.PathLike[str], model: str | os.PathLike[str] | None, limit: float
) -> list[Record]:
    # The worker process stays in the folder in which it was started; the caller's may have changed since.
    name = os.path.abspath(os.fsdecode(path))
    folder = store.find(model).resolve()
    job = Job(str(folder), text=True, checksum=store.checksum(folder))
    with _LOCK:
        records, error = _reader(job, limit).read(name)
    if error is not None:
        raise error
    return records


def _reader(job: Job, limit: float) -> Reader:
    key = os.getpid(), job
    for other in [k for k in _kept if k != key]:
        reader = _kept.pop(other)
        if other[0] == os.getpid():
            reader.close()
    if key not in _kept:
        _kept[key] = Reader(job)
    _kept[key].limit = limit
    return _kept[key]


@atexit.register
def _end() -> None:
    for (process, _), reader in _kept.items():
        if process == os.getpid():
            reader.close()
