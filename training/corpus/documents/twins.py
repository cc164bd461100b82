"""Twins: three copies of a report whose digits encode their cell, to find where a converter puts each cell.

To know where a converter put a cell, we convert the document four times: once as it is and three
times with every digit of cell number *i* replaced by one digit of a code of *i*. Digits are equally
wide in every font used, and every figure keeps its length, so the four texts come out with the same
layout, character for character; the three digits at one place spell the cell that it belongs to.
Nothing about the converter needs to be known, and it does not matter that most figures are 0.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from training.corpus.report import PrintedCell, Report

# Codes with three equal digits are left out: a place where the twins agree is no cell.
_CODES = [f"{i:03d}" for i in range(1000) if len(set(f"{i:03d}")) > 1]
COPIES = 3


def codes(report: Report) -> dict[str, str]:
    """A code of ``COPIES`` digits for each cell that prints a number, scattered over all codes."""
    paths = [path for path, cell in report.cells.items() if cell.number]
    return dict(zip(paths, Random(report.id).sample(_CODES, len(paths)), strict=True))


def twins(report: Report) -> list[Report]:
    """The three coded copies; remarks, units and signs stay as they are."""
    code = codes(report)
    return [
        replace(
            report,
            cells={
                path: _coded(cell, code[path][k]) if path in code else cell
                for path, cell in report.cells.items()
            },
        )
        for k in range(COPIES)
    ]


def _coded(cell: PrintedCell, digit: str) -> PrintedCell:
    number = "".join(
        chr(ord("０") + int(digit)) if "０" <= c <= "９" else digit if c.isdigit() else c
        for c in cell.number
    )
    return replace(cell, printed=cell.printed.replace(cell.number, number, 1), number=number)


def decode(text: str, copies: list[str], report: Report) -> dict[str, tuple[int, int]] | None:
    """Where each cell's number stands in ``text``: path to (start, end); lost cells are absent.

    ``copies`` are the twins' texts. ``None`` if they do not run parallel to ``text`` in every
    character but white space (where digits differ in width, blanks that stand for a distance do
    too): then the order of the converter's output hangs on the figures, and nothing can be trusted.
    """
    if any(len(copy) != len(text) for copy in copies):
        places = [i for i, c in enumerate(text) if not c.isspace()]
        squeezed = ["".join(t.split()) for t in (text, *copies)]
        if len({len(s) for s in squeezed}) > 1:
            return None
    else:
        places = list(range(len(text)))
        squeezed = [text, *copies]
    path_of = {code: path for path, code in codes(report).items()}
    found: dict[str, list[int]] = {}
    for i, chars in zip(places, zip(*squeezed, strict=True), strict=True):
        if chars[0] == chars[1] == chars[2] == chars[3]:
            continue
        digits = [c.translate(_HALF) for c in chars]
        path = path_of.get("".join(digits[1:]))
        if path is None or not digits[0].isdigit():
            return None
        found.setdefault(path, []).append(i)
    spans = {}
    for path, at in found.items():
        span = _span(text, at, report.cells[path].number)
        if span:
            spans[path] = span
    return spans


_HALF = str.maketrans("０１２３４５６７８９", "0123456789")


def _span(text: str, places: list[int], number: str) -> tuple[int, int] | None:
    """The stretch of ``text`` around ``places`` that prints ``number``, white space inside allowed."""
    digits = [k for k, c in enumerate(number) if c.isdigit()]
    if len(places) < len(digits):
        return None
    start, end = places[0], places[len(digits) - 1] + 1
    for c in reversed(number[: digits[0]]):
        start = _before(text, start, c)
    for c in number[digits[-1] + 1 :]:
        end = _after(text, end, c)
    squeezed = "".join(text[start:end].replace("\\", "").split())
    wanted = "".join(number.split())
    return (start, end) if squeezed.translate(_HALF) == wanted.translate(_HALF) else None


def _before(text: str, start: int, char: str) -> int:
    at = start - 1
    while at > 0 and (text[at].isspace() or text[at] == "\\"):  # Markdown escapes a bracket
        at -= 1
    return at if at >= 0 and text[at] == char else start


def _after(text: str, end: int, char: str) -> int:
    at = end
    while at < len(text) and (text[at].isspace() or text[at] == "\\") and not char.isspace():
        at += 1
    return at + 1 if at < len(text) and text[at] == char else end
