"""Loads PDF files: text in reading order, ruled tables as rows of fields; pages without text by OCR."""

from __future__ import annotations

import time
from typing import Any

from govie.errors import UnreadableFile, needing
from govie.loaders import flow, pdf_page, pdf_streams
from govie.loaders.base import ENCRYPTED, Loaded, marked
from govie.loaders.layout import Page, Table

ENDINGS = (".pdf",)
PAGES = 200  # read at most; the longest reports have some 60
RECOGNIZED = 60  # pages sent to OCR at most
CHARACTERS = 1_000_000  # read at most, of all pages; the longest reports have some 100,000
CELLS = 300_000  # of tables read at most; a report's have some 600
SECONDS = 60.0  # after which no further page is read, unless the file has pages for OCR
_FEW = 8  # characters; a page with fewer and a picture is a scan


def recognizes(data: bytes) -> bool:
    """Whether ``data`` has the signature of PDF within its first kilobyte."""
    return b"%PDF-" in data[:1024]


def load(data: bytes) -> Loaded:
    """The text of a PDF. Raises ``UnreadableFile`` for an encrypted or damaged one.

    Raises ``MissingExtra`` where pypdfium2 is not installed, or OCR is needed and is not.
    """
    with needing("pdf", "PDF files"):
        import pypdfium2
    pdf_streams.check(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile(ENCRYPTED) from error
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
    left_out: list[tuple[int, str]] = []
    scanned = 0
    characters = cells = 0
    began = time.monotonic()
    for number in range(min(count, PAGES)):
        late = not scanned and time.monotonic() - began > SECONDS
        if late or characters > CHARACTERS or cells > CELLS:
            notes.append(
                f"the PDF holds more than a report: only the first {number} pages were read"
            )
            break
        sheet = document[number]
        try:
            shown, printed = pdf_page.read(sheet)
            characters += printed
            cells += sum(len(b.cells) for b in shown.blocks if isinstance(b, Table))
            if printed < _FEW and pdf_page.has_picture(sheet):
                scanned += 1
                if scanned <= RECOGNIZED:
                    from govie.loaders import ocr

                    pages.append(ocr.recognize(*pdf_page.picture(sheet)))
            else:
                pages.append(shown)
        except UnreadableFile as error:
            left_out.append((number + 1, str(error)))
        finally:
            sheet.close()
    if left_out:
        numbers = ", ".join(str(n) for n, _ in left_out[:10]) + ", …" * (len(left_out) > 10)
        if not pages:
            raise UnreadableFile(left_out[0][1])
        notes.append(f"pages left out: {numbers}: {left_out[0][1]}")
    if scanned:
        notes.append(f"{min(scanned, RECOGNIZED)} pages recognized by OCR")
    if scanned > RECOGNIZED:
        notes.append(f"{scanned - RECOGNIZED} scanned pages were left out")
    return marked(flow.text(pages), "scan" if scanned else "pdf", tuple(notes))
