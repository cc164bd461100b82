"""What fills cells and the way to them: dots from a label to its cell, words and symbols that stand for nothing."""

from __future__ import annotations

import re
from collections import Counter

from govie.tables import markup, prints
from govie.tables.prints import EMPTY_MARK

_LEAST_LEADERS = 20
_LEAST_ALONE = 10  # cells in which the same stands alone

_DOTS = ("…", "......", "······")
_LEADERS = re.compile(r"(?<=[\u3400-\u9fff)]) ?(?:…{3,}|[.·]{6,}) ?")


def without_leaders(text: str) -> str:
    """``text`` with a colon for the dots from a label to its cell."""
    if not any(dots in text for dots in _DOTS) or len(_LEADERS.findall(text)) < _LEAST_LEADERS:
        return text
    return _LEADERS.sub(lambda m: markup.as_(":", m[0]), text)


_ODD = re.compile(r"[A-Za-z][A-Za-z]|[^\w\s.,;:、。%|/\\()'\"“”《》*#<>\[\]_—–―-]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z]")
_SYMBOL = re.compile(r"[^\w\s]")
_CELLS = re.compile(r"[^\t\n]+")
_PLACEHOLDER = re.compile(r"( *)([^\d\u4e00-\u9fff]{1,14}?)( *)")


def without_placeholders(text: str) -> str:
    """``text`` with the mark of an empty cell for what stands alone in many: ``<null>``, ``(empty)``, ``+``."""
    if not _ODD.search(text):
        return text
    alone = (_PLACEHOLDER.fullmatch(cell) for cell in _CELLS.findall(text) if _ODD.search(cell))
    words = Counter(m[2] for m in alone if m)
    often = {
        word
        for word, count in words.items()
        if count >= _LEAST_ALONE
        and (_LATIN.search(word) or _SYMBOL.fullmatch(word))
        and prints.read(word) is None
    }
    if not often:
        return text

    def cleared(cell: re.Match[str]) -> str:
        word = _PLACEHOLDER.fullmatch(cell[0])
        if word is None or word[2] not in often:
            return cell[0]
        return word[1] + markup.as_(EMPTY_MARK, word[2]) + word[3]

    return _CELLS.sub(cleared, text)


__all__ = ["without_leaders", "without_placeholders"]
