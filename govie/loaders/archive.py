"""ZIP archives: their members as files of their own, each named ``archive.zip/folder/report.html``.

Nothing is unpacked to disk. The sizes that an archive declares are not trusted, and the limits below stop archives
that are made to exhaust memory. Members beyond them are listed with the reason.
"""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from govie.errors import UnreadableFile
from govie.loaders.base import ENCRYPTED

MARK = b"PK\x03\x04"
MEMBERS = 10_000  # of one archive
LARGEST = 64 * 2**20  # bytes of a member, unpacked
TOTAL = 4 * 2**30  # bytes of all members, unpacked
RATIO = 200  # of compression; text has 20, pages of a template 60
_SMALL = 2**20  # bytes of a member up to which its ratio is not checked
DEPTH = 3  # levels of nested archives
_LOCKED = 1  # bits of a member's flags
_UTF8 = 0x800
_DAMAGED = "a damaged or truncated ZIP archive; get it anew"


@dataclass(frozen=True, slots=True)
class Listing:
    """An archive's members by name, in their order, and those that are not read, each with its reason."""

    members: dict[str, zipfile.ZipInfo]
    passed: tuple[tuple[str, str], ...]


def listing(archive: zipfile.ZipFile) -> Listing:
    """The members of ``archive`` without folders; hidden files and resource forks of macOS are passed over."""
    members: dict[str, zipfile.ZipInfo] = {}
    passed: list[tuple[str, str]] = []
    total = 0
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in entries[:MEMBERS]:
        name = _name(entry)
        while name in members:  # the new name keeps its ending, by which a loader is chosen
            stem, dot, ending = name.rpartition(".")
            name = f"{stem}~{dot}{ending}" if stem and "/" not in ending else f"{name}~"
        total += entry.file_size
        why = _refused(name, entry)
        if why is None and total > TOTAL:
            why = f"the archive's files have more than {TOTAL // 2**30} GB"
        if why is None:
            members[name] = entry
        else:
            passed.append((name, why))
    if len(entries) > MEMBERS:
        why = f"of an archive the first {MEMBERS:,} files are read"
        passed.append((f"{len(entries) - MEMBERS:,} files", why))
    return Listing(members, tuple(passed))


def _refused(name: str, entry: zipfile.ZipInfo) -> str | None:
    if any(part.startswith(".") or part == "__MACOSX" for part in name.split("/")):
        return "hidden"
    if entry.flag_bits & _LOCKED:
        return ENCRYPTED
    if entry.file_size > LARGEST:
        return f"{entry.file_size:,} bytes; more than {LARGEST:,} are not unpacked"
    if entry.file_size > _SMALL and entry.file_size > RATIO * max(1, entry.compress_size):
        return f"unpacks to more than {RATIO} times its size: perhaps a ZIP bomb"
    return None


def _name(entry: zipfile.ZipInfo) -> str:
    """The member's name. Old programs write it in GBK, which ``zipfile`` decodes as code page 437."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    name = "".join(c if c.isprintable() else "\ufffd" for c in name.replace("\\", "/"))
    return "/".join(part for part in name.split("/") if part not in ("", ".", "..")) or "unnamed"


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive that ``data`` is. Raises ``UnreadableFile`` where it is damaged."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # zipfile raises errors of many classes for damaged archives
        raise UnreadableFile(_DAMAGED) from error


def read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, largest: int = LARGEST) -> bytes:
    """A member's content. Raises ``UnreadableFile`` where it is damaged, locked or longer than ``largest``."""
    if entry.flag_bits & _LOCKED:
        raise UnreadableFile(ENCRYPTED)
    try:
        with archive.open(entry) as member:
            content = member.read(largest + 1)
    except Exception as error:  # each compression raises errors of its own
        raise UnreadableFile(_DAMAGED) from error
    if len(content) > largest:
        raise UnreadableFile(
            f"unpacks to more than {largest // 2**20} MB: no report, perhaps a ZIP bomb"
        )
    return content


def state(path: str | os.PathLike[str]) -> tuple[int, int] | None:
    """Size and modification time of a file, to recognize changes; of a member, those of its archive. ``None`` if there
    is no such file."""
    try:
        found = (_holder(path) or Path(path)).stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _holder(path: str | os.PathLike[str]) -> Path | None:
    """The archive on disk that ``path`` names a member of; ``None`` where it names none.

    A path goes through an archive as through a folder: ``reports.zip/2023/a.html``.
    """
    for parent in Path(path).parents:
        if parent.is_file():
            return parent
        if parent.exists():
            return None
    return None


def member(path: str | os.PathLike[str]) -> bytes | None:
    """The content of the member that ``path`` names; ``None`` where it names none."""
    where = _holder(path)
    if where is None:
        return None
    found = where.stat()
    listed = _listed(str(where), found.st_mtime_ns, found.st_size)
    inner = Path(path).relative_to(where).as_posix()
    return _within(*listed, inner, DEPTH) if listed is not None else None


def _within(archive: zipfile.ZipFile, listed: Listing, inner: str, depth: int) -> bytes | None:
    if inner in listed.members:
        return read(archive, listed.members[inner])
    for name, why in listed.passed:
        if name == inner:
            raise UnreadableFile(why)
    parts = inner.split("/")
    for cut in range(1, len(parts)):
        name = "/".join(parts[:cut])
        if depth > 1 and name in listed.members:
            content = read(archive, listed.members[name])
            if not content.startswith(MARK):
                return None
            nested = opened(content)
            return _within(nested, listing(nested), "/".join(parts[cut:]), depth - 1)
    return None


@lru_cache(maxsize=1)
def _listed(outer: str, changed: int, size: int) -> tuple[zipfile.ZipFile, Listing] | None:
    """The archive and its members; cached, since members of one archive are read one after the other."""
    with open(outer, "rb") as file:
        if file.read(4) != MARK:
            return None
    try:
        archive = zipfile.ZipFile(outer)
    except Exception as error:
        raise UnreadableFile(_DAMAGED) from error
    return archive, listing(archive)
