"""The cells as variables of a panel: names, types, and what they mean in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from govie import toml
from govie.form import Cell, forms

STATUS = "st_"  # before a cell's name: the column that says why it is empty

Type = Literal["text", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` in every output; ``path``: of the cell whose value, or with ``status`` whose status, it holds;
    ``rule``: how it is derived."""

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
    """The column's name of the cell at ``path``, the same in every kind of file; ``KeyError`` for another."""
    row, _, column = path.rpartition(".")
    stem = toml.read("panel/names.toml")["stems"][row]
    return f"{stem}_{ending(column)}"


@cache
def cells() -> dict[str, Cell]:
    """Every cell of every form by path, those of the newest form first."""
    found: dict[str, Cell] = {}
    for form in reversed(forms().values()):
        for cell in form.cells:
            found.setdefault(cell.path, cell)
    return found


def label(cell: Cell) -> str:
    """The form's own words for a cell: table, row, column; its unit is left out, for values are in yuan."""
    table = cell.table
    column = table.columns[cell.column].full.partition("（单位")[0]
    return f"{table.label}：{table.rows[cell.row].full}，{column}"


def ending(column: str) -> str:
    """The end of the names of a column of the form's tables: ``nat`` for ``natural_person``."""
    found: str = toml.read("panel/names.toml")["endings"][column]
    return found


def meaning(part: str) -> str:
    """What a part of a path means, in English."""
    found: str = toml.read("panel/english.toml")[part]
    return found


def _english(path: str) -> str:
    table, *rest = (meaning(part) for part in path.split("."))
    return f"{table}: {', '.join(rest)}"


def unit(cell: Cell) -> str:
    """The unit of a cell's values; money is in yuan."""
    return "元 CNY" if cell.unit == "CNY" else cell.unit


def counts(cell: Cell) -> bool:
    """Whether the cell counts something, so that its value is an integer; else it is money."""
    return cell.unit != "CNY"


@cache
def values() -> tuple[Column, ...]:
    """A column for each cell of any form."""
    return tuple(
        Column(
            short(path),
            "integer" if counts(cell) else "number",
            label(cell),
            _english(path),
            unit(cell),
            path,
        )
        for path, cell in cells().items()
    )


@cache
def states() -> tuple[Column, ...]:
    """For each of ``values`` a column that holds its status."""
    return tuple(
        Column(
            STATUS + column.name,
            "text",
            f"状态：{column.chinese}",
            f"Status of {column.name}",
            path=column.path,
            status=True,
        )
        for column in values()
    )
