"""The statutory tables as grids of merged boxes, before any file format.

A grid knows rows, columns and spans; Word and HTML writers only draw it. Labels are the form's words
in the agency's spelling (``Spelling``): brackets, dots, broken lines, one character per line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from random import Random

from govie.form import Form, Label, Table, forms
from training.corpus.report import ExtraColumn, Report


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
    stacked: bool = False  # a group's rows of the table of requests as lines of one row's cells
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
        stacked=rng.random() < 0.03,
        seed=rng.randrange(1 << 30),
    )


def grids(form: Form, report: Report, section: str, spelling: Spelling) -> list[Grid]:
    """The tables that stand in ``section``, with ``report``'s figures in them."""
    if section == "disclosure" and report.shape.disclosure:
        form = forms()[report.shape.disclosure]
    tables = [t for t in form.tables if t.section == section]
    drawn = _Drawn(report, spelling, Random(spelling.seed))
    if section == "requests":
        return [drawn.requests(t) for t in tables]
    if section == "review_litigation":
        return [g for t in tables for g in drawn.review(t)]
    return drawn.disclosure(tables)


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed row: the form's with its label and number, or the agency's own with its figures."""

    key: str
    group: str | None
    label: Label | str
    number: int  # of the form's row; less than 0 for the agency's own
    figures: tuple[str, ...]


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
        cell = self.report.cells.get(path) or self.report.shape.foreign[path]
        return self._padded(cell.printed, path, row, column, columns)

    def _padded(self, printed: str, path: str | None, row: int, column: int, columns: int) -> Box:
        side = self.rng.random()
        pad = {"none": "", "nbsp": "\u00a0", "cells": " "}[self.spelling.padding]
        text = pad + printed if side < 0.4 else printed + pad if side < 0.8 else printed
        return Box(text, row, column, columns=columns, path=path)

    def head(self, table: Table, column: Label) -> str:
        """A column's head: the form's in the agency's spelling, or the agency's own."""
        own = self.report.shape.heads.get((table.name, column.key))
        return own or self.label(column, breakable=True)

    def rows(self, table: Table) -> list[_Row]:
        """The rows that are printed: the form's but for those left out, the agency's own among them."""
        shape = self.report.shape
        out = []
        for r, label in enumerate(table.rows):
            if (table.name, label.key) not in shape.lacks:
                out.append(_Row(label.key, label.group, label, r, ()))
            out += [
                _Row(extra.key, extra.group, extra.label, -1, extra.figures)
                for extra in shape.rows
                if (extra.table, extra.after) == (table.name, label.key)
            ]
        return out

    def row_label(self, row: _Row) -> str:
        return self.words(row.label) if isinstance(row.label, str) else self.label(row.label)

    def figures(self, table: Table, row: _Row, y: int, places: list[tuple[int, int]]) -> list[Box]:
        """The boxes of a row's figures, at (place, span)."""
        if row.number >= 0:
            return [
                self.figure(table.path(row.number, c), y, at, span)
                for c, (at, span) in enumerate(places)
            ]
        return [
            self._padded(text, None, y, at, span)
            for text, (at, span) in zip(row.figures, places, strict=True)
        ]

    def extra(self, table: Table, place: str) -> ExtraColumn | None:
        for column in self.report.shape.columns:
            if (column.table, column.place) == (table.name, place):
                return column
        return None

    def disclosure(self, tables: list[Table]) -> list[Grid]:
        first = int(any(self.extra(t, "first") for t in tables))
        last = int(any(self.extra(t, "last") for t in tables))
        inner = max(len(t.columns) for t in tables)
        width = first + 1 + inner + last
        shares = (0.5,) * first + (1.6,) + (1.0,) * (inner + last)
        grid = Grid("disclosure", width, shares=shares)
        out = [grid]
        y = 0
        for table in tables:
            if self.spelling.split and y:
                grid = Grid("disclosure", width, shares=shares)
                out.append(grid)
                y = 0
            rows = self.rows(table)
            grid.put(Box(self.words(table.label), y, 0, columns=width, header=True))
            grid.put(Box("信息内容", y + 1, first, header=True))
            places = [(first + 1 + at, span) for at, span in _spread(inner, len(table.columns))]
            for column, (at, span) in zip(table.columns, places, strict=True):
                grid.put(Box(self.head(table, column), y + 1, at, columns=span, header=True))
            for place, at in (("first", 0), ("last", width - 1)):
                added = self.extra(table, place)
                if added:
                    grid.put(Box(added.head, y + 1, at, header=True))
                    for i, row in enumerate(rows):
                        grid.put(Box(added.figures.get(row.key, ""), y + 2 + i, at))
                elif (place == "first" and first) or (place == "last" and last):
                    for i in range(1 + len(rows)):
                        grid.put(Box("", y + 1 + i, at))
            for i, row in enumerate(rows):
                grid.put(Box(self.row_label(row), y + 2 + i, first, header=True))
                for box in self.figures(table, row, y + 2 + i, places):
                    grid.put(box)
            y += 2 + len(rows)
        return out

    def requests(self, table: Table) -> Grid:
        n = len(table.columns)
        added = {place: self.extra(table, place) for place in ("first", "before total", "last")}
        first, between, last = (int(bool(c)) for c in added.values())
        # The form's columns, the last of them behind a subtotal.
        at = [first + 3 + c for c in range(n - 1)] + [first + 3 + n - 1 + between]
        width = at[-1] + 1 + last
        shares = (0.5,) * first + (0.7, 1.0, 2.6) + (0.85,) * (width - first - 3)
        grid = Grid("requests", width, shares=shares)
        corner, banner, group = table.captions
        bracketed = self.rng.random() < 0.7
        words = self.words(f"（{corner}）" if bracketed else corner)
        grid.put(Box(words, 0, first, 3, 3, header=True))
        grid.put(Box(banner, 0, first + 3, 1, n + between, header=True))
        inner = [c for c, column in enumerate(table.columns) if column.group]
        for column, x in zip(table.columns, at, strict=True):
            words = self.head(table, column)
            grid.put(Box(words, 2 if column.group else 1, x, 1 if column.group else 2, header=True))
        grid.put(Box(self.words(group), 1, at[inner[0]], 1, len(inner), header=True))
        stacks = self._stacks(table)
        for place, x in (("first", 0), ("before total", at[-1] - 1), ("last", width - 1)):
            extra = added[place]
            if extra:
                top = 1 if place == "before total" else 0
                grid.put(Box(extra.head, top, x, 3 - top, header=True))
                for i, stack in enumerate(stacks):
                    words = "\n".join(extra.figures.get(row.key, "") for row in stack)
                    grid.put(Box(words, 3 + i, x))
        self._stub(grid, table, stacks, first)
        for i, stack in enumerate(stacks):
            lines = [self.figures(table, row, 3 + i, [(x, 1) for x in at]) for row in stack]
            for boxes in zip(*lines, strict=True):
                grid.put(replace(boxes[0], text="\n".join(box.text for box in boxes)))
        return grid

    def _stacks(self, table: Table) -> list[list[_Row]]:
        """The rows of the table of requests, each in a row of cells or a group's rows in one."""
        stem = table.rows[2].group

        def group(pair: tuple[int, _Row]) -> object:
            number, row = pair
            stacked = self.spelling.stacked and row.group and row.group != stem
            return row.group if stacked else number

        grouped = groupby(enumerate(self.rows(table)), key=group)
        return [[row for _, row in pairs] for _, pairs in grouped]

    def _stub(self, grid: Grid, table: Table, stacks: list[list[_Row]], x: int) -> None:
        """The row labels of the table of requests, in three columns with merged cells."""
        stem = table.rows[2].group or ""
        closed = {row.key for row in table.rows[2:-1]}
        outcomes = [i for i, rows in enumerate(stacks) if rows[0].key in closed or rows[0].group]
        grid.put(Box(self.group(stem), 3 + outcomes[0], x, len(outcomes), header=True))
        seen: set[str] = set()
        for i, rows in enumerate(stacks):
            y, group = 3 + i, rows[0].group
            words = "\n".join(self.row_label(row) for row in rows)
            if i not in outcomes:
                grid.put(Box(words, y, x, columns=3, header=True))
            elif group and group != stem:
                if group not in seen:
                    seen.add(group)
                    span = sum(1 for other in stacks if other[0].group == group)
                    grid.put(Box(self.group(group), y, x + 1, span, header=True))
                grid.put(Box(words, y, x + 2, header=True))
            else:
                grid.put(Box(words, y, x + 1, columns=2, header=True))

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
