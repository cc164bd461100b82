"""Decisions for tests, as the page makes them."""

from __future__ import annotations

import itertools
from typing import Any

from govie.decisions import Decision, digest

_NUMBERS = itertools.count(1)


def decide(text: str, target: str, new: Any, **other: Any) -> Decision:
    """A decision on ``text``; its number, time and person can be given."""
    number = next(_NUMBERS)
    about: dict[str, Any] = {
        "id": f"{number:012x}",
        "when": f"2026-11-28T10:{number // 60 % 60:02d}:{number % 60:02d}Z",
        "who": "甲",
        "file": "a.txt",
        "text": digest(text),
        "old": None,
    }
    return Decision(**{**about, "target": target, "new": new, **other})


def value(number: float, start: int | None = None, end: int | None = None) -> dict[str, Any]:
    """What a cell becomes."""
    return {"value": number, "status": "read", "start": start, "end": end}
