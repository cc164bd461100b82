"""Tables as text in which each cell stands after the name of its column: ``新收：自然人 2，商业企业 空，总计 2``.

Language models, programs that write keys and values, and people write them so: a line for each row or for each
cell, as a list, a tree of lines, an object or a file of settings. Between a cell and the next name may stand marks
and, once more, the row's label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from govie.form import forms

_LEAST = 8  # rows all of whose columns are named
_FARTHEST = 200  # characters from one name to the next
_VALUE = r"[-+\d/\\—－无空×(增减负下上↓↑△]"  # how a cell begins
_END = re.compile(r"\n|[;。]|,(?!\d{3}(?!\d))|、(?!\d)")  # of a cell
_WORDS = re.compile(r"[\u3400-\u9fff]")
_QUOTES = re.compile(r"^[ \t\"'`]+|[ \t\"'`]+$")  # around a cell


@cache
def _columns() -> tuple[tuple[str, ...], ...]:
    """The names of the columns of each table, in the form's order."""
    found = {
        tuple(c.text.partition("（")[0] for c in table.columns)
        for form in forms().values()
        for table in form.tables
    }
    return tuple(sorted(found))


@cache
def _name() -> re.Pattern[str]:
    """A column's name with a remark and the marks after it: a colon, an equals sign, or a blank before a value."""
    names = sorted({name for columns in _columns() for name in columns}, key=len, reverse=True)
    return re.compile(
        rf"(?P<name>{'|'.join(map(re.escape, names))})(?:[(（][^()（）\n]{{1,12}}[)）])?[\"'\])】*]{{0,3}}"
        rf"(?:[ \t]{{0,3}}[:=]|[ \t]{{0,2}}(?={_VALUE}))"
    )


def tabbed(text: str) -> str:
    """``text`` with a row on each line and a tab for each column's name and the marks around it; as long as before."""
    if text.count("总计") < _LEAST:
        return text
    cycles = [c for c in _cycles([*_name().finditer(text)]) if _is_row(text, c)]
    if len(cycles) < _LEAST:
        return text
    out, at = [], 0
    for cycle in cycles:
        out.append(text[at : _label_end(text, at, cycle[0].start())])
        at += len(out[-1])
        for match, following in zip(cycle, [*cycle[1:], None], strict=True):
            limit = following.start() if following else len(text)
            ended = _END.search(text, match.end(), limit)
            end = ended.start() if ended else limit
            value = _QUOTES.sub(lambda m: " " * len(m[0]), text[match.end() : end])
            out += ["\t".rjust(match.end() - at), value]
            at = end
    return "".join([*out, text[at:]])


def _label_end(text: str, start: int, end: int) -> int:
    """Where the row's label ends that stands between ``start`` and the first name: on its line, or the line before."""
    opened = max(start, text.rfind("\n", start, end) + 1)
    return end if _WORDS.search(text, opened, end) else max(start, opened - 1)


def _is_row(text: str, cycle: Sequence[re.Match[str]]) -> bool:
    """Whether nothing but marks and the row's own label stands between the cells of ``cycle``."""
    opened = text.rfind("\n", 0, cycle[0].start()) + 1
    label = text[opened : cycle[0].start()].strip()
    for match, following in pairwise(cycle):
        if following.start() - match.end() > _FARTHEST:
            return False
        ended = _END.search(text, match.end(), following.start())
        between = text[ended.end() : following.start()].strip() if ended else ""
        if _WORDS.search(between) and between != label:
            return False
    return True


def _cycles(matches: Sequence[re.Match[str]]) -> Iterator[Sequence[re.Match[str]]]:
    """The names that follow each other as the columns of some table do."""
    names = [m["name"] for m in matches]
    at = 0
    while at < len(names):
        size = max((len(c) for c in _columns() if tuple(names[at : at + len(c)]) == c), default=0)
        if size:
            yield matches[at : at + size]
        at += size or 1


__all__ = ["tabbed"]
