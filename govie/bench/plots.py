"""Draws a benchmark's plots as SVG, readable on light and dark backgrounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape

from govie.bench.calibration import Calibration
from govie.bench.page import interval, number
from govie.bench.result import Result, Scores

_STYLE = (
    "<style>text{font:12px sans-serif;fill:#333}.line{stroke:#999;fill:none}.mark{fill:#2563a8}"
    ".bar{fill:#2563a8}.other{fill:#b9c6d3}@media(prefers-color-scheme:dark){text{fill:#ddd}"
    ".line{stroke:#777}.mark,.bar{fill:#7db3ee}.other{fill:#55606b}}</style>"
)


def plots(result: Result) -> dict[str, str]:
    """The plots as SVG by file name: scores of the readers, accuracy by route, reliability of each kind of value."""
    found = {
        f"reliability-{name}.svg": _reliability(name, measured)
        for name, measured in result.calibration.items()
    }
    found["readers.svg"] = _readers(result.scores)
    if result.groups.get("route"):
        found["routes.svg"] = _routes(result.groups["route"])
    return found


def _reliability(name: str, measured: Calibration) -> str:
    """A reliability diagram: accuracy against confidence; perfect calibration is the diagonal."""
    size, edge = 300, 50
    parts = [
        f'<line class="line" x1="{edge}" y1="{size}" x2="{size}" y2="{edge}" stroke-dasharray="4"/>'
    ]
    span = size - edge
    for value in (0.0, 0.5, 1.0):
        at = edge + value * span
        parts.append(_text(at, size + 18, str(value), "middle"))
        parts.append(_text(edge - 6, size - value * span + 4, str(value), "end"))
    for b in measured.bins:
        x, y = edge + b.confidence * span, size - b.right * span
        radius = 3 + min(9.0, math.log10(b.size + 1) * 1.8)
        title = f"{b.size} {escape(name)}: confidence {b.confidence:.3f}, right {b.right:.3f}"
        parts.append(
            f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{title}</title></circle>'
        )
    middle = (edge + size) / 2
    parts.append(_text(middle, size + 36, f"confidence of {name}", "middle"))
    parts.append(
        f'<text x="14" y="{middle}" transform="rotate(-90 14 {middle})" text-anchor="middle">share right</text>'
    )
    parts.append(f'<rect class="line" x="{edge}" y="{edge}" width="{span}" height="{span}"/>')
    return _svg(size + 20, size + 46, parts)


def _readers(scores: Mapping[str, Scores]) -> str:
    """The scores of the readers side by side, for the scores in which they differ most."""
    parts: list[str] = []
    y = 20
    for name in ("telling cells", "whole reports", "sections", "count recall", "fact F1"):
        parts.append(_text(10, y, name))
        for reader, rates in scores.items():
            y += 18
            value = rates[name].value
            width = 0.0 if math.isnan(value) else value * 260
            kind = "bar" if reader == "govie" else "other"
            parts.append(
                f'<rect class="{kind}" x="190" y="{y - 11}" width="{width:.1f}" height="12"/>'
            )
            parts.append(_text(182, y, reader, "end"))
            parts.append(_text(196 + width, y, number(name, value)))
        y += 28
    return _svg(520, y, parts)


def _routes(scores: Mapping[str, Scores]) -> str:
    """Accuracy of cells by route, the hardest route first, with the interval as a line."""
    name = "telling cells"
    known = {route: s[name] for route, s in scores.items() if not math.isnan(s[name].value)}
    left, span = 190, 260
    parts = [_text(left + v * span, 16, f"{v:.0%}", "middle") for v in (0.0, 0.5, 1.0)]
    y = 30
    for route, measured in sorted(known.items(), key=lambda pair: pair[1].value):
        low, high = left + measured.low * span, left + measured.high * span
        title = f"{escape(route)}: {interval(name, measured)}"
        parts.append(_text(left - 12, y + 4, route, "end"))
        parts.append(f'<line class="line" x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}"/>')
        parts.append(
            f'<circle class="mark" cx="{left + measured.value * span:.1f}" cy="{y}" r="4">'
            f"<title>{title}</title></circle>"
        )
        y += 18
    parts.append(_text(left + span / 2, y + 6, "telling cells right", "middle"))
    return _svg(520, y + 16, parts)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(width: int, height: int, parts: list[str]) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{_STYLE}{"".join(parts)}</svg>\n'
