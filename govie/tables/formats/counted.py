"""Cells printed after the number of their column: ``row 2: 0=规章, 1=161, 2=34``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from govie.tables.formats.ends import gap

_KEY = re.compile(r"(?:(?<=[,;|\t{(])|(?<=[,;|\t{(:] )|(?<![^\n]))(?P<column>\d{1,2}) ?[=:] ?")
_WORDS = re.compile(r"[\u3400-\u9fff]")
_LEAST_ROWS = 8
_LEAST_KEYS = 3  # in each of them
_AROUND = " ,;|\t"  # what stands between a cell and the next number


def tabbed(text: str) -> str:
    """``text`` with the ends of cells for such numbers; as long as before."""
    if max(text.count("="), text.count(":")) < _LEAST_ROWS * _LEAST_KEYS:
        return text
    lines = text.split("\n")
    keys = [_keys(line) for line in lines]
    if sum(len(own) >= _LEAST_KEYS for own in keys) < _LEAST_ROWS:
        return text
    return "\n".join(
        _row(line, own) if own else line for line, own in zip(lines, keys, strict=True)
    )


def _keys(line: str) -> Sequence[re.Match[str]]:
    """The numbers of the columns of a row that begins with the first; nothing in other lines."""
    found = [*_KEY.finditer(line)]
    columns = [int(key["column"]) for key in found]
    if not found or columns[0] > 1 or _WORDS.search(line, 0, found[0].start()):
        return ()
    return found if all(a < b for a, b in itertools.pairwise(columns)) else ()


def _row(line: str, keys: Sequence[re.Match[str]]) -> str:
    """``line`` with the ends of cells for its ``keys``, and without what stands before the first."""
    out = [" " * keys[0].end()]
    for key, after in zip(keys, [*keys[1:], None], strict=True):
        value = line[key.end() : after.start() if after else len(line)]
        out.append(value.rstrip(_AROUND if after else " })]").ljust(len(value)))
        if after:
            ends = gap(int(after["column"]) - int(key["column"]))
            out.append(ends.ljust(after.end() - after.start()))
    return "".join(out)


__all__ = ["tabbed"]
