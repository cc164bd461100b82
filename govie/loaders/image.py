"""Loads pictures of pages (PNG, JPEG, TIFF, WebP, BMP) by OCR."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from govie.errors import UnreadableFile, needing
from govie.loaders.base import Loaded, marked

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FRAMES = 60
PIXELS = 40_000_000  # a page of A4 at 600 dpi has 35 million
STRIP = 1_800  # pixels; a higher picture (a screenshot) is cut into strips, at its emptiest rows
_SEARCHED = 400  # pixels above ``STRIP`` in which that row is searched
DPI, PAPER = 200, 8.27  # the resolution for OCR, and the shorter side of A4 in inches
SMALLEST = 16  # pixels of a picture's side; lines of text are higher
LARGER = 4.0  # the largest magnification; smaller pictures are no pages
_MARKS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")


def recognizes(data: bytes) -> bool:
    """Whether ``data`` begins with the signature of a picture."""
    return data.startswith(_MARKS[:4]) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _sized(frame: Any) -> Any:
    """The picture scaled to a page at ``DPI``, whatever resolution the file declares."""
    if min(frame.size) < SMALLEST:
        raise UnreadableFile(f"a picture of {frame.width} by {frame.height} pixels: no page")
    larger = min(LARGER, DPI * PAPER / min(frame.size))
    if frame.width * frame.height * max(1.0, larger) ** 2 > PIXELS:
        raise UnreadableFile(f"a picture of more than {PIXELS:,} pixels")
    rgb = frame if frame.mode == "RGB" else frame.convert("RGB")
    if 0.8 < larger < 1.25:
        return rgb
    return rgb.resize([max(1, round(side * larger)) for side in frame.size])


def _strips(picture: Any) -> Iterator[Any]:
    """A picture in strips of a page's height, as arrays of blue, green, red.

    Each strip is converted by itself, since an array of a high picture would double the memory.
    """
    top = 0
    while picture.height - top > STRIP + _SEARCHED:
        below = top + STRIP - _SEARCHED
        searched = np.asarray(picture.crop((0, below, picture.width, top + STRIP)))
        ink = searched.min(axis=2) < 128
        bottom = below + int(ink.sum(axis=1).argmin())
        yield np.asarray(picture.crop((0, top, picture.width, bottom)))[:, :, ::-1].copy()
        top = bottom
    yield np.asarray(picture.crop((0, top, picture.width, picture.height)))[:, :, ::-1].copy()


def load(data: bytes) -> Loaded:
    """The text of a picture, every page of a TIFF. ``MissingExtra`` where OCR is not installed."""
    with needing("ocr", "pictures and scans"):
        from PIL import Image, ImageSequence, UnidentifiedImageError
    from govie.loaders import flow, ocr

    pages = []
    try:
        with Image.open(io.BytesIO(data)) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number >= FRAMES:
                    break
                pages += [ocr.recognize(strip, DPI) for strip in _strips(_sized(frame))]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableFile("a damaged or truncated picture; get it anew") from error
    except Image.DecompressionBombError as error:
        raise UnreadableFile("a picture of more pixels than any page has") from error
    return marked(flow.text(pages), "scan", (f"{len(pages)} pages recognized by OCR",))
