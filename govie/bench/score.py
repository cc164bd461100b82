"""Scores a report as read against its annotation: cells, sections, and counts of the prose.

Counts are kept per report and summed, so that reports can be resampled and grouped; ``rates`` turns sums into shares.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from govie.annotations import Annotation, Fact

Data = Mapping[str, Any]
Tally = Counter[str]

NEAR = 3  # characters by which a section's start may differ
_TRUSTED = 0.9  # a wrong value with this confidence is silent, unless a failed check names its cell

OF_TABLES = (
    *("whole reports", "meta", "sections", "cells", "telling cells"),
    *("silent errors per 10,000 cells", "repaired cells"),
)
OF_PROSE = (
    *("count recall", "count precision", "fact F1", "whole facts F1"),
    *("item to the letter", "topic", "item", "channel", "bound", "part_of F1"),
)
RATES = ("reports", *OF_TABLES, *OF_PROSE)

COUNTED = (
    *("reports", "tabled", "whole", "meta", "meta right", "sections", "sections right"),
    *("cells", "cells right", "telling", "telling right", "silent", "repaired", "repaired right"),
    *("facts", "found", "spurious", "fully right", "wholly right", "letter right"),
    *("topic right", "item right", "channel right", "bound right"),
    *("links", "links read", "links right"),
)
"""The keys of a tally."""


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same number, or both ``None``."""
    if a is None or b is None:
        return a is None and b is None
    return abs(float(a) - float(b)) < 1e-6 * max(1.0, abs(float(a)))


def _squeezed(text: str | None) -> str:
    """``text`` without white space."""
    return "".join((text or "").split())


def _alike(a: str | None, b: str | None) -> bool:
    """Whether two items name the same thing: one contains the other, or three in five characters agree."""
    a, b = _squeezed(a), _squeezed(b)
    if not a or not b:
        return a == b
    return a in b or b in a or SequenceMatcher(None, a, b).ratio() >= 0.6


def tally(gold: Annotation, read: Data) -> Tally:
    """The counts of one report; parts that ``gold`` does not annotate are not counted."""
    count: Tally = Counter(reports=1)
    for name, wanted in (("agency", gold.agency), ("year", gold.year), ("form", gold.form)):
        if wanted is not None:
            accepted = [wanted, *gold.agency_alt] if name == "agency" else [wanted]
            right = _squeezed(str(read.get(name))) in {_squeezed(str(w)) for w in accepted}
            count["meta"] += 1
            count["meta right"] += right
    if gold.sections is not None:
        _sections(gold, read, count)
    if gold.cells is not None:
        _cells(gold, read, count)
    if gold.facts is not None:
        _facts(gold.facts, read.get("facts", ()), count)
    return count


def _sections(gold: Annotation, read: Data, count: Tally) -> None:
    wanted = {(s.name, s.start) for s in gold.sections or ()}
    found = {(s["name"], s["start"]) for s in read.get("sections", ())}
    near = {
        (name, start)
        for name, start in wanted
        for other, at in found
        if name == other and abs(start - at) <= NEAR
    }
    count["sections"] += len(wanted)
    count["sections right"] += len(near)


def _cells(gold: Annotation, read: Data, count: Tally) -> None:
    cells = read.get("cells", {})
    failed = {p for c in read.get("checks", ()) if c["ok"] is False for p in c["paths"]}
    wrong = 0
    for cell in gold.cells or ():
        wanted = None if cell.status == "missing" else cell.value
        got = cells.get(cell.path, {"value": None, "status": "absent", "confidence": 0.0})
        right = same(wanted, got["value"])
        telling = wanted not in (None, 0) or got["value"] not in (None, 0)
        printed = got["status"] in ("read", "repaired", "corrected")
        silent = not right and printed and got["confidence"] >= _TRUSTED and cell.path not in failed
        wrong += not right
        count["cells"] += 1
        count["cells right"] += right
        count["telling"] += telling
        count["telling right"] += telling and right
        count["silent"] += silent
        count["repaired"] += got["status"] == "repaired"
        count["repaired right"] += got["status"] == "repaired" and right
    count["tabled"] += 1
    count["whole"] += wrong == 0


def _pairs(wanted: Sequence[Fact], found: Sequence[Data]) -> dict[int, int]:
    """The alignment of annotated with predicted facts of equal number and overlapping span: indices in ``found`` by
    index in ``wanted``."""
    left = list(range(len(found)))
    paired: dict[int, int] = {}
    for i, fact in enumerate(wanted):
        overlap = (j for j in left if found[j]["start"] < fact.end and fact.start < found[j]["end"])
        hit = next((j for j in overlap if same(found[j]["value"], fact.value)), None)
        if hit is not None:
            left.remove(hit)
            paired[i] = hit
    return paired


def _named(fact: Fact, got: Data) -> tuple[bool, bool, bool]:
    """Whether unit, item and topic are right."""
    return (
        _squeezed(got["unit"]) == _squeezed(fact.unit),
        any(_alike(got["item"], w) for w in (fact.item, *fact.item_alt)),
        got["topic"] in (fact.topic, *fact.topic_alt),
    )


def _facts(wanted: Sequence[Fact], found: Sequence[Data], count: Tally) -> None:
    paired = _pairs(wanted, found)
    count["facts"] += sum(not fact.optional for fact in wanted)
    for i, j in paired.items():
        fact, got = wanted[i], found[j]
        if fact.optional:
            continue
        unit, item, topic = _named(fact, got)
        count["found"] += 1
        count["topic right"] += topic
        count["item right"] += item
        count["letter right"] += _to_the_letter(fact, got)
        count["bound right"] += got["bound"] == fact.bound
        count["channel right"] += _channeled(fact, got)
        count["fully right"] += unit and item and topic
        count["wholly right"] += _wholly(fact, got, paired)
        of, got_of = fact.part_of, got["part_of"]
        count["links"] += of is not None
        count["links read"] += got_of is not None
        count["links right"] += of is not None and got_of is not None and paired.get(of) == got_of
    count["spurious"] += len(found) - len(paired)


def _to_the_letter(fact: Fact, got: Data) -> bool:
    return any(_squeezed(got["item"]) == _squeezed(w) for w in (fact.item, *fact.item_alt))


def _channeled(fact: Fact, got: Data) -> bool:
    if not fact.channel or not got["channel"]:
        return not fact.channel and not got["channel"]
    return _alike(got["channel"], fact.channel)


def _wholly(fact: Fact, got: Data, paired: Mapping[int, int]) -> bool:
    """Whether every field of a fact is right: unit, topic, bound, channel, total (``paired``: the alignment of
    facts), and the item to the letter."""
    unit, _, topic = _named(fact, got)
    total = None if fact.part_of is None else paired.get(fact.part_of, -1)
    return (
        unit
        and topic
        and _to_the_letter(fact, got)
        and got["bound"] == fact.bound
        and _channeled(fact, got)
        and got["part_of"] == total
    )


def certainties(gold: Annotation, read: Data) -> dict[str, list[tuple[float, bool]]]:
    """The confidence of each predicted value, with whether the value is right.

    A fact is right if all of it is (``_wholly``); optional facts are left out.
    """
    cells = []
    for cell in gold.cells or ():
        got = read["cells"].get(cell.path)
        if got and got["value"] is not None:
            wanted = None if cell.status == "missing" else cell.value
            cells.append((got["confidence"], same(wanted, got["value"])))
    facts = []
    if gold.facts is not None:
        paired = _pairs(gold.facts, read["facts"])
        of = {j: gold.facts[i] for i, j in paired.items()}
        for j, got in enumerate(read["facts"]):
            fact = of.get(j)
            if fact is None or not fact.optional:
                facts.append((got["confidence"], fact is not None and _wholly(fact, got, paired)))
    return {"cells": cells, "facts": facts}


def rates(count: Mapping[str, float]) -> dict[str, float]:
    """The shares of what was counted, by the names of ``RATES``; NaN where nothing was counted."""
    read = count["found"] + count["spurious"]
    return {
        "reports": count["reports"],
        "whole reports": _share(count["whole"], count["tabled"]),
        "meta": _share(count["meta right"], count["meta"]),
        "sections": _share(count["sections right"], count["sections"]),
        "cells": _share(count["cells right"], count["cells"]),
        "telling cells": _share(count["telling right"], count["telling"]),
        "silent errors per 10,000 cells": 1e4 * _share(count["silent"], count["cells"]),
        "repaired cells": _share(count["repaired right"], count["repaired"]),
        "count recall": _share(count["found"], count["facts"]),
        "count precision": _share(count["found"], read),
        "fact F1": _share(2 * count["fully right"], read + count["facts"]),
        "whole facts F1": _share(2 * count["wholly right"], read + count["facts"]),
        "item to the letter": _share(count["letter right"], count["found"]),
        "topic": _share(count["topic right"], count["found"]),
        "item": _share(count["item right"], count["found"]),
        "channel": _share(count["channel right"], count["found"]),
        "bound": _share(count["bound right"], count["found"]),
        "part_of F1": _share(2 * count["links right"], count["links"] + count["links read"]),
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
