"""The charts of a panel: what they draw, from entries with known figures."""

from __future__ import annotations

import re

import pytest
from viewed import HOSTILE

from govie.form import form_of_year, forms
from govie.view import Entry, panel_page
from govie.view.charts import ticks


def entry(agency: str, year: int, received: int, lost: str = "", failed: int = 0) -> Entry:
    """A report in which every request was granted; cells whose path begins with ``lost`` are missing."""
    form = form_of_year(year)
    assert form is not None
    paths = [cell.path for cell in form.cells]
    missing = frozenset(p for p in paths if lost and p.startswith(lost))
    values: dict[str, float | None] = {p: None if p in missing else 0 for p in paths}
    for path in ("requests.received.total", "requests.granted.total"):
        if path not in missing:
            values[path] = received
    return Entry(agency, year, form.name, values, missing, failed, 42)


def test_years_add_up_and_outcomes_are_drawn() -> None:
    content = panel_page("p", [entry("甲", 2020, 3), entry("乙", 2020, 4), entry("甲", 2021, 5)])
    assert "<title>2020 予以公开 / Granted 7</title></rect>" in content
    assert "<title>2021 新收申请 / Received 5</title></circle>" in content
    assert re.search(r'<th scope="row">2021</th><td>5</td><td>5</td><td>0</td>', content)


def test_failing_agencies_come_worst_first() -> None:
    content = panel_page("p", [entry("甲", 2020, 1, failed=1), entry("乙", 2020, 1, failed=21)])
    assert content.index("50.0% (21/42)") < content.index("2.4% (1/42)")


def test_missing_cells_have_their_place() -> None:
    content = panel_page("p", [entry("甲", 2020, 1, lost="review."), entry("甲", 2019, 1)])
    cells = forms()["2019"].cells
    part = sum(c.path.startswith("review.") for c in cells) / len(cells)
    assert f"{100 * part / 2:.0f} %" in content
    assert 'class="gap2"' in content and "国办公开办函〔2019〕60号" in content


def test_one_report_without_year_or_form() -> None:
    content = panel_page("p", [Entry("", None, None, {}, frozenset(), 0, 0)])
    assert "没有可画的数据" in content


def test_hostile_names_are_text_only() -> None:
    content = panel_page(HOSTILE, [entry(HOSTILE, 2020, 1, "requests", 3), entry("甲", 2021, 5)])
    content.encode("utf-8")
    assert content.count("<script") == 1 and "<img" not in content and "onload=window" not in (
        re.sub("&lt;.*?&gt;", "", content)
    )  # fmt: skip


def test_no_report_is_refused() -> None:
    with pytest.raises(ValueError, match="no report"):
        panel_page("p", [])


@pytest.mark.parametrize("top", [0, 1, 3, 9.5, 10, 999, 1001, 123456, 0.3])
def test_ticks_are_round_and_reach_the_top(top: float) -> None:
    found = ticks(top)
    assert found[0] == 0 and found[-1] >= top and 2 <= len(found) <= 7
    assert all(float(t).is_integer() for t in found)
