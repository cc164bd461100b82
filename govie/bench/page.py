"""A benchmark's result as Markdown, and its plots as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape

from govie.bench import Result
from govie.bench.calibration import Calibration
from govie.bench.resampling import Difference, Interval
from govie.bench.speed import Speed

_GROUPED = (
    "reports",
    "whole reports",
    "cells",
    "telling cells",
    "silent errors per 10,000 cells",
    "sections",
    "meta",
    "count recall",
    "count precision",
    "fact F1",
)


def markdown(result: Result) -> str:
    """The whole result: scores side by side, by group, calibration, speed."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    yield "# Benchmark"
    yield ""
    yield "; ".join(f"{name}: {value}" for name, value in result.about.items()) + "."
    yield "In brackets: 95 of 100 bootstrap draws of the reports fall between these. Telling cells: not 0."
    yield ""
    readers = list(result.scores)
    yield "| | " + " | ".join(readers) + " |"
    yield "| --- |" + " ---: |" * len(readers)
    for name in result.scores[readers[0]]:
        row = [_interval(name, result.scores[reader][name]) for reader in readers]
        yield f"| {name} | " + " | ".join(row) + " |"
    for group, rows in result.groups.items():
        yield f"\n## By {group}\n"
        yield f"| {group} | " + " | ".join(_GROUPED) + " |"
        yield "| --- |" + " ---: |" * len(_GROUPED)
        for key, rates in rows.items():
            yield f"| {key} | " + " | ".join(number(n, rates[n]) for n in _GROUPED) + " |"
    if result.kinds:
        yield "\n## By kind of file\n"
        yield "| file | " + " | ".join(_GROUPED[:5]) + " |"
        yield "| --- |" + " ---: |" * 5
        for key, rates in result.kinds.items():
            yield f"| {key} | " + " | ".join(number(n, rates[n]) for n in _GROUPED[:5]) + " |"
    for name, measured in result.calibration.items():
        yield from _calibration(name, measured)
    if result.speed:
        yield from _speed(result.speed)


def _interval(name: str, interval: Interval) -> str:
    if math.isnan(interval.value) or name == "reports":
        return number(name, interval.value)
    return f"{number(name, interval.value)} ({number(name, interval.low)}–{number(name, interval.high)})"


def number(name: str, value: float) -> str:
    """A rate as it is printed: counts whole, errors with one decimal, shares with four."""
    if math.isnan(value):
        return "n/a"
    if name == "reports":
        return str(int(value))
    return f"{value:.1f}" if name.startswith("silent") else f"{value:.4f}"


def _calibration(name: str, measured: Calibration) -> Iterator[str]:
    yield f"\n## Calibration of {name}\n"
    yield (
        f"Expected calibration error {measured.error:.4f}; {measured.coverage:.1%} of the {name}, surest "
        "first, are 99.9 % right."
    )
    yield f"\n![reliability of {name}](reliability-{name}.svg)\n"
    yield "| confidence | values | mean confidence | right |"
    yield "| --- | ---: | ---: | ---: |"
    for b in measured.bins:
        yield f"| {b.low}–{b.high} | {b.size} | {b.confidence:.4f} | {b.right:.4f} |"


def _speed(speed: Speed) -> Iterator[str]:
    yield "\n## Speed\n"
    yield (
        f"{speed.reports} reports of {speed.characters / speed.reports:.0f} characters on average, the best of "
        "several rounds in one run; compare the ratios."
    )
    yield ""
    yield "| | reports a second | times jieba's |"
    yield "| --- | ---: | ---: |"
    rows = (
        ("govie, one process", speed.one_core),
        (f"govie, {speed.cores} processes", speed.all_cores),
        ("jieba merely cutting the text", speed.jieba),
        ("spaCy's default-size tagger and entity recognizer merely running", speed.spacy),
    )
    for name, rate in rows:
        yield f"| {name} | {rate:.1f} | {rate / speed.jieba:.2f} |"
    yield ""
    yield (
        f"New process to first report: {speed.first:.1f} s; peak memory of one process: {speed.memory:.0f} MB."
    )


def comparison(differences: Mapping[str, Difference]) -> str:
    """Two models side by side, as Markdown."""
    lines = ["| | A | B | gain of B | B better in | |", "| --- | ---: | ---: | --- | ---: | --- |"]
    for name, d in differences.items():
        if not (math.isnan(d.a) or math.isnan(d.b)):
            lines.append(
                f"| {name} | {number(name, d.a)} | {number(name, d.b)} | {d.low:+.4f} to {d.high:+.4f} "
                f"| {d.better:.0%} | {d.verdict} |"
            )
    return "\n".join(lines) + "\n"


def plots(result: Result) -> dict[str, str]:
    """SVG pictures by file name: a reliability plot of each kind of value, the readers side by side."""
    found = {
        f"reliability-{name}.svg": reliability(name, measured)
        for name, measured in result.calibration.items()
    }
    found["readers.svg"] = bars(result.scores)
    return found


_STYLE = (
    "<style>text{font:12px sans-serif;fill:#333}.line{stroke:#999;fill:none}.mark{fill:#2563a8}"
    ".bar{fill:#2563a8}.other{fill:#b9c6d3}@media(prefers-color-scheme:dark){text{fill:#ddd}"
    ".line{stroke:#777}.mark,.bar{fill:#7db3ee}.other{fill:#55606b}}</style>"
)


def reliability(name: str, measured: Calibration) -> str:
    """Share right against confidence; the diagonal is perfect."""
    size, edge = 300, 50
    parts = [
        f'<line class="line" x1="{edge}" y1="{size}" x2="{size}" y2="{edge}" stroke-dasharray="4"/>'
    ]
    span = size - edge
    for value in (0.0, 0.5, 1.0):
        at = edge + value * span
        parts.append(f'<text x="{at}" y="{size + 18}" text-anchor="middle">{value}</text>')
        parts.append(
            f'<text x="{edge - 6}" y="{size - value * span + 4}" text-anchor="end">{value}</text>'
        )
    for b in measured.bins:
        x, y = edge + b.confidence * span, size - b.right * span
        radius = 3 + min(9.0, math.log10(b.size + 1) * 1.8)
        title = f"{b.size} {escape(name)}: confidence {b.confidence:.3f}, right {b.right:.3f}"
        parts.append(
            f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{title}</title></circle>'
        )
    parts.append(
        f'<text x="{(edge + size) / 2}" y="{size + 36}" text-anchor="middle">confidence of {escape(name)}</text>'
    )
    parts.append(
        f'<text x="14" y="{(edge + size) / 2}" transform="rotate(-90 14 {(edge + size) / 2})" text-anchor="middle">share right</text>'
    )
    parts.append(f'<rect class="line" x="{edge}" y="{edge}" width="{span}" height="{span}"/>')
    return _svg(size + 20, size + 46, parts)


def bars(scores: Mapping[str, Mapping[str, Interval]]) -> str:
    """The readers side by side on the scores that tell them apart."""
    shown = ("telling cells", "whole reports", "sections", "fact F1")
    parts, y = [], 20
    for name in shown:
        parts.append(f'<text x="10" y="{y}">{name}</text>')
        for reader, rates in scores.items():
            y += 18
            value = rates[name].value
            width = 0.0 if math.isnan(value) else value * 260
            kind = "bar" if reader == "govie" else "other"
            parts.append(
                f'<rect class="{kind}" x="190" y="{y - 11}" width="{width:.1f}" height="12"/>'
            )
            parts.append(f'<text x="182" y="{y}" text-anchor="end">{escape(reader)}</text>')
            parts.append(f'<text x="{196 + width:.1f}" y="{y}">{number(name, value)}</text>')
        y += 28
    return _svg(520, y, parts)


def _svg(width: int, height: int, parts: list[str]) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{_STYLE}{"".join(parts)}</svg>\n'
