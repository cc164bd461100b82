"""The sequence labeler: classifies numbers as counts or not, and labels the words of items and channels.

A convolutional network over words, trained as spaCy's ``tagger``; a word's features include its first and its last
character. The tokens are words, since items begin and end at word boundaries, and since a layer's window then spans
phrases. All numbers are one token, so that no values are learned.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govie.facts.layers import Layers, shapes_of
from govie.facts.numbers import Count
from govie.facts.prose import Sentence
from govie.facts.spans import COUNTED, TAGS, Labels, decode, likely
from govie.facts.words import Pieces, Token, Words, pieces
from govie.networks import Array

_MOST_KINDS = 20_000  # cached vectors of word types: 5 MB
_LONGEST = 6_000  # words that are labelled at once; a long report has some 10,000
_PARTICULAR = 32  # rows of the embedding of the fourth feature of a token (number, unit, line end)


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's hyperparameters: ``width`` of a token's vector, ``depth`` in layers, ``window`` of a layer in
    tokens on each side, rows of the embeddings of ``words`` and of their ``characters`` (0: not a feature)."""

    width: int = 64
    depth: int = 3
    window: int = 2
    words: int = 5000
    characters: int = 2000

    def bounded(self) -> Shape:
        """This shape. Raises ``ValueError`` where a size is invalid, or larger than any that is worth training."""
        most = Shape(width=512, depth=16, window=16, words=200_000, characters=50_000)
        for name, size in asdict(self).items():
            least = 0 if name in ("characters", "words") else 1
            if type(size) is not int or not least <= size <= getattr(most, name):
                raise ValueError(f"a labeler of {name} {size!r:.40}")
        if self.width * (2 * self.characters + self.words) * 4 > 2**27:
            raise ValueError("a labeler larger than any that is worth training")
        return self

    @property
    def rows(self) -> dict[int, int]:
        """The features of a token that the network uses, by their index in ``Token``, with the rows of their
        embeddings."""
        sizes = (self.words, self.characters, self.characters, _PARTICULAR)
        return {n: size for n, size in enumerate(sizes) if size}

    def arrays(self, words: Words) -> dict[str, tuple[int, ...]]:
        """The shape of every array of a network of this shape over ``words``."""
        tables = [(size, len(words.strings[n])) for n, size in self.rows.items()]
        return shapes_of(self.width, self.depth, self.window, len(TAGS), tables)


class Labeler:
    """A trained network and the dictionary for its word segmentation."""

    def __init__(self, shape: Shape, words: Words, layers: Layers) -> None:
        self.shape = shape
        self.words = words
        self.layers = layers
        self._strings = [
            {string: n for n, string in enumerate(words.strings[feature])} for feature in shape.rows
        ]
        self._kinds: dict[Token, int] = {}
        self._vectors = np.zeros((1, shape.width), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write weights, shape and dictionary into ``folder``, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.layers.save(folder / "layers.npz")
        (folder / "shape.json").write_text(json.dumps(asdict(self.shape)), "utf-8")
        self.words.save(folder / "words.txt")

    @classmethod
    def load(cls, folder: Path) -> Labeler:
        """Read what ``save`` wrote.

        Raises ``ValueError`` where the shape is too large, a word's frequency is negative, or the weights are not
        finite or not of this shape.
        """
        shape = Shape(**json.loads((folder / "shape.json").read_text("utf-8"))).bounded()
        words = Words.load(folder / "words.txt")
        layers = Layers.load(folder / "layers.npz", shape.arrays(words), shape.window)
        return cls(shape, words, layers)

    def pieces(self, sentence: Sentence, counts: Sequence[Count]) -> Pieces:
        """The words of a sentence, each of its numbers as one token."""
        return pieces(self.words, sentence.text, counts, sentence.breaks)

    def label(
        self, reports: Sequence[Sequence[tuple[Sentence, Sequence[Count]]]]
    ) -> list[list[Labels]]:
        """The labels of each report's sentences, each with its numbers.

        The vector of a word type without its context is cached. The layers that use a word's neighbors run on one
        report at a time, so that its labels do not depend on the other reports, to the bit.
        """
        found = [[self.pieces(s, counts) for s, counts in report] for report in reports]
        kinds, vectors = self._embedded(
            {t for report in found for cut in report for t in cut.tokens}
        )
        labels: list[list[Labels]] = []
        for report in found:
            if not report:
                labels.append([])
                continue
            sentences = [[kinds[t] for t in cut.tokens] for cut in report]
            scores = [self.layers.scores(vectors, part) for part in _stretches(sentences)]
            labels.append(_labels(report, _log_softmax(np.concatenate(scores))))
        return labels

    def _embedded(self, tokens: set[Token]) -> tuple[dict[Token, int], Array]:
        """The row number of each token's vector, and the matrix of vectors, whose last row is zero.

        Returned objects are never changed later, since other threads may be using them.
        """
        kinds, vectors = self._kinds, self._vectors
        new = [t for t in tokens if t not in kinds]
        if not new:
            return kinds, vectors
        if len(kinds) + len(new) > _MOST_KINDS:
            kinds, vectors, new = {}, vectors[-1:], [*tokens]
        strings = [
            [known[token[feature]] for token in new]
            for feature, known in zip(self.shape.rows, self._strings, strict=True)
        ]
        last = len(vectors) - 1
        rows = self.layers.embedded(strings)
        self._vectors = vectors = np.concatenate([vectors[:last], rows, vectors[last:]])
        self._kinds = kinds = kinds | {token: last + n for n, token in enumerate(new)}
        return kinds, vectors


def _stretches(sentences: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """A report's sentences in parts of about ``_LONGEST`` words; the layers take 3 KB of memory for a word."""
    part: list[list[int]] = []
    size = 0
    for sentence in sentences:
        part.append(sentence)
        size += len(sentence)
        if size > _LONGEST:
            yield part
            part, size = [], 0
    if part:
        yield part


def _labels(report: Sequence[Pieces], scores: NDArray[Any]) -> list[Labels]:
    """The labels of a report's sentences from the ``scores`` of all of its words, ``(words, tags)``."""
    counts = np.exp(scores[:, COUNTED]).tolist()
    places, rows = likely(scores)
    found = []
    at = first = 0
    for cut in report:
        end = at + len(cut.tokens)
        last = bisect_left(places, end, first)
        chances = tuple((counts[at + n][0], counts[at + n][1]) for n in cut.numbers)
        mine = {places[k] - at: rows[k] for k in range(first, last)}
        found.append(Labels(tuple(decode(cut, mine)), chances))
        at, first = end, last
    return found


def _log_softmax(scores: NDArray[Any]) -> NDArray[Any]:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
