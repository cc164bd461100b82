"""The gold of a scanned report: cells found by their place on the page, not by what OCR made of them."""

from __future__ import annotations

from dataclasses import replace

from training.corpus.documents import blanks
from training.corpus.documents.scan import Page, Rectangle
from training.corpus.gold import Gold, assemble, prints
from training.corpus.report import PrintedCell, Report
from training.corpus.routes.ocr import Recognized


def make(
    report: Report,
    recognized: Recognized,
    pages: list[Page],
    places: dict[str, tuple[int, Rectangle]],
    *,
    columns: bool = False,
) -> Gold:
    """Spans where the text prints a cell's value; every other cell is damaged and keeps its value.

    ``columns``: the route keeps a table's columns, so that an empty cell leaves a trace.
    """
    by_page: dict[int, list[tuple[int, float, float]]] = {}
    for i, point in enumerate(recognized.points):
        if point is not None:
            by_page.setdefault(point[0], []).append((i, point[1], point[2]))
    spans: dict[str, tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    damaged: list[str] = []
    for path, cell in report.cells.items():
        if not cell.number or cell.value is None:
            continue
        span = None
        if path in places:
            number, rectangle = places[path]
            span = _span(
                recognized.text, by_page.get(number, []), pages[number].place(rectangle), cell
            )
        if span and span not in taken:
            spans[path] = span
            taken.add(span)
        else:
            damaged.append(path)
    made = assemble(report, recognized.text, spans, tuple(damaged), lenient=True)
    untold = set() if columns else blanks.unprinted(report)
    return replace(made, undetermined=tuple(c.path for c in made.cells if c.path in untold))


def _span(
    text: str, points: list[tuple[int, float, float]], box: Rectangle, cell: PrintedCell
) -> tuple[int, int] | None:
    """The characters whose middle lies in ``box``, if they print the cell and no digit adjoins them.

    Characters share their word's box evenly, which is wrong by half a digit where a table's rule is
    read as ``|``: so the whole word around them is tried too, without the rule.
    """
    x0, y0, x1, y1 = box
    side, above = 0.15 * (y1 - y0), 0.2 * (y1 - y0)
    inside = [
        i for i, x, y in points if x0 - side <= x <= x1 + side and y0 - above <= y <= y1 + above
    ]
    if not inside or max(inside) - min(inside) > len(inside) + 1:
        return None
    start, end = min(inside), max(inside) + 1
    word_start, word_end = start, end
    while word_start and not text[word_start - 1].isspace():
        word_start -= 1
    while word_end < len(text) and not text[word_end].isspace():
        word_end += 1
    for a, b in ((start, end), (word_start, word_end)):
        while a < b and text[a] in _RULES:
            a += 1
        while a < b and text[b - 1] in _RULES:
            b -= 1
        if (
            a < b
            and prints(text[a:b], cell)
            and not _joins(text[a - 1 : a])
            and not _joins(text[b : b + 1])
        ):
            return a, b
    return None


_RULES = frozenset("|│丨[]{}_'`’‘·:：;；,，.、 \n\t")


def _joins(char: str) -> bool:
    """Whether a character beside a number makes it another number."""
    return char != "" and (char.isdigit() or char in "+.-")
