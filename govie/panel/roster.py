"""The units and years that a user expects reports of, and which of them a panel lacks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from govie import units
from govie.panel.checks import PanelCheck
from govie.panel.keys import Key, folded
from govie.units import Unit, divisions, places

_YEARS = re.compile(r"(20\d\d)(?:\s*[-–—至]\s*(20\d\d))?")
_GOVERNMENT = "人民政府"


@dataclass(frozen=True, slots=True)
class Expected:
    """A unit that should have a report on each of ``years``; without any, on every year of the panel."""

    agency: str
    code: str
    unit_id: str
    years: tuple[int, ...]

    def unit(self, year: int) -> tuple[str, str]:
        """The unit's id in ``year`` and its name; ``ValueError`` where that is not certain."""
        if self.unit_id:
            return self.unit_id, self.agency or self.unit_id
        hint = places.of_code(self.code, year) if self.code else None
        found, reason = units.resolve(self.agency or _GOVERNMENT, year, "", hint)
        if found is None:
            raise ValueError(reason or "no agency")
        return self._own(found), found.name

    def _own(self, found: Unit) -> str:
        """A code of nine digits alone is a town's government, of which no name says the town."""
        town = len(self.code) == 9 and not self.agency
        return f"{self.code}/{_GOVERNMENT}" if town else found.id


@dataclass(frozen=True, slots=True)
class Roster:
    """A list of units and years."""

    expected: tuple[Expected, ...]

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Roster | None:
        """The list in a CSV file with the columns ``year`` and ``agency``, ``code`` or ``unit_id``.

        ``agency``: a name, with the ``code`` of its division (six digits) or town (nine) where the name
        does not hold that; a code alone is the government's; ``year``: 2021, or 2019-2023, or empty, for
        every year of the panel. ``None`` for a file without ``year``, which only says which places files
        are of. Raises ``ValueError`` for a row without a certain unit, ``OSError`` where it cannot be read.
        """
        names, rows = places.read_csv(path)
        if "year" not in names:
            return None
        if not {"unit_id", "agency", "code"} & {*names}:
            raise ValueError(f"{path}: needs a column agency, code or unit_id beside year")
        found = []
        for line, row in rows:
            try:
                found.append(_expected(row))
            except ValueError as error:
                raise ValueError(f"{path}:{line}: {error}") from None
        return cls(tuple(found))

    def absent(self, keys: Iterable[Key]) -> Iterator[PanelCheck]:
        """Each unit and year of which none of ``keys`` is, with the files that may be its."""
        known: set[tuple[str, int]] = set()
        unsure: dict[int, list[Key]] = {}
        years: set[int] = set()
        for key in keys:
            years.add(key.year)
            if key.unit is not None:
                known.add((key.unit, key.year))
            else:
                unsure.setdefault(key.year, []).append(key)
        for one in self.expected:
            for year in one.years or sorted(years):
                try:
                    unit, name = one.unit(year)
                except ValueError as error:
                    yield _unknown(one, year, str(error))
                    continue
                if (unit, year) not in known:
                    yield _absent(unit, name, year, unsure.get(year, ()))


def _expected(row: Mapping[str, str | None]) -> Expected:
    agency, code, unit_id, year = (
        (row.get(name) or "").strip() for name in ("agency", "code", "unit_id", "year")
    )
    if not (agency or code or unit_id):
        raise ValueError("a row without unit")
    if code:
        places.known(code)
    years: tuple[int, ...] = ()
    if year:
        match = _YEARS.fullmatch(year)
        if match is None:
            raise ValueError(f"{year!r} is no year (2021) and no years (2019-2023)")
        years = tuple(range(int(match[1]), int(match[2] or match[1]) + 1))
        if not years:
            raise ValueError(f"{year!r} ends before it begins")
    one = Expected(agency, code, unit_id, years)
    try:
        one.unit(years[-1] if years else divisions.LAST)
    except ValueError as error:
        raise ValueError(f"{error}: {agency or code}") from None
    return one


def _unknown(one: Expected, year: int, reason: str) -> PanelCheck:
    name = one.agency or one.code
    return PanelCheck("absent", name, year, None, None, (), f"{year} 年没有这个单位：{reason}")


def _absent(unit: str, name: str, year: int, unsure: Iterable[Key]) -> PanelCheck:
    full = folded(name)
    maybe = tuple(key.file for key in unsure if full.endswith(folded(key.agency)))
    said = f"没有可以确定为该单位 {year} 年度的报告" + ("；可能是所列文件" if maybe else "")
    return PanelCheck("absent", name, year, None, None, maybe, said, unit)
