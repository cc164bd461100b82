"""The frame of a report: its title, its headings and how they are numbered, its last lines."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from govie import toml
from training.corpus.agencies import Agency

ORDINALS = "一二三四五六七八九十"
SECTIONS = ("overview", "disclosure", "requests", "review_litigation", "problems", "other")
CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"

# How sections are numbered, and how what stands below them then is.
SECTION_STYLES = (
    ("一、", 70),
    ("一、 ", 6),
    ("1、", 3),
    ("一.", 3),
    ("（一）", 3),
    ("1.", 3),
    ("", 2),
    ("一 、", 1),
    ("第一部分 ", 1),
    ("一，", 1),
)
BELOW = (
    ("（一）", 60),
    ("1.", 12),
    ("一是", 10),
    ("(一)", 8),
    ("1、", 6),
    ("", 4),
    ("（1）", 2),
    ("①", 1),
)


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    lines: tuple[str, ...]
    agency: str


@cache
def outline() -> dict[str, Any]:
    """The words of ``outline.toml``."""
    text = resources.files(__package__).joinpath("outline.toml").read_text(encoding="utf-8")
    return toml.parse(text)


def title(rng: random.Random, agency: Agency, year: int) -> Title:
    """A title in one of the forms that agencies use, on one line or two."""
    name = rng.choice(agency.names)
    printed = str(year)
    if rng.random() < 0.025:
        zero = rng.choice("〇○")
        printed = "".join((zero, *ORDINALS[:9])[int(d)] for d in printed)
    pattern = rng.choice(outline()["titles"])
    text = pattern.format(name=name, y=printed)
    lines: tuple[str, ...] = (text,)
    if rng.random() < 0.3:
        lines = _broken(rng, text, name, printed)
    return Title("".join(lines), lines, name)


def _broken(rng: random.Random, text: str, name: str, year: str) -> tuple[str, ...]:
    at = rng.choice(outline()["breaks"])
    end = text.find(name) + len(name) if at == "agency" else len(text) // 2
    if at == "year":
        found = re.search(f"{year} ?年度?", text)
        end = found.end() if found else end
    while end < len(text) and text[end - 1].isdigit() and text[end].isdigit():
        end += 1  # no year is torn
    if not 2 < end < len(text) - 2:
        return (text,)
    return text[:end], text[end:].strip()


def number(style: str, index: int) -> str:
    """The ``index``-th (from 0) number in the style that ``style`` shows for the first."""
    place = re.search("[一1①]", style)
    if not place:
        return style
    if style[place.start()] == "一":
        return style.replace("一", ORDINALS[index % 10], 1)
    if style[place.start()] == "①":
        return CIRCLES[index % 10]
    return style.replace("1", str(index + 1), 1)


def section_style(rng: random.Random) -> str:
    styles, weights = zip(*SECTION_STYLES, strict=True)
    return str(rng.choices(styles, weights)[0])


def below_style(rng: random.Random, above: str) -> str:
    """A style for sub-headings that is not the one of the sections above."""
    styles, weights = zip(*BELOW, strict=True)
    while True:
        style = str(rng.choices(styles, weights)[0])
        if style != above:
            return style


def heading(rng: random.Random, section: str) -> str:
    return str(rng.choice(outline()["headings"][section]))


def subheading(rng: random.Random, theme: str) -> str:
    return str(rng.choice(outline()["subheadings"][theme]))


def wording(rng: random.Random, key: str) -> str:
    return str(rng.choice(outline()["wording"][key]))


def closing(rng: random.Random, agency: str, year: int) -> list[str]:
    """The signature and the date of a report, or nothing: most have none."""
    draw = rng.random()
    if draw > 0.4:
        return []
    month, day = rng.choice((1, 1, 1, 2, 3)), rng.randint(2, 31)
    day = min(day, 28)
    date = f"{year + 1}年{month}月{day}日"
    if draw < 0.05:
        digits = "〇" + ORDINALS[:9]
        date = "".join(digits[int(d)] for d in str(year + 1)) + f"年{ORDINALS[month - 1]}月"
        date += f"{chinese_day(day)}日"
    if draw < 0.12:
        return [date]
    spaces = " " * rng.choice((0, 0, 0, 12))
    return [spaces + agency, spaces + date]


def chinese_day(day: int) -> str:
    tens, ones = divmod(day, 10)
    head = ("", "十", "二十", "三十")[tens]
    return head + (ORDINALS[ones - 1] if ones else "")
