"""The server and the session of ``govie review``: who is answered, what is kept, what comes first."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from decided import decide, value
from reviewed import entry, served, session
from viewed import example

import govie
from govie.decisions import append, read
from govie.panel import Panel, Record
from govie.review import Session, Stale, budget, expected, gain
from govie.review.looks import looks
from govie.review.pages import listing
from govie.review.server import Server

TEXT = example("by-column")
PATH = "requests.received.natural_person"


@pytest.fixture(scope="module")
def report() -> govie.Report:
    return govie.extract(TEXT)


def ask(
    server: Server, path: str, method: str = "GET", body: Any = None, **headers: str
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    data = body if isinstance(body, str | None) else json.dumps(body)
    connection.request(method, path, data, {k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    content = answer.read().decode()
    assert "Access-Control-Allow-Origin" not in answer.headers
    connection.close()
    return answer.status, content


CHANGE = {"entries": [{"target": f"cell:{PATH}", "new": value(3)}]}


def test_only_the_page_of_this_server_is_answered(tmp_path: Path, report: govie.Report) -> None:
    made = Session([entry("a.txt", TEXT, report)], tmp_path / "d.jsonl", "甲")
    with served(made) as server:
        assert server.server_address[0] == "127.0.0.1"
        root, port = f"/{server.token}", server.server_address[1]
        own = {"Origin": f"http://127.0.0.1:{port}", "Content_Type": "application/json"}
        decide_ = f"{root}/report/0/decide"
        for path in ("/", "/report/0", "/x/", f"/{server.token}x/", f"/{server.token[:-1]}/", "//"):
            assert ask(server, path)[0] == 403
            assert ask(server, path + "report/0/decide", "POST", CHANGE, **own)[0] == 403
        for host in ("evil.example", f"localhost:{port}", "127.0.0.1"):
            assert ask(server, f"{root}/", Host=host)[0] == 403
            assert ask(server, decide_, "POST", CHANGE, Host=host, **own)[0] == 403
        for origin in ("http://evil.example", "null", f"http://127.0.0.1:{port + 1}", ""):
            assert ask(server, decide_, "POST", CHANGE, **{**own, "Origin": origin})[0] == 403
        assert ask(server, decide_, "POST", CHANGE, Content_Type="application/json")[0] == 403
        plain = {**own, "Content_Type": "text/plain"}
        assert ask(server, decide_, "POST", CHANGE, **plain)[0] == 415
        for path in (
            "/report/1",
            "/report/-1",
            "/report/%D9%A3",
            "/report/",
            "/../etc/passwd",
            "/x",
        ):
            assert ask(server, root + path)[0] == 404
        for body in ("", "{", "[]", "[" * 100_000):
            assert ask(server, decide_, "POST", body, **own)[0] == 400
        assert ask(server, decide_, "POST", "", Content_Length="99999999999", **own)[0] == 413
        for entries in (None, 3, [3], [{}], [{"target": "cell:x", "new": 1}]):
            assert ask(server, decide_, "POST", {"entries": entries}, **own)[0] == 400
        assert not made.path.exists()
        status, content = ask(server, decide_, "POST", CHANGE, **own)
        assert status == 200 and json.loads(content)["told"] == "kept"
        assert len(read(made.path).decisions) == 1
        assert ask(server, f"{root}/")[0] == 200


def test_a_change_that_another_one_knew_nothing_of_is_not_kept(
    tmp_path: Path, report: govie.Report
) -> None:
    made = Session([entry("a.txt", TEXT, report)], tmp_path / "d.jsonl", "甲")
    first = {"target": f"cell:{PATH}", "new": value(3)}
    other = {"target": "year", "new": 2019}
    made.decide(made.entries[0], [first])
    with pytest.raises(Stale, match="甲"):
        made.decide(made.entries[0], [other, {**first, "new": value(4)}])
    assert len(read(made.path).decisions) == 1  # neither of the two
    known = [d.id for d in read(made.path).decisions]
    made.decide(made.entries[0], [{**first, "new": value(4), "after": known}])
    found, _ = made.report(made.entries[0])
    assert found.cells[PATH].value == 4


def test_undo_and_redo_go_back_and_forth(tmp_path: Path, report: govie.Report) -> None:
    made = Session([entry("a.txt", TEXT, report)], tmp_path / "d.jsonl", "甲")
    one = made.entries[0]
    for number, path in enumerate(list(report.cells)[:3]):
        made.decide(one, [{"target": f"cell:{path}", "new": value(number + 900)}])

    def corrected() -> list[Any]:
        return [c.value for c in made.report(one)[0].cells.values() if c.status == "corrected"]

    made.undo(one)
    made.undo(one)
    assert corrected() == [900]
    made.redo(one)
    assert corrected() == [900, 901]
    made.redo(one)
    assert corrected() == [900, 901, 902]
    with pytest.raises(Stale):
        made.redo(one)
    made.undo(one, read(made.path).decisions[0].id)
    assert corrected() == [901, 902]
    made.undo(one)
    made.decide(one, [{"target": "year", "new": 2019}])
    with pytest.raises(Stale):  # what was undone before a new decision does not come back
        made.redo(one)
    for _ in range(2):
        made.undo(one)
    with pytest.raises(Stale):
        made.undo(one)
    assert corrected() == [] and len(made.log(one)) == len(read(made.path).decisions)


def test_another_process_on_the_same_file_is_seen(tmp_path: Path, report: govie.Report) -> None:
    path = tmp_path / "d.jsonl"
    one, two = (Session([entry("a.txt", TEXT, report)], path, who) for who in "甲乙")
    one.decide(one.entries[0], [{"target": "year", "new": 2019}])
    assert two.report(two.entries[0])[0].year == 2019
    with pytest.raises(Stale, match="甲"):
        two.decide(two.entries[0], [{"target": "year", "new": 2018}])


def test_a_file_that_changed_while_the_page_was_open_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    found = replace(entry(str(file), TEXT), state=(1, 1))
    made = Session([found], tmp_path / "d.jsonl", "甲")
    assert "has changed" in made.decide(found, [{"target": "year", "new": 2019}])
    file.unlink()
    assert "is gone" in made.decide(found, [{"target": "agency", "new": "某局"}])
    assert len(read(made.path).decisions) == 2  # and nothing is lost


def test_what_to_look_at_first(report: govie.Report) -> None:
    sure = replace(
        report,
        facts=(),
        cells={p: replace(c, confidence=1.0) for p, c in report.cells.items()},
    )
    assert expected(sure) == gain(sure) == 0
    total = "requests.received.total"
    lone = next(p for p in report.cells if p.startswith("disclosure."))
    doubted = {**sure.cells}
    for path in (total, lone):
        doubted[path] = replace(doubted[path], confidence=0.5)
    found = looks(replace(sure, cells=doubted))
    assert [look.target for look in found] == [f"cell:{total}", f"cell:{lone}"]
    assert expected(replace(sure, cells=doubted)) == 1.0
    steps = budget([replace(sure, cells=doubted)] * 3, [0, 2, 100])
    assert [(b.looks, b.before, b.after) for b in steps] == [(0, 3, 3), (2, 3, 2), (6, 3, 0)]
    corrected = replace(doubted[total], status="corrected")
    assert len(looks(replace(sure, cells={**doubted, total: corrected}))) == 1


def run(*line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "govie", *line], cwd=cwd, capture_output=True, text=True, timeout=300
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("review", "gone.txt"), "no report to review"),
        (("review", "a.txt", "-d", "a.txt"), "holds no decisions"),
        (("review", "a.txt", "-d", "no/d.jsonl"), "no such folder"),
        (("review", "a.txt", "-o", "a.txt"), "not govie's own"),
        (("review", "p.csv"), ".jsonl of this panel"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)
def test_what_cannot_be_reviewed_is_told_in_a_line(
    tmp_path: Path, line: tuple[str, ...], reason: str
) -> None:
    (tmp_path / "a.txt").write_text("一份普通的文件\n", "utf-8")
    Panel([Record("a.txt", None, "empty")]).write(tmp_path / "p.csv")
    done = run(*line, cwd=tmp_path)
    assert done.returncode and reason in done.stderr and "Traceback" not in done.stderr


def test_a_panel_becomes_a_page(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "in" / "bad.txt").write_text("", "utf-8")
    run("extract", "in", "-o", "p.jsonl", "--text", cwd=tmp_path)
    done = run("review", "p.jsonl", "-o", "page.html", cwd=tmp_path)
    assert done.returncode == 0 and "page.html: 1 reports" in done.stdout, done.stderr
    assert "bad.txt: an empty file" in done.stderr
    assert 'class="data"' in (tmp_path / "page.html").read_text("utf-8")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_disk_that_takes_nothing_is_told(tmp_path: Path, report: govie.Report) -> None:
    path = tmp_path / "d.jsonl"
    append(path, [decide(TEXT, "year", 2019)])
    path.chmod(0o400)
    made = Session([entry("a.txt", TEXT, report)], path, "甲")
    with served(made) as server:
        own = {"Origin": f"http://{server.host}", "Content_Type": "application/json"}
        status, content = ask(server, f"/{server.token}/report/0/decide", "POST", CHANGE, **own)
    assert status == 507 and "not kept" in json.loads(content)["error"]


def test_thousands_of_strange_lines_make_no_giant_list(tmp_path: Path) -> None:
    made = session(tmp_path, "一份普通的文件")
    made.path.write_bytes(b"<b>x</b>\n" * 5_000)
    assert len(made.corrections.contents.faults) == 5_000
    content = listing(made)
    assert content.count("no JSON") == 50 and "… 4,950" in content


def test_sessions_of_several_reports_list_the_doubtful_first(tmp_path: Path) -> None:
    made = session(tmp_path, example("one-value"), TEXT)
    with served(made) as server:
        _, content = ask(server, f"/{server.token}/")
    assert content.index("1.txt") < content.index("0.txt")
    made.decide(made.entries[1], [{"target": "report", "new": "done"}])
    with served(made) as server:
        _, content = ask(server, f"/{server.token}/")
    assert content.index("0.txt") < content.index("1.txt")
