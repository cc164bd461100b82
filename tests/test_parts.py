"""Several reports in one text: each is told apart, and none is taken for several."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from layouts import LAYOUTS, fill, report

import govie
from govie.form import forms


def write(agency: str, year: int, seed: int) -> str:
    rng = random.Random(seed)
    text: str = report(fill(forms()["2021"], rng), LAYOUTS["tab rows"], rng).text
    body = text[text.index("一、") :]
    return f"{agency}{year}年政府信息公开工作年度报告\n{body}\n"


ONE, TWO = write("石岗县水利局", 2022, 1), write("石岗县林业局", 2023, 2)


@pytest.mark.parametrize("between", ["", "\n", "\n\n上一篇：没有了\n"])
def test_two_reports_are_two_parts(between: str) -> None:
    text = ONE + between + TWO
    parts = govie.split(text)
    assert [(p.start, p.end) for p in parts] == [
        (0, len(ONE + between)),
        (len(ONE + between), len(text)),
    ]


def test_extract_reads_the_first_and_says_so() -> None:
    found, alone = govie.extract(ONE + TWO), govie.extract(ONE)
    assert (found.agency, found.year) == ("石岗县水利局", 2022)
    assert found.cells == alone.cells
    assert found.text == ONE + TWO
    assert [w for w in found.warnings if w.startswith("W109")]
    assert all(s.end <= len(ONE) for s in found.sections)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ONE,
        # a table of contents, a running header, links to other years
        ONE.replace("\n", "\n目录\n一、总体情况\n二、主动公开政府信息情况\n三、其他需要报告的事项\n", 1),
        ONE.replace("三、", "\f石岗县水利局2022年政府信息公开工作年度报告\n三、"),
        ONE + "石岗县水利局2021年政府信息公开工作年度报告\n石岗县水利局2020年政府信息公开工作年度报告\n",
    ],
    ids=["empty", "one", "contents", "header", "links"],
)  # fmt: skip
def test_one_report_is_one_part(text: str) -> None:
    assert [(p.start, p.end) for p in govie.split(text)] == [(0, len(text))]


def test_a_file_with_two_reports_has_two_rows(tmp_path: Path) -> None:
    path = tmp_path / "two.txt"
    path.write_text(ONE + TWO, "utf-8")
    first, second = govie.extract_reports(path)
    assert (first.agency, second.agency) == ("石岗县水利局", "石岗县林业局")
    text = second.text or ""
    assert all(text[c.start : c.end] == c.raw for c in second.cells.values() if c.start is not None)
    assert json.loads(json.dumps(second.to_dict()))["year"] == 2023


def test_anything_but_text_is_a_callers_mistake() -> None:
    with pytest.raises(TypeError, match="bytes"):
        govie.split(b"")  # type: ignore[arg-type]
