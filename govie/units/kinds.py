"""Classifies the part of a name after the place: a government, or a department and its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from govie import toml
from govie.units import patterns

GOVERNMENT = "government"
OFFICE = "政府办公室"
OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Kind:
    """``kind``: ``government`` or the subject; ``name``: the body's name in the unit's id."""

    kind: str
    name: str


@cache
def _kinds() -> tuple[tuple[re.Pattern[str], re.Pattern[str], Kind], ...]:
    """For each kind a pattern of its words, a pattern of names of the department itself, and the kind."""
    return tuple(
        (
            re.compile(k["words"]),
            re.compile(k.get("same") or re.escape(_core(k["name"]))),
            Kind(k["kind"], k["name"]),
        )
        for k in toml.read("units/kinds.toml")["kind"]
    )


def _core(name: str) -> str:
    """A department's name without the word for its type (局, 委员会 …)."""
    return patterns.ORGAN.sub("", name)


_LATEST = 2  # characters that may precede the subject: 市教育局 in a zone


def of(tail: str, latest: int = _LATEST) -> Kind:
    """The kind of the body whose name, after its place, is ``tail``.

    ``latest``: the last offset at which the subject may begin: 重点工程建设局 is no 建设局.
    """
    bare = patterns.MERGED.sub("", tail)
    if patterns.GOVERNMENT.fullmatch(bare):
        return Kind(GOVERNMENT, patterns.GOVERNMENT_NAME)
    bare = patterns.OWN_OFFICE.sub("", bare)
    if patterns.BODY.search(bare):
        return Kind(OTHER, bare)
    best: tuple[int, Kind] | None = None
    own = False
    for pattern, same, kind in _kinds():
        match = pattern.search(bare)
        # of several subjects the first counts: 教育体育局, 住房和城乡建设局
        if match and (best is None or match.start() < best[0]):
            best = (match.start(), kind)
            own = same.fullmatch(_core(bare)) is not None
    if best is not None and best[0] <= latest:
        return best[1] if own else Kind(best[1].kind, bare)
    return Kind(OTHER, bare)


def is_several(tail: str) -> bool:
    """Whether ``tail`` names several bodies: 水利局林业局."""
    return bool(patterns.SEVERAL.search(patterns.MERGED.sub("", tail)))
