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


@route("links", "html", "links")
def links(path: Path) -> str:
    codes = ["-codepage", "utf-8", "-html-assume-codepage", "utf-8"]
    return run(["links", "-dump", "-width", "120", *codes, str(path)])


@route("lynx-wide", "html", "lynx")
def lynx_wide(path: Path) -> str:
    codes = ["-assume_charset=utf-8", "-display_charset=utf-8"]
    return run(["lynx", "-dump", "-nolist", "-width=990", *codes, str(path)])


@route("php-strip-tags", "html", "php")
def strip_tags(path: Path) -> str:
    """What ``strip_tags`` leaves of the page's body: white space between tags stays."""
    code = r"""$page = preg_replace('~<(style|script|title)\b.*?</\1>~is', '', file_get_contents($argv[1]));
        echo html_entity_decode(strip_tags($page), ENT_QUOTES | ENT_HTML5, 'UTF-8');"""
    return run(["php", "-r", code, "--", str(path)])


@route("unhtml", "html", "unhtml", held_back=True)
def unhtml(path: Path) -> str:
    return run(["unhtml", str(path)])


@route("lxml-bars", "html", "lxml")
def lxml_bars(path: Path) -> str:
    """Every text node, bars between: on a page with line ends a bar stands alone on its line."""
    from lxml import html

    body = html.fromstring(
        path.read_bytes().decode("utf-8").replace('<meta charset="utf-8">', "")
    ).find("body")
    return "|".join(body.itertext())


@route("bs4-bars", "html", "beautifulsoup4", held_back=True)
def bs4_bars(path: Path) -> str:
    return str(_soup(path).get_text("|", strip=True))  # type: ignore[attr-defined]


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
    import trafilatura

    text = trafilatura.extract(
        _page(path), include_tables=True, favor_recall=True, output_format="markdown"
    )
    if not text:
        raise RouteFailed("trafilatura found no text")
    return str(text)


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
