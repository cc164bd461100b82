"""What the sums of all columns leave of the ways in which rows may be read, against trying every choice."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from govie.tables.choices import joint


def tried(ways: list[np.ndarray], target: np.ndarray) -> list[list[int]]:
    choices = [
        choice
        for choice in product(*(range(len(w)) for w in ways))
        if (sum(w[n] for w, n in zip(ways, choice, strict=True)) == target).all()
    ]
    return [sorted({choice[row] for choice in choices}) for row in range(len(ways))]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_possible_is_what_every_choice_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ways = [rng.integers(0, 4, (int(rng.integers(1, 5)), 3)) for _ in range(5)]
    target = sum(w[int(rng.integers(len(w)))] for w in ways)
    assert joint.possible(ways, np.asarray(target)) == tried(ways, np.asarray(target))


def test_nothing_is_said_where_no_choice_adds_up() -> None:
    ways = [np.array([[1, 0], [0, 1]]), np.array([[2, 2]])]
    assert joint.possible(ways, np.array([9, 9])) is None
    assert joint.possible([np.array([[-1, 0]])], np.array([-1, 0])) is None


def test_rows_that_lack_cells_are_settled_by_all_columns() -> None:
    """Each column alone leaves several ways to every row; together they leave one."""
    ways = [
        np.array([[5, 0], [0, 5]]),
        np.array([[3, 0], [0, 3]]),
        np.array([[2, 4]]),
    ]
    assert joint.possible(ways, np.array([7, 7])) == [[0], [1], [0]]
