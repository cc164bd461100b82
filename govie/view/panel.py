"""The page of a panel: requests and their outcomes over the years, failing sums, missing cells.

Of a long list the page has the first rows; its script adds the others and searches them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govie.form import Form, forms
from govie.view import charts
from govie.view.charts import Bar, Stack, Strip
from govie.view.markup import Html, heads, join, shown, tag, text
from govie.view.page import document
from govie.view.states import number
from govie.view.words import counted, word

ROWS = 60  # agencies in a chart; with more, those with the most to see
_FIRST = 60  # rows of a list that are drawn at once

_OUTCOMES = (
    *("granted", "partly_granted", "refused"),
    *("unavailable", "not_processed", "other_outcome"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A cell with a link, to a relative address or to a file."""

    words: str
    href: str


Row = Sequence[str | Link]


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of a panel. ``failed``, ``checked``: the number of sums that fail and that could be checked;
    ``withheld``: the number of doubtful values, which no chart uses. ``agency`` is empty where it was not found. A file
    that was not read only has a name and an ``error``."""

    agency: str
    year: int | None
    form: str | None
    values: Mapping[str, float | None]  # by path; at least requests.*.total
    missing: frozenset[str]  # paths
    failed: int
    checked: int
    withheld: int = 0
    file: str = ""
    note: str = ""  # why another report of its unit and year is kept
    href: str = ""  # the address of the report's own page, or of its file
    error: str = ""  # why the file was not read


@dataclass(frozen=True, slots=True)
class Remark:
    """A failed check between reports of one agency; ``kind``: in words."""

    kind: str
    agency: str
    year: int | None
    message: str
    files: Sequence[str]


def panel_page(name: str, listed: Sequence[Entry], remarks: Sequence[Remark] = ()) -> str:
    """A self-contained HTML page with a list of the files ``listed`` and charts of the reports among them.

    ``remarks``: failed checks between reports. Of several reports of one unit and year the charts use the one that is
    kept. Raises ``ValueError`` if there is no report.
    """
    entries = [entry for entry in listed if not entry.error]
    if not entries:
        raise ValueError(f"{name}: no report in this panel")
    kept = [entry for entry in entries if not entry.note]
    years = sorted({e.year for e in entries if e.year is not None})
    agencies = {e.agency for e in entries if e.agency}
    about = [text(name), counted("reports", len(entries)), counted("agencies", len(agencies))]
    if years:
        about.append(text(f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])))
    doubted = sum(e.withheld for e in entries)
    if doubted:
        about.append(join(word("withheld", "panel"), text(f" {doubted:,}")))
    if unread := len(listed) - len(entries):
        about.append(counted("unread", unread))
    who = tag(
        "div",
        tag("h1", word("title", "panel")),
        tag("p", *(tag("span", a) for a in about), class_="about"),
        class_="who",
    )
    language = tag("button", word("language"), type="button", data_do="language", accesskey="l")
    body = tag(
        "main",
        _section("check_first", _first(listed)),
        _section("between", _between(remarks)) if remarks else Html(""),
        _section("requests_chart", _requests(kept, years)),
        _section("agencies_chart", _agencies(kept)),
        *(
            _section("missing_chart", _missing(form, found), form.document)
            for form in forms().values()
            if (found := [e for e in kept if e.form == form.name])
        ),
        class_="panel",
    )
    header = tag("header", who, tag("div", language, class_="tools"))
    return document(f"govie · {name}", join(header, body), "panel.js")


def _first(entries: Sequence[Entry]) -> Html:
    """The list of all files; first those that were not read, then by doubtful values, failing sums, and notes."""
    found = sorted(entries, key=lambda e: (not e.error, -e.withheld, -e.failed, not e.note, e.file))
    head = [word("file"), word("agency"), word("year")]
    head += [word("withheld", "panel"), word("failed", "status"), word("note", "panel")]
    rows = [
        (
            Link(e.file or "—", e.href) if e.href else e.file or "—",
            e.agency,
            "" if e.year is None else str(e.year),
            str(e.withheld or ""),
            str(e.failed or ""),
            e.error or e.note,
        )
        for e in found
    ]
    calm = not any(e.error or e.withheld or e.failed or e.note for e in entries)
    note = tag("p", word("nothing_first", "panel"), class_="calm") if calm else Html("")
    return join(note, _listed("reports", head, rows))


def _between(remarks: Sequence[Remark]) -> Html:
    """The table of failed checks between reports, with their files."""
    head = [word("agency"), word("year"), word("kind", "panel"), word("said", "panel")]
    head.append(word("file"))
    rows = [
        (r.agency, "" if r.year is None else str(r.year), r.kind, r.message, "\n".join(r.files))
        for r in remarks
    ]
    return _listed("remarks", head, rows)


def _listed(key: str, head: Sequence[Html], rows: Sequence[Row]) -> Html:
    """A table of ``rows`` with a search field; ``key``: its name in the page."""
    drawn = [_row(row) for row in rows[:_FIRST]]
    table = tag("table", tag("thead", heads(*head)), tag("tbody", *drawn))
    search = tag("input", type="search", class_="search", accesskey="/", data_search=key)
    name = tag("label", word("search", "panel"), text(" "), search)
    count = tag("b", text(f"{len(drawn):,} / {len(rows):,}"), class_="count")
    more = tag("button", word("more", "panel"), type="button", class_="more")
    held = Html(f'<script type="application/json">{_data(rows)}</script>')
    return tag(
        "div",
        tag("p", name, text(" "), count, class_="searched"),
        tag("div", table, class_="wide"),
        tag("p", more, class_="calm", hidden=len(rows) <= _FIRST),
        held,
        class_="rows",
        data_first=_FIRST,
    )


def _row(row: Row) -> Html:
    first, *rest = row
    return tag("tr", tag("th", _cell(first), scope="row"), *(tag("td", _cell(c)) for c in rest))


def _cell(cell: str | Link) -> Html:
    if isinstance(cell, Link):
        return tag("a", text(cell.words), href=cell.href)
    return text(cell)


def _data(rows: Sequence[Row]) -> str:
    """The rows as JSON without ``<``, which HTML could take for markup; a link is a pair."""
    plain = [
        [[shown(c.words), c.href] if isinstance(c, Link) else shown(c) for c in row] for row in rows
    ]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _section(key: str, content: Html, note: str = "") -> Html:
    after = tag("small", text(note)) if note else Html("")
    return tag("section", tag("h2", word(key, "panel"), text(" "), after), content)


def _outcome(entry: Entry, outcome: str) -> float | None:
    """The total of an outcome over all of its rows and applicants; ``None`` where none of them was read."""
    known = [
        value
        for path, value in entry.values.items()
        if path.endswith(".total")
        and (path == f"requests.{outcome}.total" or path.startswith(f"requests.{outcome}."))
        and value is not None
    ]
    return sum(known) if known else None


def _requests(entries: Sequence[Entry], years: Sequence[int]) -> Html:
    names = [word(o, "panel") for o in _OUTCOMES]
    bars: list[Stack] = []
    for year in years:
        those = [e for e in entries if e.year == year]
        received = [v for e in those if (v := e.values.get("requests.received.total")) is not None]
        parts = [sum(_outcome(e, o) or 0 for e in those) for o in _OUTCOMES]
        note = counted("reports_of_year", len(received))
        bars.append(Stack(str(year), parts, sum(received) if received else None, note))
    if not bars:
        return tag("p", word("nothing", "panel"), class_="calm")
    drawn = charts.stacks(bars, names, word("received", "panel"), word("requests_chart", "panel"))
    return join(drawn, _numbers(bars, names))


def _numbers(bars: Sequence[Stack], names: Sequence[Html]) -> Html:
    """The numbers of the chart as a table."""
    head = heads(word("year"), word("received", "panel"), *names)
    rows = [
        tag(
            "tr",
            tag("th", text(b.label), scope="row"),
            tag("td", text("" if b.point is None else number(b.point))),
            *(tag("td", text(number(v))) for v in b.parts),
        )
        for b in bars
    ]
    table = tag("div", tag("table", head, *rows), class_="wide")
    return tag("details", tag("summary", word("figures", "panel")), table)


def _agencies(entries: Sequence[Entry]) -> Html:
    failed: dict[str, int] = defaultdict(int)
    checked: dict[str, int] = defaultdict(int)
    for entry in entries:
        failed[entry.agency or "—"] += entry.failed
        checked[entry.agency or "—"] += entry.checked
    found = [
        Bar(agency, n / checked[agency], f"{n / checked[agency]:.1%} ({n}/{checked[agency]})")
        for agency, n in failed.items()
        if n and checked[agency]
    ]
    found.sort(key=lambda bar: (-bar.share, bar.label))
    good = sum(checked[agency] > 0 and not n for agency, n in failed.items())
    note = _note(counted("all_sums_hold", good), len(found))
    if not found:
        return note
    return join(charts.bars(found[:ROWS], word("agencies_chart", "panel")), note)


def _missing(form: Form, entries: Sequence[Entry]) -> Html:
    paths = [cell.path for cell in form.cells]
    sections = Counter(cell.table.section for cell in form.cells)
    groups = [(word(name, "short"), size) for name, size in sections.items()]
    by_agency: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_agency[entry.agency or "—"].append(entry)
    strips: list[tuple[float, Strip]] = []
    for agency, those in by_agency.items():
        shares = [sum(p in e.missing for e in those) / len(those) for p in paths]
        total = sum(shares) / len(shares)
        if total:
            strips.append((total, Strip(agency, shares, f"{100 * total:.0f} %")))
    strips.sort(key=lambda pair: (-pair[0], pair[1].label))
    whole = len(by_agency) - len(strips)
    note = _note(counted("nothing_missing", whole), len(strips))
    if not strips:
        return note
    drawn = charts.strips([s for _, s in strips[:ROWS]], groups, word("missing_chart", "panel"))
    key = [(f"gap{n}", word(f"gap{n}", "panel")) for n in (0, 2, 4)]
    return join(charts.key(key), drawn, note)


def _note(well: Html, bad: int) -> Html:
    """The note under a chart of ``bad`` agencies: ``well``, about those without faults, and how many are not drawn."""
    notes = [well]
    if (rest := bad - ROWS) > 0:
        notes.append(counted("not_drawn", rest))
    return tag("p", *(tag("span", n, text(" ")) for n in notes), class_="calm")
