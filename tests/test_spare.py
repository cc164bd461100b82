"""Rows with cells too many or too few: lines without their last empty cells, places of merged labels, wide spaces."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from emptied import leave_out
from layouts import Filled, Layout, Piece, by_line, cells, fill, header, lines, report, row_label

import govie
from govie.form import Table, forms
from govie.report import CellValue
from govie.tables.labels import grid as grid_of
from govie.tables.rows import anchors
from govie.tables.rows.scores import Scorer
from govie.tables.scanning.scan import scan
from govie.tables.strips import layout

FORMS = sorted(forms())


def emptied(form: str, pattern: str) -> Filled:
    rng = random.Random(f"{form} {pattern}")
    return leave_out(fill(forms()[form], rng, 0.6), rng, pattern)


def wrong(filled: Filled, text: str, prefix: str = "") -> list[str]:
    found = govie.extract(text).cells
    return [p for p, v in filled.values.items() if p.startswith(prefix) and found[p].value != v]


def ended(mark: str, end: str) -> Layout:
    """Rows with ``mark`` between cells and ``end`` after the last, where heads have only a line end."""

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, mark) + ("" if table.flat else f"备注{mark.strip(' ') or chr(10)}")
        for rows in lines(table):
            yield "" if table.flat else row_label(table, rows[0], mark) + mark
            yield from cells(table, rows, mark)
            yield "\n" if table.flat else end

    return lay


@pytest.mark.parametrize("form", FORMS)
def test_lines_that_lost_their_last_empty_cells(form: str) -> None:
    """Each row has one number, and nothing stands behind it."""
    filled = emptied(form, "one")
    text = re.sub(
        r"\t+$", "", report(filled, by_line("\t", "\t"), random.Random(1)).text, flags=re.M
    )
    assert wrong(filled, text, "requests.") == []


@pytest.mark.parametrize("spare", [1, 2])
@pytest.mark.parametrize("pattern", ["only totals", "persons"])
@pytest.mark.parametrize("form", FORMS)
def test_rows_of_one_number_each_in_lines_that_are_too_long(
    form: str, pattern: str, spare: int
) -> None:
    filled = emptied(form, pattern)
    text = report(filled, by_line("\t", "\t", "\t" * spare + "\n"), random.Random(2)).text
    assert wrong(filled, text) == []


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "persons", "one"])
@pytest.mark.parametrize("form", FORMS)
def test_places_of_merged_labels_at_the_end_of_lines(form: str, pattern: str) -> None:
    """All lines have ten fields: a row begins right behind its label, wherever that stands."""

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table)
        for rows in lines(table):
            label = "" if table.flat else row_label(table, rows[0]) + "\t"
            yield label
            yield from cells(table, rows, "\t")
            yield "\t" * (10 - label.count("\t") - len(table.columns)) + "\n"

    filled = emptied(form, pattern)
    assert wrong(filled, report(filled, lay, random.Random(3)).text, "requests.") == []


@pytest.mark.parametrize("pattern", ["persons", "one"])
@pytest.mark.parametrize("form", FORMS)
def test_an_empty_column_of_the_agencys_own(form: str, pattern: str) -> None:
    """Each cell has a line of its own, and 备注 one more in each row."""
    filled = emptied(form, pattern)
    assert wrong(filled, report(filled, ended("\n", "\n\n"), random.Random(4)).text) == []


@pytest.mark.parametrize("spaces", [2, 3, 5])
@pytest.mark.parametrize("pattern", ["zeros", "no totals", "only totals"])
@pytest.mark.parametrize("form", FORMS)
def test_a_separator_of_several_spaces(form: str, pattern: str, spaces: int) -> None:
    """Where only totals are printed, the distance between the names of columns shows it."""
    filled = emptied(form, pattern)
    text = report(filled, by_line(" " * spaces, " " * spaces), random.Random(5)).text
    assert wrong(filled, text, "requests.") == []


@pytest.mark.parametrize("pattern", ["zeros", "no totals", "only totals", "persons"])
@pytest.mark.parametrize("form", FORMS)
def test_single_spaces_in_tables_right_after_one_another(form: str, pattern: str) -> None:
    filled = emptied(form, pattern)

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        mark = "\n" if table.flat else " "
        yield from by_line(mark, mark)(table, rng)

    text = re.sub(r"\n+", "\n", report(filled, lay, random.Random(6)).text)
    assert wrong(filled, text, "requests.") == []


@pytest.mark.parametrize("form", FORMS)
def test_the_last_number_of_rows_that_all_lost_as_many_cells_is_the_total(form: str) -> None:
    """One of seven columns and the total are printed, also where both are 0; which column it is nothing says."""
    filled = fill(forms()[form], random.Random(7), 0.6)
    for table in (t for t in filled.form.tables if t.column_sums):
        for row in range(len(table.rows)):
            person, *others, total = (table.path(row, c) for c in range(len(table.columns)))
            filled.printed[total], filled.values[total] = (
                filled.printed[person],
                filled.values[person],
            )
            for path in others:
                filled.printed[path], filled.values[path] = "", None
    text = re.sub(r" +", " ", report(filled, by_line(" ", " "), random.Random(8)).text)
    found = govie.extract(text).cells
    totals = [p for p in found if p.startswith("requests.") and p.endswith(".total")]
    assert [p for p in totals if found[p].value != filled.values[p]] == []
    assert [p for p, v in filled.values.items() if _is_invented(found[p], v)] == []


def _is_invented(cell: CellValue, value: float | None) -> bool:
    return cell.value is not None and cell.value != value


@pytest.mark.parametrize(("beside", "weight"), [(True, -9.0), (False, -3.0)])
def test_no_row_goes_on_behind_a_label_where_labels_stand_beside_cells(
    beside: bool, weight: float
) -> None:
    grid = grid_of(forms()["2021"], "requests")
    labels = [row.label.text for row in grid.rows]
    values = ["1 2 3 4 5 6 21"] * len(labels)
    if beside:
        text = "\n".join(f"{label} {row}" for label, row in zip(labels, values, strict=True))
    else:
        text = "\n".join([*labels[:12], *values[:12], *labels[12:], *values[12:]])
    scorer = Scorer(anchors.plan(layout.strip(scan(text, 0, len(text)), grid)))
    assert scorer.crossing == weight
    if beside:
        assert scorer.label(0, 0, 14) - scorer.label(0, 0, 7) == weight
