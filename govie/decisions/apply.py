"""Applies decisions to a report, and makes again the checks that they affect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from govie import checks, units
from govie.decisions import narrative
from govie.decisions.record import Decision
from govie.form import forms
from govie.report import CellValue, Check, Place, Report, Section, Status
from govie.units import places

_ORDER = ("form", "year", "agency", "unit", "section", "cell", "fact", "check", "report")


@dataclass(frozen=True, slots=True)
class Unapplied:
    """A decision that does not fit the report as it was read, and the reason."""

    decision: Decision
    reason: str

    def __str__(self) -> str:
        one = self.decision
        return f"{one.file}: {one.target}: decision {one.id} is not applied: {self.reason}"


@dataclass(slots=True)
class _Draft:
    """The report while it is corrected. ``states``: the status that was decided for each corrected cell, which the sums
    use; ``left``: decisions that do not fit."""

    report: Report
    text: str | None
    states: dict[str, Status]
    left: list[Unapplied]


def apply(
    report: Report, decisions: Iterable[Decision], text: str | None = None
) -> tuple[Report, list[Unapplied]]:
    """``report`` with ``decisions`` applied, and those of them that do not fit it.

    A cell that was decided on gets the status ``corrected``, confidence 1 and the decision's number in ``why``.
    ``text``: the text of the report; without it, checks of the narrative whose cells were corrected become
    undecided. The decisions must be about this text and in force (``stand``).
    """
    draft = _Draft(report, report.text if text is None else text, {}, [])
    by_kind: dict[str, list[Decision]] = {kind: [] for kind in _ORDER}
    for one in decisions:
        by_kind[one.kind].append(one)
    for kind in ("form", "year", "agency", "unit"):
        for one in by_kind[kind]:
            _METAS[kind](draft, one)
    _sections(draft, by_kind["section"])
    _cells(draft, by_kind["cell"])
    facts, left = narrative.decided(draft.report.facts, by_kind["fact"], draft.text)
    draft.left += [Unapplied(one, reason) for one, reason in left]
    draft.report = replace(draft.report, facts=facts)
    _checks(draft, report, facts_changed=bool(by_kind["fact"]))
    _confirmations(draft, by_kind["check"])
    return draft.report, draft.left


def _form(draft: _Draft, one: Decision) -> None:
    """Change the form; cells that both forms have keep their values, the others are missing."""
    form = forms()[one.new] if one.new is not None else None
    absent = CellValue(None, "missing", 1.0)
    cells = {c.path: draft.report.cells.get(c.path, absent) for c in form.cells} if form else {}
    draft.report = replace(draft.report, form=one.new, cells=cells)


def _year(draft: _Draft, one: Decision) -> None:
    report = replace(draft.report, year=one.new)
    draft.report = units.resolved(report, draft.text, None)


def _agency(draft: _Draft, one: Decision) -> None:
    at = (draft.text or "").find(one.new) if one.new else -1
    place = Place(at, at + len(one.new), 1.0) if at >= 0 else None
    report = replace(draft.report, agency=one.new, agency_place=place)
    draft.report = units.resolved(report, draft.text, None)


def _unit(draft: _Draft, one: Decision) -> None:
    if one.new is None:
        draft.report = replace(draft.report, unit=None)
        return
    try:
        hint = places.of_code(one.new, draft.report.year)
    except ValueError as error:
        draft.left.append(Unapplied(one, str(error)))
        return
    report = units.resolved(draft.report, draft.text, hint)
    if (unit := report.unit) is None or one.new not in (unit.code, unit.town_code):
        draft.left.append(Unapplied(one, "the agency's name says another place"))
    else:
        draft.report = replace(report, unit=replace(unit, confidence=1.0))


_METAS: Mapping[str, Callable[[_Draft, Decision], None]] = {
    "form": _form,
    "year": _year,
    "agency": _agency,
    "unit": _unit,
}


def _sections(draft: _Draft, decisions: Sequence[Decision]) -> None:
    if not decisions:
        return
    report = draft.report
    last = max((s.end for s in report.sections), default=len(draft.text or ""))
    found = {s.name: s for s in report.sections}
    for one in decisions:
        if one.new is None:
            found.pop(one.name, None)
            continue
        start, heading = one.new["start"], one.new["heading"]
        if draft.text is not None and not draft.text.startswith(heading, start):
            draft.left.append(Unapplied(one, "the text has no such heading there"))
        else:
            found[one.name] = Section(one.name, heading, start, start, 1.0)
    ordered = sorted(found.values(), key=lambda s: s.start)
    ends = [*(s.start for s in ordered[1:]), last]
    sections = tuple(replace(s, end=max(s.start, e)) for s, e in zip(ordered, ends, strict=True))
    draft.report = replace(report, sections=sections)


def _cells(draft: _Draft, decisions: Sequence[Decision]) -> None:
    cells = dict(draft.report.cells)
    for one in decisions:
        if one.name not in cells:
            of = f"form {draft.report.form} has no such cell" if cells else "the report has no form"
            draft.left.append(Unapplied(one, of))
            continue
        start, end = one.new.get("start"), one.new.get("end")
        if start is not None and draft.text is not None and end > len(draft.text):
            draft.left.append(Unapplied(one, "its place is outside the text"))
            continue
        raw = draft.text[start:end] if start is not None and draft.text is not None else None
        why = f"decision {one.id}" + (f": {one.why}" if one.why else "")
        value = one.new.get("value")
        cells[one.name] = CellValue(value, "corrected", 1.0, raw, start, end, why)
        draft.states[one.name] = one.new["status"]
    draft.report = replace(draft.report, cells=cells)


def _checks(draft: _Draft, before: Report, *, facts_changed: bool) -> None:
    """Make again every check that a decision may have changed; without the text those of the prose become undecided."""
    report = draft.report
    changed = {p for p, c in report.cells.items() if before.cells.get(p) != c}
    other = report.form != before.form
    prose_changed = facts_changed or report.year != before.year
    found: list[Check] = []
    for family in checks.FAMILIES:
        own = [c for c in report.checks if c.kind in family.kinds]
        if family.of_prose and (changed or other or prose_changed):
            if draft.text is not None:
                own = [*family.make(report, draft.text)]
            else:
                gone = [facts_changed or bool(changed & {*c.paths}) for c in own]
                own = [replace(c, ok=None) if g else c for c, g in zip(own, gone, strict=True)]
        elif not family.of_prose and (changed or other):
            now = family.make(_as_decided(draft), "")
            if family.made_with_tables and not other:
                known = {c.name: c for c in now}
                own = [known.get(c.name, c) if changed & {*c.paths} else c for c in own]
            else:
                own = [*now]
        found += own
    draft.report = replace(report, checks=tuple(found))


def _as_decided(draft: _Draft) -> Report:
    """The report, in which corrected cells have the status that was decided for them."""
    cells = {
        p: replace(c, status=draft.states[p]) if p in draft.states else c
        for p, c in draft.report.cells.items()
    }
    return replace(draft.report, cells=cells)


def _confirmations(draft: _Draft, decisions: Sequence[Decision]) -> None:
    by_name = {one.name: one for one in decisions}
    found = []
    for check in draft.report.checks:
        one = by_name.pop(check.name, None)
        if one is not None and check.ok is False:
            old = one.old if isinstance(one.old, dict) else {}
            if (old.get("expected"), old.get("found")) == (check.expected, check.found):
                check = replace(check, confirmed=one.id)
            else:
                draft.left.append(Unapplied(one, "the sum has other numbers now"))
        found.append(check)
    draft.left += [Unapplied(one, "there is no such check") for one in by_name.values()]
    draft.report = replace(draft.report, checks=tuple(found))
