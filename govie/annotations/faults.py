"""Validates annotations: against the form, against the text, and against each other.

Training and benchmark refuse data with faults before they start. Each check of a record is a small function that
yields pairs of place and reason.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

from govie.annotations import prints, shifts
from govie.annotations.files import records
from govie.annotations.record import Annotation, Cell, Fact, shape_faults
from govie.errors import BadAnnotation, GovieError
from govie.form import forms
from govie.schema import topics

Reasons = Iterator[tuple[str, str]]
_EMPTY = "no records: the data are empty"
_EACH = 20  # faults of one record that are reported; a record with more is wrong throughout


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: ``reason`` at ``place`` in the record ``id``, in ``file`` at ``line``."""

    reason: str
    place: str = ""
    id: str | None = None
    file: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file or "")
        return ": ".join(part for part in (where, self.id, self.place, self.reason) if part)


def faults(annotations: Iterable[Annotation]) -> Iterator[Fault]:
    """The faults of annotations, record by record."""
    seen: set[str] = set()
    for one in annotations:
        yield from _of(one, seen)
    if not seen:
        yield Fault(_EMPTY)


def sound(annotations: Iterable[Annotation]) -> Iterator[Annotation]:
    """The annotations unchanged; raises ``BadAnnotation`` after the last one if any of them has a fault.

    The error names the first faults. So a caller that consumes the whole stream gets valid data or an error.
    """
    wrong: list[Fault] = []
    seen: set[str] = set()
    for one in annotations:
        wrong += islice(_of(one, seen), _EACH - len(wrong))
        yield one
    if not seen:
        raise BadAnnotation(_EMPTY)
    if wrong:
        listed = "\n".join(map(str, wrong))
        raise BadAnnotation(f"the data have faults (govie validate names all of them):\n{listed}")


def _of(one: Annotation, seen: set[str]) -> Iterator[Fault]:
    if one.id in seen:
        yield Fault("the id occurs before", id=one.id)
    seen.add(one.id)
    for place, reason in islice(reasons(one), _EACH):
        yield Fault(reason, place, one.id)


def faults_in(paths: str | Path | Iterable[str | Path]) -> Iterator[Fault]:
    """The faults in files of annotations, each with file and line (Parquet: row).

    What keeps a file from being read is reported as a fault as well; the other files are still validated.
    """
    seen: dict[str, str] = {}
    empty = True
    for path in [paths] if isinstance(paths, str | Path) else paths:
        try:
            for file, line, data in records(path):
                empty = False
                if isinstance(data, str):
                    yield Fault(data, file=file, line=line)
                    continue
                name = data["id"] if isinstance(data.get("id"), str) else None
                if name in seen:
                    yield Fault(f"the id occurs before, at {seen[name]}", "", name, file, line)
                elif name is not None:
                    seen[name] = f"{file}:{line}"
                wrong = list(islice(shape_faults(data), _EACH))
                if not wrong:
                    wrong = list(islice(reasons(Annotation.from_dict(data)), _EACH))
                for place, reason in wrong:
                    yield Fault(reason, place, name, file, line)
        except GovieError as error:
            empty = False
            yield Fault(str(error))
    if empty:
        yield Fault(_EMPTY)


def reasons(one: Annotation) -> Reasons:
    """The faults of one annotation: pairs of place (``facts[2].item``) and reason."""
    if (shift := shifts.in_values(one)) is not None:
        yield "all places", shift
    yield from _sections(one)
    yield from _cells(one)
    yield from _facts(one)
    yield from _links(one.facts or ())
    yield from _overlaps(one)


def _sections(one: Annotation) -> Reasons:
    before, names = -1, set()
    for i, section in enumerate(one.sections or ()):
        place = f"sections[{i}]"
        if section.start >= len(one.text):
            size = len(one.text)
            yield place, f"start {section.start} lies outside the text of {size} characters"
        elif one.text[section.start].isspace():
            yield place, f"no heading starts at {section.start}, but white space"
        if section.start <= before:
            yield place, f"start {section.start} is not after that of the section before, {before}"
        if section.name in names:
            yield place, f"the section {section.name} occurs before"
        before = section.start
        names.add(section.name)


def _cells(one: Annotation) -> Reasons:
    if one.cells is None:
        return
    if one.form is None:
        yield "form", "cells are given without the form that they are of"
        return
    money = _money(one.form)
    seen: set[str] = set()
    for i, cell in enumerate(one.cells):
        place = f"cells[{i}] {cell.path}"
        if cell.path not in money:
            others = [name for name in forms() if cell.path in _money(name)]
            of = f"a cell of form {others[0]}, not of {one.form}" if others else "no form's cell"
            yield place, of
        elif cell.path in seen:
            yield place, "the cell occurs before"
        else:
            yield from ((place, reason) for reason in _cell(one.text, cell, money[cell.path]))
        seen.add(cell.path)
    lacking = [path for path in money if path not in seen]
    if lacking:
        yield "cells", f"{len(lacking)} cells of the form are not given: {', '.join(lacking[:3])} …"


def _cell(text: str, cell: Cell, money: bool) -> Iterator[str]:
    if (cell.start is None) != (cell.end is None):
        yield "start and end must be given both or neither"
        return
    if cell.status in ("blank", "missing") and cell.value is not None:
        yield f"a {cell.status} cell has no value, this one has {cell.value}"
    if cell.status in ("read", "damaged") and cell.value is None:
        yield f"a {cell.status} cell has a value"
    if cell.status == "missing" and cell.start is not None:
        yield "a missing cell has no place"
    if cell.start is None or cell.end is None:
        if cell.status == "read":
            yield "a read cell has a place"
        return
    yield from _place(text, cell.start, cell.end)
    if (
        cell.value is not None
        and cell.status not in ("damaged", "blank")
        and _inside(text, cell.start, cell.end)
        and not prints.prints_cell(text, cell.start, cell.end, cell.value, money=money)
    ):
        printed = prints.cell(text, cell.start, cell.end, money=money)
        yield _other(text, cell.start, cell.end, printed, cell.value)


def _facts(one: Annotation) -> Reasons:
    for i, fact in enumerate(one.facts or ()):
        place = f"facts[{i}]"
        yield from ((place, reason) for reason in _fact(one.text, fact))
        for name, start, end, words in (
            ("item", fact.item_start, fact.item_end, (fact.item, *fact.item_alt)),
            ("channel", fact.channel_start, fact.channel_end, (fact.channel or "",)),
        ):
            at = f"{place}.{name}"
            yield from ((at, reason) for reason in _words(one.text, start, end, words))
        for topic in fact.topic_alt:
            if topic not in topics():
                yield f"{place}.topic_alt", f"{topic} is no topic"


def _fact(text: str, fact: Fact) -> Iterator[str]:
    if not prints.squeeze(fact.item):
        yield "the item is empty: what is counted?"
    yield from _place(text, fact.start, fact.end)
    if not _inside(text, fact.start, fact.end):
        return
    printed = prints.count(text, fact.start, fact.end)
    if printed is None or not prints.same(printed.value, fact.value):
        value = printed.value if printed else None
        yield _other(text, fact.start, fact.end, value, fact.value)
    elif (printed.unit is None) != (fact.unit is None):
        yield f"the unit is {fact.unit}, {text[fact.start : fact.end]!r} has {printed.unit}"
    if prints.cuts_number(text, fact.start, fact.end):
        yield f"{text[fact.start : fact.end]!r} is a part of a longer number"


def _words(text: str, start: int | None, end: int | None, words: tuple[str, ...]) -> Iterator[str]:
    if (start is None) != (end is None):
        yield "start and end must be given both or neither"
    elif start is not None and end is not None:
        yield from _place(text, start, end)
        printed = prints.squeeze(text[start:end])
        if _inside(text, start, end) and not any(prints.alike(printed, w) for w in words):
            yield f"{start}:{end} prints {printed!r}, not {' or '.join(map(repr, words))}"


def _links(facts: tuple[Fact, ...]) -> Reasons:
    for i, fact in enumerate(facts):
        if fact.part_of is None:
            continue
        if not 0 <= fact.part_of < len(facts):
            yield f"facts[{i}].part_of", f"{fact.part_of} is none of the {len(facts)} facts"
            continue
        at, seen = i, set()
        while at not in seen:
            seen.add(at)
            above = facts[at].part_of
            if above is None or not 0 <= above < len(facts):
                break
            at = above
        else:
            if at == i:
                yield f"facts[{i}].part_of", "the count is a part of itself"


def _overlaps(one: Annotation) -> Reasons:
    """Cells whose spans overlap, and facts whose span overlaps a cell."""
    cells = sorted(
        (c.start, c.end, c.path, i)
        for i, c in enumerate(one.cells or ())
        if c.start is not None and c.end is not None
    )
    for before, after in pairwise(cells):
        if after[0] < before[1]:
            place = f"cells[{after[3]}] {after[2]}"
            yield place, f"shares text with {before[2]} ({after[0]}:{after[1]})"
    starts = [start for start, *_ in cells]
    for i, fact in enumerate(one.facts or ()):
        at = bisect_right(starts, fact.end - 1) - 1
        if at >= 0 and cells[at][1] > fact.start:
            yield f"facts[{i}]", f"stands in the cell {cells[at][2]} ({fact.start}:{fact.end})"


def _place(text: str, start: int, end: int) -> Iterator[str]:
    if not _inside(text, start, end):
        yield f"{start}:{end} is no stretch of the text, which has {len(text)} characters"


def _inside(text: str, start: int, end: int) -> bool:
    return 0 <= start < end <= len(text)


def _other(text: str, start: int, end: int, printed: object, value: object) -> str:
    stretch = text[start:end] if end - start <= 30 else text[start : start + 29] + "…"
    what = "no number" if printed is None else str(printed)
    return f"{start}:{end} prints {what} ({stretch!r}), not {value}"


@cache
def _money(form: str) -> dict[str, bool]:
    """The paths of a form, and whether the cell is money."""
    return {c.path: c.is_money for c in forms()[form].cells}
