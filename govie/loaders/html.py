"""Loads web pages: their text without the site's menus, tables as rows of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from govie import toml
from govie.errors import UnreadableFile
from govie.loaders import encoding, grid, visible
from govie.loaders.base import Loaded

ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".jhtml", ".mht.html", ".aspx", ".jsp", ".php")
_FIRST = re.compile(
    rb"<(?:!doctype\s+html|(?:html|head|body|meta|div|table|p|title|script|style|link|base|h[1-6]|center"
    rb"|section|article|main|font|span)\b)",
    re.I,
)
_WHITE = re.compile(rb"\s*")
_HEAD = 65_536  # bytes in which a page's first element is searched
_MOST = 500_000  # tags; the largest pages of reports have some 50,000
_ATTRIBUTES = 5_000  # of one element; the parser takes quadratic time for them
_MOST_ATTRIBUTES = 2_000_000  # of all elements
_TAG = re.compile(rb"<[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(rb"""[\s/]*[^\s/>=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?""")
_SKIPPED = {
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "select",
    "button", "textarea", "nav", "aside", "footer", "title", "head", "math", "audio", "video",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "section", "article", "main", "header", "center", "blockquote", "form", "fieldset", "figure",
    "address", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "pre", "body",
}  # fmt: skip
_LOOKED_AT = 1000  # cells of a table, and elements of a cell, that are examined
_LINK_SHARE = 0.6  # of a block's characters that are links; menus have 0.9, articles under 0.1
_LAID_OUT = {"table", "h1", "h2", "h3", "ul"}  # elements in a cell that show a table for layout
_LONG_CELL = 400  # characters; a table with a longer cell is for layout
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TITLE = re.compile(r"(?:信息|政务)\s*公开.{0,12}报告")
_OF_THE_FORM: list[str] = toml.read(toml.STATUTE)["words"]["tables"]


def recognizes(data: bytes) -> bool:
    """Whether ``data`` begins with an element of HTML, after comments and declarations."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    at = 0
    while True:
        at = _WHITE.match(head, at).end()  # type: ignore[union-attr]  # also matches ""
        if head.startswith(b"<!--", at):
            end = head.find(b"-->", at + 4)
            at = end + 3
        elif head.startswith(b"<?", at):
            end = head.find(b">", at)
            at = end + 1
        else:
            return _FIRST.match(head, at) is not None
        if end < 0:
            return False


def load(data: bytes) -> Loaded:
    """The text that the page shows: a line for each block, tables as rows of tab-separated fields.

    Menus, scripts and page footers are left out, unless they contain a table of numbers; so is text that is struck
    through or hidden, unless that is the report itself. Nothing that the page refers to is fetched. Raises
    ``UnreadableFile`` where elements nest too deep.
    """
    decoded = encoding.decode(data)
    text, hides = _shown(decoded.text, hidden=False)
    notes: tuple[str, ...] = ()
    if hides and not _has_words(text):
        whole, _ = _shown(decoded.text, hidden=True)
        if _has_words(whole):
            text, notes = whole, ("the page hides its report, which was read all the same",)
    return Loaded(text, "html", decoded.encoding, notes)


def _shown(page: str, *, hidden: bool) -> tuple[str, bool]:
    """A page's text, including hidden text if ``hidden``, and whether the page hides anything."""
    root = _tree(page)
    if root is None:
        return "", False
    hides = visible.settle(root, hidden=hidden)
    text = "\n".join(_Lines(_menus(root)).of(root))
    if not _TITLE.search(text[:3000]) and (title := root.findtext(".//title")):
        text = grid.one_line(title) + "\n" + text
    return text + "\n", hides


def _tree(text: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser

    # no_network is lxml's default, stated because it matters: links are never fetched
    parser = HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    data = text.replace("\x00", "").encode("utf-8", "replace")
    if not data.strip():
        return None
    if data.count(b"<") > _MOST:
        raise UnreadableFile(f"more than {_MOST:,} tags: no page of a report")
    if _crowded(data):
        raise UnreadableFile(f"a tag with more than {_ATTRIBUTES:,} attributes")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"no readable HTML: {error.msg}") from error
    if any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log):
        raise UnreadableFile("its HTML nests too deep: more than 2,048 elements in one another")
    return root


def _crowded(data: bytes) -> bool:
    """Whether a tag, or all tags together, have more attributes than can be parsed in reasonable time."""
    if len(data) < 2 * _ATTRIBUTES:
        return False
    every = at = 0
    while (tag := _TAG.search(data, at)) is not None:
        at = tag.end()
        count = 0
        while (attribute := _ATTRIBUTE.match(data, at)) is not None:
            at = attribute.end()
            count += 1
            if count > _ATTRIBUTES:
                return True
        every += count
        if every > _MOST_ATTRIBUTES:
            return True
    return False


def _name(element: Any) -> str:
    tag = element.tag
    return tag.lower() if isinstance(tag, str) else ""


def _menus(root: Any) -> set[Any]:
    """The elements to skip: blocks that consist of links and have no table of numbers, scripts and the like."""
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
    for cell in islice(table.iter("td", "th"), _LOOKED_AT):
        cells += any(c.isdigit() for c in (cell.text or "")) or any(
            c.isdigit() for inner in cell[:_LOOKED_AT] for c in (inner.text or "")
        )
        if cells >= 3:
            return True
    return _has_words("".join(_own_texts(table)))


def _has_words(text: str) -> bool:
    """Whether ``text`` has a word of the statutory tables."""
    return any(word in text for word in _OF_THE_FORM)


def _own_texts(table: Any) -> Iterator[str]:
    """The texts in ``table`` outside of nested tables, which are examined on their own."""
    left: list[Any] = [table]
    while left:
        item = left.pop()
        if isinstance(item, str):
            yield item
            continue
        if item is table or _name(item) != "table":
            for child in reversed(item):
                left += [child.tail, child] if child.tail else [child]
            if item.text:
                yield item.text


class _Lines:
    """Turns a tree into lines, without recursion, since pages may nest deeply."""

    def __init__(self, skipped: set[Any]) -> None:
        self.skipped = skipped
        self.lines: list[str] = []
        self.line: list[str] = []
        self.printed: set[Any] = set()  # rows that were printed with the first row of their table

    def of(self, root: Any) -> list[str]:
        # a stack of elements to enter, text to print, and ``None`` for line ends
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
            fields = [
                [
                    ("".join(_pieces(c)), _span(c, "rowspan"), _span(c, "colspan"))
                    for c in _cells(row)
                ]
                for row in rows
            ]
            self.lines += grid.lines(grid.place(fields))
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
    """Whether a row belongs to a table of data, and not to one for layout."""
    cells = _cells(row)
    for cell in cells:
        if not len(cell):
            continue
        length = 0
        for number, inner in enumerate(cell.iter()):
            length += len(inner.text or "") + len(inner.tail or "" if inner is not cell else "")
            if _name(inner) in _LAID_OUT or length > _LONG_CELL or number > _LOOKED_AT:
                return False
    return bool(cells)


def _run(first: Any) -> list[Any]:
    """``first`` and the rows that follow it in its table, up to one for layout."""
    table = next(first.iterancestors("table"), None)
    if table is None:
        return [first]
    run: list[Any] = []
    for row in _rows_from(first, table):
        if not _is_row(row):
            break
        run.append(row)
    return run


def _rows_from(first: Any, table: Any) -> Iterator[Any]:
    """``first`` and the rows of ``table`` after it, in this part of the table (``tbody`` …) and in the later ones."""
    at = first
    while at is not None and at is not table:
        if _name(at) == "tr":
            yield at
        elif _name(at) != "table":
            yield from (
                row for row in at.iter("tr") if next(row.iterancestors("table"), None) is table
            )
        after = at.getnext()
        while after is None and at is not None and at is not table:
            at = at.getparent()
            after = at.getnext() if at is not None and at is not table else None
        at = after


def _span(cell: Any, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return int(found[1]) if found else 1


def _pieces(cell: Any) -> Iterator[str]:
    from lxml import etree

    for event, element in etree.iterwalk(cell, events=("start", "end")):
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
