"""The types of a decision about a report and of the text that it was made on, and their validation.

| target | ``new`` |
| --- | --- |
| ``cell:PATH`` | ``value``, ``status`` (``read``, ``blank`` or ``missing``), ``start`` and ``end`` or null |
| ``fact:START-END`` | the keys of a fact, ``part_of`` as the total's ``START-END``; null: there is no such count |
| ``section:NAME`` | ``heading``, ``start``; null: there is no such section |
| ``agency``, ``year``, ``form`` | the right one, or null |
| ``unit`` | the code of the division, six digits, or of the town, nine |
| ``check:NAME`` | ``confirmed``: the agency printed it so |
| ``report`` | ``done``: all that the page shows of the report is right |
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from govie.form import forms, sections
from govie.schema import topics
from govie.values import BOUNDS

_KINDS = ("cell", "fact", "section", "agency", "year", "form", "unit", "check", "report")
_STRINGS = ("when", "who", "file", "text", "target")
_SPAN = re.compile(r"\d{1,9}-\d{1,9}(?:/\d{1,3})?")
_ID = re.compile(r"[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST = 2_000  # characters of what a person types
_LARGEST = 2**63


def digest(text: str, number: int = 1) -> str:
    """A SHA-256 that identifies the ``number``-th report of a text."""
    content = text if number == 1 else f"{text}\0{number}"
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision on one target of a report.

    ``id``: twelve hexadecimal digits; ``text``: the ``digest`` of the text it was made on; ``old``, ``new``: the values
    before and after it; ``after``: the ids of the decisions on the same target that it replaces; ``undoes``: the id of
    the decision that it takes back.
    """

    id: str
    when: str
    who: str
    file: str
    text: str
    target: str
    old: Any
    new: Any
    why: str = ""
    after: tuple[str, ...] = ()
    undoes: str | None = None

    @property
    def kind(self) -> str:
        """``cell``, ``fact`` …"""
        return self.target.partition(":")[0]

    @property
    def name(self) -> str:
        """What follows the kind: a cell's path, a count's place, a section's name."""
        return self.target.partition(":")[2]

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain JSON types, as in a line of the file."""
        data: dict[str, Any] = {"decision": self.id}
        data |= {k: getattr(self, k) for k in (*_STRINGS, "old", "new")}
        if self.why:
            data["why"] = self.why
        if self.after:
            data["after"] = list(self.after)
        if self.undoes is not None:
            data["undoes"] = self.undoes
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Decision:
        """The decision in a line of the file. Raises ``ValueError`` with the reason for a malformed one."""
        _strings(data)
        after = data.get("after", [])
        if not isinstance(after, list) or not all(_is_id(a) for a in after):
            raise ValueError("after is no list of decisions")
        undoes = data.get("undoes")
        if undoes is not None and not _is_id(undoes):
            raise ValueError("undoes is no decision")
        kind, _, name = data["target"].partition(":")
        if undoes is None:
            _check(kind, name, data.get("new"))
        elif kind not in _KINDS:
            raise ValueError(f"{kind!r} is nothing that is decided")
        known = {key: data[key] for key in _STRINGS}
        known |= {"old": data.get("old"), "new": data.get("new"), "why": data.get("why", "")}
        return cls(id=data["decision"], **known, after=tuple(after), undoes=undoes)


@dataclass(frozen=True, slots=True)
class Basis:
    """The text that decisions were made on, with its report as it was read, in the shape of ``Report.to_dict``."""

    text: str
    file: str
    content: str = field(repr=False)
    read: Mapping[str, Any] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The text and its report as plain JSON types, as in a line of the file."""
        return {"basis": self.text, "file": self.file, "content": self.content, "read": self.read}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Basis:
        """The text in a line of the file. Raises ``ValueError`` for a malformed one."""
        name, file, content, read = (data.get(k) for k in ("basis", "file", "content", "read"))
        if not (isinstance(file, str) and isinstance(content, str) and isinstance(read, dict)):
            raise ValueError("no text with its report")
        if not isinstance(name, str) or not _DIGEST.fullmatch(name):
            raise ValueError("its basis is no digest of a text")
        return cls(name, file, content, read)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _strings(data: Mapping[str, Any]) -> None:
    for key in _STRINGS:
        value = data.get(key)
        if not isinstance(value, str) or len(value) > 2 * _LONGEST:
            raise ValueError(f"{key} is no text, or longer than any")
    if not _is_id(data.get("decision")):
        raise ValueError("its number is not twelve hexadecimal digits")
    if not _DIGEST.fullmatch(data["text"]):
        raise ValueError("text is no digest")
    if not isinstance(data.get("why", ""), str) or len(data.get("why", "")) > _LONGEST:
        raise ValueError("why is no text, or longer than any")


def _check(kind: str, name: str, new: Any) -> None:
    """Raise ``ValueError`` where ``new`` is no valid value for a target of this kind."""
    if kind == "cell":
        _cell(name, new)
    elif kind == "fact":
        _fact(name, new)
    elif kind == "section":
        _section(name, new)
    elif kind == "check":
        if new != "confirmed" or not 0 < len(name) <= _LONGEST:
            raise ValueError("a check can be confirmed, nothing else")
    elif kind in _META and not name:
        if not _META[kind](new):
            raise ValueError(f"{str(new)[:80]!r} is no {kind}")
    else:
        raise ValueError(f"{kind!r} is nothing that is decided")


_META: Mapping[str, Callable[[Any], bool]] = {
    "agency": lambda new: new is None or _is_words(new),
    "year": lambda new: new is None or (type(new) is int and 1990 <= new <= 2100),
    "form": lambda new: new is None or (isinstance(new, str) and new in forms()),
    "unit": lambda new: (
        new is None or (isinstance(new, str) and bool(re.fullmatch(r"\d{6}|\d{9}", new)))
    ),
    "report": lambda new: new == "done",
}


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < _LARGEST  # false for NaN; comparing a huge integer does not overflow


def _is_place(start: Any, end: Any) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end < 10**9


def _cell(path: str, new: Any) -> None:
    cell = next((c for form in forms().values() for c in form.cells if c.path == path), None)
    if cell is None:
        raise ValueError(f"{path[:80]!r} is no cell of any form")
    if not isinstance(new, dict) or new.get("status") not in ("read", "blank", "missing"):
        raise ValueError("a cell is read, blank or missing")
    if (new["status"] == "read") != _is_number(new.get("value")):
        raise ValueError("a cell that is read has a number, another has none")
    if not cell.is_money and new["status"] == "read" and new["value"] % 1:
        raise ValueError(f"the cell holds a count: {new['value']:g} is no whole number")
    place = new.get("start"), new.get("end")
    if place != (None, None) and not _is_place(*place):
        raise ValueError("start and end of a cell are no place")


def _fact(name: str, new: Any) -> None:
    if not _SPAN.fullmatch(name):
        raise ValueError("a count is named by its place, START-END")
    if new is None:
        return
    if not isinstance(new, dict) or new.get("topic") not in topics():
        raise ValueError("a count has one of the topics")
    if not _is_number(new.get("value")) or not _is_place(new.get("start"), new.get("end")):
        raise ValueError("a count has a number and a place")
    if not _is_words(new.get("item")) or new.get("bound") not in BOUNDS:
        raise ValueError(f"a count has an item and a bound, one of {', '.join(BOUNDS)}")
    for key in ("unit", "channel"):
        if new.get(key) is not None and not _is_words(new[key]):
            raise ValueError(f"the {key} of a count is a word or none")
    whole = new.get("part_of")
    if whole is not None and not (isinstance(whole, str) and _SPAN.fullmatch(whole)):
        raise ValueError("part_of names a count by its place, START-END")


def _section(name: str, new: Any) -> None:
    if name not in {s.name for s in sections()}:
        raise ValueError(f"{name[:80]!r} is no section")
    if new is None:
        return
    start = new.get("start") if isinstance(new, dict) else None
    if type(start) is not int or not 0 <= start < 10**9 or not _is_words(new.get("heading")):
        raise ValueError("a section has a heading and where it starts")
