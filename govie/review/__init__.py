"""Correct where one looks: reports to work in, what to look at first, and what was decided about them."""

from __future__ import annotations

from govie.review.looks import Budget, budget, expected, gain
from govie.review.session import Entry, Session, Stale

__all__ = ["Budget", "Entry", "Session", "Stale", "budget", "expected", "gain"]
