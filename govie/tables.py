"""The statutory tables of a report: regions, readings, cells.

For each section the region between its heading and the next is read by ``align``; the best reading's
figures become cells. Damaged and lost print is then repaired where the form's sums settle it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from govie import align, arithmetic, confidence, headers, numerals, tokens
from govie.align import Placement, Reading
from govie.form import Form
from govie.headers import Grid
from govie.report import CellValue
from govie.source import Source
from govie.tokens import Kind, Token

Number = int | float


@dataclass(frozen=True, slots=True)
class Region:
    """Where in the view a section's tables may stand."""

    section: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What spoke for one cell's reading; ``confidence`` turns it into a probability."""

    token: Token | None
    label: float
    margin: float
    certain: bool
    by_column: bool
    skipped: int
    checked: bool  # the table has sums


def read(source: Source, form: Form, regions: Iterable[Region]) -> tuple[dict[str, CellValue], list[str]]:
    """Every cell of ``form``, and the warnings that go with them."""
    evidence: dict[str, Evidence] = {}
    spreads: list[tuple[headers.Row, align.Slots]] = []
    warnings: list[str] = []
    stream: list[Token] = []
    for region in regions:
        found = tokens.scan(source.view, region.start, region.end)
        grid = headers.grid(form, region.section)
        values = [t for t in found if t.is_value]
        stream += values
        segments, before = headers.segments(found, grid)
        readings = align.read(grid, values, segments, before)
        if not values or not any(s.touched for s in segments):
            continue
        best = readings[0]
        for placement in best.placements:
            row = grid.rows[placement.row]
            margin = _margin(readings, placement)
            for column, token in enumerate(placement.slots):
                evidence[row.path(column)] = Evidence(
                    token,
                    placement.label,
                    margin,
                    placement.certain,
                    placement.by_column,
                    best.skipped,
                    bool(row.table.column_sums),
                )
            if not placement.certain:
                spreads.append((row, placement.slots))
    cells = _cells(source, form, evidence, spreads)
    cells = _repaired(form, cells, evidence, stream)
    return cells, warnings


def _margin(readings: list[Reading], placement: Placement) -> float:
    """How much worse the best reading is that gives this row other figures."""
    best = readings[0].score
    values = [align.value(t) for t in placement.slots]
    for other in readings[1:]:
        rival = other.slots().get(placement.row)
        if rival is None or [align.value(t) for t in rival.slots] != values:
            return best - other.score
    return 20.0


def _cells(
    source: Source,
    form: Form,
    evidence: dict[str, Evidence],
    spreads: list[tuple[headers.Row, align.Slots]],
) -> dict[str, CellValue]:
    multipliers = {c.path: c.table.columns[c.column] for c in form.cells}
    cells: dict[str, CellValue] = {}
    for path, column in multipliers.items():
        known = evidence.get(path)
        token = known.token if known else None
        if token is None:
            cells[path] = CellValue(None, "missing", 0.9)
            continue
        start, end = source.span(token.start, token.end)
        raw = source.raw[start:end]
        if token.kind is Kind.BLANK:
            cells[path] = CellValue(None, "blank", 0.95, raw, start, end)
            continue
        assert token.figure is not None
        if column.is_money:
            value = numerals.yuan(token.figure, column.multiplier)
        else:
            value = numerals.whole(token.figure.value * token.figure.scale)
        status = "repaired" if token.kind is Kind.DAMAGED else "read"
        cells[path] = CellValue(value, status, 0.99, raw, start, end)  # type: ignore[arg-type]
    for row, slots in spreads:
        _spread(row, slots, cells)
    return cells


def _spread(row: headers.Row, slots: align.Slots, cells: dict[str, CellValue]) -> None:
    """Figures of a row that lost some, where layout does not say which: keep what all spreads agree on."""
    figures = {id(t): cells[row.path(c)] for c, t in enumerate(slots) if t is not None}
    possible: list[list[tuple[Number | None, CellValue | None]]] = [[] for _ in slots]
    for spread in align.agreements(row, slots):
        filled = align.completed(row, spread)
        if filled is None:
            continue
        for column, (token, number) in enumerate(zip(spread, filled, strict=True)):
            cell = figures[id(token)] if token is not None else None
            possible[column].append((number, cell))
    for column, answers in enumerate(possible):
        numbers = {number for number, _ in answers}
        path = row.path(column)
        if len(numbers) != 1 or None in numbers:
            cells[path] = CellValue(None, "missing", 0.3)
            continue
        (number,) = numbers
        printed = next((c for _, c in answers if c is not None), None)
        if all(c is not None for _, c in answers) and printed is not None:
            cells[path] = replace(printed, confidence=0.9)
        else:
            cells[path] = CellValue(number, "repaired", 0.85, why="only value its row leaves")


def _repaired(
    form: Form,
    cells: dict[str, CellValue],
    evidence: dict[str, Evidence],
    stream: list[Token],
) -> dict[str, CellValue]:
    """Lost and damaged print, repaired where the sums settle it; then every cell's confidence."""
    lost = {p for p, e in evidence.items() if e.certain and e.token is None}
    damaged = {p for p, e in evidence.items() if e.token is not None and e.token.kind is Kind.DAMAGED}
    ocr = any(t.kind is Kind.DAMAGED for t in stream)
    values = {p: c.value for p, c in cells.items() if c.status != "missing" or p in lost}
    settled = arithmetic.implied(form, values, lost)
    few = len(lost) <= max(3, 0.03 * len(cells))
    out = dict(cells)
    for path in lost:
        number, because = settled.get(path, (None, ()))
        if number is None or (number == 0 and not (ocr or few)):
            status = "blank" if number == 0 or not few else "missing"
            out[path] = CellValue(None, status, 0.7)  # type: ignore[arg-type]
        else:
            why = "；".join(rule.name for rule in because)
            sure = 0.97 if len(because) > 1 or ocr else 0.85
            out[path] = CellValue(number, "repaired", sure, why=why)
    agreed = arithmetic.implied(form, {p: c.value for p, c in out.items() if c.status != "missing"}, damaged)
    for path in damaged:
        number, because = agreed.get(path, (None, ()))
        cell = out[path]
        if number is not None and number == cell.value:
            why = "；".join(rule.name for rule in because)
            out[path] = replace(cell, confidence=0.98, why=why)
        elif number is not None and len(because) > 1:
            why = "；".join(rule.name for rule in because)
            out[path] = replace(cell, value=number, confidence=0.8, why=why)
        else:
            out[path] = replace(cell, confidence=0.6, why="look-alike of a digit")
    failed = {p for c in arithmetic.check(form, out) if c.ok is False for p in c.paths}
    held = {p for c in arithmetic.check(form, out) if c.ok and c.found for p in c.paths}
    return {
        path: replace(cell, confidence=confidence.of(cell, evidence.get(path), path in failed, path in held))
        for path, cell in out.items()
    }
