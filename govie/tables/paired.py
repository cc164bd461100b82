"""Tables whose rows stand side by side, printed as heads and numbers in turn: each number under its head.

However a PDF converter takes such a row apart, a head is printed before its number, and numbers come in the
order of their heads. A block of heads of two lines each is printed line by line: the upper halves of all
heads, then the lower halves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from govie.headers import Grid, cjk
from govie.tables.assignment import Assignment, Hypothesis
from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.slots import value

_SPLITS = (2, 3)  # characters of a head on its first line
_STRAY = 1  # numbers that are no cells, as a page's


def paired(cells: Sequence[Cell], grid: Grid) -> Hypothesis | None:
    """The hypothesis in which the n-th number is under the n-th head; None where a sum fails."""
    columns: list[int] = []
    values: list[Cell] = []
    heads: list[int] = []  # before each value
    text = ""
    for cell in cells:
        if cell.kind is Kind.LABEL:
            text += cjk(cell.text)
        elif cell.is_printed:
            columns += _heads(text, grid)
            text = ""
            if columns:
                values.append(cell)
                heads.append(len(columns))
    width = grid.rows[0].width
    count = width * len(grid.rows)
    if len(columns) != count or not count <= len(values) <= count + _STRAY:
        return None
    found = []
    for left_out in range(len(values)) if len(values) > count else (-1,):
        kept = [n for n in range(len(values)) if n != left_out]
        if any(heads[n] <= place for place, n in enumerate(kept)):
            continue  # a number before its head
        lines = _lines(grid, columns, [values[n] for n in kept])
        if lines and lines not in found:
            found.append(lines)
    if len(found) != 1:
        return None
    how = "headed" if _is_mixed(found[0]) else "cover"
    rows = tuple(Assignment(n, tuple(line), 0.0, 0.0, how) for n, line in enumerate(found[0]))
    return Hypothesis(rows, 0.0, len(values) - count)


def heads_of(cells: Sequence[Cell], grid: Grid) -> list[Cell]:
    """The heads of the table among ``cells`` that are none of it, and the numbers that follow them on end."""
    names = "".join(grid.columns) + "".join(cjk(r.table.label) for r in grid.rows)
    found: list[Cell] = []
    of_table = False
    for cell in cells:
        if cell.kind is Kind.LABEL:
            of_table = cjk(cell.text) != "" and all(cjk(w) in names for w in cell.text.split())
        if of_table:
            found.append(cell)
    return found


def _lines(grid: Grid, columns: Sequence[int], values: Sequence[Cell]) -> list[list[Cell]] | None:
    """The rows of ``values`` if their sums hold: the n-th head of a column is that of the n-th row."""
    slots: list[dict[int, Cell]] = [{} for _ in grid.rows]
    for column, cell in zip(columns, values, strict=True):
        row = next((line for line in slots if column not in line), None)
        if row is None:
            return None
        row[column] = cell
    lines = [[line[c] for c in sorted(line)] for line in slots]
    for row_, line in zip(grid.rows, lines, strict=True):
        numbers = [value(cell) for cell in line]
        for s in row_.table.column_sums:
            if sum(numbers[c] for c in s.parts) != sum(numbers[c] for c in s.whole):
                return None
    return lines


def _is_mixed(lines: Sequence[Sequence[Cell]]) -> bool:
    """Whether both zeros and marks for nothing are printed, which the sums cannot tell apart."""
    return len({c.kind is Kind.NUMBER for line in lines for c in line if not c.value}) > 1


def _heads(text: str, grid: Grid) -> Iterator[int]:
    """The columns whose heads ``text`` holds, in the order in which they are meant."""
    beginnings = _beginnings(grid)
    while text:
        found = _head(text, grid) if text[0] in beginnings else None
        if found is None:
            text = text[1:]
        else:
            columns, length = found
            yield from columns
            text = text[length:]


@cache
def _beginnings(grid: Grid) -> frozenset[str]:
    """The characters with which the names of columns begin, and so all heads."""
    return frozenset(name[0] for name in grid.columns)


@cache
def _whole(grid: Grid) -> Mapping[int, str]:
    """The names of columns that may stand on two lines: of several the first."""
    return {column: name for name, column in reversed(grid.columns.items()) if len(name) > 2}


def _head(text: str, grid: Grid) -> tuple[tuple[int, ...], int] | None:
    """The columns that ``text`` begins with, and how long their heads are."""
    for name, column in grid.columns.items():
        if text.startswith(name):
            return (column,), len(name)
    whole = _whole(grid)
    for split in _SPLITS:
        for count in range(len(whole), 1, -1):
            for columns in _orders(text, {c: name[:split] for c, name in whole.items()}, count):
                upper = "".join(whole[c][:split] for c in columns)
                lower = "".join(whole[c][split:] for c in columns)
                if text.startswith(upper + lower):
                    return columns, len(upper + lower)
    return None


def _orders(text: str, uppers: Mapping[int, str], count: int) -> Iterator[tuple[int, ...]]:
    """The orders of ``count`` columns in which ``text`` begins with the upper halves of their heads."""
    if not count:
        yield ()
        return
    for column, upper in uppers.items():
        if text.startswith(upper):
            others = {c: words for c, words in uppers.items() if c != column}
            for more in _orders(text[len(upper) :], others, count - 1):
                yield (column, *more)
