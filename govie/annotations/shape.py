"""Whether a record has the shape that ``schema.json`` describes: keys, types, closed lists."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    data = resources.files("govie").joinpath("annotations/schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(data)
    return found


def topics() -> tuple[str, ...]:
    """The closed list of topics."""
    return tuple(schema()["$defs"]["fact"]["properties"]["topic"]["enum"])


def faults(data: object) -> Iterator[tuple[str, str]]:
    """Where ``data`` is not what the schema says, and what it should be: ``("facts[2].unit", "…")``.

    Knows the keywords that the schema uses; a test holds the two together.
    """
    if not _whole()(data):
        yield from _faults(data, schema(), "")


@cache
def _whole() -> Callable[[Any], bool]:
    return _compiled(schema())


def _compiled(rule: dict[str, Any]) -> Callable[[Any], bool]:
    """The rule as a function that only says yes or no: a hundred times as many are right as wrong."""
    if "$ref" in rule:
        return _compiled(schema()["$defs"][rule["$ref"].rsplit("/", 1)[1]])
    kinds = rule["type"]
    names = [kinds] if isinstance(kinds, str) else kinds
    types = {t for name in names for t in _TYPES[name]}
    enum = frozenset(rule["enum"]) if "enum" in rule else None
    low, high = rule.get("minimum", -math.inf), rule.get("maximum", math.inf)
    shortest = rule.get("minLength", 0)
    one = _compiled(rule["items"]) if "items" in rule else None
    keys = {key: _compiled(r) for key, r in rule.get("properties", {}).items()}
    required = frozenset(rule.get("required", ()))
    closed = rule.get("additionalProperties") is False

    def right(data: Any) -> bool:
        kind = type(data)
        if kind not in types or (enum is not None and data not in enum):
            return False
        if kind is dict:
            if not required <= data.keys() or (closed and not data.keys() <= keys.keys()):
                return False
            return all(keys[key](value) for key, value in data.items() if key in keys)
        if one is not None and kind in (list, tuple):
            return all(map(one, data))
        if kind in (int, float):
            return low <= data <= high and (kind is int or math.isfinite(data))
        return kind is not str or len(data) >= shortest

    return right


def _faults(data: Any, rule: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    if "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rsplit("/", 1)[1]]
    kinds = rule.get("type")
    if kinds and not _is(data, kinds):
        wanted = kinds if isinstance(kinds, str) else " or ".join(kinds)
        yield place, f"{_shown(data)} is no {wanted}"
    elif "enum" in rule and data not in rule["enum"]:
        known = ", ".join(str(v) for v in rule["enum"] if v is not None)
        yield place, f"{_shown(data)} is none of: {known}"
    elif isinstance(data, dict):
        yield from _object(data, rule, place)
    elif isinstance(data, str):
        if len(data) < rule.get("minLength", 0):
            yield place, "empty"
    elif isinstance(data, list | tuple):
        for i, one in enumerate(data):
            yield from _faults(one, rule["items"], f"{place}[{i}]")
    elif data is not None and not rule.get("minimum", data) <= data <= rule.get("maximum", data):
        yield place, f"{data} is out of range"


def _object(data: dict[str, Any], rule: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    known = rule["properties"]
    for key in rule["required"]:
        if key not in data:
            yield place, f"the key {key!r} is missing"
    for key, value in data.items():
        if key in known:
            yield from _faults(value, known[key], f"{place}.{key}" if place else str(key))
        elif rule.get("additionalProperties") is False:
            yield place, f"the key {key!r} is unknown; known: {', '.join(known)}"


def _is(data: Any, kinds: str | list[str]) -> bool:
    if isinstance(data, float) and not math.isfinite(data):  # no JSON, but Python reads it
        return False
    names = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(data, bool):  # True is an int in Python, not in JSON
        return "boolean" in names
    return any(isinstance(data, _TYPES[name]) for name in names)


def _shown(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:39] + "…"
