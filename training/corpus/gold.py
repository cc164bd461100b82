"""The gold of one report in one layout: what it says, and where exactly the text says it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from govie.form import forms
from training.corpus.documents import twins
from training.corpus.prose import Prose, locate
from training.corpus.report import PrintedCell, Report


@dataclass(frozen=True, slots=True)
class GoldCell:
    """``status``: ``read``; ``blank``: printed as nothing or a dash; ``missing``: the converter lost it."""

    path: str
    value: int | float | None
    status: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Gold:
    """Everything that the corpus says about one text."""

    report: Report
    text: str
    cells: tuple[GoldCell, ...]
    prose: Prose
    damaged: tuple[str, ...] = field(default=())

    @property
    def placed(self) -> int:
        return sum(c.start is not None for c in self.cells)

    @property
    def lost(self) -> int:
        return sum(c.status == "missing" for c in self.cells)


def make(report: Report, text: str, copies: list[str]) -> Gold | None:
    """The gold of ``text``, or ``None`` if the twins' texts do not run parallel to it."""
    spans = twins.decode(text, copies, report)
    if spans is None:
        return None
    return assemble(report, text, spans)


def assemble(
    report: Report,
    text: str,
    spans: dict[str, tuple[int, int]],
    damaged: tuple[str, ...] = (),
    *,
    lenient: bool = False,
) -> Gold:
    """The gold of ``text`` when the cells' places are known."""
    seen = {cell.table.name for cell in forms()[report.form].cells if cell.path in spans}
    cells = []
    for cell in forms()[report.form].cells:
        printed = report.cells.get(cell.path)
        span = spans.get(cell.path)
        if printed is None:  # the report lacks the whole table
            cells.append(GoldCell(cell.path, None, "missing", None, None))
        elif span:
            cells.append(GoldCell(cell.path, printed.value, "read", *span))
        elif not printed.number and (cell.table.name in seen or not spans):
            cells.append(GoldCell(cell.path, None, "blank", None, None))
        elif cell.path in damaged:
            cells.append(GoldCell(cell.path, printed.value, "damaged", None, None))
        else:
            cells.append(GoldCell(cell.path, None, "missing", None, None))
    return Gold(report, text, tuple(cells), locate(report, text, lenient=lenient), damaged)


_SPACE_AND_COMMAS = re.compile(r"[\s,，]+")


def prints(stretch: str, cell: PrintedCell) -> bool:
    """Whether ``stretch`` prints the value of ``cell``: it is read afresh, not compared with the print."""
    plain = _SPACE_AND_COMMAS.sub("", unicodedata.normalize("NFKC", stretch))
    match = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)(万元|元)?", plain)
    if match is None or cell.value is None:
        return False
    number = float(match[1])
    if match[2] == "万元":
        number *= 10000
    allowed = {number} if match[2] else {number, number * 10000}
    return any(abs(n - cell.value) <= 1e-6 * max(1.0, abs(cell.value)) for n in allowed)


def faults(gold: Gold) -> list[str]:
    """What is wrong with ``gold``: nothing, or the row must not be kept."""
    wrong = []
    for cell in gold.cells:
        if cell.start is None or cell.end is None:
            continue
        stretch = gold.text[cell.start : cell.end]
        if not prints(stretch, gold.report.cells[cell.path]):
            wrong.append(f"{cell.path}: {stretch!r} does not print {cell.value}")
    spans = sorted((c.start, c.end or 0) for c in gold.cells if c.start is not None)
    if any(b[0] < a[1] for a, b in pairwise(spans)):
        wrong.append("two cells share a stretch of text")
    starts = [s.start for s in gold.prose.sections]
    if starts != sorted(set(starts)):
        wrong.append("sections out of order")
    return wrong


def seed_format(gold: Gold) -> dict[str, Any]:
    """The gold as ``score.py`` of the contract reads it."""
    return {
        "agency": gold.report.agency,
        "year": gold.report.year,
        "form": gold.report.form,
        "sections": [asdict(s) for s in gold.prose.sections],
        "cells": {c.path: c.value for c in gold.cells},
        "damaged": list(gold.damaged),
        "spans": {c.path: [c.start, c.end] for c in gold.cells if c.start is not None},
        "facts": [{k: v for k, v in asdict(f).items()} for f in gold.prose.facts],
    }
