"""Segments sentences into words, by jieba's algorithm over a dictionary of our own, with each word's features."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import inf, log
from pathlib import Path

from govie.facts.numbers import Count
from govie.late import late
from govie.records import record

Token = tuple[str, str, str, str]
"""The features of a token: the word or its shape, its first and its last character, and flags (``N`` number, ``U``
unit, ``/`` a line ends within it)."""

NUMBER: Token = ("0", "0", "0", "N")
_FIGURE = re.compile(r"[\d.]+")
UNMET = "?"
"""The feature of a word, and of a character, that is not in the training data."""
_LONG_FIGURE, _LONG_WORD = 6, 4  # the longest that are distinguished by their length
_WORDS = (
    NUMBER[0],
    *("9" * n for n in range(1, _LONG_FIGURE + 1)),
    *(f"{UNMET}{n}" for n in range(1, _LONG_WORD + 1)),
)
_CHARACTERS = (NUMBER[1], "9", UNMET)
_PARTICULAR = ("", "N", "U", "/", "U/")
# jieba's: runs of characters that make words, and the characters between them.
_WORDED = re.compile("([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)")
_BETWEEN = re.compile(r"\r\n|[\s\S]")
_NO_WORD = inf  # stands for a string that begins no word
_CHINESE = late(r"[\u3400-\u9fff]+")


@record(frozen=True, slots=True)
class Word:
    """``frequency``: in jieba's general dictionary; ``met``: the number of occurrences in the training data."""

    frequency: int
    met: int


class Words:
    """The dictionary for word segmentation: the words of the training data and the commonest words of Chinese.

    A text is segmented by jieba's unigram model without its guesses at unknown words (``cut(text, HMM=False)``).
    Words that do not occur in the training data are segmented as well; of these the network only uses the characters.
    """

    def __init__(self, known: Mapping[str, Word]) -> None:
        self.known = dict(known)
        self._met = frozenset(word for word, of in known.items() if of.met)
        common = {word: of.frequency for word, of in known.items() if of.frequency}
        whole = log(sum(common.values()) or 1)
        self._rare = -whole
        self._chances: dict[str, float | None] = {
            word[:end]: None for word in common for end in range(1, len(word))
        }
        """The log probability of each word; ``None`` for a prefix of words that is no word."""
        self._chances |= {word: log(count) - whole for word, count in common.items()}
        self.looks = lru_cache(20_000)(self._looks)
        self._parts = lru_cache(20_000)(self._cut)  # reports share more than half of their clauses
        characters = (*sorted(w for w in self._met if len(w) == 1), *_CHARACTERS)
        self.strings = ((*sorted(self._met), *_WORDS), characters, characters, _PARTICULAR)
        """For each of the four features of a token all values that it can have."""

    def cut(self, text: str) -> list[str]:
        """The words of ``text``, in order; together they are ``text``."""
        found: list[str] = []
        for number, block in enumerate(_WORDED.split(text)):
            if number % 2:
                found += self._parts(block)
            elif block:
                found += _BETWEEN.findall(block) if "\r\n" in block else block
        return found

    def _cut(self, text: str) -> tuple[str, ...]:
        """The likeliest segmentation of a run of characters, by dynamic programming from its end.

        Of equally likely segmentations that with the longer first word is taken.
        """
        size = len(text)
        chance_of, rare = self._chances.get, self._rare
        best = [0.0] * (size + 1)
        ends = [0] * size
        for at in range(size - 1, -1, -1):
            most, to = rare + best[at + 1], 0
            end = at + 1
            chance = chance_of(text[at], _NO_WORD)
            while chance is not _NO_WORD:
                if chance is not None:
                    score = chance + best[end]
                    if not to or score >= most:
                        most, to = score, end
                end += 1
                if end > size:
                    break
                chance = chance_of(text[at:end], _NO_WORD)
            best[at], ends[at] = most, to or at + 1
        found: list[str] = []
        at = 0
        single = ""  # letters and digits that are no words are joined
        while at < size:
            end = ends[at]
            word = text[at:end]
            if end == at + 1 and word.isascii() and word.isalnum():
                single += word
            else:
                if single:
                    found.append(single)
                    single = ""
                found.append(word)
            at = end
        if single:
            found.append(single)
        return tuple(found)

    def _looks(self, word: str) -> Token:
        """The features of a word."""
        if _FIGURE.fullmatch(word):  # a year, a telephone number: only its length matters
            return ("9" * min(len(word), _LONG_FIGURE), "9", "9", "")
        first, last = (c if c in self._met else UNMET for c in (word[0], word[-1]))
        if word in self._met:
            return (word, first, last, "")
        return (unmet(word), first, last, "")

    def save(self, path: Path) -> None:
        """Write a line for each word: the word, ``frequency`` and ``met``."""
        rows = (f"{word} {of.frequency} {of.met}" for word, of in sorted(self.known.items()))
        path.write_text("\n".join(rows), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Words:
        """Read what ``save`` wrote. Raises ``ValueError`` for any other content."""
        rows = (line.split(" ") for line in path.read_text("utf-8").split("\n") if line)
        known = {word: Word(int(frequency), int(met)) for word, frequency, met in rows}
        counts = [n for of in known.values() for n in (of.frequency, of.met)]
        if min(counts, default=0) < 0 or max(counts, default=0) >= 2**40:
            raise ValueError("a word was met less than never, or too often")
        return cls(known)


@record(frozen=True, slots=True)
class Pieces:
    """The tokens of a sentence: ``bounds``, the start of each and the end of the last; their features; ``numbers``, the
    indices of those that are numbers."""

    text: str
    bounds: list[int]
    tokens: list[Token]
    numbers: list[int]


def unnumbered(text: str, counts: Sequence[Count]) -> str:
    """``text`` with 。 for its numbers and units, so that no word spans their ends: 44个|子栏目."""
    for count in counts:
        text = text[: count.start] + "。" * (count.end - count.start) + text[count.end :]
    return text


def pieces(
    words: Words, text: str, counts: Sequence[Count], breaks: frozenset[int] = frozenset()
) -> Pieces:
    """The tokens of a sentence: words, numbers, and the measure words after numbers.

    ``breaks``: offsets at which a line began.
    """
    found = words.cut(unnumbered(text, counts))
    starts = [*accumulate(map(len, found), initial=0)]
    bounds: list[int] = []
    tokens: list[Token] = []
    numbers: list[int] = []
    done = 0
    for count in counts:
        at = bisect_left(starts, count.start)
        bounds += starts[done:at]
        tokens += map(words.looks, found[done:at])
        numbers.append(len(bounds))
        bounds.append(count.start)
        tokens.append(NUMBER)
        if count.stop < count.end:
            unit, first, last, _ = words.looks(count.unit or text[count.stop : count.end])
            bounds.append(count.stop)
            tokens.append((unit, first, last, "U"))
        done = at + count.end - count.start  # each 。 is a word
    bounds += starts[done:]
    tokens += map(words.looks, found[done:])
    if breaks:
        for n, token in enumerate(tokens):
            if token[3] != "N" and not breaks.isdisjoint(range(bounds[n], bounds[n + 1])):
                tokens[n] = (*token[:3], token[3] + "/")
    return Pieces(text, bounds, tokens, numbers)


def unmet(word: str) -> str:
    """The feature of a word that is not in the training data, which only depends on its length."""
    return f"{UNMET}{min(len(word), _LONG_WORD)}"


def is_word(text: str) -> bool:
    """Whether ``text`` is made of Chinese characters only."""
    return _CHINESE.fullmatch(text) is not None
