"""A region's text as a sequence of cells, empty ones among them.

Whatever stands between two separators is a cell (``delimiters`` rewrites all separators to tabs). Where only
spaces part the cells, every number and every mark for nothing is one, and the words between them are labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govie import lines
from govie.tables import joins
from govie.tables.bars import RULE_MARK
from govie.tables.cells import Cell
from govie.tables.delimiters import canonical, with_marks, with_tabs
from govie.tables.prints import Kind, Print, read
from govie.tables.words import pieces

_FURNITURE = re.compile(
    r"(?:https?://|www\.)\S+(?:[ \t]\d{1,3}\s?/\s?\d{1,3})?"
    r"|\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[ \t,].*)?"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
)
_DEVICE = re.compile(
    r"https?://\S+|\d{1,3}(?:\.\d{1,3}){3}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?|0\d{2,3}-\d{7,8}|1[3-9]\d{9}|\d{3,4}-\d{7,8}"
)
_SHORTEST_DEVICE = 4  # characters: 9:30
_WORD = re.compile(r"\S+")
_SIGN_WORDS = ("增", "减", "增加", "减少", "负", "下降", "上升", "↓", "↑")
_BRACKETED = re.compile(r"[(]\d{1,7}[)]")
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
)
_VALUE_THEN_LABEL = re.compile(
    r"\s*(?:[-+]?\d[\d,]*?|[-—/]|无)(?=\s*(?:[一二三四五六七]、|[(][一二三四五六七][)]|[1-9][.．][^\d]|第[一二三四五六七八九十]))"
)
_SENTENCE = 14  # characters: no shorter text reads like a sentence
_NUMBERING = 3  # characters of a number in brackets that may number a label
_LIST_MARK = re.compile(r"\d{1,2}\s?[.、．,]?")
_LIST_TAIL = re.compile(r"[.、．]")


def scan(
    view: str, start: int, end: int, spaces: Sequence[int] = (), wide: Sequence[int] = ()
) -> list[Cell]:
    """The cells of ``view[start:end]``, in the order of the text.

    ``spaces``, ``wide``: offsets in the view of no-break and of ideographic spaces, for which it has plain ones.
    """
    text = view[start:end]
    if wide:
        text = with_tabs(text, [at - start for at in wide])
    if spaces:
        text = with_marks(text, [at - start for at in spaces])
    text = canonical(text)
    cells: list[Cell] = []
    breaks = 0
    offset = start
    rules: list[int] = []
    for number, line in enumerate(text.split("\n")):
        at, offset = offset, offset + len(line) + 1
        if RULE_MARK in line:
            rules.append(number)
            line = line.replace(RULE_MARK, " ")
        if line.strip():
            found = _line(line, at, number, breaks)
            if found:
                cells += found
                breaks = 0
        breaks += 1
    return joins.mended(cells, rules)


class _Field(NamedTuple):
    """A delimited field: its ``start`` in the view, its ``column`` on the line, its ``place`` among ``fields``."""

    start: int
    column: int
    line: int
    place: int
    fields: int


def _line(line: str, at: int, number: int, breaks: int) -> list[Cell]:
    """The cells of the line ``number``, which begins at ``at`` and before which ``breaks`` lines ended."""
    if "\t" in line:
        return list(_delimited(line, at, number, breaks))
    whole = _Field(at, 0, number, 0, 1)
    if len(line) < 24:
        if line.isspace():
            return []
        # A comma at the end of a line of one value separates it from the next line.
        parsed = read(line.rstrip(" ,;"), False) if line.strip(" ,;") else None
        if parsed is not None and not lines.is_page_mark(line):
            return [_cell(parsed, line, 0, whole, breaks, hard=False)]
    if lines.is_page_mark(line) or _FURNITURE.fullmatch(line.strip()):
        return []
    return list(_spaced(line, whole, breaks))


def _delimited(line: str, at: int, number: int, breaks: int) -> Iterator[Cell]:
    """The cells of a line in which tabs delimit fields."""
    texts = line.split("\t")
    column = 0
    for index, text in enumerate(texts):
        field = _Field(at + column, column, number, index, len(texts))
        column += len(text) + 1
        parsed = read(text)
        if parsed is not None:
            yield _cell(parsed, text, 0, field, breaks, hard=True)
            breaks = 0
            continue
        if _FURNITURE.fullmatch(text.strip()):
            continue
        if match := _VALUE_THEN_LABEL.match(text):
            # Tables without line ends: the last value of a row and the next label share a field.
            value = read(match[0])
            if value is not None:
                yield _cell(value, match[0], 0, field, breaks, hard=True)
                breaks = 0
            text = " " * match.end() + text[match.end() :]
        for cell in _spaced(text, field, breaks):
            yield cell
            breaks = 0


def _cell(
    parsed: Print, text: str, left: int, field: _Field, breaks: int, *, hard: bool, wide: int = 0
) -> Cell:
    """``text``, which stands at ``left`` in its field and prints ``parsed``, as a cell."""
    start = left + parsed.start
    end = left + parsed.end
    return Cell(
        parsed.kind, field.start + start, field.start + end, text[parsed.start : parsed.end], parsed.value,
        parsed.scale, parsed.unit, parsed.sure, parsed.bracketed, field.line, field.place, field.fields,
        field.column + start, field.column + end, breaks, hard, _lines(text), wide,
    )  # fmt: skip


def _label(text: str, start: int, end: int, field: _Field, breaks: int) -> Cell:
    """``text[start:end]`` as a label."""
    parsed = text[start:end]
    return Cell(
        Kind.LABEL, field.start + start, field.start + end, parsed, None, 1, None, True, False,
        field.line, field.place, field.fields, field.column + start, field.column + end, breaks, False,
        _lines(parsed),
    )  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    """The lines within a cell, if it has several."""
    return tuple(text.split("\v")) if "\v" in text else ()


def _spaced(text: str, field: _Field, breaks: int) -> Iterator[Cell]:
    """The cells of ``text``, in which only spaces part words and numbers."""
    if len(text) >= _SENTENCE and lines.is_prose(text) and not lines.holds_row(text):
        return
    words = _words(text)
    opened: int | None = None  # where the current label begins
    closed = wide = counted = 0
    for index, (left, right) in enumerate(words):
        found = _values(text, words, index)
        if not found:
            opened = left if opened is None else opened
            closed = right
        for parsed, start, end in found:
            if parsed is None:  # a piece of a label in the same word
                opened = start if opened is None else opened
                closed = end
                continue
            if opened is not None:
                yield _label(text, opened, closed, field, breaks)
                opened, breaks = None, 0
            wide += len(_WIDE.findall(text, counted, start))
            counted = start
            yield _cell(parsed, text[start:end], start, field, breaks, hard=False, wide=wide)
            breaks = 0
    if opened is not None:
        yield _label(text, opened, closed, field, breaks)


def _words(text: str) -> list[tuple[int, int]]:
    """The spans of the words of ``text``; a sign in words is joined to its number: 增 16."""
    found: list[tuple[int, int]] = []
    for start, end in (m.span() for m in _WORD.finditer(text)):
        if found and text[slice(*found[-1])] in _SIGN_WORDS and text[start:end].isdecimal():
            start = found.pop()[0]
        found.append((start, end))
    return found


def _values(
    text: str, words: Sequence[tuple[int, int]], index: int
) -> list[tuple[Print | None, int, int]]:
    """The values in a word with their spans, and pieces of labels (None); empty if it is part of a label."""
    left, right = words[index]
    word = text[left:right]
    if len(word) >= _SHORTEST_DEVICE and _DEVICE.fullmatch(word):
        return []
    parsed = read(word, False)
    after = words[index + 1][0] if index + 1 < len(words) else len(text)
    if parsed is not None and parsed.kind is Kind.NUMBER and _LIST_MARK.fullmatch(word):
        if _LIST_TAIL.match(text, after):
            return []  # the number of a label: 1 .属于国家秘密
    elif parsed is not None and word == "无" and text[after : after + 1] in ("正", "法"):
        return []
    elif parsed is None and _BRACKETED.fullmatch(word):
        # (66) among other numbers is minus 66; before words it numbers them.
        near = words[index + 1] if index + 1 < len(words) else words[index - 1]
        alone = len(words) == 1 and len(word) > _NUMBERING  # no list has as many items
        if alone or (len(words) > 1 and read(text[slice(*near)], False) is not None):
            parsed = read(word)
    if parsed is not None:
        return [(parsed, left, right)]
    if not any(map(str.isdecimal, word)):
        return []
    found = pieces(word)
    if all(parsed is None for parsed, *_ in found):
        return []
    return [(parsed, left + start, left + end) for parsed, start, end in found]
