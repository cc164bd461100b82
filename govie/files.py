"""Files: those in a folder, and what a file's loader tells of its report."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from govie import loaders
from govie.errors import UnreadableFile
from govie.report import Report

_DOUBTED = 0.8  # the confidence, at most, of a figure that OCR was not sure of


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
