"""From a text to its report: source → sections → tables → checks, each a value made from the one before."""

from __future__ import annotations

from govie import arithmetic, meta, sections, tables
from govie.form import forms
from govie.report import Report, Section
from govie.sections import Heading
from govie.source import Source


def extract(text: str) -> Report:
    """Read one 政府信息公开工作年度报告: its sections, every cell of its statutory tables, their sums.

    ``text`` is one report in any layout. Offsets in the result are character offsets into ``text``, end
    exclusive. Whatever ``text`` holds, the answer is a ``Report``: what is not there is null, with a
    warning. Raises ``TypeError`` if ``text`` is not ``str``.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}: decode bytes first")
    source = Source.of(text)
    headings = sections.find(source)
    about = meta.read(source, headings)
    form = forms().get(about.form or "")
    warnings = list(about.warnings)
    cells = {}
    checks: tuple[arithmetic.Check, ...] = ()
    if form is not None:
        cells, more = tables.read(source, form, _regions(source, headings))
        warnings += more
        checks = arithmetic.check(form, cells)
    return Report(
        title=about.title,
        agency=about.agency,
        year=about.year,
        form=about.form,
        sections=tuple(_sections(source, headings)),
        cells=cells,
        facts=(),
        checks=checks,
        warnings=tuple(warnings),
    )


def _ends(source: Source, headings: list[Heading]) -> list[int]:
    return [h.start for h in headings[1:]] + [len(source.view)]


def _sections(source: Source, headings: list[Heading]) -> list[Section]:
    found = []
    for heading, end in zip(headings, _ends(source, headings), strict=True):
        start, stop = source.span(heading.start, end)
        left, right = source.span(heading.start, heading.end)
        found.append(
            Section(heading.name, source.raw[left:right], start, stop, min(0.99, heading.score / 1.5))
        )
    return found


def _regions(source: Source, headings: list[Heading]) -> list[tables.Region]:
    ends = _ends(source, headings)
    return [
        tables.Region(h.name, h.end, end)
        for h, end in zip(headings, ends, strict=True)
        if h.name in {t.section for f in forms().values() for t in f.tables}
    ]
