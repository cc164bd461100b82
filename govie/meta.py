"""Reads the report's title, agency and year, and warns where the text does not look like one report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govie import codes
from govie.identity import titles, years
from govie.identity.agencies import Agencies, Agency, head
from govie.identity.candidates import KIND
from govie.identity.titles import Title
from govie.sections import Outline
from govie.text.source import Source

_MOST_SPACES = 20  # before a year in its cell
# A year in a cell of its own.
_YEAR_CELL = re.compile(r"(20[0-3]\d) ?年度?[ ]*(?=[\t|\n])")


@dataclass(frozen=True, slots=True)
class Meta:
    """Title, agency and year of a report, ``None`` where they are not in the text, and warnings about them."""

    title: Title | None
    agency: Agency | None
    year: int | None
    warnings: tuple[str, ...] = ()


def read(source: Source, outline: Outline, agencies: Agencies) -> Meta:
    """The title, agency and year of the report, with warnings where one is missing or several years are."""
    view = source.view
    first = outline.headings[0].start if outline.headings else None
    front = head(view, first)
    agency = agencies.read(view, first, front)
    title = titles.find(front, agency)
    year = years.in_title(title.text) if title is not None else None
    if year is None:
        year = years.in_text(view, first)
    warnings = []
    # texts of any kind name agencies
    if not (title or outline.headings or outline.tables or KIND.search(view)):
        agency = None
    if title is None and agency is None and not outline.headings:
        warnings.append(f"{codes.NO_REPORT} the text does not look like a 政府信息公开工作年度报告")
    if year is None:
        warnings.append(f"{codes.NO_YEAR} no year found")
    if agency is None:
        warnings.append(f"{codes.NO_AGENCY} no agency found")
    compared = _years_of_columns(view, outline)
    if len(compared) > 1:
        several = ", ".join(map(str, compared))
        warnings.append(
            f"{codes.SEVERAL_YEARS} the tables print several years side by side ({several}): see which one the cells are of"
        )
    return Meta(title, agency, year, tuple(warnings))


def _years_of_columns(view: str, outline: Outline) -> list[int]:
    """The years that head columns of the statutory tables."""
    if not outline.tables:
        return []
    start = min(a for a, _ in outline.tables.values())
    end = max(b for _, b in outline.tables.values())
    # Searched for by the year, and only then by what stands before it: most of a text is passed over at once.
    return sorted(
        {
            int(m[1])
            for m in _YEAR_CELL.finditer(view, start, end)
            if view[max(0, start - 1, m.start() - _MOST_SPACES) : m.start()]
            .rstrip(" ")
            .endswith(("\t", "|", "\n"))
        }
    )
