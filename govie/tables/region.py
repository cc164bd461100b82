"""Where in a text the form's tables stand: by the labels that the form prints there.

Headings may be lost, misnumbered or moved by a converter, but a dozen labels of one table close together are
hardly anything else. Where no label is left, the section's heading tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from govie.form import forms
from govie.headers import cjk
from govie.records import record
from govie.sections import Outline
from govie.sections.candidates import Squeezed
from govie.text import lines

_APART = 400  # characters without white space: labels further apart are not of one table
_FAR = 4000  # whatever stands between
_LEAST = 3  # different labels that make a table
_NEAR = 120  # characters: a table's line begins so near before its first label
_QUOTES = ("'", '"')
_BEYOND = 1200  # characters after the last label in which its row's numbers stand


@record(frozen=True, slots=True)
class Region:
    """Where in the view a section's tables may stand; ``labelled``: their labels were found there."""

    section: str
    start: int
    end: int
    labelled: bool = True


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """For each section with tables the beginnings of labels that rarely stand elsewhere."""
    found: dict[str, dict[str, None]] = {}
    for form in forms().values():
        for table in form.tables:
            words = found.setdefault(table.section, {})
            labels = [*table.captions, *(c.text for c in table.columns)]
            if table.section == "disclosure":
                words[table.label.replace("（", "(").replace("）", ")")] = None
            else:
                labels += [r.text for r in table.rows]
            words |= {cjk(label)[:12]: None for label in labels if len(cjk(label)) >= 4}
    common = {"行政诉讼", "行政复议"}
    return {s: tuple(w for w in words if w not in common) for s, words in found.items()}


def _hits(text: str, words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where each of ``words`` stands in ``text``."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at, word
            at = text.find(word, at + len(word))


def _in_prose(view: str, at: int) -> bool:
    """Whether the label at ``at`` stands in a sentence of the narrative; one in quotes stands in a list of cells."""
    first = view.rfind("\n", 0, at) + 1
    line = view[first : max(view.find("\n", at), at + 1)]
    return lines.is_prose(line) and not line[: at - first].endswith(_QUOTES)


def find(view: str, outline: Outline) -> list[Region]:
    """The regions of the tables in ``view``, at most one for each section."""
    squeezed = Squeezed.of(view)
    bare = squeezed.text
    spans: dict[str, tuple[int, int]] = {}
    for section, words in _words().items():
        clusters: list[list[tuple[int, str]]] = []
        for hit in sorted(_hits(bare, words)):
            last = clusters[-1][-1][0] if clusters else -(10**9)
            apart = hit[0] - last
            if apart > _FAR or (apart > _APART and "。" in bare[last : hit[0]]):
                clusters.append([])
            clusters[-1].append(hit)
        best = max(clusters, key=lambda c: len({w for _, w in c}), default=[])
        while best and _in_prose(view, squeezed.place(best[0][0])):
            best = best[1:]
        if len({w for _, w in best}) >= _LEAST:
            last, word = best[-1]
            end = squeezed.place(last + len(word) - 1) + 1
            spans[section] = (squeezed.place(best[0][0]), end)
    found = []
    ordered = sorted(spans.items(), key=lambda item: item[1])
    heads = {h.name: h.start for h in outline.headings}
    for number, (section, (first, last)) in enumerate(ordered):
        before = ordered[number - 1][1][1] if number else 0
        start = heads.get(section, -1)
        if not before <= start <= first:
            line = view.rfind("\n", 0, first) + 1
            # Of a line as long as a page only what stands near the label.
            start = max(before, line if first - line < _NEAR else first)
        found.append(Region(section, start, last))
    limits = [r.start for r in found[1:]] + [len(view)]
    for number, region in enumerate(found):
        after = [h.start for h in outline.headings if h.start >= region.end]
        if number + 1 == len(found) and not after:
            after = [region.end + _BEYOND]
        end = max(region.end, min([limits[number], *after[:1]]))
        found[number] = Region(region.section, region.start, end)
    for section in _words():
        if section not in spans and (span := outline.span(section)) is not None:
            found.append(Region(section, *span, labelled=False))
    return found


__all__ = ["Region", "find"]
