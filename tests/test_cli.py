from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[1] / "examples" / "one-value-a-line-2022.txt"


def govie(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "govie", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def test_jsonl_has_a_line_for_each_file() -> None:
    other = EXAMPLE.with_name("by-column-2020.txt")
    done = govie("extract", str(EXAMPLE), str(other))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [line["file"] for line in lines] == [str(EXAMPLE), str(other)]
    assert len(lines[0]["cells"]) == 200


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_standard_input_in_any_encoding(encoding: str) -> None:
    text = EXAMPLE.read_text("utf-8")
    done = govie("extract", "-", stdin=text.encode(encoding))
    assert json.loads(done.stdout)["agency"] == "青禾县临溪镇人民政府"


def test_table_shows_the_form() -> None:
    done = govie("extract", "--format", "table", str(EXAMPLE))
    shown = done.stdout.decode("utf-8")
    assert "青禾县临溪镇人民政府" in shown
    assert "（三）不予公开" in "".join(shown.split())


def test_a_file_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    done = govie("extract", str(tmp_path / "none.txt"), str(EXAMPLE))
    assert done.returncode == 1
    assert b"none.txt" in done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no shell that closes a stream")
@pytest.mark.parametrize("command", ["extract", "view", "annotate"])
def test_a_standard_input_that_is_closed_is_one_line(command: str, tmp_path: Path) -> None:
    output = tmp_path / ("out.html" if command == "view" else "out.jsonl")
    line = f'exec "{sys.executable}" -m govie {command} - -o "{output}" 0<&-'
    done = subprocess.run(["sh", "-c", line], capture_output=True, check=False)
    assert done.returncode in (1, 2)
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 3


@pytest.mark.parametrize("output", ["", ".", "/"])
@pytest.mark.parametrize("more", [[], ["--resume"]])
def test_an_output_without_a_name_is_one_line(output: str, more: list[str]) -> None:
    done = govie("extract", str(EXAMPLE), "-o", output, *more)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
