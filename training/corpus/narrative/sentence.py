"""Filled sentences: a text with its counts, and how sentences are put one after another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from training.corpus.report import Fact


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact with the places of its words; ``optional`` ones are not scored."""

    fact: Fact
    item: tuple[int, int] | None
    channel: tuple[int, int] | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """``part_of`` of a fact is an index among ``mentions``, also over the optional ones."""

    text: str
    mentions: tuple[Mention, ...]
    patterns: tuple[str, ...]


def join(sentences: list[Sentence], between: str = "") -> Sentence:
    """Sentences one after another, as one."""
    text = ""
    mentions: list[Mention] = []
    ids: list[str] = []
    for i, sentence in enumerate(sentences):
        if i:
            text += between
        mentions += moved(sentence.mentions, len(text), len(mentions))
        text += sentence.text
        ids += sentence.patterns
    return Sentence(text, tuple(mentions), tuple(ids))


def moved(mentions: tuple[Mention, ...], by: int, after: int = 0) -> list[Mention]:
    """The mentions ``by`` characters later, behind ``after`` other mentions."""

    def shift(place: tuple[int, int] | None) -> tuple[int, int] | None:
        return place and (place[0] + by, place[1] + by)

    return [
        Mention(
            replace(
                m.fact,
                start=m.fact.start + by,
                end=m.fact.end + by,
                part_of=None if m.fact.part_of is None else m.fact.part_of + after,
            ),
            shift(m.item),
            shift(m.channel),
            m.optional,
        )
        for m in mentions
    ]


def prefixed(prefix: str, sentence: Sentence) -> Sentence:
    """The sentence with words in front of it."""
    return Sentence(
        prefix + sentence.text,
        tuple(moved(sentence.mentions, len(prefix))),
        sentence.patterns,
    )


def facts(sentence: Sentence) -> tuple[Fact, ...]:
    """The facts that count: without the optional ones, links renumbered."""
    return _linked([m for m in sentence.mentions if not m.optional], sentence)


def optional(sentence: Sentence) -> tuple[Fact, ...]:
    """The counts that are not scored, without links to those that are."""
    return _linked([m for m in sentence.mentions if m.optional], sentence)


def _linked(kept: list[Mention], sentence: Sentence) -> tuple[Fact, ...]:
    place = {id(mention): i for i, mention in enumerate(kept)}
    found = []
    for mention in kept:
        of = mention.fact.part_of
        item, channel = mention.item or (-1, -1), mention.channel or (-1, -1)
        found.append(
            replace(
                mention.fact,
                part_of=None if of is None else place.get(id(sentence.mentions[of])),
                item_start=item[0],
                item_end=item[1],
                channel_start=channel[0],
                channel_end=channel[1],
            )
        )
    return tuple(found)
