"""Planted figures in every layout, read back: right, or null, never another cell's."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from layouts import LAYOUTS, fill, report
from scoring import score

import govie
from govie.form import forms

FIGURES = {"dense": (0.8, 40, 0), "sparse": (0.1, 20, 0), "wrong sums": (0.5, 400, 2)}

# What a layout hides, nobody can read: the order of figures that stand apart from their labels in
# tables without sums, where figures without separators are to be cut, and which part a lone figure is
# where the total comes first and nothing says so. Values may be null or doubtful there.
# How many of the cells that are not 0 must be right all the same:
AMBIGUOUS = {
    "by column": 0.9,
    "total first": 0.6,
    "total first, unsaid": 0.6,
    "broken labels": 0.84,
    "glued": 0.3,
}
# Where hardly a sum comes out, nothing tells where glued figures are to be cut.
UNREAD = {("glued", "wrong sums")}


@pytest.mark.parametrize("figures", FIGURES)
@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_is_read_back(layout: str, form: str, figures: str) -> None:
    count: Counter[str] = Counter()
    wrong = []
    for seed in range(2):
        rng = random.Random(f"{layout} {form} {figures} {seed}")
        filled = fill(forms()[form], rng, *FIGURES[figures])
        wrong += score(report(filled, LAYOUTS[layout], rng), count)
    assert not count["silent"], wrong
    if (layout, figures) in UNREAD:
        return
    if layout in AMBIGUOUS:
        assert count["telling right"] >= AMBIGUOUS[layout] * count["telling"], wrong
    else:
        assert not wrong
        assert not count["misplaced"]


def test_the_print_wins_over_the_sum() -> None:
    rng = random.Random(3)
    filled = fill(forms()["2021"], rng, 0.9)
    path = "requests.granted.total"
    filled.values[path] = (filled.values[path] or 0) + 7
    filled.printed[path] = str(filled.values[path])
    laid = report(filled, LAYOUTS["tab rows"], rng)
    count: Counter[str] = Counter()
    assert score(laid, count) == []
    failed = govie.extract(laid.text).failed
    assert any(path in check.paths for check in failed)
    assert {"sum"} == {check.kind for check in failed}


@pytest.mark.parametrize("layout", ["tab rows", "pipes"])
def test_a_delimited_cell_with_nothing_in_it_is_blank_whatever_the_sums_say(layout: str) -> None:
    rng = random.Random(5)
    filled = fill(forms()["2019"], rng, 0.9)
    path = "requests.granted.research"
    assert filled.values[path]
    filled.printed[path] = ""
    report_ = govie.extract(report(filled, LAYOUTS[layout], rng).text)
    assert (report_.cells[path].value, report_.cells[path].status) == (None, "blank")
    assert any(path in check.paths for check in report_.failed)


def test_blank_cells_are_blank_and_not_zero() -> None:
    rng = random.Random(6)
    filled = fill(forms()["2019"], rng, 0.4)
    for path, value in filled.values.items():
        if value == 0:
            filled.printed[path] = rng.choice(["-", "/", "—", "无"])
            filled.values[path] = None
    laid = report(filled, LAYOUTS["tab rows"], rng)
    count: Counter[str] = Counter()
    assert score(laid, count) == []
    cells = govie.extract(laid.text).cells
    assert {cells[p].status for p, v in filled.values.items() if v is None} == {"blank"}


IN_FORCE = ("2021", "disclosure.normative_documents.in_force")
SPENT = ("2019", "disclosure.procurement.amount")


@pytest.mark.parametrize(
    ("cell", "layout", "printed", "value"),
    [
        (IN_FORCE, "tab rows", "12件", 12),
        (IN_FORCE, "tab rows", "1,234", 1234),
        (IN_FORCE, "tab rows", "１２", 12),
        (IN_FORCE, "tab rows", "22（其中修订16件）", 22),
        (SPENT, "one value a line", "2192.63万元", 21926300),
        (SPENT, "one value a line", "2192.63 万元", 21926300),
        (SPENT, "one value a line", "4805600元", 4805600),
        (SPENT, "one value a line", "1.5亿元", 150000000),
    ],
)
def test_prints_of_counts_and_of_money(
    cell: tuple[str, str], layout: str, printed: str, value: int
) -> None:
    form, path = cell
    filled = fill(forms()[form], random.Random(8), 0.5)
    filled.printed[path], filled.values[path] = printed, value
    laid = report(filled, LAYOUTS[layout], random.Random(8))
    count: Counter[str] = Counter()
    assert score(laid, count) == []
