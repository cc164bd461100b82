"""Which units and years of a user's list no report is of."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

import govie
from govie.panel import Panel
from govie.panel.roster import Roster
from govie.units.places import Table

TEXT = "{agency}{year}年政府信息公开工作年度报告\n一、总体情况\n全年运转平稳。\n"


def panel(*reports: tuple[str, int]) -> Panel:
    return Panel.of(govie.extract(TEXT.format(agency=a, year=y)) for a, y in reports)


def listed(folder: Path, text: str) -> Path:
    path = folder / "units.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("code,year\n430922,2021-2023\n", [("430922/人民政府", 2022)]),
        ("code,year\n430922,2021\n430922,2023\n", []),
        ("agency,year\n湖南省桃江县人民政府,2022\n", [("430922/人民政府", 2022)]),
        ("agency,code,year\n审计局,430922,2021\n", [("430922/审计局", 2021)]),
        ("unit_id,year\n430922/审计局,2022\n", []),
        ("unit_id,year\n430922/人民政府,\n", [("430922/人民政府", 2022)]),
        ("code,year\n430922111,2021-2022\n", [("430922111/人民政府", 2022)]),
        ("file,code,year\na.txt,430922,2022\n", [("430922/人民政府", 2022)]),
    ],
)
def test_what_is_not_there_is_named(
    tmp_path: Path, text: str, absent: list[tuple[str, int]]
) -> None:
    held = panel(
        ("桃江县人民政府", 2021),
        ("桃江县人民政府", 2023),
        ("桃江县审计局", 2022),
        ("桃江县灰山港镇人民政府", 2021),
    )
    found = [c for c in held.checks(listed(tmp_path, text)) if c.kind == "absent"]
    assert [(c.unit, c.year) for c in found] == absent


def test_files_that_may_be_it_are_named(tmp_path: Path) -> None:
    path = listed(tmp_path, "agency,code,year\n审计局,430922,2021\n")
    (found,) = panel(("县审计局", 2021), ("县水利局", 2021)).checks(path)
    assert found.kind == "absent" and found.files == ("0",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,year\n桃江县,2021\n", "needs a column agency, code or unit_id"),
        ("code,year\n999999,2021\n", ":2: '999999' is no code"),
        ("code,year\n430922,21\n", ":2: '21' is no year"),
        ("code,year\n430922,2023-2021\n", "ends before it begins"),
        (
            "name,file\n桃江县,2021\n",
            "units.csv: needs the columns file and code, or year and agency",
        ),
        (f"code,year\n{'9' * 200_000},2021\n", "units.csv:.*no CSV"),
        ("agency,year\n,2021\n", ":2: a row without unit"),
    ],
)
def test_a_list_that_is_not_certain_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = listed(tmp_path, text)
    with pytest.raises(ValueError, match=message):
        Table.read(path)
        Roster.read(path)


def test_a_name_that_is_not_certain_is_told_with_those_it_may_be(tmp_path: Path) -> None:
    path = listed(tmp_path, "agency,year\n鼓楼区审计局,2021\n审计局,2021\n桃江县审计局,2021\n")
    roster = Roster.read(path)
    assert roster is not None
    several, placeless = roster.uncertain
    assert ":2: 鼓楼区审计局: the name may be of 4 places; may be " in several
    assert "江苏省南京市鼓楼区审计局 320106" in several
    assert placeless.endswith(":3: 审计局: the name holds no place")
    held = panel(("江苏省徐州市鼓楼区审计局", 2021), ("审计局", 2021), ("桃江县审计局", 2021))
    first, second = (c for c in held.checks(path) if c.kind == "absent")
    assert (first.agency, first.files) == ("鼓楼区审计局", ("0", "1"))
    assert "江苏省徐州市鼓楼区审计局" in first.message
    assert (second.agency, second.files) == ("审计局", ("1",))


def test_a_town_of_many_places_is_told_with_some(tmp_path: Path) -> None:
    roster = Roster.read(listed(tmp_path, "agency,year\n城关镇人民政府,2021\n"))
    assert roster is not None
    (said,) = roster.uncertain
    assert "holds a town, and not where that is; may be " in said
    assert said.count("城关镇人民政府") == 6 and " … 82 in all: write its code" in said


def test_a_run_goes_on_past_an_uncertain_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format(agency="桃江县人民政府", year=2021), "utf-8")
    listed(tmp_path, "agency,year\n鼓楼区审计局,2021\n桃江县人民政府,2021\n")
    line = ["extract", "a.txt", "-o", "p.csv", "--units", "units.csv"]
    command = [sys.executable, "-m", "govie", *line]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("govie: units.csv:2: 鼓楼区审计局: the name may be of 4 places")
    assert "1 unit and year absent" in done.stderr


def test_a_list_that_excel_saved_in_china_is_read(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes("agency,year\r\n湖南省桃江县人民政府,2022\r\n".encode("gb18030"))
    found = Roster.read(path)
    assert found is not None and found.expected[0].agency == "湖南省桃江县人民政府"
    path.write_bytes(b"\xff\xfe" + "code,year\n".encode("utf-16-le"))
    with pytest.raises(ValueError, match=r"units\.csv: neither UTF-8 nor GB18030"):
        Roster.read(path)


def test_the_command_names_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.format(agency="桃江县人民政府", year=2021), "utf-8")
    listed(tmp_path, "code,year\n430922,2021-2022\n")
    command = [sys.executable, "-m", "govie", "extract", "a.txt", "-o", "p.csv", "--table", "panel"]
    done = subprocess.run(
        [*command, "--units", "units.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 unit and year absent" in done.stderr, done.stderr
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["check"], row["unit_id"], row["year"]) == ("absent", "430922/人民政府", "2022")


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    line = ["extract", "a.txt", "-o", "p.csv", "--units", "no.csv"]
    command = [sys.executable, "-m", "govie", *line]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "govie: no.csv: No such file or directory\n")


def test_a_list_that_would_do_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    listed(tmp_path, "code,year\n430922,2021\n")
    command = [sys.executable, "-m", "govie", "extract", "a.txt", "--units", "units.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "--units with years" in done.stderr
