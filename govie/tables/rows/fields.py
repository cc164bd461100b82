"""Assigns cells to columns by their delimited fields, where a head above has as many fields as the row's line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from govie.tables.cells import Cell
from govie.tables.slots import Slots, sum_state
from govie.tables.strip import Strip
from govie.text.characters import cjk

_HEAD_LINES = 4  # a head has no more lines
_LEAST_FIELDS = 3  # of a head's line


class _Head(NamedTuple):
    """A head: its first line, how many fields its lines have, the column that each field names.

    ``own``: the fields that name no column of the form: 小计.
    """

    line: int
    fields: int
    columns: dict[int, int]
    own: set[int]


def by_head(strip: Strip, widths: Mapping[int, int]) -> dict[int, Slots]:
    """The slots of each run on a line with as many fields as a head above it that names all columns, or all those
    that lines too short for the others have.

    ``widths``: how many columns the row of a run has, by the number of the run.
    """
    heads = _heads(strip)
    if strip.grid.rows[0].table.flat:
        # Rows below each other, and none side by side, where the head names each column once.
        heads = [h for h in heads if len(h.columns) == len({*h.columns.values()})]
    if not heads:
        return {}
    # A row's label may be a column's name: 其他. A head names all columns.
    whole = {
        w: [h for h in heads if {*h.columns.values()} == {*range(w)}] for w in {*widths.values()}
    }
    # Cut off at the width of its first line, or without the columns whose head is empty, a table has fewer.
    filled = {c.line for c in strip.values if c.is_printed}
    lacking = {
        w: [h for h in heads if h.line not in filled and h.fields - min(h.columns) < w]
        for w in whole
    }
    places = {(c.line, c.field): c for c in strip.cells if c.is_value}
    # The last field with a label of a row, and with a number, by how many the line has.
    deepest: dict[int, int] = {}
    farthest: dict[int, int] = {}
    for cell in strip.cells:
        last = farthest if cell.is_value else deepest
        if cell.line in filled and (cell.is_printed or not cell.is_value):
            last[cell.fields] = max(cell.field, last.get(cell.fields, 0))
    found: dict[int, Slots] = {}
    refused: set[int] = set()  # a name that is not known is none that is lacking
    for number, width in widths.items():
        cells = strip.own(strip.runs[number])
        if not cells or len({c.line for c in cells}) > 1 or cells[0].fields < _LEAST_FIELDS:
            continue
        line, fields = cells[0].line, cells[0].fields
        above = [h for h in whole[width] or lacking[width] if h.line < line]
        options = [h for h in reversed(above) if h.fields == fields][:1]
        if not options and whole[width] and above:
            stand = deepest.get(fields, 0), farthest.get(fields, 0)
            options = _of_more_fields(above[-1], fields, width, *stand)
        for head in options:
            slots = _under(head, line, width, places)
            own = head.own if whole[width] else set()
            printed = {c.start for c in cells if c.is_printed and c.field not in own}
            if slots and printed <= {c.start for c in slots if c}:
                found[number] = slots
                break
        else:
            if options and not whole[width]:
                refused.add(width)
    found = {n: slots for n, slots in found.items() if widths[n] not in refused}
    return {} if _are_refuted(found, strip) else found


def _are_refuted(found: Mapping[int, Slots], strip: Strip) -> bool:
    """Whether the sums of most rows speak for the form's order of their cells and against that of the heads.

    A program that puts the two lines of a head in one list gives the names of columns another order than the cells.
    """
    table = strip.grid.rows[0].table
    printed = {n: strip.own(strip.runs[n]) for n in found}
    moved = [
        n
        for n, slots in found.items()
        if len(printed[n]) == len(slots) != 0 and (*printed[n],) != slots
    ]
    failed = sum(sum_state(table, found[n]) < sum_state(table, tuple(printed[n])) for n in moved)
    return 2 * failed > len(moved)


def _heads(strip: Strip) -> list[_Head]:
    """The heads of ``strip``, in the order of the text."""
    heads: list[_Head] = []
    filled = {c.line for c in strip.values if c.is_printed}
    last = 0
    own: dict[int, set[int]] = {}  # fields of each line that name no column
    for cell in strip.cells:
        if cell.is_value or cell.fields < _LEAST_FIELDS:
            continue
        column = strip.grid.columns.get(cjk(cell.text))
        if column is None:
            own.setdefault(cell.line, set()).add(cell.field)
            continue
        between = filled.intersection(range(last, cell.line + 1))
        if (
            not heads
            or heads[-1].fields != cell.fields
            or between
            or cell.line - last > _HEAD_LINES
        ):
            heads.append(_Head(cell.line, cell.fields, {}, own.setdefault(cell.line, set())))
        heads[-1].columns.setdefault(cell.field, column)
        last = cell.line
    return heads


def _under(
    head: _Head, line: int, width: int, places: Mapping[tuple[int, int], Cell]
) -> Slots | None:
    """The cells of ``line`` under ``head``; None where a column of the head has none, or several different ones.

    Several fields may name one column: those of a merged head, or of a value that is printed once for each.
    """
    slots: list[Cell | None] = [None] * width
    for field, column in sorted(head.columns.items()):
        cell = places.get((line, field))
        if cell is None or column >= width:
            return None
        before = slots[column]
        if before is None:
            slots[column] = cell
        elif (before.kind, before.text) != (cell.kind, cell.text):
            return None
    return tuple(slots)


def _of_more_fields(
    head: _Head, fields: int, width: int, deepest: int, farthest: int
) -> list[_Head]:
    """``head`` for lines with more or fewer fields than it has, of which its columns are the last.

    Where no label of such a line stands farther right than that of the head (``deepest``: in which field the last
    stands), and no number of one farther right than its columns (``farthest``), the lines may as well be filled up at
    their end: that is asked first.
    """
    if sorted(head.columns) != [*range(head.fields - width, head.fields)] or fields <= width:
        return []
    more = fields - head.fields
    moved = {field + more: c for field, c in head.columns.items()}
    options = [_Head(head.line, fields, moved, set())]
    if more > 0 and deepest < min(head.columns) and farthest < head.fields:
        options.insert(0, _Head(head.line, fields, head.columns, set()))
    return options
