"""Routes from web pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.corpus.routes.registry import ROUTES, Route, RouteFailed, command, route, run
from training.corpus.routes.word import markitdown


def _page(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _soup(path: Path) -> object:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(_page(path), "lxml")
    for node in soup(["script", "style"]):
        node.decompose()
    return soup


def _body(path: Path) -> Any:
    from lxml import html

    page = path.read_bytes().decode("utf-8")
    return html.fromstring(page.replace('<meta charset="utf-8">', "")).find("body")


@route("lxml-text-content", "html", "lxml")
def lxml_text(path: Path) -> str:
    return str(_body(path).text_content())


def soup(name: str, *between: str, strip: bool = False, held_back: bool = False) -> None:
    """Enter ``get_text`` with these arguments as a route."""

    def read(path: Path) -> str:
        return str(_soup(path).get_text(*between, strip=strip))  # type: ignore[attr-defined]

    ROUTES[name] = Route(name, "html", "beautifulsoup4", read, held_back)


# On a minified page no character parts a label from its figure.
soup("bs4-nothing")
soup("bs4-lines", "\n", strip=True)
soup("bs4-spaces", " ", strip=True)
soup("bs4-tabs", "\t", held_back=True)


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
def trafilatura_(path: Path, **options: Any) -> str:
    import trafilatura

    text = trafilatura.extract(_page(path), include_tables=True, favor_recall=True, **options)
    if not text:
        raise RouteFailed("trafilatura found no text")
    return str(text)


@route("markitdown-html", "html", "markitdown")
def markitdown_html(path: Path) -> str:
    return markitdown(path)


command("pandoc-html-plain", "html", "pandoc", "pandoc -f html -t plain --columns=100 FILE")
command("w3m", "html", "w3m", "w3m -dump -cols 120 -I UTF-8 -O UTF-8 -T text/html FILE")
command(
    "lynx",
    "html",
    "lynx",
    "lynx -dump -nolist -width=120 -assume_charset=utf-8 -display_charset=utf-8 FILE",
)
command(
    "elinks",
    "html",
    "elinks",
    "elinks -dump -dump-charset utf-8 -dump-width 120 -no-references -eval 'set document.codepage.assume = '\"'\"'utf-8'\"'\"'' FILE",
)
command(
    "links",
    "html",
    "links",
    "links -dump -width 120 -codepage utf-8 -html-assume-codepage utf-8 FILE",
)
command(
    "lynx-wide",
    "html",
    "lynx",
    "lynx -dump -nolist -width=990 -assume_charset=utf-8 -display_charset=utf-8 FILE",
)


@route("php-strip-tags", "html", "php")
def strip_tags(path: Path) -> str:
    """What ``strip_tags`` leaves of the page's body: white space between tags stays."""
    code = r"""$page = preg_replace('~<(style|script|title)\b.*?</\1>~is', '', file_get_contents($argv[1]));
        echo html_entity_decode(strip_tags($page), ENT_QUOTES | ENT_HTML5, 'UTF-8');"""
    return run(["php", "-r", code, "--", str(path)])


command("unhtml", "html", "unhtml", "unhtml FILE", held_back=True)


@route("lxml-bars", "html", "lxml")
def lxml_bars(path: Path) -> str:
    """Every text node, bars between: on a page with line ends a bar stands alone on its line."""
    return "|".join(_body(path).itertext())


soup("bs4-bars", "|", strip=True, held_back=True)


@route("parsel-stripped", "html", "parsel")
def parsel_stripped(path: Path) -> str:
    """The usual line of a spider: every text node stripped, empty ones kept as empty lines."""
    from parsel import Selector

    nodes = Selector(_page(path)).xpath("//body//text()").getall()
    return "\n".join(node.strip() for node in nodes)


@route("parsel-rows", "html", "parsel")
def parsel_rows(path: Path) -> str:
    """Rows as lines, cells two blanks apart; prose between the tables as it comes."""
    from parsel import Selector

    out = []
    for node in Selector(_page(path)).xpath(
        "//body//*[self::p or self::tr or self::h1 or self::h2]"
    ):
        if node.root.tag == "tr":
            cells = node.xpath("./td | ./th")
            out.append("  ".join("".join(c.xpath(".//text()").getall()).strip() for c in cells))
        elif not node.xpath("ancestor::tr"):
            out.append("".join(node.xpath(".//text()").getall()))
    return "\n".join(out)


@route("html-text", "html", "html-text")
def html_text(path: Path) -> str:
    import html_text as library

    return str(library.extract_text(_page(path)))


@route("resiliparse", "html", "resiliparse")
def resiliparse(path: Path) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(_page(path)))


@route("trafilatura-markdown", "html", "trafilatura")
def trafilatura_markdown(path: Path) -> str:
    return trafilatura_(path, output_format="markdown")


@route("html-to-markdown", "html", "html-to-markdown")
def html_to_markdown(path: Path) -> str:
    import html_to_markdown as library

    made = library.convert(_page(path))
    return str(getattr(made, "content", made))


@route("markdownify", "html", "markdownify", held_back=True)
def markdownify(path: Path) -> str:
    import markdownify as library

    return str(library.markdownify(_page(path), strip=["title", "style"]))


@route("chromium-innertext", "innertext", "chromium")
def inner_text(path: Path) -> str:
    """``document.body.innerText``; the browser that prints the PDFs wrote it to ``path``."""
    return path.read_text(encoding="utf-8")
