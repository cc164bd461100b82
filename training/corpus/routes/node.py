"""Routes through npm's libraries, served by one Node process (``converters.js``)."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
from functools import cache, partial
from pathlib import Path

from training.corpus.routes.registry import ROUTES, Route, RouteFailed, run


class _Converters:
    """The Node process; started when it is first asked, and anew after it was stopped."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def read(self, name: str, path: Path) -> str:
        process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps({"route": name, "path": str(path)}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline() or '{"error": "node went away"}')
        except BaseException:  # the deadline rang: what comes now answers an old question
            self.stop()
            raise
        if "text" not in answer:
            raise RouteFailed(f"{name}: {answer['error']}")
        return str(answer["text"])

    def _start(self) -> subprocess.Popen[str]:
        script = Path(__file__).with_name("converters.js")
        environment = {**os.environ, "NODE_PATH": _modules()}
        self._process = subprocess.Popen(
            ["node", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=environment,
        )
        return self._process

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


@cache
def _modules() -> str:
    if not shutil.which("node") or not shutil.which("npm"):
        raise RouteFailed("node is not installed")
    return os.environ.get("NODE_PATH") or run(["npm", "root", "--global"]).strip()


_converters = _Converters()
_parser = (
    _Converters()
)  # pdf-parse brings a PDF.js of its own, which does not bear another beside it
atexit.register(_converters.stop)
atexit.register(_parser.stop)


def converter(
    name: str, kind: str, tool: str, *, held_back: bool = False, by: _Converters = _converters
) -> None:
    """Enter what ``converters.js`` does under the route's name."""
    ROUTES[name] = Route(name, kind, tool, partial(by.read, name), held_back)


converter("turndown", "html", "turndown")
# Tables with a head of ``th`` as Markdown, others as HTML.
converter("turndown-gfm", "html", "turndown")
converter("node-html-markdown", "html", "node-html-markdown")
converter("cheerio-text", "html", "cheerio")
converter("html-to-text", "html", "html-to-text", held_back=True)
converter("html-to-text-tables", "html", "html-to-text", held_back=True)
converter("pdfjs", "pdf", "pdfjs-dist")
converter("pdf-parse", "pdf", "pdf-parse", by=_parser)
