"""The interface of a loader, and what every loader returns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's text. ``kind`` is the loader's (``html``, ``pdf`` …); ``encoding`` where it had one.

    ``notes`` says what the reader of results should know: that pages were recognized by OCR, that
    pages past a limit were left out. ``doubts``: where OCR was not sure of what it read, as offsets into
    ``text``, end exclusive.
    """

    text: str
    kind: str
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    doubts: tuple[tuple[int, int], ...] = ()


# Around what OCR is not sure of, until the page's text is put together; no character of any text.
DOUBT, END = "\ufdd0", "\ufdd1"
_MARKED = re.compile(f"{DOUBT}([^{DOUBT}{END}]*){END}")


def marked(text: str, kind: str, notes: tuple[str, ...]) -> Loaded:
    """``text`` without the marks of doubt in it, and where they stood."""
    pieces: list[str] = []
    doubts: list[tuple[int, int]] = []
    length = done = 0
    for found in _MARKED.finditer(text):
        pieces += [text[done : found.start()], found[1]]
        length += found.start() - done
        doubts.append((length, length + len(found[1])))
        length += len(found[1])
        done = found.end()
    return Loaded("".join(pieces) + text[done:], kind, None, notes, tuple(doubts))


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
