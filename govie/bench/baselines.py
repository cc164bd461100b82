"""Baselines for the tables: all zeros, numbers in reading order, and a careful regular expression.

They estimate no confidence: all of their values have confidence 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from govie.bench.keywords import counts
from govie.form import Form, Table, form_of_year, forms
from govie.text.numerals import FIGURE, Figure, read, scaled
from govie.values import Number

Reading = dict[str, Any]
Reader = Callable[[Iterable[str]], Iterator[Reading]]

_YEAR = re.compile(r"20[12]\d(?=\s*年)")
_REPORTED = re.compile(r"20[12]\d(?=\s*年[^\n。]{0,40}报告)")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
# A printed cell: a number with its unit, or a dash; and the gap between two cells.
_CELL = r"[-+]?\d[\d,]*(?:\.\d+)?(?:万?元|[件项个])?|[-—/无]"
_GAP = r"[\s|]"
_TITLE = re.compile(
    r"^[\s#*]{0,20}(?P<agency>[^\s\d]{2,40}?)(?:关于)?\s*20[12]\d\s*年[^\n]*报告", re.M
)
_HEADING = re.compile(
    r"^[\s#*|]{0,20}(?P<heading>[一二三四五六]\s*[、.．]\s*(?P<words>[^\n|]{2,30}))", re.M
)
_ORDINAL = re.compile(r"^[\s（(]*[一二三四五六七八九\d]+\s*[）).、．]")
_SECTIONS = (
    ("review_litigation", re.compile("复议|诉讼")),
    ("requests", re.compile("申请")),
    ("disclosure", re.compile("主动公开")),
    ("problems", re.compile("问题|改进")),
    ("other", re.compile("其他")),
    ("overview", re.compile("总体|概述|概况")),
)


def always_zero(texts: Iterable[str]) -> Iterator[Reading]:
    """A prediction with 0 in every cell and no counts."""
    for text in texts:
        form = _form(text)
        yield _reading(text, form, {cell.path: 0 for cell in form.cells})


def in_order(texts: Iterable[str]) -> Iterator[Reading]:
    """A prediction that puts the numbers after 第二十条, in reading order, into the form's cells."""
    for text in texts:
        form = _form(text)
        start = max(text.find("第二十条"), 0)
        printed = (m[0] for m in _NUMBER.finditer(text, start))
        numbers = (float(n) if "." in n else int(n) for n in printed)
        yield _reading(text, form, dict(zip((c.path for c in form.cells), numbers, strict=False)))


def regular_expression(texts: Iterable[str]) -> Iterator[Reading]:
    """A prediction that finds rows by their labels and takes the cells after them; headings, title and counts by
    keywords."""
    for text in texts:
        form = _form(text)
        found: dict[str, Number | None] = {}
        at = max(text.find("第二十条"), 0)
        for pattern, table, rows in _patterns(form):
            match = pattern.search(text, at)
            if match is None:
                continue
            at = match.end()
            places = ((r, c) for r in rows for c in range(len(table.columns)))
            for (row, column), printed in zip(places, match.groups(), strict=True):
                found[table.path(row, column)] = _cell(printed, table, column)
        title = _TITLE.search(text[:1000])
        yield {
            **_reading(text, form, found),
            "agency": title["agency"] if title else None,
            "sections": list(_headings(text)),
            "facts": counts(text),
        }


@cache
def _patterns(form: Form) -> tuple[tuple[re.Pattern[str], Table, range], ...]:
    """A pattern for each row: its label and its cells. A flat table is one row of all of its cells."""
    found = []
    for table in form.tables:
        if table.flat:
            cells = _cells(len(table.rows) * len(table.columns))
            label = _spaced(table.rows[0].text)
            pattern = rf"{label}[^\d]{{0,200}}?{_GAP}+{cells}"
            found.append((re.compile(pattern), table, range(len(table.rows))))
            continue
        for number, row in enumerate(table.rows):
            pattern = rf"{_spaced(row.text)}{_GAP}*{_cells(len(table.columns))}"
            found.append((re.compile(pattern), table, range(number, number + 1)))
    return tuple(found)


def _spaced(label: str) -> str:
    """A pattern for a label, ignoring its number and punctuation."""
    return r"[^\w|]{0,3}".join(_bare(label)) + r"[^\w\s|]*"


def _cells(number: int) -> str:
    return rf"{_GAP}+".join([f"({_CELL})"] * number)


def _cell(printed: str, table: Table, column: int) -> Number | None:
    figure = FIGURE.match(printed)
    if figure is None:
        return None
    value, kind = read(figure), table.columns[column]
    return yuan(value, kind.multiplier) if kind.is_money else value.value


def yuan(figure: Figure, multiplier: int) -> Number:
    """Money in yuan; ``multiplier`` is the column's unit, used where the cell prints none of its own."""
    stated = figure.unit is not None and figure.unit[-1] in "元圆万亿"
    return scaled(figure.value, figure.scale if stated else multiplier)


def _headings(text: str) -> Iterator[dict[str, Any]]:
    """The first numbered line with a keyword of each section."""
    seen: set[str] = set()
    for match in _HEADING.finditer(text):
        name = next((n for n, words in _SECTIONS if words.search(match["words"])), None)
        if name is not None and name not in seen:
            seen.add(name)
            yield {"name": name, "start": match.start("heading")}


def read_html(page: str) -> Reading:
    """A prediction from ``pandas.read_html`` on a web page: rows by their labels, in order, and the cells after
    them."""
    import io

    import pandas

    plain = re.sub(r"(?s)<(script|style)\b(?:(?!<(?:script|style)\b).)*?</\1>|<[^<>]+>", " ", page)
    form = _form(plain)
    try:
        frames = pandas.read_html(io.StringIO(page), flavor="lxml")
    except ValueError:  # no table
        frames = []
    rows = [[str(v).strip() for v in row] for f in frames for row in f.to_numpy().tolist()]
    labels = [[_bare(v) for v in row] for row in rows]
    found: dict[str, Number | None] = {}
    at = 0
    for table in form.tables:
        for number, label in enumerate(table.rows):
            wanted = _bare(label.text)
            row = next((i for i in range(at, len(rows)) if wanted in labels[i]), None)
            if row is None:
                continue
            at = row
            width = len(table.columns)
            # A label in a merged cell occurs in several columns.
            after = len(labels[row]) - labels[row][::-1].index(wanted)
            cells = rows[row][after:]
            # Wrong spans, and narrow tables padded to the width of their frame, leave empty cells.
            full = [v for v in cells if v != "nan"]
            cells = full[-width:] if len(full) >= width else cells[:width]
            if table.flat:
                # The labels head the columns; the numbers are in the table's last row.
                last = next((r for r in rows[row:][::-1] if len(r) >= len(table.rows) * width), [])
                cells = last[number * width : (number + 1) * width]
            for column, printed in enumerate(cells):
                found[table.path(number, column)] = _cell(printed, table, column)
    return _reading(plain, form, found)


def _bare(label: str) -> str:
    """A label without the number before it, white space and punctuation."""
    return re.sub(r"\W", "", _ORDINAL.sub("", label))


def _form(text: str) -> Form:
    year = _year(text)
    return (form_of_year(year) if year else None) or list(forms().values())[-1]


def _year(text: str) -> int | None:
    found = _REPORTED.search(text[:3000]) or _YEAR.search(text[:3000])
    return int(found[0]) if found else None


def _reading(text: str, form: Form, values: Mapping[str, Number | None]) -> Reading:
    return {
        "agency": None,
        "year": _year(text),
        "form": form.name,
        "sections": [],
        "cells": {
            cell.path: {
                "value": values.get(cell.path),
                "status": "read" if values.get(cell.path) is not None else "missing",
                "confidence": 1.0,
            }
            for cell in form.cells
        },
        "facts": [],
        "checks": [],
    }
