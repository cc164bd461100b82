"""The table of routes: ``python -m training.corpus.survey corpus`` writes ``corpus/ROUTES.md``.

For each route: how many texts, what share of the printed cells has its place in the text, what share
the converter lost or OCR damaged, how many cells are not 0, and an excerpt to look at.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from govie.form import forms

EXCERPT = 260


@dataclass(slots=True)
class Survey:
    """What one route gave."""

    tool: str
    held_back: bool
    splits: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    telling: int = 0
    facts: int = 0
    lost_facts: int = 0
    sections: int = 0
    excerpt: str = ""

    @property
    def texts(self) -> int:
        return sum(self.splits.values())


def survey(corpus: Path) -> dict[str, Survey]:
    """The figures of every route in ``corpus/reports``."""
    found: dict[str, Survey] = {}
    for row in _rows(corpus):
        one = found.setdefault(row["route"], Survey(row["tool"], row["held_back"]))
        one.splits[row["split"]] += 1
        one.statuses.update(_statuses(row))
        one.telling += sum(bool(cell["value"]) for cell in row["cells"])
        one.facts += len(row["facts"])
        one.lost_facts += row["lost_facts"]
        one.sections += len(row["sections"])
        if not one.excerpt:
            one.excerpt = _excerpt(row)
    return dict(sorted(found.items()))


def _rows(corpus: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((corpus / "reports").glob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(200):
            yield from batch.to_pylist()


def _statuses(row: dict[str, Any]) -> Iterator[str]:
    """Each cell's status; ``absent`` instead of ``missing`` if nothing of its table is in the text."""
    table_of = {cell.path: cell.table.label for cell in forms()[row["form"]].cells}
    there = {table_of[cell["path"]] for cell in row["cells"] if cell["status"] != "missing"}
    for cell in row["cells"]:
        yield cell["status"] if table_of[cell["path"]] in there else "absent"


def _excerpt(row: dict[str, Any]) -> str:
    """The text from a little before the first cell of the table of requests."""
    at = next(
        (c["start"] for c in row["cells"] if c["path"] == "requests.received.natural_person"), None
    )
    return row["text"][max(0, at - 90) : at + EXCERPT - 90] if at is not None else ""


def markdown(found: dict[str, Survey], counts: dict[str, Any]) -> str:
    """The table and the excerpts."""
    out = [
        "# Routes",
        "",
        "Written by `python -m training.corpus.survey corpus`; counted over all splits. *Placed*: printed cells whose",
        "characters in the text are known; *lost*: cells that the converter dropped or broke, in a table of which it kept",
        "others; *no table*: cells of tables that the agency left out, or of which nothing is left; *damaged*: cells that",
        "OCR misread; *not 0*: cells with another value, per text. *Left out* counts texts that were made and not kept:",
        "twins not parallel, tables lost, a failed program.",
        "",
        "| route | tool | texts | train | test | placed | lost | no table | damaged | not 0 | facts | facts lost | left out |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, s in found.items():
        printed = max(1, sum(s.statuses[k] for k in ("read", "missing", "absent", "damaged")))
        left = {k: v for k, v in counts.get(name, {}).items() if k != "kept"}
        shares = [
            f"{s.statuses[k] / printed:.1%}" for k in ("read", "missing", "absent", "damaged")
        ]
        fields = [
            name + (" (held back)" if s.held_back else ""), s.tool, s.texts, s.splits["train"], s.splits["test"], *shares,
            f"{s.telling / s.texts:.0f}", s.facts, f"{s.lost_facts / max(1, s.facts + s.lost_facts):.1%}",
            ", ".join(f"{k} {v}" for k, v in left.items()),
        ]  # fmt: skip
        out.append(f"| {' | '.join(map(str, fields))} |")
    out += [
        "",
        "## Excerpts",
        "",
        "White space as it is: `→` is a tab, `·` two or more blanks (their number is left out).",
        "",
    ]
    for name, s in found.items():
        out += [f"### {name}", "", "````text", _visible(s.excerpt), "````", ""]
    return "\n".join(out)


def _visible(text: str) -> str:
    shown = text.replace("\t", "→").replace("\f", "␌")
    while "   " in shown:
        shown = shown.replace("   ", "  ")
    return "\n".join(line.rstrip() for line in shown.replace("  ", " · ").split("\n"))


def main(arguments: list[str]) -> int:
    """The command; returns its exit status."""
    if len(arguments) != 1:
        print("usage: python -m training.corpus.survey CORPUS", file=sys.stderr)
        return 2
    corpus = Path(arguments[0])
    path = corpus / "counts.json"
    counts = json.loads(path.read_text(encoding="utf-8"))["routes"] if path.exists() else {}
    (corpus / "ROUTES.md").write_text(markdown(survey(corpus), counts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
