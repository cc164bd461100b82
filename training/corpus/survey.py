"""The survey: ``python -m training.corpus.survey corpus`` writes ``corpus/ROUTES.md``.

For each route: how many texts, what share of the printed cells has its place in the text, what share
the converter lost or OCR damaged, how many cells are not 0, and an excerpt to look at. Then how often
each peculiarity occurs, which years and forms there are, and what prose there is. The card
``corpus/README.md`` gets the number of rows and bytes.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from govie.form import forms
from training.corpus.peculiarities import PECULIARITIES, see

EXCERPT = 260
SPLITS = ("train", "validation", "test")


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


@dataclass(slots=True)
class Whole:
    """What the corpus holds, all routes together."""

    routes: dict[str, Survey] = field(default_factory=dict)
    peculiar: dict[str, Counter[str]] = field(default_factory=dict)  # by split
    seen_on: dict[str, set[str]] = field(default_factory=dict)  # peculiarity: routes
    reports: dict[tuple[int, str], set[str]] = field(default_factory=dict)  # (year, form): ids
    narratives: dict[str, Counter[str]] = field(default_factory=dict)  # by split
    topics: dict[str, Counter[str]] = field(default_factory=dict)  # topic: by split


def survey(corpus: Path) -> Whole:
    """The figures of everything in ``corpus``."""
    whole = Whole()
    found = whole.routes
    for row in _rows(corpus / "reports"):
        whole.reports.setdefault((row["year"], row["form"]), set()).add(row["report_id"])
        seen = see(row)
        for name, occurs in PECULIARITIES.items():
            if occurs(seen):
                whole.peculiar.setdefault(name, Counter())[row["split"]] += 1
                whole.seen_on.setdefault(name, set()).add(row["route"])
        one = found.setdefault(row["route"], Survey(row["tool"], row["held_back"]))
        one.splits[row["split"]] += 1
        one.statuses.update(_statuses(row))
        one.telling += sum(bool(cell["value"]) for cell in row["cells"])
        one.facts += len(row["facts"])
        one.lost_facts += row["lost_facts"]
        one.sections += len(row["sections"])
        if not one.excerpt:
            one.excerpt = _excerpt(row)
    for row in _rows(corpus / "narratives"):
        counts = whole.narratives.setdefault(row["split"], Counter())
        counts.update(
            {
                "passages": 1,
                "without a fact": not row["facts"],
                "facts": len(row["facts"]),
                "optional": len(row["optional"]),
                "with a channel": sum(f["channel"] is not None for f in row["facts"]),
                "with a bound": sum(f["bound"] != "exact" for f in row["facts"]),
                "part of another": sum(f["part_of"] is not None for f in row["facts"]),
            }
        )
        for fact in row["facts"]:
            whole.topics.setdefault(fact["topic"], Counter())[row["split"]] += 1
    whole.routes = dict(sorted(found.items()))
    return whole


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(200):
            yield from batch.to_pylist()


def _statuses(row: dict[str, Any]) -> Iterator[str]:
    """Each cell's status; ``absent`` instead of ``missing`` if nothing of its table is in the text."""
    table_of = {cell.path: cell.table.label for cell in forms()[row["form"]].cells}
    there = {table_of[cell["path"]] for cell in row["cells"] if cell["status"] != "missing"}
    for cell in row["cells"]:
        if cell["status"] == "missing" and row["cut"] != "whole":
            yield "cut"  # no fault of the route
        else:
            yield cell["status"] if table_of[cell["path"]] in there else "absent"


def _excerpt(row: dict[str, Any]) -> str:
    """The text from a little before the first cell of the table of requests."""
    at = next(
        (c["start"] for c in row["cells"] if c["path"] == "requests.received.natural_person"), None
    )
    return row["text"][max(0, at - 90) : at + EXCERPT - 90] if at is not None else ""


def markdown(whole: Whole, counts: dict[str, Any]) -> str:
    """The tables and the excerpts."""
    lines = ["# Routes", "", *_routes(whole, counts), *_peculiarities(whole)]
    lines += ["", "## Years and forms", "", "| year | form | reports |", "| --- | --- | ---: |"]
    for (year, form), ids in sorted(whole.reports.items()):
        lines.append(_line([year, form, len(ids)]))
    return "\n".join([*lines, *_narratives(whole), *_excerpts(whole)])


def _routes(whole: Whole, counts: dict[str, Any]) -> list[str]:
    found = whole.routes
    out = [
        "Written by `python -m training.corpus.survey corpus`; counted over all splits. *Placed*: printed cells whose",
        "characters in the text are known; *lost*: cells that the converter dropped or broke, in a table of which it kept",
        "others; *no table*: cells of tables that the agency left out, or of which nothing is left; *damaged*: cells that",
        "OCR misread; *not 0*: cells with another value, per text. What a cut text lacks is in none of these. *Left out*",
        "counts texts that were made and not kept: twins not parallel, tables lost, a failed program.",
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
        out.append(_line(fields))
    texts = {split: sum(s.splits[split] for s in found.values()) for split in SPLITS}
    out.append(
        _line(["**all**", "", sum(texts.values()), texts["train"], texts["test"], *[""] * 8])
    )
    return out


def _peculiarities(whole: Whole) -> list[str]:
    out = [
        "",
        "## Peculiarities",
        "",
        "In how many texts each occurs, and on how many routes; told from the text and its gold by",
        "`training/corpus/peculiarities.py`.",
        "",
        "| peculiarity | texts | train | validation | test | routes |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in PECULIARITIES:
        seen = whole.peculiar.get(name, Counter())
        routes = len(whole.seen_on.get(name, ()))
        out.append(_line([name, seen.total(), *(seen[split] for split in SPLITS), routes]))
    return out


def _narratives(whole: Whole) -> list[str]:
    out = [
        "",
        "## Narratives",
        "",
        "| | train | validation | test |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name in next(iter(whole.narratives.values()), ()):
        out.append(_line([name, *(whole.narratives.get(s, Counter())[name] for s in SPLITS)]))
    for topic, by_split in sorted(whole.topics.items()):
        out.append(_line([f"topic `{topic}`", *(by_split[s] for s in SPLITS)]))
    return out


def _excerpts(whole: Whole) -> list[str]:
    out = [
        "",
        "## Excerpts",
        "",
        "White space as it is: `→` is a tab, `·` two or more blanks (their number is left out); other control",
        "characters as their pictures (`␇`).",
        "",
    ]
    for name, s in whole.routes.items():
        out += [f"### {name}", "", "````text", _visible(s.excerpt), "````", ""]
    return out


def _line(fields: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, fields))} |"


def figures(corpus: Path) -> str:
    """Rows and size of each split, for the card."""
    out = ["| configuration | split | rows | MB |", "| --- | --- | ---: | ---: |"]
    for config in ("reports", "narratives", "identity", "documents"):
        for split in SPLITS:
            files = sorted((corpus / config).glob(f"{split}-*.parquet"))
            if files:
                rows = sum(pq.read_metadata(file).num_rows for file in files)
                size = sum(file.stat().st_size for file in files) / 1e6
                out.append(_line([f"`{config}`", split, rows, f"{size:.1f}"]))
    return "\n".join(out)


_FIGURES = re.compile(r"(<!-- figures[^>]*-->\n).*?(<!-- /figures -->)", re.S)


def _visible(text: str) -> str:
    shown = text.replace("\t", "→")
    shown = re.sub(r"[\x00-\x09\x0b-\x1f]", lambda m: chr(0x2400 + ord(m[0])), shown)
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
    card = corpus / "README.md"
    if card.exists():
        text = card.read_text(encoding="utf-8")
        text = _FIGURES.sub(lambda m: f"{m[1]}{figures(corpus)}\n{m[2]}", text)
        card.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
