"""Typesets many reports and their copies into files, in as few calls of external programs as possible."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from training.corpus.documents import blanks, html, office, twins, word
from training.corpus.documents.browser import Browser
from training.corpus.documents.design import Design
from training.corpus.report import Report
from training.corpus.routes.registry import RouteFailed

# (report id, kind) -> the original, its twins and, where rows have empty cells, the moved copy.
Files = dict[tuple[str, str], list[Path]]


@dataclass(frozen=True, slots=True)
class Job:
    """A report, its look, and the kinds of document that are wanted."""

    report: Report
    design: Design
    kinds: frozenset[str]

    @property
    def copies(self) -> list[Report]:
        """The report and its copies, in the order of their files."""
        moved = blanks.moved(self.report)
        return [self.report, *twins.twins(self.report), *([moved] if moved else [])]


# What LibreOffice makes of a Word file, and the file's ending.
_OFFICE = {"doc": "doc", "rtf": "rtf", "odt": "odt", "odtext": "txt", "pdf": "pdf"}
# What must be there before a kind can be made.
_NEEDS = {
    "docx": {"docx"},
    "docxflat": {"docxflat"},
    "doc": {"docx"},
    "rtf": {"docx"},
    "odt": {"docx"},
    "odtext": {"docx"},
    "html": {"html"},
    "innertext": {"html"},
}


def typeset(jobs: Iterable[Job], folder: Path, profiles: Path) -> Files:
    """All documents of ``jobs`` in ``folder``. What a missing program would have made is left out.

    ``profiles`` holds the programs' user profiles; two processes must not share it.
    """
    jobs = list(jobs)
    files: Files = {}
    for job in jobs:
        _write(job, folder, files)
    _browse(jobs, folder, profiles, files)
    for kind, suffix in _OFFICE.items():
        wanted = [
            j
            for j in jobs
            if kind in j.kinds
            and (kind != "pdf" or j.design.pdf == "libreoffice")
            and (j.report.id, "docx") in files
        ]
        if not wanted:
            continue
        sources = [path for j in wanted for path in files[j.report.id, "docx"]]
        try:
            made = {
                path.stem: path
                for path in office.convert(sources, suffix, folder, profiles / "office")
            }
        except RouteFailed as problem:
            warnings.warn(f"no {kind}: {problem}", stacklevel=2)
            continue
        for job in wanted:
            paths = [made[p.stem] for p in files[job.report.id, "docx"] if p.stem in made]
            if len(paths) == len(job.copies):
                files[job.report.id, kind] = paths
    return files


def _needs(job: Job) -> set[str]:
    needs: set[str] = set()
    for kind in job.kinds:
        needs |= _NEEDS.get(kind) or {"docx" if job.design.pdf == "libreoffice" else "html"}
    return needs


def _write(job: Job, folder: Path, files: Files) -> None:
    report, design = job.report, job.design
    needs = _needs(job)
    for k, clean in enumerate(job.copies):
        copy = design.residue.over(clean, page=False)
        if "docx" in needs:
            path = folder / f"{report.id}.{k}.docx"
            word.write(copy, path, design.word, design.spelling)
            files.setdefault((report.id, "docx"), []).append(path)
        if "docxflat" in needs:
            path = folder / f"{report.id}.{k}flat.docx"
            word.write(copy, path, design.flat_word, design.flat_spelling)
            files.setdefault((report.id, "docxflat"), []).append(path)
        if "html" in needs:
            path = folder / f"{report.id}.{k}.html"
            page = html.write(
                design.residue.over(clean, page=True),
                html.SITES[design.site],
                design.spelling,
                Random(design.site_seed),
            )
            path.write_text(page, encoding="utf-8")
            files.setdefault((report.id, "html"), []).append(path)


def _browse(jobs: list[Job], folder: Path, profiles: Path, files: Files) -> None:
    """PDFs and inner texts that Chromium makes from the pages."""
    wanted = [
        j
        for j in jobs
        if "innertext" in j.kinds or ("pdf" in j.kinds and j.design.pdf == "chromium")
    ]
    if not wanted:
        return
    try:
        with Browser(profiles / "browser") as browser:
            for job in wanted:
                for k, page in enumerate(files[job.report.id, "html"]):
                    browser.open(page)
                    if "innertext" in job.kinds:
                        path = folder / f"{job.report.id}.{k}.inner"
                        path.write_text(browser.inner_text(), encoding="utf-8")
                        files.setdefault((job.report.id, "innertext"), []).append(path)
                    if "pdf" in job.kinds and job.design.pdf == "chromium":
                        path = folder / f"{job.report.id}.{k}.pdf"
                        path.write_bytes(browser.pdf(**dict(job.design.paper)))
                        files.setdefault((job.report.id, "pdf"), []).append(path)
    except (RouteFailed, OSError) as problem:
        warnings.warn(f"chromium: {problem}", stacklevel=2)
    full = {job.report.id: len(job.copies) for job in jobs}
    for key in [k for k, paths in files.items() if len(paths) < full[k[0]]]:
        del files[key]
