"""Confidence intervals and paired comparisons by bootstrap over reports (Efron, 1979)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from govie.bench.counts import Sums
from govie.bench.score import COUNTED, RATES, rates

DRAWS = 500
FEW = 10  # reports; with fewer no difference is called significant


@dataclass(frozen=True, slots=True)
class Interval:
    """A score with the bounds of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def intervals(sums: Sums, *, seed: int = 1) -> dict[str, Interval]:
    """Every rate over the reports with its bootstrap interval; NaN where its denominator is 0."""
    whole = _rates(sums.sum(axis=0))
    (drawn,) = _drawn([sums], seed)
    return {name: Interval(float(whole[i]), *_bounds(drawn[:, i])) for i, name in enumerate(RATES)}


@dataclass(frozen=True, slots=True)
class Difference:
    """The scores of A and B, the interval of the gain of B, and the share of bootstrap samples in which B is
    better.

    For errors, fewer is a gain. ``reports``: the number of reports that were resampled.
    """

    a: float
    b: float
    low: float
    high: float
    better: float
    reports: int

    @property
    def verdict(self) -> str:
        """Whether the difference is significant, in words."""
        if self.reports < FEW:
            return "too few reports to tell"
        if self.low > 0:
            return "B is better"
        if self.high < 0:
            return "A is better"
        return "no difference shown"


def compare(a: Sums, b: Sums, *, seed: int = 1) -> dict[str, Difference]:
    """The paired bootstrap comparison of two models, by name of rate; each sample has the same reports for both."""
    one, two = _rates(a.sum(axis=0)), _rates(b.sum(axis=0))
    first, second = _drawn([a, b], seed)
    found = {}
    for i, name in enumerate(RATES[1:], start=1):
        sign = -1.0 if name.startswith("silent") else 1.0
        gain = sign * (second[:, i] - first[:, i])
        gain = gain[~np.isnan(gain)]
        low, high = _bounds(gain)
        better = float((gain > 0).mean()) if len(gain) else float("nan")
        found[name] = Difference(float(one[i]), float(two[i]), low, high, better, len(a))
    return found


_Row = np.ndarray[tuple[int], np.dtype[np.float64]]


def _drawn(readings: Sequence[Sums], seed: int) -> list[Sums]:
    """For each reader the rates in every bootstrap sample, ``(DRAWS, rates)``, with the same reports for all readers."""
    size = len(readings[0])
    random = np.random.default_rng(seed)
    found: list[Sums] = [np.full((DRAWS, len(RATES)), np.nan) for _ in readings]
    for draw in range(DRAWS):
        chosen = random.integers(0, size, size)
        for sums, out in zip(readings, found, strict=True):
            out[draw] = _rates(sums[chosen].sum(axis=0))
    return found


def _rates(row: _Row) -> _Row:
    return np.asarray(list(rates(dict(zip(COUNTED, row.tolist(), strict=True))).values()))


def _bounds(values: _Row) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
