"""Printed numbers and what they are worth."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govie.bench.baselines import yuan
from govie.text.numerals import (
    DAMAGED,
    FIGURE,
    Figure,
    Number,
    glued,
    read,
    repair,
    scaled,
)


def figure(text: str) -> Figure:
    match = FIGURE.fullmatch(text)
    assert match is not None, text
    return read(match)


@pytest.mark.parametrize(
    ("text", "value", "scale", "unit"),
    [
        ("0", 0, 1, None),
        ("73", 73, 1, None),
        ("+5", 5, 1, None),
        ("-18", -18, 1, None),
        ("- 18", -18, 1, None),
        ("6,120", 6120, 1, None),
        ("1,006,120", 1006120, 1, None),
        ("8, 222", 8222, 1, None),
        ("3.75", 3.75, 1, None),
        ("40件", 40, 1, "件"),
        ("40 项", 40, 1, "项"),
        ("40\n个", 40, 1, "个"),
        ("812.5万元", 812.5, 10_000, "万元"),
        ("812.5 万元", 812.5, 10_000, "万元"),
        ("2万", 2, 10_000, "万"),
        ("1.5亿元", 1.5, 100_000_000, "亿元"),
        ("960圆", 960, 1, "圆"),
    ],
)
def test_figure(text: str, value: Number, scale: int, unit: str | None) -> None:
    assert figure(text) == Figure(value, scale, unit)


@pytest.mark.parametrize("text", ["", "件", "+", "-", "1,2", "1,2345", ".5", "5.", "1 2", "十二"])
def test_no_figure(text: str) -> None:
    assert FIGURE.fullmatch(text) is None


@pytest.mark.parametrize(
    ("text", "multiplier", "value"),
    [
        ("25", 1, 25),
        ("25", 10_000, 250000),
        ("25元", 10_000, 25),
        ("25万元", 10_000, 250000),
        ("25万元", 1, 250000),
        ("0.36", 10_000, 3600),
        ("0.07亿元", 1, 7000000),
        ("1,305.61万元", 1, 13056100),
        ("12.345元", 1, 12.345),
        ("3件", 10_000, 30000),
    ],
)
def test_yuan(text: str, multiplier: int, value: Number) -> None:
    worth = yuan(figure(text), multiplier)
    assert worth == value
    assert type(worth) is type(value)


@given(st.integers(0, 10**9), st.booleans())
def test_a_count_is_read_back(number: int, separated: bool) -> None:
    assert figure(f"{number:,}" if separated else str(number)) == Figure(number)


@given(st.integers(-(10**9), -1))
def test_signs_are_kept(number: int) -> None:
    assert figure(str(number)).value == number
    assert figure(f"+{-number}").value == -number


@given(st.integers(0, 10**6), st.sampled_from([("元", 1), ("万元", 10**4), ("亿元", 10**8)]))
def test_money_has_no_float_dust(cents: int, unit: tuple[str, int]) -> None:
    printed = f"{Decimal(cents) / 100:.2f}"
    worth = yuan(figure(printed + unit[0]), 1)
    assert Decimal(str(worth)) == Decimal(printed) * unit[1]


@given(st.integers(0, 10**6), st.data())
def test_look_alikes_are_repaired(number: int, data: st.DataObject) -> None:
    alike = {"0": "0UOoD口〇", "1": "1lI|", "2": "2Zz", "5": "5Ss", "8": "8B"}
    damaged = "".join(data.draw(st.sampled_from(alike.get(c, c))) for c in str(number))
    assert DAMAGED.fullmatch(damaged)
    assert repair(damaged) == number


@pytest.mark.parametrize("text", ["", "甲", "1x", "件1", "+-1", "1.5.2"])
def test_what_is_no_number_is_not_repaired(text: str) -> None:
    assert repair(text) is None


@pytest.mark.parametrize(
    ("value", "factor", "result"),
    [(3.0, 1, 3), (2192.63, 10_000, 21926300), (72352.65, 10**8, 7235265000000), (0.125, 10, 1.25)],
)
def test_scaled(value: Number, factor: int, result: Number) -> None:
    assert scaled(value, factor) == result
    assert isinstance(scaled(value, factor), int) is (result == int(result))


@pytest.mark.parametrize("text", ["13,753345", "30616,740", "3,8241,101"])
def test_separators_tell_figures_that_ran_together(text: str) -> None:
    match = glued(text, 0)
    assert match is not None and match[0] == text
    assert glued("13,753", 0) is None
