"""Checks between reports: carry-overs, duplicates, spellings of one agency, copied numbers and text.

Reports are of one agency if they have the same unit. Where the unit is not certain, agencies' names are compared
instead, if they name a place: a name such as 区审计局, which bureaus of many districts have, is compared with no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from govie.panel.keys import FLOWS, IN, OUT, STOCKS, Key, Marks, Place, Printed, folded
from govie.report import Number
from govie.units.patterns import OPTIONAL, UPPER

_FIGURES = 10  # values other than 0 in a report; with fewer, equal values may be chance
_ALIKE = 0.8  # least share of equal values
_SENTENCES = 8  # sentences of a narrative; with fewer, equal ones may be chance
_TAKEN = 0.5  # least share of equal sentences


@dataclass(frozen=True, slots=True)
class PanelCheck:
    """A disagreement between reports, or a relation between them that a user of the data should know.

    ``kind``:
    ``carried``: ``year - 1`` carries ``expected`` requests to the next year, but ``year`` carries in ``found``.
    ``duplicate``: several reports of one agency on one year; ``found`` is 1 if all their cells are
    equal.
    ``spelling``: names that may be of one agency.
    ``in_force``: the documents in force are not last year's, plus those issued, less those
    repealed.
    ``copied``: ``found`` of the ``expected`` values that are not 0 equal those of the year before.
    ``text``: ``found`` of the ``expected`` sentences of the narrative are those of the year before.
    ``absent``: a unit and year of the user's list without a certain report.

    ``places``: for each of ``files`` the span in its text (start, end): for ``copied`` from the first to the last
    equal value, for ``text`` the longest common passage; ``None`` where nothing is printed.
    """

    kind: Literal["carried", "duplicate", "spelling", "in_force", "copied", "text", "absent"]
    agency: str
    year: int | None
    expected: Number | None
    found: Number | None
    files: tuple[str, ...]
    message: str
    unit: str | None = None
    places: tuple[Place | None, ...] = ()


def check(keys: Iterable[Key]) -> list[PanelCheck]:
    """The checks between reports that fail, by kind, agency and year. Takes time linear in the number of reports."""
    by_agency: dict[str, dict[int, list[Key]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key in keys:
        if (who := key.who) is None:
            continue
        by_agency[who][key.year].append(key)
        # one unit's reports have one name, whatever spelling each of them has
        name = key.name or key.agency
        names[_bare(name)][name].append(key)
    found = [c for years in by_agency.values() for c in _of_one(years)]
    found += [s for group in _together(names) if (s := _spelling(group)) is not None]
    return sorted(found, key=lambda c: (c.kind, c.agency, c.year or 0))


def _of_one(years: dict[int, list[Key]]) -> Iterable[PanelCheck]:
    """The failing checks between the reports of one agency, of which the best of each year is used."""
    best = {year: max(keys, key=lambda k: k.quality) for year, keys in sorted(years.items())}
    for year, later in best.items():
        if (before := best.get(year - 1)) is not None:
            yield from _carried(before, later)
            yield from _in_force(before, later)
            yield from _copied(before, later)
            yield from _text(before, later)
    yield from _duplicates(years)


def _bare(name: str) -> str:
    """A name as ``folded``, without words that agencies often leave out."""
    return OPTIONAL.sub("", folded(name)) or name


def _together(names: dict[str, dict[str, list[Key]]]) -> Iterable[dict[str, list[Key]]]:
    """Groups of names that may be of one agency: a name with its province or city in front joins the name without it,
    if only one such place occurs."""
    longer: dict[str, list[str]] = defaultdict(list)
    for bare in names:
        short = bare
        while (above := UPPER.match(short)) is not None:
            short = short[above.end() :]
            if short in names:
                longer[short].append(bare)
    for bare, spelled in names.items():
        places = longer.get(bare, [])
        if len(places) == 1:
            yield {**names[places[0]], **spelled}
        else:
            yield spelled


def _carried(before: Key, later: Key) -> Iterable[PanelCheck]:
    out, into = before.at(OUT), later.at(IN)
    if out is not None and into is not None and out.value != into.value:
        message = (
            f"{before.year} 年结转下年度 {out.value} 件，{later.year} 年上年结转 {into.value} 件"
        )
        found = _between("carried", before, later, out.value, into.value, message)
        yield replace(found, places=(out.place, into.place))


def _in_force(before: Key, later: Key) -> Iterable[PanelCheck]:
    for row, name in STOCKS.items():
        stock, issued, repealed = (f"{row}.{flow}" for flow in FLOWS)
        known = (before.at(stock), later.at(issued), later.at(repealed), later.at(stock))
        held, made, gone, now = (printed.value if printed else None for printed in known)
        if held is None or made is None or gone is None or now is None:
            continue
        if now != (expected := held + made - gone):
            message = f"{name}：{before.year} 年现行有效 {held} 件，{later.year} 年制发 {made} 件、废止 {gone} 件，现行有效 {now} 件"
            found = _between("in_force", before, later, expected, now, message)
            yield replace(found, places=(_place(known[0]), _place(known[3])))


def _place(printed: Printed | None) -> Place | None:
    return printed.place if printed is not None else None


def _copied(before: Key, later: Key) -> Iterable[PanelCheck]:
    last, now = ({number for number, _ in key.figures} for key in (before, later))
    same = last & now
    if len(now) >= _FIGURES and len(same) >= _ALIKE * len(now):
        message = f"{later.year} 年 {len(now)} 个非零数中有 {len(same)} 个与 {before.year} 年相同"
        found = _between("copied", before, later, len(now), len(same), message)
        yield replace(found, places=(_span(before.figures, same), _span(later.figures, same)))


def _text(before: Key, later: Key) -> Iterable[PanelCheck]:
    last, now = ([*key.sentences] for key in (before, later))
    known = {number for number, _ in last}
    same = sum(number in known for number, _ in now)
    if len(now) < _SENTENCES or same < _TAKEN * len(now):
        return
    first, second = ([number for number, _ in marks] for marks in (last, now))
    match = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    passages = (last[match.a : match.a + match.size], now[match.b : match.b + match.size])
    message = f"{later.year} 年正文 {len(now)} 句中有 {same} 句（{same / len(now):.0%}）见于 {before.year} 年"
    found = _between("text", before, later, len(now), same, message)
    yield replace(found, places=tuple(_span(passage) for passage in passages))


def _span(
    marks: Marks | list[tuple[int, Place | None]], numbers: set[int] | None = None
) -> Place | None:
    """The span from the first to the last of ``marks``, or of those whose hash is in ``numbers``."""
    held = [p for n, p in marks if p is not None and (numbers is None or n in numbers)]
    return (min(p[0] for p in held), max(p[1] for p in held)) if held else None


def _between(
    kind: Literal["carried", "in_force", "copied", "text"],
    before: Key,
    later: Key,
    expected: Number,
    found: Number,
    message: str,
) -> PanelCheck:
    files = (before.file, later.file)
    return PanelCheck(kind, later.agency, later.year, expected, found, files, message, later.unit)


def _duplicates(years: dict[int, list[Key]]) -> Iterable[PanelCheck]:
    for year, reports in sorted(years.items()):
        if len(reports) < 2:
            continue
        equal = len({r.cells for r in reports}) == 1
        message = "数值相同" if equal else "数值不同"
        message = f"同一机关同一年度有 {len(reports)} 份报告，{message}"
        files, first = tuple(r.file for r in reports), reports[0]
        yield PanelCheck(
            "duplicate", first.agency, year, None, int(equal), files, message, first.unit
        )


def _spelling(names: dict[str, list[Key]]) -> PanelCheck | None:
    if len(names) < 2:
        return None
    ordered = sorted(names, key=lambda n: (-len(names[n]), n))
    files = tuple(key.file for name in ordered for key in names[name])
    return PanelCheck(
        "spelling", ordered[0], None, None, None, files, "可能是同一机关：" + "／".join(ordered)
    )
