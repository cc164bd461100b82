"""Summarizes at the end of a run which decisions of ``--corrections`` were applied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from govie import codes
from govie.cli.messages import say, say_some
from govie.decisions import Corrections
from govie.panel import Record


class Applied:
    """Counts the corrections applied to the records of a run, and collects those that were not."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.corrections = Corrections.read(paths)
        self._known: list[tuple[str, str]] = []
        self._lines = self.corrections.faults()
        self._cells = self._checks = 0

    def seen(self, record: Record) -> None:
        """Count a record of the run."""
        if record.report is None or record.digest is None:
            return
        self._known.append((record.file, record.digest))
        self._cells += sum(c.status == "corrected" for c in record.report.cells.values())
        self._checks += sum(c.confirmed is not None for c in record.report.checks)
        left = [w for w in record.report.warnings if w.startswith(codes.NOT_APPLIED)]
        self._lines += [w.removeprefix(f"{codes.NOT_APPLIED} ") for w in left]

    def summarize(self) -> None:
        """Print a line with the number of applied decisions, and one for each that was not applied."""
        digests = {text_id for _, text_id in self._known}
        held = self.corrections.standing.held
        reports = len(digests & held.keys())
        count = sum(len(targets) for text_id, targets in held.items() if text_id in digests)
        say(
            f"corrections: {count:,} of {sum(map(len, held.values())):,} decisions are for {reports:,} "
            f"of these reports; {self._cells:,} cells corrected, {self._checks:,} checks confirmed"
        )
        lines = [*self._lines, *self.corrections.without_report(self._known)]
        say_some(lines, "that are not applied")
