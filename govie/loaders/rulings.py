"""Words and ruled lines on a page: which words stand in which cell of which row.

The rulings cut the page into a lattice; two squares of it without a line between them are one cell.
That resolves merged cells, however they were made, and serves PDF pages and pictures alike.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from govie.loaders import grid

NEAR = 3.0  # points: lines nearer than that are one (double borders, boxes drawn as their edges)
_MANY = 1_000_000  # pairs of lines on a page that are looked at; a table has some 3,000
_SHORT = 6.0  # points: shorter strokes are no rulings


@dataclass(frozen=True, slots=True)
class Word:
    """Some characters and their box; y grows downwards. ``base``: where their line stands."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from one point to another."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class _Lattice:
    """A table's ruled lines: places of its columns and rows, and what is drawn between them."""

    xs: list[float]
    ys: list[float]
    owner: list[list[tuple[int, int]]]  # of each square: the first square of its cell


def lines(words: Sequence[Word], rules: Sequence[Rule]) -> list[str]:
    """The page from top to bottom: lines of words, and for a ruled table a line for each row."""
    tables = [t for t in map(_lattice, _tables(rules)) if t is not None]
    inside: list[list[Word]] = [[] for _ in tables]
    outside: list[Word] = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        for n, table in enumerate(tables):
            if table.xs[0] <= x <= table.xs[-1] and table.ys[0] <= y <= table.ys[-1]:
                inside[n].append(word)
                break
        else:
            outside.append(word)
    blocks = [(t.ys[0], _rows(t, inside[n])) for n, t in enumerate(tables)]
    blocks += [(top, [text]) for top, text in _loose(outside)]
    return [line for _, block in sorted(blocks, key=lambda b: b[0]) for line in block]


def boxes(rules: Sequence[Rule]) -> list[tuple[float, float, float, float]]:
    """The cells of the ruled tables: left, top, right, bottom."""
    found = []
    for table in filter(None, map(_lattice, _tables(rules))):
        squares: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for r, row in enumerate(table.owner):
            for c, first in enumerate(row):
                squares.setdefault(first, []).append((r, c))
        for held in squares.values():
            rows, columns = [r for r, _ in held], [c for _, c in held]
            found.append(
                (
                    table.xs[min(columns)],
                    table.ys[min(rows)],
                    table.xs[max(columns) + 1],
                    table.ys[max(rows) + 1],
                )
            )
    return found


# ------------------------------------------------------------------------------------ rulings


def _tables(rules: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rulings that touch one another, upright and level ones apart."""
    level, upright = [], []
    for r in rules:
        x0, x1 = sorted((r.x0, r.x1))
        y0, y1 = sorted((r.y0, r.y1))
        if y1 - y0 <= 1.0 and x1 - x0 >= _SHORT:
            level.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
        elif x1 - x0 <= 1.0 and y1 - y0 >= _SHORT:
            upright.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
    level, upright = _merged(level, upright=False), _merged(upright, upright=True)
    if len(level) * len(upright) > _MANY:
        return []  # a drawing, or a page made to stop its reader
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
    """Rules that go on in one another made one: borders are often drawn cell by cell."""
    ends = sorted(
        (round(r.x0 if upright else r.y0), r.y0, r.y1, r.x0)
        if upright
        else (round(r.y0), r.x0, r.x1, r.y0)
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


def _places(values: list[float]) -> list[float]:
    """Values with those that are near one another made one."""
    places: list[list[float]] = []
    for value in sorted(values):
        if places and value - places[-1][-1] <= NEAR:
            places[-1].append(value)
        else:
            places.append([value])
    return [sum(p) / len(p) for p in places]


def _lattice(table: tuple[list[Rule], list[Rule]]) -> _Lattice | None:
    level, upright = table
    xs = _places([r.x0 for r in upright])
    ys = _places([r.y0 for r in level])
    if len(xs) < 2 or len(ys) < 2 or len(xs) > 200 or len(ys) > 500:
        return None
    width, height = len(xs) - 1, len(ys) - 1
    walls = [[False] * height for _ in xs]  # an upright line at x, beside row r
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
            if owner[row][column] != (row, column):
                continue
            _spread(owner, walls, floors, row, column)
    return _Lattice(xs, ys, owner)


def _spread(
    owner: list[list[tuple[int, int]]],
    walls: list[list[bool]],
    floors: list[list[bool]],
    row: int,
    column: int,
) -> None:
    """Gives every square that can be reached without crossing a line to the cell's first one."""
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
            if (
                0 <= nr < len(owner)
                and 0 <= nc < len(owner[0])
                and not wall
                and (nr, nc) not in seen
            ):
                seen.add((nr, nc))
                left.append((nr, nc))


def _rows(table: _Lattice, words: list[Word]) -> list[str]:
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        row = bisect_right(table.ys, (word.y0 + word.y1) / 2) - 1
        column = bisect_right(table.xs, (word.x0 + word.x1) / 2) - 1
        row = max(0, min(row, len(table.ys) - 2))
        column = max(0, min(column, len(table.xs) - 2))
        held.setdefault(table.owner[row][column], []).append(word)
    cells = []
    for r, owners in enumerate(table.owner):
        for c, first in enumerate(owners):
            if first == (r, c):
                across = sum(o == first for o in owners)
                width = table.xs[c + across] - table.xs[c]
                cells.append(grid.Cell(_wrapped(held.get(first, []), width), r, c, 1, across))
    return [line for line in grid.lines(cells) if line.strip()]


# -------------------------------------------------------------------------------------- words

_PADDING = 6.0  # points: Word's and LibreOffice's margin inside a cell is 5.4
_NUMERAL = frozenset("0123456789.,").__contains__
_COLUMN_GAP = 2.0  # heights of a character: a wider gap separates fields


def _loose(words: Sequence[Word]) -> list[tuple[float, str]]:
    """Lines of words with their tops; a wide gap becomes a tab, a narrow one a space."""
    return [(min(w.y0 for w in row), _joined(row, _COLUMN_GAP)) for row in _lines(words)]


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand on one line together, from top to bottom, each line from left to right."""
    words = [w for w in words if w.text.strip()]
    if not words:
        return []
    near = 0.5 * sorted(w.y1 - w.y0 for w in words)[len(words) // 2]
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.base):
        if rows and word.base - sum(w.base for w in rows[-1]) / len(rows[-1]) <= near:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def _wrapped(words: Sequence[Word], width: float) -> str:
    """A cell's text; a number that its narrow column broke is put together again."""
    out = ""
    before: list[Word] = []
    for row in _lines(words):
        text = _joined(row, None)
        if before:
            left = width - (before[-1].x1 - before[0].x0)
            full = left < 2 * _PADDING + row[0].x1 - row[0].x0
            number = _NUMERAL(before[-1].text[-1]) and _NUMERAL(text[0])
            out += "" if number and full else "\n"
        out += text
        before = row
    return out


def _joined(row: list[Word], gap: float | None) -> str:
    height = sorted(w.y1 - w.y0 for w in row)[len(row) // 2] or 1.0
    out = row[0].text
    for before, word in pairwise(row):
        space = (word.x0 - before.x1) / height
        if gap is not None and space > gap:
            out += "\t"
        elif space > 0.35:
            out += " "
        out += word.text
    return out
