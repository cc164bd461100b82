"""The counts of the narrative, end to end: what is a fact, where it stands, what it is part of."""

from __future__ import annotations

import pytest

import govie
from govie.report import Fact

OPENING = "青禾县临溪镇人民政府2022年政府信息公开工作年度报告\n一、总体情况\n"


def facts(text: str) -> list[Fact]:
    report = govie.extract(OPENING + text)
    for fact in report.facts:
        assert 0.0 <= fact.confidence <= 1.0
    return list(report.facts)


def printed(fact: Fact, text: str) -> str:
    return (OPENING + text)[fact.start : fact.end]


def test_parts_of_a_total_are_linked_and_placed() -> None:
    text = "全年主动公开政府信息61条，其中机构职能信息4条、工作动态信息35条、其他信息22条。"
    found = facts(text)
    assert [printed(f, text) for f in found] == ["61条", "4条", "35条", "22条"]
    assert [f.part_of for f in found] == [None, 0, 0, 0]
    assert {f.topic for f in found} == {"disclosed"}
    assert [f.item for f in found] == ["政府信息", "机构职能信息", "工作动态信息", "其他信息"]


def test_a_list_that_adds_up_is_linked_to_its_last_number() -> None:
    found = facts("清理规范性文件45件，继续有效30件、修改5件、废止10件。")
    assert [f.part_of for f in found] == [None, 0, 0, 0]
    found = facts("清理规范性文件45件，继续有效30件、修改5件。开展培训10次。")
    assert found[-1].part_of is None


def test_a_number_before_its_noun() -> None:
    found = facts("2022年，我镇共收到3件信息公开申请，均已办结。")
    assert [(f.value, f.unit, f.topic) for f in found] == [(3, "件", "requests_received")]
    assert "申请" in found[0].item


def test_channels() -> None:
    found = facts("通过政府网站公开政府信息138条，通过微信公众号公开政府信息96条。")
    assert [f.channel for f in found] == ["政府网站", "微信公众号"]


def test_lines_cut_within_words_are_read_through() -> None:
    text = "全年主动公开政\n府信息\n1605\n条，其中规范性文\n件3条。"
    found = facts(text)
    assert [printed(f, text) for f in found] == ["1605\n条", "3条"]
    assert found[0].item == "政府信息"


@pytest.mark.parametrize(
    "text",
    [
        "按照《通知》（国办公开办函〔2021〕30号）要求，于2022年12月31日前完成。",
        "全面做好“六稳”工作，落实“六保”任务，打好三大攻坚战。",
        "如有疑问，请拨打电话0571-88888888，邮编310000，邮箱zwgk@163.com。",
        "用好12345热线，办结率100%，同比提高3个百分点。",
        "本报告由六部分组成。",
        "在20个工作日内予以答复，依据《条例》第36条。",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    assert facts(text) == []


def test_cells_and_their_remarks_are_no_facts() -> None:
    text = open_example("by-column-2020.txt")
    report = govie.extract(text)
    cells = [(c.start, c.end) for c in report.cells.values() if c.start is not None]
    assert report.facts and cells
    for fact in report.facts:
        assert not any(a < fact.end and fact.start < b for a, b in cells if b is not None)


def test_agreement_is_checked_and_changes_nothing() -> None:
    text = open_example("one-value-a-line-2022.txt")
    before = govie.extract(text)
    received = before.cells["requests.received.total"]
    claim = f"全年共收到政府信息公开申请{int(received.value or 0) + 5}件。\n"
    heading = before.sections[0]
    at = text.index("\n", heading.start) + 1
    after = govie.extract(text[:at] + claim + text[at:])
    check = next(c for c in after.checks if c.name == "narrative: 收到申请")
    assert check.kind == "narrative"
    assert check.expected == received.value
    assert after.cells["requests.received.total"].value == received.value
    stated = {f.value for f in before.facts if f.topic == "requests_received"}
    assert check.ok is (received.value in stated)


def open_example(name: str) -> str:
    from pathlib import Path

    return (Path(__file__).parents[1] / "examples" / name).read_text("utf-8")


def test_many_reports_read_together_are_read_as_alone() -> None:
    texts = [
        OPENING + f"全年主动公开政府信息{n}条，召开新闻发布会{n % 7}场。"
        for n in range(11, 200, 17)
    ]
    together = list(govie.load().extract_many(texts))
    alone = [govie.extract(t) for t in texts]
    for one, other in zip(together, alone, strict=True):
        assert one.facts == other.facts


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("全年我镇政府信息公开单位共公布政府信息218条。", [None]),
        ("各责任部门公布政府信息97条。", [None]),
        (
            "通过网站公开信息26条（其中《临溪日报》采用信息9条）、公开财务预决算情况3条。",
            ["网站", "《临溪日报》", None],
        ),
    ],
)
def test_a_body_is_no_channel_nor_what_a_bracket_closes(
    text: str, channels: list[str | None]
) -> None:
    assert [f.channel for f in facts(text)][-1] == channels[-1]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("办理县长信箱信访事项37件。", ["consultation"]),
        ("接待群众来访46件，化解信访事项4件。", ["consultation", "other"]),
        ("今年我局共受理审批事项52件，办结50件。", ["other", "other"]),
        ("收到政府信息公开申请52件，办结50件。", ["requests_received", "requests_closed"]),
        ("全年主动公开县政府规章6件、县政府行政规范性文件13件。", ["disclosed", "disclosed"]),
        ("制定并公开行政规范性文件13件。", ["normative_documents"]),
        ("公布政府规章2部、规范性文件4件。", ["normative_documents", "normative_documents"]),
        ("建立信息发布制度11项。", ["normative_documents"]),
    ],
)
def test_words_that_decide_the_topic(text: str, topics: list[str]) -> None:
    assert [f.topic for f in facts(text)] == topics


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "公开政府信息70条，其中机构职能类信息20条，社会救助劳动就业类信息30条，防灾减灾、应急管理类信息12条，其他应主动公开政府信息8条。",
            ["社会救助劳动就业类信息", "防灾减灾、应急管理类信息", "其他应主动公开政府信息"],
        ),
        ("公开政府信息9条，其中机构职能类信息4条，主要是土地资源类信息5条。", ["土地资源类信息"]),
        ("公开政府信息9条，发布机构职能类信息4条，通过网站公开政府信息5条。", ["政府信息"]),
    ],
)
def test_a_category_in_a_list_is_whole(text: str, items: list[str]) -> None:
    assert [f.item for f in facts(text)][-len(items) :] == items
