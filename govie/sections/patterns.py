"""Words and marks by which headings and the statistics table of older reports are recognized."""

from __future__ import annotations

import re

from govie.late import late

# ---- headings

ORDINALS = "一二三四五六七八九"
CHINESE_ORDINAL = re.compile(rf"[{ORDINALS}]")
# The number before a heading: 一、, （二）, 第三部分, 4.
NUMBER = re.compile(
    r"(?P<open>[（(])?\s*(?:第\s*)?(?P<n>[一二三四五六七八九]|[1-9])\s*(?P<close>[）)])?\s*(?:部分)?\s*[、.．,，:：·]?\s*"
)
# Marks of Markdown, wikis and lists before a line's words.
MARKUP = re.compile(r"[\s#*_>|=~`•·●■◆【】\[\]<>/a-zA-Z-]*")
HAN = re.compile(r"[\u3400-\u9fff]")
# The beginning of a line that does not continue the heading in the line before.
NEW_LINE = re.compile(r"\s*[（(\d一二三四五六]")
# The end of a line of a table of contents: leaders or a blank, and a page number.
CONTENTS_TAIL = re.compile(r"(?:[.…·・_\s-]{2,40}|\s)[(（]?\d{1,3}[)）]?\s{0,9}$")
SENTENCE_TAIL = re.compile(r"[。；;，,：:]\s*$")

# ---- the statutory tables among the prose

# Marks between labels that show a list in the narrative, not a table.
LISTED = re.compile(r"[，、；;。]|(?<!\d),|,(?!\d)")

# ---- the statistics table of reports on years before 2019

STATISTICS_CAPTION = late(
    r"(?:^|(?<=[\n\t|>]))[^\n。;]{0,40}(?:信息|政务)公开[^\n。;]{0,8}(?:统计表|统计报表|情况表)[^\n。;]{0,20}$",
    re.M,
)
STATISTICS_HEADER = re.compile(
    r"统\s?计\s?指\s?标|指\s?标\s?名\s?称|指标\s*[|\t]|统\s?计\s?数|计量单位"
)
# Labels of the statistics table in a wording that no narrative has.
STATISTICS_ROW = re.compile(
    r"主动公开政府信息数|主动公开规范性文件数|制发规范性文件总数|公开政府信息数|当面申请数|收到申请数|申请办结数|申请答复数|网络申请数|信函申请数"
    r"|按时办结数|延期办结数|属于已主动公开范围数|同意公开答复数|同意部分公开答复数|不同意公开答复数|不属于本行政机关公开数|信息不存在数"
    r"|告知作出更改补充数|告知通过其他途径办理数|维持具体行政行为数|被依法纠错数|其他情形数|驳回原告诉讼请求数|收取的费用|举报投诉数量"
    r"|专门机构数|公开查阅点数|工作人员数|专职人员数|兼职人员数|专项经费|专题会议数|培训班数|接受培训人员数|发布会总次数|舆情数|咨询数|事件数|解读稿件数"
)
