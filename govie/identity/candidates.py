"""Generates candidates for the agency's name, with features of their context.

The windows of the view (the head, the first paragraph, the end) are flattened first: a run of white space becomes one
character, and doubled characters single ones. A candidate is a string from a possible start of a name (of a line, after
a mark, after a word such as 由) to a possible end (局, 人民政府, the end of a line), with at most one line break or blank
in it. Equal strings are one candidate, however often they occur.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from govie import toml
from govie.records import record
from govie.units.patterns import ENDS, PLACE

LONGEST = 40  # characters of a name
_SHORTEST = 3  # except in a title, as 道县
_STARTS = 4  # possible starts of names in one run of characters that are considered
_WORD = re.compile(r"[\u4e00-\u9fff〇·]+")
# A dash between the parts of a page's title, or after a page number: Page 8 - 某局.
_DASH_BETWEEN = re.compile(r"(?<=[\w)]) [-–—] (?=[\u4e00-\u9fff])")
_BLANKS = re.compile(r"[\s|#*_\ue000-\uf8ff]+")
# Some converters put a blank between any two characters, and double the characters of bold print.
_BLANK_INSIDE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_DOUBLED = re.compile(r"(?:([\u4e00-\u9fff])\1){5,}")
_LABEL = re.compile(r"([\u4e00-\u9fff][\u4e00-\u9fff ]{0,7})[ \n]?[:|][ \n|:]*$")
_PUBLISHER = "发布机构"
_LABEL_LINE = re.compile(r"(?:^|\n)([\u4e00-\u9fff]{1,3}(?: ?[\u4e00-\u9fff]){1,3})\n$")
_TAG = re.compile(r"</?[a-zA-Z!][^<>\n]{0,300}>")
_DIGITS = re.compile(r"\d+")
_END = re.compile(f"[{ENDS}]")
_ARROW = re.compile("[>→»]")


def _loose(*ways: str) -> str:
    """A pattern for any of these words, also with a blank or a line end between two of their characters."""
    return "|".join("[ \\n]?".join(way) for way in ways)


_YEAR_INSIDE = r"(?:[(（]?[ \n]?20\d\d[ \n]?年[ \n]?度?[ \n]?[)）]?[ \n]?)?"
KIND = re.compile(
    rf"(?:(?:(?:{_loose('政府', '政务')})[ \n]?)?{_loose('信息')}[ \n]?(?:{_loose('主动')})?[ \n]?|{_loose('政务')}[ \n]?)"
    rf"{_loose('公开')}[ \n]?(?:(?:{_loose('工作')})[ \n]?)?(?:(?:{_loose('情况')})[ \n]?)?的?{_YEAR_INSIDE}"
    rf"(?:年[ \n]?度?[ \n]?)?(?:(?:{_loose('工作')})[ \n]?)?(?:(?:{_loose('情况')})[ \n]?)?的?[ \n]?"
    rf"(?:{_loose('总结报告', '总结', '报告', '年报')})"
)
"""The words by which a report of this kind names itself, in flattened text."""


_WORDS: dict[str, list[str]] = toml.read("identity/words.toml")
_GENERAL = frozenset(_WORDS["general"])
_PAGE = frozenset(_WORDS["page"])
_NEVER = frozenset(_WORDS["never"])
_BEFORE = re.compile("|".join(sorted(_WORDS["before"], key=len, reverse=True)))
_NO_START = re.compile(
    f"{'|'.join(_WORDS['pronouns'])}|(?:{'|'.join(_WORDS['determiners'])})(?:{'|'.join(_WORDS['bodies'])})"
)
# 各县, 各部门: several agencies; 各族 is a word of its own.
_SEVERAL = re.compile("各(?!族)")
# A street and number, which make a place before them an address: 某镇禹王西路999号.
_STREET_NUMBER = re.compile(
    "[\u4e00-\u9fff]{1,8}(?:[路街巷弄]|大道)[\u4e00-\u9fff]{0,3} ?\\d{1,5} ?[号弄]"
)
_OWNED = re.compile(f"[ \\n]?(?:{'|'.join(_WORDS['owned'])})")


def _twice(name: str) -> bool:
    """Whether a name is a string that is repeated, or noise."""
    if len(name) > 3 and len(set(name)) < 3:
        return True
    half = len(name) // 2
    return half >= 3 and name[:half] == name[-half:]


def _publisher(label: str) -> str:
    """``label``, or one label in place of all that introduce the publisher of a page."""
    return _PUBLISHER if label in _WORDS["publishers"] else label


@record(frozen=True, slots=True)
class Flat:
    """A flattened window of the view, made of pieces that are copied from it unchanged.

    ``starts``: the offset of each piece in ``text``; ``places``: its offset in the view.
    """

    text: str
    starts: Sequence[int]
    places: Sequence[int]

    @classmethod
    def of(cls, view: str, start: int, end: int) -> Flat:
        """``view[start:end]``, flattened."""
        window = _TAG.sub(_lines_of, view[start:end])
        inside = len(_BLANK_INSIDE.findall(window))
        spaced = inside > 5 and 3 * inside > len(window)
        doubled = {m.start(): m.end() for m in _DOUBLED.finditer(window)}
        parts: list[str] = []
        starts: list[int] = []
        places: list[int] = []
        size = last = 0

        def take(text: str, place: int) -> None:
            nonlocal size
            if text:
                parts.append(text)
                starts.append(size)
                places.append(start + place)
                size += len(text)

        gaps = [(m.start(), m.end(), m[0]) for m in _BLANKS.finditer(window)]
        gaps += [(a, b, "") for a, b in doubled.items()]
        gaps += [(m.start(), m.end(), "\n") for m in _DASH_BETWEEN.finditer(window)]
        for a, b, gap in sorted(gaps):
            if a < last:
                continue
            take(window[last:a], last)
            if not gap:
                for at in range(a, b - 1, 2):
                    take(window[at], at)
            elif "\n" in gap:
                take("\n", a)
            elif "|" in gap:
                take("|", a + gap.index("|"))
            elif a == 0:
                pass  # blanks before the first word
            elif not gap.isspace() and not any(c.isspace() for c in gap):
                pass  # markup and private characters separate nothing
            elif not (spaced and b - a == 1 and _between_han(window, a, b)):
                take(" ", a)
            last = b
        take(window[last:], last)
        return cls("".join(parts), starts, places)

    def place(self, at: int) -> int:
        """The view offset of the character ``at``."""
        piece = bisect_right(self.starts, at) - 1
        return self.places[piece] + at - self.starts[piece]


def _lines_of(tag: re.Match[str]) -> str:
    """Line feeds in place of an HTML tag, as many as it has characters, so that offsets stay valid."""
    return "\n" * len(tag[0])


def _between_han(window: str, a: int, b: int) -> bool:
    return a > 0 and b < len(window) and window[a - 1] > "\u4dff" and window[b] > "\u4dff"


@dataclass(slots=True)
class Candidate:
    """A string that may be the name. ``start``, ``end``: its occurrence in the view of the lowest ``rank`` (see
    ``_around``); ``count``: the number of occurrences."""

    name: str
    start: int
    end: int
    rank: int
    count: int
    features: set[str] = field(default_factory=set)


@record(frozen=True, slots=True)
class _Line:
    zone: str
    start: int
    end: int


OF_A_SENTENCE = 2
"""The rank of a name right before the words of a title, within a sentence."""

_OF_A_TITLE = ("title", "above")
_OF_TITLES = (*_OF_A_TITLE, "below")
_SENTENCES = ("prose", "body", "end")


def gather(windows: Sequence[tuple[str, Flat]], *, titles_only: bool = False) -> list[Candidate]:
    """The candidates in ``windows``, pairs of a part of the text (``head``, ``body``, ``end``) and its flattened text;
    ``titles_only``: only those in titles and on the lines above and below."""
    found: dict[str, Candidate] = {}
    free: set[str] = set()  # names that occur otherwise than as the owner of a site
    titled = False
    for part, flat in windows:
        titles = [(m.start(), m.end()) for m in KIND.finditer(flat.text)] if part == "head" else []
        if titles_only and not titles:
            continue
        lines = _lines(flat.text, part, titles)
        line_starts = [line.start for line in lines]
        parts = (
            [(line.start, line.end) for line in lines if line.zone in _OF_TITLES]
            if titles_only
            else [(0, len(flat.text))]
        )
        for start, end, joined in _spans(flat.text, titles, parts):
            name = "".join(flat.text[start:end].split())
            if name in _GENERAL or not _NEVER.isdisjoint(name) or _twice(name):
                continue
            if _SEVERAL.search(name) or _STREET_NUMBER.match(flat.text, end):
                continue
            line = lines[bisect_right(line_starts, start) - 1]
            if line.zone not in _SENTENCES or not _OWNED.match(flat.text, end):
                free.add(name)
            seen, rank = _around(flat.text, start, end, joined, line, titles)
            titled = titled or rank == 0
            known = found.get(name)
            if known is None or rank < known.rank:
                count = known.count if known is not None else 0
                first, last = flat.place(start), flat.place(end - 1) + 1
                known = found[name] = Candidate(name, first, last, rank, count)
            if rank == known.rank:  # its context elsewhere is less informative
                known.features.update(seen)
            known.count += 1
    candidates = list(found.values())
    _relate(candidates, titled)
    return [candidate for candidate in candidates if candidate.name in free]


def _lines(text: str, part: str, titles: Sequence[tuple[int, int]]) -> list[_Line]:
    """The lines of ``text``, each with its kind (``zone``): a title, above or below one, prose, another line; or the
    part of the text, if that is not the head."""
    found = []
    at = 0
    previous_title = False
    for words_of in text.split("\n"):
        end = at + len(words_of)
        title = any(a < end and at < b for a, b in titles)
        if part != "head":
            zone = part
        elif title and not any(c in words_of for c in "。;；"):
            zone = "title"
        elif any(c in words_of for c in "。;；") or len(words_of) > 50:
            zone = "prose"
        elif previous_title:
            zone = "below"
        else:
            zone = "line"
        found.append(_Line(zone, at, end))
        previous_title = title
        at = end + 1
    # a line above a title may be its beginning
    for n in range(len(found) - 1):
        if found[n].zone == "line" and found[n + 1].zone == "title":
            found[n] = _Line("above", found[n].start, found[n].end)
    return found


def _spans(
    text: str, titles: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, str]]:
    """The possible spans of names in ``parts`` of the text: start, end, and the blank or line break within."""
    segments = [m.span() for a, b in parts for m in _WORD.finditer(text, a, b)]
    kinds = [a for a, _ in titles]
    after = [b for _, b in titles]
    ends = [_segment_ends(text, a, b, kinds) for a, b in segments]
    segments.append((-1, -1))
    ends.append([])
    for n, (a, b) in enumerate(segments[:-1]):
        goes_on = segments[n + 1][0] == b + 1 and text[b] in " \n" and text[a:b] not in _PAGE
        joined = ends[n + 1][:2] if goes_on else ()
        if not ends[n] and not joined:
            continue
        starts = _starts(text, a, b)
        if after:
            starts += [k for k in after if a < k < b - 2]
        for start in starts:
            if _NO_START.match(text, start):
                continue
            for end in ends[n]:
                if _SHORTEST <= end - start <= LONGEST or (
                    end - start == 2 and (end in kinds or text[end : end + 2] == "20")
                ):
                    yield start, end, ""
            for end in joined:
                if end - start <= LONGEST:
                    yield start, end, text[b]


def _starts(text: str, a: int, b: int) -> list[int]:
    starts = [m.end() for m in _BEFORE.finditer(text, a, b) if m.end() < b - 1]
    if not starts or text[a] != "年":
        starts.insert(0, a)
    return starts if len(starts) <= _STARTS else [*starts[:2], *starts[-2:]]


def _segment_ends(text: str, a: int, b: int, kinds: Sequence[int]) -> list[int]:
    found = [m.end() for m in _END.finditer(text, a + 1, b)]
    # right before the words of a title a name may end in any character
    found += [k for k in kinds if a < k <= b and k not in found]
    return found if len(found) <= 6 else [*found[:4], *found[-2:]]


def _around(
    text: str, start: int, end: int, joined: str, line: _Line, titles: Sequence[tuple[int, int]]
) -> tuple[list[str], int]:
    """The features of a candidate's context, and its rank: 0 in a title, up to 9 with growing distance from it."""
    left = _DIGITS.sub("0", text[max(0, start - 12) : start]).replace("\n", "¶")
    right = _DIGITS.sub("0", text[end : end + 12]).replace("\n", "¶")
    if left[-1:] == " " and left[-2:-1] in (":", "|"):
        left = left[:-1]  # a label with or without a blank
    left = left or "^"
    right = right or "$"
    zone = line.zone
    if _ARROW.search(text, end, line.end) or left[-1:] in ">→»" or left[-2:] in ("> ", "→ ", "» "):
        zone = "crumb"
    lefts, rights = _kind_of(left[-1]), _kind_of(right[0])
    seen = [
        f"{zone} {lefts} {rights}",
        f"z {zone}",
        f"l {left[-1]}",
        f"l {left[-2:]}",
        f"l {left[-3:]}",
        f"r {right[0]}",
        f"r {right[:2]}",
        f"r {right[:3]}",
        f"zl {zone} {left[-2:]}",
        f"zr {zone} {right[:2]}",
        f"lr {left[-1]} {right[0]}",
    ]
    if joined:
        seen.append(f"joined {'line' if joined == chr(10) else 'blank'} {zone}")
    if start == line.start:
        seen.append(f"from the line's start {zone}")
        if end == line.end:
            seen.append(f"whole line {zone}")
    label = _LABEL.search(text, max(0, start - 14), start) or _LABEL_LINE.search(
        text, max(0, start - 10), start
    )
    if label:
        seen.append(f"label {_publisher(label[1].replace(' ', ''))}")
    rank = {"title": 3, "above": 4, "below": 5, "prose": 6}.get(zone, 9)
    if titles:
        starts = [a for a, _ in titles]
        after = bisect_left(starts, end)
        if after < len(starts):
            between = text[end : starts[after]]
            if len(between) <= 14:
                words = _DIGITS.sub("0", "".join(between.split()))
                seen.append(f"before title {words[:8]} {zone}")
                if words in ("", "0年", "0年度", "关于0年", "关于0年度", "的"):
                    seen.append("the title's")
                    rank = 0 if zone in _OF_A_TITLE else OF_A_SENTENCE
    return seen, rank


def _kind_of(char: str) -> str:
    """The class of a character: ``han``, ``digit``, ``mark``, or the character itself if it separates."""
    if char > "\u4dff" and char not in "，。；：（）":
        return "han"
    return "digit" if char.isdigit() else char if char in "^$¶ |:" else "mark"


def _relate(candidates: list[Candidate], titled: bool) -> None:
    """Add features of each candidate that depend on the others."""
    names = {c.name for c in candidates}
    ordered = sorted(names)
    for candidate in candidates:
        name = candidate.name
        marks = candidate.features
        after = bisect_right(ordered, name)
        if after < len(ordered) and ordered[after].startswith(name):
            rest = ordered[after][len(name) :]
            marks.add(f"goes on {rest[:2]}")
        for cut in range(1, min(len(name) - 2, 10)):
            if name[cut:] in names:
                marks.add("longer than another")
                break
        marks.add(f"count {min(candidate.count, 4)}")
        if titled and "the title's" not in marks:
            marks.add("another is the title's")


@lru_cache(maxsize=20_000)  # the agencies of a batch recur
def own(name: str) -> tuple[str, ...]:
    """Features of a name that do not depend on its context."""
    marks = [f"tail {name[-size:]}" for size in (1, 2, 3, 4)]
    marks += [f"head {name[:size]}" for size in (1, 2)]
    marks += [f"in {name[i : i + 2]}" for i in range(len(name) - 1)]
    marks.append(f"length {min(len(name) // 2, 12)}")
    levels = len(PLACE.findall(name, 1, len(name) - 1))
    marks += [f"levels {min(levels, 4)}", f"levels {min(levels, 4)} {name[-1]}"]
    return tuple(marks)
