"""Rows whose cells may stand in more than one way, settled by what all sums of the table allow together.

A way is one full assignment of a row. Ways come from cells that a converter dropped (which columns are
empty?), numbers that ran together (where does one end?) and numbers that a narrow column broke (which
pieces belong together?). Print is never moved or overruled to make a sum come out: only the ways of a row
that the print leaves open are chosen among, and what several choices still allow stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from govie.form import Table
from govie.headers import Grid
from govie.tables import joint
from govie.tables.cells import Cell
from govie.tables.prints import Kind

Slots = tuple[Cell | None, ...]
"""A row's cells by column, None where nothing is delimited."""

_MOST_WAYS = 4000
_ROUNDS = 12
_LARGEST_SUM = 2_000_000  # more than a column of any report adds up to
_LONGEST = 34  # digits of numbers that ran together


def value(cell: Cell | None) -> float:
    """What ``cell`` counts for in a sum: nothing where nothing is printed."""
    return 0 if cell is None or cell.value is None else cell.value


def sum_state(table: Table, slots: Slots) -> int:
    """1 where all of the row's sums hold and are not 0, 0 where they say nothing, -1 where one fails."""
    return _state(table, [None if cell is None else cell.value for cell in slots])


def _state(table: Table, values: Sequence[float | None]) -> int:
    """``sum_state`` of a row of numbers, None where none is printed."""
    state = 0
    for s in table.column_sums:
        parts = [v for c in s.parts if (v := values[c]) is not None]
        whole = [v for c in s.whole if (v := values[c]) is not None]
        if not parts or not whole:
            continue
        total = sum(parts)
        if total != sum(whole):
            return -1
        if total:
            state = 1
    return state


def ways(table: Table, cells: Sequence[Cell]) -> list[Slots]:
    """Every way in which ``cells`` may be a row of ``table``, those that its sums speak for if any is."""
    width = len(table.columns)
    cells = [c for c in cells if c.kind is not Kind.EMPTY] if len(cells) > width else [*cells]
    found: list[Slots] = []
    if len(cells) == width + 1:
        found += [w for w in _signed(cells) if len(w) == width and fits(table, w)]
    if len(cells) <= width:
        found += [w for w in _placed(cells, width) if fits(table, w)]
    if len(cells) < width:
        found += _split(cells, width, table)
    elif len(cells) > width:
        found += _joined(cells, width, table)
    if not table.column_sums:
        return found
    by_state: dict[int, list[Slots]] = {1: [], 0: [], -1: []}
    for way in found[:_MOST_WAYS]:
        by_state[sum_state(table, way)].append(way)
    # Where no sum comes out a part or the total is lost, or the agency's sum is wrong.
    return by_state[1] or by_state[0] + by_state[-1]


def _signed(cells: Sequence[Cell]) -> Iterator[Slots]:
    """``cells`` with a dash that stands apart from its number taken for its sign."""
    for n, (dash, number) in enumerate(pairwise(cells)):
        if dash.text == "-" and number.kind is Kind.NUMBER and number.value:
            joined = replace(
                number, start=dash.start, text=f"-{number.text}", value=-number.value, sure=False
            )
            yield (*cells[:n], joined, *cells[n + 2 :])


def _placed(cells: Sequence[Cell], width: int) -> Iterator[Slots]:
    for columns in combinations(range(width), len(cells)):
        slots: list[Cell | None] = [None] * width
        for column, cell in zip(columns, cells, strict=True):
            slots[column] = cell
        yield tuple(slots)


def fits(table: Table, slots: Sequence[Cell | None]) -> bool:
    """Whether signs and units stand in columns that may have them."""
    for column, cell in zip(table.columns, slots, strict=True):
        if cell is None or cell.value is None:
            continue
        signed = cell.text[:1] in "+-" or cell.value < 0
        if signed and not column.signed:
            return False
        if cell.unit is not None and cell.unit[-1] in "元圆圓" and not column.is_money:
            return False
        if isinstance(cell.value, float) and not column.is_money:
            return False
    return True


def _split(cells: Sequence[Cell], width: int, table: Table) -> list[Slots]:
    """Numbers that ran together, cut where the row's sum comes out."""
    texts = [c.text for c in cells]
    digits = sum(map(len, texts))
    if (
        not table.column_sums
        or not all(map(str.isdecimal, texts))
        or not width <= digits <= _LONGEST
        or digits - len(texts) < width - len(texts)
    ):
        return []
    (total,) = table.column_sums[0].whole
    if total != width - 1:
        return []
    found: list[Slots] = []
    for bounds in _cuts(texts, width):
        found.append(tuple(_piece(cells[n], a, b) for n, a, b in bounds))
        if len(found) > _MOST_WAYS:
            return []
    return found


_Bounds = tuple[int, int, int]  # which cell, and from where to where in its text


def _cuts(texts: Sequence[str], width: int) -> Iterator[list[_Bounds]]:
    """Cuts of ``texts`` into ``width`` numbers of which the last is the sum of the others."""
    places = [(n, i) for n, text in enumerate(texts) for i in range(len(text))]
    count = len(places)

    def pieces(at: int, left: int, room: int) -> Iterator[tuple[_Bounds, int, int]]:
        """The numbers that may begin at ``at``, each with its value and where it ends."""
        n, i = places[at]
        text = texts[n]
        for end in range(i + 1, len(text) + 1):
            value = int(text[i:end])
            if (end - i > 1 and text[i] == "0") or value > room or end - i > 7:
                return
            yield (n, i, end), value, at + end - i

    def rest(at: int, left: int, room: int, total: int) -> Iterator[list[_Bounds]]:
        """Cuts of ``places[at:stop]`` into ``left`` numbers that add up to ``room``."""
        if left == 0:
            if room == 0 and at == total:
                yield []
            return
        if total - at < left:
            return
        for bounds, value, after in pieces(at, left, room):
            for others in rest(after, left - 1, room - value, total):
                yield [bounds, *others]

    # The total is the end of the last text.
    last = len(texts) - 1
    for length in range(1, min(7, len(texts[last])) + 1):
        start = len(texts[last]) - length
        whole = texts[last][start:]
        if length > 1 and whole[0] == "0":
            continue
        for cut in rest(0, width - 1, int(whole), count - length):
            yield [*cut, (last, start, len(texts[last]))]


def _piece(cell: Cell, start: int, end: int) -> Cell:
    if (start, end) == (0, len(cell.text)):
        return cell
    text = cell.text[start:end]
    return replace(
        cell, kind=Kind.DAMAGED, start=cell.start + start, end=cell.start + end, text=text,
        value=int(text), sure=False,
    )  # fmt: skip


def _joined(cells: Sequence[Cell], width: int, table: Table) -> list[Slots]:
    """Numbers that a narrow column broke, put together where the row's sum comes out."""
    if not table.column_sums or len(cells) > width + 5:
        return []
    if not all(c.kind in (Kind.NUMBER, Kind.DAMAGED) and c.text.isdecimal() for c in cells):
        return []
    found: list[Slots] = []
    pieces = _pieces(cells)
    for cuts in combinations(range(1, len(cells)), width - 1):
        groups = [*pairwise((0, *cuts, len(cells)))]
        if (
            all(map(pieces.__contains__, groups))
            and _state(table, [pieces[g] for g in groups]) == 1
        ):
            found.append(tuple(_whole(cells[a:b]) for a, b in groups))
    return found


def _pieces(cells: Sequence[Cell]) -> dict[tuple[int, int], float | None]:
    """The number that the cells from one to another make together, where they can make one."""
    found: dict[tuple[int, int], float | None] = {}
    for start, cell in enumerate(cells):
        found[start, start + 1] = cell.value
        text = cell.text
        for end in range(start + 2, len(cells) + 1):
            text += cells[end - 1].text
            if text[0] == "0" or len(text) > 7:
                break
            found[start, end] = int(text)
    return found


def _whole(group: Sequence[Cell]) -> Cell:
    if len(group) == 1:
        return group[0]
    text = "".join(c.text for c in group)
    return replace(
        group[0], kind=Kind.DAMAGED, end=group[-1].end, text=text, value=int(text), sure=False
    )


def side_by_side(
    tables: Sequence[Table], widths: Sequence[int], cells: Sequence[Cell]
) -> list[list[Slots]]:
    """The ways of each of several rows that stand in one line of too few or too many cells.

    The cells are dealt out to the rows in every way in which no row's sum fails, those with the most sums
    that hold; a row's ways are those that occur in any of them.
    """
    cells = [c for c in cells if c.kind is not Kind.EMPTY] if len(cells) > sum(widths) else [*cells]
    if len(cells) > sum(widths):
        return []
    if cut := _cut_side_by_side(tables, widths, cells):
        return cut
    best = -1
    found: list[list[list[Slots]]] = []

    def deal(row: int, at: int, score: int, chosen: list[list[Slots]]) -> None:
        nonlocal best, found
        if row == len(tables):
            if at == len(cells) and score >= best:
                if score > best:
                    best, found = score, []
                found.append(chosen)
            return
        for count in range(min(widths[row], len(cells) - at) + 1):
            if len(cells) - at - count > sum(widths[row + 1 :]):
                continue
            options = [
                w for w in _placed(cells[at : at + count], widths[row]) if fits(tables[row], w)
            ]
            states = {way: sum_state(tables[row], way) for way in options}
            top = max(states.values(), default=-1)
            if top < 0:
                continue
            ways = [w for w, s in states.items() if s == top]
            deal(row + 1, at + count, score + top, [*chosen, ways])

    deal(0, 0, 0, [])
    if not found or len(found) > 200:
        return []
    merged: list[list[Slots]] = []
    for row in range(len(tables)):
        merged.append([*dict.fromkeys(way for choice in found for way in choice[row])])
    return merged


_MOST_CUTS = 200


def _cut_side_by_side(
    tables: Sequence[Table], widths: Sequence[int], cells: Sequence[Cell]
) -> list[list[Slots]]:
    """The ways of rows side by side whose numbers ran together: each total is the sum of what is before it."""
    texts = [c.text for c in cells]
    digits = sum(map(len, texts))
    totals = all(
        t.column_sums and t.column_sums[0].whole == (w - 1,)
        for t, w in zip(tables, widths, strict=True)
    )
    if not totals or not all(map(str.isdecimal, texts)) or len(cells) == sum(widths):
        return []
    if not sum(widths) <= digits <= _LONGEST:
        return []
    found: list[list[list[_Bounds]]] = []

    def numbers(n: int, at: int) -> Iterator[_Bounds]:
        """The numbers that may begin at ``at`` in cell ``n``."""
        if n < len(texts) and at == len(texts[n]):
            n, at = n + 1, 0
        if n < len(texts):
            for end in range(at + 1, min(len(texts[n]), at + 5) + 1):
                yield n, at, end
                if texts[n][at] == "0":
                    return

    def deal(row: int, n: int, at: int, chosen: list[list[_Bounds]]) -> None:
        if len(found) > _MOST_CUTS:
            return
        if row == len(widths):
            if (n, at) == (len(texts) - 1, len(texts[-1])):
                found.append(chosen)
            return

        def part(left: int, n: int, at: int, total: int, so_far: list[_Bounds]) -> None:
            for bounds in numbers(n, at):
                number = int(texts[bounds[0]][bounds[1] : bounds[2]])
                if left:
                    part(left - 1, bounds[0], bounds[2], total + number, [*so_far, bounds])
                elif number == total:
                    deal(row + 1, bounds[0], bounds[2], [*chosen, [*so_far, bounds]])

        part(widths[row] - 1, n, at, 0, [])

    deal(0, 0, 0, [])
    if not 0 < len(found) <= _MOST_CUTS:
        return []
    rows = [
        [tuple(_piece(cells[n], a, b) for n, a, b in cut[row]) for cut in found]
        for row in range(len(widths))
    ]
    return [[*dict.fromkeys(ways)] for ways in rows]


Domains = dict[int, list[Slots]]


def agreed(
    grid: Grid, domains: Mapping[int, Sequence[Slots]], fixed: Mapping[int, Slots]
) -> Domains:
    """``domains`` with rows that lack as many cells as others made to lack the same columns.

    A converter that drops an empty cell does so in every row: where one choice of columns that agencies
    leave empty in whole tables contradicts no row, and others contradict some, it is that choice.
    """
    found = {row: [*ways] for row, ways in domains.items()}
    empty = {_empty(slots) for slots in fixed.values()}
    if len(fixed) >= 3 and len(empty) == 1:
        columns = empty.pop()
        for row, options in found.items():
            same = [w for w in options if _missing(w) == columns]
            found[row] = same or options
    by_count: dict[int, list[int]] = {}
    for row, options in found.items():
        counts = {sum(c is None for c in way) for way in options}
        if len(counts) == 1 and (count := counts.pop()):
            by_count.setdefault(count, []).append(row)
    for rows in by_count.values():
        if len(rows) < max(3, len(fixed)):
            continue
        for columns in sorted(_usual(len(found[rows[0]][0]))):
            states = [_states(grid.rows[row].table, found[row], columns) for row in rows]
            possible = all(own >= 0 for own, _ in states)
            alone = sum(others < 0 for _, others in states)
            if possible and alone >= 2:
                for row in rows:
                    found[row] = [w for w in found[row] if _missing(w) == columns]
                break
    return found


def _states(table: Table, options: Sequence[Slots], columns: tuple[int, ...]) -> tuple[int, int]:
    """What the sums say of the ways that lack ``columns``, and of the best of the others."""
    own = max((sum_state(table, w) for w in options if _missing(w) == columns), default=-1)
    others = max((sum_state(table, w) for w in options if _missing(w) != columns), default=-1)
    return own, others


def _usual(width: int) -> set[tuple[int, ...]]:
    """Columns that agencies leave empty in whole tables: the totals, or all but totals or persons."""
    last = width - 1
    return {(last,), tuple(range(last)), tuple(range(1, width)), tuple(range(1, last))}


def _empty(slots: Slots) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(slots) if c is None or c.kind is Kind.EMPTY)


def _missing(way: Slots) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(way) if c is None)


def prune(
    grid: Grid, fixed: Mapping[int, Slots], domains: Mapping[int, Sequence[Slots]]
) -> Domains:
    """The ways of ``domains`` that the sums over rows leave, given the rows that are ``fixed``.

    Only sums of which every row is known count; where they contradict each other nothing is left out.
    """
    found = {row: [*ways] for row, ways in domains.items()}
    first = 0
    while first < len(grid.rows):
        table = grid.rows[first].table
        for _ in range(_ROUNDS):
            before = sum(map(len, found.values()))
            for s in table.row_sums:
                rows = [first + r for r in s.places]
                if not all(r in fixed or found.get(r) for r in rows):
                    continue
                for column in range(len(table.columns)):
                    _prune(
                        found,
                        fixed,
                        [first + r for r in s.parts],
                        [first + r for r in s.whole],
                        column,
                    )
            if sum(map(len, found.values())) == before:
                break
        first += len(table.rows)
    return found


def _prune(
    found: Domains,
    fixed: Mapping[int, Slots],
    parts: Sequence[int],
    whole: Sequence[int],
    column: int,
) -> None:
    """Leave out of ``found`` the ways with which ``parts`` cannot add up to ``whole`` in ``column``.

    Sets of sums are bits of an integer: bit n stands for the sum n.
    """
    rows = [*parts, *whole]
    loose = [row for row in rows if row not in fixed and len(found[row]) > 1]
    if not loose:
        return
    options = {
        row: {value(way[column]) for way in ([fixed[row]] if row in fixed else found[row])}
        for row in rows
    }
    if all(len(options[row]) == 1 for row in loose):
        return
    if any(v < 0 or v != int(v) for its in options.values() for v in its):
        return
    most = int(min(sum(max(options[r]) for r in side) for side in (parts, whole)))
    if most > _LARGEST_SUM:
        return
    mask = (1 << (most + 1)) - 1
    sides = ([*parts], [*whole])
    forward = [_reached([options[r] for r in side], mask) for side in sides]
    both = forward[0][-1] & forward[1][-1]
    if not both:
        return  # the agency's sums do not come out: they choose nothing
    for side, before in zip(sides, forward, strict=True):
        after = both
        for place in range(len(side) - 1, -1, -1):
            row = side[place]
            possible = {v for v in options[row] if v <= most and (before[place] << int(v)) & after}
            after = joint.union(after >> int(v) for v in options[row])
            if row in fixed or len(possible) == len(options[row]):
                continue
            kept = [way for way in found[row] if value(way[column]) in possible]
            if kept:
                found[row] = kept


def _reached(options: Sequence[set[float]], mask: int) -> list[int]:
    """The sums that the first n of ``options`` can make, for each n."""
    sums = [1]
    for values in options:
        near = [int(v) for v in values if v <= mask.bit_length()]
        sums.append(joint.union(sums[-1] << v for v in near) & mask)
    return sums


def settled(
    grid: Grid, fixed: Mapping[int, Slots], domains: Mapping[int, Sequence[Slots]]
) -> Domains:
    """``prune``, and then what all columns together leave of the rows that add up to a total that is known."""
    found = prune(grid, fixed, domains)
    first = 0
    while first < len(grid.rows):
        table = grid.rows[first].table
        for s in table.row_sums:
            parts, whole = ([first + r for r in side] for side in (s.parts, s.whole))
            known = {
                r: found[r] if r in found else [fixed[r]]
                for r in (*parts, *whole)
                if r in found or r in fixed
            }
            if len(known) < len(parts) + len(whole) or any(len(known[r]) != 1 for r in whole):
                continue
            loose = [r for r in parts if len(known[r]) > 1]
            if not loose:
                continue
            ways = [np.array([[value(c) for c in way] for way in known[r]]) for r in parts]
            total = np.array([[value(c) for c in known[r][0]] for r in whole]).sum(0)
            if any((w != w.round()).any() for w in ways):
                continue
            order = sorted(range(len(parts)), key=lambda n: len(ways[n]))
            left = joint.possible([ways[n].astype(np.int64) for n in order], total.astype(np.int64))
            for n, kept in zip(order, left or (), strict=False):
                if parts[n] in found:
                    found[parts[n]] = [found[parts[n]][k] for k in kept]
        first += len(table.rows)
    return prune(grid, fixed, found)
