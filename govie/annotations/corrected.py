"""What a person changed in a tool, brought back into the annotation that the tool was given.

What the tool shows unchanged stays exactly as it was, with everything that the tool could not show. A
changed span is read afresh: its number, unit, bound, words.
"""

from __future__ import annotations

from dataclasses import replace

from govie.annotations import prints, shifts
from govie.annotations.marks import Marks, Span, labels, marks, of_cell, of_section
from govie.annotations.record import Annotation, Cell, Section
from govie.annotations.recounted import recounted, wrong
from govie.errors import BadAnnotation
from govie.form import forms


def corrected(one: Annotation, seen: Marks) -> Annotation:
    """``one`` as the marks ``seen`` have it.

    Raises ``BadAnnotation``, naming record and place, for a label that is none, a cell marked twice, a
    mark on what prints no number, a count with two channels or two totals, marks that are all shifted.
    """
    shown = marks(one)
    unknown = {s.label for s in seen.spans} - set(labels())
    if unknown:
        raise BadAnnotation(f"{one.id}: {min(unknown)!r} is no label of govie")
    for span in seen.spans:
        if not 0 <= span.start < span.end <= len(one.text):
            raise wrong(one, span, "lies outside the text")
    if (shift := shifts.in_marks(one, shown.spans, seen.spans)) is not None:
        raise BadAnnotation(f"{one.id}: {shift}")
    return replace(
        one,
        sections=_sections(one, shown, seen),
        cells=_cells(one, seen),
        facts=recounted(one, shown, seen),
    )


def _sections(one: Annotation, shown: Marks, seen: Marks) -> tuple[Section, ...] | None:
    new = sorted(s for s in seen.spans if s.kind == "section")
    if set(new) == {s for s in shown.spans if s.kind == "section"}:
        return one.sections
    old = {of_section(one.text, section): section for section in one.sections or ()}
    headings = {span.start: section.heading for span, section in old.items() if span}
    found = [
        old.get(span)
        or Section(
            span.name,
            headings.get(span.start, " ".join(one.text[span.start : span.end].split())),
            span.start,
        )
        for span in new
    ]
    return tuple(found)


def _cells(one: Annotation, seen: Marks) -> tuple[Cell, ...] | None:
    new: dict[str, Span] = {}
    for span in sorted(s for s in seen.spans if s.kind == "cell"):
        if span.name in new:
            raise wrong(one, span, "is marked a second time")
        new[span.name] = span
    cells = one.cells
    if cells is None:
        if not new:
            return None
        if one.form is None:
            raise wrong(one, min(new.values()), "cannot be kept: the record does not tell its form")
        cells = tuple(Cell(c.path, None, "missing") for c in forms()[one.form].cells)
    found = tuple(_cell(one, cell, new.pop(cell.path, None)) for cell in cells)
    for span in new.values():
        raise wrong(one, span, f"is no cell of the form {one.form}")
    return found


def _cell(one: Annotation, cell: Cell, span: Span | None) -> Cell:
    before = of_cell(one.text, cell)
    if span == before:
        return cell
    if span is None:
        return Cell(cell.path, None, "missing")
    stretch = one.text[span.start : span.end]
    if before and prints.squeeze(one.text[before.start : before.end]) == prints.squeeze(stretch):
        return replace(cell, start=span.start, end=span.end)
    if prints.blank(stretch):
        return Cell(cell.path, None, "blank", span.start, span.end)
    money = any(c.path == cell.path and c.unit == "CNY" for f in forms().values() for c in f.cells)
    value = prints.cell(one.text, span.start, span.end, money=money)
    if value is not None:
        return Cell(cell.path, value, "read", span.start, span.end)
    if cell.status == "damaged":
        return replace(cell, start=span.start, end=span.end)
    raise wrong(one, span, "prints no number")
