"""Loads Word files (.docx, .docm): paragraphs as lines, tables as rows of fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govie.errors import UnreadableFile
from govie.loaders import archive, grid, kinds
from govie.loaders.appearance import Look, Styles, child, name, value
from govie.loaders.base import Loaded, lowered, raised

ENDINGS = (".docx", ".docm", ".dotx")
LARGEST = 64 * 2**20  # bytes of XML unpacked; a report has some 500,000
MARKS = 2_000_000  # tags and attributes in it; a report has some 30,000
_DAMAGED = "a damaged or truncated Word file; get it anew"
_DOCUMENTS = ("word/document.xml", "word/document2.xml", "word/document1.xml")
# Elements whose content Word does not show: deleted and moved text, the code of fields, properties.
_SKIPPED = {"del", "moveFrom", "instrText", "Fallback", "pPr", "rPr", "tblPr", "tcPr", "sectPr"}
_WRAPPERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")


def recognizes(data: bytes) -> bool:
    """Whether ``data`` is a ZIP archive with a Word document's parts; OpenDocument has others."""
    return kinds.has(data, *_DOCUMENTS)


def load(data: bytes) -> Loaded:
    """The text that the document shows, without hidden, struck-out or deleted text (change tracking).

    Raises ``UnreadableFile`` for a damaged or an oversized archive.
    """
    main, styles = _parts(data)
    reader = _Reader(Styles.of(_parse(styles)) if styles else Styles())
    document = _parse(main)
    others = sum(name(e) == "altChunk" for e in document.iter())
    notes = (f"{others} parts in another format (altChunk) were not read",) if others else ()
    return Loaded("\n".join(reader.lines(document)) + "\n", "docx", notes=notes)


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """The document's XML and that of its styles, the latter empty where there is none."""
    try:
        packed = archive.opened(data)
    except UnreadableFile as error:
        raise UnreadableFile(_DAMAGED) from error
    members = {entry.filename.lower(): entry for entry in packed.infolist()}
    names = [n for n in members if n.startswith("word/document") and n.endswith(".xml")]
    if not names:
        raise UnreadableFile("a damaged Word file: its document is not in it")
    main = min(names, key=lambda n: (n != "word/document.xml", n))
    styles = members.get("word/styles.xml")
    try:
        return (
            archive.read(packed, members[main], LARGEST),
            archive.read(packed, styles, LARGEST) if styles else b"",
        )
    except UnreadableFile as error:
        if "damaged" in str(error):
            raise UnreadableFile(_DAMAGED) from error
        raise


def _parse(xml: bytes) -> Any:
    from lxml import etree

    # A parsed element takes some 300 bytes, however short it is in the file.
    if xml.count(b"<") + xml.count(b"=") > MARKS:
        raise UnreadableFile(f"more than {MARKS:,} marks and attributes: no report")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile("a damaged Word file: its XML cannot be read") from error


def _inside(parent: Any, *wanted: str) -> Iterator[Any]:
    """The elements ``wanted`` in ``parent``, also within content controls and change marks."""
    left = list(parent)[::-1]
    while left:
        element = left.pop()
        if name(element) in wanted:
            yield element
        elif name(element) in _WRAPPERS:
            left += list(element)[::-1]


class _Reader:
    """Turns a document into lines; ``styles``: those of the document."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles

    def lines(self, root: Any) -> list[str]:
        body = next((e for e in root.iter() if name(e) == "body"), root)
        lines: list[str] = []
        for block in _inside(body, "p", "tbl"):
            if name(block) == "tbl":
                lines += self.table(block)
            else:
                lines += self.paragraph(block).split("\n")
        return lines

    def paragraph(self, paragraph: Any) -> str:
        """A paragraph's text; text boxes anchored in it follow on lines of their own."""
        words: list[str] = []
        boxes: list[str] = []
        base = self.styles.paragraph(paragraph)
        left: list[tuple[Any, Look]] = [(e, base) for e in reversed(paragraph)]
        while left:
            element, look = left.pop()
            kind = name(element)
            if kind in _SKIPPED:
                continue
            if kind == "r":
                look = self.styles.run(element, base)
                if look.gone:
                    continue
            if kind == "t":
                words.append(_written(element.text or "", look, words))
            elif kind in ("br", "cr"):
                words.append("\n")
            elif kind in ("tab", "ptab"):
                words.append("\t")
            elif kind == "noBreakHyphen":
                words.append("-")
            elif kind == "txbxContent":
                for block in _inside(element, "p", "tbl"):
                    boxes += self.table(block) if name(block) == "tbl" else [self.paragraph(block)]
            else:
                left += [(e, look) for e in reversed(element)]
        return "\n".join(["".join(words), *boxes])

    def table(self, table: Any) -> list[str]:
        """The rows of ``table`` as lines; a nested table follows the row that it is in."""
        cells: list[grid.Cell] = []
        nested: dict[int, list[str]] = {}
        for r, row in enumerate(_rows(table)):
            column = _setting(row, "trPr", "gridBefore", 0)
            for cell in _inside(row, "tc"):
                across = max(1, _setting(cell, "tcPr", "gridSpan", 1))
                text = ""
                merge = child(cell, "tcPr", "vMerge")
                if merge is None or value(merge) == "restart":  # not the continuation of one above
                    parts = []
                    for block in _inside(cell, "p", "tbl"):
                        if name(block) == "tbl":
                            nested.setdefault(r, []).extend(self.table(block))
                        else:
                            parts.append(self.paragraph(block))
                    text = "\n".join(parts)
                cells.append(grid.Cell(text, r, column, 1, across))
                column += across
        lines: list[str] = []
        for r, line in enumerate(grid.lines(cells)):
            lines.append(line)
            lines += nested.get(r, [])
        return lines


def _written(text: str, look: Look, before: list[str]) -> str:
    """A run's text, with superscripts and subscripts as Unicode's if they follow other text."""
    if look.raised == 0 or not before or not before[-1].strip():
        return text
    return raised(text) if look.raised > 0 else lowered(text)


def _rows(table: Any) -> Iterator[Any]:
    """The visible rows: not those hidden or deleted (change tracking)."""
    for row in _inside(table, "tr"):
        gone = (child(row, "trPr", "hidden"), child(row, "trPr", "del"))
        if all(p is None or value(p) in ("0", "false", "off") for p in gone):
            yield row


def _setting(element: Any, group: str, wanted: str, default: int) -> int:
    set_to = value(child(element, group, wanted))
    # isdigit is true for ² as well, which int refuses
    if not set_to or not (set_to.isascii() and set_to.isdigit()):
        return default
    return min(int(set_to[:9]), grid.WIDEST)
