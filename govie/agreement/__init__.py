"""Checks whether the narrative and the statutory tables agree where both state the same number.

A disagreement is reported and nothing is changed, since agencies do contradict themselves. Only counts of the same
scope are compared: not those of the office alone, of a quarter, of several years or another year, and of all reviews
and lawsuits only those about disclosure.

    ``patterns``  words that tell the scope of a count
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from govie import toml
from govie.agreement import patterns
from govie.values import CellValue, Check, Fact, Number

_FAR = 80  # characters before a count that may state its scope


@dataclass(frozen=True, slots=True)
class _Claim:
    """A number that narrative and tables both state; ``claims.toml`` explains the fields."""

    name: str
    kinds: tuple[str, ...]
    cells: tuple[str, ...]
    whole: bool = False
    item: str = ""
    of_disclosure: bool = False


@cache
def _claims() -> tuple[_Claim, ...]:
    return tuple(
        _Claim(**{**claim, "kinds": tuple(claim["kinds"]), "cells": tuple(claim["cells"])})
        for claim in toml.read("agreement/claims.toml")["claim"]
    )


def check(
    facts: Sequence[Fact],
    cells: Mapping[str, CellValue],
    text: str,
    year: int | None = None,
    agency: str | None = None,
) -> tuple[Check, ...]:
    """A check for each number that both state: ``expected`` in the table, ``found`` in the narrative, with its span
    in ``text``.

    ``year``, ``agency``: those of the report, which determine the scope. Where the narrative states a number several
    times, one that agrees is enough.
    """
    known = {kind for claim in _claims() for kind in claim.kinds}
    like = [f for f in facts if f.kind in known and _same_scope(f, text, year, agency or "")]
    found = (_checked(claim, like, facts, cells, text) for claim in _claims())
    return tuple(c for c in found if c is not None)


def _same_scope(fact: Fact, text: str, year: int | None, agency: str) -> bool:
    """Whether the words before a count in its sentence name no other year, period or agency."""
    if fact.unit not in patterns.COUNTED or fact.bound != "exact":
        return False
    lead = patterns.CLAUSE_END.split(text[max(0, fact.start - _FAR) : fact.start])[-1]
    lead = "".join(lead.split()) + fact.item
    if patterns.SEVERAL_YEARS.search(lead) or patterns.PART_OF_YEAR.search(lead):
        return False
    if patterns.ONE_WAY.search(lead):
        return False
    years = [int(y) for y in patterns.YEAR.findall(lead)]
    carried = fact.topic == "requests_carried"  # 结转2023年: the year is what is counted
    if patterns.LAST_YEAR.search(lead) and not carried:
        return False
    if year is not None and years and years[-1] != year and not carried:
        return False
    if any(m[0] not in agency for m in patterns.NARROW.finditer(lead)):
        return False
    return not any(_is_another(m["name"], agency) for m in patterns.ACTOR.finditer(lead))


def _is_another(name: str, agency: str) -> bool:
    """Whether ``name`` is that of another agency than ``agency``: 区政府办 in the report of a town."""
    if not agency or patterns.OWN.search(name):
        return False
    tail = next((end for end in patterns.NAME_ENDS if name.endswith(end)), "")
    own = "政府" if tail in ("政府", "镇", "乡") else "办事处" if tail == "街道" else tail
    # a short form has the kind of the agency and, in order, the characters before it
    letters = iter(agency)
    return not (own in agency and all(c in letters for c in name.removesuffix(tail)[-2:]))


def _checked(
    claim: _Claim,
    like: Sequence[Fact],
    facts: Sequence[Fact],
    cells: Mapping[str, CellValue],
    text: str,
) -> Check | None:
    stated = [
        f
        for f in like
        if f.kind in claim.kinds
        and claim.item in f.item
        and not (claim.whole and f.part_of is not None)
    ]
    if claim.of_disclosure:
        stated = [d for f in stated for d in _of_disclosure(f, facts, text)]
    choices = [c for pattern in claim.cells if (c := _sum(pattern, cells)) is not None]
    if not stated or not choices:
        return None
    for fact in stated:
        for value, paths in choices:
            if fact.value == value:
                return _check(claim, True, value, fact, paths)
    value, paths = choices[0]
    return _check(claim, False, value, stated[0], paths)


def _of_disclosure(fact: Fact, facts: Sequence[Fact], text: str) -> list[Fact]:
    """The counts of reviews or lawsuits about disclosure: ``fact`` itself, its parts, or none.

    复议58件（其中涉及政府信息公开4件）: the table has the 4.
    """
    parts = [f for f in facts if f.part_of is not None and facts[f.part_of] is fact]
    about = [p for p in parts if patterns.DISCLOSURE.search(p.item + _clause(p, text))]
    if not about and patterns.DISCLOSURE.search(
        text[max(0, fact.start - 2 * _FAR) : fact.end] + fact.item
    ):
        return [fact]
    return about


def _clause(fact: Fact, text: str) -> str:
    """The words before a count, back to the last punctuation mark."""
    lead = text[max(0, fact.start - 30) : fact.start]
    return patterns.LAST_MARK.split(lead)[-1]


def _check(claim: _Claim, ok: bool, value: Number, fact: Fact, paths: tuple[str, ...]) -> Check:
    name = f"narrative: {claim.name}"
    return Check(name, "narrative", ok, value, fact.value, paths, fact.start, fact.end)


def _sum(pattern: str, cells: Mapping[str, CellValue]) -> tuple[Number, tuple[str, ...]] | None:
    """The sum of the cells whose paths match ``pattern``, with the paths; ``None`` where one is missing."""
    paths = _matching(pattern, tuple(cells))
    if not paths or any(cells[p].status == "missing" for p in paths):
        return None
    return sum(cells[p].value or 0 for p in paths), paths


@lru_cache(256)
def _matching(pattern: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The ``paths`` that match ``pattern``; cached, since all reports on a form have the same paths."""
    whole = re.compile(pattern)
    return tuple(p for p in paths if whole.fullmatch(p))
