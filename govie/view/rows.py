"""Long lists of a panel's page: the first rows are in the page, the script adds the others and searches them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from govie.view.markup import Html, heads, shown, tag, text
from govie.view.words import word

FIRST = 60  # rows that are drawn at once


@dataclass(frozen=True, slots=True)
class Link:
    """A cell with a link, to a relative address or to a file."""

    words: str
    href: str


Row = Sequence[str | Link]


def listed(key: str, head: Sequence[Html], rows: Sequence[Row]) -> Html:
    """A table of ``rows`` with a search field; ``key``: its name in the page."""
    drawn = [_row(row) for row in rows[:FIRST]]
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
        tag("p", more, class_="calm", hidden=len(rows) <= FIRST),
        held,
        class_="rows",
        data_first=FIRST,
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
