"""Finds the headings of the six sections of a report, whatever their spelling or number.

Every short line is a candidate, and, where line breaks are lost, every place that spells a heading out. A trained
classifier gives the probability that a candidate opens a section, from its words, its number, its position and the
position of the section's table. Then at most one candidate for each section is chosen, in the order of the form, with
the greatest sum of scores. So tables of contents, lists of the six parts and running headers are not chosen.

    ``anchors``     labels by which tables are located
    ``candidates``  places that may be a heading
    ``classifier``  which section a candidate opens
    ``statistics``  the statistics table of reports before 2019
    ``patterns``    words and marks of headings
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from govie.form import SectionName, sections
from govie.records import record
from govie.sections import anchors, patterns, statistics
from govie.sections.candidates import Line, Squeezed, lines, spelled
from govie.sections.classifier import Candidate, Headings
from govie.text.source import Source

_NEAR = 120  # characters from the beginning of a table's first line to its first label, at most
# Subtracted from the log odds of a heading without text between it and the heading before.
CROWDED = 1.0

NOTHING = re.compile(r"(?!)")
"""A pattern for ``gather`` that matches no heading within a line, so that only whole lines are candidates."""


@record(frozen=True, slots=True)
class Heading:
    """The heading of a section; ``start``, ``end``: its span in the view, empty where it is not printed."""

    name: str
    start: int
    end: int
    confidence: float


@record(frozen=True, slots=True)
class Outline:
    """The sections of a text and its statutory tables, as spans of the view.

    ``headings``: in the order of the form, without absent sections; ``tables``: by section, the span from the first
    to the last label of its tables that is printed in full; ``statistics``: the span of the statistics table of a
    report on a year before 2019.
    """

    headings: tuple[Heading, ...]
    tables: dict[str, tuple[int, int]]
    end: int
    statistics: tuple[int, int] | None = None

    def span(self, name: str) -> tuple[int, int] | None:
        """The span of a section without its heading; ``None`` for an absent section."""
        for heading, after in zip_longest(self.headings, self.headings[1:]):
            if heading.name == name:
                return heading.end, after.start if after else self.end
        return None

    def region(self, name: str) -> tuple[int, int] | None:
        """The span in which a section's tables are read: the section, or where a converter moved the tables."""
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
    """The candidate lines, and the span of each section's tables; ``pattern``: for headings within lines."""
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
    """The span of each section's tables, by the labels that are printed in full."""
    found: dict[str, tuple[int, int]] = {}
    for section, words in anchors.entire().items():
        hits = sorted(anchors.hits(squeezed.text, words))
        groups = [_without_prose(g, squeezed.text) for g in _near(hits)]
        if best := max(groups, key=lambda g: len({w for _, w in g}), default=[]):
            last = best[-1][0] + len(best[-1][1]) - 1
            found[section] = (squeezed.place(best[0][0]), squeezed.place(last) + 1)
    return found


_Hit = tuple[int, str]  # the offset of a label, and the label


def _near(hits: Sequence[_Hit]) -> list[list[_Hit]]:
    """``hits`` in groups; two groups are more than 400 characters apart."""
    groups: list[list[_Hit]] = []
    for hit in hits:
        if not groups or hit[0] - groups[-1][-1][0] > 400:
            groups.append([])
        groups[-1].append(hit)
    return groups


def _without_prose(hits: Sequence[_Hit], text: str) -> list[_Hit]:
    """``hits`` from the first to the last stretch without sentence marks that has three labels; those before and after
    belong to sentences, not to the table."""
    parts: list[list[_Hit]] = [[]]
    for hit in hits:
        at, word = parts[-1][-1] if parts[-1] else hit
        between = text[at + len(word) : hit[0]]
        if "。" in between or (len(between) <= 20 and patterns.LISTED.search(between)):
            parts.append([])
        parts[-1].append(hit)
    tabled = [n for n, part in enumerate(parts) if len({w for _, w in part}) >= 3]
    return [hit for part in parts[tabled[0] : tabled[-1] + 1] for hit in part] if tabled else []


def _choose(candidates: list[Candidate]) -> list[Candidate]:
    """At most one candidate for each section, in the order of the form, with the greatest sum of scores."""
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
        # A heading right after another one is a line of a table of contents.
        crowded = bool(chain) and candidate.start - chain[-1].end < 4
        total = score + candidate.score - (CROWDED if crowded else 0.0)
        if candidate.section not in tops or total > tops[candidate.section][0]:
            tops[candidate.section] = (total, candidate.end, [*chain, candidate])
    return max(tops.values(), key=lambda o: o[0])[2]


def _from_line(view: str, tables: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """``tables``, each extended to the beginning of its first line, since other words may precede its first label."""
    found = {}
    for name, (start, end) in tables.items():
        line = view.rfind("\n", 0, start) + 1
        found[name] = (line if start - line < _NEAR else start, end)
    return found


def _with_tables(
    headings: list[Heading], tables: dict[str, tuple[int, int]], names: tuple[SectionName, ...]
) -> list[Heading]:
    """``headings`` and, for a section with a table but no heading, an empty heading at the start of its table."""
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
