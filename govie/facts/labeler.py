"""The sequence labeler: which numbers count, and where items and channels stand.

A convolution over characters (spaCy's ``tagger``), each of which also knows the word that jieba cuts it
into and its place in that word. A number is one token whatever it prints, so that no figure is learnt.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import repeat
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from govie import segmenter
from govie.facts.numbers import Count
from govie.facts.prose import Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TAGS = ("O", "B-ITEM", "I-ITEM", "B-CHANNEL", "I-CHANNEL", "COUNT", "ASIDE")
"""``COUNT``: a number that counts; ``ASIDE``: one that the contract does not score (a difference to
another year, a threshold, a repeat): it is read, so that no item is taken from it, and not reported."""

Kind = Literal["item", "channel"]


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase of a sentence; ``start``, ``end`` in its ``text``, ``score`` the mean of its tags'."""

    kind: Kind
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Labels:
    """What the labeler says of one sentence: its phrases, and for each of its numbers the
    probabilities of ``COUNT`` and of ``ASIDE``."""

    spans: tuple[Span, ...]
    counts: tuple[tuple[float, float], ...]


def pieces(text: str, counts: Sequence[Count]) -> tuple[list[int], list[int]]:
    """The tokens of a sentence, characters and each number as one: where each starts (and the last ends),
    and which of them are its numbers."""
    bounds: list[int] = []
    numbers: list[int] = []
    at = 0
    for count in counts:
        bounds += range(at, count.start + 1)
        numbers.append(len(bounds) - 1)
        at = count.stop
    bounds += range(at, len(text) + 1)
    return bounds, numbers


class Words:
    """jieba over a dictionary of its own: what the forms and the annotated reports taught it.

    ``frequencies``: words and how often they were met. Nothing is written to disk and jieba's general
    dictionary is not loaded.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.frequencies = dict(frequencies)
        self._tokenizer = segmenter.of(self.frequencies)
        self._tokenizer.calc = self._likeliest
        whole = log(self._tokenizer.total)
        known = self._tokenizer.FREQ.items()
        self._chances = {word: log(count) - whole for word, count in known if count}
        self._rare = -whole

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


class Labeler:
    """A spaCy pipeline and the dictionary its features are cut with."""

    def __init__(self, shape: Shape, words: Words) -> None:
        self.shape = shape
        self.words = words
        self.nlp = shape.pipeline()

    def save(self, folder: Path) -> None:
        """Write weights, shape and dictionary into ``folder``, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        tagger: Any = self.nlp.get_pipe("tagger")
        tagger.model.to_disk(folder / "tagger")
        (folder / "shape.json").write_text(json.dumps(asdict(self.shape)), "utf-8")
        lines = (f"{word} {count}" for word, count in sorted(self.words.frequencies.items()))
        (folder / "words.txt").write_text("\n".join(lines), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Labeler:
        """Read what ``save`` wrote; the pipeline is built here, the file only gives its weights.

        ``ValueError`` where a shape is larger than any that is trained, a word is rarer than never, or a
        weight is no number; what the network library raises where the weights are not of this shape.
        """
        shape = Shape(**json.loads((folder / "shape.json").read_text("utf-8"))).bounded()
        lines = (folder / "words.txt").read_text("utf-8").split("\n")
        rows = {w: int(count) for w, count in (line.rsplit(" ", 1) for line in lines if line)}
        if not all(0 < count < 2**40 for count in rows.values()):
            raise ValueError("a word was met less than once, or too often")
        labeler = cls(shape, Words(rows))
        tagger: Any = labeler.nlp.get_pipe("tagger")
        shapes = _shapes(tagger.model)
        tagger.model.from_disk(folder / "tagger")
        if _shapes(tagger.model) != shapes:
            raise ValueError("the weights are of another shape")
        return labeler

    def doc(self, sentence: Sentence, counts: Sequence[Count]) -> Doc:
        """The sentence as the pipeline reads it."""
        return self._doc(self._tokens(sentence, pieces(sentence.text, counts)))

    def _doc(self, tokens: Sequence[_Token]) -> Doc:
        from spacy.tokens import Doc

        chars, words, places = map(list, zip(*tokens, strict=True))
        return Doc(self.nlp.vocab, words=chars, lemmas=words, tags=places)

    def _tokens(self, sentence: Sentence, found: tuple[list[int], list[int]]) -> list[_Token]:
        """Each token's character, the word it is in and its place there."""
        text = sentence.text
        tokens: list[_Token] = []
        for word in self.words.cut(text):
            tokens += zip(word, repeat(word), _places(len(word)))
        for at in sentence.breaks:
            char, word, place = tokens[at]
            tokens[at] = (char, word, place + "/")
        bounds, numbers = found
        tokens = [tokens[at] for at in bounds[:-1]]
        for number in numbers:
            tokens[number] = _NUMBER
        return tokens

    def label(
        self, reports: Sequence[Sequence[tuple[Sentence, Sequence[Count]]]]
    ) -> list[list[Labels]]:
        """The labels of each report's sentences, each with its numbers.

        What a token looks like on its own is worked out once for all reports. The layers that see a
        token's neighbors see one report at a time: so its labels do not depend on the others, to the bit.
        """
        found = [[pieces(s.text, counts) for s, counts in report] for report in reports]
        tokens = [
            [self._tokens(s, where) for (s, _), where in zip(report, places, strict=True)]
            for report, places in zip(reports, found, strict=True)
        ]
        kinds = dict.fromkeys(t for report in tokens for sentence in report for t in sentence)
        if not kinds:
            return [[] for _ in reports]
        tagger: Any = self.nlp.get_pipe("tagger")
        tok2vec, output = tagger.model.layers
        embed, encode = tok2vec.layers
        vectors = embed.predict([self._doc(list(kinds))])[0]
        number = {kind: i for i, kind in enumerate(kinds)}
        labels: list[list[Labels]] = []
        for report, places in zip(tokens, found, strict=True):
            if not report:
                labels.append([])
                continue
            seen = [vectors[[number[t] for t in sentence]] for sentence in report]
            scores = _softmax(output.predict(np.concatenate(encode.predict(seen))))
            labels.append(_labels(places, scores))
        return labels


def _shapes(model: Any) -> list[tuple[int, ...]]:
    """The shape of every array of weights; ``ValueError`` where one holds what is no number."""
    found = []
    for layer in model.walk():
        for name in layer.param_names:
            if layer.has_param(name):
                weights = layer.get_param(name)
                if not np.isfinite(weights).all():
                    raise ValueError("a weight is infinite or no number")
                found.append(tuple(weights.shape))
    return found


def _products(plain: Any) -> Any:
    """The network library's operations (``plain``, a class) with numpy's matrix product, three times as
    fast as its own.

    Its sums may differ in the last bit with a row's place in the matrix, so what is to give the same
    bits must come in the same matrix.
    """

    class Products(plain):  # type: ignore[misc]
        name = "govie"

        def gemm(
            self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
        ) -> Any:
            return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

    return Products()


_Token = tuple[str, str, str]
_NUMBER: _Token = ("0", "0", "N")


@cache
def _places(size: int) -> tuple[str, ...]:
    """The place of each character in a word of ``size``: its only one, its first, inside, its last."""
    return ("S",) if size == 1 else ("B", *"M" * (size - 2), "E")


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's size: features a token, layers, tokens that a layer sees on each side, and how many
    rows its embeddings of characters and of words have (0: it does not see them)."""

    width: int = 48
    depth: int = 2
    window: int = 2
    characters: int = 3000
    words: int = 8000

    def bounded(self) -> Shape:
        """Itself; ``ValueError`` where a size is none, or larger than any that is worth training."""
        most = Shape(width=512, depth=16, window=16, characters=50_000, words=200_000)
        for name, size in asdict(self).items():
            least = 0 if name in ("characters", "words") else 1
            if type(size) is not int or not least <= size <= getattr(most, name):
                raise ValueError(f"a labeler of {name} {size!r:.40}")
        if self.width * (self.characters + self.words) * 4 > 2**27:
            raise ValueError("a labeler larger than any that is worth training")
        return self

    def pipeline(self) -> Language:
        """An untrained pipeline of this shape."""
        import spacy

        nlp = spacy.blank("zh")
        # A token's norm is the character, its lemma the word it is in, its tag its place in the word.
        seen = {"NORM": self.characters, "LEMMA": self.words, "TAG": 32 if self.words else 0}
        seen = {name: rows for name, rows in seen.items() if rows}
        embed = {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": self.width,
            "attrs": list(seen),
            "rows": list(seen.values()),
            "include_static_vectors": False,
        }
        encode = {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": self.width,
            "depth": self.depth,
            "window_size": self.window,
            "maxout_pieces": 2,
        }
        tok2vec = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
        model = {
            "@architectures": "spacy.Tagger.v2",
            "nO": None,
            "normalize": False,
            "tok2vec": tok2vec,
        }
        tagger: Any = nlp.add_pipe("tagger", config={"model": model})
        for tag in TAGS:
            tagger.add_label(tag)
        nlp.initialize()
        tok2vec, output = tagger.model.layers
        products = _products(type(output.ops))
        for layer in (*tok2vec.layers[1].walk(), *output.walk()):
            layer.ops = products
        return nlp


def _softmax(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


_COUNT, _ASIDE = TAGS.index("COUNT"), TAGS.index("ASIDE")


def _labels(
    places: Sequence[tuple[list[int], list[int]]], scores: np.ndarray[Any, Any]
) -> list[Labels]:
    """The labels of a report's sentences, whose tokens' ``scores`` follow one another; ``places``: as
    ``pieces`` gives them."""
    best = scores.argmax(axis=1)
    tagged = np.flatnonzero((best != TAGS.index("O")) & (best != _COUNT) & (best != _ASIDE))
    chosen = scores.max(axis=1)[tagged]
    named = [*zip(tagged.tolist(), best[tagged].tolist(), chosen.tolist(), strict=True)]
    counts = scores[:, (_COUNT, _ASIDE)].tolist()
    labels = []
    at = first = 0
    for bounds, numbers in places:
        end = at + len(bounds) - 1
        last = bisect_left(named, (end,), first)
        chances = tuple((counts[at + n][0], counts[at + n][1]) for n in numbers)
        labels.append(Labels(tuple(_spans(named[first:last], at, bounds)), chances))
        at, first = end, last
    return labels


def _spans(
    named: Sequence[tuple[int, int, float]], at: int, bounds: Sequence[int]
) -> Iterator[Span]:
    """The phrases of a sentence: ``named`` are its tagged tokens, with tag and score, ``at`` its first."""
    k = 0
    while k < len(named):
        token, tag, score = named[k]
        kind: Kind = "item" if TAGS[tag].endswith("ITEM") else "channel"
        inside = TAGS.index(f"I-{kind.upper()}")
        scores = [score]
        k += 1
        while k < len(named) and named[k][:2] == (token + len(scores), inside):
            scores.append(named[k][2])
            k += 1
        start, end = bounds[token - at], bounds[token - at + len(scores)]
        yield Span(kind, start, end, sum(scores) / len(scores))
