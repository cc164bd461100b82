"""A report's text as it was given, a normalized view of it, and the one map between their offsets."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import NewType

from govie import toml
from govie.text import characters, residue, traditional

ViewOffset = NewType("ViewOffset", int)
"""An offset into ``Source.view``; plain ``int`` offsets always mean the raw text."""

# The longest reports have some 100,000 characters; a text ten times that is something else, with a
# report in it or not, and is read only around the words that every report has.
LONGEST = 1_000_000
_MARGIN = 200_000
_LANDMARKS: list[str] = toml.read(toml.STATUTE)["words"]["landmarks"]


def _base(text: str) -> int:
    if len(text) <= LONGEST:
        return 0
    at = next((at for mark in _LANDMARKS if (at := text.find(mark)) >= 0), 0)
    return max(0, at - _MARGIN)


@dataclass(frozen=True, slots=True)
class Source:
    """``raw`` is the caller's text; ``view`` the text that the stages read.

    The view has one spelling for each character (full width folded, radicals replaced, traditional characters
    simplified) and no invisible characters nor pinyin in brackets. Every character of the view stands for exactly
    one of the raw text, so the map is monotone; ``cuts`` holds where the view skips raw characters, as view
    offset and number of characters skipped so far, and their sum, the raw offset from ``base`` on at which it goes on.
    """

    raw: str
    view: str
    cuts: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    base: int = 0
    """Where the view begins in the raw text: only a text longer than ``LONGEST`` is not viewed whole."""

    @classmethod
    def of(cls, text: str) -> Source:
        """The source of ``text``; takes time linear in its length."""
        base = _base(text)
        given = text[base : base + LONGEST]
        found = characters.distinct(given)
        view = residue.blanked(given, found)
        if view is not given:
            found = characters.distinct(view)
        view = characters.folded(view, found)
        if traditional.is_traditional(text):
            view = traditional.fold_rest(view)
        view = residue.separated(view)
        starts: list[int] = []
        skipped: list[int] = []
        ends: list[int] = []
        parts: list[str] = []
        last = gone = 0
        for match in characters.hidden(view, found):
            parts.append(view[last : match.start()])
            gone += match.end() - match.start()
            starts.append(match.end() - gone)
            skipped.append(gone)
            ends.append(match.end())
            last = match.end()
        if parts:
            parts.append(view[last:])
            view = "".join(parts)
        return cls(text, view, (tuple(starts), tuple(skipped), tuple(ends)), base)

    @property
    def is_plain(self) -> bool:
        """Whether every offset of the view is the same in the raw text."""
        return not self.base and not self.cuts[0] and len(self.view) == len(self.raw)

    def to_raw(self, offset: int) -> int:
        """The raw offset of the view's character at ``offset``."""
        starts, skipped, _ = self.cuts
        if not starts:
            return self.base + offset
        i = bisect_right(starts, offset)
        return self.base + offset + (skipped[i - 1] if i else 0)

    def to_view(self, offset: int) -> int:
        """The view offset of the raw character at ``offset``, or of the next one that the view holds."""
        starts, skipped, ends = self.cuts
        if not starts:
            return max(0, min(offset - self.base, len(self.view)))
        own = offset - self.base
        low = bisect_right(ends, own)
        inside = own - (skipped[low - 1] if low else 0)
        # within a gap: skipped characters map to where the view continues
        limit = starts[low] if low < len(starts) else len(self.view)
        return max(0, min(inside, limit))

    def fillers(self) -> list[int]:
        """The view offsets of no-break spaces, and of entities and zero-width characters that stand alone."""
        found = residue.fillers(self.raw, self.base, self.base + LONGEST)
        return [self.to_view(at) for at in found]

    def lost(self) -> list[int]:
        """Where the view leaves out print whose characters were lost on the way, as offsets in the view."""
        return [
            start
            for start, raw in zip(
                self.cuts[0], map(self._left_out, range(len(self.cuts[0]))), strict=True
            )
            if characters.is_lost(raw)
        ]

    def _left_out(self, number: int) -> str:
        """What the view leaves out at a cut."""
        offset = self.cuts[0][number]
        before = self.cuts[1][number - 1] if number else 0
        return self.raw[self.base + offset + before : self.base + offset + self.cuts[1][number]]

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
        starts, skipped, _ = self.cuts
        if not starts:
            return self.base + start, self.base + max(start, end)
        before = bisect_right(starts, start)
        first = self.base + start + (skipped[before - 1] if before else 0)
        if end <= start:
            return first, first
        before = bisect_right(starts, end - 1, before)
        return first, self.base + end + (skipped[before - 1] if before else 0)

    def is_broken(self, start: int, end: int) -> bool:
        """Whether the text breaks over lines what the view has from ``start`` to ``end``: not a single character."""
        return end - start > 1 and self.raw.find("\n", *self.span(start, end)) >= 0

    def printed(self, text: str, start: int, end: int) -> str:
        """``text``, which the view has between ``start`` and ``end`` but for white space, as a traditional text
        prints it, pinyin included; of any other text, and where the view has more, ``text``."""
        if not traditional.is_traditional(self.raw):
            return text
        if "".join(self.view[start:end].split()) != text:
            return text
        left, right = self.span(start, end)
        return "".join(self.raw[left:right].split())
