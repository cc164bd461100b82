"""Comma- and semicolon-separated values, as distinct from commas in sentences and between thousands."""

from __future__ import annotations

import re
from functools import partial

from govie.tables.prints import read
from govie.text import numerals

_LEAST_ROWS = 3
_ONE_LINE = {
    mark: re.compile(rf"{mark}(?=[-+/—无\d{mark}\u4e00-\u9fff(])|(?<=[-/—无\d{mark}]){mark}")
    for mark in ",;"
}
# A quoted cell of several lines.
_BROKEN_QUOTE = re.compile(
    r"(?:(?<=[,;\n])|^)\"[^\"\n]{0,60}(?:\n[^\"\n]{0,60}){1,12}\"(?=[,;\n]|$)"
)
_CSV_MARKS = (",", ";")


def tabbed(text: str) -> str:
    """``text`` with tabs for the commas or semicolons that part values, if it has rows of them; as long as before."""
    # The whole table in a few lines; a space after semicolons is part of the separator, which its heads tell.
    spaced = 2 * text.count("; ") > text.count(";")
    for mark in _CSV_MARKS[: 1 if spaced else 2] if text.count("\n") < 20 else ():
        if text.count(mark) > 100:
            return _ONE_LINE[mark].sub("\t", text)
    if '"' in text:
        text = _BROKEN_QUOTE.sub(lambda m: m[0].replace("\n", "\v"), text)
    for mark in _CSV_MARKS:
        rows = [line for line in text.split("\n") if mark in line and _is_csv(line, mark)]
        if len(rows) >= _LEAST_ROWS:
            known = set(rows)
            wide = max(line.count(mark) for line in rows)
            return "\n".join(
                _csv(line, mark)
                if line in known or (wide > 2 and _may_be_csv(line, mark))
                else line
                for line in text.split("\n")
            )
    return text


_KEYED = re.compile(r"^([ ]*(?:[-*•+][ ]+)?)([^:\n\t]{1,45}):([^\n\t]*)$", re.M)
_LIST_MARKS = (",", "、", ";")
_WIDEST = 7  # columns
_LEAST_KEYED = 6  # lines whose values are listed after a colon


def keyed(text: str) -> str:
    """``text`` with tabs for the colon after a line's first cell and the marks between the others: ``label: 3、0、5``."""
    keyed_lines = [line for line in text.split("\n") if ":" in line and "\t" not in line]
    if len(keyed_lines) < _LEAST_KEYED:
        return text
    lists = [m[3] for line in keyed_lines if (m := _KEYED.match(line))]
    for mark in _LIST_MARKS:
        marked = [rest for rest in lists if mark in rest]
        if all(
            r.startswith(mark) and r.count(mark) >= _WIDEST for r in marked if r.count(mark) > 3
        ):
            continue  # the colon is the label's, and the mark parts it from as many cells as the widest table has
        if (
            sum(rest.count(mark) > 1 and _are_values(rest.split(mark)) for rest in lists)
            >= _LEAST_KEYED
        ):
            return _KEYED.sub(partial(_unkeyed, mark=mark), text)
    return text


def _are_values(cells: list[str]) -> bool:
    """Whether each of ``cells`` is empty or printed as a cell of the form prints a value."""
    return all(not cell.strip() or read(cell) is not None for cell in cells)


def _unkeyed(line: re.Match[str], mark: str) -> str:
    """A line with tabs, unless it is a sentence."""
    if "。" in line[3] or (mark not in line[3] and not _are_values([line[3]])):
        return line[0]
    return f"{' ' * len(line[1])}{line[2]}\t{line[3].replace(mark, chr(9))}"


_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_STOP = re.compile(r"[。;！？!?]")


def _csv(line: str, mark: str) -> str:
    """``line`` with tabs for the marks outside quotes, and without the quotes."""
    inside = _QUOTED.sub(lambda m: f" {m[0][1:-1].replace(mark, chr(0))} ", line)
    return inside.replace(mark, "\t").replace(chr(0), mark)


def _cells(line: str, mark: str) -> list[str]:
    """The cells of a line."""
    return [cell.strip() for cell in _csv(line, mark).split("\t")]


def _is_csv(line: str, mark: str) -> bool:
    """Whether a line is a label and values, most of which are printed as a cell prints them."""
    if len(line) > 300 or "。" in line:
        return False
    cells = _cells(line, mark)
    if read(cells[-1]) is None:
        return False
    if len(cells) > 3 and _INDEX.fullmatch(cells[0]) and read(cells[1]) is None:
        cells = cells[1:]  # numbered rows
    first = next((n for n, cell in enumerate(cells) if cell), 0)
    if read(cells[first]) is None:
        cells = cells[first:]  # after the empty cell of a group that goes on
    values = [read(cell) for cell in cells]
    numbers = sum(v is not None for v in values)
    # 1,234 alone is one number; three values and a label, or seven values, are a row.
    if numbers == len(cells) >= 5 and not _THOUSANDS.fullmatch(line.strip()):
        return True
    return values[0] is None and numbers >= len(cells) - 3 and _short(cells[0])


_INDEX = re.compile(r"\d{1,3}")
_THOUSANDS = re.compile(numerals.THOUSANDS)


def _short(label: str) -> bool:
    """Whether a line's first cell may be a label, and no part of a sentence or of a number."""
    # Before a comma within a number, digits are no end of a label.
    return _has_length(label) and not _STOP.search(label) and not label[-1:].isdecimal()


_PATH = re.compile(r"[-/>·—]")
_LONGEST_LABEL = 45  # characters: the form's longest has 38


def _may_be_csv(line: str, mark: str) -> bool:
    """Whether a line between rows of values is a head or a row of which every value is empty."""
    if mark not in line or "。" in line:
        return False
    return all(map(_has_length, _cells(line, mark)))


def _has_length(cell: str) -> bool:
    """Whether a cell is no longer than the form's labels are, the names of groups before its own left out."""
    return len(_PATH.split(cell)[-1]) <= _LONGEST_LABEL
