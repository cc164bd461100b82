"""The review of reports in the browser: ranking of values to check, pages, server, session."""

from __future__ import annotations

from govie.review.looks import Budget, budget, expected, gain
from govie.review.session import Entry, Session, Stale

__all__ = ["Budget", "Entry", "Session", "Stale", "budget", "expected", "gain"]
