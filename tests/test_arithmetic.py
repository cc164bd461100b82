"""The form's sums: what holds, what fails, what cannot be said, and what follows for lost print."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import Filled
from layouts import fill as fill_slowly

from govie import arithmetic
from govie.form import Form, forms
from govie.report import CellValue, Number


@cache
def filled_form(form: str, seed: int) -> Filled:
    return fill_slowly(forms()[form], random.Random(seed), 0.9)


ROW = [
    f"requests.granted.{column}"
    for column in (
        "natural_person",
        "business",
        "research",
        "public_welfare",
        "legal_service",
        "other_org",
        "total",
    )
]


def cells(form: Form, values: Mapping[str, Number | None]) -> dict[str, CellValue]:
    """Cells that print ``values``; None is a blank, and what is not named is missing."""
    found = {}
    for cell in form.cells:
        value = values.get(cell.path)
        status = "missing" if cell.path not in values else "blank" if value is None else "read"
        found[cell.path] = CellValue(value, status, 0.9)  # type: ignore[arg-type]
    return found


def row_check(form: Form, values: Mapping[str, Number | None]) -> arithmetic.Check:
    checks = arithmetic.check(form, cells(form, values))
    (found,) = (c for c in checks if c.paths == tuple(ROW))
    return found


@pytest.mark.parametrize(("form", "outcomes"), [("2019", 19), ("2021", 21)])
def test_rules_of_the_form(form: str, outcomes: int) -> None:
    rules = arithmetic.rules(forms()[form])
    rows = len(next(t for t in forms()[form].tables if t.name == "requests").rows)
    balances = [r for r in rules if r.kind == "balance"]
    over_outcomes = [r for r in rules if r.kind == "sum" and len(r.parts) == outcomes]
    assert len(balances) == len(over_outcomes) == 7
    assert len(rules) == rows + 7 + 7 + 3
    assert len({r.name for r in rules}) == len(rules)
    known = {cell.path for cell in forms()[form].cells}
    for rule in rules:
        assert set(rule.paths) <= known
        assert not set(rule.parts) & set(rule.whole)


def test_a_balance_is_received_and_carried_in_against_total_and_carried_out() -> None:
    (rule,) = (
        r
        for r in arithmetic.rules(forms()["2021"])
        if r.kind == "balance" and "requests.received.business" in r.paths
    )
    assert rule.parts == ("requests.received.business", "requests.carried_in.business")
    assert rule.whole == ("requests.outcome_total.business", "requests.carried_out.business")


@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("seed", range(5))
def test_consistent_figures_pass_every_check(form: str, seed: int) -> None:
    filled = filled_form(form, seed)
    checks = arithmetic.check(forms()[form], cells(forms()[form], filled.values))
    assert {c.ok for c in checks} == {True}
    assert all(c.expected == c.found for c in checks)


@pytest.mark.parametrize("form", forms())
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_one_figure_off_fails_exactly_the_sums_that_hold_it(form: str, data: st.DataObject) -> None:
    filled = filled_form(form, 1)
    path = data.draw(st.sampled_from(sorted(filled.values)))
    off = data.draw(st.integers(1, 1000))
    values = {**filled.values, path: (filled.values[path] or 0) + off}
    for check in arithmetic.check(forms()[form], cells(forms()[form], values)):
        assert check.ok is (path not in check.paths)
        if check.ok is False:
            assert check.expected is not None and check.found is not None
            assert abs(check.expected - check.found) == off


@pytest.mark.parametrize(
    ("values", "ok", "expected", "found"),
    [
        ([1, 2, 0, 0, 3, 0, 6], True, 6, 6),
        ([1, 2, 0, 0, 3, 0, 7], False, 6, 7),
        ([0, 0, 0, 0, 0, 0, 0], True, 0, 0),
        ([4, None, None, None, None, None, 4], True, 4, 4),  # a blank is nothing
        ([4, None, None, None, None, None, 5], False, 4, 5),
        ([4, 0, 0, 0, 0, 0, None], False, 4, 0),
        ([None] * 7, None, None, None),  # all blank: nothing to check
        ([4, 0, 0, 0, 0, 0], None, None, None),  # the total is missing
    ],
)
def test_check_of_a_row(
    values: list[int | None], ok: bool | None, expected: int | None, found: int | None
) -> None:
    check = row_check(forms()["2021"], dict(zip(ROW, values, strict=False)))
    assert (check.ok, check.expected, check.found) == (ok, expected, found)
    assert check.kind == "sum"


def test_nothing_is_checked_where_everything_is_missing() -> None:
    assert {c.ok for c in arithmetic.check(forms()["2019"], cells(forms()["2019"], {}))} == {None}


@pytest.mark.parametrize("form", forms())
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_lost_figure_under_a_sum_is_implied(form: str, data: st.DataObject) -> None:
    filled = filled_form(form, 2)
    summed = sorted({p for r in arithmetic.rules(forms()[form]) for p in r.paths})
    path = data.draw(st.sampled_from(summed))
    values = {p: v for p, v in filled.values.items() if p != path}
    settled = arithmetic.implied(forms()[form], values, {path})
    assert settled[path][0] == filled.values[path]
    assert all(path in rule.paths for rule in settled[path][1])


@pytest.mark.parametrize("form", forms())
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_whatever_is_implied_by_consistent_figures_is_right(form: str, data: st.DataObject) -> None:
    filled = filled_form(form, 3)
    lost = data.draw(st.sets(st.sampled_from(sorted(filled.values)), max_size=30))
    values = {p: v for p, v in filled.values.items() if p not in lost}
    settled = arithmetic.implied(forms()[form], values, lost)
    assert set(settled) <= lost
    assert all(filled.values[p] == value and rules for p, (value, rules) in settled.items())


def test_what_is_settled_settles_others() -> None:
    filled = filled_form("2021", 4)
    lost = {"requests.granted.business", "requests.granted.total", "requests.received.total"}
    values = {p: v for p, v in filled.values.items() if p not in lost}
    settled = arithmetic.implied(forms()["2021"], values, lost)
    assert {p: value for p, (value, _) in settled.items()} == {p: filled.values[p] for p in lost}


def test_a_negative_count_settles_nothing() -> None:
    values = dict(zip(ROW, [9, 0, 0, 0, 0, 0, 4], strict=True))
    del values["requests.granted.business"]
    assert arithmetic.implied(forms()["2021"], values, {"requests.granted.business"}) == {}


def test_rules_that_disagree_settle_nothing() -> None:
    filled = filled_form("2021", 5)
    path = "requests.granted.research"
    values = {p: v for p, v in filled.values.items() if p != path}
    values["requests.granted.total"] = (values["requests.granted.total"] or 0) + 1
    assert path not in arithmetic.implied(forms()["2021"], values, {path})


def test_a_cell_without_a_sum_is_not_implied() -> None:
    filled = filled_form("2019", 6)
    path = "disclosure.licensing.decisions"
    values = {p: v for p, v in filled.values.items() if p != path}
    assert arithmetic.implied(forms()["2019"], values, {path}) == {}
