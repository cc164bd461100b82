"""Tables: from a report's text to the cells of its form.

    text → regions → cells → strip → readings → values → arithmetic → confidence

``region`` finds where tables stand; ``delimiters`` and ``cells`` make of each a sequence of cells, empty
ones among them; ``layout`` tells which label each follows; ``decoder`` assigns them to rows, ``fit`` to
columns; ``solver`` settles what is ambiguous by all sums together; ``result`` says what each cell is worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from govie import arithmetic
from govie.confidence import Trust
from govie.form import Form
from govie.headers import cjk
from govie.report import CellValue, Check
from govie.sections import Outline
from govie.source import Source
from govie.tables import reader, region
from govie.tables.cells import Cell
from govie.tables.decoder import Assignment
from govie.tables.extents import extents
from govie.tables.prints import Kind
from govie.tables.reader import Read
from govie.tables.region import Region
from govie.tables.result import Evidence, cell_value, repaired

_A_ROW = 4  # numbers on end that no row took: a row's, and not a remark's
_FAR = 4  # rows by which a page's lines slide against its labels
_TELLING = 4  # characters: a column's name as long is not met by chance


@dataclass(frozen=True, slots=True)
class Gathered:
    """A report's cells before their confidence is known.

    ``form``: the form of its request table; ``other``: labels of the tables that are of another form.
    """

    form: Form | None
    cells: dict[str, CellValue]
    evidence: dict[str, Evidence]
    other: tuple[str, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """A report's tables: every cell of ``form``, and what the form's sums say of them."""

    form: Form | None
    cells: dict[str, CellValue]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]


def read(
    source: Source, outline: Outline, forms: Mapping[str, Form], expected: str | None, trust: Trust
) -> Tables:
    """The tables of a report; ``expected``: the form that its year asks for, for lack of other signs."""
    found = gather(source, outline, forms, expected)
    if found.form is None:
        return Tables(None, {}, (), ())
    checks = arithmetic.check(found.form, found.cells)
    cells = trust.assess(found.form, found.cells, checks, found.evidence, ocr=found.ocr)
    warnings = tuple(
        f"W108 printed in the form of another year, left out where the forms differ: {label}"
        for label in found.other
    )
    return Tables(found.form, cells, checks, warnings)


def gather(
    source: Source, outline: Outline, forms: Mapping[str, Form], expected: str | None
) -> Gathered:
    """What the text says of each cell, with what speaks for it."""
    regions = region.find(source.view, outline)
    if not regions:
        form = forms.get(expected or "")
        none = {c.path: CellValue(None, "missing", 0.7) for c in form.cells} if form else {}
        return Gathered(form, none, {})
    cells = reader.scanned(source, regions)
    form, printed = _forms(cells, regions, forms, expected)
    if form is None:
        return Gathered(None, {}, {})
    breaks = [source.to_view(i) for i, c in enumerate(source.raw) if c == "\f"]
    read_as = {
        name: reader.gather(cells, forms[name], regions, breaks)
        for name in {form.name, *printed.values()}
    }
    reads = read_as[form.name]
    other = tuple(
        table.label
        for name in dict.fromkeys(printed.values())
        if name != form.name
        for table in forms[name].tables
        if printed.get(table.name) == name
    )
    values, evidence = _values(source, form, read_as, printed)
    ocr = any(_is_misread(c) for known in reads.values() for a in known.best.rows for c in a.slots)
    lost = {
        p for p, e in evidence.items()
        if values[p].value is None and (e.kind == "none" or (ocr and e.kind == "empty"))
    } if ocr else set()  # fmt: skip
    damaged = {p for p, e in evidence.items() if e.kind == "damaged"}
    values = repaired(form, values, lost, damaged)
    return Gathered(form, values, evidence, other, ocr)


def _is_misread(cell: Cell | None) -> bool:
    """Whether a letter stands in a cell for a digit, as OCR puts it there."""
    return (
        cell is not None
        and cell.kind is Kind.DAMAGED
        and cell.unit is None  # a unit that is not understood is no misread digit
        and any(map(str.isalpha, cell.text))
    )


_MISSING = CellValue(None, "missing", 0.7)


def _values(
    source: Source,
    form: Form,
    read_as: Mapping[str, Mapping[str, Read]],
    printed: Mapping[str, str],
) -> tuple[dict[str, CellValue], dict[str, Evidence]]:
    """Each cell from the reading of its table in the form that it is printed in."""
    values = dict.fromkeys([c.path for c in form.cells], _MISSING)
    evidence: dict[str, Evidence] = {}
    for name, reads in read_as.items():
        for known in reads.values():
            for row_ in _left_empty(known):
                row = known.grid.rows[row_]
                if printed.get(row.table.name, form.name) == name:
                    for column in range(row.width):
                        if row.path(column) in values:
                            values[row.path(column)] = CellValue(None, "blank", 0.8)
            margins = _margins(known)
            torn = _torn(known)
            slid = _slid(known)
            for assigned in known.best.rows:
                row = known.grid.rows[assigned.row]
                if printed.get(row.table.name, form.name) != name:
                    continue
                for column, cell in enumerate(assigned.slots):
                    path = row.path(column)
                    if path not in values:
                        continue
                    values[path] = cell_value(source, cell, row.columns[column], assigned, column)
                    evidence[path] = Evidence(
                        kind="none" if cell is None else cell.kind.name.lower(),
                        how="slid" if assigned.row in slid else assigned.how,
                        label=assigned.label >= 4 and assigned.row not in slid,
                        hard=cell is not None and cell.hard,
                        ways=len(assigned.ways),
                        margin=margins[assigned.row],
                        skipped=known.best.skipped,
                        sure=cell is None or cell.sure,
                        summed=bool(row.table.column_sums),
                        # The text may break off within its last number.
                        torn=assigned.row in torn
                        or (cell is not None and cell.end == len(source.view)),
                    )
    return values, evidence


def _left_empty(known: Read) -> set[int]:
    """The rows whose labels are printed and after which nothing is, in a table read without a rest."""
    if known.best.skipped or not known.best.rows:
        return set()
    placed = {a.row for a in known.best.rows}
    segments = known.strip.segments
    return {row for s in segments for row in s.fresh if row not in placed and s.text}


def _torn(known: Read) -> set[int]:
    """The rows beside whose cells a number was left over, or whose labels are not in the form's order."""
    strip = known.strip
    place = {c.start: i for i, c in enumerate(strip.values) if c.is_printed}
    taken = {c.start for a in known.best.rows for c in a.slots if c is not None}
    taken |= {c.start for a in known.best.rows for way in a.ways for c in way if c is not None}
    found = set()
    for assigned in known.best.rows:
        places = [place[c.start] for c in assigned.slots if c is not None and c.start in place]
        if not places:
            continue
        for at in (min(places) - 1, max(places) + 1):
            if 0 <= at < len(strip.values):
                beside = strip.values[at]
                near = strip.before[at] == strip.before[min(places)] or at < min(places)
                if (
                    beside.kind in (Kind.NUMBER, Kind.DAMAGED)
                    and beside.start not in taken
                    and near
                ):
                    found.add(assigned.row)
        fresh = strip.segments[strip.before[min(places)]].fresh
        signed = known.grid.signed and _holds_apart_sign(assigned)
        if [*fresh] != sorted(fresh) or _is_ragged(assigned) or signed:
            found.add(assigned.row)
    return found


def _slid(known: Read) -> set[int]:
    """The rows near which a line of numbers is nobody's while another row has none.

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
    named = lacking & {row for s in strip.segments for row in s.fresh}
    taken = {c.start for a in known.best.rows for c in a.slots if c is not None}
    found: set[int] = set()
    for run in strip.runs:
        own = strip.values[run.start : run.end]
        left = [c for c in own if c.kind is Kind.NUMBER and c.start not in taken]
        if len(left) < _A_ROW:
            continue
        before = max((row for row, start in starts.items() if start < left[0].start), default=0)
        # An agency's own row is nobody's by its label; only rows that are named could have its numbers.
        candidates = named if run.segment in strip.foreign else lacking
        near = {row for row in candidates if abs(row - before) <= _FAR}
        if near:
            found |= {*range(min(*near, before), max(*near, before) + 2)}
    return found


def _holds_apart_sign(assigned: Assignment) -> bool:
    """Whether a dash stands a space before a number: an empty cell, or its sign."""
    cells = [c for c in assigned.slots if c is not None]
    return any(
        a.text == "-" and not a.hard and b.kind is Kind.NUMBER and b.start - a.end == 1
        for a, b in pairwise(cells)
    )


def _is_ragged(assigned: Assignment) -> bool:
    """Whether some lines hold one value of the row and others several, as where columns got mixed up."""
    lines = Counter(c.line for c in assigned.slots if c is not None and not c.hard)
    return len(lines) > 1 and len(set(lines.values())) > 1


def _margins(known: Read) -> dict[int, float]:
    """For each row how much worse the best reading is that gives it other cells."""
    best = known.best
    margins = {}
    for assigned in best.rows:
        margin = 20.0
        for rival in known.readings[1:]:
            if best.score - rival.score >= margin:
                break
            its = next((a for a in rival.rows if a.row == assigned.row), None)
            if its is not None and _says(its) != _says(assigned):
                margin = best.score - rival.score
                break
        margins[assigned.row] = margin
    return margins


def _says(assigned: Assignment) -> tuple[object, ...]:
    return tuple(None if c is None else (c.value, c.kind) for c in assigned.slots)


def _forms(
    cells: Sequence[Cell],
    regions: Sequence[Region],
    forms: Mapping[str, Form],
    expected: str | None,
) -> tuple[Form | None, dict[str, str]]:
    """The report's form, and by table the form that it is printed in, by the labels that only one has."""
    text = {
        r.section: "".join(
            cjk(c.text) for c in cells if c.kind is Kind.LABEL and r.start <= c.start < r.end
        )
        for r in regions
    }
    hits: Counter[tuple[str, str]] = Counter()
    sections: dict[str, str] = {}
    for name, tables in _own_words((*forms.items(),)).items():
        for (section, table), words in tables.items():
            hits[table, name] += sum(word in text.get(section, "") for word in words)
            sections[table] = section
    printed = {}
    for table in sections:
        counts = {name: hits[table, name] for name in forms}
        most = max(counts.values(), default=0)
        leading = [name for name, count in counts.items() if count == most]
        said = text.get(sections[table], "")
        # A row of the other form's is the agency's own where the columns are not that form's.
        if most and len(leading) == 1 and not _lacks_columns(said, forms, leading[0], table):
            printed[table] = leading[0]
    # Tables whose heads broke are of the form that the others of their section are of, if all agree.
    # A head that is whole and names none of a form's own columns is not of that form.
    for section in set(sections.values()):
        known = {printed[t] for t, s in sections.items() if s == section and t in printed}
        if len(known) == 1:
            (name,) = known
            for table, its in sections.items():
                if its == section and not _lacks_columns(text.get(section, ""), forms, name, table):
                    printed.setdefault(table, name)
    default = printed.get("requests")
    if default is None:
        # A request table without the words of either is of the form that most else is of.
        votes = Counter(printed.values())
        if expected in forms and "requests" in text:
            votes[expected or ""] += 1
        default = max(
            votes, key=lambda name: (votes[name], name == expected), default=expected or ""
        )
    return forms.get(default), {t: n for t, n in printed.items() if n != default}


def _lacks_columns(text: str, forms: Mapping[str, Form], name: str, table: str) -> bool:
    """Whether ``text`` names a column that ``table`` has in all forms, and none that only ``name`` has."""
    heads = {
        form_name: {cjk(c.text) for t in form.tables if t.name == table for c in t.columns}
        for form_name, form in forms.items()
    }
    others = set().union(*(h for n, h in heads.items() if n != name))
    own = {h for h in heads[name] if not any(h in o or o in h for o in others)}
    shared = {h for h in heads[name] - own if len(h) >= _TELLING}
    return bool(own) and any(h in text for h in shared) and not any(h in text for h in own)


@cache
def _own_words(
    named: tuple[tuple[str, Form], ...],
) -> dict[str, dict[tuple[str, str], tuple[str, ...]]]:
    """For each of the forms the labels, by section and table, that no other has in any wording."""
    forms = dict(named)
    found: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {}
    for name, form in forms.items():
        others = {
            cjk(w)
            for other, its in forms.items()
            if other != name
            for table in its.tables
            for label in (*table.columns, *table.rows)
            for w in (label.text, *label.variants, label.group or "")
            if len(cjk(w)) >= 4
        }
        for table in form.tables:
            words = {
                cjk(w)[:12]
                for label in (*table.columns, *table.rows)
                for w in (label.text, *label.variants)
                if len(cjk(w)) >= 5
            }
            own = tuple(w for w in words if not any(w in o or o in w for o in others if o))
            found.setdefault(name, {})[table.section, table.name] = own
    return found


__all__ = ["Evidence", "Gathered", "Region", "Tables", "extents", "gather", "read"]
