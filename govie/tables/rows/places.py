"""Rows with fewer cells than columns: assigns each cell by its position on the line, compared with full lines near it.

Where no line is full, because the same columns are empty in all rows, the names of columns show where these stand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from govie.tables.cells import MOST_DIGITS, Cell
from govie.tables.rows import wrapped
from govie.tables.slots import Slots, in_columns, sum_state, value
from govie.tables.strip import Strip
from govie.text.characters import cjk

_NEAREST = 4  # full lines that show where the columns of a line with gaps stand
_LOOSE = 7.0  # characters by which the numbers of a column may be out of line
_TIGHT = 3.0  # characters: columns closer together cannot be told apart
_SHIFT = 0.45  # of the distance between columns, by which a cell may be off the middle of its own
_LEAST_MOVED = 3  # rows that show that columns of a page stand elsewhere
_LEAST_SUMS = 3  # rows whose sums hold
_PIECE = re.compile(r"\S+(?: \S+)*")


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
        if any(c.hard or len(c.text) > MOST_DIGITS for c in own):
            continue  # delimited, or numbers that ran together
        known = sorted(lines[width], key=lambda k: abs(k[0].line - own[0].line))[:_NEAREST]
        options = [s for wide in (0, 1) if (s := _by_place(own, known, width, wide))]
        if options and all(o == options[0] for o in options):
            found[number] = options[0]
    found = found or _under_names(strip, widths, full)
    return _of_one_page(found) if strip.grid.summed else found


def _of_one_page(found: Mapping[int, Slots]) -> dict[int, Slots]:
    """``found`` without rows of a page whose columns stand elsewhere.

    Their last number is the sum of the others, and stands in a column that is not the last, where other rows have
    their total.
    """
    moved = {
        number
        for number, slots in found.items()
        if len(printed := [c for c in slots if c is not None and c.is_printed]) > 1
        and (slots[-1] is None or not slots[-1].is_printed)
        and value(printed[-1]) == sum(map(value, printed[:-1]))
    }
    whole = sum(slots[-1] is not None and slots[-1].is_printed for slots in found.values())
    if len(moved) < _LEAST_MOVED or whole < len(moved):
        return {**found}
    return {number: slots for number, slots in found.items() if number not in moved}


def _under_names(
    strip: Strip, widths: Mapping[int, int], full: Mapping[int, Slots]
) -> dict[int, Slots]:
    """The slots of runs on one line by the names of columns above them, if the sums of several rows hold so, and none fails."""
    table = strip.grid.rows[0].table
    width = len(table.columns)
    if not strip.grid.summed or table.flat:
        return {}
    names = [cjk(c.text) for c in table.columns]
    lines = {
        n: own
        for n, w in widths.items()
        if w == width and n not in full and (own := strip.own(strip.runs[n])) and _on_line(own)
    }
    if any(len(c) > width or any(x.hard for x in c) for c in lines.values()):
        return {}
    for head in strip.cells if lines else ():
        named = _places_of(head, names)
        if named is None:
            continue
        for wide in (0, 1):
            rows = {n: _nearest(own, named[wide], width, wide) for n, own in lines.items()}
            states = [sum_state(table, slots) if slots else -1 for slots in rows.values()]
            if min(states) >= 0 and states.count(1) >= _LEAST_SUMS:
                return {n: slots for n, slots in rows.items() if slots}
    return _under_wrapped_names(strip, lines)


def _under_wrapped_names(strip: Strip, lines: Mapping[int, Sequence[Cell]]) -> dict[int, Slots]:
    """The slots of ``lines`` by the names of columns on several lines above them, if the sums of several rows hold so,
    and none fails, or if only the first and the last column are filled."""
    table = strip.grid.rows[0].table
    first = next((n for n, c in enumerate(strip.cells) if c.is_value), 0)
    names = [[cjk(words) for words in (c.text, *c.variants)] for c in table.columns]
    known = [
        (places.misfit, places, wide)
        for wide in (0, 1)
        if len(lines) >= _LEAST_SUMS
        and (places := wrapped.places(strip.cells[:first], names, wide))
    ]
    if not known:
        return {}
    _, places, wide = min(known)
    rows = {n: _in_columns(own, places, wide) for n, own in lines.items()}
    for found in _on_page(rows, {n: own[0].line for n, own in lines.items()}):
        states = [sum_state(table, slots) for slots in found.values()]
        often = Counter(n for slots in found.values() for n, c in enumerate(slots) if c is not None)
        held = min(states, default=-1) >= 0 and states.count(1) >= _LEAST_SUMS
        outer = {*often} <= {0, len(names) - 1} and min(often.values(), default=0) >= _LEAST_SUMS
        if held or outer:
            return found | _on_next_pages(found, lines, wide)
    return {}


def _in_columns(own: Sequence[Cell], places: wrapped.Places, wide: int) -> Slots:
    """``own`` in the columns whose ``places`` are nearest; nothing where one stands between two, or two in one."""
    middles = [*places.middles, *places.beyond]
    slots: list[Cell | None] = [None] * len(middles)
    for cell in own:
        apart = [abs(_center(cell, wide) - middle) for middle in middles]
        column, second = sorted(range(len(middles)), key=apart.__getitem__)[:2]
        pitch = abs(middles[column] - middles[second])
        if slots[column] is not None or apart[column] > _SHIFT * pitch:
            return ()
        slots[column] = cell
    return tuple(slots[: len(places.middles)])


def _on_page(rows: Mapping[int, Slots], lines: Mapping[int, int]) -> Iterator[dict[int, Slots]]:
    """``rows`` up to where the page may end: before the first that fits no columns, where none does after it, and at
    the widest gap before a row that does not.

    ``lines``: on which each stands.
    """
    in_turn = [*rows]
    failed = next((at for at, n in enumerate(in_turn) if not rows[n]), None)
    if failed is None:
        yield {**rows}
        return
    if not any(rows[n] for n in in_turn[failed:]):
        yield {n: rows[n] for n in in_turn[:failed]}
    apart = [lines[b] - lines[a] for a, b in pairwise(in_turn[: failed + 1])]
    end = apart.index(max(apart)) + 1 if apart else 0
    yield {n: rows[n] for n in in_turn[:end]}


def _on_next_pages(
    found: Mapping[int, Slots], lines: Mapping[int, Sequence[Cell]], wide: int
) -> dict[int, Slots]:
    """The rows after those ``found``, each with one number at the same place, where all ``found`` have one, in one column:
    a page without names of columns is laid out anew."""
    columns = {n for slots in found.values() for n, c in enumerate(slots) if c is not None}
    rest = {n: own for n, own in lines.items() if n not in found}
    centers = [_center(own[0], wide) for own in rest.values() if len(own) == 1]
    if len(columns) != 1 or len(centers) != len(rest) or len(found) < _LEAST_SUMS or not rest:
        return {}
    if max(centers) - min(centers) > 1:
        return {}
    (column,) = columns
    width = len(next(iter(found.values())))
    return {
        n: tuple(own[0] if c == column else None for c in range(width)) for n, own in rest.items()
    }


def _places_of(head: Cell, names: Sequence[str]) -> tuple[dict[int, float], ...] | None:
    """The middles of the inner columns that ``head`` names in their order, each by the beginning of its name at least.

    Two readings: a Chinese character before them is one character wide or two. The last of them may be named on
    another line; None where more are.
    """
    if head.is_value or "  " not in head.text:
        return None
    pieces = [*_PIECE.finditer(head.text)]
    inner = [*range(1, len(names) - 1)]
    for named in (inner, inner[:-1]):
        for first in range(len(pieces) - len(named) + 1):
            own = pieces[first : first + len(named)]
            words = [cjk(m[0]) for m in own]
            if all(w and names[n].startswith(w) for n, w in zip(named, words, strict=True)):
                return tuple(
                    _middles(head, [*zip(named, own, strict=True)], wide) for wide in (0, 1)
                )
    return None


def _middles(head: Cell, named: Sequence[tuple[int, re.Match[str]]], wide: int) -> dict[int, float]:
    """The middles of the columns ``named`` in ``head``; ``wide``: what a Chinese character adds to its width."""
    return {
        n: head.left
        + (m.start() + m.end()) / 2
        + wide
        * (
            head.wide
            + wrapped.wide_characters(head.text[: m.start()])
            + wrapped.wide_characters(m[0]) / 2
        )
        for n, m in named
    }


def _nearest(
    own: Sequence[Cell], places: Mapping[int, float], width: int, wide: int
) -> Slots | None:
    """``own`` in the columns whose ``places`` are nearest, those before and after all of these in the first and the last."""
    pitch = min(b - a for a, b in pairwise(places.values()))
    if pitch < _TIGHT:
        return None
    slots: list[Cell | None] = [None] * width
    for cell in own:
        middle = _center(cell, wide)
        column = min(places, key=lambda n: abs(places[n] - middle))
        if abs(places[column] - middle) > _SHIFT * pitch:
            if min(places.values()) < middle < max(places.values()):
                return None
            column = 0 if middle < places[column] else width - 1
        if slots[column] is not None:
            return None
        slots[column] = cell
    return tuple(slots)


def _by_place(
    own: Sequence[Cell], known: Sequence[Sequence[Cell]], width: int, wide: int
) -> Slots | None:
    """``own`` in the columns of the ``known`` full lines; ``wide``: what a Chinese character adds to its width."""
    if all(b.left - a.right == 1 for line in known for a, b in pairwise(line)):
        return None  # one space parts two cells, wherever they stand
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
    return in_columns(own, columns, width)


def _on_line(cells: Sequence[Cell]) -> bool:
    """Whether all cells stand on one line."""
    return len({c.line for c in cells}) == 1


def _center(cell: Cell, wide: int) -> float:
    """The middle of a cell on its line, in characters."""
    return (cell.left + cell.right) / 2 + wide * cell.wide
