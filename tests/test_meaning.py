"""Texts changed at random: what keeps the meaning keeps every cell, what changes one cell changes no other.

Seeded, and some ten seconds long. ``GOVIE_FUZZ=2000 pytest tests/test_meaning.py`` tries so many texts of
each family, drawn anew each time; ``--hypothesis-seed`` draws them as another run did.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from layouts import LAYOUTS, all_forms, fill, report

import govie
from govie.report import CellValue, Report

ASKED = os.environ.get("GOVIE_FUZZ")
SETTINGS = settings(
    max_examples=int(ASKED or 12),
    derandomize=ASKED is None,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
ROOT = Path(__file__).parents[1]
EXAMPLES = [p.read_text("utf-8") for p in sorted((ROOT / "examples").glob("*.txt"))]


@cache
def base(layout: str, form: int, seed: int) -> str:
    """A report in one of the layouts, or an example."""
    if layout == "example":
        return EXAMPLES[seed % len(EXAMPLES)]
    rng = random.Random(seed)
    return report(fill(all_forms()[form], rng), LAYOUTS[layout], rng).text


TEXTS = st.builds(
    base, st.sampled_from([*LAYOUTS, "example"]), st.integers(0, 1), st.integers(0, 10**6)
)


def read(text: str) -> Report:
    return govie.extract(text)


def cells(found: Report) -> dict[str, tuple[object, str]]:
    return {path: (cell.value, cell.status) for path, cell in found.cells.items()}


def trailing_blanks(text: str, rng: random.Random) -> str:
    """Blanks at the ends of some lines that print something: an empty line may mean an empty cell."""
    return re.sub(r"(?<=[^\s|])\n", lambda m: " " * rng.choice((0, 0, 1, 3)) + "\n", text)


KEPT: dict[str, Callable[[str, random.Random], str]] = {
    "line ends of Windows": lambda text, rng: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "line ends of old": lambda text, rng: text.replace("\r\n", "\n").replace("\n", "\r"),
    "blank lines at the end": lambda text, rng: text + "\n" * rng.randint(1, 40),
    "blank lines in front": lambda text, rng: "\n" * rng.randint(1, 5) + text,
    "byte order mark": lambda text, rng: "\ufeff" + text,
    "trailing blanks": trailing_blanks,
    "no-break spaces": lambda text, rng: text.replace(" ", "\xa0"),
    "full-width digits": lambda text, rng: text.translate(
        {ord("0") + n: ord("０") + n for n in range(10)}
    ),
    "zero-width spaces at line ends": lambda text, rng: text.replace("\n", "\u200b\n"),
    "last line without an end": lambda text, rng: text.rstrip(),
    "imprint below": lambda text, rng: text.rstrip() + "\n\n扫一扫在手机打开当前页\n",
}


@pytest.mark.parametrize("family", KEPT)
@SETTINGS
@given(text=TEXTS, seed=st.integers(0, 10**6))
def test_meaning_kept(family: str, text: str, seed: int) -> None:
    changed = KEPT[family](text, random.Random(seed))
    assume(changed != text)
    before, after = read(text), read(changed)
    assert after.form == before.form
    told, heard = cells(before), cells(after)
    assert {p: (told[p], heard[p]) for p in told if told[p] != heard[p]} == {}
    for cell in after.cells.values():
        assert cell.raw is None or cell.start is None or changed[cell.start : cell.end].strip()


@SETTINGS
@given(text=TEXTS, which=st.integers(0, 10**6), number=st.integers(0, 9999))
def test_meaning_changed(text: str, which: int, number: int) -> None:
    """The cell has the new value or none; no other cell has another value than before."""
    before = read(text)
    plain = [(p, c) for p, c in before.cells.items() if _is_plain(text, c)]
    assume(plain)
    path, cell = plain[which % len(plain)]
    assert cell.start is not None and cell.end is not None and cell.value is not None
    old = int(text[cell.start : cell.end])
    assume(number != old and old)
    changed = text[: cell.start] + str(number) + text[cell.end :]
    note(f"{path}: {old} → {number}")
    after = read(changed)
    others = {
        p: (c.value, after.cells[p].value)
        for p, c in before.cells.items()
        if p != path and after.cells[p].value != c.value
    }
    assert others == {}
    assert after.cells[path].value in (number * cell.value // old, None)


def _is_plain(text: str, cell: CellValue) -> bool:
    if cell.status != "read" or cell.start is None or cell.end is None or not cell.value:
        return False
    around = text[max(0, cell.start - 1) : cell.start] + text[cell.end : cell.end + 1]
    return text[cell.start : cell.end].isdecimal() and not re.search(r"[\d.+-]", around)


def test_blanks_behind_labels_are_no_cells() -> None:
    """The labels first, then the figures, one a line: what stands behind a label is the line's end."""
    text = base("labels first, one value a line", 0, 0)
    padded = re.sub(r"(?<=[\u4e00-\u9fff])\n", "   \n", text)
    assert padded != text
    assert cells(read(padded)) == cells(read(text))
