"""Offsets as annotation tools count them, and the record that goes with a text through a tool."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from govie.annotations import shape
from govie.annotations.marks import Span
from govie.annotations.record import Annotation
from govie.errors import BadAnnotation


class Units:
    """Code points of ``text`` to UTF-16 code units and back."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        # The code points before which a unit more is counted than there are characters.
        self._pairs = [i for i, char in enumerate(text) if ord(char) > 0xFFFF]
        self._units = [i + n for n, i in enumerate(self._pairs)]

    def of(self, offset: int) -> int:
        """The offset in code units."""
        return offset + bisect_left(self._pairs, offset)

    def back(self, offset: int) -> int:
        """The offset in code points; one inside a pair becomes that of its character."""
        return offset - bisect_left(self._units, offset)

    def span(self, start: int, end: int, label: str) -> Span:
        """The span that a tool gives in code units."""
        return Span(self.back(start), self.back(end), str(label))


def packed(one: Annotation) -> dict[str, Any]:
    """The record without its text, which the tool has, but with a mark that tells whether it is it."""
    record = {k: v for k, v in one.to_dict().items() if k != "text"}
    return {"record": record, "sha256": _mark(one.text)}


def kept(data: Mapping[str, Any] | None, text: str, number: object) -> Annotation:
    """The annotation that went into the tool; an empty one where the tool's data are not govie's.

    Raises ``BadAnnotation`` where the text came back changed: its offsets hold no more.
    """
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}, not str")
    if not data:
        return Annotation(id=str(number), text=text)
    record = {**data["record"], "text": text}
    if data["sha256"] != _mark(text):
        raise BadAnnotation(f"{record['id']}: the text came back from the tool changed")
    for place, reason in shape.faults(record):
        raise BadAnnotation(f"{record.get('id')}: {place}: {reason}")
    return Annotation.from_dict(record)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
