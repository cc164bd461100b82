"""Rows fixed before the search, because their own label stands right before as many values as they have columns.

Such rows are anchors. They bound the search: a row between two anchors has its cells between theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

from govie.records import record
from govie.tables.rows import fit
from govie.tables.slots import Slots
from govie.tables.strip import Run, Strip
from govie.text.characters import cjk


@record(frozen=True, slots=True)
class Plan:
    """A strip with what its labels fix.

    ``run_of``: the run of each value; ``fitted``: the slots of each run whose row is known, by its number;
    ``headed``: runs whose slots the names of the columns put in the form's order; ``anchors``: the runs of
    rows that are fixed, in the form's order; ``moved``: those of rows that stand out of the form's order;
    ``apart``: segments whose values the search passes over; ``latest``: for each row where its cells must end;
    ``fresh_in``: for each row the segments in which its label begins.
    """

    strip: Strip
    run_of: tuple[int, ...]
    fitted: Mapping[int, Slots]
    headed: frozenset[int]
    anchors: Mapping[int, int]
    moved: Mapping[int, int]
    apart: frozenset[int]
    latest: tuple[int, ...]
    fresh_in: Mapping[int, set[int]]

    def run_at(self, place: int) -> Run:
        """The run of the value ``place``."""
        return self.strip.runs[self.run_of[place]]


def plan(strip: Strip, trimmed: int = 0) -> Plan:
    """What the labels of ``strip`` fix; ``trimmed``: how many lines show that lines have lost the empty cells at their end."""
    names = {n: row for n, run in enumerate(strip.runs) if (row := named(strip, run)) is not None}
    widths = {n: _width(strip, strip.runs[n], row) for n, row in names.items()}
    fitted = fit.fitted(strip, widths, trimmed)
    anchors = _anchors(strip, names, fitted.slots)
    moved = _moved(strip, anchors, fitted.slots)
    fresh_in: dict[int, set[int]] = {}
    for number, segment in enumerate(strip.segments):
        for row in segment.fresh:
            fresh_in.setdefault(row, set()).add(number)
    return Plan(
        strip,
        tuple(n for n, run in enumerate(strip.runs) for _ in range(len(run))),
        fitted.slots,
        fitted.headed,
        anchors,
        moved,
        strip.foreign | {strip.runs[n].segment for n in moved.values()},
        _latest(strip, anchors),
        fresh_in,
    )


def named(strip: Strip, run: Run) -> int | None:
    """The row that the label before ``run`` names; of rows side by side the first."""
    row = strip.named(run.segment)
    if row is None or not strip.grid.rows[row].table.flat:
        return row
    return 0 if len(strip.segments[run.segment].touched) > 1 or run.segment == 0 else row


def _width(strip: Strip, run: Run, row: int) -> int:
    """How many columns ``row`` has, and all rows side by side where it is the first of them and the head before ``run``
    does not name each column once."""
    rows = strip.grid.rows
    if rows[row].table.flat and row == 0 and strip.heads(run) != rows[0].width:
        return sum(r.width for r in rows)
    return rows[row].width


def _anchors(strip: Strip, names: Mapping[int, int], fitted: Mapping[int, Slots]) -> dict[int, int]:
    """The runs that hold exactly the cells of the row that their own label names, by row.

    Of rows out of the form's order the heaviest chain in its order is kept.
    """
    if strip.grid.rows[0].table.flat:
        return {}
    chains: list[
        tuple[float, int, list[tuple[int, int]]]
    ] = []  # weight, last row, (row, run) pairs
    for number, row in names.items():
        if number not in fitted:
            continue
        segment = strip.segments[strip.runs[number].segment]
        others = [r for r in segment.fresh if r != row]
        printed = any(c is not None and c.is_printed for c in fitted[number])
        weight = 1.0 + 0.5 * printed - 0.4 * len(others)
        if segment.spelled is None and row not in segment.fresh:
            weight -= 0.3  # the row's label goes on here, or the words only resemble it
        if weight <= 0:
            continue
        before = max((c for c in chains if c[1] < row), key=lambda c: c[0], default=None)
        total = weight + (before[0] if before else 0.0)
        chains.append((total, row, [*(before[2] if before else []), (row, number)]))
    return dict(max(chains, key=lambda c: c[0])[2]) if chains else {}


def _moved(strip: Strip, anchors: Mapping[int, int], fitted: Mapping[int, Slots]) -> dict[int, int]:
    """The runs of rows that stand out of the form's order, as a total before its parts, by row.

    Only where the row's whole label and nothing else stands before its delimited cells, or on their line: a broken
    label may be that of a neighboring row.
    """
    found: dict[int, list[int]] = {}
    for number, run in enumerate(strip.runs):
        segment = strip.segments[run.segment]
        row = segment.spelled
        if row is None or row in anchors or number not in fitted:
            continue
        if len(fitted[number]) != strip.grid.rows[row].width:
            continue  # the cells of all rows that stand side by side
        label = strip.grid.rows[row].label
        own = cjk(label.text)
        values = strip.own(run)
        places = [n for n, cell in enumerate(strip.cells) if cell.is_value]
        before = strip.cells[places[run.start] - 1]
        beside = not before.is_value and {c.line for c in values} == {before.line}
        if segment.text in (own, cjk(label.group or "") + own) and (
            beside or all(c.hard for c in values)
        ):
            found.setdefault(row, []).append(number)
    return {row: numbers[0] for row, numbers in found.items() if len(numbers) == 1}


def _latest(strip: Strip, anchors: Mapping[int, int]) -> tuple[int, ...]:
    """For each row, and after the last, where the cells of the rows before it end at the latest."""
    rows = len(strip.grid.rows)
    latest = [len(strip.values)] * (rows + 1)
    for row in range(rows - 1, -1, -1):
        number = anchors.get(row)
        latest[row] = latest[row + 1] if number is None else strip.runs[number].start
    return tuple(latest)
