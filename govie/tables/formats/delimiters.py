"""Rewrites the separators between a region's cells to one canonical form. New separators are added here.

Every converter prints something between two cells: a tab, a bar, a comma between quoted strings, a line break.
``canonical`` finds out which, and returns a text of the same length in which a tab separates cells, a line
feed lines, a vertical tab the lines within a cell, and a form feed stands for a ruled line; nothing else
separates cells. Offsets stay valid. Separators of several characters (``_headed``) and marks that no format
uses (``_marked``) are inferred from the table itself.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise

from govie.form import forms
from govie.late import late
from govie.tables.formats import (
    bars,
    commas,
    coordinates,
    counted,
    fillers,
    markup,
    named,
    rulers,
    spaces,
    tabs,
)
from govie.tables.prints import EMPTY_MARK

_BARS = "│┃║┆┊¦"  # drawn bars; the view has a full-width one as |
_BOX = str.maketrans(_BARS, "|" * len(_BARS))
_STROKE = "丨"  # a character that OCR reads for a bar, as 一 for a rule


@cache
def _neighbors() -> re.Pattern[str]:
    """Two columns' names that stand side by side in some form, and what parts them in a line."""
    beside: dict[str, set[str]] = {}
    for one, two in (
        pair for form in forms().values() for t in form.tables for pair in pairwise(t.columns)
    ):
        for name in (one.text, *one.variants):
            if len(name) > 2:
                beside.setdefault(_loose(name), set()).update(
                    map(_loose, (two.text, *two.variants))
                )
    # Each alternative begins with a name, so that a search passes over what is no name's first character. What parts two
    # names is written once, since its class is slow to compile: the empty group after a name tells which may follow.
    names = sorted(beside)
    return re.compile(
        f"(?:{'|'.join(f'{name}()' for name in names)})(?P<mark>[^\\n\u4e00-\u9fff]{{1,30}}?)"
        + "".join(
            f"(?({n})(?={'|'.join(sorted(beside[name]))}))" for n, name in enumerate(names, 1)
        )
    )


def _loose(name: str) -> str:
    """A pattern for a column's name without the remark in brackets after it."""
    return re.escape(name.partition("（")[0])


_KNOWN = (",", ";", "|", "&")  # marks of formats with rules of their own
_HEAD_PAIRS = 2  # columns' names that the same mark parts
_OFTEN = 20  # times that a separator stands in a text


def _headed(text: str) -> str:
    """A separator of several characters, which stands between two names of columns: ``商业企业][科研机构``."""
    parted = Counter(m["mark"] for m in _neighbors().finditer(text))
    if not parted:
        return text
    (mark, count), *_ = parted.most_common(1)
    if count < _HEAD_PAIRS or 10 * count < 7 * parted.total() or text.count(mark) < _OFTEN:
        return text
    if not mark.strip(" ") and len(mark) > 1 and _are_multiples(text, len(mark)):
        return text.replace(mark, markup.as_("\t", mark))
    if (
        mark.strip(" ") in ("", "\t")
        or "\v" in mark
        or any(known in mark.strip() for known in _KNOWN)
    ):
        return text
    at_end = mark.rstrip()  # what is left of it where an empty cell ends a line
    out = []
    for line in text.split("\n"):
        if at_end and line.endswith(at_end):
            line = line.removesuffix(at_end) + markup.as_("\t", at_end)
        out.append(line.replace(mark, markup.as_("\t", mark)))
    return "\n".join(out)


_SPACES = late(r"(?<=[^\s\u4e00-\u9fff])[ ]{2,}(?=[^\s\u4e00-\u9fff])")


def _are_multiples(text: str, unit: int) -> bool:
    """Whether ``unit`` spaces, or for empty cells a multiple of them, part the values of a line: not their columns."""
    runs = [len(run) for run in _SPACES.findall(text)]
    once, multiples = runs.count(unit), sum(run % unit == 0 for run in runs)
    return once >= _OFTEN and 2 * once > len(runs) and 20 * multiples >= 19 * len(runs)


# A remark on a number, in its cell: 22(其中修订16件). It may go on over several lines; a group's number that its narrow
# column breaks is none, though its bracket closes behind the next row only.
_IN_BRACKETS = (
    r"(?!\s*[一二三四五六七八九十\d]{1,3}\s*[)]|\s*[一二三四五六七八九十]\s|\s*\d[.．、](?!\d)|本列|区分)"
    r"(?=[^()]*[\u4e00-\u9fff])(?:[^()|\t]{2,40}|注)[)]"
)
_REMARK = late(rf"(?<=\d)[ ]{{0,8}}\n?[ ]{{0,8}}[(]{_IN_BRACKETS}")
_REMARKED = re.compile(rf"[(](?<=[\d \n][(]){_IN_BRACKETS}")  # found in a fraction of the time


_STRUCK = re.compile(r"~~[^~|\t\n]{1,20}~~")  # Markdown's mark for what is crossed out
_ONE_TILDE = re.compile(r"(?<!~)~(?!~)")  # it parts cells, then, and two an empty one


# A tab before a comma is that of a Word cell.
_TAB_OF_WORD = re.compile(r"\t(?=[,;]|[ ]*$)", re.M)


def canonical(text: str) -> str:
    """``text`` with tabs, or other ``ends``, between cells and line feeds between lines; of the same length."""
    text = fillers.without_made_up_names(text)
    if (rows := coordinates.tabbed(text)) is not None:
        return rows
    text = tabs.unnested(counted.tabbed(text))
    if _REMARKED.search(text):
        text = _REMARK.sub(lambda m: " " * len(m[0]) if "元" not in m[0] else m[0], text)
    if "~~" in text and not _ONE_TILDE.search(text):
        text = _STRUCK.sub(lambda m: " " * len(m[0]), text)
    if any(c in text for c in _BARS):
        text = text.translate(_BOX)
    if text.count(_STROKE) >= _MANY:
        text = _RULED.sub(lambda m: " " * len(m[0]), text).replace(_STROKE, "|")
    text = fillers.without_elided(fillers.without_cut_words(fillers.without_leaders(text)))
    if "---" in text or "===" in text:
        text = rulers.tabbed(text)
    text = _one_line(text)
    if not markup.numbers_cells(text):
        text = named.tabbed(text)
    text = _headed(commas.keyed(markup.plain(text)))
    if "|" in text:
        text = bars.tabbed(text)
    if text.count("\t,") > _MANY or text.count("\t;") > _MANY:
        text = commas.tabbed(_TAB_OF_WORD.sub(" ", text))
    elif ("," in text or ";" in text) and len(tabs.lines(text)) < _FEW_TABBED:
        text = commas.tabbed(text)
    text = _marked(text)
    if "\t" not in text and ("  " in text or " \n" in text):
        text = spaces.tabbed(text)
    if "--" in text or "==" in text or "─" in text or "━" in text:
        text = bars.RULE.sub(lambda m: " " * len(m[0]), text)
    if "\t" in text:
        text = tabs.parting(text)
    return fillers.without_placeholders(text)


_WORDS = late(r"[\u3400-\u9fff]+")
_LEAST_NAMES = 6  # cells with a name of some column beside each other
_ONE_LINE = 1500  # characters of a line that holds most of a text
_OF_JSON = re.compile(r'\] ?, ?\[|"\s?:\s?"|"\s?:\s?\{')
_STRUNG = re.compile(r"(?<=[\d无])((?:[^\w\s.+%:()|&-]|[ ](?=\S)){1,4})(?=[\d无])")


def _one_line(text: str) -> str:
    """A line end for what parts all cells of a text in one line: ``规章;0;36;1583;``, ``'规章', '0', '36', '1583'``."""
    line = max(text.split("\n"), key=len)
    if len(line) < max(_ONE_LINE, len(text) // 2) or _OF_JSON.search(line):
        return text  # lists in a list are rows, and objects have names for their cells
    marks = Counter(m[1] for m in _STRUNG.finditer(line)).most_common(1)
    if not marks or marks[0][1] < 2 * _MANY or (mark := marks[0][0]) in ("", " ", ","):
        return text
    if 3 * line.count(mark) < 4 * marks[0][1]:
        return text
    pieces = line.split(mark)
    words = [bool(_WORDS.fullmatch(p)) for p in pieces]
    if sum(a and b for a, b in pairwise(words)) < _LEAST_NAMES:
        return text  # it stands for nothing among numbers that ran together
    cells = [EMPTY_MARK.ljust(len(p)) if p and not p.strip(" ") else p for p in pieces]
    return text.replace(line, markup.as_("\n", mark).join(cells), 1)


_RULED = re.compile(rf"^[一{_STROKE}\s]{{6,}}$", re.M)
_OF_DATES = ("/", "\\", "∕")  # and of empty cells
_MANY = 20  # pairs of neighbouring numbers: a table, not a date or a fraction
_MARK = r"[^\w\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef().,:;+\-%'\"|—–―]"
_BETWEEN = late(rf"(?<=\d)(?P<before>[ \t]*)(?P<mark>{_MARK}{{1,3}})(?P<after>[ ]*)(?=[-+]?\d)")
_MARK_BEFORE = re.compile(rf"{_MARK}[ ]*[-+]?\d")  # found in half the time
_LAST_OF_WORD = re.compile(r"(?<=\d)\t(?=\n|$)")
_SPACED = re.compile(r"(?<=\d)[ \t]+(?=[-+]?\d)")


_GROUPS = re.compile(r"(?<=\d)[^\d\s](\d+)")


def _marked(text: str) -> str:
    """A mark that no format uses as a separator: ``label^0^3^^3``.

    It stands between the numbers of rows wherever two follow each other on a line. One that also means an empty
    cell, or parts a date, parts cells only with a space on either side.
    """
    if not _MARK_BEFORE.search(text):
        return text
    found = Counter(
        (m["mark"], m["before"].endswith(" ") and bool(m["after"]))
        for m in _BETWEEN.finditer(text)
        if m["mark"] != EMPTY_MARK
    )
    if not found:
        return text
    text = _stroked(text)
    (mark, spaced), count = found.most_common(1)[0]
    # On a line with the mark spaces part the rows that are stacked in a cell.
    others = "\n".join(line for line in text.split("\n") if f" {mark} " not in line)
    if count < _MANY or 10 * len(_SPACED.findall(others)) > count:
        return text
    if not spaced and (
        mark in _OF_DATES or all(len(m[1]) == 3 for m in _GROUPS.finditer(text) if m[0][0] == mark)
    ):
        return text  # it parts thousands where three digits follow it everywhere
    # A tab before the mark is that of a Word cell, which the mark follows.
    if sum("\t" in m["before"] for m in _BETWEEN.finditer(text)) > _MANY:
        text = _LAST_OF_WORD.sub(" ", text)
    return _parted(text, mark, spaced)


_STROKED = re.compile(
    r"(?P<before>:?[ ]{0,4})(?<![\d/.])(?P<numbers>[-+]?\d[\d.]*(?:/[-+]?\d[\d.]*)+)(?![\d/])"
)
_LEAST_STROKED, _MORE_THAN_DATES = 6, 3  # rows; strokes in each


def _stroked(text: str) -> str:
    """``text`` with tabs for the strokes that part the numbers of many rows, more than a date has: ``label 4/0/1/0/5``."""
    if text.count("/") < _LEAST_STROKED * _MORE_THAN_DATES:
        return text
    rows = sum(m["numbers"].count("/") >= _MORE_THAN_DATES for m in _STROKED.finditer(text))
    if rows < _LEAST_STROKED:
        return text
    return _STROKED.sub(_between_strokes, text)


def _between_strokes(row: re.Match[str]) -> str:
    """The numbers of a row with tabs between them, and after the label before them."""
    before = row["before"]
    return (markup.as_("\t", before) if before else "") + row["numbers"].replace("/", "\t")


def _parted(text: str, mark: str, spaced: bool) -> str:
    """``text`` with a tab for each ``mark``, a tab and spaces before it included; where ``spaced`` only for
    those with a space on either side."""
    *before, last = text.split(mark)
    following = [*before[1:], last]
    parts = []
    for piece, after in zip(before, following, strict=True):
        kept = piece.rstrip(" ") if spaced else piece
        if spaced and (kept == piece or after[:1] not in (" ", "\n", "")):
            parts.append(piece + mark)
            continue
        kept = kept.removesuffix("\t")
        parts.append(kept + "\t".ljust(len(piece) + len(mark) - len(kept)))
    return "".join([*parts, last])


_FEW_TABBED = 8  # lines: those of another table, as the one that stands before or after in a page


_WIDE_SPACES = late(r"(?<=\d)\u3000+(?=[-+\d]|$)|(?<=[\u4e00-\u9fff)])\u3000+(?=\d)", re.M)


# At the beginning of a line only before a number: its first cell is empty.
_PARTING_WIDE = re.compile(r"(?<!\n)(?<!^)\u3000|\u3000(?=\u3000*[-+\d])")


def _put(text: str, places: list[int], character: str) -> str:
    """``text`` with ``character`` at those ``places`` that are within it."""
    chars = list(text)
    for at in places:
        if 0 <= at < len(chars):
            chars[at] = character
    return "".join(chars)


def with_tabs(text: str, wide: list[int]) -> str:
    """``text`` with a tab for each ideographic space (at ``wide``), if they part the cells of its rows.

    They do where numbers follow one another and labels with nothing else between; at the beginning of a
    line they indent a paragraph.
    """
    marked = _put(text, wide, "\u3000")
    if "\t" in text or "|" in text or len(_WIDE_SPACES.findall(marked)) < _MANY:
        return text
    return _PARTING_WIDE.sub("\t", marked).replace("\u3000", " ")


def with_marks(text: str, spaces: list[int]) -> str:
    """``text`` with a mark for each cell that holds nothing but a no-break space.

    ``spaces``: where no-break spaces stand. One between other separators was put into an empty cell; one
    between words only separates them.
    """
    marked = _put(text, spaces, "\u00a0")
    parts, last = [], 0
    for run in _SPACE.finditer(marked):
        if "\u00a0" not in run[0] or _is_beside(marked, run):
            continue
        for match in _ALONE.finditer(marked, run.start(), run.end() + 1):
            parts += [marked[last : match.start()], EMPTY_MARK]
            last = match.start() + 1
    return "".join([*parts, marked[last:]]).replace("\u00a0", " ")


def _is_beside(text: str, spaces: re.Match[str]) -> bool:
    """Whether spaces stand between a separator and what its cell holds, as after its number."""
    left, right = spaces.start() - 1, spaces.end()
    around = text[left] if left >= 0 else "\n", text[right : right + 1] or "\n"
    ends = [c in _CELL_ENDS for c in around]
    return ends[0] != ends[1] and "\n" not in around


_SPACE = re.compile(r"[ \u00a0]+")
_CELL_ENDS = f"\t|{_BARS}"
_ALONE = late(rf"(?:(?<=[ \t\n|{_BARS}])|(?<![\s\S]))\u00a0+(?=[ \t\r\n|{_BARS}]|$)")


__all__ = ["canonical", "with_marks", "with_tabs"]
