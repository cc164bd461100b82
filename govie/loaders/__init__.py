"""Loads files as text, with a loader for each kind of file, chosen by content, then by ending.

The interface, and a loader for each kind of file:

    ``base``         what a loader has and returns; doubtful, raised and lowered characters
    ``text``         plain text
    ``html``         web pages
    ``mhtml``        web archives and e-mail messages
    ``json_text``    JSON files of crawlers
    ``docx``         Word files
    ``doc``          old Word files, RTF, WPS and ODT, by other programs
    ``xlsx``         Excel files
    ``pdf``          PDF files
    ``image``        pictures of pages
    ``archive``      ZIP archives, each member a file of its own
    ``kinds``        kinds of files that no loader reads, for messages

What they call:

    ``encoding``     bytes to text
    ``visible``      web pages without hidden and struck-out text
    ``stylesheet``   … by their style sheets
    ``appearance``   which text of a Word file is hidden, struck out or raised
    ``grid``         tables of known structure as lines
    ``pdf_streams``  sizes of a PDF's streams before they are unpacked
    ``pdf_page``     one page of a PDF: lines and tables
    ``rulings``      rows, columns and merged cells by ruled lines
    ``layout``       the words of a page in lines and tables
    ``flow``         pages joined to one text
    ``ocr``          pages without text, by OCR
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from govie.errors import MissingExtra, UnreadableFile
from govie.loaders import archive, kinds
from govie.loaders.base import Loaded, Loader

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["Loaded", "Loader", "load", "load_bytes", "loaders"]

GROUP = "govie.loaders"
LARGEST = 256 * 2**20  # bytes of a file; scans of a hundred pages have some 50 MB
LONGEST = 50_000_000  # characters of text; the longest reports have some 100,000


@cache
def loaders() -> tuple[Loader, ...]:
    """Every loader, in the order in which they are tried: those of entry points, then govie's own.

    A package registers its own with an entry point of the group ``govie.loaders`` that names a module
    or an object with ``ENDINGS``, ``recognizes`` and ``load``.
    """
    from govie.loaders import doc, docx, html, image, json_text, mhtml, pdf, text, xlsx

    theirs = [point.load() for point in metadata.entry_points(group=GROUP)]
    return (*theirs, pdf, docx, xlsx, doc, image, mhtml, html, json_text, text)


def load(path: str | PathLike[str]) -> Loaded:
    """The text of a file, or of an archive's member (``reports.zip/2023/a.html``).

    Raises ``UnreadableFile`` or ``MissingExtra``, each with the file's name.
    """
    where = Path(path)
    try:
        return load_bytes(_content(where), where.suffix)
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    except UnreadableFile as error:
        raise UnreadableFile(f"{path}: {error}") from error
    except MissingExtra as error:
        raise error.at(str(path)) from error


def _content(where: Path) -> bytes:
    try:
        size = where.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        content = archive.member(where)
        if content is None:
            raise
        return content
    except ValueError as error:  # a null character
        raise UnreadableFile("no name that a file can have") from error
    if size > LARGEST:
        raise UnreadableFile(f"{size:,} bytes; more than {LARGEST:,} are not read")
    if not where.is_file():
        raise UnreadableFile("no regular file")
    return where.read_bytes()


def load_bytes(data: bytes, ending: str = "") -> Loaded:
    """The text of a file's content; ``ending`` decides only where the content does not.

    Raises ``UnreadableFile`` or ``MissingExtra``, without a file name. An error in a loader is raised as
    ``UnreadableFile`` too, so that no file ends the reading of others.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile("an empty file")
    try:
        loaded = _loaded(data, ending.lower())
    except (UnreadableFile, MissingExtra):
        raise
    except (RecursionError, MemoryError) as error:
        raise UnreadableFile(f"too large or too deep ({type(error).__name__})") from error
    except Exception as error:
        message = " ".join(str(error).split())[:200]
        raise UnreadableFile(f"its loader failed: {type(error).__name__}: {message}") from error
    if len(loaded.text) > LONGEST:
        raise UnreadableFile(
            f"its text has {len(loaded.text):,} characters; more than {LONGEST:,} are not read"
        )
    return loaded


def recognized(data: bytes) -> bool:
    """Whether some loader recognizes the kind of a file by its first bytes."""
    return any(loader.recognizes(data) for loader in loaders())


def _loaded(data: bytes, ending: str) -> Loaded:
    chosen = next((x for x in loaders() if x.recognizes(data)), None)
    if chosen is not None:
        return chosen.load(data)
    if (what := kinds.named(data)) is not None:
        raise UnreadableFile(what)
    if data.startswith(archive.MARK):
        return _only_member(data)
    return _by_ending(data, ending)


def _only_member(data: bytes) -> Loaded:
    """The text of an archive with a single file in it. Raises ``UnreadableFile`` for several."""
    packed = archive.opened(data)
    members = archive.listing(packed).members
    if len(members) == 1:
        ((name, entry),) = members.items()
        content = archive.read(packed, entry)
        if not content.startswith(archive.MARK) or not kinds.is_plain(archive.opened(content)):
            loaded = load_bytes(content, Path(name).suffix)
            return replace(loaded, notes=(*loaded.notes, f"read from {name} in a ZIP archive"))
    some = ", ".join(list(members)[:3]) + (", …" if len(members) > 3 else "")
    raise UnreadableFile(
        f"a ZIP archive of {len(members):,} files ({some}): name a file in it as ARCHIVE/FILE, "
        "or read all of them with govie extract"
    )


def _by_ending(data: bytes, ending: str) -> Loaded:
    """The text of content that no loader recognizes, by the file's ending, or, if that fails, as plain text."""
    text = loaders()[-1]
    chosen = next((x for x in loaders()[::-1] if ending in x.ENDINGS), text)
    try:
        return chosen.load(data)
    except UnreadableFile as error:
        try:
            return text.load(data)
        except UnreadableFile:
            raise error from None
