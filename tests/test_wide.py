"""Wide tables: doubt is withheld and told, emptiness has its reasons, every format keeps types and labels."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from viewed import EXAMPLES, example, sure

import govie
from govie.panel import Panel, Record, doubt, outputs, variables
from govie.report import CellValue, Report

RECEIVED = "requests.received.total"
NAME = variables.short(RECEIVED)


def changed(**cells: CellValue) -> Report:
    """An example in which nothing is doubtful but ``cells``; ``__`` stands for the dot of a path."""
    report = sure(govie.extract(example(EXAMPLES[0].name)))
    return replace(
        report, cells={**report.cells, **{p.replace("__", "."): c for p, c in cells.items()}}
    )


def panel() -> Panel:
    """A doubtful value, a doubtful blank, a correction, a fraction, a blank, a missing cell; a bad file."""
    report = changed(
        requests__received__total=CellValue(1_460_044, "read", 0.34, "1460044", 3, 10),
        requests__granted__total=CellValue(None, "blank", 0.5),
        requests__received__business=CellValue(7, "corrected", 0.2),
        requests__received__research=CellValue(13.274, "read", 0.99),
        requests__granted__business=CellValue(None, "blank", 0.99),
        requests__granted__research=CellValue(None, "missing", 0.6),
    )
    return Panel([Record("a.txt", report), Record("b.txt", None, "an empty file")])


STATUS = {
    "requests.received.total": "doubtful",
    "requests.granted.total": "doubtful",
    "requests.received.business": "corrected",
    "requests.received.research": "doubtful",
    "requests.granted.business": "blank",
    "requests.granted.research": "missing",
    "disclosure.fees.amount": "no cell",
}


def test_the_frame() -> None:
    pandas = pytest.importorskip("pandas")
    frame = panel().to_frame()
    assert {p: frame[variables.STATUS + variables.short(p)][0] for p in STATUS} == STATUS
    assert frame[NAME].dtype == pandas.Int64Dtype() and frame[NAME].isna().all()
    assert frame[variables.short("requests.received.business")][0] == 7
    assert frame["cells_withheld"][0] == 2 and pandas.isna(frame["cells_withheld"][1])
    kept = panel().to_frame(limit=0)
    assert kept[NAME][0] == 1_460_044
    # 13.274 requests: no column of integers holds that, whatever is kept
    assert kept[variables.STATUS + variables.short("requests.received.research")][0] == "doubtful"


def test_what_was_withheld_is_told() -> None:
    pytest.importorskip("pandas")
    found = panel().to_frame("doubts").set_index("path")
    assert set(found.index) == {p for p, s in STATUS.items() if s == "doubtful"}
    row = found.loc[RECEIVED]
    assert row["variable"] == NAME and row["value"] == 1_460_044 and row["raw"] == "1460044"
    assert "confidence 0.340 < 0.9" in row["reason"]
    assert found.loc["requests.received.research", "reason"].startswith("no count")


def test_reasons_name_the_sums_that_fail() -> None:
    report = changed(requests__received__total=CellValue(1, "read", 0.5))
    check = replace(report.checks[0], ok=False, paths=(RECEIVED,))
    said = doubt.Doubts.of(replace(report, checks=(check,))).why(RECEIVED)
    assert said == f"confidence 0.500 < 0.9；fails: {check.name}"


def test_tables_in_which_much_is_doubtful_are_doubtful() -> None:
    """Each figure is clean print; that they stand in one another's places shows in the whole table only."""
    report = changed()
    requests = [p for p in report.cells if p.startswith("requests.")]
    low = {p: replace(report.cells[p], confidence=0.5) for p in requests[:20]}
    doubts = doubt.Doubts.of(replace(report, cells={**report.cells, **low}))
    assert {doubts.status(p) for p in requests} == {"doubtful"}
    assert doubts.why(requests[-1]) == f"20 of {len(requests)} values of these tables are doubtful"
    others = [p for p in report.cells if p not in requests]
    assert {doubts.status(p) for p in others} == {"read"}
    few = doubt.Doubts.of(replace(report, cells={**report.cells, **dict([*low.items()][:3])}))
    assert sum(few.status(p) == "doubtful" for p in requests) == 3


def test_tables_with_many_sums_that_fail_are_doubtful() -> None:
    report = changed()
    names = [p for p in report.cells if p.startswith("review.")]
    one = replace(report.checks[0], kind="sum", ok=False, paths=tuple(names))
    for count, said in ((4, "read"), (5, "doubtful")):
        doubts = doubt.Doubts.of(replace(report, checks=(one,) * count))
        assert {doubts.status(p) for p in names} == {said}
        assert doubts.status(RECEIVED) == "read"
    assert doubt.Doubts.of(replace(report, checks=(one,) * 5), 0.0).status(names[0]) == "read"


def test_csv(tmp_path: Path) -> None:
    panel().write(tmp_path / "p.csv")
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first[NAME] == "" and first[f"st_{NAME}"] == "doubtful"
    assert second[NAME] == second[f"st_{NAME}"] == "" and second["error"] == "an empty file"
    assert "1460044" not in (tmp_path / "p.csv").read_text("utf-8")
    assert "1460044" in (tmp_path / "p.doubts.csv").read_text("utf-8")
    panel().write(tmp_path / "long.csv", "long")
    with (tmp_path / "long.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["check_failed"] for row in csv.DictReader(file)} <= {"0", "1"}


def test_keeping_all_writes_one_file(tmp_path: Path) -> None:
    panel().write(tmp_path / "p.csv", limit=0)
    assert [p.name for p in tmp_path.iterdir()] == ["p.csv"]
    assert "1460044" in (tmp_path / "p.csv").read_text("utf-8")


def test_parquet(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    parquet = pytest.importorskip("pyarrow.parquet")
    panel().write(tmp_path / "p.parquet")
    frame = pandas.read_parquet(tmp_path / "p.parquet")
    assert frame[NAME].dtype == pandas.Int64Dtype() and frame["form"].dtype == pandas.Int64Dtype()
    assert frame[NAME].isna().all()
    about = parquet.read_schema(tmp_path / "p.parquet").metadata[b"govie"]
    assert b'"withheld": 2' in about and b'"min_confidence": 0.9' in about


def test_xlsx(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    panel().write(tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == [*outputs.SHEETS.values(), "codebook"]
    sheet = book["reports"]
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref.endswith("3")
    assert "2 of" in book.properties.description
    panel().write(tmp_path / "all.xlsx", limit=0)
    assert "doubts" not in openpyxl.load_workbook(tmp_path / "all.xlsx").sheetnames


def test_stata_by_pandas(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    panel().write(tmp_path / "p.dta")
    frame = pandas.read_stata(
        tmp_path / "p.dta", convert_categoricals=False, convert_missing=True, columns=None
    )
    codes = {"doubtful": ".c", "blank": ".a", "missing": ".b", "no cell": ".d"}
    for path, status in STATUS.items():
        value = str(frame[variables.short(path)][0])
        assert value == codes.get(status, "7"), path
    assert str(frame[NAME][1]) == "."
    assert not [name for name in frame if name.startswith(variables.STATUS)]
    with pandas.io.stata.StataReader(tmp_path / "p.dta") as reader:
        labels, about = reader.value_labels(), reader.variable_labels()
        assert "govie" in reader.data_label
    assert {*labels["empty"].values()} == {r.chinese for r in doubt.REASONS.values()}
    assert "国办公开办函〔2019〕60号" in labels["form"][2019]
    assert about[NAME].endswith("总计")
    plain = pandas.read_stata(tmp_path / "p.dta", convert_categoricals=False)
    assert plain["year"].dtype.kind in "if" and plain[NAME].isna().all()


def test_stata_by_readstat(tmp_path: Path) -> None:
    """ReadStat is what haven reads .dta with."""
    pyreadstat = pytest.importorskip("pyreadstat")
    panel().write(tmp_path / "p.dta")
    frame, about = pyreadstat.read_dta(tmp_path / "p.dta", user_missing=True)
    assert frame[NAME][0] == "c" and frame[variables.short("disclosure.fees.amount")][0] == "d"
    assert about.file_label.startswith("政府信息公开年度报告")
    assert any("2 of" in note and "withheld" in note for note in about.notes)
    assert about.readstat_variable_types["year"] == "int16"
    assert about.readstat_variable_types["cells_read"] == "int16"
    assert about.variable_value_labels["form"][2021]


@pytest.mark.parametrize(
    ("value", "kind"),
    [(100, "b"), (101, "h"), (32_740, "h"), (32_741, "l"), (2_147_483_620, "l"), (2**31, "d")],
)
def test_stata_takes_the_smallest_type(tmp_path: Path, value: int, kind: str) -> None:
    pandas = pytest.importorskip("pandas")
    report = changed(requests__received__total=CellValue(value, "read", 0.99))
    Panel([Record("a", report)]).write(tmp_path / "p.dta")
    with pandas.read_stata(tmp_path / "p.dta", iterator=True) as reader:
        frame = reader.read()
        assert reader._typlist[list(frame).index(NAME)] == kind
    assert frame[NAME][0] == value
