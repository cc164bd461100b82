"""Correcting in a real browser: by keyboard and by mouse, on a desk and a phone; hostile texts; a file page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, PHONE
from reviewed import entry, served, session
from viewed import ASTRAL, HOSTILE, example, hostile

from govie.decisions import Corrections, read
from govie.panel import Panel
from govie.review import Session

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")

PATH = "requests.received.natural_person"
CELL = f"[data-path='{PATH}']"
VALUE = "#editor [name=value]"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Any]:
    """A session of one report and its server."""
    made = session(tmp_path, ASTRAL + example("one-value").replace("\n", "\r\n", 5))
    with served(made) as server:
        yield made, server


def kept(made: Session) -> dict[str, Any]:
    """What stands in the file, by target."""
    found = Corrections.read(made.path).standing.held
    return {t: d.new for targets in found.values() for t, d in targets.items()}


def told(page: Any, words: str = "已保存") -> None:
    page.wait_for_function(
        "w => document.querySelector('#said').textContent.includes(w)", arg=words
    )


def test_a_cell_by_keyboard_undo_redo_history_and_reload(desk: Any, tab: Any) -> None:
    made, server = desk
    page = tab(server.address + "report/0")
    before = made.entries[0].report.cells[PATH].value
    page.focus(CELL)
    page.keyboard.press("7")
    page.keyboard.type("001")
    live = page.locator(".live li.failed")
    assert live.count() >= 1 and "≠" in live.first.inner_text()
    page.keyboard.press("Enter")
    told(page)
    assert kept(made)[f"cell:{PATH}"]["value"] == 7001
    assert page.inner_text(CELL) == "7,001"
    assert "corrected" in page.get_attribute(f"td:has({CELL})", "class")
    assert page.locator(".todo .failed").count() >= 1  # sums that it is in
    page.keyboard.press("u")
    told(page, "已撤销")
    assert page.inner_text(CELL) == f"{before:,}" and not kept(made)
    page.keyboard.press("r")
    page.wait_for_function("s => document.querySelector(s).textContent === '7,001'", arg=CELL)
    page.reload()
    assert page.inner_text(CELL) == "7,001"
    page.keyboard.press("h")
    log = page.inner_text("#log")
    assert "7001" in log and "甲" in log and "自然人" in log
    assert page.locator("#log li").count() == 3
    page.keyboard.press("Escape")
    panel = Panel.of([made.entries[0].report]).corrected(made.path)
    assert panel.records[0].report is not None
    assert panel.records[0].report.cells[PATH].value == 7001


def test_a_cell_by_mouse_picked_in_the_text(desk: Any, tab: Any) -> None:
    made, server = desk
    text = made.entries[0].text
    page = tab(server.address + "report/0")
    page.click(CELL)
    page.click(f"td:has({CELL})")
    page.click(".bar [data-work=edit]")
    total = made.entries[0].report.cells["requests.received.total"]
    n = list(made.entries[0].report.cells).index("requests.received.total")
    page.click(f"#r0m{n}", force=True)  # while a cell is edited marks are no links
    assert page.input_value(VALUE) == text[total.start : total.end] == "630"
    page.fill("#editor [name=why]", "核对过原件")
    page.click("#editor [data-work=save]")
    told(page)
    new = kept(made)[f"cell:{PATH}"]
    assert (new["value"], new["start"], new["end"]) == (630, total.start, total.end)
    assert read(made.path).decisions[-1].why == "核对过原件"


def test_figures_dragged_over_fill_a_row(desk: Any, tab: Any) -> None:
    made, server = desk
    report, text = made.entries[0].report, made.entries[0].text
    page = tab(server.address + "report/0")
    page.focus(CELL)
    page.keyboard.press("e")
    row = [p for p in report.cells if p.startswith("requests.carried_in.")]
    start, end = report.cells[row[0]].start, report.cells[row[2]].end
    drag(page, start, end - start)
    page.keyboard.press("Enter")
    told(page)
    new = kept(made)
    first = [p for p in report.cells if p.startswith("requests.received.")]
    assert [new[f"cell:{p}"]["value"] for p in first[:3]] == [
        report.cells[p].value for p in row[:3]
    ]
    assert all(
        text[n["start"] : n["end"]] == str(n["value"]) for n in new.values()
    ) and len(new) == 3  # fmt: skip


def test_figures_are_offered_one_after_the_other(desk: Any, tab: Any) -> None:
    made, server = desk
    text = made.entries[0].text
    page = tab(server.address + "report/0")
    page.focus(CELL)
    page.keyboard.press("e")
    page.keyboard.press("t")
    first = page.input_value(VALUE)
    cell = made.entries[0].report.cells[PATH]
    assert first == text[cell.start : cell.end]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    second = page.input_value(VALUE)
    page.keyboard.press("Enter")
    told(page)
    new = kept(made)[f"cell:{PATH}"]
    assert text[new["start"] : new["end"]] == second and new["start"] > cell.start


def test_accept_blank_and_missing_with_one_key(desk: Any, tab: Any) -> None:
    made, server = desk
    page = tab(server.address + "report/0")
    for key, path in zip("abm", list(made.entries[0].report.cells)[:3], strict=True):
        page.focus(f"[data-path='{path}']")
        page.keyboard.press(key)
        page.wait_for_selector(f"td.corrected [data-path='{path}']")
    states = [new["status"] for new in kept(made).values()]
    assert states == ["read", "blank", "missing"]
    page.focus("[data-path='requests.carried_in.other_org']")
    page.keyboard.press("Shift+M")
    page.wait_for_selector("td.corrected [data-path='requests.carried_in.total']")
    row = [
        t for t, new in kept(made).items() if t.startswith("cell:requests.") and not new["value"]
    ]
    assert row == ["cell:requests.carried_in.other_org", "cell:requests.carried_in.total"]
    paths = list(made.entries[0].report.cells)
    found, _ = made.report(made.entries[0])
    assert found.cells[paths[0]].value == made.entries[0].report.cells[paths[0]].value
    assert [found.cells[p].value for p in paths[1:3]] == [None, None]


def test_a_count_by_keyboard_and_by_dragging(desk: Any, tab: Any) -> None:
    made, server = desk
    text = made.entries[0].text
    fact = made.entries[0].report.facts[0]
    page = tab(server.address + "report/0")
    page.focus("#r0f0")
    page.keyboard.press("e")
    page.fill("#editor [name=amount]", "99")
    page.select_option("#editor [name=topic]", "platform")
    page.focus("#editor [name=what]")
    drag(page, text.index("一、总体情况") + 2, 4)
    assert page.input_value("#editor [name=what]") == "总体情况"
    page.keyboard.press("Enter")
    told(page)
    new = kept(made)[f"fact:{fact.start}-{fact.end}"]
    assert (new["value"], new["topic"], new["item"], new["start"]) == (
        99, "platform", "总体情况", fact.start,
    )  # fmt: skip
    assert "总体情况" in page.inner_text("table.facts")


def drag(page: Any, start: int, length: int) -> None:
    """Drag over characters of the text."""
    page.evaluate("([a, b]) => window.govie.places.select(a, b)", [start, start + length])
    box = page.evaluate(
        "() => { const all = getSelection().getRangeAt(0).getClientRects();"
        " getSelection().removeAllRanges(); const a = all[0], z = all[all.length - 1];"
        " return [a.left, a.top + a.height / 2, z.right, z.top + z.height / 2] }"
    )
    page.mouse.move(box[0] + 1, box[1])
    page.mouse.down()
    page.mouse.move(box[2] - 1, box[3], steps=4)
    page.mouse.up()


def test_a_new_count_and_one_that_is_none(desk: Any, tab: Any) -> None:
    made, server = desk
    text = made.entries[0].text
    page = tab(server.address + "report/0")
    at = text.index("2022")
    drag(page, at, 5)
    page.keyboard.press("f")
    assert page.input_value("#editor [name=amount]") == "2022"
    assert page.input_value("#editor [name=measure]") == "年"
    page.fill("#editor [name=what]", "年份")
    page.keyboard.press("Enter")
    told(page)
    assert kept(made)[f"fact:{at}-{at + 5}"]["item"] == "年份"
    fact = made.entries[0].report.facts[1]
    page.click("table.facts td a:text-is('政策文件')")
    page.keyboard.press("e")
    if page.input_value("#editor [name=what]") != fact.item:
        pytest.fail("another count was opened")
    page.click("#editor [data-work=remove]")
    told(page)
    assert kept(made)[f"fact:{fact.start}-{fact.end}"] is None
    assert "政策文件" not in page.inner_text("table.facts")


def test_agency_year_and_unit(desk: Any, tab: Any) -> None:
    made, server = desk
    page = tab(server.address + "report/0")
    page.keyboard.press("i")
    page.keyboard.type("江苏省淮安市淮安区审计局")
    page.fill("#editor [name=year]", "2021")
    page.keyboard.press("Enter")
    told(page)
    assert kept(made) == {"agency": "江苏省淮安市淮安区审计局", "year": 2021}
    assert "淮安区审计局" in page.inner_text(".about") and "2021" in page.inner_text(".about")
    page.click(".bar [data-work=about_it]")
    assert page.input_value("#editor [name=unit]") == "320803"
    page.keyboard.press("Escape")
    assert page.is_hidden("#editor")


def test_a_heading_by_dragging_and_by_a_click_on_its_line(desk: Any, tab: Any) -> None:
    made, server = desk
    text = made.entries[0].text
    page = tab(server.address + "report/0")
    at = text.index("第二十条第（一）项")
    drag(page, at, 9)
    page.keyboard.press("s")
    page.select_option("#editor [name=section]", "disclosure")
    assert page.input_value("#editor [name=heading]") == "第二十条第（一）项"
    page.keyboard.press("Enter")
    told(page)
    assert kept(made)["section:disclosure"] == {"heading": "第二十条第（一）项", "start": at}
    page.click(".bar [data-work=section_new]")
    page.click("#r0s1", force=True)
    assert page.input_value("#editor [name=heading]") == text[at:].split("\n")[0].strip()
    page.select_option("#editor [name=section]", "other")
    page.click("#editor [data-work=no_section]")
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.text nav a')].some(a => a.textContent.includes('其他'))"
    )
    assert kept(made)["section:other"] is None


def test_a_failed_sum_is_confirmed_and_stays_so(tmp_path: Path, tab: Any) -> None:
    made = session(tmp_path, example("by-column"))
    with served(made) as server:
        page = tab(server.address + "report/0")
        count = page.locator(".todo > .failed").count()
        assert count
        page.keyboard.press("n")
        page.keyboard.press("c")
        told(page)
        assert page.locator(".todo > .failed").count() == count - 1
        assert page.locator(".checks .confirmed").count() == 1
    again = session(tmp_path, example("by-column"))
    assert sum(c.confirmed is not None for c in again.report(again.entries[0])[0].checks) == 1


def test_two_browsers_at_once(desk: Any, tab: Any) -> None:
    made, server = desk
    one, two = tab(server.address + "report/0"), tab(server.address + "report/0")
    for page, digit in ((one, "1"), (two, "2")):
        page.focus(CELL)
        page.keyboard.press(digit)
    one.keyboard.press("Enter")
    told(one)
    two.keyboard.press("Enter")
    told(two, "decided meanwhile by 甲")
    assert kept(made)[f"cell:{PATH}"]["value"] == 1
    assert two.input_value(VALUE) == "2" and two.inner_text(CELL) == "1"
    two.keyboard.press("Enter")
    told(two)
    assert kept(made)[f"cell:{PATH}"]["value"] == 2


def test_nothing_of_a_hostile_report_or_decision_runs(tmp_path: Path, tab: Any) -> None:
    report = hostile()
    assert report.text is not None
    made = Session([entry("<b>'\"", report.text, report)], tmp_path / "d.jsonl", HOSTILE[:80])
    one = {"target": "agency", "old": HOSTILE, "new": HOSTILE, "why": HOSTILE}
    cell = {
        "target": f"cell:{PATH}",
        "new": {"value": 3, "status": "read"},
        "why": "<img src=x onerror=window.ran=1>",
    }
    made.decide(made.entries[0], [one, cell])
    with served(made) as server:
        listed = tab(server.address)
        assert listed.evaluate("window.ran") is None
        page = tab(server.address + "report/0")
        for name in ("edit", "about_it", "section_new"):
            page.focus(CELL)
            page.click(f".bar [data-work={name}]")
            page.keyboard.press("Escape")
        page.keyboard.press("h")
        assert "onerror" in page.inner_text("#log")
        page.keyboard.press("Escape")
        page.focus("#r0f0")
        page.keyboard.press("e")
        page.keyboard.press("Escape")
        page.focus(CELL)
        page.keyboard.press("a")
        told(page)
        assert page.evaluate("window.ran") is None
        assert page.locator("img, article script:not(.data)").count() == 0


def test_on_a_phone(desk: Any, tab: Any) -> None:
    made, server = desk
    page = tab(server.address + "report/0", PHONE, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.tap(CELL)
    page.tap("#back")
    page.tap(".bar [data-work=edit]")
    page.fill(VALUE, "12")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.tap("#editor [data-work=save]")
    told(page)
    assert kept(made)[f"cell:{PATH}"]["value"] == 12
    page.tap(".way a >> nth=0")
    page.wait_for_url(server.address)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
