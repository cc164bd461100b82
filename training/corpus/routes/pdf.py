"""Routes from PDF files that hold text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from training.corpus.documents import twins
from training.corpus.routes.registry import command, route
from training.corpus.routes.word import markitdown

command("pdftotext", "pdf", "poppler", "pdftotext -enc UTF-8 FILE -")
command("pdftotext-layout", "pdf", "poppler", "pdftotext -layout -enc UTF-8 FILE -")
command("pdftotext-raw", "pdf", "poppler", "pdftotext -raw -enc UTF-8 FILE -")


def _pypdf(path: Path, **options: str) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text(**options) for page in PdfReader(str(path)).pages)  # type: ignore[arg-type]


@route("pypdf", "pdf", "pypdf")
def pypdf_plain(path: Path) -> str:
    return _pypdf(path)


@route("pypdf-layout", "pdf", "pypdf", held_back=True)
def pypdf_layout(path: Path) -> str:
    return _pypdf(path, extraction_mode="layout")


@lru_cache(maxsize=twins.COPIES + 2)
def _plumbed(path: Path) -> list[Any]:
    """The pages as pdfplumber opens them: parsing them is most of what its routes cost."""
    import pdfplumber

    return list(pdfplumber.open(path).pages)


@route("pdfplumber", "pdf", "pdfplumber")
def pdfplumber_text(path: Path) -> str:
    return "\n".join(page.extract_text() or "" for page in _plumbed(path))


@route("pdfplumber-layout", "pdf", "pdfplumber")
def pdfplumber_layout(path: Path) -> str:
    return "\n".join(page.extract_text(layout=True) or "" for page in _plumbed(path))


@route("pdfplumber-tables", "pdf", "pdfplumber")
def pdfplumber_tables(path: Path) -> str:
    """The text outside of tables, then every table of the page as tab-joined rows, page by page."""
    out: list[str] = []
    for page in _plumbed(path):
        tables = sorted(page.find_tables(), key=lambda t: t.bbox[1])
        top = 0.0
        for table in tables:
            above = page.crop(
                (0, min(top, table.bbox[1]), page.width, max(table.bbox[1], top + 1)),
                strict=False,
            )
            out.append(above.extract_text() or "")
            out.extend(
                "\t".join((cell or "").replace("\n", " ") for cell in row)
                for row in table.extract()
            )
            out.append("")
            top = table.bbox[3]
        if page.height > top + 1:
            out.append(
                page.crop((0, top, page.width, page.height), strict=False).extract_text() or ""
            )
    return "\n".join(out)


@route("pdfminer", "pdf", "pdfminer.six")
def pdfminer_text(path: Path) -> str:
    from pdfminer import layout
    from pdfminer.high_level import extract_text

    # Boxes at equal distance are grouped in the order of their addresses, which no two runs share.
    # Numbers in the order of appearance stand for them; the list keeps addresses from being reused.
    numbers: dict[int, int] = {}
    kept: list[object] = []

    def number(box: object) -> int:
        kept.append(box)
        return numbers.setdefault(id(box), len(numbers))

    layout.id = number  # type: ignore[attr-defined]
    try:
        return str(extract_text(str(path)))
    finally:
        del layout.id  # type: ignore[attr-defined]


@route("pypdfium2", "pdf", "pypdfium2")
def pypdfium2_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(str(path))
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def _pymupdf(path: Path, **options: bool) -> str:
    import pymupdf

    with pymupdf.open(path) as document:  # type: ignore[no-untyped-call]
        return "".join(page.get_text("text", **options) for page in document)


@route("pymupdf", "pdf", "pymupdf")
def pymupdf_text(path: Path) -> str:
    return _pymupdf(path)


@route("pymupdf-sorted", "pdf", "pymupdf", held_back=True)
def pymupdf_sorted(path: Path) -> str:
    return _pymupdf(path, sort=True)


@route("pymupdf-blocks", "pdf", "pymupdf")
def pymupdf_blocks(path: Path) -> str:
    """Text block after text block, an empty line between: a cell, or a column of cells, is a block."""
    import pymupdf

    with pymupdf.open(path) as document:  # type: ignore[no-untyped-call]
        blocks = [b for page in document for b in page.get_text("blocks") if b[6] == 0]
    return "\n".join(b[4] for b in blocks)


@route("pdfium-rectangles", "pdf", "pypdfium2")
def pdfium_rectangles(path: Path) -> str:
    """The text of each rectangle that PDFium finds, a line each."""
    import pypdfium2

    document = pypdfium2.PdfDocument(str(path))
    try:
        out = []
        for page in document:
            text = page.get_textpage()
            for i in range(text.count_rects()):
                out.append(text.get_text_bounded(*text.get_rect(i)))
        return "\n".join(out)
    finally:
        document.close()


@route("pdfminer-lines", "pdf", "pdfminer.six")
def pdfminer_lines(path: Path) -> str:
    """Without the analysis of boxes: text in the order of its place on the page."""
    from pdfminer.high_level import extract_text
    from pdfminer.layout import LAParams

    return str(extract_text(str(path), laparams=LAParams(boxes_flow=None)))


@route("pdfplumber-csv", "pdf", "pdfplumber")
def pdfplumber_csv(path: Path) -> str:
    """Each page's text outside of tables, then its tables as CSV."""
    import csv
    import io

    out = io.StringIO()
    for page in _plumbed(path):
        tables = page.find_tables()
        rest = page
        for table in tables:
            rest = rest.outside_bbox(table.bbox, strict=False)
        out.write((rest.extract_text() or "") + "\n")
        for table in tables:
            csv.writer(out, lineterminator="\n").writerows(table.extract())
    return out.getvalue()


@route("pdfplumber-flow", "pdf", "pdfplumber", held_back=True)
def pdfplumber_flow(path: Path) -> str:
    return "\n".join(page.extract_text(use_text_flow=True) or "" for page in _plumbed(path))


command(
    "ghostscript",
    "pdf",
    "ghostscript",
    "gs -q -dNOPAUSE -dBATCH -dSAFER -sDEVICE=txtwrite -sOutputFile=- FILE",
)
command("mutool", "pdf", "mupdf", "mutool draw -q -F txt FILE", held_back=True)


@route("markitdown-pdf", "pdf", "markitdown")
def markitdown_pdf(path: Path) -> str:
    return markitdown(path)
