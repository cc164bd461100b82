"""From regions to cells: scan, strip, decode, and what the best reading says of each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from govie import headers
from govie.form import Form
from govie.headers import Grid
from govie.source import Source
from govie.tables import columns, layout, scatter, solver, stacked
from govie.tables.cells import Cell, scan
from govie.tables.decoder import Decoder, Reading
from govie.tables.gaps import Pitch
from govie.tables.layout import Strip
from govie.tables.paired import paired
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


@dataclass(frozen=True, slots=True)
class Habit:
    """How a report's largest table is laid out: a converter does to one what it does to the next.

    ``pitch``: how far apart its cells stand; ``no_total``: its totals are empty; ``by_column``: its cells come column by column; ``order``:
    its columns in another order than the form's, as ``total_first`` or ``mirrored``.
    """

    pitch: Pitch | None = None
    by_column: bool = False
    order: str = ""
    no_total: bool = False


def read(
    cells: Sequence[Cell],
    grid: Grid,
    *,
    labelled: bool = True,
    habit: Habit | None = None,
    after: Cell | None = None,
) -> Read | None:
    """What ``cells`` say of ``grid``; None where no label of it stands there."""
    habit = habit or Habit()
    strip = layout.strip(cells, grid, habit.pitch, after)
    if separate := stacked.apart(strip):
        strip = layout.strip(separate, grid, habit.pitch, after)
    if not strip.values or (labelled and not any(s.touched for s in strip.segments)):
        return None
    strip = _from_first_label(strip)
    if not strip.values:
        return None
    decoder = Decoder(strip, by_column=habit.by_column)
    readings = decoder.readings()
    for name, order, price in _orders(strip, readings[0], decoder, habit):
        others = Decoder(strip, order=order, by_column=habit.by_column).readings()
        readings += [Reading(r.rows, r.score + price, r.skipped, name) for r in others]
    readings.sort(key=lambda r: -r.score)
    readings[0] = _settled(grid, readings[0], habit)
    return Read(grid, strip, tuple(readings))


def _from_first_label(strip: Strip) -> Strip:
    """``strip`` without the values before its first label: the narrative's."""
    first = next((n for n, s in enumerate(strip.segments) if s.touched or s.columns > 1), None)
    if not first:
        return strip
    at = next((i for i, n in enumerate(strip.before) if n >= first), 0)
    if at == 0:
        return strip
    start = strip.values[at].start
    return layout.strip([c for c in strip.cells if not c.is_value or c.start >= start], strip.grid)


_MOST_SCATTERED = 450  # numbers from one heading to the end: twice what all tables of a form hold
_UNUSUAL = -4.0  # what an order that nothing names must make up for
_USUAL_HERE = 4.0  # what one gains that another table of the report has


def _orders(
    strip: Strip, best: Reading, decoder: Decoder, habit: Habit
) -> list[tuple[str, tuple[int, ...], float]]:
    """Orders of columns other than the form's that the head, the sums or another table suggest.

    Each with its name and what it is worth before any sum is looked at.
    """
    table = strip.grid.rows[0].table
    width = len(table.columns)
    if not table.column_sums:
        return []
    known = {
        "total_first": (width - 1, *range(width - 1)),
        "mirrored": tuple(range(width - 1, -1, -1)),
    }
    if habit.order:
        return [(habit.order, known[habit.order], _USUAL_HERE)] if habit.order in known else []
    if table.flat:
        named = _named_last(strip)
        return [("named", named, 1.0)] if named and named != tuple(range(width)) else []
    named = _named(strip)
    failed = sum(decoder.sum_score(a.row, a.slots) < 0 for a in best.rows)
    held = sum(decoder.sum_score(a.row, a.slots) > 1 for a in best.rows)
    if named and named != tuple(range(width)) and named not in known.values():
        # The pieces of a head that broke may come in any order: the sums must agree.
        return [("named", named, 1.0)] if failed > held and _proven(decoder, named, held) else []
    head = strip.segments[0].text
    said = 0 <= head.find("总计") < head.find("自然人") or named in known.values()
    if failed <= held and not said:
        return []
    return [
        (name, order, -0.5 if said else _UNUSUAL)
        for name, order in known.items()
        if said or _proven(decoder, order, held)
    ]


def _named(strip: Strip) -> tuple[int, ...]:
    """The columns in the order in which the head names them, if it names each.

    A head of two lines names the total before the kinds of organisations, whose line is the lower one.
    """
    head = strip.segments[0].text
    for caption in strip.grid.captions:
        head = head.replace(caption, "、")
    places: dict[int, int] = {}
    for label, column in strip.grid.columns.items():
        at = head.find(label)
        if at >= 0:
            places[column] = min(at, places.get(column, at))
    width = strip.grid.rows[0].width
    if len(places) < width:
        return ()
    order = tuple(sorted(places, key=places.__getitem__))
    usual = (0, width - 1, *range(1, width - 1))
    return tuple(range(width)) if order == usual else order


def _named_last(strip: Strip) -> tuple[int, ...]:
    """The columns in the order of the last names of the head, of rows that stand side by side."""
    names = sorted(strip.grid.columns.items(), key=lambda n: -len(n[0]))
    width = strip.grid.rows[0].width
    texts = [strip.segments[run.segment].text for run in strip.runs if strip.heads(run)]
    order: list[int] = []
    rest = texts[0] if texts else ""
    while rest and len(order) < width:
        found = next(((n, c) for n, c in names if rest.endswith(n)), None)
        if found is None:
            return ()
        order.insert(0, found[1])
        rest = rest[: -len(found[0])]
    return tuple(order) if sorted(order) == [*range(width)] else ()


def _proven(decoder: Decoder, order: tuple[int, ...], held: int) -> bool:
    """Whether the sums of several rows come out in ``order``, and hardly any fails."""
    width = len(order)
    scores = []
    for slots in decoder.fitted.values():
        if len(slots) == width and not decoder.headed:
            line: list[Cell | None] = [None] * width
            for column, cell in zip(order, slots, strict=True):
                line[column] = cell
            scores.append(decoder.sum_score(0, tuple(line)))
    ups, downs = sum(s > 1 for s in scores), sum(s < 0 for s in scores)
    return ups >= 3 and ups > held and 4 * downs <= ups


def _settled(grid: Grid, reading: Reading, habit: Habit) -> Reading:
    """``reading`` with rows that may be read in several ways settled, as far as all sums together do."""
    domains = {a.row: a.ways for a in reading.rows if a.ways}
    if not domains:
        return reading
    fixed = {a.row: a.slots for a in reading.rows if not a.ways}
    if habit.no_total:
        for row, ways in domains.items():
            (total,) = grid.rows[row].table.column_sums[0].whole if grid.summed else (-1,)
            domains[row] = tuple(w for w in ways if _lacks(w, total)) or ways
    left = solver.settled(grid, fixed, solver.agreed(grid, domains, fixed))
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


def _lacks(way: Sequence[Cell | None], column: int) -> bool:
    """Whether only ``column`` is without print."""
    return all((c is None or not c.is_printed) == (i == column) for i, c in enumerate(way))


def _is_cut(cell: Cell) -> bool:
    return cell.kind is Kind.DAMAGED and cell.text.isdecimal()


def _same(a: Cell | None, b: Cell | None) -> bool:
    return a == b or (a is not None and b is not None and (a.start, a.end) == (b.start, b.end))


def scanned(source: Source, regions: Sequence[Region]) -> list[Cell]:
    """The cells of all ``regions`` of the view: a converter delimits all tables of a report alike."""
    raw = source.raw
    spaces = (
        [source.to_view(i) for i, c in enumerate(raw) if c == "\u00a0"] if "\u00a0" in raw else []
    )
    wide = (
        [source.to_view(i) for i, c in enumerate(raw) if c == "\u3000"] if "\u3000" in raw else []
    )
    first, last = min(r.start for r in regions), max(r.end for r in regions)
    return layout.cleaned(scan(source.view, first, last, spaces, wide))


def gather(
    cells: Sequence[Cell], form: Form, regions: Sequence[Region], breaks: Sequence[int] = ()
) -> dict[str, Read]:
    """The tables of ``form`` as read in the ``cells`` of ``regions``, by section; ``breaks``: page breaks."""
    within = {
        r.section: [c for c in cells if r.start < max(c.end, c.start + 1) and c.start < r.end]
        for r in regions
    }
    grids = {r.section: headers.grid(form, r.section) for r in regions}
    # The largest table shows best how far apart cells stand.
    largest = max(within, key=lambda s: len(grids[s].rows) * grids[s].rows[0].width)
    after = {r.section: next((c for c in cells if c.start >= r.end), None) for r in regions}
    habit = Habit(layout.pitch(within[largest], grids[largest], after[largest]))
    found: dict[str, Read] = {}
    for region in sorted(regions, key=lambda r: r.section != largest):
        section = region.section
        known = read(
            within[section],
            grids[section],
            labelled=region.labelled,
            habit=habit,
            after=after[section],
        )
        if known is not None:
            found[section] = known
            if section == largest:
                blocks = sum(a.how == "block" for a in known.best.rows)
                by_column = 2 * blocks > len(known.best.rows)
                habit = Habit(habit.pitch, by_column, known.best.order, _has_no_total(known))
    for region in sorted(regions, key=lambda r: r.section != largest):
        known = found.get(region.section)
        grid = grids[region.section]
        if grid.rows[0].table.flat:
            _pair(found, within[region.section], grid)
        elif not grid.summed:
            _by_columns(found, within[region.section], grid)
        elif region.labelled and not (known and _is_whole(known)):
            scattered = _scattered(cells, grid, regions, region, breaks)
            if scattered and (known is None or _quality(scattered) > _quality(known) + 1):
                found[region.section] = scattered
                _reread(found, within, grids, scattered, habit)
    return found


def _by_columns(found: dict[str, Read], cells: Sequence[Cell], grid: Grid) -> None:
    """Read small tables by their heads, where nothing delimits their cells."""
    known = found.get(grid.section)
    if known is not None and known.best.skipped == 0 and _is_whole(known):
        return
    reading = columns.read(cells, grid)
    if reading is not None:
        found[grid.section] = Read(grid, layout.strip(cells, grid), (reading,))


def _pair(found: dict[str, Read], cells: Sequence[Cell], grid: Grid) -> None:
    """Read a table of rows side by side by its heads, where nothing delimits its cells."""
    if any(c.hard for c in cells):
        return
    reading = paired(cells, grid)
    known = found.get(grid.section)
    if reading is None or (known is not None and _values(known.best) == _values(reading)):
        return
    found[grid.section] = Read(grid, layout.strip(cells, grid), (reading,))


def _values(reading: Reading) -> dict[int, list[object]]:
    return {
        a.row: [None if c is None or not c.is_printed else (c.kind, c.value) for c in a.slots]
        for a in reading.rows
    }


def _reread(
    found: dict[str, Read],
    within: dict[str, list[Cell]],
    grids: Mapping[str, Grid],
    scattered: Read,
    habit: Habit,
) -> None:
    """Read the other tables again without the numbers of theirs that a proven cover takes."""
    taken = {c.start for a in scattered.best.rows if a.how == "cover" for c in a.slots if c}
    for section, cells in [*within.items()]:
        rest = [c for c in cells if c.start not in taken]
        if len(rest) < len(cells) and grids[section] is not scattered.grid:
            known = read(rest, grids[section], habit=habit)
            before = found.get(section)
            if known is not None and (before is None or _quality(known) >= _quality(before)):
                within[section] = rest
                found[section] = known


def _has_no_total(known: Read) -> bool:
    """Whether the rows have parts, but no totals."""
    lines = [a.slots for a in known.best.rows if any(a.slots)]
    return len(lines) > 3 and all(_lacks(line, len(line) - 1) for line in lines)


def _is_whole(known: Read) -> bool:
    """Whether most rows are placed, by their own labels or not, and hardly a sum fails."""
    best = known.best
    grid = known.grid
    placed = [a for a in best.rows if any(c is not None for c in a.slots) or a.ways]
    named = {row for segment in known.strip.segments for row in segment.fresh}
    if 4 * len(placed) < 3 * len(named) or best.skipped > grid.rows[0].width:
        return False
    if 4 * sum(a.how == "anchor" for a in placed) >= 3 * len(named):
        return True  # each row's own label and its cells: an agency's sums need not come out
    if not grid.summed:
        return 2 * sum(a.label >= 4 for a in placed) > len(placed)
    states = [solver.sum_state(grid.rows[a.row].table, a.slots) for a in placed]
    return states.count(-1) <= max(1, states.count(1) // 4)


def _scattered(
    cells: Sequence[Cell],
    grid: Grid,
    regions: Sequence[Region],
    region: Region,
    breaks: Sequence[int],
) -> Read | None:
    """The table of ``region`` as a converter prints it that scatters its columns."""
    # Some of it may stand after the next heading.
    last = max(r.end for r in regions) if grid.summed else region.end
    own = [c for c in cells if region.start < max(c.end, c.start + 1) and c.start < last]
    strip = layout.strip(own, grid)
    if not strip.values:
        return None
    if not grid.summed:
        reading = scatter.headed(strip)
        return Read(grid, strip, (reading,)) if reading else None
    if sum(c.is_printed for c in own) > _MOST_SCATTERED:
        return None
    limit = min((r.start for r in regions if r.start > region.start), default=last)
    readings = scatter.covered(own, grid, breaks, limit)
    return Read(grid, strip, readings) if readings else None


def _quality(known: Read) -> float:
    """How much a reading explains: rows that are placed, sums that come out, values left over."""
    score = 0.0
    by_row = {a.row: a.slots for a in known.best.rows if any(a.slots)}
    for row, slots in by_row.items():
        state = solver.sum_state(known.grid.rows[row].table, slots)
        score += 1.0 + {1: 1.0, 0: 0.0, -1: -2.0}[state]
        score -= 0.3 * sum(c is None for c in slots)
    # A row's own label, or the names of its columns, stand right before its cells.
    score += sum(a.label >= 4 or a.how == "headed" for a in known.best.rows)
    return score + 0.5 * scatter.over_rows(known.grid, known.best.rows)


__all__ = ["Read", "gather", "read", "scanned"]
