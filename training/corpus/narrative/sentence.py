"""Fills a pattern: text, and every count in it with what the contract wants to know of it."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from dataclasses import dataclass, field, replace

from training.corpus.narrative import lexicon, numerals
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
from training.corpus.narrative.patterns import Pattern
from training.corpus.report import Fact

SPELLED_UNITS = frozenset("个名次项场期件家份位种类批起")
LOSABLE_UNITS = frozenset("条件篇")


class PatternError(ValueError):
    """A pattern that cannot be filled, with its id and the reason."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact with the places of its words; ``optional`` ones the contract does not score."""

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


@dataclass(slots=True)
class _Span:
    kind: str
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class _Slot:
    """A count that was met, before its figure is known."""

    count: Count
    topic: str
    unit: str
    item: _Span | str | None
    channel: _Span | None
    scope: str
    parent: _Slot | None = None
    group: str = ""
    given: int | None = None
    printed: Print | None = None
    start: int = 0
    end: int = 0
    said_unit: str | None = None


@dataclass(slots=True)
class _State:
    rng: random.Random
    context: Context
    topic: str
    parts: list[str | _Span | _Slot] = field(default_factory=list)
    slots: list[_Slot] = field(default_factory=list)
    spans: dict[str, _Span] = field(default_factory=dict)
    units: dict[tuple[str, ...], str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    item: _Span | None = None
    channel: _Span | None = None
    scope: str = ""
    entry: int | None = None


def fill(pattern: Pattern, context: Context, rng: random.Random) -> Sentence:
    """The sentence that ``pattern`` gives for this agency, with its mentions in the text's order."""
    state = _State(rng, context, pattern.topic)
    try:
        _expand(pattern.nodes, state)
        _link(state)
        _value(state)
        return _write(state, pattern.id)
    except (ValueError, KeyError, ZeroDivisionError) as error:
        raise PatternError(f"{pattern.id}: {error}") from error


def _expand(nodes: tuple[Node, ...], state: _State) -> None:
    for node in nodes:
        if isinstance(node, Text):
            _say(node.text, state)
        elif isinstance(node, Choice):
            _expand(state.rng.choice(node.options), state)
        elif isinstance(node, Slot):
            _expand_slot(node, state)
        elif isinstance(node, Mark):
            span = _Span(node.kind)
            state.parts.append(span)
            _expand(node.nodes, state)
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


def _say(text: str, state: _State) -> None:
    state.parts.append(text)
    if re.search("[。；;\n]", text):
        state.channel = None


def _expand_slot(node: Slot, state: _State) -> None:
    if node.name == "it":
        _expand(parse(state.kept[f"{state.scope}it"]), state)
        return
    key = f"{node.name}#{node.key}" if node.key else None
    if key and key in state.kept:
        said = state.kept[key]
    else:
        said = state.context.slot(state.rng, node.name)
        if key:
            state.kept[key] = said
    _expand(parse(said), state)


def _expand_count(count: Count, state: _State) -> None:
    unit = state.units.setdefault(count.units, state.rng.choice(count.units))
    item: _Span | str | None = state.item
    if count.item_text:
        item = count.item_text
    elif count.item:
        item = f"={count.item}"
    channel = state.channel
    if count.channel:
        channel = None if count.channel == "-" else state.spans.get(count.channel)
    slot = _Slot(count, count.topic or state.topic, unit, item, channel, state.scope)
    if count.value == "it":
        slot.given = state.entry
    state.slots.append(slot)
    state.parts.append(slot)


def _expand_each(node: Each, state: _State) -> None:
    rng = state.rng
    entries = state.context.entries(rng, node.source)
    if entries is None:
        count = rng.randint(node.low, node.high)
        drawn: list[tuple[str, int | None]] = [
            (word, None) for word in _draw(node.source, count, state)
        ]
    else:
        drawn = [*entries][: node.high]
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
            _say(rng.choice((f"{i + 1}.",)) if separator[-2:] != "（#" else f"（{i + 1}）", state)
        _expand(node.nodes, state)
    state.scope, state.entry = outer, None


def _draw(source: str, count: int, state: _State) -> list[str]:
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
        words.append(word if word.endswith(("指南", "年报", "报告", "制度")) else word + end)
    for i in range(len(words)):
        if rng.random() < 0.07:
            words[i] = lexicon.draw(rng, "category_whole", split)
    if rng.random() < 0.55:
        words[-1] = lexicon.draw(rng, "other_part", split)
    return words


def _link(state: _State) -> None:
    """Resolves names: items that come later, totals that come later."""

    def find(table: dict[str, object], scope: str, name: str) -> object:
        return table.get(f"{scope}{name}", table.get(name))

    named: dict[str, object] = {
        f"{s.scope}{s.count.name}": s for s in state.slots if s.count.name
    }
    spans: dict[str, object] = dict(state.spans)
    for slot in state.slots:
        if isinstance(slot.item, str) and slot.item.startswith("="):
            span = find(spans, slot.scope, slot.item[1:])
            if not isinstance(span, _Span):
                raise ValueError(f"no item {slot.item[1:]!r}")
            slot.item = span
        if slot.count.channel and slot.count.channel != "-":
            span = find(spans, slot.scope, slot.count.channel)
            if not isinstance(span, _Span):
                raise ValueError(f"no channel {slot.count.channel!r}")
            slot.channel = span
        if slot.count.part_of:
            name, _, slot.group = slot.count.part_of.partition(".")
            parent = find(named, slot.scope, name)
            if not isinstance(parent, _Slot) or parent is slot:
                raise ValueError(f"no total {name!r}")
            slot.parent = parent
            if slot.channel is parent.channel and not slot.count.channel:
                slot.channel = None  # the parts of a total do not repeat its channel


def _value(state: _State) -> None:
    """Gives every count its figure: totals first, then their parts, which mostly add up."""
    done: list[_Slot] = []
    waiting = list(state.slots)
    while waiting:
        ready = [s for s in waiting if _ready(s, state)]
        if not ready:
            raise ValueError("the values wait for each other")
        groups: dict[tuple[int, str], list[_Slot]] = {}
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


def _ready(slot: _Slot, state: _State) -> bool:
    if slot.parent is not None and slot.parent.printed is None:
        return False
    names = re.findall(r"[a-z_]\w*", slot.count.value or "") if slot.given is None else []
    return all(
        other.printed is not None or other is slot
        for other in state.slots
        if other.count.name in names
    )


def _evaluate(expression: str, state: _State) -> int:
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


def _size(name: str, state: _State) -> int:
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


def _divide(slots: list[_Slot], state: _State) -> None:
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
    if len(slots) == 1 or rng.random() < 0.2 and not slots[0].group.startswith("all"):
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


def _print(slot: _Slot, state: _State) -> Print:
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


def _print_money(slot: _Slot, value: int, state: _State) -> Print:
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


def _write(state: _State, pattern: str) -> Sentence:
    text = ""
    opened: set[int] = set()
    for part in state.parts:
        if isinstance(part, str):
            text += part
        elif isinstance(part, _Span):
            if id(part) in opened:
                part.end = len(text)
            else:
                opened.add(id(part))
                part.start = len(text)
        else:
            text = _write_count(part, text, state)
    order = sorted(state.slots, key=lambda s: s.start)
    numbers = {id(slot): i for i, slot in enumerate(order)}
    mentions = tuple(_mention(slot, text, numbers) for slot in order)
    return Sentence(text, mentions, (pattern,))


def _write_count(slot: _Slot, text: str, state: _State) -> str:
    printed = slot.printed
    assert printed is not None
    rng, style = state.rng, state.context.style
    unit = "" if slot.unit == "-" else slot.unit
    said, _, shown = unit.partition("=")
    if unit.startswith("元:"):
        said, shown = "元", unit[2:]
    shown = shown or said
    if slot.topic == "disclosed" and said in LOSABLE_UNITS and slot.parent is None:
        draw = rng.random()
        if draw < 0.012:
            said = shown = ""
        elif draw < 0.022:
            shown = {"条": "条（次）", "篇": "篇（条）"}.get(said, shown)
        elif draw < 0.028 and said == "条":
            said = shown = "条次"
    text += printed.before
    number, space = printed.number, ""
    if style.spaced and re.match(r"\d", number):
        if text and not text.endswith((" ", "\n")) and rng.random() < 0.8:
            text += " "
        space = " " if rng.random() < 0.85 else ""
        number = re.sub(r"^([\d.,]+)(?=[余多万])", rf"\1{space}", number)
    slot.start = len(text)
    text += number
    if shown:
        text += (space if re.search(r"\d$", number) else "") + shown
    slot.end = len(text)
    slot.said_unit = said or None
    return text + printed.after


def _mention(slot: _Slot, text: str, numbers: dict[int, int]) -> Mention:
    printed = slot.printed
    assert printed is not None
    if isinstance(slot.item, _Span):
        place: tuple[int, int] | None = (slot.item.start, slot.item.end)
        item = text[slot.item.start : slot.item.end]
    elif slot.item:
        place, item = None, slot.item
    else:
        raise ValueError("a count without an item")
    channel = slot.channel
    fact = Fact(
        topic=slot.topic,
        item=re.sub(r"\s", "", item),
        value=printed.value,
        unit=slot.said_unit,
        start=slot.start,
        end=slot.end,
        bound=printed.bound,  # type: ignore[arg-type]
        channel=re.sub(r"\s", "", text[channel.start : channel.end]) if channel else None,
        part_of=numbers[id(slot.parent)] if slot.parent else None,
    )
    where = (channel.start, channel.end) if channel else None
    return Mention(fact, place, where, slot.count.optional)


def join(sentences: list[Sentence], between: str = "") -> Sentence:
    """Sentences one after another, as one."""
    text, mentions = "", []
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


def prefixed(prefix: str, sentence: Sentence, suffix: str = "") -> Sentence:
    """The sentence with words in front of it."""
    return Sentence(
        prefix + sentence.text + suffix,
        tuple(moved(sentence.mentions, len(prefix))),
        sentence.patterns,
    )


def facts(sentence: Sentence) -> tuple[Fact, ...]:
    """The facts that count: without the optional ones, links renumbered."""
    kept = [i for i, m in enumerate(sentence.mentions) if not m.optional]
    place = {old: new for new, old in enumerate(kept)}
    return tuple(
        replace(
            sentence.mentions[i].fact,
            part_of=place.get(sentence.mentions[i].fact.part_of, None)  # type: ignore[arg-type]
            if sentence.mentions[i].fact.part_of is not None
            else None,
        )
        for i in kept
    )


def topics(sentences: list[Sentence]) -> Counter[str]:
    return Counter(m.fact.topic for s in sentences for m in s.mentions)
