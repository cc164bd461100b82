"""Extracts facts, the counts that a narrative states: sentences → numbers → labels → links → topics → facts.

The sequence labeler classifies numbers as counts or not, and marks the spans of items and channels. Small networks
then link each number with its item, channel and total, and classify its topic. Sentences without a number are
skipped, and the sentences of many reports are labelled as one batch.

    ``prose``       sentences of the narrative
    ``numbers``     numbers in them: span, value, bound, measure word
    ``words``       words of a sentence, with features
    ``passages``    sentences of a section as one text for the networks
    ``labeler``     counts or not; which words are items and channels
    ``layers``      … its network as arrays
    ``spans``       … from labels of words to spans
    ``links``       each count with its item, channel and total
    ``readings``    what linking results in
    ``topics``      each count's topic
    ``counts``      features of counts for the rules that follow
    ``breakdowns``  links that a list as a whole shows
    ``indicators``  wordings of items as indicators
    ``patterns``    words around counts
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, islice, pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from govie.facts import breakdowns, indicators, links, topics
from govie.facts.labeler import Labeler
from govie.facts.links import Batch
from govie.facts.numbers import Count, Numbers
from govie.facts.passages import Passage
from govie.facts.prose import Sentence
from govie.facts.readings import Choice, Reading, item_words, trust_features, without_circles
from govie.networks import Array, Network
from govie.report import Fact
from govie.text.source import Source

Prose = Sequence[Sentence]
Item = TypeVar("Item")

LEAST_TRUST = 0.01
"""The lowest confidence of a fact that is reported: below it most numbers count nothing, such as those of damaged
tables. A number that almost certainly is a count is reported all the same."""
_SURELY = 0.95  # the probability of a count from which ``LEAST_TRUST`` does not apply

_PART = 0.35  # least score of a link to a total; at this one more links are found than invented on validation
NETWORKS = ("items", "channels", "totals", "topics", "context", "trust")


@dataclass(frozen=True, slots=True, eq=False)
class Narrative:
    """The trained components that extract facts from prose."""

    numbers: Numbers
    labeler: Labeler
    vocabulary: topics.Vocabulary
    networks: dict[str, Network]
    """By name: ``items``, ``channels``, ``totals`` (scores of links), ``topics`` and ``context`` (the first and the
    second classification of topics), ``trust`` (the probability that a fact is right)."""

    def read(self, reports: Sequence[tuple[Source, Prose]]) -> list[tuple[Fact, ...]]:
        """The facts of each report, in the order of its text.

        A report is read to its first ``MOST_NUMBERS`` numbers, or ``MOST_CHARACTERS`` characters of sentences that
        have numbers.
        """
        passages = self.passages([prose for _, prose in reports])
        readings = self.link([t for each in passages for t in each])
        sure = iter(zip(readings, self.trusts(readings), strict=True))
        found = []
        for (source, _), each in zip(reports, passages, strict=True):
            facts: list[Fact] = []
            for reading, trust in islice(sure, len(each)):
                facts += _facts(source, reading, trust, len(facts))
            found.append(tuple(facts))
        return found

    def passages(self, reports: Sequence[Prose]) -> list[list[Passage]]:
        """The passages of each report: the sentences of a section that have numbers, cut after 160 numbers."""
        batch: list[list[tuple[Sentence, list[Count]]]] = []
        where: list[list[int]] = []
        for sentences in reports:
            batch.append([])
            where.append([])
            left, length = MOST_NUMBERS, 0
            known: set[str] = set()
            for place, sentence in enumerate(sentences):
                text = sentence.text
                if len(text) >= _LONG:
                    if text in known:
                        continue  # pages hold their text twice, for instance once for mobile phones
                    known.add(text)
                counts = self.numbers.find(text)
                if counts and _is_prose(text, len(counts)):
                    left -= len(counts)
                    length += len(text)
                    if left < 0 or length > MOST_CHARACTERS:
                        break
                    batch[-1].append((sentence, counts))
                    where[-1].append(place)
        passages: list[list[Passage]] = []
        # batches of bounded length, since the labeler's memory grows with it
        together = _parts(batch, _length, 2 * MOST_CHARACTERS)
        labeled = [each for part in together for each in self.labeler.label(part)]
        for places, found, labels in zip(where, batch, labeled, strict=True):
            rows = [
                (p, s, c, given) for p, (s, c), given in zip(places, found, labels, strict=True)
            ]
            parts = [
                Passage.of(part)
                for _, group in groupby(rows, key=lambda row: row[1].section)
                for part in _parts(group, lambda row: len(row[2]), _MOST_IN_PASSAGE)
            ]
            passages.append([passage for passage in parts if passage.mentions])
        return passages

    def link(self, passages: Sequence[Passage]) -> list[Reading]:
        """The links and topic of each number, one ``Reading`` for each of ``passages``."""
        return [
            reading
            for part in _parts(passages, _cost, _LARGEST_BATCH)
            for reading in self._linked(part)
        ]

    def _linked(self, passages: Sequence[Passage]) -> list[Reading]:
        batch = Batch(passages)
        items = self.items(batch)
        guesses = self.guesses(batch, items)
        totals = self.totals(batch, guesses, items)
        channels = self.channels(batch, totals, guesses)
        cuts = [slice(*pair) for pair in pairwise(batch.bounds.tolist())]
        context = [
            topics.in_context(guesses[cut], [c.index for c in totals[cut]], t.mentions)
            for t, cut in zip(passages, cuts, strict=True)
        ]
        network = self.networks["context"]
        named = topics.ordered(network.predict(np.concatenate(context), batch.bounds), network)
        readings = [
            Reading(t, items[cut], channels[cut], totals[cut], named[cut])
            for t, cut in zip(passages, cuts, strict=True)
        ]
        return [replace(r, topics=_decided(r)) for r in readings]

    def items(self, batch: Batch) -> tuple[Choice, ...]:
        """The item of each number: the best candidate in reach, however low its score."""
        pairs = links.span_pairs(batch, batch.items)
        features = links.span_features(batch, batch.items, pairs)
        return self._choose("items", batch, pairs, features, batch.items.bounds, 0.0)

    def guesses(self, batch: Batch, items: Sequence[Choice]) -> Array:
        """Topic probabilities by the words around each number alone, ``(numbers, topics)``."""
        places = ((t, i) for t in batch.passages for i in range(len(t.mentions)))
        rows = [
            self.vocabulary.row(passage, i, item_words(passage, choice))
            for (passage, i), choice in zip(places, items, strict=True)
        ]
        return topics.guessed(self.networks["topics"], rows)

    def totals(self, batch: Batch, guesses: Array, items: Sequence[Choice]) -> tuple[Choice, ...]:
        """The total that each number is a part of, if any, counted from the passage's first number."""
        pairs = links.total_pairs(batch)
        sums = links.total_sums(batch, pairs)
        features = links.total_features(batch, pairs, sums, guesses)
        scores = self.networks["totals"].predict(features, batch.by_passage(pairs))[:, 0]
        best = links.choose(pairs, scores, len(batch.mentions))
        likely = [
            Choice(*b) if b and b[1] >= _PART else Choice(None, b[1] if b else 0.0) for b in best
        ]
        counted = [topics.TOPICS[n] for n in guesses.argmax(axis=1)]
        words = [
            item_words(batch.passages[of], item)
            for of, item in zip(batch.of.tolist(), items, strict=True)
        ]
        complete = breakdowns.completed(batch, best, likely, counted, words)
        firsts = batch.bounds[batch.of].tolist()
        chosen = [
            replace(c, index=c.index - first) if c.index is not None else c
            for c, first in zip(complete, firsts, strict=True)
        ]
        bounds = pairwise(batch.bounds.tolist())
        return tuple(c for start, end in bounds for c in without_circles(chosen[start:end]))

    def channels(
        self, batch: Batch, totals: Sequence[Choice], guesses: Array
    ) -> tuple[Choice, ...]:
        """The channel of each number, if one governs it (``links.governs``)."""
        pairs = links.span_pairs(batch, batch.channels)
        more = np.hstack([links.part_flags(totals), guesses])
        features = links.span_features(batch, batch.channels, pairs, more)
        chosen = self._choose("channels", batch, pairs, features, batch.channels.bounds, 0.5)
        passages = (batch.passages[of] for of in batch.of.tolist())
        return tuple(
            c
            if c.index is None or links.governs(passage, passage.channels[c.index], mention)
            else Choice(None, 1 - c.score)
            for passage, mention, c in zip(passages, batch.mentions, chosen, strict=True)
        )

    def _choose(
        self,
        name: str,
        batch: Batch,
        pairs: links.Pairs,
        features: Array,
        firsts: links.Indices,
        threshold: float,
    ) -> tuple[Choice, ...]:
        """The best candidate of each number by the network ``name``, if it scores at least ``threshold``.

        ``firsts``: the index in the batch of each passage's first candidate, from which choices are counted.
        """
        scores = self.networks[name].predict(features, batch.by_passage(pairs))[:, 0]
        best = links.choose(pairs, scores, len(batch.mentions))
        of = batch.of.tolist()
        return tuple(
            Choice(None, b[1] if b else 0.0)
            if b is None or b[1] < threshold
            else Choice(b[0] - int(firsts[of[i]]), b[1], b[2])
            for i, b in enumerate(best)
        )

    def trusts(self, readings: Sequence[Reading]) -> list[list[float]]:
        """The probability that a fact is right, for each number of each reading."""
        if not readings:
            return []
        bounds = [0, *accumulate(len(r.passage.mentions) for r in readings)]
        features = np.concatenate([*map(trust_features, readings)])
        given = self.networks["trust"].predict(features, bounds)[:, 0].tolist()
        return [given[start:end] for start, end in pairwise(bounds)]

    def save(self, folder: Path) -> None:
        """Write the trained parts into ``folder``, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.labeler.save(folder / "labeler")
        for name, network in self.networks.items():
            network.save(folder / f"{name}.npz")
        words = {"units": list(self.numbers.units), "vocabulary": list(self.vocabulary)}
        data = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
        (folder / "words.json").write_text(data, "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Narrative:
        """Read what ``save`` wrote."""
        words: dict[str, Any] = json.loads((folder / "words.json").read_text("utf-8"))
        return cls(
            Numbers(words["units"]),
            Labeler.load(folder / "labeler"),
            topics.Vocabulary(words["vocabulary"]),
            {name: Network.load(folder / f"{name}.npz") for name in NETWORKS},
        )


def _decided(reading: Reading) -> Array:
    passage = reading.passage
    items = [item_words(passage, choice) for choice in reading.items]
    return topics.decided(reading.topics, passage, items, [c.index for c in reading.totals])


def _parts(items: Iterable[Item], size: Callable[[Item], int], most: int) -> Iterator[list[Item]]:
    """``items`` in parts whose sizes add up to at most ``most``; a larger item is a part of its own."""
    part: list[Item] = []
    whole = 0
    for item in items:
        own = size(item)
        if part and whole + own > most:
            yield part
            part, whole = [], 0
        part.append(item)
        whole += own
    if part:
        yield part


def _length(report: Sequence[tuple[Sentence, list[Count]]]) -> int:
    return sum(len(sentence.text) for sentence, _ in report)


MOST_NUMBERS = 3_000
"""Numbers that are read of one text; a narrative has a few hundred at most."""
MOST_CHARACTERS = 60_000
"""Characters of sentences with numbers that are read of one text: the longest narratives have half as many, and the
labeler takes 4 KB of memory for each."""

# Sentences of prose have fewer numbers than this, and links do not reach farther: beyond that a text is the remains
# of a table, or noise.
_MOST_IN_SENTENCE = 80
_MOST_IN_PASSAGE = 160
_LARGEST_BATCH = 30_000  # characters of passages that are linked at once
_NUMBER_COST = 37  # characters that take as much memory as a number with its candidates
_WORDY = 0.3  # the least share of Chinese characters in prose
_LONG = 15  # characters: a sentence this long that occurs a second time is a copy
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def _is_prose(text: str, counts: int) -> bool:
    chinese = sum(map(len, _CHINESE.findall(text)))
    return counts <= _MOST_IN_SENTENCE and chinese >= _WORDY * len(text)


def _cost(passage: Passage) -> int:
    """The size of a passage for a batch: its characters or, if these take more memory, its numbers."""
    return max(len(passage.text), _NUMBER_COST * len(passage.mentions))


def _facts(source: Source, reading: Reading, trust: Sequence[float], known: int) -> list[Fact]:
    """The facts of a passage; ``known``: the number of facts before it in the report."""
    passage = reading.passage
    kept = [
        i
        for i, m in enumerate(passage.mentions)
        if not m.aside and (trust[i] >= LEAST_TRUST or m.likely >= _SURELY)
    ]
    order = {i: known + n for n, i in enumerate(kept)}
    facts = []
    for i in kept:
        mention = passage.mentions[i]
        at = mention.sentence.places
        start = source.to_raw(at[mention.start - mention.offset])
        end = source.to_raw(at[mention.end - mention.offset - 1]) + 1
        total = reading.totals[i].index
        item, channel = reading.printed(source, i)
        topic = topics.TOPICS[int(reading.topics[i].argmax())]
        facts.append(
            Fact(
                topic=topic,
                item=item,
                value=mention.count.value,
                unit=mention.count.unit,
                bound=mention.count.bound,
                channel=channel,
                part_of=order.get(total) if total is not None else None,
                start=start,
                end=end,
                confidence=round(trust[i], 4),
                kind=indicators.kind(topic, item),
            )
        )
    return facts


__all__ = ["Choice", "Narrative", "Reading", "item_words", "trust_features"]
