"""Cells that all have the same prefix and suffix: names, tags, quotes, indices of rows and columns.

Converters that write a tree, a program's data or a list of cells frame each cell: ``- cell "3"``, ``[4,2] 3``,
``"columnIndex": 2, "content": "3"``. What stands before and after every cell is learned from the labels of the
form, digits aside, for those may count rows and columns. Indices then tell where rows begin and which cells were
left out; without them what stands between two rows differs from what stands between two cells, or nothing tells
and each cell has a line of its own. The text keeps its length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from govie.form import forms
from govie.late import late
from govie.records import record
from govie.tables.formats import ends
from govie.tables.prints import EMPTY_MARK, read
from govie.text.lines import masked

_LONGEST = 80  # characters of what stands on either side of a cell
_NEAR = 8  # of them, beyond which labels rarely have the same
_LONGEST_CELL = 160
_LONGEST_GAP = 600  # characters between two cells of one table
_LEAST = 12  # framed cells
_SHARES = (0.75, 0.85, 0.95)  # of the labels that have the same before or after them
_FRAMED = 0.4  # of the labels are the whole content of a framed cell
_MOST_COLUMNS = 40
_FILLING = " \t\n\v~"  # beside a cell's content: LaTeX has ~ for a space
_REST = late(r"^[^\d\n\u3001\u3400-\u9fff]{1,40}")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_WORDS = re.compile(r"[\u3400-\u9fff]")
_GROUP_BEFORE = re.compile(r"[\u3400-\u9fff)][-/·>—:]")  # the end of its label
_INDEX = late(
    r"(?P<key>[A-Za-z_第]{0,20}[^\w\s]{0,3}[ ]{0,2})(?P<number>\d{1,6})(?![\d.])(?P<unit> ?[行列])?"
)
_OF_CELL = re.compile(r"^(?:[\"']|[Nn]one|[Nn]ull|NULL|nil|[Nn]a[Nn])(?=\W)")  # before an index
_QUOTES = "\"'`"
_ADDRESS = "第行列"  # words that say where a cell stands
_OTHERS = re.compile(f"(?![{_ADDRESS}])[\u3400-\u9fff]")
_JSON = " []{}()," + _QUOTES
_PLAIN = frozenset(
    ["", '"', "'", "`", "|", "||", ",", ";", "&", "-", "*", "/", "~", "^", ":", "@", "•"]
)
"""What parts or quotes cells by rules of ``commas``, ``bars`` and ``delimiters``."""


@cache
def _labels() -> tuple[re.Pattern[str], frozenset[str]]:
    """What finds the labels of rows and columns in every form, and which of them begin a row."""
    first: set[str] = set()
    other: set[str] = set()
    for form in forms().values():
        for table in form.tables:
            for row in () if table.flat else table.rows:
                (other if row.group else first).update((row.text, *row.variants))
            for column in table.columns:
                other.update((column.text, *column.variants))
    begin = _longest_first(first)
    # Without groups, so that a search passes over what is no label's first character.
    words = dict.fromkeys([*begin, *_longest_first(other - first)])
    return re.compile("|".join(map(re.escape, words))), frozenset(begin)


def _longest_first(words: set[str]) -> list[str]:
    return sorted({w.translate(_FOLDED) for w in words}, key=len, reverse=True)


_FOLDED = str.maketrans("（），：；", "(),:;")


@record(frozen=True, slots=True)
class _Cell:
    """A framed cell: the spans of its content and of all of it."""

    start: int
    end: int
    opened: int
    closed: int


_DELIMITED = re.compile(r"[^\])}>列行][\t|]")  # no tab after the address of a cell
_SPANS = re.compile(r"跨 ?\d{1,3} ?[行列]")  # how many rows and columns a merged cell has


def plain(text: str) -> str:
    """``text`` with tabs between the cells and line ends between the rows of framed tables."""
    pattern, first = _labels()
    labels = [
        m
        for m in pattern.finditer(text)
        if not _WORDS.match(text, m.end())
        and not _WORDS.match(text, m.start() - 1)
        and not _GROUP_BEFORE.match(text, max(0, m.start() - 2))
    ]
    if len(labels) < _LEAST // 2:
        return text
    delimited = sum(_DELIMITED.match(text, max(0, m.start() - 2)) is not None for m in labels)
    if delimited > (1 - min(_SHARES)) * len(labels):
        return text  # no frame is common to enough of them
    if "跨" in text:
        text = _SPANS.sub(lambda m: " " * len(m[0]), text)
    lead = _common([text[max(0, m.start() - _LONGEST) : m.start()][::-1] for m in labels])
    lead = [_opening(before[::-1]) for before in lead]
    if not any(map(_may_frame, lead)):
        return text
    trail = _common([text[m.end() : m.end() + _LONGEST] for m in labels])
    options = [_framed(text, *around) for around in zip(lead, trail, strict=True)]
    known = {m.span(): m for m in labels}
    found = [[m for c in cells if (m := known.get((c.start, c.end)))] for cells in options]
    framed, cells = max(zip(found, options, strict=True), key=lambda o: (len(o[0]), len(o[1])))
    values = sum(_is_value(text[c.start : c.end]) for c in cells)
    if len(cells) < _LEAST or len(framed) < _FRAMED * len(labels) or not values:
        return text
    marks = _marks(text, cells, {m.start() for m in framed if m[0] in first})
    return text if marks is None else _written(text, cells, marks)


_NAMED = re.compile(r"[^\W_]")
_CLOSED = re.compile(r"^[\])}>»'\"]+ ?(?=.)")
_CLOSING = re.compile(r"[A-Za-z]{0,20}([^\w\s)])\1*")  # what ends a cell, whatever follows it


def _framed(text: str, before: str, after: str) -> list[_Cell]:
    """The cells between what many labels have ``before`` and ``after`` them."""
    after = _closing(before, after)
    symbol = before.strip() and not _NAMED.search(before)
    if symbol and not after.strip(_QUOTES) and _most(text, before) > 1:
        return []  # it parts the cells of a line, and frames none
    return [] if _is_plain(before, after) else [*_cells(text, _pattern(before), _pattern(after))]


def _most(text: str, mark: str) -> int:
    """How often ``mark`` stands in a line at most."""
    return max(line.count(mark) for line in text.split("\n"))


def _opening(before: str) -> str:
    """What stands before cells without the end of the cell before."""
    return _CLOSED.sub("", before.strip(" ~"))


def _closing(before: str, after: str) -> str:
    """What stands after cells, without what belongs to the next cell, which begins with what stands ``before`` it."""
    after = after.lstrip(" ~")
    if before:
        after = after.partition(before)[0]
    after = after.partition("0")[0].rstrip(" ,;")
    closing = _CLOSING.match(after)
    return closing[0] if closing else after


_SYNTAX_LINE = late(r"^[^\u3400-\u9fff\n]*[A-Za-z][^\u3400-\u9fff\n]*$", re.M)


def without_syntax(text: str) -> str:
    """``text`` without its lines of letters that are no words of a report."""
    return _SYNTAX_LINE.sub(lambda m: " " * len(m[0]), text)


def _is_plain(before: str, after: str) -> bool:
    """Whether only what other modules know stands around the cells, or only digits, which may be values."""
    both = before + after
    if not before or not both.strip(" 0.,-") or not _may_frame(both):
        return True
    if len({*both} - {*" 0.,-"}) == 1 and not _NAMED.search(both.replace("0", "")):
        return True  # one mark between numbers
    if any(quote in both for quote in _QUOTES) and not both.strip(_JSON):
        return True
    return before.strip() in _PLAIN and after.strip() in _PLAIN


def _may_frame(masked: str) -> bool:
    """Whether something stands there, and none of the marks that other modules know."""
    return masked != "" and "|" not in masked and "&" not in masked


def _common(contexts: Sequence[str]) -> list[str]:
    """For each of ``_SHARES`` the longest beginning that as many of ``contexts`` have once they are masked."""
    # Mostly it ends soon: what is cut off within a number is masked as all of it is.
    near = [masked(c[:_NEAR]) for c in contexts]
    found = _beginnings(near)
    size = max(map(len, found))
    # More is asked of those that hold no more than that: runs of white space.
    more = [n if len(n) > size else masked(c) for n, c in zip(near, contexts, strict=True)]
    found = _beginnings(more) if more != near else found
    if max(map(len, found)) <= size:
        return found
    return _beginnings([masked(c) for c in contexts])


def _beginnings(contexts: Sequence[str]) -> list[str]:
    """For each of ``_SHARES`` the longest beginning that as many of ``contexts`` have, without words of the form."""
    kept, common = [*contexts], ""
    counts: list[int] = []  # how many have the beginning up to each character
    least = min(_SHARES) * len(contexts)
    while (size := len(common)) < _LONGEST:
        kept = [c for c in kept if c.startswith(common) and len(c) > size]
        char, count = next(iter(Counter([c[size] for c in kept]).most_common(1)), ("", 0))
        if count < least or _OTHERS.match(char):
            break
        common += char
        counts.append(count)
    return [common[: sum(count >= share * len(contexts) for count in counts)] for share in _SHARES]


def _pattern(masked: str) -> re.Pattern[str]:
    """What finds ``masked`` with any number for its zeros and any white space for its own."""
    return re.compile(
        "".join(
            r"\d{1,9}" if part == "0" else r"\s{1,60}" if part.isspace() else re.escape(part)
            for part in re.split(r"(0|\s+)", masked)
        )
    )


def _cells(text: str, before: re.Pattern[str], after: re.Pattern[str]) -> Iterator[_Cell]:
    """The framed cells in the order of the text; where nothing stands after them they end with their line."""
    opened = before.search(text)
    while opened is not None:
        start = opened.end()
        following = before.search(text, start)
        limit = min(
            start + _LONGEST_CELL,
            following.start() if following and after.pattern == "" else len(text),
        )
        closed = after.search(text, start, limit) if after.pattern else None
        line = text.find("\n", start, limit)
        end = closed.start() if closed else line if line >= 0 else limit
        if closed or not after.pattern:
            content = text[start:end]
            left = len(content) - len(content.lstrip(_FILLING)) if content.strip(_FILLING) else 0
            yield _Cell(
                start + left,
                start + max(left, len(content.rstrip(_FILLING))),
                opened.start(),
                closed.end() if closed else end,
            )
        opened = before.search(text, end)


def _is_value(content: str) -> bool:
    parsed = read(content)
    return parsed is not None and parsed.value is not None


def _written(text: str, cells: Sequence[_Cell], marks: Sequence[str | None]) -> str:
    """``text`` with ``marks`` for what parts its ``cells``."""
    lone = not any(mark and mark.strip("\n") for mark in marks)
    opened = text.rfind("\n", 0, cells[0].start) + 1
    if _WORDS.search(text, opened, cells[0].start):
        opened = cells[0].opened
    parts = [without_syntax(text[:opened]), " " * (cells[0].start - opened)]
    for cell, after, mark in zip(cells, cells[1:], marks, strict=False):
        content = _content(text, cell)
        parts.append(content)
        if mark is None:
            gap = _REST.sub(lambda m: " " * len(m[0]), text[cell.closed : after.opened], count=1)
            gap = without_syntax(gap)
            parts += [" " * (cell.closed - cell.end), gap, " " * (after.start - after.opened)]
        else:
            room = after.start - cell.end
            mark = (EMPTY_MARK if lone and not content.strip() else "") + mark
            parts.append(mark.ljust(room) if len(mark) <= room else " " * room)
    last = cells[-1]
    rest = _REST.sub(lambda m: " " * len(m[0]), text[last.closed :], count=1)
    return "".join([*parts, _content(text, last), " " * (last.closed - last.end), rest])


def _content(text: str, cell: _Cell) -> str:
    content = text[cell.start : cell.end].replace("\n", "\v").replace("\t", " ")
    if len(content) > 1 and not content.strip("-"):
        content = "-".ljust(len(content))  # several alone on a line would be a rule
    return content if content.strip() else " " * len(content)


def _marks(text: str, cells: Sequence[_Cell], first: set[int]) -> list[str | None] | None:
    """For each pair of ``cells`` the tabs or line ends between them, None where other text stands there.

    ``first``: where labels begin that open a row. None for cells that go down the columns.
    """
    before = max(cells[0].opened - _LONGEST, text.rfind("\n", 0, cells[0].start) + 1)
    gaps = [text[before : cells[0].start], *(text[a.end : b.start] for a, b in pairwise(cells))]
    numbers = [
        {
            _OF_CELL.sub("", m["key"]) + (m["unit"] or ""): int(m["number"])
            for m in _INDEX.finditer(gap)
        }
        for gap in gaps
    ]
    opens = [c.start in first for c in cells]
    column, row = _index(numbers, _is_column), _index(numbers, _is_row)
    if column and _goes_down([n.get(column) for n, o in zip(numbers, opens, strict=True) if o]):
        return None
    between = [text[a.closed : max(a.closed, b.opened)] for a, b in pairwise(cells)]
    spaced = [masked(gap) for gap in between]
    usual = Counter(spaced).most_common(1)[0][0]
    opening = [gap for gap, o in zip(spaced, opens[1:], strict=True) if o]
    told = 2 * sum(gap != usual for gap in opening) > len(opening)
    marks: list[str | None] = []
    for number, gap in enumerate(between):
        if len(gaps[number + 1]) > _LONGEST_GAP or _OTHERS.search(gaps[number + 1]):
            marks.append(None)
            continue
        mark = _by_index(numbers[number], numbers[number + 1], column, row)
        if mark is None:
            mark = "\t" if told and spaced[number] == usual else "\n"
        if spaced[number] != usual and _BLANK_LINE.search(gap):
            mark = mark.replace("\n", "\n\n")
        marks.append(mark)
    return marks


def _by_index(
    last: dict[str, int], own: dict[str, int], column: str | None, row: str | None
) -> str | None:
    """What stands between two cells whose indices are ``last`` and ``own``; None where they have none."""
    if column is not None and column in own:
        apart = own[column] - last.get(column, 0)
        if apart <= 0 or (row is not None and own.get(row) != last.get(row)):
            return "\n" + ends.gap(own[column])
        return ends.gap(apart)
    if row is not None and row in own:
        return "\t" if own[row] == last.get(row) else "\n"
    return None


def _goes_down(places: Sequence[int | None]) -> bool:
    """Whether an index at ``places`` of labels that open rows counts the rows of each column."""
    return 2 * len({*places}) > len(places) > 2


def _index(
    numbers: Sequence[dict[str, int]], is_index: Callable[[Sequence[int]], bool]
) -> str | None:
    """The name before the numbers that stand in nearly every gap and count as ``is_index`` says."""
    counts = Counter(key for own in numbers for key in own)
    for key, count in counts.most_common():
        if count < 0.8 * len(numbers):
            break
        if is_index([own[key] for own in numbers if key in own]):
            return key
    return None


def _is_column(numbers: Sequence[int]) -> bool:
    """Whether ``numbers`` count cells, again and again from the first."""
    steps = [b - a for a, b in pairwise(numbers)]
    up, back = sum(s > 0 for s in steps), sum(s < 0 for s in steps)
    return (
        max(numbers) < _MOST_COLUMNS
        and up > back > 0
        and 1 in steps
        and 5 * steps.count(0) <= len(steps)
    )


def _is_row(numbers: Sequence[int]) -> bool:
    """Whether ``numbers`` stay the same for the cells of a row and grow from row to row."""
    steps = [b - a for a, b in pairwise(numbers)]
    return 2 * steps.count(0) >= len(steps) and steps.count(1) > 1 and min(steps) >= 0


__all__ = ["plain", "without_syntax"]
