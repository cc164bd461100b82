"""Rows that a converter stacked in one line of cells, taken apart where the print leaves one way.

Agencies put several rows in one row of cells, a line each. Where the line ends are lost, the labels of ``k``
rows run together, and so do their numbers: ``2000`` after the labels of four rows is 2, 0, 0, 0, since no
number but 0 begins with 0.
"""

from __future__ import annotations

from dataclasses import replace

from govie.tables.cells import Cell
from govie.tables.layout import Run, Strip
from govie.tables.prints import Kind

_MOST = 16  # rows stacked in one


def apart(strip: Strip) -> list[Cell]:
    """The cells of ``strip`` with stacked rows taken apart, row by row; nothing where none is."""
    found: dict[int, list[Cell]] = {}
    gone: set[int] = set()
    for run in strip.runs:
        if rows := _rows(strip, run):
            own = strip.values[run.start : run.end]
            found[id(own[0])] = rows
            gone |= {id(c) for c in own}
    if not found:
        return []
    out: list[Cell] = []
    for cell in strip.cells:
        out += found.get(id(cell), [] if id(cell) in gone else [cell])
    return out


def _rows(strip: Strip, run: Run) -> list[Cell]:
    """The cells of the rows that are stacked in ``run``, one row after the other."""
    count = len(strip.segments[run.segment].fresh)
    own = strip.values[run.start : run.end]
    row = strip.segments[run.segment].last
    if not 2 <= count <= _MOST or row is None or strip.grid.rows[0].table.flat:
        return []
    width = strip.grid.rows[row].width
    lead = next((n for n, c in enumerate(own) if c.is_printed), len(own) - width)
    cells = own[-width:] if lead >= len(own) - width else own[:width]
    if len(cells) != width or len({c.line for c in own}) > 1 or not all(c.hard for c in own):
        return []
    if any(c.is_printed for c in own if c not in cells) or all(not c.is_printed for c in cells):
        return []
    split = [_split(cell, count) for cell in cells]
    if any(pieces is None for pieces in split):
        return []
    return [pieces[n] for n in range(count) for pieces in split if pieces is not None]


def _split(cell: Cell, count: int) -> list[Cell] | None:
    """``cell`` as ``count`` cells, one above the other; None where that is not the only way."""
    if cell.kind is Kind.EMPTY:
        return [cell] * count
    ways = _ways(cell.text, count) if cell.text.isdecimal() and cell.text.isascii() else []
    if len(ways) != 1 or cell.end - cell.start != len(cell.text):
        return None
    pieces = []
    at = cell.start
    for digits in ways[0]:
        pieces.append(
            replace(
                cell, kind=Kind.NUMBER, start=at, end=at + len(digits), text=digits, value=int(digits),
                sure=True, lines=(),
            )
        )  # fmt: skip
        at += len(digits)
    return pieces


def _ways(digits: str, count: int) -> list[tuple[str, ...]]:
    """At most two of the ways in which ``digits`` are ``count`` numbers, none but 0 beginning with 0."""
    if count == 1:
        return [(digits,)] if digits and (digits[0] != "0" or len(digits) == 1) else []
    found: list[tuple[str, ...]] = []
    for size in range(1, len(digits) - count + 2):
        if digits[0] == "0" and size > 1:
            break
        found += [(digits[:size], *rest) for rest in _ways(digits[size:], count - 1)]
        if len(found) > 1:
            break
    return found[:2]


__all__ = ["apart"]
