"""Routes that write each table row by row into the text: CSV, JSON, columns, bars.

Programs that scrape pages and read Word files keep the prose as it is and put a table where it stood,
as pandas or the standard library prints it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.corpus.routes.registry import RouteFailed, route
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


@route("pandas-string", "html", "pandas")
def pandas_string(path: Path) -> str:
    return _page(path, lambda t: str(_frame(t).to_string()))


@route("pandas-csv", "html", "pandas")
def pandas_csv(path: Path) -> str:
    return _page(path, lambda t: str(_frame(t).to_csv(index=False)))


@route("pandas-json", "html", "pandas")
def pandas_json(path: Path) -> str:
    return _page(path, lambda t: str(_frame(t).to_json(orient="values", force_ascii=False)))


@route("pandas-markdown", "html", "pandas", held_back=True)
def pandas_markdown(path: Path) -> str:
    return _page(path, lambda t: str(_frame(t).to_markdown(index=False)))


@route("pandas-tabulate", "html", "pandas")
def pandas_tabulate(path: Path) -> str:
    """A frame as ``tabulate`` draws it, with rules and NaN."""
    import tabulate

    def draw(table: Any) -> str:
        rows = _frame(table).values.tolist()
        return str(tabulate.tabulate(rows, tablefmt="grid", disable_numparse=True))

    return _page(path, draw)


def _scraped(table: Any) -> Rows:
    return [[cell.get_text(" ", strip=True) for cell in row(["td", "th"])] for row in table("tr")]


@route("scraped-commas", "html", "beautifulsoup4", held_back=True)
def scraped_commas(path: Path) -> str:
    return _page(path, lambda t: "\n".join(",".join(row) for row in _scraped(t)))


@route("scraped-semicolons", "html", "beautifulsoup4")
def scraped_semicolons(path: Path) -> str:
    return _page(path, lambda t: _csv(_scraped(t), delimiter=";"))


@route("scraped-dicts", "html", "beautifulsoup4", held_back=True)
def scraped_dicts(path: Path) -> str:
    """Rows as Python prints lists."""
    return _page(path, lambda t: "\n".join(map(str, _scraped(t))))


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


@route("docx-csv", "docx", "python-docx")
def docx_csv(path: Path) -> str:
    return _document(path, _csv)


@route("docx-json", "docx", "python-docx")
def docx_json(path: Path) -> str:
    return _document(path, lambda rows: json.dumps(rows, ensure_ascii=False))


@route("docx-json-lines", "docx", "python-docx")
def docx_json_lines(path: Path) -> str:
    return _document(
        path, lambda rows: "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    )


@route("docx-bars", "docx", "python-docx", held_back=True)
def docx_bars(path: Path) -> str:
    return _document(
        path, lambda rows: "\n".join(" | ".join(c.replace("\n", " ") for c in row) for row in rows)
    )
