"""The agencies that write reports: real places, plausible townships, the usual departments.

Counties and cities are those of GB/T 2260 (``divisions.tsv``); towns and departments are put
together from ``agencies.toml``. An agency belongs to one split for good, by a hash of its name.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from govie import toml

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")

# What a reader meets: departments and the lowest level write most of the reports.
LEVEL_WEIGHTS = {
    "department": 0.42,
    "township": 0.25,
    "street": 0.13,
    "county": 0.12,
    "city": 0.05,
    "province": 0.03,
}


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency and the words in which its prose speaks of it.

    ``tier`` is the administrative tier whose size its figures have, ``unit`` that tier's word
    (省 市 县 区 镇 乡 街道), ``upper`` the tiers above that direct it, nearest last.
    """

    name: str  # the longest form, unique
    names: tuple[str, ...]  # forms that a title uses
    level: str
    tier: str
    place: str  # 固镇: what an account is named after
    short: str  # 市教育局, 湖口镇
    we: tuple[str, ...]  # 我局, 本局
    whole: str  # 全镇, 全局
    unit: str
    gov: str  # the government whose site it uses: 县政府
    upper: tuple[str, ...]
    field: str = ""
    terms: tuple[str, ...] = ()

    @property
    def split(self) -> Split:
        return split_of(self.name, test=12, validation=10)


def split_of(key: str, *, test: int, validation: int) -> Split:
    """The split that ``key`` is in: a stable draw, so that growing the data moves nothing."""
    draw = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % 100
    if draw < test:
        return "test"
    return "validation" if draw < test + validation else "train"


def choose(rng: random.Random, split: str = "train", level: str | None = None) -> Agency:
    """An agency of ``split``, of ``level`` or of a level drawn as often as it is met."""
    if level is None:
        level = rng.choices(list(LEVEL_WEIGHTS), weights=list(LEVEL_WEIGHTS.values()))[0]
    found = _by_level().get((split, level))
    if not found:
        raise ValueError(f"no agency of level {level!r} in split {split!r}")
    return rng.choice(found)


@cache
def agencies() -> tuple[Agency, ...]:
    """All agencies, in the order of the data."""
    known: dict[str, Agency] = {}
    for agency in _all():
        known.setdefault(agency.name, agency)
    return tuple(known.values())


@cache
def _by_level() -> dict[tuple[str, str], list[Agency]]:
    found: dict[tuple[str, str], list[Agency]] = {}
    for agency in agencies():
        found.setdefault((agency.split, agency.level), []).append(agency)
    return found


@cache
def _data() -> dict[str, Any]:
    return toml.parse(_read("agencies.toml"))


def _read(name: str) -> str:
    return resources.files("training.corpus").joinpath(name).read_text(encoding="utf-8")


def _draw(key: str, words: list[str], count: int) -> list[str]:
    """``count`` of ``words``, the same for the same ``key``."""
    return random.Random(f"agencies {key}").sample(words, count)


def _all() -> Iterator[Agency]:
    provinces: set[str] = set()
    for line in _read("divisions.tsv").splitlines():
        if line.startswith("#"):
            continue
        province, city, counties = line.split("\t")
        if province not in provinces:
            provinces.add(province)
            yield from _governments(province, (), "province")
        above = (province, city) if city else (province,)
        if city:
            yield from _governments(city, (province,), "city")
            yield from _zones(city, (province,))
        for county in counties.split():
            yield from _governments(county, above, "county")
            yield from _towns(county, above)


def _bare(name: str) -> str:
    """固镇县 → 固镇; a name of two characters (吉县) is left whole."""
    if name.startswith("内蒙古"):
        return "内蒙古"
    for end in ("自治区", "自治州", "自治县"):
        if name.endswith(end):
            return name.removesuffix(end)[:2]
    return name[:-1] if len(name) > 2 else name


def _unit(name: str) -> str:
    """The word for this tier in prose: 自治州 is 州 there, 自治县 县, a region 自治区."""
    return "自治区" if name.endswith("自治区") else name[-1]


def _governments(name: str, above: tuple[str, ...], tier: str) -> Iterator[Agency]:
    unit, bare = _unit(name), _bare(name)
    prefix = "".join(above[1:] if len(above) > 1 else ())
    names = [f"{name}人民政府", name, f"{name}人民政府"]
    if prefix:
        names += [f"{prefix}{name}人民政府", f"{prefix}{name}"]
    upper = tuple(dict.fromkeys(_unit(a) for a in above))
    yield Agency(
        name="".join(above) + f"{name}人民政府",
        names=tuple(names),
        level=tier,
        tier=tier,
        place=bare,
        short=name,
        we=(f"我{unit}", f"全{unit}", f"{unit}政府", f"我{unit}", name),
        whole=f"全{unit}",
        unit=unit,
        gov=f"{unit}政府",
        upper=upper,
    )
    every = _data()["department"]
    if tier == "province":
        chosen = [d for d in every if "province" in d]
    else:
        chosen = _draw(name + prefix, every, 12 if tier == "city" else 3)
    for department in chosen:
        yield _department(name, above, tier, department)


def _department(
    place: str, above: tuple[str, ...], tier: str, department: dict[str, Any]
) -> Agency:
    own = department["province"] if tier == "province" else department["name"]
    if tier == "county":
        own = own.replace("支队", "大队")
    unit = _unit(place)
    vertical = department.get("vertical", "")
    full = f"{vertical}{place}{own}"
    prefix = "".join(above[1:] if len(above) > 1 else ())
    names = [full, full, full]
    if not vertical:
        names += [f"{prefix}{place}{own}" if prefix else full, f"{unit}{own}"]
    kind = (
        own[-1] if own[-1] in "局厅" else {"会": "委", "室": "办", "社": "社"}.get(own[-1], "单位")
    )
    we = (f"我{kind}", f"本{kind}", f"我{kind}") if kind != "单位" else ("我单位", "本单位")
    return Agency(
        name=f"{vertical}{''.join(above)}{place}{own}",
        names=tuple(names),
        level="department",
        tier=tier,
        place=_bare(place),
        short=f"{unit}{_abbreviated(own)}",
        we=(*we, f"{unit}{_abbreviated(own)}"),
        whole="全系统" if vertical else f"全{kind}" if kind in "局厅委办" else f"全{unit}",
        unit=unit,
        gov=f"{unit}政府",
        upper=tuple(dict.fromkeys((*(_unit(a) for a in above), unit))),
        field=department["field"],
        terms=tuple(department["terms"]),
    )


def _abbreviated(own: str) -> str:
    """The name that colleagues use: 卫生健康委员会 → 卫生健康委, 人民政府办公室 → 政府办."""
    for long, short in (
        ("人民政府办公", "政府办公"),
        ("委员会", "委"),
        ("市场监督管理局", "市场监管局"),
        ("人力资源和社会保障", "人社"),
        ("住房和城乡建设", "住建"),
    ):
        own = own.replace(long, short)
    return own


def _zones(city: str, above: tuple[str, ...]) -> Iterator[Agency]:
    for zone in _draw(city, _data()["zone"][0]["names"], 2):
        yield Agency(
            name=f"{''.join(above)}{city}{zone}管理委员会",
            names=(f"{city}{zone}管理委员会", f"{_bare(city)}{zone}管委会", f"{city}{zone}"),
            level="department",
            tier="county",
            place=_bare(city),
            short=f"{_bare(city)}{zone}",
            we=("我区", "本区", "管委会", "我管委会"),
            whole="全区",
            unit="区",
            gov="市政府",
            upper=(*(_unit(a) for a in above), "市"),
            field="园区",
            terms=("惠企政策", "招商引资", "项目建设", "安全生产", "规划信息"),
        )


def _towns(county: str, above: tuple[str, ...]) -> Iterator[Agency]:
    unit = _unit(county)
    city = "".join(above[1:] if len(above) > 1 else above)
    upper = tuple(dict.fromkeys((*(_unit(a) for a in above), unit)))
    words = _draw(county + city, _data()["townships"].split(), 2)
    kinds = ("镇", random.Random(county).choice("镇乡"))
    for word, kind in zip(words, kinds, strict=True):
        town = word + kind
        yield Agency(
            name=f"{''.join(above)}{county}{town}人民政府",
            names=(
                f"{county}{town}人民政府",
                f"{city}{county}{town}人民政府",
                f"{county}{town}",
                f"{town}人民政府",
                town,
            ),
            level="township",
            tier="township",
            place=word,
            short=town,
            we=(f"我{kind}", f"本{kind}", f"全{kind}", f"我{kind}", town),
            whole=f"全{kind}",
            unit=kind,
            gov=f"{unit}政府",
            upper=upper,
        )
    if unit not in "区市":
        return
    for word in _draw(city + county, _data()["streets"].split(), 2 if unit == "区" else 1):
        yield Agency(
            name=f"{''.join(above)}{county}人民政府{word}街道办事处",
            names=(
                f"{county}人民政府{word}街道办事处",
                f"{county}{word}街道办事处",
                f"{city}{county}{word}街道办事处",
                f"{city}{county}人民政府{word}街道办事处",
                f"{word}街道办事处",
                f"{word}街道",
            ),
            level="street",
            tier="township",
            place=word,
            short=f"{word}街道",
            we=("我街道", "本街道", "街道", "我街", f"{word}街道", "办事处"),
            whole="全街道",
            unit="街道",
            gov=f"{unit}政府",
            upper=upper,
        )
