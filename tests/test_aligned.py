"""Rows side by side on one line, each number below the name of its column, and lists of their cells of which few are filled."""

from __future__ import annotations

import pytest

import govie

NAMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
LABELS = ["行政复议", "未经复议直接起诉", "复议后起诉"]
TABLES = ["review", "litigation_direct", "litigation_after_review"]
COLUMNS = ["upheld", "corrected", "other", "pending", "total"]
CELLS = [f"{table}.{column}" for table in TABLES for column in COLUMNS]


def width(text: str, wide: bool) -> int:
    return sum(2 if wide and c > "\u2e7f" else 1 for c in text)


def line(words: dict[int, str], size: int, wide: bool) -> str:
    """``words`` in columns of a page, of which a Chinese character is two wide or one."""
    out = ""
    for column, word in sorted(words.items()):
        out += " " * (column * size - width(out, wide)) + word
    return out


def page(values: dict[str, int], wide: bool) -> str:
    own, other = dict(enumerate(NAMES)), {5: LABELS[1], 10: LABELS[2]}
    below = dict(enumerate([*NAMES, *NAMES], 5))
    printed = {CELLS.index(cell): str(value) for cell, value in values.items()}
    lines = [{0: "行政复议", 5: "行政诉讼"}, {**own, **other}, below, printed]
    return report("\n".join(line(words, 10 if wide else 6, wide) for words in lines))


def report(table: str) -> str:
    return (
        "青禾县2022年政府信息公开工作年度报告\n四、政府信息公开行政复议、行政诉讼情况\n\n"
        f"{table}\n\n五、存在的主要问题及改进情况\n公开的内容不够细。\n"
    )


FEW = [
    {"review.other": 1, "review.total": 1},
    {"litigation_direct.pending": 3, "litigation_direct.total": 3},
    {"litigation_after_review.upheld": 2, "litigation_after_review.total": 2},
    {"review.upheld": 4, "litigation_direct.other": 1, "litigation_after_review.corrected": 7},
]


@pytest.mark.parametrize("values", FEW)
@pytest.mark.parametrize("wide", [False, True])
def test_numbers_stand_below_the_names_of_their_columns(values: dict[str, int], wide: bool) -> None:
    found = govie.extract(page(values, wide)).cells
    assert {cell: found[cell].value for cell in CELLS} == {c: values.get(c) for c in CELLS}


def test_numbers_that_stand_below_no_name_are_not_guessed() -> None:
    text = page({"review.upheld": 1, "litigation_direct.upheld": 1}, False).replace(
        "\n1     ", "\n    1 "
    )
    found = govie.extract(text).cells
    assert not any(found[c].value is not None and found[c].confidence >= 0.9 for c in CELLS)


@pytest.mark.parametrize("values", FEW)
@pytest.mark.parametrize(
    "write",
    [
        "{}/{} {}", "| {}/{} | {} |", "- {}/{}: {}", "│ {}/{}  │ {} │",
        "- **{}/{}**\n  - 件数: {}",
    ],
)  # fmt: skip
def test_lists_of_cells_of_which_few_are_filled(values: dict[str, int], write: str) -> None:
    names = [(label, name) for label in LABELS for name in NAMES]
    lines = [
        write.format(label, name, values.get(cell, ""))
        for (label, name), cell in zip(names, CELLS, strict=True)
    ]
    footer = "  15 rows                 2 columns"
    found = govie.extract(report("\n".join([*lines, footer]))).cells
    assert {cell: found[cell].value for cell in CELLS} == {c: values.get(c) for c in CELLS}
