"""Evaluates a page's style sheets, as far as they hide text or strike it through.

Linked style sheets and those for other media are ignored, and no script runs. A rule that depends on an element's
ancestors (``.open .pane``) hides nothing, but may show what another rule hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_MOST = 500_000  # characters of style sheets that are read
_SELECTOR = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)\Z")
_PLACE = re.compile(r"[\s>+~]+")
_PART = re.compile(r"[.#][\w-]+")
_READ = ("display", "visibility", "text-decoration", "text-decoration-line", "vertical-align")
_ALWAYS = re.compile(r"@media\s+(?:all|screen)\s*\Z")


@dataclass(frozen=True, slots=True)
class _Rule:
    """The ``style`` of elements with a ``name``, an ``id`` and ``classes``; the rule with the greatest ``weight`` wins."""

    name: str
    id: str
    classes: frozenset[str]
    weight: tuple[int, int, int, int]
    style: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules of a page, indexed by the id, else a class, else the name that they select."""

    rules: dict[str, list[_Rule]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Sheet:
        """The rules of the style sheets ``texts``; linear in their length."""
        rules: dict[str, list[_Rule]] = {}
        text = _without_comments("\n".join(texts)[:_MOST])
        for number, (selectors, body) in enumerate(_blocks(text)):
            style = {k: v for k, v in declarations(body).items() if k in _READ}
            if not style:
                continue
            for selector in selectors.split(","):
                if (rule := _rule(selector.strip(), number, style)) is not None:
                    first = rule.id or min(rule.classes, default="") or rule.name
                    rules.setdefault(first, []).append(rule)
        return cls(rules)

    def style(self, element: Any) -> dict[str, str]:
        """The declarations that apply to an element, by the rules and its own attribute ``style``."""
        own = declarations(element.get("style") or "")
        if not self.rules:
            return own
        name = element.tag.lower()
        id_ = "#" + (element.get("id") or "")
        classes = {f".{c}" for c in (element.get("class") or "").split()}
        found = [
            rule
            for key in (id_, *classes, name, "*")
            for rule in self.rules.get(key, ())
            if rule.name in ("*", name) and rule.id in ("", id_) and rule.classes <= classes
        ]
        style: dict[str, str] = {}
        for rule in sorted(found, key=lambda r: r.weight):
            style |= rule.style
        return style | own


def declarations(body: str) -> dict[str, str]:
    """The declarations of a rule or of an attribute ``style``, the last of each name."""
    style: dict[str, str] = {}
    for declaration in body.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            style[name.strip()] = value.replace("!important", "").strip()
    return style


def _rule(selector: str, number: int, style: dict[str, str]) -> _Rule | None:
    *places, own = _PLACE.split(selector)
    match = _SELECTOR.match(own)
    if match is None or not own:
        return None
    if places and (style.get("display") == "none" or "display" not in style):
        return None
    parts = _PART.findall(match[2])
    ids = [part for part in parts if part.startswith("#")]
    classes = frozenset(parts) - {*ids}
    name = match[1] or "*"
    if len(ids) > 1:
        return None
    weight = (len(ids) + len(places), len(classes), int(name != "*"), number)
    return _Rule(name, "".join(ids), classes, weight, style)


def _without_comments(text: str) -> str:
    parts = []
    at = 0
    while (start := text.find("/*", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("*/", start + 2)
        if end < 0:
            return "".join(parts)
        at = end + 2
    return "".join([*parts, text[at:]]).replace("<!--", " ").replace("-->", " ")


def _blocks(text: str) -> Iterable[tuple[str, str]]:
    """The selectors and declarations of rules that apply on screens."""
    heads: list[str] = []
    last = 0
    for mark in re.finditer("[{}]", text):
        words = text[last : mark.start()]
        last = mark.end()
        if mark[0] == "{":
            heads.append(words.split(";")[-1].strip())
        elif heads:
            head = heads.pop()
            if not head.startswith("@") and all(_ALWAYS.match(h.lower()) for h in heads):
                yield head, words
