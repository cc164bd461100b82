"""Who reports on which year, under which form: from the title, the preamble, the prose and the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govie import identity
from govie.form import Form, Label, form_of_year, forms, telling_rows
from govie.headers import cjk
from govie.identity import Agencies, Agency, Title
from govie.sections import Outline
from govie.source import Source

# A year in a cell of its own.
_YEAR_CELL = re.compile(r"(?<=[\t|\n])[ ]*(20[0-3]\d) ?年度?[ ]*(?=[\t|\n])")


@dataclass(frozen=True, slots=True)
class Meta:
    """``form`` is None where the text has neither a form's table nor a year."""

    title: Title | None
    agency: Agency | None
    year: int | None
    form: str | None
    warnings: tuple[str, ...] = ()


def read(source: Source, outline: Outline, agencies: Agencies) -> Meta:
    """What the report says of itself."""
    first = outline.headings[0].start if outline.headings else None
    said = identity.read(source.view, first, agencies)
    year = said.year
    expected = form_of_year(year) if year else None
    form = _form(source.view, outline, year)
    warnings = []
    # names of agencies stand in many texts
    agency = said.agency if said.is_report or outline.headings or outline.tables else None
    if said.title is None and agency is None and not outline.headings:
        warnings.append("W100 the text does not look like a 政府信息公开工作年度报告")
    if year is None:
        warnings.append("W102 no year found")
    if agency is None:
        warnings.append("W103 no agency found")
    if form and expected and form != expected.name:
        warnings.append(
            f"W104 the tables are those of form {form}, but a report on {year} had to use form {expected.name}"
        )
    compared = _years_of_columns(source.view, outline)
    if len(compared) > 1:
        years = ", ".join(map(str, compared))
        warnings.append(
            f"W110 the tables print several years side by side ({years}): see which one the cells are of"
        )
    return Meta(said.title, agency, year, form, tuple(warnings))


def _years_of_columns(view: str, outline: Outline) -> list[int]:
    """The years that head columns of the statutory tables."""
    if not outline.tables:
        return []
    start = min(a for a, _ in outline.tables.values())
    end = max(b for _, b in outline.tables.values())
    return sorted({int(m[1]) for m in _YEAR_CELL.finditer(view, start, end)})


def _form(view: str, outline: Outline, year: int | None) -> str | None:
    """The form whose own labels the tables print; by the year where there are no tables."""
    squeezed = "".join(view.split())
    expected = form_of_year(year) if year else None
    if expected and "requests" in outline.tables and not any(w in squeezed for w in telling_rows()):
        return expected.name  # the table of requests ends before the rows by which forms differ
    if outline.tables:
        votes = {
            name: float(sum(w in squeezed for w in words)) for name, words in _own_labels().items()
        }
        if expected and any(votes.values()):
            votes[expected.name] += 0.5
        best = max(votes, key=lambda name: votes[name])
        if votes[best] > max((v for n, v in votes.items() if n != best), default=0):
            return best
    return expected.name if expected else None


@cache
def _own_labels() -> dict[str, set[str]]:
    """The labels that only one form has, and the other in no wording and for no group."""
    names = {name: [*_names(form)] for name, form in forms().items()}
    wordings = {
        name: {w for n in own for w in (n.text, n.group or "", *n.variants)}
        for name, own in names.items()
    }
    return {
        name: {
            label.text
            for label in own
            if len(cjk(label.text)) >= 5
            and not any(
                label.text in theirs
                for n, other in wordings.items()
                if n != name
                for theirs in other
            )
        }
        for name, own in names.items()
    }


def _names(form: Form) -> Iterator[Label]:
    for table in form.tables:
        yield from table.rows
        yield from table.columns
