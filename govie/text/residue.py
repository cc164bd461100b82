"""Rewrites what converters and editors left in a text (page numbers, stray marks), without changing its length."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile

from govie.late import late
from govie.text import broken, glyphs, tags
from govie.text.characters import PRIVATE, distinct
from govie.text.lines import masked

# Editors keep a cell without content from collapsing by such a character, or by a no-break space.
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff")
# What stands before is asked after the first character, for which a text is searched in a fraction of the time.
_ZERO = r"[\u200b\u200c\u200d\u2060\ufeff]"
_ALONE = rf"(?<![^\s|].){_ZERO}{{0,8}}(?![^\s|])"
_FILLER = late(_ZERO + _ALONE)
_FILLERS = late(
    rf"[\u00a0\u200b\u200c\u200d\u2060\ufeff&](?:(?<=\u00a0)|(?<={_ZERO}){_ALONE}"
    r"|(?<=&)(?<![^\s|;].)nbsp;(?:&nbsp;){0,8}(?![^\s|]))"
)
# Word's mark for the end of a cell, and where each cell has a line of its own all the same.
_ESCAPED = 20  # line ends of a text that are written as two characters
_WORD_ROWS = 5  # ends of rows: the text of a Word document as Word itself keeps it
# A cell mark ends each cell and one more the row; after it come words, as the next row begins with its label.
_WORD_ROW_END = re.compile(r"\x07{2,}(?=[^\d\x07\s+/无-])")
# The tags of forums, with the brackets of HTML they are read as its.
_BBCODE = re.compile(
    r"\[(/?(?:table|tr|td|th|[biusp]|su[bp]|size|color|align|center|left|right|font|url|quote|h[1-6])(?:=[^\]\n]{0,60})?)\]",
    re.I,
)
_WORD_CELL = re.compile(r"\x07(?=[\d\s]|$)|(?<=[\d\s])\x07")
_WORD_CELL_ALONE = re.compile(r"^([^\x07\n]+)\x07(?=[^\S\n]*$)", re.M)
_AFTER_WORD_CELL = re.compile(r"(?<=[^\s\x07]\x07)[^\S\n]+$", re.M)


_THIN = frozenset("\u2009\u202f")
# A thin space within a number parts its thousands: folded to a space it would part cells.
_THIN_THOUSANDS = re.compile(r"(?<!\d)[1-9]\d{0,2}(?:[\u2009\u202f]\d{3})+(?!\d)")


# Where plain commas part values, a full-width one within a number parts its thousands: folded it would part cells.
_COMMAS = 100
_WIDE_THOUSANDS = re.compile(r"(?<!\d)[1-9]\d{0,2}(?:，\d{3})+(?!\d)")


# A number alone on the line before a form feed, or on the line after it.
_AT_PAGE_ENDS = (
    re.compile(r"^[ \t]*(\d{1,3})[ \t]*\r?\n\s*?(?=\f)", re.M),
    re.compile(r"(?<=\f)[ \t]*(\d{1,3})[ \t]*$", re.M),
)


def _without_page_numbers(text: str) -> str:
    """``text`` with spaces for the numbers that count its pages: in a column of figures they look like one.

    They are distinguished from cells by counting: two at least are as far apart as their pages.
    """
    feeds = [m.start() for m in re.finditer("\f", text)]
    numbers: list[tuple[int, int]] = []
    for pattern in _AT_PAGE_ENDS:
        pages: dict[int, list[re.Match[str]]] = {}
        for match in pattern.finditer(text):
            number, page = int(match[1]), bisect_left(feeds, match.start(1))
            if number - page in (0, 1):  # a cover may have none
                pages.setdefault(number - page, []).append(match)
        counted = max(pages.values(), key=len, default=[])
        numbers += [m.span(1) for m in counted if len(counted) > 1]
    parts, last = [], 0
    for start, end in sorted(numbers):
        parts += [text[last:start], " " * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


_LEAST_LINES = 40
_LEAST_SET = 12  # lines with the same margin
_HIDDEN = "\u200e"  # invisible, and no filler of an empty cell
# Marks, or a word for what each line is: ``LINE``.
_MARGIN = re.compile(r"(?:[A-Za-z]{1,12}[:\t][ \t]*)?[ \t\u200b\u3000\ufeff>*#%;:/]*")
_QUOTATION = re.compile(r"^(?:> ?)+", re.M)
_NUMBERED = 0.9  # of the lines begin so
_COORDINATES = 2  # numbers: a row and a column
_LONGEST_PREFIX = 60  # characters
_ADDRESS = frozenset("\"'{<=")  # it is a cell's, which says where the cell stands
_FIRST_WORD = re.compile(r"[^\u3400-\u9fff（(]{0,60}")


def _without_prefixes(text: str) -> str:
    """``text`` without what a program writes before every line, with a number in it: ``12: ``, ``2021-01-05 03:12 INFO ``."""
    if "0" not in _opening(text.lstrip("\n")[:_LONGEST_PREFIX]):
        return text
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < _LEAST_LINES:
        return text
    prefix = _opening(lines[len(lines) // 2])
    if "0" not in prefix.rstrip("0"):
        return text
    for line in lines:
        common = _common(prefix, _opening(line))
        if "0" in common.rstrip("0"):
            prefix = common
    prefix = prefix.rstrip("0[({<\"'")  # of what is written on the line
    if "0" not in prefix or not _ADDRESS.isdisjoint(prefix):
        return text
    pattern = "".join(
        r"(\d+)" if part == "0" else r"[ \t]*" if part == " " else re.escape(part)
        for part in re.split("([0 ])", prefix)
    )
    found = re.compile(f"^{pattern}", re.M)
    matches = [m for line in lines if (m := found.match(line))]
    if len(matches) < _NUMBERED * len(lines):
        return text
    if prefix.count("0") == _COORDINATES and all(len({m[n] for m in matches}) > 1 for n in (1, 2)):
        return text  # a row and a column
    return found.sub(lambda m: " " * len(m[0]), text)


def _without_margin(text: str) -> str:
    """``text`` with invisible characters for the margin before every line: ``> `` of a quotation, spaces of a listing."""
    lines = text.split("\n")
    quoted = sum(line.startswith(">") for line in lines)
    if quoted >= _LEAST_SET and 2 * quoted >= sum(bool(line.strip()) for line in lines):
        return _QUOTATION.sub(lambda m: _HIDDEN * len(m[0]), text)  # also of several depths
    filled = (line for line in lines if line.strip())
    first = next(filled, "")
    if not _common(first, next(filled, first)).strip(" "):
        return text  # those two have no margin alike
    lines = [line for line in lines if line.strip()]
    if len(lines) < _LEAST_SET:
        return text
    margin = _MARGIN.match(_common(min(lines), max(lines)))  # that of all lines
    if not margin or not margin[0].strip(" "):
        return text
    bare = margin[0].rstrip()  # also before a blank line
    before = re.compile(
        f"^(?:{re.escape(margin[0])}" + (rf"|{re.escape(bare)}[ \t]*$)" if bare else ")"), re.M
    )
    return before.sub(lambda m: _HIDDEN * len(m[0]), text)


def _common(one: str, two: str) -> str:
    """What two lines begin with alike."""
    same = takewhile(lambda both: both[0] == both[1], zip(one, two, strict=False))
    return "".join(char for char, _ in same)


def _opening(line: str) -> str:
    """``line`` up to its first word, ``masked``."""
    head = _FIRST_WORD.match(line)
    return masked(f" {head[0]}") if head else ""


_STRAY = late(r"(?<=[\u4e00-\u9fff])[\ue000-\uf8ff](?=[\u4e00-\u9fff])")
_BREAKS = "\v\x85\u2028"
_STREWN = 3  # breaks within the words of a line of prose: no text is set so
_PROSE = 40  # characters


def _without_strays(text: str) -> str:
    """``text`` with invisible characters for those that a converter strewed into it.

    A character of the private use area that also stands within words is no digit without a glyph, and a
    break there ends no line.
    """
    for stray in {m[0] for m in _STRAY.finditer(text)}:
        text = text.replace(stray, "\u200b")
    for mark in _BREAKS:
        if text.count(mark) > _STREWN and _is_strewn(text, mark):
            text = text.replace(mark, "\u200b")
    return text


def _is_strewn(text: str, mark: str) -> bool:
    """Whether ``mark`` ends no lines, because it stands within the words of a line of prose again and again."""
    word = r"[\u4e00-\u9fff]"
    within = re.compile(rf"{word}{mark}(?={word}[^{mark}]{{0,24}}{mark})")
    prose = (line for line in text.split("\n") if len(line) >= _PROSE and "。" in line)
    return sum(len(within.findall(line)) for line in prose) >= _STREWN


# ASCII's separators of files, groups, records and units; a few are dirt.
_UNITS = ("\x1f", "\x01")  # between fields: ASCII's separator, and Hive's
_PARTED_CELLS = 40
_PARTED = str.maketrans({"\x1c": "\n", "\x1d": "\n", "\x1e": "\n", "\x1f": "\t", "\x01": "\t"})


# Invisible characters that a program wrote by their names.
_NAME = re.compile(r"<(?:LRM|RLM|ZWN?J|ZWSP|BOM|SHY)>|&(?:lrm|rlm|zwnj|zwj|shy);")
# A control character before a few of all numbers was a sign or a digit.
_CONTROL_AT = re.compile(r"(?<![^\s|,;])[\x01-\x06\x0e-\x1b](?=\d)")
_CONTROLS = frozenset(map(chr, (*range(0x01, 0x07), *range(0x0E, 0x1C))))
_FEW_SIGNS = 12
_LOW_OTHERS = re.compile(r"[\d-]_|_[\d-]")  # parts cells
_LOW_THOUSANDS = re.compile(r"(?<![\d_])\d{1,3}(?:_\d{3})+(?![\d_])")
_COLOR = re.compile(r"\x1b\[[0-9;]{0,12}[A-Za-z]")  # what a terminal shows in colors
# A no-break space before a number that was written in another encoding; without a space it may be a lost digit.
_BROKEN_BLANK = re.compile(r"\?(?<![^\s|,;]\?) (?=\d)")
# A unit after its number, with spaces between its characters as OCR prints them: 69.4（ 万 元 ）.
_SPACED_UNIT = re.compile(r"(?<=\d)[ ]{0,2}[(（]?[ ]{0,2}[百千万亿]{1,2} 元(?:[ ]{0,2}[)）])?")
# The number of a heading or of a label in the numerals of bills.
_AS_IN_BILLS = frozenset("壹贰叁肆伍陆柒捌玖")
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖", "一二三四五六七八九")
_BILL_NUMBER = late(r"(?:^[^\w\n]{0,9}|(?<=[\t|（(]))[壹贰叁肆伍陆柒捌玖](?=[、.．）)\s])", re.M)
# A span with attributes, as Pandoc's Markdown and djot have them: [规章]{lang="EN-US"}.
_SPAN = re.compile(r"\[([^\[\]\n|]{0,90})\]\{(?:[.#][\w-]|[\w:-]{1,20}=)[^{}\n|]{0,200}\}")
# A cell that is to be a text, as spreadsheets take it: ="12", and once more in quotes.
_AS_TEXT = re.compile(r"(?<![^\s,;|])(?:\"=\"\"|=\")([^\"\n]{0,90})\"{1,3}(?![^\s,;|])")
_ENTITY = re.compile(r"&(?:#\w{2,8}|[a-zA-Z]{2,8});")
_AMPERSAND = re.compile(r"&amp;(?=#?\w{2,8};)")  # of an entity that was escaped once more
_SOFT_BREAK = re.compile(r"(?<!=)=\r?\n")  # of quoted-printable mail
_LEAST_SOFT = 5
# Changes that are tracked in plain text: what was deleted is out, what was added is in.
_DELETED = re.compile(r"\{--[^{}\n]{0,200}--\}|\{~~[^{}\n]{0,200}~>|\{>>[^{}\n]{0,200}<<\}")
_CHANGE = re.compile(r"\{(?:\+\+|==)|(?:\+\+|==|~~)\}")
# A Chinese character as its code point, as programs write it that write only ASCII: JSON, troff, Haskell, RTF.
_WRITTEN = late(
    r"\\\[?u\{?(?P<hex>[2-9fF][0-9a-fA-F]{3})(?!\d\?)[\]}]?|\\u?(?P<decimal>[1-6]\d{4})\??|\\u?(?P<signed>-\d{1,5})\?"
    r"|\\[&](?=\d)"  # Haskell's mark between a code and a digit
    r"|&#(?:[xX](?P<entity>[2-9fF][0-9a-fA-F]{3})|(?P<numeric>[1-6]\d{4}));"
)


def _character(match: re.Match[str]) -> str:
    """The character that is written as its code, with invisible ones as long as it."""
    if written := match["hex"] or match["entity"]:
        code = int(written, 16)
    else:
        code = int(match["decimal"] or match["numeric"] or match["signed"] or 0)
    char = chr(code % 0x10000) if code else "\u200d"
    return char + "\u200d" * (len(match[0]) - 1)


def _hidden(match: re.Match[str]) -> str:
    """Invisible characters, as many as what is left out has."""
    return _HIDDEN * len(match[0])


def _quoted(match: re.Match[str]) -> str:
    """What a spreadsheet's formula for a text prints, with invisible characters around it."""
    before = _HIDDEN * (match.start(1) - match.start())
    return before + match[1] + _HIDDEN * (match.end() - match.end(1))


def _within(match: re.Match[str]) -> str:
    """What stands in a span, in its place on the line."""
    return f" {match[1]}".ljust(len(match[0]))


def _unescaped(text: str, characters: set[str]) -> str:
    """``text`` with characters for what programs write for them, and without what they write around them."""
    if "\x1b" in characters:
        text = _COLOR.sub(_hidden, text)
    if "&" in characters:
        text = _AMPERSAND.sub(lambda m: _HIDDEN * (len(m[0]) - 1) + "&", text)
    if "=" in characters:
        soft = len(_SOFT_BREAK.findall(text))
        if soft >= _LEAST_SOFT and 10 * soft >= 9 * text.count("="):
            text = _SOFT_BREAK.sub(_hidden, text)
    if "=" in characters and '"' in characters:
        text = _AS_TEXT.sub(_quoted, text)
    if "{" in characters:
        text = _CHANGE.sub(_hidden, _DELETED.sub(_hidden, text))
        text = _SPAN.sub(_within, text)
    if not characters.isdisjoint("\\&") and len(_WRITTEN.findall(text)) > _ESCAPED:
        text = _WRITTEN.sub(_character, text)
    return text


def blanked(given: str, characters: set[str]) -> str:
    """The text as it was ``given``, without page numbers, strewn characters and fillers of empty cells.

    ``characters``: those that it has.
    """
    text = _unescaped(given, characters)
    if not characters.isdisjoint("<&"):
        text = _NAME.sub(_hidden, text)
    if not _CONTROLS.isdisjoint(characters) and len(_CONTROL_AT.findall(text)) <= _FEW_SIGNS:
        text = _CONTROL_AT.sub("\ufffd", text)
    if "_" in characters and not _LOW_OTHERS.search(_LOW_THOUSANDS.sub("", text)):
        text = _LOW_THOUSANDS.sub(lambda m: m[0].replace("_", "'"), text)
    text = broken.joined(glyphs.joined(text))
    text = _without_margin(text)
    if text is not given:
        characters = distinct(text)
    if not characters.isdisjoint(_BREAKS) or not PRIVATE.isdisjoint(characters):
        text = _without_strays(text)
        characters = distinct(text)
    if not _ZERO_WIDTH.isdisjoint(characters):
        text = _FILLER.sub(lambda m: " " * len(m[0]), text)
    if "\f" in characters:
        text = _without_page_numbers(text)
    if "元" in characters:
        text = _SPACED_UNIT.sub(lambda m: m[0].replace(" ", _HIDDEN), text)
    if "?" in characters:
        text = _BROKEN_BLANK.sub(lambda m: " " * len(m[0]), text)
    if not _AS_IN_BILLS.isdisjoint(characters):
        text = _BILL_NUMBER.sub(lambda m: m[0].translate(_PLAIN), text)
    if not _THIN.isdisjoint(characters):
        text = _THIN_THOUSANDS.sub(lambda m: "'".join(re.split("[\u2009\u202f]", m[0])), text)
    if "，" in characters and text.count(",") >= _COMMAS:
        text = _WIDE_THOUSANDS.sub(lambda m: m[0].replace("，", "'"), text)
    if any(c in characters and text.count(c) >= _PARTED_CELLS for c in _UNITS):
        text = text.translate(_PARTED)
    if "\r" in characters:
        # A lone carriage return ends a line; before a line feed it is nothing: a space would delimit an empty cell.
        text = text.replace("\r\n", f"{_HIDDEN}\n").replace("\r", "\n")
    return text


def separated(view: str) -> str:
    """``view``, its characters folded, with line feeds and tabs where other marks end lines and cells."""
    if "\\" in view and view.count("\\n") > _ESCAPED + 2 * view.count("\n"):
        # A string that was written by a program and not read by one again.
        view = view.replace("\\n", "\n ").replace("\\t", "\t ")
    if "\x07" in view:
        # Before a tab it says again what the tab says.
        view = view.replace("\x07\t", " \t")
        if view.count("\x07\x07") >= _WORD_ROWS:
            view = _WORD_ROW_END.sub(lambda m: "\t" * (len(m[0]) - 1) + "\n", view)
            view = view.replace("\x07", "\t")
        view = _WORD_CELL.sub("\t", _WORD_CELL_ALONE.sub(r"\1 ", view))
    if "[/" in view:
        view = _BBCODE.sub(r"<\1>", view)
    view = _without_prefixes(view)
    if "</" in view or ("&" in view and _ENTITY.search(view)):
        view = tags.blank(view)
    return view


def fillers(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets of no-break spaces, and of entities and zero-width characters that stand alone, in
    ``text[start:end]``."""
    known = "\u00a0" in text or "&nbsp;" in text
    if known or any(mark in text for mark in _ZERO_WIDTH):
        # Behind the mark that ends a cell on its line they fill nothing.
        after = (
            {at for m in _AFTER_WORD_CELL.finditer(text) for at in range(*m.span())}
            if "\x07" in text
            else ()
        )
        for match in _FILLERS.finditer(text, start, end):
            if match.start() not in after:
                yield from range(*match.span())
