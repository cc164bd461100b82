"""A report says the same however it is sent: with other line ends, quoted, indented, written as a string."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from layouts import LAYOUTS, fill, report

import govie
from govie.form import forms

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

SENT: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: f"\ufeff{text}",
    "full-width digits": lambda text: text.translate(WIDE),
    "indented": lambda text: re.sub("^(?=.)", "    ", text, flags=re.M),
    "indented by tabs": lambda text: re.sub("^(?=.)", "\t", text, flags=re.M),
    "quoted": lambda text: re.sub("^", "> ", text, flags=re.M),
    "quoted without a space before blank lines": lambda text: re.sub("^ ?$", ">", re.sub("^(?=.)", "> ", text, flags=re.M), flags=re.M),
    "zero-width spaces": lambda text: re.sub("^(?=.)", "\u200b", text, flags=re.M),
    "zero-width spaces after numbers": lambda text: re.sub(r"(?<=\d)(?=[^\d.,])", "\u200b", text),
    "spaces at line ends": lambda text: re.sub(r"(?<=\S)\n", "  \n", text),
}  # fmt: skip


def values(text: str) -> dict[str, tuple[object, ...]]:
    """What is read of each cell, but for where it stands."""
    cells = govie.extract(text).cells
    return {path: (c.value, c.status, round(c.confidence, 3)) for path, c in cells.items()}


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_sending_changes_nothing(layout: str, sent: str) -> None:
    for form, density in (("2019", 0.1), ("2021", 0.7)):
        rng = random.Random(f"{layout} {form}")
        text = report(fill(forms()[form], rng, density), LAYOUTS[layout], rng).text
        assert values(SENT[sent](text)) == values(text)
