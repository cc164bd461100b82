"""The sequence labeler: which numbers count, and where items and channels stand.

A convolution over characters (spaCy's ``tagger``), each of which also knows the word that jieba cuts it
into and its place in that word. A number is one token whatever it prints, so that no figure is learnt.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from govie.facts.numbers import Count
from govie.facts.prose import Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TAGS = ("O", "B-ITEM", "I-ITEM", "B-CHANNEL", "I-CHANNEL", "COUNT", "ASIDE")
"""``COUNT``: a number that counts; ``ASIDE``: one that the contract does not score (a difference to
another year, a threshold, a repeat): it is read, so that no item is taken from it, and not reported."""

_NUMBER = "0"
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


@dataclass(frozen=True, slots=True)
class Piece:
    """A token: ``start``, ``end`` in the sentence; a number is one token."""

    start: int
    end: int
    number: int | None


def pieces(text: str, counts: Sequence[Count]) -> list[Piece]:
    """The tokens of a sentence: characters, and each number as one."""
    found = []
    at = 0
    for i, count in enumerate(counts):
        found += [Piece(k, k + 1, None) for k in range(at, count.start)]
        found.append(Piece(count.start, count.stop, i))
        at = count.stop
    found += [Piece(k, k + 1, None) for k in range(at, len(text))]
    return found


class Words:
    """jieba over a dictionary of its own: what the forms and the annotated reports taught it.

    ``frequencies``: words and how often they were met. Nothing is written to disk and jieba's general
    dictionary is not loaded.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self.frequencies = dict(frequencies)
        self._tokenizer = jieba.Tokenizer()
        lines = "\n".join(f"{word} {count}" for word, count in self.frequencies.items())
        source = io.BytesIO(lines.encode())
        source.name = "govie"  # jieba names it in its messages
        self._tokenizer.FREQ, self._tokenizer.total = self._tokenizer.gen_pfdict(source)
        self._tokenizer.initialized = True

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
        """Read what ``save`` wrote; the pipeline is built here, the file only gives its weights."""
        shape = Shape(**json.loads((folder / "shape.json").read_text("utf-8")))
        lines = (folder / "words.txt").read_text("utf-8").split("\n")
        rows = (line.rsplit(" ", 1) for line in lines if line)
        labeler = cls(shape, Words({word: int(count) for word, count in rows}))
        tagger: Any = labeler.nlp.get_pipe("tagger")
        tagger.model.from_disk(folder / "tagger")
        return labeler

    def doc(self, sentence: Sentence, counts: Sequence[Count]) -> Doc:
        """The sentence as the pipeline reads it."""
        from spacy.tokens import Doc

        text = sentence.text
        found = pieces(text, counts)
        word_of, place_of = self._cut(text)
        breaks = sentence.breaks
        chars, words, places = [], [], []
        for piece in found:
            if piece.number is not None:
                chars.append(_NUMBER)
                words.append(_NUMBER)
                places.append("N")
            else:
                chars.append(text[piece.start])
                words.append(word_of[piece.start])
                place = place_of[piece.start]
                places.append(place + "/" if piece.start in breaks else place)
        return Doc(self.nlp.vocab, words=chars, lemmas=words, tags=places)

    def _cut(self, text: str) -> tuple[list[str], list[str]]:
        word_of: list[str] = []
        place_of: list[str] = []
        for word in self.words.cut(text):
            size = len(word)
            word_of += [word] * size
            place_of += ["S"] if size == 1 else ["B", *"M" * (size - 2), "E"]
        return word_of, place_of

    def label(self, sentences: Sequence[tuple[Sentence, Sequence[Count]]]) -> list[Labels]:
        """The labels of sentences, each with its numbers, as one batch."""
        if not sentences:
            return []
        docs = [self.doc(s, counts) for s, counts in sentences]
        tagger: Any = self.nlp.get_pipe("tagger")
        scores = tagger.model.predict(docs)
        return [
            _labels(pieces(s.text, counts), _softmax(np.asarray(given)), len(counts))
            for (s, counts), given in zip(sentences, scores, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's size: features a token, layers, tokens that a layer sees on each side, and how many
    rows its embeddings of characters and of words have (0: it does not see them)."""

    width: int = 48
    depth: int = 2
    window: int = 2
    characters: int = 3000
    words: int = 8000

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
        return nlp


def _softmax(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _labels(found: list[Piece], scores: np.ndarray[Any, Any], counts: int) -> Labels:
    best = scores.argmax(axis=1)
    chosen = scores.max(axis=1)
    spans: list[Span] = []
    numbers = [(0.0, 0.0)] * counts
    open_kind: Kind | None = None
    start = end = 0
    total: list[float] = []

    def close() -> None:
        if open_kind is not None:
            spans.append(Span(open_kind, start, end, sum(total) / len(total)))

    for piece, tag, score, row in zip(found, best, chosen, scores, strict=True):
        name = TAGS[tag]
        if piece.number is not None:
            numbers[piece.number] = (float(row[5]), float(row[6]))
        if name in ("O", "COUNT", "ASIDE"):
            close()
            open_kind, total = None, []
            continue
        kind: Kind = "item" if name.endswith("ITEM") else "channel"
        if open_kind == kind and name[0] == "I":
            end = piece.end
            total.append(float(score))
            continue
        close()
        open_kind, start, end, total = kind, piece.start, piece.end, [float(score)]
    close()
    return Labels(tuple(spans), tuple(numbers))
