"""The statistics table of reports on years before 2019: 政府信息公开情况统计表.

Its rows are named like sections (一、主动公开情况) and hold counts; they are neither headings nor prose.
"""

from __future__ import annotations

from govie.sections import patterns

_FEWEST = 4  # rows of the table
_CLOSE = 400  # characters between the caption and its header, and between rows
_FIGURES = 60  # after the last row


def find(view: str) -> tuple[int, int] | None:
    """The span of the table in the view, or ``None``."""
    if "统" not in view and "指" not in view:
        return None
    rows = [m.span() for m in patterns.STATISTICS_ROW.finditer(view)]
    if len(rows) < _FEWEST:
        return None
    runs = [[rows[0]]]
    for row in rows[1:]:
        if row[0] - runs[-1][-1][1] > _CLOSE:
            runs.append([])
        runs[-1].append(row)
    run = max(runs, key=len)
    if len(run) < _FEWEST:
        return None
    first, last = run[0][0], run[-1][1]
    start = view.rfind("\n", 0, first) + 1
    before = max(0, start - _CLOSE)
    heads = [
        *patterns.STATISTICS_CAPTION.finditer(view, before, start),
        *patterns.STATISTICS_HEADER.finditer(view, before, start),
    ]
    if not heads:
        return None
    line = view.find("\n", last + _FIGURES)
    return min(m.start() for m in heads), line if 0 <= line < last + 2 * _FIGURES else len(view)
