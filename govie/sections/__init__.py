"""Finds the six sections of a report: where each heading stands, whatever its spelling or number.

Every short line (and, where line breaks are gone, every place that spells a heading out) is a
candidate; a trained classifier says how likely it opens each section, from its words, its number, its
place in the text and where the section's table follows. The best increasing choice of one candidate
per section wins, so a table of contents, the preamble's list of the six parts and a running header
lose to the real headings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest

from govie.form import SectionName, forms, has_everyday_labels, sections
from govie.headers import cjk
from govie.records import record
from govie.sections import patterns, statistics
from govie.sections.candidates import Line, Squeezed, lines, spelled
from govie.sections.classifier import Candidate, Headings
from govie.text.source import Source

_NEAR = 120  # characters: a table's line begins so near before its first label
# Log odds that a heading without a character of text under it costs.
CROWDED = 1.0

NOTHING = re.compile(r"(?!)")
"""For ``gather``, where only whole lines are wanted."""


@record(frozen=True, slots=True)
class Heading:
    """A section's heading: ``start``, ``end`` in the view; ``start == end`` where it is not printed."""

    name: str
    start: int
    end: int
    confidence: float


@record(frozen=True, slots=True)
class Outline:
    """The sections of a text and its statutory tables, as offsets of the view.

    ``headings``: in the order of the form, absent sections not listed; ``tables``: for each section
    that has statutory tables, where its first and last spelled-out labels stand; ``statistics``: where
    a report on a year before 2019 has its statistics table.
    """

    headings: tuple[Heading, ...]
    tables: dict[str, tuple[int, int]]
    end: int
    statistics: tuple[int, int] | None = None

    def span(self, name: str) -> tuple[int, int] | None:
        """Where the section's text stands, its heading left out."""
        for heading, after in zip_longest(self.headings, self.headings[1:]):
            if heading.name == name:
                return heading.end, after.start if after else self.end
        return None

    def region(self, name: str) -> tuple[int, int] | None:
        """Where the section's tables are to be read: in the section, or where a converter moved them."""
        span = self.span(name)
        table = self.tables.get(name)
        if table is None or (span and span[0] <= table[0] < span[1]):
            return span
        limits = [start for start, _ in self.tables.values() if start > table[0]]
        limits += [h.start for h in self.headings if h.start > table[1]]
        return table[0], min(limits, default=self.end)


def find(source: Source, headings: Headings) -> Outline:
    """The headings and tables in ``source.view``; linear in its length but for the sort of the lines."""
    counted = statistics.find(source.view)
    found, tables = _gather(source, headings.pattern, counted)
    chosen = _choose(headings.judge(source.view, found, tables))
    names = sections()
    placed = [Heading(names[c.section].name, c.start, c.end, c.confidence) for c in chosen]
    return Outline(
        tuple(_with_tables(placed, _from_line(source.view, tables), names)),
        tables,
        len(source.view),
        counted,
    )


def gather(
    source: Source, pattern: re.Pattern[str]
) -> tuple[list[Line], dict[str, tuple[int, int]]]:
    """The lines that may be headings, and where each section's table stands; ``pattern``: that of
    headings within lines."""
    return _gather(source, pattern, statistics.find(source.view))


def _gather(
    source: Source, pattern: re.Pattern[str], counted: tuple[int, int] | None
) -> tuple[list[Line], dict[str, tuple[int, int]]]:
    view = source.view
    squeezed = Squeezed.of(view)
    tables = _tables(squeezed)
    inside = sorted(tables.values())
    without = counted or (0, 0)
    found = [
        line
        for line in (*lines(view), *spelled(view, squeezed, pattern))
        if len(line.body) >= 2
        and (line.ordinal or not any(a < line.start < b for a, b in inside))
        and not without[0] <= line.start < without[1]
    ]
    return found, tables


def _tables(squeezed: Squeezed) -> dict[str, tuple[int, int]]:
    """Where each section's table starts and ends, by the labels that are spelled out."""
    found: dict[str, tuple[int, int]] = {}
    for section, words in _anchors().items():
        hits = sorted((at, w) for w in words for at in _occurrences(squeezed.text, w))
        groups = [_without_prose(g, squeezed.text) for g in _near(hits)]
        if best := max(groups, key=lambda g: len({w for _, w in g}), default=[]):
            last = best[-1][0] + len(best[-1][1]) - 1
            found[section] = (squeezed.place(best[0][0]), squeezed.place(last) + 1)
    return found


_Hit = tuple[int, str]  # a label, and where it stands


def _near(hits: Sequence[_Hit]) -> list[list[_Hit]]:
    """``hits`` in groups that stand close to each other."""
    groups: list[list[_Hit]] = []
    for hit in hits:
        if not groups or hit[0] - groups[-1][-1][0] > 400:
            groups.append([])
        groups[-1].append(hit)
    return groups


def _without_prose(hits: Sequence[_Hit], text: str) -> list[_Hit]:
    """``hits`` without those in a sentence before or after the table, where no three are consecutive."""
    parts: list[list[_Hit]] = [[]]
    for hit in hits:
        at, word = parts[-1][-1] if parts[-1] else hit
        between = text[at + len(word) : hit[0]]
        if "。" in between or (len(between) <= 20 and patterns.LISTED.search(between)):
            parts.append([])
        parts[-1].append(hit)
    tabled = [n for n, part in enumerate(parts) if len({w for _, w in part}) >= 3]
    return [hit for part in parts[tabled[0] : tabled[-1] + 1] for hit in part] if tabled else []


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


@cache
def _anchors() -> dict[str, list[str]]:
    words: dict[str, dict[str, None]] = {}
    for form in forms().values():
        for table in form.tables:
            section = words.setdefault(table.section, {})
            labels = [*table.captions, *(c.text for c in table.columns)]
            # 行政许可, 规范性文件 … stand in every narrative; the tables' own numbers and headers do not.
            if has_everyday_labels(table.section):
                section[table.label.replace("（", "(").replace("）", ")")] = (
                    None  # as the view spells it
                )
            else:
                labels += [r.text for r in table.rows]
            for label in labels:
                plain = re.sub(r"[“”/（）()]", "", label)
                if plain == label and len(cjk(label)) >= 4 and label not in patterns.COMMON:
                    section[label] = None
    return {name: list(section) for name, section in words.items()}


def _choose(candidates: list[Candidate]) -> list[Candidate]:
    """One candidate per section at most, in the order of the form, with the greatest sum of scores."""
    ordered = sorted(candidates, key=lambda c: (c.start, -c.score))
    best: list[tuple[float, int, list[Candidate]]] = [(0.0, -1, [])]  # by last section used
    tops: dict[int, tuple[float, int, list[Candidate]]] = {-1: best[0]}
    for candidate in ordered:
        options = [
            (score, end, chain)
            for section, (score, end, chain) in tops.items()
            if section < candidate.section and end <= candidate.start
        ]
        if not options:
            continue
        score, _, chain = max(options, key=lambda o: o[0])
        # A heading right on the last one's heels is a line of a table of contents.
        crowded = bool(chain) and candidate.start - chain[-1].end < 4
        total = score + candidate.score - (CROWDED if crowded else 0.0)
        if candidate.section not in tops or total > tops[candidate.section][0]:
            tops[candidate.section] = (total, candidate.end, [*chain, candidate])
    return max(tops.values(), key=lambda o: o[0])[2]


def _from_line(view: str, tables: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """``tables``, each from the beginning of the line of its first label, before which other names may stand."""
    found = {}
    for name, (start, end) in tables.items():
        line = view.rfind("\n", 0, start) + 1
        found[name] = (line if start - line < _NEAR else start, end)
    return found


def _with_tables(
    headings: list[Heading], tables: dict[str, tuple[int, int]], names: tuple[SectionName, ...]
) -> list[Heading]:
    """A section whose heading is lost starts at its table."""
    have = {h.name for h in headings}
    order = [n.name for n in names]
    for name, (start, _) in tables.items():
        if name in have:
            continue
        place = bisect_left([order.index(h.name) for h in headings], order.index(name))
        after = headings[place - 1].end if place else 0
        until = headings[place].start if place < len(headings) else None
        if start >= after and (until is None or start < until):
            headings.insert(place, Heading(name, start, start, 0.5))
            have.add(name)
    return headings
