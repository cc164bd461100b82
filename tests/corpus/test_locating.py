"""Prose is found again where converters break it, and what they broke for good is not claimed."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidfuzz")

from training.corpus.locating import locate
from training.corpus.report import Fact, Paragraph, Report

SENTENCE = (
    "全年通过门户网站公开各类信息128条，其中解读材料15篇，办理群众来信36件，均在规定期限内答复。"
)


def report() -> Report:
    facts = tuple(
        Fact(
            "disclosed",
            item,
            value,
            unit,
            SENTENCE.index(print_),
            SENTENCE.index(print_) + len(print_),
            part_of=of,
        )
        for item, value, unit, print_, of in (
            ("信息", 128, "条", "128条", None),
            ("解读材料", 15, "篇", "15篇", 0),
            ("来信", 36, "件", "36件", None),
        )
    )
    blocks = (
        Paragraph("title", "梅溪镇2021年政府信息公开工作年度报告"),
        Paragraph("heading", "一、总体情况", "overview"),
        Paragraph("body", SENTENCE, "overview", facts),
        Paragraph("heading", "六、其他需要报告的事项", "other"),
        Paragraph("body", "无。", "other"),
    )
    return Report("r", "梅溪镇人民政府", "township", 2021, "2021", blocks[0].text, blocks, {})


def text(sentence: str) -> str:
    return f"首页 > 年报\n梅溪镇2021年政府信\n息公开工作年度报告\n\n一、总体情况\n{sentence}\n六、其他需要报告的事项\n无。\n"


def printed(sentence: str) -> list[str]:
    whole = text(sentence)
    return ["".join(whole[f.start : f.end].split()) for f in locate(report(), whole).facts]


@pytest.mark.parametrize(
    "sentence",
    [
        SENTENCE,
        SENTENCE.replace("128", "1\n28"),
        SENTENCE.replace("办理", "办\n\n- 4 -\n\n理"),
        SENTENCE.replace("门户", "⻔⼾").replace("解", "\u200b解"),
        SENTENCE.replace("，", ","),
        "\u3000\u3000" + " ".join(SENTENCE),
        SENTENCE.replace("解读材料", "\\*解读材料"),
    ],
)
def test_facts_are_found(sentence: str) -> None:
    assert printed(sentence) == ["128条", "15篇", "36件"]


def test_a_number_with_a_page_number_inside_is_lost() -> None:
    found = locate(report(), text(SENTENCE.replace("128", "12\n- 4 -\n8")))
    assert [f.value for f in found.facts] == [15, 36]
    assert found.lost_facts == 1
    assert found.facts[0].part_of is None


def test_part_of_counts_only_what_was_kept() -> None:
    found = locate(report(), text(SENTENCE))
    assert [f.part_of for f in found.facts] == [None, 0, None]


def test_sections_begin_at_their_heading() -> None:
    whole = text(SENTENCE)
    found = locate(report(), whole)
    assert [s.name for s in found.sections] == ["overview", "other"]
    assert all(whole.startswith(s.heading, s.start) for s in found.sections)
    assert found.title


def test_nothing_is_found_in_another_text() -> None:
    found = locate(report(), "今日天气晴，最高气温28度，适合出行。" * 20)
    assert not found.facts and not found.sections and found.lost_facts == 3
