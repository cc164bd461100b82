"""The statutory forms as typed data: tables, rows, columns, labels and the sums that must hold.

The words and the arithmetic stand in ``statute/statute.toml``; this module only gives them types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Literal

from govie import toml


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a row or column: the form's own wording, the group that it is in, other wordings."""

    key: str
    text: str
    group: str | None = None
    variants: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        """Group and label as ``cells.csv`` and people write them: ``（三）不予公开/1.属于国家秘密``."""
        return f"{self.group}/{self.text}" if self.group else self.text


@dataclass(frozen=True, slots=True)
class Column(Label):
    """A column; ``multiplier`` turns a bare number of this column into ``unit`` (money: into yuan);
    ``signed``: its numbers may be less than 0."""

    unit: str = ""
    multiplier: int = 1
    signed: bool = False

    @property
    def is_money(self) -> bool:
        return self.unit == "CNY"


@dataclass(frozen=True, slots=True)
class Sum:
    """``parts`` add up to ``whole``; both hold positions of rows (or of columns) in their table.

    ``places``: ``parts`` and ``whole`` together; ``says``: the rule in words, with which its checks' names end.
    """

    says: str
    kind: Literal["sum", "balance"]
    parts: tuple[int, ...]
    whole: tuple[int, ...]
    places: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", self.parts + self.whole)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a form: its path, its table, and its row and column in the table, from 0."""

    path: str
    table: Table
    row: int
    column: int

    @property
    def unit(self) -> str:
        return self.table.columns[self.column].unit

    @property
    def is_money(self) -> bool:
        return self.table.columns[self.column].is_money


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of the form, ``len(rows)`` by ``len(columns)`` cells."""

    name: str
    section: str
    label: str
    prefix: str
    rows: tuple[Label, ...]
    columns: tuple[Column, ...]
    captions: tuple[str, ...]
    flat: bool
    row_sums: tuple[Sum, ...]
    column_sums: tuple[Sum, ...]

    def path(self, row: int, column: int) -> str:
        """The name of a cell in all outputs, its path: ``requests.received.natural_person``."""
        return _paths(self)[row][column]


@dataclass(frozen=True, slots=True)
class SectionName:
    """One of the six sections every report must have.

    ``begins``: a pattern for the beginning of its headings; ``everyday_labels``: whether the row labels of its tables
    are everyday words, which do not show where a table is; ``tabled``: whether the form has tables in the section.
    """

    name: str
    label: str
    variants: tuple[str, ...]
    begins: str
    everyday_labels: bool
    tabled: bool


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A statutory form, valid for reports on ``first_year`` to ``last_year`` (open if ``None``)."""

    name: str
    document: str
    first_year: int
    last_year: int | None
    tables: tuple[Table, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, in the form's order."""
        return _cells(self)


@cache
def _paths(table: Table) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(
            ".".join(part for part in (table.prefix, row.key, column.key) if part)
            for column in table.columns
        )
        for row in table.rows
    )


@cache
def _cells(form: Form) -> tuple[Cell, ...]:
    return tuple(
        Cell(table.path(r, c), table, r, c)
        for table in form.tables
        for r in range(len(table.rows))
        for c in range(len(table.columns))
    )


@cache
def sections() -> tuple[SectionName, ...]:
    """The six sections in the order of the form."""
    statute = toml.read(toml.STATUTE)
    tabled = {table["section"] for table in statute["table"]}
    return tuple(
        SectionName(
            s["name"],
            s["label"],
            tuple(s["variants"]),
            s["begins"],
            s.get("everyday_labels", False),
            s["name"] in tabled,
        )
        for s in statute["section"]
    )


@cache
def has_everyday_labels(section: str) -> bool:
    """Whether the row labels of ``section`` are words that every narrative has."""
    return any(s.name == section and s.everyday_labels for s in sections())


@cache
def forms() -> dict[str, Form]:
    """All statutory forms by name, oldest first."""
    statute = toml.read(toml.STATUTE)
    return {
        f["name"]: Form(
            name=f["name"],
            document=f["document"],
            first_year=f["first_year"],
            last_year=f.get("last_year"),
            tables=tuple(_table(t, f["name"]) for t in statute["table"] if f["name"] in t["forms"]),
        )
        for f in statute["form"]
    }


@cache
def money_paths() -> frozenset[str]:
    """The paths of the cells that hold money, in any form."""
    return frozenset(c.path for form in forms().values() for c in form.cells if c.is_money)


def labelled(form: Form, spellings: Mapping[str, Sequence[str]]) -> Form:
    """``form`` with further spellings of its row labels, given by ``row_name``."""
    return replace(
        form,
        tables=tuple(
            replace(
                table,
                rows=tuple(
                    replace(row, variants=(*row.variants, *spellings.get(row_name(table, row), ())))
                    for row in table.rows
                ),
            )
            for table in form.tables
        ),
    )


def row_name(table: Table, row: Label) -> str:
    """The name of a row, unique among all tables: ``requests received``."""
    return f"{table.name} {row.key}"


def form_of_year(year: int) -> Form | None:
    """The form that a report on ``year`` had to use, or ``None`` for a year before the first form."""
    for form in forms().values():
        if form.first_year <= year and (form.last_year is None or year <= form.last_year):
            return form
    return None


def _table(data: dict[str, Any], form: str) -> Table:
    rows = tuple(
        Label(r["key"], r["label"], r.get("group"), tuple(r.get("variants", ())))
        for r in data["rows"]
        if form in r.get("forms", [form])
    )
    columns = tuple(
        Column(
            key=c["key"],
            text=c["label"],
            group=c.get("group"),
            variants=tuple(c.get("variants", ())),
            unit=c.get("unit", data["unit"]),
            multiplier=c.get("multiplier", 1),
            signed=c.get("signed", False),
        )
        for c in data["columns"]
    )
    return Table(
        name=data["name"],
        section=data["section"],
        label=data["label"],
        prefix=data["prefix"],
        rows=rows,
        columns=columns,
        captions=tuple(data.get("captions", ())),
        flat=data.get("flat", False),
        row_sums=tuple(_sum(s, rows) for s in data.get("row_sums", ())),
        column_sums=tuple(_sum(s, columns) for s in data.get("column_sums", ())),
    )


def _sum(data: dict[str, Any], labels: tuple[Label, ...]) -> Sum:
    def positions(patterns: list[str]) -> tuple[int, ...]:
        return tuple(
            i for i, label in enumerate(labels) if any(fnmatchcase(label.key, p) for p in patterns)
        )

    return Sum(data["says"], data["kind"], positions(data["parts"]), positions(data["whole"]))
