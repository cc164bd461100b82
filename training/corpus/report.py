"""A written report before it is typeset: prose with its facts, tables with their numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fact:
    """A count that the prose states (CONTRACT, Facts); ``start``, ``end`` are offsets in its paragraph,
    ``part_of`` is an index among its paragraph's facts. The places of item and channel are -1 where the
    text does not hold them in one piece."""

    topic: str
    item: str
    value: int | float
    unit: str | None
    start: int
    end: int
    bound: Literal["exact", "about", "over", "under"] = "exact"
    channel: str | None = None
    part_of: int | None = None
    item_start: int = -1
    item_end: int = -1
    channel_start: int = -1
    channel_end: int = -1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A title, a section's heading, a sub-heading, or prose."""

    kind: Literal["title", "heading", "subheading", "body"]
    text: str
    section: str | None = None
    facts: tuple[Fact, ...] = ()
    patterns: tuple[str, ...] = ()  # ids of the sentence patterns used: they keep splits apart


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Here stand the statutory tables of ``section`` (disclosure, requests or review_litigation)."""

    section: str


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell's figure and how the agency prints it: ``0``, ``+87``, ``2192.63万元``, ``-`` or nothing.

    ``number`` is the part of ``printed`` that prints the value (``2192.63万元`` of ``2192.63万元（含税）``).
    A number without a value is one whose unit nobody can turn into the cell's own.
    """

    value: int | float | None
    printed: str
    number: str


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """A row that the form does not have, printed after the row ``after`` of ``table``."""

    table: str
    after: str
    label: str
    group: str | None
    figures: tuple[str, ...]

    @property
    def key(self) -> str:
        """What tells it from the form's rows and from others of its label."""
        return f"{self.after} + {self.label}"


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """A column that the form does not have; ``figures`` by the row's key."""

    table: str
    place: Literal["first", "before total", "last"]
    head: str
    figures: dict[str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """Where an agency's tables depart from the form.

    ``lacks`` holds (table, row) of rows that are not printed, ``heads`` the printed head of a column by
    (table, column), ``disclosure`` the form whose disclosure tables are printed (``None``: the report's
    own), ``foreign`` the figures of those tables that are no cells of the report's form.
    """

    rows: tuple[ExtraRow, ...] = ()
    columns: tuple[ExtraColumn, ...] = ()
    lacks: frozenset[tuple[str, str]] = frozenset()
    heads: dict[tuple[str, str], str] = field(default_factory=dict)
    disclosure: str | None = None
    foreign: dict[str, PrintedCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """One agency's report on one year."""

    id: str
    agency: str
    level: str  # province, city, county, township, street, department
    year: int
    form: str
    title: str
    blocks: tuple[Paragraph | TablePlace, ...]
    cells: dict[str, PrintedCell]
    shape: Shape = field(default_factory=Shape)
