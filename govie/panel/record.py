"""A record: one file's report, or the reason why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from govie.panel.sentences import Sentence
from govie.report import Report

_SECTIONS = 2  # of a report; single headings also occur in news and lists of links


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a panel. ``report`` is ``None`` where the file could not be read, and ``error`` says why.

    ``kind``: of the file (``html``, ``pdf``, ``scan`` …); ``encoding``: of a text or a web page; ``notes``: what
    the loader left out or guessed; ``text``: the text that was read, if it is to be stored; ``digest``: its hash
    (``decisions.digest``); ``sentences``: hashes of the narrative's sentences (``govie.panel.sentences``).
    """

    file: str
    report: Report | None
    error: str | None = None
    kind: str | None = None
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    text: str | None = None
    digest: str | None = None
    sentences: tuple[Sentence, ...] = ()

    @property
    def content(self) -> str | None:
        """What the file contains: ``report``; ``no tables`` (a report of which no cell was found); ``no report`` (a
        text with neither tables nor two sections of a report). ``None`` for a file that was not read."""
        if self.report is None:
            return None
        if any(cell.status != "missing" for cell in self.report.cells.values()):
            return "report"
        return "no tables" if len(self.report.sections) >= _SECTIONS else "no report"

    def full_report(self) -> Report:
        """The report with its text. Raises ``ValueError`` where there is no report."""
        if self.report is None:
            raise ValueError(f"{self.file}: {self.error}")
        return replace(self.report, text=self.text)

    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON types: the report's own keys beside ``file``; ``error`` only where there is
        one."""
        about: dict[str, Any] = {"file": self.file}
        if self.error is not None:
            about["error"] = self.error
        if self.kind is not None:
            about |= {"kind": self.kind, "encoding": self.encoding, "notes": list(self.notes)}
        if self.digest is not None:
            about["digest"] = self.digest
        if self.text is not None:
            about["text"] = self.text
        if self.sentences:
            about["sentences"] = [list(sentence) for sentence in self.sentences]
        return about | (self.report.to_dict() if self.report is not None else {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Record:
        """The record that ``to_dict`` wrote."""
        return cls(
            file=data["file"],
            report=Report.from_dict(data) if "cells" in data else None,
            error=data.get("error"),
            kind=data.get("kind"),
            encoding=data.get("encoding"),
            notes=tuple(data.get("notes", ())),
            text=data.get("text"),
            digest=data.get("digest"),
            sentences=tuple((h, s, e) for h, s, e in data.get("sentences", ())),
        )

    def to_line(self) -> bytes:
        """The record as one line of JSON Lines. A lone surrogate in a report is escaped, not an error."""
        line = json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":")) + "\n"
        return line.encode("utf-8", "backslashreplace")

    @classmethod
    def from_line(cls, line: bytes | str) -> Record:
        """The record in one line of JSON Lines. Raises ``ValueError`` where the line is no JSON."""
        return cls.from_dict(json.loads(line))
