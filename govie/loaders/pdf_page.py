"""Reads one page of a PDF: its characters and ruled lines, and from them text lines and tables."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from govie.errors import UnreadableFile
from govie.loaders import layout
from govie.loaders.base import lowered, raised
from govie.loaders.layout import Page, Word
from govie.loaders.rulings import Rule

DPI = 200  # of the picture for OCR; digits of 9 pt are then 25 pixels high
_CHARACTERS = 100_000  # of one page that are read; a page with a whole report has 30,000
_SEGMENTS = 200_000  # of one page's paths; a page with more is a drawing, which has no rulings
_SHAPES = 200  # of a page of text at most; some programs print each letter as a shape
_COARSEST = 20  # dots per inch, the least for OCR
_LOWEST = 16  # pixels of a page's side; lines of text are higher
_LARGEST = 5000  # pixels of a page's side; posters are scaled down to this
# In heights of a line. Browsers print a superscript at 0.83 of it and 0.3 higher, Word at 0.65 and 0.33, TeX at 0.7
# and 0.36; subscripts are at least 0.08 lower.
_SMALLER, _APART, _HIGHER, _LOWER = 0.9, 0.4, 0.15, 0.06


def read(sheet: Any) -> tuple[Page, int]:
    """The contents of a page of pypdfium2, and its number of characters other than white space."""
    words = _characters(sheet)
    _, height = sheet.get_size()
    return layout.page(words, _rules(sheet), height), sum(not w.text.isspace() for w in words)


def has_picture(sheet: Any) -> bool:
    """Whether the page shows a picture, or so many shapes that they may be the outlines of letters."""
    import pypdfium2.raw as pdfium

    kinds = [pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH]
    for shapes, thing in enumerate(sheet.get_objects(filter=kinds, max_depth=4)):
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE or shapes > _SHAPES:
            return True
    return False


def picture(sheet: Any) -> tuple[Any, float]:
    """The page as an array of pixels, and its resolution in dots per inch, lower than ``DPI`` for posters."""
    scale = min(DPI / 72, _LARGEST / max(1.0, *sheet.get_size()))
    if min(sheet.get_size()) * scale < _LOWEST or 72 * scale < _COARSEST:
        raise UnreadableFile("a PDF page of a size that no page has")
    return sheet.render(scale=scale, grayscale=False).to_numpy(), 72 * scale


def _characters(sheet: Any) -> list[Word]:
    """Every character with its box, y downwards from the top of the page."""
    import pypdfium2.raw as pdfium

    text = sheet.get_textpage()
    _, height = sheet.get_size()
    try:
        box = pdfium.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        words = []
        for i in range(min(pdfium.FPDFText_CountChars(text), _CHARACTERS)):
            code = pdfium.FPDFText_GetUnicode(text, i)
            if code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
                continue
            if pdfium.FPDFText_IsGenerated(text, i) == 1:
                continue
            # the height of the font, not of the glyph, so that - and . are as high as their neighbors
            pdfium.FPDFText_GetLooseCharBox(text, i, box)
            pdfium.FPDFText_GetCharOrigin(text, i, x, y)
            top, bottom, base = height - box.top, height - box.bottom, height - y.value
            words.append(Word(chr(code), box.left, top, box.right, bottom, base))
        return raised_ones(words)
    finally:
        text.close()


def raised_ones(words: Sequence[Word]) -> list[Word]:
    """``words``, of one character each, with Unicode's superscripts and subscripts for those that are smaller than the
    character before them and above or below its baseline, so that a footnote mark is no digit of a number.
    """
    found: list[Word] = []
    full: Word | None = None  # the last character of full size
    for word in words:
        if full is not None and (change := _shift(full, found[-1], word)) is not None:
            found.append(replace(word, text=change(word.text), base=full.base))
        else:
            found.append(word)
            full = None if word.text.isspace() else word
    return found


def _shift(full: Word, before: Word, word: Word) -> Callable[[str], str] | None:
    size = full.y1 - full.y0
    if word.y1 - word.y0 > _SMALLER * size or abs(word.x0 - before.x1) > _APART * size:
        return None
    up = (full.base - word.base) / size
    if _HIGHER < up < 1:
        return raised
    return lowered if _LOWER < -up < 1 else None


def _rules(sheet: Any) -> list[Rule]:
    """Straight lines and the edges of narrow boxes."""
    import pypdfium2.raw as pdfium

    _, height = sheet.get_size()
    rules: list[Rule] = []
    segments = 0
    for thing in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
        segments += 1 + pdfium.FPDFPath_CountSegments(thing)
        if segments > _SEGMENTS:
            return []
        matrix = thing.get_matrix()
        points: list[tuple[float, float]] = []
        start: tuple[float, float] | None = None
        x, y = ctypes.c_float(), ctypes.c_float()
        for i in range(pdfium.FPDFPath_CountSegments(thing)):
            segment = pdfium.FPDFPath_GetPathSegment(thing, i)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            px, py = matrix.on_point(x.value, y.value)
            point = (px, height - py)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                points, start = [point], point
            else:
                if kind == pdfium.FPDF_SEGMENT_LINETO and points:
                    rules.append(Rule(*points[-1], *point))
                points.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment) and start and points[-1] != start:
                rules.append(Rule(*points[-1], *start))
                points.append(start)
    return rules
