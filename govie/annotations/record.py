"""The types of an annotated text, and the validation of a record against ``schema.json``."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from govie.schema import schema
from govie.values import Number


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the form: the value that the document prints in it, and the span of the text that prints it.

    ``status``: ``read`` (``text[start:end]`` prints ``value``), ``blank`` (printed as nothing or a
    dash), ``missing`` (the text does not contain it), ``damaged`` (the document prints ``value``, but
    the text misreads or loses it), ``None`` where the record does not say.
    """

    path: str
    value: Number | None
    status: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name in ``statute.toml``, its heading as printed, the offset at which the heading starts."""

    name: str
    heading: str
    start: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A count that the prose states: the keys of ``Report.facts``, then those that only annotations have.

    ``item_start`` to ``channel_end``: the spans of item and channel, ``None`` where unknown or not contiguous;
    ``optional``: whether reporting the count is neither required nor wrong; ``item_alt``, ``topic_alt``: further
    correct answers.
    """

    topic: str
    item: str
    value: Number
    unit: str | None
    bound: str
    channel: str | None
    part_of: int | None
    start: int
    end: int
    item_start: int | None = None
    item_end: int | None = None
    channel_start: int | None = None
    channel_end: int | None = None
    optional: bool = False
    item_alt: tuple[str, ...] = ()
    topic_alt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotated text.

    ``cells``, ``sections`` and ``facts`` are ``None`` where the record does not annotate them (a passage has
    facts only), and empty where it annotates that there are none. ``other`` holds every further key of the
    record, so that nothing is lost when it is written again. ``schema.json`` describes each key.
    """

    id: str
    text: str
    title: str | None = None
    agency: str | None = None
    agency_alt: tuple[str, ...] = ()  # names of the agency that are right as well
    level: str | None = None
    year: int | None = None
    form: str | None = None
    layout: str | None = None
    tool: str | None = None
    route: str | None = None
    held_back: bool | None = None
    split: str | None = None
    sections: tuple[Section, ...] | None = None
    cells: tuple[Cell, ...] | None = None
    facts: tuple[Fact, ...] | None = None
    other: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Annotation:
        """The annotation in a record of a file. Raises ``KeyError`` or ``TypeError`` if it is none."""
        known = {k: v for k, v in data.items() if k in _PLAIN and v is not None}
        return cls(
            **known,
            agency_alt=_several(data.get("agency_alt")),
            sections=_all(Section, data.get("sections")),
            cells=_all(Cell, data.get("cells")),
            facts=_facts(data.get("facts"), data.get("optional")),
            other={k: v for k, v in data.items() if k not in _KEYS},
        )

    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON types; what is ``None`` is left out."""
        data: dict[str, Any] = {k: getattr(self, k) for k in _PLAIN}
        data["agency_alt"] = list(self.agency_alt) or None
        for name in ("sections", "cells", "facts"):
            parts = getattr(self, name)
            data[name] = None if parts is None else [_lean(part) for part in parts]
        return {k: v for k, v in data.items() if v is not None} | dict(self.other)


_PARTS = ("agency_alt", "sections", "cells", "facts")
_PLAIN = tuple(f.name for f in fields(Annotation) if f.name not in (*_PARTS, "other"))
# ``optional``: in Parquet the optional facts are a column of their own.
_KEYS = frozenset((*_PLAIN, *_PARTS, "optional"))
_PLACES = ("item_start", "item_end", "channel_start", "channel_end")


def _all(kind: Any, found: list[dict[str, Any]] | None) -> tuple[Any, ...] | None:
    if found is None:
        return None
    return tuple(kind(**{k: _exact(v) for k, v in one.items()}) for one in found)


def _facts(
    scored: list[dict[str, Any]] | None, optional: list[dict[str, Any]] | None
) -> tuple[Fact, ...] | None:
    """Scored and optional facts in one tuple, the links among the optional ones renumbered."""
    if scored is None and optional is None:
        return None
    first = [_fact(one) for one in scored or ()]
    second = []
    for one in optional or ():
        of = one.get("part_of")
        link = None if of is None else of + len(first)
        second.append(_fact({**one, "part_of": link, "optional": True}))
    return tuple(first + second)


def _fact(data: Mapping[str, Any]) -> Fact:
    # Arrow has no absent keys, and -1 is the corpus's way to say that a place is not known.
    known = {k: v for k, v in data.items() if not (k in _PLACES and (v is None or v < 0))}
    known["value"] = _exact(known["value"])
    known["optional"] = bool(known.get("optional"))
    for key in ("item_alt", "topic_alt"):
        known[key] = _several(known.get(key))
    return Fact(**known)


def _exact(value: Any) -> Any:
    """``value``, as an integer if it is whole: a column of Parquet has one type."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _several(value: Any) -> tuple[str, ...]:
    """One answer or a list of answers as a tuple; gold files have either."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _lean(one: Any) -> dict[str, Any]:
    """A part as JSON; the optional keys of facts are left out where they are empty."""
    data = {f.name: getattr(one, f.name) for f in fields(one)}
    if isinstance(one, Fact):
        extras = (*_PLACES, "optional", "item_alt", "topic_alt")
        # not a test for truth: the offset 0 is a value
        data = {
            k: v
            for k, v in data.items()
            if k not in extras or not (v is None or v is False or v == ())
        }
    return {k: list(v) if isinstance(v, tuple) else v for k, v in data.items()}


_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def shape_faults(data: object) -> Iterator[tuple[str, str]]:
    """Where ``data`` violates the schema, and how: ``("facts[2].unit", "…")``.

    Supports the keywords that the schema uses; a test compares the two.
    """
    return _faults(data, schema(), "")


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
