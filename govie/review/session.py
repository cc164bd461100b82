"""A review session: the reports to correct and the file in which their decisions are kept."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from govie.decisions import Basis, Corrections, Decision, Unapplied, append, digest
from govie.decisions.file import Follower
from govie.decisions.standing import active
from govie.loaders import archive
from govie.panel import Record
from govie.report import Report


class Stale(Exception):
    """A decision that was made on an outdated page; the message says what happened."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A report to correct, as it was read. ``state``: size and time of its file at that time."""

    name: str
    report: Report
    text: str | None
    digest: str
    state: tuple[int, int] | None

    @classmethod
    def of(cls, record: Record) -> Entry | None:
        """The entry of a record; ``None`` for a file that was not read or whose text is not known."""
        if record.report is None:
            return None
        text = record.text if record.text is not None else record.report.text
        text_id = record.digest or (digest(text) if text is not None else None)
        if text_id is None:
            return None
        report = replace(record.report, text=text)
        return cls(record.file, report, text, text_id, archive.state(record.file))


class Session:
    """Reports and the decisions about them, which several browsers and processes may add to at once.

    ``path``: the file of decisions, created with the first decision; ``who``: the name recorded with decisions.
    """

    def __init__(self, entries: Sequence[Entry], path: Path, who: str) -> None:
        self.entries, self.path, self.who = tuple(entries), path, who
        self._lock = threading.RLock()
        self._file = Follower(path)
        self._corrections = Corrections(self._file.contents)

    @property
    def corrections(self) -> Corrections:
        """The decisions that the file holds now."""
        with self._lock:
            if self._file.grown():
                self._corrections = Corrections(self._file.contents)
            return self._corrections

    def report(self, entry: Entry) -> tuple[Report, list[Unapplied]]:
        """A report with the decisions about it applied, and the decisions that do not fit."""
        return self.corrections.corrected(entry.report, entry.digest, entry.text)

    def notes(self) -> list[str]:
        """A message for each fault of the file of decisions, and for each report in it that is not in this session."""
        corrections = self.corrections
        known = ((entry.name, entry.digest) for entry in self.entries)
        return [*corrections.faults(), *corrections.without_report(known)]

    def log(self, entry: Entry) -> list[tuple[Decision, bool]]:
        """The decisions about a report, in order, each with whether it was undone."""
        own = self._own(entry)
        stand = {d.id for d in active(own)}
        return [(d, d.undoes is None and d.id not in stand) for d in own]

    def decide(self, entry: Entry, asked: Sequence[Mapping[str, Any]]) -> str:
        """Record decisions, each with ``target``, ``old``, ``new``, ``why``, ``after``; returns a warning or "".

        Raises ``ValueError`` for a malformed one, ``Stale`` where somebody decided on a target meanwhile, or
        ``OSError``; then none of them is recorded.
        """
        with self._lock:
            standing = self.corrections.standing
            made = []
            for one in asked:
                decision = self._made(entry, one)
                heads = standing.heads(entry.digest, decision.target)
                if set(decision.after) != {head.id for head in heads}:
                    who = heads[0].who if heads else "somebody"
                    raise Stale(f"{decision.target}: decided meanwhile by {who}: look again")
                made.append(decision)
            self._append(entry, made)
        now = archive.state(entry.name)
        if now != entry.state:
            what = "is gone" if now is None else "has changed"
            return f"{entry.name} {what} since it was read: start govie review again"
        return ""

    def undo(self, entry: Entry, which: str | None = None) -> None:
        """Undo the decision ``which``, or the last one in force. Raises ``Stale`` where there is none."""
        with self._lock:
            stands = [d for d in active(self._own(entry)) if which is None or d.id == which]
            if not stands:
                raise Stale("nothing_back")
            self._append(entry, [self._undoing(stands[-1])])

    def redo(self, entry: Entry) -> None:
        """Redo the decision that was undone last, if none was made after that. Raises ``Stale`` where there is none."""
        with self._lock:
            own = self._own(entry)
            plain = {d.id for d in own if d.undoes is None}
            gone = {d.undoes for d in own if d.undoes is not None and d.undoes not in plain}
            last = max((n for n, d in enumerate(own) if d.id in plain), default=-1)
            undone = [
                d for n, d in enumerate(own) if n > last and d.undoes in plain and d.id not in gone
            ]
            if not undone:
                raise Stale("nothing_again")
            self._append(entry, [self._undoing(undone[-1])])

    def _own(self, entry: Entry) -> list[Decision]:
        return [d for d in self.corrections.contents.decisions if d.text == entry.digest]

    def _made(self, entry: Entry, asked: Mapping[str, Any]) -> Decision:
        known = {k: asked.get(k) for k in ("target", "old", "new")}
        about = {"why": asked.get("why", ""), "after": asked.get("after", [])}
        return Decision.from_dict({**self._about(entry.name, entry.digest), **known, **about})

    def _undoing(self, one: Decision) -> Decision:
        undoing = {"target": one.target, "old": one.new, "new": one.old, "undoes": one.id}
        return Decision.from_dict({**self._about(one.file, one.text), **undoing})

    def _about(self, file: str, text: str) -> dict[str, Any]:
        when = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        about = {"decision": secrets.token_hex(6), "when": when, "who": self.who}
        return {**about, "file": file, "text": text}

    def _append(self, entry: Entry, made: Sequence[Decision]) -> None:
        """Append decisions to the file, after the report's text if the file does not have it yet."""
        lines: list[Decision | Basis] = list(made)
        if entry.text is not None and entry.digest not in self.corrections.contents.bases:
            read_ = entry.report.to_dict()
            lines.insert(0, Basis(entry.digest, os.fspath(entry.name), entry.text, read_))
        append(self.path, lines)
