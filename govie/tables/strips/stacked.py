"""Splits strings of digits in which several rows were merged (``2000``: 2, 0, 0, 0) where the split is unique.

Agencies put several rows in one row of cells, a line each. Where the line ends are lost, the labels of ``k``
rows run together, and so do their numbers: ``2000`` after the labels of four rows is 2, 0, 0, 0, since no
number but 0 begins with 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.strip import Run, Strip

_MOST = 16  # rows stacked in one


def apart(strip: Strip) -> list[Cell]:
    """The cells of ``strip`` with stacked rows taken apart, row by row; empty where no rows are stacked."""
    found = {run.start: rows for run in strip.runs if (rows := _rows(strip, run))}
    if not found:
        return []
    gone = {n for run in strip.runs if run.start in found for n in range(run.start, run.end)}
    return strip.replaced(found, gone)


def _rows(strip: Strip, run: Run) -> list[Cell]:
    """The cells of the rows that are stacked in ``run``, one row after the other; else empty."""
    count = len(strip.segments[run.segment].fresh)
    own = strip.values[run.start : run.end]
    row = strip.segments[run.segment].last
    if not 2 <= count <= _MOST or row is None or strip.grid.rows[0].table.flat:
        return []
    width = strip.grid.rows[row].width
    if len({c.line for c in own}) > 1 or own[0].fields < max(2, width):
        return []
    fields = [tuple(group) for _, group in groupby(own, key=lambda c: c.field)]
    printed = [any(c.is_printed for c in field) for field in fields]
    spare = len(fields) - width
    if spare < 0 or not any(printed) or _is_repeated(strip, own[0].line):
        return []
    # Empty cells of merged labels stand before the row's, those that fill up the line after them.
    first = spare if not any(printed[:spare]) else 0
    if any(printed[:first]) or any(printed[first + width :]):
        return []
    split = [_split(field, count) for field in fields[first : first + width]]
    if any(pieces is None for pieces in split):
        return []
    return [pieces[n] for n in range(count) for pieces in split if pieces is not None]


def _is_repeated(strip: Strip, line: int) -> bool:
    """Whether one label stands in two cells of ``line``: that of a merged cell, which names one row."""
    labels = [c.text for c in strip.cells if c.line == line and not c.is_value]
    return len({*labels}) < len(labels)


def _split(field: Sequence[Cell], count: int) -> list[Cell] | None:
    """The values of ``count`` stacked rows in one field; None where they can be cut in several ways, or none."""
    if len(field) == count and all(c.kind in (Kind.NUMBER, Kind.NOTHING) for c in field):
        return [replace(c, hard=True) for c in field]
    if len(field) != 1:
        return None
    (cell,) = field
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
