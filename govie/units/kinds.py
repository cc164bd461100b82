"""Classifies the part of a name after the place: a government, or a department and its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from govie import toml

GOVERNMENT = "government"
OFFICE = "政府办公室"
OTHER = "其他"
_GOVERNMENT = re.compile(r"(?:人民政府|政府|管理委员会|管委会|办事处|街道办事处|行政公署|公署)?")
_OF_GOVERNMENT = re.compile(r"^(?:人民政府|政府)(?=.{2})(?!办)")
_SEVERAL = re.compile(r"(?:局|(?<!管理)委员会|厅)(?=.{2,60}(?:局|委员会|厅|委)$)(?!.{0,60}分局$)")
# Bodies that are for their own work and no department: a 民族中学 has nothing to do with 民族 affairs.
_BODY = re.compile(
    r"(?:学校|中学|小学|幼儿园|学院|大学|医院|银行|公司|集团|协会|合作社联社|法院|检察院)$"
)
_ORGAN = re.compile(r"(?:工作)?(?:局|厅|委员会|委|办公室|办|分局|支队|大队|总队)$")
_MERGED = re.compile(r"[(（].{0,80}[)）]$")


@dataclass(frozen=True, slots=True)
class Kind:
    """``kind``: ``government`` or the subject; ``name``: what the id is written with."""

    kind: str
    name: str


@cache
def _kinds() -> tuple[tuple[re.Pattern[str], re.Pattern[str], Kind], ...]:
    """Each kind: the words that tell it, the names that are its own department's, and what it is."""
    return tuple(
        (
            re.compile(k["words"]),
            re.compile(k.get("same") or re.escape(_core(k["name"]))),
            Kind(k["kind"], k["name"]),
        )
        for k in toml.read("units/kinds.toml")["kind"]
    )


def _core(name: str) -> str:
    """A department's name without the word for what it is."""
    return _ORGAN.sub("", name)


_LATEST = 2  # characters in front of the subject: 市教育局 in a zone


def of(tail: str, latest: int = _LATEST) -> Kind:
    """The kind of the body whose name, after its place, is ``tail``; its subject begins at ``latest`` at
    the latest: 重点工程建设局 is no 建设局."""
    bare = _MERGED.sub("", tail)
    if _GOVERNMENT.fullmatch(bare):
        return Kind(GOVERNMENT, "人民政府")
    bare = _OF_GOVERNMENT.sub("", bare)
    if _BODY.search(bare):
        return Kind(OTHER, bare)
    best: tuple[int, Kind] | None = None
    own = False
    for pattern, same, kind in _kinds():
        match = pattern.search(bare)
        # the subject that comes first names the department: 教育体育局, 住房和城乡建设局
        if match and (best is None or match.start() < best[0]):
            best = (match.start(), kind)
            own = same.fullmatch(_core(bare)) is not None
    if best is not None and best[0] <= latest:
        return best[1] if own else Kind(best[1].kind, bare)
    return Kind(OTHER, bare)


def is_several(tail: str) -> bool:
    """Whether ``tail`` names several bodies: 水利局林业局."""
    return bool(_SEVERAL.search(_MERGED.sub("", tail)))
