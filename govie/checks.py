"""The registry of checks within a report: for each family its kinds, and how its checks are made.

A report's sums are checked while its tables are read, since the confidence of cells depends on them. Everything
else that is to be done with every kind of check, such as making the others when a report is read, or making all
again after a correction, goes over ``FAMILIES``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govie import agreement, arithmetic
from govie.form import forms
from govie.values import SUM_KINDS, Check, ReportData


@dataclass(frozen=True, slots=True)
class Family:
    """Checks that are made together.

    ``kinds``: their ``Check.kind``; ``make``: all of them for a report and its text; ``of_prose``: whether they
    depend on the counts of the narrative, the year and the text as well, else they depend on form and cells alone
    and get no text; ``made_with_tables``: whether reading the tables makes them already.
    """

    kinds: tuple[str, ...]
    make: Callable[[ReportData, str], Sequence[Check]]
    of_prose: bool
    made_with_tables: bool = False


def _sums(report: ReportData, text: str) -> Sequence[Check]:
    form = forms().get(report.form or "")
    return arithmetic.check(form, report.cells) if form is not None else ()


def _agreement(report: ReportData, text: str) -> Sequence[Check]:
    return agreement.check(report.facts, report.cells, text, report.year, report.agency)


FAMILIES = (
    Family(SUM_KINDS, _sums, of_prose=False, made_with_tables=True),
    Family(("narrative",), _agreement, of_prose=True),
)


def after_tables(report: ReportData, text: str) -> list[Check]:
    """The checks of ``report`` that the reading of its tables has not made already."""
    return [
        check
        for family in FAMILIES
        if not family.made_with_tables
        for check in family.make(report, text if family.of_prose else "")
    ]
