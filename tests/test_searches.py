"""Searches of which less is asked give what the whole search gives; a process's threads come back."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from govie import cores
from govie.form import forms
from govie.tables import labels
from govie.tables.scanning.scan import scan
from govie.tables.scattered import cover, pieces, scatter, states, sums
from govie.tables.scattered.weighing import Hoping, Proving, Weighing
from govie.tables.scattered.weights import PLANS, Plan

GRID = labels.grid(forms()["2021"], "requests")
BEAM = 12


def board(seed: int, wrong: int) -> pieces.Board:
    """A table of zeros and a few numbers, column by column, of which ``wrong`` belong to no sum."""
    rng = Random(seed)
    lines = [["0"] * 7 for _ in GRID.rows]
    for _ in range(wrong):
        lines[rng.randrange(len(lines))][rng.randrange(7)] = str(rng.randint(1, 90))
    columns = ("\n".join(line[column] for line in lines) for column in range(7))
    text = "三、收到和处理政府信息公开申请情况\n\n申请人情况\n\n自然人\n\n" + "\n\n".join(columns)
    return pieces.board(scan(text, 0, len(text)), GRID, [], len(text))


@pytest.mark.parametrize("plan", PLANS[:2])
def test_covers_are_weighed_together_as_each_alone(plan: Plan) -> None:
    own = board(1, 4)
    covers = cover.Search(own).run(BEAM)[:5]
    alone = []
    for covering in covers:
        allowed: list[set[int]] = [set() if c is None else {c} for c in covering.cells]
        alone.append(cover.Search(own, allowed, plan).run(BEAM)[0].score)
    assert Weighing(own, covers, plan).scores(BEAM) == alone


def test_search_that_may_prove_something_is_the_whole_search() -> None:
    own = board(2, 0)
    assert Proving(own, PLANS[0], 3, 3).run(BEAM) == cover.Search(own).run(BEAM)


def test_search_without_hope_is_given_up() -> None:
    assert Proving(board(3, 40), PLANS[0], 3, 0).run(BEAM) == []


def test_search_whose_best_cover_is_lost_is_given_up() -> None:
    assert Hoping(board(3, 40), PLANS[0]).run(BEAM) == []
    own = board(2, 0)
    assert Hoping(own, PLANS[0]).run(BEAM) == cover.Search(own).run(BEAM)


@pytest.mark.parametrize("seed", range(3))
def test_no_hypothesis_is_better_than_the_bound(seed: int) -> None:
    own = board(seed, 3 * seed)
    numbers = sum(token.value > 0 for token in own.tokens)
    most = scatter._most([t.cell for t in own.tokens], own.grid)
    assert most <= 2 * len(GRID.rows) + 0.5 * len(GRID.rows[0].table.row_sums) * 7
    assert numbers > 1 or most == len(GRID.rows)


def test_a_board_turned_twice_is_the_board() -> None:
    own = board(4, 9)
    first, *others = own.tokens
    own = replace(own, tokens=(replace(first, row=3), *others))
    turned = own.backward()
    assert turned.tokens[-1].row == len(GRID.rows) - 1 - 3
    assert [t.cell for t in turned.tokens] == [t.cell for t in own.tokens][::-1]
    twice = turned.backward()
    assert [(t.cell, t.row) for t in twice.tokens] == [(t.cell, t.row) for t in own.tokens]
    assert twice.ends == own.ends


def test_sums_of_a_board_turned_are_its_sums() -> None:
    own = sums.of(board(5, 0))
    rng = np.random.default_rng(5)
    for most in (1, 3):
        values = rng.integers(0, most, len(own.sums))
        assert own.backward().tally(values[::-1]) == own.tally(values)


def test_firsts_are_where_numbers_stand_first() -> None:
    assert states.firsts(np.array([3, 1, 3, 2, 1])).tolist() == [0, 1, 3]


def test_threads_come_back_after_the_last_reader() -> None:
    from threadpoolctl import threadpool_info

    def threads() -> list[int]:
        return [known["num_threads"] for known in threadpool_info() if known["user_api"] == "blas"]

    before = threads()
    with cores.one():
        with cores.one():
            assert set(threads()) <= {1}
        assert set(threads()) <= {1}
    assert threads() == before
