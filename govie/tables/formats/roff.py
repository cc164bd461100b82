"""The tables of roff (``tbl``): a tab between cells, and ``T{`` … ``T}`` on lines of their own around a cell's text."""

from __future__ import annotations

import re
from collections import Counter

_LEAST = 20  # cells of several lines
_FORMAT = re.compile(
    r"^\.TS\n(?:[^\n]*;\n)?(?:[a-zA-Z][^\n\u3400-\u9fff]*\n){0,8}?[^\n\u3400-\u9fff]*\.$", re.M
)
_MACRO = re.compile(r"^\.[A-Za-z]{2}(?:[ \t][^\n]*)?$", re.M)
_RULE = re.compile(r"^[_=]$", re.M)
_BETWEEN = re.compile(r"T\}([^\s\w])T\{\n")  # some documents name another separator than a tab
_BLOCK = re.compile(r"T\{\n(?P<text>(?:(?!T\{)[^\t]){0,400}?)T\}")


def plain(text: str) -> str:
    """``text`` with each row on a line; as long as before, and the same where it has no such table."""
    if text.count("T{\n") < _LEAST or text.count("T}") < _LEAST:
        return text
    text = _FORMAT.sub(lambda m: " " * len(m[0]), text)  # of the columns
    text = _MACRO.sub(lambda m: " " * len(m[0]), text)
    text = _RULE.sub(" ", text)
    marks = Counter(_BETWEEN.findall(text)).most_common(1)
    if marks and marks[0][1] >= _LEAST:
        mark = marks[0][0]
        text = text.replace(f"T}}{mark}", "T}\t").replace(f"{mark}T{{\n", "\tT{\n")
    return _BLOCK.sub(_cell, text)


def _cell(block: re.Match[str]) -> str:
    """A cell's text without what opens and closes it, its lines parted as those of a cell are."""
    bare = block["text"].strip(" \n")
    before = block.start("text") + block["text"].find(bare) - block.start() if bare else 0
    return (" " * before + bare.replace("\n", "\v")).ljust(len(block[0]))


__all__ = ["plain"]
