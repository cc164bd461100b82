"""Routes through npm's libraries, served by one Node process (``converters.js``)."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from training.corpus.routes.registry import RouteFailed, route, run


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


@route("turndown", "html", "turndown")
def turndown(path: Path) -> str:
    return _converters.read("turndown", path)


@route("turndown-gfm", "html", "turndown")
def turndown_gfm(path: Path) -> str:
    """Tables with a head of ``th`` as Markdown, others as HTML."""
    return _converters.read("turndown-gfm", path)


@route("node-html-markdown", "html", "node-html-markdown")
def node_html_markdown(path: Path) -> str:
    return _converters.read("node-html-markdown", path)


@route("cheerio-text", "html", "cheerio")
def cheerio(path: Path) -> str:
    return _converters.read("cheerio-text", path)


@route("html-to-text", "html", "html-to-text", held_back=True)
def html_to_text(path: Path) -> str:
    return _converters.read("html-to-text", path)


@route("html-to-text-tables", "html", "html-to-text", held_back=True)
def html_to_text_tables(path: Path) -> str:
    return _converters.read("html-to-text-tables", path)


@route("pdfjs", "pdf", "pdfjs-dist")
def pdfjs(path: Path) -> str:
    return _converters.read("pdfjs", path)


@route("pdf-parse", "pdf", "pdf-parse")
def pdf_parse(path: Path) -> str:
    return _parser.read("pdf-parse", path)
