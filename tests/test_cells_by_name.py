"""Rows side by side printed as a list: each number after the names of its row and its column."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from layouts import Piece, by_line, fill, report
from scoring import wrong

from govie.form import Table, forms

FORMS = sorted(forms())

LINES = {
    "paths": "{group}/{row}/{column}{mark}{value}\n",
    "numbered from 0": "{number}{mark}{group}/{row}/{column}{mark}{value}\n",
    "a line each": "{group} {row} {column}\n{value}\n",
    "counts": "{group}{row}{column}件数{mark}{value}\n",
}


@pytest.mark.parametrize("mark", [",", "\t", "  ", " | "])
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("form", FORMS)
def test_a_list_of_cells(form: str, line: str, mark: str) -> None:
    filled = fill(forms()[form], random.Random(f"{form} {line} {mark}"), 0.6, 30)

    def layout(table: Table, rng: random.Random) -> Iterator[Piece]:
        if not table.flat:
            yield from by_line(mark, mark)(table, rng)
            return
        yield f"情形{mark}件数\n"
        for r, row in enumerate(table.rows):
            for c, column in enumerate(table.columns):
                words = LINES[line].format(
                    number=r * len(table.columns) + c, group=row.group or "", row=row.text,
                    column=column.text, mark=mark, value="\0",
                )  # fmt: skip
                before, _, after = words.lstrip("/ ").partition("\0")
                yield before
                yield (table.path(r, c),)
                yield after

    assert not wrong(filled, report(filled, layout, random.Random(1)).text)
