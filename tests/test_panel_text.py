"""Text and figures taken over from the year before are told, with both places."""

from __future__ import annotations

from dataclasses import replace

import pytest

import govie
from govie.form import forms
from govie.panel import Panel, PanelCheck, Record, sentences
from govie.report import CellValue, Report

SAID = [
    "{year}年，全县坚持以公开为常态、不公开为例外。",
    "全年通过门户网站发布各类信息{n}条。",
    "信息发布审核制度得到进一步落实。",
    "对依申请公开的接收登记和答复作出统一规范。",
    "各部门配备了专门人员负责信息的日常维护。",
    "对基层单位开展了业务指导和集中培训。",
    "平台栏目按照要求作了重新调整和归并。",
    "群众来信来访都得到了及时准确的答复。",
    "监督考核结果纳入了年度绩效评价体系。",
    "社会评议的意见建议已经逐条整改到位。",
]
FRESH = "本条写的是{year}年才有的第{n}项新情况和新的做法。"


def read(year: int, kept: int = len(SAID), between: str = "") -> Report:
    """A report of a county whose first ``kept`` sentences are those of every year."""
    said = [s.format(year=year, n=7) for s in SAID[:kept]]
    said += [FRESH.format(year=year, n=year + n) for n in range(len(SAID) - kept)]
    text = f"桃江县{year}年政府信息公开工作年度报告\n一、总体情况\n{between.join(said)}\n二、主动公开政府信息情况\n无\n"
    return govie.extract(text)


def between(kind: str, *reports: Report) -> list[PanelCheck]:
    return [check for check in Panel.of(reports).checks() if check.kind == kind]


def test_text_taken_over_is_told_with_both_places() -> None:
    before, later = read(2021), read(2022, 7, "\n")
    (found,) = between("text", before, later)
    assert (found.expected, found.found, found.year) == (10, 7, 2022)
    assert "10 句中有 7 句（70%）" in found.message and found.files == ("0", "1")
    for report, place in zip((before, later), found.places, strict=True):
        assert place is not None and report.text is not None
        passage = report.text[slice(*place)]
        assert passage.startswith(f"{report.year}年，全县") and passage.endswith(SAID[6])


@pytest.mark.parametrize(("year", "kept"), [(2022, 4), (2023, 10)])
def test_new_text_and_text_of_another_year_are_not(year: int, kept: int) -> None:
    assert not between("text", read(2021), read(year, kept))


def test_a_figure_makes_another_sentence() -> None:
    one, other = read(2021), read(2021)
    assert other.text is not None
    other = replace(other, text=other.text.replace("信息7条", "信息8条"))
    assert len({s[0] for s in sentences.of(one)} ^ {s[0] for s in sentences.of(other)}) == 2


def test_sentences_go_with_the_record() -> None:
    """In the parts of a run and in JSON Lines, where the text is left out."""
    before, later = read(2021), read(2022)
    records = [Record(str(r.year), r, sentences=sentences.of(r)) for r in (before, later)]
    again = [Record.from_line(record.to_line()) for record in records]
    assert again[0].sentences == records[0].sentences != ()
    assert again[0].full_report().text is None
    assert [c.kind for c in Panel(again).checks() if c.kind == "text"] == ["text"]


def printed(year: int, first: int, **values: int) -> Report:
    """A report whose values stand in the text one after the other from ``first``."""
    cells = {
        path.replace("__", "."): CellValue(value, "read", 0.99, str(value), place, place + 2)
        for place, (path, value) in enumerate(values.items(), first)
    }
    empty = {cell.path: CellValue(None, "blank", 0.99) for cell in forms()["2021"].cells}
    return Report(None, "桃江县人民政府", year, "2021", (), {**empty, **cells}, (), (), ())


def test_copied_figures_are_told_with_both_places() -> None:
    paths = [cell.path for cell in forms()["2021"].cells][:20]
    values = {path: n + 1 for n, path in enumerate(paths)}
    (found,) = between("copied", printed(2021, 100, **values), printed(2022, 500, **values))
    assert found.places == ((100, 121), (500, 521))


def test_what_does_not_follow_is_told_with_both_places() -> None:
    out, into = "requests__carried_out__total", "requests__carried_in__total"
    (found,) = between("carried", printed(2021, 10, **{out: 3}), printed(2022, 20, **{into: 4}))
    assert found.places == ((10, 12), (20, 22))
    row = "disclosure__regulations"
    before = printed(2021, 10, **{f"{row}__in_force": 5})
    after = {f"{row}__issued": 1, f"{row}__repealed": 0, f"{row}__in_force": 9}
    (found,) = between("in_force", before, printed(2022, 20, **after))
    assert (found.expected, found.found, found.places) == (6, 9, ((10, 12), (22, 24)))


def test_the_table_has_the_places() -> None:
    pytest.importorskip("pandas")
    out, into = "requests__carried_out__total", "requests__carried_in__total"
    panel = Panel.of([printed(2021, 10, **{out: 3}), printed(2022, 20, **{into: 4})])
    assert panel.to_frame("panel")["places"].tolist() == ["10-12；20-22"]
