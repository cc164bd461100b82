"""The order of columns, and of rows side by side, as the heads above a table name them.

The order is read from the labels alone, whatever delimits them: fields, line ends, spaces or nothing. It is known
only where all names are printed whole, one after the other, and nothing but row labels follows. PDF converters print
the names of narrow columns, which are broken over lines, in any order, and single names between other labels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from govie.form import Table
from govie.records import record
from govie.tables.assignment import Order
from govie.tables.cells import Cell
from govie.tables.labels import Grid
from govie.tables.strip import Run, Strip
from govie.text.characters import cjk

_PIECE = 3  # characters of a piece of a row's label
_UNITS = tuple(before + unit for before in ("", "单位") for unit in ("件", "项", "元", "万元"))


@record(frozen=True, slots=True)
class Name:
    """A name of a column, a row or several columns, or another word; ``joined``: whether it is broken over lines."""

    text: str
    joined: bool = False


def columns(strip: Strip) -> dict[str, Order]:
    """The order in which the columns of a table are named, by the table's name; () where names out of the form's
    order do not tell a whole one. Tables whose columns are named in the form's order are left out.
    """
    found: dict[str, Order | None] = {}
    tables = [t for t in dict.fromkeys(r.table for r in strip.grid.rows) if len(t.columns) > 1]
    for segment, cells in _above(strip):
        if strip.segments[segment].columns < 2:
            continue  # one name tells no order
        words = named(cells, strip.grid)
        row = strip.named(segment)
        for table in tables:
            if row is not None and not table.flat and strip.grid.rows[row].table is not table:
                continue
            names = _names(table)
            own = _last(words, names, strip.grid)
            if table.name not in found and len({names[w.text] for w in own} - {-1}) > 1:
                order = _order([w.text for w in own], names, table)
                if order == tuple(range(len(table.columns))):
                    order = None
                elif any(w.joined for w in own):
                    order = ()
                found[table.name] = () if table.flat and sides(cells, strip.grid) is None else order
    return {name: order for name, order in found.items() if order is not None}


def blocks(strip: Strip, run: Run) -> tuple[int | None, ...]:
    """The rows side by side whose cells ``run`` holds, as ``sides`` of the labels before it has them; none where the
    label of another row stands elsewhere, as in a head that is printed in pieces."""
    cells = next((c for s, c in _above(strip) if s == run.segment), ())
    found = sides(cells, strip.grid) or ()
    others = [cjk(r.label.text) for n, r in enumerate(strip.grid.rows) if n not in found]
    apart = [s.text for n, s in enumerate(strip.segments) if n != run.segment]
    return () if any(label in text for label in others for text in apart) else found


def sides(cells: Sequence[Cell], grid: Grid) -> tuple[int | None, ...] | None:
    """The rows side by side in the order in which the labels ``cells`` name them, each None for a group of rows of
    which none is named. None where their names do not stand as in a head, and not in the form's order.
    """
    words = [w.text for w in named(cells, grid)]
    last = max((n for n, word in enumerate(words) if word in grid.columns), default=len(words))
    # A name after those of all columns is a label beside the values.
    places = {word: n for n, word in enumerate(words[:last])}
    found: list[tuple[tuple[int, int], int | None]] = []
    for number, row in enumerate(grid.rows):
        label, group = cjk(row.label.text), cjk(row.label.group or "")
        if label in places:
            found.append(((places.get(group, places[label]), places[label]), number))
    taken = {grid.rows[n].label.group for _, n in found if n is not None}
    for group in dict.fromkeys(r.label.group for r in grid.rows if r.label.group):
        if group not in taken and cjk(group) in places:
            found.append(((places[cjk(group)], 0), None))
    order = tuple(row for _, row in sorted(found, key=lambda f: f[0]))
    numbers = [n for n in order if n is not None]
    if numbers != sorted(numbers) and _are_below(cells, grid):
        return None
    return order if numbers == sorted(numbers) or _stand_in_head(words, places, grid) else None


def _are_below(cells: Sequence[Cell], grid: Grid) -> bool:
    """Whether names that stand beside each other in a head are on lines of their own, although those of columns share
    one or as all others are: they may come by how high a page has them, which tells no order."""
    words = [(word, c.line) for c in cells for word in _words(c.text)]
    beside = Counter(line for word, line in words if word in grid.columns)
    tops = {cjk(row.label.group or row.label.text) for row in grid.rows}
    lines = {line for word, line in words if word in tops}
    most = max(beside.values(), default=0)
    return len(lines) > 1 and (most > grid.rows[0].width or most == 1)


def _stand_in_head(words: Sequence[str], places: Mapping[str, int], grid: Grid) -> bool:
    """Whether the names of rows side by side stand above their columns' names: those of a level next to each other, or
    each right before the names of its columns."""
    by_level: dict[str | None, list[int]] = {None: []}
    rows: list[int] = []
    for row in grid.rows:
        label, group = cjk(row.label.text), row.label.group
        if label not in places:
            return False
        rows.append(places[label])
        by_level.setdefault(group, []).append(places[label])
        if group and cjk(group) in places and places[cjk(group)] not in by_level[None]:
            by_level[None].append(places[cjk(group)])
    width = grid.rows[0].width
    in_turn = all({*words[at + 1 : at + 1 + width]} <= {*grid.columns} for at in rows)
    return in_turn or all(
        b - a == 1 for level in by_level.values() for a, b in pairwise(sorted(level))
    )


def named(cells: Sequence[Cell], grid: Grid) -> list[Name]:
    """The names and the other words that the labels ``cells`` print, in the order of the text."""
    found: list[Name] = []
    begun, at = "", 0  # pieces of a name, and the line of the first
    beginnings = _beginnings(grid)
    for word, line in ((w, c.line) for c in cells for w in _words(c.text)):
        if begun and (names := _parted(begun + word, grid)):
            found += [Name(n, joined=line != at) for n in names]
            begun = ""
        elif begun and begun + word in beginnings:
            begun += word
        else:
            found += [Name(begun)] * bool(begun)
            begun = ""
            if names := _parted(word, grid):
                found += map(Name, names)
            elif word in beginnings:
                begun, at = word, line
            else:
                found.append(Name(word))
    return [*found, Name(begun)] if begun else found


@lru_cache(maxsize=20_000)  # reports share their labels
def _words(text: str) -> tuple[str, ...]:
    """The words of ``text`` in which Chinese characters stand, without anything else."""
    return tuple(filter(None, map(cjk, text.split())))


def _last(words: Sequence[Name], names: Mapping[str, int], grid: Grid) -> list[Name]:
    """The last of ``words`` that are ``names`` of columns, where no others stand between or after them."""
    own: list[Name] = []
    for word in words:
        if word.text in names:
            own.append(word)
        elif not _is_of_rows(word.text, grid):
            own = []
    return own


def _is_of_rows(text: str, grid: Grid) -> bool:
    """Whether ``text`` is the label of a row, or a piece of one, or a unit."""
    labels = text in grid.spelled or (len(text) >= _PIECE and text in grid.text)
    sides_ = grid.rows[0].table.flat and text in grid.captions
    return labels or sides_ or text in _UNITS


def _above(strip: Strip) -> Iterator[tuple[int, list[Cell]]]:
    """The labels before the values of each run, with the number of their segment."""
    number, labels, after_value = 0, list[Cell](), False
    segments = {run.segment for run in strip.runs}
    for cell in strip.cells:
        if cell.is_value:
            if not after_value and number in segments:
                yield number, labels
            after_value = True
            continue
        if after_value:
            number, labels, after_value = number + 1, [], False
        labels.append(cell)


@cache
def _names(table: Table) -> Mapping[str, int]:
    """The columns of ``table`` by their names; -1 for captions over several of them."""
    names = {cjk(c.group): -1 for c in table.columns if c.group}
    for number, column in enumerate(table.columns):
        names |= {cjk(w): number for w in (column.text, *column.variants)}
    return names


@cache
def _vocabulary(grid: Grid) -> tuple[str, ...]:
    """All names that a head of ``grid`` may have, the longest first."""
    names = {*grid.columns, *grid.captions}
    for row in grid.rows:
        names |= {*_names(row.table)}
        if row.table.flat:
            names |= {cjk(row.label.text), cjk(row.label.group or "")}
    return tuple(sorted(names - {""}, key=lambda n: (-len(n), n)))


@lru_cache(maxsize=20_000)
def _parted(text: str, grid: Grid) -> tuple[str, ...]:
    """The names that ``text`` consists of; none where anything is left over."""
    found: list[str] = []
    while text:
        name = next(filter(text.startswith, _vocabulary(grid)), None)
        if name is None:
            return ()
        found.append(name)
        text = text[len(name) :]
    return tuple(found)


@cache
def _beginnings(grid: Grid) -> frozenset[str]:
    """What the names that a head of ``grid`` may have begin with, the whole names included."""
    return frozenset(name[:n] for name in _vocabulary(grid) for n in range(1, len(name) + 1))


def _order(words: Sequence[str], names: Mapping[str, int], table: Table) -> Order | None:
    """The order in which ``words``, names of columns and captions over them, name all columns of ``table``; of a head
    that names them more than once the last names. () where the names that are printed contradict the form's order,
    and do not tell another.
    """
    width = len(table.columns)
    order = [names[w] for w in words if names[w] >= 0]
    if len({*order}) < len(order):
        return _repeated(order, table)
    if len(order) < width:
        return _contradicts(order, table)
    plain, under = (_around(own, table) for own in (order, _under_captions(words, names, table)))
    # Converters print a caption in any place of the lines above, and the names below it in their order.
    usual = tuple(range(width))
    return usual if usual in (plain, under) else plain if plain == under else ()


def _around(order: Sequence[int], table: Table) -> Order:
    """``order`` with a total after the columns that it adds up, if it stands between them: in a head of two lines it is
    named in the first."""
    totals = [c for s in table.column_sums for c in s.whole]
    if not {*order[1:-1]} & {*totals}:
        return tuple(order)
    return (*(c for c in order if c not in totals), *totals)


def _repeated(order: Sequence[int], table: Table) -> Order | None:
    """The order of the last names where columns are named several times."""
    width = len(table.columns)
    last = tuple(order[-width:])
    if sorted(last) != [*range(width)]:
        return _contradicts(order, table)
    several = {tuple(order[n : n + width]) for n in range(0, len(order), width)}
    return last if len(order) % width or several == {last} else ()


def _contradicts(order: Sequence[int], table: Table) -> Order | None:
    """() where columns, without totals, are not named in the form's order, from one that is named again on as before."""
    totals = {c for s in table.column_sums for c in s.whole}
    seen: list[int] = []
    for column in order:
        if column in seen:
            seen = []
        if seen and column not in totals and column < seen[-1]:
            return ()
        seen += [column] * (column not in totals)
    return None


def _under_captions(words: Sequence[str], names: Mapping[str, int], table: Table) -> list[int]:
    """The columns that ``words`` name, those under a caption in its place where they are named after it."""
    order: list[int] = []
    placed: set[int] = set()
    for at, word in enumerate(words):
        column = names[word]
        if column < 0:
            own = {n for n, c in enumerate(table.columns) if c.group and cjk(c.group) == word}
            under = [names[w] for w in words[at + 1 :] if names[w] in own]
            order += [c for c in under if c not in placed]
            placed |= {*under}
        elif column not in placed:
            order.append(column)
            placed.add(column)
    return order


__all__ = ["blocks", "columns", "named", "sides"]
