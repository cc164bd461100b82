"""Chooses among alternative readings of ambiguous rows (``ways``) so that all sums of the table can hold.

A row's domain is the list of its ways. Domains are reduced in three steps: rows that lack equally many
cells are made to lack the same columns (``agreed``), each sum over rows is propagated column by column
(``_pruned``), and rows that add up to a known total are solved over all columns at once (``joint``). What is
printed is never moved or overruled to make a sum hold; what several choices still allow stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from govie.form import Table
from govie.tables.choices import joint
from govie.tables.labels import Grid
from govie.tables.prints import Kind
from govie.tables.slots import Slots, sum_state, value

_ROUNDS = 12  # of propagation: it has always come to rest before
_LARGEST_SUM = 2_000_000  # more than a column of any report adds up to
_LEAST_AGREEING = 3  # rows that show which columns a converter dropped
_LEAST_CONTRADICTED = 2  # rows whose sums fail in every other choice of columns

Domains = dict[int, list[Slots]]
"""For each row that is not settled its ways."""


class _Sum(NamedTuple):
    """A sum over rows: those of ``parts`` add up to those of ``whole``, by their numbers in the grid."""

    parts: tuple[int, ...]
    whole: tuple[int, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """All of its rows."""
        return self.parts + self.whole


def agreed(
    grid: Grid, domains: Mapping[int, Sequence[Slots]], fixed: Mapping[int, Slots]
) -> Domains:
    """``domains`` with the ways left that lack the same columns as the other rows do.

    A converter that drops an empty cell drops it from every row, and there are few sets of columns that
    agencies leave empty in whole tables. If one of these sets contradicts no row's sums while every other
    contradicts some, it is the set. ``fixed``: the rows that can be read in one way only.
    """
    found = {row: [*ways] for row, ways in domains.items()}
    empty = {_empty(slots) for slots in fixed.values()}
    if len(fixed) >= _LEAST_AGREEING and len(empty) == 1:
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
        if len(rows) < max(_LEAST_AGREEING, len(fixed)):
            continue
        told = [
            [(_missing(w), sum_state(grid.rows[row].table, w)) for w in found[row]] for row in rows
        ]
        for columns in sorted(_usual(len(found[rows[0]][0]))):
            states = [_states(ways, columns) for ways in told]
            possible = all(own >= 0 for own, _ in states)
            contradicted = sum(others < 0 for _, others in states)
            if possible and contradicted >= _LEAST_CONTRADICTED:
                for row in rows:
                    found[row] = [w for w in found[row] if _missing(w) == columns]
                break
    return found


def _states(
    ways: Sequence[tuple[tuple[int, ...], int]], columns: tuple[int, ...]
) -> tuple[int, int]:
    """The best ``sum_state`` of the ways that lack ``columns``, and that of all other ways; ``ways``: what each lacks, and
    its state."""
    own = max((state for missing, state in ways if missing == columns), default=-1)
    others = max((state for missing, state in ways if missing != columns), default=-1)
    return own, others


def _usual(width: int) -> set[tuple[int, ...]]:
    """Columns that agencies leave empty in whole tables: the totals, or all but totals or persons."""
    last = width - 1
    return {(last,), tuple(range(last)), tuple(range(1, width)), tuple(range(1, last))}


def _empty(slots: Slots) -> tuple[int, ...]:
    """The columns in which nothing stands, delimited or not."""
    return tuple(i for i, c in enumerate(slots) if c is None or c.kind is Kind.EMPTY)


def _missing(way: Slots) -> tuple[int, ...]:
    """The columns for which the text delimits no cell."""
    return tuple(i for i, c in enumerate(way) if c is None)


def _pruned(
    grid: Grid, fixed: Mapping[int, Slots], domains: Mapping[int, Sequence[Slots]]
) -> Domains:
    """The ways of ``domains`` with which the sums over rows can hold, given the rows that are ``fixed``.

    Only sums of which every row was read count. Where no choice makes a sum hold in all columns, the agency's own
    arithmetic is wrong, and nothing is removed: the columns that are looked at first would be taken for empty, and
    all numbers moved into the last.
    """
    found = {row: [*ways] for row, ways in domains.items()}
    for first, table in _tables(grid):
        sums = {
            _Sum(tuple(first + r for r in s.parts), tuple(first + r for r in s.whole)): [
                *range(len(table.columns))
            ]
            for s in table.row_sums
        }
        for n in range(_ROUNDS):
            before = sum(map(len, found.values()))
            for its in [*sums]:
                if not all(r in fixed or found.get(r) for r in its.rows):
                    continue
                known = {row: found[row] for row in its.rows if row in found}
                if all(len(ways) == 1 for ways in known.values()):
                    continue
                if not n:
                    # What cannot hold in a column whatever is chosen says nothing of the others.
                    sums[its] = [c for c in sums[its] if _can_hold(found, fixed, its, [c])]
                columns = sums[its]
                held = _can_hold(found, fixed, its, columns) and all(
                    _prune(found, fixed, its, column) for column in columns
                )
                if not held:
                    found |= known
                    del sums[its]
            if sum(map(len, found.values())) == before:
                break
    return found


def _tables(grid: Grid) -> Iterator[tuple[int, Table]]:
    """The tables of ``grid``, each with the number of its first row."""
    first = 0
    while first < len(grid.rows):
        table = grid.rows[first].table
        yield first, table
        first += len(table.rows)


def _can_hold(
    found: Domains, fixed: Mapping[int, Slots], its: _Sum, columns: Sequence[int]
) -> bool:
    """Whether the parts of a sum can add up to its whole over all ``columns`` together, as they must where each holds."""
    options = {
        row: {
            sum([value(way[c]) for c in columns])
            for way in ([fixed[row]] if row in fixed else found[row])
        }
        for row in its.rows
    }
    mask = _mask(options, its)
    return mask is None or bool(_meeting(options, its, mask)[1])


def _mask(options: Mapping[int, set[float]], its: _Sum) -> int | None:
    """The bits of the sums that both sides may come to; None where they are no counts, or too large to follow."""
    if any(v < 0 or v != int(v) for values in options.values() for v in values):
        return None
    most = int(min(sum(max(options[r]) for r in side) for side in (its.parts, its.whole)))
    return None if most > _LARGEST_SUM else (1 << (most + 1)) - 1


def _meeting(
    options: Mapping[int, set[float]], its: _Sum, mask: int
) -> tuple[tuple[list[int], ...], int]:
    """The sums that the first rows of either side can make, and those that both sides can come to."""
    sides = tuple(_reached([options[r] for r in side], mask) for side in (its.parts, its.whole))
    return sides, sides[0][-1] & sides[1][-1]


def _prune(found: Domains, fixed: Mapping[int, Slots], its: _Sum, column: int) -> bool:
    """Remove from ``found`` the ways with which the parts of a sum cannot add up to its whole in ``column``.

    A set of sums is an integer whose bit n stands for the sum n. A value is possible where the sums of
    the rows before it, the value and the sums of the rows after it can meet the other side. False where no
    way of some row is left.
    """
    options = {
        row: {value(way[column]) for way in ([fixed[row]] if row in fixed else found[row])}
        for row in its.rows
    }
    mask = _mask(options, its)
    if mask is None:
        return True
    sides, both = _meeting(options, its, mask)
    for side, before in zip((its.parts, its.whole), sides, strict=True):
        after = both
        for place in range(len(side) - 1, -1, -1):
            row = side[place]
            possible = {
                v
                for v in options[row]
                if v < mask.bit_length() and (before[place] << int(v)) & after
            }
            after = joint.union(after >> int(v) for v in options[row])
            if row not in fixed and len(possible) < len(options[row]):
                found[row] = [way for way in found[row] if value(way[column]) in possible]
            if not possible:
                return False
    return True


def _reached(options: Sequence[set[float]], mask: int) -> list[int]:
    """For each n the sums that the first n of ``options`` can make, as bits."""
    sums = [1]
    for values in options:
        near = [int(v) for v in values if v <= mask.bit_length()]
        sums.append(joint.union(sums[-1] << v for v in near) & mask)
    return sums


def settled(
    grid: Grid, fixed: Mapping[int, Slots], domains: Mapping[int, Sequence[Slots]]
) -> Domains:
    """``domains`` reduced by all sums of the table: column by column, and then over all columns at once."""
    fixed = {**_unfilled(grid, fixed, domains), **fixed}
    found = _pruned(grid, fixed, domains)
    for first, table in _tables(grid):
        for s in table.row_sums:
            _solve(found, fixed, [first + r for r in s.parts], [first + r for r in s.whole])
    return _pruned(grid, fixed, found)


def _unfilled(
    grid: Grid, fixed: Mapping[int, Slots], domains: Mapping[int, Sequence[Slots]]
) -> dict[int, Slots]:
    """The rows of which nothing was read, as rows without a cell, where sums can hold in all columns without them.

    Where empty cells leave no trace, neither does a row that has no others. The total of such a sum was read, and
    each of its columns must be able to hold, that of the totals among them: a row that was lost would be missed there.
    """
    found: dict[int, Slots] = {}
    known = {row: [*ways] for row, ways in domains.items()}
    read = {**domains, **{row: [slots] for row, slots in fixed.items()}}
    for first, table in _tables(grid):
        columns = [*range(len(table.columns))]
        for s in table.row_sums:
            its = _Sum(tuple(first + r for r in s.parts), tuple(first + r for r in s.whole))
            absent = {row: (None,) * len(columns) for row in its.parts if row not in read}
            if not absent or not all(row in read for row in its.whole):
                continue
            options = {**fixed, **found, **absent}
            if all(
                _can_hold(known, options, its, own) for own in (*([c] for c in columns), columns)
            ):
                found |= absent
    return found


def _solve(
    found: Domains, fixed: Mapping[int, Slots], parts: Sequence[int], whole: Sequence[int]
) -> None:
    """Remove from ``found`` the ways with which ``parts`` cannot add up to ``whole`` in all columns at once.

    Only where every row was read and ``whole`` can be read in one way.
    """
    known = {
        r: found[r] if r in found else [fixed[r]]
        for r in (*parts, *whole)
        if r in found or r in fixed
    }
    if len(known) < len(parts) + len(whole) or any(len(known[r]) != 1 for r in whole):
        return
    if all(len(known[r]) <= 1 for r in parts):
        return
    # Digits that ran together may make a number that no array holds.
    most = _LARGEST_SUM + 1
    ways = [np.array([[min(value(c), most) for c in way] for way in known[r]]) for r in parts]
    total = np.array([[min(value(c), most) for c in known[r][0]] for r in whole]).sum(0)
    if any((w != w.round()).any() for w in ways):
        return
    order = sorted(range(len(parts)), key=lambda n: len(ways[n]))
    left = joint.possible([ways[n].astype(np.int64) for n in order], total.astype(np.int64))
    for n, kept in zip(order, left or (), strict=False):
        if parts[n] in found:
            found[parts[n]] = [found[parts[n]][k] for k in kept]
