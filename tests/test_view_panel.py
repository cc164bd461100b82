"""The charts of a panel: what they draw, from entries with known figures."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from viewed import EXAMPLES, HOSTILE, example, sure

import govie
from govie.errors import UnreadableFile
from govie.form import form_of_year, forms
from govie.panel import Panel, Record
from govie.panel import inputs as panel_files
from govie.view import Entry, Remark, panel_page
from govie.view.charts import ticks


def entry(agency: str, year: int, received: int, lost: str = "", failed: int = 0) -> Entry:
    """A report in which every request was granted; cells whose path begins with ``lost`` are missing."""
    form = form_of_year(year)
    assert form is not None
    paths = [cell.path for cell in form.cells]
    missing = frozenset(p for p in paths if lost and p.startswith(lost))
    values: dict[str, float | None] = {p: None if p in missing else 0 for p in paths}
    for path in ("requests.received.total", "requests.granted.total"):
        if path not in missing:
            values[path] = received
    return Entry(agency, year, form.name, values, missing, failed, 42)


def test_years_add_up_and_outcomes_are_drawn() -> None:
    content = panel_page("p", [entry("甲", 2020, 3), entry("乙", 2020, 4), entry("甲", 2021, 5)])
    assert "<title>2020 予以公开 / Granted 7</title></rect>" in content
    assert "<title>2021 新收申请 / Received 5</title></circle>" in content
    assert re.search(r'<th scope="row">2021</th><td>5</td><td>5</td><td>0</td>', content)


def test_failing_agencies_come_worst_first() -> None:
    content = panel_page("p", [entry("甲", 2020, 1, failed=1), entry("乙", 2020, 1, failed=21)])
    assert content.index("50.0% (21/42)") < content.index("2.4% (1/42)")


def test_missing_cells_have_their_place() -> None:
    content = panel_page("p", [entry("甲", 2020, 1, lost="review."), entry("甲", 2019, 1)])
    cells = forms()["2019"].cells
    part = sum(c.path.startswith("review.") for c in cells) / len(cells)
    assert f"{100 * part / 2:.0f} %" in content
    assert 'class="gap2"' in content and "国办公开办函〔2019〕60号" in content


def test_one_report_without_year_or_form() -> None:
    content = panel_page("p", [Entry("", None, None, {}, frozenset(), 0, 0)])
    assert "没有可画的数据" in content


def test_hostile_names_are_text_only() -> None:
    content = panel_page(HOSTILE, [entry(HOSTILE, 2020, 1, "requests", 3), entry("甲", 2021, 5)])
    content.encode("utf-8")
    content = re.sub(r'<script type="application/json">[^<]*</script>', "", content)
    assert content.count("<script") == 1 and "<img" not in content
    assert "onload=window" not in re.sub("&lt;.*?&gt;", "", content)


def test_no_report_is_refused() -> None:
    with pytest.raises(ValueError, match="no report"):
        panel_page("p", [])


@pytest.mark.parametrize("top", [0, 1, 3, 9.5, 10, 999, 1001, 123456, 0.3])
def test_ticks_are_round_and_reach_the_top(top: float) -> None:
    found = ticks(top)
    assert found[0] == 0 and found[-1] >= top and 2 <= len(found) <= 7
    assert all(float(t).is_integer() for t in found)


def entries(path: Path) -> list[Entry]:
    return [entry for entry, _ in panel_files.read(path)]


@pytest.fixture
def panels(tmp_path: Path) -> dict[str, Path]:
    """The examples as panels of each kind, and a line for a file that could not be read."""
    pytest.importorskip("pyarrow")
    pytest.importorskip("openpyxl")
    reports = [sure(govie.extract(example(path.name))) for path in EXAMPLES]
    records = [Record(str(n), report) for n, report in enumerate(reports)]
    panel = Panel([*records, Record("bad", None, "empty")])
    files = {
        k: tmp_path / k
        for k in (
            "wide.parquet",
            "long.parquet",
            "panel.jsonl",
            "wide.csv",
            "long.csv",
            "panel.xlsx",
        )
    }
    for name, path in files.items():
        panel.write(path, "long" if name.startswith("long") else "wide")
    return files


def test_every_kind_of_panel_gives_the_same_charts(panels: dict[str, Path]) -> None:
    read = {name: entries(path) for name, path in panels.items()}
    unread = {name: [(e.file, e.error) for e in found if e.error] for name, found in read.items()}
    assert (
        unread.pop("long.csv") == unread.pop("long.parquet") == []
    )  # they have rows of cells only
    assert all(found == [("bad", "empty")] for found in unread.values())
    reports_of = {name: [e for e in found if not e.error] for name, found in read.items()}
    assert len({panel_page("p", found) for found in reports_of.values()}) == 1
    found = reports_of["wide.parquet"]
    reports = [sure(govie.extract(example(path.name))) for path in EXAMPLES]
    for entry, report in zip(found, reports, strict=True):
        sums = [c.ok for c in report.checks if c.kind != "narrative" and c.ok is not None]
        assert entry.year == report.year
        assert (entry.checked, entry.failed) == (len(sums), sums.count(False))


def test_command_draws_a_panel(panels: dict[str, Path], tmp_path: Path) -> None:
    output = tmp_path / "p.html"
    command = [sys.executable, "-m", "govie", "view", str(panels["panel.jsonl"]), "-o", str(output)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert "<svg" in output.read_text("utf-8")


@pytest.mark.parametrize("name", ["x.parquet", "x.jsonl", "x.csv", "x.xlsx"])
@pytest.mark.parametrize("content", [b"", b"PAR1", b"[]\n", b'{"cells": 3}\n', b"\xff\n"])
def test_what_is_no_panel_is_one_clear_error(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=name):
        entries(path)


def test_doubtful_values_are_in_no_chart(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    report = sure(govie.extract(example(EXAMPLES[0].name)))
    path = "requests.received.total"
    wild = replace(report.cells[path], value=1_460_044, confidence=0.34)
    # a doubtful blank is no value that is withheld
    zero = next(p for p, c in report.cells.items() if p.startswith("requests.") and c.value == 0)
    blank = {zero: replace(report.cells[zero], value=None, status="blank", confidence=0.2)}
    doubtful = replace(report, cells={**report.cells, path: wild, **blank})
    panel = Panel([Record("a", doubtful)])
    for name in ("wide.parquet", "long.parquet", "panel.jsonl", "wide.csv", "panel.xlsx"):
        panel.write(tmp_path / name, "long" if name.startswith("long") else "wide")
        found = entries(tmp_path / name)
        assert path not in found[0].values and found[0].withheld == 1
        page = panel_page(name, found)
        assert "1,460,044" not in page and "Values withheld" in page


def test_withheld_values_are_those_that_the_table_withheld(tmp_path: Path) -> None:
    """What a wide table leaves is not judged again: by its sums, with some of their figures gone, most would fail."""
    pytest.importorskip("pyarrow")
    report = sure(govie.extract(example(EXAMPLES[1].name)))
    low = [path for path in report.cells if path.endswith(".total")][:6]
    cells = {p: replace(c, confidence=0.5) if p in low else c for p, c in report.cells.items()}
    panel = Panel([Record("a", replace(report, cells=cells))])
    for name in ("wide.parquet", "long.parquet", "panel.jsonl", "wide.csv", "panel.xlsx"):
        panel.write(tmp_path / name, "long" if name.startswith("long") else "wide")
        assert [e.withheld for e in entries(tmp_path / name)] == [6], name


@pytest.mark.parametrize("table", ["facts", "doubts", "checks", "panel"])
def test_other_tables_are_no_charts(tmp_path: Path, table: str) -> None:
    report = govie.extract(example(EXAMPLES[0].name))
    Panel.of([report]).write(tmp_path / "p.csv", table)
    with pytest.raises(UnreadableFile):
        entries(tmp_path / "p.csv")


def test_reports_to_check_first_come_worst_first() -> None:
    calm, doubted = entry("甲", 2020, 3), replace(entry("乙", 2020, 4), file="b.txt", withheld=9)
    double = replace(entry("丙", 2020, 4), file="c.txt", note="d.txt is kept")
    page = panel_page("p", [calm, double, doubted])
    assert page.index("b.txt") < page.index("d.txt is kept")
    assert "No value is doubtful" in panel_page("p", [calm])


def rows(page: str) -> list[list[list[object]]]:
    """What the script has to draw, of each list."""
    found = re.findall(r'<script type="application/json">(.*?)</script>', page, re.S)
    return [json.loads(data) for data in found]


def test_files_that_were_not_read_come_first_with_the_reason() -> None:
    bad = Entry("", None, None, {}, frozenset(), 0, 0, file="v.mp4", error="passed over: a video")
    content = panel_page("p", [entry("甲", 2020, 1, failed=3), bad])
    assert content.index("passed over: a video") < content.index(">甲<")
    assert "1 reports" in content and "1 files not read" in content
    with pytest.raises(ValueError, match="no report"):
        panel_page("p", [bad])


def test_charts_have_one_report_of_each_unit_and_year(tmp_path: Path) -> None:
    """Three copies of a report are one in the sums, whatever the file that the panel is in."""
    pytest.importorskip("pyarrow")
    report = sure(govie.extract(example(EXAMPLES[0].name)))
    panel = Panel([Record(str(n), report) for n in range(3)])
    for name in ("wide.parquet", "long.csv", "panel.jsonl"):
        panel.write(tmp_path / name, "long" if name.startswith("long") else "wide")
        seen = panel_files.kept(panel_files.read(tmp_path / name))
        assert [bool(e.note) for e, _ in seen] == [False, True, True], name
        content = panel_page("p", [e for e, _ in seen])
        received = report.cells["requests.received.total"].value
        assert f"新收申请 / Received {received:,}</title>" in content
        assert "3 reports" in content


def test_ten_thousand_reports_are_a_page_of_five_megabytes() -> None:
    name = "reports/江苏省/淮安市/淮安区/某某街道办事处/2021年政府信息公开工作年度报告{}.html"
    note = f"{name} is kept: 180 sure values, 3 sums fail; here 150 sure values, 9 sums fail"
    many = [
        replace(
            entry(f"淮安区第{n % 2000}街道办事处", 2019 + n % 5, n, "review", n % 7),
            file=name.format(n),
            withheld=n % 30,
            note=note if n % 20 == 0 else "",
            href=f"panel.pages/{n:06d}.html",
        )
        for n in range(10_000)
    ]
    said = "2021 年结转下年度 3 件，2022 年上年结转 4 件"
    files = (name.format(1), name.format(2))
    remarks = [Remark("carried", "淮安区第1街道办事处", 2022, said, files)] * 3_000
    page = panel_page("p", many, remarks)
    assert len(page.encode()) < 5e6
    assert page.count("<tr") < 400  # the rest is drawn when it is asked for
    assert [len(part) for part in rows(page)] == [10_000, 3_000]


def test_lists_hold_text_only() -> None:
    one = replace(
        entry(HOSTILE, 2020, 1, failed=3), file=HOSTILE, note="</script><b>", href="a%3C.html"
    )
    page = panel_page("p", [one], [Remark("carried", HOSTILE, None, HOSTILE, (HOSTILE,))])
    assert page.count("</script>") == 3  # two lists and the page's own
    assert rows(page)[0][0][0][1] == "a%3C.html"
    page.encode("utf-8")


def test_what_does_not_agree_is_listed(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    reports = []
    for year, cell in ((2021, "requests.carried_out.total"), (2022, "requests.carried_in.total")):
        report = sure(
            govie.extract(f"桃江县{year}年政府信息公开工作年度报告\n{example('one-value')}")
        )
        value = replace(report.cells[cell], value=year, status="read")
        cells = {**report.cells, cell: value}
        reports.append(replace(report, agency="桃江县人民政府", year=year, unit=None, cells=cells))
    for name in ("p.parquet", "p.jsonl", "p.csv"):
        Panel.of(reports).write(tmp_path / name)
        found = panel_files.remarks(panel_files.read(tmp_path / name))
        said = "结转不符 / carry-over that differs"
        assert (said, 2022, ("0", "1")) in [(r.kind, r.year, r.files) for r in found]


@pytest.mark.parametrize("name", ["wide.parquet", "panel.jsonl", "wide.csv", "panel.xlsx"])
def test_a_damaged_panel_is_one_clear_error(name: str, panels: dict[str, Path]) -> None:
    whole = panels[name].read_bytes()
    generator = random.Random(name)
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(generator.randrange(1, 40)):
            data[generator.randrange(len(data))] = generator.randrange(256)
        if generator.random() < 0.5:
            del data[generator.randrange(len(data)) :]
        panels[name].write_bytes(data)
        try:
            found = panel_files.read(panels[name])
        except UnreadableFile:
            continue
        panel_page("p", [entry for entry, _ in found], panel_files.remarks(found)).encode(
            "utf-8", "backslashreplace"
        )


def command(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    done = [sys.executable, "-m", "govie", *map(str, words)]
    return subprocess.run(done, cwd=folder, capture_output=True, text=True, check=False)


def test_a_panel_has_a_page_of_each_report(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in").mkdir()
    for path in EXAMPLES:
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    assert command("extract", "in", "-o", "p.parquet", folder=tmp_path).returncode == 0
    done = command("view", "p.parquet", "-o", "p.html", folder=tmp_path)
    links = {row[0][1] for row in rows((tmp_path / "p.html").read_text("utf-8"))[0]}
    assert links == {f"./in/{path.name}" for path in EXAMPLES}, done.stderr
    done = command("view", "p.parquet", "-o", "p.html", "--pages", "--force", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    links = {row[0][1] for row in rows((tmp_path / "p.html").read_text("utf-8"))[0]}
    assert len(links) == len(EXAMPLES)
    for link in links:
        assert '<meta name="generator" content="govie">' in (tmp_path / link).read_text("utf-8")
    (tmp_path / "p.pages" / "mine.txt").write_text("mine", "utf-8")
    done = command("view", "p.parquet", "-o", "p.html", "--pages", "--force", folder=tmp_path)
    assert done.returncode == 1 and "mine.txt" in done.stderr
    assert (tmp_path / "p.pages" / "mine.txt").is_file()


def test_a_folder_makes_a_page_of_its_reports(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for path in EXAMPLES[:2]:
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "in" / "x.zip").write_bytes(b"Rar!\x1a\x07\x01\x00")
    done = command("view", "in", "-o", "p.html", folder=tmp_path)
    assert "2 of 2 reports" in done.stdout and "x.zip: passed over" in done.stderr, done.stderr


def test_a_folder_of_many_reports_makes_a_panel(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n in range(31):
        text = f"桃江县{2010 + n}年政府信息公开工作年度报告\n一、总体情况\n全年平稳。\n"
        (tmp_path / "in" / f"{n:02d}.txt").write_text(text, "utf-8")
    (tmp_path / "in" / "31.txt").write_bytes(b"")
    done = command("view", "in", folder=tmp_path)
    assert done.returncode == 1 and "31.txt" in done.stderr and "31 reports" in done.stdout
    assert len([*(tmp_path / "panel.pages").iterdir()]) == 31
