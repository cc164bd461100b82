"""Pictures of pages: PNG, JPEG, TIFF, WebP, BMP, recognized by OCR."""

from __future__ import annotations

import io
from typing import Any

from govie.errors import MissingExtra, UnreadableFile
from govie.loaders.base import Loaded, marked

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FRAMES = 60
PIXELS = 100_000_000
DPI, PAPER = 200, 8.27  # the shorter side of A4 in inches; a long screenshot is as wide
SMALLEST = 16  # pixels: no line of text is lower
LARGER = 4.0  # times: what is smaller yet is no page
_MARKS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")


def recognizes(data: bytes) -> bool:
    """Whether ``data`` begins with the mark of a picture."""
    return data.startswith(_MARKS[:4]) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _sized(frame: Any) -> Any:
    """The picture at the size of a page of ``DPI``: what a file says of its own is seldom true."""
    if min(frame.size) < SMALLEST:
        raise UnreadableFile(f"a picture of {frame.width} by {frame.height} pixels: no page")
    larger = min(LARGER, DPI * PAPER / min(frame.size))
    if frame.width * frame.height * max(1.0, larger) ** 2 > PIXELS:
        raise UnreadableFile(f"a picture of more than {PIXELS:,} pixels")
    rgb = frame.convert("RGB")
    if 0.8 < larger < 1.25:
        return rgb
    return rgb.resize([max(1, round(side * larger)) for side in frame.size])


def load(data: bytes) -> Loaded:
    """The text of a picture, every page of a TIFF. ``MissingExtra`` where OCR is not installed."""
    try:
        import numpy
        from PIL import Image, ImageSequence, UnidentifiedImageError
    except ImportError as error:
        raise MissingExtra("ocr", "pictures and scans") from error
    from govie.loaders import flow, ocr

    pages = []
    try:
        with Image.open(io.BytesIO(data)) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number >= FRAMES:
                    break
                pixels = numpy.asarray(_sized(frame))[:, :, ::-1]
                pages.append(ocr.recognize(pixels, DPI))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableFile("a damaged or truncated picture; get it anew") from error
    except Image.DecompressionBombError as error:
        raise UnreadableFile("a picture of more pixels than any page has") from error
    return marked(flow.text(pages), "scan", (f"{len(pages)} pages recognized by OCR",))
