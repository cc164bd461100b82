"""A cut text keeps what is left of it in its place, and claims nothing of what is gone."""

from __future__ import annotations

from random import Random

import pytest

pytest.importorskip("rapidfuzz")

from training.corpus import crawl, gold
from training.corpus.documents import twins
from training.corpus.documents.residue import Residue
from training.corpus.gold import Gold
from training.corpus.report import Paragraph, Report
from training.corpus.writer import write_report


def laid_out(report: Report) -> str:
    """Prose and cells as a converter gives them: a line for each, tables in their section."""
    lines: list[str] = []
    paths = list(report.cells)
    for block in report.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
            continue
        mine = {"disclosure": "disclosure", "requests": "requests", "review_litigation": "review"}
        starts = (
            mine[block.section],
            "litigation" if block.section == "review_litigation" else "-",
        )
        lines += [f"{p}\t{report.cells[p].printed}" for p in paths if p.startswith(starts)]
    return "\n".join(lines)


def made(seed: int) -> Gold:
    report = write_report(seed, profile="dense")
    found = gold.make(report, laid_out(report), [laid_out(t) for t in twins.twins(report)])
    assert found is not None and not gold.faults(found)
    return found


def test_what_is_left_stands_where_the_gold_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "SHARE", 1.0)
    kinds = set()
    for seed in range(40):
        whole = made(seed)
        kind, left = crawl.cut(whole, Random(seed))
        kinds.add(kind)
        assert not gold.faults(left)
        if kind == "whole":
            continue
        assert len(left.text) < len(whole.text)
        before = {c.path: c for c in whole.cells}
        lost = [c for c in left.cells if c.status == "missing"]
        assert len(lost) > sum(c.status == "missing" for c in whole.cells)
        for cell in left.cells:
            if cell.start is not None:
                old = before[cell.path]
                assert left.text[cell.start : cell.end] == whole.text[old.start : old.end]
        for section in left.prose.sections:
            assert left.text.startswith(section.heading, section.start)
        said = [(f.item, f.value) for f in whole.prose.facts]
        for fact in left.prose.facts:
            assert (fact.item, fact.value) in said
            assert fact.part_of is None or fact.part_of in range(len(left.prose.facts))
            if fact.item_start >= 0:
                assert "".join(left.text[fact.item_start : fact.item_end].split()) == fact.item
    assert kinds >= {"end", "gap"}


def test_a_blank_cell_is_not_claimed_beyond_a_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "SHARE", 1.0)
    blank = 0
    for seed in range(150):
        kind, left = crawl.cut(made(seed), Random(seed))
        for cell in left.cells if kind == "end" else ():
            if cell.status == "blank":
                blank += 1
                assert f"{cell.path}\t" in left.text
    assert blank


@pytest.mark.parametrize("page", [False, True])
def test_residue_leaves_the_gold_as_it_was(page: bool) -> None:
    residue = Residue("\u200b\ufeff\u00ad\u2060", control=True, seed=5)
    for seed in range(10):
        report = write_report(seed)
        text = laid_out(residue.over(report, page=page))
        copies = [laid_out(residue.over(t, page=page)) for t in twins.twins(report)]
        assert any(sign in text for sign in "\u200b\ufeff\u00ad\u2060")
        assert ("\x07" in text) == page or not report.cells
        found, clean = (
            gold.make(report, text, copies),
            gold.make(report, laid_out(report), [laid_out(t) for t in twins.twins(report)]),
        )
        assert found is not None and clean is not None and not gold.faults(found)
        assert [c.value for c in found.cells] == [c.value for c in clean.cells]
        assert [s.name for s in found.prose.sections] == [s.name for s in clean.prose.sections]
        assert len(found.prose.facts) == len(clean.prose.facts)
