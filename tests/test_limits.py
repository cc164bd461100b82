"""Hostile files and texts end in time and in bounded memory, each measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

if not Path("/proc/self/status").is_file():
    pytest.skip("only Linux tells what a process has had at most", allow_module_level=True)

TESTS = Path(__file__).parent
_FILE = 1000  # MB for a file of 10 MB
_TEXT = 600  # MB for a text

# What is made in the child process: bytes go through the loaders, text to the reader.
CASES = {
    "random characters": 'text = "".join(rng.choices(han, k=1_000_000))',
    "random characters in a report": 'text = HEAD + "".join(rng.choices(han, k=1_000_000))',
    "numbers in noise": 'text = "天地玄黄12,。\\n" * 6_000_000',
    "many short sentences": 'text = "全年公开61条。乙\\n" * 100_000',
    "92 KB of DOCX": 'data = docx("<w:p/>" * (60 * 2**20 // 6))',
    "a DOCX of empty paragraphs": 'data = docx("<w:p/>" * 1_000_000)',
    "a DOCX table of wide cells": (
        "data = docx('<w:tbl>' + \"<w:tr><w:tc><w:tcPr><w:gridSpan w:val='64'/></w:tcPr>"
        "<w:p/></w:tc></w:tr>\" * 100_000 + '</w:tbl>')"
    ),
    "colspan": 'data = page(b"<table>", b"<tr><td colspan=1000>1")',
    "colspan in one row": 'data = page(b"<table><tr>", b"<td colspan=1000>1")',
    "rowspan": 'data = page(b"<table><tr>" + b"<td rowspan=9999 colspan=64>1" * 20, b"<tr><td>1")',
    "tables in one another": 'data = page(b"<table><tr><td>" * 500, b"<b>x</b>")',
    "rows in one another": 'data = page(b"<table>" + b"<tr><td>" * 900, b"<b>x</b>")',
    "rows of the layout": 'data = page(b"<table>", b"<tr><td>1</td></tr><tr><td><h1>x</h1></td></tr>")',
    "elements": 'data = page(b"", b"<p>x", 10)',
    "attributes": 'data = b"<html><p " + b" ".join(b"a%d" % i for i in range(500_000)) + b">"',
    "brackets": 'data = page(b"", b"<")',
    "entities": 'data = page(b"", b"&#20013;&nbsp;")',
    "a page of PDF that unpacks in several steps": (
        "import zlib; data = b'%PDF-1.4\\n1 0 obj<</Filter/FlateDecode>>\\nstream\\n'"
        " + zlib.compress(b'0 0 m 9 9 l S\\n' * 400_000) + b'\\nendstream\\nendobj\\n'"
    ),
    "JSON": "data = b'{\"a\":' + b'[' * 10_000_000",
}
MADE = """
import random, re, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_loaders import docx
import govie
from govie import loaders
from govie.errors import UnreadableFile
rng, han = random.Random(5), [chr(c) for c in range(0x4E00, 0x9FA5)]
HEAD = "某县2023年政府信息公开工作年度报告\\n一、总体情况\\n全年主动公开政府信息61条。\\n"
def page(head, unit, megabytes=3):
    most = 480_000 // max(1, unit.count(b"<"))  # just within the limit on tags
    return b"<html><body>" + head + unit * min(most, megabytes * 2**20 // len(unit))
text = data = None
{case}
try:
    govie.extract(text if data is None else loaders.load_bytes(data).text)
except UnreadableFile as error:
    assert "loader failed" not in str(error), error
# Not ``ru_maxrss``: on Linux it starts with what the parent of this process had.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.parametrize("case", CASES)
def test_memory_and_time_are_bounded(case: str) -> None:
    code = textwrap.dedent(MADE).format(tests=str(TESTS), case=CASES[case])
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-1000:]
    assert int(done.stdout) < (_TEXT if CASES[case].startswith("text") else _FILE)
    assert time.monotonic() - began < 90
