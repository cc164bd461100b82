"""From regions to cells: scan, strip, decode, and what the best reading says of each cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from govie import headers, numerals
from govie.form import Column, Form
from govie.headers import Grid
from govie.source import Source
from govie.tables import layout, solver
from govie.tables.cells import Cell, scan
from govie.tables.decoder import Assignment, Decoder, Reading
from govie.tables.gaps import Pitch
from govie.tables.layout import Strip
from govie.tables.prints import Kind
from govie.tables.region import Region

Number = int | float


@dataclass(frozen=True, slots=True)
class Read:
    """A section's table as read: the strip, its readings, best first."""

    grid: Grid
    strip: Strip
    readings: tuple[Reading, ...]

    @property
    def best(self) -> Reading:
        return self.readings[0]


def read(
    cells: Sequence[Cell], grid: Grid, *, labelled: bool = True, pitch: Pitch | None = None
) -> Read | None:
    """What ``cells`` say of ``grid``; None where no label of it stands there."""
    strip = layout.strip(cells, grid, pitch)
    if not strip.values or (labelled and not any(s.touched for s in strip.segments)):
        return None
    strip = _from_first_label(strip)
    if not strip.values:
        return None
    decoder = Decoder(strip)
    readings = decoder.readings()
    for order in _orders(strip, readings[0], decoder):
        readings += [
            Reading(r.rows, r.score - 4.0, r.skipped) for r in Decoder(strip, order=order).readings()
        ]
    readings.sort(key=lambda r: -r.score)
    readings[0] = _settled(grid, readings[0])
    return Read(grid, strip, tuple(readings))


def _settled(grid: Grid, reading: Reading) -> Reading:
    """``reading`` with rows that may be read in several ways settled, as far as all sums together do."""
    domains = {a.row: a.ways for a in reading.rows if a.ways}
    if not domains:
        return reading
    fixed = {a.row: a.slots for a in reading.rows if not a.ways}
    left = solver.prune(grid, fixed, solver.agreed(domains))
    rows = []
    for assigned in reading.rows:
        options = left.get(assigned.row)
        if options:
            slots = tuple(
                column[0] if all(_same(column[0], c) for c in column) else None
                for column in zip(*options, strict=True)
            )
            assigned = replace(assigned, slots=slots, ways=tuple(options))
        rows.append(assigned)
    return replace(reading, rows=tuple(rows))


def _same(a: Cell | None, b: Cell | None) -> bool:
    return a == b or (a is not None and b is not None and (a.start, a.end) == (b.start, b.end))


def _from_first_label(strip: Strip) -> Strip:
    """``strip`` without the values before its first label: the narrative's."""
    first = next((n for n, s in enumerate(strip.segments) if s.touched or s.columns > 1), None)
    if not first:
        return strip
    at = next((c for c, n in zip(range(len(strip.values)), strip.before, strict=True) if n >= first), None)
    if at is None or at == 0:
        return strip
    start = strip.values[at].start
    return layout.strip([c for c in strip.cells if not c.is_value or c.start >= start], strip.grid)


def _orders(strip: Strip, best: Reading, decoder: Decoder) -> list[tuple[int, ...]]:
    """Orders of columns other than the form's that the head or the sums suggest."""
    grid = strip.grid
    table = grid.rows[0].table
    if not table.column_sums or table.flat:
        return []
    width = len(table.columns)
    failed = sum(decoder.sum_score(a.row, a.slots) < 0 for a in best.rows)
    held = sum(decoder.sum_score(a.row, a.slots) > 1 for a in best.rows)
    head = strip.segments[0].text
    said = head.find("总计") >= 0 and head.find("总计") < head.find("自然人")
    if failed <= held and not said:
        return []
    orders = [(width - 1, *range(width - 1)), tuple(range(width - 1, -1, -1))]
    return [o for o in orders if said or _proven(strip, o, held, failed)]


def _proven(strip: Strip, order: tuple[int, ...], held: int, failed: int) -> bool:
    """Whether the sums of several rows come out in ``order``, and hardly any fails."""
    decoder = Decoder(strip, order=order)
    rows = decoder.readings()[0].rows
    scores = [decoder.sum_score(a.row, a.slots) for a in rows]
    ups, downs = sum(s > 1 for s in scores), sum(s < 0 for s in scores)
    return ups >= 3 and ups > held and 4 * downs <= ups


_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_UNIT = re.compile(r"(?P<scale>[十百千]?万|[百千亿]|)(?P<unit>美元|港元|港币|欧元|日元|英镑|元|圆|圓)")
_STATED = re.compile(r"(?:金额|单位)[\s:：(（|/]*(?:单位[\s:：]*)?(?P<said>[^\s\d)）|,，;；]{1,6})")
_NEAR = 200


def multiplier(view: str, start: int, column: Column) -> int | None:
    """What turns a bare number at ``start`` into yuan: the unit of its head, else the form's own.

    None where the head names a unit that is not understood.
    """
    before = "".join(view[max(0, start - _NEAR) : start].split())
    said = [m["said"] for m in _STATED.finditer(before)]
    for words in reversed(said):
        match = _UNIT.search(words)
        if match:
            return _SCALES[match["scale"]] if match["unit"] in "元圆圓" else None
    stated = re.findall(r"单位[:：(]*([^\s\d)）|,]{1,4})", before)
    if stated and not any(w in "件个项" for w in stated[-1]):
        return None
    return column.multiplier


def value(source: Source, cell: Cell, column: Column) -> Number | None:
    """What ``cell`` is worth in the unit of ``column``; None where its unit is not understood."""
    if cell.value is None:
        return None
    if column.is_money:
        if cell.unit is not None and cell.unit[-1] in "元圆圓万亿":
            return numerals.scaled(cell.value, cell.scale)
        factor = multiplier(source.view, cell.start, column)
        return None if factor is None else numerals.scaled(cell.value, factor)
    if column.signed and cell.bracketed:
        return -cell.value
    return numerals.scaled(cell.value, cell.scale) if cell.scale != 1 else cell.value


def assignments(read: Read) -> dict[str, tuple[Assignment, int, Cell | None]]:
    """For each path of the best reading its row's assignment, its column and its cell."""
    found = {}
    for assigned in read.best.rows:
        row = read.grid.rows[assigned.row]
        for column, cell in enumerate(assigned.slots):
            found[row.path(column)] = (assigned, column, cell)
    return found


def gather(source: Source, form: Form, regions: Sequence[Region]) -> dict[str, Read]:
    """The tables of ``form`` as read in ``regions`` of the view, by section.

    All regions are scanned at once: a converter delimits all tables of a report alike.
    """
    if not regions:
        return {}
    raw = source.raw
    spaces = [source.to_view(i) for i, c in enumerate(raw) if c == "\u00a0"] if "\u00a0" in raw else []
    first, last = min(r.start for r in regions), max(r.end for r in regions)
    cells = layout.cleaned(scan(source.view, first, last, spaces))
    within = {
        r.section: [c for c in cells if r.start < max(c.end, c.start + 1) and c.start < r.end]
        for r in regions
    }
    grids = {r.section: headers.grid(form, r.section) for r in regions}
    # The largest table shows best how far apart cells stand.
    largest = max(within, key=lambda s: len(grids[s].rows) * grids[s].rows[0].width)
    pitch = layout.pitch(within[largest], grids[largest])
    found = {}
    for region in regions:
        known = read(
            within[region.section], grids[region.section], labelled=region.labelled, pitch=pitch
        )
        if known is not None:
            found[region.section] = known
    return found


__all__ = ["Kind", "Read", "assignments", "gather", "multiplier", "read", "value"]
