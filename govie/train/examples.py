"""Training examples for the narrative: sentences, their numbers, and the label of each word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govie import sections, tables
from govie.annotations import Annotation
from govie.bench.score import same
from govie.facts.numbers import Count, Numbers
from govie.facts.prose import Sentence, sentences
from govie.facts.spans import Labels, Span
from govie.text.source import Source

Place = tuple[int, int]  # sentence, character


@dataclass(frozen=True, slots=True)
class Goal:
    """An annotated fact. ``words``: the text of its item; ``aside``: whether the fact is optional; ``item``,
    ``channel``: the place of each of their characters (sentence, offset), empty if unknown; ``total``: the index of
    the goal that it is a part of."""

    topic: str
    words: str
    unit: str | None
    aside: bool
    item: tuple[Place, ...]
    channel: tuple[Place, ...]
    total: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A text's sentences and their numbers; ``which``: the index of each number's goal, or ``None``."""

    prose: tuple[Sentence, ...]
    counts: tuple[tuple[Count, ...], ...]
    goals: tuple[Goal, ...]
    which: tuple[tuple[int | None, ...], ...]


def units(records: Iterable[Annotation]) -> set[str]:
    """The measure words in the annotations."""
    return {f.unit for r in records for f in r.facts or () if f.unit}


def example(record: Annotation, numbers: Numbers) -> Example:
    """The training example of an annotated text."""
    source = Source.of(record.text)
    starts = [(source.to_view(s.start), s.name) for s in record.sections or ()]
    cells = {c.path: c for c in record.cells or ()}
    _, labels = sections.gather(source, sections.NOTHING)
    extents = tables.table_spans(source, labels if cells else {}, cells)
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
            _located(prose, where, f.item, f.item_start, f.item_end, f.start),
            _located(prose, where, f.channel, f.channel_start, f.channel_end, f.start),
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
            overlap = (i for i, f in enumerate(facts) if f.start < right and left < f.end)
            row.append(next((i for i in overlap if same(facts[i].value, count.value)), None))
        which.append(tuple(row))
    return Example(prose, counts, goals, tuple(which))


def number_tag(e: Example, place: int, number: int) -> str:
    """The gold label of a number of the sentence ``place``."""
    goal = e.which[place][number]
    return "O" if goal is None else "ASIDE" if e.goals[goal].aside else "COUNT"


def tags(e: Example) -> list[list[str]]:
    """The gold labels of the characters of each sentence, apart from numbers."""
    found = [["O"] * len(s.text) for s in e.prose]
    for goal in e.goals:
        for places, name in ((goal.channel, "CHANNEL"), (goal.item, "ITEM")):
            clash = any(found[k][i] not in ("O", f"B-{name}", f"I-{name}") for k, i in places)
            if not places or clash or found[places[0][0]][places[0][1]][0] == "I":
                continue
            for n, (k, i) in enumerate(places):
                found[k][i] = f"{'I' if n else 'B'}-{name}"
    return found


def gold_labels(e: Example) -> list[Labels]:
    """The labels that a faultless labeler would give each sentence."""
    found = []
    for row_tags, row in zip(tags(e), e.which, strict=True):
        spans: list[Span] = []
        for i, tag in enumerate(row_tags):
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


def _located(
    prose: Sequence[Sentence],
    where: Mapping[int, Place],
    phrase: str | None,
    start: int | None,
    end: int | None,
    near: int,
) -> tuple[Place, ...]:
    """The places of the characters of ``phrase``: the annotated span, else its occurrence nearest to raw offset
    ``near``.

    ``where`` maps a raw offset to a place. Empty where the phrase does not occur contiguously.
    """
    if not phrase:
        return ()
    if start is not None and end is not None and start >= 0:
        return tuple(where[i] for i in range(start, end) if i in where)
    home = where.get(near)
    if home is None:
        return ()
    sentence, at = home
    wanted = re.sub(r"\s+", "", phrase)
    best: tuple[int, int, int] | None = None
    for k in range(max(0, sentence - 3), min(len(prose), sentence + 2)):
        for match in re.finditer(re.escape(wanted), prose[k].text):
            before = (k, match.end()) <= (sentence, at)
            far = abs(match.start() - at) if k == sentence else 200 * abs(k - sentence)
            cost = far + (0 if before else 60)
            if best is None or cost < best[0]:
                best = (cost, k, match.start())
    if best is None:
        return ()
    return tuple((best[1], best[2] + i) for i in range(len(wanted)))


def squeezed(text: str) -> str:
    """``text`` with its characters normalized as in a view, without white space."""
    return re.sub(r"\s+", "", Source.of(text).view)
