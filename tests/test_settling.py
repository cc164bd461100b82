"""Rows that lost their empty cells, in tables whose sums do not hold: no column is taken for empty for that."""

from __future__ import annotations

import pytest

import govie
from govie.form import forms

TABLE = next(t for t in forms()["2021"].tables if t.name == "requests")
# Received 12 and carried in 4, but 9 and 8 at the end; the outcomes add up to 8, and their total is 9.
FIGURES = [12, 4, 3, 1, 1, 1, 1, 1, *[0] * 15, 9, 8]


def text(mark: str, printed: int, end: str = "") -> str:
    """A request table with ``printed`` numbers a row, the last of which is the sum of those before it."""
    lines = [
        "青禾县2022年政府信息公开工作年度报告",
        "三、收到和处理政府信息公开申请情况",
        "申请人情况",
    ]
    lines += [column.text for column in TABLE.columns]
    for row, figure in zip(TABLE.rows, FIGURES, strict=True):
        figure = figure or 2  # zeros say nothing
        parts = [figure] if printed == 1 else [figure - figure // 3, figure // 3][: printed - 1]
        whole = figure if printed == 1 else sum(parts)
        numbers = map(str, parts if printed == 1 else [*parts, whole])
        lines.append(f"{row.text}{mark}{mark.join(numbers)}{end}")
    return "\n".join([*lines, "四、政府信息公开行政复议、行政诉讼情况"])


@pytest.mark.parametrize("printed", [1, 2, 3])
@pytest.mark.parametrize("mark", ["\t", " ", "\n", " | ", ","])
@pytest.mark.parametrize("end", ["", "mark"])
def test_no_column_is_empty_because_sums_fail(mark: str, printed: int, end: str) -> None:
    cells = govie.extract(text(mark, printed, mark if end else "")).cells
    given = {
        path
        for path, cell in cells.items()
        if path.startswith("requests.") and cell.value is not None and cell.confidence >= 0.9
    }
    assert not [path for path in given if not path.endswith(".total")]
    # A lone number is that of all or of the natural persons.
    assert printed > 1 or not given
