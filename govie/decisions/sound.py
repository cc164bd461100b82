"""Validates reports from untrusted files, so that malformed data cannot crash a page or a training run."""

from __future__ import annotations

import math
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from govie.form import forms, sections
from govie.report import CellValue, Check, Fact, Place, Report, Section, Unit
from govie.schema import topics


def require(report: Report, text: str | None) -> None:
    """Raise ``ValueError``, with the reason, where ``report`` cannot be the result of reading ``text``.

    That is, where a field has a value of a wrong type, a confidence is no probability, the cells are not those of the
    form, or a span is outside the text; without a text only the order of offsets is checked.
    """
    parts: list[Any] = [*report.cells.values(), *report.facts, *report.sections, *report.checks]
    others = [part for part in (report.unit, report.agency_place) if part is not None]
    for part in (report, *parts, *others):
        _typed(part)
    if report.form is not None and report.form not in forms():
        raise ValueError(f"{report.form[:80]!r} is no form")
    form = forms().get(report.form or "")
    if report.cells.keys() != {cell.path for cell in (form.cells if form else ())}:
        raise ValueError("its cells are not those of its form")
    if not {s.name for s in report.sections} <= {s.name for s in sections()}:
        raise ValueError("a section has the name of none")
    if not {f.topic for f in report.facts} <= {*topics()}:
        raise ValueError("a count has the topic of none")
    if not all(
        isinstance(w, str) for w in (*report.warnings, *(p for c in report.checks for p in c.paths))
    ):
        raise ValueError("a warning or the path of a cell is no text")
    if any(f.part_of is not None and not 0 <= f.part_of < len(report.facts) for f in report.facts):
        raise ValueError("a count is part of none that is there")
    size = math.inf if text is None else len(text)
    for start, end in ((p.start, p.end) for p in (*parts, *others) if hasattr(p, "start")):
        if (start is None) != (end is None) or not 0 <= (start or 0) <= (end or 0) <= size:
            raise ValueError(f"characters {start} to {end} are no place in its text")


def _typed(part: Any) -> None:
    for name, (types, words) in _KINDS[type(part)].items():
        value = getattr(part, name)
        listed = isinstance(value, str) and words
        right = value in words if listed else type(value) in types
        if isinstance(value, float):
            right = right and math.isfinite(value)
        if name == "confidence":
            right = right and 0 <= value <= 1
        if not right:
            raise ValueError(f"{str(value)[:80]!r} is no {name} of a {type(part).__name__.lower()}")


def _kinds(part: type) -> dict[str, tuple[frozenset[type], frozenset[str]]]:
    """For each field of plain type: its types, and the strings that it may have where these are listed (``Literal``)."""
    found = {}
    for name, hint in get_type_hints(part).items():
        several = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        plain = {t for t in several if t in (str, int, float, bool, NoneType)}
        words = {w for t in several if get_origin(t) is Literal for w in get_args(t)}
        if len(plain) + sum(get_origin(t) is Literal for t in several) == len(several):
            types = plain | {int} if float in plain else plain
            found[name] = (frozenset(types), frozenset(words))
    return found


_KINDS = {part: _kinds(part) for part in (Report, CellValue, Section, Fact, Check, Unit, Place)}
