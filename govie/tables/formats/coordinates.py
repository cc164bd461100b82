"""Cells printed with their coordinates: ``A9: '规章'``, ``R9C2 0``, ``(8, 1) = 0``, one or several a line.

Programs that go through a sheet cell by cell print it so. The coordinates give the row and the column of each
cell, and by that also which cells were left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from string import ascii_uppercase

from govie.late import late
from govie.tables.formats.ends import gap

_LEAST = 24  # lines with coordinates, one after the other in the order of a sheet
_SHARE = 0.8  # of the lines of a text from the first of them to the last
_MOST_COLUMNS = 200
_AFTER = r"[\"')\]]{0,2}[ ]{0,3}(?:[:=,|>]|->|=>)?[ \t]{0,6}"
# A sheet's reference, a row and a column with their letters, or two numbers.
# After a line end, for which a text is searched in a fraction of the time that the beginnings of lines take.
_NOTATIONS = tuple(
    re.compile(rf"\n[ \t]{{0,8}}{pattern}{_AFTER}(?P<value>[^\n]*)$", re.M)
    for pattern in (
        r"[\"'(\[<]{0,3}(?:[^\s!'\"]{1,20}['\"]?!)?\$?(?P<letters>[A-Z]{1,2})\$?(?P<row>\d{1,4})(?![\d.])",
        r"[\"'(\[<]{0,3}[Rr](?:ow)?[ _]?(?P<row>\d{1,4})[ _,;]{0,2}[Cc](?:ol)?[ _]?(?P<column>\d{1,3})(?!\d)",
        r"[(\[]{0,2}(?P<row>\d{1,4})(?:[ ]?[,;:\t][ ]?|\]\[|[ ])(?P<column>\d{1,3})(?![\d.%])",
        r"[^\s\d()\[\]]{1,9}\d{0,2}[ ]?[(\[](?P<row>\d{1,4})(?:[ ]?,[ ]?|\]\[)(?P<column>\d{1,3})(?=[)\]])",
    )
)
# Between cells of one line: coordinates that an equals sign or a colon follows.
_BETWEEN = re.compile(
    r"[;,|\t](?=[ ]{0,3}(?:R\d{1,4}C\d{1,3}|[A-Z]{1,2}\d{1,4}|[(\[]\d{1,4},[ ]?\d{1,3}[)\]])[ ]?[=:])"
)
_MARKS = (ascii_uppercase, "Rr", "", "([")  # of each notation, one of which stands in every line
_QUOTED = re.compile(r"([\"'])(.*)\1[,;]?\s*|()'(.*)")  # a sheet's formula has one before words
_WORDS = late(r"[\u3400-\u9fff]")
_LEAST_NAMES = 4  # of columns side by side


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with coordinates: the span of the line and where its value begins."""

    row: int
    column: int
    start: int
    value: int
    end: int


def tabbed(text: str) -> str | None:
    """``text`` with a line for each row of the sheet, and the ends of cells between the columns; as long as before.

    None where its lines do not begin with coordinates.
    """
    if text.count("=") >= _LEAST or text.count(":") >= _LEAST:
        text = _BETWEEN.sub("\n", text)
    for notation, marks in zip(_NOTATIONS, _MARKS, strict=True):
        if marks and sum(map(text.count, marks)) < _LEAST:
            continue
        found = [*_lines(text, notation)]
        if len(found) >= _LEAST and _in_order(found):
            within = text.count("\n", found[0].start, found[-1].end) + 1
            if len(found) >= _SHARE * within:
                return _rows(text, found)
    return None


def _lines(text: str, notation: re.Pattern[str]) -> Iterator[_Line]:
    """The lines of ``text`` that begin with coordinates."""
    for match in notation.finditer(f"\n{text}"):
        groups = match.groupdict()
        if letters := groups.get("letters"):
            column = 0
            for letter in letters:
                column = 26 * column + ord(letter) - ord("A") + 1
        else:
            column = int(groups["column"])
        if column < _MOST_COLUMNS:
            yield _Line(
                int(groups["row"]), column, match.start(), match.start("value") - 1, match.end() - 1
            )


def _in_order(lines: Sequence[_Line]) -> bool:
    """Whether ``lines`` go through sheets row by row, most rows having several columns."""
    places = [(line.row, line.column) for line in lines]
    first = min(line.row for line in lines)
    if any(b <= a and b[0] > first for a, b in pairwise(places)):
        return False
    rows = sum(a[0] != b[0] for a, b in pairwise(places)) + 1
    return 2 * rows < 3 * len(lines) // 2


def _rows(text: str, lines: Sequence[_Line]) -> str:
    """``text`` with the ends of cells for the coordinates of ``lines``."""
    first = min(line.column for line in lines)
    parts = [text[: lines[0].start]]
    before: _Line | None = None
    last = 0
    for line, width, following in zip(lines, _widths(text, lines), [*lines[1:], None], strict=True):
        # A line end stands before all but the first.
        if before is None:
            ends = gap(line.column - first)
        elif before.row == line.row and before.column < line.column:
            ends = gap(line.column - before.column)
        else:
            ends = f"{gap(last - before.column)}\n{gap(line.column - first)}"
        parts.append(ends.ljust(line.value - line.start + (before is not None)))
        end = following.start - 1 if following else line.end
        # A cell may go on over several lines, but not before another table: there prose stands between the two.
        stop = end if following and following.row >= line.row else line.end
        parts.append(_unquoted(text[line.value : stop].replace("\n", "\v")) + text[stop:end])
        before, last = line, width
    return "".join([*parts, text[lines[-1].end :]])


def _widths(text: str, lines: Sequence[_Line]) -> Iterator[int]:
    """For each of ``lines`` the last column of its table: tables begin with names of columns, after rows with numbers."""
    tables: list[list[_Line]] = [[]]
    counted = False
    for _, group in groupby(lines, key=lambda line: line.row):
        row = [*group]
        words = sum(_WORDS.search(text, line.value, line.end) is not None for line in row)
        if counted and words == len(row) >= _LEAST_NAMES:
            tables.append([])
            counted = False
        counted = counted or words < len(row)
        tables[-1] += row
    for table in tables:
        yield from [max(line.column for line in table)] * len(table)


def _unquoted(value: str) -> str:
    """A value without the quotation marks around it."""
    match = _QUOTED.fullmatch(value)
    return f" {match[2] or match[4] or ''} ".ljust(len(value))[: len(value)] if match else value


__all__ = ["tabbed"]
