"""Where in a text the form's tables stand: by the labels that the form prints there.

Headings may be lost, misnumbered or moved by a converter, but a dozen labels of one table close together are
hardly anything else. Where no label is left, the section's heading tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from govie.form import forms
from govie.records import record
from govie.sections import Outline, anchors
from govie.sections.candidates import Squeezed
from govie.tables.regions.copies import About, Choice, choose, names_last_year
from govie.text import lines
from govie.text.characters import cjk

_APART = 400  # characters without white space: labels further apart are not of one table
_FAR = 4000  # whatever stands between
_LEAST = 3  # different labels that make a table
_LEAST_OTHERS = 6  # ... of those that stand elsewhere, too
_NEAR = 120  # characters: a table's line begins so near before its first label
_QUOTES = ("'", '"')
_BEYOND = 1200  # characters after the last label in which its row's numbers stand


@record(frozen=True, slots=True)
class Region:
    """Where in the view a section's tables may stand; ``labelled``: their labels were found there; ``heading``: where
    their section's heading stands, or where they begin.

    Where the section prints tables of a kind more than once: ``left_out``: where those stand that are not the
    report's; ``sure``: whether a label tells which are; ``warning``: what was done.
    """

    section: str
    start: int
    end: int
    heading: int
    labelled: bool = True
    left_out: tuple[tuple[int, int], ...] = ()
    sure: bool = True
    warning: str = ""


def _in_prose(view: str, at: int) -> bool:
    """Whether the label at ``at`` stands in a sentence of the narrative.

    One in quotes, or alone between the commas of a line that ends no sentence, stands in a list of cells.
    """
    first, end = view.rfind("\n", 0, at) + 1, view.find("\n", at)
    line = view[first : end if end >= 0 else len(view)]
    if not lines.is_prose(line) or line[: at - first].endswith(_QUOTES):
        return False
    field = line[line.rfind(",", 0, at - first) + 1 :].partition(",")[0]
    return "。" in line or cjk(field) not in _whole()


@cache
def _whole() -> frozenset[str]:
    """The Chinese characters of all labels of the forms, whole."""
    return frozenset(
        cjk(label)
        for form in forms().values()
        for t in form.tables
        for label in (t.label, *t.captions, *(c.text for c in t.columns), *(r.text for r in t.rows))
    )


Clusters = list[list[tuple[int, str]]]


def _clusters(bare: str, words: Sequence[str]) -> Clusters:
    """The ``words`` that stand in ``bare``, those near to each other together."""
    clusters: Clusters = []
    for hit in sorted(anchors.hits(bare, words)):
        last = clusters[-1][-1][0] if clusters else -(10**9)
        apart = hit[0] - last
        if apart > _FAR or (apart > _APART and "。" in bare[last : hit[0]]):
            clusters.append([])
        clusters[-1].append(hit)
    return clusters


def _densest(
    view: str, squeezed: Squeezed, words: Sequence[str]
) -> tuple[Clusters, Sequence[tuple[int, str]]]:
    """The clusters of ``words``, and that with the most different ones, from the first that stands in no sentence."""
    clusters = _clusters(squeezed.text, words)
    best: Sequence[tuple[int, str]] = max(clusters, key=_distinct, default=[])
    while best and _in_prose(view, squeezed.place(best[0][0])):
        best = best[1:]
    return clusters, best


def _end(squeezed: Squeezed, hit: tuple[int, str]) -> int:
    """Where in the view a label ends."""
    at, word = hit
    return squeezed.place(at + len(word) - 1) + 1


def _without_later(
    squeezed: Squeezed,
    spans: dict[str, tuple[int, int]],
    labels: Mapping[str, Sequence[tuple[int, str]]],
) -> dict[str, tuple[int, int]]:
    """``spans``, those ended that go on after the whole table of a later section: there another table of their kind
    stands, as that of another body."""
    found = dict(spans)
    for section, (first, end) in spans.items():
        for start, stop in (s for other, s in spans.items() if other != section):
            if not first < start < stop < end:
                continue
            own = [hit for hit in labels[section] if squeezed.place(hit[0]) < start]
            if 2 * _distinct(own) > _distinct(labels[section]):
                found[section] = first, min(found[section][1], _end(squeezed, own[-1]))
    return found


def _begin(bare: str, first: int, words: Sequence[str]) -> int:
    """Where on a line as long as a page a table begins whose label at ``first`` is the first that stands nowhere else."""
    low = max(0, first - _APART)
    for at, _ in sorted(
        ((low + at, w) for at, w in anchors.hits(bare[low:first], words)), reverse=True
    ):
        if first - at > _NEAR:
            break
        first = at
    return first


def _distinct(cluster: Sequence[tuple[int, str]]) -> int:
    return len({word for _, word in cluster})


def find(view: str, outline: Outline, year: int | None = None) -> list[Region]:
    """The regions of the tables in ``view``, at most one for each section; ``year``: that of the report."""
    squeezed = Squeezed.of(view)
    spans: dict[str, tuple[int, int]] = {}
    labels: dict[str, Sequence[tuple[int, str]]] = {}
    choices: dict[str, Choice] = {}
    for section, words in anchors.begun().items():
        clusters, best = _densest(view, squeezed, words)
        if _distinct(best) < _LEAST and outline.span(section) is None:
            # Without a heading and the articles of the Regulations the names of rows and columns are left.
            clusters, best = _densest(view, squeezed, anchors.everyday()[section])
            best = best if _distinct(best) >= _LEAST_OTHERS else []
        if _distinct(best) < _LEAST:
            continue
        choice = _choice(view, squeezed, section, clusters, best, outline, year)
        if choice is not None:
            choices[section] = choice
            best = _within(squeezed, clusters, choice) or best
        labels[section] = best
        end = _end(squeezed, best[-1])
        first = squeezed.place(best[0][0])
        if first - view.rfind("\n", 0, first) > _NEAR:
            first = squeezed.place(_begin(squeezed.text, best[0][0], anchors.everyday()[section]))
        spans[section] = (first, end)
    spans = _without_later(squeezed, spans, labels)
    found = _regions(view, outline, spans, choices)
    for section in anchors.begun():
        if section not in spans and (span := outline.span(section)) is not None:
            found.append(Region(section, *span, span[0], labelled=False))
    return found


def _regions(
    view: str,
    outline: Outline,
    spans: dict[str, tuple[int, int]],
    choices: dict[str, Choice],
) -> list[Region]:
    """A region for each section whose labels stand in one of ``spans``."""
    found = []
    ordered = sorted(spans.items(), key=lambda item: item[1])
    heads = {h.name: h.start for h in outline.headings}
    for number, (section, (first, last)) in enumerate(ordered):
        before = ordered[number - 1][1][1] if number else 0
        heading = start = heads.get(section, -1)
        if not before <= start <= first:
            line = view.rfind("\n", 0, first) + 1
            # Of a line as long as a page only what stands near the label.
            start = max(before, line if first - line < _NEAR else first)
        found.append(Region(section, start, last, heading if heading >= 0 else start))
    limits = [r.start for r in found[1:]] + [len(view)]
    for number, region in enumerate(found):
        after = [h.start for h in outline.headings if h.start >= region.end]
        if number + 1 == len(found) and not after:
            after = [region.end + _BEYOND]
        end = max(region.end, min([limits[number], *after[:1]]))
        found[number] = replace(region, end=end)
    return [
        _cut(r, choices[r.section], outline, limits) if r.section in choices else r for r in found
    ]


def _choice(
    view: str,
    squeezed: Squeezed,
    section: str,
    clusters: Clusters,
    best: Sequence[tuple[int, str]],
    outline: Outline,
    year: int | None,
) -> Choice | None:
    """Which tables of ``section`` are the report's, where it prints them more than once."""
    full = [c for c in clusters if _distinct(c) >= max(_LEAST, _distinct(best) / 2)]
    low = min(c[0][0] for c in [*full, best]) - _NEAR  # the first label may be worded otherwise
    high = max(c[-1][0] for c in [*full, best]) + _BEYOND
    words = anchors.single()[section]
    bare = squeezed.text
    again = sum(bare.count(word, max(low, 0), high) > 1 for word in words)
    if again < 2 and not names_last_year(view):
        return None
    first = squeezed.place(best[0][0])
    begin = max(
        [h.start for h in outline.headings if h.name == section and h.start <= first], default=0
    )
    hits = [
        (place, squeezed.place(at + len(word) - 1) + 1, word)
        for at, word in sorted(anchors.hits(bare[:high], words))
        if at >= low and (place := squeezed.place(at)) >= begin and not _in_prose(view, place)
    ]
    if not hits:
        return None
    last = hits[-1][1]
    stop = min([h.start for h in outline.headings if h.start >= last], default=len(view))
    tables = [t for t in next(iter(forms().values())).tables if t.section == section]
    about = About(
        begin,
        min(stop, last + _BEYOND),
        headings=tuple(h.start for h in outline.headings),
        heads=tuple(
            {*anchors.begun()[section], *(anchors.COMMON if tables[0].flat else ())} - {*words}
        ),
        columns=tuple(c.text for t in tables if t.column_sums and not t.flat for c in t.columns),
        groups=tuple({c.group for t in tables for c in t.columns if c.group}),
        cells=sum(len(t.rows) * len(t.columns) for t in tables if t.flat),
    )
    return choose(view, hits, about, year)


def _within(squeezed: Squeezed, clusters: Clusters, choice: Choice) -> list[tuple[int, str]]:
    """The hits of ``clusters`` within the report's own tables."""
    if choice.own is None:
        return []
    start, end = choice.span(choice.own)
    return [
        hit
        for cluster in clusters
        for hit in cluster
        if start <= squeezed.place(hit[0]) and (end is None or squeezed.place(hit[0]) < end)
    ]


def _cut(region: Region, choice: Choice, outline: Outline, limits: Sequence[int]) -> Region:
    """``region`` without the tables that are not the report's."""
    ends = [*limits, *(h.start for h in outline.headings)]
    first, last = choice.copies[0], choice.copies[-1].last
    stop = min([e for e in ends if e >= last], default=last)
    # Without a heading tables of other sections stand before the first.
    starts = [first.start or first.first, *(c.start for c in choice.copies[1:])]
    spans = [*pairwise([*starts, min(stop, last + _BEYOND)])]
    left_out = tuple(span for n, span in enumerate(spans) if n != choice.own)
    if choice.own is None:
        start = end = region.start
    else:
        start = region.start if choice.own == 0 else spans[choice.own][0]
        end = region.end if choice.own == len(spans) - 1 else min(region.end, spans[choice.own][1])
    return replace(
        region, start=start, end=end, left_out=left_out, sure=choice.sure, warning=choice.warning
    )


__all__ = ["Region", "find"]
