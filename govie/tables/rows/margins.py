"""Rows with too many cells: where the row begins among empty fields before and after it, by agreement between rows.

A merged head, the place of a group's label or a line filled up to the width of another table print empty
cells before or after a row's own. How many stand on either side is the same in all rows of a table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.rows.remarks import remarks
from govie.tables.scanning.joins import by_field, line_cells
from govie.tables.slots import Slots, fits, padded, sum_state
from govie.tables.strip import Strip

_MOST_ALIKE = 100  # rows of as many cells that show how a table is laid out
_LEAST_ALIKE = 3  # rows that agree
_GROUP = 3  # digits: of thousands

_Begun = Mapping[tuple[int, int], int]
"""Where a row begins (see ``_place``), by how many fields its line has and by the depth of its label."""


def margins(cells: Sequence[Cell], width: int) -> list[int]:
    """The numbers of leading cells that may be left out so that ``width`` remain and only empty cells go."""
    spare = len(cells) - width
    if spare <= 0:
        return [0] if spare == 0 else []
    filled = [n for n, c in enumerate(cells) if c.kind is not Kind.EMPTY]
    first, last = (filled[0], filled[-1]) if filled else (spare, 0)
    return [*range(max(0, last + 1 - width), min(spare, first) + 1)]


def by_margins(strip: Strip, widths: Mapping[int, int]) -> dict[int, Slots]:
    """The slots of each run whose cells fill a row once empty cells at its margins are left out.

    ``widths``: how many columns the row of a run has, by the number of the run.
    """
    found: dict[int, Slots] = {}
    by_width: dict[int, list[int]] = defaultdict(list)
    for number, width in widths.items():
        by_width[width].append(number)
    for width, numbers in by_width.items():
        if all(len(strip.runs[n]) == width for n in numbers):
            found |= {n: strip.own(strip.runs[n]) for n in numbers}
        else:
            found |= _of_width(strip, numbers, width)
    return found


def _of_width(strip: Strip, numbers: Sequence[int], width: int) -> dict[int, Slots]:
    """``by_margins`` of the runs ``numbers``, whose rows all have ``width`` columns."""
    remarked = remarks(strip, width)
    own = {n: _own(strip, n, width, remarked.get(n, 0)) for n in numbers}
    options = {n: _fitting(strip, n, width, own[n]) for n in numbers}
    wide = {n: o for n, o in options.items() if len(own[n]) > width}
    left = sum(o == [0] for o in wide.values())
    right = sum(o == [len(own[n]) - width] for n, o in wide.items())
    alone = _alone(strip, {n: own[n] for n in wide}, width)
    labels = _labels(strip, numbers)
    begun = _begun(strip, own, options, labels)
    alike: dict[int, list[Sequence[Cell]]] = defaultdict(list)
    for number in numbers:
        rows = alike[len(own[number])]
        if len(rows) < _MOST_ALIKE:
            rows.append(own[number])
    found: dict[int, Slots] = {}
    for number in numbers:
        cells, choices = _choices(own[number], width, options[number], alike)
        if not choices:
            continue
        start = choices[0] if left > right else choices[-1]
        depth = strip.depth(strip.runs[number])
        if len(choices) > 1:
            fields = cells[0].fields
            after = begun.get((fields, depth))
            first = begun.get((fields, 0)) if after is None else labels[number] + after
            told = next((n for n in choices if _place(cells[n], n) == first), None)
            if told is None and alone.get(depth) in choices:
                told = alone[depth]
            start = start if told is None else told
        found[number] = tuple(cells[start : start + width])
    return found


def _alone(strip: Strip, rows: Mapping[int, Sequence[Cell]], width: int) -> dict[int, int]:
    """Where rows begin that hold one number each, by the depth of their label: agencies fill in only the totals,
    or only the natural persons, who stand first."""
    places: dict[int, set[int]] = defaultdict(set)
    for number, cells in rows.items():
        printed = [n for n, c in enumerate(cells) if c.is_printed]
        if len(printed) > 1:
            return {}
        places[strip.depth(strip.runs[number])].update(printed)
    return {
        depth: place - width + 1 if place >= width - 1 else place
        for depth, at in places.items()
        if len(at) == 1
        for place in at
    }


def _labels(strip: Strip, numbers: Collection[int]) -> dict[int, int]:
    """For each run in which field of its line the label right before its values stands; 0 on another line."""
    places = [i for i, cell in enumerate(strip.cells) if cell.is_value]
    found = {}
    for number in numbers:
        at = places[strip.runs[number].start]
        label, cell = strip.cells[at - 1] if at else strip.cells[at], strip.cells[at]
        found[number] = label.field if not label.is_value and label.line == cell.line else 0
    return found


def _begun(
    strip: Strip,
    own: Mapping[int, Sequence[Cell]],
    options: Mapping[int, Sequence[int]],
    labels: Mapping[int, int],
) -> _Begun:
    """Where rows begin that leave no choice: in lines of as many fields others begin as far from their label.

    For labels of any depth (0) in which field of the line, and there alone where all rows agree on it.
    """
    begun: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for number, choices in options.items():
        if len(choices) == 1:
            cell = own[number][choices[0]]
            place = _place(cell, choices[0]) - labels[number]
            begun[cell.fields, strip.depth(strip.runs[number])][place] += 1
            if cell.fields > 1:
                begun[cell.fields, 0][cell.field] += 1
    if after := _after_label(strip, own, options, labels, begun):
        return after
    same = {
        fields
        for (fields, depth), count in begun.items()
        if not depth and len(count) == 1 and count.total() >= _LEAST_ALIKE
    }
    return {
        key: count.most_common(1)[0][0]
        for key, count in begun.items()
        if not key[1] or key[0] not in same
    }


def _after_label(
    strip: Strip,
    own: Mapping[int, Sequence[Cell]],
    options: Mapping[int, Sequence[int]],
    labels: Mapping[int, int],
    begun: Mapping[tuple[int, int], Counter[int]],
) -> _Begun:
    """``_begun`` of lines that are filled up at their end: labels of one depth stand in several fields, since the place of
    a merged one is left out, and all rows that leave no choice begin as far from theirs. Empty where that is not so, or
    where the numbers of all rows stand in no fewer columns then than if all began in the same field.
    """
    fields: dict[int, set[int]] = defaultdict(set)
    for number, choices in options.items():
        if len(choices) == 1:
            fields[strip.depth(strip.runs[number])].add(labels[number])
    moved = any(
        labels[number] not in fields.get(depth, {labels[number]})
        for number, choices in options.items()
        if len(choices) > 1 and (depth := strip.depth(strip.runs[number]))
    )
    places = {place for (_, depth), count in begun.items() if depth for place in count}
    first = {place for (_, depth), count in begun.items() if not depth for place in count}
    if not moved or len(places) != 1:
        return {}
    after = places.pop()
    printed = [(labels[n], c.field) for n, cells in own.items() for c in cells if c.is_printed]
    beside = {field - label - after for label, field in printed}
    if len(first) == 1 and len(beside) >= len({field for _, field in printed}):
        return {}
    runs = (strip.runs[n] for n, choices in options.items() if choices)
    return {(strip.own(run)[0].fields, strip.depth(run)): after for run in runs}


def without_last(strip: Strip, widths: Mapping[int, int]) -> dict[int, Slots]:
    """The slots of each run that has lost the empty cells at the end of its line, so that one before its first cell
    seems to be that: its label stands in the same field as those of rows that are whole.

    ``widths``: how many columns the row of a run has, by the number of the run.
    """
    found: dict[int, Slots] = {}
    labels = _labels(strip, widths)
    for width in {*widths.values()}:
        own = {n: strip.own(strip.runs[n]) for n, w in widths.items() if w == width}
        begun = _first_fields(strip, own, labels, width)
        for number, cells in own.items() if begun else ():
            first = begun.get((labels[number], strip.depth(strip.runs[number])))
            if first and (slots := _trimmed(cells, width, first)):
                found[number] = slots
    return found


def _first_fields(
    strip: Strip, own: Mapping[int, Sequence[Cell]], labels: Mapping[int, int], width: int
) -> dict[tuple[int, int], int]:
    """In which field rows begin that fill their lines, by the field and the depth of their label.

    Empty where they begin in several.
    """
    firsts = {n: _first_line(cells) for n, cells in own.items()}
    lines = {n: c for n, c in firsts.items() if len(c) >= width and c[-1].is_printed}
    most = max((cells[0].fields for cells in lines.values()), default=0)
    full = [
        n for n, cells in lines.items() if cells[0].fields == most == cells[-width].field + width
    ]
    begun = {(labels[n], strip.depth(strip.runs[n])): lines[n][-width].field for n in full}
    return begun if len(full) >= _LEAST_ALIKE and len({*begun.values()}) == 1 else {}


def _first_line(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells of a run without the empty ones before the next line's label; none where others follow."""
    own = [c for c in cells if c.line == cells[0].line]
    return own if all(c.kind is Kind.EMPTY for c in cells[len(own) :]) else ()


def _trimmed(cells: Sequence[Cell], width: int, first: int) -> Slots | None:
    """The cells of a row in their columns that has lost the empty ones at its end, so that one before it is taken for its
    first; ``first``: the field of the first column."""
    cells = _first_line(cells)
    before = [c for c in cells if c.field < first]
    fields = cells[0].fields if cells else 0
    if (
        not 0 < len(before) < len(cells)
        or not cells[len(before)].is_printed
        or not first < fields < first + width
        or any(c.kind is not Kind.EMPTY for c in before)
        or not all(c.hard for c in cells)
    ):
        return None
    kept = cells[len(before) :]
    return padded(kept, width)


def _choices(
    cells: Sequence[Cell],
    width: int,
    choices: Sequence[int],
    alike: Mapping[int, Sequence[Sequence[Cell]]],
) -> tuple[Sequence[Cell], Sequence[int]]:
    """The cells of a run, joined or taken apart if need be, and where its row may begin in them.

    ``choices``: where the row may begin in the cells as they are; ``alike``: the rows of as many cells.
    """
    if not choices:
        cells = _unfolded(unwrapped(cells), width, alike.get(len(cells), ()))
        choices = margins(cells, width)
    if not choices and len(cells) > width:
        cells = _without_gaps(cells, width, alike.get(len(cells), ()))
        choices = margins(cells, width)
    return cells, choices


def _fitting(strip: Strip, number: int, width: int, cells: Sequence[Cell]) -> list[int]:
    """``margins`` of a run, without those that put a sign or a unit into a column that has none."""
    choices = margins(cells, width)
    row = strip.named(strip.runs[number].segment)
    if len(choices) < 2 or row is None or strip.grid.rows[row].width != width:
        return choices
    table = strip.grid.rows[row].table
    return [n for n in choices if fits(table, cells[n : n + width])] or choices


def _place(cell: Cell, number: int) -> int:
    """Where a row begins: in which field of its line, or with which cell where each has its own line."""
    return cell.field if cell.fields > 1 else number


def _own(strip: Strip, number: int, width: int, remarked: int) -> Sequence[Cell]:
    """The cells of a run, without those that stand undelimited and apart below a delimited line that fills the row (the
    number of a page, the mark of a list), and without the last, as many as are a remark (``remarked``)."""
    cells = strip.own(strip.runs[number])
    cells = cells[: len(cells) - remarked]
    below = next((n for n, c in enumerate(cells) if not c.hard), 0)
    rest = cells[below:]
    filled = below >= width and (rest[0].breaks > 1 or all(c.kind is Kind.NOTHING for c in rest))
    if (line := _first_line_alone(strip, cells, width)) is not None:
        return line
    cells = cells[:below] if filled and not any(c.hard for c in rest) else cells
    return whole(strip, cells, width)


def _first_line_alone(strip: Strip, cells: Sequence[Cell], width: int) -> Sequence[Cell] | None:
    """The cells of the first line where they are a row whose sums hold: what follows is the beginning of another label."""
    line = [c for c in cells if c.line == cells[0].line]
    rows = strip.grid.rows
    if (
        not len(line) == width < len(cells) < 2 * width
        or width != rows[0].width
        or not line[0].hard
    ):
        return None
    return line if sum_state(rows[0].table, tuple(line)) > 0 else None


def whole(strip: Strip, cells: Sequence[Cell], width: int) -> Sequence[Cell]:
    """``cells`` of a row of ``width`` columns, or of rows side by side, with digits joined that stand apart within their
    fields.

    A field may also hold two columns, with an empty one before it: the sums tell, or where empty fields stand.
    """
    joined = by_field(cells, width)
    return joined if joined is not cells and _are_apart(strip, width, cells, joined) else cells


def _are_apart(strip: Strip, width: int, cells: Sequence[Cell], joined: Sequence[Cell]) -> bool:
    """Whether ``cells`` are pieces of those that are ``joined``."""
    rows = [row for row in strip.grid.rows if row.table.flat or row.width == width]
    table, columns = rows[0].table, rows[0].width
    if not margins(joined, width) or any(len(c.text) > 1 and c.text[0] == "0" for c in joined):
        return False

    def best(line: Sequence[Cell]) -> int:
        """What the sums say of the row, or of the worst of rows side by side, where they stand best."""
        states = (
            min(
                sum_state(table, (*line[at : at + columns],)) for at in range(n, n + width, columns)
            )
            for n in margins(line, width)
        )
        return max(states, default=-1)

    one, two = best(joined), best(cells)
    pieces = [[c.text for c in cells if j.start <= c.start < j.end] for j in joined]
    # A digit after a number of several may be the mark of a note.
    single = all(len(text) == 1 for own in pieces if len(own) > 1 for text in own)
    groups = all(len(text) == _GROUP for own in pieces for text in own[1:])
    if one != two:
        return one > two and (single or groups or one > 0)
    return single and joined[0].kind is not Kind.EMPTY


def unwrapped(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` without the empty ones at which a line was broken: the cell goes on in the next line.

    After a blank line nothing goes on: the number of a page may stand there.
    """
    return [
        cell
        for cell, after in zip(cells, [*cells[1:], None], strict=True)
        if not (cell.kind is Kind.EMPTY and after is not None and after.line == cell.line + 1)
    ]


def _unfolded(cells: Sequence[Cell], width: int, alike: Sequence[Sequence[Cell]]) -> Sequence[Cell]:
    """``cells`` with those taken apart that hold the values of several columns, a line each.

    A number that wrapped has several lines, too, but not in every row of the table.
    """
    if len(cells) >= width or sum(max(1, len(c.lines)) for c in cells) != width:
        return cells
    lines = {tuple(len(c.lines) for c in row) for row in alike}
    if len(alike) < 2 or len(lines) > 1:
        return cells
    return [piece for c in cells for piece in (line_cells(c) if c.lines else (c,))]


def _without_gaps(
    cells: Sequence[Cell], width: int, alike: Sequence[Sequence[Cell]]
) -> Sequence[Cell]:
    """``cells`` without the empty ones of columns that only lay out the page."""
    empty = [i for i, c in enumerate(cells) if c.kind is Kind.EMPTY]
    spare = len(cells) - width
    if len(empty) > spare and len(alike) < 2:
        return cells
    # Words may be a remark after the row's own cells: its empty cell is one of these.
    worded = any(c.kind is Kind.DAMAGED and c.value is None for c in cells)
    if len(empty) > spare or worded:
        # Those that are empty in every row of this width.
        empty = [i for i in empty if all(a[i].kind is Kind.EMPTY for a in alike)]
    if len(empty) != spare:
        return cells
    return [c for i, c in enumerate(cells) if i not in empty]
