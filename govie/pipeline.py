"""From a text to its report: source → sections → tables → checks, each a value made from the one before."""

from __future__ import annotations

from govie import arithmetic, meta, sections, tables
from govie.form import Form, forms
from govie.report import CellValue, Check, Report, Section
from govie.sections import Outline
from govie.source import LONGEST, Source


def read(text: str) -> Report:
    """One report's sections, cells and checks; raises ``TypeError`` if ``text`` is not ``str``."""
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}: decode bytes first")
    source = Source.of(text)
    outline = sections.find(source)
    about = meta.read(source, outline)
    form = forms().get(about.form or "")
    warnings = list(about.warnings)
    if len(text) > LONGEST:
        warnings.append(f"W107 the text has {len(text):,} characters: only {LONGEST:,} were read")
    cells: dict[str, CellValue] = {}
    checks: tuple[Check, ...] = ()
    if form is not None:
        cells = tables.read(source, form, _regions(outline))
        warnings += _missing(form, cells)
        checks = arithmetic.check(form, cells)
    return Report(
        title=about.title,
        agency=about.agency,
        year=about.year,
        form=about.form,
        sections=tuple(_sections(source, outline)),
        cells=cells,
        facts=(),
        checks=checks,
        warnings=tuple(warnings),
        text=text,
    )


def _missing(form: Form, cells: dict[str, CellValue]) -> list[str]:
    """What was not found, table by table."""
    if all(c.status == "missing" for c in cells.values()):
        return ["W101 no statutory table found"]
    warnings = []
    for table in form.tables:
        paths = [
            table.path(r, c) for r in range(len(table.rows)) for c in range(len(table.columns))
        ]
        lost = [p for p in paths if cells[p].status == "missing"]
        if len(lost) == len(paths):
            warnings.append(f"W105 table not found: {table.label}")
        elif lost:
            warnings.append(f"W106 {len(lost)} of {len(paths)} cells not read: {table.label}")
    return warnings


def _sections(source: Source, outline: Outline) -> list[Section]:
    found = []
    for heading in outline.headings:
        _, stop = outline.span(heading.name) or (0, 0)
        start, end = source.span(heading.start, stop)
        left, right = source.span(heading.start, heading.end)
        title = source.raw[left:right]
        found.append(Section(heading.name, title, start, end, min(0.99, heading.score / 1.5)))
    return found


def _regions(outline: Outline) -> list[tables.Region]:
    names = dict.fromkeys(t.section for f in forms().values() for t in f.tables)
    return [tables.Region(n, *span) for n in names if (span := outline.region(n)) is not None]
