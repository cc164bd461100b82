"""What a sentence can speak of: the agency, the year, and the figures of its tables."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from training.corpus.agencies import Agency
from training.corpus.narrative import lexicon
from training.corpus.narrative.numerals import Style
from training.corpus.report import PrintedCell

# Rows of the table of requests, by the name that patterns call their total.
OUTCOMES = {
    "granted": "granted",
    "partly": "partly_granted",
    "refused": "refused.",
    "unavailable": "unavailable.",
    "rejected": "not_processed.",
    "other_outcome": "other_outcome",
    "secret": "refused.state_secret",
    "prohibited": "refused.prohibited_by_law",
    "stability": "refused.security_stability",
    "third_party": "refused.third_party",
    "internal": "refused.internal_affairs",
    "deliberative": "refused.deliberative",
    "enforcement": "refused.enforcement_file",
    "query": "refused.administrative_query",
    "not_held": "unavailable.not_held",
    "creation": "unavailable.needs_creation",
    "unclear": "unavailable.still_unclear",
    "petition": "not_processed.petition",
    "repeated": "not_processed.repeated",
    "publication": "not_processed.publication",
    "excessive": "not_processed.excessive",
    "confirmation": "not_processed.confirmation",
}
LISTS = {
    "outcomes": ("granted", "partly", "refused", "unavailable", "rejected", "other_outcome"),
    "refusals": (
        "secret prohibited stability third_party internal deliberative enforcement query".split()
    ),
    "absences": ("not_held", "creation", "unclear"),
    "rejections": ("petition", "repeated", "publication", "excessive", "confirmation"),
    "applicants": ("natural", "legal"),
    "organizations": ("business", "research", "public_welfare", "legal_service", "other_org"),
    "review_results": ("review_upheld", "review_corrected", "review_other", "review_pending"),
    "litigation_results": (
        "litigation_upheld",
        "litigation_corrected",
        "litigation_other",
        "litigation_pending",
    ),
}
ORGANIZATIONS = ("business", "research", "public_welfare", "legal_service", "other_org")
RESULTS = ("upheld", "corrected", "other", "pending")


@dataclass(frozen=True, slots=True)
class Context:
    """``values`` are the figures by name; ``fixed`` are slots that keep their word in a report."""

    agency: Agency
    year: int
    form: str
    split: str
    style: Style
    values: dict[str, int]
    fixed: dict[str, str] = field(default_factory=dict)

    def slot(self, rng: random.Random, name: str) -> str:
        """The words for ``{name}``, which may themselves hold markup."""
        own = OWN.get(name)
        if own is not None:
            return own(self, rng)
        if name in self.fixed:
            return self.fixed[name]
        if name in lexicon.words():
            return lexicon.draw(rng, name, self.split)
        raise KeyError(f"no slot {{{name}}}")

    def entries(self, rng: random.Random, source: str) -> list[tuple[str, int]] | None:
        """Entries of a list that the tables give, with their figures: most often those not 0."""
        if source not in LISTS:
            return None
        keep_zeros = rng.random() < 0.25
        found = [(f"{{said.{name}}}", self.values.get(name, 0)) for name in LISTS[source]]
        return [(text, value) for text, value in found if value or keep_zeros]


OWN: dict[str, Callable[[Context, random.Random], str]] = {
    "year": lambda c, r: str(c.year),
    "last_year": lambda c, r: str(c.year - 1),
    "next_year": lambda c, r: str(c.year + 1),
    "we": lambda c, r: r.choice(c.agency.we),
    "whole": lambda c, r: c.agency.whole,
    "short": lambda c, r: c.agency.short,
    "place": lambda c, r: c.agency.place,
    "unit": lambda c, r: c.agency.unit,
    "gov": lambda c, r: c.agency.gov,
    "govfull": lambda c, r: c.agency.gov.replace("政府", "人民政府"),
    "fieldname": lambda c, r: c.agency.field or r.choice(("政务", "便民", "惠民", "民生")),
    "term": lambda c, r: r.choice(c.agency.terms or ("便民服务", "民生保障", "工作落实", "惠民政策")),
    "above": lambda c, r: "、".join(c.agency.upper) or "国家",
    "superior": lambda c, r: f"{c.agency.upper[-1]}委、{c.agency.upper[-1]}政府"
    if c.agency.upper
    else "党中央、国务院",
    "head": lambda c, r: _head(c.agency),
    "said": lambda c, r: "",
}
for _name, _words in {
    "granted": "予以公开|予以公开|“予以公开”|同意公开|公开|全部公开",
    "partly": "部分公开|部分公开|“部分公开”|予以部分公开",
    "refused": "不予公开|不予公开|“不予公开”|决定不予公开",
    "unavailable": "无法提供|无法提供|“无法提供”|无法提供信息",
    "rejected": "不予处理|不予处理|“不予处理”|不予以处理",
    "other_outcome": "其他处理|其他处理|其他|其他情形|其它处理|作其他处理",
    "secret": "属于国家秘密|涉及国家秘密",
    "prohibited": "其他法律行政法规禁止公开|法律法规禁止公开",
    "stability": "危及“三安全一稳定”",
    "third_party": "保护第三方合法权益|涉及第三方合法权益",
    "internal": "属于三类内部事务信息|内部事务信息|属于内部事务信息",
    "deliberative": "属于四类过程性信息|过程性信息|属于过程性信息",
    "enforcement": "属于行政执法案卷|行政执法案卷信息|行政执法案卷",
    "query": "属于行政查询事项|行政查询事项",
    "not_held": "本机关不掌握相关政府信息|本机关不掌握|不掌握相关信息|本机关不掌握相关信息",
    "creation": "没有现成信息需要另行制作|需要另行制作|没有现成信息需另行制作",
    "unclear": "补正后申请内容仍不明确|补正后仍不明确",
    "petition": "信访举报投诉类申请|信访举报投诉类|属于信访举报投诉类申请",
    "repeated": "重复申请|属于重复申请",
    "publication": "要求提供公开出版物",
    "excessive": "无正当理由大量反复申请|大量反复申请",
    "confirmation": "要求行政机关确认或重新出具已获取信息",
    "natural": "自然人申请|自然人|公民申请|自然人提出申请|公民个人申请|个人申请|自然人提交申请",
    "legal": "法人或其他组织申请|法人或其他组织|法人及其他组织|法人和其他组织提出申请|企业和其他组织申请",
    "business": "商业企业|商业企业申请|企业申请",
    "research": "科研机构",
    "public_welfare": "社会公益组织",
    "legal_service": "法律服务机构|法律服务机构申请",
    "other_org": "其他组织|其他",
    "review_upheld": "结果维持|维持|维持原答复|维持原行政行为|复议维持|驳回复议请求",
    "review_corrected": "结果纠正|纠正|被纠正|撤销原答复|责令重新答复|被纠错",
    "review_other": "其他结果|其它结果|申请人撤回|终止审理",
    "review_pending": "尚未审结|未审结|正在审理|尚在审理",
    "litigation_upheld": "结果维持|维持|胜诉|驳回原告诉讼请求|法院维持",
    "litigation_corrected": "结果纠正|被纠正|败诉|判决撤销",
    "litigation_other": "其他结果|其它结果|原告撤诉|裁定驳回起诉",
    "litigation_pending": "尚未审结|未审结|正在审理中|尚未判决",
}.items():
    OWN[f"said.{_name}"] = lambda c, r, w=tuple(_words.split("|")): r.choice(w)  # type: ignore[misc]


def _head(agency: Agency) -> str:
    if agency.level in ("province", "city", "county"):
        return {"省": "省长", "自治区": "自治区主席", "旗": "旗长"}.get(agency.unit, f"{agency.unit}长")
    if agency.level == "township":
        return f"{agency.unit}长"
    if agency.level == "street" or agency.name.endswith(("会", "室", "心")):
        return "主任"
    return "厅长" if agency.name.endswith("厅") else "局长"


def values_of(cells: dict[str, PrintedCell]) -> dict[str, int]:
    """The tables' figures by the names that patterns use; blanks count as 0."""

    def total(prefix: str, column: str = "total") -> int:
        return sum(
            int(cell.value or 0)
            for path, cell in cells.items()
            if path.startswith(prefix) and path.endswith(f".{column}")
        )

    values = {
        "received": total("requests.received"),
        "carried_in": total("requests.carried_in"),
        "carried_out": total("requests.carried_out"),
        "closed": total("requests.outcome_total"),
        "natural": total("requests.received", "natural_person"),
        "nd_issued": total("disclosure.normative_documents", "issued")
        + total("disclosure.normative_documents", "made"),
        "nd_repealed": total("disclosure.normative_documents", "repealed"),
        "nd_in_force": total("disclosure.normative_documents", "in_force")
        + total("disclosure.normative_documents", "published_total"),
        "regulations": total("disclosure.regulations", "issued")
        + total("disclosure.regulations", "made"),
        "licensing": total("disclosure.licensing", "decisions"),
        "penalty": total("disclosure.penalty", "decisions"),
        "coercion": total("disclosure.coercion", "decisions"),
        "fees": total("disclosure.fees", "amount"),
        "procurement": total("disclosure.procurement", "projects"),
        "procurement_amount": total("disclosure.procurement", "amount"),
    }
    values |= {name: total("requests." + prefix) for name, prefix in OUTCOMES.items()}
    values |= {name: total("requests.received", name) for name in ORGANIZATIONS}
    values["legal"] = sum(values[name] for name in ORGANIZATIONS)
    for name, prefixes in {
        "review": ("review.",),
        "direct": ("litigation_direct",),
        "after_review": ("litigation_after_review",),
        "litigation": ("litigation_direct", "litigation_after_review"),
    }.items():
        values[name] = sum(total(p) for p in prefixes)
        values |= {f"{name}_{r}": sum(total(p, r) for p in prefixes) for r in RESULTS}
    return complete(values)


def complete(values: dict[str, int]) -> dict[str, int]:
    """Adds what follows from the others."""
    values["handled"] = values["received"] + values["carried_in"]
    values["answered"] = values["granted"] + values["partly"]
    values["form2021"] = values.get("form2021", 0)
    return values
