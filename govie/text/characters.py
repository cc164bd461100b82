"""One spelling for each character, the characters that the view of a text leaves out, and the Chinese ones alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from govie.late import late
from govie.text import traditional

# Radicals of the CJK Radicals Supplement block that PDF fonts put in place of the character;
# NFKC maps the Kangxi block (U+2F00) but leaves these alone.
_RADICALS = dict(
    zip(
        "⺟⺠⺬⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⼾戶",
        "母民示虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟户户",
        strict=True,
    )
)
# Kept as they are although NFKC has an answer: ① is a list mark, ² a footnote, ½ no count.
_KEPT_CATEGORIES = {"No"}
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Control characters, and those that Unicode calls ignorable by default.
_UNSEEN = (
    (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160),
    (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xFFFC, 0xFFFC), (0xE0000, 0xE0FFF),
)  # fmt: skip
_UNPRINTED = re.compile(
    f"[{''.join(f'{chr(low)}-{chr(high)}' for low, high in _UNSEEN)}]"
    r"|\[bookmark:[^\]\n]{0,40}\]"
    r"|\\(?=[!-/:-@\[-`{-~])"  # a Markdown escape: \\-4
)
_INVISIBLE = re.compile(
    rf"{_UNPRINTED.pattern}|\(cid:0\)|/g0(?!\d)"  # a PDF's character without a glyph: nothing was printed
    # One without a code was printed, and may be a digit: the figure around it is lost as a whole.
    r"|(?<!\d)\d{0,12}(?:\(cid:(?!0\))\d{1,6}\)\d{0,12}|/g(?!0(?!\d))\d{1,17}|[\ufffd\ue000-\uf8ff]\d{0,12})+"
)
_INVISIBLE_OR_PINYIN = late(f"{_INVISIBLE.pattern}|{traditional.PINYIN.pattern}")


def _translation() -> dict[int, str]:
    table = {ord(c): " " for c in _SPACES}
    ranges = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF01, 0xFF5E))
    for code in (c for low, high in ranges for c in range(low, high + 1)):
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        if len(plain) == 1 and plain != char and unicodedata.category(char) not in _KEPT_CATEGORIES:
            table[code] = plain
    table |= {ord(k): v for k, v in _RADICALS.items()}
    # After NFKC, which gives the traditional character for some that only fonts have.
    table = {
        **traditional.characters(),
        **{code: plain.translate(traditional.characters()) for code, plain in table.items()},
    }
    table |= {
        ord("\u2028"): "\n",
        ord("\u2029"): "\n",
        ord("\f"): "\n",
        ord("\v"): "\n",
        ord("\x85"): "\n",
    }
    # One spelling for the marks by which labels and numbers are distinguished.
    table |= {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2212"}
    return table


_TABLE = _translation()
_SPELLINGS = {chr(code): plain for code, plain in _TABLE.items()}
_MOST_REPLACED = 40  # characters: from there on one pass over the text is quicker than one for each
PRIVATE = frozenset(map(chr, range(0xE000, 0xF900)))
"""The characters of the private use area."""


def _spelled(found: set[str]) -> frozenset[str]:
    """The characters ``found``, and those for which the view has one of them."""
    return frozenset(found | {char for char, plain in _SPELLINGS.items() if plain in found})


# Without these characters and words nothing is unprinted, and nothing lost.
_HIDING = _spelled({"\\", *(chr(code) for low, high in _UNSEEN for code in range(low, high + 1))})
_HIDING_WORD = "[bookmark:"
_LOSING = _spelled({"\ufffd", *PRIVATE})
_LOSING_WORDS = ("(cid:", "/g")


def distinct(text: str) -> set[str]:
    """The characters of ``text``; ``set(text)`` takes more than twice the time."""
    codes = np.sort(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32))
    new = np.ones(len(codes), dtype=bool)
    new[1:] = codes[1:] != codes[:-1]
    return set(codes[new].tobytes().decode("utf-32-le", "surrogatepass"))


_LOST = late(r"\(cid:(?!0\))|/g(?!0(?!\d))|[\ufffd\ue000-\uf8ff]")


def is_lost(text: str) -> bool:
    """Whether ``text`` is print of which some character is not known."""
    return _LOST.search(text) is not None


def folded(view: str, characters: set[str]) -> str:
    """``view`` with one spelling for each character, of the same length; ``characters``: those that it has."""
    # A text has few characters that are spelled otherwise, and ``replace`` is quicker than ``translate``.
    here = [char for char in characters if char in _SPELLINGS]
    if len(here) > _MOST_REPLACED or any(_SPELLINGS[char] in _SPELLINGS for char in here):
        return view.translate(_TABLE)
    for char in here:
        view = view.replace(char, _SPELLINGS[char])
    return view


def hidden(view: str, characters: set[str]) -> Iterable[re.Match[str]]:
    """The runs of ``view`` that are left out, in order; ``characters``: those of the text before ``folded``."""
    if traditional.PINYIN.search(view):
        return _INVISIBLE_OR_PINYIN.finditer(view)
    if not _LOSING.isdisjoint(characters) or any(word in view for word in _LOSING_WORDS):
        return _INVISIBLE.finditer(view)
    if not _HIDING.isdisjoint(characters) or _HIDING_WORD in view:
        return _UNPRINTED.finditer(view)
    return ()


_NOT_CJK = re.compile(r"[^\u3400-\u9fff]+")
_SHORT = 64  # characters: longer texts are rarely repeated, and not cached


def cjk(text: str) -> str:
    """Only the Chinese characters of ``text``: converters change a label's marks, digits and spaces."""
    return _known(text) if len(text) <= _SHORT else _chinese(text)


def _chinese(text: str) -> str:
    return _NOT_CJK.sub("", text).replace("其它", "其他")


_known = lru_cache(maxsize=20_000)(_chinese)  # reports share their labels
