"""The statutory tables of a report: regions, readings, cells.

For each section the region between its heading and the next is read by ``align``; the best reading's
figures become cells. Damaged and lost print is then repaired where the form's sums settle it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from govie import align, arithmetic, headers, numerals, tokens
from govie.align import Placement
from govie.form import Column, Form
from govie.report import CellValue
from govie.source import Source
from govie.tokens import Kind, Token

Number = int | float

_NEAR = 120  # characters: a money column's header stands so near before its figure
SHORTEST_PROSE = 14  # characters: none of the form's labels as long reads like a sentence


_SCRAP = re.compile(r"[A-Za-z.,·'`°]{1,2}")


class Printed(Protocol):
    """A cell that may be printed: where, in the raw text."""

    @property
    def start(self) -> int | None: ...

    @property
    def end(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Region:
    """Where in the view a section's tables may stand."""

    section: str
    start: int
    end: int


@dataclass(slots=True)
class Evidence:
    """What spoke for one cell's reading; ``confidence`` turns it into a probability."""

    token: Token | None  # the print, or None where it is lost
    label: float
    margin: float
    apart: bool
    by_column: bool
    summed: bool  # the table has sums
    exact: bool  # as many figures as cells
    skipped: int  # figures of the region that no row took
    agreed: bool = True  # every way that the sums leave open gives this figure
    empty: bool = False  # without a figure it is a field printed empty
    torn: bool = False  # figures beside it were left over, or the text ends with it


@dataclass(frozen=True, slots=True)
class Found:
    """What was read in a report's tables; ``ocr``: some of its print is damaged."""

    cells: dict[str, CellValue]
    evidence: dict[str, Evidence]
    ocr: bool


def gather(source: Source, form: Form, regions: Iterable[Region]) -> Found:
    """The cells of ``form`` before their confidence is known, with what spoke for each."""
    evidence: dict[str, Evidence] = {}
    implied: dict[str, Number] = {}
    ocr = False
    habit = align.Habit()
    # Tables with sums first: what they tell about the layout helps to read those without.
    for region in sorted(regions, key=lambda r: not headers.grid(form, r.section).summed):
        grid = headers.grid(form, region.section)
        found = tokens.scan(source.view, region.start, region.end, grid.endings, signed=grid.signed)
        values = [t for t in found if t.is_value]
        segments, before = headers.segments(found, grid)
        values, before = align.level(grid, values, segments, before)
        first = next((i for i, n in enumerate(before) if segments[n].touched), None)
        if first is None:
            continue
        skipped = _before_table(grid, values, before, segments, first)
        values, before = values[skipped:], before[skipped:]
        ocr = ocr or _is_ocr(found)
        last = values[-1]
        cut = found[-1] is last and not source.view[last.end :].strip()
        readings = align.read(grid, values, segments, before, habit, cut=cut)
        best = readings[0]
        habit = habit.after(best)
        remaining = align.settle(grid, best)
        rivals = [(r.score, r.by_row()) for r in readings[1:]]
        torn = _torn(grid, values, before, best)
        # Pieces with other cells' print between them: no span of the text holds the figure.
        torn |= {id(t) for t in values if t.broken and _digits(source, t) < len(t.text)}
        # Labels in another order than the form's: so may be their figures.
        mixed = {n for n, s in enumerate(segments) if [*s.fresh] != sorted(s.fresh)}
        torn |= {id(t) for t, n in zip(values, before, strict=True) if n in mixed}
        if cut and last.end == len(source.view):
            torn.add(id(last))  # the text may break off within it
        for placement in best.placements:
            row = grid.rows[placement.row]
            margin = _margin(best.score, rivals, placement)
            ways = remaining.get(placement.row, (placement.slots,))
            width = row.width
            if cut and placement.slots[-1] is None and last in placement.slots:
                width = placement.slots.index(last) + 1  # the rest was never there
            for column in range(width):
                prints = [way[column] for way in ways]
                # One empty cell is like the other.
                empty = all(t is not None and t.kind is Kind.BLANK for t in prints)
                agreed = empty or len({(t and t.start, t and t.end) for t in prints}) == 1
                path = row.path(column)
                evidence[path] = Evidence(
                    prints[-1] if agreed else None,
                    placement.label,
                    margin,
                    placement.apart,
                    placement.by_column,
                    grid.summed,
                    placement.exact,
                    best.skipped,
                    agreed,
                    placement.empty,
                    id(prints[-1]) in torn,
                )
                if not agreed:
                    numbers = {n[column] for way in ways if (n := align.completed(row, way))}
                    if len(numbers) == 1 and (number := next(iter(numbers))) is not None:
                        implied[path] = number
    cells = _cells(source, form, evidence, implied)
    return Found(_repaired(form, cells, evidence, ocr), evidence, ocr)


def _before_table(
    grid: headers.Grid,
    values: Sequence[Token],
    before: Sequence[int],
    segments: Sequence[headers.Segment],
    first: int,
) -> int:
    """How many figures stand before the table's; ``first``: the first one behind a label of the form's."""
    for at in range(first, 0 if grid.rows[0].table.flat else len(values)):
        segment = segments[before[at]]
        if segment.spelled == 0 and segment.line == values[at].line:
            return at  # in the line of the first row's own label: rows begin with their labels here
        if segment.spelled is not None:
            break
    # 162条, 410件 before the first label: a list of the narrative, not the table's
    listed = all(t.figure is not None and t.figure.unit for t in values[:first])
    return first if listed else 0


def _is_ocr(found: Sequence[Token]) -> bool:
    """Whether a figure is damaged, or a scrap of one stands in a line of figures."""
    return any(t.kind is Kind.DAMAGED for t in found) or any(
        _SCRAP.fullmatch(middle.text) is not None
        and before.is_value
        and after.is_value
        and before.line == middle.line == after.line
        for before, middle, after in zip(found, found[1:], found[2:], strict=False)
    )


def _digits(source: Source, token: Token) -> int:
    return sum(map(str.isdecimal, source.view[token.start : token.end]))


def _torn(
    grid: headers.Grid, values: Sequence[Token], before: Sequence[int], reading: align.Reading
) -> set[int]:
    """The figures (by ``id``) that a row took while one beside them was left over: of the same field, 3 of
    ``3 6``, and, where no sum tells that it is none of the row's, all of a row behind the same label, or
    behind the one below it."""
    taken = {id(t): p for p in reading.placements for t in p.slots}
    torn = set()
    for (a, its), (b, other) in pairwise(zip(values, before, strict=True)):
        for token, left in ((a, b), (b, a)):
            placement = taken.get(id(token))
            if placement is None or id(left) in taken:
                continue
            if (its == other or left is a) and not grid.rows[placement.row].table.column_sums:
                torn |= {id(t) for t in placement.slots if t}
            elif a.fields > 1 and (a.line, a.from_right) == (b.line, b.from_right):
                torn.add(id(token))
    return torn


def extents(
    source: Source, labels: Mapping[str, tuple[int, int]], cells: Mapping[str, Printed]
) -> list[tuple[int, int]]:
    """Where in the view tables stand, in order: what is outside is prose.

    ``labels``: for each section where its table's first and last labels stand. Cells with a sentence of
    prose between them are in two spans.
    """
    view = source.view
    places = sorted(
        (source.to_view(c.start), source.to_view(c.end - 1) + 1)
        for c in cells.values()
        if c.start is not None and c.end is not None
    )
    spans: list[tuple[int, int]] = []
    for start, end in places:
        if remark := tokens.remark(view, end):
            end = remark
        if spans and not _holds_prose(view[spans[-1][1] : start]):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    # Labels without a sentence between them are a table, also where its cells could not be read.
    spans += [span for span in labels.values() if not _holds_prose(view[slice(*span)])]
    spans = _merged(spans)
    # The header stands before the first cell.
    firsts = sorted(start for start, _ in labels.values())
    headed: list[tuple[int, int]] = []
    for start, end in spans:
        first = next((f for f in firsts if f < start and not _holds_prose(view[f:start])), start)
        headed.append((max(first, headed[-1][1] if headed else 0), end))
    return headed


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _sentences(text: str) -> Iterator[str]:
    """The sentences of ``text`` that end in it, wherever its lines broke."""
    for part in re.split(r"[；;|]", "".join(text.split())):
        yield from (words + "。" for words in part.split("。")[:-1])


def _holds_prose(text: str) -> bool:
    """Whether a line is prose, or a sentence that lines broke to pieces."""
    if len(text) < SHORTEST_PROSE:
        return False
    return any(
        len(part) >= SHORTEST_PROSE and tokens.is_prose(part)
        for part in (*text.split("\n"), *_sentences(text))
    )


def _margin(
    best: float, rivals: Sequence[tuple[float, Mapping[int, Placement]]], placement: Placement
) -> float:
    """How much worse than ``best`` the best of ``rivals`` is that gives this row other figures."""
    values = [align.value(t) for t in placement.slots]
    for score, rows in rivals:
        rival = rows.get(placement.row)
        if rival is not None and rival.slots == placement.slots:
            continue
        if rival is None or [align.value(t) for t in rival.slots] != values:
            return best - score
    return 20.0


def _cells(
    source: Source, form: Form, evidence: dict[str, Evidence], implied: dict[str, Number]
) -> dict[str, CellValue]:
    cells: dict[str, CellValue] = {}
    for cell in form.cells:
        path, column = cell.path, cell.table.columns[cell.column]
        known = evidence.get(path)
        if path in implied:
            cells[path] = CellValue(
                implied[path], "repaired", 0.85, why="the only value that its row leaves"
            )
        elif known is None or known.token is None:
            cells[path] = CellValue(None, "missing", 0.7 if known is None else 0.25)
        else:
            cells[path] = _printed(source, known.token, column)
    return cells


def _printed(source: Source, token: Token, column: Column) -> CellValue:
    start, end = source.span(token.start, token.end)
    raw = source.raw[start:end]
    if token.kind is Kind.BLANK:
        return CellValue(None, "blank", 0.95, raw, start, end)
    assert token.figure is not None
    if column.is_money:
        stated = numerals.stated_unit(source.view[max(0, token.start - _NEAR) : token.start])
        value = numerals.yuan(token.figure, stated or column.multiplier)
    else:
        value = numerals.scaled(token.figure.value, token.figure.scale)
    repaired = token.broken or token.kind is Kind.DAMAGED
    why = "put together from its pieces" if token.broken else None
    return CellValue(value, "repaired" if repaired else "read", 0.99, raw, start, end, why)


def _repaired(
    form: Form,
    cells: dict[str, CellValue],
    evidence: dict[str, Evidence],
    ocr: bool,
) -> dict[str, CellValue]:
    """Lost and damaged print, repaired where the sums settle it."""
    lost = {p for p, e in evidence.items() if e.agreed and e.token is None}
    damaged = {
        p for p, e in evidence.items() if e.token is not None and e.token.kind is Kind.DAMAGED
    }
    values = {p: c.value for p, c in cells.items() if c.status != "missing" or p in lost}
    settled = arithmetic.implied(form, values, lost)
    few = len(lost) <= max(3, 0.03 * len(cells))
    out = dict(cells)
    for path in lost:
        number, because = settled.get(path, (None, ()))
        # A field printed empty is only lost where the sums want a figure there, or OCR loses more.
        empty = evidence[path].empty or not few
        if number is None or (number == 0 and empty and not ocr):
            status = "blank" if empty else "missing"
            out[path] = CellValue(None, status, 0.7)  # type: ignore[arg-type]
        else:
            why = "；".join(rule.name for rule in because)
            sure = 0.97 if len(because) > 1 else 0.85
            out[path] = CellValue(number, "repaired", sure, why=why)
    agreed = arithmetic.implied(
        form, {p: c.value for p, c in out.items() if c.status != "missing"}, damaged
    )
    for path in damaged:
        number, because = agreed.get(path, (None, ()))
        cell = out[path]
        if number is not None and number == cell.value:
            why = "；".join(rule.name for rule in because)
            out[path] = replace(cell, confidence=0.97 if len(because) > 1 else 0.85, why=why)
        elif number is not None and len(because) > 1:
            why = "；".join(rule.name for rule in because)
            out[path] = replace(cell, value=number, confidence=0.8, why=why)
        else:
            out[path] = replace(cell, confidence=0.6, why=cell.why or "look-alike of a digit")
    return out
