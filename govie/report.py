"""What ``govie.extract`` returns: a report's cells, sections, counts and checks, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas

Number = int | float
Status = Literal["read", "repaired", "blank", "missing", "corrected"]


@dataclass(frozen=True, slots=True)
class CellValue:
    """A cell as the report prints it.

    ``value``: the number (money in yuan) or ``None``; ``status``: ``read``, ``repaired``, ``blank``,
    ``missing`` or ``corrected`` (a person said so); ``raw``: the print; ``start``, ``end``: its characters in the text, end exclusive,
    ``None`` where nothing is printed; ``confidence``: probability that ``value`` is what the report
    says; ``why``: what a repaired cell follows from, arithmetic or the pieces of its print; of a corrected
    one the decision's number.
    """

    value: Number | None
    status: Status
    confidence: float
    raw: str | None = None
    start: int | None = None
    end: int | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections: from its heading to where the next one starts."""

    name: str
    heading: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Fact:
    """A count that the narrative states; keys as in the contract.

    ``item`` and ``channel`` are as printed; ``kind`` is the indicator that the item is a wording of
    (``requests_received.online``; the list is ``govie/facts/indicators.toml``), ``None`` where it is none.
    ``confidence`` is the probability that all of the fact is right, the item to the letter.
    """

    topic: str
    item: str
    value: Number
    unit: str | None
    bound: Literal["exact", "about", "over", "under"]
    channel: str | None
    part_of: int | None
    start: int
    end: int
    confidence: float
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One sum that the form prescribes; ``ok`` is ``None`` where a cell is missing.

    A check of the narrative against a table names both places: ``paths`` are the cells, ``start`` and
    ``end`` the number in the sentence. ``confirmed``: the number of the decision by which a person
    said that the agency printed it so.
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
    """Where in the text something is said, end exclusive, and the probability that it is meant."""

    start: int
    end: int
    confidence: float


UnitLevel = Literal["national", "province", "city", "county", "town", "zone"]


@dataclass(frozen=True, slots=True)
class Unit:
    """The administrative unit behind an agency's name, in the divisions of the year reported on.

    ``id``: the same over years, spellings and renamings; ``name``: written out in full; ``code``: six
    digits (GB/T 2260) of the lowest of province, city and county that is sure, of a zone (开发区) that of
    the division it lies in; ``town_code``: nine digits of a town or street; ``kind``: ``government``, or
    the department's subject (教育, 税务 …); ``confidence``: probability that the unit is right.
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
class Report:
    """One report, read. ``cells`` holds every path of ``form``, always, and no other path.

    ``agency_place``: where the text names the agency; its characters simplified are ``agency``.

    ``text`` is what was read, at hand for ``to_html``: it is no part of the result, so that two reports
    are equal whatever it is, and ``to_dict`` and pickles leave it out.
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
        """The checks that do not come out: the agency's sums, or a reading to look at."""
        return tuple(check for check in self.checks if check.ok is False)

    def doubtful(self, below: float = 0.9) -> dict[str, CellValue]:
        """The cells that have a value, or may have one, with a confidence under ``below``.

        What a person corrected is not doubtful.
        """
        doubted = ((p, c) for p, c in self.cells.items() if c.status != "corrected")
        return {p: c for p, c in doubted if c.confidence < below}

    def __repr__(self) -> str:
        """Three lines: who reports on what, the cells and sums, the rest."""
        about = (self.agency, self.year, self.form and f"form {self.form}")
        states = Counter(cell.status for cell in self.cells.values())
        counts = [f"{n} {status}" for status, n in states.most_common()]
        known = [check for check in self.checks if check.ok is not None]
        codes = " ".join(dict.fromkeys(w.partition(" ")[0] for w in self.warnings))
        return (
            f"Report({', '.join(str(a) for a in about if a is not None) or 'unknown'}: "
            f"{' '.join((self.title or 'no title').split())[:80]}\n"
            f"  {len(self.cells)} cells ({', '.join(counts) or 'no form'}), "
            f"{len(self.doubtful())} doubtful; {len(self.failed)} of {len(known)} checks fail\n"
            f"  {len(self.sections)} sections, {len(self.facts)} facts; warnings: {codes or 'none'})"
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types, in the shape of the contract."""
        return {
            "title": self.title,
            "agency": self.agency,
            "agency_place": None if self.agency_place is None else _plain(self.agency_place),
            "year": self.year,
            "unit": None if self.unit is None else _plain(self.unit),
            "form": self.form,
            "sections": [_plain(s) for s in self.sections],
            "cells": {path: _lean(_plain(cell)) for path, cell in self.cells.items()},
            "facts": [_plain(f) for f in self.facts],
            "checks": [_lean({**_plain(c), "paths": list(c.paths)}) for c in self.checks],
            "warnings": list(self.warnings),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """The report that ``to_dict`` wrote; ``KeyError`` or ``TypeError`` where ``data`` is not one."""
        return cls(
            title=data["title"],
            agency=data["agency"],
            year=data["year"],
            form=data["form"],
            sections=tuple(Section(**s) for s in data["sections"]),
            cells={path: CellValue(**cell) for path, cell in data["cells"].items()},
            facts=tuple(Fact(**f) for f in data["facts"]),
            checks=tuple(Check(**{**c, "paths": tuple(c["paths"])}) for c in data["checks"]),
            warnings=tuple(data["warnings"]),
            unit=Unit(**data["unit"]) if data.get("unit") else None,
            agency_place=Place(**data["agency_place"]) if data.get("agency_place") else None,
        )

    def to_frame(self) -> pandas.DataFrame:
        """A row per cell: path, value, status, confidence, raw, start, end, why. Needs pandas."""
        import pandas

        rows = [{"path": path, **asdict(cell)} for path, cell in self.cells.items()]
        frame: pandas.DataFrame = pandas.DataFrame(rows)
        return frame

    def to_html(self, text: str | None = None) -> str:
        """A page to look at: the text with what was read marked in it, the tables, counts and sums.

        One self-contained HTML document that needs no network. ``text`` is what the report was read
        from; it is only needed where ``self.text`` is ``None``, in a report that ``from_dict`` or a
        pickle gave; without it the page shows the tables alone. Raises ``ValueError`` if ``text`` is
        too short to be the one.
        """
        from govie.view import page

        return page([("", self, self.text if text is None else text)])

    def _repr_html_(self) -> str:
        """The page of ``to_html`` as a notebook shows it: in a frame of its own."""
        from govie.view import frame

        return frame(self.to_html())

    def __reduce__(self) -> tuple[Any, ...]:
        return Report, tuple(getattr(self, f.name) for f in fields(self) if f.name != "text")


def _plain(item: Section | CellValue | Fact | Check | Unit | Place) -> dict[str, Any]:
    """As ``asdict``, without its deep copies: they took longer than writing the JSON."""
    return {name: getattr(item, name) for name in item.__slots__}


def _lean(part: dict[str, Any]) -> dict[str, Any]:
    """A cell's ``why``, a check's place and who confirmed it are only written where there is one."""
    keys = ("why",) if "why" in part else ("start", "end", "confirmed")
    gone = [key for key in keys if part[key] is None]
    return {k: v for k, v in part.items() if k not in gone} if gone else part
