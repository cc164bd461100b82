"""The review of reports in the browser: ranking of values to check, pages, server, session.

``session``  the reports to correct, and the file of decisions
``looks``    which values are looked at first
``pages``    the list of reports, and a page for each
``data``     … its data for the script
``server``   the server
"""

from __future__ import annotations

from govie.review.looks import Budget, budget, expected, gain
from govie.review.session import Entry, Session, Stale

__all__ = ["Budget", "Entry", "Session", "Stale", "budget", "expected", "gain"]
