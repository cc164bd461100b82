"""Fillers: leader dots between a label and its cell, and words and symbols that a program prints in empty cells."""

from __future__ import annotations

import re
from collections import Counter

from govie.late import late
from govie.tables import prints
from govie.tables.formats import markup
from govie.tables.prints import EMPTY_MARK

_LEAST_LEADERS = 20
_LEAST_ALONE = 10  # cells in which the same stands alone

_DOTS = ("…", "......", "······")
_LEADERS = late(r"(?<=[\u3400-\u9fff)]) ?(?:…{3,}|[.·]{6,}) ?")


def without_leaders(text: str) -> str:
    """``text`` with a colon for the dots from a label to its cell."""
    if not any(dots in text for dots in _DOTS) or len(_LEADERS.findall(text)) < _LEAST_LEADERS:
        return text
    return _LEADERS.sub(lambda m: markup.as_(":", m[0]), text)


_ELIDED = "  ...  "
_LEAST_ELIDED = 4  # lines
# After the label and before the dots, which else lead from one to the other.
_CELL_BEFORE = re.compile(
    r"[\u4e00-\u9fff)][ ]{1,200}[^\s\u4e00-\u9fff.][^\n\u4e00-\u9fff]{0,99}?[ ]{2}\.\.\.[ ]{2}"
)
_HAN = re.compile("[\u4e00-\u9fff]")


def without_elided(text: str) -> str:
    """``text`` without the rows of which Python shows only the first and the last columns, three dots between them: how
    many are left out, and so which columns the others are, nothing in a row tells."""
    if text.count(_ELIDED) < _LEAST_ELIDED or len(_CELL_BEFORE.findall(text)) < _LEAST_ELIDED:
        return text
    return "\n".join(
        " " * len(line)
        if _ELIDED in line and (_CELL_BEFORE.search(line) or not _HAN.search(line))
        else line
        for line in text.split("\n")
    )


# For a column without a name, and after a name that comes again.
_UNNAMED = re.compile(r"Unnamed: \d{1,3}(?:_level_\d)?(?=[ ]{0,9}(?:[,\t|]|$))", re.M)
_AGAIN = re.compile(
    r"(?P<name>[\u4e00-\u9fff()]{2,20})(?P<number>\.\d{1,2})(?=['\"]?[ ]{0,3}(?:[:=,\t|]|$))", re.M
)
_LEAST_MADE_UP = 4


def without_made_up_names(text: str) -> str:
    """``text`` without the numbers by which pandas tells columns apart whose names are empty or alike: ``总计.1``."""
    if len(_UNNAMED.findall(text)) >= _LEAST_MADE_UP:
        text = _UNNAMED.sub(lambda m: " " * len(m[0]), text)
    found = {(m["name"], m["number"]) for m in _AGAIN.finditer(text)}
    again = {name for name, number in found if number == ".1" and text.count(name) > 1}
    if len(found) < _LEAST_MADE_UP or not again:
        return text
    return _AGAIN.sub(
        lambda m: m["name"] + " " * len(m["number"]) if m["name"] in again else m[0], text
    )


_CUT = re.compile(r"[\u3400-\u9fff]…(?=[ \t\n]|$)")
_LEAST_CUT = 4
_DOTS_ALONE = re.compile(r"(?<![^ \t])…(?![^ \t])")
_NOTHING_LEFT = re.compile(r"^(?=[^\n\d]*…)[^\n\d]+$", re.M)


def without_cut_words(text: str) -> str:
    """``text`` without the dots that are all that narrow columns left of words: beside others that they cut, ``总…``, they
    are no mark for nothing."""
    if text.count("…") < _LEAST_CUT or len(_CUT.findall(text)) < _LEAST_CUT:
        return text
    return _NOTHING_LEFT.sub(lambda m: _DOTS_ALONE.sub(" ", m[0]), text)


_ODD = re.compile(r"[A-Za-z][A-Za-z]|[^\w\s.,;:、。%|/\\()'\"“”《》*#<>\[\]_—–―-]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z]")
_SYMBOL = re.compile(r"[^\w\s]")
_CELLS = re.compile(r"[^\t\n]+")
_PLACEHOLDER = late(r"( *)([^\d\u4e00-\u9fff]{1,14}?)( *)")


def without_placeholders(text: str) -> str:
    """``text`` with the mark of an empty cell for what stands alone in many: ``<null>``, ``(empty)``, ``+``."""
    if not _ODD.search(text):
        return text
    words = Counter(word[2] for cell in _CELLS.finditer(text) if (word := _alone(text, cell)))
    often = {w for w, count in words.items() if count >= _LEAST_ALONE and prints.read(w) is None}
    if not often:
        return text

    def cleared(cell: re.Match[str]) -> str:
        word = _alone(text, cell)
        if word is None or word[2] not in often:
            return cell[0]
        return word[1] + markup.as_(EMPTY_MARK, word[2]) + word[3]

    return _CELLS.sub(cleared, text)


def _alone(text: str, cell: re.Match[str]) -> re.Match[str] | None:
    """The Latin word, or the symbol, that is all that ``cell`` holds; no symbol on a line of its own, as a list's marks."""
    if not _ODD.search(cell[0]) or (word := _PLACEHOLDER.fullmatch(cell[0])) is None:
        return None
    beside = "\t" in text[max(0, cell.start() - 1) : cell.end() + 1]
    return word if _LATIN.search(word[2]) or (beside and _SYMBOL.fullmatch(word[2])) else None


__all__ = [
    "without_cut_words",
    "without_elided",
    "without_leaders",
    "without_made_up_names",
    "without_placeholders",
]
