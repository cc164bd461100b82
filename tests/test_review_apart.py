"""Correcting where no server is, or no more: a page that is a file, a server that was killed, a stranger's file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM
from reviewed import entry, served, session
from test_review_page import CELL, PATH, VALUE, told
from viewed import example

import govie
from govie.decisions import append, digest, read
from govie.panel import Panel
from govie.review import Entry
from govie.review.pages import static_page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")


def test_a_page_that_is_a_file_records_and_hands_over(tmp_path: Path, tab: Any) -> None:
    texts = [example("one-value"), example("by-column")]
    file = tmp_path / "page.html"
    entries: list[Entry] = [entry(f"{n}.txt", text) for n, text in enumerate(texts)]
    file.write_text(static_page(entries), "utf-8")
    page = tab(file.as_uri())
    page.fill("#who", "丙")
    page.focus(f"#r0 {CELL}")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    told(page)
    assert page.inner_text(f"#r0 {CELL}") == "4" and page.locator("#r0 td.failed").count() > 1
    page.keyboard.press("u")
    told(page, "已撤销")
    page.keyboard.press("r")
    page.click(".choice summary")
    page.click(".choice tr[data-to=r1] a")
    page.focus("#r1f0")
    page.keyboard.press("e")
    page.fill("#editor [name=what]", "另一项")
    page.keyboard.press("Enter")
    told(page)
    page.reload()
    assert page.inner_text(f"#r0 {CELL}") == "4"
    with page.expect_download() as waiting:
        page.click("[data-work=download]")
    waiting.value.save_as(tmp_path / "d.jsonl")
    found = read(tmp_path / "d.jsonl")
    assert not found.faults and [d.who for d in found.decisions] == ["丙"] * 4
    panel = Panel.of([e.report for e in entries]).corrected(tmp_path / "d.jsonl")
    first, second = (r.report for r in panel.records)
    assert first is not None and second is not None and not panel.unapplied
    assert first.cells[PATH].value == 4 and second.facts[0].item == "另一项"


def test_what_the_browser_cannot_keep_or_no_file_may_hold_is_told(tmp_path: Path, tab: Any) -> None:
    file = tmp_path / "page.html"
    file.write_text(static_page([entry("a.txt", example("one-value"))]), "utf-8")
    page = tab(file.as_uri())
    before = page.inner_text(CELL)
    page.focus(CELL)
    page.keyboard.type("3.7")
    page.keyboard.press("Enter")
    told(page, "件数只能是整数")
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('QuotaExceededError') } }"
    )
    page.fill(VALUE, "4")
    page.keyboard.press("Enter")
    told(page, "没有保存")
    assert page.input_value(VALUE) == "4" and page.inner_text(CELL) == before
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    for name, wrong in (("year", "20二二"), ("unit", "12345")):
        was = page.input_value(f"#editor [name={name}]")
        page.fill(f"#editor [name={name}]", wrong)
        page.keyboard.press("Enter")
        assert page.is_visible("#editor") and not page.evaluate(
            "document.forms.editor.checkValidity()"
        )
        page.fill(f"#editor [name={name}]", was)


def test_a_page_whose_server_was_started_anew_says_so(tmp_path: Path, browser: Any) -> None:
    made = session(tmp_path, example("one-value"))
    with served(made) as server:
        page = browser.new_page()  # the browser logs each request that is refused
        page.goto(server.address + "report/0")
        server.token = "another"
        page.focus(CELL)
        page.keyboard.press("5")
        page.keyboard.press("Enter")
        told(page, "没有保存")
        assert page.input_value(VALUE) == "5" and not made.path.exists()
        page.close()


def test_killed_in_mid_work_nothing_is_lost(tmp_path: Path, browser: Any) -> None:
    (tmp_path / "a.txt").write_text(example("one-value"), "utf-8")
    line = [sys.executable, "-m", "govie", "review", "a.txt", "--who", "甲"]
    process = subprocess.Popen(
        line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        page = browser.new_page()
        page.goto(address + "report/0")
        page.focus(CELL)
        page.keyboard.press("5")
        page.keyboard.press("Enter")
        told(page)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        page.focus(CELL)
        page.keyboard.press("6")
        page.keyboard.press("Enter")
        told(page, "没有保存")
        assert page.input_value(VALUE) == "6"
        page.close()
    finally:
        process.kill()
        process.wait(10)
    done = subprocess.run(
        [sys.executable, "-m", "govie", "extract", "a.txt", "--corrections", "decisions.jsonl"],
        cwd=tmp_path, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    cell = json.loads(done.stdout)["cells"][PATH]
    assert (cell["value"], cell["status"], cell["confidence"]) == (5, "corrected", 1.0)
    assert "1 cells corrected" in done.stderr


def test_a_hostile_file_of_decisions_is_only_text(tmp_path: Path, tab: Any) -> None:
    text = example("one-value")
    made = session(tmp_path, text)
    made.decide(made.entries[0], [{"target": "year", "old": 2022, "new": 2021}])
    other = read(made.path).decisions[0]
    line = {
        **other.to_dict(),
        "decision": "f" * 12,
        "file": "<img src=x onerror=window.ran=1>",
        "text": digest("other"),
    }
    with made.path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n<script>window.ran = 1</script>\n")
    append(made.path, [])
    with served(made) as server:
        page = tab(server.address)
        words = page.inner_text(".panel")
        assert "onerror" in words and "no such report was read" in words and ":4:" in words
        assert page.evaluate("window.ran") is None
        assert govie.extract(text).year == 2022
