"""The parts of a page for corrections: the toolbar, the editor's fields, the list of decisions, their data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from govie.form import forms, sections
from govie.values import BOUNDS
from govie.view.markup import Html, join, tag, text
from govie.view.words import in_line, keys, word

Data = Mapping[str, Any]
"""The data of a report for the script, made by ``govie.review.data``."""

SCRIPTS = ("keep.js", "places.js", "pick.js", "log.js", "edit.js")
# the values that ``govie.decisions`` accepts, checked here too for pages without a server
_YEAR, _CODE = r"199\d|20\d\d|2100", r"\d{6}|\d{9}"


def island(data: Data) -> Html:
    """The data of a report for the script, as an element of JSON."""
    content = json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" class="data">{content}</script>')


def editor(server: bool) -> Html:
    """The toolbar at the foot of the page, with the editor above it."""
    fields = [_cell(), _fact(), _section(), _about()]
    why = _label("why_so", tag("input", name_="why", maxlength=500, autocomplete="off"))
    form = tag(
        "form",
        tag("p", id="subject"),
        *fields,
        tag("div", why, _button("save", kind="submit"), _button("close"), class_="line"),
        id="editor",
        autocomplete="off",
        hidden=True,
    )
    who = _label("who", tag("input", id="who", maxlength=60, autocomplete="off"))
    kept = () if server else (_button("download"), who)
    bar = tag(
        "div",
        *(_button(name) for name in ("accept", "edit", "confirm")),
        *(_button(name) for name in ("count_new", "section_new", "about_it")),
        *(_button(name) for name in ("undo", "redo", "history", "done")),
        *kept,
        tag("output", id="said", aria_live="polite"),
        class_="bar",
        role="toolbar",
    )
    history = tag(
        "dialog",
        tag("h2", word("log", "work")),
        tag("ol", id="log"),
        _button("close_history"),
        id="history",
    )
    return join(tag("footer", form, bar, class_="work"), history)


def _button(name: str, kind: str = "button") -> Html:
    return tag("button", word(name, "work"), type=kind, data_work=name)


def _label(name: str, field: Html) -> Html:
    return tag("label", tag("span", word(name, "work")), field)


def _input(name: str, **attributes: str | int) -> Html:
    return tag("input", name_=name, autocomplete="off", **attributes)


def _fieldset(kind: str, line: Iterable[Html], *below: Html) -> Html:
    """The fields for decisions of one kind, in a line, and elements below it; the script shows them when needed."""
    return tag("fieldset", tag("div", *line, class_="line"), *below, data_kind=kind, hidden=True)


def _hint(name: str) -> Html:
    return tag("p", word(name, "work"), class_="calm")


def _select(name: str, options: Iterable[Html]) -> Html:
    return tag("select", *options, name_=name)


def _cell() -> Html:
    value = _label("value", _input("value", inputmode="decimal", maxlength=40))
    buttons = [_button(name) for name in ("accept", "blank", "missing", "pick")]
    live = tag("ul", class_="live", aria_live="polite")
    return _fieldset("cell", [value, tag("span", class_="unit"), *buttons], live)


def _fact() -> Html:
    topics = [tag("option", in_line(word(t, "topic")), value=t) for t in keys("topic")]
    bounds = [tag("option", in_line(word(b, "bound")), value=b) for b in BOUNDS]
    line = [
        _label("value", _input("amount", inputmode="decimal", maxlength=40)),
        _label("unit", _input("measure", maxlength=20)),
        _label("bound", _select("bound", bounds)),
        _label("item", _input("what", maxlength=200, required="required")),
        _label("channel", _input("channel", maxlength=200)),
        _label("topic", _select("topic", topics)),
        _label("part_of", _select("part_of", ())),
        _button("remove"),
    ]
    return _fieldset("fact", line, _hint("drag"))


def _section() -> Html:
    names = [tag("option", in_line(word(s.name, "section")), value=s.name) for s in sections()]
    line = [
        _label("section", _select("section", names)),
        _label("heading", _input("heading", readonly="readonly")),
        _button("no_section"),
    ]
    return _fieldset("section", line, _hint("drag_heading"))


def _about() -> Html:
    known = [tag("option", text(name or "—"), value=name) for name in ("", *forms())]
    line = [
        _label("agency", _input("agency", maxlength=200)),
        _label("year", _input("year", inputmode="numeric", maxlength=4, pattern=_YEAR)),
        _label("code", _input("unit", inputmode="numeric", maxlength=9, pattern=_CODE)),
        _label("form", _select("form", known)),
    ]
    return _fieldset("about", line)
