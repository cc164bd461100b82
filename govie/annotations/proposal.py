"""What the model found in a text, as an annotation for a person to correct."""

from __future__ import annotations

import re

from govie.annotations import prints
from govie.annotations.record import Annotation, Cell, Fact, Section
from govie.report import CellValue, Report
from govie.report import Fact as FoundFact

_SURE = 0.9
_NEAR = 200  # characters from a count within which its item stands
_STATUS = {"repaired": "damaged"}


def proposal(id: str, text: str, report: Report) -> Annotation:
    """The annotation of ``text`` as ``report`` has it.

    ``other`` names what to look at first: ``doubtful`` cells (unsure, or in a sum that does not come
    out), and the ``warnings``.
    """
    failed = {path for check in report.failed for path in check.paths}
    doubtful = [p for p in report.cells if p in failed or report.cells[p].confidence < _SURE]
    return Annotation(
        id=id,
        text=text,
        title=report.title,
        agency=report.agency,
        year=report.year,
        form=report.form,
        sections=tuple(Section(s.name, s.heading, s.start) for s in report.sections),
        cells=tuple(_cell(p, c) for p, c in report.cells.items()) if report.form else None,
        facts=tuple(_fact(text, fact) for fact in report.facts),
        other={"doubtful": doubtful, "warnings": list(report.warnings)},
    )


def _cell(path: str, cell: CellValue) -> Cell:
    return Cell(path, cell.value, _STATUS.get(cell.status, cell.status), cell.start, cell.end)


def _fact(text: str, fact: FoundFact) -> Fact:
    item = _nearest(text, fact.item, fact.start, fact.end)
    channel = _nearest(text, fact.channel or "", fact.start, fact.end)
    return Fact(
        fact.topic, fact.item, fact.value, fact.unit, fact.bound, fact.channel, fact.part_of,
        fact.start, fact.end, *(item or (None, None)), *(channel or (None, None)),
    )  # fmt: skip


def _nearest(text: str, words: str, start: int, end: int) -> tuple[int, int] | None:
    """Where ``words`` stand next to a count, white space between their characters allowed."""
    if not prints.squeeze(words):
        return None
    low = max(0, start - _NEAR)
    pattern = r"\s*".join(map(re.escape, "".join(words.split())))
    places = [
        (low + m.start(), low + m.end()) for m in re.finditer(pattern, text[low : end + _NEAR])
    ]
    apart = [p for p in places if p[1] <= start or p[0] >= end]
    return min(apart, key=lambda p: start - p[1] if p[1] <= start else p[0] - end, default=None)
