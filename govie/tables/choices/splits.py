"""Splits numbers that ran together so that the row's total is the sum of the numbers before it.

Text extraction may lose the separators of a row: ``3205`` can be 3, 2, 0 and their sum 5. No number but 0
begins with 0, and a row whose last column is the total of the others leaves few cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from govie.form import Table
from govie.tables.cells import MOST_DIGITS, Cell
from govie.tables.prints import Kind, Print, read
from govie.tables.slots import Slots

_MOST_WAYS = 4000
_MOST_CUTS = 200  # of rows side by side
_MOST_DIGITS_BESIDE = 5  # of one number in rows side by side
_LONGEST = 34  # digits of numbers that ran together

_DIGITS = re.compile(r"[+-]?(?P<digits>\d+)")

_Bounds = tuple[int, int, int]  # the index of a cell; start and end of a number in the cell's text
_Place = tuple[int, int]  # the index of a cell and an offset in its text


def split(cells: Sequence[Cell], width: int, table: Table) -> list[Slots]:
    """The ways to cut ``cells`` into ``width`` numbers of which the last is the sum of the others.

    Marks for nothing stand among the numbers as cells of their own. Empty where the total of ``table`` is not
    its last column, or where there are too many ways to tell.
    """
    if not table.column_sums or table.column_sums[0].whole != (width - 1,):
        return []
    if not _are_cut(cells) or not width <= _most(cells) <= _LONGEST:
        return []
    if cells[-1].kind is Kind.NOTHING:
        return []  # no total tells where the numbers end
    texts = [c.text for c in cells]
    found: list[Slots] = []
    for bounds in _cuts(texts, width):
        found.append(tuple(_piece(cells[n], a, b) for n, a, b in bounds))
        if len(found) > _MOST_WAYS:
            return []
    return found


def are_glued(cells: Sequence[Cell]) -> bool:
    """Whether nothing stands between some of ``cells``: then nothing stood between others that are one number now."""
    return any(a.end == b.start and not a.hard and not b.hard for a, b in pairwise(cells))


def cuts(cells: Sequence[Cell], width: int) -> list[Slots]:
    """The ways to cut ``cells`` that ran together into ``width`` numbers, whatever they add up to.

    Where there are too many, or none, nothing is known of the columns.
    """
    found = [*islice(_apart(cells, width), _MOST_CUTS + 1)]
    return found if 0 < len(found) <= _MOST_CUTS else [(None,) * width]


def _apart(cells: Sequence[Cell], count: int) -> Iterator[Slots]:
    """The ways to cut ``cells`` into ``count`` numbers, of which none but 0 begins with 0."""
    if not cells or len(cells) > count:
        if not cells and not count:
            yield ()
        return
    first, *rest = cells
    match = _DIGITS.match(first.text)
    start, end = match.span("digits") if match else (0, 0)
    zero = first.text[start : start + 1] == "0"
    if not zero or end - start < 2:
        for others in _apart(rest, count - 1):
            yield (first, *others)
    for at in range(start + 1, min(end, start + 2) if zero else end):
        left, right = _piece(first, 0, at), _piece(first, at, len(first.text))
        for others in _apart([right, *rest], count - 1):
            yield (left, *others)


def _are_cut(cells: Sequence[Cell]) -> bool:
    """Whether ``cells`` may be numbers that ran together, with marks for nothing among them."""
    return all(c.text.isdecimal() or c.kind is Kind.NOTHING for c in cells)


def _most(cells: Sequence[Cell]) -> int:
    """How many cells at most ran together in ``cells``: each digit may be one, and a mark is one."""
    return sum(len(c.text) if c.text.isdecimal() else 1 for c in cells)


def _cuts(texts: Sequence[str], width: int) -> Iterator[list[_Bounds]]:
    """Cuts of ``texts`` into ``width`` numbers of which the last is the sum of the others."""
    places = [
        (n, i)
        for n, text in enumerate(texts)
        for i in (range(len(text)) if text.isdecimal() else (0,))
    ]
    # The total is the end of the last text.
    last = len(texts) - 1
    for length in range(1, min(MOST_DIGITS, len(texts[last])) + 1):
        start = len(texts[last]) - length
        whole = texts[last][start:]
        if length > 1 and whole[0] == "0":
            continue
        end = len(places) - length
        for cut in _adding_up(texts, places[:end], 0, width - 1, int(whole)):
            yield [*cut, (last, start, len(texts[last]))]


def _adding_up(
    texts: Sequence[str], places: Sequence[_Place], at: int, count: int, total: int
) -> Iterator[list[_Bounds]]:
    """Cuts of what stands from ``places[at]`` on into ``count`` cells that add up to ``total``."""
    if count == 0:
        if total == 0 and at == len(places):
            yield []
        return
    if len(places) - at < count:
        return
    n, i = places[at]
    text = texts[n]
    if not text.isdecimal():
        for others in _adding_up(texts, places, at + 1, count - 1, total):
            yield [(n, 0, len(text)), *others]
        return
    for end in range(i + 1, len(text) + 1):
        number = int(text[i:end])
        if (end - i > 1 and text[i] == "0") or number > total or end - i > MOST_DIGITS:
            return
        for others in _adding_up(texts, places, at + end - i, count - 1, total - number):
            yield [(n, i, end), *others]


def split_side_by_side(
    tables: Sequence[Table], widths: Sequence[int], cells: Sequence[Cell]
) -> list[list[Slots]]:
    """The ways to cut ``cells`` into rows that stand side by side, by row; empty where none adds up."""
    texts = [c.text for c in cells]
    totals = all(
        t.column_sums and t.column_sums[0].whole == (w - 1,)
        for t, w in zip(tables, widths, strict=True)
    )
    if not totals or not _are_cut(cells) or len(cells) == sum(widths):
        return []
    if not sum(widths) <= _most(cells) <= _LONGEST:
        return []
    cuts: list[list[list[_Bounds]]] = []
    for cut in _cuts_side_by_side(texts, widths, (0, 0)):
        cuts.append(cut)
        if len(cuts) > _MOST_CUTS:
            return []
    if not cuts:
        return []
    rows = [
        [tuple(_piece(cells[n], a, b) for n, a, b in cut[row]) for cut in cuts]
        for row in range(len(widths))
    ]
    return [[*dict.fromkeys(ways)] for ways in rows]


def _cuts_side_by_side(
    texts: Sequence[str], widths: Sequence[int], at: _Place
) -> Iterator[list[list[_Bounds]]]:
    """Cuts of the digits from ``at`` on into rows of ``widths`` numbers, a list of numbers for each."""
    if not widths:
        if at == (len(texts) - 1, len(texts[-1])):
            yield []
        return
    for row in _rows_from(texts, at, widths[0] - 1, 0):
        n, _, end = row[-1]
        for others in _cuts_side_by_side(texts, widths[1:], (n, end)):
            yield [row, *others]


def _rows_from(texts: Sequence[str], at: _Place, parts: int, total: int) -> Iterator[list[_Bounds]]:
    """``parts`` numbers from ``at`` on and then one that is their sum and ``total``."""
    for bounds in _numbers_from(texts, at):
        n, start, end = bounds
        number = int(texts[n][start:end]) if texts[n].isdecimal() else 0
        if parts:
            for others in _rows_from(texts, (n, end), parts - 1, total + number):
                yield [bounds, *others]
        elif number == total:
            yield [bounds]


def _numbers_from(texts: Sequence[str], at: _Place) -> Iterator[_Bounds]:
    """The numbers that may begin at ``at``, or with the next cell where ``at`` is the end of one."""
    n, start = at
    if n < len(texts) and start == len(texts[n]):
        n, start = n + 1, 0
    if n < len(texts) and not texts[n].isdecimal():
        yield n, 0, len(texts[n])
    elif n < len(texts):
        for end in range(start + 1, min(len(texts[n]), start + _MOST_DIGITS_BESIDE) + 1):
            yield n, start, end
            if texts[n][start] == "0":
                return


def _piece(cell: Cell, start: int, end: int) -> Cell:
    """The digits from ``start`` to ``end`` of ``cell``, with what is printed beside them, as a cell of their own."""
    if (start, end) == (0, len(cell.text)):
        return cell
    text = cell.text[start:end]
    parsed = read(text) or Print(Kind.DAMAGED, 0, len(text), sure=False)
    return replace(
        cell, kind=Kind.DAMAGED, start=cell.start + start, end=cell.start + end, text=text,
        value=parsed.value, scale=parsed.scale, unit=parsed.unit, sure=False,
    )  # fmt: skip
