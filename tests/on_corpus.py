"""Scores ``extract`` on a split of the corpus, a row per route: ``python tests/on_corpus.py [split]``.

Writes docs/corpus-<split>.md. Needs pyarrow.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from scoring import same

import govie

ROOT = Path(__file__).parents[1]


def main(split: str = "test") -> int:
    from pyarrow import parquet

    counts: dict[str, Counter[str]] = {}
    cuts: dict[str, Counter[str]] = {}
    confidences: dict[float, list[int]] = {}  # cells, and of them right
    for path in sorted((ROOT / "corpus" / "reports").glob(f"{split}-*.parquet")):
        for row in parquet.read_table(path).to_pylist():
            count = _score(row, confidences)
            counts.setdefault(row["route"], Counter()).update(count)
            cuts.setdefault(row["cut"], Counter()).update(count)
    lines = [
        f"# `extract` on the corpus's {split} split",
        "",
        f"Written by `python tests/on_corpus.py {split}`; govie {govie.__version__}. A silent error is a wrong value",
        "with confidence ≥ 0.9 that no failed check names. Cells that the converter lost are not counted.",
        "",
        "| route | reports | whole | cells right | right of those not 0 | silent errors per 10,000 | sections | agency, year, form |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    total: Counter[str] = Counter()
    for name, count in sorted(counts.items()):
        total.update(count)
        lines.append(_line(name, count))
    lines.append(_line("**all**", total))
    lines += [
        "",
        "Cut texts (`end`: the rest is lost; `gap`: a stretch is lost), and the cells that the text lacks: how many were",
        "given a value all the same, and how many of those with confidence ≥ 0.9 and no failed check.",
        "",
        "| cut | texts | whole | cells right | right of those not 0 | lacking | given | given surely |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, count in sorted(cuts.items()):
        lines.append(
            f"| {name} | {count['reports']} | {count['whole']} | {_share(count, 'right', 'cells'):.4f} "
            f"| {_share(count, 'telling right', 'telling'):.4f} | {count['lacking']} | {count['given']} | {count['given surely']} |"
        )
    lines += [
        "",
        "How sure, and how often right:",
        "",
        "| confidence | cells | right |",
        "| --- | ---: | ---: |",
    ]
    for low, high in pairwise((0.0, 0.5, 0.8, 0.9, 0.97, 0.99, 1.01)):
        inside = [c for c in confidences if low <= c < high]
        cells, right = (
            sum(confidences[c][0] for c in inside),
            sum(confidences[c][1] for c in inside),
        )
        if cells:
            lines.append(f"| {low} to {min(high, 1.0)} | {cells} | {right / cells:.4f} |")
    out = ROOT / "docs" / f"corpus-{split}.md"
    out.parent.mkdir(exist_ok=True)
    out.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))
    return 0


def _score(row: dict[str, object], confidences: dict[float, list[int]]) -> Counter[str]:
    count: Counter[str] = Counter()
    report = govie.extract(str(row["text"]))
    failed = {path for check in report.failed for path in check.paths}
    bad = 0
    for cell in row["cells"]:  # type: ignore[attr-defined]
        got = report.cells.get(cell["path"])
        value = got.value if got else None
        if cell["status"] == "missing":
            count["lacking"] += 1
            if got is not None and value is not None:
                count["given"] += 1
                count["given surely"] += got.confidence >= 0.9 and cell["path"] not in failed
            continue
        ok = same(cell["value"], value)
        telling = cell["value"] not in (None, 0) or value not in (None, 0)
        count["cells"] += 1
        count["right"] += ok
        count["telling"] += telling
        count["telling right"] += telling and ok
        bad += not ok
        if got is not None:
            seen = confidences.setdefault(got.confidence, [0, 0])
            seen[0] += 1
            seen[1] += ok
        if got is not None and not ok and value is not None:
            count["silent"] += got.confidence >= 0.9 and cell["path"] not in failed
    count["reports"] += 1
    count["whole"] += not bad
    wanted = {(s["name"], s["start"]) for s in row["sections"]}  # type: ignore[attr-defined]
    found = {(s.name, s.start) for s in report.sections}
    count["sections"] += len(wanted)
    count["sections right"] += sum(
        any(n == m and abs(s - t) <= 3 for m, t in found) for n, s in wanted
    )
    for key in ("agency", "year", "form"):
        count["meta"] += 1
        count["meta right"] += str(getattr(report, key)) == str(row[key])
    return count


def _share(count: Counter[str], part: str, whole: str) -> float:
    return count[part] / max(1, count[whole])


def _line(name: str, c: Counter[str]) -> str:
    return (
        f"| {name} | {c['reports']} | {c['whole']} | {_share(c, 'right', 'cells'):.4f} "
        f"| {_share(c, 'telling right', 'telling'):.4f} | {1e4 * _share(c, 'silent', 'cells'):.1f} "
        f"| {_share(c, 'sections right', 'sections'):.3f} | {_share(c, 'meta right', 'meta'):.3f} |"
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
