"""Maps items to indicators (``indicators.toml``), so that counts of the same thing become a column of a panel."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from govie import toml

# 区人民政府, 各类, 2022年: whose and which, not what.
_WHOSE = re.compile(
    r"(?:[全本]?[省市县区镇乡州旗](?:人民)?(?:政府)?(?:及其?)?(?:办公室)?|本机关|本单位|各类|各种|相关|有关|全年)+(?=.{2})"
)
_LONGEST = 40  # characters: what is longer is no wording of an indicator
_MARKS = str.maketrans({"（": "(", "）": ")", '"': None, "“": None, "”": None})


@lru_cache(8_192)
def kind(topic: str, item: str) -> str | None:
    """The indicator that ``item`` is a wording of under ``topic``: ``requests_received.online``; or None."""
    words = "".join(item.split()).translate(_MARKS)
    if len(words) > _LONGEST:
        return None
    for name, pattern in _patterns().get(topic, ()):
        if pattern.fullmatch(words) or pattern.fullmatch(_WHOSE.sub("", words, count=1)):
            return f"{topic}.{name}"
    return None


@cache
def _patterns() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    marks = str.maketrans({"“": None, "”": None})
    return {
        topic: tuple(
            (name, re.compile("|".join(f"(?:{p.translate(marks)})" for p in patterns)))
            for name, patterns in given.items()
        )
        for topic, given in toml.read("facts/indicators.toml").items()
    }
