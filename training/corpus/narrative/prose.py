"""Combines sentences into paragraphs on a theme, enumerations and passages."""

from __future__ import annotations

import random
import warnings
from collections.abc import Sequence

from training.corpus.narrative import outline, patterns
from training.corpus.narrative.context import Context
from training.corpus.narrative.filling import PatternError, fill
from training.corpus.narrative.patterns import Pattern
from training.corpus.narrative.sentence import Sentence, join, prefixed

ENDS = "。！？；"
OPEN = (*ENDS, "：", "…")


class Prose:
    """Writes the sentences of one report; no pattern twice, and what it has said it remembers.

    ``alone``: with the patterns of its split only, where that of train would do as well.
    """

    def __init__(self, context: Context, rng: random.Random, alone: bool = False) -> None:
        self.context = context
        self.rng = rng
        self.alone = alone
        self.used: set[str] = set()

    def sentences(self, theme: str, count: int, counted: bool | None = None) -> list[Sentence]:
        """Up to ``count`` sentences of a theme; ``counted``: with figures, without, or either."""
        if count <= 0:
            return []
        found = patterns.choose(
            self.rng,
            theme,
            self.context,
            count,
            avoid=frozenset(self.used),
            counted=counted,
            alone=self.alone,
        )
        self.used.update(p.id for p in found)
        sentences = []
        for pattern in found:
            try:
                sentences.append(self.fill(pattern))
            except PatternError as problem:
                # The figures leave it nothing to say, which ``fits`` did not foresee.
                warnings.warn(str(problem), stacklevel=2)
        return sentences

    def fill(self, pattern: Pattern) -> Sentence:
        return fill(pattern, self.context, self.rng)

    def theme(self, theme: str) -> list[Sentence]:
        """What a report says under one heading: some figures, some words, in either order."""
        plan = PLANS[theme]
        found: list[Sentence] = []
        for name, most, share in plan:
            if self.rng.random() < share:
                found += self.sentences(name, self.rng.randint(1, most))
        if self.rng.random() < 0.25:
            self.rng.shuffle(found)
        if self.rng.random() < 0.1:
            found += self.sentences("aside", 1)
        return found

    def paragraph(self, sentences: Sequence[Sentence]) -> Sentence:
        return join([ended(s) for s in sentences])

    def enumeration(self, sentences: Sequence[Sentence], style: str, end: str = "；") -> Sentence:
        """``一是…；二是…。`` or ``1.…；2.…。``"""
        parts = []
        for i, sentence in enumerate(sentences):
            last = i == len(sentences) - 1
            body = sentence if not last and end == "。" else stripped(sentence)
            body = ended(body) if last else ended(body, end)
            parts.append(prefixed(outline.number(style, i), body))
        return join(parts)


# What stands under a heading: (theme of the sentences, how many at most, how often at all).
PLANS: dict[str, tuple[tuple[str, int, float], ...]] = {
    "disclosure": (
        ("disclosure_words", 3, 0.65),
        ("disclosure", 1, 0.97),
        ("disclosure", 1, 0.6),
        ("documents", 1, 0.3),
        ("interpretation", 1, 0.3),
        ("response", 1, 0.22),
        ("press", 1, 0.14),
        ("proposal", 1, 0.12),
        ("catalogue", 1, 0.14),
        ("other_counts", 1, 0.1),
    ),
    "requests": (
        ("requests_words", 3, 0.7),
        ("requests", 1, 0.9),
        ("requests", 1, 0.15),
        ("review", 1, 0.4),
        ("fee", 1, 0.08),
    ),
    "management": (
        ("management", 4, 0.97),
        ("documents", 1, 0.2),
        ("leadership", 1, 0.2),
    ),
    "platform": (("platform_words", 3, 0.8), ("platform", 2, 0.7), ("disclosure", 1, 0.35)),
    "oversight": (
        ("oversight_words", 3, 0.8),
        ("oversight", 1, 0.35),
        ("training", 1, 0.35),
        ("leadership", 1, 0.15),
    ),
    "leadership": (("leadership_words", 4, 0.95), ("leadership", 1, 0.6)),
    "documents": (("documents", 2, 1.0), ("management", 1, 0.3)),
    "interpretation": (("interpretation_words", 1, 0.6), ("interpretation", 2, 1.0)),
    "response": (("response_words", 1, 0.6), ("response", 2, 1.0), ("press", 1, 0.3)),
    "proposal": (("proposal", 2, 1.0),),
    "catalogue": (("catalogue_words", 1, 0.6), ("catalogue", 1, 1.0)),
    "training": (("training", 2, 1.0), ("oversight_words", 1, 0.3)),
    "review": (("review", 2, 1.0),),
}
FIVE = ("disclosure", "requests", "management", "platform", "oversight")
FREE = (
    "leadership",
    "disclosure",
    "platform",
    "interpretation",
    "response",
    "requests",
    "oversight",
    "training",
    "catalogue",
    "documents",
    "proposal",
    "management",
    "review",
)


def ended(sentence: Sentence, end: str = "。") -> Sentence:
    """The sentence with a full stop where it has no end yet."""
    if sentence.text.endswith(OPEN) or not sentence.text:
        return sentence
    return Sentence(sentence.text + end, sentence.mentions, sentence.patterns)


def stripped(sentence: Sentence) -> Sentence:
    text = sentence.text
    while text.endswith(tuple(ENDS)) and not text.endswith("……"):
        text = text[:-1]
    return Sentence(text, sentence.mentions, sentence.patterns)
