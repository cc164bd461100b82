"""How an agency prints a figure: plain, with separators, signs, a unit, a mark, a remark, or as nothing."""

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
THOUSANDS = ("'", "’", "٬", "、", "\u2009", "\u202f")  # beside the comma
# What stands for a sign in 本年增/减, with the number at {}.
PLUS = ("增{}", "增加{}", "↑{}", "＋{}")
MINUS = ("减{}", "减少{}", "↓{}", "({})", "（{}）", "{}-", "—{}", "−{}", "负{}", "△{}")
# Units of money and how many yuan they are; 美元 is none that a reader could turn into yuan.
YUAN = {
    "元": 1,
    "百元": 100,
    "千元": 1000,
    "万元": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
}
FOREIGN = ("美元", "万美元")
# A footnote's sign after a figure. What stands between these two is printed raised.
RAISED, LOWERED = "\ue000", "\ue001"
MARKS = ("[1]", "①", "*", "¹", "［1］", "（注）", "②", f"{RAISED}1{LOWERED}", f"{RAISED}2{LOWERED}")


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """One agency's habits. ``zero`` maps a table's name to how it prints 0 (absent: ``0``)."""

    zero: dict[str, str]
    thousands: str = ""
    full_width: bool = False
    unit_share: float = 0.0
    remark_share: float = 0.0
    plus: str = "{}"
    plus_zero: bool = False
    minus: str = "-{}"
    money: str = ""  # the unit that is printed; none: the form's
    money_place: str = "cell"  # cell, line: a second line of the cell, head: the column's head
    marks: str = ""
    mark_share: float = 0.0
    decimal: bool = False  # counts as a spreadsheet prints them: 21.0


def draw_style(rng: Random) -> PrintStyle:
    """Habits of a random agency; most print plain digits everywhere."""
    zero: dict[str, str] = {}
    if rng.random() < 0.16:
        mark = rng.choice(("", "", "-", "—", "/", "无"))
        for table in rng.choice(
            (("requests",), ("review",), ("requests", "review"), ("disclosure",))
        ):
            zero[table] = mark
    signed = rng.random()
    plus = "+{}" if signed < 0.35 else rng.choice(PLUS) if signed < 0.45 else "{}"
    unit, place = _draw_money(rng)
    marked = rng.random() < 0.05
    return PrintStyle(
        zero=zero,
        thousands=_draw_thousands(rng),
        full_width=rng.random() < 0.04,
        unit_share=rng.choice((0.3, 1.0)) if rng.random() < 0.09 else 0.0,
        remark_share=0.25 if rng.random() < 0.06 else 0.0,
        plus=plus,
        plus_zero=plus == "+{}" and rng.random() < 0.25,
        minus=rng.choice(MINUS) if rng.random() < 0.3 else "-{}",
        money=unit,
        money_place=place,
        marks=rng.choice(MARKS) if marked else "",
        mark_share=0.12 if marked else 0.0,
        decimal=rng.random() < 0.01,
    )


def _draw_thousands(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.06:
        return rng.choice((",", ",", "，"))
    return rng.choice(THOUSANDS) if draw < 0.11 else ""


def _draw_money(rng: Random) -> tuple[str, str]:
    """A unit and where it stands."""
    if rng.random() < 0.4:
        return "", "cell"
    if rng.random() < 0.02:
        return rng.choice(FOREIGN), rng.choice(("cell", "head"))
    units, weights = ("元", "万元", "千元", "亿元", "百元", "百万元"), (30, 45, 10, 8, 4, 3)
    place = rng.choices(("cell", "line", "head"), (0.6, 0.12, 0.28))[0]
    return rng.choices(units, weights)[0], place


def head(words: str, unit: str, rng: Random) -> str:
    """The head of a column of money that says its unit: ``本年收费金额（千元）``."""
    words = words.partition("（")[0]
    form = rng.choice(
        (
            "{}（单位：{}）",
            "{}（{}）",
            "{}({})",
            "{}/{}",
            "{}\n（单位：{}）",
            "{}（单位:{}）",
            "{}\n（{}）",
        )
    )
    return form.format(words, unit)


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
    if column.is_money:
        return _money(value, column.multiplier, style, rng)
    pattern = "{}"
    if column.key == "change":
        pattern = style.minus if value < 0 else style.plus if value or style.plus_zero else "{}"
    digits = _digits(abs(value), style)
    if style.decimal:
        digits += ".0"
    number = pattern.format(digits)
    if style.full_width:
        number = number.translate(_FULL_WIDTH)
    printed = number
    if zone == "disclosure" and column.key != "change" and rng.random() < style.unit_share:
        printed += column.unit
    if zone == "disclosure" and value > 2 and rng.random() < style.remark_share:
        printed += rng.choice(_REMARKS).format(n=rng.randint(1, int(value)))
    if value > 0 and rng.random() < style.mark_share:
        printed += style.marks
    return PrintedCell(int(value) if value == int(value) else value, printed, number)


def _money(value: float, multiplier: int, style: PrintStyle, rng: Random) -> PrintedCell:
    """An amount. A bare number is in the head's unit, or in the column's own (``multiplier``).

    The value is read back from the digits, so that rounding in print never parts it from the gold.
    """
    unit = style.money if style.money_place != "head" else ""
    factor = YUAN.get(style.money, 10_000) if style.money else multiplier
    # Nobody prints a fee of some thousand yuan in 亿元: the digits that a unit leaves must hold it.
    places = {1: 2, 100: 2, 1000: 3, 10_000: 4, 1_000_000: 6, 100_000_000: 8}[factor]
    number = round(value / factor, places)
    digits = _digits(number, style)
    if style.full_width:
        digits = digits.translate(_FULL_WIDTH)
    gap = "\n" if style.money_place == "line" else " " if rng.random() < 0.2 else ""
    printed = digits + gap + unit if unit else digits
    if style.money in FOREIGN and value:
        return PrintedCell(None, printed, digits)
    value = round(number * factor, 2)
    return PrintedCell(int(value) if value == int(value) else value, printed, printed)


def _digits(value: float, style: PrintStyle) -> str:
    text = f"{value:.8f}".rstrip("0").rstrip(".")
    if not style.thousands:
        return text
    whole, dot, fraction = text.partition(".")
    return f"{int(whole):,}".replace(",", style.thousands) + dot + fraction
