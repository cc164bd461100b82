"""Six headings, however they are numbered and worded, and what only looks like one."""

from __future__ import annotations

import pytest

import govie

NAMES = ["overview", "disclosure", "requests", "review_litigation", "problems", "other"]
WORDS = [
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
]
OTHER_WORDS = [
    "概述",
    "主动公开情况",
    "依申请公开情况",
    "因政府信息公开工作被申请行政复议和提起行政诉讼情况",
    "存在问题及改进措施",
    "需要说明的其他事项",
]
TITLE = "松桥县白塔镇人民政府2023年政府信息公开工作年度报告\n"
STYLES = {
    "一、": [f"{n}、" for n in "一二三四五六"],
    "1、": [f"{n}、" for n in range(1, 7)],
    "一.": [f"{n}." for n in "一二三四五六"],
    "（一）": [f"（{n}）" for n in "一二三四五六"],
    "第一部分": [f"第{n}部分 " for n in "一二三四五六"],
    "none": [""] * 6,
}


def write(headings: list[str], opening: str = "") -> tuple[str, list[int]]:
    text, starts = TITLE + opening, []
    for heading in headings:
        starts.append(len(text))
        text += heading + "\n镇里安排专人负责，全年运转平稳。\n"
    return text, starts


def check(text: str, starts: list[int]) -> None:
    found = govie.extract(text).sections
    assert [s.name for s in found] == NAMES
    assert [s.start for s in found] == starts
    assert [s.end for s in found] == [*starts[1:], len(text)]


@pytest.mark.parametrize("words", [WORDS, OTHER_WORDS], ids=["form", "other"])
@pytest.mark.parametrize("style", STYLES)
def test_heading_styles(style: str, words: list[str]) -> None:
    check(*write([n + w for n, w in zip(STYLES[style], words, strict=True)]))


@pytest.mark.parametrize(
    "opening",
    [
        "本报告由总体情况、主动公开情况、依申请公开情况、复议诉讼情况、存在问题和其他事项六部分组成。\n",
        "目录\n"
        + "".join(
            f"{n}、{w}……{i}\n" for i, (n, w) in enumerate(zip("一二三四五六", WORDS, strict=True))
        ),
    ],
    ids=["preamble", "contents"],
)
def test_lists_of_the_parts_are_no_headings(opening: str) -> None:
    check(*write([f"{n}、{w}" for n, w in zip("一二三四五六", WORDS, strict=True)], opening))


def test_a_missing_section_is_not_listed() -> None:
    text, _ = write([f"{n}、{w}" for n, w in list(zip("一二三四五六", WORDS, strict=True))[:3]])
    assert [s.name for s in govie.extract(text).sections] == NAMES[:3]
