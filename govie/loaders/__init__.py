"""Files to text: one small loader for each kind, chosen by a file's content, then by its ending."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from govie.errors import MissingExtra, UnreadableFile
from govie.loaders.base import Loaded, Loader

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["Loaded", "Loader", "load", "load_bytes", "loaders"]

GROUP = "govie.loaders"
LARGEST = 256 * 2**20  # bytes of a file; scans of a hundred pages have some 50 MB


@cache
def loaders() -> tuple[Loader, ...]:
    """Every loader, in the order in which they are asked: those of entry points, then govie's own.

    A package registers its own with an entry point of the group ``govie.loaders`` that names a module
    or an object with ``ENDINGS``, ``recognizes`` and ``load``.
    """
    from govie.loaders import doc, docx, html, image, pdf, text

    theirs = [point.load() for point in metadata.entry_points(group=GROUP)]
    return (*theirs, pdf, docx, doc, image, html, text)


def load(path: str | PathLike[str]) -> Loaded:
    """The text of a file. Raises ``UnreadableFile`` or ``MissingExtra``, each with the file's name."""
    where = Path(path)
    try:
        size = where.stat().st_size
        if size > LARGEST:
            raise UnreadableFile(f"{size:,} bytes; more than {LARGEST:,} are not read")
        if not where.is_file():
            raise UnreadableFile("no regular file")
        data = where.read_bytes()
        return load_bytes(data, where.suffix)
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    except UnreadableFile as error:
        raise UnreadableFile(f"{path}: {error}") from error
    except MissingExtra as error:
        raise error.at(str(path)) from error


def load_bytes(data: bytes, ending: str = "") -> Loaded:
    """The text of a file's content; ``ending`` decides only where the content does not.

    Raises ``UnreadableFile`` or ``MissingExtra``, without a name.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile("an empty file")
    known = loaders()
    chosen = next((x for x in known if x.recognizes(data)), None)
    try:
        if chosen is not None:
            return chosen.load(data)
        return _by_ending(data, ending.lower())
    except (RecursionError, MemoryError) as error:
        raise UnreadableFile(f"too large or too deep ({type(error).__name__})") from error


def _by_ending(data: bytes, ending: str) -> Loaded:
    """The text of content that no loader recognizes; an ending may lie, so plain text is tried as well."""
    text = loaders()[-1]
    chosen = next((x for x in loaders()[::-1] if ending in x.ENDINGS), text)
    try:
        return chosen.load(data)
    except UnreadableFile as error:
        try:
            return text.load(data)
        except UnreadableFile:
            raise error from None
