"""The page of a report, without a browser: what is in it, and what can never be."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from viewed import ASTRAL, EXAMPLES, HOSTILE, counted, example, hostile

import govie
from govie.form import forms
from govie.report import Report
from govie.view import page
from govie.view.grid import tables
from govie.view.marks import marked, marks
from govie.view.states import Seen


class _Tags(HTMLParser):
    """The elements of a page, and whether each is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.ids += [value or "" for key, value in attrs if key == "id"]
        assert not any(key.startswith("on") or key == "style" for key, _ in attrs)
        if tag not in {"meta", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(content: str) -> _Tags:
    parser = _Tags()
    parser.feed(content)
    parser.close()
    assert not parser.open
    return parser


def shown(content: str) -> str:
    """The characters of a piece of a page."""
    return unescape(re.sub("<[^>]*>", "", content))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_page_holds_the_text_and_every_cell(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    report = govie.extract(text)
    content = report.to_html()
    found = tags(content)
    assert len(found.ids) == len(set(found.ids))
    assert sum(bool(re.fullmatch(r"r0c\d+", i)) for i in found.ids) == len(report.cells)
    printed = [p for p, c in report.cells.items() if c.start is not None]
    assert sum(i.startswith("r0m") for i in found.ids) >= len(printed)
    assert len(content.encode()) < 300_000
    seen = Seen(report, text)
    plain = re.sub(r"<summary>.*?</summary>", "", marked(text, marks(seen)))
    assert shown(plain) == text.replace("\r\n", "\n")


@pytest.mark.parametrize("name", ["2019", "2021"])
def test_tables_are_the_forms_own(name: str) -> None:
    """Each row of a table is as wide as the others, its merged cells counted."""
    form = forms()[name]
    report = Report(None, None, None, name, (), {}, (), (), ())
    for drawn in tables(Seen(report, None)).values():
        down: dict[int, int] = {}
        widths = set()
        for n, row in enumerate(re.findall("<tr.*?</tr>", drawn)):
            width = down.get(n, 0)
            for opening in re.findall("<t[hd][^>]*>", row):
                columns = int((re.findall('colspan="(\\d+)"', opening) or ["1"])[0])
                rows = int((re.findall('rowspan="(\\d+)"', opening) or ["1"])[0])
                width += columns
                for below in range(n + 1, n + rows):
                    down[below] = down.get(below, 0) + columns
            widths.add(width)
        assert len(widths) == 1, drawn
    words = shown("".join(tables(Seen(report, None)).values()))
    for label in (label for t in form.tables for label in (*t.rows, *t.columns)):
        assert label.text in words


def test_labels_have_english_words() -> None:
    from govie.view import words

    for table in (t for f in forms().values() for t in f.tables):
        drawn = [words.table_word(table)]
        drawn += [words.row_word(r) for r in table.rows]
        drawn += [words.column_word(c) for c in table.columns]
        drawn += [words.group_word(x.group) for x in (*table.rows, *table.columns) if x.group]
        assert [word for word in drawn if 'lang="en"' not in word] == []


def test_hostile_report_is_text_only() -> None:
    report = hostile()
    content = page([(HOSTILE, report, report.text)])
    content.encode("utf-8")
    found = tags(re.sub("<(script|style)>.*?</\\1>", "", content, flags=re.S))
    assert not {"script", "img", "svg"} & set(found.names)
    assert content.count("<script") == 1
    assert "&lt;script&gt;" in content


def test_line_ends_and_astral_characters_keep_their_places() -> None:
    text = (ASTRAL * 5 + example("one-value")).replace("\n", "\r\n")
    report = govie.extract(text)
    drawn = marked(text, marks(Seen(report, text)))
    placed = {n: c for n, c in enumerate(report.cells.values()) if c.start is not None}
    assert len(placed) > 100
    for n, cell in placed.items():
        match = re.search(f'id="r0m{n}"[^>]*>([^<]*)<', drawn)
        assert match and match[1] == text[cell.start : cell.end]


def test_marks_may_cross() -> None:
    text = "一、总体情况\n公开信息123条和456条。\n"
    report = counted(text + example("by-column"))
    fact = report.facts[0]
    facts = (fact, replace(fact, start=fact.start + 1, end=fact.end + 4), fact)
    content = replace(report, facts=facts).to_html()
    found = tags(content)
    assert {"r0n0", "r0n1", "r0n2"} <= set(found.ids)
    assert not re.search("<a [^>]*>[^<]*<a ", content), "a link in a link"


def test_a_lost_figure_has_its_place_between_its_neighbours() -> None:
    text = example("one-value")
    report = govie.extract(text)
    path = "requests.received.business"
    lost = replace(report.cells[path], status="repaired", start=None, end=None, raw=None, why="sum")
    report = replace(report, cells={**report.cells, path: lost})
    next_cell = report.cells["requests.received.research"].start
    assert Seen(report, text).placed(path) == (next_cell, next_cell)
    assert 'data-lost="158"' in report.to_html()


def test_rows_of_figures_that_no_cell_was_read_from_are_marked() -> None:
    text = example("one-value").replace("\n四、政府", "\n稳定 U U 0 0 U l 0\n四、政府", 1)
    report = govie.extract(text)
    printed = [text[m.start : m.end] for m in marks(Seen(report, text)) if m.states == "unread"]
    assert printed == ["U U 0 0 U l 0"]
    assert "未采用的数字" in report.to_html()


def test_another_text_is_refused() -> None:
    report = govie.extract(example("one-value"))
    with pytest.raises(ValueError, match="not the text"):
        report.to_html("short")
    with pytest.raises(ValueError, match="no report"):
        page([])


def test_the_text_is_no_part_of_the_result() -> None:
    text = example("one-value")
    report = govie.extract(text)
    stored = pickle.loads(pickle.dumps(report))
    assert stored == report == Report.from_dict(report.to_dict())
    assert report.text == text and stored.text is None
    assert "text" not in report.to_dict() and text not in repr(report)
    assert "r0c0" in stored.to_html() and "r0m0" not in stored.to_html()
    assert stored.to_html(text) == report.to_html()


@pytest.mark.parametrize("text", ["", "\n", "没有报告", "\ud800", "x" * 100_000, "1\n" * 50_000])
def test_whatever_the_text_there_is_a_page(text: str) -> None:
    content = govie.extract(text).to_html()
    tags(content)
    assert len(content.encode()) < 120_000


def test_a_notebook_shows_a_frame() -> None:
    shown = counted(example("one-value"))._repr_html_()
    assert shown.startswith('<iframe sandbox="allow-scripts"') and shown.count("<") == 2


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_a_notebook_keeps_less_than_100_kilobytes(path: Path) -> None:
    assert len(govie.extract(example(path.name))._repr_html_()) < 100_000


def test_command_writes_a_page(tmp_path: Path) -> None:
    output = tmp_path / "page.html"
    command = [sys.executable, "-m", "govie", "view", *map(str, EXAMPLES), "none.txt"]
    done = subprocess.run([*command, "-o", str(output)], capture_output=True, check=False)
    assert done.returncode == 1 and b"none.txt" in done.stderr
    assert output.read_text("utf-8").count("<article") == len(EXAMPLES)
