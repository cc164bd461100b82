"""Repairs cells that a converter split into several or merged into one, by what stands around them.

A converter may break one cell in several (a unit on its own line, a number at its thousands separator, the
lines of a cell in a table drawn with rules) or put several rows in one (each of their cells has a line for
each row). ``scan`` reads cells one by one; this module mends them where their neighbors show how.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from govie.tables.cells import MOST_DIGITS, Cell, lines_of
from govie.tables.prints import UNIT, Kind, Print, read
from govie.tables.scanning import narrow, tall
from govie.tables.scanning.words import WORDS_AFTER_NOTHING

_RULED = 6  # ruled lines that part rows: fewer only rule off a head
_RULED_SHARE = 0.3  # of the lines with several cells: else only heads are ruled off
_ALONE_SHARE = 0.8  # of the lines with numbers that stand alone between two rules
_MOST_LINES = 30  # of one row between two rules
_LONGEST_LABEL = 100  # characters: more stands in no cell of the form
_NARROWEST = 2  # characters of a field
_UNIT_FIRST = re.compile(rf"[/ (]*({UNIT})[/ )]*(?=[\s,;^]|$)")
_FARTHEST_UNIT = 6  # cells after its number
_POINT = "."
_GOES_ON = re.compile(r"\.[ \n]+\d+(?![\d.、])")  # after a number whose decimals stand apart
_DASH = "—"
_LEAST_DASHES = 4  # pairs of dashes among numbers: fewer may be two cells each by chance
_CHANGE = "减"  # the last character of 本年增/减
_BRACKETED = re.compile(
    r"[(](\d{1,7})[)][项件]?\s*(?=$|第|信息)"
)  # alone, or before the next table's head
_YEAR = re.compile(r"20\d\d")
_OF_TITLE = re.compile(r"年度?政(?:府信息|务公开)")
_NUMBERED = re.compile(r"(?:^|(?<=[\v ]))\s?[1-9][.．、]")


def mended(cells: list[Cell], rules: Sequence[int], view: str) -> list[Cell]:
    """The cells of a region of ``view``; ``rules``: the numbers of its lines at which a rule is drawn."""
    cells = _unfinished(_numbering(_words_again(_dated(cells)), view), view)
    if len(rules) >= _RULED and _parts_rows(cells, rules):
        cells = _ruled(cells, rules)
    if any(c.lines for c in cells):
        cells = _unstacked(cells)
    return _with_units(_whole_dashes(tall.flattened(narrow.unbroken(cells))))


def unsigned(cells: list[Cell]) -> list[Cell]:
    """``cells`` of a table that has no number below 0: a dash right after what stands before it and right before a
    number is no sign, but the mark for nothing of a cell of its own."""
    found: list[Cell] = []
    end = -1  # of the cell before
    for cell in cells:
        if cell.start == end and cell.text.startswith("-") and cell.value is not None:
            at = cell.start + 1
            found.append(
                replace(cell, kind=Kind.NOTHING, end=at, right=cell.left + 1, text="-", value=None)
            )
            cell = replace(
                cell, start=at, left=cell.left + 1, text=cell.text[1:], value=-cell.value, breaks=0
            )
        found.append(cell)
        end = cell.end
    return found


def signed(cells: list[Cell]) -> list[Cell]:
    """``cells`` of a table of changes: a number in brackets right after another number is less than 0, and
    stands after no label of its own."""
    found: list[Cell] = []
    for cell in _without_brackets(cells):
        match = _BRACKETED.match(cell.text) if not cell.is_value else None
        if match is None or not found or found[-1].kind is not Kind.NUMBER:
            found.append(cell)
            continue
        start, end = match.span(1)
        found.append(
            replace(
                cell, kind=Kind.NUMBER, start=cell.start + start, end=cell.start + end, left=cell.left + start,
                right=cell.left + end, text=match[1], value=int(match[1]), bracketed=True, lines=(),
            )
        )  # fmt: skip
        if match.end() < len(cell.text):
            at = match.end()
            rest = replace(cell, start=cell.start + at, left=cell.left + at, text=cell.text[at:])
            found.append(replace(rest, breaks=0, lines=()))
    return found


def _without_brackets(cells: Sequence[Cell]) -> Iterator[Cell]:
    """``cells`` with a number as bracketed where spaces part it from its brackets, ``( 2 )``, or the name of a column of
    changes stands before them on its line, and no other column's: ``本年增/减 (391)``."""
    opened = [
        n
        for n, (label, number, close) in enumerate(zip(cells, cells[1:], cells[2:], strict=False))
        if not label.is_value and label.text.endswith("(") and number.value is not None and close.text == ")"
    ]  # fmt: skip
    names = [cells[n].text[:-1].rstrip() for n in opened]
    signs = all(name.endswith(_CHANGE) for name in names if name)
    gone = {n + 2 for n, name in zip(opened, names, strict=True) if signs or not name}
    for n, cell in enumerate(cells):
        if n + 2 in gone:
            if label := cell.text[:-1].rstrip():
                yield replace(cell, end=cell.start + len(label), text=label)
        elif n + 1 in gone:
            # Brackets are a sign of their own only where no other is printed.
            yield replace(cell, bracketed=cell.text[0].isdecimal())
        elif n not in gone:
            yield cell


def _parts_rows(cells: Sequence[Cell], rules: Sequence[int]) -> bool:
    """Whether ``rules`` part the rows of tables, not only their heads: as often as lines, or between numbers."""
    several = {c.line for c in cells if c.fields > 1}
    lengths = Counter[tuple[int, int]]()
    for cell in cells:
        if not cell.is_value:
            lengths[bisect_right(rules, cell.line), cell.field] += cell.fields > 1 and len(
                cell.text
            )
    if max(lengths.values(), default=0) > _LONGEST_LABEL:
        return False
    if len(rules) >= _RULED_SHARE * len(several):
        return True
    filled = several.intersection(c.line for c in cells if c.is_printed)
    lines = Counter(bisect_right(rules, line) for line in filled)
    return [*lines.values()].count(1) >= _ALONE_SHARE * len(filled)


def _numbering(cells: list[Cell], view: str) -> list[Cell]:
    """``cells`` with numbers with a point as labels where the label goes on in the same field of the next line."""
    pointed = [
        n
        for n, c in enumerate(cells)
        if c.hard and view.startswith(_POINT, c.end) and c.kind is Kind.NUMBER
    ]
    if not pointed:
        return cells
    labels = {(c.line, c.field) for c in cells if not c.is_value}
    filled = {c.line for c in cells if c.is_printed}
    for n in pointed:
        cell = cells[n]
        below = cell.line + 1
        if (below, cell.field) in labels and below not in filled:
            cells[n] = replace(
                cell, kind=Kind.LABEL, value=None, end=cell.end + 1, text=f"{cell.text}{_POINT}"
            )
    return cells


def _dated(cells: list[Cell]) -> list[Cell]:
    """``cells`` with the year in a report's title as a label, which stands again at the head of a page within a table."""
    found = [
        n
        for n, (cell, after) in enumerate(pairwise(cells))
        if cell.kind is Kind.NUMBER
        and _YEAR.fullmatch(cell.text)
        and after.kind is Kind.LABEL
        and _OF_TITLE.match(after.text)
    ]
    for n in found:
        cells[n] = replace(cells[n], kind=Kind.LABEL, value=None)
    return cells


def _unfinished(cells: list[Cell], view: str) -> list[Cell]:
    """``cells`` with a doubt about numbers that end in a point with digits after it: the whole of them is not known."""
    if not _GOES_ON.search(view):
        return cells
    return [
        replace(cell, kind=Kind.DAMAGED, value=None, sure=False)
        if cell.kind is Kind.NUMBER and _GOES_ON.match(view, cell.end)
        else cell
        for cell in cells
    ]


def _unstacked(cells: list[Cell]) -> list[Cell]:
    """``cells`` with rows taken apart that a converter put into one, with a line of each cell for each row.

    A number that wrapped has several lines, too; but the label of stacked rows numbers as many of them.
    """
    found: list[Cell] = []
    for row in lines_of(cells):
        values = [c for c in row if c.is_value and c.kind is not Kind.EMPTY]
        counts = {len(c.lines) for c in values}
        label = next((c for c in reversed(row) if not c.is_value and c.lines), None)
        count = min(counts, default=0)
        starts = [m.start() for m in _NUMBERED.finditer(label.text)] if label else []
        if len(counts) != 1 or count < 2 or label is None or len(starts) != count:
            found += row
            continue
        found += [c for c in row if not c.is_value and c is not label]
        found += _rows(label, starts, values)
    return found


def _rows(label: Cell, starts: Sequence[int], values: Sequence[Cell]) -> Iterator[Cell]:
    """The cells of stacked rows, row by row; ``starts``: where in ``label`` the label of each begins."""
    pieces = [line_cells(c) for c in values]
    for number, (start, end) in enumerate(pairwise([*starts, len(label.text)])):
        yield replace(
            label, start=label.start + start, end=label.start + end, text=label.text[start:end],
            lines=(),
        )  # fmt: skip
        yield from (p[number] for p in pieces)


def line_cells(cell: Cell) -> list[Cell]:
    """The lines of a cell as cells of their own."""
    found = []
    at = cell.start
    for line in cell.lines:
        parsed = read(line) or Print(Kind.DAMAGED, 0, len(line), sure=False)
        found.append(
            replace(
                cell, kind=parsed.kind, start=at + parsed.start, end=at + parsed.end,
                text=line[parsed.start : parsed.end], value=parsed.value, scale=parsed.scale, unit=parsed.unit,
                sure=parsed.sure, lines=(),
            )
        )  # fmt: skip
        at += len(line) + 1
    return found


def by_field(cells: Sequence[Cell], width: int) -> Sequence[Cell]:
    """``cells`` with digits joined that stand apart within one delimited field, ``1 2`` for 12, where there are fields
    enough for a row of ``width`` columns."""
    if len(cells) <= width or any(c.fields < 2 for c in cells):
        return cells
    fields = [[*group] for _, group in groupby(cells, key=lambda c: (c.line, c.field, c.fields))]
    if not width <= len(fields) < len(cells):
        return cells
    found: list[Cell] = []
    for first, *others in fields:
        text = "".join(c.text for c in (first, *others))
        alone = all(len(c.text) == 1 for c in (first, *others))
        if others and not (text.isdecimal() and (alone or len(text) <= MOST_DIGITS)):
            return cells
        if others:
            first = replace(
                first, kind=Kind.DAMAGED, end=others[-1].end, right=others[-1].right, text=text,
                value=int(text), sure=False,
            )  # fmt: skip
        found.append(first)
    return found


def _ruled(cells: list[Cell], rules: Sequence[int]) -> list[Cell]:
    """``cells`` with the lines of each cell joined, in a table in which a rule is drawn between all rows.

    A number on several lines of a cell is one that was too long for the cell's width.
    """
    found: list[Cell] = []
    for _, group in groupby(cells, key=lambda c: bisect_right(rules, c.line)):
        row = [*group]
        fields = {c.fields for c in row}
        lines = {c.line for c in row}
        if len(lines) < 2 or len(lines) > _MOST_LINES or len(fields) != 1 or fields == {1}:
            found += row
            continue
        filled = Counter(c.line for c in row if c.is_printed)
        wide = len({c.field for c in row if c.is_value})
        if sum(2 * n > wide for n in filled.values()) > 1:
            found += row  # several rows, and no rule between them
            continue
        by_field: dict[int, list[Cell]] = {}
        for cell in row:
            by_field.setdefault(cell.field, []).append(cell)
        if not all(map(_may_be_one, by_field.values())):
            found += row
            continue
        for field in sorted(by_field):
            found += _one_cell(by_field[field], min(lines))
    return found


def _may_be_one(pieces: Sequence[Cell]) -> bool:
    """Whether what is printed on the lines of a field may be one cell: all pieces of a number but the last are as
    long as the field is wide, and no field is narrower than a Chinese character."""
    *full, _ = [len(p.text) for p in pieces if p.is_printed] or [0]
    return not full or (len({*full}) == 1 and full[0] >= _NARROWEST)


def _one_cell(pieces: list[Cell], line: int) -> list[Cell]:
    """The ``pieces`` of one cell, which stand on several lines, as a cell of the first ``line``."""
    printed = [p for p in pieces if p.kind is not Kind.EMPTY]
    if not printed:
        return [replace(pieces[0], line=line)]
    if all(not p.is_value for p in printed):
        return [replace(p, line=line) for p in printed]
    text = "".join(p.text for p in printed)
    parsed = read(text)
    if len(printed) == 1 or parsed is None or parsed.kind is not Kind.NUMBER:
        return [replace(p, line=line) for p in printed]
    return [
        replace(
            printed[0], kind=Kind.DAMAGED, end=printed[-1].end, text=text, value=parsed.value,
            scale=parsed.scale, unit=parsed.unit, sure=False, line=line,
        )
    ]  # fmt: skip


def _words_again(cells: list[Cell]) -> list[Cell]:
    """``cells`` with 无 as a label where the form's words continue after it or below it: 无 / 法提供, 无 / 正当理由."""
    alone = [n for n, c in enumerate(cells) if c.text == "无"]
    if not alone:
        return cells
    labels = {(c.line, c.field): c for c in cells if not c.is_value}
    for n in alone:
        cell = cells[n]
        if all(
            c.is_value and c.line == cell.line for c in (*cells[n - 1 : n], *cells[n + 1 : n + 2])
        ):
            continue
        near = [*cells[n + 1 : n + 2], *filter(None, [labels.get((cell.line + 1, cell.field))])]
        if any(not c.is_value and WORDS_AFTER_NOTHING.match(c.text) for c in near):
            cells[n] = replace(cell, kind=Kind.LABEL)
    return cells


def _whole_dashes(cells: list[Cell]) -> list[Cell]:
    """``cells`` with every two dashes as one mark, where no odd number of them stands side by side: ``——``."""
    runs: list[list[int]] = []
    for n, cell in enumerate(cells):
        if cell.text != _DASH or cell.hard:
            continue
        if runs and runs[-1][-1] == n - 1 and cells[n - 1].end == cell.start:
            runs[-1].append(n)
        else:
            runs.append([n])
    if len(runs) < _LEAST_DASHES or any(len(run) % 2 for run in runs):
        return cells
    pairs = {n: cells[n + 1] for run in runs for n in run[::2]}
    gone = {n + 1 for n in pairs}
    return [
        replace(c, end=pairs[n].end, right=pairs[n].right, text=2 * _DASH) if n in pairs else c
        for n, c in enumerate(cells)
        if n not in gone
    ]


def _is_between(cell: Cell, unit: Cell) -> bool:
    """Whether ``cell`` may stand between ``unit`` and its number, which is above it: it is empty, or another number."""
    other = unit.fields > 1 and cell.is_value and cell.line < unit.line and cell.field != unit.field
    return cell.kind is Kind.EMPTY or other


def _with_units(cells: list[Cell]) -> list[Cell]:
    """``cells`` with units joined to their numbers that a space or a line end within the cell set apart."""
    if not any(not c.is_value and _UNIT_FIRST.match(c.text) for c in cells):
        return cells
    found: list[Cell] = []
    for cell in cells:
        unit = _UNIT_FIRST.match(cell.text) if not cell.is_value else None
        at = len(found) - 1
        while unit and at > 0 and _is_between(found[at], cell):
            at -= 1
        before = found[at] if found else None
        if before is not None and at < len(found) - 1 and before.field != cell.field:
            unit = None
        if (
            unit is not None
            and before is not None
            and before.kind is Kind.NUMBER
            and before.unit is None
            and cell.line - before.line <= 2
        ):
            parsed = read(f"{before.text}{unit[1]}")
            if parsed is not None and parsed.kind is Kind.NUMBER:
                end = cell.start + unit.end()
                found[at] = replace(
                    before, end=end, scale=parsed.scale, unit=parsed.unit, sure=parsed.sure
                )
                rest = cell.text[unit.end() :]
                words = rest.lstrip()
                if words:  # the next label, on the same line
                    start = end + len(rest) - len(words)
                    found.append(replace(cell, start=start, text=words))
                continue
        elif unit is not None and unit[0] == cell.text:
            _part_from_unit(found)
        found.append(cell)
    return found


def _part_from_unit(found: list[Cell]) -> None:
    """Leave the value of the last number of ``found`` open if only a page's head parts it from a unit: it may be its own."""
    at = next((n for n, c in enumerate(reversed(found), 1) if c.is_value), len(found) + 1)
    head = found[len(found) - at + 1 :]
    if not 1 < at <= _FARTHEST_UNIT or not any(_OF_TITLE.match(c.text) for c in head):
        return
    if found[-at].kind is Kind.NUMBER and found[-at].unit is None:
        found[-at] = replace(found[-at], kind=Kind.DAMAGED, value=None, sure=False)
