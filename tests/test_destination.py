"""Where outputs go: nothing of anybody's is lost, and an interruption leaves the old output or the new."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from annotated import sample, write

import govie
from govie import destination, own_files, store
from govie.annotations.tools import for_doccano, for_label_studio, lines
from govie.errors import RefusedOutput
from govie.panel import Panel, columns, outputs
from govie.train import train

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "govie", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=cwd)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def panel() -> Panel:
    return Panel.of(govie.load().extract_many(p.read_text("utf-8") for p in EXAMPLES))


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("out", ["reports", ".", "file", "link", "none/link/deep"])
def test_training_writes_into_nothing_of_others(
    tmp_path: Path, out: str, force: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "mine.txt").write_text("keep")
    (tmp_path / "file").write_text("keep")
    (tmp_path / "link").symlink_to(tmp_path / "reports")
    (tmp_path / "none").write_text("keep")
    data = write(tmp_path / "few.jsonl", sample().to_dict())
    before = tree(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefusedOutput):
        train(data, out, start=store.find(), force=force)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("extra", ["mine.txt", "tables/mine.txt", ".hidden"])
def test_a_model_that_holds_other_files_is_not_replaced(tmp_path: Path, extra: str) -> None:
    model = Path(shutil.copytree(store.find(), tmp_path / "model"))
    (model / extra).write_text("keep")
    with pytest.raises(RefusedOutput, match=Path(extra).name):
        destination.folder(model, force=True, ours=store.unsealed)


def test_a_model_is_replaced_where_that_is_said(tmp_path: Path) -> None:
    model = Path(shutil.copytree(store.find(), tmp_path / "model"))
    with pytest.raises(RefusedOutput, match="--force"):
        destination.folder(model, ours=store.unsealed)
    destination.folder(model, force=True, ours=store.unsealed)
    (tmp_path / "empty").mkdir()
    destination.folder(tmp_path / "empty", ours=store.unsealed)
    destination.folder(tmp_path / "new" / "deep", ours=store.unsealed)


_REPLACING = """
import sys, time
from pathlib import Path
from govie import destination
out = Path(sys.argv[1])
print("go", flush=True)
n = 0
while True:
    with destination.whole_folder(out) as draft:
        for name in "abcdefgh":
            (draft / name).write_text(str(n))
    n += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_kill_leaves_the_old_folder_or_the_new_one(tmp_path: Path) -> None:
    out = tmp_path / "model"
    out.mkdir()
    for name in "abcdefgh":
        (out / name).write_text("old")
    for n in range(15):
        process = subprocess.Popen(
            [sys.executable, "-c", _REPLACING, str(out)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None and process.stdout.readline()
        time.sleep(0.003 * n)
        process.kill()
        process.wait()
        assert set(tree(out)) == set("abcdefgh")
        assert len(set(tree(out).values())) == 1
    with destination.whole_folder(out) as draft:
        (draft / "a").write_text("last")
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize("table", columns.tables())
@pytest.mark.parametrize("ending", outputs.writers())
def test_every_table_goes_to_every_ending(
    tmp_path: Path, panel: Panel, table: str, ending: str
) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("openpyxl")
    one, other = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    panel.write(one, table)
    time.sleep(1.1 if ending == ".xlsx" else 0.0)  # its times are in seconds
    panel.write(other, table)
    assert one.read_bytes() == other.read_bytes()
    assert own_files.kind(one) == "panel"
    written = [*outputs.files(one, table, 0.9), *outputs.files(other, table, 0.9)]
    assert {p.name for p in tmp_path.iterdir()} == {p.name for p in written}
    assert all(own_files.kind(path) == "panel" for path in written)


def test_outputs_of_annotations_are_known(tmp_path: Path) -> None:
    contents = {"own.jsonl": lines([sample()])}
    contents |= {f"doccano{k}": v for k, v in for_doccano([sample()]).items()}
    contents |= {f"studio{k}": v for k, v in for_label_studio([sample()]).items()}
    for name, content in contents.items():
        (tmp_path / name).write_text(content, "utf-8")
        assert own_files.kind(tmp_path / name) is not None, name
    for path in EXAMPLES:
        assert own_files.kind(path) is None
    for content in (
        "",
        "{",
        "[",
        '{"a": 1}',
        "file,other\n",
        "PK\x03\x04",
        "PAR1",
        "<!DOCTYPE html>",
        # a person's own lists of files
        "file,agency,year,note\n",
        '{"file": "a.pdf", "error": "404", "url": "https://example.org"}\n',
        '{"file": "a.pdf", "cells": 3}\n',
    ):
        (tmp_path / "other").write_text(content)
        assert own_files.kind(tmp_path / "other") is None


COMMANDS = {
    "extract": lambda out: ("extract", EXAMPLES[0], "-o", out / "x.csv"),
    "view": lambda out: ("view", EXAMPLES[0], "-o", out / "x.html"),
    "annotate": lambda out: ("annotate", EXAMPLES[0], "-o", out / "x.jsonl"),
    "convert": lambda out: ("convert", out / "in.jsonl", out / "x.json", "--to", "label-studio"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_no_command_overwrites_what_is_not_its_own(
    tmp_path: Path, command: str, there: str
) -> None:
    write(tmp_path / "in.jsonl", sample().to_dict())
    arguments = COMMANDS[command](tmp_path)
    target = next(a for a in arguments if isinstance(a, Path) and a.name.startswith("x."))
    (tmp_path / "elsewhere").write_text("keep")
    if there == "file":
        target.write_text("keep")
    elif there == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path)
    for force in ([], ["--force"] if command != "annotate" else []):
        done = run(*arguments, *force)
        assert done.returncode, done.stdout
        assert "Traceback" not in done.stderr
        assert target.name in done.stderr
        assert tree(tmp_path) == before


def test_an_own_output_is_replaced_with_force_only(tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    assert run("extract", EXAMPLES[0], "-o", out).returncode == 0
    first = out.read_bytes()
    done = run("extract", EXAMPLES[1], "-o", out)
    assert done.returncode == 2 and "--force" in done.stderr
    assert out.read_bytes() == first
    assert run("extract", EXAMPLES[1], "-o", out, "--resume").returncode == 2  # nothing to resume
    assert out.read_bytes() == first
    assert run("extract", EXAMPLES[1], "-o", out, "--force").returncode == 0
    assert out.read_bytes() != first
    assert {p.name for p in tmp_path.iterdir()} == {"x.csv", "x.doubts.csv"}


@pytest.mark.parametrize("command", ["extract", "view", "convert"])
def test_no_command_replaces_what_another_wrote(tmp_path: Path, command: str) -> None:
    """``--force`` means the output of before; annotations may hold corrections."""
    there = {"extract": "annotations", "view": "panel", "convert": "panel"}[command]
    arguments = COMMANDS[command](tmp_path)
    write(tmp_path / "in.jsonl", sample().to_dict())
    target = tmp_path / {"extract": "x.jsonl", "view": "x.html", "convert": "x.json"}[command]
    if there == "annotations":
        shutil.copy(tmp_path / "in.jsonl", target)
    else:
        target.write_text(UNREAD)
    assert own_files.kind(target) == there
    done = run(
        *(target if isinstance(a, Path) and a.stem == "x" else a for a in arguments), "--force"
    )
    assert done.returncode and there in done.stderr
    assert own_files.kind(target) == there


def test_a_persons_decisions_are_replaced_by_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"decision": "1", "who": "x", "target": {}}\n')
    assert own_files.kind(path) == "decisions"
    for kinds in ((), ("panel",), ("annotations", "labels")):
        with pytest.raises(RefusedOutput, match="holds decisions"):
            destination.file(path, kinds=kinds, force=True)


UNREAD = '{"file": "a.pdf", "error": "damaged"}\n'


@pytest.mark.parametrize("out", ["model/x.csv", "model/tables/x.csv"])
def test_nothing_is_written_into_a_model(tmp_path: Path, out: str) -> None:
    shutil.copytree(store.find(), tmp_path / "model")
    with pytest.raises(RefusedOutput, match="a model's folder"):
        destination.file(tmp_path / out)
    with pytest.raises(RefusedOutput, match="a model's folder"):
        destination.folder(tmp_path / "model" / "new", ours=lambda path: None)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that takes no files")
def test_rights_alone_do_not_make_a_place_to_write() -> None:
    with pytest.raises(RefusedOutput, match="cannot be written"):
        destination.file(Path("/proc/x.csv"))
    with pytest.raises(RefusedOutput, match="cannot be written"):
        destination.folder(Path("/proc/x"), ours=lambda path: None)


def test_results_of_a_benchmark_spare_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("keep")
    done = run("bench", "--data", tmp_path / "none", "--out", tmp_path)
    assert done.returncode == 1 and "not empty" in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_place_that_cannot_be_written_is_told_first(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(RefusedOutput, match="cannot be written"):
        destination.file(tmp_path / "x.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="ends by signal")
def test_an_ended_command_leaves_no_draft(tmp_path: Path) -> None:
    reports = tmp_path / "in"
    reports.mkdir()
    for n in range(30):
        shutil.copy(EXAMPLES[n % len(EXAMPLES)], reports / f"{n}.txt")
    command = [sys.executable, "-m", "govie", "view", *map(str, sorted(reports.iterdir()))]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    time.sleep(2.0)
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    assert {p.name for p in tmp_path.iterdir()} <= {"in", "report.html"}
