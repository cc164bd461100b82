"""Converts an annotation to labeled spans and links between them, as annotation tools show it.

| label | marks |
| --- | --- |
| ``section:overview`` … | the heading of a section |
| ``cell:requests.received.natural_person`` … | a cell as printed |
| ``count:disclosed`` … | a count, number and measure word; the label names its topic |
| ``optional:disclosed`` … | a count that a reader may report or not |
| ``item``, ``channel`` | what is counted; where it was published |

Links go from a count to its item, to its channel, and to the total that it is a part of. What marks cannot express
(values, blank cells, alternative answers) stays in the record that is exported with them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govie.annotations import prints
from govie.annotations.record import Annotation, Cell, Fact, Section
from govie.form import forms, sections
from govie.schema import topics

ITEM, CHANNEL = "item", "channel"
LINKS = ("item", "channel", "part_of")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end]`` under a label."""

    start: int
    end: int
    label: str

    @property
    def kind(self) -> str:
        """``section``, ``cell``, ``count``, ``optional``, ``item`` or ``channel``."""
        return self.label.partition(":")[0]

    @property
    def name(self) -> str:
        """What follows the kind: a section, a cell's path, a topic."""
        return self.label.partition(":")[2]

    @property
    def counts(self) -> bool:
        return self.kind in ("count", "optional")


Link = tuple[Span, Span]


@dataclass(frozen=True, slots=True)
class Marks:
    """The spans; the links between them, ``None`` where a tool has no links; the bounds of counts."""

    spans: frozenset[Span]
    links: frozenset[Link] | None
    bounds: dict[Span, str]


def labels(names: Iterable[str] | None = None) -> list[str]:
    """All labels; those of cells for the forms ``names`` (``None``: of all forms)."""
    chosen = list(forms()) if names is None else [n for n in forms() if n in set(names)]
    paths = dict.fromkeys(c.path for name in chosen for c in forms()[name].cells)
    return [
        *(f"section:{s.name}" for s in sections()),
        *(f"count:{topic}" for topic in topics()),
        *(f"optional:{topic}" for topic in topics()),
        ITEM,
        CHANNEL,
        *(f"cell:{path}" for path in paths),
    ]


def marks(one: Annotation) -> Marks:
    """The marks of an annotation, without those outside the text."""
    spans: set[Span] = set()
    links: set[Link] = set()
    bounds: dict[Span, str] = {}
    spans.update(s for part in one.sections or () if (s := of_section(one.text, part)))
    spans.update(s for cell in one.cells or () if (s := of_cell(one.text, cell)))
    facts = one.facts or ()
    for fact in facts:
        span = of_fact(one.text, fact)
        if span is None:
            continue
        spans.add(span)
        bounds[span] = fact.bound
        for target in targets(one.text, facts, fact):
            if target is not None:
                spans.add(target)
                links.add((span, target))
    return Marks(frozenset(spans), frozenset(links), bounds)


def link_name(target: Span) -> str:
    """The name of a link to ``target``."""
    return "part_of" if target.counts else target.kind


def of_section(text: str, section: Section) -> Span | None:
    return _span(text, section.start, _heading_end(text, section), f"section:{section.name}")


def of_cell(text: str, cell: Cell) -> Span | None:
    return _span(text, cell.start, cell.end, f"cell:{cell.path}")


def of_fact(text: str, fact: Fact) -> Span | None:
    kind = "optional" if fact.optional else "count"
    return _span(text, fact.start, fact.end, f"{kind}:{fact.topic}")


def targets(text: str, facts: Sequence[Fact], fact: Fact) -> tuple[Span | None, ...]:
    """The spans that a count is linked to: its item, its channel, its total."""
    total = None
    if fact.part_of is not None and 0 <= fact.part_of < len(facts):
        total = of_fact(text, facts[fact.part_of])
    return (
        _span(text, fact.item_start, fact.item_end, ITEM),
        _span(text, fact.channel_start, fact.channel_end, CHANNEL),
        # two facts can share one number, and tools cannot draw a link from a span to itself
        None if total == of_fact(text, fact) else total,
    )


def _span(text: str, start: int | None, end: int | None, label: str) -> Span | None:
    if start is None or end is None or not 0 <= start < end <= len(text):
        return None
    return Span(start, end, label)


def _heading_end(text: str, section: Section) -> int:
    """The end of the heading in the text; the end of its line where the text prints it differently."""
    wanted = prints.squeeze(section.heading)
    at, seen = section.start, ""
    while at < len(text) and len(seen) < len(wanted):
        seen += prints.squeeze(text[at])
        at += 1
    if seen == wanted and wanted:
        return at
    end = text.find("\n", section.start + 1)
    return len(text) if end < 0 else end


class Units:
    """Converts offsets in ``text`` between code points and UTF-16 code units."""

    def __init__(self, text: str) -> None:
        # offsets of the characters that take two code units
        self._pairs = [i for i, char in enumerate(text) if ord(char) > 0xFFFF]
        self._units = [i + n for n, i in enumerate(self._pairs)]

    def of(self, offset: int) -> int:
        """The offset in code units of an offset in code points."""
        return offset + bisect_left(self._pairs, offset)

    def back(self, offset: int) -> int:
        """The offset in code points of an offset in code units; one within a surrogate pair becomes that of its
        character."""
        return offset - bisect_left(self._units, offset)

    def span(self, start: int, end: int, label: str) -> Span:
        """The span in code points of a tool's span in code units."""
        return Span(self.back(start), self.back(end), str(label))
