"""Cells printed with their coordinates, a line each: ``A9: '规章'``, ``R9C2 0``, ``(8, 1) = 0``.

Programs that go through a sheet cell by cell write so. The coordinates tell the row and the column, also of
cells that nothing was printed for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LEAST = 24  # lines with coordinates, one after the other in the order of a sheet
_SHARE = 0.8  # of the lines of a text from the first of them to the last
_MOST_COLUMNS = 200
_AFTER = r"[\"')\]]{0,2}[ ]{0,3}(?:[:=,|>]|->|=>)?[ \t]{0,6}"
# A sheet's reference, a row and a column with their letters, or two numbers.
_NOTATIONS = tuple(
    re.compile(rf"^[ \t]{{0,8}}{pattern}{_AFTER}(?P<value>[^\n]*)$", re.M)
    for pattern in (
        r"[\"'(\[<]{0,3}(?:[^\s!'\"]{1,20}['\"]?!)?\$?(?P<letters>[A-Z]{1,2})\$?(?P<row>\d{1,4})(?![\d.])",
        r"[\"'(\[<]{0,3}[Rr](?:ow)?[ _]?(?P<row>\d{1,4})[ _,;]{0,2}[Cc](?:ol)?[ _]?(?P<column>\d{1,3})(?!\d)",
        r"[(\[]{0,2}(?P<row>\d{1,4})(?:[ ]?[,;:\t][ ]?|\]\[|[ ])(?P<column>\d{1,3})(?![\d.%])",
    )
)
_QUOTED = re.compile(r"([\"'])(.*)\1[,;]?\s*")
_END = re.compile("([\t\ue000-\ue0ff])")
GAPS = 0xE000
"""The code point of the character that stands for no end of a cell; the n-th after it stands for n."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with coordinates: the span of the line and where its value begins."""

    row: int
    column: int
    start: int
    value: int
    end: int


def fields(line: str) -> Iterator[tuple[int, str]]:
    """The fields of a line and where each begins, between tabs and between characters that stand for several ends."""
    at = 0
    for part in _END.split(line):
        if _END.fullmatch(part):
            at += 1
            for _ in range(ord(part) - GAPS - 1 if part != "\t" else 0):
                yield at, ""
        else:
            yield at, part
            at += len(part)


def tabbed(text: str) -> str | None:
    """``text`` with a line for each row of the sheet, and the ends of cells between the columns; as long as before.

    None where its lines do not begin with coordinates.
    """
    for notation in _NOTATIONS:
        found = [*_lines(text, notation)]
        if len(found) >= _LEAST and _in_order(found):
            within = text.count("\n", found[0].start, found[-1].end) + 1
            if len(found) >= _SHARE * within:
                return _rows(text, found)
    return None


def _lines(text: str, notation: re.Pattern[str]) -> Iterator[_Line]:
    """The lines of ``text`` that begin with coordinates."""
    for match in notation.finditer(text):
        groups = match.groupdict()
        if letters := groups.get("letters"):
            column = 0
            for letter in letters:
                column = 26 * column + ord(letter) - ord("A") + 1
        else:
            column = int(groups["column"])
        if column < _MOST_COLUMNS:
            yield _Line(
                int(groups["row"]), column, match.start(), match.start("value"), match.end()
            )


def _in_order(lines: list[_Line]) -> bool:
    """Whether ``lines`` go through a sheet row by row, most rows having several columns."""
    places = [(line.row, line.column) for line in lines]
    rows = {line.row for line in lines}
    return places == sorted({*places}) and 2 * len(rows) < 3 * len(lines) // 2


def _rows(text: str, lines: list[_Line]) -> str:
    """``text`` with the ends of cells for the coordinates of ``lines``."""
    first = min(line.column for line in lines)
    parts = [text[: lines[0].start]]
    before: _Line | None = None
    for number, line in enumerate(lines):
        parts.append(_ends(before, line, first))
        parts[-1] = parts[-1].ljust(line.value - line.start + (before is not None))
        end = lines[number + 1].start - 1 if number + 1 < len(lines) else line.end
        parts.append(_unquoted(text[line.value : end].replace("\n", "\v")))
        before = line
    return "".join([*parts, text[lines[-1].end :]])


def _ends(before: _Line | None, line: _Line, first: int) -> str:
    """What stands between the cells of two lines: ends of cells, or of the row and of the cells it begins with."""
    if before is not None and before.row == line.row:
        return gap(line.column - before.column)
    return ("" if before is None else "\n") + gap(line.column - first)


def gap(count: int) -> str:
    """A character for as many ends of cells: a tab for one."""
    return chr(GAPS + count) if count > 1 else "\t" * count


def _unquoted(value: str) -> str:
    """A value without the quotation marks around it."""
    match = _QUOTED.fullmatch(value)
    return f" {match[2]} ".ljust(len(value)) if match else value


__all__ = ["fields", "gap", "tabbed"]
