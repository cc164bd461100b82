"""Resolves an agency's name to its administrative unit, in the divisions of the year reported on.

A name that includes its place is looked up in that year's divisions. Where several places fit (鼓楼区), or the name
has none (区审计局), the text, the path of the file or the user's table may decide; otherwise the unit is unresolved,
with the reason.

    ``names``      an agency's name as division, town, zone and department
    ``kinds``      … what the department is
    ``patterns``   … patterns for its parts
    ``divisions``  provinces, cities, counties and towns by year
    ``places``     the place that a path or the user's table gives
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from govie import codes
from govie.report import Report, Unit, UnitLevel
from govie.units import divisions, kinds, names, patterns
from govie.units.divisions import Division
from govie.units.names import Parsed
from govie.units.places import Hint

__all__ = ["Hint", "Unit", "resolve"]

# Confidences, by how the place is known.
_NAMED = 0.99  # the name includes a city or province and the place in it
_ALONE = 0.98  # the name includes the place alone, and only one has that name in that year
_FORMER = 0.9  # the name has the place's name of another year
_BY_TEXT = 0.92  # the text decides among several places
_GIVEN = 0.97  # the file's path or the user's table decides
_TEXT = 20_000  # characters of the text that are searched


def resolve(
    agency: str | None,
    year: int | None,
    text: str = "",
    hint: Hint | None = None,
    *,
    sure: float = 1.0,
) -> tuple[Unit | None, str | None]:
    """The unit of ``agency`` in the divisions of ``year``, or None and the reason.

    ``text``: the report, searched only where the name leaves several places open; ``sure``: the
    probability that ``agency`` is right.
    """
    if agency is None:
        return None, None
    agency = "".join(agency.split())
    when = divisions.within(year if year is not None else divisions.LAST)
    parsed = _parsed(agency, when)
    if parsed.national:
        unit = Unit(
            f"国家/{agency}", agency, None, None, None, None, None, None, "national", parsed.kind.kind,
            round(0.95 * sure, 4),
        )  # fmt: skip
        return unit, None
    if parsed.reason is not None:
        return None, parsed.reason
    place, trust, reason = _place(parsed, agency, when, text, hint)
    if place is None:
        return None, reason
    if year is None:
        trust = min(trust, _FORMER)
    return _unit(place, parsed, hint, trust * sure), None


def resolved(report: Report, text: str | None, hint: Hint | None, *, sure: float = 1.0) -> Report:
    """``report`` with the unit of its agency as ``resolve`` finds it, or the warning that there is none."""
    unit, reason = resolve(report.agency, report.year, text or "", hint, sure=sure)
    warnings = [w for w in report.warnings if not w.startswith(codes.UNRESOLVED)]
    return replace(report, unit=unit, warnings=(*warnings, *unresolved(reason)))


def unresolved(reason: str | None) -> list[str]:
    """The warning that an agency has no unit, if there is a reason why."""
    return [f"{codes.UNRESOLVED} no unit: {reason}"] if reason is not None else []


_parsed = lru_cache(maxsize=20_000)(names.parse)  # agencies recur in the years of a batch


def holds_place(agency: str, year: int) -> bool:
    """Whether a name without a certain unit can still belong to one place only: it includes a county, city or province
    whose name is unique (unlike 鼓楼区), not just a town or 区."""
    parsed = _parsed("".join(agency.split()), divisions.within(year))
    if parsed.places and not parsed.alike:
        return len(parsed.places) == 1
    if parsed.unit or parsed.reason is not None or patterns.COMMON_ZONE.match(agency):
        return False
    return patterns.LEVEL.search(agency, 1) is not None


def _place(
    parsed: Parsed, agency: str, year: int, text: str, hint: Hint | None
) -> tuple[Division | None, float, str | None]:
    """The division and its confidence, or the reason why there is none."""
    open_places = parsed.places
    trust = _FORMER if parsed.old else _NAMED if parsed.above else _ALONE
    given = hint.places if hint is not None else ()
    if parsed.alike:
        trust = 0.0  # counties elsewhere may share the zone's name
    if not open_places and parsed.town is not None:
        counties = divisions.counties_with(parsed.town)
        open_places = frozenset(d.id for d in divisions.those(counties, year))
        trust = 0.0  # the data have the towns of today only
        if given:
            lowest = divisions.at(given[-1], year)
            if lowest is not None and (lowest.level == "county" or lowest.id in open_places):
                return lowest, _GIVEN, None
    if not open_places:
        return _placeless(parsed, agency, year, text, given)
    found = divisions.those(sorted(open_places), year)
    if len(found) == 1 and trust and (parsed.above or given or not _changes_hands(found[0], year)):
        return found[0], trust, None
    if given:
        fits = [d for d in found if _within(d, given)]
        if len(fits) == 1:
            return fits[0], _GIVEN, None
    fits = _named_in_text(found, parsed, year, text)
    if len(fits) == 1:
        return fits[0], _BY_TEXT, None
    if not found:
        return None, 0.0, f"the place is none of {year}"
    if parsed.town is not None and not parsed.places:
        return None, 0.0, "the name holds a town, and not where that is"
    if parsed.alike:
        return None, 0.0, "the name holds a zone, and not where that is"
    if len(found) == 1:
        return None, 0.0, f"the name was another place's about {year}"
    return None, 0.0, f"the name may be of {len(found)} places"


def _changes_hands(division: Division, year: int) -> bool:
    """Whether another division has the name in the year before or after, so that a report on ``year`` may mean either."""
    for other in (year - 1, year + 1):
        if divisions.FIRST <= other <= divisions.LAST:
            known = divisions.full_names(other).get(division.name, ())
            if any(d.id != division.id for d in known):
                return True
    return False


def _within(division: Division, places: Sequence[str]) -> bool:
    """Whether ``division`` is the last of ``places``, or all of them are the division itself or above it."""
    own = {division.id, division.city, division.province}
    return places[-1] == division.id or all(p in own for p in places)


def _named_in_text(
    found: Sequence[Division], parsed: Parsed, year: int, text: str
) -> list[Division]:
    """Those of ``found`` with the most hints in the text; none if it has no hints.

    Hints are the full name of the city or province (for a town, of the county), and the address of the site.
    """
    if not text or not found:
        return []
    searched = text[:_TEXT]
    sites = {d.id for d in divisions.of_sites(searched, year, alone=False)}
    scores = []
    for division in found:
        score = 0
        for identifier in (division.city, division.province):
            upper = divisions.at(identifier, year) if identifier else None
            if upper is not None and (upper.name in searched or upper.id in sites):
                score += 2 if upper.level == "city" else 1
        lower = parsed.alike or (parsed.town is not None and not parsed.places)
        if division.id in sites or (lower and division.name in searched):
            score += 4
        elif parsed.alike and score < 2 and division.name.endswith("区"):
            score = 0  # districts share names of lakes and hills, which recur in a province
        scores.append(score)
    best = max(scores)
    return [d for d, s in zip(found, scores, strict=True) if s == best] if best > 0 else []


def _placeless(
    parsed: Parsed, agency: str, year: int, text: str, given: Sequence[str]
) -> tuple[Division | None, float, str | None]:
    """The place of a name without one (区审计局), by the file's path or table, or by the full name in the text."""
    for division in reversed(divisions.those(given, year)):
        if _is_called(division, parsed.unit):
            return division, _GIVEN, None
    if parsed.unit and text:
        ends = {
            d.id: d
            for match in re.finditer(re.escape(agency), text[:_TEXT])
            for d in _before(
                text[max(0, match.start() - 12) : match.start() + len(parsed.unit)], year
            )
        }
        if len(ends) == 1:
            return next(iter(ends.values())), _BY_TEXT, None
        sites = {
            d.id: d
            for d in divisions.of_sites(text[:_TEXT], year, alone=True)
            if _is_called(d, parsed.unit)
        }
        if len(sites) == 1 and not ends:
            return next(iter(sites.values())), _BY_TEXT, None
    if parsed.zone is not None:
        return None, 0.0, "the name holds a zone, and not where that is"
    if parsed.unit or not patterns.PLACE.search(agency):
        return None, 0.0, "the name holds no place"
    return None, 0.0, f"no division of China is called so about {year}"


def _is_called(division: Division, unit: str) -> bool:
    return not unit or division.name.endswith(unit)


def _before(text: str, year: int) -> Sequence[Division]:
    """The division whose full name is the end of ``text``, as a sequence of at most one."""
    full = divisions.full_names(year)
    for start in range(len(text) - 1):
        known = full.get(text[start:], ())
        if len(known) == 1:
            return known
    return ()


def _unit(place: Division, parsed: Parsed, hint: Hint | None, trust: float) -> Unit:
    city, province = (_above(i, place) for i in (place.city, place.province))
    county = place if place.level == "county" else None
    if place.level == "city":
        city = place
    if place.level == "province":
        province = place
    level: UnitLevel = place.level
    town_code = None
    own = place.id
    if parsed.town is not None:
        level = "town"
        town_code = divisions.towns_of(place.id).get(parsed.town)
        if hint is not None and hint.town is not None:
            town_code = hint.town
        own = town_code or f"{place.id}/{parsed.town}"
        if town_code is None:
            trust *= 0.97
    elif parsed.zone is not None:
        level = "zone"
        own = f"{place.id}/{parsed.zone}"
        trust *= 0.97
    if parsed.kind.kind == kinds.OTHER:
        trust *= 0.97
    chain = "".join(d.name for d in (province, city, county) if d is not None)
    name = f"{chain}{parsed.town or parsed.zone or ''}{_body(parsed)}"
    return Unit(
        id=f"{own}/{parsed.kind.name}",
        name=name,
        province=province.name if province is not None else None,
        city=city.name if city is not None else None,
        county=county.name if county is not None else None,
        town=parsed.town,
        code=place.code,
        town_code=town_code,
        level=level,
        kind=parsed.kind.kind,
        confidence=round(min(trust, 1.0), 4),
    )


def _above(identifier: str, place: Division) -> Division | None:
    known = [d for d in divisions.spells(identifier) if d.first <= place.last]
    return max(known, key=lambda d: d.last, default=None)


def _body(parsed: Parsed) -> str:
    """The name of the body after its place, for governments in full."""
    if parsed.kind.kind != kinds.GOVERNMENT:
        return parsed.tail
    if parsed.zone is not None:
        return "管理委员会"
    if parsed.town is not None and parsed.town.endswith("街道"):
        return "办事处"
    return parsed.tail if parsed.tail.endswith("公署") else patterns.GOVERNMENT_NAME
