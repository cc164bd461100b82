"""Heads above cells: columns in another order than the form's, and heads that only look so."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest
from emptied import leave_out
from layouts import Filled, Layout, Piece, fill, lines, report
from scoring import wrong

from govie.form import Table, forms

FORMS = sorted(forms())
TWO_LINES = ["自然人", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
TOTAL_FIRST = ["总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]


def under(names: list[str], mark: str, order: list[int] | None = None) -> Layout:
    """Requests under ``names``; ``order``: in which order the cells stand, if not the form's."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        columns = [*range(len(table.columns))]
        if table.name == "requests":
            yield mark.join(["项目", *names]) + "\n"
            columns = order or columns
        elif not table.flat:
            yield mark.join(["项目", *(c.text for c in table.columns)]) + "\n"
        for rows in lines(table):
            yield "" if table.flat else table.rows[rows[0]].text + mark
            for n, (row, column) in enumerate((r, c) for r in rows for c in columns):
                yield mark if n else ""
                yield (table.path(row, column),)
            yield "\n"

    return layout


def sparse(form: str, pattern: str, wrong_sums: int = 0) -> Filled:
    rng = random.Random(f"{form} {pattern} {wrong_sums} heads")
    filled = fill(forms()[form], rng, 0.5, wrong=wrong_sums)
    return leave_out(filled, rng, pattern) if pattern else filled


@pytest.mark.parametrize("pattern", ["", "zeros", "whole rows", "no totals", "persons"])
@pytest.mark.parametrize("mark", ["\t", " | ", ","])
@pytest.mark.parametrize("form", FORMS)
def test_two_lines_of_a_head_put_in_one(form: str, mark: str, pattern: str) -> None:
    filled = sparse(form, pattern)
    text = report(filled, under(TWO_LINES, mark), random.Random(1)).text
    assert not wrong(filled, text, "requests")


@pytest.mark.parametrize("count", [4, 12])
@pytest.mark.parametrize("form", FORMS)
def test_two_lines_of_a_head_put_in_one_though_some_sums_fail(form: str, count: int) -> None:
    filled = sparse(form, "", count)
    text = report(filled, under(TWO_LINES, "\t"), random.Random(1)).text
    assert not wrong(filled, text, "requests")


@pytest.mark.parametrize("pattern", ["", "zeros"])
@pytest.mark.parametrize("form", FORMS)
def test_two_lines_of_a_head_in_one_list(form: str, pattern: str) -> None:
    filled = sparse(form, pattern)

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        names = TWO_LINES if table.name == "requests" else [c.text for c in table.columns]
        yield json.dumps([["项目", *names]], ensure_ascii=False)[:-1]
        for rows in lines(table):
            yield ", [" + (
                "" if table.flat else json.dumps(table.rows[rows[0]].text, ensure_ascii=False)
            )
            for n, path in enumerate(
                table.path(r, c) for r in rows for c in range(len(table.columns))
            ):
                yield ', "' if n or not table.flat else '"'
                yield (path,)
                yield '"'
            yield "]"
        yield "]\n"

    text = report(filled, layout, random.Random(1)).text
    assert not wrong(filled, text, "requests")


@pytest.mark.parametrize("pattern", ["", "zeros", "no totals", "only totals"])
@pytest.mark.parametrize("count", [0, 6])
@pytest.mark.parametrize("names", [TOTAL_FIRST, TWO_LINES])
@pytest.mark.parametrize("mark", ["\t", " | "])
@pytest.mark.parametrize("form", FORMS)
def test_a_head_in_the_order_of_its_cells_orders_them(
    form: str, mark: str, names: list[str], count: int, pattern: str
) -> None:
    filled = sparse(form, pattern, count)
    (table,) = (t for t in filled.form.tables if t.name == "requests")
    order = [[c.text for c in table.columns].index(name) for name in names]
    text = report(filled, under(names, mark, order), random.Random(1)).text
    assert not wrong(filled, text, "requests")
