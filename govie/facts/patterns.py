"""Patterns and word lists of the narrative: what numbers look like, and the words around counts and breakdowns.

The cues that the trained networks count stand in ``words.toml``.
"""

from __future__ import annotations

import re

from govie.late import late
from govie.text import numerals
from govie.values import Bound

# ---- numbers

NUMBER = re.compile(
    rf"(?P<digits>{numerals.THOUSANDS}(?!\d)|\d+)(?P<decimals>\.\d+)?"
    r"(?P<mid>[余多来几])?(?P<scale>[百千]?[万亿]|[百千](?![分年]))?"
    r"(?P<then>(?<=[万千])[1-9][千百])?(?P<more>[余多来]|\+(?!\d))?"
    rf"|(?P<han>[{numerals.CHINESE}]+(?:[万亿][{numerals.CHINESE}]*)?)(?P<hanmid>[余多来](?=[万亿]))?(?P<hanscale>[万亿])?(?P<hanmore>[余多来](?![自源]))?"
    r"|(?P<bare>万[余多])"
)
NUMBER_START = re.compile(rf"[\d{numerals.CHINESE}万]")
"""The first character of every ``NUMBER``; searching for it alone takes a fraction of the time."""
# Vague quantities that state no number: 数十条, 几百次.
VAGUE = re.compile(r"[数几好](?=[十百千万拾佰仟])")
# Contexts that exclude a count by form alone: document numbers, list marks, dates, percentages, addresses.
EXCLUDED_BEFORE = re.compile(r"(?:第|〔|\[|[^\d]\.|\d[-—–~/:·+]|[#№+@_-])$")
EXCLUDED_AFTER = re.compile(
    r"年(?!度?报告?[\d、，])|月(?!均)|[日号](?!均)|时[^限]|点(?![击赞位])|%|％|‰|[〕\]]|个?百分点|个?(?:工作日|自然日|小时|分钟|月|年|季度|星期|周)|百分|成(?=[^果立效])"
    r"|天|秒|倍|[a-zA-Z]|[-—–~/:]\d|[.·]\d|[.@][a-zA-Z]|\+\d|折|届|楼|室|路|街(?!道)|栋|弄|岁|度|米|平方|公里|亩|公顷|吨|\)"
)
LIST_MARK = re.compile(
    r"(?:^|(?<=[。;:，、!?)\n]))\(?\d{1,2}(?:[、)](?!\d+[条件个篇次期份项])|\.(?!\d))"
)
# Words before an identifier (telephone, postal code …) of five or more digits.
IDENTIFIER_BEFORE = re.compile(
    r"(?:电话|热线|邮编|邮政编码|传真|编号|编码|号码|QQ|qq)[:为是]{0,2}$|[a-zA-Z]$"
)
# Telephone hotlines of five digits: 12345, 12388.
HOTLINE = re.compile(r"1[0-9]{4}(?=[^\d]{0,6}(?:热线|平台|专线|举报|服务)|[”\"])")
# 一 as an article: 作为一项重要工作, 每一件.
ARTICLE_BEFORE = re.compile(r"(?:作为|当作|当成|列为|成为|每|这|那|某|同|任何)$")
ARTICLE_AFTER = re.compile(
    r"[项件个种类](?:重要|重点|重大|系统|长期|基础|常态|经常|关键|严肃|中心|政治)"
)
# A number of addends: 三项合计.
ADDENDS = re.compile(r"[项类种者](?:信息|申请|数据)?(?:合计|共计|总计|相加)")
# Words before and after a number that make it a bound; the first that applies counts.
BOUNDS: tuple[tuple[Bound, re.Pattern[str], re.Pattern[str]], ...] = (
    ("under", re.compile(r"(?:近|不足|不到|不超过|少于|低于|将近|接近)$"), re.compile("以内|以下")),
    ("about", re.compile(r"(?:约|大约|大概|约为|约有|约计|左右)$"), re.compile("左右|上下")),
    (
        "over",
        re.compile(r"(?:超过?|逾|突破|多于|高于|不少于|不低于|大于|累计超)$"),
        re.compile(r"以上|有余|\+"),
    ),
)
UNIT_GROUPS = (("条", "篇", "次"), ("件", "宗", "起", "份"), ("人", "名", "人次"))
"""Measure words of publications, of cases and of people: features of the trained networks."""

# ---- breakdowns

SUMMED = re.compile("合计|总计|共计|总数|相加")
BRACKET_OPENS = re.compile(r"\((?:其中|含|包括|包含)[^()。]{0,20}$")
# What was done with the requests that came in: such a count stands beside the count of requests, not within it.
DONE = late(r"(?:办结|答复|回复|办理|处理|反馈|解决)[率数]?(?:了|共|为)?$")
OUTCOME = re.compile(
    "占|被|采用|录用|刊用|[均为属系]|具体|主要|分别|退回|纠|撤|败诉|胜诉|维持|驳回"
)
CARRIED_OVER = re.compile("结转")
ACTION = re.compile("公开|发布|召开|开展|举办|组织|推送")
NEW_CLAUSE = re.compile("[;；][^，]{0,6}?(?:通过|利用|依托|受理|收到|开展|召开|制作|发布|推送)")
# An earlier count named again, whose parts follow: 不予公开的申请中, 信息公开目录信息中.
NAMED_AGAIN = re.compile(
    r"(?P<name>[\w“”]{2,14}?)(?:的(?:申请|情形|事项|信息)?)?(?:中|里|包括)[，:]?[^，。]{0,16}$"
)
# After a number that repeats an earlier total: 不予公开的5件中.
REPEATED = re.compile("(?:政府信息公开)?(?:申请|答复)?[件]?[中里]")
WHOLE_AREA = re.compile("全[省市县区州盟旗镇乡]|各级")
OWN_LEVEL = re.compile("本级")

# ---- indicators

# Words before an item that say whose it is, or when: 区人民政府, 各类, 全年.
WHOSE = re.compile(
    r"(?:[全本]?[省市县区镇乡州旗](?:人民)?(?:政府)?(?:及其?)?(?:办公室)?|本机关|本单位|各类|各种|相关|有关|全年)+(?=.{2})"
)
