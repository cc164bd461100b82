"""The statutory tables as grids of merged boxes, before any file format.

A grid knows rows, columns and spans; Word and HTML writers only draw it. Labels are the form's words
in the agency's spelling (``Spelling``): brackets, dots, broken lines, one character per line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from govie.form import Form, Label, Table
from training.corpus.report import Report


@dataclass(frozen=True, slots=True)
class Box:
    """One drawn cell, possibly merged; ``path`` is set where it prints a figure."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    path: str | None = None
    header: bool = False


@dataclass(slots=True)
class Grid:
    """A drawn table of ``height`` by ``width``; ``shares`` are its columns' relative widths."""

    name: str
    width: int
    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    shares: tuple[float, ...] = ()

    def put(self, box: Box) -> None:
        self.boxes.append(box)
        self.height = max(self.height, box.row + box.rows)

    def lines(self) -> Iterator[list[Box]]:
        """Boxes by the row they begin in, left to right."""
        for r in range(self.height):
            yield sorted((b for b in self.boxes if b.row == r), key=lambda b: b.column)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an agency spells the form's labels and cuts its tables."""

    ascii_brackets: bool = False
    dot: str = "."
    other: str = "其他"
    variant_share: float = 0.0
    vertical: bool = False  # group labels one character per line
    broken: bool = False  # long header labels with a hard break inside
    spaced: bool = False  # header labels with blanks between characters: 总 计
    split: bool = False  # 第二十条 as five small tables
    padding: str = "none"  # none, cells, nbsp: white space beside figures
    twice: bool = False  # a review table with its groups as three tables
    seed: int = 0


def draw_spelling(rng: Random) -> Spelling:
    """A random agency's spelling; the form's own is the most frequent."""
    return Spelling(
        ascii_brackets=rng.random() < 0.2,
        dot=rng.choices((".", ". ", "．", "、"), (0.7, 0.12, 0.1, 0.08))[0],
        other="其它" if rng.random() < 0.1 else "其他",
        variant_share=rng.choice((0.0, 0.0, 0.3)),
        vertical=rng.random() < 0.25,
        broken=rng.random() < 0.25,
        spaced=rng.random() < 0.12,
        split=rng.random() < 0.3,
        padding=rng.choices(("none", "nbsp", "cells"), (0.78, 0.14, 0.08))[0],
        twice=rng.random() < 0.08,
        seed=rng.randrange(1 << 30),
    )


def grids(form: Form, report: Report, section: str, spelling: Spelling) -> list[Grid]:
    """The tables that stand in ``section``, with ``report``'s figures in them."""
    tables = [t for t in form.tables if t.section == section]
    drawn = _Drawn(report, spelling, Random(spelling.seed))
    if section == "requests":
        return [drawn.requests(t) for t in tables]
    if section == "review_litigation":
        return [g for t in tables for g in drawn.review(t)]
    return drawn.disclosure(tables)


class _Drawn:
    """Draws one report's grids; the random stream spends the same draws whatever the figures are."""

    def __init__(self, report: Report, spelling: Spelling, rng: Random) -> None:
        self.report = report
        self.spelling = spelling
        self.rng = rng

    def label(self, label: Label, *, breakable: bool = False) -> str:
        words = label.text
        if label.variants and self.rng.random() < self.spelling.variant_share:
            words = self.rng.choice(label.variants)
        return self.words(words, breakable=breakable)

    def words(self, words: str, *, breakable: bool = False) -> str:
        s = self.spelling
        words = words.replace("其他", s.other)
        if s.ascii_brackets:
            words = words.replace("（", "(").replace("）", ")").replace("，", ",")
        if words[:2].rstrip(".").isdigit():
            words = words.replace(".", s.dot, 1)
        if breakable and s.spaced and len(words) == 2:
            words = " ".join(words)
        elif breakable and s.broken and len(words) in (4, 6, 7, 8):
            cut = len(words) // 2
            words = words[:cut] + "\n" + words[cut:]
        return words

    def group(self, words: str) -> str:
        if not self.spelling.vertical:
            return self.words(words)
        if words[0] == "三":
            return "\n".join((words[:3], *words[3:]))
        head, mark, tail = words.partition("）")
        return self.words(head + mark) + "\n" + tail

    def figure(self, path: str, row: int, column: int, columns: int = 1) -> Box:
        printed = self.report.cells[path].printed
        side = self.rng.random()
        pad = {"none": "", "nbsp": "\u00a0", "cells": " "}[self.spelling.padding]
        text = pad + printed if side < 0.4 else printed + pad if side < 0.8 else printed
        return Box(text, row, column, columns=columns, path=path)

    def disclosure(self, tables: list[Table]) -> list[Grid]:
        width = 1 + max(len(t.columns) for t in tables)
        grid = Grid("disclosure", width, shares=(1.6,) + (1.0,) * (width - 1))
        out = [grid]
        row = 0
        for table in tables:
            if self.spelling.split and row:
                grid = Grid("disclosure", width, shares=grid.shares)
                out.append(grid)
                row = 0
            grid.put(Box(self.words(table.label), row, 0, columns=width, header=True))
            grid.put(Box("信息内容", row + 1, 0, header=True))
            spans = _spread(width - 1, len(table.columns))
            for column, (at, span) in zip(table.columns, spans, strict=True):
                words = self.label(column, breakable=True)
                grid.put(Box(words, row + 1, 1 + at, columns=span, header=True))
            for r, label in enumerate(table.rows):
                grid.put(Box(self.label(label), row + 2 + r, 0, header=True))
                for c, (at, span) in enumerate(spans):
                    grid.put(self.figure(table.path(r, c), row + 2 + r, 1 + at, span))
            row += 2 + len(table.rows)
        return out

    def requests(self, table: Table) -> Grid:
        grid = Grid(
            "requests",
            3 + len(table.columns),
            shares=(0.7, 1.0, 2.6) + (0.85,) * len(table.columns),
        )
        corner, banner, group = table.captions
        bracketed = self.rng.random() < 0.7
        grid.put(Box(self.words(f"（{corner}）" if bracketed else corner), 0, 0, 3, 3, header=True))
        grid.put(Box(banner, 0, 3, 1, len(table.columns), header=True))
        inner = [c for c, column in enumerate(table.columns) if column.group]
        for c, column in enumerate(table.columns):
            words = self.label(column, breakable=True)
            grid.put(
                Box(words, 2 if column.group else 1, 3 + c, 1 if column.group else 2, header=True)
            )
        grid.put(Box(self.words(group), 1, 3 + inner[0], 1, len(inner), header=True))
        outcomes = range(2, len(table.rows) - 1)
        stem = table.rows[2].group or ""
        grid.put(Box(self.group(stem), 3 + outcomes[0], 0, len(outcomes), header=True))
        seen: set[str] = set()
        for r, label in enumerate(table.rows):
            y = 3 + r
            if r not in outcomes:
                grid.put(Box(self.label(label), y, 0, columns=3, header=True))
            elif label.group and label.group != stem:
                if label.group not in seen:
                    seen.add(label.group)
                    span = sum(1 for other in table.rows if other.group == label.group)
                    grid.put(Box(self.group(label.group), y, 1, span, header=True))
                grid.put(Box(self.label(label), y, 2, header=True))
            else:
                grid.put(Box(self.label(label), y, 1, columns=2, header=True))
            for c in range(len(table.columns)):
                grid.put(self.figure(table.path(r, c), y, 3 + c))
        return grid

    def review(self, table: Table) -> list[Grid]:
        n = len(table.columns)
        if self.spelling.twice:
            return [self._review_group(table, r) for r in range(len(table.rows))]
        grid = Grid("review", n * len(table.rows), shares=(1.0,) * (n * len(table.rows)))
        first = table.rows[0]
        grid.put(Box(self.label(first), 0, 0, 1, n, header=True))
        grid.put(Box(table.captions[0], 0, n, 1, n * (len(table.rows) - 1), header=True))
        for r, label in enumerate(table.rows):
            if r:
                grid.put(Box(self.label(label), 1, r * n, 1, n, header=True))
            for c, column in enumerate(table.columns):
                words = self.label(column, breakable=True)
                grid.put(Box(words, 2 if r else 1, r * n + c, 1 if r else 2, header=True))
                grid.put(self.figure(table.path(r, c), 3, r * n + c))
        return [grid]

    def _review_group(self, table: Table, r: int) -> Grid:
        n = len(table.columns)
        grid = Grid("review", n, shares=(1.0,) * n)
        name = "/".join(x for x in (table.rows[r].group, self.label(table.rows[r])) if x)
        grid.put(Box(name, 0, 0, 1, n, header=True))
        for c, column in enumerate(table.columns):
            grid.put(Box(self.label(column), 1, c, header=True))
            grid.put(self.figure(table.path(r, c), 2, c))
        return grid


def _spread(width: int, n: int) -> list[tuple[int, int]]:
    """``n`` columns over ``width`` places, as (place, span): the last ones are the wide ones."""
    edges = [i * width // n for i in range(n + 1)]
    return [(a, b - a) for a, b in pairwise(edges)]
