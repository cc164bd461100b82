"""Trains the sequence labeler, and the dictionary for its word segmentation."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from govie.facts.labeler import Labeler, Shape
from govie.facts.words import Token, Word, Words, is_word, pieces, unmet, unnumbered
from govie.form import forms
from govie.text import segmenter
from govie.train import pipeline
from govie.train.examples import Example, number_tag, tags

Progress = Callable[[str, float, float | None], None]


_LEAST = 4  # occurrences of an unknown word that make it a word of the dictionary
_COMMON = 200
"""The frequency in jieba's general dictionary from which a word is included without occurring in the training data."""


def dictionary(examples: Sequence[Example]) -> Words:
    """A dictionary for word segmentation, with the frequencies of jieba's general dictionary.

    It holds the commonest words of that dictionary, the words of the forms' labels, and every word that occurs at
    least four times in the sentences with numbers of ``examples``.
    """
    general = segmenter.general()
    labels = [
        label.text for f in forms().values() for t in f.tables for label in (*t.rows, *t.columns)
    ]
    known = {w for w, n in general.FREQ.items() if n >= _COMMON}
    for text in labels:
        known.update(general.cut(text, HMM=False))
    counted: Counter[str] = Counter()
    across: set[str] = set()  # words over the end of a number: 个子 in 44个|子栏目
    for e in examples:
        for sentence, counts in zip(e.prose, e.counts, strict=True):
            if counts:
                raw = list(general.cut(sentence.text, HMM=False))
                stops = {c.end for c in counts}
                across.update(
                    word
                    for word, end in zip(raw, accumulate(map(len, raw)), strict=True)
                    if not stops.isdisjoint(range(end - len(word) + 1, end))
                )
                words = list(general.cut(unnumbered(sentence.text, counts), HMM=False))
                counted.update(words)
                # and first and last characters, which are features of each word
                counted.update(c for w in words if len(w) > 1 for c in (w[0], w[-1]))
    met = Counter({w: n for w, n in counted.items() if n >= _LEAST and not _FIGURE.search(w)})
    known = {w for w in known if w not in across or w in met} | {w for w in met if is_word(w)}
    return Words(
        {w: Word(general.FREQ.get(w, 0), met[w]) for w in {*known, *met} if is_word(w) or met[w]}
    )


_FIGURE = re.compile(r"[\d\s]")


def fit_labeler(
    examples: Sequence[Example],
    words: Words,
    *,
    epochs: int,
    seed: int,
    shape: Shape | None = None,
    start: Labeler | None = None,
    progress: Progress = lambda *_: None,
    check: Sequence[Example] = (),
) -> Labeler:
    """A labeler trained on ``examples``, or ``start`` fine-tuned."""
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example as Pair

    util: Any = spacy.util
    util.fix_random_seed(seed)
    shape = start.shape if start else shape or Shape()
    words = start.words if start else words
    nlp: Any = pipeline.pipeline(shape, start.layers if start else None)
    rng = random.Random(seed)
    pairs = []
    for e in examples:
        wanted = tags(e)
        for place, counts in enumerate(e.counts):
            if not counts:
                continue
            sentence = e.prose[place]
            cut = pieces(words, sentence.text, counts, sentence.breaks)
            gold = _of_words(wanted[place], cut.bounds)
            for number, token in enumerate(cut.numbers):
                gold[token] = number_tag(e, place, number)
            doc = pipeline.doc(nlp, [_blurred(t, rng) for t in cut.tokens])
            pairs.append(Pair(doc, Doc(nlp.vocab, words=[t.text for t in doc], tags=gold)))
    rate = 0.003 if start is None else 0.0005
    known = None if start is None else nlp.get_pipe("tagger").model.copy()
    optimizer = nlp.create_optimizer()
    optimizer.L2 = 0.0
    size = 64
    steps = max(1, epochs * -(-len(pairs) // size))
    done = 0
    for _ in range(epochs):
        rng.shuffle(pairs)
        for at in range(0, len(pairs), size):
            losses: dict[str, float] = {}
            optimizer.learn_rate = rate * max(0.03, 1 - done / steps)
            nlp.update(pairs[at : at + size], sgd=optimizer, drop=0.2, losses=losses)
            done += 1
            progress("labeler", done / steps, losses["tagger"] / size)
        if check:
            so_far = pipeline.labeler(nlp, shape, words)
            progress("labeler: numbers right on validation", done / steps, _accuracy(so_far, check))
    if known is not None:
        _interpolate(nlp.get_pipe("tagger").model, known)
    return pipeline.labeler(nlp, shape, words)


def _of_words(tags: Sequence[str], bounds: Sequence[int]) -> list[str]:
    """The tags of words from those of their characters; a word that is partly in a span is in it."""
    found = []
    for start, end in pairwise(bounds):
        inside = [t for t in tags[start:end] if t != "O"]
        found.append(inside[0] if inside else "O")
    return found


_BLURRED = 0.08  # share of words that training replaces by the token of unknown words


def _blurred(token: Token, rng: random.Random) -> Token:
    word, first, last, particular = token
    if particular[:1] in ("N", "U") or len(word) < 2 or rng.random() >= _BLURRED:
        return token
    return (unmet(word), first, last, particular)


def _interpolate(trained: Any, known: Any) -> None:
    """Average the weights of ``trained`` and ``known``, which keeps what was learnt and limits forgetting (Wortsman et
    al. 2022, Robust fine-tuning of zero-shot models)."""
    for new, old in zip(trained.walk(), known.walk(), strict=True):
        for name in new.param_names:
            if new.has_param(name):
                new.set_param(name, (new.get_param(name) + old.get_param(name)) / 2)


def _accuracy(labeler: Labeler, examples: Sequence[Example]) -> float:
    """The share of numbers that the labeler correctly classifies as a count or not."""
    right = total = 0
    for e in examples:
        batch = [(s, c) for s, c in zip(e.prose, e.counts, strict=True) if c]
        which = [w for w, c in zip(e.which, e.counts, strict=True) if c]
        for labels, row in zip(labeler.label([batch])[0], which, strict=True):
            for (count, aside), goal in zip(labels.counts, row, strict=True):
                asides = goal is not None and e.goals[goal].aside
                right += asides or (count + aside >= 0.5) == (goal is not None)
                total += 1
    return right / max(1, total)
