"""Web pages: the report without the site's menus, its tables as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from govie.errors import UnreadableFile
from govie.loaders import encoding, grid
from govie.loaders.base import Loaded

ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".jhtml", ".mht.html", ".aspx", ".jsp", ".php")
_OPENING = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|div|table|p\b|title|script)",
    re.I | re.S,
)
_SKIPPED = {
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "select",
    "button", "textarea", "nav", "aside", "footer", "title", "head", "math", "audio", "video",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "section", "article", "main", "header", "center", "blockquote", "form", "fieldset", "figure",
    "address", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "pre", "body",
}  # fmt: skip
_LINK_SHARE = 0.6  # of a block's characters; menus have 0.9 and more, articles under 0.1
_LONG_CELL = 400  # characters: a cell with more is a place of the layout, not of a table
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TITLE = re.compile(r"(?:信息|政务)\s*公开.{0,12}报告")


def recognizes(data: bytes) -> bool:
    """Whether ``data`` begins as web pages do."""
    head = data[:8192].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return _OPENING.match(head) is not None


def load(data: bytes) -> Loaded:
    """The page's text: a line for each block, tables as rows of tab-separated fields.

    Menus, scripts and page feet are left out, but never with a table of figures in them. Nothing
    that the page refers to is fetched. Raises ``UnreadableFile`` where it nests too deep.
    """
    decoded = encoding.decode(data)
    root = _tree(decoded.text)
    if root is None:
        return Loaded("", "html", decoded.encoding)
    lines = _Lines(_menus(root)).of(root)
    text = "\n".join(lines)
    if not _TITLE.search(text[:3000]) and (title := root.findtext(".//title")):
        text = grid.one_line(title) + "\n" + text
    return Loaded(text + "\n", "html", decoded.encoding)


def _tree(text: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser

    # no_network is lxml's default, and said here because it matters: links are never fetched
    parser = HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    data = text.replace("\x00", "").encode("utf-8", "replace")
    if not data.strip():
        return None
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"no readable HTML: {error.msg}") from error
    if any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log):
        raise UnreadableFile("its HTML nests too deep: more than 2,048 elements in one another")
    return root


def _name(element: Any) -> str:
    tag = element.tag
    return tag.lower() if isinstance(tag, str) else ""


def _menus(root: Any) -> set[Any]:
    """Blocks that are all links and hold no figures in a table."""
    characters: dict[Any, int] = {}
    linked: dict[Any, int] = {}
    tables: set[Any] = set()
    menus = set()
    for element in reversed(list(root.iter())):
        name = _name(element)
        own = len("".join((element.text or "").split()))
        total, links = own, 0
        data = name == "table" and _has_figures(element)
        for child in element:
            total += characters.get(child, 0) + len("".join((child.tail or "").split()))
            links += linked.get(child, 0)
            data = data or child in tables
        if name in _SKIPPED and not data:
            total = links = 0
        characters[element] = total
        linked[element] = total if name == "a" else links
        if data:
            tables.add(element)
        elif name in _SKIPPED or (
            name in _BLOCKS
            and name not in ("body", "h1")
            and total
            and links / total > _LINK_SHARE
            and links > 8
        ):
            menus.add(element)
    return menus


def _has_figures(table: Any) -> bool:
    cells = 0
    for cell in table.iter("td", "th"):
        cells += any(c.isdigit() for c in (cell.text or "")) or any(
            c.isdigit() for inner in cell for c in (inner.text or "")
        )
        if cells >= 3:
            return True
    words = "".join(table.itertext())
    return any(w in words for w in ("自然人", "行政许可", "结果维持", "规范性文件"))


class _Lines:
    """Turns a tree into lines, without recursion: pages nest as deep as they like."""

    def __init__(self, skipped: set[Any]) -> None:
        self.skipped = skipped
        self.lines: list[str] = []
        self.line: list[str] = []
        self.printed: set[Any] = set()  # rows that came with the first of their table

    def of(self, root: Any) -> list[str]:
        # What is left to do, last first: an element to enter, or text to print.
        left: list[Any] = [root]
        while left:
            item = left.pop()
            if item is None:
                self._break()
            elif isinstance(item, str):
                self.line.append(item)
            elif item not in self.skipped:
                left += self._enter(item)
        self._break()
        return self.lines

    def _enter(self, element: Any) -> list[Any]:
        name = _name(element)
        if name == "br":
            return [None]
        if element in self.printed:
            return []
        if name == "tr" and _is_row(element):
            rows = _run(element)
            self.printed.update(rows)
            self._break()
            self.lines += grid.lines(grid.place([_fields(row) for row in rows]))
            return []
        inside: list[Any] = [element.text] if element.text and name else []
        for child in element:
            inside.append(child)
            if child.tail:
                inside.append(child.tail)
        if name in _BLOCKS:
            inside = [None, *inside, None]
        return inside[::-1]

    def _break(self) -> None:
        text = _SPACE.sub(" ", "".join(self.line)).strip(" \u00a0\u3000")
        self.line.clear()
        if text:
            self.lines.append(text)


def _cells(row: Any) -> list[Any]:
    return [c for c in row if _name(c) in ("td", "th")]


def _is_row(row: Any) -> bool:
    """Whether a table row holds figures and labels, and does not lay out the page."""
    cells = _cells(row)
    for cell in cells:
        if len(cell) and (
            next(cell.iter("table", "h1", "h2", "h3", "ul"), None) is not None
            or sum(map(len, cell.itertext())) > _LONG_CELL
        ):
            return False
    return bool(cells)


def _run(first: Any) -> list[Any]:
    """``first`` and the rows that follow it in its table, up to one that lays out the page."""
    table = next(first.iterancestors("table"), None)
    if table is None:
        return [first]
    run: list[Any] = []
    for row in table.iter("tr"):
        if (run or row is first) and next(row.iterancestors("table"), None) is table:
            if not _is_row(row):
                break
            run.append(row)
    return run


def _fields(row: Any) -> list[tuple[str, int, int]]:
    return [(_text(c), _span(c, "rowspan"), _span(c, "colspan")) for c in _cells(row)]


def _span(cell: Any, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return int(found[1]) if found else 1


def _text(cell: Any) -> str:
    return "".join(_pieces(cell))


def _pieces(cell: Any) -> Iterator[str]:
    for event, element in _walk(cell):
        name = _name(element)
        if event == "start":
            if element is not cell and (name in _BLOCKS or name == "br"):
                yield "\n"
            if name and name not in _SKIPPED:
                yield element.text or ""
        elif element is not cell:
            if name in _BLOCKS:
                yield "\n"
            yield element.tail or ""


def _walk(cell: Any) -> Any:
    from lxml import etree

    return etree.iterwalk(cell, events=("start", "end"))
