"""Writes Stata files (.dta, version 118) row by row, with labels in two languages and reasons for missing values.

pandas writes neither extended missing values nor notes nor ``label language``, and holds all rows at once. The
format is described in Stata's manual, ``help dta``.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np

from govie.form import forms
from govie.panel import doubt
from govie.panel.columns import Row, Table
from govie.panel.variables import Column

_LABEL = 80  # characters
_TEXT = 2045  # bytes of a fixed string
_DOUBLE = 65526
# Stata's integer types: its number, numpy's name, the smallest and the largest value, the first missing value
_INTEGERS = (
    (65530, "<i1", -127, 100, 101),
    (65529, "<i2", -32_767, 32_740, 32_741),
    (65528, "<i4", -2_147_483_647, 2_147_483_620, 2_147_483_621),
)
_MISSING = 2_147_483_621  # the missing value ``.`` in value labels
_LARGEST = 8.9884656743115785e307  # the largest double of Stata; those above are missing values
_BATCH = 2_000  # rows written at once
# Reserved words of Stata, https://www.stata.com/manuals/u11.pdf, 11.3
_RESERVED = frozenset((
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N", "_pi", "_pred",
    "_rc", "_skip", "strL", "using", "with", "end", "str",
))  # fmt: skip


def name(column: str) -> str:
    """Stata's name for a column: the column's own, unless Stata reserves that word."""
    return f"{column}_" if column in _RESERVED else column


@dataclass(slots=True)
class _Variable:
    """A column as a variable of Stata; ``status``: the name of the column that gives the reasons of missing values."""

    column: Column
    status: str | None
    width: int = 1  # bytes of the longest text
    least: float = 0.0
    most: float = 0.0
    whole: bool = True  # every value is an integer

    @property
    def integer(self) -> tuple[int, str, int, int, int] | None:
        """The smallest integer type that holds all values; ``None`` where they need doubles."""
        if not self.whole:
            return None
        return next((t for t in _INTEGERS if t[2] <= self.least and self.most <= t[3]), None)

    @property
    def type(self) -> int:
        if self.column.type == "text":
            return self.width
        return self.integer[0] if self.integer else _DOUBLE

    @property
    def numpy(self) -> str:
        if self.column.type == "text":
            return f"S{self.width}"
        return self.integer[1] if self.integer else "<f8"

    @property
    def format(self) -> str:
        if self.column.type == "text":
            return f"%-{min(self.width, 40)}s"
        return "%12.0g" if self.type in (65528, _DOUBLE) else "%8.0g"

    @property
    def labels(self) -> str:
        return "form" if self.column.name == "form" else "empty" if self.status else ""

    def see(self, row: Row) -> None:
        """Widen the type so that it holds the row's value."""
        value = row.get(self.column.name)
        if value is None:
            return
        if self.column.type == "text":
            self.width = max(self.width, len(_bytes(value)))
        elif (number := _number(value)) is not None:
            self.least, self.most = min(self.least, number), max(self.most, number)
            self.whole = self.whole and number.is_integer()

    def value(self, row: Row) -> bytes | float | int:
        """The row's value as it is written, or the missing value with its reason."""
        value = row.get(self.column.name)
        if self.column.type == "text":
            return b"" if value is None else _bytes(value)
        number = None if value is None else _number(value)
        if number is None:
            reason = doubt.REASONS.get(row.get(self.status) or "") if self.status else None
            step = ord(reason.code) - ord("a") + 1 if reason else 0
            return self.integer[4] + step if self.integer else _missing(step)
        return int(number) if self.integer else number


def _missing(step: int) -> float:
    """The double that stands for ``.``, ``.a``, ``.b`` …"""
    bits = 0x7FE0000000000000 + (step << 40)
    number: float = struct.unpack("<d", struct.pack("<Q", bits))[0]
    return number


def _number(value: Any) -> float | None:
    """A number or a boolean as a double; ``None`` beyond the range of Stata's."""
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if abs(number) <= _LARGEST and math.isfinite(number) else None


def _bytes(text: Any) -> bytes:
    """The bytes of a text in a fixed string, cut to its size; lone surrogates are replaced."""
    return _cut(str(text).replace("\0", ""), _TEXT)  # a null would end it


def _cut(text: str, size: int) -> bytes:
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore").encode("utf-8")


def write(
    path: Path,
    table: Table,
    rows: Callable[[], Iterable[Row]],
    label: str = "",
    notes: Iterable[str] = (),
) -> None:
    """Write a table. ``rows`` is called twice: once to find the columns' types, once for the values.

    ``label``: the data set's, at most 80 characters. Needs numpy only. Raises ``OSError``.
    """
    states = {c.path: c.name for c in table.columns if c.status}
    variables = [
        _Variable(c, states.get(c.path) if c.path else None) for c in table.columns if not c.status
    ]
    count = 0
    for row in rows():
        count += 1
        for variable in variables:
            variable.see(row)
    with path.open("wb") as file:
        _write(file, variables, count, rows(), label, notes)


def _write(
    file: IO[bytes],
    variables: list[_Variable],
    count: int,
    rows: Iterable[Row],
    label: str,
    notes: Iterable[str],
) -> None:
    places: list[int] = [0]
    about = _cut(label[:_LABEL], 320)
    file.write(b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>")
    file.write(struct.pack("<H", len(variables)) + b"</K><N>" + struct.pack("<Q", count))
    file.write(b"</N><label>" + struct.pack("<H", len(about)) + about + b"</label>")
    # no time, so that equal reports give equal bytes
    file.write(b"<timestamp>\0</timestamp></header>")
    places.append(file.tell())
    file.write(b"<map>" + bytes(14 * 8) + b"</map>")
    fixed: list[tuple[str, list[bytes]]] = [
        ("variable_types", [struct.pack("<H", v.type) for v in variables]),
        ("varnames", [_field(name(v.column.name), 129) for v in variables]),
        ("sortlist", [bytes(2 * (len(variables) + 1))]),
        ("formats", [_field(v.format, 57) for v in variables]),
        ("value_label_names", [_field(v.labels, 129) for v in variables]),
        ("variable_labels", [_field(brief(v.column.chinese), 321) for v in variables]),
        ("characteristics", list(_characteristics(variables, label, notes))),
        ("data", []),
        ("strls", []),
        ("value_labels", list(_labels())),
    ]
    for tag, parts in fixed:
        places.append(file.tell())
        file.write(f"<{tag}>".encode())
        file.writelines(_data(variables, rows) if tag == "data" else parts)
        file.write(f"</{tag}>".encode())
    places.append(file.tell())
    file.write(b"</stata_dta>")
    places.append(file.tell())
    file.seek(places[1])
    file.write(b"<map>" + struct.pack("<14Q", *places))


def brief(text: str) -> str:
    """``text`` as a label of at most 80 characters; a longer one loses what precedes ``: ``, and then its end."""
    return (text if len(text) <= _LABEL else text.partition(": ")[2] or text)[:_LABEL]


def _field(text: str, size: int) -> bytes:
    return _cut(text, size - 1).ljust(size, b"\0")


def _data(variables: list[_Variable], rows: Iterable[Row]) -> Iterator[bytes]:
    kind = np.dtype([(str(n), v.numpy) for n, v in enumerate(variables)])
    ordered = iter(rows)
    while batch := list(islice(ordered, _BATCH)):
        values: np.ndarray[Any, Any] = np.empty(len(batch), kind)
        for n, variable in enumerate(variables):
            values[str(n)] = [variable.value(row) for row in batch]
        yield values.tobytes()


def _characteristics(
    variables: list[_Variable], label: str, notes: Iterable[str]
) -> Iterator[bytes]:
    """Notes, and the labels of the other language: ``label language en``."""
    listed = list(notes)
    yield _characteristic("_dta", "_lang_c", "zh")
    yield _characteristic("_dta", "_lang_list", "zh en")
    yield _characteristic("_dta", "_lang_v_en", label[:_LABEL])
    if listed:
        yield _characteristic("_dta", "note0", str(len(listed)))
    for number, note in enumerate(listed, 1):
        yield _characteristic("_dta", f"note{number}", note)
    for variable in variables:
        own = name(variable.column.name)
        yield _characteristic(own, "_lang_v_en", brief(variable.column.english))
        if variable.labels:
            yield _characteristic(own, "_lang_l_en", f"{variable.labels}_en")
        if variable.column.path:
            yield _characteristic(own, "note0", "1")
            yield _characteristic(own, "note1", variable.column.path)


def _characteristic(variable: str, key: str, value: str) -> bytes:
    content = _field(variable, 129) + _field(key, 129) + value.encode("utf-8", "replace") + b"\0"
    return b"<ch>" + struct.pack("<I", len(content)) + content + b"</ch>"


@cache
def _labels() -> tuple[bytes, ...]:
    """Value labels: why a value is missing, and the forms, in both languages."""
    codes = {_MISSING + ord(r.code) - ord("a") + 1: r for r in doubt.REASONS.values()}
    documents = {int(key): form.document for key, form in forms().items()}
    return (
        _label("empty", {code: r.chinese for code, r in codes.items()}),
        _label("empty_en", {code: r.english for code, r in codes.items()}),
        _label("form", {key: f"{key}年表式（{text}）" for key, text in documents.items()}),
        _label("form_en", {key: f"form of {key} ({text})" for key, text in documents.items()}),
    )


def _label(own: str, words: dict[int, str]) -> bytes:
    texts = [word.encode() + b"\0" for word in words.values()]
    offsets = [sum(map(len, texts[:n])) for n in range(len(texts))]
    table = struct.pack(f"<II{len(texts)}I{len(texts)}i", len(texts), sum(map(len, texts)), *offsets, *words)  # fmt: skip
    table += b"".join(texts)
    return (
        b"<lbl>" + struct.pack("<I", len(table)) + _field(own, 129) + bytes(3) + table + b"</lbl>"
    )
