"""A kind of check is made, when a report is read and after a correction, because it stands in the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from decided import decide, value
from viewed import example

import govie
from govie import checks
from govie.decisions import apply
from govie.values import Check, ReportData

TEXT = example("by-column")
PATH = "requests.received.natural_person"


def _kinds(report: ReportData) -> list[str]:
    """The kinds of a report's checks as they follow each other, each once."""
    return [*dict.fromkeys(c.kind for c in report.checks)]


@pytest.mark.parametrize("of_prose", [False, True])
def test_a_new_family_needs_only_its_row(monkeypatch: pytest.MonkeyPatch, of_prose: bool) -> None:
    seen: list[str] = []

    def make(report: ReportData, text: str) -> Sequence[Check]:
        seen.append(text)
        number = report.cells[PATH].value
        kind: Any = "even"
        return [Check("even", kind, not (number or 0) % 2, None, number, (PATH,))]

    before = govie.extract(TEXT)
    family = checks.Family(("even",), make, of_prose)
    monkeypatch.setattr(checks, "FAMILIES", (*checks.FAMILIES, family))
    report = govie.extract(TEXT)
    assert _kinds(report) == [*_kinds(before), "even"]
    assert report.checks[:-1] == before.checks
    found, left = apply(report, [decide(TEXT, f"cell:{PATH}", value(5001, 3, 7))])
    assert not left and _kinds(found) == _kinds(report)
    assert (found.checks[-1].ok, found.checks[-1].found) == (False, 5001)
    assert seen == [TEXT if of_prose else ""] * 2


def test_sums_are_made_once() -> None:
    names = [c.name for c in govie.extract(TEXT).checks]
    assert len(names) == len({*names})
