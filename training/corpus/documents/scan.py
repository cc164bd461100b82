"""Scans: a PDF's pages as pictures, worn the way a flatbed scanner and a JPEG wear them.

Every distortion of geometry is recorded, so that a place on the page is still known in the picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wear:
    """How a scan is worn. ``skew`` in degrees; ``noise`` is the spread of grey values."""

    dpi: int
    skew: float
    noise: float
    blur: float
    quality: int
    contrast: float
    specks: int


def draw_wear(rng: Random) -> Wear:
    """A random wear, from nearly clean to hardly legible."""
    return Wear(
        dpi=rng.choice((110, 130, 150, 150, 170, 200)),
        skew=rng.choice((0.0, rng.uniform(-0.4, 0.4), rng.uniform(-1.0, 1.0))),
        noise=rng.choice((0.0, 6.0, 14.0, 22.0)),
        blur=rng.choice((0.0, 0.0, 0.5, 0.8)),
        quality=rng.choice((35, 50, 70, 85)),
        contrast=rng.choice((1.0, 0.85, 0.7)),
        specks=rng.choice((0, 0, 40, 150)),
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One scanned page: the picture, and the way from PDF points to its pixels."""

    path: Path
    width: int
    height: int
    scale: float
    skew: float

    def place(self, rectangle: Rectangle) -> Rectangle:
        """The upright box in the picture around ``rectangle``, given in points from the top left."""
        x0, y0, x1, y1 = (v * self.scale for v in rectangle)
        corners = [self._turn(x, y) for x in (x0, x1) for y in (y0, y1)]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _turn(self, x: float, y: float) -> tuple[float, float]:
        angle = math.radians(self.skew)
        dx, dy = x - self.width / 2, y - self.height / 2
        return (
            self.width / 2 + dx * math.cos(angle) + dy * math.sin(angle),
            self.height / 2 - dx * math.sin(angle) + dy * math.cos(angle),
        )


def scan(pdf: Path, folder: Path, wear: Wear, rng: Random) -> list[Page]:
    """The pages of ``pdf`` as JPEG files in ``folder``."""
    import pypdfium2

    folder.mkdir(parents=True, exist_ok=True)
    document = pypdfium2.PdfDocument(str(pdf))
    pages = []
    try:
        for number, sheet in enumerate(document):
            picture = sheet.render(scale=wear.dpi / 72, grayscale=True).to_pil().convert("L")
            path = folder / f"{number:02d}.jpg"
            _worn(picture, wear, rng).save(path, quality=wear.quality)
            pages.append(Page(path, picture.width, picture.height, wear.dpi / 72, wear.skew))
    finally:
        document.close()
    return pages


def _worn(picture: Any, wear: Wear, rng: Random) -> Any:
    import numpy
    from PIL import Image, ImageFilter

    if wear.skew:
        picture = picture.rotate(wear.skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if wear.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(wear.blur))
    pixels: Any = numpy.asarray(picture, dtype=numpy.float32)
    pixels = 255 - (255 - pixels) * wear.contrast
    noise = numpy.random.default_rng(rng.randrange(1 << 32))
    if wear.noise:
        pixels = pixels + noise.normal(0, wear.noise, pixels.shape)
    for _ in range(wear.specks):
        y, x = noise.integers(0, pixels.shape[0] - 2), noise.integers(0, pixels.shape[1] - 2)
        pixels[y : y + 2, x : x + 2] = 60
    return Image.fromarray(numpy.clip(pixels, 0, 255).astype("uint8"))


def cell_places(pdf: Path, copies: list[Path], report: Any) -> dict[str, tuple[int, Rectangle]]:
    """Page and rectangle (in points) of each cell's number in ``pdf``, found through its twins."""
    from training.corpus.documents import twins

    characters = _characters(pdf)
    text = "".join(c[0] for c in characters)
    spans = twins.decode(
        text, ["".join(c[0] for c in _characters(copy)) for copy in copies], report
    )
    places = {}
    for path, (start, end) in (spans or {}).items():
        stretch = [c for c in characters[start:end] if not c[0].isspace()]
        if len({(c[1], round(c[2][1])) for c in stretch}) > 1:
            continue  # a number that wraps has no rectangle of its own
        boxes = [c[2] for c in stretch]
        places[path] = (
            stretch[0][1],
            (
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            ),
        )
    return places


def _characters(pdf: Path) -> list[tuple[str, int, Rectangle]]:
    import pymupdf

    out: list[tuple[str, int, Rectangle]] = []
    with pymupdf.open(pdf) as document:  # type: ignore[no-untyped-call]
        for number, page in enumerate(document):
            for block in page.get_text("rawdict")["blocks"]:
                for line in block.get("lines", ()):
                    for span in line["spans"]:
                        out.extend((c["c"], number, tuple(c["bbox"])) for c in span["chars"])
                    out.append(("\n", number, (0.0, 0.0, 0.0, 0.0)))
    return out
