"""Charts in SVG, without scripts, with the colors of the page's style sheet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govie.view.markup import Html, join, tag, text
from govie.view.states import number
from govie.view.words import in_line

WIDTH = 920
_TICKS = 5  # ticks of a scale, approximately
_LEFT, _RIGHT = 230, 110  # space for names of agencies, and for the notes of bars


@dataclass(frozen=True, slots=True)
class Stack:
    """The stacked bar of a year: its parts in the order of the legend, a point of the line chart, and a note below it."""

    label: str
    parts: Sequence[float]
    point: float | None
    note: Html


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar: a name, a share between 0 and 1, and the note at the bar's end."""

    label: str
    share: float
    note: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of a heat map: for each cell of the form the share of reports that lack it, 0 to 1."""

    label: str
    shares: Sequence[float]
    note: str


def words(content: Html) -> Html:
    """Words in both languages as SVG elements."""
    return Html(content.replace("<span", "<tspan").replace("</span", "</tspan"))


def _svg(height: float, title: Html, *parts: Html) -> Html:
    about = {"viewBox": f"0 0 {WIDTH} {height:g}", "role": "img"}
    drawn = tag("svg", tag("title", title), *parts, **about, xmlns="http://www.w3.org/2000/svg")
    return tag("div", drawn, class_="chart")


def _label(x: float, y: float, content: Html, kind: str, title: str = "") -> Html:
    inner = join(tag("title", text(title)), content) if title else content
    return tag("text", inner, x=f"{x:g}", y=f"{y:g}", class_=kind)


def _box(x: float, y: float, width: float, height: float, kind: str, title: Html) -> Html:
    inside = [tag("title", title)] if title else []
    edges = {"x": x, "y": y, "width": max(0, width), "height": max(0, height)}
    return tag("rect", *inside, **{k: f"{v:.1f}" for k, v in edges.items()}, class_=kind)


def ticks(top: float) -> list[float]:
    """Round numbers from 0 to at least ``top``."""
    if not top > 0:
        return [0, 1]
    rough = top / _TICKS
    power: float = 10 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough)
    step = max(1, step)
    return [step * n for n in range(math.ceil(top / step) + 1)]


def stacks(bars: Sequence[Stack], names: Sequence[Html], point: Html, title: Html) -> Html:
    """A chart of stacked bars and a line; ``names``: of the parts, ``point``: of the line."""
    height, left, bottom = 330, 70, 278
    top = max((max(sum(b.parts), b.point or 0) for b in bars), default=0)
    marks = ticks(top)
    scale = (bottom - 24) / marks[-1]
    step = (WIDTH - left - 20) / max(1, len(bars))
    wide = min(80, step * 0.6)
    parts: list[Html] = []
    for value in marks:
        y = bottom - value * scale
        parts.append(
            tag("line", x1=left, x2=WIDTH - 20, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="rule")
        )
        parts.append(_label(left - 8, y + 4, text(number(value)), "axis end"))
    line: list[str] = []
    points: list[Html] = []
    for n, bar in enumerate(bars):
        middle = left + step * (n + 0.5)
        y = float(bottom)
        for k, (value, name) in enumerate(zip(bar.parts, names, strict=True)):
            y -= value * scale
            what = join(text(f"{bar.label} "), in_line(name), text(f" {number(value)}"))
            parts.append(_box(middle - wide / 2, y, wide, value * scale, f"part{k}", what))
        parts.append(_label(middle, bottom + 18, text(bar.label), "axis middle strong"))
        parts.append(_label(middle, bottom + 36, words(bar.note), "axis middle"))
        if bar.point is not None:
            y = bottom - bar.point * scale
            line.append(f"{'L' if line else 'M'}{middle:.1f} {y:.1f}")
            what = join(text(f"{bar.label} "), in_line(point), text(f" {number(bar.point)}"))
            place = {"cx": f"{middle:.1f}", "cy": f"{y:.1f}"}
            points.append(tag("circle", tag("title", what), **place, r=5, class_="point"))
            words_ = text(number(bar.point))
            points.append(_label(middle, y - 10, words_, "axis middle strong halo"))
    parts.append(tag("path", d=" ".join(line) or "M0 0", class_="line"))
    legend = [(f"part{n}", name) for n, name in enumerate(names)]
    return join(key([*legend, ("line", point)]), _svg(height, in_line(title), *parts, *points))


def key(entries: Sequence[tuple[str, Html]]) -> Html:
    """A legend from pairs of CSS class and name."""
    return tag("ul", *(tag("li", tag("i", class_=k), name) for k, name in entries), class_="key")


def bars(found: Sequence[Bar], title: Html) -> Html:
    """A chart of horizontal bars, scaled to the longest."""
    row = 22
    longest = max((b.share for b in found), default=0)
    scale = (WIDTH - _LEFT - _RIGHT) / (longest or 1)
    parts: list[Html] = []
    for n, bar in enumerate(found):
        y = 6 + n * row
        width = bar.share * scale
        what = text(f"{bar.label}: {bar.note}")
        parts.append(_label(_LEFT - 8, y + 14, text(_short(bar.label)), "name end", bar.label))
        parts.append(_box(_LEFT, y + 2, max(1, width), row - 6, "share", what))
        parts.append(_label(_LEFT + width + 6, y + 14, text(bar.note), "axis"))
    return _svg(len(found) * row + 12, in_line(title), *parts)


def strips(rows: Sequence[Strip], groups: Sequence[tuple[Html, int]], title: Html) -> Html:
    """A heat map with a row for each strip and a column for each cell; ``groups``: of columns, names and sizes."""
    row, head = 17, 24
    count = sum(size for _, size in groups)
    gap = 5.0
    scale = (WIDTH - _LEFT - _RIGHT - gap * (len(groups) - 1)) / max(1, count)
    starts: list[float] = []
    parts: list[Html] = []
    x = float(_LEFT)
    for name, size in groups:
        starts.append(x)
        parts.append(_label(x, head - 8, words(name), "axis group"))
        x += size * scale + gap
    for n, strip in enumerate(rows):
        y = head + n * row
        parts.append(_label(_LEFT - 8, y + 12, text(_short(strip.label)), "name end", strip.label))
        at = 0
        for start, (_, size) in zip(starts, groups, strict=True):
            shares = strip.shares[at : at + size]
            at += size
            parts += _runs(shares, start, y, scale, row - 3, f"{strip.label}: {strip.note}")
        parts.append(_label(WIDTH - _RIGHT + 6, y + 12, text(strip.note), "axis"))
    return _svg(head + len(rows) * row + 6, in_line(title), *parts)


def _runs(
    shares: Sequence[float], x: float, y: float, scale: float, height: float, note: str
) -> Iterable[Html]:
    """One box for each run of neighboring cells of the same grade."""
    start = 0
    for n in range(1, len(shares) + 1):
        if n < len(shares) and _grade(shares[n]) == _grade(shares[start]):
            continue
        grade = _grade(shares[start])
        title = text(note) if grade else Html("")
        yield _box(x + start * scale, y, (n - start) * scale, height, f"gap{grade}", title)
        start = n


def _grade(share: float) -> int:
    """A grade from 0, nothing missing, to 4, all missing."""
    return 0 if share <= 0 else 4 if share >= 1 else 1 + min(2, int(share * 3))


def _short(label: str) -> str:
    return label if len(label) <= 17 else label[:8] + "…" + label[-8:]
