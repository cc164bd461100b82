"""Writes the model card from committed output: what the model was trained on and how it scores.

``python -m training.card`` reads ``models/default/manifest.json`` and ``docs/bench/bench.json`` and writes
``models/README.md``. Nothing in the card is typed in.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from govie.bench.score import RATES


def card(manifest: dict[str, Any], bench: dict[str, Any], ablation: str) -> str:
    """The card as Markdown."""
    made = ", ".join(
        f"{k}: {v}" for k, v in manifest.items() if k not in ("files", "format", "sizes")
    )
    rows = []
    for name in RATES[1:]:
        score = bench["scores"]["govie"][name]
        rows.append(
            f"| {name} | {_number(score['value'])} | {_number(score['low'])}–{_number(score['high'])} |"
        )
    calibration = "\n".join(
        f"- {name}: expected calibration error {c['error']:.4f}; {c['coverage']:.1%}, surest first, are 99.9 % right; {c['sure']:.1%} have a confidence of 0.9 and more, of which {c['sure_right']:.1%} are right"
        for name, c in bench["calibration"].items()
    )
    tested = ", ".join(f"{k}: {v}" for k, v in bench["about"].items())
    return f"""# The model `default`

Reads 政府信息公开工作年度报告: finds the sections, knows how far a cell's evidence can be trusted, and reads the counts of
the prose. It holds arrays and words; nothing in it runs. Its format is {manifest["format"]}.

## Training

From the train split of [the corpus](../corpus/README.md): invented reports in the layouts of real converters, and
passages of prose ({made}). Headings, confidence and narrative were fitted one after the other as their code changed;
`govie train corpus --out models/default --force` fits all of them anew.

| part | what it is | learns |
| --- | --- | --- |
| `headings/` | logistic regression (scikit-learn) over the words, number and place of a line | which section a line opens |
| `tables/` | spellings of row labels; logistic regression over a cell's evidence | wordings the forms do not have; how likely a cell is right |
| `narrative/labeler/` | convolution over jieba's words, each with its first and last character (trained with spaCy) | which numbers count; where items and channels stand |
| `narrative/*.npz` | small perceptrons and a logistic regression (scikit-learn) | what belongs together; what is counted; how likely a fact is right |
| `rehearsal.jsonl.gz` | a sample of the training data | nothing: `govie train --from` mixes it in |

## Scores

On the corpus's test split, whose agencies, sentence patterns and seven of whose converter routes training never met
({tested}); the whole table, by route, form and level, is in [docs/bench](../docs/bench/bench.md).

| | score | 95 of 100 bootstrap draws |
| --- | ---: | ---: |
{chr(10).join(rows)}

{calibration}

## What each part brings

{ablation}

## What it is not good for

The reports it was trained on are invented: wordings that real agencies use and the corpus does not are misread until
someone teaches them (`govie train --from`). Topics are the weakest part. It reads no other kind of document.
"""


def _number(value: float | None) -> str:
    if value is None:
        return "n/a"
    return f"{value:.4f}" if value <= 1 else f"{value:.1f}"


def main() -> None:
    root = Path(__file__).parents[1]
    manifest = json.loads((root / "models" / "default" / "manifest.json").read_text("utf-8"))
    bench = json.loads((root / "docs" / "bench" / "bench.json").read_text("utf-8"))
    ablation = (root / "docs" / "bench" / "ablation.md").read_text("utf-8")
    text = card(manifest, bench, ablation.split("\n", 2)[2].strip().replace("## ", "### "))
    (root / "models" / "README.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
