"""The interface of a loader, what every loader returns, and how it writes doubtful, raised and lowered characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's text. ``kind`` is the loader's (``html``, ``pdf`` …); ``encoding`` where it had one.

    ``notes``: messages for the user, for instance that pages were recognized by OCR, or that pages beyond a limit were
    left out. ``doubts``: the spans of ``text`` that OCR was not sure of, end exclusive.
    """

    text: str
    kind: str
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    doubts: tuple[tuple[int, int], ...] = ()


ENCRYPTED = "encrypted; save it without a password"
# Marks around characters that OCR is not sure of, until the text is assembled; noncharacters of Unicode.
DOUBT, END = "\ufdd0", "\ufdd1"
_MARKED = re.compile(f"{DOUBT}([^{DOUBT}{END}]*){END}")


def marked(text: str, kind: str, notes: tuple[str, ...]) -> Loaded:
    """``text`` without the marks of doubt in it, and with their spans as ``doubts``."""
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


# A footnote mark, which documents print as a raised digit, must not be read as the last digit of the number before it.
_RAISED = str.maketrans("0123456789+-()=n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⁼ⁿ")
_LOWERED = str.maketrans("0123456789+-()=", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎₌")


def raised(text: str) -> str:
    """``text`` with its digits and signs as superscripts, of the same length; other characters stay."""
    return text.translate(_RAISED)


def lowered(text: str) -> str:
    """``text`` with its digits and signs as subscripts, of the same length; other characters stay."""
    return text.translate(_LOWERED)


class Loader(Protocol):
    """The interface of a loader for one kind of file: a module or an object with these three names.

    ``recognizes``: whether a file is of this kind, by its first bytes. ``load``: its text, with a line of tab-separated
    fields for each row of a table; raises ``UnreadableFile`` with the reason (the caller adds the file's name) or
    ``MissingExtra``. ``ENDINGS``: of files for this loader, where no loader recognizes the content.
    """

    @property
    def ENDINGS(self) -> tuple[str, ...]: ...

    def recognizes(self, data: bytes) -> bool: ...

    def load(self, data: bytes) -> Loaded: ...
