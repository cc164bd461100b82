"""Finds the files in folders and archives, and tells why others are not read."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from govie import loaders
from govie.errors import UnreadableFile
from govie.loaders import archive, kinds

_HIDDEN = "hidden"
_HEAD = 65_536  # bytes by which a file of an unknown ending is recognized


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that is not read, with the reason. ``hidden``: whether it is hidden, temporary, or a folder; such a
    file gets no row in a panel."""

    name: str
    reason: str
    hidden: bool = False

    @property
    def message(self) -> str:
        """The reason as the error in a panel's row."""
        return f"passed over: {self.reason}"


def find(names: Iterable[str]) -> tuple[list[str], list[Passed]]:
    """The files that ``names`` stand for, and those that are not read, each with the reason.

    A folder stands for all files in it, at any depth, whose ending a loader knows or whose content a loader
    recognizes. A ZIP archive stands for its members, each named ``archive.zip/member``. Hidden files, links to
    folders and files of other kinds are left out. A file named itself is always read, whatever its ending. Sorted
    within each folder; a file named twice is read once. Raises ``UnreadableFile`` where a folder may not be
    opened.
    """
    found: dict[str, None] = {}
    passed: list[Passed] = []

    def fail(error: OSError) -> None:
        raise UnreadableFile(f"{error.filename}: {error.strerror}") from error

    for name in names:
        if not os.path.isdir(name):
            _take(name, found, passed)
            continue
        for folder, folders, files in os.walk(name, onerror=fail):
            for inner in sorted(folders):
                if inner.startswith("."):
                    passed.append(Passed(os.path.join(folder, inner), "a hidden folder", True))
                elif os.path.islink(os.path.join(folder, inner)):
                    passed.append(Passed(os.path.join(folder, inner), "a link to a folder", True))
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            for file in sorted(files):
                path = os.path.join(folder, file)
                if (why := _refused(path)) is None:
                    _take(path, found, passed)
                else:
                    passed.append(Passed(path, why, why == _HIDDEN))
    return list(found), passed


def _take(path: str, found: dict[str, None], passed: list[Passed]) -> None:
    """Adds a file, or the members of an archive."""
    if not _begins(path, archive.MARK) or not (members := _members(path)):
        found[path] = None
        return
    for name, why in members:
        if why is None:
            found[name] = None
        else:
            passed.append(Passed(name, why))


def _begins(path: str, mark: bytes) -> bool:
    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False


def _members(path: str) -> list[tuple[str, str | None]]:
    """The members of an archive of files, with the reason why one is not read; none of other files."""
    try:
        with zipfile.ZipFile(path) as packed:
            return list(_within(packed, path, archive.DEPTH)) if kinds.is_plain(packed) else []
    except Exception:  # damaged: a row says so
        return []


def _within(packed: zipfile.ZipFile, path: str, depth: int) -> Iterator[tuple[str, str | None]]:
    listed = archive.listing(packed)
    for name, why in listed.passed:
        yield f"{path}/{name}", why
    for name, entry in sorted(listed.members.items()):
        inner = f"{path}/{name}"
        known = _ending(name) in _endings()
        with packed.open(entry) as member:
            head = b"" if known else member.read(_HEAD)
        if known or loaders.recognized(head):
            yield inner, None
        elif not head.startswith(archive.MARK):
            yield inner, kinds.named(head) or _unknown(name)
        elif depth == 1:
            yield inner, f"more than {archive.DEPTH} archives in one another"
        else:
            content = archive.read(packed, entry)
            nested = archive.opened(content)
            if kinds.is_plain(nested):
                yield from _within(nested, inner, depth - 1)
            else:
                yield inner, None


def _refused(path: str) -> str | None:
    """Why a file of a folder is not read; ``None`` if it is."""
    name = os.path.basename(path)
    if name.startswith(".") or name.startswith("~$"):
        return _HIDDEN
    if _ending(name) in _endings():
        return None
    try:
        if not os.path.isfile(path):
            return "no regular file"
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        return error.strerror or str(error)
    if loaders.recognized(head) or head.startswith(archive.MARK):
        return None
    return kinds.named(head) or _unknown(name)


def _unknown(name: str) -> str:
    return f"{_ending(name) or name}: a kind of file that govie does not read"


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _endings() -> set[str]:
    return {ending for loader in loaders.loaders() for ending in loader.ENDINGS}
