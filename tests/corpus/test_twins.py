"""A planted oracle: lay out a report's cells in many ways, and every place must be found again."""

from __future__ import annotations

from random import Random

import pytest

pytest.importorskip("rapidfuzz")

from govie.form import forms
from training.corpus import gold
from training.corpus.documents import twins
from training.corpus.figures import draw_figures
from training.corpus.report import Report


def report(form: str, seed: int, profile: str) -> Report:
    cells = draw_figures(forms()[form], "city", Random(seed), profile=profile)
    return Report(f"r{seed}", "临川市人民政府", "city", 2020, form, "", (), cells)


def laid_out(one: Report, order: list[str], glue: str) -> str:
    return "表" + glue.join(one.cells[path].printed for path in order) + "尾"


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("profile", ["zero", "sparse", "heavy", "dense"])
@pytest.mark.parametrize("glue", ["\t", "\n\n", "", " | "])
def test_every_cell_is_found_where_it_was_planted(form: str, profile: str, glue: str) -> None:
    for seed in range(5):
        one = report(form, seed, profile)
        order = list(one.cells)
        Random(seed).shuffle(order)
        text = laid_out(one, order, glue)
        spans = twins.decode(text, [laid_out(twin, order, glue) for twin in twins.twins(one)], one)
        assert spans is not None
        at = 1
        for path in order:
            cell = one.cells[path]
            if cell.number:
                start, end = spans[path]
                assert (start, end) == (at, at + len(cell.number))
                assert gold.prints(text[start:end], cell)
            else:
                assert path not in spans
            at += len(cell.printed) + len(glue)


def test_a_lost_cell_is_absent_and_takes_no_other_cells_place() -> None:
    one = report("2021", 7, "zero")
    order = list(one.cells)[::2]
    spans = twins.decode(
        laid_out(one, order, "\t"), [laid_out(twin, order, "\t") for twin in twins.twins(one)], one
    )
    assert spans is not None
    assert set(spans) == {path for path in order if one.cells[path].number}


def test_a_number_that_wraps_is_one_span() -> None:
    one = report("2021", 11, "heavy")
    path = max(one.cells, key=lambda p: len(one.cells[p].number))

    def wrapped(copy: Report) -> str:
        number = copy.cells[path].number
        return f"数 {number[:3]}\n  {number[3:]} 件"

    spans = twins.decode(wrapped(one), [wrapped(twin) for twin in twins.twins(one)], one)
    assert spans == {path: (2, 2 + len(one.cells[path].number) + 3)}


def test_white_space_may_differ_but_nothing_else() -> None:
    one = report("2019", 3, "dense")
    order = list(one.cells)
    text = laid_out(one, order, "  ")
    copies = [laid_out(twin, order, " " * (2 + k)) for k, twin in enumerate(twins.twins(one))]
    assert twins.decode(text, copies, one)
    assert twins.decode(text, [copies[0], copies[1], copies[2] + "x"], one) is None
    swapped = [order[1], order[0], *order[2:]]
    assert (
        twins.decode(
            text, [copies[0], copies[1], laid_out(twins.twins(one)[2], swapped, "  ")], one
        )
        is None
    )
