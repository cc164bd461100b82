"""Pictures of pages: PNG, JPEG, TIFF, WebP, BMP, recognized by OCR."""

from __future__ import annotations

import io

from govie.errors import MissingExtra, UnreadableFile
from govie.loaders.base import Loaded, marked

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FRAMES = 60
PIXELS = 100_000_000
_MARKS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")


def recognizes(data: bytes) -> bool:
    """Whether ``data`` begins with the mark of a picture."""
    return data.startswith(_MARKS[:4]) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


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
                if frame.width * frame.height > PIXELS:
                    raise UnreadableFile(f"a picture of more than {PIXELS:,} pixels")
                pixels = numpy.asarray(frame.convert("RGB"))[:, :, ::-1]
                pages.append(ocr.recognize(pixels))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableFile("a damaged or truncated picture; get it anew") from error
    except Image.DecompressionBombError as error:
        raise UnreadableFile("a picture of more pixels than any page has") from error
    return marked(flow.text(pages), "scan", (f"{len(pages)} pages recognized by OCR",))
