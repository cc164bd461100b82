"""One panel over both forms: what is derived, from which cells, and what is empty because it cannot be."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from govie.form import forms
from govie.panel import Panel, PanelCheck, Record, harmonized, variables
from govie.panel.doubt import Doubts
from govie.report import CellValue, Fact, Report


def blank(form: str, year: int = 2022, agency: str = "江苏省南京市鼓楼区人民政府") -> Report:
    """A report in which every cell is 0."""
    cells = {c.path: CellValue(0, "read", 0.99) for c in forms()[form].cells}
    return Report(None, agency, year, form, (), cells, (), (), ())


def filled(form: str, values: dict[str, float], **about: object) -> Report:
    report = blank(form)
    cells = {p: CellValue(v, "read", 0.99) for p, v in values.items()}
    return replace(report, cells={**report.cells, **cells}, **about)  # type: ignore[arg-type]


def derived(report: Report) -> dict[str, object]:
    return harmonized.row(report, Doubts.of(report))


def test_other_outcomes_are_one_row_of_either_form() -> None:
    old = filled("2019", {"requests.other_outcome.natural_person": 7})
    new = filled(
        "2021",
        {
            "requests.other_outcome.not_corrected.natural_person": 1,
            "requests.other_outcome.fee_unpaid.natural_person": 2,
            "requests.other_outcome.other.natural_person": 4,
        },
    )
    assert derived(old)["h_req_elsewise_nat"] == derived(new)["h_req_elsewise_nat"] == 7
    assert derived(old)["h_req_elsewise_tot"] == 0


def test_what_a_form_does_not_have_is_empty() -> None:
    old, new = derived(blank("2019")), derived(blank("2021"))
    assert old["h_fees_amount"] is None and new["h_fees_amount"] == 0
    assert old["h_fees_items"] == 0 and new["h_fees_items"] is None
    assert old["h_docs_regul_new"] == new["h_docs_regul_new"] == 0


def test_rates_have_their_denominators() -> None:
    report = filled(
        "2021",
        {
            "requests.granted.total": 3,
            "requests.partly_granted.total": 1,
            "requests.outcome_total.total": 8,
            "review.corrected": 1,
            "review.upheld": 3,
        },
    )
    found = derived(report)
    assert found["h_rate_granted"] == 3 / 8 and found["h_rate_disclosed"] == 4 / 8
    assert found["h_rate_review_corrected"] == 1 / 4 and found["h_review_concluded"] == 4
    assert found["h_rate_suits_corrected"] is None  # none was concluded


@pytest.mark.parametrize(
    "cell",
    [CellValue(None, "blank", 0.99), CellValue(None, "missing", 0.99), CellValue(9, "read", 0.5)],
)
def test_nothing_is_derived_from_an_empty_or_doubtful_cell(cell: CellValue) -> None:
    report = blank("2021")
    path = "requests.refused.third_party.total"
    found = derived(replace(report, cells={**report.cells, path: cell}))
    assert found["h_req_refused_tot"] is None and found["h_rate_refused"] is None
    assert found["h_req_refused_nat"] == 0


def test_the_codebook_prints_every_rule_in_columns_of_the_table() -> None:
    names = {column.name for column in variables.values()}
    for variable in harmonized.derived():
        used = re.findall(r"[a-z]\w+", variable.rule)
        assert used and set(used) <= names, variable.name
        assert set(variable.terms) <= set(forms())
        for form, paths in variable.terms.items():
            own = {cell.path for cell in forms()[form].cells}
            assert {*paths, *variable.over} <= own, variable.name


def fact(value: float, channel: str | None = None, **about: object) -> Fact:
    given = Fact("disclosed", "政府信息", value, "条", "exact", channel, None, int(value), int(value) + 3, 0.95, "disclosed.information")  # fmt: skip
    return replace(given, **about)  # type: ignore[arg-type]


def test_counts_of_the_narrative_are_columns() -> None:
    facts = (
        fact(99, part_of=1),
        fact(61),
        fact(40, "政府网站", part_of=1),
        fact(21, "微信公众号", part_of=1, confidence=0.4),
        fact(500),
    )
    found = derived(replace(blank("2021"), facts=facts))
    assert (found["n_disclosed"], found["n_disclosed_start"]) == (61, 61)  # the total of its parts
    assert found["n_disclosed_website"] == 40
    assert found["n_disclosed_wechat"] is None and found["n_disclosed_wechat_conf"] == 0.4
    assert found["n_disclosed_wechat_end"] == 24
    assert "n_disclosed_weibo" not in found


@pytest.mark.parametrize(("sure", "value"), [(0.85, 61), (0.75, None)])
def test_a_count_may_be_less_sure_than_a_cell(sure: float, value: int | None) -> None:
    """Its confidence is that of all of it, of its item to the letter."""
    report = replace(blank("2021"), facts=(fact(61, confidence=sure),))
    found = derived(report)
    assert (found["n_disclosed"], found["n_disclosed_conf"]) == (value, sure)
    assert harmonized.row(report, Doubts.of(report, 0.0))["n_disclosed"] == 61


def test_the_best_of_several_reports_is_kept() -> None:
    pytest.importorskip("pandas")
    good, poor = blank("2021"), blank("2021")
    low = {p: replace(c, confidence=0.3) for p, c in poor.cells.items() if p.startswith("review")}
    poor = replace(poor, cells={**poor.cells, **low})
    other = blank("2021", year=2023)
    nobody = replace(good, agency=None)
    records = [Record(f"{n}", r) for n, r in enumerate((poor, good, good, other, nobody))]
    frame = Panel([*records, Record("bad", None, "empty")]).to_frame()
    assert frame["keep"].tolist()[:4] == [False, True, False, True]
    assert frame["keep"].isna().tolist()[4:] == [True, True]
    assert "1 is kept" in frame["keep_why"][0] and "the best of 3" in frame["keep_why"][1]


def between(before: Report, after: Report, kind: str) -> list[PanelCheck]:
    return [c for c in Panel.of([before, after]).checks() if c.kind == kind]


def test_documents_in_force_follow_from_the_year_before() -> None:
    row = "disclosure.normative_documents"
    before = filled("2021", {f"{row}.in_force": 10}, year=2021)
    after = {f"{row}.issued": 3, f"{row}.repealed": 1}
    found = between(before, filled("2021", {**after, f"{row}.in_force": 15}), "in_force")
    assert [(c.expected, c.found, c.files) for c in found] == [(12, 15, ("0", "1"))]
    assert not between(before, filled("2021", {**after, f"{row}.in_force": 12}), "in_force")


def test_a_report_with_the_figures_of_the_year_before_is_told() -> None:
    paths = [c.path for c in forms()["2021"].cells][:20]
    before = filled("2021", {p: n + 1 for n, p in enumerate(paths)}, year=2021)
    same = filled("2021", {p: n + 1 for n, p in enumerate(paths)})
    other = filled("2021", {p: 2 * n + 100 for n, p in enumerate(paths)})
    assert [(c.expected, c.found) for c in between(before, same, "copied")] == [(20, 20)]
    assert not between(before, other, "copied")
