"""Moves a number to its row where its cell has three lines: number above the row's line, unit or end of a remark below.

2,658(其中
行政处罚    149
2356件)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from govie.tables.cells import Cell, lines_of
from govie.tables.prints import UNIT, Kind, read

_UNIT = re.compile(UNIT)
_END = re.compile(r"[^()]{0,30}[)]")
_OPEN = re.compile(r"[(][^()]*")


def flattened(cells: list[Cell]) -> list[Cell]:
    """``cells`` with such numbers in their row, without the rest of their cell."""
    opens = any(
        c.line != before.line and not c.hard and c.kind is Kind.NUMBER
        for before, c in pairwise(cells)
    )
    if not opens or not any(c.text.endswith(")") or _UNIT.fullmatch(c.text) for c in cells):
        return cells
    lines = {own[0].line: own for own in lines_of(cells)}
    # Without what is empty: a mark at a line's end.
    filled = {n: [c for c in own if c.is_printed or not c.is_value] for n, own in lines.items()}
    for line in [*lines]:
        above, own, below = filled.get(line - 1), filled[line], filled.get(line + 1)
        if not above or not below or above[0].kind is not Kind.NUMBER:
            continue
        if any(c.is_printed for c in own) and (row := _row(above, own, below)):
            changed = {line - 1: [], line: row, line + 1: []}
            lines |= changed
            filled |= changed
    return [c for own in lines.values() for c in own]


def _row(above: Sequence[Cell], own: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    """The cells of the row on the line of ``own`` with the number ``above`` it; nothing where that is none of its cells."""
    number, label = above[0], own[0]
    if number.kind is not Kind.NUMBER or label.is_value or number.left <= label.right:
        return []
    if any(c.hard for c in (*above, *own, *below)):
        return []
    if below[-1].left > above[-1].right or below[-1].right < number.left:
        return []
    whole = _whole(number, above[1:], below)
    if whole is None:
        return []
    options = [_among(whole, own, wide) for wide in (0, 1)]
    return options[0] if options[0] == options[1] else []


def _whole(number: Cell, rest: Sequence[Cell], below: Sequence[Cell]) -> Cell | None:
    """``number`` without the remark that begins in ``rest`` and ends ``below``, or with the unit below it; else None."""
    words = "".join(c.text for c in below)
    if rest:
        remark = "".join(c.text for c in rest)
        return number if _OPEN.fullmatch(remark) and _END.fullmatch(words) else None
    parsed = read(number.text + words) if number.unit is None and _UNIT.fullmatch(words) else None
    if parsed is None or parsed.kind is not Kind.NUMBER:
        return None
    return replace(number, scale=parsed.scale, unit=parsed.unit)


def _among(cell: Cell, own: Sequence[Cell], wide: int) -> list[Cell]:
    """``own`` with ``cell`` where it stands among them; nothing where it stands above one of them.

    ``wide``: what a Chinese character adds to its width.
    """
    before = [c for c in own if c.right + wide * c.wide <= cell.left or c is own[0]]
    after = [*own[len(before) :]]
    if any(c.left + wide * c.wide < cell.right for c in after):
        return []
    return [*before, replace(cell, line=own[0].line, breaks=0), *after]
