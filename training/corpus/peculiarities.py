"""Properties that make a text of the corpus hard to read, determined from the text and its gold.

The list follows the peculiarities of published reports. The survey counts them, so that none is lost
from a later build unseen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from govie.form import forms
from training.corpus.shapes import SERVICES

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of the corpus as the tests below look at it. ``spans`` are the placed cells' by path."""

    row: dict[str, Any]
    text: str
    spans: dict[str, Span]

    @property
    def table(self) -> str:
        """The text from the first cell of the table of requests to its last."""
        inside = [s for path, s in self.spans.items() if path.startswith("requests.")]
        return self.text[min(inside)[0] : max(inside)[1]] if inside else ""

    def prints(self) -> list[str]:
        return [self.text[start:end] for start, end in self.spans.values()]

    def after(self, count: int) -> list[str]:
        return [self.text[end : end + count] for _, end in self.spans.values()]

    def count(self, *statuses: str) -> int:
        return sum(cell["status"] in statuses for cell in self.row["cells"])


def see(row: dict[str, Any]) -> Seen:
    """``row`` of the configuration ``reports``."""
    spans = {c["path"]: (c["start"], c["end"]) for c in row["cells"] if c["start"] is not None}
    return Seen(row, row["text"], spans)


def has(pattern: str) -> Callable[[Seen], bool]:
    compiled = re.compile(pattern, re.M)
    return lambda seen: bool(compiled.search(seen.text))


def inside(pattern: str) -> Callable[[Seen], bool]:
    """The pattern stands among the figures of the table of requests."""
    compiled = re.compile(pattern, re.M)
    return lambda seen: bool(compiled.search(seen.table))


def _mostly(seen: Seen, test: Callable[[str], bool]) -> bool:
    """Whether ``test`` holds of what stands before most of the cells."""
    before = [seen.text[:start][-1:] for start, _ in seen.spans.values()]
    return len(before) > 50 and sum(map(test, before)) > 0.5 * len(before)


def _runs(seen: Seen, step: tuple[int, int]) -> bool:
    """Whether the cells of the table of requests mostly follow each other by ``step`` (rows, columns)."""
    table = next(t for t in forms()[seen.row["form"]].tables if t.name == "requests")
    at = {
        table.path(r, c): (r, c) for r in range(len(table.rows)) for c in range(len(table.columns))
    }
    order = [at[p] for p in sorted(seen.spans, key=lambda p: seen.spans[p]) if p in at]
    same = sum((b[0] - a[0], b[1] - a[1]) == step for a, b in pairwise(order))
    return len(order) > 50 and same > 0.6 * len(order)


def _out_of_order(seen: Seen) -> bool:
    """Some row's figures do not come from left to right, or its total not last."""
    order = [seen.spans[c["path"]] for c in seen.row["cells"] if c["path"] in seen.spans]
    return order != sorted(order) and not _runs(seen, (1, 0))


def _lines_of_one_figure(seen: Seen) -> bool:
    return len(re.findall(r"^\s*[\d０-９]+\s*$", seen.text, re.M)) > 50


def _wrong_sums(seen: Seen) -> bool:
    value = {c["path"]: c["value"] for c in seen.row["cells"] if c["start"] is not None}
    for table in forms()[seen.row["form"]].tables:
        for total in table.column_sums:
            for r in range(len(table.rows)):
                whole = value.get(table.path(r, total.whole[0]))
                parts = [value.get(table.path(r, c)) for c in total.parts]
                known = [p for p in parts if p is not None]
                if whole is not None and len(known) == len(parts) and sum(known) != whole:
                    return True
    return False


def _cells_lost(seen: Seen) -> bool:
    """Cells lack in a table of which others are there, though nobody cut the text."""
    statuses: dict[str, set[str]] = {}
    for cell in seen.row["cells"]:
        statuses.setdefault(cell["path"].split(".")[0], set()).add(cell["status"])
    there = [s for s in statuses.values() if "missing" in s and "read" in s]
    return seen.row["cut"] == "whole" and bool(there)


def _sections_lacking(seen: Seen) -> bool:
    return len(seen.row["sections"]) < 6


def _blank_rows(seen: Seen) -> Iterator[list[str]]:
    """The statuses of each row of the table of requests that has a blank cell."""
    table = next(t for t in forms()[seen.row["form"]].tables if t.name == "requests")
    status = {c["path"]: c["status"] for c in seen.row["cells"]}
    for r in range(len(table.rows)):
        row = [status[table.path(r, c)] for c in range(len(table.columns))]
        if "blank" in row:
            yield row


def _empty_table(seen: Seen) -> bool:
    statuses: dict[str, set[str]] = {}
    for cell in seen.row["cells"]:
        statuses.setdefault(cell["path"].split(".")[0], set()).add(cell["status"])
    return {"blank"} in statuses.values()


PECULIARITIES: dict[str, Callable[[Seen], bool]] = {
    "rows separated by tabs": inside(r"\d\t+\d+\t"),
    "one figure a line": _lines_of_one_figure,
    "a tab before each figure, one a line": inside(r"^\t\d+$"),
    "figures a blank apart": inside(r"\d +\d+ +\d+ +\d"),
    "pipe tables": inside(r"\d *\|"),
    "tables as HTML": has(r"<td"),
    "rules drawn with characters": has(r"-----|─────"),
    "no separator before figures": lambda s: _mostly(
        s, lambda c: unicodedata.category(c or " ")[0] in "LPN"
    ),
    "figures by column": lambda s: _runs(s, (1, 0)),
    "figures out of the form's order": _out_of_order,
    "labels broken into single characters": has(r"三\s*、?\s*本\s*\n\s*年\s*\n\s*度"),
    "a line end inside a label": has(
        r"(不掌握|不掌)\s*\n\s*(握|相关)|商业\s*\n\s*企业|公益\s*\n\s*组织"
    ),
    "header printed twice": inside(r"自\s*然\s*人"),
    "a label twice (merged cell repeated)": has(r"予以公开\s*[\t|]\s*[（(]一[）)]\s*予以公开"),
    "page number between rows": inside(r"^\s*([-—] *\d+ *[-—]|第 *\d+ *页|\d+/9)\s*$"),
    "page feed": has("\f"),
    "running head": lambda s: s.text.replace("\n", "").count(s.row["title"]) > 2,
    "site navigation": has(r"首页"),
    "bookmark": has(r"\[bookmark: _GoBack\]|_GoBack"),
    "zero-width characters": has("[\u200b\u200d\u2060\ufeff]"),
    "soft hyphens": has("\u00ad"),
    "control characters": has("[\x00-\x08\x0b\x0e-\x1f]"),
    "ideographic or no-break spaces": has("[\u3000\u00a0]"),
    "compatibility characters": has("[\u2e80-\u2fdf\uf900-\ufaff]"),
    "full-width digits in cells": lambda s: any(re.search("[０-９]", p) for p in s.prints()),
    "thousands separators": lambda s: any(re.search(r"\d[^\d.\n ]\d{3}", p) for p in s.prints()),
    "a number broken over lines": lambda s: any(re.search(r"\d\s+\d", p) for p in s.prints()),
    "unit inside a cell": lambda s: (
        any(re.match(r"\s*[件项元条]", a) for a in s.after(2)) or any("元" in p for p in s.prints())
    ),
    "remark inside a cell": lambda s: any(
        re.match(r"\s*[（(](其中|含|新增)", a) for a in s.after(5)
    ),
    "signs (+87)": lambda s: any(p[0] in "+-" for p in s.prints()),
    "cells blank, or with a dash or 无": lambda s: s.count("blank") > 0,
    "only totals filled in": lambda s: any(
        "read" not in row[:-1] and row[-1] == "read" for row in _blank_rows(s)
    ),
    "only natural persons filled in": lambda s: any(
        row[0] == "read" and "read" not in row[1:-1] for row in _blank_rows(s)
    ),
    "a row left empty": lambda s: any(set(row) == {"blank"} for row in _blank_rows(s)),
    "a table left empty": _empty_table,
    "totals left empty": lambda s: any(
        row[-1] == "blank" and "read" in row[:-1] for row in _blank_rows(s)
    ),
    "cells that the text does not tell": lambda s: bool(s.row["undetermined"]),
    "rows of the agency's own": has(rf"小\s?计|{'|'.join(SERVICES)}"),
    "numbered rows": has(r"^\W*(序号|编号)\W*$|[\s|,]序号[\s|,]"),
    "a column of remarks": has(r"备\s?注"),
    "（六）其他处理 as one row of form 2021": lambda s: (
        s.row["form"] == "2021"
        and all(c["status"] == "missing" for c in s.row["cells"] if ".other_outcome." in c["path"])
        and "其他处理" in s.text
    ),
    "disclosure tables of 2019, requests of 2021": lambda s: (
        s.row["form"] == "2021" and "采购项目数量" in s.text
    ),
    "form 2019 after 2020": lambda s: s.row["form"] == "2019" and s.row["year"] > 2020,
    "money in 千元, 百元, 百万元 or 亿元": has(r"(?<![\d万])[千百亿]元|百万元"),
    "negative numbers in words, brackets or arrows": lambda s: any(
        re.match(r"[减负↓△（(—−]|\d+-$", p) for p in s.prints()
    ),
    "a footnote's mark after a figure": lambda s: any(
        re.match(r"\s*(\[1\]|［1］|[①②¹*]|（注）|<sup>)", a) for a in s.after(5)
    ),
    "head and foot of a browser's print": has(r"https?://\S*example\.gov\.cn"),
    "a bar alone on a line": has(r"^ *\| *$"),
    "CSV": inside(r"\d[,;]\d+[,;]\d+[,;]\d|[,;]{6}"),
    "JSON or lists": inside(r"['\"],\s?['\"]"),
    "cells lacking in a table that is there": _cells_lost,
    "cells misread or lost by OCR": lambda s: bool(s.row["damaged"]),
    "sums that the agency got wrong": _wrong_sums,
    "a section lacking": _sections_lacking,
    "cut off at its end": lambda s: s.row["cut"] == "end",
    "a stretch lost in the middle": lambda s: s.row["cut"] == "gap",
    "no figure but 0": lambda s: not any(cell["value"] for cell in s.row["cells"]),
}
