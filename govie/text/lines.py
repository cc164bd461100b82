"""Kinds of lines in a report: sentences of the narrative, page numbers, remarks, rows of numbers."""

from __future__ import annotations

import re

from govie import toml
from govie.late import late

_CJK = "\u3400-\u9fff"
_DIGITS = re.compile(r"\d+")
_WHITE = re.compile(r"\s+")
_CHINESE = late(rf"[{_CJK}]")
_PAGE_MARK = re.compile(
    r"\s*(?:[-—–―·•]+\s*\d{1,3}\s*(?:of\s*\d{1,3}\s*)?[-—–―·•]+|第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3}|[(（]\s*\d{1,3}\s*/\s*\d{1,3}\s*[)）]|[Pp]age\s*\d{1,3}.{0,8})\s*"
)
_REMARK = re.compile(
    r"\s?[(（](?!\s?[一二三四五六七八九十\d]{1,3}\s?[)）])[^()（）\n\t|]{2,60}[)）]"
)
# The marks of a sentence. The form's own long labels hold some of them and are excluded by their words.
_COMMA = r"(?:，|(?<!\d),|,(?!\d))"
_MARK = re.compile("[。；;！!？?，,]")  # every sentence has one
_SENTENCE = late(rf"。|[{_CJK})）”][;；!！?？]")
_EMPTY_CELLS = re.compile("[;；]{2}|[,，]{3}")  # of a row whose cells these marks part
_CLAUSES = re.compile(rf"{_COMMA}.*{_COMMA}|{_COMMA}.{{12}}")
_FORM_WORDS = re.compile("|".join(toml.read(toml.STATUTE)["words"]["labels"]))
_SPACED = late(rf"(?<=[{_CJK}]) (?=[{_CJK}])")  # as OCR spaces words
# Prose rarely has three numbers in succession.
_ROW = re.compile(r"(?<!\S)[+-]?\d+(?: [+-]?\d+){2,}(?!\S)")
_LONGEST = 400  # characters: a paragraph as long is no line of a table, and is not searched


def masked(text: str) -> str:
    """``text`` with a 0 for each number and a space for all white space, so that lines that count are alike."""
    return _WHITE.sub(" ", _DIGITS.sub("0", text))


def is_page_mark(line: str) -> bool:
    """Whether a line is the number of a page: ``- 3 -``, ``-- 3 of 9 --``, ``第 3 页 共 9 页``."""
    return _PAGE_MARK.fullmatch(line) is not None


def remark(view: str, end: int) -> int | None:
    """Where the remark ends that begins at ``end``, after a number in its cell: ``22（其中修订16件）``; else None."""
    ahead = view[end : end + 2]
    match = _REMARK.match(view, end) if "(" in ahead or "（" in ahead else None
    return match.end() if match else None


def is_prose(sentence: str) -> bool:
    """Whether ``sentence`` is prose, so that its numbers are no cells of a table."""
    if len(sentence) >= _LONGEST or not _MARK.search(sentence) or _FORM_WORDS.search(sentence):
        return False
    if _EMPTY_CELLS.search(sentence):
        return False
    if _SPACED.search(sentence) and _FORM_WORDS.search(_SPACED.sub("", sentence)):
        return False
    if _SENTENCE.search(sentence):
        return True
    # 理的，只 559 35 2 3 14 0 613: a piece of a label, and the numbers of its row
    wordy = 2 * len(_CHINESE.findall(sentence)) >= len("".join(sentence.split()))
    return wordy and _CLAUSES.search(sentence) is not None


def holds_row(text: str) -> bool:
    """Whether ``text`` holds three numbers in succession: a row of a table, not a sentence."""
    return _ROW.search(text) is not None
