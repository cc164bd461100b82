"""Marks that end cells and rows where each cell has lines of its own: Word's and those of an ODT file's XML."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from emptied import leave_out
from layouts import Filled, Layout, Piece, by_line, fill, header, lines, report, row_label
from scoring import wrong

from govie.form import Table, forms

NO_BREAK = "\u00a0"


def word_cells(end: str) -> Layout:
    """Each cell that prints something on a line of its own, and after it ``end``."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        head = [word for line in header(table).splitlines() for word in line.split("\t")]
        yield "".join(f"{word}{end}\n" for word in head)
        for rows in lines(table):
            labels = [] if table.flat else row_label(table, rows[0]).split("\t")
            yield "".join(f"{label}{end}\n" for label in labels)
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield (path,)
                yield "\n"

    return layout


@pytest.mark.parametrize("pattern", ["zeros", "whole rows"])
@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("empty", [NO_BREAK, f"\x07{NO_BREAK}", f"{NO_BREAK}\x07{NO_BREAK}", ""])
@pytest.mark.parametrize("end", [f"\x07{NO_BREAK}", f"\x07 {NO_BREAK}", f"\x07{NO_BREAK * 3}"])
def test_a_no_break_space_after_the_mark_of_a_word_cell_fills_nothing(
    end: str, empty: str, form: str, pattern: str
) -> None:
    rng = random.Random(f"{form} {pattern} word")
    filled = leave_out(fill(forms()[form], rng, 0.6), rng, pattern)
    for path, value in filled.values.items():
        filled.printed[path] = empty if value is None else filled.printed[path] + end
    assert not wrong(filled, report(filled, word_cells(end), rng).text)


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "whole rows", "persons"])
@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("mark", ["\x07", f"{NO_BREAK}\x07"])
def test_a_no_break_space_between_marks_of_word_cells_is_an_empty_cell(
    mark: str, form: str, pattern: str
) -> None:
    rng = random.Random(f"{form} {pattern} word cells in rows")
    filled = leave_out(fill(forms()[form], rng, 0.6), rng, pattern)
    for path, value in filled.values.items():
        filled.printed[path] = NO_BREAK if value is None else filled.printed[path]
    assert not wrong(filled, report(filled, by_line(mark, mark), rng).text)


# ------------------------------------------------------------------ a tab after each cell, over line ends


def tab_ended(filled: Filled, indent: str, empty: str, end: str) -> Layout:
    """Each cell with the line end after it, ``indent`` and a tab; ``empty``: what stands for one without text."""
    tab = f"\n{indent}\t{indent}"

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        for line in header(table).splitlines():
            yield "".join(word + tab for word in line.split("\t")) + end + indent
        for rows in lines(table):
            labels = [] if table.flat else row_label(table, rows[0]).split("\t")
            yield "".join(label + tab for label in labels)
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield (path,)
                yield tab if filled.printed[path] else empty + indent
            yield end + indent

    return layout


@pytest.mark.parametrize(
    "pattern", ["", "zeros", "no totals", "only totals", "whole rows", "persons"]
)
@pytest.mark.parametrize("empty", ["\t", "\n\t", "\n    \t"])
@pytest.mark.parametrize("indent", ["", "   ", "        "])
@pytest.mark.parametrize("form", forms())
def test_a_tab_ends_a_cell_over_line_ends(form: str, indent: str, empty: str, pattern: str) -> None:
    for end in ("\n", " \n"):
        rng = random.Random(f"{form} {pattern} odt")
        filled = fill(forms()[form], rng, 0.5)
        filled = leave_out(filled, rng, pattern) if pattern else filled
        text = report(filled, tab_ended(filled, indent, empty, end), rng).text
        assert not wrong(filled, text)


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "only totals", "persons"])
@pytest.mark.parametrize("form", forms())
def test_rows_between_tabs_end_at_their_line_ends(form: str, pattern: str) -> None:
    """A tab before the first cell and after the last one."""
    rng = random.Random(f"{form} {pattern} between tabs")
    filled = leave_out(fill(forms()[form], rng, 0.6), rng, pattern)

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        for line in header(table).splitlines():
            yield f"\t{line}\t\n"
        for rows in lines(table):
            label = "" if table.flat else row_label(table, rows[0], "") + "\t"
            yield f"\t{label}"
            for path in (table.path(r, c) for r in rows for c in range(len(table.columns))):
                yield (path,)
                yield "\t"
            yield "\n"

    assert not wrong(filled, report(filled, layout, rng).text, ("requests", "disclosure"))


@pytest.mark.parametrize("form", forms())
def test_a_tab_before_each_cell_ends_none(form: str) -> None:
    filled = fill(forms()[form], random.Random(form), 0.6)
    text = report(filled, by_line("\n\t", "\n\t", "\n\n\t"), random.Random(1)).text
    assert not wrong(filled, text)
