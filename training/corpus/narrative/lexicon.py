"""The word lists: what an item, a channel or a phrase can be."""

from __future__ import annotations

import random
from functools import cache
from importlib import resources
from typing import Any

from govie import toml
from training.corpus.agencies import split_of

# Of a long list some entries are kept for validation and test: a labeler must meet new words.
HELD_BACK_FROM = 60


@cache
def words() -> dict[str, tuple[str, ...]]:
    """Every list by its name; an entry that stands twice is drawn twice as often."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(_files(), key=lambda f: f.name):
        for name, text in toml.parse(file.read_text(encoding="utf-8")).items():
            if name in found:
                raise ValueError(f"word list {name!r} stands twice, again in {file.name}")
            found[name] = tuple(line.strip() for line in text.splitlines() if line.strip())
    return found


@cache
def allowed(name: str, split: str) -> tuple[str, ...]:
    """The entries of a list that ``split`` may use."""
    entries = words()[name]
    if len(entries) < HELD_BACK_FROM or split == "test":
        return entries
    inside = ("train", split)
    return tuple(e for e in entries if split_of(f"{name} {e}", test=8, validation=5) in inside)


def draw(rng: random.Random, name: str, split: str) -> str:
    return rng.choice(allowed(name, split))


@cache
def sizes() -> dict[str, dict[str, tuple[float, float, float]]]:
    """Ranges of figures: name → tier → low, high, share of zeros."""
    data = resources.files(__package__).joinpath("sizes.toml").read_text(encoding="utf-8")
    return {
        name: {tier: (low, high, zeros) for tier, (low, high, zeros) in tiers.items()}
        for name, tiers in toml.parse(data).items()
    }


def _files() -> list[Any]:
    folder = resources.files(__package__).joinpath("lexicon")
    return [file for file in folder.iterdir() if file.name.endswith(".toml")]
