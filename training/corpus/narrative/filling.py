"""Fills a pattern: its text, and for every count in it what an annotation holds."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from training.corpus.narrative.amounts import assign
from training.corpus.narrative.context import Context
from training.corpus.narrative.expansion import Place, Span, State, expand, link
from training.corpus.narrative.patterns import Pattern
from training.corpus.narrative.phrase import shortest
from training.corpus.narrative.sentence import Mention, Sentence
from training.corpus.report import Fact

LOSABLE_UNITS = frozenset("条件篇")
BOUND_WORDS = (
    ("超过", "over"),
    ("突破", "over"),
    ("逾", "over"),
    ("超", "over"),
    ("近", "under"),
    ("约", "about"),
)


SHARES = 0.05  # of the sentences tell of each part how large it is


class PatternError(ValueError):
    """A pattern that cannot be filled, with its id and the reason."""


def fill(pattern: Pattern, context: Context, rng: random.Random) -> Sentence:
    """The sentence that ``pattern`` gives this agency, its mentions in the order of the text."""
    state = State(rng, context, pattern.topic, shares=rng.random() < SHARES)
    try:
        expand(pattern.nodes, state)
        link(state)
        assign(state)
        return _write(state, pattern.id)
    except (ValueError, KeyError, ZeroDivisionError) as error:
        raise PatternError(f"{pattern.id}: {error}") from error


def _write(state: State, pattern: str) -> Sentence:
    text = ""
    opened: set[int] = set()
    for part in state.parts:
        if isinstance(part, str):
            text += part
        elif isinstance(part, Span):
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


def _write_count(slot: Place, text: str, state: State) -> str:
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
    said_before = next((b for end, b in BOUND_WORDS if text.endswith(end)), None)
    if said_before and printed.bound == "exact":  # the pattern's own 突破, 近
        printed = slot.printed = replace(printed, bound=said_before)
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
    return text + printed.after + (_share(slot) if state.shares else "")


def _share(slot: Place) -> str:
    """What a part's figure is of its total's, where the total is known by then."""
    parent = slot.parent.printed if slot.parent else None
    named = isinstance(slot.item, Span) and 0 < slot.item.end <= slot.start
    if parent is None or slot.printed is None or not parent.value or not named:
        return ""
    share = 100 * slot.printed.value / parent.value
    return f"，占{share:.1f}%" if share <= 100 else ""


def _mention(slot: Place, text: str, numbers: dict[int, int]) -> Mention:
    printed = slot.printed
    assert printed is not None
    if isinstance(slot.item, Span):
        start, end = shortest(text, slot.item.start, slot.item.end, slot.topic)
        place: tuple[int, int] | None = (start, end)
        item = text[start:end]
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
