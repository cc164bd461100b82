"""Recognizes kinds of files that no loader reads, for messages that say what to do with them."""

from __future__ import annotations

import zipfile
from functools import cache

from govie import toml
from govie.errors import UnreadableFile
from govie.loaders import archive

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@cache
def _marks() -> tuple[tuple[int, bytes, str], ...]:
    """Signatures: an offset, the bytes there, and a message on files with them."""
    given = toml.read("loaders/kinds.toml")["mark"]
    return tuple((known["at"], known["mark"].encode("latin-1"), known["what"]) for known in given)


@cache
def _packed_kinds() -> dict[str, str]:
    """Messages on documents that are ZIP archives, by the name of a member."""
    return {known["name"]: known["what"] for known in toml.read("loaders/kinds.toml")["member"]}


def named(data: bytes) -> str | None:
    """A message on ``data``, if they are of a known kind that is not read; else ``None``."""
    if data.startswith(OLE):
        streams = toml.read("loaders/kinds.toml")["stream"]
        known = [s.get("what") for s in streams if s["name"].encode("utf-16-le") in data]
        return known[0] if known else None
    if (what := next((w for at, m, w in _marks() if data.startswith(m, at)), None)) is not None:
        return what
    if not data.startswith(archive.MARK):
        return None
    try:
        names = set(archive.opened(data).namelist())
    except UnreadableFile:
        return None  # its loader will report the damage
    return next((what for member, what in _packed_kinds().items() if member in names), None)


def has(data: bytes, *members: str) -> bool:
    """Whether ``data`` is a ZIP archive that holds one of ``members``."""
    if not data.startswith(archive.MARK):
        return False
    try:
        names = {n.lower() for n in archive.opened(data).namelist()}
    except UnreadableFile:
        # cut off before its directory, which is at the end; the local headers still identify it
        return any(m.encode() in data[:65536] for m in members)
    return any(m.lower() in names for m in members)


def is_plain(packed: zipfile.ZipFile) -> bool:
    """Whether an archive is a collection of files, not a document in the form of an archive."""
    names = set(packed.namelist())
    documents = ("[Content_Types].xml", "mimetype", *_packed_kinds())
    return not any(document in names for document in documents)
