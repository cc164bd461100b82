"""Routes that write each table row by row into the text: CSV, JSON, columns, bars.

Programs that scrape pages and read Word files keep the prose as it is and put a table where it stood,
as pandas or the standard library prints it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from training.corpus.routes.registry import ROUTES, Route, RouteFailed
from training.corpus.routes.word import _body, _cells, _lines

Rows = list[list[str]]


def _page(path: Path, write: Callable[[Any], str]) -> str:
    """The page's text, an innermost table replaced by what ``write`` makes of its element."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    for node in soup(["script", "style", "title"]):
        node.decompose()
    tables = [t for t in soup("table") if not t.find("table")]
    if not tables:
        raise RouteFailed("the page has no table")
    kept = []
    for i, table in enumerate(tables):
        kept.append(write(table))
        table.replace_with(soup.new_string(f"\n\ue100{i}\ue101\n"))
    text = soup.get_text("\n", strip=True)
    for i, printed in enumerate(kept):
        text = text.replace(f"\ue100{i}\ue101", printed)
    return text


def _frame(table: Any) -> Any:
    """The table as pandas reads it: spans repeated, an empty cell NaN; digits stay as they are."""
    import pandas

    markup = str(table)
    keep = dict.fromkeys(range(pandas.read_html(io.StringIO(markup))[0].shape[1]), str)
    return pandas.read_html(io.StringIO(markup), converters=keep)[0]


def _drawn(table: Any) -> str:
    """A frame as ``tabulate`` draws it, with rules and NaN."""
    import tabulate

    rows = _frame(table).values.tolist()
    return str(tabulate.tabulate(rows, tablefmt="grid", disable_numparse=True))


def pages(name: str, tool: str, write: Callable[[Any], str], *, held_back: bool = False) -> None:
    """Enter a route from pages that prints each table as ``write`` does."""
    ROUTES[name] = Route(name, "html", tool, partial(_page, write=write), held_back)


pages("pandas-string", "pandas", lambda t: str(_frame(t).to_string()))
pages("pandas-csv", "pandas", lambda t: str(_frame(t).to_csv(index=False)))
pages(
    "pandas-json",
    "pandas",
    lambda t: str(_frame(t).to_json(orient="values", force_ascii=False)),
)
pages(
    "pandas-markdown", "pandas", lambda t: str(_frame(t).to_markdown(index=False)), held_back=True
)
pages("pandas-tabulate", "pandas", _drawn)


def _scraped(table: Any) -> Rows:
    return [[cell.get_text(" ", strip=True) for cell in row(["td", "th"])] for row in table("tr")]


pages(
    "scraped-commas",
    "beautifulsoup4",
    lambda t: "\n".join(",".join(row) for row in _scraped(t)),
    held_back=True,
)
pages("scraped-semicolons", "beautifulsoup4", lambda t: _csv(_scraped(t), delimiter=";"))
# Rows as Python prints lists.
pages("scraped-dicts", "beautifulsoup4", lambda t: "\n".join(map(str, _scraped(t))), held_back=True)


def _document(path: Path, write: Callable[[Rows], str]) -> str:
    """A Word file's paragraphs, and its tables as ``write`` prints their rows."""
    out: list[str] = []
    for kind, node in _body(path):
        if kind == "p":
            out.append(node.text)  # type: ignore[attr-defined]
        else:
            out.append(write([[_lines(c) for c in _cells(r)] for r in node.rows]))  # type: ignore[attr-defined]
    return "\n".join(out)


def _csv(rows: Rows, **options: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", **options).writerows(rows)
    return out.getvalue()


def documents(name: str, write: Callable[[Rows], str], *, held_back: bool = False) -> None:
    """Enter a route from Word files that prints each table as ``write`` does."""
    ROUTES[name] = Route(name, "docx", "python-docx", partial(_document, write=write), held_back)


_json = partial(json.dumps, ensure_ascii=False)
documents("docx-csv", _csv)
documents("docx-json", _json)
documents("docx-json-lines", lambda rows: "\n".join(map(_json, rows)))
documents(
    "docx-bars",
    lambda rows: "\n".join(" | ".join(c.replace("\n", " ") for c in row) for row in rows),
    held_back=True,
)
