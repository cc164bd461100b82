"""Tables whose columns a line of dashes shows: pandoc's simple and multiline tables, reStructuredText's simple ones.

Each group of dashes is as wide as its column, so that an empty cell is seen though only spaces stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import east_asian_width

from govie.records import record

_RULER = re.compile(r"[ ]*[-=]{3,}(?:[ ]+[-=]{3,})+[ ]*")
_FULL = re.compile(r"[ ]*[-=]{12,}[ ]*")
_MARK = re.compile(r"[(),:;]")
_MOST_LINES = 400  # of a table
_LEAST_FITTING = 0.95  # of the words, which begin and end in one column
_LEFT = 0.75  # of the first numbers of rows begin about where their columns do: the table is aligned left


def tabbed(text: str) -> str:
    """``text`` with tabs between the cells of such tables; as long as before."""
    lines = text.split("\n")
    rulers = {n: _columns(line) for n, line in enumerate(lines) if _RULER.fullmatch(line)}
    if not rulers:
        return text
    done = -1
    for number, columns in rulers.items():
        if number <= done:
            continue  # it parts the head of a table from its rows, or ends it
        first, last = _extent(lines, number, done)
        done = last
        begins = {*_first_lines(lines, first, last)}
        rows = [n for n in range(first, last + 1) if lines[n].strip() and not _is_rule(lines[n])]
        plain = [lines[n].replace("\t", " ") for n in rows]  # a cell's mark in Word
        words = [*map(_words, plain)]
        begun = [own[: n + 1] for own in words for n in _first_number(own)]
        left = sum(_is_aligned(own, columns) for own in begun) >= _LEFT * len(begun)
        cells = [_begun(own, columns) if left else _within(own, columns) for own in words]
        if sum(own is not None for own in cells) >= _LEAST_FITTING * len(cells):
            used = sorted({column for own in cells if own for column in own})
            for n, line, own in zip(rows, plain, cells, strict=True):
                counted = {used.index(column): word for column, word in (own or {}).items()}
                lines[n] = _line(line, counted, len(used), whole=n in begins)
    return "\n".join(lines)


@record(frozen=True, slots=True)
class _Word:
    """A word: where it stands in its line, how many spaces are before it, and where it stands on the page, on which
    a Chinese character is two wide; ``narrow``: how many of its characters may have been two wide, ``marks``: how
    many probably were, as the brackets of Chinese words."""

    start: int
    end: int
    gap: int
    left: int
    narrow: int
    marks: int


def _first_number(words: Sequence[_Word]) -> list[int]:
    """Which of ``words`` is the first that begins a cell and has no Chinese character; none or one."""
    found = [n for n, w in enumerate(words) if w.gap != 1 and w.narrow == w.end - w.start]
    return found[:1]


def _is_aligned(words: Sequence[_Word], columns: Sequence[tuple[int, int]]) -> bool:
    """Whether the last of ``words`` stands where a column begins, or before it by as much as marks were narrowed."""
    place, narrowed = words[-1].left, sum(w.marks for w in words)
    return any(start - narrowed <= place <= start + 1 for start, _ in columns)


def _columns(ruler: str) -> list[tuple[int, int]]:
    """Where the columns under ``ruler`` begin and end."""
    return [m.span() for m in re.finditer(r"[-=]+", ruler)]


def _extent(lines: Sequence[str], ruler: int, done: int) -> tuple[int, int]:
    """The first and the last line of the table of the line ``ruler``, after the line ``done``.

    Its head stands right above, its rows below up to a blank line or the next line of dashes; where a line of dashes
    opens the table, above the head or with none, only up to the next one, or to that which ends the rows below a head.
    """
    first = ruler
    while first - 1 > done and lines[first - 1].strip() and not _is_rule(lines[first - 1]):
        first -= 1
    below = range(ruler + 1, min(len(lines), ruler + _MOST_LINES))
    rules = [n for n in below if _is_rule(lines[n])]
    blank = next((n for n in below if not lines[n].strip()), below.stop - 1)
    opened = first == ruler or (first - 1 > done and _is_rule(lines[first - 1]))
    if not rules or not (opened or rules[0] < blank):
        return first, blank
    below_it = lines[rules[0] + 1] if rules[0] + 1 < len(lines) else ""
    goes_on = bool(below_it.strip()) and lines[rules[0]].strip() == lines[ruler].strip()
    return first, rules[1] if goes_on and len(rules) > 1 else rules[0]


def _is_rule(line: str) -> bool:
    """Whether ``line`` is nothing but dashes."""
    return bool(_RULER.fullmatch(line) or _FULL.fullmatch(line))


def _first_lines(lines: Sequence[str], first: int, last: int) -> Iterator[int]:
    """The lines of a table in which its rows begin: all but those that go on after the first of several lines."""
    apart = any(not lines[n].strip() for n in range(first + 1, last))
    for number in range(first, last + 1):
        if lines[number].strip() and not _is_rule(lines[number]):
            above = lines[number - 1] if number else ""
            if not apart or not above.strip() or _is_rule(above):
                yield number


def _words(line: str) -> list[_Word]:
    """The words of ``line``."""
    found = []
    at = left = 0
    for match in re.finditer(r"\S+", line):
        start, end = match.span()
        left += start - at
        narrow = sum(c < "\x7f" for c in match[0])
        marks = len(_MARK.findall(match[0])) if narrow < end - start else 0
        found.append(_Word(start, end, start - at, left, narrow, marks))
        left += _width(match[0])
        at = end
    return found


def _width(text: str) -> int:
    """How wide ``text`` is, of which a Chinese character is two wide."""
    return sum(2 if c > "\u10ff" and east_asian_width(c) in "WF" else 1 for c in text)


def _begun(words: Sequence[_Word], columns: Sequence[tuple[int, int]]) -> dict[int, _Word] | None:
    """The first word of each cell by its column, in a table that is aligned left; None where some do not fit.

    A cell before may have been narrowed since the converter measured it: the rest of the line stands further left.
    """
    cells: dict[int, _Word] = {}
    shift, last, narrowed, marks = 0, -1, 0, 0
    starts = {start for start, _ in columns}
    for word in words:
        place = word.left + shift
        if word.gap != 1 and last >= 0:
            if place + marks in starts:
                place, shift = place + marks, shift + marks
            marks = 0
        column = max((n for n, (c, _) in enumerate(columns) if c <= place), default=-1)
        if word.gap == 1 and columns[column][0] != place:
            column = last  # goes on in the cell of the word before
        elif column < len(columns) - 1 and (column == last or place - columns[column][0] > 1):
            short = columns[column + 1][0] - place
            if short <= narrowed:
                shift, column = shift + short, column + 1
                narrowed = 0
        if column < max(last, 0):
            return None
        if column > last:
            cells[column] = word
            last = column
        if word.left + shift - columns[column][0] in (0, 1):
            narrowed = 0  # none before it was
        narrowed += word.narrow
        marks += word.marks
    return cells


def _within(words: Sequence[_Word], columns: Sequence[tuple[int, int]]) -> dict[int, _Word] | None:
    """The first word of each cell by its column, wherever it stands in it; None where some do not fit.

    The numbers after a label whose marks have been narrowed stand further left.
    """
    cells: dict[int, _Word] = {}
    first = next(iter(_first_number(words)), len(words))
    marks = sum(w.marks for w in words[:first])
    if not all(
        any(
            start <= w.left + marks and w.left + marks + w.end - w.start <= end
            for start, end in columns
        )
        for w in words[first:]
    ):
        marks = 0
    for n, word in enumerate(words):
        place = word.left + (marks if n >= first else 0)
        column = next((n for n, (_, end) in enumerate(columns) if place < end), None)
        if column is None:
            return None
        cells.setdefault(column, word)
    return cells


def _line(line: str, cells: Mapping[int, _Word], count: int, *, whole: bool) -> str:
    """``line`` with a tab before each of ``count`` cells but the first, also before empty ones, as far as it has spaces."""
    chars = list(line)
    end = 0  # of the spaces that are still free
    before = 0
    for column, word in sorted(cells.items()):
        tabs = min(column - before, word.start - end)
        chars[word.start - tabs : word.start] = "\t" * tabs
        before, end = column, word.end
    last = len(line.rstrip())
    tabs = count - 1 - before
    if whole and cells and 0 < tabs <= len(line) - last:
        chars[last : last + tabs] = "\t" * tabs
    return "".join(chars)
