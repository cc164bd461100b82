"""The sequence labeler: which numbers count, and where items and channels stand.

A convolution over words (spaCy's ``tagger``), each of which also knows its first and its last character.
Items begin and end where words do, so words are what is labelled: nothing breaks off inside one, and what
a layer sees of both sides reaches as far as phrases do. A number is one token whatever it prints, so that
no figure is learnt.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govie.facts.numbers import Count
from govie.facts.prose import Sentence
from govie.facts.spans import COUNTED, TAGS, Labels, decode, likely
from govie.facts.words import Pieces, Token, Words, pieces

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_NAMES = 2**16  # bytes of what a file of weights holds beside them; the shipped one has 6 KB


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
        self.words.save(folder / "words.txt")

    @classmethod
    def load(cls, folder: Path) -> Labeler:
        """Read what ``save`` wrote; the pipeline is built here, the file only gives its weights.

        ``ValueError`` where a shape is larger than any that is trained, a word is rarer than never, or a
        weight is no number; what the network library raises where the weights are not of this shape.
        """
        shape = Shape(**json.loads((folder / "shape.json").read_text("utf-8"))).bounded()
        labeler = cls(shape, Words.load(folder / "words.txt"))
        tagger: Any = labeler.nlp.get_pipe("tagger")
        shapes = _shapes(tagger.model)
        # Four bytes a weight and some names; what is larger unpacks to anything, for minutes.
        if (folder / "tagger").stat().st_size > 4 * sum(map(math.prod, shapes)) + _NAMES:
            raise ValueError("more weights than the shape has")
        tagger.model.from_disk(folder / "tagger")
        if _shapes(tagger.model) != shapes:
            raise ValueError("the weights are of another shape")
        return labeler

    def pieces(self, sentence: Sentence, counts: Sequence[Count]) -> Pieces:
        """The words of a sentence, each of its numbers as one."""
        return pieces(self.words, sentence.text, counts, sentence.breaks)

    def doc(self, tokens: Sequence[Token]) -> Doc:
        """The words as the pipeline reads them."""
        from spacy.tokens import Doc

        words, firsts, lasts, particular = map(list, zip(*tokens, strict=True))
        return Doc(self.nlp.vocab, words=words, lemmas=firsts, tags=lasts, deps=particular)

    def label(
        self, reports: Sequence[Sequence[tuple[Sentence, Sequence[Count]]]]
    ) -> list[list[Labels]]:
        """The labels of each report's sentences, each with its numbers.

        What a word looks like on its own is worked out once for all reports. The layers that see a
        word's neighbors see one report at a time: so its labels do not depend on the others, to the bit.
        """
        found = [[self.pieces(s, counts) for s, counts in report] for report in reports]
        kinds = dict.fromkeys(t for report in found for cut in report for t in cut.tokens)
        if not kinds:
            return [[] for _ in reports]
        tagger: Any = self.nlp.get_pipe("tagger")
        tok2vec, output = tagger.model.layers
        embed, encode = tok2vec.layers
        vectors = embed.predict([self.doc(list(kinds))])[0]
        number = {kind: i for i, kind in enumerate(kinds)}
        labels: list[list[Labels]] = []
        for report in found:
            if not report:
                labels.append([])
                continue
            seen = [vectors[[number[t] for t in cut.tokens]] for cut in report]
            scores = _log_softmax(output.predict(np.concatenate(encode.predict(seen))))
            labels.append(_labels(report, scores))
        return labels


def _labels(report: Sequence[Pieces], scores: NDArray[Any]) -> list[Labels]:
    """The labels of a report's sentences, whose words' ``scores`` follow one another."""
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


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's size: features a token, layers, tokens that a layer sees on each side, and how many
    rows its embeddings of words and of their characters have (0: it does not see them)."""

    width: int = 64
    depth: int = 3
    window: int = 2
    words: int = 5000
    characters: int = 2000

    def bounded(self) -> Shape:
        """Itself; ``ValueError`` where a size is none, or larger than any that is worth training."""
        most = Shape(width=512, depth=16, window=16, words=200_000, characters=50_000)
        for name, size in asdict(self).items():
            least = 0 if name in ("characters", "words") else 1
            if type(size) is not int or not least <= size <= getattr(most, name):
                raise ValueError(f"a labeler of {name} {size!r:.40}")
        if self.width * (2 * self.characters + self.words) * 4 > 2**27:
            raise ValueError("a labeler larger than any that is worth training")
        return self

    def pipeline(self) -> Language:
        """An untrained pipeline of this shape."""
        import spacy

        nlp = spacy.blank("zh")
        # Each attribute stands for what ``Labeler.doc`` puts there: a token's norm is the word, its lemma
        # the first character, its tag the last, its dependency what is particular about it.
        seen = {
            "NORM": self.words,
            "LEMMA": self.characters,
            "TAG": self.characters,
            "DEP": 32,
        }
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


def _log_softmax(scores: NDArray[Any]) -> NDArray[Any]:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
