"""Ends of cells in the canonical text: a tab for one, one character of the private use area for several at once.

Several end at once where a text leaves out empty cells but shows the columns of the others; the text keeps its length,
so that there may be no room for as many tabs. No such character is in the text itself: ``govie.text.characters`` takes
them for damaged print.
"""

from __future__ import annotations

import re
from itertools import accumulate

_FIRST = 0xE000  # the n-th character after it stands for n ends
_MOST = 0xFF
_END = re.compile(f"([\t{chr(_FIRST)}-{chr(_FIRST + _MOST)}])")


def gap(count: int) -> str:
    """The ends of ``count`` cells as one character; nothing for none."""
    return chr(_FIRST + min(count, _MOST)) if count > 1 else "\t" * count


def fields(line: str) -> list[tuple[int, str]]:
    """The fields of a line, empty ones among them, and where each begins."""
    parts = line.split("\t")
    if all(map(str.isprintable, parts)):  # no character of the private use area is
        return [*zip(accumulate([len(part) + 1 for part in parts], initial=0), parts, strict=False)]
    found: list[tuple[int, str]] = []
    at = 0
    for number, part in enumerate(_END.split(line)):
        if number % 2:  # an end
            at += 1
            found += [(at, "")] * (ord(part) - _FIRST - 1 if part != "\t" else 0)
        else:
            found.append((at, part))
            at += len(part)
    return found


__all__ = ["fields", "gap"]
