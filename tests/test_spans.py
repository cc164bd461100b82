"""Phrases of sentences: they begin and end where words and brackets do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from govie.facts.labeler import Labeler
from govie.facts.numbers import Numbers
from govie.facts.spans import TAGS, decode, likely
from govie.facts.words import NUMBER, Word, Words, pieces
from govie.store import find

WORDS = Words(
    {w: Word(100, 5) for w in ("公开", "政府", "信息", "公报", "人民", "栏目", "个子", "工作")}
    | {c: Word(50, 5) for c in "公开政府信息报人民栏目个子工作"}
)
NUMBERS = Numbers(["条", "个", "期"])


def rows(scores: NDArray[Any]) -> dict[int, list[float]]:
    return dict(zip(*likely(scores), strict=True))


def labeled(text: str, marks: str) -> list[str]:
    """The items of a sentence whose words are labelled as ``marks``: B, I, or . for none."""
    cut = pieces(WORDS, text, NUMBERS.find(text))
    assert len(cut.tokens) == len(marks), [
        text[a:b] for a, b in zip(cut.bounds, cut.bounds[1:], strict=False)
    ]
    scores = np.full((len(marks), len(TAGS)), -6.0)
    for row, mark in zip(scores, marks, strict=True):
        row[{".": 0, "B": 1, "I": 2}[mark]] = -0.01
    return [text[s.start : s.end] for s in decode(cut, rows(scores))]


def test_words_do_not_reach_over_a_number_and_its_unit() -> None:
    text = "公开44个子栏目"
    cut = pieces(WORDS, text, NUMBERS.find(text))
    assert [text[a:b] for a, b in zip(cut.bounds, cut.bounds[1:], strict=False)] == [
        "公开",
        "44",
        "个",
        "子",
        "栏目",
    ]
    assert cut.numbers == [1]
    assert cut.tokens[1] == NUMBER


@pytest.mark.parametrize(
    ("text", "marks", "items"),
    [
        ("公开政府信息3条", ".BI..", ["政府信息"]),
        ("公开《人民政府公报》6期", "..BII...", ["《人民政府公报》"]),
        ("公开《人民政府公报》6期", ".BIII...", ["《人民政府公报》"]),
        ("公开（政府）信息6条", "..BII..", ["（政府）信息"]),
        ("公开政府信息（公报6期", ".BIII..", ["政府信息"]),
        ("公开信息》公报6期", ".BII..", ["公报"]),
        ("公开信息6期", "II..", ["公开信息"]),
    ],
)
def test_phrases_have_whole_brackets(text: str, marks: str, items: list[str]) -> None:
    view = text.translate(str.maketrans("（）", "()"))
    wanted = [i.translate(str.maketrans("（）", "()")) for i in items]
    assert labeled(view, marks) == wanted


@given(st.text(alphabet="公开政府信息《》“”()报12条个，。", max_size=40), st.randoms())
def test_no_phrase_leaves_a_bracket_open_or_holds_a_number(text: str, rng: object) -> None:
    counts = NUMBERS.find(text)
    cut = pieces(WORDS, text, counts)
    assert cut.bounds[-1] == len(text)
    scores = np.asarray([[rng.random() for _ in TAGS] for _ in cut.tokens])  # type: ignore[attr-defined]
    for span in decode(cut, rows(np.log(scores.reshape(-1, len(TAGS)) + 1e-9))):
        assert span.start in cut.bounds and span.end in cut.bounds
        assert not any(c.start < span.end and span.start < c.stop for c in counts)
        words = text[span.start : span.end]
        for left, right in ("《》", "“”", "()"):
            depth = 0
            for char in words:
                depth += (char == left) - (char == right)
                assert depth >= 0
            assert depth == 0


def test_the_shipped_dictionary_cuts_general_words() -> None:
    labeler = Labeler.load(find() / "narrative" / "labeler")
    assert "".join(labeler.words.cut("公开人防快讯三条")) == "公开人防快讯三条"
    assert "快讯" in labeler.words.cut("公开人防快讯")
