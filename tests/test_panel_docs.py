"""Every command of docs/panel.md is run; Stata's, for which there is no Stata here, are held against the file."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "panel.md").read_text("utf-8")
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.S | re.M)


def commands(*begin: str) -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    known = [line.partition("  #")[0].strip() for line in lines]
    return [line for line in known if line.startswith(begin)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the page speaks of it: ``reports``, with a place each, and a list of units."""
    pytest.importorskip("pyarrow")
    pytest.importorskip("openpyxl")
    home = tmp_path / "reports" / "江苏省" / "淮安市"
    home.mkdir(parents=True)
    for path in EXAMPLES:
        shutil.copy(path, home / path.name)
    page = EXAMPLES[-1].read_text("utf-8").replace("\n", "<br>")
    (tmp_path / "reports" / "a.html").write_text(f"<html><body>{page}</body></html>", "utf-8")
    (tmp_path / "units.csv").write_text("file,code\nreports,320803\n", "utf-8")
    (tmp_path / "expected.csv").write_text("code,year\n320803,2020-2022\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "govie", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    found = re.findall(r"^```(\w+)\n", PAGE, re.M)
    assert set(found) == {"sh", "text", "python", "r", "stata"}
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(lines) == len(commands("pip install", "govie ", "Rscript"))


@pytest.mark.parametrize("line", commands("govie "))
def test_commands_run(line: str, folder: Path) -> None:
    _, *words = shlex.split(line)
    if words[0] == "view" and words[1] != "reports":
        assert run("extract", "reports", "-o", words[1]).returncode == 0
    done = run(*words)
    assert done.returncode == 0, done.stderr
    output = folder / words[words.index("-o") + 1]
    assert output.stat().st_size > 0


@pytest.mark.parametrize("line", commands("pip install"))
def test_extras_that_are_installed_exist(line: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = re.findall(r"\[([\w,]+)\]", line.replace("govie[", ".["))
    assert extras
    for names in extras:
        assert set(names.split(",")) <= {*project["optional-dependencies"]}, line


def test_python_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pandas")
    assert run("extract", "reports", "-o", "panel.jsonl").returncode == 0
    for block in blocks("python"):
        if "import ray" in block:
            continue
        exec(compile(block, "panel.md", "exec"), {})
    assert "青禾县临溪镇人民政府 2022" in capsys.readouterr().out
    assert (folder / "panel.doubts.dta").is_file()


def _haven() -> bool:
    code = "quit(status = !requireNamespace('haven', quietly = TRUE))"
    command = ["Rscript", "-e", code]
    return shutil.which("Rscript") is not None and not subprocess.call(command)


@pytest.mark.skipif(not _haven(), reason="needs R with haven")
def test_r_runs_and_haven_reads_what_the_page_says(folder: Path) -> None:
    examples = [str(path) for path in EXAMPLES]
    for output in (["panel.dta"], ["panel.csv"], ["cells.csv", "--table", "long"]):
        assert run("extract", *examples, "-o", *output).returncode == 0
    for block in blocks("r"):
        subprocess.run(["Rscript", "-e", block], check=True, capture_output=True)
    script = ["Rscript", str(ROOT / "training" / "haven.R"), "panel.dta"]
    said = subprocess.run(script, check=True, capture_output=True, text=True).stdout
    shown = next(block for block in blocks("text") if "req_partgrant_nat" in block)
    # counts are the reader's, and change with it

    def plain(text: str) -> list[str]:
        return [line.rstrip() for line in re.sub(r"\d+", "0", text).splitlines()]

    assert plain(said) == plain(shown)


def test_stata_finds_what_the_page_names(folder: Path) -> None:
    pandas = pytest.importorskip("pandas")
    assert run("extract", "reports", "-o", "panel.dta").returncode == 0
    frame = pandas.read_stata(folder / "panel.dta", convert_categoricals=False)
    (block,) = blocks("stata")
    named = re.findall(r"\b(?:req|unit|h|n)_\w+|\bkeep(?= ==)|\byear\b", block)
    assert {"req_partgrant_nat", "unit_id", "keep", "year"} <= set(named) <= set(frame.columns)
    data = (folder / "panel.dta").read_bytes()
    languages = re.findall(r"label language (\w+)", block)
    (held,) = re.findall(rb"_lang_list\0+([\w ]+)\0", data)
    assert set(languages) == set(held.decode().split())


def test_ray_runs(folder: Path) -> None:
    """Where Ray is installed: it brings a cluster with it, on one machine two processes."""
    if find_spec("ray") is None:
        pytest.skip("needs ray")
    import pyarrow
    from pyarrow import parquet

    texts = [path.read_text("utf-8") for path in EXAMPLES]
    table = pyarrow.table({"file": [p.name for p in EXAMPLES], "text": texts})
    parquet.write_table(table, folder / "texts.parquet")
    (block,) = (block for block in blocks("python") if "import ray" in block)
    (folder / "cluster.py").write_text(block, "utf-8")
    subprocess.run([sys.executable, "cluster.py"], check=True, capture_output=True)
    wide = parquet.read_table(folder / "wide")
    assert sorted(wide["file"].to_pylist()) == [p.name for p in EXAMPLES]
    assert "req_received_tot" in wide.column_names and "keep" not in wide.column_names
