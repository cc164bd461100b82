"""What to look at first: how probably a value is wrong, times what hangs on it.

A confidence is the probability that a value is what the report says, so that 1 minus it, summed, is the
expected number of wrong values. A cell weighs 1, and 1 more for each of the form's sums that it is part of:
a wrong total is wrong in all of them. This is the uncertainty sampling of Lewis and Gale (1994), weighted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from govie import arithmetic
from govie.form import Form, forms
from govie.report import Report

STEPS = (10, 50, 200, 1000)


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at: ``wrong``: the probability that it is; ``gain``: that times its weight."""

    target: str
    wrong: float
    gain: float


@dataclass(frozen=True, slots=True)
class Budget:
    """With so many ``looks`` more, the expected number of wrong values falls from ``before`` to ``after``."""

    looks: int
    before: float
    after: float


@cache
def _weights(form: Form) -> Mapping[str, int]:
    sums = Counter(path for rule in arithmetic.rules(form) for path in rule.paths)
    return {cell.path: 1 + sums[cell.path] for cell in form.cells}


def looks(report: Report) -> list[Look]:
    """Every cell and count that may be wrong, the greatest gain first; corrected ones are not among them."""
    form = forms().get(report.form or "")
    weights = _weights(form) if form else {}
    found = []
    for path, cell in report.cells.items():
        wrong = 1.0 - cell.confidence
        if cell.status != "corrected" and wrong > 0:
            found.append(Look(f"cell:{path}", wrong, wrong * weights.get(path, 1)))
    for n, fact in enumerate(report.facts):
        if fact.confidence < 1:
            found.append(Look(f"fact:{n}", 1 - fact.confidence, 1 - fact.confidence))
    return sorted(found, key=lambda look: -look.gain)


def gains(report: Report) -> dict[str, float]:
    """What a look at each cell is expected to bring, by path, the greatest first."""
    cells = (look for look in looks(report) if look.target.startswith("cell:"))
    return {look.target.removeprefix("cell:"): round(look.gain, 4) for look in cells}


def expected(report: Report) -> float:
    """The expected number of wrong values."""
    return sum(look.wrong for look in looks(report))


def gain(report: Report) -> float:
    """What looking at the whole report is expected to bring: the order of reports."""
    return sum(look.gain for look in looks(report))


def budget(reports: Iterable[Report], steps: Iterable[int] = STEPS) -> list[Budget]:
    """What so many looks bring, each at the value where it brings most in all of the reports."""
    every = sorted((look for report in reports for look in looks(report)), key=lambda x: -x.gain)
    whole = sum(look.wrong for look in every)
    seen = [0.0, *accumulate(look.wrong for look in every)]
    found = []
    for step in steps:
        count = min(step, len(every))
        found.append(Budget(count, whole, max(0.0, whole - seen[count])))
        if count == len(every):
            break
    return found
