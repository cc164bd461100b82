"""Turns the hypotheses of a report's tables into the value of each cell, with the evidence for its confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise, takewhile

from govie.confidence import Evidence
from govie.form import Form
from govie.report import CellValue
from govie.tables.assignment import Assignment
from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.result import cell_value
from govie.tables.rows.quality import LABELLED, Read
from govie.tables.strip import Strip
from govie.text.characters import cjk
from govie.text.source import Source

_A_ROW = 4  # numbers on end that no row took: those of a row, and not of a remark
_LEAST_NAMED = 3  # columns whose names stand right before cells: in heads only the last does
_LEFT_OVER = 8  # numbers: as many are no row of the agency's own
_SEVERAL = 2  # tables whose numbers stand before their labels
_FAR = 4  # rows by which the lines of a page slide against its labels
_WIDEST_MARGIN = 20.0

_FRAME = " \t\n|"  # what may stand after a table's last cell

_MISSING = CellValue(None, "missing", 0.7)
_KINDS = tuple(kind.name.lower() for kind in Kind)


def cell_values(
    source: Source,
    form: Form,
    read_as: Mapping[str, Mapping[str, Read]],
    printed: Mapping[str, str],
) -> tuple[dict[str, CellValue], dict[str, Evidence]]:
    """The value of each cell of ``form``, and the evidence for those that a row was read with, by path.

    ``read_as``: the tables as read in each form, by the form's name and by section; ``printed``: the names of
    the forms that tables are printed in, by table.
    """
    found = dict.fromkeys([c.path for c in form.cells], _MISSING)
    evidence: dict[str, Evidence] = {}
    for name, reads in read_as.items():
        for known in reads.values():
            cut = _cut_off(source, known)
            for number in _left_empty(known) - cut:
                row = known.grid.rows[number]
                if printed.get(row.table.name, form.name) == name:
                    for path in map(row.path, range(row.width)):
                        if path in found:
                            found[path] = CellValue(None, "blank", 0.8)
            for assigned, weighed in _evidence(source, known):
                row = known.grid.rows[assigned.row]
                if printed.get(row.table.name, form.name) != name or assigned.row in cut:
                    continue
                for column, cell in enumerate(assigned.slots):
                    path = row.path(column)
                    if path in found:
                        found[path] = cell_value(
                            source, cell, row.columns[column], assigned, column
                        )
                        evidence[path] = weighed[column]
    return found, evidence


def _evidence(source: Source, known: Read) -> Iterator[tuple[Assignment, list[Evidence]]]:
    """The rows of the best hypothesis, each with the evidence for its cells."""
    margins, torn, slid = _margins(known), _torn(known), _slid(known)
    partial, named = _is_partial(known), _named(known)
    end = len(source.view)
    for assigned in known.best.rows:
        weighed: dict[tuple[str, bool, bool, bool], Evidence] = {}
        row: list[Evidence] = []
        mixed = partial or _is_mixed(known, assigned) or _contradicts(assigned, named)
        how = "mixed" if mixed else assigned.how
        how = "slid" if assigned.row in slid else how
        for cell in assigned.slots:
            if cell is None:
                own = ("none", False, True, assigned.row in torn)
            else:
                # The text may break off within its last number, and the last piece of a number that it breaks over
                # lines may be a page's.
                is_torn = assigned.row in torn or cell.end == end or _is_broken(source, cell)
                own = (_KINDS[cell.kind], cell.hard, cell.sure, is_torn)
            if own not in weighed:
                kind, hard, sure, is_torn = own
                weighed[own] = Evidence(
                    kind=kind,
                    how=how,
                    label=assigned.label >= LABELLED and assigned.row not in slid,
                    hard=hard,
                    ways=len(assigned.ways),
                    margin=margins[assigned.row],
                    skipped=known.best.skipped,
                    sure=sure,
                    summed=bool(known.grid.rows[assigned.row].table.column_sums),
                    torn=is_torn,
                )
            row.append(weighed[own])
        yield assigned, row


def _is_partial(known: Read) -> bool:
    """Whether so many numbers are left over that the table holds what the form does not have, as columns for each unit."""
    placed = sum(c is not None and c.is_printed for a in known.best.rows for c in a.slots)
    return known.best.skipped >= max(_LEFT_OVER, placed / 2)


def _named(known: Read) -> dict[int, int]:
    """The columns whose names stand right before cells, by the offsets of these; none where only heads name columns."""
    columns = known.grid.columns
    named = {
        cell.start: columns[name]
        for label, cell in pairwise(known.strip.cells)
        if cell.is_value and not label.is_value and (name := cjk(label.text)) in columns
    }
    return named if len({*named.values()}) >= _LEAST_NAMED else {}


def _contradicts(assigned: Assignment, named: Mapping[int, int]) -> bool:
    """Whether a cell of the row is read as that of another column than the one whose name stands right before it."""
    slots = enumerate(assigned.slots)
    return bool(named) and any(c is not None and named.get(c.start, n) != n for n, c in slots)


def _is_mixed(known: Read, assigned: Assignment) -> bool:
    """Whether the row's cells may be those of other columns, or of rows beside it, as the names above them stand in
    another order."""
    table = known.grid.rows[assigned.row].table
    if table.name not in known.best.mixed:
        return False
    own = (*_printed(assigned),)
    beside = known.best.rows if table.flat else ()
    return len({*own}) > 1 or any((*_printed(other),) != own for other in beside)


def _is_broken(source: Source, cell: Cell) -> bool:
    """Whether the text breaks the number of ``cell`` over lines."""
    return cell.value is not None and source.is_broken(cell.start, cell.start + len(cell.text))


def _left_empty(known: Read) -> set[int]:
    """The rows whose labels are printed with no value after them, in a table of which nothing is left over."""
    if known.best.skipped or not known.best.rows:
        return set()
    placed = {a.row for a in known.best.rows}
    segments = known.strip.segments
    return {row for s in segments for row in s.fresh if row not in placed and s.text}


def _cut_off(source: Source, known: Read) -> set[int]:
    """The rows whose cells would come after the end of the text, which breaks off within the table.

    Nothing is printed for them: their labels are the last of the text, or only heads are printed for them.
    """
    cells = known.strip.cells
    if not cells or cells[-1].end < len(source.view.rstrip(_FRAME)):
        return set()
    last = max((c.start for c in cells if c.is_printed), default=-1)
    rows = {
        a.row
        for a in known.best.rows
        if (a.label < LABELLED or None in a.slots)
        and all(c is None or (not c.is_printed and c.start > last) for c in a.slots)
    }
    # a label right at the end
    return rows | ({*known.strip.segments[-1].fresh} if not cells[-1].is_value else set())


def _torn(known: Read) -> set[int]:
    """The rows whose cells may be those of a neighbor.

    A number beside them was left over, their labels are not in the form's order, or their lines are ragged.
    """
    strip = known.strip
    if _stand_before_labels(strip):
        return {*range(len(known.grid.rows))}
    place = {c.start: i for i, c in enumerate(strip.values) if c.is_printed}
    taken = _taken(known, with_ways=True)
    found = set()
    for assigned in known.best.rows:
        places = [place[c.start] for c in assigned.slots if c is not None and c.start in place]
        if not places:
            continue
        first = strip.before[min(places)]
        left_over = [
            beside.start not in taken and beside.kind in (Kind.NUMBER, Kind.DAMAGED)
            for at, beside in _beside(known, min(places), max(places))
            if at < min(places) or strip.before[at] == first
        ]
        fresh = strip.segments[first].fresh
        signed = known.grid.signed and _holds_apart_sign(assigned)
        if any(left_over) or [*fresh] != sorted(fresh) or _is_ragged(assigned) or signed:
            found.add(assigned.row)
    return found


def _stand_before_labels(strip: Strip) -> bool:
    """Whether numbers stand right before the first label of their table, after its caption and a label of another table,
    as where a label is set in the middle of its row: the numbers after a label are the next row's, then."""
    rows = strip.grid.rows
    if len({row.table.name for row in rows}) < _SEVERAL:
        return False
    with_values = {*strip.before}
    count = 0
    for number, segment in enumerate(strip.segments):
        if number not in with_values or not segment.touched:
            continue
        at, table = max((segment.text.rfind(cjk(row.table.label)), row.table.name) for row in rows)
        count += at > 0 and table not in {rows[row].table.name for row in segment.touched}
    return count >= _SEVERAL


def _beside(known: Read, first: int, last: int) -> Iterator[tuple[int, Cell]]:
    """The values right before ``first`` and right after ``last``, with their places in the strip."""
    for at in (first - 1, last + 1):
        if 0 <= at < len(known.strip.values):
            yield at, known.strip.values[at]


def _taken(known: Read, *, with_ways: bool = False) -> set[int]:
    """Where the cells of the best hypothesis begin; ``with_ways``: also those of rows with several ways."""
    lines = [a.slots for a in known.best.rows]
    if with_ways:
        lines += [way for a in known.best.rows for way in a.ways]
    return {c.start for line in lines for c in line if c is not None}


def _slid(known: Read) -> set[int]:
    """The rows near which a line of numbers belongs to no row while another row has no numbers.

    Where a page's lines slid against its labels, each label stands beside the numbers of its neighbor.
    """
    strip, rows = known.strip, known.strip.grid.rows
    if not known.grid.summed or rows[0].table.flat:
        return set()
    starts = {
        a.row: min(c.start for c in a.slots if c is not None and c.is_printed)
        for a in known.best.rows
        if any(c is not None and c.is_printed for c in a.slots)
    }
    lacking = {row for row in range(len(rows)) if row not in starts}
    if not lacking:
        return set()
    named = lacking & {row for s in strip.segments for row in s.fresh}
    taken = _taken(known)
    found: set[int] = set()
    for run in strip.runs:
        left = [c for c in strip.own(run) if c.kind is Kind.NUMBER and c.start not in taken]
        if len(left) < _A_ROW:
            continue
        before = max((row for row, start in starts.items() if start < left[0].start), default=0)
        # The numbers after an agency's own label are another row's only if that row is named, too.
        candidates = named if run.segment in strip.foreign else lacking
        near = {row for row in candidates if abs(row - before) <= _FAR}
        if near:
            found |= {*range(min(*near, before), max(*near, before) + 2)}
    return found


def _holds_apart_sign(assigned: Assignment) -> bool:
    """Whether a dash stands a space before a number: the mark of an empty cell, or the number's sign."""
    cells = [c for c in assigned.slots if c is not None]
    return any(
        a.text == "-" and not a.hard and b.kind is Kind.NUMBER and b.start - a.end == 1
        for a, b in pairwise(cells)
    )


def _is_ragged(assigned: Assignment) -> bool:
    """Whether some lines hold one value of the row and others several, as when columns got mixed up."""
    lines = [c.line for c in assigned.slots if c is not None and not c.hard]
    return len({*lines}) > 1 and len({*Counter(lines).values()}) > 1


def _margins(known: Read) -> dict[int, float]:
    """For each row how much lower the best hypothesis scores that gives it other values."""
    best = known.best
    margins = {}
    near = takewhile(lambda r: best.score - r.score < _WIDEST_MARGIN, known.hypotheses[1:])
    rivals = [(best.score - r.score, {a.row: a for a in reversed(r.rows)}) for r in near]
    for assigned in best.rows:
        margins[assigned.row] = next(
            (
                lower
                for lower, rows in rivals
                if (its := rows.get(assigned.row, assigned)) is not assigned
                and _printed(its) != _printed(assigned)
            ),
            _WIDEST_MARGIN,
        )
    return margins


def _printed(assigned: Assignment) -> tuple[object, ...]:
    """The values of a row."""
    return tuple(None if c is None else (c.value, c.kind) for c in assigned.slots)
