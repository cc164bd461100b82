"""Markup that a converter left in a text is blank, but for what parts cells and lines."""

from __future__ import annotations

import pytest

from govie.text.tags import blank


def shown(text: str) -> str:
    found = blank(text)
    assert len(found) == len(text)
    return found


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("<tr><td>规章</td><td>1</td><td></td></tr>", ["规章", "1", ""]),
        ("<row>\n <cell>规章</cell>\n <cell>1</cell>\n</row>", ["规章", "1"]),
        ("&lt;tr&gt;&lt;td&gt;规章&lt;/td&gt;&lt;td&gt;1&lt;/td&gt;&lt;/tr&gt;", ["规章", "1"]),
        ('<tr><td width="12"><p>规章</p></td><td colspan="3"/><td>1</td></tr>', ["规章", "", "1"]),
    ],
)
def test_cells_of_a_row(text: str, fields: list[str]) -> None:
    (row,) = [line for line in shown(text).split("\n") if line.strip()]
    assert [field.strip() for field in row.split("\t")] == fields


def test_lines_within_a_cell_are_no_rows() -> None:
    assert shown("<tr><td><p>三</p><p>本</p></td></tr>").strip().split("\v")[1].strip() == "本"
    assert "\n" not in shown("|<div>结果<br/>维持</div>|</div>")


def test_a_cell_that_is_never_closed_swallows_no_lines() -> None:
    assert shown("<td>一\n二\n三").count("\n") == 2


def test_entities_are_what_they_stand_for() -> None:
    assert shown("&#45;2|&#x31;|&nbsp;|&#9;").split("|")[0].split() == ["-", "2"]
    assert shown("&#x31;").strip() == "1" and shown("&#9;")[0] == "\t"
