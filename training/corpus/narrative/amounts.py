"""The figures of a pattern's counts: totals first, then their parts, which mostly add up."""

from __future__ import annotations

import math
import re

from training.corpus.narrative import lexicon, numerals
from training.corpus.narrative.expansion import Place, State
from training.corpus.narrative.numerals import Print

SPELLED_UNITS = frozenset("个名次项场期件家份位种类批起")


def assign(state: State) -> None:
    """Gives every count its figure: totals first, then their parts, which mostly add up."""
    done: list[Place] = []
    waiting = list(state.slots)
    while waiting:
        ready = [s for s in waiting if _ready(s, state)]
        if not ready:
            raise ValueError("the values wait for each other")
        groups: dict[tuple[int, str], list[Place]] = {}
        for slot in ready:
            waiting.remove(slot)
            done.append(slot)
            if slot.given is None and slot.count.value:
                slot.given = _evaluate(slot.count.value, state)
            if slot.given is None and slot.parent is not None and slot.count.size is None:
                groups.setdefault((id(slot.parent), slot.group), []).append(slot)
                continue
            if slot.given is None:
                slot.given = _size(slot.count.size or "some", state)
            slot.printed = _print(slot, state)
        for slots in groups.values():
            _divide(slots, state)


def _ready(slot: Place, state: State) -> bool:
    own = slot.given is not None or slot.count.size or slot.count.value
    if slot.parent is not None and slot.parent.printed is None and not own:
        return False
    names = re.findall(r"[a-z_]\w*", slot.count.value or "") if slot.given is None else []
    return all(
        other.printed is not None or other is slot
        for other in state.slots
        if other.count.name in names
    )


def _evaluate(expression: str, state: State) -> int:
    named = {s.count.name: s for s in state.slots if s.count.name}
    result = 0
    for sign, word in re.findall(r"([+-]?)(\w+)", expression):
        slot = named.get(word)
        if word.isdigit():
            value = int(word)
        elif slot is not None and slot.printed is not None:
            value = int(slot.printed.value)
        else:
            value = state.context.values[word]
        result += -value if sign == "-" else value
    return max(0, result)


def _size(name: str, state: State) -> int:
    rng = state.rng
    span = re.fullmatch(r"(\d+)-(\d+)", name)
    if span:
        low, high, zeros = float(span[1]), float(span[2]), 0.0
    else:
        low, high, zeros = lexicon.sizes()[name][state.context.agency.tier]
    if rng.random() < zeros:
        return 0
    if low == 0:
        return rng.randint(0, int(high))
    return int(math.exp(rng.uniform(math.log(low), math.log(high + 0.999))))


def _divide(slots: list[Place], state: State) -> None:
    """Splits a total's figure among its parts."""
    rng = state.rng
    parent = slots[0].parent
    assert parent is not None and parent.printed is not None
    given = sum(
        s.given or 0
        for s in state.slots
        if s.parent is parent and s.group == slots[0].group and s not in slots
    )
    whole = max(0, int(parent.printed.value) - given)
    grain = 100 if whole >= 100_000 and parent.printed.number.endswith("万") else 1
    weights = [rng.expovariate(1) ** 1.6 + 0.01 for _ in slots]
    if len(slots) == 1 or (rng.random() < 0.2 and not slots[0].group.startswith("all")):
        weights.append(sum(weights) * rng.uniform(0.05, 2))
    if len(slots) == 1 and slots[0].group.startswith("all"):
        weights = [1.0]
    left, total = whole, sum(weights)
    for i, slot in enumerate(slots):
        last = i == len(weights) - 1
        share = left if last else int(left * weights[i] / total) // grain * grain
        total = max(total - weights[i], 1e-9)
        if not last and share == 0 and left >= len(slots) - i and rng.random() < 0.8:
            share = min(left, grain)  # who lists a class mostly has something in it
        left -= share
        slot.given = share
    if rng.random() < 0.05 and len(slots) > 2:  # who adds up by hand errs
        slot = rng.choice(slots)
        slot.given = max(0, (slot.given or 0) + rng.choice((-2, -1, 1, 1, 3, 10)))
    for slot in slots:
        slot.printed = _print(slot, state)


def _print(slot: Place, state: State) -> Print:
    rng, style, value = state.rng, state.context.style, slot.given or 0
    unit = None if slot.unit == "-" else slot.unit
    if unit and unit.startswith("元:"):
        return _print_money(slot, value, state)
    bound = slot.count.bound
    whole = slot.parent is None or slot.parent.printed is None
    vague = not whole and slot.parent is not None and slot.parent.printed.bound == "over"  # type: ignore[union-attr]
    if bound and value >= 4:
        if bound != "any":
            return numerals.bounded(rng, value, unit, style, bound)
        if rng.random() < style.bound and (value >= 10 or rng.random() < 0.2):
            return numerals.bounded(rng, value, unit, style)
    if vague and value >= 100 and rng.random() < 0.5:
        return numerals.bounded(rng, value, unit, style, "over")
    spelled = slot.count.chinese
    if unit in SPELLED_UNITS and whole and value <= 10:
        spelled = spelled or rng.random() < style.chinese
    if spelled and 0 < value < 100:
        return Print(value, numerals.counting(value, unit))
    wan = value >= 10_000 and slot.count.value is None and rng.random() < style.wan
    if not whole and slot.parent is not None and slot.parent.printed is not None:
        wan = value >= 5_000 and slot.parent.printed.number.endswith("万")
    return numerals.plain(value, style, wan)


def _print_money(slot: Place, value: int, state: State) -> Print:
    """Money is printed in yuan or in 万元 with two to four decimals; its value is in yuan."""
    style = state.context.style
    if slot.unit == "元:元" or value == 0:
        return Print(value, numerals.arabic(value, style))
    unit = 10_000 if slot.unit == "元:万元" else 100_000_000
    number = f"{value / unit:.{state.rng.choice((2, 2, 4, 1))}f}"
    if float(number) == 0:
        number = f"{value / unit:.4f}"
    exact = round(float(number) * unit)
    bound = slot.count.bound
    if bound and state.rng.random() < style.bound:
        return Print(exact, number, "about", before="约")
    return Print(exact, number)
