"""Locates title, headings and facts of a report in a converter's output.

Converters break lines, put page numbers into sentences, escape characters and swap ``我`` for a
look-alike from the radicals block; what they do not do is to reorder a sentence. So every paragraph
is looked up modulo white space and look-alikes, and what is interrupted is aligned within the stretch
that its neighbours leave.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Indel

from training.corpus.report import Fact, Paragraph, Report

# White space, markup and invisible characters never count when prose is compared.
_IGNORED = frozenset("\\*#_|")
_ALIKE = str.maketrans("“”‘’〔〕［］﹝﹞—－–", "\"\"''[][][]---")
# Radicals that PDF fonts give in place of characters and that NFKC leaves alone.
_ALIKE |= str.maketrans("戶黃靑戸", "户黄青户")
_ALIKE |= str.maketrans(
    "⺠⻔⻚⻓⻅⻢⻥⻛⻜⻋⻉⺟⻄⻆⻝⻮⻬⻩⻘⻁⻰⻤⻙⻣⺎⺏⺒⺓⺝⺩⺬⺮⺼⻏⻖⻑⻨⻦⻧",
    "民门页长见马鱼风飞车贝母西角食齿齐黄青虎龙鬼韦骨兀尢巳幺月王示竹月邑阜長麦鸟卤",
)
_MAX_WINDOW = 30_000


@dataclass(frozen=True, slots=True)
class LocatedSection:
    name: str
    heading: str
    start: int


@dataclass(frozen=True, slots=True)
class Prose:
    """What was found; ``lost_facts`` counts facts that were not."""

    sections: tuple[LocatedSection, ...]
    facts: tuple[Fact, ...]
    lost_facts: int
    title: bool


@lru_cache(maxsize=65536)
def _key(char: str) -> str:
    """The character that stands for all its look-alikes; empty if it does not count."""
    # Cc and Cf: the control characters and the zero-width ones that editors and converters leave.
    if char.isspace() or char in _IGNORED or unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    plain = unicodedata.normalize("NFKC", char).translate(_ALIKE)
    return plain if len(plain) == 1 else char


def squeeze(text: str) -> tuple[str, list[int]]:
    """``text`` as it is compared, and the offset of each of its characters in ``text``."""
    keys, offsets = [], []
    for i, char in enumerate(text):
        key = _key(char)
        if key:
            keys.append(key)
            offsets.append(i)
    return "".join(keys), offsets


def locate(report: Report, text: str, *, lenient: bool = False) -> Prose:
    """Title, section starts and facts of ``report`` in ``text``.

    ``lenient`` is for OCR: a heading may then have a third of its characters wrong; a fact never.
    """
    keys, offsets = squeeze(text)
    blocks = [b for b in report.blocks if isinstance(b, Paragraph)]
    places = _places(blocks, keys)
    sections: list[LocatedSection] = []
    facts: list[Fact] = []
    lost_facts = 0
    title = False
    for block, place in zip(blocks, places, strict=True):
        if block.kind == "title":
            title = title or place is not None
        if block.kind == "heading" and block.section:
            start = _heading(place, keys, block, lenient)
            if start is not None:
                sections.append(LocatedSection(block.section, block.text, offsets[start]))
        kept: dict[int, int] = {}
        for i, fact in enumerate(block.facts):
            found = _fact(block, fact, place, keys, offsets)
            if found is None:
                lost_facts += 1
                continue
            kept[i] = len(facts)
            parent = kept.get(fact.part_of) if fact.part_of is not None else None
            item = _stretch(block, fact.item_start, fact.item_end, place, offsets)
            channel = _stretch(block, fact.channel_start, fact.channel_end, place, offsets)
            facts.append(
                replace(
                    fact,
                    start=found[0],
                    end=found[1],
                    part_of=parent,
                    item_start=item[0] if item else -1,
                    item_end=item[1] if item else -1,
                    channel_start=channel[0] if channel else -1,
                    channel_end=channel[1] if channel else -1,
                )
            )
    return Prose(tuple(sections), tuple(facts), lost_facts, title)


def _places(blocks: list[Paragraph], keys: str) -> list[list[int] | None]:
    """For each block the position in ``keys`` of each of its characters that count (-1: not there)."""
    needles = [squeeze(block.text)[0] for block in blocks]
    places: list[list[int] | None] = [None] * len(blocks)
    cursor = 0
    for i, needle in enumerate(needles):
        at = keys.find(needle, cursor) if needle else -1
        # A short text that is far away is another one: 无 stands everywhere.
        if at >= 0 and (len(needle) > 5 or at - cursor < 40):
            places[i] = list(range(at, at + len(needle)))
            cursor = at + len(needle)
    for i, needle in enumerate(needles):
        if places[i] is None and needle:
            before = next((p[-1] + 1 for p in reversed(places[:i]) if p), 0)
            after = next((p[0] for p in places[i + 1 :] if p and p[0] >= before), len(keys))
            places[i] = _align(needle, keys, before, after)
    return places


def _align(needle: str, keys: str, start: int, end: int) -> list[int] | None:
    """``needle`` in ``keys[start:end]`` with something in between, or with some characters lost."""
    window = keys[start : min(end, start + _MAX_WINDOW)]
    place = [-1] * len(needle)
    for op in Indel.opcodes(needle, window):
        if op.tag == "equal":
            for k in range(op.src_end - op.src_start):
                place[op.src_start + k] = start + op.dest_start + k
    found = [p for p in place if p >= 0]
    # The characters of a paragraph that is not there at all are found all over the tables.
    if len(found) < 0.6 * len(needle) or found[-1] - found[0] > 2 * len(needle) + 60:
        return None
    return place


def _heading(place: list[int] | None, keys: str, block: Paragraph, lenient: bool) -> int | None:
    if place is None:
        return None
    if -1 not in place and place[-1] - place[0] < len(place) + 8:
        return place[0]
    if lenient and place[0] >= 0 and place[-1] - place[0] < len(place) + 4:
        return place[0]
    return None


def _fact(
    block: Paragraph, fact: Fact, place: list[int] | None, keys: str, offsets: list[int]
) -> tuple[int, int] | None:
    """Start and end of ``fact``, if every character of its number and unit stands there unbroken."""
    span = _unbroken(block, fact.start, fact.end, place)
    if span is None:
        return None
    # One digit more on either side would be another number.
    around = (keys[span[0] - 1 : span[0]], keys[span[1] + 1 : span[1] + 2])
    inside = block.text[fact.start], block.text[fact.end - 1]
    if any(a.isdigit() and b.isdigit() for a, b in zip(around, inside, strict=True)):
        return None
    return offsets[span[0]], offsets[span[1]] + 1


def _stretch(
    block: Paragraph, start: int, end: int, place: list[int] | None, offsets: list[int]
) -> tuple[int, int] | None:
    """Where ``block.text[start:end]`` stands in the converter's text, if it does in one piece."""
    span = _unbroken(block, start, end, place) if start >= 0 else None
    return (offsets[span[0]], offsets[span[1]] + 1) if span else None


def _unbroken(
    block: Paragraph, start: int, end: int, place: list[int] | None
) -> tuple[int, int] | None:
    """The keys of the first and the last character of a stretch of ``block`` that nothing interrupts."""
    if place is None:
        return None
    before = len(squeeze(block.text[:start])[0])
    length = len(squeeze(block.text[start:end])[0])
    span = place[before : before + length]
    if not span or span[0] < 0 or span != list(range(span[0], span[0] + length)):
        return None
    return span[0], span[-1]
