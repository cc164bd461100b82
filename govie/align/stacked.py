"""Figures in two lines of their cells, above and below the others of their row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise

from govie.align.columns import counted_wide
from govie.align.figures import completed, value
from govie.headers import Grid, Row, Segment
from govie.tokens import Token, from_pieces

_MOST = 3  # broken figures of a row: with more some sum comes out by chance


def level(
    grid: Grid, tokens: Sequence[Token], found: Sequence[Segment], before: Sequence[int]
) -> tuple[list[Token], list[int]]:
    """``tokens`` and ``before`` with the pieces of broken figures put together, in their row.

    Where a narrow cell breaks a figure and the cell beside it holds it whole, a converter that keeps
    lines prints the first piece above the row's line and its label, the last one below: 1134 / 二、 9923
    57 31 29 75 1230 / 5. There are as many below as above, and only one way to join them adds up.
    """
    runs = [(n, [*run]) for n, run in groupby(zip(before, tokens, strict=True), lambda r: r[0])]
    rows: list[tuple[int, list[Token]]] = []
    for number, run in runs:
        its = [token for _, token in run]
        row = _row(grid, found[number])
        if row and rows:
            above, over = _over(grid, found, rows[-1])
            if (whole := _joined(row, over, its, tokens)) is not None:
                rows[-1] = (rows[-1][0], above)
                its = whole
        rows.append((number, its))
    return [t for _, its in rows for t in its], [n for n, its in rows for _ in its]


def _row(grid: Grid, segment: Segment) -> Row | None:
    row = None if segment.spelled is None else grid.rows[segment.spelled]
    return row if row and row.table.column_sums and not row.table.flat else None


def _over(
    grid: Grid, found: Sequence[Segment], run: tuple[int, list[Token]]
) -> tuple[list[Token], list[Token]]:
    """The run's own figures, and those over."""
    row = _row(grid, found[run[0]])
    width = row.width if row else 0
    return run[1][:width], run[1][width:]


def _joined(
    row: Row, above: Sequence[Token], tokens: Sequence[Token], region: Sequence[Token]
) -> list[Token] | None:
    """``tokens`` with its row's figures whole; None where none is broken, or several ways are left."""
    its = tokens[: row.width]
    if not 0 < len(above) <= _MOST or len(its) < row.width or completed(row, tuple(its)):
        return None
    ways: dict[tuple[object, ...], Sequence[Token]] = {}
    for way in _ways(row.width, above, its):
        if completed(row, tuple(way)):
            ways.setdefault(tuple(map(value, way)), way)
    left = [*ways.values()]
    if len(left) > 1:
        lines = ([*line] for _, line in groupby(region, lambda t: t.line))
        wide = counted_wide([line for line in lines if len(line) == row.width])
        left = [way for way in left if _in_place(way, wide)]
    return [*left[0], *tokens[row.width :]] if len(left) == 1 else None


def _in_place(row: Sequence[Token], wide: int) -> bool:
    """Whether figures stand in the order of their places in the line."""
    return all(a.place + wide * a.wide < b.place + wide * b.wide for a, b in pairwise(row))


def _ways(width: int, above: Sequence[Token], its: Sequence[Token]) -> Iterator[Sequence[Token]]:
    below = its[width - len(above) :]
    pairs = [from_pieces(pair) for pair in zip(above, below, strict=True)]
    # between its pieces stand those of other cells
    wholes = [
        replace(whole, end=first.end, line=its[0].line)
        for whole, first in zip(pairs, above, strict=True)
        if whole
    ]
    if len(wholes) < len(above):
        return
    for places in combinations(range(width), len(above)):
        others, broken = iter(its), iter(wholes)
        yield [next(broken if column in places else others) for column in range(width)]
