"""Passages: a few sentences as a report has them, to train on prose alone, without layouts.

Some have the damage that text extraction does: line ends inside a sentence, passages cut off in the
middle, two places joined with ``……``.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from training.corpus import agencies
from training.corpus.narrative import numerals, outline
from training.corpus.narrative.context import OUTCOMES, Context, complete
from training.corpus.narrative.prose import FREE, Prose, ended
from training.corpus.narrative.sentence import (
    Mention,
    Sentence,
    facts,
    join,
    prefixed,
)
from training.corpus.report import Fact


@dataclass(frozen=True, slots=True)
class Passage:
    """``mentions`` also holds what is not scored; ``facts`` only what is."""

    id: str
    level: str
    year: int
    text: str
    facts: tuple[Fact, ...]
    mentions: tuple[Mention, ...]
    patterns: tuple[str, ...]


def write_passage(seed: int, *, split: str = "train") -> Passage:
    """One passage; the same ``seed`` and ``split`` give the same passage.

    No pattern of it occurs in another split's passages.
    """
    rng = random.Random(f"passage {split} {seed}")
    agency = agencies.choose(rng, split)
    year = rng.choice((*range(2010, 2019), *range(2019, 2026), *range(2019, 2026)))
    values = draw_values(rng, agency.tier)
    fixed = {"title": f"{agency.short}{year}年政府信息公开工作年度报告", "agency": agency.names[0]}
    context = Context(agency, year, "", split, numerals.draw_style(rng), values, fixed)
    sentence = Sentence("", (), ())
    while not sentence.text:  # a small split has themes without a pattern for this agency
        sentence = _compose(rng, Prose(context, rng, alone=True))
    if rng.random() < 0.02:
        sentence = cut_off(rng, sentence)
    if rng.random() < 0.06:
        sentence = broken(rng, sentence)
    return Passage(
        id=f"{split}-p{seed:06d}",
        level=agency.level,
        year=year,
        text=sentence.text,
        facts=facts(sentence),
        mentions=sentence.mentions,
        patterns=sentence.patterns,
    )


# What passages are about, roughly as often as the reports' counts are.
THEMES = {theme: 1.0 for theme in FREE} | {
    "disclosure": 12.0,
    "requests": 5.0,
    "interpretation": 1.5,
    "platform": 1.8,
    "catalogue": 0.6,
    "documents": 0.8,
    "proposal": 0.6,
    "review": 1.2,
    "problems": 0.7,
    "improvement": 0.7,
    "counted": 15.0,
}


def _theme(rng: random.Random, prose: Prose, theme: str) -> list[Sentence]:
    """Sentences of a theme: mostly those with counts, some as a report has them."""
    if theme == "counted":
        return _counted(rng, prose)
    if theme in ("problems", "improvement"):
        return prose.sentences(theme, rng.randint(1, 3))
    if rng.random() < 0.3:
        return prose.theme(theme)
    counted = prose.sentences(theme, rng.choice((1, 1, 2)), counted=True)
    if rng.random() < 0.35:
        counted += prose.sentences(f"{theme}_words", 1)
    if theme == "disclosure" and rng.random() < 0.3:
        other = rng.choice(("interpretation", "response", "press", "proposal", "other_counts"))
        counted += prose.sentences(other, 1)
    return counted


def _counted(rng: random.Random, prose: Prose) -> list[Sentence]:
    """Clauses that count all manner of things, some of them in one sentence."""
    clauses = prose.sentences("counted", rng.choice((1, 2, 2, 3, 3, 4)))
    mark = rng.choice("，，；。")
    return [join([ended(c, mark) for c in clauses[:-1]] + clauses[-1:])] if clauses else []


def _compose(rng: random.Random, prose: Prose) -> Sentence:
    drawn = rng.choices(list(THEMES), list(THEMES.values()), k=rng.choice((1, 1, 2, 2, 3)))
    themes = list(dict.fromkeys(drawn))
    style, headed = rng.choice(("（一）", "1.", "1、", "一是", "(一)")), rng.random() < 0.4
    first = rng.randint(0, 3)
    parts: list[Sentence] = []
    for i, theme in enumerate(themes):
        sentences = _theme(rng, prose, theme) or prose.sentences("lead", 1)
        if not sentences:
            continue
        if len(sentences) > 2:
            at = rng.randint(0, len(sentences) - 2)
            sentences = sentences[at : at + rng.randint(2, 4)]
        if style == "一是":
            parts.append(prefixed(outline.number(style, i), prose.paragraph(sentences)))
        elif headed:
            head = outline.number(style, first + i) + outline.subheading(
                rng, rng.choice(FREE) if theme == "counted" else theme
            )
            mark = rng.choice(("。", "。", "：", "\n"))
            parts.append(prefixed(head + mark, prose.paragraph(sentences)))
        elif len(sentences) > 2 and rng.random() < 0.2:
            parts.append(prose.enumeration(sentences, "一是", rng.choice("。；")))
        else:
            parts.append(prose.paragraph(sentences))
    if not headed and rng.random() < 0.1:
        parts[:0] = [prose.paragraph([s]) for s in prose.sentences("lead", 1)]
    if rng.random() < 0.12:  # numbers that count nothing, among those that do
        at = rng.randint(0, len(parts))
        parts[at:at] = [prose.paragraph([s]) for s in prose.sentences("aside", 1)]
    between = "\n" if headed or rng.random() < 0.2 else "……" if rng.random() < 0.1 else ""
    return join(parts, between)


def draw_values(rng: random.Random, tier: str) -> dict[str, int]:
    """Figures for prose without a table: they agree with each other as a table's would."""
    top = {"township": 8, "county": 120, "city": 1500, "province": 4000}[tier]
    values = dict.fromkeys(OUTCOMES, 0)
    if rng.random() < (0.55 if tier == "township" else 0.85):
        few = [rng.choice(list(OUTCOMES)[6:]) for _ in range(rng.randint(0, 5))]
        for name in ("granted", "partly", "other_outcome", "not_held", *few):
            values[name] += int(top ** rng.random()) if rng.random() < 0.75 else 0
    names = list(OUTCOMES)
    for total, parts in (
        ("refused", names[6:14]),
        ("unavailable", names[14:17]),
        ("rejected", names[17:]),
    ):
        values[total] = sum(values[p] for p in parts)
    values["closed"] = sum(values[n] for n in names[:6])
    values["carried_out"] = rng.choice((0, rng.randint(0, values["closed"] // 6 + 1)))
    handled = values["closed"] + values["carried_out"]
    values["carried_in"] = rng.choice((0, 0, rng.randint(0, handled // 8 + 1 if handled else 0)))
    values["received"] = handled - values["carried_in"]
    values |= _cases(rng, values["received"])
    values["legal"] = int(values["received"] * rng.choice((0, 0.1, 0.3)))
    values["natural"] = values["received"] - values["legal"]
    organizations = ("business", "research", "public_welfare", "legal_service", "other_org")
    values |= dict.fromkeys(organizations, 0)
    values["legal_service"] = values["legal"] // 4
    values["business"] = values["legal"] - values["legal_service"]
    scale = top * 20
    values |= {
        "nd_issued": rng.randint(0, 2 + top // 20) if rng.random() < 0.7 else 0,
        "nd_repealed": rng.randint(0, 2 + top // 40) if rng.random() < 0.5 else 0,
        "nd_in_force": rng.randint(0, 9 + top // 8),
        "regulations": rng.randint(0, 12) if tier in ("city", "province") else 0,
        "licensing": int(scale ** rng.random()),
        "penalty": int(scale ** rng.random()),
        "coercion": int(top ** rng.random()),
        "fees": int(10 ** rng.uniform(3, 8)),
        "procurement": rng.randint(0, 5 + top),
        "procurement_amount": int(10 ** rng.uniform(4, 9)),
    }
    return complete(values)


def _cases(rng: random.Random, received: int) -> dict[str, int]:
    values = {}
    for name in ("review", "direct", "after_review"):
        total = 0
        for result in ("upheld", "corrected", "other", "pending"):
            count = rng.randint(0, 1 + received // 20) if received and rng.random() < 0.4 else 0
            values[f"{name}_{result}"] = count
            total += count
        values[name] = total
    for result in ("", "_upheld", "_corrected", "_other", "_pending"):
        values[f"litigation{result}"] = values[f"direct{result}"] + values[f"after_review{result}"]
    return values


def cut_off(rng: random.Random, sentence: Sentence) -> Sentence:
    """The sentence up to one of its numbers, the measure word lost with the rest."""
    kept = sentence.mentions
    ends = [
        i
        for i, m in enumerate(kept)
        if m.fact.unit not in (None, "元")
        and m.item
        and m.item[1] <= m.fact.start
        and all((k.fact.part_of or 0) <= i for k in kept[: i + 1])
        and all(k.item is None or k.item[1] <= m.fact.start for k in kept[:i])
        and all(k.channel is None or k.channel[1] <= m.fact.start for k in kept[: i + 1])
    ]
    if not ends:
        return sentence
    last = rng.choice(ends)
    fact = kept[last].fact
    number = re.match(r"[\d.,，．]+\s*[余多]?[万亿]?[余多]?", sentence.text[fact.start : fact.end])
    if not number:
        return sentence
    end = fact.start + len(number[0].rstrip())
    mentions = (*kept[:last], replace(kept[last], fact=replace(fact, end=end, unit=None)))
    return Sentence(sentence.text[:end], mentions, sentence.patterns)


def broken(rng: random.Random, sentence: Sentence) -> Sentence:
    """The sentence with line ends where a converter left them: around numbers, after commas."""
    text = sentence.text
    places = {m.fact.start for m in sentence.mentions if rng.random() < 0.5}
    for m in sentence.mentions:
        number = re.match(r"[\d.,]+", text[m.fact.start : m.fact.end])
        if number and m.fact.start + number.end() < m.fact.end and rng.random() < 0.5:
            places.add(m.fact.start + number.end())
    places |= {i + 1 for i, c in enumerate(text) if c in "，；" and rng.random() < 0.15}
    mark = rng.choice(("\n", "\n", "\n\n"))
    order = sorted(p for p in places if 0 < p < len(text))
    pieces, last = [], 0
    for place in order:
        pieces.append(text[last:place])
        last = place
    pieces.append(text[last:])

    def at(offset: int, *, end: bool = False) -> int:
        before = sum(p < offset or (p == offset and not end) for p in order)
        return offset + before * len(mark)

    def pair(place: tuple[int, int] | None) -> tuple[int, int] | None:
        return place and (at(place[0]), at(place[1], end=True))

    mentions = tuple(
        Mention(
            replace(m.fact, start=at(m.fact.start), end=at(m.fact.end, end=True)),
            pair(m.item),
            pair(m.channel),
            m.optional,
        )
        for m in sentence.mentions
    )
    return Sentence(mark.join(pieces), mentions, sentence.patterns)
