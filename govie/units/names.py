"""Parses an agency's name into division, town, zone and department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from govie.units import divisions, kinds, patterns
from govie.units.divisions import Division
from govie.units.kinds import Kind
from govie.units.patterns import WORDS

_LONGEST = 15  # characters of a division's name
_NO_TOWNS = tuple(WORDS["no_towns"])
_SUBJECTS = frozenset(WORDS["subjects"])
_IN_FULL: dict[str, str] = WORDS["zones_in_full"]
_NEW_AREAS: dict[str, str] = WORDS["new_areas"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The parts of a name. ``places``: ids of the lowest divisions that it may refer to; ``above``: ids of those that
    it includes above them; ``unit``: the word for the kind of its place where it includes none (``区``); ``tail``: the
    rest of the name; ``old``: whether a place's name is of another year; ``alike``: whether ``places`` only share
    their name with the zone."""

    tail: str
    kind: Kind
    places: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    unit: str = ""
    town: str | None = None
    zone: str | None = None
    reason: str | None = None
    old: bool = False
    alike: bool = False
    national: bool = False


def parse(name: str, year: int) -> Parsed:
    """The parts of ``name``, an agency's, in the divisions of ``year``."""
    name = "".join(name.split())
    above = patterns.ABOVE.match(name)
    bare = name[above.end() :] if above else name
    found = _places(bare, year)
    old = False
    if found is None:
        found = _former(bare, year)
        old = found is not None
    if found is None:
        return _placeless(name, bare, year)
    found = _with_county(found, bare, year)
    parsed = _tail(found.places, found.above, bare[found.end :], year)
    # 昭通市水富县: the city's name is current, the county was renamed
    former = _former(bare, year, found.end) if parsed.reason is not None and not old else None
    if former is not None:
        found, old = former, True
        parsed = _tail(found.places, found.above, bare[found.end :], year)
    if parsed.zone is not None:
        parsed = replace(parsed, zone=_zone(parsed.zone, found, year))
    return replace(parsed, old=old) if old else parsed


def _zone(zone: str, found: _Found, year: int) -> str:
    """A zone's name for its id: with the short name of its city (武汉东湖新技术开发区), but without that of its county."""
    for old, new in _IN_FULL.items():
        if zone.endswith(old):
            zone = zone.removesuffix(old) + new
    places = divisions.those(found.places, year)
    if len(places) != 1:
        return zone
    short = places[0].short
    if places[0].level == "county":
        rest = zone.removeprefix(short)
        return rest if patterns.CALLED_ALIKE.match(rest) else zone
    return zone if zone.startswith(short) else short + zone


@dataclass(frozen=True, slots=True)
class _Found:
    end: int
    places: frozenset[str]
    above: frozenset[str]


_Chain = tuple[int, Division, frozenset[str]]
"""The end of a chain of divisions in a name, its lowest division, the ids of those above."""


def _places(name: str, year: int) -> _Found | None:
    """The longest chain of divisions that ``name`` begins with."""
    chains: list[_Chain] = []
    full = divisions.full_names(year)
    _walk(name, 0, None, frozenset(), full, chains)
    if not chains:
        return _short(name, year, full)
    return _longest(chains)


def _longest(chains: Sequence[_Chain]) -> _Found:
    end = max(chain[0] for chain in chains)
    best = [chain for chain in chains if chain[0] == end]
    # of two analyses of the same characters the one with more divisions above is preferred
    most = max(len(chain[2]) for chain in best)
    best = [chain for chain in best if len(chain[2]) == most]
    above: frozenset[str] = frozenset().union(*(chain[2] for chain in best))
    return _Found(end, frozenset(d.id for _, d, _ in best), above)


def _walk(
    name: str,
    at: int,
    last: Division | None,
    above: frozenset[str],
    full: dict[str, tuple[Division, ...]],
    chains: list[_Chain],
) -> None:
    for end in range(at + 2, min(len(name), at + _LONGEST) + 1):
        for division in full.get(name[at:end], ()):
            if last is not None and not _is_in(division, last):
                continue
            chains.append((end, division, above))
            _walk(name, end, division, above | {division.id}, full, chains)


def _is_in(division: Division, above: Division) -> bool:
    return above.id in (division.city, division.province) and above.level != "county"


def _short(name: str, year: int, full: dict[str, tuple[Division, ...]]) -> _Found | None:
    """A province or city without the word for its kind, confirmed by what follows: a county in it (江苏淮安区), a zone
    (武汉东湖新技术开发区), a branch of a state agency."""
    for size in range(min(len(name) - 1, 8), 1, -1):
        for division in divisions.short_names(year).get(name[:size], ()):
            if division.level == "county":
                continue
            chains: list[_Chain] = []
            _walk(name, size, division, frozenset({division.id}), full, chains)
            if chains:
                return _longest(chains)
            rest = name[size:]
            zone = patterns.ZONE.match(rest)
            if (
                (zone and not patterns.LEVEL.match(rest) and _has_zones(division))
                or any(_is_in(d, division) for d in _called_alike(rest, year))
                or (
                    patterns.PROVINCIAL if division.level == "province" else patterns.STATE_BRANCH
                ).fullmatch(rest)
            ):
                return _Found(size, frozenset({division.id}), frozenset())
    return None


def _called_alike(name: str, year: int) -> list[Division]:
    """The counties that share their short name with the zone at the beginning of ``name`` (平潭综合实验区)."""
    short = divisions.short_names(year)
    for size in range(min(len(name) - 2, _LONGEST), 1, -1):
        found = [d for d in short.get(name[:size], ()) if d.level == "county"]
        if patterns.COMMON.fullmatch(name, 0, size):
            continue  # 新兴 is a county, and an adjective of industries
        if found and patterns.CALLED_ALIKE.match(name, size):
            return found
    return []


def _with_county(found: _Found, name: str, year: int) -> _Found:
    """``found``, or the county in it whose name the zone after it has: 福建省平潭综合实验区."""
    rest = name[found.end :]
    upper = divisions.those(found.places, year)
    counties = [d for d in _called_alike(rest, year) if any(_is_in(d, above) for above in upper)]
    if len(counties) != 1:
        return found
    end = found.end + len(counties[0].short)
    return _Found(end, frozenset({counties[0].id}), found.above | found.places)


def _has_zones(division: Division) -> bool:
    """Zones are named after cities, and after the provinces that are cities."""
    return division.level == "city" or division.name.endswith("市")


def _former(name: str, year: int, beyond: int = 0) -> _Found | None:
    """Divisions by their names of another year, which a report may keep or anticipate.

    ``beyond``: where the divisions by their names of ``year`` end in ``name``.
    """
    if not _ever(name):
        return None
    near = [y for y in (year + 1, year - 1) if divisions.FIRST <= y <= divisions.LAST]
    for other in [
        *near,
        *range(year - 2, divisions.FIRST - 1, -1),
        *range(year + 2, divisions.LAST + 1),
    ]:
        found = _places(name, other)
        if found is None or found.end <= beyond:
            continue
        still = frozenset(d.id for d in divisions.those(found.places, year))
        called = {d.name for d in divisions.those(still, other)}
        # in another year another division may have had the name
        alone = found.above or all(len(divisions.ever().get(n, ())) == 1 for n in called)
        if still and (other in near or (still == found.places and alone)):
            return replace(found, places=still)
        return None
    return None


def _ever(name: str) -> frozenset[str]:
    for end in range(min(len(name), _LONGEST), 1, -1):
        if name[:end] in divisions.ever():
            return divisions.ever()[name[:end]]
    return frozenset()


def _placeless(name: str, bare: str, year: int) -> Parsed:
    if patterns.NATIONAL.match(name) and not patterns.BELOW.search(name):
        subject = kinds.of(patterns.STATE.sub("", name)).kind
        return Parsed(name, Kind(subject, name), national=True)
    town = patterns.TOWN.match(bare)
    if town and _is_town(town["town"]) and patterns.TOWN_REST.fullmatch(town["rest"]):
        return _townish(frozenset(), frozenset(), town["town"], town["rest"])
    if area := max((z for z in _NEW_AREAS if bare.startswith(z)), key=len, default=""):
        rest = bare[len(area) :]
        return Parsed(rest, kinds.of(_own(rest)), frozenset({_NEW_AREAS[area]}), zone=area)
    if match := patterns.BARE.match(bare):
        return Parsed(match["rest"], kinds.of(match["rest"]), unit=match["unit"])
    if counties := _called_alike(bare, year):
        found = frozenset(d.id for d in counties)
        return replace(_tail(found, frozenset(), bare[len(counties[0].short) :], year), alike=True)
    if zone := patterns.ZONE.match(bare):
        return Parsed(zone["rest"], kinds.of(_own(zone["rest"])), zone=zone["zone"])
    return Parsed(bare, kinds.of(bare))


def _is_town(name: str) -> bool:
    """Whether ``name`` may be a town's: 城乡 and 城镇 are common words, but 两城镇 is a town."""
    return not name.endswith(_NO_TOWNS) or bool(divisions.counties_with(name))


def _own(rest: str) -> str:
    """A body's name without that of its government: 经济发展局 for 管委会经济发展局."""
    return patterns.OF_OFFICE.sub("", rest)


def _tail(places: frozenset[str], above: frozenset[str], rest: str, year: int) -> Parsed:
    """Parses what follows the divisions: a town, a zone, a branch, a department."""
    if patterns.SHARED.match(rest):
        rest = "市" + rest
    if kinds.is_several(_own(rest)):
        reason = "several agencies in one name"
        return Parsed(rest, kinds.of(rest), places, above, reason=reason)
    if rest.startswith("街道"):
        # 西区街道 is a subdistrict that shares its name with a district, and not in that district
        reason = "the name holds a town, and not where that is"
        return Parsed(rest, kinds.of(rest), above=above, reason=reason)
    bare = patterns.OF_GOVERNMENT.sub("", rest)
    known_towns = [t for i in places for t in divisions.towns_of(i) if bare.startswith(t)]
    if known_towns:
        named = max(known_towns, key=len)
        return _townish(places, above, named, bare[len(named) :])
    town = patterns.TOWN.match(rest)
    if (
        town
        and _is_town(town["town"])
        and (not town["town"].endswith("乡") or patterns.TOWN_REST.fullmatch(town["rest"]))
    ):
        return _townish(places, above, town["town"], town["rest"])
    zone = patterns.ZONE.match(rest)
    if (
        zone
        and (len(zone["zone"]) > 2 or not zone["rest"] or zone["zone"] in WORDS["zones_alone"])
        and not patterns.BUREAU.search(zone["zone"])
    ):
        return Parsed(zone["rest"], kinds.of(_own(zone["rest"])), places, above, zone=zone["zone"])
    if (branch := _branch(places, rest, year)) is not None:
        return branch
    if patterns.UNKNOWN_COUNTY.match(rest):
        reason = f"{rest} names a place that is not known there in {year}"
        return Parsed(rest, kinds.of(rest), above=above, reason=reason)
    return Parsed(rest, kinds.of(rest), places, above)


def _townish(places: frozenset[str], above: frozenset[str], town: str, rest: str) -> Parsed:
    """A town's government or one of its offices; its general office counts as the government."""
    kind = kinds.of(_own(rest))
    if kind.kind == kinds.OFFICE:
        kind, rest = kinds.of(""), ""
    return Parsed(rest, kind, places, above, town=town)


def _branch(places: frozenset[str], rest: str, year: int) -> Parsed | None:
    """A branch of a city's (province's) department in one of its counties (cities), whose name lacks the word for its
    kind; without ``places`` where the county is not known, ``None`` for other names."""
    below = [
        d
        for d in divisions.by_id(year).values()
        if d.level != "province" and (d.city in places or d.province in places)
    ]
    match = patterns.BRANCH.match(rest)
    if match is not None:
        own = match["own"]
        known = [d for d in below if match["place"] + match["unit"] in (d.name, d.short)]
    else:
        shorts = [d for d in below if d.short not in _SUBJECTS and rest.startswith(d.short)]
        longest = max((len(d.short) for d in shorts), default=0)
        known = [d for d in shorts if len(d.short) == longest and len(d.short) >= 2]
        own = rest[longest:]
        if not known or kinds.of(own, 0).kind in (kinds.OTHER, kinds.GOVERNMENT):
            return None
    # 淮安 is a city and a county in it: a department of the province means the city, one of the city the county
    cities = [d for d in known if d.level == "city"]
    ids = frozenset(d.id for d in cities or known)
    if len(ids) == 1:
        return Parsed(own, kinds.of(own), ids, places)
    reason = "the branch's place is not known"
    return Parsed(own, kinds.of(own), above=places, reason=reason)
