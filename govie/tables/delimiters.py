"""The separators of a region's cells, rewritten to one spelling.

Every converter prints something between two cells: a tab, a bar, a comma between quoted strings, a
line break. ``canonical`` finds out which, and returns a text of the same length in which a tab parts
cells, a line feed parts lines, a vertical tab parts the lines within a cell, and nothing else does.
Offsets therefore stay what they were.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from govie.form import forms
from govie.tables import markup, spaces
from govie.tables.prints import EMPTY_MARK, Kind, read

_BOX = str.maketrans("│┃║｜┆┊¦", "|||||||")
_RULE = re.compile(r"^(?=[^\n]*(?:--|==|[─━═]|-\|-|:-))[ \t|:+=_\-─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬]+$", re.M)
_RULED_LINE = re.compile(r"--|==|[─━═]|-\|-|:-")
_RULE_PIECE = re.compile(r"[┌└├┬┴┼╠╚╔]?[─━═][─━═┌┐└┘├┤┬┴┼]+")
_RULE_INLINE = re.compile(r"(?:\|\s*:?-{3,}:?\s*)+\|?")
_BARS_ALONE = re.compile(r"^[ \t]*(?:\|[ \t]*){2,}$", re.M)
RULE_MARK = "\f"
"""Stands in the canonical text where a line is ruled between rows."""
_MIN_ROWS = 3
_HEADS = ("信息内容", "申请人情况", "自然人", "商业企业", "行政复议", "结果维持")


@cache
def _neighbors() -> re.Pattern[str]:
    """Two columns' names that stand side by side in some form, and what parts them in a line."""
    pairs = {
        (_loose(a), _loose(b))
        for form in forms().values()
        for table in form.tables
        for one, two in pairwise(table.columns)
        for a in (one.text, *one.variants)
        for b in (two.text, *two.variants)
        if len(a) > 2
    }
    return re.compile(
        "|".join(f"(?:{a})([^\\n\u4e00-\u9fff]{{1,30}}?)(?={b})" for a, b in sorted(pairs))
    )


def _loose(name: str) -> str:
    return re.escape(name.partition("（")[0])


_KNOWN = (",", ";", "|", "&")  # marks of formats with rules of their own
_HEAD_PAIRS = 2  # columns' names that the same mark parts
_OFTEN = 20  # times that a separator stands in a text


def _headed(text: str) -> str:
    """A separator of several characters, told by the heads: ``商业企业format=automatic科研机构``."""
    parted = Counter(m[m.lastindex or 0] for m in _neighbors().finditer(text))
    if not parted:
        return text
    (mark, count), *_ = parted.most_common(1)
    if count < _HEAD_PAIRS or 10 * count < 7 * parted.total() or text.count(mark) < _OFTEN:
        return text
    if (
        mark.strip(" ") in ("", "\t")
        or "\v" in mark
        or any(known in mark.strip() for known in _KNOWN)
    ):
        return text
    opens, closes = (mark[-1], mark[0]) if mark.strip() in ("][", ")(", "}{") else ("", "")
    at_end = mark.rstrip()  # what is left of it where an empty cell ends a line
    out = []
    for line in text.split("\n"):
        if opens and mark in line:
            if line.lstrip().startswith(opens) and line.rstrip().endswith(closes):
                at, end = line.index(opens), line.rindex(closes)
                line = f"{line[:at]} {line[at + 1 : end]} {line[end + 1 :]}"
        elif at_end and line.endswith(at_end):
            line = line.removesuffix(at_end) + markup.as_("\t", at_end)
        out.append(line.replace(mark, markup.as_("\t", mark)))
    return "\n".join(out)


# A remark on a figure, in its cell: 22(其中修订16件). It may go on over several lines.
_REMARK = re.compile(
    r"(?<=\d)(?P<space>[ ]{0,8}\n?[ ]{0,8})[(](?!\s?[一二三四五六七八九十\d]{1,3}\s?[)]|本列|区分)"
    r"(?=[^()]*[\u4e00-\u9fff])(?:[^()|\t]{2,40}|注)[)]"
)


def canonical(text: str) -> str:
    """``text`` with tabs between cells, line feeds between lines; the same length."""
    if "(" in text:
        text = _REMARK.sub(lambda m: " " * len(m[0]) if "元" not in m[0] else m[0], text)
    if any(c in text for c in "│┃║｜┆┊¦"):
        text = text.translate(_BOX)
    text = markup.plain(text)
    text = _headed(text)
    if "|" in text:
        text = _bars(text)
    elif text.count("\t,") > _MANY:
        # A tab before the comma is that of a Word cell.
        text = _commas(re.sub(r"\t(?=,|[ ]*$)", " ", text, flags=re.M))
    elif ("," in text or ";" in text) and len(_TABBED.findall(text)) < 8:
        text = _commas(text)
    text = _marked(text)
    if "\t" not in text and ("  " in text or " \n" in text):
        text = spaces.tabbed(text)
    if "--" in text or "==" in text or "─" in text or "━" in text:
        text = _RULE.sub(lambda m: " " * len(m[0]), text)
    if "\t\n" in text or "\t \n" in text:
        text = _unterminated(text)
    return _indented(text) if "\n\t" in text else text


_OF_DATES = ("/", "\\", "∕")  # and of empty cells
_MANY = 20  # pairs of neighbouring numbers: a table, not a date or a fraction
_BETWEEN = re.compile(
    r"(?<=\d)(?P<before>[ \t]*)(?P<mark>[^\w\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef().,:;+\-%'\"|—–―]{1,3})"
    r"(?P<after>[ ]*)(?=[-+]?\d)"
)
_SPACED = re.compile(r"(?<=\d)[ \t]+(?=[-+]?\d)")


def _marked(text: str) -> str:
    """A separator that no format is known for, told by the table itself: ``label^0^3^^3``.

    Some mark stands between the numbers of rows wherever two follow each other on a line. One that is
    also a mark for nothing, or part of a date, parts cells only with a space on either side.
    """
    found = Counter(
        (m["mark"], m["before"].endswith(" ") and bool(m["after"])) for m in _BETWEEN.finditer(text)
    )
    if not found:
        return text
    (mark, spaced), count = found.most_common(1)[0]
    if count < _MANY or 10 * len(_SPACED.findall(text)) > count:
        return text
    if mark in _OF_DATES and not spaced:
        return text
    # A tab before the mark is that of a Word cell, which the mark follows.
    if sum("\t" in m["before"] for m in _BETWEEN.finditer(text)) > _MANY:
        text = re.sub(r"(?<=\d)\t(?=\n|$)", " ", text)
    return _parted(text, mark, spaced)


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


def _bars(text: str) -> str:
    lines = text.split("\n")
    barred = [line for line in lines if "|" in line]
    alone = sum(line.strip() == "|" for line in barred)
    cells = text.count("|")
    if alone >= 4 and 2 * alone >= cells:
        # A bar on a line of its own between the cells, which have one line each.
        return _joined(lines, lambda line: line.strip() == "|").replace("|", "\t")
    ended = sum(line.count("|") == 1 and line.rstrip().endswith("|") for line in barred)
    if 2 * ended >= len(barred) >= 12:
        # Each cell on a line that a bar ends; several bars alone are the places of merged cells.
        text = _BARS_ALONE.sub(lambda m: " " * len(m[0]), text)
        lines = text.replace("\t", " ").split("\n")
        return _joined(lines, lambda line: line.rstrip().endswith("|")).replace("|", "\t")
    rows = [line for line in barred if line.count("|") >= 2]
    if cells < 8 or (not rows and len(barred) < _MIN_ROWS):
        return text
    if len(barred) <= 3 and cells >= 40:
        # The whole table in a line or two.
        text = _RULE_INLINE.sub(lambda m: " " * len(m[0]), text)
        return text.replace("|", "\t")
    ruled = [_RULE.sub("", line) for line in barred]
    filled = [line.strip() for line in ruled if line.strip(" |")]
    heads = [line for line in filled if any(word in line for word in _HEADS)]
    shut = sum(line.endswith("|") for line in filled)
    # A bar at the end of a line that others lack is that of an empty last cell.
    closed = all(line.endswith("|") for line in heads or filled) and 2 * shut > len(filled)
    opened = sum(line.startswith("|") for line in filled)
    opens = 2 * opened > len(filled) if closed else 20 * opened > 19 * len(filled)
    out: list[str] = []
    for line in lines:
        joined = False
        if _RULED_LINE.search(line) and _RULE.fullmatch(line):
            new = markup.as_(RULE_MARK, line)
        elif "|" not in line:
            if not closed and out and out[-1].rstrip(" ").endswith("\t"):
                joined = read(line.strip()) is not None and bool(line.strip())
            new = line
        else:
            new = _RULE_PIECE.sub(lambda m: markup.as_(RULE_MARK, m[0]), line)
            if opens and new.lstrip().startswith("|"):
                new = new.replace("|", " ", 1)
            elif not closed and out and out[-1].rstrip(" ").endswith("\t"):
                # The line broke within a cell.
                joined = read(new.split("|", 1)[0].strip()) is not None
            if closed and new.rstrip().endswith("|"):
                at = new.rindex("|")
                new = f"{new[:at]} {new[at + 1 :]}"
            # A tab beside a bar only lays out the page.
            new = new.replace("\t", " ").replace("|", "\t")
        if joined:
            out[-1] = f"{out[-1]} {new}"
        else:
            out.append(new)
    return "\n".join(out)


def _joined(lines: Sequence[str], is_mark: Callable[[str], bool]) -> str:
    """``lines`` with spaces for the line ends before and after those that only part cells.

    ``is_mark``: whether a line does; blank lines beside one are its own.
    """
    marks = [is_mark(line) for line in lines]
    alone = [mark and line.strip() == "|" for mark, line in zip(marks, lines, strict=True)]
    parts = [lines[0]]
    near = marks[0]  # whether only blank lines have come since the last mark
    following = _next_filled(lines)
    for number in range(1, len(lines)):
        after = following[number]
        joined = near or (after is not None and alone[after])
        parts += [" " if joined else "\n", lines[number]]
        if lines[number].strip():
            near = marks[number]
    return "".join(parts)


def _next_filled(lines: Sequence[str]) -> list[int | None]:
    """For each line the number of the first line from it on that is not blank."""
    found: list[int | None] = [None] * len(lines)
    following: int | None = None
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].strip():
            following = number
        found[number] = following
    return found


# A quoted cell of several lines.
_BROKEN_QUOTE = re.compile(
    r"(?:(?<=[,;\n])|^)\"[^\"\n,]{0,40}(?:\n[^\"\n]{0,40}){1,12}\"(?=[,;\n]|$)"
)
_CSV_MARKS = (",", ";")


def _commas(text: str) -> str:
    """Lines of comma- or semicolon-separated values."""
    if text.count(",") > 100 and text.count("\n") < 20:
        # The whole table in a few lines.
        return re.sub(r",(?=[-+/—无\d,\u4e00-\u9fff(])|(?<=[-/—无\d,]),", "\t", text)
    text = _BROKEN_QUOTE.sub(lambda m: m[0].replace("\n", "\v"), text)
    for mark in _CSV_MARKS:
        rows = [line for line in text.split("\n") if line.count(mark) >= 1 and _is_csv(line, mark)]
        if len(rows) >= _MIN_ROWS:
            known = set(rows)
            wide = max(line.count(mark) for line in rows)
            return "\n".join(
                _csv(line, mark)
                if line in known or (wide > 2 and _may_be_csv(line, mark))
                else line
                for line in text.split("\n")
            )
    return text


_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_STOP = re.compile(r"[。;！？!?]")


def _csv(line: str, mark: str) -> str:
    inside = _QUOTED.sub(lambda m: f" {m[0][1:-1].replace(mark, chr(0))} ", line)
    return inside.replace(mark, "\t").replace(chr(0), mark)


def _cells(line: str, mark: str) -> list[str]:
    return [cell.strip() for cell in _csv(line, mark).split("\t")]


def _is_csv(line: str, mark: str) -> bool:
    """Whether a line is a label and values, most of which are printed as a cell prints them."""
    if len(line) > 300 or "。" in line:
        return False
    cells = _cells(line, mark)
    if len(cells) > 3 and _INDEX.fullmatch(cells[0]) and read(cells[1]) is None:
        cells = cells[1:]  # numbered rows
    values = [read(cell) for cell in cells]
    numbers = sum(v is not None for v in values)
    # 1,234 alone is one number; three values and a label, or seven values, are a row.
    return values[-1] is not None and (
        (values[0] is None and numbers >= 1 and numbers >= len(cells) - 3 and _short(cells[0]))
        or (numbers == len(cells) >= 5 and not _THOUSANDS.fullmatch(line.strip()))
    )


_INDEX = re.compile(r"\d{1,3}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


def _short(label: str) -> bool:
    # Before a comma within a number, digits are no end of a label.
    return len(label) <= 40 and not _STOP.search(label) and not label[-1:].isdecimal()


_LONGEST_LABEL = 45  # characters: the form's longest has 38


def _may_be_csv(line: str, mark: str) -> bool:
    """Whether a line between rows of values is a head or a row of which every value is empty."""
    if mark not in line or len(line) > 200 or "。" in line:
        return False
    return all(len(cell) <= _LONGEST_LABEL for cell in _cells(line, mark))


_LAST_TAB = re.compile(r"\t(?=[ ]*$)", re.M)


def _unterminated(text: str) -> str:
    """``text`` without the tab that ends every line of its tables, heads included: it parts no cells."""
    tabbed = [line for line in text.split("\n") if line.strip() and "\t" in line]
    ended = sum(line.rstrip(" ").endswith("\t") for line in tabbed)
    single = any(line.count("\t") == 1 for line in tabbed)  # a caption with one cell
    if len(tabbed) < _MANY or ended < len(tabbed) or not single:
        return text
    return _LAST_TAB.sub(" ", text)


_TABBED = re.compile(r"^[^\n]*\t[^\n]*$", re.M)
_ONE_CELL = re.compile(r"[ \t]*[^\t\s][^\t]*\t?[ ]*")


def _indented(text: str) -> str:
    """Tabs that part no cells go: each line has one cell, with tabs before it, or one after it."""
    tabbed = [m[0] for m in _TABBED.finditer(text)]
    filled = [line for line in tabbed if line.strip()]
    alone = sum(_ONE_CELL.fullmatch(line) is not None for line in filled)
    if len(filled) < 8 or alone < 0.9 * len(filled):
        return text
    return "\n".join(
        line.replace("\t", " ") if _ONE_CELL.fullmatch(line) or not line.strip() else line
        for line in text.split("\n")
    )


_WIDE_SPACES = re.compile(r"(?<=\d)\u3000+(?=[-+\d]|$)|(?<=[\u4e00-\u9fff)])\u3000+(?=\d)", re.M)


def with_tabs(text: str, wide: list[int]) -> str:
    """``text`` with a tab for each ideographic space (at ``wide``), if they part the cells of its rows.

    They do where numbers follow one another and labels with nothing else between; at the beginning of a
    line they indent a paragraph.
    """
    chars = list(text)
    for at in wide:
        if 0 <= at < len(chars):
            chars[at] = "\u3000"
    marked = "".join(chars)
    if "\t" in text or "|" in text or len(_WIDE_SPACES.findall(marked)) < _MANY:
        return text
    return re.sub(r"(?<!\n)(?<!^)\u3000", "\t", marked).replace("\u3000", " ")


def with_marks(text: str, spaces: list[int]) -> str:
    """``text`` with a mark for each cell that holds nothing but a no-break space.

    ``spaces``: where no-break spaces stand. One between other separators was put into an empty cell; one
    between words only separates them.
    """
    chars = list(text)
    for at in spaces:
        if 0 <= at < len(chars):
            chars[at] = "\u00a0"
    marked = "".join(chars)
    return re.sub(
        r"(?:(?<=[ \t\n|])|(?<![\s\S]))\u00a0+(?=[ \t\r\n|]|$)",
        lambda m: EMPTY_MARK + " " * (len(m[0]) - 1),
        marked,
    ).replace("\u00a0", " ")


__all__ = ["Kind", "canonical", "with_marks", "with_tabs"]
