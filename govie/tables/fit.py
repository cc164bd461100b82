"""Which of a run's cells are the row's: merged heads, trailing fields and lines with gaps.

A delimited line may hold more cells than the row has columns (a merged cell printed as several, the
agency's own columns) or, where a converter trims it, fewer. Which are the row's is the same in all rows
of a table, so the rows are asked together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from govie.tables.cells import Cell
from govie.tables.layout import Run, Strip
from govie.tables.prints import Kind, read

Slots = tuple[Cell | None, ...]
"""A row's cells by column, None where nothing is delimited."""

ColumnMap = tuple[int | None, ...]
"""For each cell of a run the column it belongs to, None for one that the form does not have."""

_NEAREST = 4  # full lines that tell where the columns of a line with gaps stand


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
    found: dict[int, Slots] = {}
    by_width: dict[int, list[int]] = defaultdict(list)
    for number, width in widths.items():
        by_width[width].append(number)
    for width, numbers in by_width.items():
        options = {n: margins(_cells(strip, n), width) for n in numbers}
        left = sum(o == [0] for n, o in options.items() if len(strip.runs[n]) > width)
        right = sum(
            len(o) == 1 and o[0] == len(strip.runs[n]) - width
            for n, o in options.items()
            if len(strip.runs[n]) > width
        )
        for number in numbers:
            cells = _cells(strip, number)
            choices = options[number]
            if not choices:
                cells = _unfolded(_unwrapped(cells), width)
                choices = margins(cells, width)
            if not choices and len(cells) > width:
                cells = _without_gaps(cells, width, numbers, strip)
                choices = margins(cells, width)
            if not choices:
                continue
            start = choices[0] if left > right else choices[-1]
            found[number] = tuple(cells[start : start + width])
    return found


def _unwrapped(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` without the empty ones at which a line was broken: the cell goes on in the next line."""
    return [
        cell
        for cell, after in zip(cells, [*cells[1:], None], strict=True)
        if not (cell.kind is Kind.EMPTY and after is not None and after.line > cell.line)
    ]


def _unfolded(cells: Sequence[Cell], width: int) -> Sequence[Cell]:
    """``cells`` with those that hold several lines taken apart, if that makes ``width`` of them."""
    if len(cells) >= width or sum(max(1, len(c.lines)) for c in cells) != width:
        return cells
    found: list[Cell] = []
    for cell in cells:
        at = cell.start
        for line in cell.lines or (cell.text,):
            said = read(line) if cell.lines else None
            if said is None:
                found.append(cell)
                if cell.lines:
                    return cells
                continue
            found.append(
                replace(
                    cell, kind=said.kind, start=at + said.start, end=at + said.end,
                    text=line[said.start : said.end], value=said.value, scale=said.scale,
                    unit=said.unit, sure=said.sure, lines=(),
                )
            )  # fmt: skip
            at += len(line) + 1
    return found


def _without_gaps(
    cells: Sequence[Cell], width: int, numbers: Sequence[int], strip: Strip
) -> Sequence[Cell]:
    """``cells`` without the empty ones of columns that only lay out the page."""
    empty = [i for i, c in enumerate(cells) if c.kind is Kind.EMPTY]
    spare = len(cells) - width
    if len(empty) > spare:
        # Those that are empty in every row of this width.
        alike = [_cells(strip, n) for n in numbers if len(strip.runs[n]) == len(cells)]
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
    """Runs on one line with fewer cells than the row has, by where on the line they stand."""
    lines: dict[int, list[tuple[int, list[float]]]] = defaultdict(list)
    for number, slots in full.items():
        if _on_line(slots) and not any(c.hard for c in slots if c):
            lines[len(slots)].append((slots[0].line if slots[0] else 0, _centers(slots)))
    found: dict[int, Slots] = {}
    for number, width in widths.items():
        cells = _cells(strip, number)
        if number in full or not 0 < len(cells) < width or not _on_line(cells):
            continue
        known = sorted(lines[width], key=lambda k: abs(k[0] - cells[0].line))[:_NEAREST]
        if not known or any(c.hard for c in cells):
            continue
        centers = [median(c[i] for _, c in known) for i in range(width)]
        pitch = min((b - a for a, b in zip(centers, centers[1:], strict=False)), default=0.0)
        places = [_nearest(centers, c) for c in cells]
        if pitch < 3 or any(d > 0.45 * pitch for _, d in places):
            continue
        columns = [p for p, _ in places]
        if sorted(set(columns)) != columns:
            continue
        slots: list[Cell | None] = [None] * width
        for column, cell in zip(columns, cells, strict=True):
            slots[column] = cell
        found[number] = tuple(slots)
    return found


def _on_line(cells: Sequence[Cell | None]) -> bool:
    return len({c.line for c in cells if c is not None}) == 1


def _centers(cells: Sequence[Cell | None]) -> list[float]:
    return [(c.left + c.right) / 2 if c else 0.0 for c in cells]


def _nearest(centers: Sequence[float], cell: Cell) -> tuple[int, float]:
    middle = (cell.left + cell.right) / 2
    at = min(range(len(centers)), key=lambda i: abs(centers[i] - middle))
    return at, abs(centers[at] - middle)


def repeated(strip: Strip, number: int, width: int) -> Slots | None:
    """A run with more cells than columns, because merged cells are printed once for each column."""
    cells = _cells(strip, number)
    if len(cells) <= width or not _on_line(cells):
        return None
    # Neighbours that print the same: all but one go, from the end, where merged cells stand.
    kept = [*cells]
    at = len(kept) - 1
    while len(kept) > width and at > 0:
        a, b = kept[at - 1], kept[at]
        if (a.text, a.kind) == (b.text, b.kind):
            del kept[at]
        at -= 1
    return tuple(kept) if len(kept) == width else None


def constant_width(strip: Strip, numbers: Sequence[int]) -> int | None:
    """How many cells most of these runs have, if they agree."""
    counts = Counter(len(strip.runs[n]) for n in numbers)
    if not counts:
        return None
    width, count = counts.most_common(1)[0]
    return width if count >= 3 and 4 * count >= 3 * len(numbers) else None


__all__ = ["ColumnMap", "Run", "Slots", "by_place", "constant_width", "fit", "margins", "repeated"]
