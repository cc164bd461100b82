"""The page of reports: each with its text on one side and the extracted values on the other."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from string import Template

from govie.values import DOUBTFUL, ReportData
from govie.view import edit, grid, lists
from govie.view.marks import Mark, marked, marks
from govie.view.markup import Html, heads, join, plain, tag, text
from govie.view.states import SIGNS, Seen
from govie.view.words import page_words, word, work_words

_NOTHING = Html("")
_LEGEND = (
    *("failed", "repaired", "corrected", "doubtful", "missing", "blank", "read"),
    *("fact", "heading", "unread"),
)


def page(
    reports: Sequence[tuple[str, ReportData, str | None]],
    data: Sequence[edit.Data] | None = None,
    above: Html = _NOTHING,
) -> str:
    """An HTML page of ``reports``: the name each is listed under, the report, and its text or ``None``.

    ``data``: that of ``govie.review.data`` for each, on a page for corrections; ``above``: HTML above the reports.

    The page needs no network and runs no script but its own; content of reports is always escaped.
    Raises ``ValueError`` if there is no report, or a text is not the one its report was read from.
    """
    if not reports:
        raise ValueError("no report to show")
    gains = [one["gains"] for one in data] if data else [{}] * len(reports)
    seen = [
        Seen(report, content, n, name, gains[n])
        for n, (name, report, content) in enumerate(reports)
    ]
    body = [article(one, data[n] if data else None) for n, one in enumerate(seen)]
    if len(seen) > 1:
        body.insert(0, _choice(seen))
    served = bool(data and data[0]["server"])
    scripts: tuple[str, ...] = ("page.js",)
    if data:
        body.append(edit.editor(served))
        scripts = ("page.js", *edit.SCRIPTS)
    first = seen[0]
    title = f"{first.report.agency or first.report.title or first.name or 'govie'}"
    if len(seen) > 1:
        title = f"govie · {len(seen)}"
    elif first.report.year:
        title += f" {first.report.year}"
    whole = join(above, *body, _card(), _words(work=bool(data)))
    return document(title, whole, *scripts, served=served)


def frame(content: str) -> str:
    """A page in a sandboxed frame, as notebooks show it.

    The page is compressed, since notebooks store the output of their cells.
    """
    packed = gzip.compress(content.encode("utf-8", "backslashreplace"), mtime=0)
    held = Template(_file("frame.html")).substitute(page=base64.b64encode(packed).decode())
    return (
        f'<iframe sandbox="allow-scripts" title="govie" width="100%" height="680" '
        f'style="border:1px solid #8884" srcdoc="{plain(held)}"></iframe>'
    )


def document(title: str, body: Html, *scripts: str, served: bool = False) -> str:
    """A whole page, whose content security policy allows its own style and scripts only.

    ``served``: whether its scripts may send requests to the server that it comes from.
    """
    style, code = _file("page.css"), "".join(map(_file, scripts))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(code)}'; "
        f"img-src data:; {'connect-src ' + repr('self') + '; ' if served else ''}"
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_file("page.html")).substitute(
        policy=policy, title=plain(title), style=style, body=body, script=code
    )


@cache
def _file(name: str) -> str:
    return resources.files("govie").joinpath(f"view/{name}").read_text("utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode()


def article(seen: Seen, data: edit.Data | None = None) -> Html:
    """The element of one report; all but the page's first are templates until they are chosen."""
    found = marks(seen) if seen.text is not None else []
    drawn = tag(
        "article",
        _head(seen, found, data is not None),
        tag("div", _source(seen, found), _result(seen), class_="panes"),
        *([edit.island(data)] if data else []),
        id=f"r{seen.number}",
        data_pane="side",
    )
    # so that a page of hundreds of reports stays fast: only those that are shown are laid out
    return drawn if seen.number == 0 else tag("template", drawn, data_for=f"r{seen.number}")


def _head(seen: Seen, found: list[Mark], work: bool) -> Html:
    report = seen.report
    about = [text(report.agency) if report.agency else word("no_agency")]
    if report.year:
        about.append(text(str(report.year)))
    facts = tag(
        "p",
        tag("b", *about[:1]),
        *(tag("span", part) for part in about[1:]),
        tag("span", word("form"), text(f" {report.form}")) if report.form else Html(""),
        tag("span", text(seen.name), class_="file") if seen.name else Html(""),
        class_="about",
    )
    title = tag("h1", text(report.title) if report.title else word("no_title"))
    tools = _tools(work)
    return tag("header", tag("div", title, facts, class_="who"), _legend(seen, found), tools)


def _counts(seen: Seen) -> Counter[str]:
    """The number of cells in each state, of failed checks, facts and headings."""
    counts = Counter(state for path in seen.cells for state in set(seen.states(path)))
    counts["doubtful"] += len([f for f in seen.report.facts if f.confidence < DOUBTFUL])
    counts["failed"] = len(seen.failed)
    counts["fact"] = len(seen.report.facts)
    counts["heading"] = len(seen.report.sections)
    return counts


def _legend(seen: Seen, found: list[Mark]) -> Html:
    """The legend of colors and signs, with counts, whose buttons show the values of one state only."""
    counts = _counts(seen)
    counts["unread"] = sum(mark.states == "unread" for mark in found)
    buttons = [
        tag(
            "button",
            tag("i", text(SIGNS.get(state, "")), class_=f"sign {state}"),
            word(state, "status"),
            tag("b", text(str(counts[state]))),
            type="button",
            data_only=state,
            aria_pressed="false",
            class_=None if counts[state] else "none",
            hidden=not counts[state] and state in ("blank", "fact", "heading", "unread"),
        )
        for state in _LEGEND
    ]
    return tag("div", *buttons, class_="legend", role="group")


def _tools(work: bool) -> Html:
    panes = [
        tag("button", word(key), type="button", data_show=pane, class_="pane")
        for pane, key in (("text", "text"), ("side", "tables"))
    ]
    language = tag("button", word("language"), type="button", data_do="language", accesskey="l")
    keys = [tag("p", word("keys_help"), *([tag("br"), word("help", "work")] if work else []))]
    help_ = tag("details", tag("summary", word("keys")), *keys, class_="help")
    return tag("div", *panes, help_, language, class_="tools")


def _source(seen: Seen, found: list[Mark]) -> Html:
    if seen.text is None:
        return tag("section", tag("p", word("no_text"), class_="calm"), class_="text")
    outline = [
        tag("a", word(s.name, "short"), href=f"#{seen.id('s', n)}")
        for n, s in enumerate(seen.report.sections)
    ]
    drawn = marked(seen.text, found)
    compact = tag(
        "button",
        word("compact"),
        type="button",
        data_do="compact",
        aria_pressed="false",
        class_="compact",
        hidden='class="lines"' not in drawn,
    )
    bar = tag("nav", *outline, compact)
    body = tag("div", drawn, class_="source", tabindex=0, role="document", lang="zh")
    return tag(
        "section", tag("h2", word("text")), bar, body, tag("div", class_="ruler"), class_="text"
    )


def _result(seen: Seen) -> Html:
    tables = grid.tables(seen)
    drawn = [
        tag("section", tag("h3", word(name, "section")), table) for name, table in tables.items()
    ]
    parts = (
        ("review", lists.review(seen)),
        ("tables", join(*drawn) if drawn else tag("p", word("no_form"), class_="calm")),
        ("facts", lists.facts(seen)),
        ("checks", lists.checks(seen)),
    )
    names = [tag("a", word(key), href=f"#r{seen.number}{key}") for key, _ in parts]
    blocks = [
        tag("section", tag("h2", word(key)), content, id=f"r{seen.number}{key}", class_=key)
        for key, content in parts
    ]
    return tag("section", tag("nav", *names), tag("div", *blocks, class_="scroll"), class_="side")


def _choice(seen: list[Seen]) -> Html:
    """The list from which one of the page's reports is chosen."""
    columns = ("file", "agency", "year", "form")
    states = ("failed", "repaired", "doubtful", "missing")
    signed = (join(text(f"{SIGNS[s]} "), word(s, "status")) for s in states)
    head = heads(*map(word, columns), *signed)
    rows = []
    for one in seen:
        report = one.report
        counts = _counts(one)
        cells = (report.agency, report.year, report.form, *(counts[s] or "" for s in states))
        link = tag("a", text(one.name or f"{one.number + 1}"), href=f"#r{one.number}")
        rows.append(
            tag(
                "tr",
                tag("td", link),
                *(tag("td", text(str(c or ""))) for c in cells),
                data_to=f"r{one.number}",
            )
        )
    summary = tag(
        "summary", word("reports"), text(" "), tag("b", text(f"1 / {len(seen)}"), class_="at")
    )
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    return tag("details", summary, tag("div", table, class_="wide"), class_="choice")


def _card() -> Html:
    """The elements for the tooltip of a cell and for the way back."""
    return join(
        tag("div", id="card", role="tooltip", hidden=True),
        tag("button", word("back"), type="button", id="back", hidden=True),
    )


def _words(work: bool) -> Html:
    words = page_words() | (work_words() if work else {})
    spans = [tag("span", content, data_word=key) for key, content in words.items()]
    return tag("div", *spans, id="words", hidden=True)
