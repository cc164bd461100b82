"""Sentences of the prose: what reads on, and which figures are no part of it."""

from __future__ import annotations

import pytest

from govie.facts.numbers import Numbers
from govie.facts.prose import sentences
from govie.text.source import Source

NUMBERS = Numbers(["条", "件"])


def read(text: str) -> list[str]:
    return [s.text for s in sentences(Source.of(text), [], [])]


def values(text: str) -> list[object]:
    return [c.value for s in read(text) for c in NUMBERS.find(s)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("公开信息318条。\n主动公开（条）\t290\t301\t318\n收到申请（件）\t12\t15\t21", [318]),
        ("公开信息318条。\n| 主动公开 | 290 | 301 |", [318]),
        ("主动公开   290   301   318", []),
        ("1.\t公开信息318条。", [318]),
        ("公开信息\n318\n条，办结12\n件。", [318, 12]),
        ("公开信息12\n34条。", [1234]),
        ("共12 34条。", [1234]),
        ("公  开信  息1    33条", [133]),
        ("信息 1605 条 其中 规章 12 条", [1605, 12]),
        ("主动公开（条） 290 301 318", []),
        ("共12\t34条。", [12, 34]),
        ("主动公开\n290\n301\n318\n条", [290, 301, 318]),
    ],
)
def test_a_number_never_spans_two_fields(text: str, wanted: list[int]) -> None:
    assert values(text) == wanted


def test_every_character_has_its_place() -> None:
    text = "公开信息 12\t34条，共\n56 件。\n\n二、收到78件。"
    source = Source.of(text)
    for sentence in sentences(source, [], []):
        assert len(sentence.text) == len(sentence.places)
        assert list(sentence.places) == sorted(set(sentence.places))
        for char, place in zip(sentence.text, sentence.places, strict=True):
            assert source.view[place] == char or (char == "，" and source.view[place] == ",")
