"""Puts the cells of mirrored tables, and of tables whose labels follow their cells, in the form's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from govie.form import forms
from govie.tables.cells import Cell, lines_of
from govie.tables.strip import Strip
from govie.text.characters import cjk

_ALIKE = 0.6  # of the runs that hold a whole row
_MIRRORED = 0.9  # of the rows that end with their label
_LEAST_ROWS = 3
_LEAST_VALUES = 3  # of a row


def from_left(cells: list[Cell]) -> list[Cell]:
    """``cells`` with the lines of a table from left to right whose labels stand last and its columns in reverse order."""
    lines = lines_of(cells)
    long = [line for line in lines if len(line) > _LEAST_VALUES]
    rows = [line for line in long if sum([c.is_printed and c.hard for c in line]) >= _LEAST_VALUES]
    rows = [line for line in rows if any(not c.is_value for c in line)]
    last = [line for line in rows if _ends_with_label(line)]
    if len(last) < max(_LEAST_ROWS, _MIRRORED * len(rows)):
        return cells
    widths = {line[0].fields for line in last}
    places = {cjk(c.text): c.field for c in cells if not c.is_value and c.fields in widths}
    if not any(places.get(last, 0) < places.get(first, -1) for first, last in _ends()):
        return cells
    return [c for line in lines for c in (_mirrored(line) if line[0].fields in widths else line)]


def _ends_with_label(line: Sequence[Cell]) -> bool:
    """Whether all labels of ``line`` stand after what is printed in its cells."""
    first = min(c.field for c in line if not c.is_value)
    return all(c.field < first for c in line if c.is_printed)


@cache
def _ends() -> frozenset[tuple[str, str]]:
    """The names of the first and the last column of tables whose columns add up."""
    return frozenset(
        (cjk(t.columns[0].text), cjk(t.columns[-1].text))
        for form in forms().values()
        for t in form.tables
        if t.column_sums and not t.flat
    )


def _mirrored(line: Sequence[Cell]) -> list[Cell]:
    """The cells of ``line`` from its last field to its first."""
    count = line[0].fields
    turned = [replace(c, field=count - 1 - c.field, breaks=0) for c in reversed(line)]
    return [replace(turned[0], breaks=line[0].breaks), *turned[1:]]


def labels_first(strip: Strip) -> list[Cell]:
    """The cells of ``strip`` with each row's label before its cells; empty where labels do not follow their rows.

    They do where cells stand before the first row's label and none after the last row's, and as many of either.
    """
    rows, runs = strip.grid.rows, strip.runs
    if (
        rows[0].table.flat
        or len(runs) < max(2, len(rows) // 2)
        or len(strip.segments) <= runs[-1].segment + 1
    ):
        return []
    # The heading before the first cells is like the first row's label, which stands after them.
    spelled = [segment.spelled for segment in strip.segments]
    whole = sum(len(run) >= rows[0].width for run in runs)
    if spelled[runs[0].segment] is not None or whole < _ALIKE * len(runs):
        return []
    if len(runs[0]) < rows[0].width:
        return []  # a stray number
    if spelled[runs[1].segment] != 0 or spelled[-1] != len(rows) - 1:
        return []
    groups = [[*own] for _, own in groupby(strip.cells, key=lambda c: c.is_value)]
    head = [] if groups[0][0].is_value else groups.pop(0)
    pairs = zip(groups[::2], groups[1::2], strict=False)
    return [*head, *(cell for values, labels in pairs for cell in (*labels, *values))]


__all__ = ["from_left", "labels_first"]
