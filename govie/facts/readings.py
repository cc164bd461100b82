"""The result of linking: the item, channel, total and topic of each number of a passage, with scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from govie.facts.passages import Passage
from govie.facts.spans import Span
from govie.networks import Array
from govie.records import record
from govie.text.source import Source


@record(frozen=True, slots=True)
class Choice:
    """A choice among candidates: the index of the best (``None``: none of them), its score, the second best's score."""

    index: int | None
    score: float
    second: float = 0.0


@record(frozen=True, slots=True, eq=False)
class Reading:
    """The choices for the numbers of one passage, in the order of its numbers."""

    passage: Passage
    items: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    totals: tuple[Choice, ...]
    topics: Array  # probabilities, (numbers, topics)

    def printed(self, source: Source, index: int) -> tuple[str, str | None]:
        """Item and channel of a number as the raw text prints them; an item of "" where none was chosen."""
        passage, item, channel = self.passage, self.items[index].index, self.channels[index].index
        return (
            "" if item is None else _printed(source, passage, passage.items[item]),
            None if channel is None else _printed(source, passage, passage.channels[channel]),
        )


def item_words(passage: Passage, choice: Choice) -> str:
    """The words of the chosen item in the passage's text; "" where no item was chosen."""
    if choice.index is None:
        return ""
    span = passage.items[choice.index]
    return passage.text[span.start : span.end]


def _printed(source: Source, passage: Passage, span: Span) -> str:
    raw = source.raw
    return "".join(raw[source.to_raw(at)] for at in passage.places[span.start : span.end]).strip()


def without_circles(chosen: Sequence[Choice]) -> list[Choice]:
    """``chosen`` totals without cycles (a number that is part of its own part): the weakest link of each is removed."""
    kept = list(chosen)
    for i in range(len(kept)):
        path: list[int] = []
        at: int | None = i
        while at is not None and at not in path:
            path.append(at)
            at = kept[at].index
        if at is not None:
            circle = path[path.index(at) :]
            weakest = min(circle, key=lambda n: kept[n].score)
            kept[weakest] = Choice(None, 1 - kept[weakest].score)
    return kept


def trust_features(reading: Reading) -> Array:
    """The features of the facts' confidence, ``(numbers, features)``: the score and margin of each choice, and flags."""
    passage = reading.passage
    ranked = np.sort(reading.topics, axis=1)
    chances, flags = [], []
    for i, mention in enumerate(passage.mentions):
        item, channel, total = reading.items[i], reading.channels[i], reading.totals[i]
        span = passage.items[item.index] if item.index is not None else _NO_SPAN
        where = passage.channels[channel.index] if channel.index is not None else None
        chances.append(
            [
                mention.likely,
                ranked[i, -1],
                ranked[i, -1] - ranked[i, -2],
                item.score,
                item.score - item.second,
                span.score,
                span.edges,
                channel.score if where else 1 - channel.score,
                where.edges if where else 1.0,
                total.score if total.index is not None else 1 - total.score,
                total.score - total.second if total.index is not None else 1.0,
            ]
        )
        flags.append(
            [
                mention.aside,
                item.index is None,
                span.known,
                span.known < 1,
                where is not None,
                total.index is not None,
                mention.count.unit is None,
                mention.count.chinese,
                min(span.end - span.start, 20) / 20,
            ]
        )
    given = np.asarray(chances, dtype=np.float32).reshape(len(chances), 11)
    # Most of the difference between right and wrong links lies between high and very high scores.
    given = np.clip(given, 1e-3, 1 - 1e-3)
    odds = np.log(given / (1 - given)) / 3
    weakest = np.sort(odds, axis=1)[:, :3]
    kinds = np.asarray(flags, dtype=np.float32).reshape(len(flags), 9)
    return np.hstack([given, odds, weakest, kinds])


_NO_SPAN = Span("item", 0, 0, 0.0, 0.0, 1.0)
