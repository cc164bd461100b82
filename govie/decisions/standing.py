"""Resolves the log of decisions to those in force: neither undone nor superseded by a later one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from govie.decisions.record import Decision


@dataclass(slots=True)
class Standing:
    """``held``: the decision in force, by text and target; ``disputed``: decisions of people that contradict each other."""

    held: dict[str, dict[str, Decision]] = field(default_factory=dict)
    disputed: dict[str, dict[str, tuple[Decision, ...]]] = field(default_factory=dict)

    def of(self, text: str) -> list[Decision]:
        """The decisions in force on the text ``text``."""
        return list(self.held.get(text, {}).values())

    def heads(self, text: str, target: str) -> tuple[Decision, ...]:
        """The decision in force at a target; several where it is disputed."""
        if (one := self.held.get(text, {}).get(target)) is not None:
            return (one,)
        return self.disputed.get(text, {}).get(target, ())


def active(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that are not undone, in order, without the undoings; an undoing may be undone in turn.

    An undoing has effect only on decisions about its own text.
    """
    ordered = list(decisions)
    undoers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in ordered:
        if one.undoes is not None:
            undoers[one.text, one.undoes].append(one.id)
    # an undoing comes after what it undoes: from the end on, the state of each undoing is known when it is needed
    stands: dict[str, bool] = {}
    for one in reversed(ordered):
        stands[one.id] = not any(stands.get(u, False) for u in undoers[one.text, one.id])
    return [one for one in ordered if stands[one.id] and one.undoes is None]


def stand(decisions: Iterable[Decision]) -> Standing:
    """The decision in force at each target.

    Two decisions with different values, neither of which was made in knowledge of the other, are a dispute: neither
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
