"""A region's text as a sequence of cells, empty ones among them.

Whatever stands between two separators is a cell (``delimiters`` rewrites all separators to tabs). Where only
spaces part the cells, every number and every mark for nothing is one, and the words between them are labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from govie.form import forms
from govie.late import late
from govie.tables.cells import Cell
from govie.tables.formats import ends
from govie.tables.formats.bars import RULE_MARK
from govie.tables.formats.delimiters import canonical, with_marks, with_tabs
from govie.tables.prints import Kind, Print, read
from govie.tables.scanning import furniture, joins
from govie.tables.scanning.words import WORDS_AFTER_NOTHING, pieces
from govie.text import lines, numerals

_DEVICE = re.compile(
    r"https?://\S+|\d{1,3}(?:\.\d{1,3}){3}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?|0\d{2,3}-\d{7,8}|1[3-9]\d{9}|\d{3,4}-\d{7,8}"
)
_SHORTEST_DEVICE = 4  # characters: 9:30
_WORD = re.compile(r"\S+")
_SIDE_BY_SIDE = 14  # tabs: below names of columns they delimit empty rows side by side
_DIGIT = re.compile(r"\d")
_SIGN_WORDS = ("增", "减", "增加", "减少", "负", "下降", "上升", "↓", "↑")
_LONGEST_SIGN = 2  # characters
_BRACKETED = re.compile(r"[(]\d{1,7}[)]")
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
)
_VALUE_THEN_LABEL = late(
    r"\s*(?:[-+]?\d[\d,]*?|[-—/]|无)(?=\s*(?:[一二三四五六七]、|[(][一二三四五六七][)]|[1-9][.．][^\d]|第[一二三四五六七八九十]))"
)
_SHORT = 64  # characters: longer fields are rarely repeated, and not kept
_SHORT_LINE = 24  # characters: no longer line is a value alone
_SENTENCE = 14  # characters: no shorter text reads like a sentence
_NUMBERING = 3  # characters of a number in brackets that may number a label
_QUOTES = ("'", '"', "`")  # what is left of a key
# A label with the mark of a note, before the cell of its value.
_NOTED = late(
    r"^(\s*[^\t]{0,40}[\u4e00-\u9fff)”])(?:[1-9]|\s?\[\^?\d{1,2}\]|\^\d{1,2}\^|\s?[(]注\d?[)])\s*$"
)
_OUTLINE = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?")
_WORD_OF_LABEL = late(r"(?![万亿千百元件项个])[\u4e00-\u9fff]{2}")
_LIST_NUMBER = re.compile(r"[1-9]\d?[.、．)]")  # all that is left of a label
_ROW = 3  # values
_LONGEST_PRINT = 4  # characters of a cell that is no number
_NO_PRINT = re.compile(rf"^{_LIST_NUMBER.pattern}$|注|^[\"'();]+$")
_FIGURES = re.compile(r"[-+(]{1,2}\d[-+()\d\s]{2,10}")  # +(0) -(0)
_LATIN = re.compile(r"[A-Za-z#!/?]{1,12}")  # TBD, #VALUE!
_CHINESE = late(r"[\u3400-\u9fff]")
_SHORTEST_LABEL = 3  # characters: 12.
_SIGN_ENDS = (*"增减加少升降",)
_NOTE_ENDS = frozenset("123456789])^")
# What programs call a column whose head is empty.
_NAMELESS = re.compile(
    r"(?:Unnamed: ?|__EMPTY_|[Cc]ol(?:umn)?[ _]?|_c|[Ff]ield[ _]?|列|[VX])\d{1,3}|__EMPTY"
)
_BULLET = re.compile(r"^[ ]*-[ ](?=[ ]*[^\s\d])")
_BULLET_OF_NUMBER = re.compile(r"^[ ]*-[ ](?=\d+[\t ;,])")
_LEAST_LISTED = 12  # lines with a list's mark
_BULLET_OF_LABEL = late(r"^[ ]*-[ ](?=[ *_`]*(?!无)[(\u3400-\u9fff])")
_LIST_MARK = re.compile(r"\d{1,2}\s?[.、．,]?")
_LIST_TAIL = re.compile(r"[.、．]")
# Between a group's label and a row's, or a column's, in one cell.
_PATH = late(
    r"(?<=[\u4e00-\u9fff)]) ?/ ?(?=[(\u4e00-\u9fff\d])|(?<=[\u4e00-\u9fff)]) [-—>·] (?=[(\u4e00-\u9fff])"
)
_COUNTS, _COUNTED = ("有", "共", "行"), ("行", "列")


def scan(
    view: str, start: int, end: int, spaces: Sequence[int] = (), wide: Sequence[int] = ()
) -> list[Cell]:
    """The cells of ``view[start:end]``, in the order of the text.

    ``spaces``, ``wide``: offsets in the view of no-break and of ideographic spaces, for which it has plain ones.
    """
    text = furniture.blanked(view, start, end)
    if wide:
        text = with_tabs(text, [at - start for at in wide])
    if spaces:
        text = with_marks(text, [at - start for at in spaces])
    text = canonical(text)
    cells: list[Cell] = []
    breaks = 0
    offset = start
    rules: list[int] = []
    all_lines = text.split("\n")
    listed = (
        text.count("- ") >= _LEAST_LISTED
        and sum(_BULLET.match(line) is not None for line in all_lines) >= _LEAST_LISTED
    )
    for number, line in enumerate(all_lines):
        at, offset = offset, offset + len(line) + 1
        if listed:
            # In a list the dash before a number is its mark, and no sign.
            line = _BULLET_OF_NUMBER.sub(lambda m: " " * len(m[0]), line)
        if RULE_MARK in line:
            rules.append(number)
            line = line.replace(RULE_MARK, " ")
        if line.strip() or _is_empty_row(line, cells, number):
            found = _line(line, at, number, breaks)
            if found:
                cells += found
                breaks = 0
        breaks += 1
    return joins.mended(cells, rules, view)


def _is_empty_row(line: str, cells: Sequence[Cell], number: int) -> bool:
    """Whether the blank line ``number`` holds the empty cells of rows side by side: right below the names of columns."""
    ends = line.count("\t")
    if not ends or not cells or cells[-1].is_value or cells[-1].line != number - 1:
        return False
    if ends >= _SIDE_BY_SIDE:
        return True
    last = tuple("".join(c.text.split()) for c in cells[-2:])
    return cells[-1].fields == ends + 1 and last in _last_names()


@cache
def _last_names() -> frozenset[tuple[str, ...]]:
    """The names of the last two columns of tables whose rows stand side by side."""
    tables = [t for form in forms().values() for t in form.tables if t.flat]
    return frozenset(tuple(c.text for c in t.columns[-2:]) for t in tables)


def _line(line: str, at: int, number: int, breaks: int) -> list[Cell]:
    """The cells of the line ``number``, which begins at ``at`` and before which ``breaks`` lines ended."""
    texts = ends.fields(line)
    delimited = len(texts) > 1
    if "- " in texts[0][1]:
        # A list's mark before a row's label is no mark for nothing.
        bullet = _BULLET if delimited else _BULLET_OF_LABEL
        texts[0] = (0, bullet.sub(lambda m: " " * len(m[0]), texts[0][1]))
    cells: list[Cell] = []
    for place, (column, field) in enumerate(texts):
        bare = field.strip()
        if bare[-1:] in _NOTE_ENDS and place + 1 < len(texts):
            field = _without_note(field, texts[place + 1][1])
        parts = (_known if len(field) <= _SHORT else _parts)(field, delimited)
        if parts and 0 < len(bare) <= _SHORTEST_LABEL and not bare.isdecimal():
            parts = _numeral(texts, place, bare) or parts
        if len(texts) > _ROW and _holds_label(parts) and _is_print(texts, place):
            parts = (_damaged(field),)
        for part in parts:
            left, right = column + part.start, column + part.end
            cells.append(
                Cell(
                    part.kind, at + left, at + right, part.text, part.value, part.scale, part.unit,
                    part.sure, part.bracketed, number, place, len(texts), left, right, breaks,
                    part.hard, part.lines, part.wide,
                )
            )  # fmt: skip
            breaks = 0
    return cells


def _numeral(texts: Sequence[tuple[int, str]], place: int, bare: str) -> tuple[Cell, ...] | None:
    """The number of a list's item that is all that is left of a label, or a Chinese numeral among values."""
    field = texts[place][1]
    left = len(field) - len(field.lstrip())
    if _LIST_NUMBER.fullmatch(bare) and _is_first(texts, place):
        return (Cell(Kind.LABEL, left, left + len(bare), bare, lines=_lines(bare)),)
    after_label = any(text.strip() for _, text in texts[:place])  # alone it is the beginning of one
    if after_label and _is_numeral(bare) and _ends_in_values(texts[place:]):
        value = numerals.read_chinese(bare)
        return (Cell(Kind.NUMBER, left, left + len(bare), bare, value, hard=True),)
    return None


def _holds_label(parts: Sequence[Cell]) -> bool:
    """Whether a field holds one label and no value."""
    return len(parts) == 1 and not parts[0].is_value


def _is_print(fields: Sequence[tuple[int, str]], place: int) -> bool:
    """Whether the field ``place``, in which no number is, is a cell of a row of numbers all the same: ``②``, ``√``.

    A delimited cell is a cell, whatever stands in it. Words between two values are one unless the form has them.
    """
    bare = fields[place][1].strip()
    filled = [(n, text.strip()) for n, (_, text) in enumerate(fields) if text.strip()]
    before = [text for n, text in filled if n < place]
    after = [text for n, text in filled if n > place]
    if _LIST_NUMBER.fullmatch(bare):
        # 2、 after a number, or twice; after a label, or before one, it may be all that is left of this.
        others = [text for text in after if not _LIST_NUMBER.fullmatch(text)] or before[-1:]
        numbered = [text for text in (*before[-1:], *after[:1]) if _LIST_NUMBER.fullmatch(text)]
        among = bool(before) and (before[-1].isdecimal() or bool(numbered))
        return among and others[0].isdecimal()
    if _FIGURES.fullmatch(bare):
        return any(text.isdecimal() for text in (*before[-1:], *after[:1]))
    if _NO_PRINT.search(bare) or (len(bare) > _LONGEST_PRINT and not _LATIN.fullmatch(bare)):
        return False
    if sum(text.isdecimal() for _, text in filled) < _ROW:
        return False
    if not before or any(_CHINESE.search(text) and read(text) is None for text in after):
        return False
    if _CHINESE.search(bare):
        follows = bool(after) and read(before[-1]) is not None
        return follows and all(bare not in text for text in furniture.words_of_forms())
    return read(before[-1]) is not None or bool(after)


def _damaged(field: str) -> Cell:
    """``field`` as a cell whose number is not known."""
    bare = field.strip()
    left = field.index(bare)
    return Cell(Kind.DAMAGED, left, left + len(bare), bare, sure=False, hard=True)


def _without_note(field: str, after: str) -> str:
    """``field`` without the mark of a note after its label, where the field ``after`` it has a number."""
    noted = _NOTED.match(field)
    if (
        noted is None
        or noted[1].endswith(_SIGN_ENDS)
        or read(field) is not None
        or not _DIGIT.search(after)
    ):
        return field
    return noted[1].ljust(len(field))


def _is_first(fields: Sequence[tuple[int, str]], place: int) -> bool:
    """Whether only empty fields and labels stand before the field ``place``, and several values after it."""
    before = all(read(text) is None for _, text in fields[:place] if text.strip())
    after = fields[place + 1 :]
    alike = any(_LIST_NUMBER.fullmatch(text.strip()) for _, text in after)
    return before and not alike and len(after) >= _ROW and _ends_in_values(after)


def _ends_in_values(fields: Sequence[tuple[int, str]]) -> bool:
    """Whether ``fields`` are values, also in Chinese numerals, so that a numeral is none of a label's."""
    texts = [text.strip() for _, text in fields]
    return all(_is_numeral(text) or read(text) is not None for text in texts)


def _is_numeral(text: str) -> bool:
    """Whether ``text`` is one character of a Chinese numeral, which numbers a label as often as it is a value."""
    return len(text) == 1 and text in numerals.CHINESE


def _parts(text: str, delimited: bool) -> tuple[Cell, ...]:
    """The cells of a field that tabs delimit, or of a line without any; ``start`` and ``end`` count from its beginning."""
    return tuple(_delimited(text) if delimited else _undelimited(text))


_known = lru_cache(maxsize=20_000)(_parts)  # reports share their labels, and most of their numbers


def _delimited(text: str) -> Iterator[Cell]:
    """The cells of a delimited field."""
    if text.strip() in _QUOTES or _NAMELESS.fullmatch(text.strip()):
        text = " " * len(text)
    parsed = read(text)
    if parsed is not None:
        yield _value(parsed, text, 0, hard=True)
        return
    if furniture.is_furniture(text):
        return
    if match := _VALUE_THEN_LABEL.match(text):
        # Tables without line ends: the last value of a row and the next label share a field.
        value = read(match[0])
        if value is not None:
            yield _value(value, match[0], 0, hard=True)
        text = " " * match.end() + text[match.end() :]
    if "/" in text or " " in text:
        text = _PATH.sub(lambda m: " " * len(m[0]), text)
    yield from _spaced(text)


def _undelimited(line: str) -> Iterator[Cell]:
    """The cells of a line without tabs."""
    if len(line) < _SHORT_LINE:
        # A comma at the end of a line of one value separates it from the next line.
        parsed = read(line.rstrip(" ,;"), False) if line.strip(" ,;") else None
        if parsed is not None and not lines.is_page_mark(line):
            yield _value(parsed, line, 0, hard=False)
            return
    if not lines.is_page_mark(line) and not furniture.is_furniture(line):
        yield from _spaced(line)


def _value(parsed: Print, text: str, left: int, *, hard: bool, wide: int = 0) -> Cell:
    """``text``, which stands at ``left`` in its field and prints ``parsed``, as a cell."""
    return Cell(
        parsed.kind, left + parsed.start, left + parsed.end, text[parsed.start : parsed.end], parsed.value,
        parsed.scale, parsed.unit, parsed.sure, parsed.bracketed, hard=hard, lines=_lines(text), wide=wide,
    )  # fmt: skip


def _label(text: str, start: int, end: int) -> Cell:
    """``text[start:end]`` as a label."""
    return Cell(Kind.LABEL, start, end, text[start:end], lines=_lines(text[start:end]))


def _lines(text: str) -> tuple[str, ...]:
    """The lines within a cell, if it has several."""
    return tuple(text.split("\v")) if "\v" in text else ()


def _is_sentence(text: str) -> bool:
    """Whether ``text`` is a sentence and no row; the space that marks of line ends leave does not count."""
    long = len("".join(text.split())) >= _SENTENCE
    return long and lines.is_prose(text) and not lines.holds_row(text)


def _spaced(text: str) -> Iterator[Cell]:
    """The cells of ``text``, in which only spaces part words and numbers."""
    if len(text) >= _SENTENCE and _is_sentence(text):
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
                yield _label(text, opened, closed)
                opened = None
            wide += len(_WIDE.findall(text, counted, start))
            counted = start
            yield _value(parsed, text[start:end], start, hard=False, wide=wide)
    if opened is not None:
        yield _label(text, opened, closed)


def _words(text: str) -> list[tuple[int, int]]:
    """The spans of the words of ``text``; a sign in words is joined to its number: 增 16."""
    found: list[tuple[int, int]] = []
    left = right = 0  # of the word before
    for match in _WORD.finditer(text):
        start, end = match.span()
        signed = 0 < right - left <= _LONGEST_SIGN and text[left:right] in _SIGN_WORDS
        if signed and match[0].isdecimal():
            start = found.pop()[0]
        found.append((start, end))
        left, right = start, end
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
    before = text[slice(*words[index - 1])] if index else ""
    counted = before.endswith(_COUNTS) and text[after : after + 1] in _COUNTED
    if parsed is not None and (before == "第" or counted):
        return []  # which row or column this is, or how many the table has
    if not index and _OUTLINE.fullmatch(word) and _WORD_OF_LABEL.match(text, after):
        return []  # the number of a label: 3.3.1
    if parsed is not None and parsed.kind is Kind.NUMBER and _LIST_MARK.fullmatch(word):
        if _LIST_TAIL.match(text, after):
            return []  # the number of a label: 1 .属于国家秘密
    elif parsed is not None and word == "无" and WORDS_AFTER_NOTHING.match(text, after):
        return []
    elif parsed is None and _BRACKETED.fullmatch(word):
        # (66) among other numbers is minus 66; before words it numbers them.
        near = words[index + 1] if index + 1 < len(words) else words[index - 1]
        alone = len(words) == 1 and len(word) > _NUMBERING  # no list has as many items
        if alone or (len(words) > 1 and read(text[slice(*near)], False) is not None):
            parsed = read(word)
    if parsed is not None:
        return [(parsed, left, right)]
    if not _DIGIT.search(word):
        return []
    found = pieces(word)
    if all(parsed is None for parsed, *_ in found):
        return []
    return [(parsed, left + start, left + end) for parsed, start, end in found]
