"""The server of ``govie review``, for this machine only.

It listens on 127.0.0.1. Every address begins with a secret token that is new in each run. A request must name this
host (against DNS rebinding), and one that changes something must come from a page of the server itself. Everything
else is refused.
"""

from __future__ import annotations

import json
import secrets
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from govie.review import pages
from govie.review.session import Session, Stale

_LONGEST = 2**20  # bytes of a request
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Refused(Exception):
    """A request that the server refuses; ``status``: the HTTP status of the answer."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Server(ThreadingHTTPServer):
    """Serves the pages of ``session``; ``port`` 0 takes a free port."""

    daemon_threads = True

    def __init__(self, session: Session, port: int = 0) -> None:
        self.session = session
        self.token = secrets.token_urlsafe(24)
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore connections that the browser closed; print other errors."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def host(self) -> str:
        """Host and port, which each request has to name."""
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """The address of the list of reports."""
        return f"http://{self.host}/{self.token}/"


class Handler(BaseHTTPRequestHandler):
    """Answers one HTTP request."""

    server: Server
    server_version, sys_version = "govie", ""
    timeout = 60  # seconds, after which an idle connection is closed

    def do_GET(self) -> None:
        """Send the list of reports, or the page of a report."""
        self._answer(self._page)

    def do_POST(self) -> None:
        """Record decisions, undo or redo one, and send the outcome as JSON."""
        self._answer(self._decided)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Do not list requests on the terminal, which is for messages to the user."""

    def _answer(self, make: Any) -> None:
        try:
            status, kind, content = make(self._path())
        except Refused as error:
            status, kind, content = error.status, "text/plain", str(error)
        self.send_response(status)
        data = content.encode("utf-8", "backslashreplace")
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _path(self) -> list[str]:
        """The parts of the path after the token; raises ``Refused`` for another host or token."""
        if self.headers.get("Host") != self.server.host:
            raise Refused(HTTPStatus.FORBIDDEN, "not this host")
        _, token, *rest = f"{self.path}/".split("?")[0].split("/")
        if not secrets.compare_digest(token.encode(), self.server.token.encode()):
            raise Refused(
                HTTPStatus.FORBIDDEN, "not this address: take the one that govie review printed"
            )
        return [part for part in rest if part]

    def _page(self, path: list[str]) -> tuple[HTTPStatus, str, str]:
        session = self.server.session
        if not path:
            return HTTPStatus.OK, "text/html", pages.listing(session)
        if len(path) == 2 and path[0] == "report":
            return HTTPStatus.OK, "text/html", pages.report_page(session, self._number(path[1]))
        raise Refused(HTTPStatus.NOT_FOUND, "no such page")

    def _number(self, name: str) -> int:
        count = len(self.server.session.entries)
        if not (name.isascii() and name.isdigit() and len(name) < 9 and int(name) < count):
            raise Refused(HTTPStatus.NOT_FOUND, "no such report")
        return int(name)

    def _decided(self, path: list[str]) -> tuple[HTTPStatus, str, str]:
        content = self._content()
        if len(path) != 3 or path[0] != "report":
            raise Refused(HTTPStatus.NOT_FOUND, "nothing is decided here")
        number = self._number(path[1])
        status, answer = self._act(number, path[2], content)
        if status is HTTPStatus.OK:
            answer["article"] = pages.report_article(self.server.session, number)
        return status, "application/json", json.dumps(answer)

    def _act(
        self, number: int, what: str, content: dict[str, Any]
    ) -> tuple[HTTPStatus, dict[str, str]]:
        session = self.server.session
        entry = session.entries[number]
        try:
            if what == "decide":
                entries = content.get("entries")
                if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
                    raise ValueError("entries is no list of decisions")
                return HTTPStatus.OK, {"told": "kept", "warning": session.decide(entry, entries)}
            if what == "undo":
                which = content.get("id")
                session.undo(entry, which if isinstance(which, str) else None)
                return HTTPStatus.OK, {"told": "taken_back"}
            if what == "redo":
                session.redo(entry)
                return HTTPStatus.OK, {"told": "kept"}
        except Stale as error:
            # a regular answer: the page shows the message and is drawn again
            return HTTPStatus.OK, {"error": str(error)}
        except ValueError as error:
            return HTTPStatus.BAD_REQUEST, {"error": str(error)}
        except OSError as error:
            reason = f"{session.path}: {error.strerror or error}: not kept"
            return HTTPStatus.INSUFFICIENT_STORAGE, {"error": reason}
        raise Refused(HTTPStatus.NOT_FOUND, "nothing is decided here")

    def _content(self) -> dict[str, Any]:
        """The JSON object of a request; raises ``Refused`` unless it comes from a page of this server."""
        if self.headers.get("Origin") != f"http://{self.server.host}":
            raise Refused(HTTPStatus.FORBIDDEN, "not from a page of govie review")
        if self.headers.get("Content-Type") != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not JSON")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= _LONGEST):
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
        try:
            data = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise Refused(HTTPStatus.BAD_REQUEST, "no JSON") from error
        if not isinstance(data, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "no JSON object")
        return data
