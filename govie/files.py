"""Files to reports: one, or the list of those in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from govie import loaders, parts, units
from govie.errors import UnreadableFile
from govie.extractor import Extractor, load
from govie.report import Report
from govie.units.places import Table, of_path

_DOUBTED = 0.8  # the confidence, at most, of a figure that OCR was not sure of


def extract_file(
    path: str | os.PathLike[str], model: str | os.PathLike[str] | None = None
) -> Report:
    """Read the report in a file: text, HTML, DOCX, DOC, PDF, a scan.

    Offsets are offsets into the text that the file's loader gives: ``report.text``. Where the file holds
    several reports, the first is read and a warning says so: ``extract_reports`` reads all. Raises
    ``UnreadableFile`` with the reason, or ``MissingExtra`` with the command that adds what is missing.
    ``model``: as for ``govie.load``.
    """
    loaded = loaders.load(path)
    extractor = load(model) if model else load()
    return with_doubts(extractor.extract(loaded.text), loaded)


def extract_reports(
    path: str | os.PathLike[str], model: str | os.PathLike[str] | None = None
) -> list[Report]:
    """Read every report in a file, in order; a file with one report gives a list of one.

    Offsets are offsets into the whole text of the file, ``report.text``. As ``extract_file`` otherwise.
    """
    loaded = loaders.load(path)
    extractor = load(model) if model else load()
    found = every(extractor, extractor.extract(loaded.text))
    return [with_doubts(report, loaded) for report in found]


def every(extractor: Extractor, first: Report) -> list[Report]:
    """``first`` and, where its text holds several reports, the others, offsets in the whole text."""
    text = first.text or ""
    if not any(w.startswith(parts.SEVERAL) for w in first.warnings):
        return [first]
    bounds = parts.split(text)[1:]
    more = extractor.extract_many(text[part.start : part.end] for part in bounds)
    return [first, *(_moved(r, p.start, text) for r, p in zip(more, bounds, strict=True))]


def _moved(report: Report, by: int, text: str) -> Report:
    """``report`` on a part of ``text`` that begins at ``by``, with offsets into all of it."""

    def moved(place: int | None) -> int | None:
        return None if place is None else place + by

    said = report.agency_place
    return replace(
        report,
        sections=tuple(replace(s, start=s.start + by, end=s.end + by) for s in report.sections),
        cells={
            path: replace(c, start=moved(c.start), end=moved(c.end))
            for path, c in report.cells.items()
        },
        facts=tuple(replace(f, start=f.start + by, end=f.end + by) for f in report.facts),
        agency_place=said and replace(said, start=said.start + by, end=said.end + by),
        text=text,
    )


def with_place(report: Report, path: str, *, from_path: bool, table: Table | None) -> Report:
    """``report`` with the unit that its file's place tells: a user's table, or the folders it is in.

    The name comes first: where it holds its place, that is the unit's, whatever the path says.
    """
    hint = table.hint(path, report.year) if table is not None else None
    if hint is None and from_path:
        hint = of_path(path, report.year)
    if hint is None or report.agency is None:
        return report
    sure = report.agency_place.confidence if report.agency_place is not None else 1.0
    unit, reason = units.resolve(report.agency, report.year, report.text or "", hint, sure=sure)
    warnings = [w for w in report.warnings if not w.startswith(units.UNRESOLVED)]
    if reason is not None:
        warnings.append(f"{units.UNRESOLVED}no unit: {reason}")
    return replace(report, unit=unit, warnings=tuple(warnings))


def with_doubts(report: Report, loaded: loaders.Loaded) -> Report:
    """``report``, its cells doubtful where OCR was not sure of their print."""
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


def find(names: Iterable[str]) -> tuple[list[str], int]:
    """The files that ``names`` stand for, and how many of other kinds were passed over.

    A folder stands for all files in it, however deep, whose ending a loader knows; hidden ones and
    links to folders are left out. A file that is named stands for itself, whatever its ending. Sorted
    within each folder; a file that comes twice is read once. Raises ``UnreadableFile`` where a folder
    may not be opened.
    """
    endings = {ending for loader in loaders.loaders() for ending in loader.ENDINGS}
    found: dict[str, None] = {}
    passed = 0

    def fail(error: OSError) -> None:
        raise UnreadableFile(f"{error.filename}: {error.strerror}") from error

    for name in names:
        if not os.path.isdir(name):
            found[name] = None
            continue
        for folder, folders, files in os.walk(name, onerror=fail):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            for file in sorted(files):
                if file.startswith("."):
                    continue
                if Path(file).suffix.lower() in endings:
                    found[os.path.join(folder, file)] = None
                else:
                    passed += 1
    return list(found), passed
