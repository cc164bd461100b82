"""Texts that say whose report they are in all the ways that reports do: heads, preambles and feet.

Every text is put together from blocks of ``heads.toml``: navigation, title, the site's data about the
page, preamble, headings with a few sentences, statistics table (before 2019), signature. The agency is
what the highest of them says: the title, the preamble, the imprint, the overview, the signature. Kinds
of layout whose name ends in * come in the split ``test`` only, and nowhere else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from govie import toml
from training.corpus import agencies

_MARK = 0xE000  # private characters where a section's heading starts
_END = 0xE010  # and where it ends
NAMES = ("overview", "disclosure", "requests", "review_litigation", "problems", "other")
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
_ORDINALS = "一二三四五六七八九十"


@cache
def data() -> dict[str, Any]:
    """The blocks."""
    return toml.parse(Path(__file__).with_name("heads.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Named:
    """An agency: ``forms`` of its name, the best first; ``short``: as its own people call it."""

    forms: tuple[str, ...]
    short: str
    we: str
    government: str
    place: str


@dataclass(slots=True)
class _Text:
    """A text in the making: ``said`` holds the forms of the name that it has, the best place first."""

    rng: random.Random
    who: Named
    others: tuple[Named, Named]
    year: int
    held: bool
    kind: str
    late: str = ""
    said: list[tuple[int, str]] = field(default_factory=list)

    def slots(self, name: str) -> dict[str, str]:
        rng, who = self.rng, self.who
        cut = rng.randint(2, max(2, len(name) - 2))
        upper = rng.choice(("县委", "区委", "市委", "镇党委", "上级主管部门", "市政府", "省厅"))
        zero = rng.choice("〇零○")
        return {
            "A": name,
            "A1": name[:cut],
            "A2": name[cut:],
            "S": who.short,
            "W": who.we,
            "W2": rng.choice(("", "", who.we)),
            "G": who.government,
            "O": f"{who.government}办公室",
            "U": self.others[0].forms[0],
            "U2": self.others[1].forms[0],
            "D": upper,
            "L": who.place,
            "Y": str(self.year),
            "Z": str(self.year + 1),
            "C": str(self.year).translate(_CHINESE).replace("〇", zero),
            "K": self.kind,
            "K0": rng.choice(("政府信息公开年报", "信息公开年度报告", "政府信息公开")),
            "N2": str(rng.randint(10, 28)),
            "N3": str(rng.randint(29, 990)),
            "T": f"0{rng.randint(310, 990)}-{rng.randint(2000000, 8999999)}",
            "I": f"{rng.randint(10**8, 10**9)}/{self.year + 1}-{rng.randint(100, 99999):05d}",
        }

    def fill(self, pattern: str, rank: int | None = None) -> str:
        """``pattern`` filled; ``rank``: how much it counts that the agency is named here."""
        name = self.form(rank)
        slots = self.slots(name)
        filled = re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], pattern)
        if rank is not None and re.search(r"\{A1?\}", pattern):
            self.said.append((rank, name))
        return re.sub("~", lambda _: self.rng.choice(("", "", "\n", " ")), filled)

    def form(self, rank: int | None) -> str:
        """The name's first form in a title; elsewhere another one now and then."""
        forms = self.who.forms
        return forms[0] if rank in (0, None) or self.rng.random() < 0.6 else self.rng.choice(forms)

    def sentence(self, rank: int) -> str:
        """A sentence whose subject is the agency, or its pronoun half of the time."""
        words = data()["subject"]
        usual = not self.held or self.rng.random() < 0.5
        lead = self.rng.choice(words["leads" if usual else "leads*"])
        verb = self.rng.choice(words["verbs" if usual else "verbs*"])
        if usual and self.rng.random() < 0.6:
            verb = self.rng.choice(words["does"].split()) + self.rng.choice(words["whats"])
        return self.fill(f"{lead}{{A}}{verb}", rank)

    def block(self, table: str, rank: int | None, name: str | None = None) -> str:
        """One block of ``table``: of the kind ``name``, or of any that this text may have."""
        kinds: dict[str, list[str]] = data()[table]
        if name is None:
            usual = [k for k in kinds if not k.endswith("*")]
            rare = [k for k in kinds if k.endswith("*")]
            name = self.rng.choice(rare if self.held and rare else usual)
        elif self.held and f"{name}*" in kinds:
            name = f"{name}*"
        return self.fill(self.rng.choice(kinds[name]), rank)


def agency(rng: random.Random, split: str, year: int) -> Named:
    """An agency of the corpus, or one of a place that does not exist, as such are called in ``year``."""
    if rng.random() < 0.4:
        found = agencies.choose(rng, split)
        government = found.name.split("人民政府")[0][-12:]
        forms = (rng.choice(found.names), *found.names)
        return Named(forms, found.short, rng.choice(found.we), found.gov, government[:4])
    return _invented(rng, year)


def _invented(rng: random.Random, year: int) -> Named:
    words = data()["agencies"]
    first, second = words["syllables_a"].split(), words["syllables_b"].split()

    def place() -> str:
        return rng.choice(first) + rng.choice(second)

    unit = rng.choice("县县区区市")
    county, city = place() + unit, place() + "市"
    upper = rng.choice(("", "", city))
    government = f"{county}人民政府"
    draw = rng.random()
    if draw < 0.25:
        kind = rng.choice(("镇", "乡", "街道", "苏木"))
        town = place() + kind
        office = f"{town}办事处" if kind == "街道" else f"{town}人民政府"
        forms = [f"{upper}{county}{office}", f"{county}{office}", office, town, f"{county}{town}"]
        if kind in "镇乡":
            forms.append(f"{town}政府")
        return Named(_any_first(rng, forms), town, f"我{kind}", government, county)
    if draw < 0.37:
        forms = [f"{upper}{government}", government, county]
        return Named(_any_first(rng, forms), f"{unit}政府", f"我{unit}", government, county)
    if draw < 0.47:
        zone = f"{rng.choice((city, county, place()))}{rng.choice(words['zones'])}"
        full = zone + rng.choice(words["zone_ends"])
        return Named((full, full, zone), "管委会", "我区", f"{city}人民政府", zone)
    vertical = draw < 0.54
    own = rng.choice(words["vertical" if vertical else "old" if year < 2019 else "new"])
    forms = [f"{upper}{county}{own}", f"{county}{own}", f"{county}{own}"]
    if not vertical:
        forms += [f"{unit}{own}", *([own] if len(own) > 3 else [])]
    we = f"我{own[-1]}" if own[-1] in "局委办站馆队" else "我单位"
    return Named(_any_first(rng, forms), f"{unit}{own}", we, government, county)


def _any_first(rng: random.Random, forms: list[str]) -> tuple[str, ...]:
    return (rng.choice(forms), *forms)


def record(seed: int, split: str) -> dict[str, Any]:
    """One text with its agency (None where it names none), year and sections."""
    rng = random.Random(f"heads {split} {seed}")
    year = rng.choice((*range(2007, 2019), *range(2019, 2026), *range(2019, 2026)))
    old = year < 2019
    held = split == "test" and rng.random() < 0.5
    kind = rng.choice(data()["old_kinds" if old else "kinds"])
    others = (agency(rng, split, year), agency(rng, split, year))
    text = _Text(rng, agency(rng, split, year), others, year, held, kind)
    body = _head(text) + _sections(text, old)
    foot = rng.random()
    if foot < 0.25:
        body += "\n" + text.block("foot", 5, "signed")
    elif foot < 0.7:
        body += "\n" + text.fill(rng.choice(data()["foot"]["none"]))
    raw, places = _unmarked(_printed(rng, body))
    found = sorted(text.said)
    best = found[0][1] if found else None
    return {
        "id": f"heads-{split}-{seed}",
        "agency": best,
        "agency_alt": sorted({name for _, name in found if name != best}),
        "agency_named": best is not None,
        "year": year,
        "held_back": held,
        "split": split,
        "text": raw,
        "sections": [
            {"name": NAMES[n], "heading": raw[start:end], "start": start}
            for n, (start, end) in sorted(places.items(), key=lambda s: s[1])
        ],
    }


def _head(text: _Text) -> str:
    rng = text.rng
    parts = []
    if rng.random() < 0.35:
        parts.append(text.block("crumbs", None))
    titled = rng.random()
    if titled < 0.55:
        title = text.block("title", 0)
        if rng.random() < 0.15:  # as the head of a page, and once more above the text
            title = f"{title}\n{rng.choice((title, text.fill('来源：{O}')))}\n{title}"
        if rng.random() < 0.04:  # fake bold
            title = "".join(c * 2 if c > "\u4dff" else c for c in title)
        parts.append(title)
    elif titled < 0.8:
        parts.append(text.block("bare_title", None))
    imprint = rng.random()
    if imprint < 0.22:
        parts.insert(rng.randint(0, len(parts)), text.block("imprint", 2, "named"))
    elif imprint < 0.5:
        parts.insert(rng.randint(0, len(parts)), text.fill(rng.choice(data()["imprint"]["other"])))
    preamble = ""
    if rng.random() < 0.3:
        preamble += text.block("preamble_unnamed", None)
    if rng.random() < 0.35:
        name = rng.choice(("by", "publish", "short", "reports", "contact", "first"))
        if name == "first" and not text.held:
            name = "publish"
        preamble += text.block("preamble", 4 if name == "contact" else 1, name)
    if rng.random() < 0.15:
        preamble += text.sentence(1)
    if rng.random() < 0.3:
        preamble += text.block("preamble_unnamed", None)
    if rng.random() < 0.3:  # the text begins with its first heading, and the preamble follows
        text.late = preamble
        preamble = ""
    parts.append(preamble)
    return rng.choice(("\n", "\n", "\n\n", "\n \n")).join(p for p in parts if p) + "\n"


def _sections(text: _Text, old: bool) -> str:
    rng = text.rng
    wordings = data()["old_headings" if old else "headings"]
    order = list(range(6))
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        order.remove(rng.choice(order[1:]))
    if rng.random() < 0.12:
        order.remove(0)
    plan: list[int | None] = list(order)
    if old:
        for _ in range(rng.choice((0, 1, 1, 2))):
            plan.insert(rng.randint(1, len(plan)), None)
    style = rng.choice(
        ("{c}、", "{c}、", "{c}、", "{c} ", "{c}．", "({c})", "（{c}）", "第{c}部分 ", "")
    )
    if style and rng.random() < 0.15:  # no number at all tells less than a wrong one
        plan_numbers = [rng.randint(0, 7) for _ in plan]
    else:
        plan_numbers = list(range(len(plan)))
    colon = rng.choice(("", "", "", "：", "。"))
    lines = []
    for place, section in zip(plan_numbers, plan, strict=True):
        words = rng.choice(wordings["none" if section is None else NAMES[section]])
        number = style.format(c=_ORDINALS[min(place, 9)])
        mark = chr(_MARK + section) if section is not None else ""
        end = chr(_END + section) if section is not None else ""
        indent = rng.choice(("", "", "　　", "    "))
        lines.append(f"{indent}{mark}{number}{text.fill(words)}{end}{colon}")
        first = section == plan[0]
        lines += _paragraphs(text, first, plain="c}" in style and "(" not in style)
    if old and rng.random() < 0.4:
        lines += _statistics(text)
    return rng.choice(("\n", "\n", "\n\n")).join(lines)


def _paragraphs(text: _Text, first: bool, *, plain: bool) -> list[str]:
    """The lines under a heading; ``first``: of the text; ``plain``: what is numbered in brackets is below it.

    Outlines that number several levels alike tell them apart by what they say alone.
    """
    rng = text.rng
    lines = []
    if first:
        if text.late:
            lines.append(text.late)
        if rng.random() < 0.5:
            lines.append(
                text.block("overview", 3, "named") if rng.random() < 0.5 else text.sentence(3)
            )
        else:
            lines.append(text.fill(rng.choice(data()["overview"]["unnamed"])))
    for _ in range(rng.randint(1, 3)):
        if plain and rng.random() < 0.3:
            lines.append(rng.choice(data()["subparagraphs"]["lines"]))
        lines.append(text.fill(rng.choice(data()["prose"]["any"])))
    return lines


def _statistics(text: _Text) -> list[str]:
    rng = text.rng
    rows = data()["statistics"]["rows"]
    between = rng.choice(("\n", "\t", " | "))
    lines = [text.fill(rng.choice(data()["statistics"]["caption"])), "统计指标\t单位\t统计数"]
    for row in rows[: rng.randint(8, len(rows))]:
        lines.append(between.join((row, rng.choice("条件次个"), str(rng.randint(0, 300)))))
    return lines


def _printed(rng: random.Random, text: str) -> str:
    """``text`` as converters leave it now and then: spaced, wrapped, in one line."""
    draw = rng.random()
    if draw < 0.03:
        return re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", " ", text)
    if draw < 0.06:
        width = rng.randint(7, 30)
        return "\n".join(
            "\n".join(line[i : i + width] for i in range(0, len(line), width)) or line
            for line in text.split("\n")
        )
    if draw < 0.09:
        return re.sub(r"\s*\n\s*", " ", text)
    return text


def _unmarked(text: str) -> tuple[str, dict[int, tuple[int, int]]]:
    """The text without the marks, and where each section's heading starts and ends."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    out: list[str] = []
    for char in text:
        code = ord(char)
        if _MARK <= code < _END:
            starts[code - _MARK] = len(out)
        elif _END <= code < 2 * _END - _MARK:
            ends[code - _END] = len(out)
        else:
            out.append(char)
    return "".join(out), {n: (start, ends[n]) for n, start in starts.items()}


def records(count: int, split: str) -> Iterator[dict[str, Any]]:
    """``count`` texts of ``split``, the same every time."""
    return (record(seed, split) for seed in range(count))
