"""Measures calibration: how well the confidence of values agrees with their accuracy."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
ACCURATE = 0.999
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Bin:
    """The values whose confidence is from ``low`` to ``high``: their number, mean confidence and accuracy."""

    low: float
    high: float
    size: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The calibration of a set of values.

    ``error``: the expected calibration error (mean distance of confidence and accuracy, weighted by bin size);
    ``coverage``: the largest share of values that a confidence threshold can keep with an accuracy of 99.9 %;
    ``sure``: the share of values with a confidence of 0.9 or more; ``sure_right``: the accuracy of these.
    """

    bins: tuple[Bin, ...]
    error: float
    coverage: float
    sure: float
    sure_right: float


class Certainty:
    """Collects the confidence of each value and whether the value was right."""

    def __init__(self) -> None:
        self._sure = array("d")
        self._right = array("d")

    def add(self, values: Iterable[tuple[float, bool]]) -> None:
        """Add ``(confidence, right)`` pairs."""
        for confidence, right in values:
            self._sure.append(confidence)
            self._right.append(right)

    def calibration(self) -> Calibration | None:
        """The calibration of the values added so far; ``None`` without any."""
        if not self._sure:
            return None
        sure, right = np.asarray(self._sure), np.asarray(self._right)
        bins = []
        for low, high in pairwise(EDGES):
            inside = (sure >= low) & ((sure < high) | (high == EDGES[-1]))
            if inside.any():
                mean, share = float(sure[inside].mean()), float(right[inside].mean())
                bins.append(Bin(low, high, int(inside.sum()), mean, share))
        error = sum(b.size * abs(b.confidence - b.right) for b in bins) / len(sure)
        order = np.argsort(-sure, kind="stable")
        running = right[order].cumsum() / np.arange(1, len(sure) + 1)
        # a threshold cannot separate values of equal confidence
        last = np.append(np.diff(sure[order]) != 0, True)
        enough = np.flatnonzero((running >= ACCURATE) & last)
        coverage = (int(enough[-1]) + 1) / len(sure) if len(enough) else 0.0
        certain = sure >= SURE
        share = float(right[certain].mean()) if certain.any() else math.nan
        return Calibration(tuple(bins), float(error), coverage, float(certain.mean()), share)
