"""Rows whose own sum leaves several ways open, settled by the sums over rows where these can."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from govie.align.figures import Slots, completed
from govie.align.readings import Reading
from govie.align.sums import row_rules
from govie.headers import Grid

Number = int | float
Numbers = list[Number | None]

MAX_COMBINATIONS = 400


def settle(grid: Grid, reading: Reading) -> dict[int, tuple[Slots, ...]]:
    """The ways that remain for each row of ``reading`` that has several.

    Combinations of the open rows' ways are compared by how many sums over rows come out and fail;
    a way remains if it is in one of the best. Where there are too many combinations all remain.
    """
    open_rows = [p for p in reading.placements if p.choices]
    if not open_rows:
        return {}
    remaining = {p.row: p.choices for p in open_rows}
    if prod(len(p.choices) for p in open_rows) > MAX_COMBINATIONS:
        return remaining
    fixed = {
        p.row: completed(grid.rows[p.row], p.slots) for p in reading.placements if not p.choices
    }
    ways = [[(way, completed(grid.rows[p.row], way)) for way in p.choices] for p in open_rows]
    best: list[tuple[Slots, ...]] = []
    best_score = None
    for combination in product(*ways):
        numbers = {**fixed, **{p.row: n for p, (_, n) in zip(open_rows, combination, strict=True)}}
        score = _score(grid, numbers)
        if best_score is None or score > best_score:
            best, best_score = [], score
        if score == best_score:
            best.append(tuple(way for way, _ in combination))
    return {p.row: tuple(dict.fromkeys(c[i] for c in best)) for i, p in enumerate(open_rows)}


def _score(grid: Grid, numbers: Mapping[int, Numbers | None]) -> int:
    score = 0
    for rule, width, first in row_rules(grid):
        for column in range(width):
            rows = [numbers.get(first + r) for r in rule.places]
            values = [None if row is None else row[column] for row in rows]
            known = [v for v in values if v is not None]
            if len(known) == len(values):
                holds = sum(known[: len(rule.parts)]) == sum(known[len(rule.parts) :])
                score += 1 if holds else -1
    return score
