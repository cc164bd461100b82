"""Checks across reports: what one year hands to the next, reports that come twice, names spelled twice.

Reports are of one agency where they have one unit. Where the unit is not certain the name has to do, if it
holds a place: what is called 区审计局, or like several places, is compared with nothing.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from govie import traditional, units
from govie.panel import doubt
from govie.panel.record import Record
from govie.report import Number

_OUT, _IN = "requests.carried_out.total", "requests.carried_in.total"
_STOCKS = {"disclosure.regulations": "规章", "disclosure.normative_documents": "行政规范性文件"}
_FLOWS = ("in_force", "issued", "repealed")
_FIGURES = 10  # that are not 0: with fewer, equal ones say nothing
_ALIKE = 0.8  # of them
_SEPARATORS = re.compile(r"[\s　·・•()（）“”\"'《》〈〉【】\[\]、，,.。:：_—-]+")
_ABOVE = re.compile(r"^[^省市区县州盟旗]{1,8}(?:省|自治区|自治州|市|地区|州|盟)(?=.{4})")


@dataclass(frozen=True, slots=True)
class PanelCheck:
    """Something between reports that does not agree, or that one should know of.

    ``carried``: the ``expected`` requests that ``year - 1`` handed over and the ``found`` ones that
    ``year`` took in differ. ``duplicate``: several reports of one agency on one year; ``found`` is 1
    where all their cells are equal, else 0. ``spelling``: names that may be one agency's. ``in_force``:
    last year's documents in force, with those issued and without those repealed in ``year``, are not
    this year's. ``copied``: most figures of ``year`` are those of the year before: ``found`` of
    ``expected`` that are not 0.
    """

    kind: Literal["carried", "duplicate", "spelling", "in_force", "copied"]
    agency: str
    year: int | None
    expected: Number | None
    found: Number | None
    files: tuple[str, ...]
    message: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """What the checks need of a report; small, so that a panel of any size can be checked."""

    file: str
    agency: str
    year: int
    carried_out: Number | None
    carried_in: Number | None
    cells: int  # a hash of all values
    sure: int = 0  # values that are not doubtful
    failed: int = 0  # sums that do not come out
    stocks: tuple[
        tuple[Number | None, ...], ...
    ] = ()  # of each row of ``_STOCKS`` what ``_FLOWS`` names
    figures: bytes = b""  # four for each sure value that is not 0: what and how much
    unit: str | None = None
    name: str | None = None  # of the unit, in full

    @property
    def quality(self) -> tuple[int, int]:
        """The higher, the better the report was read."""
        return self.sure, -self.failed

    @property
    def who(self) -> str | None:
        """What reports of one agency have in common; ``None`` where the name may be several agencies'."""
        if self.unit is not None:
            return self.unit
        return _folded(self.agency) if units.holds_place(self.agency, self.year) else None

    @classmethod
    def of(cls, record: Record, limit: float = doubt.LIMIT) -> Key | None:
        """``None`` for a report without agency or year, and for a file that was not read.

        Values that are doubtful under ``limit`` are not compared.
        """
        report = record.report
        if report is None or report.agency is None or report.year is None:
            return None
        doubts = doubt.Doubts.of(report, limit)
        out, into = doubts.value(_OUT), doubts.value(_IN)
        sure = {p: v for p in report.cells if (v := doubts.value(p)) is not None}
        stocks = tuple(tuple(sure.get(f"{row}.{flow}") for flow in _FLOWS) for row in _STOCKS)
        figures = b"".join(
            zlib.crc32(f"{p}={v}".encode()).to_bytes(4, "little") for p, v in sure.items() if v
        )
        prints = hash(tuple((p, c.value) for p, c in sorted(report.cells.items())))
        unit = report.unit
        return cls(
            record.file,
            report.agency,
            report.year,
            out,
            into,
            prints,
            len(sure),
            len(doubts.failed),
            stocks,
            figures,
            unit.id if unit is not None else None,
            unit.name if unit is not None else None,
        )


def check(keys: Iterable[Key]) -> list[PanelCheck]:
    """All that does not agree, ordered by kind, agency and year; linear in the number of reports."""
    by_agency: dict[str, dict[int, list[Key]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key in keys:
        if (who := key.who) is None:
            continue
        by_agency[who][key.year].append(key)
        names[_bare(key.name or key.agency)][_spelled(key)].append(key)
    found = [c for years in by_agency.values() for c in _of_one(years)]
    found += [s for group in _together(names) if (s := _spelling(group)) is not None]
    return sorted(found, key=lambda c: (c.kind, c.agency, c.year or 0))


def _of_one(years: dict[int, list[Key]]) -> Iterable[PanelCheck]:
    """The checks within one agency, between its best reports."""
    best = {year: max(keys, key=lambda k: k.quality) for year, keys in sorted(years.items())}
    for year, later in best.items():
        if (before := best.get(year - 1)) is not None:
            yield from _carried(before, later)
            yield from _in_force(before, later)
            yield from _copied(before, later)
    yield from _duplicates(years)


def _folded(name: str) -> str:
    """A name without what typing varies: blanks, brackets, quotes, traditional characters."""
    return _SEPARATORS.sub("", name).translate(traditional.characters())


def _spelled(key: Key) -> str:
    """The name as a spelling of its unit's: those that the unit's id already holds together are one."""
    return key.name or key.agency


def _bare(name: str) -> str:
    """A folded name without the words that are often left out."""
    return re.sub(r"人民政府|政府|委员会$|委$|办事处$", "", _folded(name)) or name


def _together(names: dict[str, dict[str, list[Key]]]) -> Iterable[dict[str, list[Key]]]:
    """Names of one agency: with and without the province or city it is in, if only one place fits."""
    longer: dict[str, list[str]] = defaultdict(list)
    for bare in names:
        short = bare
        while (above := _ABOVE.match(short)) is not None:
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
    out, into = before.carried_out, later.carried_in
    if out is not None and into is not None and out != into:
        said = f"{before.year} 年结转下年度 {out} 件，{later.year} 年上年结转 {into} 件"
        yield _between("carried", before, later, out, into, said)


def _in_force(before: Key, later: Key) -> Iterable[PanelCheck]:
    for name, last, now in zip(_STOCKS.values(), before.stocks, later.stocks, strict=True):
        held, issued, repealed, found = last[0], now[1], now[2], now[0]
        if held is None or issued is None or repealed is None or found is None:
            continue
        if found != (expected := held + issued - repealed):
            said = f"{name}：{before.year} 年现行有效 {held} 件，{later.year} 年制发 {issued} 件、废止 {repealed} 件，现行有效 {found} 件"
            yield _between("in_force", before, later, expected, found, said)


def _copied(before: Key, later: Key) -> Iterable[PanelCheck]:
    last, now = (
        {key.figures[n : n + 4] for n in range(0, len(key.figures), 4)} for key in (before, later)
    )
    same = len(last & now)
    if len(now) >= _FIGURES and same >= _ALIKE * len(now):
        said = f"{later.year} 年 {len(now)} 个非零数中有 {same} 个与 {before.year} 年相同"
        yield _between("copied", before, later, len(now), same, said)


def _between(
    kind: Literal["carried", "in_force", "copied"],
    before: Key,
    later: Key,
    expected: Number,
    found: Number,
    said: str,
) -> PanelCheck:
    files = (before.file, later.file)
    return PanelCheck(kind, later.agency, later.year, expected, found, files, said, later.unit)


def _duplicates(years: dict[int, list[Key]]) -> Iterable[PanelCheck]:
    for year, reports in sorted(years.items()):
        if len(reports) < 2:
            continue
        equal = len({r.cells for r in reports}) == 1
        said = "数值相同" if equal else "数值不同"
        yield PanelCheck(
            "duplicate",
            reports[0].agency,
            year,
            None,
            int(equal),
            tuple(r.file for r in reports),
            f"同一机关同一年度有 {len(reports)} 份报告，{said}",
            reports[0].unit,
        )


def _spelling(names: dict[str, list[Key]]) -> PanelCheck | None:
    if len(names) < 2:
        return None
    ordered = sorted(names, key=lambda n: (-len(names[n]), n))
    files = tuple(key.file for name in ordered for key in names[name])
    return PanelCheck(
        "spelling", ordered[0], None, None, None, files, "可能是同一机关：" + "／".join(ordered)
    )
