"""Whatever the text holds: a report, with nulls and a warning; never an exception or a made-up value."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import LAYOUTS, all_forms, fill, report

import govie


@pytest.mark.parametrize("wrong", [None, b"", b"\xe5\xb9\xb4", 2023, 1.5, ["年"], object()])
def test_a_wrong_type_is_a_type_error(wrong: object) -> None:
    with pytest.raises(TypeError, match=type(wrong).__name__):
        govie.extract(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\u3000\u200b\ufeff",
        "清蒸鲈鱼：鲈鱼1条，姜片5片，料酒2勺，蒸8分钟。",
        "\ud800\udfff\udc00" * 50,
        bytes(range(256)).decode("latin-1") * 40,
        "0 1 2 3 4 5 6 7 8 9\n" * 200,
        "|" * 5000,
        "<td" * 5000,
        "总计" * 3000,
    ],
    ids=["empty", "blank", "recipe", "surrogates", "binary", "figures", "pipes", "tags", "totals"],
)
def test_no_report_gives_no_value_and_a_warning(text: str) -> None:
    found = govie.extract(text)
    assert [c for c in found.cells.values() if c.value is not None] == []
    assert (found.title, found.agency, found.year) == (None, None, None)
    assert found.warnings


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters() | st.sampled_from("一二三、申请公开总计0123456789\n\t|件年")))
def test_any_text_is_answered(text: str) -> None:
    found = govie.extract(text)
    assert found.warnings and found.text == text
    for part in (*found.sections, *found.facts):
        assert 0 <= part.start <= part.end <= len(text)
    for cell in found.cells.values():
        if cell.start is not None and cell.end is not None:
            assert text[cell.start : cell.end] == cell.raw


@pytest.mark.parametrize("cut", [0.1, 0.4, 0.7, 0.95])
def test_a_fragment_is_never_silently_wrong(cut: float) -> None:
    filled = fill(all_forms()[1], random.Random(11), 0.9)
    laid = report(filled, LAYOUTS["tab rows"], random.Random(11))
    text = laid.text[: int(len(laid.text) * cut)]
    cells = govie.extract(text).cells
    sure = {p: c for p, c in cells.items() if c.status == "read" and c.confidence >= 0.9}
    assert cut < 0.5 or sure
    assert {p: c.value for p, c in sure.items()} == {p: laid.values[p] for p in sure}
    assert all(laid.spans[path][0] < len(text) for path in sure)


def test_noise_is_answered() -> None:
    rng = random.Random(12)
    text = "".join(rng.choices("天地玄黄宇宙洪荒0123456789abc，。 \t\n", k=2_000_000))
    assert [c for c in govie.extract(text).cells.values() if c.value is not None] == []


@pytest.mark.parametrize(
    "noise",
    [
        "7\n",
        "1 ,",
        "- ",
        "1 ,234 ",
        "12\n34 ",
        "├──┼──┤\n│1│ │\n│2│3│\n",
        "1.属于国家秘密 2.重复申请 3 4 5\n供 1 2 3 4 5\n",
        "9" * 60 + "\n",
    ],
)
def test_noise_in_a_table_stops_nothing(noise: str) -> None:
    laid = report(
        fill(all_forms()[1], random.Random(13), 0.9), LAYOUTS["spaces"], random.Random(13)
    )
    at = laid.spans["requests.received.natural_person"][0]
    start = time.process_time()
    govie.extract(laid.text[:at] + noise * 5000 + laid.text[at:])
    assert time.process_time() - start < 10
