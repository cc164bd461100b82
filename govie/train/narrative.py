"""Trains the links, topics and confidence of facts, each component on the noisy output of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
from govie.facts.labeler import Labeler
from govie.facts.links import Batch
from govie.facts.numbers import Numbers
from govie.facts.passages import Passage
from govie.facts.spans import Labels
from govie.networks import Array, Network
from govie.train import fitting
from govie.train.examples import Example, Goal, gold_labels, squeezed
from govie.train.labeler import Progress


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A passage with the index of each number's goal, and sentence and offset of each of its characters."""

    passage: Passage
    example: Example
    goals: tuple[int | None, ...]
    places: tuple[tuple[int, int], ...]

    def goal(self, index: int) -> Goal | None:
        """The annotated goal of a number of the passage."""
        which = self.goals[index]
        return None if which is None else self.example.goals[which]

    def totals(self) -> list[int | None]:
        """The index in the passage of each number's total, or ``None``."""
        known = {g: i for i, g in enumerate(self.goals) if g is not None}
        goals = [self.goal(i) for i in range(len(self.goals))]
        return [known.get(g.total) if g and g.total is not None else None for g in goals]


def cases(examples: Sequence[Example], labeler: Labeler | None) -> list[Case]:
    """The passages of ``examples`` with the labels of ``labeler``; without one, with gold labels."""
    found = []
    for at in range(0, len(examples), 64):
        chunk = examples[at : at + 64]
        batch = [[(s, c) for s, c in zip(e.prose, e.counts, strict=True) if c] for e in chunk]
        given = chain.from_iterable(labeler.label(batch)) if labeler else iter(())
        for e in chunk:
            gold = gold_labels(e)
            rows: dict[str, list[tuple[int, Labels]]] = {}
            for place, counts in enumerate(e.counts):
                if counts:
                    labels = next(given) if labeler else gold[place]
                    rows.setdefault(e.prose[place].section, []).append((place, labels))
            for row in rows.values():
                passage = Passage.of([(p, e.prose[p], e.counts[p], ls) for p, ls in row])
                if not passage.mentions:
                    continue
                goals = {
                    (p, c.start): g
                    for p, _ in row
                    for c, g in zip(e.counts[p], e.which[p], strict=True)
                }
                number = {id(e.prose[p]): p for p, _ in row}
                found.append(
                    Case(
                        passage,
                        e,
                        tuple(
                            goals[number[id(m.sentence)], m.count.start] for m in passage.mentions
                        ),
                        tuple((p, i) for p, _ in row for i in range(len(e.prose[p].text))),
                    )
                )
    return found


def _span_targets(case: Case, kind: str, pairs: links.Pairs) -> NDArray[np.int64]:
    """For each pair 1 where the span covers most of the annotated item or channel of the number, else 0."""
    spans = case.passage.items if kind == "item" else case.passage.channels
    found = []
    for i, j in zip(*(a.tolist() for a in pairs), strict=True):
        goal = case.goal(i)
        wanted = set(getattr(goal, kind)) if goal else set()
        given = set(case.places[spans[j].start : spans[j].end])
        both = len(wanted & given)
        found.append(int(both > 0 and both >= 0.5 * min(len(wanted), len(given))))
    return np.asarray(found, dtype=np.int64)


_MOST_ROWS = 1_200_000  # pairs of numbers and candidates; more do not improve the networks
_MORE = 4  # epochs of fine-tuning
_LEAST = 7  # occurrences of a feature of topics


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
    """The network ``name``, trained from scratch or starting from that of ``start``."""
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
    """The narrative model on top of a labeler, trained from scratch or starting from ``start``.

    ``check``: the examples on which its confidence is calibrated.
    """
    train = cases(examples, labeler) + cases(examples[::2], None)
    networks: dict[str, Network] = {}
    progress("items", 0.0, None)
    networks["items"] = _fit_spans(train, "item", None, start, seed)
    reader = Narrative(numbers, labeler, topics.Vocabulary(()), networks)
    batches = [Batch([c.passage]) for c in train]
    items = [reader.items(b) for b in batches]
    progress("topics", 0.2, None)
    networks["topics"], vocabulary, guesses = _fit_topics(train, items, start, seed)
    progress("totals", 0.5, None)
    networks["totals"] = _fit_totals(train, guesses, start, seed)
    # Fine-tuning keeps this network: it must be trained on probabilities for texts that the first did not see.
    networks["context"] = start.networks["context"] if start else _fit_context(train, guesses, seed)
    progress("channels", 0.8, None)
    words = topics.Vocabulary(vocabulary)
    reader = Narrative(numbers, labeler, words, networks)
    totals = [reader.totals(*b) for b in zip(batches, guesses, items, strict=True)]
    more = [np.hstack([links.part_flags(t), g]) for t, g in zip(totals, guesses, strict=True)]
    networks["channels"] = _fit_spans(train, "channel", more, start, seed)
    # Fine-tuning changes the scores little, and a few new reports are not enough to calibrate them.
    networks["trust"] = (
        start.networks["trust"]
        if start
        else _fit_trust(Narrative(numbers, labeler, words, networks), cases(check, labeler), seed)
    )
    assert set(networks) == set(NETWORKS)
    return Narrative(numbers, labeler, words, networks)


def _step(train: Sequence[Case], candidates: int) -> int:
    """The step through ``train`` that limits the pairs to ``_MOST_ROWS``; ``candidates``: for each number."""
    return max(1, candidates * sum(len(c.passage.mentions) for c in train) // _MOST_ROWS)


def _fit_spans(
    train: Sequence[Case], kind: str, more: list[Array] | None, start: Narrative | None, seed: int
) -> Network:
    rows, goals = [], []
    step = _step(train, links.REACH_ITEMS)
    for n in range(0, len(train), step):
        case = train[n]
        batch = Batch([case.passage])
        spans = batch.items if kind == "item" else batch.channels
        pairs = links.span_pairs(batch, spans)
        if len(pairs[0]):
            rows.append(links.span_features(batch, spans, pairs, more[n] if more else None))
            goals.append(_span_targets(case, kind, pairs))
    return _fit(f"{kind}s", rows, goals, start, hidden=32, rounds=12, seed=seed)


def _fit_topics(
    train: Sequence[Case],
    items: Sequence[Sequence[Choice]],
    start: Narrative | None,
    seed: int,
) -> tuple[Network, dict[str, int], list[Array]]:
    """The first classifier of topics, its vocabulary, and cross-validated probabilities for every case."""
    features = [
        [topics.words(case.passage, i, item_words(case.passage, c)) for i, c in enumerate(chosen)]
        for case, chosen in zip(train, items, strict=True)
    ]
    known = [(n, i) for n, case in enumerate(train) for i in range(len(case.goals)) if case.goal(i)]
    rows = [features[n][i] for n, i in known]
    goals = np.asarray([g.topic for n, i in known if (g := train[n].goal(i))])
    words = fitting.vocabulary(rows, _LEAST, list(start.vocabulary) if start else ())
    matrix = fitting.matrix(rows, words)
    if start:
        network = fitting.refine(start.networks["topics"], matrix, goals, rounds=_MORE, seed=seed)
        return network, words, [topics.first_guess(network, words, row) for row in features]
    # The cases of one text are in one fold, since its sentences occur with predicted and with gold labels.
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


def _fit_context(train: Sequence[Case], guesses: Sequence[Array], seed: int) -> Network:
    rows, goals = [], []
    for case, guess in zip(train, guesses, strict=True):
        known = [i for i in range(len(guess)) if case.goal(i)]
        context = topics.in_context(guess, case.totals(), case.passage.mentions)
        rows.append(context[known])
        goals.append(np.asarray([g.topic for i in known if (g := case.goal(i))]))
    return fitting.perceptron(rows, goals, hidden=48, rounds=12, seed=seed)


def _fit_totals(
    train: Sequence[Case], guesses: Sequence[Array], start: Narrative | None, seed: int
) -> Network:
    rows, goals = [], []
    step = _step(train, links.REACH_TOTALS // 2)
    for case, guess in zip(train[::step], guesses[::step], strict=True):
        batch = Batch([case.passage])
        pairs = links.total_pairs(batch)
        if len(pairs[0]):
            totals = np.asarray([-1 if t is None else t for t in case.totals()])
            sums = links.total_sums(batch, pairs)
            rows.append(links.total_features(batch, pairs, sums, guess))
            goals.append((totals[pairs[0]] == pairs[1]).astype(np.int64))
    return _fit("totals", rows, goals, start, hidden=48, rounds=10, seed=seed)


def _fit_trust(reader: Narrative, check: Sequence[Case], seed: int) -> Network:
    """The network for the probability that all of a fact is right, fitted on held-out texts."""
    rows, goals = [], []
    for case, reading in zip(check, reader.link([c.passage for c in check]), strict=True):
        rows.append(trust_features(reading))
        totals = case.totals()
        goals.append(np.asarray([right(case, reading, i, totals) for i in range(len(totals))]))
    # One right and one wrong fact are added, so that there are two classes whatever the texts hold.
    first = rows[0][:1]
    features = np.vstack([*rows, first, first])
    targets = np.concatenate([*goals, [True, False]])
    return fitting.linear(features, targets, seed=seed, strength=0.1, rounds=2000)


def right(case: Case, reading: Reading, index: int, totals: Sequence[int | None]) -> bool:
    """Whether a number is a fact all of whose fields are right: the unit, the item to the letter, the topic, the
    channel and the total. ``totals``: those of the case.
    """
    goal = case.goal(index)
    if goal is None:
        return False
    topic = topics.TOPICS[int(reading.topics[index].argmax())]
    unit = case.passage.mentions[index].count.unit
    return (
        (goal.unit or "") == (unit or "")
        and goal.topic == topic
        and squeezed(goal.words) == squeezed(item_words(case.passage, reading.items[index]))
        and reading.totals[index].index == totals[index]
        and _same_channel(case, goal, reading.channels[index].index)
    )


def _same_channel(case: Case, goal: Goal, chosen: int | None) -> bool:
    if chosen is None or not goal.channel:
        return chosen is None and not goal.channel
    span = case.passage.channels[chosen]
    return not set(goal.channel).isdisjoint(case.places[span.start : span.end])
