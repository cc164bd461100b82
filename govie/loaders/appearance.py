"""Determines whether a run of a Word document is hidden, struck through or raised, directly or by its style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_OFF = ("0", "false", "off", "none")
_HIDING = {"vanish", "strike", "dstrike"}
_DEEPEST = 20  # levels of inheritance between styles


@dataclass(frozen=True, slots=True)
class Look:
    """``gone``: the properties in force that hide or delete the text; ``raised``: 1 for superscript, -1 for subscript."""

    gone: frozenset[str] = frozenset()
    raised: int = 0


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Styles:
    """The looks of a document's styles, by their identifiers."""

    looks: Mapping[str, Look] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any) -> Styles:
        """The styles of a parsed ``word/styles.xml``, with inherited properties."""
        own: dict[str, tuple[Any, str | None]] = {}
        for style in root:
            if name(style) == "style" and (key := _attribute(style, "styleId")):
                own[key] = (child(style, "rPr"), value(child(style, "basedOn")))
        looks = {}
        for key in own:
            chain: list[Any] = []
            at: str | None = key
            while at in own and len(chain) < _DEEPEST:
                properties, base = own[at]
                chain.append(properties)
                at = base
            look = PLAIN
            for properties in reversed(chain):
                look = _changed(look, properties)
            if look != PLAIN:
                looks[key] = look
        return cls(looks)

    def paragraph(self, paragraph: Any) -> Look:
        """The look that a paragraph's style gives its runs."""
        properties = child(paragraph, "pPr")
        if properties is None or not self.looks:
            return PLAIN
        return self._named(properties, "pStyle", PLAIN)

    def run(self, run: Any, before: Look) -> Look:
        """The look of a run in a paragraph with the look ``before``."""
        properties = child(run, "rPr")
        look = before
        if properties is not None:
            look = _changed(self._named(properties, "rStyle", before), properties)
        if look.raised == 0 and any(
            name(e) in ("footnoteReference", "endnoteReference") for e in run
        ):
            look = replace(look, raised=1)
        return look

    def _named(self, properties: Any, kind: str, before: Look) -> Look:
        style = self.looks.get(value(child(properties, kind)) or "")
        if style is None:
            return before
        return Look(before.gone | style.gone, style.raised or before.raised)


def _changed(look: Look, properties: Any) -> Look:
    """``look`` with the changes in ``properties``, an element ``rPr``."""
    if properties is None:
        return look
    gone, raised = set(look.gone), look.raised
    for element in properties:
        what = name(element)
        if what in _HIDING:
            (gone.discard if value(element) in _OFF else gone.add)(what)
        elif what == "vertAlign":
            raised = {"superscript": 1, "subscript": -1}.get(value(element) or "", 0)
        elif what in ("del", "moveFrom"):
            gone.add(what)
    return Look(frozenset(gone), raised)


def name(element: Any) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Any, *path: str) -> Any:
    """The first element with these names below ``element``, one in the other; ``None`` where there is none."""
    for inner in element:
        if name(inner) == path[0]:
            found = child(inner, *path[1:]) if path[1:] else inner
            if found is not None:
                return found
    return None


def value(element: Any) -> str | None:
    """The attribute ``val``, in the namespace of either edition of the standard; ``None`` without an element."""
    return None if element is None else _attribute(element, "val")


def _attribute(element: Any, wanted: str) -> str | None:
    for key, found in element.attrib.items():
        if key.rpartition("}")[2] == wanted:
            return str(found)
    return None
