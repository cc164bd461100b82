"""Merges files of decisions into one set of corrections, applies them, and lists those that do not apply."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from govie import codes
from govie.decisions.apply import Unapplied, apply
from govie.decisions.file import Contents, read
from govie.decisions.standing import Standing, stand
from govie.report import Report


@dataclass(slots=True)
class Corrections:
    """The decisions in files, and those of them that are in force (``standing``)."""

    contents: Contents
    standing: Standing = field(init=False)

    def __post_init__(self) -> None:
        self.standing = stand(self.contents.decisions)

    @classmethod
    def read(cls, paths: str | Path | Iterable[str | Path]) -> Corrections:
        """The corrections of one file or of several merged; raises as ``file.read``."""
        return cls(read(paths))

    @property
    def checksum(self) -> str:
        """A hash that identifies the set of decisions."""
        ids = "".join(sorted(one.id for one in self.contents.decisions))
        return hashlib.sha256(ids.encode()).hexdigest()

    def corrected(
        self, report: Report, text_id: str, text: str | None = None
    ) -> tuple[Report, list[Unapplied]]:
        """``report`` with the decisions in force on the text ``text_id``, and those that do not fit, also as warnings."""
        found, left = apply(report, self.standing.of(text_id), text)
        if left:
            warnings = [f"{codes.NOT_APPLIED} {one}" for one in left]
            found = replace(found, warnings=(*found.warnings, *warnings))
        return found, left

    def faults(self) -> list[str]:
        """A message for each line of the files that is no decision, and for each contradiction between people."""
        found = [*self.contents.faults]
        for targets in self.standing.disputed.values():
            for target, several in targets.items():
                sides = ", ".join(f"{one.who} says {_short(one.new)}" for one in several)
                found.append(f"{several[0].file}: {target}: {sides}; neither is applied")
        return found

    def without_report(self, known: Iterable[tuple[str, str]]) -> list[str]:
        """A message for each report that has decisions and is not among ``known``, pairs of file and digest."""
        digests: set[str] = set()
        names: set[str] = set()
        for name, text_id in known:
            digests.add(text_id)
            names.add(PurePath(name).name)
        found = []
        for text_id, targets in self.standing.held.items():
            if text_id in digests:
                continue
            first = next(iter(targets.values()))
            same = PurePath(first.file).name in names
            why = "its text has changed since" if same else "no such report was read"
            count = len(targets)
            what = "decision is" if count == 1 else "decisions are"
            found.append(f"{first.file}: {count} {what} not applied: {why}")
        return found


def _short(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("value", value.get("heading")) if value else value
    return str(value)[:60]
