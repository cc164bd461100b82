"""Tables: from a report's text to the cells of its form.

    text → regions → cells → strip → readings → values → arithmetic → confidence

``region`` finds where tables stand; ``delimiters`` and ``cells`` make of each a sequence of cells, empty
ones among them; ``layout`` tells which label each follows; ``decoder`` assigns them to rows, ``fit`` to
columns; ``solver`` settles what is ambiguous by all sums together; ``result`` says what each cell is worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govie import arithmetic
from govie.confidence import Trust
from govie.form import Form
from govie.headers import cjk
from govie.report import CellValue, Check
from govie.sections import Outline
from govie.source import Source
from govie.tables import reader, region, rivals
from govie.tables.cells import Cell
from govie.tables.decoder import Assignment
from govie.tables.legacy import extents
from govie.tables.prints import Kind
from govie.tables.reader import Read
from govie.tables.region import Region
from govie.tables.result import Evidence, cell_value, repaired


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
        cells = {c.path: CellValue(None, "missing", 0.7) for c in form.cells} if form else {}
        return Gathered(form, cells, {})
    cells = reader.scanned(source, regions)
    form, printed = _forms(cells, regions, forms, expected)
    if form is None:
        return Gathered(None, {}, {})
    reads: dict[str, Read] = {}
    by_form: dict[str, list[Region]] = {}
    for r in regions:
        by_form.setdefault(printed[r.section], []).append(r)
    for name, group in by_form.items():
        reads |= reader.gather(cells, forms[name], group)
    other = tuple(
        reads[s].grid.rows[0].table.label for s, name in printed.items() if name != form.name and s in reads
    )
    ocr = any(c.kind is Kind.DAMAGED and not c.lines and c.value is not None for c in cells)
    values, evidence = _values(source, form, reads)
    values, evidence = rivals.better(source, form, regions, reads, values, evidence)
    lost = {
        p for p, e in evidence.items()
        if values[p].value is None and (e.kind == "none" or (ocr and e.kind == "empty"))
    } if ocr else set()  # fmt: skip
    damaged = {p for p, e in evidence.items() if e.kind == "damaged"}
    values = repaired(form, values, lost, damaged)
    return Gathered(form, values, evidence, other, ocr)


def _values(
    source: Source, form: Form, reads: Mapping[str, Read]
) -> tuple[dict[str, CellValue], dict[str, Evidence]]:
    paths = {c.path: c for c in form.cells}
    values = {p: CellValue(None, "missing", 0.7) for p in paths}
    evidence: dict[str, Evidence] = {}
    for known in reads.values():
        margins = _margins(known)
        for assigned in known.best.rows:
            row = known.grid.rows[assigned.row]
            for column, cell in enumerate(assigned.slots):
                path = row.path(column)
                if path not in paths:
                    continue
                values[path] = cell_value(source, cell, row.columns[column], assigned, column)
                evidence[path] = Evidence(
                    kind="none" if cell is None else cell.kind.name.lower(),
                    how=assigned.how,
                    label=assigned.label >= 4,
                    hard=cell is not None and cell.hard,
                    ways=len(assigned.ways),
                    margin=margins[assigned.row],
                    skipped=known.best.skipped,
                    sure=cell is None or cell.sure,
                    summed=bool(row.table.column_sums),
                )
    return values, evidence


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
    cells: Sequence[Cell], regions: Sequence[Region], forms: Mapping[str, Form], expected: str | None
) -> tuple[Form | None, dict[str, str]]:
    """The report's form, and the form of each section's tables, by the labels that only one has."""
    hits: dict[str, dict[str, int]] = {}
    for r in regions:
        text = "".join(cjk(c.text) for c in cells if c.kind is Kind.LABEL and r.start <= c.start < r.end)
        hits[r.section] = {
            name: sum(word in text for word in words.get(r.section, ()))
            for name, words in _own_words(forms).items()
        }
    printed = {}
    for section, counts in hits.items():
        most = max(counts.values(), default=0)
        leading = [name for name, count in counts.items() if count == most]
        printed[section] = leading[0] if most and len(leading) == 1 else ""
    # A request table without the words of either is that of the form that all else is of.
    default = printed.get("requests") or printed.get("disclosure") or expected or ""
    if printed.get("disclosure") and not printed.get("requests") and "requests" in printed:
        default = printed["disclosure"]
    form = forms.get(default)
    return form, {s: name or default for s, name in printed.items()}


def _own_words(forms: Mapping[str, Form]) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each form and section the labels that no other form has there, in any wording."""
    words: dict[str, dict[str, set[str]]] = {}
    for name, form in forms.items():
        for table in form.tables:
            own = words.setdefault(name, {}).setdefault(table.section, set())
            for label in (*table.columns, *table.rows):
                own |= {cjk(w)[:12] for w in (label.text, *label.variants) if len(cjk(w)) >= 5}
    return {
        name: {
            section: tuple(
                w
                for w in own
                if not any(
                    w in x or x in w
                    for other, theirs in words.items()
                    if other != name
                    for x in theirs.get(section, ())
                )
            )
            for section, own in sections.items()
        }
        for name, sections in words.items()
    }


__all__ = ["Evidence", "Gathered", "Region", "Tables", "extents", "gather", "read"]
