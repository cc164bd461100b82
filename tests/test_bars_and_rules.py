"""Bars and rules that say something else than that a cell ends: heads ruled off, tags, settings, breaks within a cell."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from layouts import Piece, report
from test_written_as import FORMS, Row, Write, filled_form, written, wrong


def ruled_heads(number: int, table: list[Row]) -> Iterator[Piece]:
    """A box in which a rule stands above and below the head and below the last row only."""
    rule = "+" + "+".join("-" * 12 for _ in table[0]) + "+\n"
    for r, row in enumerate(table):
        yield rule if r < 2 else ""
        for cell in row:
            yield "| "
            yield cell
            yield "     "
        yield "|\n"
    yield rule


def double_lined(number: int, table: list[Row]) -> Iterator[Piece]:
    rule = "╟" + "┼".join("─" * 12 for _ in table[0]) + "╢\n"
    for row in table:
        yield rule
        for c, cell in enumerate(row):
            yield "│ " if c else "║ "
            yield cell
            yield "     "
        yield "║\n"


def tags(number: int, table: list[Row]) -> Iterator[Piece]:
    """A bar for each tag of a table: of its rows, its cells and the paragraphs in these."""
    yield "||"
    for row in table:
        yield "|"
        for cell in row:
            yield "|||"
            yield cell
            yield "|||"
        yield "|"
    yield "||\n"


def textile(number: int, table: list[Row]) -> Iterator[Piece]:
    for row in table:
        for cell in row:
            yield "|<. "
            yield cell
            yield " "
        yield "|\n"


def spans(number: int, table: list[Row]) -> Iterator[Piece]:
    """AsciiDoc's rows, some of which begin with how many rows their first cell has."""
    yield "|===\n"
    for r, row in enumerate(table):
        for c, cell in enumerate(row):
            yield f".{r + 20}+|" if not c and r % 2 else "|"
            yield cell
            yield " " if c < len(row) - 1 else "\n"
    yield "|===\n"


def breaks(number: int, table: list[Row]) -> Iterator[Piece]:
    r"""Cells that begin with a break that is written ``\n``, after which their line goes on in the next one."""
    for row in table:
        for c, cell in enumerate(row):
            yield "|\\n\n " if c % 3 == 2 else "|"
            yield cell
        yield "|\n"


WRITES = [ruled_heads, double_lined, tags, textile, spans, breaks]


@pytest.mark.parametrize("pattern", ["", "zeros", "only totals", "whole rows"])
@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("form", FORMS)
def test_bars_and_rules(form: str, write: Write, pattern: str) -> None:
    filled = filled_form(form, pattern, write.__name__)
    text = report(filled, written(write), random.Random(1)).text
    assert not wrong(filled, text)
