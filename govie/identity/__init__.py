"""Identifies the report: its agency, title and year, from what the text says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from govie.identity import titles, years
from govie.identity.agencies import Agencies, Agency, head
from govie.identity.candidates import KIND
from govie.identity.titles import Title

__all__ = ["Agencies", "Agency", "Identity", "Title", "read"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says of itself; None for what it does not say. ``is_report``: whether the text speaks of
    a report of this kind at all."""

    title: Title | None
    agency: Agency | None
    year: int | None
    is_report: bool


def read(view: str, first: int | None, agencies: Agencies) -> Identity:
    """The identity of the text ``view``, whose first heading is at ``first``."""
    front = head(view, first)
    agency = agencies.read(view, first, front)
    title = titles.find(front, agency)
    year = years.in_title(title.text) if title is not None else None
    if year is None:
        year = years.in_text(view, first)
    is_report = title is not None or KIND.search(view) is not None
    return Identity(title, agency, year, is_report)
