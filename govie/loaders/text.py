"""Loads plain text files, unchanged."""

from __future__ import annotations

from govie.loaders import encoding
from govie.loaders.base import Loaded

ENDINGS = (".txt", ".text", ".md", ".csv", ".tsv", ".log", "")


def recognizes(data: bytes) -> bool:
    """Always false: files that no other loader recognizes are tried as text."""
    return False


def load(data: bytes) -> Loaded:
    """The characters of ``data``, unchanged. Raises ``UnreadableFile`` where they are no text."""
    decoded = encoding.decode(data)
    return Loaded(decoded.text, "text", decoded.encoding)
