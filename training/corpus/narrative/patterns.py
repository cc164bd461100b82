"""The sentence patterns: which there are, in which split, and which fit an agency."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from govie import toml
from govie.facts.topics import TOPICS
from training.corpus.agencies import Split, split_of
from training.corpus.narrative.context import LISTS, Context
from training.corpus.narrative.markup import Node, parse

LIST = re.compile(r"\{\* (\d+)-\d+ (\w+) ")
CONDITION = re.compile(r"(\w+)(>=|<=|==|>|<)(\w+)$")
# In the test split its own patterns are drawn this much more often than those that train knows.
OWN_WEIGHT = 8.0
# What prose has more often than an even draw of patterns would: every sixth count names its
# channel, and half of the agencies that had requests carried some over.
# Names that are put together (k_ lists) are all different: they take more examples than others, and so do
# lists that add up to their total (.all), which is what links are learnt from.
FREQUENT = (("@[", 3.0), ("requests_carried", 3.0), ("{k_", 2.5), (" k_", 2.5), (".all", 3.0))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence, or a few that belong together.

    ``theme`` says where in a report it stands, ``topic`` what its counts are about unless they say
    otherwise (empty: it holds no count), ``when`` what the figures must be, ``levels`` who says so.
    Between a total and its parts (，其中) stands what ``before_which`` of the lexicon lists.
    """

    id: str
    text: str
    theme: str
    topic: str = ""
    when: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    @property
    def split(self) -> Split:
        return split_of(self.id, test=12, validation=10)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return parse(self.text.replace("，其中", "{before_which}其中"))

    @property
    def weight(self) -> float:
        """How often it is drawn, beside the others of its theme."""
        own = 1.0 if self.split == "train" else OWN_WEIGHT
        return own * max((w for sign, w in FREQUENT if sign in self.text), default=1.0)

    @property
    def counted(self) -> bool:
        return "<" in self.text

    def fits(self, context: Context) -> bool:
        if self.levels and context.agency.level not in self.levels:
            return False
        for low, source in LIST.findall(self.text):
            if source in LISTS and sum(context.values[n] > 0 for n in LISTS[source]) < int(low):
                return False
        return all(_holds(condition, context.values) for condition in self.when)


def _holds(condition: str, values: dict[str, int]) -> bool:
    match = CONDITION.match(condition)
    if not match:
        raise ValueError(f"a condition reads received>0, not {condition!r}")
    name, sign, bound = match.groups()
    if name not in values:
        return False
    left, right = values[name], int(bound) if bound.isdigit() else values.get(bound, 0)
    if sign == "==":
        return left == right
    if ">" in sign:
        return left > right or (sign == ">=" and left == right)
    return left < right or (sign == "<=" and left == right)


@cache
def patterns() -> tuple[Pattern, ...]:
    """All patterns, in the order of their files."""
    found: dict[str, Pattern] = {}
    folder = resources.files(__package__).joinpath("patterns")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        data = toml.parse(file.read_text(encoding="utf-8"))
        topic, theme = data.get("topic", ""), data.get("theme", "")
        if topic and topic not in TOPICS:
            raise ValueError(f"{file.name}: no topic {topic!r}")
        stem = file.name.removesuffix(".toml")
        for key, entry in data["patterns"].items():
            if isinstance(entry, str):
                entry = {"text": entry}
            pattern = Pattern(
                id=f"{stem}.{key}",
                text=entry["text"].strip(),
                theme=entry.get("theme", theme),
                topic=entry.get("topic", topic),
                when=tuple(entry.get("when", "").split()),
                levels=tuple(entry.get("levels", "").split()),
            )
            if not pattern.theme:
                raise ValueError(f"{pattern.id} has no theme")
            found[pattern.id] = pattern
    return tuple(found.values())


@cache
def of_theme(theme: str, split: str, alone: bool = False) -> tuple[Pattern, ...]:
    """The patterns of a theme that ``split`` may use: beside its own those of train, or only its own."""
    inside = (split,) if alone else ("train", split)
    return tuple(p for p in patterns() if p.theme == theme and p.split in inside)


def choose(
    rng: random.Random,
    theme: str,
    context: Context,
    count: int = 1,
    avoid: frozenset[str] = frozenset(),
    counted: bool | None = None,
    alone: bool = False,
) -> list[Pattern]:
    """Up to ``count`` different patterns of ``theme`` that fit, in the order drawn."""
    chosen: list[Pattern] = []
    left = [
        p
        for p in of_theme(theme, context.split, alone)
        if p.id not in avoid and (counted is None or counted == p.counted) and p.fits(context)
    ]
    while left and len(chosen) < count:
        weights = [p.weight for p in left]
        pattern = rng.choices(left, weights=weights)[0]
        left.remove(pattern)
        chosen.append(pattern)
    return chosen
