"""What the file's path or the user's table tells of a report's place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """``places``: ids of divisions, each in the one before, the lowest last; ``town``: a town's nine
    digits."""

    places: tuple[str, ...] = ()
    town: str | None = None
