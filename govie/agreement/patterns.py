"""Patterns for the scope of a count in the narrative: another year, a part of it, another agency."""

from __future__ import annotations

import re

from govie.late import late

CLAUSE_END = late(r"[。；;！？\n]")
LAST_MARK = re.compile(r"[，,。；;（(：:\n]")
# Several years together, or a part of the year.
SEVERAL_YEARS = late(
    r"近[两二三四五六七八九十]年|历年|\d{4}年?(?:至|到|-|—|~)\d{4}年|20\d\d年以来|[三五十]年来|届\w{0,4}以来"
    r"|[一二三四]五”?(?:规划)?(?:期间|时期|以来)"
)
PART_OF_YEAR = late(
    r"[一二三四]季度|[上下]半年|(?<![年\d])\d{1,2}月份|(?<!\d)(?!1月?[至到~-]12月)\d{1,2}月?(?:至|到|-|—|~)\d{1,2}月"
    r"|(?<![\d至到年~-])\d{1,2}月(?![\d底末初份至到~-])|[月日周]均|平均每|(?<!报告)期间"
)
# 去年收到, but not 比去年减少 and 去年同期.
LAST_YEAR = re.compile(r"(?<![较比同与照])(?:去年|上年|上一年)(?!度?(?:同期|相比|结转|转入))")
# One way of asking, or one kind of those who ask: not all requests.
ONE_WAY = re.compile(
    r"(?:通过|经由|以)[^，。]{1,12}(?:方式|渠道|形式|平台|网站|系统|信箱|邮件|信函|传真|热线)(?:共|累计)?(?:收到|受理|接收)"
    r"|(?:网上|窗口|信函|邮寄|当面|现场)(?:共|累计)?(?:收到|受理|接收)|转办|交办|转来"
)
YEAR = re.compile(r"(20\d\d)年")
# The office itself, its departments or its subordinates, not the whole agency.
NARROW = re.compile(
    r"本级|办公室|(?:各|其他|工作|直属|政府)部门|局属|下属|所属|镇街|各(?:街道|乡镇|镇|区县|县区)|系统(?:共|各)"
    r"|直属?各?(?:单位|部门)|(?<=\d)[个家](?:单位|部门|镇|乡)"
)
# How an agency's short name ends; of two that one name may end in the longer comes first.
NAME_ENDS = ("政府办", "府办", "局", "委", "政府", "街道", "镇", "乡")
# An agency that takes or answers requests: the report's own, by whatever name, or another one.
ACTOR = late(
    rf"(?:代表)?(?P<name>[\u4e00-\u9fff]{{1,8}}?(?:{'|'.join(NAME_ENDS)}))(?:共|累计|全年|总计)?(?:代表|受理|收到|办理|答复)"
)
OWN = re.compile(r"^(?:我|本|全|该|各级|年)|行政机关")
# What distinguishes reviews and lawsuits about disclosure from all others.
DISCLOSURE = re.compile(r"信息公开|公开申请|依申请公开")
# Measure words of requests; visits (人次) and the like count something else.
COUNTED = frozenset("件条宗份次起项个") | {None}
