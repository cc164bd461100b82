"""Sessions to work in, for tests: reports as read, a server of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import govie
from govie.decisions import digest
from govie.report import Report
from govie.review import Entry, Session
from govie.review.server import Server


def entry(name: str, text: str, report: Report | None = None) -> Entry:
    """A report of that text to work in."""
    found = report if report is not None else govie.extract(text)
    return Entry(name, found, text, digest(text), None)


@contextmanager
def served(session: Session) -> Iterator[Server]:
    """A server of a session."""
    with Server(session) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


def session(folder: Path, *texts: str, who: str = "甲") -> Session:
    """A session of these texts; decisions are kept in the folder."""
    found = [entry(f"{n}.txt", text) for n, text in enumerate(texts)]
    return Session(found, folder / "decisions.jsonl", who)
