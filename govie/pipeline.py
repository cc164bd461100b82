"""From texts to reports: source → sections → tables → narrative → checks, each made from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from govie import agreement, meta, sections, tables
from govie.facts.prose import sentences
from govie.form import Form
from govie.meta import Meta
from govie.model import Model
from govie.report import CellValue, Check, Report, Section
from govie.sections import Outline
from govie.source import LONGEST, Source


@dataclass(frozen=True, slots=True)
class _Tabled:
    """A text whose tables are read and whose narrative is not."""

    source: Source
    outline: Outline
    about: Meta
    cells: dict[str, CellValue]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]


def read(texts: Sequence[str], model: Model) -> list[Report]:
    """Reports on ``texts``, their narratives labelled as one batch; ``TypeError`` if one is not ``str``."""
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"text must be str, not {type(text).__name__}: decode bytes first")
    tabled = [_tabled(text, model) for text in texts]
    prose = [
        (
            t.source,
            sentences(
                t.source,
                tables.extents(t.source, t.outline.tables, t.cells),
                [(h.start, h.name) for h in t.outline.headings],
            ),
        )
        for t in tabled
    ]
    return [
        Report(
            title=t.about.title,
            agency=t.about.agency,
            year=t.about.year,
            form=t.about.form,
            sections=tuple(_sections(t.source, t.outline)),
            cells=t.cells,
            facts=facts,
            checks=(*t.checks, *agreement.check(facts, t.cells)),
            warnings=t.warnings,
            text=t.source.raw,
        )
        for t, facts in zip(tabled, model.narrative.read(prose), strict=True)
    ]


def _tabled(text: str, model: Model) -> _Tabled:
    source = Source.of(text)
    outline = sections.find(source, model.headings)
    about = meta.read(source, outline)
    found = tables.read(source, outline, model.forms, about.form, model.trust)
    warnings = [*about.warnings, *found.warnings]
    if len(text) > LONGEST:
        warnings.append(f"W107 the text has {len(text):,} characters: only {LONGEST:,} were read")
    if found.form is not None:
        about = replace(about, form=found.form.name)
        warnings += _missing(found.form, found.cells)
    return _Tabled(source, outline, about, found.cells, found.checks, tuple(warnings))


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
        found.append(Section(heading.name, title, start, end, round(heading.confidence, 4)))
    return found
