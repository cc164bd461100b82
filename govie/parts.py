"""Splits a text that holds several reports: where each begins.

A new report begins at a title that is followed by the first section, or by the table of requests, a second time;
without titles, where the first section occurs again after a whole report. Running headers, tables of contents and
links to other reports do not begin a report.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice, pairwise

from govie import toml
from govie.form import SectionName, sections
from govie.identity import candidates
from govie.late import late
from govie.records import record
from govie.text.source import Source, ViewOffset
from govie.units.patterns import ENDS


def _heading(section: SectionName) -> str:
    """A pattern for the beginning of a section's heading, in any wording."""
    return "|".join([section.begins, *map(re.escape, (section.label, *section.variants))])


# Headings are matched loosely: it is the order of the sections that shows where a report begins.
_HEADINGS = re.compile(
    r"\n[ \t#*_|>]*第?[（(]?[一二三四五六七八1-8][)）]?(?:部分)?\\?[、.．,， \t]{1,3}(?:"
    + "|".join(f"(?P<s{n}>{_heading(section)})" for n, section in enumerate(sections()))
    + ")"
)
_TABLE = re.compile(r"\s?".join(toml.read(toml.STATUTE)["words"]["requests"]))
_ASIDE = re.compile(r"[。;；>]|上一篇|下一篇|上一条|下一条|附件|相关|链接|关于印发|通知")
_AGENCY_ENDS = late(f"[{ENDS}]$")
_YEAR = re.compile(r"\d{4}年?度?")
_NOT_NAME = re.compile(r"第\d*页|\W|\d")  # ignored when two titles are compared

_LONGEST = 70  # characters of a title's line
_MOST = 500  # headings, tables and titles that are examined: each is compared with each
_LEAST = 600  # characters between two reports without titles: a table of contents is shorter


@dataclass(frozen=True, slots=True)
class Part:
    """The extent of one report in a text: ``text[start:end]``."""

    start: int
    end: int


@record(frozen=True, slots=True)
class _Hit:
    at: int
    section: int


def split(text: str) -> list[Part]:
    """The extents of the reports in ``text``, in order; of a single report one extent that covers the text.

    The parts cover the whole text: what stands before the first title belongs to the first part. Offsets are
    character offsets into ``text``, end exclusive. Raises ``TypeError`` if ``text`` is not ``str``.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}: decode bytes first")
    source = Source.of(text)
    places = [source.to_raw(ViewOffset(at)) for at in starts(source.view)]
    bounds = [0, *places, len(text)]
    return [Part(a, b) for a, b in pairwise(bounds)]


def starts(view: str) -> list[int]:
    """The offsets in ``view``, the normalized text, at which the second and each later report begins."""
    # With a line end before the first line a heading begins where the line end before it does.
    found_hits = islice(_HEADINGS.finditer(f"\n{view}"), _MOST)
    hits = [_Hit(m.start(), int(str(m.lastgroup)[1])) for m in found_hits]
    tables = [m.start() for m in islice(_TABLE.finditer(view), _MOST)]
    if len(tables) < 2 and sum(h.section == 0 for h in hits) < 2:
        return []
    titles = _titles(view)
    found: list[int] = []
    begin = 0
    own = ""
    for at, name in titles:
        before = [h for h in hits if begin <= h.at < at]
        after = [h for h in hits if h.at > at]
        if not before and not any(begin <= t < at for t in tables):
            own = name
            continue
        if _begins(before, after, tables, begin, at, same=name == own):
            found.append(at)
            begin, own = at, name
    return found or _untitled(hits, tables)


def _begins(
    before: list[_Hit], after: list[_Hit], tables: list[int], begin: int, at: int, *, same: bool
) -> bool:
    """Whether a report begins at the title at ``at``, where the one before began at ``begin``."""
    tabled = any(begin <= t < at for t in tables)
    if not tabled and len({h.section for h in before}) < 2:
        return False
    several = len({h.section for h in after}) >= 2
    if after and after[0].section == 0 and several:
        return True
    again = tabled and any(t > at for t in tables)
    return again and not same and (not after or after[0].section < 2)


def _titles(view: str) -> list[tuple[int, str]]:
    """The offsets of lines that hold a title and nothing else, with the words to compare titles by."""
    found: list[tuple[int, str]] = []
    for match in islice(candidates.KIND.finditer(view), _MOST):
        start = view.rfind("\n", 0, match.start()) + 1
        end = view.find("\n", match.end())
        line = view[start : end if end >= 0 else len(view)]
        if len(line) > _LONGEST or _ASIDE.search(line) or line.count(",") > 1:
            continue
        words = "".join(line.split())
        bare = _YEAR.sub("", "".join(view[start : match.start()].split()))
        if not bare and start:  # the agency in the line above
            above = view.rfind("\n", 0, start - 1) + 1
            name = view[above : start - 1].strip()
            if 2 < len(name) <= 36 and not _ASIDE.search(name) and _AGENCY_ENDS.search(name):
                start, words = above, name + words
        if not found or found[-1][0] != start:
            found.append((start, _NOT_NAME.sub("", words)))
    return found


def _untitled(hits: list[_Hit], tables: list[int]) -> list[int]:
    found: list[int] = []
    begin = 0
    for hit in hits:
        if hit.section:
            continue
        before = [h for h in hits if begin <= h.at < hit.at]
        after = [h for h in hits if h.at > hit.at]
        first = bisect_left(tables, begin)
        tabled = first < len(tables) and tables[first] < hit.at < tables[-1]
        if (
            tabled
            and len({h.section for h in before}) >= 3
            and len({h.section for h in after}) >= 2
            and hit.at - before[0].at > _LEAST
        ):
            found.append(hit.at)
            begin = hit.at
    return found
