"""Finds the divisions in addresses of government sites: ``www.rongchang.gov.cn`` is 荣昌's."""

from __future__ import annotations

import re
from functools import cache

from govie.units import divisions
from govie.units.divisions import Division

_HOST = re.compile(r"(?<![\w.@-])((?:[a-z0-9-]+\.){1,4})gov\.cn", re.IGNORECASE)


@cache
def _spelled() -> dict[str, frozenset[str]]:
    """The short names of divisions by their spelling in addresses."""
    rows = (line.split("\t") for line in divisions.lines("sites.txt.xz"))
    names = divisions.grouped((spelling, name) for name, spelling in rows)
    return {spelling: frozenset(found) for spelling, found in names.items()}


def named(text: str, year: int, *, alone: bool) -> list[Division]:
    """The divisions of ``year`` that addresses in ``text`` may name; ``alone``: without ambiguous spellings (hebei is a
    province and a district of Tianjin)."""
    if "gov.cn" not in text.lower():
        return []
    labels = {label.lower() for m in _HOST.finditer(text) for label in m[1].split(".") if label}
    short = divisions.short_names(year)
    found = []
    for label in sorted(labels):
        known = [d for name in _spelled().get(label, ()) for d in short.get(name, ())]
        if len(known) == 1 or not alone:
            found += known
    return found
