"""The reports of a file: all that its text holds, with what the file's loader, its path and the user's table know."""

from __future__ import annotations

from dataclasses import replace

from govie import codes, parts, units
from govie.extractor import Extractor
from govie.loaders import Loaded
from govie.report import Report
from govie.units.places import Table, of_path

_DOUBTED = 0.8  # the highest confidence of a number that OCR was not sure of


def every(extractor: Extractor, first: Report) -> list[Report]:
    """All reports of a text that holds several: ``first`` and those after it, offsets in the whole text."""
    text = first.text or ""
    if not any(w.startswith(codes.SEVERAL_REPORTS) for w in first.warnings):
        return [first]
    bounds = parts.split(text)[1:]
    more = extractor.extract_many(text[part.start : part.end] for part in bounds)
    return [first, *(_moved(r, p.start, text) for r, p in zip(more, bounds, strict=True))]


def _moved(report: Report, by: int, text: str) -> Report:
    """``report``, read from the part of ``text`` that begins at ``by``, with its offsets moved into the whole text."""

    def moved(place: int | None) -> int | None:
        return None if place is None else place + by

    agency = report.agency_place
    return replace(
        report,
        sections=tuple(replace(s, start=s.start + by, end=s.end + by) for s in report.sections),
        cells={
            path: replace(c, start=moved(c.start), end=moved(c.end))
            for path, c in report.cells.items()
        },
        facts=tuple(replace(f, start=f.start + by, end=f.end + by) for f in report.facts),
        agency_place=agency and replace(agency, start=agency.start + by, end=agency.end + by),
        text=text,
    )


def with_place(report: Report, path: str, *, from_path: bool, table: Table | None) -> Report:
    """``report`` with the administrative unit resolved by the user's table or the names of the file's folders.

    They only decide where the agency's name leaves its place open.
    """
    hint = table.hint(path, report.year) if table is not None else None
    if hint is None and from_path:
        hint = of_path(path, report.year)
    if hint is None or report.agency is None:
        return report
    sure = report.agency_place.confidence if report.agency_place is not None else 1.0
    return units.resolved(report, report.text, hint, sure=sure)


def with_doubts(report: Report, loaded: Loaded) -> Report:
    """``report`` with lower confidence for the cells in whose spans OCR was not sure of a character."""
    if not loaded.doubts:
        return report
    cells = {
        path: replace(cell, confidence=min(cell.confidence, _DOUBTED))
        if cell.start is not None
        and cell.end is not None
        and any(start < cell.end and cell.start < end for start, end in loaded.doubts)
        else cell
        for path, cell in report.cells.items()
    }
    return replace(report, cells=cells)
