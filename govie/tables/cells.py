"""A region as a sequence of cells, empty ones among them, each with its place and what it prints.

What a converter delimits is a cell, whatever stands in it. Where it delimits with mere spaces, every
number and every mark for nothing is one, and the words between them are labels.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import NamedTuple

from govie import lines
from govie.tables.delimiters import RULE_MARK, canonical, with_marks, with_tabs
from govie.tables.prints import Kind, Number, Print, read
from govie.tables.words import pieces


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: ``start``, ``end`` in the view; where it stands on its line; what it prints.

    ``wide``: how many characters before it on the line are two columns wide in a fixed-width font;
    ``line``: number of its line; ``field``, ``fields``: its place among the delimited fields of the line,
    and how many there are; ``left``, ``right``: its place on the line in characters; ``breaks``: line ends since the cell before; ``hard``:
    separators delimit it; ``lines``: the numbers of its own lines where it has several.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Number | None = None
    scale: int = 1
    unit: str | None = None
    sure: bool = True
    bracketed: bool = False
    line: int = 0
    field: int = 0
    fields: int = 1
    left: int = 0
    right: int = 0
    breaks: int = 0
    hard: bool = False
    lines: tuple[str, ...] = ()
    wide: int = 0

    @property
    def is_value(self) -> bool:
        return self.kind is not Kind.LABEL

    @property
    def is_printed(self) -> bool:
        """Whether something stands in the cell."""
        return self.kind in (Kind.NUMBER, Kind.DAMAGED, Kind.NOTHING)


_FURNITURE = re.compile(
    r"(?:https?://|www\.)\S+(?:[ \t]\d{1,3}\s?/\s?\d{1,3})?"
    r"|\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[ \t,].*)?"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
)
_DEVICE = re.compile(
    r"https?://\S+|\d{1,3}(?:\.\d{1,3}){3}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?|0\d{2,3}-\d{7,8}|1[3-9]\d{9}|\d{3,4}-\d{7,8}"
)
_WORD = re.compile(r"\S+")
_SIGN_WORDS = ("增", "减", "增加", "减少", "负")
_RULED = 6  # lines ruled between rows: fewer only rule off a head
_RULED_SHARE = 0.3  # of the lines with several cells: else only heads are ruled off
_BRACKETED = re.compile(r"[(]\d{1,7}[)]")
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
)
_VALUE_THEN_LABEL = re.compile(
    r"\s*(?:[-+]?\d[\d,]*?|[-—/]|无)(?=\s*(?:[一二三四五六七]、|[(][一二三四五六七][)]|[1-9][.．][^\d]|第[一二三四五六七八九十]))"
)
_SENTENCE = 14  # characters: no shorter text reads like a sentence
_UNIT_FIRST = re.compile(r"[/ (]*([百千]?[万亿]?[元圆]|件|项|个|条|宗|次)[/ )]*(?=\s|$)")
_NUMBERING = 3  # characters of a number in brackets that may number a label
_LIST_MARK = re.compile(r"\d{1,2}\s?[.、．,]?")
_LIST_TAIL = re.compile(r"[.、．]")


def scan(
    view: str, start: int, end: int, spaces: Sequence[int] = (), wide: Sequence[int] = ()
) -> list[Cell]:
    """The cells of ``view[start:end]``, in the order of the text.

    ``spaces``: offsets of no-break spaces; ``wide``: of ideographic ones.
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
    if len(rules) >= max(_RULED, _RULED_SHARE * len({c.line for c in cells if c.fields > 1})):
        cells = _ruled(cells, rules)
    if any(c.lines for c in cells):
        cells = _unstacked(cells)
    return _with_units(_broken_thousands(_words_again(cells)))


_NUMBERED = re.compile(r"(?:^|(?<=[\v ]))\s?[1-9][.．、]")


def _unstacked(cells: list[Cell]) -> list[Cell]:
    """``cells`` with rows taken apart that a converter put into one: each of their cells has a line for each.

    Told from numbers that only wrapped by their labels, which number as many rows.
    """
    found: list[Cell] = []
    for _, group in groupby(cells, key=lambda c: c.line):
        row = [*group]
        values = [c for c in row if c.is_value and c.kind is not Kind.EMPTY]
        counts = {len(c.lines) for c in values}
        label = next((c for c in reversed(row) if c.kind is Kind.LABEL and c.lines), None)
        count = min(counts, default=0)
        starts = [m.start() for m in _NUMBERED.finditer(label.text)] if label else []
        if len(counts) != 1 or count < 2 or label is None or len(starts) != count:
            found += row
            continue
        ends = [*starts[1:], len(label.text)]
        found += [c for c in row if c.kind is Kind.LABEL and c is not label]
        pieces = [line_cells(c) for c in values]
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            text = label.text[start:end]
            found.append(
                replace(
                    label, start=label.start + start, end=label.start + end, text=text, lines=()
                )
            )
            found += [p[number] for p in pieces]
    return found


def line_cells(cell: Cell) -> list[Cell]:
    """The lines of a cell as cells."""
    found = []
    at = cell.start
    for line in cell.lines:
        said = read(line) or Print(Kind.DAMAGED, 0, len(line), sure=False)
        found.append(
            replace(
                cell, kind=said.kind, start=at + said.start, end=at + said.end,
                text=line[said.start : said.end], value=said.value, scale=said.scale, unit=said.unit,
                sure=said.sure, lines=(),
            )
        )  # fmt: skip
        at += len(line) + 1
    return found


def _ruled(cells: list[Cell], rules: list[int]) -> list[Cell]:
    """``cells`` with those put together that are the lines of one, where rules part the rows.

    A number on several lines of its cell is one that the cell was too narrow for.
    """
    found: list[Cell] = []
    for _, group in groupby(cells, key=lambda c: bisect_right(rules, c.line)):
        row = [*group]
        fields = {c.fields for c in row}
        lines = {c.line for c in row}
        if len(lines) < 2 or len(lines) > 12 or len(fields) != 1 or fields == {1}:
            found += row
            continue
        filled = Counter(c.line for c in row if c.is_printed)
        wide = len({c.field for c in row if c.is_value})
        if sum(2 * n > wide for n in filled.values()) > 1:
            found += row  # several rows, and no rule between them
            continue
        by_field: dict[int, list[Cell]] = {}
        for cell in row:
            by_field.setdefault(cell.field, []).append(cell)
        for field in sorted(by_field):
            found += _one_cell(by_field[field], min(lines))
    return found


def _one_cell(pieces: list[Cell], line: int) -> list[Cell]:
    """The lines of one cell as a cell."""
    printed = [p for p in pieces if p.kind is not Kind.EMPTY]
    if not printed:
        return [replace(pieces[0], line=line)]
    if all(p.kind is Kind.LABEL for p in printed):
        return [replace(p, line=line) for p in printed]
    text = "".join(p.text for p in printed)
    said = read(text)
    if len(printed) == 1 or said is None or said.kind is not Kind.NUMBER:
        return [replace(p, line=line) for p in printed]
    return [
        replace(
            printed[0], kind=Kind.DAMAGED, end=printed[-1].end, text=text, value=said.value,
            scale=said.scale, unit=said.unit, sure=False, line=line,
        )
    ]  # fmt: skip


def _words_again(cells: list[Cell]) -> list[Cell]:
    """无 is no mark for nothing where the form's words go on after it: 无 / 法提供, 无 / 正当理由."""
    for at, (cell, after) in enumerate(pairwise(cells)):
        if cell.text == "无" and after.kind is Kind.LABEL and after.text[:1] in ("正", "法"):
            cells[at] = replace(cell, kind=Kind.LABEL)
    return cells


class _Field(NamedTuple):
    """A field of a line: ``start`` in the view and ``column`` on the line, and its number among all."""

    start: int
    column: int
    line: int
    place: int
    fields: int


def _line(line: str, at: int, number: int, breaks: int) -> list[Cell]:
    if "\t" in line:
        return list(_delimited(line, at, number, breaks))
    whole = _Field(at, 0, number, 0, 1)
    if len(line) < 24:
        if line.isspace():
            return []
        # A comma that ends a line only parts it from the next.
        said = read(line.rstrip(" ,;"), False) if line.strip(" ,;") else None
        if said is not None and not lines.is_page_mark(line):
            return [_cell(said, line, 0, whole, breaks, hard=False)]
    if lines.is_page_mark(line) or _FURNITURE.fullmatch(line.strip()):
        return []
    return list(_spaced(line, whole, breaks))


def _delimited(line: str, at: int, number: int, breaks: int) -> Iterator[Cell]:
    texts = line.split("\t")
    column = 0
    for index, text in enumerate(texts):
        field = _Field(at + column, column, number, index, len(texts))
        column += len(text) + 1
        said = read(text)
        if said is not None:
            yield _cell(said, text, 0, field, breaks, hard=True)
            breaks = 0
            continue
        if _FURNITURE.fullmatch(text.strip()):
            continue
        if match := _VALUE_THEN_LABEL.match(text):
            # Where nothing ends a row its last value and the next label are in one field.
            value = read(match[0])
            if value is not None:
                yield _cell(value, match[0], 0, field, breaks, hard=True)
                breaks = 0
            text = " " * match.end() + text[match.end() :]
        for cell in _spaced(text, field, breaks):
            yield cell
            breaks = 0


def _cell(
    said: Print, text: str, left: int, field: _Field, breaks: int, *, hard: bool, wide: int = 0
) -> Cell:
    """What ``text``, at ``left`` in its field, prints."""
    start = left + said.start
    end = left + said.end
    return Cell(
        said.kind, field.start + start, field.start + end, text[said.start : said.end], said.value,
        said.scale, said.unit, said.sure, said.bracketed, field.line, field.place, field.fields,
        field.column + start, field.column + end, breaks, hard, _lines(text), wide,
    )  # fmt: skip


def _label(text: str, start: int, end: int, field: _Field, breaks: int) -> Cell:
    said = text[start:end]
    return Cell(
        Kind.LABEL, field.start + start, field.start + end, said, None, 1, None, True, False,
        field.line, field.place, field.fields, field.column + start, field.column + end, breaks, False,
        _lines(said),
    )  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\v")) if "\v" in text else ()


def _spaced(text: str, field: _Field, breaks: int) -> Iterator[Cell]:
    """The cells of words and numbers that only spaces part."""
    if len(text) >= _SENTENCE and lines.is_prose(text) and not lines.holds_row(text):
        return
    words = _words(text)
    opened: int | None = None  # where the label that goes on begins
    closed = wide = counted = 0
    for index, (left, right) in enumerate(words):
        found = _values(text, words, index)
        if not found:
            opened = left if opened is None else opened
            closed = right
        for said, start, end in found:
            if said is None:  # a piece of a label in the same word
                opened = start if opened is None else opened
                closed = end
                continue
            if opened is not None:
                yield _label(text, opened, closed, field, breaks)
                opened, breaks = None, 0
            wide += len(_WIDE.findall(text, counted, start))
            counted = start
            yield _cell(said, text[start:end], start, field, breaks, hard=False, wide=wide)
            breaks = 0
    if opened is not None:
        yield _label(text, opened, closed, field, breaks)


def _words(text: str) -> list[tuple[int, int]]:
    """The words of ``text``, a sign in words together with its number: 增 16."""
    found: list[tuple[int, int]] = []
    for start, end in (m.span() for m in _WORD.finditer(text)):
        if found and text[slice(*found[-1])] in _SIGN_WORDS and text[start:end].isdecimal():
            start = found.pop()[0]
        found.append((start, end))
    return found


def _values(
    text: str, words: Sequence[tuple[int, int]], index: int
) -> list[tuple[Print | None, int, int]]:
    """The values in a word, each with its span; nothing where the word is part of a label."""
    left, right = words[index]
    word = text[left:right]
    if _DEVICE.fullmatch(word):
        return []
    said = read(word, False)
    following = text[words[index + 1][0] :] if index + 1 < len(words) else ""
    if said is not None and said.kind is Kind.NUMBER and _LIST_MARK.fullmatch(word):
        if _LIST_TAIL.match(following):
            return []  # the number of a label: 1 .属于国家秘密
    elif said is not None and word == "无" and following[:1] in ("正", "法"):
        return []
    elif said is None and _BRACKETED.fullmatch(word):
        # (66) among other numbers is minus 66; before words it numbers them.
        near = words[index + 1] if index + 1 < len(words) else words[index - 1]
        alone = len(words) == 1 and len(word) > _NUMBERING  # no list has as many items
        if alone or (len(words) > 1 and read(text[slice(*near)], False) is not None):
            said = read(word)
    if said is not None:
        return [(said, left, right)]
    if not any(map(str.isdecimal, word)):
        return []
    found = pieces(word)
    if all(said is None for said, *_ in found):
        return []
    return [(said, left + start, left + end) for said, start, end in found]


def _broken_thousands(cells: list[Cell]) -> list[Cell]:
    """A number that a space or a line end broke before its thousands separator: ``9 ,800``."""
    if not any(c.kind is Kind.LABEL and c.text in (",", "，") for c in cells):
        return cells
    found: list[Cell] = []
    for cell in cells:
        mark = found[-1] if found else cell
        first = found[-2] if len(found) > 1 else cell
        if (
            mark.kind is Kind.LABEL
            and mark.text in (",", "，")
            and first.kind is Kind.NUMBER
            and mark.end == cell.start
            and 0 < mark.start - first.end <= 2
            and re.fullmatch(r"\d{3}", cell.text)
            and re.fullmatch(r"[1-9]\d{0,2}", first.text)
        ):
            digits = first.text + cell.text
            found[-2:] = [
                replace(
                    first, kind=Kind.DAMAGED, end=cell.end, right=cell.right, text=digits,
                    value=int(digits), sure=False,
                )
            ]  # fmt: skip
            continue
        found.append(cell)
    return found


def _with_units(cells: list[Cell]) -> list[Cell]:
    """A unit apart from its number, after a space or on the next line of its cell, belongs to it."""
    if not any(c.kind is Kind.LABEL and _UNIT_FIRST.match(c.text) for c in cells):
        return cells
    found: list[Cell] = []
    for cell in cells:
        before = found[-1] if found else None
        unit = _UNIT_FIRST.match(cell.text) if cell.kind is Kind.LABEL else None
        if (
            unit is not None
            and before is not None
            and before.kind is Kind.NUMBER
            and before.unit is None
            and cell.line - before.line <= 2
        ):
            said = read(f"{before.text}{unit[1]}")
            if said is not None and said.kind is Kind.NUMBER:
                end = cell.start + unit.end()
                found[-1] = replace(
                    before, end=end, scale=said.scale, unit=said.unit, sure=said.sure
                )
                rest = cell.text[unit.end() :]
                words = rest.lstrip()
                if words:  # the next label, on the same line
                    start = end + len(rest) - len(words)
                    found.append(replace(cell, start=start, text=words))
                continue
        found.append(cell)
    return found
