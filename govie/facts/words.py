"""The words of a sentence: jieba over a dictionary of our own, and what each word looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

from govie import segmenter
from govie.facts.numbers import Count

Token = tuple[str, str, str, str]
"""A word as the network sees it, its first and its last character, and what is particular about it."""

NUMBER: Token = ("0", "0", "0", "N")
_FIGURE = re.compile(r"[\d.]+")
UNMET = "?"
"""What a word looks like that training never met, and a character."""
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Word:
    """``frequency``: how common it is in Chinese, as jieba counts; ``met``: how often training saw it."""

    frequency: int
    met: int


class Words:
    """jieba over a dictionary of its own: the words of the annotated reports and the commonest of Chinese.

    Nothing is written to disk and jieba's general dictionary is not loaded. Words that training never
    met are cut as words, too; the network then sees their characters only.
    """

    def __init__(self, known: Mapping[str, Word]) -> None:
        self.known = dict(known)
        self._met = frozenset(word for word, of in known.items() if of.met)
        self._tokenizer = segmenter.of({w: of.frequency for w, of in known.items() if of.frequency})
        self._tokenizer.calc = self._likeliest
        whole = log(self._tokenizer.total or 1)
        counted = self._tokenizer.FREQ.items()
        self._chances = {word: log(count) - whole for word, count in counted if count}
        self._rare = -whole
        self.looks = lru_cache(20_000)(self._looks)

    def _likeliest(
        self, text: str, ends: Mapping[int, Sequence[int]], route: dict[int, tuple[float, int]]
    ) -> None:
        """jieba's own ``calc``, with the logarithms taken once."""
        size = len(text)
        route[size] = (0, 0)
        chances, rare = self._chances, self._rare
        for at in range(size - 1, -1, -1):
            route[at] = max(
                [
                    (chances.get(text[at : last + 1], rare) + route[last + 1][0], last)
                    for last in ends[at]
                ]
            )

    def cut(self, text: str) -> list[str]:
        """The words of ``text``, in order; together they are ``text``."""
        return list(self._tokenizer.cut(text, HMM=False))

    def _looks(self, word: str) -> Token:
        """What the network sees of a word."""
        if _FIGURE.fullmatch(word):  # a year, a telephone: how long it is says enough
            return ("9" * min(len(word), 6), "9", "9", "")
        first, last = (c if c in self._met else UNMET for c in (word[0], word[-1]))
        if word in self._met:
            return (word, first, last, "")
        return (unmet(word), first, last, "")

    def save(self, path: Path) -> None:
        """Write each word with its two figures, a line each."""
        rows = (f"{word} {of.frequency} {of.met}" for word, of in sorted(self.known.items()))
        path.write_text("\n".join(rows), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Words:
        """Read what ``save`` wrote; ``ValueError`` where it is something else."""
        rows = (line.split(" ") for line in path.read_text("utf-8").split("\n") if line)
        known = {word: Word(int(frequency), int(met)) for word, frequency, met in rows}
        if not all(0 <= n < 2**40 for of in known.values() for n in (of.frequency, of.met)):
            raise ValueError("a word was met less than never, or too often")
        return cls(known)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A sentence as words: where each starts (and the last ends), what each looks like, and which of
    them are its numbers."""

    text: str
    bounds: list[int]
    tokens: list[Token]
    numbers: list[int]


def unnumbered(text: str, counts: Sequence[Count]) -> str:
    """``text`` with marks for its numbers and units, over which no word reaches: 44个|子栏目."""
    for count in counts:
        text = text[: count.start] + "。" * (count.end - count.start) + text[count.end :]
    return text


def pieces(
    words: Words, text: str, counts: Sequence[Count], breaks: frozenset[int] = frozenset()
) -> Pieces:
    """The words of a sentence; each of its numbers is one, and so is the measure word after it.

    ``breaks``: the characters before which a line ended.
    """
    plain = unnumbered(text, counts)
    bounds: list[int] = []
    tokens: list[Token] = []
    numbers: list[int] = []
    at = left = 0
    for word in words.cut(plain):
        end = at + len(word)
        if left < len(counts) and at >= counts[left].start:
            count = counts[left]
            if at == count.start:
                numbers.append(len(bounds))
                bounds.append(at)
                tokens.append(NUMBER)
            if at == count.stop:
                unit, first, last, _ = words.looks(count.unit or text[count.stop : count.end])
                bounds.append(at)
                tokens.append((unit, first, last, "U"))
            left += end >= count.end
        else:
            bounds.append(at)
            tokens.append(words.looks(word))
        at = end
    bounds.append(len(text))
    if breaks:
        for n, token in enumerate(tokens):
            if token[3] != "N" and not breaks.isdisjoint(range(bounds[n], bounds[n + 1])):
                tokens[n] = (*token[:3], token[3] + "/")
    return Pieces(text, bounds, tokens, numbers)


def unmet(word: str) -> str:
    """What stands for a word that training never met: how long it is."""
    return f"{UNMET}{min(len(word), 4)}"


def is_word(text: str) -> bool:
    """Whether ``text`` is made of Chinese characters only."""
    return _CHINESE.fullmatch(text) is not None
