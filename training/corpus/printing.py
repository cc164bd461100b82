"""How an agency prints a figure: plain, with thousands separators, a unit, a remark, or as nothing."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from govie.form import Cell, Form
from training.corpus.report import PrintedCell

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_REMARKS = (
    "（其中修订{n}件）",
    "（含上年{n}件）",
    "（新增{n}项）",
    "(其中联合发文{n}件)",
    "（含下属单位{n}件）",
)


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """One agency's habits. ``zero`` maps a table's name to how it prints 0 (absent: ``0``)."""

    zero: dict[str, str]
    thousands: str = ""
    full_width: bool = False
    unit_share: float = 0.0
    remark_share: float = 0.0
    plus: bool = False
    money: str = "bare"  # bare, 元, 万元


def draw_style(profile: str, rng: Random) -> PrintStyle:
    """Habits of a random agency; most print plain digits everywhere."""
    zero: dict[str, str] = {}
    if rng.random() < 0.16:
        mark = rng.choice(("", "", "-", "—", "/", "无"))
        for table in rng.choice(
            (("requests",), ("review",), ("requests", "review"), ("disclosure",))
        ):
            zero[table] = mark
    return PrintStyle(
        zero=zero,
        thousands=rng.choice((",", ",", "，")) if rng.random() < 0.07 else "",
        full_width=rng.random() < 0.04,
        unit_share=rng.choice((0.3, 1.0)) if rng.random() < 0.09 else 0.0,
        remark_share=0.25 if rng.random() < 0.06 else 0.0,
        plus=rng.random() < 0.35,
        money=rng.choices(("bare", "元", "万元"), (0.5, 0.2, 0.3))[0],
    )


def print_cells(
    form: Form, values: dict[str, float], style: PrintStyle, rng: Random
) -> dict[str, PrintedCell]:
    """Each cell's value as ``style`` prints it; a zero printed as nothing or a dash has value ``None``."""
    return {cell.path: _print(cell, values[cell.path], style, rng) for cell in form.cells}


def _print(cell: Cell, value: float, style: PrintStyle, rng: Random) -> PrintedCell:
    column = cell.table.columns[cell.column]
    zone = cell.table.name if cell.table.name in ("requests", "review") else "disclosure"
    if value == 0 and zone in style.zero:
        return PrintedCell(None, style.zero[zone], "")
    unit = ""
    if column.is_money:
        digits, unit, value = _money(value, column.multiplier, style)
    else:
        digits = _digits(value, style)
        if column.key == "change" and value > 0 and style.plus:
            digits = "+" + digits
        if zone == "disclosure" and column.key != "change" and rng.random() < style.unit_share:
            unit = column.unit
    if style.full_width:
        digits = digits.translate(_FULL_WIDTH)
    gap = " " if unit == "万元" and rng.random() < 0.2 else ""
    number = digits + gap + unit if column.is_money else digits
    printed = number if column.is_money else number + unit
    if (
        zone == "disclosure"
        and not column.is_money
        and value > 2
        and rng.random() < style.remark_share
    ):
        printed += rng.choice(_REMARKS).format(n=rng.randint(1, int(value)))
    return PrintedCell(int(value) if value == int(value) else value, printed, number)


def _money(value: float, multiplier: int, style: PrintStyle) -> tuple[str, str, float]:
    """Digits, unit and value in yuan. A bare number is in the column's own unit (``multiplier``).

    The value is read back from the digits, so that rounding in print never parts it from the gold.
    """
    unit = style.money
    if value == 0:
        return "0", "" if unit == "bare" else unit, 0.0
    factor = {"bare": multiplier, "元": 1, "万元": 10000}[unit]
    number = round(value / factor, 4 if factor == 10000 else 2)
    digits = _digits(number, style)
    return digits, "" if unit == "bare" else unit, round(number * factor, 2)


def _digits(value: float, style: PrintStyle) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    if not style.thousands:
        return text
    whole, dot, fraction = text.partition(".")
    return f"{int(whole):,}".replace(",", style.thousands) + dot + fraction
