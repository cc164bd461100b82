"""Stata files (.dta, version 118): short names, Chinese labels."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from govie.errors import MissingExtra
from govie.panel.columns import Row, Table

_LONGEST_NAME = 32
_LONGEST_LABEL = 80
# Words that Stata keeps for itself, or pandas believes so and would rename.
_RESERVED = frozenset(
    [
        "aggregate",
        "array",
        "boolean",
        "break",
        "byte",
        "case",
        "catch",
        "class",
        "colvector",
        "complex",
        "const",
        "continue",
        "default",
        "delegate",
        "delete",
        "do",
        "double",
        "else",
        "eltypedef",
        "end",
        "enum",
        "explicit",
        "export",
        "external",
        "float",
        "for",
        "friend",
        "function",
        "global",
        "goto",
        "if",
        "in",
        "inline",
        "int",
        "local",
        "long",
        "null",
        "pragma",
        "protected",
        "quad",
        "rowvector",
        "short",
        "typedef",
        "typename",
        "using",
        "virtual",
        "with",
        "str",
    ]
)
WHEN = datetime.datetime(2000, 1, 1)  # the same bytes for the same reports, whenever written
_ROWS = 5_000_000


def names(table: Table) -> dict[str, str]:
    """Stata's name for each column: ≤ 32 characters, unique, its words cut only as far as need be."""
    return _names(tuple(column.name for column in table.columns))


@cache
def _names(columns: tuple[str, ...]) -> dict[str, str]:
    taken: set[str] = set()
    found = {}
    for column in columns:
        words = re.split(r"[._]", column)
        longest = max(map(len, words))
        name = next(n for k in range(longest, 0, -1) if len(n := _cut(words, k)) <= _LONGEST_NAME)
        if name in _RESERVED:
            name += "_"
        number, unique = 1, name
        while unique in taken:
            number += 1
            unique = f"{name[: _LONGEST_NAME - 3]}_{number}"
        taken.add(unique)
        found[column] = unique
    return found


def _cut(words: list[str], length: int) -> str:
    return "_".join(word[:length] for word in words)


def write(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write ``rows``. ``MissingExtra`` without pandas; ``ValueError`` for more rows than memory has."""
    try:
        import numpy
        import pandas
    except ImportError as error:
        raise MissingExtra("frame", "Stata files") from error
    values: dict[str, list[object]] = {column.name: [] for column in table.columns}
    for count, row in enumerate(rows):
        if count >= _ROWS:
            raise ValueError(f"more than {_ROWS:,} rows: write .parquet or .csv instead")
        for name, column_values in values.items():
            column_values.append(row.get(name))
    short = names(table)
    data: dict[str, pandas.Series[Any]] = {}
    for column in table.columns:
        own = values.pop(column.name)
        if column.type == "text":
            data[short[column.name]] = pandas.Series(
                ["" if v is None else _bounded(str(v)) for v in own], dtype=object
            )
        else:
            data[short[column.name]] = pandas.Series(
                numpy.array([numpy.nan if v is None else _number(v) for v in own])
            )
    labels = {short[c.name]: c.chinese[:_LONGEST_LABEL] for c in table.columns}
    pandas.DataFrame(data).to_stata(
        path, write_index=False, version=118, variable_labels=labels, time_stamp=WHEN
    )


_MOST = 8.9884656743115785e307  # Stata's largest double: what is above is one of its missing values


def _number(value: object) -> float:
    """A number or a boolean as a double; missing where Stata has none as large."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except OverflowError:
        return float("nan")
    return number if abs(number) <= _MOST else float("nan")


def _bounded(text: str) -> str:
    """Text that fits Stata's fixed strings: 2,045 bytes; no lone surrogates."""
    data = text.encode("utf-8", "replace")
    return data[:2045].decode("utf-8", "ignore")
