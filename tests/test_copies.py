"""Tables of two years, or of two bodies, in one section: the report's own, never a mixture, never surely the other's."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from layouts import HEADINGS, LAYOUTS, Layout, fill

import govie
from govie.form import Form, forms

# What stands above this report's table and above the other; which of them comes first.
LABELS = {
    "last year before": ("{year}年：\n", "{last}年：\n", "other first"),
    "last year after": ("", "附：{last}年数据\n", "own first"),
    "bracketed years": ("（{year}年）\n", "（{last}年度）\n", "other first"),
    "in words, before": ("本年度\n", "上年度\n", "other first"),
    "in words, after": ("本年度情况\n", "上一年度情况\n", "own first"),
    "only last year's is labelled": ("", "{last}年度\n", "own first"),
    "a sentence before each": ("{year}年的情况如下：\n", "为便于对比，下表列出{last}年的数据。\n", "other first"),
    "titles": ("表1 {year}年度统计表\n", "表2 {last}年度统计表\n", "own first"),
    "far apart": ("{year}年\n", "全年各项工作平稳推进，群众反映良好。" * 40 + "\n{last}年\n", "own first"),
    "far apart, before": ("工作平稳推进，群众反映良好。" * 40 + "\n{year}年\n", "{last}年\n", "other first"),
    "a district's own offices after": ("表1（全区）\n", "表2（区本级）\n", "own first"),
    "subordinates after": ("（一）局本级\n", "（二）下属单位\n", "own first"),
}  # fmt: skip
# What tells that a number is a cell's is lost in others.
PLAIN = [
    "tab rows", "one value a line", "tab before each value", "spaces", "wide spaces",
    "label and values on two lines", "pipes", "rows shuffled", "page marks", "cut tables",
]  # fmt: skip


def report(
    form: Form, layout: Layout, label: tuple[str, str, str], section: str, rng: random.Random
) -> tuple[str, dict[str, int | float | None]]:
    """A report whose ``section`` has its tables twice, and the values of its own cells."""
    own, other = fill(form, rng, 0.9), fill(form, rng, 0.9)
    year = form.last_year or form.first_year + 1
    above, above_other, order = (words.format(year=year, last=year - 1) for words in label)

    def tables(name: str, filled: dict[str, str]) -> str:
        found = [p for t in form.tables if t.section == name for p in (*layout(t, rng), "\n")]
        return "".join(filled[p[0]] if isinstance(p, tuple) else p for p in found)

    parts = [
        f"青禾县临溪镇人民政府{year}年政府信息公开工作年度报告\n一、总体情况\n全镇推进公开工作。\n"
    ]
    for name, heading in HEADINGS.items():
        parts.append(heading + "\n")
        both = [above + tables(name, own.printed), above_other + tables(name, other.printed)]
        if name != section:
            both = [tables(name, own.printed)]
        elif order == "other first":
            both.reverse()
        parts += both
    parts.append("五、存在的主要问题及改进情况\n公开的内容还不够细，下一步将加强培训。\n")
    return "".join(parts), own.values


def judged(text: str, gold: dict[str, int | float | None]) -> Counter[str]:
    found = govie.extract(text)
    failed = {p for check in found.failed for p in check.paths}
    count: Counter[str] = Counter()
    for path, value in gold.items():
        cell = found.cells[path]
        if cell.value != value:
            count["wrong"] += 1
            count["silent"] += (
                cell.value is not None and cell.confidence >= 0.9 and path not in failed
            )
            count["other's"] += cell.value is not None
    return count


@pytest.mark.parametrize("section", HEADINGS)
@pytest.mark.parametrize("label", LABELS)
def test_the_table_of_the_reports_year_is_read(label: str, section: str) -> None:
    for number, layout in enumerate(PLAIN):
        form = forms()["2021" if number % 3 else "2019"]
        rng = random.Random(f"{label} {section} {layout}")
        text, gold = report(form, LAYOUTS[layout], LABELS[label], section, rng)
        count = judged(text, gold)
        assert not count, (layout, count)


@pytest.mark.parametrize("section", HEADINGS)
def test_without_labels_the_first_is_read_with_a_doubt(section: str) -> None:
    form = forms()["2021"]
    text, gold = report(form, LAYOUTS["pipes"], ("", "", "own first"), section, random.Random(7))
    found = govie.extract(text)
    assert {p: c.value for p, c in found.cells.items()} == gold
    own = [c for t in form.tables if t.section == section for c in t.rows]
    assert any("doubtful" in w for w in found.warnings if w.startswith("W114")), own
    paths = {p.path for p in form.cells if p.table.section == section}
    assert max(found.cells[p].confidence for p in paths) < 0.99
