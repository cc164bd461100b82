"""The page in a real browser: clicks, keys, a hostile report; no error and no request on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, DESK, PHONE
from viewed import ASTRAL, EXAMPLES, SEEDS, counted, example, hostile

import govie
from govie.report import Report
from govie.view import Entry, page, panel_page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")

# Whatever a text looks like, this is what it says at an element: its characters without the signs.
TEXT = (
    "e => [e, ...document.querySelectorAll(`[data-of='${e.id}']`)].map(x => x.textContent).join('')"
)


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a page; afterwards nothing may have been logged, thrown or asked of the network."""
    trouble: list[str] = []
    pages = []

    def opened(content: str, viewport: dict[str, int] = DESK, **settings: Any) -> Any:
        file = tmp_path / f"{len(pages)}.html"
        file.write_text(content, "utf-8")
        tab = browser.new_page(viewport=viewport, reduced_motion="reduce", **settings)
        tab.on("console", lambda message: trouble.append(message.text))
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("request", lambda r: trouble.append(r.url) if r.url != file.as_uri() else None)
        pages.append(tab)
        tab.goto(file.as_uri())
        return tab

    yield opened
    for tab in pages:
        tab.close()
    assert [t for t in trouble if not t.startswith("data:,")] == []


def marked(tab: Any) -> str:
    """What is marked in the text just now."""
    return str(
        tab.evaluate("[...document.querySelectorAll('.m.now')].map(e => e.textContent).join('')")
    )


@pytest.mark.parametrize("path", [*EXAMPLES, *SEEDS], ids=lambda p: p.stem)
def test_a_click_on_a_cell_marks_its_characters_and_back(path: Path, show: Any) -> None:
    text = path.read_bytes().decode("utf-8")
    report = govie.extract(text)
    tab = show(report.to_html())
    printed = {p: c for p, c in report.cells.items() if c.start is not None}
    order = list(report.cells)
    said = tab.evaluate(
        f"() => Object.fromEntries([...document.querySelectorAll('a.m[id]')].map(e => [e.id, ({TEXT})(e)]))"
    )
    for cell_path, cell in printed.items():
        assert said[f"r0m{order.index(cell_path)}"] == text[cell.start : cell.end]
    for cell_path in list(printed)[:: max(1, len(printed) // 2)]:
        cell = printed[cell_path]
        tab.click(f"[data-path='{cell_path}']")
        assert marked(tab) == text[cell.start : cell.end]
        mark = tab.locator(f"#r0m{order.index(cell_path)}")
        assert mark.evaluate("e => { const b = e.getBoundingClientRect();"
                             " return b.top > 0 && b.bottom < innerHeight && b.width > 0 }")  # fmt: skip
        mark.click()
        assert tab.evaluate("document.activeElement.dataset.path") == cell_path


def test_a_count_of_the_prose_and_its_place(show: Any) -> None:
    text = ASTRAL * 3 + example("one-value")
    report = counted(text)
    assert report.facts
    tab = show(report.to_html())
    for n, fact in enumerate(report.facts):
        tab.click(f"#r0f{n}")
        assert marked(tab) == text[fact.start : fact.end]
    tab.click("#r0n0")
    assert tab.evaluate("document.activeElement.id") == "r0f0"


def test_offsets_after_astral_characters(show: Any) -> None:
    text = example("one-value").replace("\n", ASTRAL + "\r\n", 3)
    report = govie.extract(text)
    tab = show(report.to_html())
    cell = report.cells["requests.received.total"]
    tab.click("[data-path='requests.received.total']")
    assert marked(tab) == text[cell.start : cell.end] == "630"


def test_a_place_has_an_address(show: Any) -> None:
    tab = show(govie.extract(example("one-value")).to_html())
    tab.click("[data-path='requests.received.total']")
    address = tab.url
    tab.reload()
    assert tab.url == address and marked(tab) == "630"


def test_keyboard_only(show: Any) -> None:
    text = example("by-column")
    report = govie.extract(text)
    tab = show(report.to_html())
    keys = tab.keyboard
    for _ in range(80):  # Tab reaches the table in few steps: each table is one stop
        keys.press("Tab")
        if tab.evaluate("!!document.activeElement.dataset.path"):
            break
    path = tab.evaluate("document.activeElement.dataset.path")
    assert path == next(iter(report.cells))
    keys.press("ArrowRight")
    keys.press("ArrowDown")
    path = tab.evaluate("document.activeElement.dataset.path")
    assert path == "disclosure.normative_documents.published"
    assert "置信度" in tab.inner_text("#card")
    cell = report.cells[path]
    keys.press("Enter")
    assert marked(tab) == text[cell.start : cell.end]
    assert tab.evaluate("document.activeElement.classList.contains('m')")
    keys.press("ArrowRight")
    keys.press("ArrowLeft")
    keys.press("Enter")
    assert tab.evaluate("document.activeElement.dataset.path") == path
    keys.press("n")
    first = tab.evaluate("document.activeElement.closest('td').className")
    assert "failed" in first and tab.locator("td.ring").count() > 1
    keys.press("Escape")
    assert tab.locator(".ring, .now").count() == 0 and tab.is_hidden("#card")


def test_the_card_says_why(show: Any) -> None:
    report = hostile()
    tab = show(report.to_html())
    tab.hover("[data-path='requests.received.natural_person']")
    card = tab.inner_text("#card")
    assert "修复" in card and "<script>" in card and "0.10" in card and "自然人" in card
    tab.keyboard.press("l")
    tab.hover("[data-path='requests.received.business']")
    assert "Companies" in tab.inner_text("#card")


def test_nothing_of_a_hostile_report_runs(show: Any) -> None:
    report = hostile()
    tab = show(page([("<b>", report, report.text), ("'\"", report, report.text)]))
    for button in tab.locator("article:not([hidden]) button:visible").all():
        button.click()
    tab.click(".choice summary")
    tab.click(".choice tr[data-to=r1] a")
    for link in tab.locator("#r1 .todo > li > a").all():
        link.click()
    assert tab.evaluate("window.ran") is None
    assert tab.locator("img, script:not(body > script)").count() == 0


def test_were_there_a_hole_the_policy_would_hold(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    content = govie.extract(example("one-value")).to_html()
    hole = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    file.write_text(content.replace("</article>", hole + "</article>"), "utf-8")
    tab = browser.new_page()
    refused: list[str] = []
    tab.on("console", lambda message: refused.append(message.text))
    tab.goto(file.as_uri())
    assert tab.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in refused)
    tab.close()


def test_the_words_change_their_language(show: Any) -> None:
    tab = show(govie.extract(example("one-value")).to_html())
    assert tab.inner_text(".review h2") == "先核对这些"
    tab.click("[data-do=language]")
    assert tab.inner_text(".review h2") == "What to check first"
    assert "Natural persons" in tab.inner_text("table.requests")
    assert "自然人" in tab.inner_text(".source")
    tab.keyboard.press("l")
    assert "自然人" in tab.inner_text("table.requests")


def test_a_kind_alone(show: Any) -> None:
    tab = show(govie.extract(example("by-column")).to_html())
    tab.click("button[data-only=failed]")
    seen = "s => getComputedStyle(document.querySelector(s)).opacity"
    assert tab.evaluate(seen, "td.failed") == "1"
    assert float(tab.evaluate(seen, ".form td:not(.failed)")) < 0.5
    tab.click("button[data-only=failed]")
    assert tab.evaluate(seen, ".form td:not(.failed)") == "1"


def test_several_reports_make_a_list(show: Any) -> None:
    texts = [p.read_bytes().decode("utf-8") for p in EXAMPLES]
    reports = [(p.name, govie.extract(t), t) for p, t in zip(EXAMPLES, texts, strict=True)]
    tab = show(page(reports))
    assert tab.locator("article:visible").count() == 1
    tab.click(".choice summary")
    tab.click(".choice tr[data-to=r1] td:nth-child(2)")
    assert tab.locator("#r1").is_visible() and not tab.locator("#r0").is_visible()
    tab.click("#r1 [data-path='requests.received.total']")
    cell = reports[1][1].cells["requests.received.total"]
    assert marked(tab) == texts[1][cell.start : cell.end]


def test_on_a_phone_the_sides_take_turns(show: Any) -> None:
    text = example("one-value")
    report = govie.extract(text)
    tab = show(report.to_html(), PHONE, has_touch=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not tab.locator(".text").is_visible()
    tab.tap("[data-path='requests.received.total']")
    assert tab.locator(".text").is_visible() and not tab.locator(".side").is_visible()
    assert marked(tab) == "630"
    tab.tap("#back")
    assert tab.locator(".side").is_visible()
    assert tab.evaluate("document.activeElement.dataset.path") == "requests.received.total"


def test_a_notebook_frame_works(show: Any) -> None:
    report = govie.extract(example("one-value"))
    tab = show(f"<!DOCTYPE html><p>cell</p>{report._repr_html_()}")
    frame = tab.frame_locator("iframe")
    frame.locator("[data-path='requests.received.total']").click()
    assert frame.locator(".m.now").inner_text() == "630"


def test_a_panel_is_drawn(show: Any) -> None:
    entries = [
        Entry(f"{n}镇", 2020 + n, "2021", {"requests.received.total": n}, frozenset(), n, 42)
        for n in range(1, 4)
    ]
    tab = show(panel_page("p", entries))
    assert tab.locator("svg").count() == 2
    seen = tab.locator("text.axis").all_text_contents()
    assert "2021" in seen and "7.1% (3/42)" in seen
    tab.keyboard.press("l")
    assert tab.locator("h2").first.inner_text().startswith("Check first")


def test_lists_load_in_parts_and_can_be_searched(show: Any) -> None:
    entries = [
        Entry(
            f"{n}镇", 2021, "2021", {}, frozenset(), 0, 42, 1000 - n, f"{n}.txt", href=f"p/{n}.html"
        )
        for n in range(1, 201)
    ]
    tab = show(panel_page("p", entries))
    rows, count = tab.locator(".rows tbody tr"), tab.locator(".count").first
    assert rows.count() == 60 and count.inner_text() == "60 / 200"
    tab.click(".more")
    assert rows.count() == 120
    tab.fill(".search", "199镇")
    assert rows.count() == 1 and count.inner_text() == "1 / 1"
    assert rows.first.locator("a").get_attribute("href") == "p/199.html"
    assert not tab.locator(".more").is_visible()
    tab.fill(".search", "")
    assert rows.count() == 60 and rows.first.locator("a").inner_text() == "1.txt"


def test_print_shows_all(show: Any) -> None:
    tab = show(govie.extract(example("by-column")).to_html())
    tab.emulate_media(media="print")
    assert tab.locator(".source").is_visible() and tab.locator("table.requests").is_visible()
    assert not tab.locator("nav").first.is_visible()


@pytest.mark.skipif(not SEEDS, reason="the five real reports are not in this checkout")
def test_repairs_of_a_scan_are_plain(show: Any) -> None:
    path = next(p for p in SEEDS if p.stem.startswith("003"))
    report: Report = govie.extract(path.read_bytes().decode("utf-8"))
    tab = show(report.to_html())
    repaired = [p for p, c in report.cells.items() if c.status == "repaired"]
    first = tab.locator(".todo li").first
    assert "repaired" in (first.get_attribute("class") or "") and first.is_visible()
    # A cell without print has its mark beside its neighbor's, if that has one.
    printed = [p for p in repaired if report.cells[p].start is not None]
    assert len(printed) <= tab.locator(".ruler .repaired").count() <= len(repaired)
    for n, cell_path in enumerate(report.cells):
        if cell_path in repaired and cell_path not in printed and tab.locator(f"#r0m{n}").count():
            tab.click(f"[data-path='{cell_path}']")
            lost = tab.locator(f"#r0m{n}")
            sign = lost.evaluate("e => getComputedStyle(e, '::before').content")
            assert lost.is_visible() and "0" in sign
