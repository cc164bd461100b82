"""Routes from Word files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from training.corpus.routes.registry import command, route

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _body(path: Path) -> Iterator[tuple[str, object]]:
    """Paragraphs and tables of a DOCX in document order."""
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    document = docx.Document(str(path))
    for child in document.element.body.iterchildren():
        if child.tag == _W + "p":
            yield "p", Paragraph(child, document)
        elif child.tag == _W + "tbl":
            yield "tbl", Table(child, document)


def _with_bookmarks(paragraph: object) -> str:
    """A paragraph's text with ``[bookmark: …]`` where one begins, as text extractors on servers print it."""
    text = ""
    for node in paragraph._p.iter():  # type: ignore[attr-defined]
        if node.tag == _W + "bookmarkStart":
            text += f"[bookmark: {node.get(_W + 'name')}]"
        elif node.tag == _W + "t":
            text += node.text or ""
        elif node.tag == _W + "br":
            text += "\n"
    return text


def _cells(row: object) -> Iterator[object]:
    """A row's ``w:tc`` elements as they stand in the file: a merged cell once, its continuation empty."""
    return iter(row._tr.tc_lst)  # type: ignore[attr-defined]


def _paragraphs(tc: object) -> list[Any]:
    from docx.table import _Cell

    return list(_Cell(tc, None).paragraphs)  # type: ignore[arg-type]


def _lines(tc: object) -> str:
    return "\n".join(_with_bookmarks(p) for p in _paragraphs(tc))


@route("docx-cell-lines", "docx", "python-docx")
def cell_lines(path: Path) -> str:
    """One cell a line, a tab before each, a blank line after each row; bookmarks named."""
    out: list[str] = []
    for kind, node in _body(path):
        if kind == "p":
            out.append(_with_bookmarks(node))
            continue
        for row in node.rows:  # type: ignore[attr-defined]
            out.extend("\t" + _lines(tc) for tc in _cells(row))
            out.append("")
        out.append("")
    return "\n".join(out) + "\n"


@route("docx-tabs", "docx", "python-docx")
def tabs(path: Path) -> str:
    """A row a line, cells joined by tabs, a merged cell repeated in every place that it covers."""
    out: list[str] = []
    for kind, node in _body(path):
        if kind == "p":
            out.append(node.text)  # type: ignore[attr-defined]
        else:
            out.extend(
                "\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in node.rows
            )  # type: ignore[attr-defined]
    return "\n".join(out)


@route("docx-tabs-once", "docx", "python-docx")
def tabs_once(path: Path) -> str:
    """A row a line, each merged cell once, empty where it continues; line breaks become spaces."""
    out: list[str] = []
    for kind, node in _body(path):
        if kind == "p":
            out.extend(("", node.text))  # type: ignore[attr-defined]
            continue
        out.append("")
        for row in node.rows:  # type: ignore[attr-defined]
            parts = []
            for tc in _cells(row):
                parts.append(_lines(tc).replace("\n", " "))
                parts.extend([""] * (tc.grid_span - 1))  # type: ignore[attr-defined]
            out.append("\t".join(parts))
    return "\n".join(out)


@route("docx-range-text", "docx", "python-docx")
def range_text(path: Path) -> str:
    """As Word's own object model gives ``Range.Text``: CR ends a paragraph, BEL a cell and a row, VT a line."""
    out: list[str] = []
    for kind, node in _body(path):
        if kind == "p":
            out.append(node.text.replace("\n", "\x0b") + "\r")  # type: ignore[attr-defined]
            continue
        for row in node.rows:  # type: ignore[attr-defined]
            for tc in _cells(row):
                lines = [p.text.replace("\n", "\x0b") for p in _paragraphs(tc)]
                out.append("\r".join(lines) + "\r\x07")
            out.append("\r\x07")
    return "".join(out)


@route("docx-paragraphs", "docx", "python-docx", held_back=True)
def paragraphs(path: Path) -> str:
    """Every paragraph on a line of its own, cells squeezed out of their tables, blanks dropped."""
    out: list[str] = []
    for kind, node in _body(path):
        if kind == "p":
            out.append(node.text)  # type: ignore[attr-defined]
        else:
            out.extend(_lines(tc) for row in node.rows for tc in _cells(row))  # type: ignore[attr-defined]
    return "\n".join(line for line in out if line.strip())


@route("libreoffice-txt", "odtext", "libreoffice")
def libreoffice(path: Path) -> str:
    """LibreOffice's text export; the conversion itself is done for many files at once."""
    return path.read_text(encoding="utf-8-sig")


command("pandoc-plain", "docx", "pandoc", "pandoc -f docx -t plain FILE")
# Pipe tables. Pandoc has them only where no cell is merged: hence files with unmerged tables.
command("pandoc-gfm", "docxflat", "pandoc", "pandoc -f docx -t gfm-raw_html --wrap=none FILE")
command("pandoc-markdown", "docxflat", "pandoc", "pandoc -f docx -t markdown --columns=120 FILE")
# Merged cells make pandoc write its tables as HTML in the middle of Markdown.
command("pandoc-gfm-html", "docx", "pandoc", "pandoc -f docx -t gfm --wrap=none FILE")
command("pandoc-rst", "docx", "pandoc", "pandoc -f docx -t rst --columns=240 FILE")
# A cell a line behind a bar; of an empty cell only the bar.
command("pandoc-mediawiki", "docx", "pandoc", "pandoc -f docx -t mediawiki --wrap=none FILE")
command("pandoc-asciidoc", "docxflat", "pandoc", "pandoc -f docx -t asciidoc --wrap=none FILE")
command(
    "pandoc-org", "docxflat", "pandoc", "pandoc -f docx -t org --wrap=none FILE", held_back=True
)


@route("docx2python", "docx", "docx2python")
def docx2python_(path: Path) -> str:
    from docx2python import docx2python

    with docx2python(str(path)) as document:
        return str(document.text)


command("docx2txt-perl", "docx", "docx2txt (perl)", "docx2txt FILE -")


@route("striprtf", "rtf", "striprtf")
def striprtf_(path: Path) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(path.read_text(encoding="utf-8", errors="replace")))


command("odt2txt", "odt", "odt2txt", "odt2txt --encoding=UTF-8 --width=-1 FILE")


@route("docx2txt", "docx", "docx2txt")
def docx2txt_(path: Path) -> str:
    import docx2txt

    return str(docx2txt.process(str(path)))


@route("mammoth-text", "docx", "mammoth")
def mammoth_text(path: Path) -> str:
    import mammoth

    with path.open("rb") as file:
        return str(mammoth.extract_raw_text(file).value)


@route("mammoth-markdown", "docx", "mammoth", held_back=True)
def mammoth_markdown(path: Path) -> str:
    import mammoth

    with path.open("rb") as file:
        return str(mammoth.convert_to_markdown(file).value)


@route("markitdown-docx", "docx", "markitdown")
def markitdown_docx(path: Path) -> str:
    return markitdown(path)


@cache
def _markitdown() -> Any:
    # One for the process: it loads a model that guesses file types.
    from markitdown import MarkItDown

    return MarkItDown(enable_plugins=False)


def markitdown(path: Path) -> str:
    return str(_markitdown().convert(str(path)).text_content)


command("catdoc", "doc", "catdoc", "catdoc -d utf-8 -w FILE")
