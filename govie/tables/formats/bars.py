"""Cells separated by bars: Markdown, tables drawn with characters, and cells on lines that end in a bar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from govie.late import late
from govie.tables.formats import markup
from govie.tables.prints import read

RULE = re.compile(r"^(?=[ \t|:+=_\-\u2500-\u257f]+$)(?=[^\n]*(?:--|==|[─━═]|-\|-|:-))[^\n]+$", re.M)
_RULE_PIECE = re.compile(r"[┌└├┬┴┼╠╚╔]?[─━═][─━═┌┐└┘├┤┬┴┼]+")
_RULE_INLINE = re.compile(r"(?:\|\s*:?-{3,}:?\s*)+\|?")
_BARS_ALONE = re.compile(r"^[ \t]*(?:\|[ \t]*){2,}$", re.M)
RULE_MARK = "\f"
"""Stands in the canonical text where a line is ruled between rows."""
_BETWEEN_WORDS = late(r"[\u3400-\u9fff)] ?\| ?(?=[\u3400-\u9fff(])")
_BETWEEN_NAMES = 2  # bars between words: these part cells, however few there are, as a misread digit stands by itself
_EMPTY_CELLS = re.compile(r"\| ?\|\|")
_FRAMED = re.compile(r"^([ \t]*)\|(.*)\|([ \t]*)$")
_HEADS = ("信息内容", "申请人情况", "自然人", "商业企业", "行政复议", "结果维持")
_LEAST_ROWS = 3
_LEAST_CELLS = 8
_BROKEN_LINE = "\\n\n"  # written within a cell that goes on
_TAGS = 3  # bars between two cells
_ENDED = 12  # lines that a bar ends, each of one cell
_ALONE = 4  # lines that are nothing but a bar

_Lines = Sequence[str]
_BARS = re.compile(r"\|+")


_PADDED = re.compile(r"^(?P<cells>[^\s|][^\n]*?[^\s|]) \|(?P<padding> ?\|+)?[ \t]*$", re.M)
_NUMBER_CELL = re.compile(r"\| ?[-+]?\d[^|]*$")
_TABBED = 40  # tabs: those of a table
_IN_CELL = re.compile(r"(?:(?<=\t)|^)\|(?=[\t\n]|$)", re.M)
_EMPTY_BETWEEN = re.compile(r"\|[ \t]*\|[ \t]*[^\s|]|^[ \t]*\|", re.M)

# How many columns and rows an AsciiDoc cell has, and how it is set: ``.2+|``, ``3.3+^|``.
_SPEC = re.compile(r"(?<![^\s|])(?:\d{1,2})?(?:\.\d{1,2})?[+*][<^>.a-z]{0,3}(?=\|)")


# How a Textile cell is set, and how many columns and rows it has: ``|<. 3``, ``|_. 自然人``, ``|\\2. 其他``.
_SET = re.compile(r"(?<=\|)(?:[<>=_~^-]|[\\/]\d{1,2}){1,5}\.(?= )")


def tabbed(text: str) -> str:
    """``text`` with tabs for the bars that part cells, and without those that open or close a line.

    A ruled line becomes a form feed, ``RULE_MARK``. The text keeps its length.
    """
    if _BROKEN_LINE in text:
        text = text.replace(_BROKEN_LINE, " " * len(_BROKEN_LINE))
    if text.count("\t") >= _TABBED and len(_IN_CELL.findall(text)) == text.count("|"):
        return text  # each is what a delimited cell holds: a 1, or a mark for nothing
    runs = Counter(map(len, _BARS.findall(text)))
    if runs and runs.most_common(1)[0][0] >= _TAGS:
        # Each tag became a bar: how many there are tells cells, empty ones and rows as blank lines do.
        return text.replace("|", "\n")
    if "||" in text and {run % 2 for run in runs} == {0}:
        # Two bars for one: with an empty cell between them there would be four.
        text = text.replace("||", "| ")
    if "|===" in text:
        text = _SPEC.sub(lambda m: " " * len(m[0]), text)
    if len(_SET.findall(text)) >= _LEAST_CELLS:
        text = _SET.sub(lambda m: " " * len(m[0]), text)
    text = _without_padding(text)
    lines = text.split("\n")
    barred = [line for line in lines if "|" in line]
    alone = sum(line.strip() == "|" for line in barred)
    cells = text.count("|")
    ended = sum(line.count("|") == 1 and line.rstrip().endswith("|") for line in barred)
    if alone >= _ALONE and 2 * alone >= cells and 10 * (ended - alone) < alone:
        # A bar on a line of its own between the cells, which have one line each; tabs only lay out the page.
        lines = text.replace("\t", " ").split("\n")
        return _joined(lines, lambda line: line.strip() == "|").replace("|", "\t")
    if 2 * ended >= len(barred) >= _ENDED:
        # Each cell on a line that a bar ends; several bars alone are the places of merged cells.
        text = _BARS_ALONE.sub(lambda m: " " * len(m[0]), text)
        lines = text.replace("\t", " ").split("\n")
        return _joined(lines, lambda line: line.rstrip().endswith("|")).replace("|", "\t")
    rows = [line for line in barred if line.count("|") >= 2]
    few = cells < _LEAST_CELLS and len(_BETWEEN_WORDS.findall(text)) < _BETWEEN_NAMES
    if few or (not rows and len(barred) < _LEAST_ROWS):
        # Three right after each other are empty cells, of a table that breaks off, and no misread digits.
        return text.replace("|", "\t") if _EMPTY_CELLS.search(text) else text
    if len(barred) <= 3 and cells >= 40:
        # The whole table in a line or two.
        text = _RULE_INLINE.sub(lambda m: " " * len(m[0]), text)
        return text.replace("|", "\t")
    filled = [line.strip() for line in (RULE.sub("", b) for b in barred) if line.strip(" |")]
    ends = [(line.startswith("|"), line.endswith("|")) for line in filled]
    if {*ends} == {(True, True), (False, False)} and 2 * ends.count((True, True)) > len(ends):
        # Most lines are framed by bars, as rows below a head of another writing: all are read without.
        lines = [_FRAMED.sub(r"\1 \2 \3", line) for line in lines]
        return _rows(lines, opens=False, closed=False)
    return _rows(lines, *_outer(filled))


def _without_padding(text: str) -> str:
    """``text`` without the bars that fill up its lines to the width of its widest table: ``规章 | 4 | |||``.

    What writes lines so leaves empty cells out: which columns the cells of a line are of, their number does not tell.
    """
    padded = sum(m[0].rstrip().endswith("||") for m in _PADDED.finditer(text))
    if padded < _LEAST_ROWS or _EMPTY_BETWEEN.search(text):
        return text
    return _PADDED.sub(_undelimited, text)


def _undelimited(line: re.Match[str]) -> str:
    """A line without the bars at its end, and without those between its cells if it lacks some of a row."""
    cells = line["cells"]
    if line["padding"] and _NUMBER_CELL.search(cells):
        cells = cells.replace("|", " ")
    return cells.ljust(len(line[0]))


def _outer(filled: _Lines) -> tuple[bool, bool]:
    """Whether a bar opens, and whether one closes, the lines of a table."""
    heads = [line for line in filled if any(word in line for word in _HEADS)]
    shut = sum(line.endswith("|") for line in filled)
    # A bar at the end of a line that others lack is that of an empty last cell.
    closed = all(line.endswith("|") for line in heads or filled) and 2 * shut > len(filled)
    opened = sum(line.startswith("|") for line in filled)
    opens = 2 * opened > len(filled) if closed else 20 * opened > 19 * len(filled)
    return opens, closed


def _rows(lines: _Lines, opens: bool, closed: bool) -> str:
    """``lines`` with tabs for bars, those joined that broke within a cell."""
    most = sum(line.count("|") for line in lines)
    if opens or closed or not _are_broken(lines):
        most = max(line.count("|") for line in lines)
    out: list[str] = []
    for line in lines:
        unfinished = (
            not closed
            and bool(out)
            and out[-1].rstrip(" ").endswith("\t")
            and out[-1].count("\t") + line.count("|") <= most  # else it ends with an empty cell
        )
        joined = False
        if RULE.fullmatch(line):
            new = markup.as_(RULE_MARK, line)
        elif "|" not in line:
            joined = unfinished and bool(line.strip()) and read(line.strip()) is not None
            new = line
        else:
            new = line
            if "─" in line or "━" in line or "═" in line:
                new = _RULE_PIECE.sub(lambda m: markup.as_(RULE_MARK, m[0]), line)
            if opens and new.lstrip().startswith("|"):
                new = new.replace("|", " ", 1)
            elif unfinished:
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


def _are_broken(lines: _Lines) -> bool:
    """Whether lines that begin with a bar go on with the one before, however many cells it has: all follow one that ends
    with a bar, so that none begins a row with an empty cell."""
    begin = [n for n, line in enumerate(lines) if n and line.lstrip().startswith("|")]
    return len(begin) >= _LEAST_ROWS and all(lines[n - 1].rstrip().endswith("|") for n in begin)


def _joined(lines: _Lines, is_mark: Callable[[str], bool]) -> str:
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


def _next_filled(lines: _Lines) -> list[int | None]:
    """For each line the number of the first line from it on that is not blank."""
    found: list[int | None] = [None] * len(lines)
    following: int | None = None
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].strip():
            following = number
        found[number] = following
    return found
