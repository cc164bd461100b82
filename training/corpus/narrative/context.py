"""What a sentence can refer to: the agency, the year, and the numbers of its tables."""

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
        [
            "secret",
            "prohibited",
            "stability",
            "third_party",
            "internal",
            "deliberative",
            "enforcement",
            "query",
        ]
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
        found = [(f"{{said_{name}}}", self.values.get(name, 0)) for name in LISTS[source]]
        return [(text, value) for text, value in found if value or keep_zeros]


OWN: dict[str, Callable[[Context, random.Random], str]] = {
    "year": lambda c, r: str(c.year),
    "last_year": lambda c, r: str(c.year - 1),
    "next_year": lambda c, r: str(c.year + 1),
    "we": lambda c, r: r.choice(c.agency.we),
    "whole": lambda c, r: c.agency.whole,
    "short": lambda c, r: c.agency.short,
    "place": lambda c, r: c.agency.place,
    "unit": lambda c, r: c.agency.gov.removesuffix("政府"),
    "congress": lambda c, r: "二十大" if c.year > 2022 else "十九大",
    "gov": lambda c, r: c.agency.gov,
    "govfull": lambda c, r: c.agency.gov.replace("政府", "人民政府"),
    "fieldname": lambda c, r: c.agency.field or r.choice(("政务", "便民", "惠民", "民生")),
    "term": lambda c, r: r.choice(
        c.agency.terms or ("便民服务", "民生保障", "工作落实", "惠民政策")
    ),
    "above": lambda c, r: "、".join(c.agency.upper) or "国家",
    "superior": lambda c, r: (
        f"{c.agency.upper[-1]}委、{c.agency.upper[-1]}政府" if c.agency.upper else "党中央、国务院"
    ),
    "head": lambda c, r: _head(c.agency),
}


def _head(agency: Agency) -> str:
    if agency.level in ("province", "city", "county"):
        return {"省": "省长", "自治区": "自治区主席", "旗": "旗长"}.get(
            agency.unit, f"{agency.unit}长"
        )
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
