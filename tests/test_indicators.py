"""Indicators: the wordings that count the same thing, and what is none of them."""

from __future__ import annotations

import pytest

from govie import toml
from govie.facts.indicators import kind
from govie.facts.topics import TOPICS


@pytest.mark.parametrize(
    "item",
    [
        "政府信息公开申请",
        "依申请公开件",
        "信息公开申请件",
        "依申请公开事项",
        "政府信息依申请公开",
        "依申请公开政府信息申请",
        "申请",
    ],
)
def test_wordings_of_a_request(item: str) -> None:
    assert kind("requests_received", item) == "requests_received.requests"
    assert kind("requests_closed", item) == "requests_closed.closed"


@pytest.mark.parametrize(
    ("topic", "item", "wanted"),
    [
        ("disclosed", "各类政府信息", "disclosed.information"),
        ("disclosed", "《松溪县人民政府公报》", "disclosed.gazette"),
        ("disclosed", "土地征收信息", None),
        ("requests_received", "网上申请", "requests_received.online"),
        ("requests_closed", "“予以公开”", "requests_closed.granted"),
        ("requests_carried", "结转下年度继续办理", "requests_carried.carried_out"),
        ("requests_carried", "上年度结转", "requests_carried.carried_in"),
        ("review", "信息公开行政复议案件", "review.disclosure_review"),
        ("other", "政府信息", None),
        ("disclosed", "信" * 500, None),
        ("disclosed", "", None),
    ],
)
def test_kinds(topic: str, item: str, wanted: str | None) -> None:
    assert kind(topic, item) == wanted


def test_every_topic_of_the_list_is_one() -> None:
    indicators = toml.read("facts/indicators.toml")
    assert set(indicators) <= set(TOPICS)
    assert all(names for names in indicators.values())
