"""Expands a sentence pattern: chooses its words and collects its counts, whose figures are drawn later."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from training.corpus.narrative import lexicon
from training.corpus.narrative.context import Context
from training.corpus.narrative.markup import (
    Choice,
    Count,
    Each,
    Mark,
    Node,
    Slot,
    Text,
    parse,
)
from training.corpus.narrative.numerals import Print

# Words that a sentence lists one after another: none is said twice.
UNLIKE = frozenset({"term", "category"})


@dataclass(slots=True)
class Span:
    kind: str
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Place:
    """A count that was met, before its figure is known."""

    count: Count
    topic: str
    unit: str
    item: Span | str | None
    channel: Span | None
    scope: str
    parent: Place | None = None
    group: str = ""
    given: int | None = None
    printed: Print | None = None
    start: int = 0
    end: int = 0
    said_unit: str | None = None


@dataclass(slots=True)
class State:
    rng: random.Random
    context: Context
    topic: str
    parts: list[str | Span | Place] = field(default_factory=list)
    slots: list[Place] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)
    units: dict[tuple[str, ...], str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, set[str]] = field(default_factory=dict)
    item: Span | None = None
    channel: Span | None = None
    scope: str = ""
    entry: int | None = None
    shares: bool = False


def expand(nodes: tuple[Node, ...], state: State) -> None:
    for node in nodes:
        if isinstance(node, Text):
            _say(node.text, state)
        elif isinstance(node, Choice):
            expand(state.rng.choice(node.options), state)
        elif isinstance(node, Slot):
            _expand_slot(node, state)
        elif isinstance(node, Mark):
            span = Span(node.kind)
            state.parts.append(span)
            expand(node.nodes, state)
            state.parts.append(span)  # the second time that a span stands in the list it ends
            if node.name:
                state.spans[f"{state.scope}{node.name}"] = span
            if node.kind == "item":
                state.item = span
            else:
                state.channel = span
        elif isinstance(node, Count):
            _expand_count(node, state)
        else:
            _expand_each(node, state)


def _say(text: str, state: State) -> None:
    state.parts.append(text)
    if re.search("[。；;\n]", text):
        state.channel = None


def _expand_slot(node: Slot, state: State) -> None:
    if node.name == "it":
        expand(parse(state.kept[f"{state.scope}it"]), state)
        return
    key = f"{node.name}#{node.key}" if node.key else None
    if key and key in state.kept:
        said = state.kept[key]
    else:
        said = _another(node.name, state) if node.name in UNLIKE else _slot(node.name, state)
        if key:
            state.kept[key] = said
    expand(parse(said), state)


def _slot(name: str, state: State) -> str:
    return state.context.slot(state.rng, name)


def _another(name: str, state: State) -> str:
    """A word that the sentence does not hold yet, if a few draws give one."""
    before = state.drawn.setdefault(name, set())
    said = next((w for _ in range(5) if (w := _slot(name, state)) not in before), None)
    said = said or _slot(name, state)
    before.add(said)
    return said


def _expand_count(count: Count, state: State) -> None:
    unit = state.units.setdefault(count.units, state.rng.choice(count.units))
    item: Span | str | None = state.item
    if count.item_text:
        item = count.item_text
    elif count.item:
        item = f"={count.item}"
    channel = state.channel
    if count.channel:
        channel = None if count.channel == "-" else state.spans.get(count.channel)
    slot = Place(count, count.topic or state.topic, unit, item, channel, state.scope)
    if count.value == "it":
        slot.given = state.entry
    state.slots.append(slot)
    state.parts.append(slot)


def _expand_each(node: Each, state: State) -> None:
    rng = state.rng
    entries = state.context.entries(rng, node.source)
    drawn: list[tuple[str, int | None]]
    if entries is None:
        count = rng.randint(node.low, node.high)
        drawn = [(word, None) for word in _draw(node.source, count, state)]
    else:
        drawn = list(entries[: node.high])
        if len(drawn) < node.low:
            raise ValueError(f"the tables give {len(drawn)} entries of {node.source}")
    separator = rng.choice(node.separators)
    outer = state.scope
    for i, (word, value) in enumerate(drawn):
        state.scope = f"{outer}{node.source}{i}/"
        state.kept[f"{state.scope}it"] = word
        state.entry = value
        numbered = separator.endswith("#")
        between = {"换": "\n", "和": "，"}.get(separator[0], separator[0])
        if i:
            last = i == len(drawn) - 1 and separator.startswith("和")
            _say("和" if last else between, state)
        if numbered:
            _say(f"（{i + 1}）" if separator.endswith("（#") else f"{i + 1}.", state)
        expand(node.nodes, state)
    state.scope, state.entry = outer, None


def _draw(source: str, count: int, state: State) -> list[str]:
    """``count`` different entries of a word list; classes of information get their endings here."""
    rng, split = state.rng, state.context.split
    if source != "category":
        entries = list(dict.fromkeys(lexicon.allowed(source, split)))
        rng.shuffle(entries)
        return entries[:count]
    entries = list(dict.fromkeys(lexicon.allowed("category", split)))
    found = rng.sample(entries, min(count, len(entries)))
    usual = rng.choice(("", "", "信息", "信息", "类信息", "类信息", "类", None))
    words = []
    for word in found:
        end = lexicon.draw(rng, "ending", split) if usual is None or rng.random() < 0.1 else usual
        if word.endswith("信息"):
            end = end.replace("信息", "").replace("类", "")
        words.append(
            word if word.endswith(("指南", "年报", "报告", "制度", "其他")) else word + end
        )
    for i in range(len(words)):
        if rng.random() < 0.07:
            words[i] = lexicon.draw(rng, "category_whole", split)
    if rng.random() < 0.55:
        words[-1] = lexicon.draw(rng, "other_part", split)
    return words


def link(state: State) -> None:
    """Resolves names: items that come later, totals that come later."""

    def find(table: dict[str, object], scope: str, name: str) -> object:
        return table.get(f"{scope}{name}", table.get(name))

    named: dict[str, object] = {f"{s.scope}{s.count.name}": s for s in state.slots if s.count.name}
    spans: dict[str, object] = dict(state.spans)
    governing = {id(slot): slot.channel for slot in state.slots}
    for slot in state.slots:
        if isinstance(slot.item, str) and slot.item.startswith("="):
            span = find(spans, slot.scope, slot.item[1:])
            if not isinstance(span, Span):
                raise ValueError(f"no item {slot.item[1:]!r}")
            slot.item = span
        if slot.count.channel and slot.count.channel != "-":
            span = find(spans, slot.scope, slot.count.channel)
            if not isinstance(span, Span):
                raise ValueError(f"no channel {slot.count.channel!r}")
            slot.channel = span
        if slot.count.part_of:
            name, _, slot.group = slot.count.part_of.partition(".")
            parent = find(named, slot.scope, name)
            if not isinstance(parent, Place) or parent is slot:
                raise ValueError(f"no total {name!r}")
            slot.parent = parent
            if slot.channel is governing[id(parent)] and not slot.count.channel:
                slot.channel = None  # the parts of a total do not repeat its channel
