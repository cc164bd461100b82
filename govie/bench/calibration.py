"""Whether a confidence of 0.9 is right nine times in ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Values whose confidence is from ``low`` to ``high``: how many, how sure, how often right."""

    low: float
    high: float
    size: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """``error``: expected calibration error (mean distance of confidence and accuracy, by size);
    ``coverage``: the largest share of the values, surest first, of which 99.9 % are right."""

    bins: tuple[Bin, ...]
    error: float
    coverage: float


def calibration(values: Sequence[tuple[float, bool]]) -> Calibration | None:
    """How ``(confidence, right)`` pairs agree; ``None`` of none."""
    if not values:
        return None
    sure = np.asarray([c for c, _ in values])
    right = np.asarray([r for _, r in values], dtype=np.float64)
    bins = []
    for low, high in pairwise(EDGES):
        inside = (sure >= low) & ((sure < high) | (high == EDGES[-1]))
        if inside.any():
            mean, share = float(sure[inside].mean()), float(right[inside].mean())
            bins.append(Bin(low, high, int(inside.sum()), mean, share))
    error = sum(b.size * abs(b.confidence - b.right) for b in bins) / len(values)
    order = np.argsort(-sure, kind="stable")
    running = right[order].cumsum() / np.arange(1, len(values) + 1)
    enough = np.flatnonzero(running >= 0.999)
    coverage = (int(enough[-1]) + 1) / len(values) if len(enough) else 0.0
    return Calibration(tuple(bins), float(error), coverage)
