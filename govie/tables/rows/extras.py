"""Rules for rows with columns that an agency added, that were cut off, or that a converter dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from govie.form import Table
from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.slots import Slots, in_columns, padded, sum_state, value
from govie.tables.strip import SUBTOTALS, Strip

_MOST_EXTRA = 2  # columns that an agency adds
_LEAST_ROWS = 3  # with as many cells
_LEAST_SCORE = 2
_SURELY = 5  # lines that show that others are trimmed
_LEAST_WHOLE = 2  # rows of as many columns that are whole: then a shorter one breaks off

_Lines = Mapping[int, Sequence[Cell]]
"""The cells of runs, by the number of the run."""


def broken_off(
    strip: Strip, widths: Mapping[int, int], full: Mapping[int, Slots], trimmed: int = 0
) -> dict[int, Slots]:
    """The slots of delimited runs with fewer cells than columns where all other rows are whole, or that are empty.

    ``widths``: how many columns the row of a run has; ``full``: the slots of runs that are known;
    ``trimmed``: how many lines show that lines have lost the empty cells at their end.
    """
    found: dict[int, Slots] = {}
    lines = [strip.own(strip.runs[n]) for n in widths]
    ended = any(c[-1].kind is Kind.EMPTY and any(o.is_printed for o in c) for c in lines)
    for number, width in widths.items():
        cells = strip.own(strip.runs[number])
        if number in full or not 0 < len(cells) < width or not all(c.hard for c in cells):
            continue
        label = next(reversed(strip.labels(strip.runs[number])), cells[0])
        if len({c.line for c in cells}) > 1 or cells[0].line > label.line + 1:
            continue  # a line end within the row, or a blank line before it, stands for cells, too
        flat = strip.grid.rows[0].table.flat
        if not ended and not flat and all(c.kind is Kind.EMPTY for c in cells):
            found[number] = (cells[0],) * width  # nothing was printed for the row
            continue
        others = [n for n, w in widths.items() if w == width and n != number]
        whole = all(n in full and len(strip.runs[n]) == width for n in others)
        # A row of several numbers has its total, which is its last cell.
        alone = not strip.grid.summed or sum(c.is_printed for c in cells) == 1
        ends = number == len(strip.runs) - 1  # elsewhere a cell may be lacking anywhere
        broken = ends and len(others) >= _LEAST_WHOLE and whole
        if trimmed >= _SURELY or (trimmed and alone) or broken:
            found[number] = padded(cells, width)
    return found


def without_empty(
    strip: Strip, widths: Mapping[int, int], full: Mapping[int, Slots]
) -> dict[int, Slots]:
    """The slots of delimited runs that lack the columns that are empty in all whole rows.

    A converter that makes out the columns of each page by what stands in them drops such columns from a page.
    ``widths``: how many columns the row of a run has; ``full``: the slots of runs that are known.
    """
    found: dict[int, Slots] = {}
    for width in {*widths.values()} if strip.grid.summed else ():
        own = {
            n: strip.own(strip.runs[n]) for n, w in widths.items() if w == width and n not in full
        }
        known = [full[n] for n, w in widths.items() if w == width and len(full.get(n, ())) == width]
        whole = [slots for slots in known if any(_is_filled(c) for c in slots)]
        if not own or len(whole) < _LEAST_ROWS:
            continue
        kept = [n for n in range(width) if any(_is_filled(s[n]) for s in whole)]
        lines = {
            n: cells
            for n, cells in own.items()
            if len(cells) == len(kept) < width and all(c.hard for c in cells)
        }
        rows = {n: in_columns(cells, kept, width) for n, cells in lines.items()}
        table = strip.grid.rows[0].table
        failed = sum(sum_state(table, slots) < 0 for slots in rows.values())
        if 10 * failed <= len(rows):
            found |= rows
    return found


def _is_filled(cell: Cell | None) -> bool:
    """Whether something is printed in a column."""
    return cell is not None and cell.is_printed


def extra_columns(strip: Strip, widths: Mapping[int, int]) -> dict[int, Slots]:
    """The slots of runs with a column of the agency's own: a subtotal, or the number of the next row.

    The columns to leave out are the same in all rows: those without which the rows' sums hold.
    ``widths``: how many columns the row of a run has, by the number of the run.
    """
    found: dict[int, Slots] = {}
    for width in set(widths.values()):
        lines = _wider(strip, widths, width)
        count = max(map(len, lines.values()), default=0)
        table = strip.grid.rows[0].table
        best: tuple[float, tuple[int, ...]] | None = None
        for left_out in combinations(range(count), count - width) if lines else ():
            score = _without(lines, left_out, table, width)
            if best is None or score > best[0]:
                best = (score, left_out)
        if best is None or best[0] < _LEAST_SCORE:
            continue
        for number, cells in lines.items():
            found[number] = tuple(c for i, c in enumerate(cells) if i not in best[1])
        if count - 1 in best[1] and count == width + 1:
            # The last row has no number of a next row.
            for number in widths:
                own = strip.own(strip.runs[number])
                if len(own) == width and number not in found:
                    found[number] = own
    return found


def without_subtotal(strip: Strip, widths: Mapping[int, int]) -> dict[int, Slots]:
    """The slots of runs without the subtotal of organizations, which the head names, right before the total.

    Runs that lack one of the organizations besides are known in their first and last column only.
    """
    table = strip.grid.rows[0].table
    width = len(table.columns)
    first = min((strip.runs[n].segment for n in widths), default=0)
    head = "".join([s.text for s in strip.segments[: first or 1]])
    named = any(word in head.replace(table.columns[-1].text, "") for word in SUBTOTALS)
    if not strip.grid.summed or table.flat or not named or table.columns[-1].text not in head:
        return {}
    runs = {n: strip.own(strip.runs[n]) for n, w in widths.items() if w == width}
    wider = [cells for cells in runs.values() if len(cells) > width + 1]
    after = any(c[0].is_printed for c in wider) and not any(c[-1].is_printed for c in wider)
    own = {n: _of_length(cells, width + 1, after=after) for n, cells in runs.items()}
    lines = {n: cells for n, cells in own.items() if len(cells) == width + 1}
    if not lines:
        return _without_one(own, table)
    if any(not c[width].is_printed and _is_total(c[:width]) for c in lines.values()):
        return {}
    rows: dict[int, Slots] = {n: (*cells[: width - 1], cells[width]) for n, cells in lines.items()}
    states = [sum_state(table, slots) for slots in rows.values()]
    parts = table.column_sums[0].parts[1:]
    adds = all(
        not c[width - 1].is_printed or value(c[width - 1]) == sum(value(c[p]) for p in parts)
        for n, c in lines.items()
    )
    if not adds or states.count(-1) > states.count(1):
        return {}
    return rows | {n: _ends(cells) for n, cells in own.items() if len(cells) == width}


def _ends(cells: Sequence[Cell]) -> Slots:
    """The slots of a row that lacks a column, it is not known which: all, where it is the subtotal, or else the first
    and the last. A first cell with 0 may be the second column's."""
    first, *parts, subtotal, total = map(value, cells)
    if total == first + subtotal:
        between: Slots = (None,) * (len(cells) - 2)
        return (cells[0] if first else None, *between, cells[-1])
    return tuple(cells) if total == first + sum(parts) + subtotal else (None,) * len(cells)


def _is_total(cells: Sequence[Cell]) -> bool:
    """Whether the last of ``cells`` is the sum of the others, and not of all but the first."""
    first, *_ = amounts = [*map(value, cells)]
    return bool(first) and amounts[-1] == sum(amounts[:-1])


def _without_one(own: _Lines, table: Table) -> dict[int, Slots]:
    """The slots of runs that hold a subtotal and lack one column of its parts, it is not known which."""
    width = len(table.columns)
    parts = slice(1, width - 2)
    found: dict[int, Slots] = {}
    for number, cells in own.items():
        amounts = [*map(value, cells)]
        subtotal = sum(amounts[parts])
        if len(cells) != width or amounts[width - 2 :] != [subtotal, amounts[0] + subtotal]:
            return {}
        found[number] = (cells[0], *[None] * (width - 2), cells[-1])
    failed = sum(sum_state(table, tuple(cells)) < 0 for cells in own.values())
    return found if failed >= _LEAST_ROWS else {}


def _of_length(cells: Sequence[Cell], count: int, *, after: bool) -> Sequence[Cell]:
    """``cells`` without as many empty ones at their margins, the places of labels, as leave ``count``.

    ``after``: whether those of other rows all stand after their own cells. Those that more line ends part from the row
    than its cells from each other are the first to go.
    """
    usual = max((c.breaks for c in cells[1:count]), default=0)
    last = next((n for n, c in enumerate(cells) if n >= count and c.breaks > usual), len(cells))
    if any(c.is_printed for c in cells[last:]):
        last = len(cells)
    first = 0
    while last - first > count and cells[first].kind is Kind.EMPTY and not after:
        first += 1
    while last - first > count and cells[last - 1].kind is Kind.EMPTY:
        last -= 1
    return cells[first:last]


def _wider(strip: Strip, widths: Mapping[int, int], width: int) -> _Lines:
    """The cells of the runs of ``width`` columns that have one or two more, if most have as many more."""
    numbers = [n for n, w in widths.items() if w == width and len(strip.runs[n]) > width]
    counts = Counter(len(strip.runs[n]) for n in numbers)
    if not counts or width < 3:
        return {}
    count, rows = counts.most_common(1)[0]
    named = sum(w == width for w in widths.values())
    if count > width + _MOST_EXTRA or rows < _LEAST_ROWS or 2 * rows < named:
        return {}
    lines = {n: strip.own(strip.runs[n]) for n in numbers}
    # A row whose label stands further left has more empty cells before its own.
    before = {n: cells[: len(cells) - count] for n, cells in lines.items() if len(cells) >= count}
    return {
        n: lines[n][len(cells) :]
        for n, cells in before.items()
        if all(c.kind is Kind.EMPTY for c in cells)
    }


def _without(lines: _Lines, left_out: Sequence[int], table: Table, width: int) -> float:
    """How much speaks for the columns ``left_out`` of ``lines`` being the agency's own."""
    score = 0.0
    for cells in lines.values():
        slots = tuple(c for i, c in enumerate(cells) if i not in left_out)
        if len(table.columns) == width:
            score += sum_state(table, slots)
    for column in left_out:
        score += _counts_rows([cells[column] for cells in lines.values()])
        score += _adds_up(column, [*lines.values()])
    return score


def _adds_up(column: int, lines: Sequence[Sequence[Cell]]) -> float:
    """How much speaks for a column being the subtotal of those before it, the first left out."""
    sums = [(value(c[column]), sum(map(value, c[1:column]))) for c in lines]
    return float(sum(a == b != 0 for a, b in sums)) if all(a == b for a, b in sums) else 0.0


def _counts_rows(column: Sequence[Cell]) -> float:
    """How much speaks for a column holding the numbers of the rows."""
    values = [c.value for c in column]
    steps = sum(b == (a or 0) + 1 for a, b in pairwise(values))
    return 2.0 * len(values) if len(values) > 2 and steps >= 0.8 * (len(values) - 1) else 0.0
