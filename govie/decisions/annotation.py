"""Turns corrected reports into annotations for training."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from govie.annotations import Annotation, Cell
from govie.annotations.proposal import proposal
from govie.decisions import sound
from govie.decisions.corrections import Corrections
from govie.decisions.record import Basis, Decision
from govie.report import CellValue, Report
from govie.values import DOUBTFUL


def taught(corrections: Corrections) -> tuple[list[Annotation], list[str]]:
    """An annotation of each text that has decisions, and a message for each decision that could not be used.

    A report that somebody marked as done is annotated completely. Of another report only the cells that were decided
    on or read with confidence are annotated, and no facts. ``govie review`` keeps the text in the file of decisions;
    the files of pages without a server lack it.
    """
    found: list[Annotation] = []
    left = corrections.faults()
    names: Counter[str] = Counter()
    for text_id, targets in corrections.standing.held.items():
        basis = corrections.contents.bases.get(text_id)
        file = next(iter(targets.values())).file
        if basis is None:
            left.append(
                f"{file}: {len(targets)} decisions without their text: open the report in govie review "
                "with this file as --decisions, and say that it is done"
            )
            continue
        try:
            report = replace(Report.from_dict(basis.read), text=basis.content)
            sound.require(report, basis.content)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            left.append(f"{file}: what was read of it is damaged ({error})")
            continue
        decided = list(targets.values())
        known, unfit = corrections.corrected(report, text_id, basis.content)
        left += map(str, unfit)
        names[file] += 1
        name = file if names[file] == 1 else f"{file}@{text_id[:8]}"
        found.append(_annotation(name, basis, known, decided))
    return found, left


def _annotation(name: str, basis: Basis, report: Report, decided: list[Decision]) -> Annotation:
    cells = {one.name: one for one in decided if one.kind == "cell"}
    plain = {p: _plain(c, cells[p]) if p in cells else c for p, c in report.cells.items()}
    one = proposal(name, basis.content, replace(report, cells=plain))
    one = replace(one, other={"decided": len(decided)})
    if any(d.kind == "report" for d in decided):
        return one
    known = tuple(
        c if c.path in cells or report.cells[c.path].confidence >= DOUBTFUL else Cell(c.path, None)
        for c in one.cells or ()
    )
    return replace(one, cells=known or None, facts=None)


def _plain(cell: CellValue, one: Decision) -> CellValue:
    """A corrected cell with the status of its print; a value without a span is ``repaired``, that is, damaged print."""
    state = one.new["status"]
    if state == "missing":
        return CellValue(None, "missing", 1.0)
    if state == "read" and cell.start is None:
        return replace(cell, status="repaired")
    return replace(cell, status=state)
