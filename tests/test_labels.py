"""Which row a piece of label names, however it is cut up, ruined or mixed with its neighbour."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govie.form import forms
from govie.tables.labels import Grid, grid, segments
from govie.text.characters import cjk


@dataclass(frozen=True)
class Piece:
    """A word, or a number, of a line."""

    text: str
    line: int
    is_value: bool


def pieces(text: str) -> list[Piece]:
    """The words and numbers of ``text``; the number of a label is part of it."""
    return [
        Piece(word, number, word.isdecimal())
        for number, line in enumerate(text.split("\n"))
        for word in re.findall(r"\d+[.、]?[^\d\s]*|[^\d\s]+", line)
    ]


REQUESTS = {name: grid(form, "requests") for name, form in forms().items()}
FIGURES = " 0 1 0 2 0 0 3\n"


def key(which: Grid, row: int | None) -> str | None:
    return None if row is None else which.rows[row].label.key


def named(text: str, which: Grid) -> list[str | None]:
    """For each run of figures in ``text``, the row that the label before it names."""
    found, before = segments(pieces(text), which)
    return [key(which, found[number].last) for number in dict.fromkeys(before)]


def labels(which: Grid) -> list[str]:
    return [row.label.text.replace("（", "(").replace("）", ")") for row in which.rows]


def keys(which: Grid) -> list[str | None]:
    return [row.label.key for row in which.rows]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1.属于国家秘密", "属于国家秘密"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("其它处理", "其他处理"),
        ("123 abc -", ""),
        ("总 计", "总计"),
    ],
)
def test_cjk(text: str, plain: str) -> None:
    assert cjk(text) == plain


@pytest.mark.parametrize("form", forms())
def test_grid_owns_each_character_of_its_labels(form: str) -> None:
    which = REQUESTS[form]
    assert len(which.text) == len(which.owner)
    for number, row in enumerate(which.rows):
        owned = "".join(c for c, o in zip(which.text, which.owner, strict=True) if o == number)
        assert owned == cjk(row.label.text)
    assert which.summed
    assert not grid(forms()[form], "disclosure").summed


@pytest.mark.parametrize("form", forms())
def test_whole_labels_name_their_rows(form: str) -> None:
    which = REQUESTS[form]
    text = "".join(label + FIGURES for label in labels(which))
    assert named(text, which) == keys(which)


@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("seed", range(10))
def test_labels_in_pieces_name_their_rows(form: str, seed: int) -> None:
    which, rng = REQUESTS[form], random.Random(seed)
    marks = ["", "", "\n", " ", "\t", "\n\n"]
    text = ""
    for label in labels(which):
        # a list number keeps its point; a 无 that stands alone is a blank cell
        pieces = re.findall(r"\d\.|\([一二三四五六七]\)|.", label)
        text += "".join(piece + rng.choice(marks) for piece in pieces) + FIGURES
    assert named(text, which) == keys(which)


@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("seed", range(5))
def test_labels_with_a_ruined_character_name_their_rows(form: str, seed: int) -> None:
    which, rng = REQUESTS[form], random.Random(seed)
    text = ""
    for label in labels(which):
        at = rng.randrange(len(label))
        ruined = len(cjk(label)) >= 6 and "\u4e00" <= label[at] <= "\u9fff"
        text += (label[:at] + "兀" + label[at + 1 :] if ruined else label) + FIGURES
    assert named(text, which) == keys(which)


@pytest.mark.parametrize("form", forms())
def test_headers_before_the_labels_do_no_harm(form: str) -> None:
    which = REQUESTS[form]
    head = "申请人情况\n自然人\n法人或其他组织\n总计\n商业企业\n科研机构\n"
    text = head + "".join(label + FIGURES for label in labels(which))
    assert named(text, which) == keys(which)


@pytest.mark.parametrize("row", [4, 9, 14, 19])
def test_the_second_half_of_a_label_after_its_figures(row: int) -> None:
    """A cell of two lines whose figures stand between them: both halves name the row."""
    which = REQUESTS["2021"]
    texts = labels(which)
    half = len(texts[row]) // 2 + 1
    lines = [label + FIGURES for label in texts]
    lines[row] = texts[row][:half] + FIGURES + texts[row][half:] + "\n"
    text = "".join(lines)
    found, before = segments(pieces(text), which)
    first = sorted(set(before))[row]
    assert row in found[first].touched
    assert row in found[first + 1].touched


@pytest.mark.parametrize(("first", "second"), [(5, 6), (13, 14), (17, 18)])
def test_interleaved_labels_touch_both_rows(first: int, second: int) -> None:
    """Two columns of label text read line by line: 2.其他法律 3.危及“ 行政法规 三安全 …"""
    which = REQUESTS["2019"]
    texts = labels(which)
    a, b = texts[first], texts[second]
    mixed = "\n".join(a[i : i + 5] + "\n" + b[i : i + 5] for i in range(0, max(len(a), len(b)), 5))
    lines = [label + FIGURES for label in texts]
    lines[first : second + 1] = [mixed + "\n" + FIGURES + FIGURES]
    text = "".join(lines)
    found, before = segments(pieces(text), which)
    mixed_segment = found[sorted(set(before))[first]]
    assert {first, second} <= set(mixed_segment.touched)


def test_rows_out_of_order_are_told_by_their_words() -> None:
    which = REQUESTS["2019"]
    order = ["carried_out", "outcome_total", "granted", "received", "carried_in"]
    texts = dict(zip(keys(which), labels(which), strict=True))
    assert named("".join(texts[k] + FIGURES for k in order), which) == order


def test_variants_name_their_rows() -> None:
    which = REQUESTS["2021"]
    text = "".join(
        word + FIGURES
        for word in (
            "(二)部分公开",
            "2.其他法律法规禁止公开",
            "2.没有现成信息需另行制作",
            "(七)合计",
        )
    )
    assert named(text, which) == [
        "partly_granted",
        "refused.prohibited_by_law",
        "unavailable.needs_creation",
        "outcome_total",
    ]


def test_columns_that_a_segment_names() -> None:
    which = grid(forms()["2021"], "disclosure")
    text = "行政许可\n本年处理决定数量\n30\n"
    found, before = segments(pieces(text), which)
    assert found[before[0]].columns == 1
    text = "本年制发件数\n本年废止件数\n3 4\n"
    found, before = segments(pieces(text), which)
    assert found[before[0]].columns == 2


def test_words_of_another_table_name_no_row() -> None:
    which = REQUESTS["2021"]
    assert named("鱼塘数目 3\n", which) == [None]


@given(st.text("一二三年度申请公开其他总计0123456789\n\t .（）"))
def test_every_value_has_a_segment(text: str) -> None:
    tokens = pieces(text)
    found, before = segments(tokens, REQUESTS["2019"])
    assert len(before) == sum(t.is_value for t in tokens)
    assert before == sorted(before)
    assert all(0 <= number < len(found) for number in before)
    for segment in found:
        assert set(segment.fresh) <= set(segment.touched)
        assert all(0 <= row < len(REQUESTS["2019"].rows) for row in segment.touched)
