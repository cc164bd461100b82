"""Reports of our own writing in every layout that the reader must take, with the place of each figure.

A layout is a function from a filled form to pieces; a piece is text, or a path whose print stands here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from govie.form import Form, Table, forms

Piece = str | tuple[str]  # text, or (path,)

COLUMN_MARKS = {"tab": "\t", "space": " ", "pipe": " | "}


@dataclass
class Filled:
    """A form with figures: what each cell prints and what that is worth."""

    form: Form
    printed: dict[str, str]
    values: dict[str, int | float | None]
    damaged: set[str] = field(default_factory=set)


@dataclass
class Laid:
    """A text and the truth about it."""

    text: str
    values: dict[str, int | float | None]
    spans: dict[str, tuple[int, int]]
    damaged: set[str]

    @property
    def gold(self) -> dict[str, object]:
        return {"cells": self.values, "spans": self.spans, "damaged": sorted(self.damaged)}


def fill(
    form: Form, rng: random.Random, density: float = 0.8, size: int = 40, wrong: int = 0
) -> Filled:
    """Figures that keep the form's sums, ``density`` of the free cells not 0; then ``wrong`` cells off."""
    values: dict[str, int | float | None] = {}

    def number() -> int:
        if rng.random() >= density:
            return 0
        return rng.randint(1, size) if rng.random() < 0.8 else rng.randint(1, size * 25)

    for table in form.tables:
        rows, columns = range(len(table.rows)), range(len(table.columns))
        grid = {(r, c): number() for r in rows for c in columns}
        if table.row_sums:
            outcome = next(s for s in table.row_sums if s.kind == "sum")
            balance = next(s for s in table.row_sums if s.kind == "balance")
            received, carried = balance.parts
            total, out = balance.whole
            for c in columns:
                grid[total, c] = sum(grid[r, c] for r in outcome.parts)
                grid[carried, c] = min(grid[carried, c], grid[total, c])
                grid[out, c] = number()
                grid[received, c] = grid[total, c] + grid[out, c] - grid[carried, c]
        for s in table.column_sums:
            for r in rows:
                grid[r, s.whole[0]] = sum(grid[r, c] for c in s.parts)
        for (r, c), v in grid.items():
            column = table.columns[c]
            if column.key == "change" and rng.random() < 0.4:
                v = -v
            values[table.path(r, c)] = v * column.multiplier
    for path in rng.sample(sorted(values), wrong):
        values[path] = (values[path] or 0) + rng.choice([1, 2, 10]) * form_multiplier(form, path)
    printed = {p: str(int(v or 0) // form_multiplier(form, p)) for p, v in values.items()}
    return Filled(form, printed, values)


def form_multiplier(form: Form, path: str) -> int:
    return next(c.table.columns[c.column].multiplier for c in form.cells if c.path == path)


def assemble(pieces: Iterable[Piece], filled: Filled) -> Laid:
    parts: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    at = 0
    for piece in pieces:
        if isinstance(piece, tuple):
            text = filled.printed[piece[0]]
            if piece[0] not in spans and text:
                spans[piece[0]] = (at, at + len(text))
        else:
            text = piece
        parts.append(text)
        at += len(text)
    return Laid("".join(parts), filled.values, spans, filled.damaged)


# ---------------------------------------------------------------- a report around the tables

Layout = Callable[[Table, random.Random], Iterator[Piece]]

HEADINGS = {
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}


def report(filled: Filled, layout: Layout, rng: random.Random, *, close: str = "\n") -> Laid:
    """A whole report: short prose, the tables in ``layout``, ``close`` between its parts."""
    year = filled.form.last_year or filled.form.first_year + 1

    def pieces() -> Iterator[Piece]:
        yield f"青禾县临溪镇人民政府{year}年政府信息公开工作年度报告{close}"
        yield f"一、总体情况{close}{year}年，本镇通过县政府门户网站公开信息312条，其中政策文件27条。{close}"
        section = None
        for table in filled.form.tables:
            if table.section != section:
                section = table.section
                yield HEADINGS[section] + close
            yield from layout(table, rng)
            yield close
        yield f"五、存在的主要问题及改进情况{close}公开的内容还不够细，下一步将加强培训。{close}"
        yield f"六、其他需要报告的事项{close}本年度未收取信息处理费。{close}"

    return assemble(pieces(), filled)


def header(table: Table, mark: str = "\t", end: str = "\n") -> str:
    """The table's header as a converter gives it: merged cells become their first line."""
    if table.flat:
        groups = [mark.join(c.text for c in table.columns) for _ in table.rows]
        return (
            end.join(
                [
                    mark.join(["行政复议", "行政诉讼"]),
                    groups[0] + mark + mark.join(r.text for r in table.rows[1:]),
                    mark.join(groups[1:]),
                ]
            )
            + end
        )
    if table.captions:
        return (
            end.join(
                [
                    table.captions[0] + mark + "申请人情况",
                    mark.join(["自然人", "法人或其他组织", "总计"]),
                    mark.join(c.text for c in table.columns[1:6]),
                ]
            )
            + end
        )
    return table.label + end + mark.join(["信息内容", *(c.text for c in table.columns)]) + end


def row_label(table: Table, row: int, mark: str = "\t") -> str:
    """The row's label, with the group's where the group begins."""
    label = table.rows[row]
    first = row == 0 or table.rows[row - 1].group != label.group
    if label.group and first:
        opening = "三、本年度办理结果" + mark if label.group.startswith("（三）") else ""
        return opening + label.group + mark + label.text
    return label.text


def lines(table: Table) -> Iterator[list[int]]:
    """Groups of rows that are printed as one line: a flat table prints all of its rows so."""
    if table.flat:
        yield list(range(len(table.rows)))
    else:
        yield from ([r] for r in range(len(table.rows)))


def cells(table: Table, rows: Iterable[int], mark: str) -> Iterator[Piece]:
    paths = [table.path(r, c) for r in rows for c in range(len(table.columns))]
    for i, path in enumerate(paths):
        if i:
            yield mark
        yield (path,)


# ---------------------------------------------------------------- layouts


def by_line(mark: str, between: str, end: str = "\n") -> Layout:
    """Rows of values: ``mark`` between them, ``between`` label and values, ``end`` after each."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, mark, end)
        for rows in lines(table):
            if not table.flat:
                yield row_label(table, rows[0], mark) + between
            yield from cells(table, rows, mark)
            yield end

    return layout


def pipes(table: Table, rng: random.Random) -> Iterator[Piece]:
    for i, line in enumerate(header(table, " | ").splitlines()):
        yield f"| {line} |\n"
        if i == 0:
            yield "|---|---|---|\n"
    for rows in lines(table):
        yield "| "
        if not table.flat:
            yield row_label(table, rows[0], " | ") + " | "
        yield from cells(table, rows, " | ")
        yield " |\n"


def cut_tables(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Every few rows a new small table, its header printed again."""
    for i, rows in enumerate(lines(table)):
        if i % 4 == 0:
            yield "\n" + header(table, " | ")
        if not table.flat:
            yield row_label(table, rows[0], " | ") + " | "
        yield from cells(table, rows, " | ")
        yield "\n"


def page_lines(mark: str = "\n") -> Layout:
    """One value a line, page numbers and the running header between rows."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "\n")
        for i, rows in enumerate(lines(table)):
            if i % 6 == 5:
                yield f"- {i} -\n青禾县临溪镇人民政府信息公开工作年度报告\n"
            if not table.flat:
                yield row_label(table, rows[0], "\n") + "\n"
            yield from cells(table, rows, mark)
            yield "\n"

    return layout


def broken_labels(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Labels in lines of three characters, the values after the first or second of them."""
    yield header(table, "\n")
    for rows in lines(table):
        label = "" if table.flat else row_label(table, rows[0], "\n")
        pieces = [label[i : i + 3] for i in range(0, len(label), 3)]
        at = min(len(pieces), rng.choice([1, 2, 9]))
        yield "\n".join(pieces[:at]) + "\n"
        yield from cells(table, rows, " ")
        yield "\n" + "\n".join(pieces[at:]) + "\n"


def labels_first(mark: str = " ") -> Layout:
    """The labels of a few rows, then their rows of values."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "\n")
        groups = list(lines(table))
        at = 0
        while at < len(groups):
            size = rng.choice([2, 3, 5])
            block = groups[at : at + size]
            at += size
            for rows in block:
                if not table.flat:
                    yield row_label(table, rows[0], "\n") + "\n"
            for rows in block:
                yield from cells(table, rows, mark)
                yield "\n"

    return layout


def by_column(named: bool) -> Layout:
    """Page by page: the labels, then the values column by column (``named``: under the column's name)."""

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        if table.flat:
            yield from by_line("\n", "\n")(table, rng)
            return
        count = len(table.rows)
        pages = [count] if count < 4 else [count // 2, count - count // 2]
        first = 0
        for size in pages:
            rows = range(first, first + size)
            first += size
            if not named:
                yield header(table, "\n")
            else:
                yield table.label + "\n"
            for r in rows:
                yield row_label(table, r, "\n") + "\n"
            for c, column in enumerate(table.columns):
                if named:
                    yield column.text + "\n"
                for r in rows:
                    yield (table.path(r, c),)
                    yield "\n"

    return layout


def total_first(table: Table, rng: random.Random) -> Iterator[Piece]:
    """The 总计 of each row or group before its parts, its name too."""
    yield from _columns_in(table, [len(table.columns) - 1, *range(len(table.columns) - 1)], True)


def total_first_unsaid(table: Table, rng: random.Random) -> Iterator[Piece]:
    """As ``total_first``, but the header keeps the form's order: only arithmetic tells."""
    yield from _columns_in(table, [len(table.columns) - 1, *range(len(table.columns) - 1)], False)


def _columns_in(table: Table, order: list[int], said: bool) -> Iterator[Piece]:
    if not table.column_sums:
        yield from by_line("\t", "\t")(table, random.Random(0))
        return
    names = [table.columns[c].text for c in order]
    if not said:
        yield header(table)
    elif table.flat:
        yield (
            "行政复议\t行政诉讼\n"
            + "\t".join(names)
            + "\t未经复议直接起诉\t复议后起诉\n"
            + "\t".join(names * 2)
            + "\n"
        )
    else:
        yield table.captions[0] + "\t申请人情况\n" + "\t".join(names) + "\n"
    for rows in lines(table):
        if not table.flat:
            yield row_label(table, rows[0]) + "\t"
        for i, r in enumerate(rows):
            for j, c in enumerate(order):
                if i or j:
                    yield "\t"
                yield (table.path(r, c),)
        yield "\n"


def rows_shuffled(table: Table, rng: random.Random) -> Iterator[Piece]:
    """Rows out of order, each with its label: a group's total before its parts."""
    order = list(range(len(table.rows)))
    if table.row_sums:
        at = order.index(len(order) - 2)
        order.insert(2, order.pop(at))
    yield header(table)
    if table.flat:
        yield from cells(table, order, "\t")
        yield "\n"
        return
    for r in order:
        yield table.rows[r].text + "\t"
        yield from cells(table, [r], "\t")
        yield "\n"


def glued(mark: str = "", end: str = "") -> Layout:
    """Labels glued to values; without ``mark`` the values of a row are glued too."""

    def lay(table: Table, rng: random.Random) -> Iterator[Piece]:
        yield header(table, "", end)
        for rows in lines(table):
            if not table.flat:
                yield row_label(table, rows[0], "")
            yield from cells(table, rows, mark)
            yield end

    return lay


LAYOUTS: dict[str, Layout] = {
    "tab rows": by_line("\t", "\t"),
    "one value a line": by_line("\n", "\n"),
    "tab before each value": by_line("\n\t", "\n\t", "\n\n\t"),
    "spaces": by_line(" ", " "),
    "wide spaces": by_line("    ", "      "),
    "label and values on two lines": by_line(" ", "\n"),
    "pipes": pipes,
    "cut tables": cut_tables,
    "page marks": page_lines(),
    "broken labels": broken_labels,
    "labels first": labels_first(),
    "labels first, one value a line": labels_first("\n"),
    "by column": by_column(False),
    "by column, named": by_column(True),
    "total first": total_first,
    "total first, unsaid": total_first_unsaid,
    "rows shuffled": rows_shuffled,
    "glued labels": glued(" ", "\n"),
    "glued": glued(),
}


def all_forms() -> list[Form]:
    return list(forms().values())
