"""The data types of a report: cells, sections, counts, checks, each with its place in the text.

They are plain values; ``govie.report.Report`` adds how a report is shown and written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from govie.records import maker

Number = int | float
Status = Literal["read", "repaired", "blank", "missing", "corrected"]
Bound = Literal["exact", "about", "over", "under"]
BOUNDS: tuple[str, ...] = get_args(Bound)
DOUBTFUL = 0.9  # the confidence under which a value is to be checked, unless another is asked for
SUM_KINDS = ("sum", "balance")  # the kinds of checks that are sums of the form


@dataclass(frozen=True, slots=True)
class CellValue:
    """A cell of a statutory table as the report prints it.

    ``value``: the number (money in yuan), or ``None``. ``status``: ``read``; ``repaired``, recovered from
    damaged print, the pieces of a broken number or the form's sums; ``blank``, printed empty; ``missing``, not in
    the text or not legible; ``corrected``, by a person. ``confidence``: the calibrated probability that ``value``
    is what the report says. ``raw``: the characters printed; ``start``, ``end``: where they stand in the text, end
    exclusive, ``None`` where nothing is printed. ``why``: of a repaired cell, the sums or the pieces of print from
    which its value follows; of a corrected cell, the number of the decision.
    """

    value: Number | None
    status: Status
    confidence: float
    raw: str | None = None
    start: int | None = None
    end: int | None = None
    why: str | None = None


make_cell_value = maker(CellValue)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections, from its heading to the start of the next one.

    ``name``: ``overview``, ``disclosure``, ``requests``, ``review_litigation``, ``problems`` or ``other``.
    ``heading``: as printed. ``start``, ``end``: the section in the text, end exclusive. ``confidence``: the
    probability that the heading is this section's.
    """

    name: str
    heading: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Fact:
    """A count that the narrative states.

    ``topic``: one of ``govie.facts.topics.TOPICS``. ``item``: what is counted, as printed; ``value`` and
    ``unit``: the number and its measure word; ``bound``: whether the prose says exactly this many, or about,
    over or under; ``channel``: the medium, as printed. ``part_of``: the index in ``Report.facts`` of the
    total that this is a part of. ``start``, ``end``: the number in the text, end exclusive. ``kind``: the
    indicator that the item is a wording of (``requests_received.online``; ``govie/facts/indicators.toml``
    lists them), or ``None``. ``confidence``: the probability that every field is right, the item to the
    letter.
    """

    topic: str
    item: str
    value: Number
    unit: str | None
    bound: Bound
    channel: str | None
    part_of: int | None
    start: int
    end: int
    confidence: float
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check within a report: a sum that the form prescribes, or a number that prose and tables both state.

    ``kind``: ``sum``, ``balance`` (requests received and carried in equal those closed and carried to the next
    year) or ``narrative``. ``ok``: whether it holds; ``None`` where a cell is missing. ``expected``: what the parts
    add up to (for ``narrative``: the table's number); ``found``: the total that is printed (the narrative's
    number). ``paths``: the cells; ``start``, ``end``: for ``narrative``, the number in the sentence. ``confirmed``:
    the number of the decision by which a person confirmed that the agency printed it so.
    """

    name: str
    kind: Literal["sum", "balance", "narrative"]
    ok: bool | None
    expected: Number | None
    found: Number | None
    paths: tuple[str, ...]
    start: int | None = None
    end: int | None = None
    confirmed: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the text, end exclusive, and the probability that it is the right one."""

    start: int
    end: int
    confidence: float


UnitLevel = Literal["national", "province", "city", "county", "town", "zone"]


@dataclass(frozen=True, slots=True)
class Unit:
    """The administrative unit that an agency's name stands for, in the divisions of the year reported on.

    ``id``: stays the same over years, spellings and renamings. ``name``: written out in full. ``code``: six
    digits (GB/T 2260) of the lowest of province, city and county that is certain; for a zone (开发区), of the
    division it lies in. ``town_code``: nine digits of a town or street. ``kind``: ``government``, or the
    department's subject (教育, 税务 …). ``confidence``: the probability that the unit is right.
    """

    id: str
    name: str
    province: str | None
    city: str | None
    county: str | None
    town: str | None
    code: str | None
    town_code: str | None
    level: UnitLevel
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True, repr=False)
class ReportData:
    """The fields of a report.

    ``year``: the year reported on. ``form``: the statutory form, ``2019`` or ``2021``. ``cells``: exactly the cells
    of that form by path; empty without a form. ``agency``: the name without white space; ``agency_place``: where
    the text names it. ``warnings``: messages, each with a code (docs/reference.md). ``text``: the text that was
    read, kept for ``Report.to_html``; comparisons ignore it, and ``to_dict`` and pickles leave it out.
    """

    title: str | None
    agency: str | None
    year: int | None
    form: str | None
    sections: tuple[Section, ...]
    cells: Mapping[str, CellValue]
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]
    unit: Unit | None = None
    agency_place: Place | None = None
    text: str | None = field(default=None, compare=False, repr=False)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that fail: either the agency's own sums are wrong, or a cell was misread."""
        return tuple(check for check in self.checks if check.ok is False)

    def doubtful(self, below: float = DOUBTFUL) -> dict[str, CellValue]:
        """The cells whose confidence is under ``below``, by path; cells that a person corrected are left out."""
        doubted = ((p, c) for p, c in self.cells.items() if c.status != "corrected")
        return {p: c for p, c in doubted if c.confidence < below}

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types, with the keys that ``govie extract`` writes (see docs/reference.md)."""
        return {
            "title": self.title,
            "agency": self.agency,
            "agency_place": None if self.agency_place is None else as_dict(self.agency_place),
            "year": self.year,
            "unit": None if self.unit is None else as_dict(self.unit),
            "form": self.form,
            "sections": [as_dict(s) for s in self.sections],
            "cells": {path: _lean(as_dict(cell)) for path, cell in self.cells.items()},
            "facts": [as_dict(f) for f in self.facts],
            "checks": [_lean({**as_dict(c), "paths": list(c.paths)}) for c in self.checks],
            "warnings": list(self.warnings),
        }


def as_dict(item: Section | CellValue | Fact | Check | Unit | Place) -> dict[str, Any]:
    """The fields of a part of a report; ``dataclasses.asdict`` takes longer than writing the JSON."""
    return {name: getattr(item, name) for name in item.__slots__}


def _lean(part: dict[str, Any]) -> dict[str, Any]:
    """``part`` without ``why`` of a cell, or place and confirmation of a check, where these are ``None``."""
    keys = ("why",) if "why" in part else ("start", "end", "confirmed")
    gone = [key for key in keys if part[key] is None]
    return {k: v for k, v in part.items() if k not in gone} if gone else part
