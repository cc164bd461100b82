"""The result of a benchmark run: scores, calibration and speed."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

from govie.bench.calibration import Calibration
from govie.bench.resampling import Interval
from govie.bench.speed import Speed

Scores = dict[str, Interval]
"""By the names of ``score.RATES``."""


@dataclass(frozen=True, slots=True)
class Result:
    """The measurements of one benchmark run."""

    about: dict[str, Any]
    scores: dict[str, Scores]
    """By reader, the model first. For a reader without facts all facts count as missed."""
    groups: dict[str, dict[str, Scores]]
    """The scores of the model by grouping and value."""
    calibration: dict[str, Calibration]
    speed: Speed | None = None
    kinds: dict[str, Scores] = field(default_factory=dict)
    """Scores by kind of file, where the data have documents."""

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON types; what could not be measured is null."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
