"""Correction of reports in the browser: which values to check first, the pages, the server, the decisions."""

from __future__ import annotations

from govie.review.looks import Budget, budget, expected, gain
from govie.review.session import Entry, Session, Stale

__all__ = ["Budget", "Entry", "Session", "Stale", "budget", "expected", "gain"]
