"""Runs over many files: what they are tied to, what cannot start, what takes too long, what is no report."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from multiprocessing import get_context
from pathlib import Path

import pytest
from annotated import sample, write

import govie
from govie import store
from govie.batch import Journal, RunExists, run
from govie.errors import UnreadableFile, WorkerFailed
from govie.panel import Panel
from govie.reader import Reader
from govie.worker import Job

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
ROOT = Path(__file__).parents[1]


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "govie", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, timeout=120)


def journal(folder: Path, **settings: object) -> Journal:
    files = [str(p) for p in sorted((folder / "in").iterdir())]
    return Journal(folder / "out.jsonl", files, {"checksum": "a", "limit": 9.0, **settings})


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A folder with an interrupted run over three files."""
    (tmp_path / "in").mkdir()
    for n in range(3):
        (tmp_path / "in" / f"{n}.txt").write_text(f"第{n}份")
    journal(tmp_path).open(resume=False)
    return tmp_path


def test_the_same_run_goes_on(started: Path) -> None:
    run = journal(started)
    run.open(resume=True)
    assert run.interrupted


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda f: (f / "in" / "1.txt").write_text("改了"), "1.txt"),
        (lambda f: os.utime(f / "in" / "2.txt", (1, 1)), "2.txt"),
        (lambda f: (f / "in" / "0.txt").unlink(), "gone: .*0.txt"),
        (lambda f: (f / "in" / "9.txt").write_text("新"), "9.txt"),
    ],
    ids=["content", "time", "gone", "new"],
)
def test_a_run_over_other_files_does_not_go_on(started: Path, change: object, reason: str) -> None:
    change(started)  # type: ignore[operator]
    with pytest.raises(RunExists, match=reason):
        journal(started).open(resume=True)
    assert (started / ".out.jsonl.parts" / "run.json").exists()


def test_a_run_with_another_model_or_option_does_not_go_on(
    started: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RunExists, match="another model"):
        journal(started, checksum="b").open(resume=True)
    with pytest.raises(RunExists, match=r"--limit \(9.0, now 5.0\)"):
        journal(started, limit=5.0).open(resume=True)
    monkeypatch.setattr("govie.batch.__version__", "9.9")
    with pytest.raises(RunExists, match=r"another version of govie .*9\.9"):
        journal(started).open(resume=True)


@pytest.mark.parametrize("content", ["", "{", '{"files": 1}', "[]"])
def test_a_damaged_mark_is_told(started: Path, content: str) -> None:
    (started / ".out.jsonl.parts" / "run.json").write_text(content)
    with pytest.raises(RunExists, match="damaged"):
        journal(started).open(resume=True)


def test_a_changed_archive_changes_its_members(tmp_path: Path) -> None:
    packed = tmp_path / "reports.zip"
    packed.write_bytes(b"PK\x05\x06" + bytes(18))
    first = Journal(tmp_path / "out.jsonl", [f"{packed}/a.txt"])
    first.open(resume=False)
    first.open(resume=True)
    packed.write_bytes(b"PK\x05\x06" + bytes(19))
    with pytest.raises(RunExists, match=r"reports\.zip/a\.txt"):
        first.open(resume=True)


def test_a_folder_of_others_is_not_taken_for_a_run(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / ".out.jsonl.parts").mkdir()
    (tmp_path / ".out.jsonl.parts" / "mine.txt").write_text("keep")
    with pytest.raises(RunExists, match=r"mine\.txt"):
        journal(tmp_path).open(resume=False)
    assert (tmp_path / ".out.jsonl.parts" / "mine.txt").read_text() == "keep"


def test_a_model_trained_again_ends_a_resumed_run(tmp_path: Path) -> None:
    model = Path(shutil.copytree(store.find(), tmp_path / "model"))
    out = tmp_path / "out.jsonl"
    found = Journal(out, [str(EXAMPLES[0])], {"checksum": govie.load(model).checksum})
    found.open(resume=False)
    store.seal(model, {"note": "trained again"})
    done = command("extract", EXAMPLES[0], "-o", out, "--resume", "--model", model)
    assert done.returncode == 2
    assert "another model" in done.stderr and "Traceback" not in done.stderr


def test_a_worker_that_cannot_start_ends_the_run(tmp_path: Path) -> None:
    model = Path(shutil.copytree(store.find(), tmp_path / "model"))
    (model / "narrative" / "words.json").write_text("{}")
    store.seal(model, {})
    for output in ((), ("-o", tmp_path / "out.csv")):
        done = command("extract", *EXAMPLES, *output, "--model", model)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1 and "units" in done.stderr, done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_worker_that_dies_before_it_is_ready_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govie.worker._BEGIN", "import os; os._exit(3)")
    with pytest.raises(WorkerFailed, match="code 3"), Reader(Job()) as reader:
        reader.read(str(EXAMPLES[0]))
    parts = Journal(tmp_path / "out.jsonl", [str(EXAMPLES[0])])
    parts.open(resume=False)
    with pytest.raises(WorkerFailed, match="code 3"):
        run(parts, Job(), workers=2)


# Every process of govie begins with this: some files' loaders never end, others fail.
_LOADERS = """
import time
import govie.loaders as loaders
load = loaders.load
def strange(path):
    if str(path).endswith("hangs.txt"):
        time.sleep(3600)
    if str(path).endswith("faulty.txt"):
        raise LookupError("unknown encoding:\\nundefined")
    return load(path)
loaders.load = strange
"""


def test_a_file_that_hangs_or_fails_is_one_line_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(_LOADERS)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), str(ROOT)]))
    names = [tmp_path / "hangs.txt", tmp_path / "faulty.txt", EXAMPLES[0]]
    for name in names[:2]:
        name.write_text("公开信息12条。", "utf-8")
    printed = command("extract", *names, "--limit", "4")
    assert len(printed.stdout.splitlines()) == 1
    viewed = command("view", *names, "--limit", "4", "-o", tmp_path / "page.html")
    assert (tmp_path / "page.html").exists()
    proposed = command("annotate", *names, "--limit", "4", "-o", tmp_path / "a.jsonl")
    assert len((tmp_path / "a.jsonl").read_text("utf-8").splitlines()) == 1
    batched = command("extract", *names, "--limit", "4", "-o", tmp_path / "p.jsonl")
    assert len((tmp_path / "p.jsonl").read_text("utf-8").splitlines()) == 3
    for done in (printed, viewed, proposed, batched):
        assert done.returncode == 1
        for name, reason in (("hangs.txt", "more than 4 s"), ("faulty.txt", "LookupError")):
            told = [line for line in done.stderr.splitlines() if name in line]
            assert len(told) == 1 and reason in told[0], done.stderr
        assert "Traceback" not in done.stderr
    hangs = f"import govie; govie.extract_file({str(names[0])!r}, limit=4.0)"
    done = subprocess.run([sys.executable, "-c", hangs], capture_output=True, text=True, timeout=60)
    assert "UnreadableFile" in done.stderr and "more than 4 s" in done.stderr


def test_a_file_may_be_read_without_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert govie.extract_file(EXAMPLES[0], limit=None) == govie.extract_file(EXAMPLES[0])
    # The process that reads was started in another folder than the caller's is now.
    monkeypatch.chdir(EXAMPLES[0].parent)
    assert govie.extract_file(EXAMPLES[0].name) == govie.extract_file(EXAMPLES[0])
    with pytest.raises(UnreadableFile, match=r"none\.txt"):
        govie.extract_file(tmp_path / "none.txt")


def _pooled(path: str) -> int:
    return len(govie.extract_file(path).cells)


def test_files_are_read_in_anybodys_pool() -> None:
    """Its processes are daemons, which may start none of their own through ``multiprocessing``."""
    with get_context("spawn").Pool(1) as pool:
        assert pool.map(_pooled, [str(EXAMPLES[0])]) == [198]


def test_files_are_read_by_a_script_without_a_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import govie\nprint(govie.extract_file({str(EXAMPLES[0])!r}).year)\n")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["2020"], done.stderr


def test_own_outputs_are_no_reports(tmp_path: Path) -> None:
    write(tmp_path / "done.jsonl", sample().to_dict())
    done = command("extract", tmp_path / "done.jsonl", EXAMPLES[0])
    assert done.returncode == 1 and "annotations" in done.stderr
    panel = Panel.of([govie.extract(EXAMPLES[0].read_text("utf-8"))])
    panel.write(tmp_path / "panel.csv", "facts")
    for name, word in (("done.jsonl", "annotations"), ("panel.csv", "panel")):
        seen = command("view", tmp_path / name, "-o", tmp_path / "page.html")
        assert seen.returncode == 1, seen.stdout
        assert word in seen.stderr and len(seen.stderr.splitlines()) == 1, seen.stderr


def test_files_of_kinds_that_nobody_reads_have_a_row_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(EXAMPLES[0], folder / "a.txt")
    (folder / "b.mp4").write_bytes(b"\0\0\0\x20ftypisom" + b"\0" * 40)
    with zipfile.ZipFile(folder / "c.zip", "w") as packed:
        packed.write(EXAMPLES[1], "d.txt")
        packed.writestr("e.css", "p{}")
    (folder / ".DS_Store").write_bytes(b"x")
    panel = folder / "panel.csv"  # in the folder that is read: the next run does not read it
    for more in ([], ["--force"]):
        done = command("extract", folder, "-o", panel, *more)
        assert done.returncode == 0, done.stderr
        assert "4 files, 2 read, 0 not, 2 passed over; " in done.stderr
        with panel.open(encoding="utf-8-sig", newline="") as file:
            rows = {
                str(Path(r["file"]).relative_to(folder)): r["error"] for r in csv.DictReader(file)
            }
        assert rows == {
            "a.txt": "",
            "c.zip/d.txt": "",
            "b.mp4": "passed over: a video",
            "c.zip/e.css": "passed over: .css: a kind of file that govie does not read",
        }


def test_a_run_that_goes_on_counts_files_as_one_that_goes_through(tmp_path: Path) -> None:
    text = EXAMPLES[0].read_text("utf-8")
    (tmp_path / "several.txt").write_text(text + "\n" + EXAMPLES[1].read_text("utf-8"), "utf-8")
    names = [str(tmp_path / name) for name in ("several.txt", "gone.txt", "b.mp4")]
    parts = Journal(tmp_path / "out.jsonl", names, {}, {names[2]: "passed over: a video"})
    parts.open(resume=False)
    first, second = (run(parts, Job(), workers=1) for _ in range(2))
    assert (first.read, first.failed, first.passed) == (1, 1, 1)
    assert (second.read, second.failed, second.passed, second.resumed) == (1, 1, 1, 3)
    records = [*parts.records()]
    assert [Path(r.file).name for r in records] == [
        "several.txt",
        "several.txt#2",
        "gone.txt",
        "b.mp4",
    ]
    assert records[-1].error == "passed over: a video"


def test_other_documents_do_not_look_like_clean_reports(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "404.html").write_text("<html><body><h1>404 页面不存在</h1></body></html>", "utf-8")
    (folder / "news.txt").write_text("我县召开政务公开工作推进会，各镇参加，共40人。", "utf-8")
    (folder / "list.txt").write_text(
        "政府信息公开年报\n某县2022年政府信息公开工作年度报告\n某县2021年政府信息公开工作年度报告\n",
        "utf-8",
    )
    (folder / "pictures.txt").write_text(
        "某县2022年政府信息公开工作年度报告\n一、总体情况\n公开信息12条。\n"
        "二、主动公开政府信息情况\n（图）\n三、收到和处理政府信息公开申请情况\n（图）\n",
        "utf-8",
    )
    shutil.copy(EXAMPLES[0], folder / "report.txt")
    out = tmp_path / "panel.jsonl"
    done = command("extract", folder, "-o", out)
    assert "3 files of them: no report" in done.stderr, done.stderr
    frame = Panel.read(out).to_frame().set_index("file")
    frame.index = [Path(name).stem for name in frame.index]
    assert frame["content"].to_dict() == {
        "404": "no report",
        "list": "no report",
        "news": "no report",
        "pictures": "no tables",
        "report": "report",
    }
    for name in ("404", "news"):
        assert frame.loc[name, ["cells_missing", "cells_doubtful"]].isna().all()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--table", "long"),
        ("--keep-doubtful",),
        ("--min-confidence", "0.5", "-o", "x.jsonl"),
        ("--keep-doubtful", "-o", "x.csv", "--table", "long"),
        ("--keep-doubtful", "--min-confidence", "0.5", "-o", "x.csv"),
        ("--resume",),
        ("--workers", "2"),
        ("--force",),
        ("-f", "table", "-o", "x.csv"),
        ("--table", "long", "-o", "x.jsonl"),
        ("--table", "long", "-o", "x.xlsx"),
        ("--text", "-o", "x.csv"),
        ("--text", "-f", "table"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from govie.cli import main

    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["extract", str(EXAMPLES[0]), *arguments])
    assert done.exit_code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_kill_while_writing_leaves_the_run_only(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n in range(40):
        shutil.copy(EXAMPLES[n % len(EXAMPLES)], tmp_path / "in" / f"{n}.txt")
    out = tmp_path / "out.xlsx"
    line = [sys.executable, "-m", "govie", "extract", str(tmp_path / "in"), "-o", str(out)]
    process = subprocess.Popen(line, stderr=subprocess.DEVNULL)
    parts = tmp_path / ".out.xlsx.parts"
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if len(list(parts.glob("*.jsonl"))) == 2:  # all is read: it is being written
            time.sleep(0.3)
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert {p.name for p in tmp_path.iterdir()} <= {"in", ".out.xlsx.parts", "out.xlsx"}
    assert command("extract", tmp_path / "in", "-o", out, "--resume").returncode == 0
    assert {p.name for p in tmp_path.iterdir()} == {"in", "out.xlsx"}
