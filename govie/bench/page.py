"""Renders a benchmark's result as Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from govie.bench.calibration import Calibration
from govie.bench.resampling import Difference, Interval
from govie.bench.result import Result, Scores
from govie.bench.score import OF_PROSE, OF_TABLES, RATES
from govie.bench.speed import SLICE, SPACY, Speed

_TABLES = ("reports", *OF_TABLES)
_PROSE = ("reports", *OF_PROSE)


def markdown(result: Result) -> str:
    """The whole result as Markdown: scores side by side, scores by group, calibration, speed."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    yield "# Benchmark"
    yield ""
    yield "; ".join(f"{name}: {value}" for name, value in result.about.items()) + "."
    yield (
        "In brackets: 95 of 100 bootstrap draws of the reports fall between these. Telling cells: not 0 in "
        "gold or reading. Whole reports: every cell right. Repaired cells: of those, how many are right. "
        "n/a: there was nothing to count."
    )
    yield ""
    yield "![the readers side by side](readers.svg)"
    yield ""
    readers = list(result.scores)
    yield "| | " + " | ".join(readers) + " |"
    yield "| --- |" + " ---: |" * len(readers)
    for name in RATES:
        row = [interval(name, result.scores[reader][name]) for reader in readers]
        yield f"| {name} | " + " | ".join(row) + " |"
    for group, rows in result.groups.items():
        if rows:
            yield f"\n## By {group}\n"
            if group == "route":
                yield "![telling cells by route](routes.svg)\n"
            yield from _table(group, rows, _TABLES)
            yield ""
            yield from _table(group, rows, _PROSE)
    if result.kinds:
        yield "\n## By kind of file\n"
        yield "The same reports as original files, through the loaders.\n"
        yield from _table("file", result.kinds, (*_TABLES[:6], "meta"))
    for name, measured in result.calibration.items():
        yield from _calibration(name, measured)
    if result.speed:
        yield from _speed(result.speed)


def _table(head: str, rows: Mapping[str, Scores], shown: Iterable[str]) -> Iterator[str]:
    """A row for each key that has anything to show."""
    names = list(shown)
    yield f"| {head} | " + " | ".join(names) + " |"
    yield "| --- |" + " ---: |" * len(names)
    for key, scores in rows.items():
        if any(not math.isnan(scores[n].value) for n in names[1:]):
            yield f"| {key} | " + " | ".join(interval(n, scores[n]) for n in names) + " |"


def interval(name: str, measured: Interval) -> str:
    """A score and its bounds, formatted."""
    value = number(name, measured.value)
    if math.isnan(measured.value) or name == "reports":
        return value
    return f"{value} ({number(name, measured.low)}–{number(name, measured.high)})"


def number(name: str, value: float) -> str:
    """A rate, formatted: counts as integers, errors with one decimal, shares with four."""
    if math.isnan(value):
        return "n/a"
    if name == "reports":
        return str(int(value))
    return f"{value:.1f}" if name.startswith("silent") else f"{value:.4f}"


def _calibration(name: str, measured: Calibration) -> Iterator[str]:
    yield f"\n## Calibration of {name}\n"
    yield (
        f"Expected calibration error {measured.error:.4f}; {measured.coverage:.1%} of the {name}, surest "
        f"first, are 99.9 % right. {measured.sure:.1%} have a confidence of 0.9 and more; of those "
        f"{measured.sure_right:.1%} are right."
    )
    yield f"\n![reliability of {name}](reliability-{name}.svg)\n"
    yield "| confidence | values | mean confidence | right |"
    yield "| --- | ---: | ---: | ---: |"
    for b in measured.bins:
        yield f"| {b.low}–{b.high} | {b.size} | {b.confidence:.4f} | {b.right:.4f} |"


def _speed(speed: Speed) -> Iterator[str]:
    yield "\n## Speed\n"
    yield (
        f"{speed.reports} reports of {speed.characters / speed.reports:.0f} characters on average, each read once, "
        f"by turns of {SLICE}, after others; one thread counts its own time, workers the clock's, which holds on a quiet "
        f"machine only. Compare the ratios."
    )
    yield ""
    yield "| | reports a second | times jieba's |"
    yield "| --- | ---: | ---: |"
    rows = (
        ("govie, one core", speed.one_core),
        *((f"govie, workers: {n}, by the clock", rate) for n, rate in speed.workers.items()),
        ("regular expression, one core", speed.regular_expression),
        ("jieba merely cutting the text, one core", speed.jieba),
        (f"{SPACY}; merely running, one core", speed.spacy),
    )
    for name, rate in rows:
        yield f"| {name} | {rate:.1f} | {rate / speed.jieba:.2f} |"
    yield ""
    start = speed.start
    yield (
        f"Two workers are {speed.gain:.2f} times as fast as one ({speed.cores} cores). A new process: "
        f"{start.interpreter:.2f} s of CPU for the interpreter, {start.imported:.2f} s to the end of `import govie`, "
        f"{start.cold:.2f} s to the first report; the same report again takes {1000 * start.warm:.0f} ms. Peak memory "
        f"after the first report {start.memory_first:.0f} MB, after {speed.reports} more {start.memory:.0f} MB."
    )


def comparison(differences: Mapping[str, Difference]) -> str:
    """The comparison of two models as Markdown."""
    lines = [
        "| | A | B | gain of B, 95 of 100 draws | draws in which B is better | |",
        "| --- | ---: | ---: | --- | ---: | --- |",
    ]
    for name, d in differences.items():
        if math.isnan(d.a) and math.isnan(d.b):
            continue
        gain = "n/a" if math.isnan(d.low) else f"{d.low:+.4f} to {d.high:+.4f}"
        better = "n/a" if math.isnan(d.better) else f"{d.better:.0%}"
        lines.append(
            f"| {name} | {number(name, d.a)} | {number(name, d.b)} | {gain} | {better} | {d.verdict} |"
        )
    return "\n".join(lines) + "\n"
