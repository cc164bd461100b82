"""Maps the wordings of items to indicators (``indicators.toml``), so that equal counts make a column of a panel."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from govie import toml
from govie.facts.patterns import WHOSE

_LONGEST = 40  # characters of an item; the wordings of indicators are shorter
_MARKS = str.maketrans({"（": "(", "）": ")", '"': None, "“": None, "”": None})


@lru_cache(8_192)
def kind(topic: str, item: str) -> str | None:
    """The indicator, such as ``requests_received.online``, that ``item`` is a wording of under ``topic``, or ``None``."""
    words = "".join(item.split()).translate(_MARKS)
    if len(words) > _LONGEST:
        return None
    for name, pattern in _patterns(topic):
        if pattern.fullmatch(words) or pattern.fullmatch(WHOSE.sub("", words, count=1)):
            return f"{topic}.{name}"
    return None


@cache
def _patterns(topic: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The names of the indicators under ``topic``, and what finds their wordings."""
    marks = str.maketrans({"“": None, "”": None})
    return tuple(
        (name, re.compile("|".join(f"(?:{p.translate(marks)})" for p in patterns)))
        for name, patterns in toml.read("facts/indicators.toml").get(topic, {}).items()
    )
