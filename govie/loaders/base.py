"""What every loader gives, and what a loader is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's text. ``kind`` is the loader's (``html``, ``pdf`` …); ``encoding`` where it had one.

    ``notes`` says what the reader of results should know: that pages were recognized by OCR, that
    pages past a limit were left out.
    """

    text: str
    kind: str
    encoding: str | None = None
    notes: tuple[str, ...] = ()


class Loader(Protocol):
    """One kind of file; a module with these three names is one, and so is an object.

    ``recognizes`` says by a file's first bytes whether it is of this kind. ``load`` gives its text, tables
    as one line for each row with tab-separated fields, and raises ``UnreadableFile`` with the reason
    (the caller adds the file's name) or ``MissingExtra``. ``ENDINGS``: those that choose this loader
    where no loader recognizes the content.
    """

    @property
    def ENDINGS(self) -> tuple[str, ...]: ...

    def recognizes(self, data: bytes) -> bool: ...

    def load(self, data: bytes) -> Loaded: ...
