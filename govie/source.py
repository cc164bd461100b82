"""A report's text as it was given, a normalised view of it, and the one map between their offsets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NewType

from govie import tags, traditional

ViewOffset = NewType("ViewOffset", int)
"""An offset into ``Source.view``; plain ``int`` offsets always mean the raw text."""

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
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ufffc]"
    r"|\[bookmark:[^\]\n]{0,40}\]"
    r"|\(cid:0\)|/g0(?!\d)"  # a PDF's character without a glyph: nothing was printed
    # One without a code was printed, and may be a digit: the figure around it is lost as a whole.
    r"|(?<!\d)\d{0,12}(?:\(cid:(?!0\))\d{1,6}\)\d{0,12}|/g(?!0(?!\d))\d{1,17}|[\ufffd\ue000-\uf8ff]\d{0,12})+"
    r"|\\(?=[!-/:-@\[-`{-~])"  # a Markdown escape: \\-4
)
# Editors keep a cell without content from collapsing by such a character, or by a no-break space.
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff")
_FILLER = re.compile(r"(?<![^\s|])[\u200b\u200c\u200d\u2060\ufeff]{1,9}(?![^\s|])")
_FILLERS = re.compile("\u00a0|" + _FILLER.pattern + r"|(?<![^\s|;])(?:&nbsp;){1,9}(?![^\s|])")
_INVISIBLE_OR_PINYIN = re.compile(f"{_INVISIBLE.pattern}|{traditional.PINYIN.pattern}")
# Word's mark for the end of a cell, and where each cell has a line of its own all the same.
_ESCAPED = 20  # line ends of a text that are written as two characters
_WORD_ROWS = 5  # ends of rows: the text of a Word document as Word itself keeps it
# A cell mark ends each cell and one more the row; after it come words, as the next row begins with its label.
_WORD_ROW_END = re.compile(r"\x07{2,}(?=[^\d\x07\s+/无-])")
_WORD_CELL = re.compile(r"\x07(?=[\d\s]|$)|(?<=[\d\s])\x07")
_WORD_CELL_ALONE = re.compile(r"^([^\x07\n]+)\x07(?=[^\S\n]*$)", re.M)


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
    # One spelling for the marks that labels and numbers are told apart by.
    table |= {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2212"}
    return table


_TABLE = _translation()
_SPELLINGS = {chr(code): plain for code, plain in _TABLE.items()}
_MOST_REPLACED = 40  # characters: from there on one pass over the text is quicker than one for each
_PRIVATE = frozenset(map(chr, range(0xE000, 0xF900)))


def _hiding() -> frozenset[str]:
    """The characters without which ``_INVISIBLE`` finds nothing, but for what ``_HIDING_WORDS`` begin."""
    ranges = (
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x9F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
        (0xFE00, 0xFE0F),
    )  # fmt: skip
    found = {chr(code) for low, high in ranges for code in range(low, high + 1)}
    found |= {*"\u00ad\u180e\ufeff\ufffc\ufffd\\", *_PRIVATE}
    return frozenset(found | {char for char, plain in _SPELLINGS.items() if plain in found})


_HIDING = _hiding()
_HIDING_WORDS = ("(cid:", "/g", "[bookmark:")


def _translated(view: str, characters: set[str]) -> str:
    """``view.translate(_TABLE)``; ``characters``: those that it has.

    A text has few that are spelled otherwise, and ``replace`` searches memory.
    """
    here = [char for char in characters if char in _SPELLINGS]
    if len(here) > _MOST_REPLACED or any(_SPELLINGS[char] in _SPELLINGS for char in here):
        return view.translate(_TABLE)
    for char in here:
        view = view.replace(char, _SPELLINGS[char])
    return view


_THIN = frozenset("\u2009\u202f")
# A thin space within a number parts its thousands: folded to a space it would part cells.
_THIN_THOUSANDS = re.compile(r"(?<!\d)[1-9]\d{0,2}(?:[\u2009\u202f]\d{3})+(?!\d)")


# The longest reports have some 100,000 characters; a text ten times that is something else, with a
# report in it or not, and is read only around the words that every report has.
LONGEST = 1_000_000
_MARGIN = 200_000
_LANDMARKS = ("本年新收政府信息公开申请", "收到和处理政府信息公开申请", "政府信息公开工作年度报告")


# A number alone in the line before a form feed, or in the one behind it.
_AT_PAGE_ENDS = (
    re.compile(r"^[ \t]*(\d{1,3})[ \t]*\r?\n\s*?(?=\f)", re.M),
    re.compile(r"(?<=\f)[ \t]*(\d{1,3})[ \t]*$", re.M),
)


def _without_page_numbers(text: str) -> str:
    """``text`` with spaces for the numbers that count its pages: in a column of figures they look like one.

    They are told from cells by counting: two at least are as far apart as their pages.
    """
    feeds = [m.start() for m in re.finditer("\f", text)]
    numbers: list[tuple[int, int]] = []
    for pattern in _AT_PAGE_ENDS:
        pages: dict[int, list[re.Match[str]]] = {}
        for match in pattern.finditer(text):
            number, page = int(match[1]), bisect_left(feeds, match.start(1))
            if number - page in (0, 1):  # a cover may have none
                pages.setdefault(number - page, []).append(match)
        counted = max(pages.values(), key=len, default=[])
        numbers += [m.span(1) for m in counted if len(counted) > 1]
    parts, last = [], 0
    for start, end in sorted(numbers):
        parts += [text[last:start], " " * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


_STRAY = re.compile(r"(?<=[\u4e00-\u9fff])[\ue000-\uf8ff](?=[\u4e00-\u9fff])")
_EVEN = 5  # marks as far apart from each other: no text is set so


def _without_strays(text: str) -> str:
    """``text`` with invisible characters for those that a converter strewed into it.

    A character of the private use area that also stands within words is no digit without a glyph; a
    vertical tab after every so many characters breaks no line.
    """
    for stray in {m[0] for m in _STRAY.finditer(text)}:
        text = text.replace(stray, "\u200b")
    if text.count("\v") >= _EVEN:
        apart = [len(part) for part in text.split("\v")[1:-1]]
        if apart.count(max(set(apart), key=apart.count)) >= 0.9 * len(apart):
            text = text.replace("\v", "\u200b")
    return text


# A Chinese character as its code point, as programs write it that write only ASCII: JSON, troff, Haskell, RTF.
_WRITTEN = re.compile(
    r"\\\[?u\{?(?P<hex>[2-9fF][0-9a-fA-F]{3})(?!\d\?)[\]}]?|\\u?(?P<decimal>[1-6]\d{4})\??|\\u?(?P<signed>-\d{1,5})\?"
    r"|\\[&](?=\d)"  # Haskell's mark between a code and a digit
)


def _character(match: re.Match[str]) -> str:
    """The character that is written as its code, with invisible ones as long as it."""
    code = int(match["hex"], 16) if match["hex"] else int(match["decimal"] or match["signed"] or 0)
    char = chr(code % 0x10000) if code else "\u200d"
    return char + "\u200d" * (len(match[0]) - 1)


def _hidden(view: str, characters: set[str]) -> Iterable[re.Match[str]]:
    """What the view leaves out; ``characters``: those of the text before it was folded."""
    if traditional.PINYIN.search(view):
        return _INVISIBLE_OR_PINYIN.finditer(view)
    if _HIDING.isdisjoint(characters) and not any(word in view for word in _HIDING_WORDS):
        return ()
    return _INVISIBLE.finditer(view)


def _base(text: str) -> int:
    if len(text) <= LONGEST:
        return 0
    at = next((at for mark in _LANDMARKS if (at := text.find(mark)) >= 0), 0)
    return max(0, at - _MARGIN)


@dataclass(frozen=True, slots=True)
class Source:
    """``raw`` is the caller's text; ``view`` the text that the stages read.

    The view has one spelling for each character (full width folded, radicals replaced, traditional
    characters simplified) and no invisible characters nor pinyin in brackets. Every character of the view stands for exactly one of the raw text, so
    the map is monotone; ``cuts`` holds where the view skips raw characters, as view offset and
    number of characters skipped so far.
    """

    raw: str
    view: str
    cuts: tuple[tuple[int, ...], tuple[int, ...]]
    base: int = 0
    """Where the view begins in the raw text: only a text longer than ``LONGEST`` is not viewed whole."""

    @classmethod
    def of(cls, text: str) -> Source:
        """Normalise ``text``; linear in its length."""
        base = _base(text)
        view = text[base : base + LONGEST]
        characters = set(view)
        if "\\" in characters and len(_WRITTEN.findall(view)) > _ESCAPED:
            view = _WRITTEN.sub(_character, view)
            characters = set(view)
        if "\v" in characters or not _PRIVATE.isdisjoint(characters):
            view = _without_strays(view)
            characters = set(view)
        if not _ZERO_WIDTH.isdisjoint(characters):
            view = _FILLER.sub(lambda m: " " * len(m[0]), view)
        if "\f" in characters:
            view = _without_page_numbers(view)
        if not _THIN.isdisjoint(characters):
            view = _THIN_THOUSANDS.sub(lambda m: "'".join(re.split("[\u2009\u202f]", m[0])), view)
        view = _translated(view, characters)
        if traditional.is_traditional(text):
            view = traditional.fold_rest(view)
        if "\r" in characters:
            # A lone carriage return ends a line; before a line feed it is only a space.
            view = view.replace("\r\n", " \n").replace("\r", "\n")
        if "\\" in characters and view.count("\\n") > _ESCAPED + 2 * view.count("\n"):
            # A string that was written by a program and not read by one again.
            view = view.replace("\\n", "\n ").replace("\\t", "\t ")
        if "\x07" in characters:
            # Before a tab it says again what the tab says.
            view = view.replace("\x07\t", " \t")
            if view.count("\x07\x07") >= _WORD_ROWS:
                view = _WORD_ROW_END.sub(lambda m: "\t" * (len(m[0]) - 1) + "\n", view)
                view = view.replace("\x07", "\t")
            view = _WORD_CELL.sub("\t", _WORD_CELL_ALONE.sub(r"\1 ", view))
        if any(mark in view for mark in ("</", "&nbsp;", "&#", "&lt;")):
            view = tags.blank(view)
        starts: list[int] = []
        skipped: list[int] = []
        parts: list[str] = []
        last = gone = 0
        for match in _hidden(view, characters):
            parts.append(view[last : match.start()])
            gone += match.end() - match.start()
            starts.append(match.end() - gone)
            skipped.append(gone)
            last = match.end()
        if parts:
            parts.append(view[last:])
            view = "".join(parts)
        return cls(text, view, (tuple(starts), tuple(skipped)), base)

    @property
    def is_plain(self) -> bool:
        """Whether every offset of the view is the same in the raw text."""
        return not self.base and not self.cuts[0] and len(self.view) == len(self.raw)

    def to_raw(self, offset: int) -> int:
        """The raw offset of the view's character at ``offset``."""
        starts, skipped = self.cuts
        if not starts:
            return self.base + offset
        i = bisect_right(starts, offset)
        return self.base + offset + (skipped[i - 1] if i else 0)

    def to_view(self, offset: int) -> int:
        """The view offset of the raw character at ``offset``, or of the next one that the view holds."""
        starts, skipped = self.cuts
        if not starts:
            return max(0, min(offset - self.base, len(self.view)))
        low, high = 0, len(starts)
        while low < high:
            middle = (low + high) // 2
            if self.base + starts[middle] + skipped[middle] <= offset:
                low = middle + 1
            else:
                high = middle
        inside = offset - self.base - (skipped[low - 1] if low else 0)
        # within a gap: what the view skips stands where the text goes on
        limit = starts[low] if low < len(starts) else len(self.view)
        return max(0, min(inside, limit))

    def fillers(self) -> list[int]:
        """The view offsets of no-break spaces, and of entities and zero-width characters that stand alone."""
        known = "\u00a0" in self.raw or "&nbsp;" in self.raw
        if not known and not any(mark in self.raw for mark in _ZERO_WIDTH):
            return []
        return [
            self.to_view(at)
            for match in _FILLERS.finditer(self.raw, self.base, self.base + LONGEST)
            for at in range(*match.span())
        ]

    def places(self, character: str) -> list[int]:
        """The view offset of each ``character`` of the raw text."""
        found = []
        at = self.raw.find(character)
        while at >= 0:
            found.append(self.to_view(at))
            at = self.raw.find(character, at + 1)
        return found

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of the view's characters ``start`` to ``end`` (exclusive)."""
        if not self.cuts[0]:
            return self.base + start, self.base + max(start, end)
        return self.to_raw(start), (self.to_raw(end - 1) + 1 if end > start else self.to_raw(start))

    def printed(self, text: str, start: int, end: int) -> str:
        """``text``, which the view has between ``start`` and ``end`` but for white space, as a traditional text
        prints it, pinyin included; of any other text, and where the view has more, ``text``."""
        if not traditional.is_traditional(self.raw):
            return text
        if "".join(self.view[start:end].split()) != text:
            return text
        left, right = self.span(start, end)
        return "".join(self.raw[left:right].split())
