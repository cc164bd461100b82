"""Ends of cells in the canonical text: a tab for one, one character of the private use area for several.

Several stand where a text leaves out empty cells and tells their columns otherwise, and has no room for as many tabs.
No such character is in the text itself: ``govie.text.characters`` takes them for damaged print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FIRST = 0xE000  # the n-th character after it stands for n ends
_MOST = 0xFF
_END = re.compile(f"([\t{chr(_FIRST)}-{chr(_FIRST + _MOST)}])")


def gap(count: int) -> str:
    """The ends of ``count`` cells as one character; nothing for none."""
    return chr(_FIRST + min(count, _MOST)) if count > 1 else "\t" * count


def fields(line: str) -> Iterator[tuple[int, str]]:
    """The fields of a line, empty ones among them, and where each begins."""
    at = 0
    parts = line.split("\t")
    if all(map(str.isprintable, parts)):  # no character of the private use area is
        for part in parts:
            yield at, part
            at += len(part) + 1
        return
    for number, part in enumerate(_END.split(line)):
        if number % 2:  # an end
            at += 1
            for _ in range(ord(part) - _FIRST - 1 if part != "\t" else 0):
                yield at, ""
        else:
            yield at, part
            at += len(part)


__all__ = ["fields", "gap"]
