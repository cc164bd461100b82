"""A number as prose prints it: ``1605``, ``1,605``, ``1.2万``, ``18余万``, ``七``, ``百余``.

Printing rounds: who writes 1900余 has counted 1903. So a style is chosen first, and the value is
the one that the print states (``18余万条`` is 180000, over).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

DIGITS = "零一二三四五六七八九"
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@dataclass(frozen=True, slots=True)
class Style:
    """How one agency prints its figures all through a report."""

    comma: bool = False
    wide: bool = False
    spaced: bool = False  # 公开信息 1605 条
    wan: float = 0.0  # how often a figure of ten thousand and more is printed in 万
    chinese: float = 0.0  # how often a small figure is spelled out
    bound: float = 0.45  # how often a figure that may carry a bound does


def draw_style(rng: random.Random) -> Style:
    return Style(
        comma=rng.random() < 0.07,
        wide=rng.random() < 0.02,
        spaced=rng.random() < 0.12,
        wan=rng.choice((0.1, 0.3, 0.7)),
        chinese=rng.choice((0.0, 0.03, 0.12)),
        bound=rng.choice((0.15, 0.4, 0.6)),
    )


@dataclass(frozen=True, slots=True)
class Print:
    """``before`` stands before the span (约), ``number`` opens it, ``after`` follows the unit."""

    value: int | float
    number: str
    bound: str = "exact"
    before: str = ""
    after: str = ""


def spell(value: int) -> str:
    """A number below 100 million in Chinese: 14 → 十四, 140000 → 十四万, 205 → 二百零五."""
    if value < 10:
        return DIGITS[value]
    if value >= 10000:
        high, low = divmod(value, 10000)
        rest = "" if not low else ("零" if low < 1000 else "") + spell(low)
        return spell(high) + "万" + rest
    for unit, word in ((1000, "千"), (100, "百"), (10, "十")):
        if value >= unit:
            high, low = divmod(value, unit)
            head = "" if unit == 10 and high == 1 else DIGITS[high]
            gap = "零" if low and low < unit // 10 else ""
            tail = spell(low) if low else ""
            if gap or unit == 10 or not tail.startswith("十"):
                return head + word + gap + tail
            return head + word + "一" + tail
    return ""


def counting(value: int, unit: str | None) -> str:
    """``spell``, but two of something are 两."""
    return "两" if value == 2 and unit else spell(value)


def arabic(value: int | float, style: Style) -> str:
    text = f"{value:,}" if style.comma else str(value)
    return text.translate(WIDE) if style.wide else text


def rounded(value: int) -> int:
    """The first two digits, of numbers below 100 the first, the rest zeros: what 余 and 约 are said of (of 40, not of 44)."""
    digits = 1 if 10 <= value < 100 else 2
    unit: int = max(1, 10 ** (len(str(value)) - digits))
    return value // unit * unit


def in_wan(value: int, style: Style) -> tuple[int, str]:
    """A figure in 万 or 亿 with at most two decimals, and what it then says."""
    unit, word = (100_000_000, "亿") if value >= 100_000_000 else (10_000, "万")
    hundredths = max(1, round(value / (unit // 100)))
    whole, part = divmod(hundredths, 100)
    text = str(whole) if not part else f"{whole}.{part:02d}".rstrip("0")
    if style.wide:
        text = text.translate(WIDE)
    return hundredths * unit // 100, text + word


def plain(value: int, style: Style, wan: bool) -> Print:
    """The value without a bound."""
    if wan:
        value, text = in_wan(value, style)
        return Print(value, text)
    return Print(value, arabic(value, style))


def bounded(
    rng: random.Random, value: int, unit: str | None, style: Style, bound: str | None = None
) -> Print:
    """The value with a bound in one of the places where prose has it."""
    bound = bound or rng.choices(("over", "about", "under"), weights=(80, 12, 8))[0]
    wan = value >= 10_000 and rng.random() < max(0.4, style.wan)
    if bound == "over":
        return _over(rng, value, unit, style, wan)
    if wan:
        value, text = in_wan(rounded(value), style)
    else:
        value = rounded(value)
        text = arabic(value, style)
    if bound == "about":
        if rng.random() < 0.75 or unit is None:
            return Print(value, text, "about", before=rng.choice(("约", "约", "大约")))
        return Print(value, text, "about", after="左右")
    word = rng.choice(("近", "近", "近", "不足", "以内" if unit else "近", "将近"))
    if word == "以内":
        return Print(value, text, "under", after="以内")
    return Print(value, text, "under", before=word)


def _over(rng: random.Random, value: int, unit: str | None, style: Style, wan: bool) -> Print:
    value = rounded(value)
    more = rng.choice("余余余多")
    draw = rng.random()
    if value in (10, 100, 1000) and draw < 0.3:
        return Print(value, {10: "十", 100: "百", 1000: "千"}[value] + more, "over")
    if wan:
        value, text = in_wan(value, style)
        if "." not in text and draw < 0.2:
            return Print(value, text[:-1] + more + text[-1], "over")  # 18余万
        if "." not in text and draw < 0.32 and value < 100_000_000:
            return Print(value, spell(value) + more, "over")  # 十四万余
    else:
        text = arabic(value, style)
        if value < 10:
            return Print(value, text, "over", before=rng.choice(("超过", "超")))
        if 10 <= value <= 300 and draw < 0.08:
            return Print(value, spell(value) + more, "over")
    if draw < 0.75:
        return Print(value, text + more, "over")
    if draw < 0.79:
        return Print(value, text + "+", "over")
    if draw < 0.86 and unit:
        return Print(value, text, "over", after="以上")
    before = rng.choice(("超", "超过", "突破", "逾", "超"))
    if draw > 0.97:
        return Print(value, text + more, "over", before="达")
    return Print(value, text, "over", before=before)
