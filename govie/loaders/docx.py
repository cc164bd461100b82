"""Word files (.docx, .docm): paragraphs as lines, tables as rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from govie.errors import UnreadableFile
from govie.loaders import grid
from govie.loaders.base import Loaded

ENDINGS = (".docx", ".docm", ".dotx")
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"  # the first member, and its content
LARGEST = 64 * 2**20  # bytes of XML unpacked; a report has some 500,000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_SKIPPED = {"del", "moveFrom", "instrText", "Fallback", "pPr", "rPr", "tblPr", "tcPr", "sectPr"}


def recognizes(data: bytes) -> bool:
    """Whether ``data`` is a ZIP archive, which a Word document is; but not one of OpenDocument."""
    return data.startswith(b"PK\x03\x04") and OPEN_DOCUMENT not in data[:128]


def load(data: bytes) -> Loaded:
    """The document's text. Raises ``UnreadableFile`` for a damaged or an oversized archive."""
    root = _parse(_main_part(data))
    lines: list[str] = []
    body = next((e for e in root.iter() if _name(e) == "body"), root)
    for block in _blocks(body):
        if _name(block) == "tbl":
            lines += _table(block)
        else:
            lines += _paragraph(block).split("\n")
    return Loaded("\n".join(lines) + "\n", "docx")


def _main_part(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [i for i in archive.infolist() if i.filename.lower() == "word/document.xml"]
            if not names:
                names = [
                    i
                    for i in archive.infolist()
                    if i.filename.startswith("word/document") and i.filename.endswith(".xml")
                ]
            if not names:
                raise UnreadableFile("a ZIP archive without a Word document in it")
            if names[0].flag_bits & 1:
                raise UnreadableFile("encrypted; save it without a password")
            # What the archive says of the size is not believed: no more than the limit is unpacked.
            with archive.open(names[0]) as part:
                xml = part.read(LARGEST + 1)
    except UnreadableFile:
        raise
    except Exception as error:  # zipfile and each of its compressions have classes of their own
        raise UnreadableFile("a damaged or truncated Word file; get it anew") from error
    if len(xml) > LARGEST:
        raise UnreadableFile(
            f"unpacks to more than {LARGEST // 2**20} MB of text: no report, perhaps a ZIP bomb"
        )
    return xml


def _parse(xml: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile("a damaged Word file: its XML cannot be read") from error


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in ``parent``, through content controls and change marks."""
    for element in parent:
        name = _name(element)
        if name in ("p", "tbl"):
            yield element
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks(element)


def _paragraph(paragraph: Any) -> str:
    """A paragraph's text; text boxes anchored in it follow on lines of their own."""
    words: list[str] = []
    boxes: list[str] = []
    left = list(paragraph)[::-1]
    while left:
        element = left.pop()
        name = _name(element)
        if name in _SKIPPED:
            continue
        if name == "t":
            words.append(element.text or "")
        elif name in ("br", "cr"):
            words.append("\n")
        elif name in ("tab", "ptab"):
            words.append("\t")
        elif name == "noBreakHyphen":
            words.append("-")
        elif name == "txbxContent":
            for block in _blocks(element):
                boxes += _table(block) if _name(block) == "tbl" else [_paragraph(block)]
        else:
            left += list(element)[::-1]
    return "\n".join(["".join(words), *boxes])


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        name = _name(element)
        if name == "tr":
            yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(element)


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        name = _name(element)
        if name == "tc":
            yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _cells(element)


def _table(table: Any) -> list[str]:
    """The rows of ``table`` as lines; a table inside a cell comes after the row that holds it."""
    cells: list[grid.Cell] = []
    nested: dict[int, list[str]] = {}
    for r, row in enumerate(_rows(table)):
        column = _setting(row, "trPr", "gridBefore", 0)
        for cell in _cells(row):
            across = max(1, _setting(cell, "tcPr", "gridSpan", 1))
            text = ""
            if not _continues(cell):
                parts = []
                for block in _blocks(cell):
                    if _name(block) == "tbl":
                        nested.setdefault(r, []).extend(_table(block))
                    else:
                        parts.append(_paragraph(block))
                text = "\n".join(parts)
            cells.append(grid.Cell(text, r, column, 1, across))
            column += across
    lines: list[str] = []
    for r, line in enumerate(grid.lines(cells)):
        lines.append(line)
        lines += nested.get(r, [])
    return lines


def _property(element: Any, group: str, name: str) -> Any:
    for properties in element:
        if _name(properties) == group:
            for found in properties:
                if _name(found) == name:
                    return found
    return None


def _value(element: Any) -> str | None:
    value: str | None = element.get(f"{_W}val") or element.get(f"{_STRICT}val")
    return value


def _setting(element: Any, group: str, name: str, default: int) -> int:
    found = _property(element, group, name)
    value = _value(found) if found is not None else None
    return min(int(value), grid.WIDEST) if value and value.isdigit() else default


def _continues(cell: Any) -> bool:
    """Whether a cell only continues the one above it."""
    merge = _property(cell, "tcPr", "vMerge")
    return merge is not None and _value(merge) != "restart"
