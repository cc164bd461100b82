"""Faults of the environment, each with what mends it. What a report holds is never an error."""

from __future__ import annotations


class GovieError(Exception):
    """Something outside the report stands in the way."""


class UnreadableFile(GovieError):
    """A file that cannot be read as text; the message names the file and says why."""
