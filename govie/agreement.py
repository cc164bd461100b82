"""Where the narrative and a table state the same thing: whether they agree.

A disagreement is reported and nothing is changed: agencies do contradict themselves, and which of the
two is right only they can say. Only what has the same scope is compared: a figure of the office alone, of
one quarter, of several years or of another one, and a count of which only a part is about disclosure, say
nothing of the table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from govie.report import CellValue, Check, Fact

Number = int | float


@dataclass(frozen=True, slots=True)
class _Claim:
    """Facts of the indicators ``kinds`` state the sum of one of ``cells``' choices."""

    name: str
    kinds: tuple[str, ...]
    cells: tuple[str, ...]
    whole: bool = False  # only a fact that is no part of another
    item: str = ""  # what the item holds, where its reasons are of the same indicator


# 受理 counts some agencies' requests carried in from the year before, and others' not.
_CLAIMS = (
    _Claim(
        "收到申请",
        ("requests_received.requests",),
        (r"requests\.received\.total", r"requests\.(?:received|carried_in)\.total"),
        whole=True,
    ),
    _Claim("上年结转", ("requests_carried.carried_in",), (r"requests\.carried_in\.total",)),
    _Claim("结转下年", ("requests_carried.carried_out",), (r"requests\.carried_out\.total",)),
    _Claim("予以公开", ("requests_closed.granted",), (r"requests\.granted\.total",)),
    _Claim("部分公开", ("requests_closed.partly_granted",), (r"requests\.partly_granted\.total",)),
    _Claim(
        "予以公开和部分公开",
        ("requests_closed.granted_or_partly",),
        (r"requests\.(?:granted|partly_granted)\.total",),
    ),
    _Claim("不予公开", ("requests_closed.refused",), (r"requests\.refused\.[^.]+\.total",)),
    _Claim(
        "无法提供",
        ("requests_closed.unavailable",),
        (r"requests\.unavailable\.[^.]+\.total",),
        item="无法提供",
    ),
    _Claim(
        "不予处理", ("requests_closed.not_processed",), (r"requests\.not_processed\.[^.]+\.total",)
    ),
    _Claim(
        "行政复议", ("review.review", "review.disclosure_review"), (r"review\.total",), whole=True
    ),
    _Claim("行政诉讼", ("litigation.litigation",), (r"litigation_\w+\.total",), whole=True),
)
_CLAUSE_END = re.compile(r"[。；;！？\n]")
_SEVERAL_YEARS = re.compile(
    r"近[两二三四五六七八九十]年|历年|\d{4}年?(?:至|到|-|—|~)\d{4}年|20\d\d年以来|五年来|三年来"
)
_PART_OF_YEAR = re.compile(
    r"[一二三四]季度|[上下]半年|(?<![年\d])\d{1,2}月份|(?!1月..?12月)(?<!\d)\d{1,2}月(?:至|-|—)\d{1,2}月"
)
_YEAR = re.compile(r"(20\d\d)年")
_NARROW = re.compile(
    r"本级|办公室|(?:各|其他|工作|直属|政府)部门|局属|下属|所属|镇街|各(?:街道|乡镇|镇|区县|县区)|系统(?:共|各)"
)
_DISCLOSURE = re.compile(r"信息公开|公开申请|依申请公开")
_FAR = 80  # characters before a count that may say whose it is
_COUNTED = frozenset("件条宗份次起项个") | {None}


def check(
    facts: Sequence[Fact],
    cells: Mapping[str, CellValue],
    text: str,
    year: int | None = None,
    agency: str | None = None,
) -> tuple[Check, ...]:
    """One check for each thing that both state; ``expected`` is the table's, ``found`` the narrative's,
    ``start`` and ``end`` its place in ``text``.

    ``year``, ``agency``: the report's, which tell what has another scope. Where the narrative states a
    thing several times, it agrees if one of them does.
    """
    known = {kind for claim in _CLAIMS for kind in claim.kinds}
    like = [f for f in facts if f.kind in known and _same_scope(f, text, year, agency or "")]
    found = (_checked(claim, like, facts, cells, text) for claim in _CLAIMS)
    return tuple(c for c in found if c is not None)


def _same_scope(fact: Fact, text: str, year: int | None, agency: str) -> bool:
    """Whether the words before a count, from its sentence's beginning, do not say that it is another's."""
    if fact.unit not in _COUNTED or fact.bound != "exact":
        return False
    lead = _CLAUSE_END.split(text[max(0, fact.start - _FAR) : fact.start])[-1]
    lead = "".join(lead.split()) + fact.item
    if _SEVERAL_YEARS.search(lead) or _PART_OF_YEAR.search(lead):
        return False
    years = [int(y) for y in _YEAR.findall(lead)]
    carried = fact.topic == "requests_carried"  # 结转2023年: the year is what is counted
    if year is not None and years and years[-1] != year and not carried:
        return False
    return not any(m[0] not in agency for m in _NARROW.finditer(lead))


def _checked(
    claim: _Claim,
    like: Sequence[Fact],
    facts: Sequence[Fact],
    cells: Mapping[str, CellValue],
    text: str,
) -> Check | None:
    stated = [
        f
        for f in like
        if f.kind in claim.kinds
        and claim.item in f.item
        and not (claim.whole and f.part_of is not None)
    ]
    if claim.name in ("行政复议", "行政诉讼"):
        stated = [d for f in stated for d in _of_disclosure(f, facts, text)]
    choices = [c for pattern in claim.cells if (c := _sum(pattern, cells)) is not None]
    if not stated or not choices:
        return None
    for fact in stated:
        for value, paths in choices:
            if fact.value == value:
                return _check(claim, True, value, fact, paths)
    value, paths = choices[0]
    return _check(claim, False, value, stated[0], paths)


def _of_disclosure(fact: Fact, facts: Sequence[Fact], text: str) -> list[Fact]:
    """Of all reviews or lawsuits those about disclosure: the count itself, its part, or none.

    复议58件（其中涉及政府信息公开4件）: the table is about the 4.
    """
    parts = [f for f in facts if f.part_of is not None and facts[f.part_of] is fact]
    about = [p for p in parts if _DISCLOSURE.search(p.item + _clause(p, text))]
    if not about and _DISCLOSURE.search(text[max(0, fact.start - 2 * _FAR) : fact.end] + fact.item):
        return [fact]
    return about


def _clause(fact: Fact, text: str) -> str:
    """The words right before a count, back to the last mark."""
    lead = text[max(0, fact.start - 30) : fact.start]
    return re.split(r"[，,。；;（(：:\n]", lead)[-1]


def _check(claim: _Claim, ok: bool, value: Number, fact: Fact, paths: tuple[str, ...]) -> Check:
    name = f"narrative: {claim.name}"
    return Check(name, "narrative", ok, value, fact.value, paths, fact.start, fact.end)


def _sum(pattern: str, cells: Mapping[str, CellValue]) -> tuple[Number, tuple[str, ...]] | None:
    """What the cells whose paths match add up to; None where one is missing."""
    paths = _matching(pattern, tuple(cells))
    if not paths or any(cells[p].status == "missing" for p in paths):
        return None
    return sum(cells[p].value or 0 for p in paths), paths


@lru_cache(256)
def _matching(pattern: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Each form's paths are the same for all reports on it."""
    whole = re.compile(pattern)
    return tuple(p for p in paths if whole.fullmatch(p))
