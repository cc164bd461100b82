"""The list of units and years of which a user expects reports, and the check for those that a panel lacks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from govie import units
from govie.panel.checks import PanelCheck
from govie.panel.keys import Key, folded
from govie.units import Unit, divisions, names, places
from govie.units.patterns import GOVERNMENT_NAME

_SHOWN = 5  # candidates that are listed; some names of towns have a hundred
_YEARS = re.compile(r"(20\d\d)(?:\s*[-–—至]\s*(20\d\d))?")


@dataclass(frozen=True, slots=True)
class Expected:
    """A unit of which a report is expected on each of ``years``; if these are empty, on every year of the panel."""

    agency: str
    code: str
    unit_id: str
    years: tuple[int, ...]

    def unit(self, year: int) -> tuple[str, str]:
        """The unit's id in ``year`` and its name. Raises ``ValueError`` where it is not certain."""
        if self.unit_id:
            return self.unit_id, self.agency or self.unit_id
        hint = places.of_code(self.code, year) if self.code else None
        found, reason = units.resolve(self.agency or GOVERNMENT_NAME, year, "", hint)
        if found is None:
            raise ValueError(reason or "no agency")
        return self._own(found), found.name

    def candidates(self, year: int) -> list[Unit]:
        """The units that a name without a place may stand for, in the divisions of ``year``."""
        when = divisions.within(year)
        parsed = names.parse(self.agency, when)
        codes = [d.code for d in divisions.those(parsed.places, when)]
        if not codes and parsed.town is not None:
            counties = divisions.counties_with(parsed.town)
            codes = [divisions.towns_of(county)[parsed.town] for county in counties]
        hints = [places.of_code(code, year) for code in sorted(codes)]
        found = [units.resolve(self.agency, year, "", hint)[0] for hint in hints]
        return [unit for unit in found if unit is not None]

    def _own(self, found: Unit) -> str:
        """The id of ``found``; a code of nine digits without a name stands for a town's government, and makes its id."""
        town = len(self.code) == 9 and not self.agency
        return f"{self.code}/{GOVERNMENT_NAME}" if town else found.id


@dataclass(frozen=True, slots=True)
class Roster:
    """A list of units and years. ``uncertain``: a message for each name whose unit is not certain."""

    expected: tuple[Expected, ...]
    uncertain: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Roster | None:
        """The list in a CSV file with the columns ``year`` and ``agency``, ``code`` or ``unit_id``.

        ``agency``: a name; where it does not name its place, with the ``code`` of its division (six digits) or
        town (nine). A code alone stands for the government. ``year``: 2021, or 2019-2023, or empty for every year
        of the panel. ``None`` for a file without ``year``, which only gives the places of files. Raises
        ``ValueError`` for a row without a unit or with no valid year, ``OSError`` where the file cannot be read.
        """
        columns, rows = places.read_csv(path)
        if "year" not in columns:
            return None
        if not {"unit_id", "agency", "code"} & {*columns}:
            raise ValueError(f"{path}: needs a column agency, code or unit_id beside year")
        found, uncertain = [], []
        for line, row in rows:
            try:
                found.append(one := _expected(row))
            except ValueError as error:
                raise ValueError(f"{path}:{line}: {error}") from None
            year = one.years[-1] if one.years else divisions.LAST
            try:
                one.unit(year)
            except ValueError as error:
                listed = _listed(
                    [f"{u.name} {u.town_code or u.code}" for u in one.candidates(year)]
                )
                maybe = f"; may be {listed}: write its code beside it" if listed else ""
                uncertain.append(f"{path}:{line}: {one.agency or one.code}: {error}{maybe}")
        return cls(tuple(found), tuple(uncertain))

    def absent(self, keys: Iterable[Key]) -> Iterator[PanelCheck]:
        """A check ``absent`` for each expected unit and year without a report among ``keys``, with the files that may
        be that report."""
        known: dict[tuple[str, int], list[Key]] = {}
        unsure: dict[int, list[Key]] = {}
        years: set[int] = set()
        for key in keys:
            years.add(key.year)
            if key.unit is not None:
                known.setdefault((key.unit, key.year), []).append(key)
            else:
                unsure.setdefault(key.year, []).append(key)
        for one in self.expected:
            for year in one.years or sorted(years):
                try:
                    unit, name = one.unit(year)
                except ValueError as error:
                    able = one.candidates(year)
                    held = [key for u in able for key in known.get((u.id, year), ())]
                    maybe = [*held, *_alike(one.agency, unsure.get(year, ()))]
                    yield _uncertain(one, year, str(error), able, maybe)
                    continue
                if (unit, year) not in known:
                    yield _absent(unit, name, year, _alike(name, unsure.get(year, ())))


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
    return Expected(agency, code, unit_id, years)


def _listed(names: Sequence[str]) -> str:
    rest = f" … {len(names)} in all" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + rest


def _alike(name: str, unsure: Iterable[Key]) -> list[Key]:
    """Those reports without a certain unit that may be of the unit called ``name``."""
    full = folded(name)
    return [key for key in unsure if full.endswith(folded(key.agency))]


def _uncertain(
    one: Expected, year: int, reason: str, able: Sequence[Unit], maybe: Iterable[Key]
) -> PanelCheck:
    name, files = one.agency or one.code, tuple(key.file for key in maybe)
    message = f"{year} 年不能确定是哪个单位：{reason}"
    if able:
        message += f"；可能是 {_listed([unit.name for unit in able])}"
    return PanelCheck("absent", name, year, None, None, files, message)


def _absent(unit: str, name: str, year: int, unsure: Iterable[Key]) -> PanelCheck:
    maybe = tuple(key.file for key in unsure)
    message = f"没有可以确定为该单位 {year} 年度的报告" + ("；可能是所列文件" if maybe else "")
    return PanelCheck("absent", name, year, None, None, maybe, message, unit)
