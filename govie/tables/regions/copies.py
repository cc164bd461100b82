"""Chooses the report's own table where a section prints several of a kind: of other years, of subordinate bodies.

The rows of a form's table have each their own label. Where most of them come again, another table begins; a head
that is repeated on the next page is none, since the rows after it are others. The report's table is the one that
is labelled with the report's year, else the first that is not labelled as another's. Where nothing tells, the first
is read with a doubt, and where all are another's, none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govie import toml
from govie.late import late
from govie.records import record
from govie.text import lines

Hits = Sequence[tuple[int, int, str]]
"""Labels in the order of the text: start and end in the view, and what was looked for."""

EITHER = 0.8
"""The confidence, at most, of cells of the first of two tables of which no label tells the report's."""

_SHARED = 0.6  # of the labels of the longer of two tables that stand in both
_LONG = (
    0.5  # of the numbers of the fullest table: with fewer, labels are named and no table is printed
)
_LONGEST = 9  # characters of a number
_MOST = 12  # tables of a kind
_ABOVE = 300  # characters above a section's first table in which its year may stand
_BESIDE = re.compile(
    r"[^\s|]{0,40}(?: ?[(（][^()（）\s]{2,12}[)）])?"
)  # 第二十条第（一）项（2022年）
_VALUE = late(
    r"(?<![^\s|\"'])(?!20\d\d\s?年)[-+(（]*\d[\d,.]*(?:[)）]|万?元|[件项个])*(?![^\s|\"'])|(?<![^\s|])(?:[-—/]|无|零)(?![^\s|])"
)
_DELIMITER = re.compile(r"[|\t,;]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|(?<![^\s|])[-—/](?![^\s|])")
_WORDS: dict[str, list[str]] = toml.read(toml.STATUTE)["words"]
_GOES_ON = r"(?=\s*(?:$|[^\s\u4e00-\u9fff]|数据|情况|统计|指标|同期|表|政府信息|主动公开|收到))"
# What a table is labelled with: a year, last year, this year, or a body that is not the report's own.
_LABEL = late(
    r"(?<!\d)(?P<year>20[0-3]\d)(?:\s?年(?!\s?\d{1,2}\s?月)|\s?(?=[)）]))"
    rf"|(?P<last>{'|'.join(_WORDS['last_year'])}|往年){_GOES_ON}"
    rf"|(?P<own>{'|'.join(_WORDS['this_year'])}){_GOES_ON}"
    rf"|(?:{'|'.join(_WORDS['whole'])})(?P<whole>)(?:合计|汇总|总表)?(?=\s*(?:$|[)）]))"
    r"|(?P<other>下属|所属(?:各|单位|部门|事业|机构)|二级(?:预算)?单位|直属)",
    re.M,
)
_TITLE = re.compile(r"[^\n]{0,12}信息公开[^\n]{0,8}报告")
_SENTENCE = re.compile("[^。]+。?")
_PART = re.compile(r"(?:[^\s|]| (?=年))+")
_LAST_YEAR = re.compile(
    rf"(?<![与较比同和])(?:{'|'.join(_WORDS['last_year'])})[(（]20[0-3]\d\s?年?[)）]"
)
_LONG_NAME = 3  # characters: 总计 is a row, too
_LONGEST_CAPTION = 40  # characters
_COMPARED = late(r"附[件表:：]?|对比|对照|参考")
_POINTS = late(r"如下|下表|以下|附[件表:：]|见表|参考|对比|对照")


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a section's tables.

    ``begin``, ``stop``: where the section begins and ends; ``headings``: where all sections begin; ``heads``: words
    above the rows; ``columns``: the names of columns of which each row has all, ``groups``: those of groups of columns;
    ``cells``: of a table without labels of rows, whose heads come again on the next page before the rest of as many
    values.
    """

    begin: int
    stop: int
    headings: tuple[int, ...] = ()
    heads: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    cells: int = 0


@record(frozen=True, slots=True)
class Copy:
    """One of several tables of a kind: where it begins, with what is printed above it, and its first and last label.

    ``label``: the year that it is labelled with, ``own``, ``last`` (year) or ``other`` (body); None without a label.
    ``numbers``: what it prints; ``titled``: whether the label is the year of a title, with which a report begins.
    """

    start: int
    first: int
    last: int
    label: int | str | None
    numbers: tuple[str, ...]
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The number of the report's table among its ``copies``, None where all are another's; ``sure``: a label tells."""

    copies: tuple[Copy, ...]
    own: int | None
    sure: bool

    def span(self, number: int) -> tuple[int, int | None]:
        """Where a table begins and ends; None where no other follows."""
        after = self.copies[number + 1 :]
        return self.copies[number].start, after[0].start if after else None

    @property
    def warning(self) -> str:
        """What a reader of the report should know of it; empty where all tables print the same."""
        if _alike(self.copies):
            return ""
        if self.own is None:
            return "none is of the report's year, so none was read"
        why = "as labelled" if self.sure else "no label tells, so its cells are doubtful"
        return f"number {self.own + 1} was read ({why})"


def choose(view: str, hits: Hits, about: About, year: int | None) -> Choice | None:
    """The table of a report on ``year`` among those that ``hits`` are the labels of; None where these are one table."""
    parts = _parts(hits)
    firsts = [part[0][0] for part in parts]
    ends = (
        [*firsts[1:], max(about.stop, firsts[-1])]
        if about.cells
        else [part[-1][1] for part in parts]
    )
    numbers = [tuple(_NUMBER.findall(view, a, b)) for a, b in zip(firsts, ends, strict=True)]
    most = max(map(len, numbers))
    # Delimited, a table is as large where most of its cells are empty.
    marks = [len(_DELIMITER.findall(view, a, b)) for a, b in zip(firsts, ends, strict=True)]
    large = _LONG * max(*marks, most)
    kept = [
        n
        for n, own in enumerate(numbers)
        if len(own) >= _LONG * most
        or (own and marks[n] >= large and _is_own(view, parts, n, about, year))
    ]
    if len(kept) == 1:
        return _for_comparison(view, parts[kept[0]], numbers[kept[0]], about)
    if sum(_count(numbers[n]) for n in kept) <= about.cells:
        return None
    tops = [about.begin, *(parts[n][-1][1] for n in kept[:-1])]
    above = [_named(view[top : firsts[n]], about) for top, n in zip(tops, kept, strict=True)]
    if _is_divided(above) or _is_continued(view, hits, about):
        return None
    found: list[Copy] = []
    for n in kept:
        top = max(
            max(about.begin, firsts[n] - _ABOVE) if not found else found[-1].last,
            *(at for at in about.headings if at <= firsts[n]),
            0,
        )
        found.append(_copy(view, parts[n], top, numbers[n], about, is_first=not found))
    return Choice((*found,), *_own(found, year))


def _is_own(view: str, parts: Sequence[Hits], number: int, about: About, year: int | None) -> bool:
    """Whether a label right above a table, within its section, says that it is the report's."""
    first = parts[number][0][0]
    top = max(
        parts[number - 1][-1][1] if number else about.begin,
        first - _ABOVE,
        *(at for at in about.headings if at <= first),
        0,
    )
    found = _label(view, top, first)
    return found is not None and found[1] in ("own", year)


def names_last_year(view: str) -> bool:
    """Whether some words of ``view`` say of a year that it is the one before the report's."""
    return _LAST_YEAR.search(view) is not None


def _for_comparison(view: str, hits: Hits, numbers: tuple[str, ...], about: About) -> Choice | None:
    """The only table as another year's, if its caption says that last year's is printed for comparison: the text ends
    before the report's own."""
    first = hits[0][0]
    top = max([about.begin, *(at for at in about.headings if at <= first)])
    captions = (line for line in view[top:first].split("\n") if len(line) <= _LONGEST_CAPTION)
    if not any(_COMPARED.search(c) and _LAST_YEAR.search(c) for c in captions):
        return None
    return Choice((Copy(about.begin, first, hits[-1][1], "last", numbers),), None, False)


def _is_divided(named: Sequence[set[str]]) -> bool:
    """Whether each of the columns ``named`` above a list of rows is another's: one table, column by column."""
    return all(named) and sum(map(len, named)) == len(set().union(*named))


def _named(words: str, about: About) -> set[str]:
    """Which columns are named in ``words``."""
    for group in about.groups:
        words = words.replace(group, "")
    return {name for name in about.columns if name in words}


def _is_continued(view: str, hits: Hits, about: About) -> bool:
    """Whether some columns are named only above, or within, the first list of rows and others only after it: one table
    whose columns are printed in several. No name counts that is a part of a row's label."""
    labels = {word for *_, word in hits}
    places = [
        (view.find(name, about.begin, about.stop), view.rfind(name, about.begin, about.stop))
        for name in about.columns
        if len(name) >= _LONG_NAME and not any(name in label for label in labels)
    ]
    places.sort()
    if not places or places[0][0] < 0:
        return False
    end = places[0][1]
    for first, last in places[1:]:
        before = {word for at, _, word in hits if places[0][0] < at < first}
        if first > end and 2 * len(before) > len(labels):
            return True
        end = max(end, last)
    return False


def _count(numbers: Sequence[str]) -> int:
    """How many ``numbers`` are printed, those counted by their digits that ran together."""
    return sum(len(number) if len(number) > _LONGEST else 1 for number in numbers)


def _own(copies: Sequence[Copy], year: int | None) -> tuple[int | None, bool]:
    """Which of ``copies`` is the report's, and whether that is sure."""
    years = [c.label for c in copies if isinstance(c.label, int)]
    year = year or max(years, default=None)
    own = [n for n, c in enumerate(copies) if c.label in ("own", year) and c.label is not None]
    if own and copies[own[0]].titled and copies[0].label is None:
        return 0, True  # before the title of another report stand the tables of the first
    free = [n for n, c in enumerate(copies) if c.label is None]
    among = own or free
    if not among:
        return None, False
    alike = _alike([copies[n] for n in among])
    # A table without a label after one of another year's may be anyone's.
    return among[0], alike and (bool(own) or among[0] == 0)


def _alike(copies: Sequence[Copy]) -> bool:
    """Whether ``copies`` print the same numbers, as far as they go."""
    shortest = min(len(c.numbers) for c in copies)
    return len({c.numbers[:shortest] for c in copies}) == 1


def _parts(hits: Hits) -> list[Hits]:
    """``hits`` of each table, cut where most labels of the table before come again."""
    done: list[Hits] = []
    left = [hits]
    while left and len(done) + len(left) < _MOST:
        part = left.pop(0)
        at = _cut(part)
        if at:
            left[:0] = [part[:at], part[at:]]
        else:
            done.append(part)
    return done + left


def _cut(hits: Hits) -> int:
    """The first hit of the second table in ``hits``; 0 where they are one."""
    before: set[str] = set()
    after = Counter(word for *_, word in hits)
    shared = best = at = 0
    for n, (*_, word) in enumerate(hits):
        if shared and shared >= best:
            best, at = shared, n
        after[word] -= 1
        if word in before:
            shared -= not after[word]
        else:
            before.add(word)
            shared += after[word] > 0
    longer = max(len({w for *_, w in hits[:at]}), len({w for *_, w in hits[at:]}))
    return at if best >= 2 and best >= _SHARED * longer else 0


def _copy(
    view: str, hits: Hits, top: int, numbers: tuple[str, ...], about: About, *, is_first: bool
) -> Copy:
    """The table with the labels ``hits`` and what stands above it, after ``top``."""
    first, last = hits[0][0], hits[-1][1]
    found = _label(view, top, first)
    label = found[1] if found else None
    titled = found is not None and _TITLE.match(view, found[0], first) is not None
    if is_first:
        return Copy(about.begin, first, last, label, numbers, titled)
    # After the last value of the table before.
    heads = [at for head in about.heads if (at := view.rfind(head, top, first)) >= 0]
    anchor = found[0] if found else max(heads, default=first)
    values = [m.end() for m in _VALUE.finditer(view, top, anchor)]
    start = values[-1] if values else max(top, view.rfind("\n", 0, anchor) + 1)
    return Copy(min(start, first), first, last, label, numbers, titled)


def _label(view: str, top: int, first: int) -> tuple[int, int | str] | None:
    """The label nearest above ``first``, not above ``top``, and where it stands."""
    beside = _BESIDE.match(view, first)
    end = beside.end() if beside else first
    while top < end:
        start = max(view.rfind("\n", top, end) + 1, top)
        for at, part in _phrases(view[start:end]):
            found = [(m.start(), _said(m)) for m in _LABEL.finditer(part)]
            if found:
                # Of all that ran together in a text without line ends and spaces the words nearest to the table.
                near = found[-1][0] - _LONGEST_CAPTION // 2 if len(part) > _ABOVE else 0
                found = [hit for hit in found if hit[0] >= near]
                part = part[max(near, 0) : found[-1][0] + _LONGEST_CAPTION]
                said = {said for _, said in found}
                if len(found) == 2 and _LAST_YEAR.search(part) and "本年" not in part:
                    said = {"last"}
                return (start + at + found[0][0], said.pop()) if len(said) == 1 else None
        end = start - 1
    return None


def _phrases(line: str) -> Iterator[tuple[int, str]]:
    """The phrases of ``line`` that may label a table and where they begin in it, the last first."""
    # In a text without line ends the year of the title may stand in the same line.
    for sentence in reversed([*_SENTENCE.finditer(line)]):
        if not lines.is_prose(sentence[0]) or _POINTS.search(sentence[0]):
            for part in reversed([*_PART.finditer(sentence[0])]):
                yield sentence.start() + part.start(), part[0]


def _said(match: re.Match[str]) -> int | str:
    if match["year"]:
        return int(match["year"])
    return "own" if match["whole"] is not None else str(match.lastgroup)


__all__ = ["About", "Choice", "Copy", "Hits", "choose", "names_last_year"]
