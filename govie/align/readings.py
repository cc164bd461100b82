"""Ways to lay a region's figures onto the form's rows, whole and in the making."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from govie.align.figures import Slots


@dataclass(frozen=True, slots=True)
class Placement:
    """The figures of one row.

    ``label``: what the labels said for this row; ``apart``: they stood apart from the figures;
    ``choices``: where print was lost or run together and layout does not say which, every way that
    the row's sum leaves open (``slots`` is then one of them).
    """

    row: int
    slots: Slots
    score: float
    label: float
    apart: bool = False
    by_column: bool = False
    choices: tuple[Slots, ...] = ()
    exact: bool = True  # the figures are as many as the row or its block has cells
    empty: bool = False  # cells without a figure are fields printed empty


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to lay a region's figures onto the form's rows."""

    placements: tuple[Placement, ...]
    score: float
    skipped: int
    total_first: bool = False

    def by_row(self) -> dict[int, Placement]:
        return {p.row: p for p in self.placements}


@dataclass(slots=True)
class Step:
    """What the next ``rows`` rows take, up to the figure ``end``.

    Most steps lose to others, so ``placements`` are only made for those that a reading ends up with.
    """

    rows: int
    end: int
    score: float
    placements: Callable[[], tuple[Placement, ...]]


@dataclass(slots=True)
class Path:
    score: float
    position: int
    skipped: int
    step: Step | None = None
    before: Path | None = None

    def placements(self) -> tuple[Placement, ...]:
        steps = []
        path: Path | None = self
        while path is not None and path.step is not None:
            steps.append(path.step)
            path = path.before
        return tuple(p for step in reversed(steps) for p in step.placements())


@dataclass(slots=True)
class Block:
    """Figures laid column by column onto rows of some tables: each row's, with what its sums say."""

    slots: Sequence[Slots]
    sums: Sequence[float]
    breaks: float


def in_rows(placements: tuple[Placement, ...], end: int) -> Step:
    """The step of rows whose placements are known."""
    return Step(len(placements), end, sum(p.score for p in placements), partial(tuple, placements))


def in_row(placed: tuple[Any, ...]) -> tuple[Placement, ...]:
    """One row, from the fields of its placement."""
    return (Placement(*placed),)


def in_columns(
    row: int, slots: Sequence[Slots], scores: Sequence[float], labels: Sequence[float]
) -> tuple[Placement, ...]:
    """Rows from ``row`` on that were read column by column; ``labels``: what labels say for each."""
    return tuple(
        Placement(row + i, *placed, True, True)
        for i, placed in enumerate(zip(slots, scores, labels, strict=True))
    )
