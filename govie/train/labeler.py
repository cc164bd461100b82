"""Trains the sequence labeler and the dictionary that its words are cut with."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from govie import segmenter
from govie.facts.labeler import Labeler, Shape, Words, pieces
from govie.form import forms
from govie.train.examples import Example, number_tag, tags

Progress = Callable[[str, float, float | None], None]


def dictionary(examples: Sequence[Example], least: int = 3) -> Words:
    """The words of the annotated prose, as jieba's general dictionary cuts it, and the forms' labels."""
    general = segmenter.general()
    labels = [
        label.text for f in forms().values() for t in f.tables for label in (*t.rows, *t.columns)
    ]
    found: Counter[str] = Counter()
    for text in labels:
        found.update({w: least for w in general.cut(text, HMM=False)})
    for e in examples:
        for sentence, counts in zip(e.prose, e.counts, strict=True):
            if counts:
                found.update(general.cut(sentence.text, HMM=True))
    plain = {w: n for w, n in found.items() if n >= least and _is_word(w)}
    return Words(plain)


def _is_word(text: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in text)


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
    """A labeler trained on ``examples``, or ``start`` trained further."""
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example as Pair

    util: Any = spacy.util
    util.fix_random_seed(seed)
    labeler = start or Labeler(shape or Shape(), words)
    pairs = []
    for e in examples:
        wanted = tags(e)
        for place, counts in enumerate(e.counts):
            if not counts:
                continue
            doc = labeler.doc(e.prose[place], counts)
            bounds, numbers = pieces(e.prose[place].text, counts)
            gold = [wanted[place][start] for start in bounds[:-1]]
            for number, token in enumerate(numbers):
                gold[token] = number_tag(e, place, number)
            pairs.append(Pair(doc, Doc(labeler.nlp.vocab, words=[t.text for t in doc], tags=gold)))
    rng = random.Random(seed)
    rate = 0.003 if start is None else 0.0005
    nlp: Any = labeler.nlp
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
            labeler.nlp.update(pairs[at : at + size], sgd=optimizer, drop=0.2, losses=losses)
            done += 1
            progress("labeler", done / steps, losses["tagger"] / size)
        if check:
            progress("labeler: numbers right on validation", done / steps, accuracy(labeler, check))
    if known is not None:
        _meet(nlp.get_pipe("tagger").model, known)
    return labeler


def _meet(trained: Any, known: Any) -> None:
    """Set the weights of ``trained`` half the way back to ``known``: what is new stays learnt there and
    little is forgotten (Wortsman et al. 2022, Robust fine-tuning of zero-shot models)."""
    for new, old in zip(trained.walk(), known.walk(), strict=True):
        for name in new.param_names:
            if new.has_param(name):
                new.set_param(name, (new.get_param(name) + old.get_param(name)) / 2)


def accuracy(labeler: Labeler, examples: Sequence[Example]) -> float:
    """The share of numbers that the labeler rightly takes for a count or for none."""
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
