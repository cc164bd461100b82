"""The markup of a sentence pattern: text, alternatives, and counts with what they count.

=====================  ===============================================================
``(共|总计|)``          one of these
``{site}``             a word of the lexicon or of the context; ``{site#1}`` keeps its choice
``[政府信息]``          an item: what the next counts count; ``[x:政府信息]`` gives it a name
``@[{site}]``          a channel: it governs the counts that follow, to the end of the clause
``<条 !total #t ~>``   a count: unit, size, name, and whether a bound may be printed with it
``{* 4-9 categories ，|； = [{it}]<条 ^t>}``  a list of 4 to 9 entries of a source
``\\<``                 the character itself
=====================  ===============================================================

A count's words, in any order after the unit (``-`` where none is printed, ``条=条（次）`` where the
print differs, ``条/件`` where either will do, ``元:万元`` where the figure is printed in 万元):

``#t`` its name · ``^t`` part of ``t`` (of a total that comes later as well) · ``!total`` a size of
``sizes.toml``, or ``!3-20`` · ``=received-closed`` a value from the tables or from named counts ·
``~`` a bound may be printed (``~over``: this one) · ``zh`` in Chinese numerals · ``item=x``,
``item:word`` and ``on=c``, ``on=-`` where item or channel is not the nearest · ``optional`` for a
count that is not scored (see docs/annotating.md) · a topic, where it is not the pattern's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from govie.facts.topics import TOPICS


class MarkupError(ValueError):
    """A pattern that cannot be read, with the place and what was expected there."""


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that names an item or a channel."""

    kind: Literal["item", "channel"]
    name: str | None
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Count:
    units: tuple[str, ...]
    name: str | None = None
    part_of: str | None = None
    size: str | None = None
    value: str | None = None
    bound: str | None = None
    chinese: bool = False
    item: str | None = None
    item_text: str | None = None
    channel: str | None = None
    topic: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    low: int
    high: int
    source: str
    separators: tuple[str, ...]
    nodes: tuple[Node, ...] = field(default=())


Node = Text | Choice | Slot | Mark | Count | Each


@cache
def parse(text: str) -> tuple[Node, ...]:
    """The nodes of a pattern."""
    reader = _Reader(text)
    nodes = reader.sequence("")
    if reader.at < len(text):
        raise MarkupError(f"unexpected {text[reader.at]!r} at {reader.at} of {text!r}")
    return nodes


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def sequence(self, ends: str) -> tuple[Node, ...]:
        nodes: list[Node] = []
        plain = ""
        while self.at < len(self.text):
            c = self.text[self.at]
            if c in ends or c in ")]}":
                break
            if c == "\\":
                plain += self.text[self.at + 1]
                self.at += 2
                continue
            if c in "([{<" or self.text.startswith("@[", self.at):
                if plain:
                    nodes.append(Text(plain))
                    plain = ""
                nodes.append(self.node())
                continue
            plain += c
            self.at += 1
        if plain:
            nodes.append(Text(plain))
        return tuple(nodes)

    def node(self) -> Node:
        c = self.text[self.at]
        if c == "(":
            self.at += 1
            options = [self.sequence("|)")]
            while self.take("|"):
                options.append(self.sequence("|)"))
            self.expect(")")
            return Choice(tuple(options))
        if c in "[@":
            self.at += 1 if c == "[" else 2
            name = re.compile(r"([a-z]\w*):").match(self.text, self.at)
            if name:
                self.at = name.end()
            nodes = self.sequence("]")
            self.expect("]")
            return Mark("item" if c == "[" else "channel", name[1] if name else None, nodes)
        if c == "<":
            end = self.text.find(">", self.at)
            if end < 0:
                raise MarkupError(f"no > after {self.at} of {self.text!r}")
            spec = self.text[self.at + 1 : end]
            self.at = end + 1
            return _count(spec)
        if self.text.startswith("{*", self.at):
            head = re.compile(r"\{\* (\d+)-(\d+) ([\w.]+) (\S+) = ").match(self.text, self.at)
            if not head:
                raise MarkupError(f"a list reads {{* 4-9 source ，|； = …}}: {self.text!r}")
            self.at = head.end()
            nodes = self.sequence("}")
            self.expect("}")
            return Each(int(head[1]), int(head[2]), head[3], tuple(head[4].split("|")), nodes)
        slot = re.compile(r"\{([\w.]+)(?:#(\w+))?\}").match(self.text, self.at)
        if not slot:
            raise MarkupError(f"no slot at {self.at} of {self.text!r}")
        self.at = slot.end()
        return Slot(slot[1], slot[2])

    def take(self, c: str) -> bool:
        if self.text.startswith(c, self.at):
            self.at += len(c)
            return True
        return False

    def expect(self, c: str) -> None:
        if not self.take(c):
            raise MarkupError(f"expected {c!r} at {self.at} of {self.text!r}")


def _count(spec: str) -> Count:
    unit, *words = spec.split()
    found: dict[str, str | bool] = {}
    for word in words:
        if word[0] == "#":
            found["name"] = word[1:]
        elif word[0] == "^":
            found["part_of"] = word[1:]
        elif word[0] == "!":
            found["size"] = word[1:]
        elif word[0] == "=":
            found["value"] = word[1:]
        elif word[0] == "~":
            found["bound"] = word[1:] or "any"
        elif word == "zh":
            found["chinese"] = True
        elif word == "optional":
            found["optional"] = True
        elif word.startswith("item="):
            found["item"] = word[5:]
        elif word.startswith("item:"):
            found["item_text"] = word[5:]
        elif word.startswith("on="):
            found["channel"] = word[3:]
        elif word in TOPICS:
            found["topic"] = word
        else:
            raise MarkupError(f"unknown word {word!r} in <{spec}>")
    return Count(tuple(unit.split("/")), **found)  # type: ignore[arg-type]
