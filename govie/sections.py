"""The six sections of a report: where each heading stands, whatever its spelling or number.

Every short line (and, where line breaks are gone, every place that spells a heading out) is a
candidate for each section; its score adds up how alike the words are, whether the number in front is
the section's, whether it stands alone, and whether the section's table follows. The best increasing
choice of one candidate per section wins, so a table of contents, the preamble's list of the six parts
and a running header lose to the real headings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from govie.form import SectionName, forms, sections
from govie.headers import cjk
from govie.source import Source

_ORDINALS = "一二三四五六七八九"
_NUMBER = re.compile(
    r"(?P<open>[（(])?\s*(?:第\s*)?(?P<n>[一二三四五六七八九]|[1-9])\s*(?P<close>[）)])?\s*(?:部分)?\s*[、.．,，:：·]?\s*"
)
_MARKUP = re.compile(r"[\s#*_>|=~`•·●■◆【】\[\]<>/a-zA-Z-]*")
_CONTENTS_TAIL = re.compile(r"(?:[.…·・_\s-]{2,}|\s)[(（]?\d{1,3}[)）]?\s*$")
_LONGEST = 48

# What a heading of each section cannot do without, and what marks the line as something else.
_KEYWORDS = {
    name: (re.compile(needed), re.compile(excluded))
    for name, needed, excluded in (
        ("overview", r"总体|概述|概况|基本情况", r"申请|复议|诉讼|问题|其他"),
        (
            "disclosure",
            r"主动公开|主动信息公开|公开政府信息(?:的)?情况",
            r"依申请|复议|诉讼|问题|年度报告",
        ),
        (
            "requests",
            r"收到和处理|依申请|申请(?:的)?(?:办理|处理|受理)?情况|申请办理",
            r"复议|诉讼|问题|收费",
        ),
        ("review_litigation", r"复议|诉讼", r"问题"),
        ("problems", r"问题|不足|困难", r"其他|其它|复议"),
        ("other", r"(?:其他|其它|需要?|需)(?:.{0,4})(?:报告|说明)|其他事项|其它事项", r"问题|总体"),
    )
}

# Labels that the narrative uses as words of its own.
_COMMON = {"行政诉讼", "行政复议"}

MIN_SCORE = 0.75


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading: ``start``, ``end`` in the view; ``start == end`` where it is not printed."""

    name: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    whole: bool  # a line of its own, not a place in a longer one


@dataclass(frozen=True, slots=True)
class _Candidate:
    section: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Outline:
    """What stands where in the view.

    ``headings``: in the order of the form, absent sections not listed; ``tables``: for each section
    that has statutory tables, where its first and last spelled-out labels stand.
    """

    headings: tuple[Heading, ...]
    tables: dict[str, tuple[int, int]]
    end: int

    def span(self, name: str) -> tuple[int, int] | None:
        """Where the section's text stands, its heading left out."""
        for heading, after in zip(self.headings, (*self.headings[1:], None), strict=True):
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


def find(source: Source) -> Outline:
    """The headings and tables in ``source.view``; linear in its length but for the sort of the lines."""
    view = source.view
    names = sections()
    squeezed, places = _squeeze(view)
    tables = _tables(squeezed, places)
    candidates = _candidates(view, squeezed, places, names, tables)
    chosen = _choose(candidates)
    headings = [Heading(names[c.section].name, c.start, c.end, c.score) for c in chosen]
    return Outline(tuple(_with_tables(headings, tables, names)), tables, len(view))


def _squeeze(view: str) -> tuple[str, list[int]]:
    """``view`` without white space, and where each character stood."""
    places = [m.start() for m in re.finditer(r"\S", view)]
    return "".join(view.split()), places


def _tables(squeezed: str, places: list[int]) -> dict[str, tuple[int, int]]:
    """Where each section's table starts and ends, by the labels that are spelled out."""
    found: dict[str, tuple[int, int]] = {}
    if not squeezed:
        return found
    for section, words in _anchors().items():
        # In the order of the form: a sentence of the narrative may hold one of these words, not four.
        hits = sorted((m.start(), w) for w in words for m in re.finditer(re.escape(w), squeezed))
        best: list[tuple[int, str]] = []
        for i in range(len(hits)):
            group = [hits[i]]
            for hit in hits[i + 1 :]:
                if hit[0] - group[-1][0] > 400:
                    break
                group.append(hit)
            if len({w for _, w in group}) > len({w for _, w in best}):
                best = group
        if len({w for _, w in best}) >= 3:
            last = best[-1][0] + len(best[-1][1]) - 1
            found[section] = (places[best[0][0]], places[last] + 1)
    return found


@cache
def _anchors() -> dict[str, list[str]]:
    words: dict[str, dict[str, None]] = {}
    for form in forms().values():
        for table in form.tables:
            section = words.setdefault(table.section, {})
            labels = [*table.captions, *(c.text for c in table.columns)]
            # 行政许可, 规范性文件 … stand in every narrative; the tables' own numbers and headers do not.
            if table.section == "disclosure":
                section[table.label.replace("（", "(").replace("）", ")")] = (
                    None  # as the view spells it
                )
            else:
                labels += [r.text for r in table.rows]
            for label in labels:
                plain = re.sub(r"[“”/（）()]", "", label)
                if plain == label and len(cjk(label)) >= 4 and label not in _COMMON:
                    section[label] = None
    return {name: list(section) for name, section in words.items()}


def _candidates(
    view: str,
    squeezed: str,
    places: list[int],
    names: tuple[SectionName, ...],
    tables: dict[str, tuple[int, int]],
) -> list[_Candidate]:
    lines = [*_lines(view), *_places(view, squeezed, places)]
    inside = sorted(tables.values())
    numbered = []
    for line in lines:
        number = _NUMBER.match(line.text)
        body = cjk(line.text[number.end() :] if number else line.text)
        if len(body) >= 2 and (number or not any(a < line.start < b for a, b in inside)):
            numbered.append((line, body))
    if not numbered:
        return []
    bodies = [body for _, body in numbered]
    by_section = [
        process.cdist(
            bodies, [cjk(w) for w in (name.label, *name.variants)], scorer=fuzz.ratio
        ).max(axis=1)
        for name in names
    ]
    candidates = []
    for i, (line, body) in enumerate(numbered):
        for section, name in enumerate(names):
            alike = by_section[section][i] / 100
            if alike < 0.2:
                continue
            score = _score(line, body, section, name, float(alike), tables)
            if score >= MIN_SCORE:
                candidates.append(_Candidate(section, line.start, line.end, score))
    return candidates


def _score(
    line: _Line,
    body: str,
    section: int,
    name: SectionName,
    alike: float,
    tables: dict[str, tuple[int, int]],
) -> float:
    needed, excluded = _KEYWORDS[name.name]
    worded = needed.search(body) is not None and excluded.search(body) is None
    if worded:
        alike = max(alike, 0.75 if len(body) <= 24 else 0.6)
    table = tables.get(name.name)
    before_table = table is not None and 0 <= table[0] - line.end <= 60
    number = _NUMBER.match(line.text)
    ordinal = 0
    if number:
        ordinal = _ORDINALS.find(number["n"]) + 1 or int(number["n"])
    if alike < 0.6 and not (before_table and ordinal and alike >= 0.2):
        return 0.0
    score = alike
    if ordinal:
        bracketed = number is not None and number["open"] is not None
        score += (0.1 if bracketed else 0.3) + (0.25 if ordinal == section + 1 else -0.2)
    elif not line.whole:
        score -= 0.3
    if line.whole:
        score += 0.1
    if before_table:
        score += 0.5
    elif table is not None and line.start > table[0]:
        score -= 1.0  # the heading of a table never stands after it
    if _CONTENTS_TAIL.search(line.text):
        score -= 0.5
    if re.search(r"[。；;，,：:]\s*$", line.text):
        score -= 0.2
    return score


def _lines(view: str) -> list[_Line]:
    """Lines that may be a heading, and pairs of lines that a break may have cut one into."""
    short: list[_Line] = []
    for match in re.finditer(r"[^\n\t]+", view):
        text = match[0]
        mark = _MARKUP.match(text)
        left = mark.end() if mark else 0
        body = text[left:].rstrip(" *#|_")
        if not len(body) >= 2 or len(body.replace(" ", "")) > _LONGEST or not cjk(body):
            continue
        start = match.start() + left
        short.append(_Line(start, start + len(body), body, True))
    joined = []
    for a, b in pairwise(short):
        between = view[a.end : b.start]
        if (
            _NUMBER.match(a.text)
            and len(between) < 24
            and not cjk(between)
            and not re.match(r"\s*[（(\d一二三四五六]", b.text)
        ):
            text = a.text + b.text
            if len(text) <= _LONGEST:
                joined.append(_Line(a.start, b.end, text, True))
    return short + joined


@cache
def _spelled_headings() -> re.Pattern[str]:
    ways = []
    for number, name in enumerate(sections()):
        ordinal = f"[{_ORDINALS[number]}{number + 1}]"
        words = "|".join(re.escape(w) for w in (name.label, *name.variants) if len(w) >= 4)
        ways.append(rf"(?:[（(]{ordinal}[）)][、.．]?|{ordinal}[、.．])(?:{words})")
    return re.compile("|".join(ways))


def _places(view: str, squeezed: str, places: list[int]) -> list[_Line]:
    """Headings spelled out with their number in the middle of a line: all that is left without breaks."""
    found = []
    for match in _spelled_headings().finditer(squeezed):
        start, end = places[match.start()], places[match.end() - 1] + 1
        line_start = view.rfind("\n", 0, start) + 1
        if view[line_start:start].strip():
            found.append(_Line(start, end, match[0], False))
    return found


def _choose(candidates: list[_Candidate]) -> list[_Candidate]:
    """One candidate per section at most, in the order of the form, with the greatest sum of scores."""
    ordered = sorted(candidates, key=lambda c: (c.start, -c.score))
    best: list[tuple[float, int, list[_Candidate]]] = [(0.0, -1, [])]  # by last section used
    tops: dict[int, tuple[float, int, list[_Candidate]]] = {-1: best[0]}
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
        total = score + candidate.score - (0.6 if crowded else 0.0)
        if candidate.section not in tops or total > tops[candidate.section][0]:
            tops[candidate.section] = (total, candidate.end, [*chain, candidate])
    return max(tops.values(), key=lambda o: o[0])[2]


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
