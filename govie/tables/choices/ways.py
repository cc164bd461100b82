"""Enumerates the readings of a line as one row of the form when it has too few, too many or run-together cells.

A way is a full assignment of cells to columns. There is more than one where a converter dropped empty
cells (which columns are empty?), where a narrow column broke numbers in two (which pieces belong
together?) or where numbers ran together (where does one end?, see ``splits``). ``solver`` later chooses
among the ways of all rows by the sums over rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from govie.form import Table
from govie.tables.cells import MOST_DIGITS, Cell
from govie.tables.choices import splits
from govie.tables.prints import Kind
from govie.tables.slots import Slots, fits, in_columns, state_of, sum_state
from govie.text import numerals

_THOUSANDS = re.compile(numerals.THOUSANDS)
_MOST_WAYS = 4000
_MOST_PIECES = 5  # cells in excess of the columns: with more, the pieces are not those of one row


def ways(table: Table, cells: Sequence[Cell]) -> list[Slots]:
    """The ways in which ``cells`` may be a row of ``table``.

    If the row's sums hold in any of them, only those are returned; the others follow otherwise, for an
    agency may have added up wrongly.
    """
    width = len(table.columns)
    cells = [c for c in cells if c.kind is not Kind.EMPTY] if len(cells) > width else [*cells]
    found: list[Slots] = []
    if len(cells) == width + 1:
        found += [w for w in _signed(cells) if len(w) == width and fits(table, w)]
    unknown = len(cells) < width and not table.column_sums and splits.are_glued(cells)
    if unknown:
        found += [w for w in splits.cuts(cells, width) if fits(table, w)]
    # Where a mark stands for an empty cell among numbers that ran together, none was dropped.
    if len(cells) <= width and not (unknown and any(c.kind is Kind.NOTHING for c in cells)):
        found += [w for w in placed(cells, width) if fits(table, w)]
    if len(cells) < width:
        found += splits.split(cells, width, table)
    elif len(cells) > width:
        found += _joined(cells, width, table)
    if not table.column_sums:
        return found
    by_state: dict[int, list[Slots]] = {1: [], 0: [], -1: []}
    for way in found[:_MOST_WAYS]:
        by_state[sum_state(table, way)].append(way)
    return by_state[1] or by_state[0] + by_state[-1]


def placed(cells: Sequence[Cell], width: int) -> Iterator[Slots]:
    """``cells`` in every choice of as many of ``width`` columns, in their order."""
    for columns in combinations(range(width), len(cells)):
        yield in_columns(cells, columns, width)


def _signed(cells: Sequence[Cell]) -> Iterator[Slots]:
    """``cells`` with one dash that stands apart from the number after it read as its sign: ``- 3``."""
    for n, (dash, number) in enumerate(pairwise(cells)):
        if dash.text == "-" and number.kind is Kind.NUMBER and number.value:
            joined = replace(
                number, start=dash.start, text=f"-{number.text}", value=-number.value, sure=False
            )
            yield (*cells[:n], joined, *cells[n + 2 :])


def _joined(cells: Sequence[Cell], width: int, table: Table) -> list[Slots]:
    """Numbers that a narrow column, or a line drawn through them, broke in pieces, joined so that the row's sum holds."""
    if not table.column_sums or len(cells) > width + _MOST_PIECES:
        return []
    found: list[Slots] = []
    pieces = numbers(cells)
    for cuts in combinations(range(1, len(cells)), width - 1):
        groups = [*pairwise((0, *cuts, len(cells)))]
        if (
            all(map(pieces.__contains__, groups))
            and state_of(table, [pieces[g] for g in groups]) == 1
        ):
            found.append(tuple(whole(cells[a:b]) for a, b in groups))
    return found


def numbers(cells: Sequence[Cell]) -> dict[tuple[int, int], float | None]:
    """For each range of cells that can be one number, the number that their digits make together.

    Only the last piece of a number may print a unit after its digits; a mark for nothing is a cell by itself. Where a
    number with separators of thousands was broken, they tell that it is one: ``2`` ``5,570``.
    """
    found: dict[tuple[int, int], float | None] = {}
    digits = [_digits(c) for c in cells]
    for start, cell in enumerate(cells):
        found[start, start + 1] = cell.value
        text = digits[start]
        for end in range(start + 2, len(cells) + 1):
            text += digits[end - 1]
            last = cells[end - 1].text.removesuffix(cells[end - 1].unit or "")
            if cells[end - 2].unit or not text.isdecimal():
                break
            if text[0] == "0" or len(text) > MOST_DIGITS:
                break
            printed = "".join(c.text for c in cells[start : end - 1]) + last
            if "," not in printed or _THOUSANDS.fullmatch(printed):
                found[start, end] = int(text)
    return found


def _digits(cell: Cell) -> str:
    """What a cell prints but for its unit and the separators of thousands."""
    text = cell.text.removesuffix(cell.unit or "")
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def whole(pieces: Sequence[Cell]) -> Cell:
    """The pieces of a number as one cell."""
    if len(pieces) == 1:
        return pieces[0]
    text = "".join(c.text for c in pieces)
    last = pieces[-1]
    return replace(
        pieces[0], kind=Kind.DAMAGED, end=last.end, text=text, value=int("".join(map(_digits, pieces))),
        scale=last.scale, unit=last.unit, sure=False,
    )  # fmt: skip
