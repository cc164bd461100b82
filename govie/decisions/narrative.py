"""Applies decisions to the facts of the narrative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from govie.decisions.record import Decision
from govie.facts import indicators
from govie.report import Fact


def keys(facts: Sequence[Fact]) -> list[str]:
    """The name of each fact in decisions: its span, ``812-815``; of the second fact on one number ``812-815/2``."""
    seen: Counter[str] = Counter()
    found = []
    for fact in facts:
        place = f"{fact.start}-{fact.end}"
        seen[place] += 1
        found.append(place if seen[place] == 1 else f"{place}/{seen[place]}")
    return found


def decided(
    facts: Sequence[Fact], decisions: Sequence[Decision], text: str | None
) -> tuple[tuple[Fact, ...], list[tuple[Decision, str]]]:
    """``facts`` with the decided ones in place of those they are about, and the decisions that do not fit.

    A decided fact that is no longer among ``facts`` is added, and replaces facts whose spans overlap its span.
    """
    if not decisions:
        return tuple(facts), []
    left: list[tuple[Decision, str]] = []
    fit: dict[str, Decision] = {}
    for one in decisions:
        if one.new is not None and text is not None and one.new["end"] > len(text):
            left.append((one, "its place is outside the text"))
        else:
            fit[one.name] = one
    names = keys(facts)
    new = [one for name, one in fit.items() if name not in names]
    kept: list[tuple[str, Fact, str | None]] = []  # name, count, the name of its total
    for name, fact in zip(names, facts, strict=True):
        if name in fit or any(_overlap(fact, one) for one in new):
            continue
        inside = fact.part_of is not None and 0 <= fact.part_of < len(names)
        kept.append((name, fact, names[fact.part_of or 0] if inside else None))
    for name, one in fit.items():
        if one.new is not None:
            kept.append((name, _fact(one), one.new.get("part_of")))
    kept.sort(key=lambda entry: (entry[1].start, entry[1].end, entry[0]))
    at = {name: n for n, (name, *_) in enumerate(kept)}
    found = []
    for n, (_, fact, whole) in enumerate(kept):
        total = at.get(whole or "")
        found.append(replace(fact, part_of=None if total == n else total))
    return tuple(found), left


def _overlap(fact: Fact, one: Decision) -> bool:
    start, end = (int(x) for x in one.name.partition("/")[0].split("-"))
    return fact.start < end and start < fact.end and "/" not in one.name


def _fact(one: Decision) -> Fact:
    new = one.new
    return Fact(
        topic=new["topic"],
        item=new["item"],
        value=new["value"],
        unit=new.get("unit"),
        bound=new["bound"],
        channel=new.get("channel"),
        part_of=None,
        start=new["start"],
        end=new["end"],
        confidence=1.0,
        kind=indicators.kind(new["topic"], new["item"]),
    )
