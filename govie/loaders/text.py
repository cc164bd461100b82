"""Plain text files, read as they stand."""

from __future__ import annotations

from govie.loaders import encoding
from govie.loaders.base import Loaded

ENDINGS = (".txt", ".text", ".md", ".csv", ".tsv", ".log", "")


def recognizes(data: bytes) -> bool:
    """Never: whatever no other loader recognizes is tried as text."""
    return False


def load(data: bytes) -> Loaded:
    """The characters of ``data``, unchanged; ``UnreadableFile`` where it is no text."""
    decoded = encoding.decode(data)
    return Loaded(decoded.text, "text", decoded.encoding)
