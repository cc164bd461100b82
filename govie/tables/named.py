"""Tables as text in which each cell stands after the name of its column: ``新收：自然人 2，商业企业 空，总计 2``.

Language models and programs that make texts of tables write them so, in a line for each row or one for each cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from govie.form import forms

_LEAST = 8  # rows all of whose columns are named
_VALUE = r"[-+\d/\\—－无空×(增减负下上↓↑△]"  # how a cell begins
_END = rf"(?=[ \t]{{0,3}}[\"']?(?:{_VALUE}|[,;。\"']|\n|$|null))"
_QUOTE = re.compile(r"(?<=\t)[ ]{0,3}[\"']|[\"'](?=[ ]{0,9}(?:[,}][ ]{0,9})?[\t\n])")


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
    """A column's name with the marks before and after it: a colon or a blank, and before that what ends a cell."""
    names = sorted({name for columns in _columns() for name in columns}, key=len, reverse=True)
    return re.compile(
        r"(?:[ \t]{0,3}[:,;、。]|(?=\n)|(?<=\n)|(?<=[ \t]))(?:\n(?=[ \t]{0,20}[-*•+\"'\u4e00-\u9fff]))?"
        r"[ \t]{0,20}(?:[-*•+][ \t]{1,3})?"
        r"(?P<path>(?:[\u4e00-\u9fff]{2,14}/){0,2})[\"']?"
        rf"(?P<name>{'|'.join(map(re.escape, names))})(?:[(（][^()（）]{{1,12}}[)）])?[\"']?"
        rf"(?:[ \t]{{0,3}}[:=]|(?=[ \t]{{0,2}}{_VALUE})){_END}"
    )


def tabbed(text: str) -> str:
    """``text`` with a tab for each column's name and the marks around it; as long as before."""
    if text.count("总计") < _LEAST:
        return text
    matches = [*_name().finditer(text)]
    cycles = [*_cycles(matches)]
    if len(cycles) < _LEAST:
        return text
    out, at = [], 0
    for match, is_first in ((m, not n) for cycle in cycles for n, m in enumerate(cycle)):
        out.append(text[at : match.start()])
        at = match.start()
        if is_first and match["path"]:  # the row's label
            marks = match.start("path") - at
            out += ["\n".ljust(marks)[:marks], match["path"]]
            at = match.start("name")
        out.append("\t".rjust(match.end() - at))
        at = match.end()
    found = "".join([*out, text[at:]])
    return _QUOTE.sub(lambda m: " " * len(m[0]), found) if '"' in found or "'" in found else found


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
