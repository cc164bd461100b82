"""Tables as text in which each cell stands after the name of its column: ``新收：自然人 2，商业企业 空，总计 2``.

Language models, programs that write keys and values, and people write them so: a line for each row or for each
cell, as a list, a tree of lines, an object or a file of settings. Between a cell and the next name may stand marks
and, once more, the row's label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from govie.form import forms
from govie.late import late
from govie.tables.formats.ends import gap

_LEAST = 8  # rows all of whose columns are named
_FARTHEST = 200  # characters from one name to the next
_VALUE = r"[*_`]{0,3}[-+∅\d/\\—－无空×(增减负下上↓↑△]"  # how a cell begins
_END = re.compile(r"\n|[;。]|,(?!\d{3}(?!\d))|、(?!\d)")  # of a cell
_ENDS = ",;。、\n"  # of a cell in which nothing is printed
_NO_CELL = re.compile(rf"[ \t]*(?:[{_ENDS}]|\Z)")
_WORDS = late(r"[\u3400-\u9fff]")
_MARKS = frozenset(" ,;。、|/")
_BREAK = r"(?:\\{1,2}n|<br ?/?>|\s{1,12})?"  # within a name
_BREAKS = re.compile(_BREAK)
# Marks only where nearly all names have one: else a dash is a sign, and a bar parts cells.
_MARKS_OF_ALL = "|—–-"
_PAIRED = r"(?<=[\"']),(?=[ ]?(?:[^\"'\n ]|(?P<quote>[\"'])[^\"'\u3400-\u9fff]{0,12}(?P=quote)))"  # ('自然人', '2')
_SHARE = 1.25  # one mark for so many names
_AFTER_LABEL = late(r"(?<=[\u3400-\u9fff)”])[\s\"',:;。=>—|-]+$")  # and no cell of its row
_OPENED = re.compile(r"\s?[\[{]")  # the cells of a column
_NUMBERING = (".", "、", ")", "/")  # before a row's label: 3.其他
_SHARE_MARKED = 0.9  # of the names: others stand in heads
_QUOTES = re.compile(r"^[ \t\"'`]+|[ \t\"'`}\]]+$")  # around a cell


_Named = tuple[int, re.Match[str]]
"""A cell that is named: the number of its column, and the name."""


class _Row(NamedTuple):
    """A row: how many columns its table has, and its cells that are named."""

    width: int
    cells: list[_Named]


@cache
def _columns() -> dict[tuple[str, ...], frozenset[str]]:
    """The names of the columns of each table, in the form's order, with the labels of its rows."""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for form in forms().values():
        for table in form.tables:
            columns = tuple(c.text.partition("（")[0] for c in table.columns)
            found[columns] = found.get(columns, frozenset()) | {row.text for row in table.rows}
    return found


@cache
def _often() -> dict[str, int]:
    """How often each column's name stands in a text that names the cells of its rows: once more for each of the form's
    other words that hold it."""
    found: dict[str, int] = {}
    for form in forms().values():
        words = [row.text for table in form.tables for row in table.rows]
        words += [column.text for table in form.tables for column in table.columns]
        for columns in _columns():
            for name in columns:
                held = sum(name in own for own in words)
                found[name] = max(found.get(name, 0), _LEAST + held)
    return found


@cache
def _name(mark: str = "") -> re.Pattern[str]:
    """A column's name, after those of the heads above it, with a remark and the marks after it: a colon, an equals sign,
    an arrow or a ``mark``, or nothing before a value and where no value follows."""
    names = sorted({name for columns in _columns() for name in columns}, key=len, reverse=True)
    tables = [table for form in forms().values() for table in form.tables]
    heads = sorted({h for t in tables for h in (*t.captions, *(c.group for c in t.columns)) if h})
    name, above = "|".join(map(_broken, names)), "|".join(map(re.escape, heads))
    space, value = r"[ \t]{0,16}", rf"(?={_VALUE}"
    return re.compile(
        rf"(?:(?:{above})[-·/._>|:,、 ]{{1,3}}){{0,2}}(?P<name>{name})"
        # Before another name it is the row's label: (七)总计/自然人.
        rf"(?!(?:[-/_.]|[ ]?[:=>·][ ]?)(?:{above}|{name}))"
        r"(?:[(（][^()（）\n]{1,12}[)）])?[\"'\])】*]{0,3}"
        rf"(?P<mark>{space}(?:\n{space})?(?:[:=]|[-=]>)|{_PAIRED}"
        rf"{mark and f'|{space}[{mark}](?=[ ][^|]{{0,40}}$)'}"
        rf"|[ \t]{{0,2}}{value})|{space}{value}\S{{0,12}}[ ]*$)|(?=[ \t]{{0,3}}[{_ENDS}]|{space}$))",
        re.M,
    )


def _broken(name: str) -> str:
    """A pattern for a name, also where line ends break it, as they are or written ``\\n``."""
    return _BREAK.join(map(re.escape, name))


def _whole(name: str) -> str:
    """``name`` without the breaks within it."""
    return _BREAKS.sub("", name)


def _names(text: str) -> list[re.Match[str]]:
    """The names of columns in ``text``; a dash or a bar after nearly all of them is a mark as a colon is."""
    marked = [*_name(_MARKS_OF_ALL).finditer(text)]
    count = sum(match["mark"].strip(" \t") in [*_MARKS_OF_ALL] for match in marked)
    return marked if _SHARE * count > len(marked) else [*_name().finditer(text)]


def tabbed(text: str) -> str:
    """``text`` with a row on each line and a tab for each column's name and the marks around it; as long as before."""
    if not any(text.count(name) >= least for name, least in _often().items()):
        return text
    names = _names(text)
    if any(_OPENED.match(text, match.end()) for match in _no_labels(text, names)):
        return text
    cycles = [*_cycles(names)]
    ends = [0, *(cycle[-1].end() for cycle in cycles)]
    rows = [
        _Row(len(c), [*enumerate(c)])
        for c, end in zip(cycles, ends, strict=False)
        if _is_row(text, c, end)
    ]
    rows = max(rows, [*_sparse(text, names)], key=len)
    # The names of columns stand once above each table, too.
    if max(Counter(row.width for row in rows if row.width > 1).values(), default=0) < _LEAST:
        return text
    out, at = [], 0
    starts = [*(row.cells[0][1].start() for row in rows[1:]), len(text)]
    for (width, row), stop in zip(rows, starts, strict=True):
        label = text[at : _label_end(text, at, row[0][1].start())]
        # A mark between two rows on one line.
        if at and label[:1] in _MARKS and label.strip() and "\n" not in label:
            label = "\n" + label[1:]
        *between, own = label.split("\n")
        if at and between and between[0][:1] in _MARKS:
            between[0] = " " * len(between[0])  # a remark, after the last cell of the row before
        # What counts the rows, but nothing further above the first of them.
        for number in range(len(between) - 1, -1, -1):
            if _WORDS.search(between[number]):
                if not at:
                    break
            else:
                between[number] = " " * len(between[number])
        own = _AFTER_LABEL.sub(lambda m: " " * len(m[0]), own.replace("|", " "))
        out.append("\n".join([*between, own]))
        at += len(label)
        last = -1
        for (column, match), following in zip(row, [*row[1:], None], strict=True):
            limit = following[1].start() if following else stop
            ended = _END.search(text, match.end(), limit)
            end = ended.start() if ended else limit
            value = text[match.end() : end]
            if "(" not in value:
                value = value.replace(")", " ")
            value = _QUOTES.sub(lambda m: " " * len(m[0]), value)
            out += [gap(column - last).rjust(match.end() - at), value]
            at, last = end, column
        if out[-1].endswith(" "):
            out[-1] = out[-1][:-1] + (gap(width - 1 - last) or " ")
    rest = text[at:]
    if rest[:1] in _MARKS and rest[1:].strip():
        rest = f"\n{rest[1:]}"  # a row of which nothing is printed
    return "".join([*out, rest])


def _sparse(text: str, names: Sequence[re.Match[str]]) -> Iterator[_Row]:
    """Rows with the names and the cells of some columns, and those columns, where each name has a mark after it: a
    program left out the empty cells."""
    names = _no_labels(text, names)
    named = [match for match in names if match["mark"].strip()]
    if len(named) < _SHARE_MARKED * len(names):
        return
    start = 0
    for tables, own in _by_table(named):
        end = own[-1].end()
        columns = max(
            tables, key=lambda c: sum(label in text[start:end] for label in _columns()[c])
        )
        start = end
        row: list[_Named] = []
        for match in own:
            column = columns.index(_whole(match["name"]))
            if row and (column <= row[-1][0] or _is_label(text, row[0][1], row[-1][1], match)):
                yield _Row(len(columns), row)
                row = []
            row.append((column, match))
        yield _Row(len(columns), row)


def _no_labels(text: str, names: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """``names`` without those that a number comes before: labels of rows."""
    return [match for match in names if text[match.start() - 1 : match.start()] not in _NUMBERING]


def _by_table(
    names: Sequence[re.Match[str]],
) -> Iterator[tuple[list[tuple[str, ...]], list[re.Match[str]]]]:
    """Names one after the other that are all columns of the same tables, with the columns of these tables.

    Without tables whose rows stand side by side: names of several rows follow each other there.
    """
    tables: list[tuple[str, ...]] = []
    own: list[re.Match[str]] = []
    for match in names:
        name = _whole(match["name"])
        both = [columns for columns in tables if name in columns]
        if own and not both:
            yield tables, own
            own = []
        tables = both or [c for c in _columns() if name in c and c not in _side_by_side()]
        own += [match] if tables else []
    if own:
        yield tables, own


@cache
def _side_by_side() -> frozenset[tuple[str, ...]]:
    """The names of the columns of tables whose rows stand side by side."""
    return frozenset(
        tuple(c.text for c in table.columns)
        for form in forms().values()
        for table in form.tables
        if table.flat
    )


def _is_label(text: str, first: re.Match[str], before: re.Match[str], match: re.Match[str]) -> bool:
    """Whether other words stand between two names than before the first of the row: the label of another row."""
    ended = _END.search(text, before.end(), match.start())
    between = "".join(_WORDS.findall(text, ended.end(), match.start())) if ended else ""
    opened = text.rfind("\n", 0, first.start()) + 1
    return bool(between) and between != "".join(_WORDS.findall(text, opened, first.start()))


def _label_end(text: str, start: int, end: int) -> int:
    """Where the row's label ends that stands between ``start`` and the first name: on its line, or the line before."""
    opened = max(start, text.rfind("\n", start, end) + 1)
    return end if _WORDS.search(text, opened, end) else max(start, len(text[:opened].rstrip()))


def _is_row(text: str, cycle: Sequence[re.Match[str]], after: int) -> bool:
    """Whether nothing but marks and the row's own label stands between the cells of ``cycle``, and some have a value.

    ``after``: where the last name of the row before it ends.
    """
    if not any(match["mark"] or not _NO_CELL.match(text, match.end()) for match in cycle):
        return False  # the names of columns alone
    opened = max(after, text.rfind("\n", 0, cycle[0].start()) + 1)
    label = "".join(_WORDS.findall(text, opened, cycle[0].start()))
    for match, following in pairwise(cycle):
        if following.start() - match.end() > _FARTHEST:
            return False
        ended = _END.search(text, match.end(), following.start())
        between = "".join(_WORDS.findall(text, ended.end(), following.start())) if ended else ""
        if between and between != label:
            return False
    return True


def _cycles(matches: Sequence[re.Match[str]]) -> Iterator[Sequence[re.Match[str]]]:
    """The names that follow each other as the columns of some table do."""
    names = [_whole(m["name"]) for m in matches]
    at = 0
    while at < len(names):
        size = max((len(c) for c in _columns() if tuple(names[at : at + len(c)]) == c), default=0)
        if size:
            yield matches[at : at + size]
        at += size or 1


__all__ = ["tabbed"]
