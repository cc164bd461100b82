"""Ablation: each trained component left out, or replaced by the rule that would stand in its place.

``python -m training.ablation`` reads the test split's texts of held-back routes without the shipped
model's classifier of headings and without its trained confidence of cells. It also trains small
labelers on a sample of the training passages, and scores them on those of the test split, whose sentence
patterns are unseen. It writes ``docs/bench/ablation.md``. Nothing is tuned on these results.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import govie
from govie import pipeline
from govie.annotations import Annotation, read
from govie.bench import baselines
from govie.bench.score import Tally, rates, tally
from govie.confidence import Evidence, Trust
from govie.facts import Narrative
from govie.facts.labeler import Shape
from govie.facts.numbers import Numbers
from govie.facts.prose import sentences
from govie.facts.words import Words
from govie.form import Form, sections
from govie.model import Model
from govie.report import CellValue, Check
from govie.sections.candidates import Line
from govie.sections.classifier import Candidate, Headings
from govie.text.characters import cjk
from govie.text.source import Source
from govie.train.examples import example, units
from govie.train.labeler import dictionary, fit_labeler
from govie.train.narrative import fit_narrative

VARIANTS = {
    "jieba's words and their characters": (Shape(), False),
    "jieba's words only, without characters": (Shape(characters=0), False),
    "characters only, without jieba": (Shape(), True),
}
"""The labeler's shape, and whether characters are labelled instead of words."""
OF_REPORTS = ("whole reports", "telling cells", "silent errors per 10,000 cells", "sections")
SHOWN = (
    "count recall",
    "fact F1",
    "whole facts F1",
    "item to the letter",
    "topic",
    "channel",
    "part_of F1",
)


class Spelled(Headings):
    """The rule: a line opens a section where it spells the heading as the form does."""

    def judge(
        self, view: str, found: Sequence[Line], tables: Mapping[str, tuple[int, int]]
    ) -> list[Candidate]:
        return [
            Candidate(n, line.start, line.end, 4.0, 0.98)
            for line in found
            for n, name in enumerate(sections())
            if line.body in {cjk(w) for w in (name.label, *name.variants)}
        ]


class Sure(Trust):
    """The rule: what is printed is what the report says."""

    def assess(
        self,
        form: Form,
        cells: Mapping[str, CellValue],
        checks: Sequence[Check],
        evidence: Mapping[str, Evidence],
        *,
        ocr: bool,
    ) -> dict[str, CellValue]:
        return {
            path: cell if cell.status == "missing" else replace(cell, confidence=0.99)
            for path, cell in cells.items()
        }


def of_reports(corpus: Path) -> list[str]:
    """The lines on the parts that read tables."""
    given = (r for r in read(corpus / "reports", "test") if r.held_back)
    records = [replace(r, facts=None) for r in given]
    model = govie.load().model
    headings, trust = model.headings, model.trust
    spelled = Spelled(headings.network, headings.vocabulary, headings.spellings)
    sure = Sure(trust.network, trust.vocabulary)
    models = {
        "all parts": model,
        "headings by their spelling, no classifier": replace(model, headings=spelled),
        "no trust: every cell sure": replace(model, trust=sure),
        "no learnt labels": replace(model, labels={}),
    }
    lines = [
        f"{len(records)} test texts of held-back routes, the shipped model.",
        "",
        "| reader | " + " | ".join(OF_REPORTS) + " |",
        "| --- |" + " ---: |" * len(OF_REPORTS),
    ]
    for name, variant in models.items():
        shares = rates(_read(variant, records))
        lines.append(f"| {name} | " + " | ".join(f"{shares[s]:.4f}" for s in OF_REPORTS) + " |")
    return lines


def _read(model: Model, records: Sequence[Annotation]) -> Tally:
    return sum((tally(r, pipeline.read([r.text], model)[0].to_dict()) for r in records), Counter())


def fit(
    records: Sequence[Annotation], check: Sequence[Annotation], shape: Shape, alone: bool
) -> Narrative:
    """A narrative reader of this shape; ``alone``: each character is a word of its own."""
    numbers = Numbers(units(records))
    examples = [example(r, numbers) for r in records]
    held = [example(r, numbers) for r in check]
    words = dictionary(examples)
    if alone:
        words = Words({word: of for word, of in words.known.items() if len(word) == 1})
    labeler = fit_labeler(examples, words, epochs=4, seed=1, shape=shape)
    return fit_narrative(examples, labeler, numbers, seed=1, check=held)


def score(reader: Narrative, records: Sequence[Annotation]) -> Tally:
    """The counts of what ``reader`` reads in passages."""
    sources = [Source.of(r.text) for r in records]
    found = reader.read([(s, sentences(s, [], [])) for s in sources])
    counts = (
        tally(_facts_only(r), {"facts": [asdict(f) for f in facts]})
        for r, facts in zip(records, found, strict=True)
    )
    return sum(counts, Counter())


def rules(records: Sequence[Annotation]) -> Tally:
    """The counts of what the regular expression reads."""
    found = baselines.regular_expression(r.text for r in records)
    return sum((tally(_facts_only(r), d) for r, d in zip(records, found, strict=True)), Counter())


def _facts_only(record: Annotation) -> Annotation:
    return Annotation(record.id, record.text, facts=record.facts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--passages", type=int, default=3000)
    parser.add_argument("--out", type=Path, default=Path("docs/bench/ablation.md"))
    options = parser.parse_args()
    folder = options.corpus / "narratives"
    train = list(read(folder, "train"))[: options.passages]
    check, test = list(read(folder, "validation")), list(read(folder, "test"))
    lines = [
        "# Ablation",
        "",
        "## Reading tables",
        "",
        *of_reports(options.corpus),
        "",
        "## Reading prose",
        "",
        f"{len(train)} training passages, 4 rounds, scored on {len(test)} test passages of other patterns.",
        "",
        "| reader | " + " | ".join(SHOWN) + " |",
        "| --- |" + " ---: |" * len(SHOWN),
    ]
    scored = {"rules only (a regular expression and keywords)": rules(test)}
    for name, (shape, alone) in VARIANTS.items():
        scored[name] = score(fit(train, check, shape, alone), test)
    for name, count in scored.items():
        shares = rates(count)
        lines.append(f"| {name} | " + " | ".join(f"{shares[s]:.4f}" for s in SHOWN) + " |")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
