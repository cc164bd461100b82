"""Confidence intervals and paired comparisons by bootstrap over reports (Efron, 1979).

The counts of each text are kept as rows of integers, so that 100,000 texts take only megabytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from govie.bench.score import COUNTED, RATES, Tally, rates

DRAWS = 500
FEW = 10  # reports; with fewer no difference is called significant

Sums = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""``(reports, len(COUNTED))``."""


class Counts:
    """The counts of right and wrong values of several readers over the same texts, with each text's groups."""

    def __init__(self, readers: Iterable[str]) -> None:
        self._rows = {name: array("q") for name in readers}
        self._reports: dict[str, int] = {}
        self._report: list[int] = []
        self._groups: list[Mapping[str, str]] = []

    def add(self, report: str, groups: Mapping[str, str], tallies: Mapping[str, Tally]) -> None:
        """Add a text. The layouts of one ``report`` are summed up, since they are not independent samples."""
        self._report.append(self._reports.setdefault(report, len(self._reports)))
        self._groups.append(groups)
        for name, tally in tallies.items():
            self._rows[name].extend(tally[key] for key in COUNTED)

    def keys(self, group: str) -> list[str]:
        """The values of the grouping ``group`` among the texts; empty if there is only one."""
        found = sorted({g[group] for g in self._groups if group in g})
        return found if len(found) > 1 else []

    def sums(self, reader: str, group: str | None = None, key: str | None = None) -> Sums:
        """Sums of counts, ``(reports, counts)``; of the texts whose ``group`` is ``key`` only, if given."""
        rows = np.frombuffer(self._rows[reader], dtype=np.int64).reshape(-1, len(COUNTED))
        report = np.asarray(self._report)
        if group is not None:
            inside = np.asarray([g.get(group) == key for g in self._groups])
            rows, report = rows[inside], report[inside]
        known, place = np.unique(report, return_inverse=True)
        found = np.zeros((len(known), len(COUNTED)))
        np.add.at(found, place, rows)
        return found


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
