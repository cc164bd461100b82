"""Merges two neighboring fields where a converter split one column, recognized by its split head.

``|本年|增/减|`` above ``|-3|1|``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from govie.form import forms
from govie.tables.cells import Cell, lines_of
from govie.tables.prints import Kind, read
from govie.text.characters import cjk


@cache
def _names() -> frozenset[str]:
    """The names of all columns of all forms."""
    return frozenset(
        cjk(words)
        for form in forms().values()
        for table in form.tables
        for column in table.columns
        for words in (column.text, *column.variants)
    )


def joined(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` with those joined that stand below the two halves of a column's name, each in a field of its own."""
    if not any(map(_are_halves, cells, cells[1:])):
        return [*cells]
    found: list[Cell] = []
    halves: set[int] = set()  # fields that go on in the next
    fields = 0
    for line in lines_of(cells):
        if cut := _cut(line):
            halves, fields = cut, line[0].fields
        elif halves and (line[0].fields != fields or _is_head(line)):
            halves = set()
        found += _line(line, halves) if halves else line
    return found


def _cut(line: Sequence[Cell]) -> set[int]:
    """The fields of ``line`` that hold the first half of a column's name, the second being in the next field."""
    return {a.field for a, b in pairwise(line) if _are_halves(a, b)}


def _are_halves(a: Cell, b: Cell) -> bool:
    """Whether two cells are labels, and the halves of a column's name, in fields beside each other."""
    if a.is_value or b.is_value or b.field != a.field + 1:
        return False
    names, words = _names(), (cjk(a.text), cjk(b.text))
    return all(words) and "".join(words) in names and not {*words} <= names


def _is_head(line: Sequence[Cell]) -> bool:
    names = _names()
    return any(not c.is_value and cjk(c.text) in names for c in line)


def _line(line: Sequence[Cell], halves: set[int]) -> list[Cell]:
    """``line`` with the values in the fields of ``halves`` joined to those in the next."""
    found: list[Cell] = []
    for cell in line:
        before = found[-1] if found else None
        whole = None
        if before and before.is_value and cell.is_value and before.field in halves:
            whole = _whole(before, cell) if cell.field == before.field + 1 else None
        if whole is None:
            found.append(cell)
        else:
            found[-1] = whole
    return found


def _whole(first: Cell, second: Cell) -> Cell | None:
    """The cell of which ``first`` and ``second`` are the halves; None where they print nothing together."""
    if second.kind is Kind.EMPTY or first.kind is Kind.EMPTY:
        return second if first.kind is Kind.EMPTY else first
    text = first.text + second.text
    parsed = read(text)
    if parsed is None:
        return None
    return replace(
        first, end=second.end, kind=parsed.kind, text=text, value=parsed.value, scale=parsed.scale,
        unit=parsed.unit, sure=parsed.sure,
    )  # fmt: skip


__all__ = ["joined"]
