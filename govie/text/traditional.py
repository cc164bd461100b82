"""Maps traditional characters to simplified ones, one for one, so that every stage reads one script.

Characters that no simplified text has are part of the view's own table, and cost nothing. The few that
simplified texts have as well (乾县, 於潜镇) and Taiwan's words (規範性檔案) are only folded in a text
that is traditional by its commonest characters.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

# The commonest of the characters that only traditional texts have.
_MARKS = ("開", "務", "會", "國", "規", "數")

PINYIN = re.compile(r"\([a-zü]{0,4}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,4}\)")
"""A pinyin that a mirror site put after a character that it converted to traditional: ``規(guī)章``."""


@cache
def _data() -> tuple[dict[int, str], dict[int, str], tuple[tuple[str, str], ...]]:
    text = resources.files("govie").joinpath("text/traditional.txt").read_text("utf-8")
    always, _, seldom = text.partition("[in traditional texts]")
    pairs = [line for line in always.splitlines() if len(line) == 2]
    others = [line for line in seldom.splitlines() if len(line) == 2]
    words = [line.split(" ") for line in seldom.splitlines() if " " in line]
    folded = {ord(pair[0]): pair[1] for pair in pairs}
    return (
        folded,
        {ord(pair[0]): pair[1] for pair in others},
        # the words come after the characters
        tuple((old.translate(folded), new) for old, new in words),
    )


def characters() -> dict[int, str]:
    """For ``str.translate``: the characters that only traditional texts have."""
    return _data()[0]


def is_traditional(text: str) -> bool:
    """Whether ``text`` has any of the commonest traditional characters."""
    return any(mark in text for mark in _MARKS)


def fold_rest(view: str) -> str:
    """What else a traditional text has, ``characters`` folded already; no character more or less."""
    _, rest, words = _data()
    view = view.translate(rest)
    for old, new in words:
        view = view.replace(old, new)
    return view
