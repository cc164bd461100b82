"""``govie extract FOLDER -o FILE``: whole outputs or none, killed and resumed runs, files that fail."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from govie.worker import Job, Task, start

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))


def run(*arguments: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "govie", "extract", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def folder(path: Path, copies: int) -> Path:
    """A folder of reports; no two are alike."""
    path.mkdir()
    for n in range(copies):
        text = EXAMPLES[n % len(EXAMPLES)].read_text("utf-8")
        (path / f"{n:04}.txt").write_text(f"{text}\n全年主动公开政府信息{n}条。\n", "utf-8")
    return path


def test_killed_and_resumed_gives_the_same_bytes(tmp_path: Path) -> None:
    reports = folder(tmp_path / "in", 90)
    whole = tmp_path / "whole.jsonl"
    assert run(reports, "-o", whole, "--workers", "2").returncode == 0
    out = tmp_path / "killed.jsonl"
    command = [
        sys.executable,
        "-m",
        "govie",
        "extract",
        str(reports),
        "-o",
        str(out),
        "--workers",
        "2",
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.2)
        if any(p.is_file() and p.stat().st_size for p in tmp_path.rglob("*killed*/*")):
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not out.exists(), "a half-written output in place of a whole one"
    done = run(reports, "-o", out, "--workers", "2", "--resume")
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == whole.read_bytes()
    left = {p.name for p in tmp_path.iterdir()}
    assert left == {"in", "whole.jsonl", "killed.jsonl"}


def test_a_file_that_fails_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    reports = folder(tmp_path / "in", 2)
    (reports / "empty.txt").write_bytes(b"")
    (reports / "cut.docx").write_bytes(b"PK\x03\x04 cut off")
    with zipfile.ZipFile(reports / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("word/document.xml", "a" * 300_000_000)
    out = tmp_path / "out.jsonl"
    done = run(reports, "-o", out)
    assert done.returncode == 1
    for name in ("empty.txt", "cut.docx", "bomb.docx"):
        lines = [line for line in done.stderr.splitlines() if name in line]
        assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) == 5
    assert sum(bool(row.get("cells")) for row in rows) == 2


def test_nothing_to_read_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = run(tmp_path / "in", "-o", tmp_path / "out.csv")
    assert done.returncode == 2
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "dta"])
def test_outputs_open_in_pandas(tmp_path: Path, ending: str) -> None:
    pandas = pytest.importorskip("pandas")
    reports = folder(tmp_path / "in", 3)
    out = tmp_path / f"panel.{ending}"
    done = run(reports, "-o", out)
    assert done.returncode == 0, done.stderr
    read = {
        "csv": pandas.read_csv,
        "parquet": pandas.read_parquet,
        "xlsx": pandas.read_excel,
        "dta": pandas.read_stata,
    }[ending]
    frame = read(out)
    assert len(frame) == 3
    assert set(frame["year"]) == {2020, 2022}
    assert 630 in set(frame["req_received_tot"])
    if ending == "csv":
        assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    if ending == "dta":
        assert all(len(c) <= 32 for c in frame.columns)
        labels = pandas.read_stata(out, iterator=True).variable_labels()
        assert any("新收" in label for label in labels.values())


def test_long_has_a_row_for_each_cell(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    out = tmp_path / "long.csv"
    assert run(EXAMPLES[0], "-o", out, "--table", "long").returncode == 0
    assert len(pandas.read_csv(out)) in (198, 200)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(EXAMPLES[0].read_text("utf-8").encode(encoding))
    done = run(path)
    assert done.returncode == 0, done.stderr
    plain = run(EXAMPLES[0])
    one, other = json.loads(done.stdout), json.loads(plain.stdout)
    assert one["cells"] == other["cells"]


def test_big5(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(
        "二、主動公開政府信息情況\n全年主動公開政府信息61條，其中規章3條。\n".encode("big5")
    )
    done = run(path)
    assert done.returncode == 0, done.stderr
    assert "�" not in done.stdout


def test_merged_cells_of_a_page_are_read(tmp_path: Path) -> None:
    page = (
        "<html><body><nav>2 3 4 5</nav><h1>甲县乙镇2022年政府信息公开工作年度报告</h1>"
        "<h2>四、政府信息公开行政复议、行政诉讼情况</h2><table><tr><td colspan=5>行政复议</td>"
        "<td colspan=10>行政诉讼</td></tr><tr>"
        + "".join(
            f"<td rowspan=2>{w}</td>"
            for w in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
        )
        + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr><tr>"
        + "".join(
            f"<td>{w}</td>" for w in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2
        )
        + "</tr><tr>"
        + "".join(f"<td>{n}</td>" for n in (1, 2, 3, 4, 10, 0, 5, 0, 1, 6, 7, 0, 0, 0, 7))
        + "</tr></table></body></html>"
    )
    path = tmp_path / "report.html"
    path.write_bytes(page.encode("gb18030"))
    cells = json.loads(run(path).stdout)["cells"]
    assert cells["review.total"]["value"] == 10
    assert cells["litigation_direct.corrected"]["value"] == 5
    assert cells["litigation_after_review.total"]["value"] == 7


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_takes_one_thread_and_our_settings_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    worker = start(Job())
    worker.give(Task(["none.txt"], tmp_path / "part"))
    assert worker.pipe.poll(60)  # it has begun: before that /proc may still show nothing
    settings = Path(f"/proc/{worker.process.pid}/environ").read_bytes().split(b"\0")
    worker.kill()
    assert {b"OMP_NUM_THREADS=1", b"OPENBLAS_NUM_THREADS=1"} <= set(settings)
    assert os.environ["OMP_NUM_THREADS"] == "3"
    assert "OPENBLAS_NUM_THREADS" not in os.environ
