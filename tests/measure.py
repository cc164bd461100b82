"""Measures the reader and writes docs/measured.md: ``python tests/measure.py``.

Cells that are not 0 and whole reports, for each layout of ``layouts.py`` and, where the five real
reports are at hand, for their layouts refilled; and the speed, beside a plain split of the same text.
"""

from __future__ import annotations

import platform
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from layouts import LAYOUTS, Laid, fill, report
from refill import SEEDS, VARIANTS, gold, refill
from scoring import score

import govie
from govie.form import forms

OUT = Path(__file__).parents[1] / "docs" / "measured.md"
FIGURES = {"dense": (0.8, 40, 0), "sparse": (0.1, 20, 0), "wrong sums": (0.5, 400, 2)}
ROW = "| {} | {} | {} | {:.4f} | {:.4f} | {} |"


def main() -> int:
    lines = [
        "# Measured",
        "",
        "Written by `python tests/measure.py`. "
        f"govie {govie.__version__}, Python {platform.python_version()}, {platform.machine()}.",
        "Cells of texts with planted figures; a silent error is a wrong value with confidence ≥ 0.9 that no",
        "failed check names.",
        "",
        "| text | reports | whole | cells right | right of those not 0 | silent errors |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    total: Counter[str] = Counter()
    for name, layout in LAYOUTS.items():
        count: Counter[str] = Counter()
        for figures in FIGURES:
            for form in forms():
                for n in range(5):
                    rng = random.Random(f"measure {name} {form} {figures} {n}")
                    score(report(fill(forms()[form], rng, *FIGURES[figures]), layout, rng), count)
        total.update(count)
        lines.append(_row(f"layout: {name}", count))
    lines.append(_row("**all layouts**", total))
    everything: Counter[str] = Counter()
    for variant in VARIANTS if SEEDS else ():
        count = Counter()
        for seed in SEEDS:
            for n in range(5):
                rng = random.Random(f"measure {seed.stem} {variant} {n}")
                score(refill(seed, variant, rng), count)
        everything.update(count)
        lines.append(_row(f"five real reports refilled: {variant}", count))
    if SEEDS:
        lines.append(_row("**all refilled**", everything))
        count = Counter()
        for seed in SEEDS:
            truth = gold(seed)
            score(Laid(seed.read_text("utf-8"), truth["cells"], {}, set(truth["damaged"])), count)
        lines.append(_row("five real reports as they are", count))
    lines += ["", *_speed()]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))
    return 0


def _row(name: str, c: Counter[str]) -> str:
    right, telling = c["right"] / c["cells"], c["telling right"] / max(1, c["telling"])
    return ROW.format(name, c["reports"], c["whole"], right, telling, c["silent"])


def _speed() -> list[str]:
    texts = [s.read_text("utf-8") for s in SEEDS] or [
        report(fill(form, random.Random(1)), LAYOUTS["tab rows"], random.Random(1)).text
        for form in forms().values()
    ]
    for text in texts:
        govie.extract(text)
    times = []
    for _ in range(20):
        start = time.process_time()
        for text in texts:
            govie.extract(text)
        times.append((time.process_time() - start) / len(texts))
    code = (
        "import time, resource; t = time.perf_counter(); import govie; t = time.perf_counter() - t;"
        "govie.extract('一、总体情况'); m = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "print(t, m / 1024)"
    )
    load, memory = map(float, subprocess.check_output([sys.executable, "-c", code]).split())
    return [
        f"One core, {len(texts)} reports of {sum(map(len, texts)) // len(texts)} characters on average: "
        f"{1000 * min(times):.1f} ms a report at best, {1000 * sorted(times)[10]:.1f} ms in the median of 20 rounds; "
        f"`import govie` {load:.2f} s; {memory:.0f} MB resident.",
    ]


if __name__ == "__main__":
    sys.exit(main())
