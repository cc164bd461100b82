"""Ranks values for review: the probability that a value is wrong, times its weight.

The sum of 1 - confidence over values is the expected number of wrong values. A cell's weight is 1, and 1 more for
each sum of the form that it is part of, since a wrong total makes all of them fail. This is weighted uncertainty
sampling (Lewis and Gale, 1994).
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
    """A value to check. ``target``: ``cell:PATH``, or ``fact:N`` with the fact's index; ``wrong``: the probability that
    the value is wrong; ``gain``: that probability times its weight."""

    target: str
    wrong: float
    gain: float


@dataclass(frozen=True, slots=True)
class Budget:
    """After ``looks`` checks the expected number of wrong values falls from ``before`` to ``after``."""

    looks: int
    before: float
    after: float


@cache
def _weights(form: Form) -> Mapping[str, int]:
    sums = Counter(path for rule in arithmetic.rules(form) for path in rule.paths)
    return {cell.path: 1 + sums[cell.path] for cell in form.cells}


def looks(report: Report) -> list[Look]:
    """The cells and facts that may be wrong, in order of decreasing gain, without cells that a person corrected."""
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
    """The gain of each cell by its path, in falling order."""
    cells = (look for look in looks(report) if look.target.startswith("cell:"))
    return {look.target.removeprefix("cell:"): round(look.gain, 4) for look in cells}


def expected(report: Report) -> float:
    """The expected number of wrong values."""
    return sum(look.wrong for look in looks(report))


def gain(report: Report) -> float:
    """The gain of checking the whole report, by which reports are ordered."""
    return sum(look.gain for look in looks(report))


def budget(reports: Iterable[Report], steps: Iterable[int] = STEPS) -> list[Budget]:
    """The effect of checking the 10, 50 … values with the largest gain in all reports; the last entry is the first that
    covers all values, if there is one."""
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
