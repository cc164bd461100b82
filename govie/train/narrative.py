"""Trains what reads the narrative: labeler, links, topics, trust; each on the noisy output of the one before."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govie import sections, tables
from govie.annotations import Annotation
from govie.facts import (
    NETWORKS,
    Choice,
    Narrative,
    Reading,
    item_words,
    links,
    topics,
    trust_features,
)
from govie.facts.labeler import TAGS, Labeler, Labels, Shape, Span, Words, pieces
from govie.facts.links import Places
from govie.facts.numbers import Count, Numbers
from govie.facts.prose import Sentence, sentences
from govie.facts.threads import Thread
from govie.form import forms
from govie.networks import Network
from govie.source import Source
from govie.train import fitting
from govie.train.phrases import alike, locate

Array = NDArray[np.float32]
Progress = Callable[[str, float, float | None], None]


@dataclass(frozen=True, slots=True)
class Goal:
    """A fact as annotated. ``item``, ``channel``: where the text holds the words, in sentence and
    character, or None; ``total``: the index of the goal that it is a part of."""

    topic: str
    words: str
    unit: str | None
    aside: bool
    item: tuple[tuple[int, int], ...]
    channel: tuple[tuple[int, int], ...]
    total: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A text with its sentences, their numbers, and which goal each number is (or None)."""

    prose: tuple[Sentence, ...]
    counts: tuple[tuple[Count, ...], ...]
    goals: tuple[Goal, ...]
    which: tuple[tuple[int | None, ...], ...]


def units(records: Iterable[Annotation]) -> set[str]:
    """The measure words that the annotations use."""
    return {f.unit for r in records for f in r.facts or () if f.unit}


def example(record: Annotation, numbers: Numbers) -> Example:
    """An annotated text as the reader sees it."""
    source = Source.of(record.text)
    starts = [(source.to_view(s.start), s.name) for s in record.sections or ()]
    cells = {c.path: c for c in record.cells or ()}
    _, labels = sections.gather(source, sections.NOTHING)
    extents = tables.extents(source, labels if cells else {}, cells)
    prose = tuple(sentences(source, extents, starts))
    counts = tuple(tuple(numbers.find(s.text)) for s in prose)
    where = {
        source.to_raw(place): (k, i)
        for k, s in enumerate(prose)
        for i, place in enumerate(s.places)
    }
    facts = record.facts or ()
    goals = tuple(
        Goal(
            f.topic,
            f.item,
            f.unit,
            bool(f.optional),
            locate(prose, where, f.item, f.item_start, f.item_end, f.start),
            locate(prose, where, f.channel, f.channel_start, f.channel_end, f.start),
            f.part_of,
        )
        for f in facts
    )
    which = []
    for sentence, found in zip(prose, counts, strict=True):
        row: list[int | None] = []
        for count in found:
            left = source.to_raw(sentence.places[count.start])
            right = source.to_raw(sentence.places[count.end - 1]) + 1
            row.append(
                next(
                    (
                        i
                        for i, f in enumerate(facts)
                        if f.start < right
                        and left < f.end
                        and abs(f.value - count.value) <= 1e-6 * max(1.0, abs(f.value))
                    ),
                    None,
                )
            )
        which.append(tuple(row))
    return Example(prose, counts, goals, tuple(which))


def dictionary(examples: Sequence[Example], least: int = 3) -> Words:
    """The words of the annotated prose, as jieba's general dictionary cuts it, and the forms' labels."""
    import jieba

    general = jieba.Tokenizer()
    with general.get_dict_file() as file:
        general.FREQ, general.total = general.gen_pfdict(file)
    general.initialized = True
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
        tags = _tags(e)
        for place, counts in enumerate(e.counts):
            if not counts:
                continue
            doc = labeler.doc(e.prose[place], counts)
            gold = [
                tags[place][p.start] if p.number is None else _number_tag(e, place, p.number)
                for p in pieces(e.prose[place].text, counts)
            ]
            pairs.append(Pair(doc, Doc(labeler.nlp.vocab, words=[t.text for t in doc], tags=gold)))
    rng = random.Random(seed)
    rate = 0.003 if start is None else 0.0005
    nlp: Any = labeler.nlp
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
    return labeler


def accuracy(labeler: Labeler, examples: Sequence[Example]) -> float:
    """The share of numbers that the labeler rightly takes for a count or for none."""
    right = total = 0
    for e in examples:
        batch = [(s, c) for s, c in zip(e.prose, e.counts, strict=True) if c]
        which = [w for w, c in zip(e.which, e.counts, strict=True) if c]
        for labels, row in zip(labeler.label(batch), which, strict=True):
            for (count, aside), goal in zip(labels.counts, row, strict=True):
                asides = goal is not None and e.goals[goal].aside
                right += asides or (count + aside >= 0.5) == (goal is not None)
                total += 1
    return right / max(1, total)


def _number_tag(e: Example, place: int, number: int) -> str:
    goal = e.which[place][number]
    return "O" if goal is None else "ASIDE" if e.goals[goal].aside else "COUNT"


def _tags(e: Example) -> list[list[str]]:
    tags = [["O"] * len(s.text) for s in e.prose]
    for goal in e.goals:
        for places, name in ((goal.channel, "CHANNEL"), (goal.item, "ITEM")):
            clash = any(tags[k][i] not in ("O", f"B-{name}", f"I-{name}") for k, i in places)
            if not places or clash or tags[places[0][0]][places[0][1]][0] == "I":
                continue
            for n, (k, i) in enumerate(places):
                tags[k][i] = f"{'I' if n else 'B'}-{name}"
    return tags


def _gold_labels(e: Example) -> list[Labels]:
    """What a labeler without faults would say of each sentence."""
    found = []
    for tags, row in zip(_tags(e), e.which, strict=True):
        spans: list[Span] = []
        for i, tag in enumerate(tags):
            if tag[0] == "B":
                spans.append(Span("item" if tag.endswith("ITEM") else "channel", i, i + 1, 1.0))
            elif tag[0] == "I" and spans:
                last = spans[-1]
                spans[-1] = Span(last.kind, last.start, i + 1, 1.0)
        numbers = tuple(
            (0.0, 0.0) if g is None else (0.0, 1.0) if e.goals[g].aside else (1.0, 0.0) for g in row
        )
        found.append(Labels(tuple(spans), numbers))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A thread with the goal of each of its numbers, and where its characters stand."""

    thread: Thread
    example: Example
    goals: tuple[int | None, ...]
    places: tuple[tuple[int, int], ...]

    def goal(self, index: int) -> Goal | None:
        """The goal of a number of the thread."""
        which = self.goals[index]
        return None if which is None else self.example.goals[which]

    def totals(self) -> list[int | None]:
        """For each number the number of the thread that it is a part of."""
        known = {g: i for i, g in enumerate(self.goals) if g is not None}
        goals = [self.goal(i) for i in range(len(self.goals))]
        return [known.get(g.total) if g and g.total is not None else None for g in goals]


def cases(examples: Sequence[Example], labeler: Labeler | None) -> list[Case]:
    """The threads of ``examples`` as ``labeler`` labels them, or as a faultless one would."""
    found = []
    for at in range(0, len(examples), 64):
        chunk = examples[at : at + 64]
        batch = [(s, c) for e in chunk for s, c in zip(e.prose, e.counts, strict=True) if c]
        given = iter(labeler.label(batch)) if labeler else iter(())
        for e in chunk:
            gold = _gold_labels(e)
            rows: dict[str, list[tuple[int, Labels]]] = {}
            for place, counts in enumerate(e.counts):
                if counts:
                    labels = next(given) if labeler else gold[place]
                    rows.setdefault(e.prose[place].section, []).append((place, labels))
            for row in rows.values():
                thread = Thread.of([(p, e.prose[p], e.counts[p], ls) for p, ls in row])
                if not thread.mentions:
                    continue
                goals = {
                    (p, c.start): g
                    for p, _ in row
                    for c, g in zip(e.counts[p], e.which[p], strict=True)
                }
                number = {id(e.prose[p]): p for p, _ in row}
                found.append(
                    Case(
                        thread,
                        e,
                        tuple(
                            goals[number[id(m.sentence)], m.count.start] for m in thread.mentions
                        ),
                        tuple((p, i) for p, _ in row for i in range(len(e.prose[p].text))),
                    )
                )
    return found


def _span_targets(case: Case, kind: str, pairs: links.Pairs) -> NDArray[np.int64]:
    """1 where a span covers most of the words of the number's goal."""
    spans = case.thread.items if kind == "item" else case.thread.channels
    found = []
    for i, j in zip(*(a.tolist() for a in pairs), strict=True):
        goal = case.goal(i)
        wanted = set(getattr(goal, kind)) if goal else set()
        given = set(case.places[spans[j].start : spans[j].end])
        both = len(wanted & given)
        found.append(int(both > 0 and both >= 0.5 * min(len(wanted), len(given))))
    return np.asarray(found, dtype=np.int64)


_MORE = 4  # rounds over new data, where a model is trained further


def _fit(
    name: str,
    rows: Sequence[Array],
    goals: Sequence[Any],
    start: Narrative | None,
    *,
    hidden: int,
    rounds: int,
    seed: int,
) -> Network:
    """The network ``name``, anew or further from that of ``start``."""
    if start:
        if not rows:
            return start.networks[name]
        stacked, wanted = np.vstack(rows), np.concatenate(goals)
        return fitting.refine(start.networks[name], stacked, wanted, rounds=_MORE, seed=seed)
    return fitting.perceptron(rows, goals, hidden=hidden, rounds=rounds, seed=seed)


def fit_narrative(
    examples: Sequence[Example],
    labeler: Labeler,
    numbers: Numbers,
    *,
    seed: int,
    check: Sequence[Example],
    start: Narrative | None = None,
    progress: Progress = lambda *_: None,
) -> Narrative:
    """Links, topics and trust on top of a labeler, anew or further from those of ``start``; ``check``
    calibrates the trust."""
    train = cases(examples, labeler) + cases(examples[::2], None)
    networks: dict[str, Network] = {}
    progress("items", 0.0, None)
    networks["items"] = _fit_spans(train, "item", None, start, seed)
    reader = Narrative(numbers, labeler, {}, networks)
    items = [reader.items(c.thread, Places(c.thread)) for c in train]
    progress("topics", 0.2, None)
    networks["topics"], vocabulary, guesses = _fit_topics(train, items, start, seed)
    progress("totals", 0.5, None)
    networks["totals"] = _fit_totals(train, guesses, start, seed)
    rows, goals = [], []
    for case, guess in zip(train, guesses, strict=True):
        known = [i for i in range(len(guess)) if case.goal(i)]
        context = topics.in_context(guess, case.totals(), case.thread.mentions)
        rows.append(context[known])
        goals.append(np.asarray([g.topic for i in known if (g := case.goal(i))]))
    networks["context"] = _fit("context", rows, goals, start, hidden=48, rounds=12, seed=seed)
    progress("channels", 0.8, None)
    reader = Narrative(numbers, labeler, vocabulary, networks)
    totals = [
        reader.totals(c.thread, Places(c.thread), g) for c, g in zip(train, guesses, strict=True)
    ]
    more = [np.hstack([links.part_flags(t), g]) for t, g in zip(totals, guesses, strict=True)]
    networks["channels"] = _fit_spans(train, "channel", more, start, seed)
    # Further training shifts the scores little, and a handful of new reports cannot calibrate them.
    networks["trust"] = (
        start.networks["trust"]
        if start
        else _fit_trust(
            Narrative(numbers, labeler, vocabulary, networks), cases(check, labeler), seed
        )
    )
    assert set(networks) == set(NETWORKS)
    return Narrative(numbers, labeler, vocabulary, networks)


def _fit_spans(
    train: Sequence[Case], kind: str, more: list[Array] | None, start: Narrative | None, seed: int
) -> Network:
    rows, goals = [], []
    for n, case in enumerate(train):
        spans = case.thread.items if kind == "item" else case.thread.channels
        pairs = links.span_pairs(case.thread, spans)
        if len(pairs[0]):
            places = Places(case.thread)
            extra = more[n] if more else None
            rows.append(links.span_features(case.thread, places, spans, pairs, extra))
            goals.append(_span_targets(case, kind, pairs))
    return _fit(f"{kind}s", rows, goals, start, hidden=32, rounds=12, seed=seed)


def _fit_topics(
    train: Sequence[Case],
    items: Sequence[Sequence[Choice]],
    start: Narrative | None,
    seed: int,
    least: int = 4,
) -> tuple[Network, dict[str, int], list[Array]]:
    """The first look at topics, its vocabulary, and for every case guesses that did not see it."""
    features = [
        [topics.words(case.thread, i, item_words(case.thread, c)) for i, c in enumerate(chosen)]
        for case, chosen in zip(train, items, strict=True)
    ]
    known = [(n, i) for n, case in enumerate(train) for i in range(len(case.goals)) if case.goal(i)]
    rows = [features[n][i] for n, i in known]
    goals = np.asarray([g.topic for n, i in known if (g := train[n].goal(i))])
    words = fitting.vocabulary(rows, least, list(start.vocabulary) if start else ())
    matrix = fitting.matrix(rows, words)
    if start:
        network = fitting.refine(start.networks["topics"], matrix, goals, rounds=_MORE, seed=seed)
        return network, words, [topics.first_guess(network, words, row) for row in features]
    # Cases of one text stay together: the same sentence is in there once labelled and once faultless.
    ids = {id(e): k for k, e in enumerate(dict.fromkeys(c.example for c in train))}
    half = np.asarray([ids[id(case.example)] % 2 for case in train])
    fold = np.asarray([half[n] for n, _ in known])

    def fit(chosen: Any) -> Network:
        return fitting.linear(matrix[chosen], goals[chosen], seed=seed, strength=0.3, rounds=60)

    others = [fit(np.flatnonzero(fold != h)) for h in (0, 1)]
    guesses = [
        topics.first_guess(others[h], words, row) for h, row in zip(half, features, strict=True)
    ]
    return fit(np.arange(len(known))), words, guesses


def _fit_totals(
    train: Sequence[Case], guesses: Sequence[Array], start: Narrative | None, seed: int
) -> Network:
    rows, goals = [], []
    for case, guess in zip(train, guesses, strict=True):
        pairs = links.total_pairs(case.thread)
        if len(pairs[0]):
            totals = np.asarray([-1 if t is None else t for t in case.totals()])
            rows.append(links.total_features(case.thread, Places(case.thread), pairs, guess))
            goals.append((totals[pairs[0]] == pairs[1]).astype(np.int64))
    return _fit("totals", rows, goals, start, hidden=48, rounds=10, seed=seed)


def _fit_trust(reader: Narrative, check: Sequence[Case], seed: int) -> Network:
    """The probability that unit, item and topic of a fact are right, on texts that trained nothing."""
    rows, goals = [], []
    for case in check:
        reading = reader.link(case.thread)
        rows.append(trust_features(reading))
        goals.append(np.asarray([right(case, reading, i) for i in range(len(case.goals))]))
    # One of each kind is added, so that a check without a fault (or without a hit) proves no certainty.
    seen, told = np.vstack(rows), np.concatenate(goals)
    seen, told = np.vstack([seen, seen[:1], seen[:1]]), np.concatenate([told, [True, False]])
    return fitting.linear(seen, told, seed=seed, strength=0.1, rounds=2000)


def right(case: Case, reading: Reading, index: int) -> bool:
    """Whether a number was rightly taken for a fact, with the right unit, item and topic."""
    goal = case.goal(index)
    if goal is None:
        return False
    topic = topics.TOPICS[int(reading.topics[index].argmax())]
    unit = case.thread.mentions[index].count.unit
    return (
        (goal.unit or "") == (unit or "")
        and goal.topic == topic
        and alike(goal.words, reading.item(index))
    )


__all__ = [
    "TAGS",
    "Case",
    "Example",
    "Goal",
    "accuracy",
    "cases",
    "dictionary",
    "example",
    "fit_labeler",
    "fit_narrative",
]
