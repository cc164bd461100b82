"""What each trained part brings: the same training with a part off, on test passages and reports.

``python -m training.ablation`` trains small labelers on a sample of the corpus's training passages and
scores them on the test split's, whose sentence patterns training never met, and writes
``docs/bench/ablation.md``. Nothing is tuned on what it prints.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from govie.annotations import Annotation, read
from govie.bench import baselines
from govie.bench.score import Tally, rates, tally
from govie.facts import Narrative
from govie.facts.labeler import Shape
from govie.facts.numbers import Numbers
from govie.facts.prose import sentences
from govie.source import Source
from govie.train import narrative

VARIANTS = {
    "characters and jieba's words": Shape(),
    "characters only, without jieba": Shape(words=0),
    "jieba's words only, without characters": Shape(characters=0),
}
SHOWN = ("count recall", "count precision", "fact F1", "topic", "item", "channel", "part_of F1")


def fit(records: Sequence[Annotation], check: Sequence[Annotation], shape: Shape) -> Narrative:
    """A narrative reader of this shape."""
    numbers = Numbers(narrative.units(records))
    examples = [narrative.example(r, numbers) for r in records]
    held = [narrative.example(r, numbers) for r in check]
    words = narrative.dictionary(examples)
    labeler = narrative.fit_labeler(examples, words, epochs=4, seed=1, shape=shape)
    return narrative.fit_narrative(examples, labeler, numbers, seed=1, check=held)


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
        "# Ablation of the narrative's reader",
        "",
        f"{len(train)} training passages, 4 rounds, scored on {len(test)} test passages of other patterns.",
        "",
        "| reader | " + " | ".join(SHOWN) + " |",
        "| --- |" + " ---: |" * len(SHOWN),
    ]
    scored = {"rules only (a regular expression and keywords)": rules(test)}
    for name, shape in VARIANTS.items():
        scored[name] = score(fit(train, check, shape), test)
    for name, count in scored.items():
        shares = rates(count)
        lines.append(f"| {name} | " + " | ".join(f"{shares[s]:.4f}" for s in SHOWN) + " |")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
