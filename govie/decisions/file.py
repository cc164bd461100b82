"""The file of decisions: an append-only JSON Lines log.

A line is written in one step and synced to disk before the page confirms it, so that no confirmed decision is lost.
Lines that are no decision are skipped and reported; nothing in the file is ever rewritten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govie.decisions.record import Basis, Decision
from govie.errors import UnreadableFile


@dataclass(slots=True)
class Contents:
    """The contents of files of decisions, in order. ``bases``: the texts by digest; ``faults``: a message for each
    malformed line, with file and line number."""

    decisions: list[Decision] = field(default_factory=list)
    bases: dict[str, Basis] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(paths: str | Path | Iterable[str | Path]) -> Contents:
    """The decisions of one file, or of several people's files merged by time.

    A decision that is in several files counts once. Raises ``UnreadableFile`` where there is no such file, or
    where no line of it is a decision.
    """
    several = [paths] if isinstance(paths, str | Path) else list(paths)
    found = Contents()
    known: dict[str, Decision] = {}
    for path in several:
        before = len(found.faults)
        lines = _take(found, known, Path(path), _lines(Path(path)), 1)
        if lines and len(found.faults) - before == lines:
            raise UnreadableFile(f"{path}: holds no decisions ({found.faults[before]})")
    if len(several) > 1:
        found.decisions.sort(key=lambda d: d.when)
    return found


def _take(
    found: Contents, known: dict[str, Decision], path: Path, lines: Iterable[bytes], first: int
) -> int:
    """Add the decisions in ``lines`` to ``found``; returns the number of lines that are not empty.

    ``known``: the decisions so far by id; ``first``: the line number of the first line.
    """
    count = 0
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        count += 1
        try:
            one = parse(line)
            if isinstance(one, Basis):
                found.bases.setdefault(one.text, one)
            elif one.id not in known:
                known[one.id] = one
                found.decisions.append(one)
            elif known[one.id] != one:
                raise ValueError(f"decision {one.id} is another one elsewhere")
        except ValueError as error:
            found.faults.append(f"{path}:{number}: {error}")
    return count


class Follower:
    """Reads a file of decisions to which several processes append; each call reads only what was added."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begin()

    def _begin(self) -> None:
        self.contents = Contents()
        self._known: dict[str, Decision] = {}
        self._offset, self._line = 0, 1

    def grown(self) -> bool:
        """Read the complete lines that were added; returns whether there were any."""
        try:
            size = self.path.stat().st_size
        except OSError:
            size = 0
        if size < self._offset:  # the file was replaced
            self._begin()
        if size == self._offset:
            return False
        with self.path.open("rb") as file:
            file.seek(self._offset)
            added = file.read()
        lines = added[: added.rfind(b"\n") + 1].split(b"\n")[:-1]
        _take(self.contents, self._known, self.path, lines, self._line)
        self._offset += sum(len(line) + 1 for line in lines)
        self._line += len(lines)
        return bool(lines)


def parse(line: bytes | str) -> Decision | Basis:
    """The decision, or the text, in a line. Raises ``ValueError`` for a malformed line."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("no JSON, or cut off in the middle") from error
    if not isinstance(data, dict):
        raise ValueError("no JSON object")
    return Basis.from_dict(data) if "basis" in data else Decision.from_dict(data)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error


def append(path: Path, entries: Iterable[Decision | Basis]) -> None:
    """Append ``entries`` to the file and sync it to disk.

    A line that a crash cut off stays as it is; the new lines begin after it. Raises ``OSError``.
    """
    data = b"".join(_line(one.to_dict()) for one in entries)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                data = b"\n" + data
        while data:  # a second write is only needed on a full disk, and raises
            data = data[file.write(data) or 0 :]
        os.fsync(file.fileno())


def _line(data: dict[str, Any]) -> bytes:
    line = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    return line.encode("utf-8", "backslashreplace")
