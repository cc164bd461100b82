"""Converts reports to Arrow structs of fixed type; the mapping ``cells`` becomes a list of structs with paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from govie.report import Report

if TYPE_CHECKING:
    import pyarrow

_TEXT, _NUMBER, _INTEGER, _BOOLEAN = "string", "float64", "int64", "bool"
_CELL = {
    "path": _TEXT, "value": _NUMBER, "status": _TEXT, "confidence": _NUMBER, "raw": _TEXT,
    "start": _INTEGER, "end": _INTEGER, "why": _TEXT,
}  # fmt: skip
_SECTION = {
    "name": _TEXT, "heading": _TEXT, "start": _INTEGER, "end": _INTEGER, "confidence": _NUMBER,
}  # fmt: skip
_FACT = {
    "topic": _TEXT, "item": _TEXT, "value": _NUMBER, "unit": _TEXT, "bound": _TEXT, "channel": _TEXT,
    "part_of": _INTEGER, "start": _INTEGER, "end": _INTEGER, "confidence": _NUMBER, "kind": _TEXT,
}  # fmt: skip
_CHECK = {
    "name": _TEXT, "kind": _TEXT, "ok": _BOOLEAN, "expected": _NUMBER, "found": _NUMBER,
    "paths": [_TEXT], "start": _INTEGER, "end": _INTEGER, "confirmed": _TEXT,
}  # fmt: skip
_UNIT = {
    "id": _TEXT, "name": _TEXT, "province": _TEXT, "city": _TEXT, "county": _TEXT, "town": _TEXT,
    "code": _TEXT, "town_code": _TEXT, "level": _TEXT, "kind": _TEXT, "confidence": _NUMBER,
}  # fmt: skip
_PLACE = {"start": _INTEGER, "end": _INTEGER, "confidence": _NUMBER}
SHAPE: Mapping[str, Any] = {
    "title": _TEXT, "agency": _TEXT, "agency_place": _PLACE, "year": _INTEGER, "unit": _UNIT,
    "form": _TEXT, "sections": [_SECTION], "cells": [_CELL], "facts": [_FACT], "checks": [_CHECK],
    "warnings": [_TEXT],
}  # fmt: skip
"""A report's keys and their types, as in ``Report.to_dict``; but ``cells`` is a list with paths in it."""


def values(report: Report) -> dict[str, Any]:
    """``report`` in the shape of ``SHAPE``; numbers are doubles, and numbers beyond their range null."""
    found = report.to_dict()
    found["cells"] = [{"path": path, **cell} for path, cell in found["cells"].items()]
    shaped: dict[str, Any] = _shaped(found, SHAPE)
    return shaped


def _shaped(value: Any, shape: Any) -> Any:
    if value is None:
        return None
    if isinstance(shape, list):
        return [_shaped(item, shape[0]) for item in value]
    if isinstance(shape, Mapping):
        return {key: _shaped(value.get(key), kind) for key, kind in shape.items()}
    return plain(value, shape == _NUMBER)


def plain(value: Any, number: bool) -> Any:
    """``value`` for a typed column: text without lone surrogates; where ``number``, a double, or ``None`` where it is
    beyond their range."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    try:
        return float(value) if number and value is not None else value
    except OverflowError:
        return None


def arrow() -> pyarrow.DataType:
    """The struct that holds a report. Needs pyarrow."""
    return _type(SHAPE)


def _type(shape: Any) -> pyarrow.DataType:
    import pyarrow

    if isinstance(shape, list):
        return pyarrow.list_(_type(shape[0]))
    if isinstance(shape, Mapping):
        return pyarrow.struct([(key, _type(kind)) for key, kind in shape.items()])
    return pyarrow.type_for_alias(shape)
