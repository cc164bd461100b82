"""How sure a score is: reports drawn again with replacement (the bootstrap of Efron, 1979)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from govie.bench.score import RATES, Tally, rates

DRAWS = 500


@dataclass(frozen=True, slots=True)
class Interval:
    """A score and the bounds between which it falls in 95 of 100 draws."""

    value: float
    low: float
    high: float


def intervals(
    tallies: Sequence[Tally], *, seed: int = 1, draws: int = DRAWS
) -> dict[str, Interval]:
    """Every rate of the reports with its interval."""
    whole = rates(sum(tallies, Counter()))
    drawn = _drawn([tallies], seed, draws)[0]
    return {name: Interval(whole[name], *_bounds(drawn[:, i])) for i, name in enumerate(RATES)}


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A: the score's difference, its interval, and the share of draws in which B is better."""

    a: float
    b: float
    low: float
    high: float
    better: float

    @property
    def verdict(self) -> str:
        """In words: whether the difference is more than chance."""
        if self.low > 0:
            return "B is better"
        if self.high < 0:
            return "A is better"
        return "no difference shown"


def compare(
    a: Sequence[Tally], b: Sequence[Tally], *, seed: int = 1, draws: int = DRAWS
) -> dict[str, Difference]:
    """A paired bootstrap over the same reports read by two models; errors count as negative scores."""
    one, two = rates(sum(a, Counter())), rates(sum(b, Counter()))
    first, second = _drawn([a, b], seed, draws)
    found = {}
    for i, name in enumerate(RATES[1:], start=1):
        sign = -1.0 if name.startswith("silent") else 1.0
        gain = sign * (second[:, i] - first[:, i])
        gain = gain[~np.isnan(gain)]
        low, high = _bounds(gain)
        better = float((gain > 0).mean()) if len(gain) else float("nan")
        found[name] = Difference(one[name], two[name], low, high, better)
    return found


def _drawn(
    readings: Sequence[Sequence[Tally]], seed: int, draws: int
) -> list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """For each reading the rates in every draw, ``(draws, rates)``; the same reports in all of them."""
    keys = sorted({key for tallies in readings for count in tallies for key in count})
    sums = [
        np.asarray([[count[key] for key in keys] for count in tallies], dtype=np.float64)
        for tallies in readings
    ]
    size = len(readings[0])
    random = np.random.default_rng(seed)
    found = [np.full((draws, len(RATES)), np.nan) for _ in readings]
    for draw in range(draws):
        chosen = random.integers(0, size, size)
        for array, out in zip(sums, found, strict=True):
            count: Tally = Counter(dict(zip(keys, array[chosen].sum(axis=0), strict=True)))
            out[draw] = list(rates(count).values())
    return found


def _bounds(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
