"""Reports for the view's tests: as read, with counts of the prose, and hostile ones."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import govie
from govie.report import Check, Fact, Report

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
SEEDS = sorted((Path(__file__).parents[2] / "shared" / "seeds").glob("*.txt"))

ASTRAL = "𠮷😀"  # two code points, four of JavaScript's units
HOSTILE = (
    "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>\"'&amp;</div></template>"
    "<!-- --><svg onload=window.ran=1></svg>\u2028\u202e\ud800\udc00 \ud83d\x00\x1b\x85${title}$style"
)


def example(name: str) -> str:
    """One of the examples, its line ends as they are."""
    path = next(p for p in EXAMPLES if p.name.startswith(name))
    return path.read_bytes().decode("utf-8")


def counted(text: str) -> Report:
    """``text`` as read, with the numbers of its prose as counts: the first is the others' total."""
    report = replace(govie.extract(text), facts=())
    section = report.sections[0]
    found = re.finditer(r"\d+(?:条|件|次|期)", text[section.start : section.end])
    spans = [(section.start + m.start(), section.start + m.end()) for m in found]
    facts = tuple(
        Fact(
            topic="disclosed" if n != 1 else "normative_documents",
            item="信息" if n == 0 else f"第{n}类",
            value=int(text[start : end - 1]),
            unit=text[end - 1],
            bound="about" if n == 1 else "exact",
            channel="政府网站" if n == 0 else None,
            part_of=0 if n else None,
            start=start,
            end=end,
            confidence=0.97 if n else 0.61,
        )
        for n, (start, end) in enumerate(spans)
    )
    return replace(report, facts=facts)


def hostile() -> Report:
    """A report that holds markup, quotes, lone surrogates and marks of direction wherever it can."""
    text = HOSTILE + "\n" + ASTRAL + example("one-value") + HOSTILE
    report = counted(text)
    fact = replace(report.facts[0], item=HOSTILE, unit=HOSTILE, channel=HOSTILE, confidence=0.2)
    path = "requests.received.natural_person"
    cell = replace(report.cells[path], raw=HOSTILE, why=HOSTILE, confidence=0.1, status="repaired")
    check = Check(HOSTILE, "narrative", False, 1, 2, (path, HOSTILE))
    return replace(
        report,
        title=HOSTILE,
        agency=HOSTILE,
        facts=(fact, *report.facts[1:]),
        cells={**report.cells, path: cell},
        checks=(check, *report.checks),
        warnings=(HOSTILE,),
    )


def sure(report: Report) -> Report:
    """``report``, none of its cells doubtful."""
    return replace(report, cells={p: replace(c, confidence=0.99) for p, c in report.cells.items()})
