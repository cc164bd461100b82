"""Checks the form's sums (勾稽关系), and computes the value of a cell whose print OCR lost or damaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from govie.form import Form, Table
from govie.values import CellValue, Check, Number


@dataclass(frozen=True, slots=True)
class Rule:
    """A sum that the form prescribes: the cells ``parts`` add up to the cells ``whole``, given by their paths."""

    name: str
    kind: Literal["sum", "balance"]
    parts: tuple[str, ...]
    whole: tuple[str, ...]

    paths: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", self.parts + self.whole)


@cache
def rules(form: Form) -> tuple[Rule, ...]:
    """Every sum of the form, one for each row or column in which it must hold; their names are unique.

    Raises ``ValueError`` where two sums of the statute data would have the same name.
    """
    found = tuple(rule for table in form.tables for rule in _table_rules(table))
    twice = [name for name, count in Counter(rule.name for rule in found).items() if count > 1]
    if twice:
        raise ValueError(f"form {form.name}: several sums are named {twice[0]!r} (`says`)")
    return found


def _table_rules(table: Table) -> Iterator[Rule]:
    for row, label in enumerate(table.rows):
        name = ".".join(part for part in (table.prefix, label.key) if part)
        for s in table.column_sums:
            paths = (tuple(table.path(row, c) for c in cells) for cells in (s.parts, s.whole))
            yield Rule(f"{name}: {s.says}", s.kind, *paths)
    for column, label in enumerate(table.columns):
        for s in table.row_sums:
            paths = (tuple(table.path(r, column) for r in cells) for cells in (s.parts, s.whole))
            yield Rule(f"{table.prefix}.*.{label.key}: {s.says}", s.kind, *paths)


def check(form: Form, cells: Mapping[str, CellValue]) -> tuple[Check, ...]:
    """A check for each sum of the form: what its parts add up to (``expected``) and the printed total (``found``).

    A blank cell counts as 0. ``ok`` is ``None`` where a cell is missing, and where every cell is blank.
    """
    return tuple(_checked(rule, cells) for rule in rules(form))


def _checked(rule: Rule, cells: Mapping[str, CellValue]) -> Check:
    known = [cells[p] for p in rule.paths]
    values = [c.value for c in known]
    if None in values and (
        values.count(None) == len(values) or "missing" in [c.status for c in known]
    ):
        return _open(rule)
    expected = sum([v or 0 for v in values[: len(rule.parts)]])
    found = sum([v or 0 for v in values[len(rule.parts) :]])
    return Check(rule.name, rule.kind, expected == found, expected, found, rule.paths)


@cache
def _open(rule: Rule) -> Check:
    """The undecided check of a sum, for which a cell is missing."""
    return Check(rule.name, rule.kind, None, None, None, rule.paths)


def implied(
    form: Form, values: Mapping[str, Number | None], unknown: set[str]
) -> dict[str, tuple[Number, tuple[Rule, ...]]]:
    """The values of ``unknown`` cells that follow from the sums, by path, each with the rules it follows from.

    A cell is solved where all rules in which it is the only unknown give the same value, and this is not
    negative. A solved cell is known to the rules that are tried after it.
    """
    known = {p: v or 0 for p, v in values.items() if p not in unknown}
    solved: dict[str, tuple[Number, tuple[Rule, ...]]] = {}
    unsolved = set(unknown)
    contradicted: set[str] = set()
    progress = True
    while progress and unsolved:
        progress = False
        votes: dict[str, list[tuple[Number, Rule]]] = {}
        for rule in rules(form):
            absent = [p for p in rule.paths if p not in known]
            if len(absent) != 1 or absent[0] not in unsolved:
                continue
            parts = sum(known[p] for p in rule.parts if p in known)
            whole = sum(known[p] for p in rule.whole if p in known)
            value = whole - parts if absent[0] in rule.parts else parts - whole
            votes.setdefault(absent[0], []).append((value, rule))
        for path, results in votes.items():
            if path in contradicted:
                continue
            numbers = {value for value, _ in results}
            if len(numbers) != 1 or min(numbers) < 0:
                contradicted.add(path)
                continue
            solved[path] = (results[0][0], tuple(rule for _, rule in results))
            known[path] = results[0][0]
            unsolved.discard(path)
            progress = True
    return solved
