"""Who reports on which year, under which form: from the title, the preamble, the prose and the tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govie.form import Form, Label, form_of_year, forms
from govie.headers import cjk
from govie.sections import Outline
from govie.source import Source

_CHINESE_DIGITS = str.maketrans("〇零○OＯo一二三四五六七八九", "000000123456789")
_YEAR = r"(?P<year>2\s*0\s*[12]\s*\d|二\s*[〇零○OＯo0]\s*[一二]\s*[〇零○OＯo0一二三四五六七八九])"
_WS = r"\s{0,2}"


def _spaced(words: str) -> str:
    return _WS.join(map(re.escape, words))


# The title's own words: everything else in it names the agency and the year.
def _maybe(*words: str) -> str:
    return rf"(?:(?:{'|'.join(map(_spaced, words))}){_WS})?"


_KIND = (
    rf"(?:{_maybe('政府', '政务')}{_spaced('信息')}{_WS}{_maybe('主动')}|{_spaced('政务')}{_WS}){_spaced('公开')}{_WS}"
    rf"{_maybe('工作')}{_maybe('情况')}{_maybe('的')}(?:{_YEAR}{_WS}年{_WS}{_maybe('度')})?(?:年{_WS}度?{_WS})?"
    rf"{_maybe('工作')}{_maybe('情况')}{_maybe('的')}{_maybe('总结')}(?:\d{{4}}{_WS})?{_spaced('报告')}"
)
_TITLE = re.compile(_KIND)
_TITLE_YEAR = re.compile(rf"{_YEAR}{_WS}(?:年{_WS}度?|年?{_WS}度|(?=\s*(?:政府|政务)\s*信息))")
_PERIOD = re.compile(
    rf"(?:期限|时间|统计|数据|自|从|起止)[^。\n]{{0,24}}?{_YEAR}{_WS}年?{_WS}[.\-/]?{_WS}0?1{_WS}(?:月|[.\-/]){_WS}0?1{_WS}日?"
)
_ANY_YEAR = re.compile(rf"{_YEAR}{_WS}年(?!度?(?:工作)?(?:要点|计划))")
_REPORT_OF = re.compile(
    rf"(?:公布|编制|现将|形成|由|发布|撰写){_WS}(?P<agency>[\u4e00-\u9fff]{{3,30}}?)(?=(?:的|关于)?{_YEAR}{_WS}年?度?{_WS}(?:政府|政务)信息公开|(?:的)?(?:政府|政务)信息公开(?:工作)?年度报告)"
)
_CONTACT = re.compile(
    r"(?:请|可)(?:与|向|联系|径向|直接与|直接联系)[:：]?\s*(?P<agency>[\u4e00-\u9fff]{3,30}?)(?:的)?(?:政务公开|政府信息公开|信息公开|办公室|党政办|党政综合办|综合办|联系)"
)
_IMPRINT = re.compile(
    r"(?:来源|发布机构|发布单位|发文机关|公开主体|发布主体)\s?[:：]\s?(?P<agency>[\u4e00-\u9fff]{3,30})"
)
_AGENCY_END = re.compile(
    r"(?:人民政府|管理委员会|管委会|委员会|办事处|政府|公安局|[厅局委办院署行会社所站校馆处队]|镇|乡|街道|区|县|市|省|盟|旗|州|中心|法院|检察院|集团|公司)$"
)
_NOISE = re.compile(r"^(?:关于|附件\d?[:：]?|索引号.*|[\W\d_]+)|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Meta:
    """``form`` is None where the text has neither a form's table nor a year."""

    title: str | None
    agency: str | None
    year: int | None
    form: str | None
    warnings: tuple[str, ...] = ()


def read(source: Source, outline: Outline) -> Meta:
    """What the report says of itself."""
    view = source.view
    head = view[: max(outline.headings[0].start if outline.headings else 0, 200)][-4000:]
    head = re.sub(r"\|[ :|-]*", _without_rule, head)
    head = re.sub(r" ?\n\s*", "\n", re.sub(r"[ \t]+", " ", head))
    title, title_agency, year = _title(head)
    if year is None:
        year = _year(view, head)
    form = _form(view, outline, year)
    agency = title_agency or _agency(view)
    warnings = []
    if title is None and agency is None and not outline.headings:
        warnings.append("W100 the text does not look like a 政府信息公开工作年度报告")
    if year is None:
        warnings.append("W102 no year found")
    if agency is None:
        warnings.append("W103 no agency found")
    expected = form_of_year(year) if year else None
    if form and expected and form != expected.name:
        warnings.append(
            f"W104 the tables are those of form {form}, but a report on {year} had to use form {expected.name}"
        )
    return Meta(title, agency, year, form, tuple(warnings))


def _number(text: str) -> int:
    return int(re.sub(r"\s", "", text).translate(_CHINESE_DIGITS))


def _title(head: str) -> tuple[str | None, str | None, int | None]:
    """The title, the agency and the year that it names."""
    best: tuple[float, str, str | None, int | None] | None = None
    for match in _TITLE.finditer(head):
        start = _title_start(head, match.start())
        end = match.end()
        text = head[start:end]
        if re.search(r"[，。；：“”]|根据|按照|条例|要求|规定", text) or len(cjk(text)) > 60:
            continue
        year_match = _TITLE_YEAR.search(text) or re.search(_YEAR + rf"{_WS}年", text)
        year = _number(year_match["year"]) if year_match else None
        agency = _clean(_without_year(text[: match.start() - start]))
        stands_alone = not head[end : end + 40].split("\n")[0].strip(" )）》>|#*_")
        score = 2.0 * (agency is not None) + (year is not None) + stands_alone - start / 10_000
        if best is None or score > best[0]:
            best = (score, "".join(text.split()), agency, year)
    if best is None:
        return None, None, None
    return best[1:]


def _without_rule(pipes: re.Match[str]) -> str:
    """A space for the rule below a Markdown table's head, and one for each other pipe."""
    run, pipe, rest = pipes[0].rpartition("|")
    return " " + rest if "---" in run else (run + pipe).replace("|", " ") + rest


def _title_start(head: str, at: int) -> int:
    """Where the title begins: its own line, or the one before where a break cut it."""
    start = max(head.rfind(mark, 0, at) for mark in "\n\t|>《。；") + 1
    for _ in range(2):
        if cjk(_without_year(head[start:at])) and not re.match(
            r"\s*(?:人民政府|办事处|关于)", head[start:at]
        ):
            break
        before = head[:start].rstrip("\n\t |")
        line = max(before.rfind(mark) for mark in "\n\t|>《。") + 1
        words = before[line:]
        if (
            not before
            or not cjk(words)
            or len(cjk(words)) > 30
            or re.search(r"[，。；：]|索引|来源|时间|日期|首页|字号|打印|信息公开", words)
        ):
            break
        start = line
    while start < at and head[start] in " \t\n#*_|·-":
        start += 1
    # Navigation and menus stand before the title where line breaks are gone.
    words = head[start:at]
    spaces = [m.end() for m in re.finditer(r"\s{1,}", words)]
    if len(cjk(words)) > 30 and spaces:
        for space in reversed(spaces):
            if len(cjk(_without_year(words[space:]))) >= 4:
                return start + space
    return start


def _without_year(text: str) -> str:
    text = re.sub(rf"{_YEAR}\s*(?:年\s*度?|度)?", "", text)
    return "".join(text.split())


def _clean(text: str | None) -> str | None:
    if text is None:
        return None
    text = "".join(text.split())
    previous = None
    while previous != text:
        previous = text
        text = _NOISE.sub("", text)
    text = re.sub(r"(?:的|关于|关于印发|年度|年){1,9}$", "", text)
    text = re.sub(r"^.*(?:年报|年度报告|首页|信息公开|[\]>】|])", "", text)
    text = re.sub(r"^(?:发布|公布|关于|现将)", "", text)
    return text if 2 <= len(cjk(text)) <= 36 else None


def _agency(view: str) -> str | None:
    """The agency where the title does not name it: the preamble, the contact, the signature."""
    for pattern in (_REPORT_OF, _CONTACT, _IMPRINT):
        for match in pattern.finditer(view):
            name = _clean(match["agency"])
            if name and _AGENCY_END.search(name) and not re.match(r"本|我|各|有关|现|该", name):
                return name
    lines = [line.strip() for line in view[-400:].split("\n") if line.strip()]
    for line in reversed(lines[-4:]):
        name = _clean(line)
        if (
            name
            and len(cjk(line)) == len(line.replace(" ", ""))
            and _AGENCY_END.search(name)
            and 4 <= len(name) <= 30
        ):
            return name
    return None


def _year(view: str, head: str) -> int | None:
    """The year where the title does not tell it: the period of the statistics, the preamble, the prose."""
    periods = Counter(_number(m["year"]) for m in _PERIOD.finditer(view))
    if periods:
        return periods.most_common(1)[0][0]
    for text in (head, view):
        said = [_number(m["year"]) for m in _ANY_YEAR.finditer(text)]
        if said:
            return Counter(said).most_common(1)[0][0]
    return None


def _form(view: str, outline: Outline, year: int | None) -> str | None:
    """The form whose own labels the tables print; by the year where there are no tables."""
    squeezed = "".join(view.split())
    expected = form_of_year(year) if year else None
    if outline.tables:
        votes = {
            name: float(sum(w in squeezed for w in words)) for name, words in _own_labels().items()
        }
        if expected and any(votes.values()):
            votes[expected.name] += 0.5
        best = max(votes, key=lambda name: votes[name])
        if votes[best] > max((v for n, v in votes.items() if n != best), default=0):
            return best
    return expected.name if expected else None


@cache
def _own_labels() -> dict[str, set[str]]:
    """The labels that only one form has, and the other in no wording and for no group."""
    names = {name: [*_names(form)] for name, form in forms().items()}
    wordings = {
        name: {w for n in own for w in (n.text, n.group or "", *n.variants)}
        for name, own in names.items()
    }
    return {
        name: {
            label.text
            for label in own
            if len(cjk(label.text)) >= 5
            and not any(
                label.text in theirs
                for n, other in wordings.items()
                if n != name
                for theirs in other
            )
        }
        for name, own in names.items()
    }


def _names(form: Form) -> Iterator[Label]:
    for table in form.tables:
        yield from table.rows
        yield from table.columns
