"""A table's region as a stream of typed tokens: label pieces, figures, blanks, damaged figures.

Collapsed layout leaves only hints in the white space, so a token keeps what it said: its line, its
field, and how many empty fields and lines stand before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from govie import numerals
from govie.tokens.broken import BROKEN, from_pieces, ruled_rows, separated
from govie.tokens.token import CHINESE, CJK, Kind, Token

__all__ = [
    "BROKEN",
    "Kind",
    "Token",
    "from_pieces",
    "holds_row",
    "is_page_mark",
    "is_prose",
    "pieces",
    "remark",
    "scan",
]


_PAGE_MARK = re.compile(
    r"\s*(?:[-—–―·•]+\s*\d{1,3}\s*[-—–―·•]+|第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3}|[Pp]age\s*\d{1,3}.{0,8})\s*"
)
# The next page's first line may follow its mark: — 1 —第二十条第（一）项
_PAGE_OPENS = re.compile(rf"\s*[-—–―]\s?\d{{1,3}}\s?[-—–―]\s*(?=[{CJK}])")
_RULE = re.compile(r"(?=.*--)[\s|:+=_-]+|(?=.*[─━])[\s|─━┌┐└┘├┤┬┴┼]+")
# Beside a label that goes over several rows a rule parts only their cells.
_PART_OF_RULE = re.compile(r"[┌└├┬┴┼]?[─━][─━┌┐└┘├┤┬┴┼]+")
_BOX = str.maketrans("│┃", "||")
# Numbers that belong to words, never to a cell.
_WORDED = re.compile(
    rf"第\s?\d+\s?[条款项号页]|[(（]\s?\d{{1,2}}\s?[)）]|〔\d+〕|\[\d{{4}}\]|\d+\s?(?:年|月|日|号|时|%|％|‰)"
    rf"|(?:19|20)\d\d\s+年"
    rf"|(?<![\d.,])\d{{1,2}}\s?[.、．,](?=\s*[\"“”{CJK}])|(?<![\d.,])[1-9][.、．](?=\s|$)"
)
_LIST_TAIL = re.compile(rf"[.、．]\s*[\"“”{CJK}]")
# Prose has hardly three figures on end.
_ROW = re.compile(r"(?<!\S)[+-]?\d+(?: [+-]?\d+){2,}(?!\S)")
# Characters of a figure, and of figures that ran together: what is longer counts nothing.
_LONGEST = 40
_COUNT = re.compile(r"\s*(0|[1-9][0-9]{0,8})\s*")
_BLANK = re.compile(r"[-—–―－/／]{1,4}|无|空|暂无|无此项|不涉及|不适用|[Nn]/?[Aa]")
_FOOTNOTE = re.compile(r"[①-⑳*※†]+")
_OPENS_FIGURE = ":：'\"“‘(（，,[*_"  # a sign behind one of these is a figure's
_REMARK = re.compile(
    r"\s?[(（](?!\s?[一二三四五六七八九十\d]{1,3}\s?[)）])[^()（）\n\t|]{2,60}[)）]"
)
_BROKEN_REMARK = re.compile(
    r"(\d\s?[(（](?!\s?[一二三四五六七八九十\d]{1,3}\s?[)）])[^()（）\n\t|]{2,30})\n([^()（）\n\t|]{1,30}[)）])"
)
_SIGNED = re.compile(r"[+-]\d")
_WORD = re.compile(r"[^\s\d+|(（-]+|[+|(（-]")
_UNIT_ALONE = re.compile(r"[万亿]?元|件|项|个|条")
# A sentence among the rows is prose, whatever numbers it holds. The form's own long labels are not.
_COMMA = r"(?:，|(?<!\d),|,(?!\d))"
_SENTENCE = re.compile(rf"。|[{CJK})）”][;；!！?？]")
_CLAUSES = re.compile(rf"{_COMMA}.*{_COMMA}|{_COMMA}.{{12}}")
_FORM_WORDS = re.compile(r"勾稽|第一项|第三项|第四项|区分处理|只计|不计其|其他情形|逾期|不再处理")


def scan(
    view: str, start: int, end: int, labels: tuple[str, ...] = (), *, signed: bool = False
) -> list[Token]:
    """Tokens of ``view[start:end]`` in the order of the text.

    ``labels``: of the rows that may stand there; ``signed``: whether numbers may be less than 0.
    """
    tokens: list[Token] = []
    bounds: dict[int, bool] = {}  # lines between rows, and whether they are ruled
    empty_fields = empty_lines = 0
    offset = start
    # A remark that goes on in the next line of its cell: 223(其中联合发文 / 103件)
    text = _BROKEN_REMARK.sub(r"\1 \2", view[start:end].translate(_BOX))
    piped = re.search(r"\|[^|\n]*\|", text) is not None
    for number, line in enumerate(text.split("\n")):
        line_start, offset = offset, offset + len(line) + 1
        if not line.strip(" "):
            empty_lines += 1
            bounds[number] = False
            continue
        count = _COUNT.fullmatch(line)  # as most lines are where each cell has its own
        if count is None and line.strip():
            ruled = _RULE.fullmatch(line) is not None
            if ruled or is_page_mark(line):
                bounds[number] = ruled
                continue
            if piped and _PART_OF_RULE.search(line):
                bounds[number] = True
                line = _PART_OF_RULE.sub(lambda m: " " * len(m[0]), line)
        spans = _fields(line, "|" if piped and "|" in line else "\t")
        last = len(spans) - 1
        for position, (left, right) in enumerate(spans):
            if position == 0 and (mark := _PAGE_OPENS.match(line)):
                left = mark.end()
            words = line[left:right]
            if not words.strip():
                # The tab that opens each line of some converters is no field of its own.
                empty_fields += position > 0 or last == 0
                continue
            for kind, at, stop, said, figure in _pieces(words, labels):
                if kind is Kind.LABEL and _is_unit_of(tokens, said, line_start + left + stop):
                    continue
                place = wide = 0
                if last == 0:
                    place = left + at
                    # a Chinese character takes three bytes
                    wide = (len(line[:place].encode("utf-8", "surrogatepass")) - place) // 2
                tokens.append(
                    Token(
                        kind,
                        line_start + left + at,
                        line_start + left + stop,
                        said,
                        figure,
                        number,
                        place,
                        wide,
                        last - position,
                        last + 1,
                        empty_fields,
                        empty_lines,
                    )
                )
                empty_fields = empty_lines = 0
    if signed:
        tokens = _signed(tokens)
    tokens = separated(tokens)
    return _words_again(ruled_rows(tokens, bounds, labels) if piped else tokens)


def _signed(tokens: Sequence[Token]) -> list[Token]:
    """``- 5`` is -5 where numbers may be less than 0, and elsewhere an empty cell and the next one's."""
    found: list[Token] = []
    for token in tokens:
        dash = found[-1] if found else token
        its = (dash.text, dash.end + 1, dash.line, dash.from_right)
        if token.figure and its == ("-", token.start, token.line, token.from_right):
            token.start, token.text = dash.start, f"- {token.text}"
            token.figure = replace(token.figure, value=-token.figure.value)
            token.place, token.empty_fields = dash.place, dash.empty_fields
            token.empty_lines = dash.empty_lines
            found.pop()
        found.append(token)
    return found


def is_page_mark(line: str) -> bool:
    """Whether a line is the number of a page: ``- 3 -``, ``第 3 页 共 9 页``."""
    return _PAGE_MARK.fullmatch(line) is not None


def remark(view: str, end: int) -> int | None:
    """Where the remark ends that stands behind a figure in its cell: ``22（其中修订16件）``."""
    match = _REMARK.match(view, end)
    return match.end() if match else None


def _words_again(tokens: list[Token]) -> list[Token]:
    """无 is no blank where the form's words go on behind it, 无 / 正当理由, 无 / 法提供, unless it stands
    in a row of figures."""
    for at, (token, following) in enumerate(pairwise(tokens)):
        if token.text == "无" and not following.is_value and following.text[0] in "正法":
            before = tokens[at - 1] if at else following
            if not before.is_value or before.line != token.line:
                token.kind = Kind.LABEL
    return tokens


def _fields(line: str, mark: str) -> list[tuple[int, int]]:
    """Spans of the fields of ``line``: between pipes in a pipe table, else between tabs."""
    left = 0
    if mark == "|":
        stripped = line.strip()
        if stripped.startswith("|"):
            left = line.index("|") + 1
        if stripped.endswith("|"):
            line = line[: line.rindex("|")]
    spans = []
    while (right := line.find(mark, left)) >= 0:
        spans.append((left, right))
        left = right + 1
    spans.append((left, len(line)))
    return spans


_Piece = tuple[Kind, int, int, str, numerals.Figure | None]


def _pieces(field: str, labels: tuple[str, ...]) -> Sequence[_Piece]:
    """The tokens of a field: kind, start, end, text and figure."""
    return _short(field) if len(field) <= _SHORT else tuple(_scan_field(field, labels))


_SHORT = 60  # characters: reports share their labels and most of their figures, not their prose


@lru_cache(maxsize=20_000)
def _short(field: str) -> tuple[_Piece, ...]:
    return tuple(_scan_field(field))


def _scan_field(text: str, labels: tuple[str, ...] = ()) -> Iterator[_Piece]:
    if count := _COUNT.fullmatch(text):  # what most fields of a table hold
        yield Kind.FIGURE, *count.span(1), count[1], numerals.Figure(int(count[1]))
        return
    position = checked = 0
    while position < len(text):
        if position >= checked:
            checked = text.find("。", position) + 1 or len(text)
            if is_prose(text[position:checked]):
                # Where line breaks are lost the first sentence behind a table begins in its last row.
                if not _ROW.search(text, position, checked):
                    position = checked
                    continue
                checked = max(m.end() for m in _cells(labels).finditer(text, position, checked))
        if text[position].isspace():
            position += 1
            continue
        piece = _figure(text, position) or _symbol(text, position) or _label(text, position)
        yield piece
        position = piece[2]
        if piece[0] is Kind.FIGURE:
            if note := _FOOTNOTE.match(text, position):
                position = note.end()
            if remark := _REMARK.match(text, position):
                position = remark.end()


@cache
def _cells(labels: tuple[str, ...]) -> re.Pattern[str]:
    """A row's figures: several, or behind a row's label."""
    figure = r"[+-]?\d[\d,.]*(?:万?元)?"
    before = "|".join((*map(re.escape, labels), figure))
    return re.compile(rf"(?<!\S)(?:{before}) {figure}(?: {figure})*(?!\S)")


def is_prose(sentence: str) -> bool:
    """Whether a field's text is a sentence of the narrative: its numbers are no cell's."""
    if len(sentence) >= 400 or _FORM_WORDS.search(sentence):
        return False
    if _SENTENCE.search(sentence):
        return True
    # 理的，只 559 35 2 3 14 0 613: a piece of a label, and the figures of its row
    wordy = 2 * len(CHINESE.findall(sentence)) >= len("".join(sentence.split()))
    return wordy and _CLAUSES.search(sentence) is not None


def holds_row(text: str) -> bool:
    """Whether three figures on end stand in ``text``: a row of a table, not a sentence."""
    return _ROW.search(text) is not None


def pieces(word: str) -> Sequence[_Piece]:
    """The label pieces and figures of a word without white space, in which both ran together."""
    return _short(word) if len(word) <= _SHORT else tuple(_scan_field(word))


def _isolated(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())


def _figure(text: str, at: int) -> _Piece | None:
    first = text[at]
    if not (first.isdecimal() or first in "+-") or _WORDED.match(text, at):
        return None
    glued = numerals.glued(text, at)
    if glued and len(glued[0]) <= _LONGEST:
        figure = numerals.Figure(int(glued[0].replace(",", "")))
        return Kind.DAMAGED, at, glued.end(), glued[0], figure
    match = numerals.FIGURE.match(text, at)
    if not match or (first == "-" and text[at + 1 : at + 2] == " "):
        return None  # two cells, or one: see ``_signed``
    if len(match["digits"]) > _LONGEST:
        return Kind.LABEL, at, match.end("digits"), match["digits"], None
    if len(match["digits"]) > 1 and match["digits"][0] == "0" and not match["decimals"]:
        # Nobody prints a leading zero: the separator after it is lost.
        match = numerals.FIGURE.match(text[: match.start("digits") + 1], at)
        assert match is not None
        return Kind.FIGURE, at, match.end(), match[0], numerals.read(match)
    end = match.end()
    if match["unit"] is None and match["decimals"] is None and _LIST_TAIL.match(text, end):
        # 0001.属于国家秘密: the last digit numbers the label, and only the others are figures.
        if end - match.start("digits") == 1:
            return None
        end -= 1
        match = numerals.FIGURE.match(text[:end], at)
        assert match is not None
    if text[end : end + 1] == "]" and text.find("[", 0, at) < 0:
        return Kind.DAMAGED, at, end, text[at:end], numerals.read(match)  # 53] may be 531
    word_end = end
    while word_end < min(len(text), at + _LONGEST) and not text[word_end].isspace():
        word_end += 1
    if (
        word_end > end
        and _isolated(text, at, word_end)
        and numerals.DAMAGED.fullmatch(text, at, word_end)
    ):
        return None  # 1O: one damaged figure, not 1 and a word
    return Kind.FIGURE, at, end, text[at:end], numerals.read(match)


def _symbol(text: str, at: int) -> _Piece | None:
    """A mark for nothing, or a figure that OCR damaged; both stand alone between white space."""
    for pattern, kind in ((_BLANK, Kind.BLANK), (numerals.DAMAGED, Kind.DAMAGED)):
        match = pattern.match(text, at)
        if match and _isolated(text, at, match.end()):
            figure = None
            if kind is Kind.DAMAGED:
                value = numerals.repair(match[0])
                if value is None:
                    continue
                figure = numerals.Figure(value)
            return kind, at, match.end(), match[0], figure
    return None


def _label(text: str, at: int) -> _Piece:
    """Words up to the next figure; numbers that belong to the words stay in them."""
    end = at
    while end < len(text):
        if end > at and text[end - 1] in _OPENS_FIGURE and _SIGNED.match(text, end):
            break
        if worded := _WORDED.match(text, end):
            end = worded.end()
        elif word := _WORD.match(text, end):
            end = word.end()
        else:
            break
    if end == at:
        end = at + 1
    return Kind.LABEL, at, end, text[at:end], None


def _is_unit_of(tokens: list[Token], words: str, end: int) -> bool:
    """A unit that wrapped to the next line belongs to the figure before it."""
    if not tokens or not _UNIT_ALONE.fullmatch(words):
        return False
    before = tokens[-1]
    if before.figure is None or before.figure.unit is not None:
        return False
    scale = {"万": 10_000, "亿": 100_000_000}.get(words[0], 1)
    before.figure = numerals.Figure(before.figure.value, scale, words)
    before.end = end
    return True
