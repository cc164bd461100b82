"""The cells of the forms as variables of a panel: names, types, descriptions in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from govie import english, toml
from govie.form import Cell, forms

STATUS = "st_"  # prefix of the column with the status of a cell

Type = Literal["text", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``name``: the same in every output format; ``path``: of the cell whose value or, with
    ``status``, whose status it holds; ``rule``: how a derived column is computed."""

    name: str
    type: Type
    chinese: str
    english: str
    unit: str = ""
    path: str = ""
    status: bool = False
    rule: str = ""


@cache
def short(path: str) -> str:
    """The name of the column for the cell at ``path``. Raises ``KeyError`` for a path of no form."""
    row, _, column = path.rpartition(".")
    stem = toml.read("panel/names.toml")["stems"][row]
    return f"{stem}_{ending(column)}"


@cache
def cells() -> dict[str, Cell]:
    """Every cell of every form by path, the newest form first."""
    found: dict[str, Cell] = {}
    for form in reversed(forms().values()):
        for cell in form.cells:
            found.setdefault(cell.path, cell)
    return found


def label(cell: Cell) -> str:
    """The form's labels of a cell: table, row, column, without the form's unit of money, since values are in yuan."""
    table = cell.table
    column = table.columns[cell.column].full.partition("（单位")[0]
    return f"{table.label}：{table.rows[cell.row].full}，{column}"


def ending(column: str) -> str:
    """The suffix of column names for a column of the form's tables: ``nat`` for ``natural_person``."""
    found: str = toml.read("panel/names.toml")["endings"][column]
    return found


def unit(cell: Cell) -> str:
    """The unit of a cell's values; of money, yuan."""
    return "元 CNY" if cell.is_money else cell.unit


@cache
def values() -> tuple[Column, ...]:
    """A column for the value of each cell of any form."""
    found = []
    for path, cell in cells().items():
        kind: Type = "number" if cell.is_money else "integer"
        table, *rest = map(english.part, path.split("."))
        words = f"{table}: {', '.join(rest)}"
        found.append(Column(short(path), kind, label(cell), words, unit(cell), path))
    return tuple(found)


@cache
def states() -> tuple[Column, ...]:
    """A column for the status of each of ``values``."""
    found = []
    for c in values():
        words = (f"状态：{c.chinese}", f"Status of {c.name}")
        found.append(Column(STATUS + c.name, "text", *words, path=c.path, status=True))
    return tuple(found)
