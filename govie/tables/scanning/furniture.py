"""Lines of a page that are no part of its tables: page numbers, addresses, watermarks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from govie.form import forms
from govie.late import late
from govie.tables.prints import read
from govie.text.characters import cjk
from govie.text.lines import masked

_ADDRESS = r"(?:https?://|www\.)[!-~]+"
# Of a page, wherever it stands: between two cells it is none of either.
_LINE = re.compile(
    rf"^[ \t]*(?:shape: \(\d{{1,5}}, \d{{1,3}}\)|第\s?\d{{1,3}}\s?页(?:[ ,，/]{{0,3}}共\s?\d{{1,3}}\s?页)?|[Pp]age \d{{1,3}}(?: of \d{{1,3}})?|{_ADDRESS})[ \t]*$",
    re.M,
)
_OF_PAGES = re.compile(r"^[ ]{0,40}(\d{1,3}) ?/ ?(\d{1,3})[ ]{0,40}$", re.M)
_ALONE = re.compile(
    r"(?:https?://|www\.)\S+(?:[ \t]\d{1,3}\s?/\s?\d{1,3})?"
    r"|(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}[-/]\d{1,2}[-/]\d{2})(?:[ \t,].*)?"
    r"|\d{1,2}:\d{2}(?::\d{2})?|共\s?\d{1,3}\s?(?:条|行|页)(?:记录|数据)?"
    r"|(?i:id|no|sn|ref|code)[.:# ]{1,3}\d{2,}"  # a watermark's
    # What programs print below a table: 15 rows 2 columns, [15 rows x 2 columns], (15 rows), 15 rows in set.
    r"|[(\[]?\d{1,4} rows?(?:\s+(?:[x×]\s)?\d{1,3} columns?|\s(?:in set|selected|affected)\b.*)?[)\]]?"
)
_WORD = late(r"[\u4e00-\u9fff]{2}")
_NUMBER = re.compile(r"\d{3}")
# No watermark has them; years are names of columns, and a running head with the report's title tells that the number
# after it is the page's.
_OF_CELLS = re.compile(r"[\t|\"{}<>,;:]|公开|20\d\d\s?年")
_LONGEST = 30  # characters of one
_LEAST_PAGES = 2
_LETTERS = late(r"[A-Za-z\u4e00-\u9fff]{2}")
_OF_TABLES = re.compile(r"[小合总]计|其中|备注")
_NEAREST = 5  # lines from one running head to the next, at least
_REGULAR = 2  # times as far as the nearest two are the farthest
_MOST_RUNNING = 2  # different lines that run on all pages
_MOSTLY = 5  # less than four of five stand as far from a label
_LABEL = 3  # Chinese characters of one
_FARTHEST = 40  # lines
_OFTEN = 6  # times that one is printed: no label with a number in it is


def blanked(view: str, start: int, end: int) -> str:
    """``view[start:end]`` with spaces for the lines of its pages, and for watermarks: words and a number, the same again
    and again."""
    text = _LINE.sub(lambda m: " " * len(m[0]), view[start:end])
    if _OF_PAGES.search(text) and _counts_pages(view):
        text = _OF_PAGES.sub(lambda m: " " * len(m[0]), text)
    lines = text.split("\n")
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if 0 < len(bare := line.strip(" ")) <= _LONGEST:
            places.setdefault(bare, []).append(number)
    # A watermark has one number; a row of a list, which is printed as often, has another now and then.
    kinds = Counter(map(masked, places))
    again = {line: own for line, own in places.items() if len(own) >= _OFTEN}
    running = {line for line, own in again.items() if _runs(line, own, lines)}
    if len(running) > _MOST_RUNNING:
        running = set()  # records, with a line for each of their keys
    marks = {line for line in again if kinds[masked(line)] == 1 and _is_watermark(line)}
    if not marks | running:
        return text
    kept: list[str] = []
    for line in lines:
        bare = line.strip(" ")
        if kept and bare in running:
            kept[-1] += " " * (len(line) + 1)  # no blank line, which may be an empty cell
        else:
            kept.append(" " * len(line) if bare in marks else line)
    return "\n".join(kept)


def _runs(line: str, places: Sequence[int], lines: Sequence[str]) -> bool:
    """Whether words that no form has stand at regular distances (``places``: the numbers of their lines): a running head,
    or a watermark. Those in a column of the table stand as far from the label of their row each time."""
    steps = [b - a for a, b in pairwise(places)]
    if min(steps) < _NEAREST or max(steps) > _REGULAR * min(steps) or not _LETTERS.search(line):
        return False
    bare = cjk(line)
    if _OF_CELLS.search(line) or _OF_TABLES.search(line) or read(line):
        return False
    if bare and any(bare in cjk(word) for word in words_of_forms()):
        return False
    below = Counter(filter(None, (cjk(lines[n + 1]) for n in places if n + 1 < len(lines))))
    if 2 * max(below.values(), default=0) >= len(places):
        return False  # a head, whose next word follows each time
    above = Counter(_from_label(lines, place) for place in places)
    return _MOSTLY * above.most_common(1)[0][1] < (_MOSTLY - 1) * len(places)


def _from_label(lines: Sequence[str], place: int) -> int:
    """How many lines stand between a line and the last label above it."""
    above = range(place - 1, max(-1, place - _FARTHEST), -1)
    return next((place - n for n in above if len(cjk(lines[n])) >= _LABEL), 0)


def _counts_pages(view: str) -> bool:
    """Whether lines like ``3 / 9`` count the pages of a text: of the same number, one after the other."""
    found = [(int(m[1]), int(m[2])) for m in _OF_PAGES.finditer(view)]
    if len(found) < _LEAST_PAGES or len({last for _, last in found}) > 1:
        return False
    return all(one < two <= last for (one, last), (two, _) in pairwise(found))


def _is_watermark(line: str) -> bool:
    """Whether ``line`` has words and a number, and no mark that parts cells."""
    return bool(_WORD.search(line) and _NUMBER.search(line)) and not (
        _OF_CELLS.search(line) or read(line)
    )


@cache
def words_of_forms() -> tuple[str, ...]:
    """What the forms' labels and heads consist of."""
    return tuple(
        text
        for form in forms().values()
        for table in form.tables
        for label in (*table.rows, *table.columns)
        for text in (label.text, *label.variants)
    )


def is_furniture(text: str) -> bool:
    """Whether a cell, or a line without separators, is a date, an address or a count of rows, as pages have them."""
    return _ALONE.fullmatch(text.strip()) is not None


__all__ = ["blanked", "is_furniture"]
