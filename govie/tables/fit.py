"""Which of a run's cells are the row's: merged heads, trailing fields and lines with gaps.

A delimited line may hold more cells than the row has columns (a merged cell printed as several, the
agency's own columns) or, where a converter trims it, fewer. Which are the row's is the same in all rows
of a table, so the rows are asked together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise
from math import gcd
from statistics import median

from govie.headers import cjk
from govie.tables import solver
from govie.tables.cells import Cell, line_cells
from govie.tables.layout import Run, Strip
from govie.tables.prints import Kind
from govie.tables.solver import Slots

_HEAD_LINES = 4  # a head has no more lines
_ALIKE = 100  # rows of as many cells that tell how a table is laid out
_NEAREST = 4  # full lines that tell where the columns of a line with gaps stand
_LOOSE = 7.0  # characters by which a column's numbers may be out of line
_TIGHT = 3.0  # characters: columns closer together are not told apart
_LONGEST = 7  # digits


def margins(cells: Sequence[Cell], width: int) -> list[int]:
    """How many leading cells may be left out so that ``width`` remain and only empty ones go."""
    spare = len(cells) - width
    if spare < 0:
        return []
    empty = [c.kind is Kind.EMPTY for c in cells]
    return [n for n in range(spare + 1) if all(empty[:n]) and all(empty[n + width :])]


def fit(strip: Strip, widths: dict[int, int]) -> dict[int, Slots]:
    """For each run (by its position) whose cells fill a row: the row's slots.

    ``widths``: how many cells the row of a run has.
    """
    found = _stepped(strip, widths)
    widths = {n: w for n, w in widths.items() if n not in found}
    by_width: dict[int, list[int]] = defaultdict(list)
    for number, width in widths.items():
        by_width[width].append(number)
    for width, numbers in by_width.items():
        options = {n: _fitting(strip, n, width) for n in numbers}
        left = sum(o == [0] for n, o in options.items() if len(strip.runs[n]) > width)
        right = sum(
            len(o) == 1 and o[0] == len(strip.runs[n]) - width
            for n, o in options.items()
            if len(strip.runs[n]) > width
        )
        # In lines of as many fields a row begins in the same field.
        begun: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
        for number, choices in options.items():
            if len(choices) == 1:
                cell = _cells(strip, number)[choices[0]]
                begun[cell.fields, _depth(strip, number)][_place(cell, choices[0])] += 1
                if cell.fields > 1:
                    begun[cell.fields, 0][cell.field] += 1
        firsts = {fields: count.most_common(1)[0][0] for fields, count in begun.items()}
        alike: dict[int, list[Sequence[Cell]]] = defaultdict(list)
        for number in numbers:
            rows = alike[len(strip.runs[number])]
            if len(rows) < _ALIKE:
                rows.append(_cells(strip, number))
        for number in numbers:
            cells = _cells(strip, number)
            choices = options[number]
            if not choices:
                cells = _by_field(cells, width)
                choices = margins(cells, width)
            if not choices:
                cells = _unfolded(unwrapped(cells), width, alike[len(cells)])
                choices = margins(cells, width)
            if not choices and len(cells) > width:
                cells = _without_gaps(cells, width, alike[len(cells)])
                choices = margins(cells, width)
            if not choices:
                continue
            start = choices[0] if left > right else choices[-1]
            fields = cells[0].fields
            first = firsts.get((fields, _depth(strip, number)), firsts.get((fields, 0)))
            if len(choices) > 1 and first is not None:
                start = next((n for n in choices if _place(cells[n], n) == first), start)
            found[number] = tuple(cells[start : start + width])
    return found


def _fitting(strip: Strip, number: int, width: int) -> list[int]:
    """``margins`` of a run, without those that put a sign or a unit into a column that has none."""
    cells = _cells(strip, number)
    choices = margins(cells, width)
    row = strip.named(strip.runs[number].segment)
    if len(choices) < 2 or row is None or strip.grid.rows[row].width != width:
        return choices
    table = strip.grid.rows[row].table
    return [n for n in choices if solver.fits(table, cells[n : n + width])] or choices


def _place(cell: Cell, number: int) -> int:
    """Where a row begins: in which field of its line, or with which cell where each has its own line."""
    return cell.field if cell.fields > 1 else number


def _depth(strip: Strip, number: int) -> int:
    """How deep a run's label stands in its table; 0 where no row is named.

    Labels of one depth begin in the same field, and so do their cells where a converter merges none.
    """
    row = strip.named(strip.runs[number].segment)
    return 0 if row is None else strip.grid.rows[row].depth


def unwrapped(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` without the empty ones at which a line was broken: the cell goes on in the next line."""
    return [
        cell
        for cell, after in zip(cells, [*cells[1:], None], strict=True)
        if not (cell.kind is Kind.EMPTY and after is not None and after.line > cell.line)
    ]


def _by_field(cells: Sequence[Cell], width: int) -> Sequence[Cell]:
    """``cells`` with those put together that share a delimited field: digits that were set apart."""
    fields = [[*group] for _, group in groupby(cells, key=lambda c: (c.line, c.field, c.fields))]
    if len(fields) != width or len(cells) == width or any(c.fields < 2 for c in cells):
        return cells
    found: list[Cell] = []
    for group in fields:
        text = "".join(c.text for c in group)
        if len(group) > 1 and not (text.isdecimal() and len(text) <= _LONGEST):
            return cells
        if len(group) > 1:
            last = group[-1]
            group = [
                replace(
                    group[0], kind=Kind.DAMAGED, end=last.end, right=last.right, text=text,
                    value=int(text), sure=False,
                )
            ]  # fmt: skip
        found += group
    return found


def _unfolded(cells: Sequence[Cell], width: int, alike: Sequence[Sequence[Cell]]) -> Sequence[Cell]:
    """``cells`` with those taken apart that hold several columns, a line each.

    A number that only wrapped has several lines, too, but not in every row of the table.
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
    if len(empty) > spare:
        # Those that are empty in every row of this width.
        empty = [i for i in empty if all(a[i].kind is Kind.EMPTY for a in alike)]
        if len(alike) < 2:
            return cells
    if len(empty) != spare:
        return cells
    return [c for i, c in enumerate(cells) if i not in empty]


def _cells(strip: Strip, number: int) -> Sequence[Cell]:
    run = strip.runs[number]
    return strip.values[run.start : run.end]


def by_place(strip: Strip, widths: dict[int, int], full: dict[int, Slots]) -> dict[int, Slots]:
    """Runs on one line with fewer cells than the row has, by where on the line they stand.

    Converters count a Chinese character as one column or as two: whichever makes the full lines agree.
    """
    lines: dict[int, list[list[Cell]]] = defaultdict(list)
    for slots in full.values():
        cells = [c for c in slots if c is not None]
        if len(cells) == len(slots) and _on_line(cells) and not any(c.hard for c in cells):
            lines[len(slots)].append(cells)
    found: dict[int, Slots] = {}
    for number, width in widths.items():
        own = _cells(strip, number)
        if number in full or not 0 < len(own) < width or not _on_line(own):
            continue
        if any(c.hard or len(c.text) > _LONGEST for c in own):
            continue  # delimited, or numbers that ran together
        known = sorted(lines[width], key=lambda k: abs(k[0].line - own[0].line))[:_NEAREST]
        options = [s for wide in (0, 1) if (s := _by_place(own, known, width, wide))]
        if options and all(o == options[0] for o in options):
            found[number] = options[0]
    return found


def _by_place(
    own: Sequence[Cell], known: Sequence[Sequence[Cell]], width: int, wide: int
) -> Slots | None:
    """``own`` in the columns of the ``known`` full lines; ``wide``: what a Chinese character adds."""
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
        if pitch < _TIGHT or abs(centers[column] - middle) > 0.45 * pitch:
            return None
        columns.append(column)
    if sorted(set(columns)) != columns:
        return None
    slots: list[Cell | None] = [None] * width
    for column, cell in zip(columns, own, strict=True):
        slots[column] = cell
    return tuple(slots)


def _on_line(cells: Sequence[Cell | None]) -> bool:
    return len({c.line for c in cells if c is not None}) == 1


def _center(cell: Cell, wide: int) -> float:
    return (cell.left + cell.right) / 2 + wide * cell.wide


def by_head(strip: Strip, widths: dict[int, int]) -> dict[int, Slots]:
    """Runs on lines with as many fields as a head above them: each cell is its head's column."""
    grid = strip.grid
    if grid.rows[0].table.flat:
        return {}
    heads: list[tuple[int, int, dict[int, int]]] = []  # first line, fields, column of each field
    filled = {c.line for c in strip.values if c.is_printed}
    last = 0
    for cell in strip.cells:
        if cell.kind is not Kind.LABEL or cell.fields < 3:
            continue
        column = grid.columns.get(cjk(cell.text))
        if column is None:
            continue
        between = filled.intersection(range(last, cell.line + 1))
        if not heads or heads[-1][1] != cell.fields or between or cell.line - last > _HEAD_LINES:
            heads.append((cell.line, cell.fields, {}))
        heads[-1][2].setdefault(cell.field, column)
        last = cell.line
    places = {(c.line, c.field): c for c in strip.cells if c.is_value}
    found: dict[int, Slots] = {}
    for number, width in widths.items():
        cells = _cells(strip, number)
        if not cells or not _on_line(cells) or cells[0].fields < 3:
            continue
        above = [h for h in heads if h[0] < cells[0].line]
        head = next((h for h in reversed(above) if h[1] == cells[0].fields), None)
        if head is None and above:
            head = _from_right(above[-1], cells[0].fields, width)
        if head is None or set(head[2].values()) != set(range(width)):
            continue
        placed: list[Cell | None] = [None] * width
        for field, column in sorted(head[2].items()):
            its = places.get((cells[0].line, field))
            if its is None:
                break
            before = placed[column]
            if before is None:
                placed[column] = its
            elif (before.kind, before.text) != (its.kind, its.text):
                break  # a head over several columns
        else:
            printed = {c.start for c in cells if c.is_printed}
            if all(placed) and printed <= {c.start for c in placed if c}:
                found[number] = tuple(placed)
    return found


def _from_right(
    head: tuple[int, int, dict[int, int]], fields: int, width: int
) -> tuple[int, int, dict[int, int]] | None:
    """``head`` for lines with more or fewer label fields, where its columns are its last fields."""
    line, count, columns = head
    if sorted(columns) != [*range(count - width, count)] or fields <= width:
        return None
    return line, fields, {field + fields - count: c for field, c in columns.items()}


def repeated(strip: Strip, number: int, width: int) -> Slots | None:
    """A run with more cells than columns, because merged cells are printed once for each column."""
    cells = _cells(strip, number)
    if len(cells) <= width or not _on_line(cells) or not strip.repeats:
        return None
    kept = [*cells]
    while len(kept) > width and kept[-1].kind in (Kind.NOTHING, Kind.EMPTY):
        kept.pop()  # what pads the lines of a narrower table
    # Neighbours that print the same: all but one go, from the end, where merged cells stand.
    at = len(kept) - 1
    while len(kept) > width and at > 0:
        a, b = kept[at - 1], kept[at]
        if (a.text, a.kind) == (b.text, b.kind):
            del kept[at]
        at -= 1
    return tuple(kept) if len(kept) == width else None


def pitched(strip: Strip, number: int, width: int) -> Slots | None:
    """A run in which several separators part two cells."""
    cells = _cells(strip, number)
    step = _step(cells)
    if step < 2 or len(cells) < 2 * width - 1:
        return None
    first = next(i for i, c in enumerate(cells) if c.kind is not Kind.EMPTY)
    kept = cells[first % step :: step]
    while len(kept) > width and kept[-1].kind is Kind.EMPTY:
        kept = kept[:-1]
    return tuple(kept) if len(kept) == width else None


def _step(cells: Sequence[Cell]) -> int:
    """How many separators part two printed cells."""
    printed = [i for i, c in enumerate(cells) if c.kind is not Kind.EMPTY]
    if len(printed) < 2:
        return 0
    return gcd(*(b - a for a, b in pairwise(printed)))


def _stepped(strip: Strip, widths: dict[int, int]) -> dict[int, Slots]:
    """The runs of a text in which every two cells of a row are several separators apart."""
    steps: Counter[tuple[int, int]] = Counter()
    for number, width in widths.items():
        cells = _cells(strip, number)
        printed = sum(c.kind is not Kind.EMPTY for c in cells)
        if printed == width > 1 and (step := _step(cells)) > 1 and len(cells) >= step * (width - 1):
            first = next(i for i, c in enumerate(cells) if c.kind is not Kind.EMPTY)
            if first < step:
                steps[step, first] += 1
    if not steps:
        return {}
    (step, first), count = steps.most_common(1)[0]
    if count < 3 or 2 * count < len(widths):
        return {}
    found: dict[int, Slots] = {}
    for number, width in widths.items():
        kept = _cells(strip, number)[first::step]
        if len(kept) >= width and all(c.kind is Kind.EMPTY for c in kept[width:]):
            found[number] = tuple(kept[:width])
        elif 0 < len(kept) < width:
            found[number] = (*kept, *[None] * (width - len(kept)))  # the row breaks off
    return found


def broken_off(strip: Strip, widths: dict[int, int], full: dict[int, Slots]) -> dict[int, Slots]:
    """Delimited runs with fewer cells than the row has, where all others are whole: they break off."""
    found: dict[int, Slots] = {}
    for number, width in widths.items():
        cells = _cells(strip, number)
        if number in full or not 0 < len(cells) < width or not all(c.hard for c in cells):
            continue
        others = [n for n, w in widths.items() if w == width and n != number]
        if len(others) >= 2 and all(n in full and len(strip.runs[n]) == width for n in others):
            found[number] = (*cells, *[None] * (width - len(cells)))
    return found


def extra_columns(strip: Strip, widths: dict[int, int]) -> dict[int, Slots]:
    """Runs with a column of the agency's own: a subtotal, or the number of the next row.

    The columns to leave out are the same in all rows; those for which the rows' sums come out.
    """
    found: dict[int, Slots] = {}
    for width in set(widths.values()):
        numbers = [n for n, w in widths.items() if w == width and len(strip.runs[n]) > width]
        counts = Counter(len(strip.runs[n]) for n in numbers)
        if not counts or width < 3:
            continue
        count, rows = counts.most_common(1)[0]
        named = sum(w == width for w in widths.values())
        if not width < count <= width + 2 or rows < 3 or 2 * rows < named:
            continue
        lines = {n: _cells(strip, n) for n in numbers if len(strip.runs[n]) == count}
        table = strip.grid.rows[0].table
        best: tuple[float, tuple[int, ...]] | None = None
        for left_out in combinations(range(count), count - width):
            score = 0.0
            for cells in lines.values():
                slots = tuple(c for i, c in enumerate(cells) if i not in left_out)
                if len(table.columns) == width:
                    score += solver.sum_state(table, slots)
            for column in left_out:
                score += _counts_rows([cells[column] for cells in lines.values()])
                score += _adds_up(column, list(lines.values()))
            if best is None or score > best[0]:
                best = (score, left_out)
        if best is None or best[0] < 2:
            continue
        for number, cells in lines.items():
            found[number] = tuple(c for i, c in enumerate(cells) if i not in best[1])
        if count - 1 in best[1] and count == width + 1:
            # Without a row after it the last row has no next row's number.
            for number in widths:
                cells = _cells(strip, number)
                if len(cells) == width and number not in found:
                    found[number] = tuple(cells)
    return found


def _adds_up(column: int, lines: Sequence[Sequence[Cell]]) -> float:
    """How much speaks for a column being the subtotal of those before it, the first left out."""
    sums = [(solver.value(c[column]), sum(map(solver.value, c[1:column]))) for c in lines]
    telling = sum(a == b != 0 for a, b in sums)
    return float(telling) if all(a == b for a, b in sums) else 0.0


def _counts_rows(column: Sequence[Cell]) -> float:
    values = [c.value for c in column]
    steps = sum(b == (a or 0) + 1 for a, b in pairwise(values))
    return 2.0 * len(values) if len(values) > 2 and steps >= 0.8 * (len(values) - 1) else 0.0


__all__ = [
    "Run",
    "Slots",
    "broken_off",
    "by_place",
    "extra_columns",
    "fit",
    "margins",
    "pitched",
    "repeated",
    "unwrapped",
]
