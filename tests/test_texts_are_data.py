"""What a report says is data wherever it goes: a spreadsheet, a terminal, a log."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

import govie
from govie.cli import terminal
from govie.cli.terminal import visible
from govie.panel import Panel, Record, columns
from govie.report import Report, Unit

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
LIVE = (
    '=HYPERLINK("http://x","点击")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "  =1+1",
    "\u200b=1",
    "\ufeff=1",
)


def record(words: str) -> Record:
    """A record with ``words`` in every text that a report or its file may have."""
    found = govie.extract(EXAMPLES[0].read_text("utf-8"))
    cells = {p: replace(c, raw=words, why=words) for p, c in found.cells.items()}
    facts = tuple(replace(f, item=words, channel=words, unit=words) for f in found.facts)
    checks = tuple(replace(c, name=words, ok=False) for c in found.checks)
    report = replace(
        found,
        title=words,
        agency=words,
        cells=cells,
        facts=facts,
        checks=checks,
        warnings=(words,),
        unit=Unit(words, words, words, None, None, None, None, None, "city", words, 0.99),
    )
    return Record(words, report, None, words, words, (words,))


@pytest.mark.parametrize("words", LIVE, ids=ascii)
def test_no_text_of_a_spreadsheet_is_live(tmp_path: Path, words: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    panel = Panel([record(words), replace(record(words), file=f"{words}2")])
    dangerous = tuple("=+-@＝＋－＠\t\r\n")
    for table, kind in columns.tables().items():
        path = tmp_path / f"{table}.csv"
        panel.write(path, table)
        texts = {c.name for c in kind.columns if c.type == "text"}
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows, table
        seen = [row[name] for row in rows for name in texts if row[name]]
        assert not [s for s in seen if s.lstrip(" \u200b\ufeff").startswith(dangerous)]
        assert f"'{words}" in seen or table == "checks"
    if "\r" in words or "\ufeff" in words:
        return  # XML cannot hold them as they are
    panel.write(tmp_path / "a.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        if sheet.title == "codebook":
            continue
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.startswith(dangerous))


def shown(report: Report, name: str = "a.txt") -> str:
    console = Console(file=io.StringIO(), width=200, force_terminal=False)
    terminal.show(report, name, console)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


@pytest.mark.parametrize(
    "words", ["[/bold]", "[red]x[/red]", "[link=file:///etc]x[/link]", ":smile:", "[[]", "\\[b]"]
)
def test_no_text_is_markup_of_a_terminal(words: str) -> None:
    found = record(words).report
    assert found is not None
    page = shown(found, words)
    assert page.count(words) >= 4  # name, title, agency, a warning


@pytest.mark.parametrize(
    "words", ["\x1b]0;pwned\x07", "\x1b[2J", "\x9b31m", "\u202e", "a\nb", "\ud800"]
)
def test_no_text_gives_a_terminal_orders(words: str) -> None:
    found = record(words).report
    assert found is not None
    page = shown(found, words)
    assert words not in page
    assert not set("\x1b\x07\x9b\u202e\ud800") & set(page)
    assert visible(words) in page.replace("\n", "")


def test_a_files_name_gives_no_orders(tmp_path: Path) -> None:
    name = tmp_path / "a\x1b[2J.docx"
    name.write_bytes(b"PK\x03\x04")
    done = subprocess.run(
        [sys.executable, "-m", "govie", "extract", str(name)], capture_output=True, timeout=120
    )
    assert done.returncode == 1
    assert b"\x1b" not in done.stderr and b"x1b[2J.docx" in done.stderr


@pytest.mark.parametrize("value", [10**400, 1e308, -1e308, 2**70])
def test_vast_numbers_stop_no_table(tmp_path: Path, value: float) -> None:
    pytest.importorskip("pandas")
    found = record("x").report
    assert found is not None
    cells = {p: replace(c, value=value) for p, c in found.cells.items()}
    checks = tuple(replace(c, expected=value, found=value, ok=False) for c in found.checks)
    facts = tuple(replace(f, value=value) for f in found.facts)
    vast = replace(found, cells=cells, checks=checks, facts=facts)
    panel = Panel([Record("a", vast), Record("b", vast)])
    for table in columns.tables():
        for ending in (".csv", ".parquet", ".dta"):
            panel.write(tmp_path / f"{table}{ending}", table)
    panel.write(tmp_path / "a.jsonl")
    assert shown(vast)
    for name in ("a.jsonl", "wide.parquet", "long.parquet"):
        line = [sys.executable, "-m", "govie", "view", name, "-o", f"{name}.html"]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr


def test_a_report_is_short_to_look_at() -> None:
    found = govie.extract(EXAMPLES[0].read_text("utf-8"))
    assert len(repr(found).splitlines()) == 3 and "2020" in repr(found) and "198" in repr(found)
    assert len(repr(govie.extract("")).splitlines()) == 3
    assert len(repr(replace(found, title="a\nb\n" * 100)).splitlines()) == 3


@pytest.mark.parametrize("option", ["-h", "--help", "--version"])
def test_the_usual_options(option: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "govie", option], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 and "govie" in done.stdout


def test_jieba_says_nothing_and_caches_nothing(tmp_path: Path) -> None:
    """As if its source were compiled for the first time, with every warning an error."""
    code = (
        "from govie.text import segmenter\n"
        "assert segmenter.empty()\n"
        "assert '政府' in list(segmenter.general().cut('政府信息公开'))\n"
    )
    environment = {
        **os.environ,
        "TMPDIR": str(tmp_path),
        "TEMP": str(tmp_path),
        "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled"),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert {p.name for p in tmp_path.iterdir()} <= {"compiled"}  # and no jieba.cache
