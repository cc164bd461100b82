"""Measures the gaps (line ends, spaces) between the cells of each row, from which ``gaps`` infers empty cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.strip import Run, Strip
from govie.tables.strips import gaps
from govie.text.characters import cjk

_WIDER = 3  # cells further apart than others in their rows: as many show that the distance means something
_NAME = re.compile(r"\S+")
_LEAST_HEADS = 3  # distances between columns' names that show how far apart cells stand
_LEAST_WORDS = 4  # characters of a label that identify it


def column_heads(strip: Strip) -> int:
    """How far the names of columns stand from each other, in line ends or spaces; 0 where too few are named."""
    apart: list[int] = []
    for a, b in pairwise(strip.cells):
        if a.is_value or b.is_value:
            break
        if cjk(a.text) in strip.grid.columns and cjk(b.text) in strip.grid.columns:
            apart.append(b.breaks or b.start - a.end)
    if len(apart) < _LEAST_HEADS:
        apart = _within_label(strip)
    return min(apart) if len(apart) >= _LEAST_HEADS else 0


def _within_label(strip: Strip) -> list[int]:
    """How many spaces part the names of columns in a label that holds several of them."""
    for cell in strip.cells:
        if cell.is_value:
            break
        names = [m.span() for m in _NAME.finditer(cell.text)]
        apart = [
            b[0] - a[1]
            for a, b in pairwise(names)
            if cell.text[slice(*a)] in strip.grid.columns
            and cell.text[slice(*b)] in strip.grid.columns
        ]
        if apart:
            return apart
    return []


def first_row(strip: Strip) -> int:
    """How far the first row's label stands from the head before it, in line ends or spaces; else 0."""
    first = cjk(strip.grid.rows[0].label.text)
    before: Cell | None = None
    for cell in strip.cells:
        if cell.is_value:
            return 0
        words = cjk(cell.text)
        enough = len(words) >= _LEAST_WORDS
        if before is not None and enough and first.startswith(words[:_LEAST_WORDS]):
            return cell.breaks or cell.start - before.end
        before = cell
    return 0


def rows(strip: Strip) -> list[gaps.Gap]:
    """The rows whose cells only line ends or spaces part, in the order of the text."""
    found: list[gaps.Gap] = []
    one_a_line = 0  # rows whose every cell stands on the next line
    spaces: list[tuple[int, ...]] = []  # for each row the characters between its cells
    soft = [run for run in strip.runs if not any(c.hard for c in strip.own(run))]
    places = [i for i, cell in enumerate(strip.cells) if cell.is_value] if soft else []
    even: bool | None = None  # worked out where a row asks
    for run in soft:
        wide = width(strip, run)
        own = strip.own(run)
        if wide is None or len(own) > wide:
            continue
        start = places[run.start]
        end = start + len(own)
        after = strip.cells[end] if end < len(strip.cells) else strip.after
        near = [*own, after] if after else [*own]
        breaks, apart = [c.breaks for c in near], _apart(strip, start, near)
        if not all(breaks):
            if any(breaks[: len(own)]) or not start:
                continue
            if any(breaks):
                even = _are_even(strip, places) if even is None else even
                if not even:
                    continue
            # Before the next line's label only the spaces at this line's end tell anything.
            breaks = [n - ended for n, ended in zip(apart, breaks, strict=True)]
        one_a_line += {*breaks} == {1} and all(c.breaks for c in near)
        flat, final = strip.grid.rows[0].table.flat, end >= len(strip.cells)
        depth = strip.depth(run)
        found.append(gaps.Gap(start, len(own), wide, tuple(breaks), flat, final, depth))
        spaces.append(tuple(apart))
    inner = [n for apart_ in spaces for n in apart_[1:-1]]
    least = min(inner, default=0)
    wider = sum(n > least for n in inner)
    if one_a_line and one_a_line == len(found) and wider >= _WIDER:
        # Line ends are all alike, but white space at the ends of lines differs: it tells empty cells.
        return [replace(g, breaks=a) for g, a in zip(found, spaces, strict=True) if a]
    if not strip.grid.rows[0].table.flat:
        found = gaps.without_leads(found) + _empty_rows(strip)
    return sorted(found, key=lambda g: g.start)


def _are_even(strip: Strip, places: Sequence[int]) -> bool:
    """Whether all values stand a multiple of as many spaces from what precedes them on their line: a separator
    of several spaces, and no columns that are padded to a width."""
    cells = strip.cells
    apart = [cells[i].start - cells[i - 1].end for i in places if i and not cells[i].breaks]
    least = min(apart, default=0)
    if all(len(run) < 2 for run in strip.runs):
        least = column_heads(strip)  # one number a line shows no separator
    return least > 1 and all(n % least == 0 for n in apart)


def width(strip: Strip, run: Run) -> int | None:
    """How many columns the row of ``run`` has, or all rows side by side; None where it is not known."""
    grid = strip.grid
    if grid.rows[0].table.flat:
        return strip.heads(run) or sum(r.width for r in grid.rows)
    row = strip.named(run.segment)
    segment = strip.segments[run.segment]
    if row is None or (len(segment.fresh) > 1 and segment.spelled is None):
        return None
    return grid.rows[row].width


def _apart(strip: Strip, start: int, near: Sequence[Cell]) -> list[int]:
    """How many characters stand before each of the cells ``near``, of which the first is ``cells[start]``."""
    if not start:
        return []
    before = strip.cells[start - 1 : start + len(near) - 1]
    return [b.start - a.end for a, b in zip(before, near, strict=True)]


def _empty_rows(strip: Strip) -> list[gaps.Gap]:
    """Gaps between the labels of rows that follow each other with no value between them."""
    grid = strip.grid
    found = []
    labels = _row_labels(grid)
    for index, (before, cell) in enumerate(pairwise(strip.cells), 1):
        if cell.breaks < 2 or cell.hard or cell.is_value or before.is_value:
            continue
        row = labels.get(cjk(before.text))
        if row is not None:
            found.append(gaps.Gap(index, 0, grid.rows[row].width, (cell.breaks,)))
    return found


@cache
def _row_labels(grid: Grid) -> dict[str, int]:
    """The rows by their labels, in every wording."""
    return {cjk(r.label.text): n for n, r in enumerate(grid.rows)} | dict(grid.spelled)
