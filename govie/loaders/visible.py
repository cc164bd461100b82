"""Removes hidden and struck-out text from a web page, and marks superscripts and subscripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govie.loaders.base import lowered, raised
from govie.loaders.stylesheet import Sheet

_STRUCK = ("s", "strike", "del")
_INVISIBLE = ("hidden", "collapse")
_DEEPEST = 20  # levels of elements in which the last character before an element is searched
_NOWHERE = "template"  # replaces the tag of a hidden element; no browser shows its content


def settle(root: Any, *, hidden: bool) -> bool:
    """Remove text that is struck out and, unless ``hidden``, text that is hidden; returns whether anything is hidden.

    Superscripts and subscripts after a character become Unicode's.
    """
    shifted: list[tuple[Any, Callable[[str], str]]] = []
    empty: list[tuple[Any, bool]] = []
    found = False
    sheet = Sheet.of(element.text or "" for element in root.iter("style"))
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.lower()
        style = sheet.style(element)
        if _hidden(element, style):
            found = True
            if not hidden:
                # an invisible element still takes up space on the page
                empty.append((element, style.get("visibility") in _INVISIBLE))
                continue
        struck = (style.get(key, "") for key in ("text-decoration", "text-decoration-line"))
        if name in _STRUCK or any("line-through" in value for value in struck):
            empty.append((element, True))
        elif name in ("sup", "sub") or style.get("vertical-align") in ("super", "sub"):
            below = name == "sub" or style.get("vertical-align") == "sub"
            shifted.append((element, lowered if below else raised))
    for element, change in shifted:
        if _follows(element):
            _shift(element, change)
    for element, keeps_place in empty:
        _emptied(element)
        if not keeps_place:
            element.tag = _NOWHERE
    return found


def _emptied(element: Any) -> None:
    """Remove the content of ``element``; a cell keeps its position and its spans."""
    spans = {k: v for k, v in element.attrib.items() if k in ("rowspan", "colspan")}
    element.clear(keep_tail=True)
    for key, value in spans.items():
        element.set(key, value)


def _hidden(element: Any, style: dict[str, str]) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in _INVISIBLE
        or (element.get("hidden") is not None and element.get("hidden") != "until-found")
    )


def _follows(element: Any) -> bool:
    """Whether a character is right before ``element``; a superscript alone in a cell is the cell's number."""
    before = element.getprevious()
    parent = element.getparent()
    text: str | None
    if before is not None:
        text = before.tail or _ending(before)
    else:
        text = parent.text if parent is not None else ""
    return bool(text) and not text[-1].isspace()


def _ending(element: Any) -> str:
    """The text that ``element`` ends with."""
    for _ in range(_DEEPEST):
        if not len(element):
            return str(element.text or "")
        if element[-1].tail:
            return str(element[-1].tail)
        element = element[-1]
    return ""


def _shift(element: Any, change: Callable[[str], str]) -> None:
    for inner in element.iter():
        if inner.text:
            inner.text = change(inner.text)
        if inner.tail and inner is not element:
            inner.tail = change(inner.tail)
