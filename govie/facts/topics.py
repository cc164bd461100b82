"""Classifies each number's topic, one of the closed list ``TOPICS`` that ``annotations/schema.json`` gives.

A linear classifier over the words around the number comes first. A second classifier also uses the first one's
probabilities for the number's total and neighbors, since the parts of a disclosed total are disclosed as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count

import numpy as np

from govie import toml
from govie.facts.passages import Mention, Passage
from govie.networks import Array, Network
from govie.schema import topics

TOPICS = topics()

_WORDS = toml.read("facts/words.toml")
_DECIDED = [
    (
        re.compile(f"(?:{rule['words']})$"),
        [TOPICS.index(topic) for topic in rule["from"]],
        TOPICS.index(rule["to"]),
    )
    for rule in _WORDS["decided"]
]
_PUBLISHED = re.compile(_WORDS["verbs"]["published"])
_MADE = re.compile(_WORDS["verbs"]["made"])
_DISCLOSED, _DOCUMENTS = TOPICS.index("disclosed"), TOPICS.index("normative_documents")
_CLOSED, _OTHER = TOPICS.index("requests_closed"), TOPICS.index("other")
_CLAUSE = re.compile(r"[，。;!?:()]")
_SKIP = re.compile(r"[\d,.%]+")


def _grams(zone: str, text: str, sizes: tuple[int, ...]) -> list[str]:
    return [zone + text[i : i + size] for size in sizes for i in range(len(text) - size + 1)]


_Zone = tuple[str, str, tuple[int, ...]]
"""A prefix, a text, and the sizes of the text's n-grams that are features; without sizes the text is one feature."""


def words(passage: Passage, index: int, item: str) -> list[str]:
    """The features of number ``index``: character n-grams of its item, of the words before and after it and of the
    sub-heading, its unit, its section."""
    return [word for zone in _zones(passage, index, item) for word in _words(*zone)]


def _words(mark: str, text: str, sizes: tuple[int, ...]) -> list[str]:
    """The features of a zone."""
    return [*dict.fromkeys(_grams(mark, text, sizes))] if sizes else [mark + text]


def _zones(passage: Passage, index: int, item: str) -> list[_Zone]:
    """The zones of text around number ``index`` that give features; prefixes keep their features apart."""
    mention = passage.mentions[index]
    text = passage.text
    before = passage.mentions[index - 1].end if index else 0
    lead_start = max(before, mention.offset, mention.start - 30)
    lead = text[lead_start : mention.start]
    governing = _SKIP.sub("0", text[max(mention.offset, lead_start - 60) : lead_start])
    tail = text[mention.end : mention.end + 14]
    stop = _CLAUSE.search(tail)
    near = tail[: stop.start()] if stop else tail
    far = tail[stop.start() :] if stop else ""
    unit = mention.count.unit or ""
    return [
        ("i", item, (1, 2, 3)),
        ("I", item, ()),
        ("l", lead, (2, 3)),
        ("g", governing, (2,)),
        ("t", near, (1, 2, 3)),
        ("f", far, (2,)),
        ("h", mention.sentence.heading[:24], (2,)),
        ("u", unit, ()),
        ("U", unit + item[-2:], ()),
        ("s", mention.sentence.section, ()),
        ("0" if mention.count.value == 0 else "n", "", ()),
    ]


class Vocabulary(dict[str, int]):
    """The index of each feature of the training data."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(zip(words, count(), strict=False))
        # cached: most zones recur, in a report and in others
        self._numbers = lru_cache(20_000)(self._of)

    def row(self, passage: Passage, index: int, item: str) -> list[int]:
        """The indices of the known features of number ``index`` (see ``words``)."""
        return [n for zone in _zones(passage, index, item) for n in self._numbers(*zone)]

    def _of(self, mark: str, text: str, sizes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(n for n in map(self.get, _words(mark, text, sizes)) if n is not None)


def first_guess(network: Network, vocabulary: dict[str, int], features: list[list[str]]) -> Array:
    """Topic probabilities from each number's own features, ``(numbers, topics)``."""
    rows = [[i for i in map(vocabulary.get, row) if i is not None] for row in features]
    return guessed(network, rows)


def guessed(network: Network, rows: list[list[int]]) -> Array:
    """As ``first_guess``, from the indices of the features."""
    return ordered(network.predict_sparse(rows), network)


def ordered(given: Array, network: Network) -> Array:
    """A network's probabilities in the order of ``TOPICS``; 0 for topics that are no outputs of the network."""
    placed = np.zeros((len(given), len(TOPICS)), dtype=np.float32)
    placed[:, [TOPICS.index(name) for name in network.names]] = given
    return placed


def in_context(guesses: Array, totals: list[int | None], mentions: tuple[Mention, ...]) -> Array:
    """Features of the second classification, ``(numbers, 4 * topics + 2)``: the first one's probabilities for a number,
    its total and its neighbors."""
    size, width = guesses.shape
    none = np.zeros((1, width), dtype=np.float32)
    of_total = np.vstack([guesses[t] if t is not None else none for t in totals])
    previous = np.vstack([none, guesses[:-1]])
    following = np.vstack([guesses[1:], none])
    flags = np.asarray(
        [[t is not None, m.start == m.offset] for t, m in zip(totals, mentions, strict=True)],
        dtype=np.float32,
    ).reshape(size, 2)
    logs = [np.log(np.maximum(guesses, 1e-3)) / 7 + 1]
    return np.hstack([*logs, of_total, previous, following, flags]).astype(np.float32)


def decided(
    named: Array,
    passage: Passage,
    items: Sequence[str],
    totals: Sequence[int | None],
) -> Array:
    """``named``, the topic probabilities of a passage, after rules on words that decide a topic by themselves.

    Where a rule applies, its topic changes places with the likeliest one.
    """
    found = named.copy()
    published = licences = False
    for i, (item, total) in enumerate(zip(items, totals, strict=True)):
        best = topic = int(found[i].argmax())
        lead = _lead(passage, i)
        published = _is_published(lead, item) or (published and lead.startswith("、"))
        if total is None:
            topic = next(
                (to for words, of, to in _DECIDED if best in of and words.search(lead)), best
            )
            if topic == _DOCUMENTS and published:
                topic = _DISCLOSED
        if (
            licences
            and best == _CLOSED
            and passage.mentions[i].offset == passage.mentions[i - 1].offset
        ):
            topic = _OTHER  # 受理审批事项8件，办结7件
        licences = topic == _OTHER != best
        if topic != best:
            found[i, [topic, best]] = found[i, [best, topic]]
    return found


def _lead(passage: Passage, index: int) -> str:
    """The words before number ``index`` in its clause, back to the number before it."""
    mention = passage.mentions[index]
    before = passage.mentions[index - 1].end if index else 0
    return _CLAUSE.split(passage.text[max(before, mention.offset) : mention.start])[-1]


def _is_published(lead: str, item: str) -> bool:
    """Whether a clause has a verb of publishing, and none of making, for its item."""
    verb = _PUBLISHED.search(lead.removesuffix(item))
    return verb is not None and _MADE.search(lead) is None
