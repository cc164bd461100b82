"""The place of a report that the file's path or the user's table gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """``places``: ids of divisions from the highest to the lowest, each in the one before; ``town``: nine digits
    of a town."""

    places: tuple[str, ...] = ()
    town: str | None = None
