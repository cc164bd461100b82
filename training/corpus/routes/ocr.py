"""Routes from scans: what an OCR program reads, with the place of every character on its page."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from training.corpus.routes.registry import RouteFailed, run

Point = tuple[int, float, float]  # page, x, y: the middle of a character


@dataclass(slots=True)
class Recognized:
    """Text and, for each of its characters, where it stood (``None``: the layout put it there)."""

    text: str
    points: list[Point | None]

    def add(self, text: str, points: Sequence[Point | None] = ()) -> None:
        self.text += text
        self.points.extend(points or [None] * len(text))


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of recognized text in its box."""

    text: str
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    points: tuple[Point, ...]

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class OcrRoute:
    name: str
    tool: str
    recognize: Callable[[tuple[Path, ...]], Recognized]
    held_back: bool = False
    columns: bool = False  # keeps the columns of a table


def _spread(text: str, page: int, x0: float, y0: float, x1: float, y1: float) -> tuple[Point, ...]:
    """The middles of ``text``'s characters, if they share the box by their usual widths."""
    widths = [1.0 if ord(c) > 0x2E80 else 0.55 for c in text]
    points, x = [], x0
    for w in widths:
        step = (x1 - x0) * w / sum(widths)
        points.append((page, x + step / 2, (y0 + y1) / 2))
        x += step
    return tuple(points)


@lru_cache(maxsize=1)
def _engine() -> Any:
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    # One thread: the builder runs one process for each core.
    return RapidOCR(
        params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    )


@lru_cache(maxsize=2)
def _rapid_pieces(pages: tuple[Path, ...]) -> tuple[Piece, ...]:
    """RapidOCR's boxes; two routes lay them out, the recognition is done once."""
    pieces = []
    for number, path in enumerate(pages):
        answer = _engine()(str(path), return_word_box=True)
        if answer.txts is None:
            continue
        for text, box, words in zip(answer.txts, answer.boxes, answer.word_results, strict=True):
            xs, ys = [float(p[0]) for p in box], [float(p[1]) for p in box]
            found: list[Point] = []
            for word, _, corners in words:
                wx, wy = [float(p[0]) for p in corners], [float(p[1]) for p in corners]
                found.extend(_spread(word, number, min(wx), min(wy), max(wx), max(wy)))
            if "".join(w[0] for w in words) != text:
                found = list(_spread(text, number, min(xs), min(ys), max(xs), max(ys)))
            pieces.append(Piece(text, number, min(xs), min(ys), max(xs), max(ys), tuple(found)))
    return tuple(pieces)


def rapid_lines(pages: tuple[Path, ...]) -> Recognized:
    """Box after box as RapidOCR orders them, each on a line."""
    out = Recognized("", [])
    for piece in _rapid_pieces(pages):
        out.add(piece.text, piece.points)
        out.add("\n")
    return out


def rapid_grid(pages: tuple[Path, ...]) -> Recognized:
    """Boxes side by side become a row of tab-separated cells: the columns are where boxes begin."""
    out = Recognized("", [])
    for _, group in groupby(_rapid_pieces(pages), key=lambda p: p.page):
        rows = _rows(list(group))
        for is_table, block in groupby(rows, key=lambda row: len(row) > 2):
            lines = list(block)
            if is_table:
                _table(lines, out)
                continue
            for row in lines:
                for i, piece in enumerate(row):
                    out.add(" " if i else "")
                    out.add(piece.text, piece.points)
                out.add("\n")
        out.add("\n")
    return out


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces by rows: a piece belongs to a row if its middle is within half a line of the row's."""
    if not pieces:
        return []
    heights = sorted(p.y1 - p.y0 for p in pieces)
    reach = heights[len(heights) // 2] * 0.5
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and abs(piece.middle - sum(p.middle for p in rows[-1]) / len(rows[-1])) < reach:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.x0) for row in rows]


def _table(rows: list[list[Piece]], out: Recognized) -> None:
    """Columns are clusters of the pieces' middles; every row has a cell in each."""
    middles = sorted((p.x0 + p.x1) / 2 for row in rows for p in row)
    width = middles[-1] - middles[0] or 1.0
    columns = [[middles[0]]]
    for x in middles[1:]:
        if x - columns[-1][-1] > width * 0.03:
            columns.append([x])
        else:
            columns[-1].append(x)
    centers = [sum(c) / len(c) for c in columns]
    for row in rows:
        at = 0
        for piece in row:
            x = (piece.x0 + piece.x1) / 2
            column = min(range(len(centers)), key=lambda i: abs(centers[i] - x))
            if column > at:
                out.add("\t" * (column - at))
            elif out.text and out.text[-1] not in "\t\n":
                out.add(" ")
            at = max(at, column)
            out.add(piece.text, piece.points)
        out.add("\t" * (len(centers) - 1 - at) + "\n")


def _without_rules(path: Path, folder: Path) -> Path:
    """The page with the table's rules painted white, as people do before Tesseract reads a table."""
    import cv2

    page: Any = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    ink = cv2.threshold(page, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    long = max(30, page.shape[1] // 24)
    for shape in ((long, 1), (1, long)):
        rules = cv2.morphologyEx(
            ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        )
        page[cv2.dilate(rules, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))) > 0] = 255
    clean = folder / "clean.png"
    cv2.imwrite(str(clean), page)
    return clean


def _tesseract(mode: int, *, rules: bool = True) -> Callable[[tuple[Path, ...]], Recognized]:
    def recognize(pages: tuple[Path, ...]) -> Recognized:
        out = Recognized("", [])
        for number, path in enumerate(pages):
            with tempfile.TemporaryDirectory() as folder:
                base = Path(folder) / "page"
                page = path if rules else _without_rules(path, Path(folder))
                command = [
                    "env",
                    "OMP_THREAD_LIMIT=1",
                    "tesseract",
                    str(page),
                    str(base),
                    "-l",
                    "chi_sim",
                    "--psm",
                    str(mode),
                    "txt",
                    "tsv",
                ]
                run(command)
                text = base.with_suffix(".txt").read_text(encoding="utf-8")
                table = base.with_suffix(".tsv").read_text(encoding="utf-8")
            points: list[Point] = []
            for line in table.split("\n")[1:]:
                fields = line.split("\t")
                if len(fields) == 12 and fields[0] == "5":
                    word = "".join(fields[11].split())
                    x, y, w, h = map(float, fields[6:10])
                    points.extend(_spread(word, number, x, y, x + w, y + h))
            solid = sum(not c.isspace() for c in text)
            if solid != len(points):
                raise RouteFailed("tesseract's words and its text differ")
            each = iter(points)
            out.add(text, [None if c.isspace() else next(each) for c in text])
        return out

    return recognize


OCR_ROUTES: dict[str, OcrRoute] = {
    r.name: r
    for r in (
        OcrRoute("rapidocr-lines", "rapidocr", rapid_lines),
        OcrRoute("rapidocr-grid", "rapidocr", rapid_grid, columns=True),
        OcrRoute("tesseract-psm4", "tesseract", _tesseract(4)),
        OcrRoute("tesseract-psm6-norules", "tesseract", _tesseract(6, rules=False), held_back=True),
    )
}
