"""Empty cells that no separator delimits, inferred from empty lines or wider spaces.

A converter that prints each cell on a line of its own leaves an empty line for an empty cell; one that separates
cells by spaces leaves more of them. How many stand for one empty cell differs between converters; it is taken to be
the number with which most rows have as many cells as in the form. Rows that do not fit it stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from govie.records import record
from govie.tables.cells import Cell
from govie.tables.prints import Kind

_MOST = 40  # line ends or spaces that one empty cell may add
_MOST_EXTRA = 2  # columns of the agency's own after the last
_LEAST = 2  # rows that must agree on it
_LEAST_INSIDE = 4  # ... where only the cells before the last of a row tell
_LABELS = 2  # cells of labels that stand empty before a row's


@record(frozen=True, slots=True)
class Gap:
    """The cells between two row labels, and the distances between them.

    ``start``: the index of the first cell in the strip, or of the next label where there is no cell; ``cells``: how
    many there are; ``width``: how many the row should have; ``breaks``: how many line ends, or else spaces, stand
    before each cell and after the last; ``flat``: whether all rows of the table stand side by side; ``final``:
    whether no row of the table follows; ``depth``: the level of the row's label (1 for 一、, 2 for （一）, 3 for 1.).
    """

    start: int
    cells: int
    width: int
    breaks: tuple[int, ...]
    flat: bool = False
    final: bool = False
    depth: int = 0


def without_leads(gaps: Sequence[Gap]) -> list[Gap]:
    """``gaps`` without the places of label columns that a converter did not merge.

    The cells after （一） then stand one place further from their label than those after 1., and those after
    一、 two places.
    """
    least: dict[int, int] = {}
    for gap in gaps:
        if gap.cells and gap.depth:
            least[gap.depth] = min(gap.breaks[0], least.get(gap.depth, gap.breaks[0]))
    if sorted(least) != [1, 2, 3] or not least[1] - least[2] == least[2] - least[3] > 0:
        return [*gaps]
    return [
        replace(gap, breaks=(gap.breaks[0] - least[gap.depth] + least[3], *gap.breaks[1:]))
        if gap.cells and gap.depth
        else gap
        for gap in gaps
    ]


class Pitch(NamedTuple):
    """How far apart a converter sets the cells of a row, in line ends or in spaces.

    All are distances in line ends, or in spaces: ``first``: from a row's label to its first cell; ``inner``: from one
    cell to the next; ``last``: from the last cell to the next label; ``step``: how much longer the distance is for
    each empty cell in it. ``observed``: whether ``step`` was counted in rows that lack cells (else it is assumed);
    ``loose``: whether ``last`` may be longer, because empty cells of unmerged labels stand before the next label.
    """

    first: int
    inner: int
    last: int
    step: int
    observed: bool = True
    loose: bool = False


def _mode(numbers: Sequence[int]) -> int:
    """The most frequent number."""
    return Counter(numbers).most_common(1)[0][0]


def pitch(gaps: Sequence[Gap], edge: int = 0, head: int = 0) -> Pitch | None:
    """The pitch on which most rows agree; None where no two do.

    ``edge``: how far the first row's label stands from the head, which bounds the distance between rows unless
    the agency has a column of its own after the last; ``head``: how far the names of columns stand from each
    other, which bounds that between cells.
    """
    gaps = [g for g in gaps if not g.final]
    full = [g for g in gaps if g.cells == g.width and len(g.breaks) == g.cells + 1]
    short = [g for g in gaps if g.cells < g.width]
    if full:
        first = _mode([g.breaks[0] for g in full])
        last = _mode([g.breaks[-1] for g in full])
        within = [b for g in full for b in g.breaks[1:-1]]
        inner = _mode(within) if within else first
        lasts = [last]
    else:
        # No row is full: the smallest gaps are those without an empty cell between.
        first = min((g.breaks[0] for g in short if g.cells), default=0)
        ended = [g for g in short if g.cells and len(g.breaks) == g.cells + 1]
        last = min((g.breaks[-1] for g in ended), default=0)
        lasts = [min(last, edge), last] if edge and edge < last else [last]
        inner = min([first, *(b for g in short for b in g.breaks[1:-1])])
        if head and head <= min(first, inner):
            first = inner = head
    if first < 1 or inner < 1:
        return None
    inside = Counter(step for g in short if (step := _inside(g, first, inner)))
    if inside and len(inside) == 1 and inside.total() >= max(_LEAST_INSIDE, len(short) // 2):
        return Pitch(first, inner, last, next(iter(inside)), loose=True)
    voted = False
    # An agency's own column at the end, which is empty, leaves one more.
    for extra, last in product((0,) if full else range(_MOST_EXTRA + 1), lasts):
        votes = _votes(short, first, inner, last, extra)
        voted = voted or bool(votes)
        if votes:
            step, count = max(votes.items(), key=lambda v: (v[1], -v[0]))
            if count >= (max(_LEAST, len(short) // 2) if extra else min(_LEAST, len(short))):
                return Pitch(first, inner, last, step)
    if full and inner > 0 and not voted:
        # No row shows what an empty cell adds: most likely as much as parts two cells.
        return Pitch(first, inner, last, inner, observed=False)
    return None


def _inside(gap: Gap, first: int, inner: int) -> int:
    """What an empty cell adds where all of a row stand before its last printed one; 0 where they do not."""
    spare = sum(gap.breaks[: gap.cells]) - first - (gap.cells - 1) * inner
    empty = gap.width - gap.cells
    return spare // empty if gap.cells and spare > 0 and spare % empty == 0 else 0


def _votes(short: Sequence[Gap], first: int, inner: int, last: int, extra: int = 0) -> Counter[int]:
    """How many of the rows that lack cells agree on what an empty one adds; ``extra``: columns of the agency's."""
    votes: Counter[int] = Counter()
    for gap in short:
        spare = sum(gap.breaks) - _plain(gap, first, inner, last)
        empty = gap.width - gap.cells + extra
        if spare > 0 and spare % empty == 0 and spare // empty <= _MOST:
            votes[spare // empty] += 1
    return votes


def fill(cells: Sequence[Cell], gaps: Sequence[Gap], known: Pitch) -> list[Cell]:
    """``cells`` with the empty ones put in that follow from ``gaps`` and the pitch ``known``."""
    inserted: dict[int, int] = {}
    for gap in gaps:
        if gap.cells < gap.width:
            for place, empty in _places(gap, known):
                inserted[place] = empty
    return _merged(cells, inserted) if inserted else list(cells)


def _plain(gap: Gap, first: int, inner: int, last: int) -> int:
    """The line ends or spaces that a gap has without an empty cell in it."""
    return first + last + (gap.cells - 1) * inner


def _places(gap: Gap, known: Pitch) -> list[tuple[int, int]]:
    """Where empty cells stand in ``gap``, and how many at each place; none where it does not fit the pitch."""
    first, inner, last, step, observed, loose = known
    if gap.cells == 0:
        spare = sum(gap.breaks) - _plain(gap, first, inner, last) - step * gap.width
        labels = _LABELS * step if loose else 0
        return [(gap.start, gap.width)] if 0 <= spare <= labels else []
    found: list[tuple[int, int]] = []
    total = 0
    for index, breaks in enumerate(gap.breaks):
        if total == gap.width - gap.cells:
            break
        usual = first if index == 0 else last if index == gap.cells else inner
        spare = breaks - usual
        if index == gap.cells and total < gap.width - gap.cells:
            # A group's label may follow, on lines of its own: what is not the row's is the label's.
            spare = step * (gap.width - gap.cells - total)
            if breaks - usual < spare:
                return []
        if spare < 0 or spare % step:
            return []
        if spare:
            found.append((gap.start + index, spare // step))
            total += spare // step
    left = gap.width - gap.cells - total
    if left > 0 and observed and gap.flat and len(gap.breaks) == gap.cells:
        # Nothing follows in the region: as many cells as the row lacks are empty after its last.
        found.append((gap.start + gap.cells, left))
        left = 0
    return found if left == 0 else []


def _merged(cells: Sequence[Cell], inserted: dict[int, int]) -> list[Cell]:
    """``cells`` with ``inserted[i]`` empty ones before the i-th."""
    out: list[Cell] = []
    for index, cell in enumerate(cells):
        for _ in range(inserted.get(index, 0)):
            at = cell.start
            out.append(Cell(Kind.EMPTY, at, at, "", line=max(0, cell.line - 1), hard=True))
        out.append(cell)
    for _ in range(inserted.get(len(cells), 0)):
        at = cells[-1].end
        out.append(Cell(Kind.EMPTY, at, at, "", line=cells[-1].line, hard=True))
    return out
