"""Rows as lists of cells: YAML's nested lists, and lists after or below the number of their row, as in ``row 3:``.

Every function gives a text of the same length, so that offsets stay what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from govie.late import late
from govie.tables.prints import EMPTY_MARK
from govie.text.lines import masked

_MANY_LINES = 40
_LINE = re.compile(r"^(?:-|[ ]{1,8}-|[ ]{0,8}\* -)(?:[ ]-)?(?:[ ][^\n]*)?$", re.M)
_ROW = re.compile(r"(?<=\n)(?:-|[ ]{0,8}\*)(?: -)?(?=[ \t\n])")
_CELL = re.compile(r"\n([ ]{1,8})-(?=[ \n]|$)")

_COUNTED = late(r"[^\n\u3400-\u9fff]{0,12}(?:[A-Za-z#]|第 ?0 ?行)[^\n\u3400-\u9fff]{0,12}")
# No point or comma follows the number, which numbers a label then.
_COUNT = re.compile(
    r"^[ ]{0,4}(?:[A-Za-z#(\[<]{1,5}[ _]?|第 ?)?(?P<number>\d{1,3})(?: ?行)?[ ]?(?:[\])>:=-]{1,2}|行)[ ]?(?=[^\s第])",
    re.M,
)
_COUNT_ENDS = "])>:=-行"  # one of which stands in each
_LETTER = re.compile(r"[A-Za-z#第]")
_LONGEST_COUNT = 30  # characters
_NUMBER = re.compile(r"\d+")
_ITEM_MARKS = "*+•·▪◦‣○●■□>-"
_ITEM = re.compile(rf"[ \t]{{0,9}}[{_ITEM_MARKS}](?=[ \t]|$)")
_LEAST_ROWS = 8
_SHARE = 0.6  # of the rows' numbers that follow each other; of the lines that are items


def plain(text: str) -> str:
    """``text`` with a line for each such row, and tabs between its cells."""
    text = _below_counts(_after_counts(text))
    if text.count("-") < _MANY_LINES or len(_LINE.findall(text)) < _MANY_LINES:
        return _itemized(text)
    if not _ROW.search(text) or not _CELL.search(text):
        return _itemized(text)
    # A tab before each item, and its line joined to the row's first.
    text = _CELL.sub(lambda m: f" {m[1]}\t", text)
    return _ROW.sub(lambda m: " " * len(m[0]), text)


def _itemized(text: str) -> str:
    """``text`` without the dots before its lines where each cell is an item of a list, also an empty one."""
    if sum(map(text.count, _ITEM_MARKS)) < _MANY_LINES:
        return text
    lines = text.split("\n")
    items = [_ITEM.match(line) for line in lines]
    filled = sum(bool(line.strip()) for line in lines)
    if sum(map(bool, items)) < max(_MANY_LINES, _SHARE * filled):
        return text
    bare = [
        item is not None and item.end() == len(line.rstrip())
        for line, item in zip(lines, items, strict=True)
    ]
    if not any(bare):
        return text  # where no item is empty, a dash may be a sign
    found = []
    for line, item, empty in zip(lines, items, bare, strict=True):
        size = item.end() if item else 0
        found.append((EMPTY_MARK if empty else "").rjust(size) + line[size:])
    return "\n".join(found)


def _after_counts(text: str) -> str:
    """``text`` without what counts the rows before each of them, on the same line."""
    lines = [line for line in text.split("\n") if line.strip()]
    if sum(map(text.count, _COUNT_ENDS)) < max(_LEAST_ROWS, _SHARE * len(lines)):
        return text
    counted = Counter(masked(m[0]) for line in lines if (m := _COUNT.match(line))).most_common(1)
    if not counted or counted[0][1] < max(_LEAST_ROWS, _SHARE * len(lines)):
        return text
    (mark, _), *_ = counted
    numbers = [
        int(m["number"]) for line in lines if (m := _COUNT.match(line)) and masked(m[0]) == mark
    ]
    if sum(b - a == 1 for a, b in pairwise(numbers)) < _SHARE * len(numbers):
        return text
    last = 0

    def blank(match: re.Match[str]) -> str:
        nonlocal last
        number = int(match["number"])
        if masked(match[0]) != mark or number not in (0, 1, last + 1):
            return match[0]
        last = number
        return " " * len(match[0])

    return _COUNT.sub(blank, text)


def _below_counts(text: str) -> str:
    """``text`` with the cells below each line that counts the rows in one line."""
    lines = text.split("\n")
    heads = _counts(lines)
    if not heads:
        return text
    bodies = [range(a + 1, b) for a, b in pairwise([*heads, len(lines)])]
    items = sum(bool(_ITEM.match(lines[n])) for body in bodies[:-1] for n in body)
    listed = items >= _SHARE * sum(map(len, bodies[:-1]))
    ends = ["\n"] * len(lines)  # what stands after each line
    above: Sequence[int] = ()
    for head, body in zip(heads, bodies, strict=True):
        first = int(_NUMBER.findall(lines[head])[0]) <= 1
        lines[head] = " " * len(lines[head])
        # Below a table's last row other lines follow: it has as many cells as the row above.
        own = [*_items(lines, body)] if listed else [*body][: None if first else len(above)]
        above = own
        for n in own[:-1]:
            ends[n] = "\t"
        for n in own if listed else ():
            lines[n] = _ITEM.sub(lambda m: " " * len(m[0]), lines[n])
    return "".join(part for pair in zip(lines, ends, strict=True) for part in pair)[:-1]


def _counts(lines: Sequence[str]) -> list[int]:
    """The lines that count rows: the same line again and again but for its number."""
    short = [line for line in lines if len(line) <= _LONGEST_COUNT and _LETTER.search(line)]
    if sum(_NUMBER.search(line) is not None for line in short) < _LEAST_ROWS:
        return []
    for head, count in Counter(map(masked, short)).most_common(4):
        if count < _LEAST_ROWS or "0" not in head or not _COUNTED.fullmatch(head):
            continue
        found = [n for n, line in enumerate(lines) if masked(line) == head]
        numbers = [int(_NUMBER.findall(lines[n])[0]) for n in found]
        if sum(b - a == 1 for a, b in pairwise(numbers)) >= _SHARE * len(numbers):
            return found
    return []


def _items(lines: Sequence[str], body: range) -> Iterator[int]:
    """The lines of ``body`` that are items, up to the first that is none."""
    for n in body:
        if not _ITEM.match(lines[n]):
            return
        yield n


__all__ = ["plain"]
