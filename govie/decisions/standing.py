"""Resolves the log of decisions to those in force: neither undone nor superseded by a later one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from govie.decisions.record import Decision


@dataclass(slots=True)
class Standing:
    """``held``: what stands, by text and target; ``disputed``: where people contradict one another."""

    held: dict[str, dict[str, Decision]] = field(default_factory=dict)
    disputed: dict[str, dict[str, tuple[Decision, ...]]] = field(default_factory=dict)

    def of(self, text: str) -> list[Decision]:
        """What stands about the report of that text."""
        return list(self.held.get(text, {}).values())

    def heads(self, text: str, target: str) -> tuple[Decision, ...]:
        """The decision that stands at a target; several where it is disputed."""
        if (one := self.held.get(text, {}).get(target)) is not None:
            return (one,)
        return self.disputed.get(text, {}).get(target, ())


def active(decisions: Iterable[Decision]) -> list[Decision]:
    """Those that nothing undoes, undoings left out; an undoing that is itself undone counts for nothing.

    An undoing is of its own report: one that names another report's decision takes nothing back.
    """
    ordered = list(decisions)
    undoers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in ordered:
        if one.undoes is not None:
            undoers[one.text, one.undoes].append(one.id)
    # an undoing comes after what it undoes, so that from the end each is settled when it is asked for
    stands: dict[str, bool] = {}
    for one in reversed(ordered):
        stands[one.id] = not any(stands.get(u, False) for u in undoers[one.text, one.id])
    return [one for one in ordered if stands[one.id] and one.undoes is None]


def stand(decisions: Iterable[Decision]) -> Standing:
    """What stands at each target.

    Two decisions neither of which knew of the other, with different outcomes, are a dispute: neither
    is applied until somebody decides in knowledge of both.
    """
    places: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for one in active(decisions):
        places[one.text, one.target].append(one)
    found = Standing()
    for (text, target), several in places.items():
        replaced = {earlier for one in several for earlier in one.after}
        heads = [one for one in several if one.id not in replaced] or several[-1:]
        if all(one.new == heads[0].new for one in heads):
            found.held.setdefault(text, {})[target] = heads[-1]
        else:
            found.disputed.setdefault(text, {})[target] = tuple(heads)
    return found
