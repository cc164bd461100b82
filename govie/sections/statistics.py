"""The statistics table of reports on years before 2019: 政府信息公开情况统计表.

Its rows are named like sections (一、主动公开情况) and hold counts; they are neither headings nor prose.
"""

from __future__ import annotations

import re

_CAPTION = re.compile(
    r"(?:^|(?<=[\n\t|>]))[^\n。;]{0,40}(?:信息|政务)公开[^\n。;]{0,8}(?:统计表|统计报表|情况表)[^\n。;]{0,20}$",
    re.M,
)
_HEADER = re.compile(r"统\s?计\s?指\s?标|指\s?标\s?名\s?称|指标\s*[|\t]|统\s?计\s?数|计量单位")
# Rows that no narrative words like this.
_ROW = re.compile(
    r"主动公开政府信息数|主动公开规范性文件数|制发规范性文件总数|公开政府信息数|当面申请数|收到申请数|申请办结数|申请答复数|网络申请数|信函申请数"
    r"|按时办结数|延期办结数|属于已主动公开范围数|同意公开答复数|同意部分公开答复数|不同意公开答复数|不属于本行政机关公开数|信息不存在数"
    r"|告知作出更改补充数|告知通过其他途径办理数|维持具体行政行为数|被依法纠错数|其他情形数|驳回原告诉讼请求数|收取的费用|举报投诉数量"
    r"|专门机构数|公开查阅点数|工作人员数|专职人员数|兼职人员数|专项经费|专题会议数|培训班数|接受培训人员数|发布会总次数|舆情数|咨询数|事件数|解读稿件数"
)
_FEWEST = 4
_CLOSE = 400  # characters between the caption and its header, and between rows
_FIGURES = 60  # after the last row


def find(view: str) -> tuple[int, int] | None:
    """Where the table stands in the view, or None."""
    if "统" not in view and "指" not in view:
        return None
    rows = [m.span() for m in _ROW.finditer(view)]
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
    heads = [*_CAPTION.finditer(view, before, start), *_HEADER.finditer(view, before, start)]
    if not heads:
        return None
    line = view.find("\n", last + _FIGURES)
    return min(m.start() for m in heads), line if 0 <= line < last + 2 * _FIGURES else len(view)
