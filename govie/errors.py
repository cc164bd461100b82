"""Exceptions for faults of the environment; each message says how to fix it. A report's content is never an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class GovieError(Exception):
    """The base class: a fault of the environment, not of the report."""


class UnreadableFile(GovieError):
    """A file that cannot be read as text; the message names the file and says why."""


class ModelNotFound(GovieError):
    """No trained model at the place where one was looked for; the message says what to do."""


class ModelMismatch(GovieError):
    """A model that this version cannot read, or whose files are damaged."""


class RefusedOutput(GovieError):
    """An output path that govie does not write to: it holds something else, or cannot be written."""


class WorkerFailed(GovieError):
    """A worker process that could not start; the message says why."""


class MissingExtra(GovieError):
    """An optional library that is not installed; the message says what needs it and how to get it.

    ``extra``: the name in ``pip install "govie[extra]"``, or ``None`` where ``cure`` says what else to do.
    ``what``: the feature that needs it. ``where``: the file that was to be read, if any.
    """

    def __init__(
        self, extra: str | None, what: str, cure: str | None = None, where: str | None = None
    ) -> None:
        super().__init__(extra, what, cure, where)

    def at(self, where: str) -> MissingExtra:
        """The same error with the name of the file that was to be read."""
        extra, what, cure, _ = self.args
        return MissingExtra(extra, what, cure, where)

    def __str__(self) -> str:
        extra, what, cure, where = self.args
        cure = cure or f'pip install "govie[{extra}]"'
        return f"{where + ': ' if where else ''}{what} need an optional library: {cure}"


@contextmanager
def needing(extra: str, what: str, where: str | None = None) -> Iterator[None]:
    """A context for importing an optional library; raises ``MissingExtra`` where it is not installed."""
    try:
        yield
    except ImportError as error:
        raise MissingExtra(extra, what, where=where) from error


class BadAnnotation(GovieError):
    """Annotations that are malformed or contradict themselves; the message names file, record and reason."""
