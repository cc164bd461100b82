"""Joins numbers that a narrow column wraps onto the next line; accepted only where the line's sums then hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, groupby, pairwise
from operator import attrgetter

from govie.form import forms
from govie.tables.cells import Cell, lines_of
from govie.tables.prints import Kind

_MOST_WRAPPED = 3  # numbers of rows side by side


@cache
def _widths() -> tuple[int, ...]:
    """How many columns the forms' rows have that end in their total."""
    tables = [table for form in forms().values() for table in form.tables if table.column_sums]
    return tuple(sorted({len(table.columns) for table in tables}))


@cache
def _side_by_side() -> int:
    """How many cells the rows that stand side by side have together."""
    tables = [table for form in forms().values() for table in form.tables if table.flat]
    return max(len(table.rows) * len(table.columns) for table in tables)


def unbroken(cells: list[Cell]) -> list[Cell]:
    """``cells`` with the digits of a line joined to those above them.

    They are where they stand right below numbers as long as the longest of their line, and the rows of the line have
    the sums of their form with them and not without.
    """
    lines = lines_of(cells)
    gone: set[int] = set()
    whole: dict[int, Cell] = {}
    for above, below in pairwise(lines):
        pairs = _pairs(above, below)
        if pairs and _completes(above, pairs):
            gone |= {c.start for c in below}
            whole |= {c.start: _joined(c, pairs[c.start]) for c in above if c.start in pairs}
    for first, rest in _wrapped(cells):
        gone.add(rest.start)
        whole[first.start] = _joined(first, rest)
    return [whole.get(c.start, c) for c in cells if c.start not in gone] if gone else cells


def _wrapped(cells: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """The pieces of numbers of rows side by side that end one line and begin the next, in a text without places.

    The rows' cells are a few more than they have columns, and in one way of joining them all rows add up.
    """
    for is_digits, group in groupby(cells, key=_is_digits):
        run = [*group]
        excess = len(run) - _side_by_side()
        if not is_digits or not 0 < excess <= _MOST_WRAPPED:
            continue
        breaks = [n for n, (a, b) in enumerate(pairwise(run)) if a.line < b.line and a.text != "0"]
        found = [
            chosen
            for chosen in combinations(breaks, excess)
            if all(a + 1 < b for a, b in pairwise(chosen))
            and _adds_up([*map(int, _texts(run, chosen))], _widths()[0])
        ]
        if len(found) == 1:
            yield from ((run[n], run[n + 1]) for n in found[0])


def _texts(run: Sequence[Cell], joined: Sequence[int]) -> Iterator[str]:
    """What ``run`` prints, where those of ``joined`` are one number with what follows them."""
    for n, cell in enumerate(run):
        if n - 1 not in joined:
            yield cell.text + (run[n + 1].text if n in joined else "")


def _pairs(above: Sequence[Cell], below: Sequence[Cell]) -> Mapping[int, Cell]:
    """The cell below each number of a line that is broken, by where the number begins; empty where some stands below
    none of these."""
    if below[0].line - above[0].line != 1:
        return {}
    printed = [c for c in below if c.is_printed or not c.is_value]
    if not printed or not all(map(_is_digits, printed)):
        return {}
    numbers = [c for c in above if _is_digits(c)]
    if len(printed) >= len(numbers):
        return {}
    longest = max(len(c.text) for c in numbers)
    for place in (attrgetter("left"), lambda c: c.left + c.wide, _field):
        standing = {place(c): c.start for c in numbers if len(c.text) == longest}
        if all(place(c) in standing for c in printed):
            return {standing[place(c)]: c for c in printed}
    return {}


def _field(cell: Cell) -> tuple[int, int] | None:
    """The field of a delimited cell, among as many of its line."""
    return (cell.fields, cell.field) if cell.hard else None


def _is_digits(cell: Cell) -> bool:
    return cell.text.isdecimal() and cell.kind is Kind.NUMBER


def _completes(above: Sequence[Cell], pairs: Mapping[int, Cell]) -> bool:
    """Whether each row of the line ends in its total with the digits of ``pairs``, and some does not without them."""
    numbers = [c for c in above if _is_digits(c)]
    with_digits = [
        int(c.text + pairs[c.start].text if c.start in pairs else c.text) for c in numbers
    ]
    without = [int(c.text) for c in numbers]
    return any(
        len(numbers) % width == 0 and _adds_up(with_digits, width) and not _adds_up(without, width)
        for width in _widths()
    )


def _adds_up(numbers: Sequence[int], width: int) -> bool:
    """Whether every ``width``-th number is the sum of those before it."""
    rows = [numbers[at : at + width] for at in range(0, len(numbers), width)]
    return all(row[-1] == sum(row[:-1]) for row in rows)


def _joined(cell: Cell, below: Cell) -> Cell:
    """A number with its last digits, which print alone does not tell for sure."""
    digits = cell.text + below.text
    return replace(cell, kind=Kind.DAMAGED, text=digits, value=int(digits), sure=False)
