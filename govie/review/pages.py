"""The pages of a review session: the list of its reports, and a page to correct each report."""

from __future__ import annotations

from collections.abc import Sequence

from govie.report import Report
from govie.review import looks
from govie.review.data import data
from govie.review.session import Entry, Session
from govie.values import DOUBTFUL
from govie.view import edit
from govie.view.markup import Html, heads, join, tag, text
from govie.view.page import article, document, page
from govie.view.states import SIGNS, Seen
from govie.view.words import word

_SHOWN = 50  # lines about the file of decisions


def order(session: Session) -> list[int]:
    """The numbers of the reports by falling expected gain, those that somebody marked as done last."""
    gains = [looks.gain(session.report(entry)[0]) for entry in session.entries]
    done = [_is_done(session, entry) for entry in session.entries]
    return sorted(range(len(gains)), key=lambda n: (done[n], -gains[n]))


def _is_done(session: Session, entry: Entry) -> bool:
    return bool(session.corrections.standing.heads(entry.digest, "report"))


def listing(session: Session) -> str:
    """The page with the list of reports, what to check first, and the expected effect of checking."""
    reports = [session.report(entry)[0] for entry in session.entries]
    states = ("failed", "doubtful")
    head = heads(
        *map(word, ("file", "agency", "year", "form")),
        *(join(text(f"{SIGNS[s]} "), word(s, "status")) for s in states),
        *(word(c, "work") for c in ("expected", "gain", "decided")),
    )
    rows = [_row(session, n, reports[n]) for n in order(session)]
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    kept = tag("p", word("kept_in", "work"), text(f" {session.path}"), class_="calm")
    messages = session.notes()
    notes = [tag("li", text(line)) for line in messages[:_SHOWN]]
    if len(messages) > _SHOWN:
        notes.append(tag("li", text(f"… {len(messages) - _SHOWN:,}")))
    title = tag("div", tag("h1", word("review_title", "work")), kept, class_="who")
    language = tag("button", word("language"), type="button", data_do="language")
    body = tag(
        "div",
        *([tag("section", tag("ul", *notes))] if notes else []),
        tag("section", tag("h2", word("budget", "work")), _budget(reports), class_="budget"),
        tag("section", tag("h2", word("reports")), tag("div", table, class_="wide")),
        class_="panel",
    )
    header = tag("header", title, tag("div", language, class_="tools"))
    return document("govie review", join(header, body), "panel.js", served=True)


def _row(session: Session, number: int, report: Report) -> Html:
    entry = session.entries[number]
    seen = Seen(report, None)
    doubtful = len(report.doubtful()) + sum(f.confidence < DOUBTFUL for f in report.facts)
    decided = len(session.corrections.standing.held.get(entry.digest, {}))
    done = " ✓" if _is_done(session, entry) else ""
    cells = (
        report.agency or "",
        report.year or "",
        report.form or "",
        len(seen.failed) or "",
        doubtful or "",
        f"{looks.expected(report):.1f}",
        f"{looks.gain(report):.1f}",
        f"{decided or ''}{done}",
    )
    link = tag("a", text(entry.name), href=f"report/{number}")
    return tag("tr", tag("td", link), *(tag("td", text(str(c))) for c in cells))


def _budget(reports: Sequence[Report]) -> Html:
    found = looks.budget(reports)
    before = f"{found[0].before:.1f}" if found else "0"
    steps = [("0", before), *((str(b.looks), f"{b.after:.1f}") for b in found)]
    rows = [tag("tr", *(tag("td", text(number)) for number in step)) for step in steps]
    head = heads(word("looks", "work"), word("left", "work"))
    return tag("table", tag("thead", head), tag("tbody", *rows))


def report_page(session: Session, number: int) -> str:
    """The page to correct one report, with links to the list and to the next report."""
    entry = session.entries[number]
    report, _ = session.report(entry)
    following = order(session)
    after = following[(following.index(number) + 1) % len(following)]
    way = tag(
        "nav",
        tag("a", word("all_reports", "work"), href="../", class_="away"),
        tag("a", word("next_report", "work"), href=f"{after}", class_="away"),
        class_="way",
    )
    return page([(entry.name, report, entry.text)], [_data(session, entry, report)], way)


def report_article(session: Session, number: int) -> str:
    """The part of the page that shows the report, redrawn after a decision."""
    entry = session.entries[number]
    report, _ = session.report(entry)
    known = _data(session, entry, report)
    return article(Seen(report, entry.text, 0, entry.name, known["gains"]), known)


def _data(session: Session, entry: Entry, report: Report) -> edit.Data:
    return data(
        report,
        entry.digest,
        entry.name,
        server=True,
        standing=session.corrections.standing,
        log=session.log(entry),
    )


def static_page(entries: Sequence[Entry]) -> str:
    """A page for corrections without a server: it keeps decisions in the browser and offers them as a download."""
    known = [data(e.report, e.digest, e.name, server=False) for e in entries]
    return page([(e.name, e.report, e.text) for e in entries], known)
