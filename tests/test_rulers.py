"""Columns under lines of dashes: pandoc's simple and multiline tables, reStructuredText's simple ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from unicodedata import east_asian_width

import pytest
from emptied import leave_out
from layouts import Filled, Layout, Piece, fill, lines, report
from scoring import wrong

from govie.form import Table, forms
from govie.tables.formats import rulers

FORMS = sorted(forms())
PATTERNS = ["", "zeros", "no totals", "only totals", "whole rows", "persons", "one"]
Align = Callable[[str, int], str]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def wide(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, width: int, align: Align) -> str:
    return align(text, width - wide(text) + len(text))


def pieces(text: str, length: int) -> list[str]:
    """``text`` in lines of so many characters."""
    return [text[at : at + length] for at in range(0, len(text), length)] or [""]


def rows_of(table: Table) -> list[list[str | tuple[str]]]:
    """The head and the rows of ``table``."""
    names: list[str | tuple[str]] = [c.text for c in table.columns]
    if table.flat:
        cells = [(table.path(r, c),) for r in range(len(table.rows)) for c in range(len(names))]
        return [names * len(table.rows), [*cells]]
    found = [["项目", *names]]
    for own in lines(table):
        found.append(
            [table.rows[own[0]].text, *((table.path(own[0], c),) for c in range(len(names)))]
        )
    return found


def under_rules(
    filled: Filled,
    dash: str = "-",
    *,
    align: Align = str.ljust,
    length: int = 99,
    own: int = 0,
    framed: bool = True,
    indent: str = "",
) -> Layout:
    """Columns under a line of ``dash``; ``length``: characters of a line of a label, with blank lines between rows if
    some have several; ``own``: empty columns that an agency adds; ``framed``: whether a line of dashes ends the table."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        rows: list[list[str | tuple[str]]] = [[*row, *[""] * own] for row in rows_of(table)]
        printed = [[c if isinstance(c, str) else filled.printed[c[0]] for c in row] for row in rows]
        wrapped = [[pieces(text, length) for text in row] for row in printed]
        widths = [
            max(4, *(wide(line) for row in wrapped for line in row[n])) for n in range(len(rows[0]))
        ]
        rule = indent + "  ".join(dash * width for width in widths) + "\n"
        yield "\n"
        several = any(len(cell) > 1 for row in wrapped for cell in row)
        if dash == "=":
            yield rule
        elif several:
            yield indent + "-" * (len(rule) - len(indent) - 1) + "\n"
        for number, (row, cells) in enumerate(zip(rows, wrapped, strict=True)):
            yield from row_of(row, cells, widths, align, indent)
            if number == 0:
                yield rule
            elif several and number < len(rows) - 1:
                yield "\n"
        if framed:
            yield indent + "-" * (len(rule) - len(indent) - 1) + "\n" if several else rule
        yield "\n"

    return layout


def row_of(
    row: Sequence[str | tuple[str]],
    cells: list[list[str]],
    widths: list[int],
    align: Align,
    indent: str,
) -> Iterator[Piece]:
    """The lines of a row whose ``cells`` have several."""
    for n in range(max(map(len, cells))):
        line: list[Piece] = []
        for own, cell, width in zip(row, cells, widths, strict=True):
            text = cell[n] if n < len(cell) else ""
            place = padded(text, width, align if isinstance(own, tuple) else str.ljust)
            before, _, after = place.partition(text) if text else (place, "", "")
            line += [before, own if isinstance(own, tuple) and text else text, after, "  "]
        yield indent
        yield from line
        yield "\n"


def sparse(form: str, pattern: str) -> Filled:
    rng = random.Random(f"{form} {pattern} rules")
    filled = fill(forms()[form], rng, 0.5)
    return leave_out(filled, rng, pattern) if pattern else filled


def lacking(filled: Filled, layout: Layout) -> list[str]:
    return wrong(filled, report(filled, layout, random.Random(1)).text)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("align", [str.ljust, str.rjust, str.center])
@pytest.mark.parametrize("dash", ["-", "="])
@pytest.mark.parametrize("form", FORMS)
def test_simple_tables(form: str, dash: str, align: Align, pattern: str) -> None:
    if align is str.center and pattern == "only totals":
        return  # columns as wide as their numbers look aligned left, and one label's marks are narrow
    filled = sparse(form, pattern)
    assert not lacking(filled, under_rules(filled, dash, align=align))


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("length", [4, 7, 12])
@pytest.mark.parametrize("form", FORMS)
def test_labels_of_several_lines(form: str, length: int, pattern: str) -> None:
    filled = sparse(form, pattern)
    assert not lacking(filled, under_rules(filled, length=length))


@pytest.mark.parametrize("pattern", ["zeros", "only totals"])
@pytest.mark.parametrize("indent", ["  ", "    "])
@pytest.mark.parametrize("form", FORMS)
def test_tables_that_are_indented(form: str, indent: str, pattern: str) -> None:
    filled = sparse(form, pattern)
    assert not lacking(filled, under_rules(filled, indent=indent))


@pytest.mark.parametrize("pattern", ["zeros", "only totals"])
@pytest.mark.parametrize("form", FORMS)
def test_a_table_that_a_blank_line_ends(form: str, pattern: str) -> None:
    filled = sparse(form, pattern)
    assert not lacking(filled, under_rules(filled, framed=False))


@pytest.mark.parametrize("pattern", ["zeros", "only totals", "persons"])
@pytest.mark.parametrize("length", [7, 99])
@pytest.mark.parametrize("form", FORMS)
def test_digits_of_full_width(form: str, length: int, pattern: str) -> None:
    """Read as narrow ones, they leave the rest of the line further left."""
    filled = sparse(form, pattern)
    filled.printed = {p: v.translate(FULL_WIDTH) for p, v in filled.printed.items()}
    assert not lacking(filled, under_rules(filled, length=length))


@pytest.mark.parametrize("pattern", ["zeros", "only totals"])
@pytest.mark.parametrize("own", [1, 2])
@pytest.mark.parametrize("form", FORMS)
def test_an_empty_column_that_only_the_rule_shows(form: str, own: int, pattern: str) -> None:
    filled = sparse(form, pattern)
    assert not lacking(filled, under_rules(filled, own=own))


@pytest.mark.parametrize("length", [7, 99])
@pytest.mark.parametrize("form", FORMS)
def test_a_no_break_space_before_a_number(form: str, length: int) -> None:
    filled = sparse(form, "zeros")
    filled.printed = {p: f"\u00a0{v}" if v else v for p, v in filled.printed.items()}
    text = report(filled, under_rules(filled, length=length), random.Random(1)).text
    assert not wrong(filled, text, ("requests", "disclosure"))


@pytest.mark.parametrize("form", FORMS)
def test_a_unit_on_the_next_line_of_its_cell(form: str) -> None:
    filled = sparse(form, "zeros")
    money = [p for p in filled.values if p.endswith("amount")]
    for path in money:
        filled.printed[path], filled.values[path] = "307.52万元", 3_075_200
    text = report(filled, under_rules(filled, length=6), random.Random(1)).text
    assert text.count("万元")
    assert not wrong(filled, text)


# ------------------------------------------------------------------ lines of dashes that show no columns


@pytest.mark.parametrize(
    "text",
    [
        "规章 4 27\n---\n许可 1 2\n",
        "一、总体情况\n--- ---\n本机关加强了管理，公开各类信息12条，比上年多3条。\n\n二、主动公开\n",
        "| 规章 | 4 |\n|---|---|\n| 许可 | 1 |\n",
    ],
)
def test_other_lines_of_dashes_are_left_alone(text: str) -> None:
    assert rulers.tabbed(text) == text
