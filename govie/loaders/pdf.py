"""PDF files: the words in reading order, ruled tables as rows; pages without text go to OCR."""

from __future__ import annotations

from typing import Any

from govie.errors import MissingExtra, UnreadableFile
from govie.loaders import flow, page
from govie.loaders.base import Loaded, marked
from govie.loaders.layout import Page

ENDINGS = (".pdf",)
PAGES = 200  # read at most; the longest reports have some 60
RECOGNIZED = 60  # pages sent to OCR at most
_FEW = 8  # characters: a page with fewer, and a picture, is a scan


def recognizes(data: bytes) -> bool:
    """Whether ``data`` begins, within its first kilobyte, with the mark of PDF."""
    return b"%PDF-" in data[:1024]


def load(data: bytes) -> Loaded:
    """The text of a PDF. Raises ``UnreadableFile`` for an encrypted or damaged one.

    Raises ``MissingExtra`` where pypdfium2 is not installed, or OCR is needed and is not.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtra("pdf", "PDF files") from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile("encrypted; save it without a password") from error
        raise UnreadableFile("a damaged or truncated PDF; get it anew") from error
    try:
        return _read(document)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("a damaged PDF: one of its pages cannot be read") from error
    finally:
        document.close()


def _read(document: Any) -> Loaded:
    count = len(document)
    notes = []
    if count > PAGES:
        notes.append(f"the PDF has {count:,} pages: only the first {PAGES} were read")
    pages: list[Page] = []
    scanned = 0
    for number in range(min(count, PAGES)):
        sheet = document[number]
        try:
            shown, characters = page.read(sheet)
            if characters < _FEW and page.has_picture(sheet):
                scanned += 1
                if scanned <= RECOGNIZED:
                    from govie.loaders import ocr

                    pages.append(ocr.recognize(*page.picture(sheet)))
            else:
                pages.append(shown)
        finally:
            sheet.close()
    if scanned:
        notes.append(f"{min(scanned, RECOGNIZED)} pages recognized by OCR")
    if scanned > RECOGNIZED:
        notes.append(f"{scanned - RECOGNIZED} scanned pages were left out")
    return marked(flow.text(pages), "scan" if scanned else "pdf", tuple(notes))
