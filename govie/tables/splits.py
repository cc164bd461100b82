"""Numbers that ran together, cut where the row's total is the sum of the numbers before it.

Text extraction may lose the separators of a row: ``3205`` can be 3, 2, 0 and their sum 5. No number but 0
begins with 0, and a row whose last column is the total of the others leaves few cuts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from govie.form import Table
from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.slots import Slots

_MOST_WAYS = 4000
_MOST_CUTS = 200  # of rows side by side
_MOST_DIGITS = 7  # of one number
_MOST_DIGITS_BESIDE = 5  # of one number in rows side by side
_LONGEST = 34  # digits of numbers that ran together

_Bounds = tuple[int, int, int]  # the index of a cell; start and end of a number in the cell's text
_Place = tuple[int, int]  # the index of a cell and an offset in its text


def split(cells: Sequence[Cell], width: int, table: Table) -> list[Slots]:
    """The ways to cut ``cells`` into ``width`` numbers of which the last is the sum of the others.

    Empty where the total of ``table`` is not its last column, or where there are too many ways to tell.
    """
    texts = [c.text for c in cells]
    digits = sum(map(len, texts))
    if (
        not table.column_sums
        or not all(map(str.isdecimal, texts))
        or not width <= digits <= _LONGEST
    ):
        return []
    if table.column_sums[0].whole != (width - 1,):
        return []
    found: list[Slots] = []
    for bounds in _cuts(texts, width):
        found.append(tuple(_piece(cells[n], a, b) for n, a, b in bounds))
        if len(found) > _MOST_WAYS:
            return []
    return found


def _cuts(texts: Sequence[str], width: int) -> Iterator[list[_Bounds]]:
    """Cuts of ``texts`` into ``width`` numbers of which the last is the sum of the others."""
    places = [(n, i) for n, text in enumerate(texts) for i in range(len(text))]
    # The total is the end of the last text.
    last = len(texts) - 1
    for length in range(1, min(_MOST_DIGITS, len(texts[last])) + 1):
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
    """Cuts of the digits from ``places[at]`` on into ``count`` numbers that add up to ``total``."""
    if count == 0:
        if total == 0 and at == len(places):
            yield []
        return
    if len(places) - at < count:
        return
    n, i = places[at]
    text = texts[n]
    for end in range(i + 1, len(text) + 1):
        number = int(text[i:end])
        if (end - i > 1 and text[i] == "0") or number > total or end - i > _MOST_DIGITS:
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
    if not totals or not all(map(str.isdecimal, texts)) or len(cells) == sum(widths):
        return []
    if not sum(widths) <= sum(map(len, texts)) <= _LONGEST:
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
        number = int(texts[n][start:end])
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
    if n < len(texts):
        for end in range(start + 1, min(len(texts[n]), start + _MOST_DIGITS_BESIDE) + 1):
            yield n, start, end
            if texts[n][start] == "0":
                return


def _piece(cell: Cell, start: int, end: int) -> Cell:
    """The digits from ``start`` to ``end`` of ``cell`` as a cell of their own."""
    if (start, end) == (0, len(cell.text)):
        return cell
    text = cell.text[start:end]
    return replace(
        cell, kind=Kind.DAMAGED, start=cell.start + start, end=cell.start + end, text=text,
        value=int(text), sure=False,
    )  # fmt: skip
