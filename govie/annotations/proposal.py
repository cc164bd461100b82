"""Turns a model's predictions into an annotation for a person to correct."""

from __future__ import annotations

import re
from dataclasses import replace

from govie.annotations import prints
from govie.annotations.faults import reasons
from govie.annotations.record import Annotation, Cell, Fact, Section
from govie.report import CellValue, Report
from govie.report import Fact as FoundFact
from govie.values import DOUBTFUL

_NEAR = 200  # characters around a count in which its item is searched
_PART = re.compile(r"(cells|facts|sections)\[(\d+)\]")


def proposal(id: str, text: str, report: Report) -> Annotation:
    """The annotation of ``text`` with the predictions in ``report``.

    ``other`` lists what to check first: ``doubtful`` cells (of low confidence, or in a failing sum), and the
    ``warnings``. The result passes the validation of training data: a cell whose span prints no plain number is
    ``damaged``, and parts that are still invalid are dropped and listed under ``left_out``.
    """
    failed = {path for check in report.failed for path in check.paths}
    doubtful = [p for p in report.cells if p in failed or report.cells[p].confidence < DOUBTFUL]
    return _valid(
        Annotation(
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
    )


def _valid(one: Annotation) -> Annotation:
    """``one`` without the parts that have faults; cells are weakened instead (``_weaker``)."""
    left_out: list[str] = []
    while wrong := _wrong(one):
        for (kind, number), reason in wrong.items():
            if kind == "cells":
                continue
            part = (one.facts or ())[number] if kind == "facts" else (one.sections or ())[number]
            left_out.append(f"{kind}[{number}] at {part.start}: {reason}")
        one = replace(
            one,
            sections=tuple(
                s for i, s in enumerate(one.sections or ()) if ("sections", i) not in wrong
            ),
            cells=one.cells
            and tuple(_weaker(c) if ("cells", i) in wrong else c for i, c in enumerate(one.cells)),
            facts=_without(one.facts or (), {i for kind, i in wrong if kind == "facts"}),
        )
    return replace(one, other={**one.other, "left_out": left_out}) if left_out else one


def _wrong(one: Annotation) -> dict[tuple[str, int], str]:
    """The first fault of each part of the annotation that has faults."""
    found: dict[tuple[str, int], str] = {}
    for place, reason in reasons(one):
        if part := _PART.match(place):
            found.setdefault((part[1], int(part[2])), reason)
    return found


def _weaker(cell: Cell) -> Cell:
    """The cell with one claim less: first that its span prints its value, then its span, then its value."""
    if cell.status == "read":
        return replace(cell, status="damaged")
    if cell.status == "damaged" and cell.start is not None:
        return replace(cell, start=None, end=None)
    return Cell(cell.path, None, "missing")


def _without(facts: tuple[Fact, ...], gone: set[int]) -> tuple[Fact, ...]:
    """The facts without those numbered ``gone``; links are renumbered, and links to removed facts dropped."""
    stay = [i for i in range(len(facts)) if i not in gone]
    number: dict[int | None, int] = {old: new for new, old in enumerate(stay)}
    return tuple(replace(facts[i], part_of=number.get(facts[i].part_of)) for i in stay)


def _cell(path: str, cell: CellValue) -> Cell:
    status = "damaged" if cell.status == "repaired" else cell.status
    return Cell(path, cell.value, status, cell.start, cell.end)


def _fact(text: str, fact: FoundFact) -> Fact:
    item = _nearest(text, fact.item, fact.start, fact.end)
    channel = _nearest(text, fact.channel or "", fact.start, fact.end)
    return Fact(
        fact.topic, fact.item, fact.value, fact.unit, fact.bound, fact.channel, fact.part_of,
        fact.start, fact.end, *(item or (None, None)), *(channel or (None, None)),
    )  # fmt: skip


def _nearest(text: str, words: str, start: int, end: int) -> tuple[int, int] | None:
    """The occurrence of ``words`` nearest to a count, white space between their characters allowed."""
    if not prints.squeeze(words):
        return None
    low = max(0, start - _NEAR)
    pattern = r"\s*".join(map(re.escape, "".join(words.split())))
    places = [
        (low + m.start(), low + m.end()) for m in re.finditer(pattern, text[low : end + _NEAR])
    ]
    apart = [p for p in places if p[1] <= start or p[0] >= end]
    return min(apart, key=lambda p: start - p[1] if p[1] <= start else p[0] - end, default=None)
