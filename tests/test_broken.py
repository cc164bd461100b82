"""Numbers that narrow columns, or lines drawn through them, broke in pieces."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest
from layouts import Filled, Layout, Piece, cells, fill, header, lines, report, row_label

import govie
from govie.form import Table, forms
from govie.report import Report

FORMS = sorted(forms())
SUMMED = ("requests", "review", "litigation")


def nothing(filled: Filled, mark: str) -> Filled:
    """``filled`` with ``mark`` where it prints 0."""
    for path, value in filled.values.items():
        if value == 0 and mark != "0":
            filled.printed[path], filled.values[path] = mark, None
    return filled


def mistaken(found: Report, filled: Filled) -> list[str]:
    """The cells that are wrong, and neither doubtful nor named by a sum that fails."""
    failed = {path for check in found.failed for path in check.paths}
    return [
        p
        for p, v in filled.values.items()
        if found.cells[p].value not in (None, v)
        and found.cells[p].confidence >= 0.9
        and p not in failed
    ]


def read(filled: Filled, found: Report) -> float:
    """The share of right values in tables with sums."""
    right = [
        found.cells[p].value == v for p, v in filled.values.items() if p.startswith(SUMMED) and v
    ]
    return sum(right) / len(right)


def paths(table: Table, rows: Sequence[int]) -> list[str]:
    return [table.path(row, column) for row in rows for column in range(len(table.columns))]


def in_blocks(filled: Filled, digits: int) -> Layout:
    """A line for ``digits`` of a number, one cell after the other: a row whose cells have several lines has a blank
    line between two."""

    def broken(number: str) -> str:
        return "\n".join(number[i : i + digits] for i in range(0, len(number), digits))

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "\n", "\n\n")
        for rows in lines(table):
            yield "" if table.flat else row_label(table, rows[0], "\n") + "\n"
            prints = [broken(filled.printed[p]) for p in paths(table, rows)]
            mark = "\n\n" if all("\n" in p for p in prints) else "\n"
            yield mark.join(prints) + "\n\n"

    return lay


def widened(filled: Filled, rng: random.Random, low: int) -> Filled:
    """``filled`` with numbers of ``low`` or more in all tables with sums."""
    for table in filled.form.tables:
        for s in table.column_sums:
            for row in range(len(table.rows)):
                numbers = [rng.randint(low, 9 * low) for _ in s.parts]
                whole = {table.path(row, s.whole[0]): sum(numbers)}
                parts = {table.path(row, c): n for c, n in zip(s.parts, numbers, strict=True)}
                filled.values |= parts | whole
                filled.printed |= {p: str(n) for p, n in (parts | whole).items()}
    return filled


@pytest.mark.parametrize("digits", [1, 2, 3])
@pytest.mark.parametrize("form", FORMS)
def test_the_blocks_of_lines_of_a_row_are_its_cells(form: str, digits: int) -> None:
    for seed in range(3):
        rng = random.Random(f"{form} {digits} {seed} blocks")
        filled = widened(fill(forms()[form], rng), rng, 10**digits)
        found = govie.extract(report(filled, in_blocks(filled, digits), rng).text)
        assert mistaken(found, filled) == []
        assert read(filled, found) > 0.95


def crossed(filled: Filled) -> Layout:
    """Bars, one of which was drawn through a number: the cell before ends with its first digit, and the cell after
    it begins in its own."""

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        for place, line in enumerate(header(table, "|").splitlines()):
            yield f"|{line}|\n" + ("" if place else "|---|---|---|\n")
        for rows in lines(table):
            own = [filled.printed[p] for p in paths(table, rows)]
            at = next((n for n in range(1, len(own) - 1) if own[n][:3].isdecimal()), 0)
            if not table.flat and table.column_sums and at and rng.random() < 0.5:
                before, number, after = own[at - 1 : at + 2]
                own[at - 1 : at + 2] = "", f"{before}<br>{number[0]}", f"{number[1:]}<br>{after}"
            yield "" if table.flat else f"|{row_label(table, rows[0], '')}"
            yield "|" + "|".join(own) + "|\n"

    return lay


@pytest.mark.parametrize("mark", ["/", "—", "无", "0"])
@pytest.mark.parametrize("unit", ["", "件"])
@pytest.mark.parametrize("form", FORMS)
def test_a_line_through_a_number_leaves_its_pieces_in_two_cells(
    form: str, unit: str, mark: str
) -> None:
    for seed in range(3):
        rng = random.Random(f"{form} {unit} {mark} {seed} crossed")
        filled = nothing(fill(forms()[form], rng, 0.7, 900), mark)
        for path, value in filled.values.items():
            if value and rng.random() < 0.4 and not path.startswith("disclosure"):
                filled.printed[path] += unit
        text = report(filled, crossed(filled), rng).text
        assert text.count("<br>") > 3
        found = govie.extract(text)
        assert mistaken(found, filled) == []
        assert read(filled, found) > 0.95


def test_a_number_printed_twice_is_not_one() -> None:
    """A merged cell that is printed once for each of its lines."""
    filled = fill(forms()["2021"], random.Random(5), 0.8)

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "\n")
        for rows in lines(table):
            yield "" if table.flat else row_label(table, rows[0], "\n") + "\n"
            for piece in cells(table, rows, "\n\n"):
                yield piece
                if isinstance(piece, tuple):
                    yield "\n"
                    yield piece
            yield "\n\n"

    found = govie.extract(report(filled, lay, random.Random(5)).text)
    assert mistaken(found, filled) == []
