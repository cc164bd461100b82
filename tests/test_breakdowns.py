"""Which counts are parts of which, as words and sums of a breakdown tell it; each rule with its siblings."""

from __future__ import annotations

import pytest

import govie

OPENING = "青禾县2022年政府信息公开工作年度报告\n一、总体情况\n"


def parts(text: str) -> list[int | None]:
    """For each count of ``text`` the number of its total."""
    return [fact.part_of for fact in govie.extract(OPENING + text).facts]


N = None
NESTED = [
    (
        "公开政务信息515条，其中网站发布信息85条，其中乡村振兴9条（其中优抚4条），燃气管理76条；微博推送信息430条。",
        [N, 0, 1, 2, 1, 0],
    ),
    (
        "发布政务信息392条。按类别分：\n1.市场监管类2条；\n2.安全生产类183条；\n3.民生保障类207条。",
        [N, 0, 0, 0],
    ),
]
LEVELS = [
    ("全县共受理申请公开82件，结转下年4件，县政府本级受理19件，结转下年2件。", [N, N, 0, 1]),
    (
        "全市收到政府信息公开申请1860件，办结1871件。市本级收到政府信息公开申请152件，办结149件。",
        [N, N, 0, 1],
    ),
]
LED_TO = [
    ("收到申请62件（含上年结转4件），答复57件，其中延期答复6件。", [N, 0, N, 2]),
    ("引发行政复议7件，其中纠正2件；引发行政诉讼4件，其中败诉1件。", [N, 0, N, 2]),
    ("答复政府信息公开申请57件，办结率100%，其中按期答复51件。", [N, 0]),
    ("公开政府信息2310条，较上年增加340条。其中财政信息36条，监管信息128条。", [N, 0, 0]),
]
ADDS_UP = [
    # of what was closed, which they add up to, and not of what was received
    (
        "市政府受理政府信息公开申请96件，办结88件（含上年结转9件）。其中，予以公开及部分公开31件，不予公开6件，无法提供40件，不予处理11件。",
        [N, N, 1, 1, 1, 1, 1],
    ),
    ("对行政规范性文件93件开展清理，保留61件，修改14件，废止18件。", [N, 0, 0, 0]),
    ("对现行规范性文件40份进行清理，继续有效30份，修订4份，失效6份。", [N, 0, 0, 0]),
    ("引发行政复议6件、行政诉讼0件，其中维持3件，纠正1件，尚未审结2件。", [N, N, 0, 0, 0]),
    ("引发行政复议9件、行政诉讼2件，其中3件维持，5件被纠正，1件尚未审结。", [N, N, 0, 0, 0]),
    (
        "收到申请131件。按方式分：网上申请97件、邮寄申请29件、现场申请5件。按主体分：自然人112件、法人19件。",
        [N, 0, 0, 0, 0, 0],
    ),
    (
        "公开政府信息779条，其中动态类信息500条、公告类信息279条；按渠道分，网站公开600条，微博公开179条。",
        [N, 0, 0, 0, 0],
    ),
    (
        "公开政府信息60条，其中预算信息10条，决算信息50条（部门决算20条、乡镇决算30条）。",
        [N, 0, 0, 2, 2],
    ),
]
SUM_BEHIND = [
    (
        "网站公开信息203条，微信公众号推送信息480条，公开栏公开信息96条，三项合计779条。",
        [3, 3, 3, N],
    ),
    ("现场咨询1520人次，电话咨询860人次，网上咨询74件，共计接受咨询2454次。", [3, 3, 3, N]),
    ("承办人大代表建议23件、政协委员提案31件，合计54件。", [2, 2, N]),
    # most of a list is of the sum behind it, the first of it seems to be of what 其中 follows
    (
        "公开目录和专栏共发布信息90条。其中公开目录中公开年度报告2条，机构职能3条、部门文件21条、公告公示14条，共发布40条。",
        [N, 5, 5, 5, 5, N],
    ),
]
NO_PARTS = [
    (
        "受理政府信息公开申请16件，已办结13件，3件结转下年办理。引发的行政复议案件4件，已审结。行政诉讼案件2件。",
        [N, N, N, N, N],
    ),
    ("收到群众来信164封，答复164封。", [N, N]),
    ("新收信息公开申请37件，答复33件，结转下一年度4件。", [N, N, N]),
    ("热线受理群众诉求2847件，办结2831件。", [N, N]),
    ("收到政府信息公开申请12件，办结10件，结转下年2件。", [N, N, N]),
    (
        "公开信息151条，其中资金分配95条，机构职能9条，其他信息47条。预算执行情况14条，债券信息11条。",
        [N, 0, 0, 0, N, N],
    ),
]
SAID_AGAIN = [
    ("无法提供3件，不予公开5件。不予公开的申请中，国家秘密2件，行政查询事项3件。", [N, N, 1, 1]),
    (
        "答复申请84件。在答复的84件中，予以公开60件，部分公开24件。",
        [N, 0, 0],
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted"), [*LED_TO, *ADDS_UP, *SUM_BEHIND, *NESTED, *LEVELS, *NO_PARTS]
)
def test_parts_and_totals(text: str, wanted: list[int | None]) -> None:
    assert parts(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), SAID_AGAIN)
def test_a_total_said_again_is_the_first(text: str, wanted: list[int | None]) -> None:
    found = parts(text)
    assert [p for p in found if p is not None] == [p for p in wanted if p is not None]


def test_many_breakdowns_together_are_linked_as_alone() -> None:
    texts = [OPENING + text for text, _ in [*LED_TO, *ADDS_UP, *SUM_BEHIND, *NO_PARTS]]
    together = [r.facts for r in govie.load().extract_many(texts)]
    assert together == [govie.extract(text).facts for text in texts]
