"""China's provinces, cities, counties and towns by year, from the data in the package.

A ``Division`` is a division under one name and code for a range of years; its ``id`` stays the same when its name,
code or kind changes (楚州区 and 淮安区, 密云县 and 密云区).
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, TypeVar, cast

from govie.units.patterns import AUTONOMOUS, WORDS

FIRST, LAST = 2003, 2025
Level = Literal["province", "city", "county"]
Value = TypeVar("Value")

_PROVINCE_END = re.compile(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$")
_END = re.compile(r"(?:市|地区|区|县|盟|林区|特区)$")
_HOST = re.compile(r"(?<![\w.@-])((?:[a-z0-9-]+\.){1,4})gov\.cn", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Division:
    """A division from the year ``first`` to ``last``. ``code``: six digits, GB/T 2260; ``city``, ``province``: ids of
    the divisions above, or ""."""

    level: Level
    id: str
    code: str
    name: str
    city: str
    province: str
    first: int
    last: int

    @property
    def short(self) -> str:
        """The name without the word for its kind, unless only one character would be left."""
        if self.level == "province":
            return _PROVINCE_END.sub("", self.name)
        if match := _autonomous(self.name):
            return match["own"]
        bare = _END.sub("", self.name)
        return bare if len(bare) > 1 else self.name


def _autonomous(name: str) -> re.Match[str] | None:
    """The parts of an autonomous county's or prefecture's ``name``; None for other divisions, which are most."""
    return AUTONOMOUS.match(name) if "自治" in name else None


@cache
def every() -> tuple[Division, ...]:
    """All divisions of all years."""
    return tuple(
        Division(cast(Level, level), key, code, name, city, province, int(first), int(last))
        for level, key, code, name, city, province, first, last in (
            line.split("\t") for line in _lines("divisions.txt.xz")
        )
    )


def spells(identifier: str) -> Sequence[Division]:
    """The division with that id under all of its names and codes, in the order of ``every``; none for ""."""
    return _by_identifier().get(identifier, ())


@cache
def _by_identifier() -> dict[str, tuple[Division, ...]]:
    return _grouped((division.id, division) for division in every())


def _grouped(pairs: Iterable[tuple[str, Value]]) -> dict[str, tuple[Value, ...]]:
    """The values of each key, in the order of ``pairs``."""
    found: dict[str, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _lines(name: str) -> list[str]:
    """The lines of one of the package's data files, comments left out."""
    data = resources.files("govie.units").joinpath(name).read_bytes()
    text = lzma.decompress(data).decode("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def within(year: int) -> int:
    """``year``, or the nearest year that the data have."""
    return min(max(year, FIRST), LAST)


@lru_cache(maxsize=LAST - FIRST + 1)
def by_id(year: int) -> dict[str, Division]:
    """The divisions of ``year`` by their id."""
    return {d.id: d for d in every() if d.first <= year <= d.last}


def at(identifier: str, year: int) -> Division | None:
    """The division with this id in ``year``; None where there was none then."""
    return by_id(year).get(identifier)


def those(identifiers: Iterable[str], year: int) -> list[Division]:
    """The divisions with these ids in ``year``, in their order; ids that no division has then are skipped."""
    return [division for i in identifiers if (division := at(i, year)) is not None]


def of_code(code: str, year: int) -> Division | None:
    """The division with the six digits ``code`` in ``year``; else the one in ``year`` that had them in another year."""
    known = [d for d in every() if d.code == code]
    now = [d for d in known if d.first <= year <= d.last]
    if now:
        return now[0]
    return next((d for k in known if (d := at(k.id, year)) is not None), None)


def names(division: Division) -> Iterator[str]:
    """The ways of writing a division's full name: 阜新蒙古族自治县 is 阜新县 as well."""
    yield division.name
    if division.level == "province":
        if division.short != division.name and division.name.endswith("自治区"):
            yield division.short + "自治区"
    elif match := _autonomous(division.name):
        yield match["own"] + match["kind"]
        yield f"{match['own']}自治{match['kind']}"


@lru_cache(maxsize=LAST - FIRST + 1)
def full_names(year: int) -> dict[str, tuple[Division, ...]]:
    """The divisions of ``year`` by every full name that they are written with."""
    everyday = WORDS["everyday"]
    return _grouped(
        (name, division)
        for division in by_id(year).values()
        for name in {*names(division), everyday.get(division.name, division.name)}
    )


@lru_cache(maxsize=LAST - FIRST + 1)
def short_names(year: int) -> dict[str, tuple[Division, ...]]:
    """The divisions of ``year`` by their short name, where that has two characters at least."""
    return _grouped((name, d) for d in by_id(year).values() if len(name := d.short) >= 2)


@cache
def ever() -> dict[str, frozenset[str]]:
    """The ids of the divisions that had a full name in any year."""
    ids = _grouped((name, division.id) for division in every() for name in names(division))
    return {name: frozenset(found) for name, found in ids.items()}


@cache
def _towns() -> dict[str, str]:
    """The line of towns of each county, or of each city without counties, by its id: its code and, after a tab, the last
    three digits and the name of each town. Few of the lines are ever taken apart."""
    ids = {d.code: d.id for d in every() if d.last == LAST}
    coded = ((line.partition("\t")[0], line) for line in _lines("towns.txt.xz"))
    return {ids.get(code, code): line for code, line in coded}


@cache
def towns_of(identifier: str) -> dict[str, str]:
    """The towns of a county (or of a city without counties), by name, with their nine digits."""
    code, _, names = _towns().get(identifier, "").partition("\t")
    return {name[3:]: code + name[:3] for name in names.split()}


@cache
def _places_of_towns() -> dict[str, tuple[str, ...]]:
    return _grouped(
        (name[3:], county)
        for county, line in _towns().items()
        for name in line.partition("\t")[2].split()
    )


def counties_with(town: str) -> tuple[str, ...]:
    """The ids of the counties that have a town of this name in ``LAST``."""
    return _places_of_towns().get(town, ())


@cache
def _spelled() -> dict[str, frozenset[str]]:
    """The short names of divisions by their spelling in addresses."""
    rows = (line.split("\t") for line in _lines("sites.txt.xz"))
    names = _grouped((spelling, name) for name, spelling in rows)
    return {spelling: frozenset(found) for spelling, found in names.items()}


def of_sites(text: str, year: int, *, alone: bool) -> list[Division]:
    """The divisions of ``year`` that addresses of government sites in ``text`` (``www.rongchang.gov.cn``) may name;
    ``alone``: without ambiguous spellings (hebei is a province and a district of Tianjin)."""
    if "gov.cn" not in text.lower():
        return []
    labels = {label.lower() for m in _HOST.finditer(text) for label in m[1].split(".") if label}
    short = short_names(year)
    found = []
    for label in sorted(labels):
        known = [d for name in _spelled().get(label, ()) for d in short.get(name, ())]
        if len(known) == 1 or not alone:
            found += known
    return found
