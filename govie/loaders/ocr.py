"""OCR of pages by RapidOCR; a ruled table is cut along its lines and recognized cell by cell.

On whole pages the engine joins neighboring numbers and misses single digits. A cell cut out contains one number, and
an empty cell no ink. The result has the types of ``layout``, in points.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from govie.errors import needing
from govie.loaders import layout, rulings
from govie.loaders.base import DOUBT, END
from govie.loaders.layout import Page, Word
from govie.loaders.rulings import Rule

_WIDE = 50.0  # points, the least length of a horizontal ruling; the form's span several columns
_HIGH = 19.0  # points, the least height of a vertical ruling; higher than any character
_CONTRAST = 28  # of 255, of print against its surroundings; the grain of scans is about 10
_FAINT = 14  # of 255, of rulings; lower, since thin lines fade, and grain makes no strokes of such length
_LEVEL = 0.05  # degrees of skew that are ignored
_MARGIN = 2  # pixels above and below a line that is recognized
_SURE = 0.97  # least score of a line that is not marked as doubtful; clean print has more
_DUST = 2.0  # points; a smaller spot is dust, unless it is near other ink (a decimal point)
_BESIDE = 4.0  # points, for being near
_SIDE = 2_000  # pixels; larger pages are scaled down to this, as the engine itself does
_AREA = 1_600_000  # pixels in which lines are detected at once; the engine takes 240 bytes for each
_LEAST = 736  # rows of such a piece; the engine enlarges smaller ones
_NEAR = 60  # rows around a cut in which the emptiest row is searched


def recognize(pixels: Any, dpi: float) -> Page:
    """The contents of a page from ``pixels``, an array of height by width by 3 (blue, green, red)."""
    engine = _engine()

    scale = dpi / 72
    pixels = _upright(pixels, scale)
    level, upright = _strokes(pixels, scale)
    rules = [*_rules(level, scale), *_rules(upright, scale)]
    bare = _without(pixels, (level | upright) & _ink(pixels, _CONTRAST))
    ink = _dusted(_ink(bare, _CONTRAST), scale)
    words: list[Word] = []
    page = bare.copy()
    for table in rulings.lattices(rules):
        for box in table.boxes():
            x0, y0, x1, y1 = (round(v * scale) for v in box)
            words += _cell(ink, x0, y0, x1, y1, scale)
            page[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3] = 255
    words = _recognized(engine, bare, words, scale)
    for box, text in _lines(engine, page):
        x, y = box[:, 0] / scale, box[:, 1] / scale
        middle = float(y.mean())
        words.append(
            Word(text, float(x.min()), float(y.min()), float(x.max()), float(y.max()), middle)
        )
    _give_back()
    return layout.page(words, rules, pixels.shape[0] / scale)


def _give_back() -> None:
    """Return freed memory to the system, which glibc would keep in fragments that no other page fits into."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)


def _lines(engine: Any, page: Any) -> Iterator[tuple[Any, str]]:
    """The lines of text on a page, each with the four corners of its box, in pixels.

    A page is processed in pieces, cut at its emptiest rows, so that memory stays bounded.
    """
    import cv2

    height, width = page.shape[:2]
    smaller = min(1.0, _SIDE / max(height, width))
    if smaller < 1.0:
        size = (max(1, round(width * smaller)), max(1, round(height * smaller)))
        page = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    rows, columns = page.shape[:2]
    count = max(1, min(-(-rows * columns // _AREA), rows // _LEAST))
    cuts = [0]
    for number in range(1, count):
        above = rows * number // count - _NEAR
        ink = page[above : above + 2 * _NEAR].min(axis=2) < 128
        cuts.append(above + int(ink.sum(axis=1).argmin()))
    for top, bottom in pairwise([*cuts, rows]):
        found = engine(page[top:bottom])
        if found.boxes is not None:
            for box, text in zip(found.boxes, found.txts, strict=True):
                box[:, 1] += top
                yield box / smaller, text


@cache
def _engine() -> Any:
    import logging

    with needing("ocr", "pictures and scans"):
        from rapidocr import RapidOCR
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    # One thread: a batch runs one process for each core.
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "Rec.rec_batch_num": 1,  # the default of six lines takes 500 MB for lines as wide as a page
        }
    )


# ------------------------------------------------------------------------------------- strokes


def _ink(pixels: Any, contrast: int) -> Any:
    """255 where the page is dark against its surroundings."""
    import cv2

    gray = cv2.GaussianBlur(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    return cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, contrast
    )


def _without(pixels: Any, strokes: Any) -> Any:
    """The page with its rulings painted over, since the engine reads one beside a number as 1."""
    import cv2

    bare = pixels.copy()
    paper = np.median(pixels.reshape(-1, 3)[::97], axis=0)
    bare[cv2.dilate(strokes, np.ones((3, 3), np.uint8)) > 0] = paper
    return bare


def _dusted(ink: Any, scale: float) -> Any:
    """The ink without isolated spots, which the engine would read as digits."""
    import cv2

    _, labels, sizes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    longer = np.maximum(sizes[:, cv2.CC_STAT_WIDTH], sizes[:, cv2.CC_STAT_HEIGHT])
    printed = longer > _DUST * scale
    printed[0] = False  # the paper
    sure = np.where(printed[labels], 255, 0).astype(np.uint8)
    side = 2 * round(_BESIDE * scale) + 1
    near = cv2.dilate(sure, np.ones((side, side), np.uint8))
    return ink & near


def _upright(pixels: Any, scale: float) -> Any:
    """The page rotated so that its long strokes are horizontal; scans are skewed by a degree or two."""
    import cv2

    level, _ = _strokes(pixels, scale)
    angles = []
    for contour in cv2.findContours(level, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]:
        if cv2.boundingRect(contour)[2] > pixels.shape[1] / 8:
            along, across = cv2.fitLine(contour, cv2.DIST_L2, 0, 0.01, 0.01).ravel()[:2]
            angles.append(float(np.degrees(np.arctan2(across, along))))
    if len(angles) < 3 or not _LEVEL < abs(angle := float(np.median(angles))) < 5:
        return pixels
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(
        pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )


def _strokes(pixels: Any, scale: float) -> tuple[Any, Any]:
    """Masks of the horizontal and the vertical strokes.

    Vertical strokes of characters in adjacent rows can merge into a short, faint stroke, so that only long ones may be
    faint.
    """
    faint, clear = _ink(pixels, _FAINT), _ink(pixels, _CONTRAST)
    level = _runs(faint, round(_WIDE * scale), upright=False)
    high = round(_HIGH * scale)
    return level, _runs(faint, 2 * high, upright=True) | _runs(clear, high, upright=True)


def _runs(ink: Any, length: int, *, upright: bool) -> Any:
    """Runs of ink of at least ``length``, with gaps of a few pixels and steps of one pixel sideways.

    A line that is not quite horizontal has such a step every few hundred pixels, at which the grain of a scan cuts it.
    """
    import cv2

    bridge, kernel, broad = (
        cv2.getStructuringElement(cv2.MORPH_RECT, size[::-1] if upright else size)
        for size in ((3, 1), (length, 1), (1, 3))
    )
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    long = cv2.morphologyEx(cv2.dilate(closed, broad), cv2.MORPH_OPEN, kernel)
    return cv2.erode(long, broad)


def _rules(strokes: Any, scale: float) -> list[Rule]:
    import cv2

    rules = []
    contours, _ = cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        x, y, w, h = (v / scale for v in cv2.boundingRect(contour))
        if min(w, h) > 6.0:
            continue  # a filled area, or a crossing of lines
        if w > h:
            rules.append(Rule(x, y + h / 2, x + w, y + h / 2))
        else:
            rules.append(Rule(x + w / 2, y, x + w / 2, y + h))
    return rules


# --------------------------------------------------------------------------------------- cells


def _cell(ink: Any, x0: int, y0: int, x1: int, y1: int, scale: float) -> list[Word]:
    """The lines of ink in a cell, as words without text."""
    inner = ink[y0 + 3 : y1 - 2, x0 + 3 : x1 - 2]
    words = []
    for top, bottom in _spans((inner > 0).sum(1) >= 2, 2, round(2.0 * scale)):
        # remains of a ruling are at the edge, apart from the text
        pieces = _spans((inner[top:bottom] > 0).sum(0) >= 2, 2 * (bottom - top), 1)
        edge = inner.shape[1]
        pieces = [(a, b) for a, b in pieces if b - a > 3 or not (a < 4 or b > edge - 4)]
        if not pieces:
            continue
        left, right = pieces[0][0], pieces[-1][1]
        words.append(
            Word(
                "/" if _slash(inner[top:bottom, left:right]) else "",
                (x0 + 3 + left) / scale,
                (y0 + 3 + top) / scale,
                (x0 + 3 + right) / scale,
                (y0 + 3 + bottom) / scale,
                (y0 + 3 + (top + bottom) / 2) / scale,
            )
        )
    return words or _dash(inner, x0 + 3, y0 + 3, scale)


def _dash(inner: Any, x0: int, y0: int, scale: float) -> list[Word]:
    """A dash alone in the middle of a cell, which is too low to be detected as a line of text."""
    height, width = inner.shape
    rows, columns = np.nonzero(inner)
    if not len(rows) or not width:
        return []
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    low = bottom - top <= 2.0 * scale and 3.0 * scale <= right - left <= 24.0 * scale
    # at the edge it may be the remains of a ruling
    inside = top > height / 4 and bottom < 3 * height / 4 and left > 2 and right < width - 2
    if not (low and inside):
        return []
    place = ((x0 + left) / scale, (y0 + top) / scale, (x0 + right) / scale, (y0 + bottom) / scale)
    return [Word("-", *place, (y0 + (top + bottom) / 2) / scale)]


def _slash(ink: Any) -> bool:
    """Whether the ink is one thin slanted stroke: the engine reads / alone in a cell as 1."""
    height, width = ink.shape
    rows = [np.flatnonzero(row) for row in ink]
    if height < 12 or not 0.25 < width / height < 0.8 or not all(map(len, rows)):
        return False
    if max(row[-1] - row[0] + 1 for row in rows) > 0.3 * height:
        return False
    middles = np.array([(row[0] + row[-1]) / 2 for row in rows])
    slope, at = np.polyfit(np.arange(height), middles, 1)
    straight = np.abs(middles - slope * np.arange(height) - at).max() <= 2.0
    return bool(straight and slope < -0.2)


def _spans(filled: Any, gap: int, least: int) -> list[tuple[int, int]]:
    """The runs of true values in ``filled``; gaps of up to ``gap`` are closed, runs shorter than ``least`` dropped."""
    places = np.flatnonzero(filled)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = [int(places[0]), *(int(places[b + 1]) for b in breaks)]
    ends = [*(int(places[b]) + 1 for b in breaks), int(places[-1]) + 1]
    return [(s, e) for s, e in zip(starts, ends, strict=True) if e - s >= least]


def _recognized(engine: Any, pixels: Any, words: Sequence[Word], scale: float) -> list[Word]:
    """``words`` with the recognized text, where they have none yet; without those that have no text."""
    known = [w for w in words if w.text]
    words = [w for w in words if not w.text]
    if not words:
        return known
    crops = [_crop(pixels, word, scale) for word in words]
    found = engine.recognize_txt(crops)
    return known + [
        replace(word, text=text if score >= _SURE else f"{DOUBT}{text}{END}")
        for text, score, word in zip(found.txts, found.scores, words, strict=True)
        if text.strip()
    ]


def _crop(pixels: Any, word: Word, scale: float) -> Any:
    """The picture of a line of text with a margin in its background color, for the recognizer."""
    import cv2

    x0, y0, x1, y1 = (round(v * scale) for v in (word.x0, word.y0, word.x1, word.y1))
    # no margin at the sides, where the edge of a ruling would be read as 1
    piece = pixels[max(0, y0 - _MARGIN) : y1 + _MARGIN, x0:x1]
    side = max(6, (y1 - y0) // 4)
    color = [int(v) for v in piece.reshape(-1, 3).max(0)]
    return cv2.copyMakeBorder(
        piece, side // 2, side // 2, side, side, cv2.BORDER_CONSTANT, value=color
    )
