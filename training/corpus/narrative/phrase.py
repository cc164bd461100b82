"""The shortest phrase that names what is counted, by the guidelines in ``docs/annotating.md``.

Patterns mark the noun with what stands beside it in print. What the guidelines leave off is taken
away here, in one place: a word for "all kinds of", the word "number", the quotes around an outcome.
"""

from __future__ import annotations

import re

# 各类政府信息 counts 政府信息; 各类信息 stays, since 信息 alone would say nothing.
_ALL_KINDS = re.compile(r"(?:各类|各种|各项)(?!(?:信息|事项|问题|活动|业务|文件)$)(?=\S{2})")
_RELATED = re.compile(r"(?:相关|有关)(?=[^的]{3})")
# 答复数 counts 答复; what has no other noun keeps it: 粉丝数, 关注人数, 信息总量.
_NUMBER = re.compile(
    r"(?<=\S{2})(?<!人)(?<!粉丝)(?<!用户)(?<!关注)(?<!订阅)(?<!好友)(?<!点击)(?<!点赞)(?<!浏览)(?<!阅读)(?<!指)(?<!基)(?<!总)"
    r"(?:次数|件数|条数|期数|篇数|数量|总数|数)$"
)
_QUOTED = re.compile(r"“([^“”]+)”$")
_OUTCOMES = frozenset(
    {"requests_received", "requests_closed", "requests_carried", "review", "litigation"}
)
_VERBS = re.compile(
    r"回应(?=公众关注)|作出(?=答复)|属于(?=\S{4})|查阅利用(?=\S{2})|(?:通过|经)(?=\S{2,8}(?:申请|提交|提出)$)"
)


def shortest(text: str, start: int, end: int, topic: str) -> tuple[int, int]:
    """The place of the item in ``text`` that the marked words from ``start`` to ``end`` hold."""
    words = text[start:end]
    if topic in _OUTCOMES and (quoted := _QUOTED.match(words)):
        return start + 1, start + 1 + len(quoted[1])
    for before in (_ALL_KINDS, _RELATED, _VERBS):
        if match := before.match(text[start:end]):
            start += match.end()
    if match := _NUMBER.search(text[start:end]):
        end = start + match.start()
    return start, end
