"""Chromium over its remote debugging pipe: pages to PDF, and their ``innerText``.

One browser serves a whole build. The pipe needs no port and no library: messages are JSON, each
ended by a zero byte, on the file descriptors 3 and 4 of the child.
"""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from training.chromium import FLAGS, PROGRAM
from training.corpus.routes.registry import TIMEOUT_SECONDS, RouteFailed


class Browser:
    """A headless Chromium with one page. Use as a context manager; ``profile`` is its own folder."""

    def __init__(self, profile: Path) -> None:
        to_child, self._out = os.pipe()
        self._in, from_child = os.pipe()

        def descriptors() -> None:
            # Duplicates first: 3 and 4 may be the very descriptors that are to be moved.
            a, b = os.dup(to_child), os.dup(from_child)
            os.dup2(a, 3)
            os.dup2(b, 4)

        try:
            self._process = subprocess.Popen(
                [
                    PROGRAM or "chromium",
                    "--headless",
                    "--remote-debugging-pipe",
                    *FLAGS,
                    f"--user-data-dir={profile}",
                    "about:blank",
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                preexec_fn=descriptors,
                close_fds=False,
            )
        except FileNotFoundError:
            raise RouteFailed("chromium is not installed") from None
        finally:
            os.close(to_child)
            os.close(from_child)
        self._rest = b""
        self._number = 0
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})[
            "sessionId"
        ]
        self._page("Page.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        os.close(self._out)
        os.close(self._in)

    def open(self, page: Path) -> None:
        """Show the file ``page``."""
        self._events: list[str] = []
        self._page("Page.navigate", {"url": page.resolve().as_uri()})
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while "Page.loadEventFired" not in self._events:
            self._receive(deadline)

    def inner_text(self) -> str:
        """``document.body.innerText`` of the page shown."""
        answer = self._page(
            "Runtime.evaluate", {"expression": "document.body.innerText", "returnByValue": True}
        )
        return str(answer["result"]["value"])

    def pdf(self, **options: Any) -> bytes:
        """The page shown, printed; ``options`` are those of ``Page.printToPDF``."""
        return base64.b64decode(self._page("Page.printToPDF", options)["data"])

    def _page(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._call(method, params or {}, session=self._session)

    def _call(
        self, method: str, params: dict[str, Any], session: str | None = None
    ) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while True:
            answer = self._receive(deadline)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RouteFailed(f"chromium: {method}: {answer['error'].get('message')}")
                return dict(answer["result"])

    def _receive(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(0.0, deadline - time.monotonic()))
            chunk = os.read(self._in, 1 << 20) if ready else b""
            if not chunk:
                raise RouteFailed("chromium went away or hangs")
            self._rest += chunk
        raw, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(raw)
        if hasattr(self, "_events") and "method" in answer:
            self._events.append(answer["method"])
        return answer
