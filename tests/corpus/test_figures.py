"""The figures obey the form, except where an agency is made to err; what is printed is the value."""

from __future__ import annotations

from random import Random

import pytest

from govie.form import Table, forms
from training.corpus import gold
from training.corpus.figures import PROFILES, draw_figures
from training.corpus.printing import FOREIGN, MINUS, PLUS, THOUSANDS, YUAN, PrintStyle, draw_style
from training.corpus.report import PrintedCell

MONEY = {c.path for f in forms().values() for c in f.cells if c.table.columns[c.column].is_money}


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
                foreign = any(cell.printed.endswith(unit) for unit in FOREIGN)
                assert foreign or cell.number == "" or path in MONEY, path
                assert cell.number or cell.printed in ("", "-", "—", "/", "无"), path
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


@pytest.mark.parametrize("unit", [*YUAN, *FOREIGN])
@pytest.mark.parametrize("place", ["cell", "line", "head"])
def test_money_is_in_the_unit_that_is_printed(unit: str, place: str) -> None:
    style = PrintStyle(zero={}, money=unit, money_place=place)
    cell = draw_figures(forms()["2019"], "province", Random(2), profile="dense", style=style)[
        "disclosure.procurement.amount"
    ]
    assert (unit in cell.printed) == (place != "head")
    if unit in FOREIGN:
        assert cell.value is None and cell.number
    else:
        number = float(cell.number.replace(unit, ""))
        assert cell.value == pytest.approx(number * YUAN[unit])
        assert gold.prints(cell.number, cell)


@pytest.mark.parametrize("mark", THOUSANDS)
@pytest.mark.parametrize("plus", PLUS)
@pytest.mark.parametrize("minus", MINUS)
def test_signs_and_separators_are_part_of_the_number(mark: str, plus: str, minus: str) -> None:
    style = PrintStyle(zero={}, thousands=mark, plus=plus, minus=minus)
    for seed in range(12):
        cells = draw_figures(
            forms()["2019"], "province", Random(seed), profile="dense", style=style
        )
        for path, cell in cells.items():
            assert gold.prints(cell.number, cell), (path, cell)
            other = PrintedCell(-(cell.value or 0), cell.printed, cell.number)
            assert not cell.value or not gold.prints(cell.number, other)


def test_styles_are_of_every_kind() -> None:
    styles = [draw_style(Random(seed)) for seed in range(4000)]
    assert {s.thousands for s in styles} >= {"", ",", *THOUSANDS}
    assert {s.plus for s in styles} >= {"{}", "+{}", *PLUS}
    assert {s.minus for s in styles} == {"-{}", *MINUS}
    assert {s.money for s in styles} == {"", *YUAN, *FOREIGN}
    assert {s.money_place for s in styles} == {"cell", "line", "head"}
    assert 0.02 < sum(bool(s.marks) for s in styles) / len(styles) < 0.08
