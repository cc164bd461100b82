"""The figures obey the form, except where an agency is made to err; what is printed is the value."""

from __future__ import annotations

from random import Random

import pytest

from govie.form import Table, forms
from training.corpus import gold
from training.corpus.figures import PROFILES, draw_figures
from training.corpus.printing import PrintStyle


def values(form: str, level: str, seed: int, **options: object) -> dict[str, float]:
    cells = draw_figures(forms()[form], level, Random(seed), **options)  # type: ignore[arg-type]
    return {path: cell.value or 0 for path, cell in cells.items()}


def broken_sums(table: Table, figures: dict[str, float]) -> int:
    wrong = 0
    for rule in table.column_sums:
        for r in range(len(table.rows)):
            sides = [
                sum(figures[table.path(r, c)] for c in part) for part in (rule.parts, rule.whole)
            ]
            wrong += sides[0] != sides[1]
    for rule in table.row_sums:
        for c in range(len(table.columns)):
            sides = [
                sum(figures[table.path(r, c)] for r in part) for part in (rule.parts, rule.whole)
            ]
            wrong += sides[0] != sides[1]
    return wrong


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("level", sorted(PROFILES))
def test_sums_hold(form: str, level: str) -> None:
    for seed in range(30):
        figures = values(form, level, seed, wrong_sums=False)
        assert set(figures) == {cell.path for cell in forms()[form].cells}
        assert not any(broken_sums(table, figures) for table in forms()[form].tables)


def test_some_agencies_err() -> None:
    wrong = [
        any(broken_sums(t, figures) for t in forms()["2021"].tables)
        for figures in (values("2021", "city", seed, wrong_sums=True) for seed in range(40))
    ]
    assert sum(wrong) >= 36  # an error may cancel another


def test_every_print_prints_its_value() -> None:
    for seed in range(300):
        level = sorted(PROFILES)[seed % len(PROFILES)]
        for path, cell in draw_figures(
            forms()["2019" if seed % 2 else "2021"], level, Random(seed)
        ).items():
            if cell.value is None:
                assert cell.number == "" and cell.printed in ("", "-", "—", "/", "无"), path
            else:
                assert gold.prints(cell.number, cell), (path, cell)
                assert cell.printed.count(cell.number) >= 1


def test_dense_means_that_few_cells_are_zero() -> None:
    for seed in range(10):
        figures = values("2019", "province", seed, profile="dense")
        assert sum(v == 0 for v in figures.values()) < 0.25 * len(figures)


def test_money_is_in_yuan() -> None:
    style = PrintStyle(zero={}, money="万元")
    cells = draw_figures(forms()["2019"], "province", Random(2), profile="dense", style=style)
    amount = cells["disclosure.procurement.amount"]
    assert amount.printed.endswith("万元")
    assert amount.value == pytest.approx(float(amount.number.replace("万元", "")) * 10000)
