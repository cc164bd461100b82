"""The state of each cell in the page: its CSS classes, the id of its element, its span in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from govie.form import Cell, Form, Table, forms
from govie.values import DOUBTFUL, CellValue, Check, ReportData

# Used on pages and in the terminal.
SIGNS = {
    "failed": "!",
    "repaired": "~",
    "corrected": "✓",
    "doubtful": "?",
    "blank": "·",
    "missing": "—",
}


@dataclass(frozen=True)
class Seen:
    """A report with what the page needs to show it. ``number``: its number on the page; ``name``: its file; ``gains``:
    the expected gain of checking each cell (``govie.review.looks``), if known."""

    report: ReportData
    text: str | None
    number: int = 0
    name: str = ""
    gains: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def form(self) -> Form | None:
        """The report's form; ``None`` if it has none."""
        return forms().get(self.report.form or "")

    @cached_property
    def cells(self) -> dict[str, tuple[int, Cell]]:
        """Position and place of each cell in the form, by path."""
        return {c.path: (n, c) for n, c in enumerate(self.form.cells)} if self.form else {}

    @cached_property
    def failed(self) -> tuple[Check, ...]:
        """The checks that fail and that no person confirmed as printed so."""
        return tuple(check for check in self.report.failed if check.confirmed is None)

    @cached_property
    def failing(self) -> Counter[str]:
        """The number of failed checks that each cell is part of."""
        return Counter(path for check in self.failed for path in check.paths)

    def id(self, kind: str, which: int) -> str:
        """The id of an element; ``kind``: ``c`` for a cell, ``m`` for its mark, ``f`` for a fact, ``n`` for its mark."""
        return f"r{self.number}{kind}{which}"

    def ids(self, paths: Iterable[str]) -> list[str]:
        """The ids of the elements of those cells that the form has."""
        return [self.id("c", self.cells[path][0]) for path in paths if path in self.cells]

    def cell(self, path: str) -> CellValue | None:
        """The value at ``path``; ``None`` where a stored report lacks the cell."""
        return self.report.cells.get(path)

    def states(self, path: str) -> list[str]:
        """The cell's status, then ``doubtful`` with its grade, ``failed``, and ``suspect`` if several checks fail."""
        cell = self.cell(path)
        if cell is None:
            return ["missing"]
        states: list[str] = [cell.status]
        doubted = cell.confidence < DOUBTFUL and cell.status != "corrected"
        if cell.value is not None and doubted:
            states += _doubt(cell.confidence)
        if self.failing[path]:
            states.append("failed")
            if self.failing[path] > 1:
                states.append("suspect")
        return states

    def placed(self, path: str) -> tuple[int, int] | None:
        """The span of the cell; for a cell whose print is lost, the empty span between its neighbors."""
        cell = self.cell(path)
        if cell is None or self.text is None:
            return None
        if cell.start is not None and cell.end is not None:
            return cell.start, cell.end
        return self._gap(path) if cell.status in ("repaired", "missing") else None

    def _gap(self, path: str) -> tuple[int, int] | None:
        here = self.cells[path][1]
        after, before = (self._at(_neighbour(here, step)) for step in (-1, 1))
        if before is not None and (after is None or after[1] <= before[0]):
            return before[0], before[0]
        return (after[1], after[1]) if after is not None else None

    def _at(self, path: str | None) -> tuple[int, int] | None:
        cell = self.cell(path) if path is not None else None
        if cell is None or cell.start is None or cell.end is None:
            return None
        return cell.start, cell.end

    def fact_states(self, confidence: float) -> list[str]:
        """``fact``, then ``doubtful`` with its grade if the confidence is low."""
        return ["fact", *_doubt(confidence)] if confidence < DOUBTFUL else ["fact"]


def _doubt(confidence: float) -> list[str]:
    """``doubtful`` and its grade: d1 (at least 0.75), d2 (at least 0.5) or d3."""
    grade = 1 if confidence >= 0.75 else 2 if confidence >= 0.5 else 3
    return ["doubtful", f"d{grade}"]


def _neighbour(cell: Cell, step: int) -> str | None:
    column = cell.column + step
    inside = 0 <= column < len(cell.table.columns)
    return cell.table.path(cell.row, column) if inside else None


def shown(value: float | None, table: Table, column: int, status: str) -> str:
    """A value as the form prints it: money in the unit of its column, a change with its sign."""
    if value is None:
        return SIGNS["blank"] if status == "blank" else SIGNS["missing"]
    label = table.columns[column]
    if label.is_money:
        return number(value / label.multiplier) + ("" if label.multiplier > 1 else "元")
    return f"{value:+,}" if label.key == "change" and value else number(value)


def number(value: float) -> str:
    """A number with thousands separators and without trailing zeros; integers may come as floats."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6f}".rstrip("0")
