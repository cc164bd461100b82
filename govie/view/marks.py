"""Draws the report's text with every cell, fact and heading marked.

Offsets are only used here, where they count code points; the page's script, in UTF-16, never counts characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from govie.view.markup import Html, join, plain, ready, ready_text, tag, text
from govie.view.states import Seen, shown
from govie.view.words import word

FOLD = 8  # consecutive short lines without a mark that are folded
SHORT = 24  # characters of a line that holds one value or one label
COLLAPSED = 150  # such lines make a text compact; tables with a value per line have some 400
LONGEST = 20_000  # characters of text without a mark; the middle of a longer one is left out
ENDS = 2_000  # characters that are shown at both of its ends

# Three numeric tokens or more side by side, with the letters that OCR reads for digits.
_ROW = re.compile(r"(?<!\S)[0-9UOoQDlI|]{1,6}(?:[ \t]+[0-9UOoQDlI|]{1,6}){2,}(?!\S)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the characters ``start`` to ``end``; ``id``: of its element, ``to``: of the element that it links to."""

    start: int
    end: int
    id: str
    to: str | None
    states: str
    lost: str | None = None  # what a mark without characters stands for


def marks(seen: Seen) -> list[Mark]:
    """Every mark of the report, in the order of the text."""
    found = [*_cells(seen), *_facts(seen), *_headings(seen)]
    found += _unread(seen, found)
    size = len(seen.text or "")
    for mark in found:
        if not 0 <= mark.start <= mark.end <= size:
            raise ValueError(
                f"characters {mark.start} to {mark.end} are outside the text of {size}: "
                "this is not the text that the report was read from"
            )
    return sorted(found, key=lambda m: (m.start, m.end))


def _cells(seen: Seen) -> Iterator[Mark]:
    for path, (n, place) in seen.cells.items():
        span = seen.placed(path)
        cell = seen.cell(path)
        if span is None or cell is None:
            continue
        states = " ".join(seen.states(path))
        lost = None
        if span[0] == span[1]:
            lost = shown(cell.value, place.table, place.column, cell.status)
        yield Mark(*span, seen.id("m", n), seen.id("c", n), states, lost)


def _facts(seen: Seen) -> Iterator[Mark]:
    for n, fact in enumerate(seen.report.facts):
        states = " ".join(seen.fact_states(fact.confidence))
        yield Mark(fact.start, fact.end, seen.id("n", n), seen.id("f", n), states)


def _headings(seen: Seen) -> Iterator[Mark]:
    for n, section in enumerate(seen.report.sections):
        end = section.start + len(section.heading)
        if (seen.text or "")[section.start : end] != section.heading:
            end = min(section.end, end)
        yield Mark(section.start, end, seen.id("s", n), None, "heading")


def _unread(seen: Seen, found: list[Mark]) -> Iterator[Mark]:
    """Rows of numeric tokens in sections with tables that no cell uses: noise, or values that were missed."""
    taken = sorted((m.start, m.end) for m in found)
    starts = [start for start, _ in taken]
    tables = {cell.table.section for _, cell in seen.cells.values()}
    number = 0
    for section in seen.report.sections:
        if section.name not in tables:
            continue
        for row in _ROW.finditer(seen.text or "", section.start, section.end):
            first = bisect_left(starts, row.start())
            before = first > 0 and taken[first - 1][1] > row.start()
            if not before and (first == len(taken) or starts[first] >= row.end()):
                yield Mark(row.start(), row.end(), seen.id("u", number), None, "unread")
                number += 1


def marked(content: str, found: list[Mark]) -> Html:
    """``content`` with its marks; long passages without one are folded.

    A text with many lines of one value each gets the class ``collapsed``.
    """
    content = ready(content)
    lines = _lines(content)
    kinds = _kinds(content, lines, found)
    collapsed = sum(kind != "prose" for kind in kinds) >= COLLAPSED
    cuts = sorted({o for m in found for o in (m.start, m.end)})
    cells = frozenset(m.start for m in found if m.to is not None and "fact" not in m.states)
    drawn = _Drawn(content, found, cuts, cells)
    pieces: list[Html] = []
    for kind, group in groupby(range(len(lines)), key=kinds.__getitem__):
        block = list(group)
        start, end = lines[block[0]][0], lines[block[-1]][1]
        inner = drawn.piece(start, end, lined=kind != "prose", last=end == len(content))
        if kind == "fold":
            pieces.append(_folded(inner, len(block), content[start:end]))
        else:
            pieces.append(tag("div", inner, class_=kind))
    return tag("div", *pieces, class_="collapsed" if collapsed else None)


def _lines(content: str) -> list[tuple[int, int]]:
    """Start and end of each line, its line feed included."""
    ends = [m.end() for m in re.finditer("\n", content)]
    if not ends or ends[-1] < len(content):
        ends.append(len(content))
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _kinds(content: str, lines: list[tuple[int, int]], found: list[Mark]) -> list[str]:
    """For each line ``prose``, ``lines`` (in a run of short lines) or ``fold`` (in a run of lines without marks)."""
    short = [len(content[a:b].strip()) <= SHORT for a, b in lines]
    busy = [False] * len(lines)
    starts = [a for a, _ in lines]
    for mark in found:
        first = max(0, bisect_left(starts, mark.start + 1) - 1)
        last = max(first, bisect_left(starts, max(mark.end, mark.start + 1)) - 1)
        for n in range(first, last + 1):
            busy[n] = True
    kinds = ["prose"] * len(lines)
    for kind, size, run in (
        ("lines", FOLD, short),
        ("fold", FOLD, [s and not b for s, b in zip(short, busy, strict=True)]),
        ("fold", 80, [not b for b in busy]),
    ):
        for is_run, group in groupby(range(len(lines)), key=run.__getitem__):
            block = list(group)
            if is_run and len(block) >= size:
                kinds[block[0] : block[-1] + 1] = [kind] * len(block)
    return kinds


def _folded(inner: Html, count: int, content: str) -> Html:
    words = " ".join(content[:400].split())[:24]
    summary = tag("summary", text(f"{count} "), word("folded"), tag("q", text(words)))
    return tag("details", summary, tag("div", inner, class_="lines"), class_="fold")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Draws pieces of the text; marks may be adjacent, nested, and overlapping. ``cuts``: all offsets of marks;
    ``cells``: the starts of cells."""

    content: str
    found: list[Mark]
    cuts: list[int]
    cells: frozenset[int]

    def piece(self, start: int, end: int, *, lined: bool, last: bool) -> Html:
        """The characters ``start`` to ``end``; ``lined``: whether line ends are marked, so that the page can hide them."""
        inside = self.cuts[bisect_left(self.cuts, start + 1) : bisect_left(self.cuts, end)]
        edges = [start, *inside, end]
        over = self._over(start, end)
        lost = self._lost(start, end, last)
        drawn: list[Html] = []
        for left, right in pairwise(edges):
            drawn += [_lost(mark) for mark in lost[left]]
            joined = right < end and right in self.cells
            drawn.append(self._stretch(left, right, over[left], lined, joined))
        drawn += [_lost(mark) for mark in lost[end]]
        return join(*drawn)

    def _over(self, start: int, end: int) -> dict[int, list[Mark]]:
        """The marks over each piece between two cuts, by its start."""
        over: dict[int, list[Mark]] = defaultdict(list)
        for mark in self.found:
            if mark.start < end and mark.end > start and mark.start < mark.end:
                left, right = max(mark.start, start), min(mark.end, end)
                first, stop = bisect_left(self.cuts, left), bisect_left(self.cuts, right)
                for edge in {left, *self.cuts[first:stop]}:
                    over[edge].append(mark)
        return over

    def _lost(self, start: int, end: int, last: bool) -> dict[int, list[Mark]]:
        lost: dict[int, list[Mark]] = defaultdict(list)
        for mark in self.found:
            at_end = mark.start == end and last
            if mark.start == mark.end and (start <= mark.start < end or at_end):
                lost[mark.start].append(mark)
        return lost

    def _stretch(
        self, start: int, end: int, over: Iterable[Mark], lined: bool, joined: bool
    ) -> Html:
        content = self.content[start:end]
        if len(content) > LONGEST:
            count = text(f"⋯ {len(content) - 2 * ENDS:,} ")
            size = len(content) - 2 * ENDS
            gone = tag("i", count, word("left_out"), text(" ⋯"), class_="gone", data_n=size)
            return join(ready_text(content[:ENDS]), gone, ready_text(content[-ENDS:]))
        drawn = _lined(content, joined) if lined else ready_text(content)
        linked = False  # links must not be nested: only the innermost mark is one
        for mark in sorted(over, key=lambda m: (m.end - m.start, m.id)):
            link = mark.to is not None and not linked
            first = mark.start == start
            drawn = tag(
                "a" if link else "span",
                drawn,
                class_=f"m {mark.states}",
                id=mark.id if first else None,
                data_of=None if first else mark.id,
                href=f"#{mark.to}" if link else None,
            )
            linked = linked or link
        return drawn


def _lined(content: str, joined: bool) -> Html:
    """``content`` escaped, with each run of white space that has a line feed marked as a line end.

    ``joined``: whether a cell follows, whose line is joined to the one before in compact view.
    """
    parts = re.split(r"(\n[\s\x00]*)", content)
    drawn = [ready_text(part) for part in parts]
    for n in range(1, len(parts), 2):
        kind = "nl" if joined and n == len(parts) - 2 and not parts[-1] else "br"
        drawn[n] = tag("i", drawn[n], class_=kind)
    return join(*drawn)


def _lost(mark: Mark) -> Html:
    """A mark without characters; the style sheet draws its value, so that it is not part of the text."""
    return Html(
        f'<a class="m lost {mark.states}" id="{mark.id}" href="#{mark.to}" '
        f'data-lost="{plain(mark.lost or "")}"></a>'
    )
