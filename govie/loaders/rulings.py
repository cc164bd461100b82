"""Finds a table's rows, columns and merged cells from the ruled lines of a page.

The rulings divide a table into a lattice, in which two squares without a line between them are one cell. So merged
cells are found in PDF pages and pictures alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NEAR = 3.0  # points; lines nearer than that are merged (double borders, boxes drawn as their edges)
_MANY = 1_000_000  # pairs of lines on a page that are compared; a table has some 3,000
_SHORT = 6.0  # points; shorter strokes are no rulings


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from one point to another, in points; y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """The lattice of a table: the positions of its vertical and horizontal rulings, and the cell of each square."""

    xs: list[float]
    ys: list[float]
    owner: list[list[tuple[int, int]]]  # for each square the first square of its cell

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in the table."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def boxes(self) -> Iterator[tuple[float, float, float, float]]:
        """The cells: left, top, right, bottom."""
        squares: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for r, row in enumerate(self.owner):
            for c, first in enumerate(row):
                squares.setdefault(first, []).append((r, c))
        for held in squares.values():
            rows, columns = [r for r, _ in held], [c for _, c in held]
            yield (
                self.xs[min(columns)],
                self.ys[min(rows)],
                self.xs[max(columns) + 1],
                self.ys[max(rows) + 1],
            )


def lattices(rules: Sequence[Rule]) -> list[Lattice]:
    """The ruled tables of a page."""
    return [t for t in map(_lattice, _tables(rules)) if t is not None]


def _tables(rules: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rulings that touch one another: the horizontal and the vertical ones of each group."""
    level, upright = [], []
    for r in rules:
        x0, x1 = sorted((r.x0, r.x1))
        y0, y1 = sorted((r.y0, r.y1))
        if y1 - y0 <= 1.0 < x1 - x0:
            level.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
        elif x1 - x0 <= 1.0 < y1 - y0:
            upright.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
    # merged before short ones are dropped, since borders are drawn cell by cell
    level = [r for r in _merged(level, upright=False) if r.x1 - r.x0 >= _SHORT]
    upright = [r for r in _merged(upright, upright=True) if r.y1 - r.y0 >= _SHORT]
    if len(level) * len(upright) > _MANY:
        return []  # a drawing, or a page made to exhaust the reader
    group = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, h in enumerate(level):
        for j, v in enumerate(upright, len(level)):
            if h.x0 - NEAR <= v.x0 <= h.x1 + NEAR and v.y0 - NEAR <= h.y0 <= v.y1 + NEAR:
                group[root(i)] = root(j)
    found: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*level, *upright]):
        found.setdefault(root(i), ([], []))[i >= len(level)].append(rule)
    return [t for t in found.values() if len(t[0]) >= 2 and len(t[1]) >= 2]


def _merged(rules: list[Rule], *, upright: bool) -> list[Rule]:
    """``rules`` with those that continue each other joined; borders are often drawn cell by cell."""
    ends = sorted(
        (round(r.x0), r.y0, r.y1, r.x0) if upright else (round(r.y0), r.x0, r.x1, r.y0)
        for r in rules
    )
    merged: list[list[float]] = []
    for place, low, high, at in ends:
        last = merged[-1] if merged else None
        if last and last[0] == place and low <= last[2] + NEAR:
            last[2] = max(last[2], high)
        else:
            merged.append([place, low, high, at])
    if upright:
        return [Rule(at, low, at, high) for _, low, high, at in merged]
    return [Rule(low, at, high, at) for _, low, high, at in merged]


def places(values: list[float]) -> list[float]:
    """The means of groups of neighboring values, in order."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(g) / len(g) for g in groups]


def _open_ends(level: list[Rule], upright: list[Rule]) -> list[float]:
    """The ends of vertical rulings beyond the outermost horizontal one, where a page break cut the table."""
    left, right = min(upright, key=lambda r: r.x0), max(upright, key=lambda r: r.x0)
    ends = []
    for one, other, edge, sign in (
        (left.y0, right.y0, min(r.y0 for r in level), -1),
        (left.y1, right.y1, max(r.y0 for r in level), 1),
    ):
        if abs(one - other) <= NEAR and min((one - edge) * sign, (other - edge) * sign) > _SHORT:
            ends.append((one + other) / 2)
    return ends


def _lattice(table: tuple[list[Rule], list[Rule]]) -> Lattice | None:
    level, upright = table
    xs = places([r.x0 for r in upright])
    ys = places([*(r.y0 for r in level), *_open_ends(level, upright)])
    if len(xs) < 2 or len(ys) < 2 or len(xs) > 200 or len(ys) > 500:
        return None
    width, height = len(xs) - 1, len(ys) - 1
    walls = [[False] * height for _ in xs]  # whether there is a vertical line at x beside row r
    floors = [[False] * width for _ in ys]
    for r in upright:
        x = min(range(len(xs)), key=lambda i: abs(xs[i] - r.x0))
        for row in range(height):
            if r.y0 - NEAR <= (ys[row] + ys[row + 1]) / 2 <= r.y1 + NEAR:
                walls[x][row] = True
    for r in level:
        y = min(range(len(ys)), key=lambda i: abs(ys[i] - r.y0))
        for column in range(width):
            if r.x0 - NEAR <= (xs[column] + xs[column + 1]) / 2 <= r.x1 + NEAR:
                floors[y][column] = True
    owner = [[(row, column) for column in range(width)] for row in range(height)]
    for row in range(height):
        for column in range(width):
            if owner[row][column] == (row, column):
                _spread(owner, walls, floors, row, column)
    return Lattice(xs, ys, owner)


def _spread(
    owner: list[list[tuple[int, int]]],
    walls: list[list[bool]],
    floors: list[list[bool]],
    row: int,
    column: int,
) -> None:
    """Assign to the cell of a square all squares that can be reached from it without crossing a line."""
    first = (row, column)
    left = [first]
    seen = {first}
    while left:
        r, c = left.pop()
        owner[r][c] = first
        for nr, nc, wall in (
            (r, c + 1, c + 1 < len(owner[0]) and walls[c + 1][r]),
            (r, c - 1, walls[c][r]),
            (r + 1, c, r + 1 < len(owner) and floors[r + 1][c]),
            (r - 1, c, floors[r][c]),
        ):
            inside = 0 <= nr < len(owner) and 0 <= nc < len(owner[0])
            if inside and not wall and (nr, nc) not in seen:
                seen.add((nr, nc))
                left.append((nr, nc))
