"""Routes from web pages."""

from __future__ import annotations

from pathlib import Path

from training.corpus.routes.registry import RouteFailed, route, run
from training.corpus.routes.word import markitdown


def _page(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _soup(path: Path) -> object:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(_page(path), "lxml")
    for node in soup(["script", "style"]):
        node.decompose()
    return soup


@route("lxml-text-content", "html", "lxml")
def lxml_text(path: Path) -> str:
    from lxml import html

    body = html.fromstring(
        path.read_bytes().decode("utf-8").replace('<meta charset="utf-8">', "")
    ).find("body")
    return str(body.text_content())


@route("bs4-nothing", "html", "beautifulsoup4")
def bs4_nothing(path: Path) -> str:
    """``get_text()``: on a minified page no character parts a label from its figure."""
    return str(_soup(path).get_text())  # type: ignore[attr-defined]


@route("bs4-lines", "html", "beautifulsoup4")
def bs4_lines(path: Path) -> str:
    return str(_soup(path).get_text("\n", strip=True))  # type: ignore[attr-defined]


@route("bs4-spaces", "html", "beautifulsoup4")
def bs4_spaces(path: Path) -> str:
    return str(_soup(path).get_text(" ", strip=True))  # type: ignore[attr-defined]


@route("bs4-tabs", "html", "beautifulsoup4", held_back=True)
def bs4_tabs(path: Path) -> str:
    return str(_soup(path).get_text("\t"))  # type: ignore[attr-defined]


@route("selectolax-lines", "html", "selectolax")
def selectolax_lines(path: Path) -> str:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_page(path))
    if tree.body is None:
        raise RouteFailed("selectolax found no body")
    return str(tree.body.text(separator="\n"))


@route("inscriptis", "html", "inscriptis")
def inscriptis_(path: Path) -> str:
    from inscriptis import get_text

    return str(get_text(_page(path)))


@route("html2text", "html", "html2text")
def html2text_(path: Path) -> str:
    import html2text

    return str(html2text.HTML2Text(bodywidth=0).handle(_page(path)))


@route("html2text-padded", "html", "html2text", held_back=True)
def html2text_padded(path: Path) -> str:
    import html2text

    reader = html2text.HTML2Text(bodywidth=78)
    reader.pad_tables = True
    reader.ignore_links = True
    return str(reader.handle(_page(path)))


@route("trafilatura", "html", "trafilatura")
def trafilatura_(path: Path) -> str:
    import trafilatura

    text = trafilatura.extract(_page(path), include_tables=True, favor_recall=True)
    if not text:
        raise RouteFailed("trafilatura found no text")
    return str(text)


@route("markitdown-html", "html", "markitdown")
def markitdown_html(path: Path) -> str:
    return markitdown(path)


@route("pandoc-html-plain", "html", "pandoc")
def pandoc_html(path: Path) -> str:
    return run(["pandoc", "-f", "html", "-t", "plain", "--columns=100", str(path)])


@route("w3m", "html", "w3m")
def w3m(path: Path) -> str:
    return run(
        ["w3m", "-dump", "-cols", "120", "-I", "UTF-8", "-O", "UTF-8", "-T", "text/html", str(path)]
    )


@route("lynx", "html", "lynx")
def lynx(path: Path) -> str:
    return run(
        [
            "lynx",
            "-dump",
            "-nolist",
            "-width=120",
            "-assume_charset=utf-8",
            "-display_charset=utf-8",
            str(path),
        ]
    )


@route("elinks", "html", "elinks")
def elinks(path: Path) -> str:
    return run(
        [
            "elinks",
            "-dump",
            "-dump-charset",
            "utf-8",
            "-dump-width",
            "120",
            "-no-references",
            "-eval",
            "set document.codepage.assume = 'utf-8'",
            str(path),
        ]
    )


@route("chromium-innertext", "innertext", "chromium")
def inner_text(path: Path) -> str:
    """``document.body.innerText``; the browser that prints the PDFs wrote it to ``path``."""
    return path.read_text(encoding="utf-8")
