"""Rows with fewer cells than columns: assigns each cell by its position on the line, compared with full lines near it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from govie.tables.cells import Cell
from govie.tables.slots import Slots
from govie.tables.strip import Strip

_NEAREST = 4  # full lines that show where the columns of a line with gaps stand
_LOOSE = 7.0  # characters by which the numbers of a column may be out of line
_TIGHT = 3.0  # characters: columns closer together cannot be told apart
_SHIFT = 0.45  # of the distance between columns, by which a cell may be off the middle of its own
_MOST_DIGITS = 7


def by_place(
    strip: Strip, widths: Mapping[int, int], full: Mapping[int, Slots]
) -> dict[int, Slots]:
    """The slots of runs on one line with fewer cells than columns, by the columns of the full lines near.

    ``widths``: how many columns the row of a run has; ``full``: the slots of runs that are known. Converters
    count a Chinese character before a cell as one character wide or as two: both must give the same slots.
    """
    lines: dict[int, list[list[Cell]]] = defaultdict(list)
    for slots in full.values():
        cells = [c for c in slots if c is not None]
        if len(cells) == len(slots) and _on_line(cells) and not any(c.hard for c in cells):
            lines[len(slots)].append(cells)
    found: dict[int, Slots] = {}
    for number, width in widths.items():
        own = strip.own(strip.runs[number])
        if number in full or not 0 < len(own) < width or not _on_line(own):
            continue
        if any(c.hard or len(c.text) > _MOST_DIGITS for c in own):
            continue  # delimited, or numbers that ran together
        known = sorted(lines[width], key=lambda k: abs(k[0].line - own[0].line))[:_NEAREST]
        options = [s for wide in (0, 1) if (s := _by_place(own, known, width, wide))]
        if options and all(o == options[0] for o in options):
            found[number] = options[0]
    return found


def _by_place(
    own: Sequence[Cell], known: Sequence[Sequence[Cell]], width: int, wide: int
) -> Slots | None:
    """``own`` in the columns of the ``known`` full lines; ``wide``: what a Chinese character adds to its width."""
    if not known:
        return None
    places = [[_center(c, wide) for c in line] for line in known]
    if max(max(column) - min(column) for column in zip(*places, strict=True)) > _LOOSE:
        return None
    centers = [median(column) for column in zip(*places, strict=True)]
    pitch = min((b - a for a, b in pairwise(centers)), default=0.0)
    columns = []
    for cell in own:
        middle = _center(cell, wide)
        column = min(range(width), key=lambda i: abs(centers[i] - middle))
        if pitch < _TIGHT or abs(centers[column] - middle) > _SHIFT * pitch:
            return None
        columns.append(column)
    if sorted(set(columns)) != columns:
        return None
    slots: list[Cell | None] = [None] * width
    for column, cell in zip(columns, own, strict=True):
        slots[column] = cell
    return tuple(slots)


def _on_line(cells: Sequence[Cell]) -> bool:
    """Whether all cells stand on one line."""
    return len({c.line for c in cells}) == 1


def _center(cell: Cell, wide: int) -> float:
    """The middle of a cell on its line, in characters."""
    return (cell.left + cell.right) / 2 + wide * cell.wide
