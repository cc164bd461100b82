"""From regions to cells: scan, strip, decode, and what the best reading says of each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from govie import headers
from govie.form import Form
from govie.headers import Grid
from govie.source import Source
from govie.tables import layout, solver
from govie.tables.cells import Cell, scan
from govie.tables.decoder import Decoder, Reading
from govie.tables.gaps import Pitch
from govie.tables.layout import Strip
from govie.tables.prints import Kind
from govie.tables.region import Region


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
            Reading(r.rows, r.score - 4.0, r.skipped)
            for r in Decoder(strip, order=order).readings()
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
    left = solver.prune(grid, fixed, solver.agreed(domains, fixed))
    # Where empty cells were dropped from some rows, so they may be from numbers that ran together.
    dropped = any(None in way for ways in domains.values() for way in ways[:1])
    rows = []
    for assigned in reading.rows:
        options = left.get(assigned.row)
        if options and dropped and any(c is not None and _is_cut(c) for c in options[0]):
            options = None
        if options:
            slots = tuple(
                column[0] if all(_same(column[0], c) for c in column) else None
                for column in zip(*options, strict=True)
            )
            assigned = replace(assigned, slots=slots, ways=tuple(options))
        rows.append(assigned)
    return replace(reading, rows=tuple(rows))


def _is_cut(cell: Cell) -> bool:
    return cell.kind is Kind.DAMAGED and cell.text.isdecimal()


def _same(a: Cell | None, b: Cell | None) -> bool:
    return a == b or (a is not None and b is not None and (a.start, a.end) == (b.start, b.end))


def _from_first_label(strip: Strip) -> Strip:
    """``strip`` without the values before its first label: the narrative's."""
    first = next((n for n, s in enumerate(strip.segments) if s.touched or s.columns > 1), None)
    if not first:
        return strip
    at = next(
        (c for c, n in zip(range(len(strip.values)), strip.before, strict=True) if n >= first), None
    )
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


def scanned(source: Source, regions: Sequence[Region]) -> list[Cell]:
    """The cells of all ``regions`` of the view: a converter delimits all tables of a report alike."""
    raw = source.raw
    spaces = (
        [source.to_view(i) for i, c in enumerate(raw) if c == "\u00a0"] if "\u00a0" in raw else []
    )
    first, last = min(r.start for r in regions), max(r.end for r in regions)
    return layout.cleaned(scan(source.view, first, last, spaces))


def gather(cells: Sequence[Cell], form: Form, regions: Sequence[Region]) -> dict[str, Read]:
    """The tables of ``form`` as read in the ``cells`` of ``regions``, by section."""
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


__all__ = ["Read", "gather", "read", "scanned"]
