"""Rows that lack cells, below names of columns on several lines."""

from __future__ import annotations

import random

import pytest
from layouts import Filled, fill

import govie
from govie.form import forms
from govie.report import Report

FORM = forms()["2021"]
REQUESTS = next(t for t in FORM.tables if t.name == "requests")
LAST = len(REQUESTS.columns) - 1
TITLE = "云岭镇人民政府2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
NEXT = "四、政府信息公开行政复议、行政诉讼情况\n"
HEAD = [["自然", "人"], ["商业", "企业"], ["科研", "机构"], ["社会公", "益组织"], ["法律", "服务", "机构"], ["其他"], ["总计"]]  # fmt: skip
LEFT, APART = (
    40,
    (6, 6, 6, 7, 7, 7),
)  # where the first column stands, and how far each is from the next
NARROW = dict.fromkeys(map(ord, "（）“”，"))  # characters that the view has in another width
MIDDLES = [LEFT + sum(APART[:n]) for n in range(LAST + 1)]


def put(pieces: dict[int, str], label: str, wide: int) -> str:
    """A line with ``pieces`` in columns; ``wide``: what a Chinese character adds to its width."""

    def length(text: str) -> int:
        return len(text) + wide * sum(c > "\u2fff" for c in text)

    line = label
    for column, piece in pieces.items():
        line += " " * (MIDDLES[column] - length(piece) // 2 - length(line)) + piece
    return line


def page(filled: Filled, wide: int, *, keep: set[int], shift: int = 0) -> str:
    """The request table, its zeros left out and all columns but ``keep``; ``shift``: of the second half of its rows."""
    lines = [TITLE]
    for height in range(3):
        names = {n: name[height] for n, name in enumerate(HEAD) if height < len(name)}
        lines.append(put(names, "申请人情况" if not height else "", wide) + "\n")
    for number, row in enumerate(REQUESTS.rows):
        cells = {c: filled.printed[REQUESTS.path(number, c)] for c in keep}
        cells = {c: text for c, text in cells.items() if text != "0"}
        margin = shift if 2 * number >= len(REQUESTS.rows) else 0
        gap = "\n" * 12 if margin and 2 * (number - 1) < len(REQUESTS.rows) else ""
        lines.append(gap + " " * margin + put(cells, row.text[:14].translate(NARROW), wide) + "\n")
    return "".join(lines) + NEXT


def mistaken(filled: Filled, found: Report, keep: set[int]) -> tuple[int, int]:
    """How many numbers are not read, and how many are surely read in a column that has none or another."""
    lost = wrong = 0
    for row in range(len(REQUESTS.rows)):
        for column in range(LAST + 1):
            path = REQUESTS.path(row, column)
            printed = (column in keep and filled.values[path]) or None
            lost += printed is not None and found.cells[path].value is None
            sure = found.cells[path].confidence >= 0.9
            wrong += sure and found.cells[path].value not in (None, 0, printed)
    return lost, wrong


@pytest.mark.parametrize("wide", [0, 1])
@pytest.mark.parametrize("keep", [{*range(LAST + 1)} - {5}, {0, LAST}, {LAST}])
def test_cells_stand_below_the_pieces_of_their_columns_names(keep: set[int], wide: int) -> None:
    for seed in range(3):
        filled = fill(FORM, random.Random(seed), 0.5)
        if len(keep) > 2:
            filled = without_others(filled)
        found = govie.extract(page(filled, wide, keep=keep))
        assert mistaken(filled, found, keep) == (0, 0)


def without_others(filled: Filled) -> Filled:
    """``filled`` with nothing in the column before the totals."""
    for row in range(len(REQUESTS.rows)):
        path, total = REQUESTS.path(row, LAST - 1), REQUESTS.path(row, LAST)
        filled.values[total] = (filled.values[total] or 0) - (filled.values[path] or 0)
        filled.values[path] = 0
        filled.printed |= {p: str(filled.values[p]) for p in (path, total)}
    return filled


@pytest.mark.parametrize("shift", [3, 20])
def test_rows_of_the_next_page_are_in_no_column_that_the_head_does_not_show(shift: int) -> None:
    for seed in range(3):
        filled = fill(FORM, random.Random(seed), 0.5)
        found = govie.extract(page(filled, 0, keep={0, LAST}, shift=shift))
        assert mistaken(filled, found, {0, LAST})[1] == 0
