"""Reads texts into reports: source → sections → tables → narrative → checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from govie import checks, codes, cores, meta, parts, sections, tables, units
from govie.facts.prose import sentences
from govie.form import Form, form_of_year, forms
from govie.meta import Meta
from govie.model import Model
from govie.report import CellValue, Check, Fact, Place, Report, Section, Unit
from govie.sections import Outline
from govie.text.source import LONGEST, Source, ViewOffset

_FIRST = min(form.first_year for form in forms().values())


@dataclass(frozen=True, slots=True)
class _Tabled:
    """The intermediate result for a text whose tables have been read, and whose narrative has not."""

    source: Source
    outline: Outline
    about: Meta
    form: str | None
    cells: dict[str, CellValue]
    checks: tuple[Check, ...]
    unit: Unit | None
    warnings: tuple[str, ...]


def read(texts: Sequence[str], model: Model) -> list[Report]:
    """The reports of ``texts``, in order; their narratives are labelled as one batch.

    Raises ``TypeError`` if one of them is not ``str``.
    """
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"text must be str, not {type(text).__name__}: decode bytes first")
    with cores.one():
        return _read(texts, model)


def _read(texts: Sequence[str], model: Model) -> list[Report]:
    tabled = [_tabled(text, model) for text in texts]
    prose = [
        (t.source, sentences(t.source, _tables(t), [(h.start, h.name) for h in t.outline.headings]))
        for t in tabled
    ]
    facts = model.narrative.read(prose)
    return [_report(*known) for known in zip(texts, tabled, facts, strict=True)]


def _report(text: str, tabled: _Tabled, facts: tuple[Fact, ...]) -> Report:
    source, title, agency = tabled.source, tabled.about.title, tabled.about.agency
    name = place = None
    if agency is not None:
        name = source.printed(agency.name, agency.start, agency.end)
        start, end = source.span(ViewOffset(agency.start), ViewOffset(agency.end))
        place = Place(start, end, round(agency.confidence, 4))
    report = Report(
        title=source.printed(title.text, title.start, title.end) if title is not None else None,
        agency=name,
        year=tabled.about.year,
        form=tabled.form,
        sections=tuple(_sections(source, tabled.outline)),
        cells=tabled.cells,
        facts=facts,
        checks=tabled.checks,
        warnings=tabled.warnings,
        unit=tabled.unit,
        agency_place=place,
        text=text,
    )
    more = checks.after_tables(report, source.raw)
    return replace(report, checks=(*report.checks, *more))


def _tabled(text: str, model: Model) -> _Tabled:
    source = Source.of(text)
    others = parts.starts(source.view)
    if others:
        source = Source.of(text[: source.to_raw(ViewOffset(others[0]))])
    outline = sections.find(source, model.headings)
    about = meta.read(source, outline, model.agencies)
    due = form_of_year(about.year) if about.year else None
    found = tables.read(
        source, outline, model.forms, due.name if due else None, model.trust, about.year
    )
    warnings = [*about.warnings, *found.warnings]
    agency = about.agency
    name, sure = (agency.name, agency.confidence) if agency is not None else (None, 1.0)
    unit, reason = units.resolve(name, about.year, source.view, sure=sure)
    warnings += units.unresolved(reason)
    if others:
        warnings.append(
            f"{codes.SEVERAL_REPORTS} the text holds {len(others) + 1} reports: only the first was read, govie.split tells where each is"
        )
    if len(text) > LONGEST:
        warnings.append(
            f"{codes.TOO_LONG} the text has {len(text):,} characters: only {LONGEST:,} were read"
        )
    if found.form is not None:
        if due is not None and outline.tables and found.form.name != due.name:
            warnings.append(
                f"{codes.OTHER_FORM} the tables are those of form {found.form.name}, but a report on {about.year} had to use form {due.name}"
            )
        warnings += _missing(found.form, found.cells)
    elif about.year is not None and due is None:
        warnings.append(
            f"{codes.BEFORE_FORMS} a report on {about.year}: there was no statutory form before {_FIRST}, so it has no cells"
        )
    form = found.form or due
    own = form.name if form else None
    return _Tabled(source, outline, about, own, found.cells, found.checks, unit, tuple(warnings))


def _tables(text: _Tabled) -> list[tuple[int, int]]:
    """The spans of tables in the view, in order: those of the form, and the statistics of reports before 2019."""
    found = tables.table_spans(text.source, text.outline.tables, text.cells)
    counted = text.outline.statistics
    if counted is None:
        return found
    apart = [span for span in found if span[1] <= counted[0] or span[0] >= counted[1]]
    return sorted([*apart, counted])


def _missing(form: Form, cells: dict[str, CellValue]) -> list[str]:
    """A warning for each table of which cells were not found."""
    if all(c.status == "missing" for c in cells.values()):
        return [f"{codes.NO_TABLE} no statutory table found"]
    warnings = []
    for table in form.tables:
        paths = [
            table.path(r, c) for r in range(len(table.rows)) for c in range(len(table.columns))
        ]
        lost = [p for p in paths if cells[p].status == "missing"]
        if len(lost) == len(paths):
            warnings.append(f"{codes.TABLE_LOST} table not found: {table.label}")
        elif lost:
            warnings.append(
                f"{codes.CELLS_LOST} {len(lost)} of {len(paths)} cells not read: {table.label}"
            )
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
