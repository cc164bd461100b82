"""Patterns for the parts of an agency's name, built from the lists in ``words.toml``."""

from __future__ import annotations

import re
from typing import Any

from govie import toml
from govie.late import late

WORDS: dict[str, Any] = toml.read("units/words.toml")
LEVELS: str = WORDS["levels"]
GOVERNMENT_NAME: str = WORDS["governments"][0]
ENDS = "".join(WORDS[name] for name in ("ends", "other_ends", "levels", "town_levels"))
"""The characters that agencies' names end in, those of places included."""


def one_of(*names: str) -> str:
    """A group that matches any word of these lists."""
    return f"(?:{'|'.join(word for name in names for word in WORDS[name])})"


# ---- governments

GOVERNMENT = re.compile(f"{one_of('governments', 'offices', 'prefectures')}?")
OF_GOVERNMENT = re.compile(f"^{one_of('governments')}(?=.)")
OWN_OFFICE = re.compile(f"^{one_of('governments')}(?=.{{2}})(?!办)")
OF_OFFICE = re.compile(f"^{one_of('governments', 'offices')}(?=.{{2}})")

# ---- agencies of the state

ABOVE = re.compile(f"^{one_of('above')}(?=.{{2}})")
NATIONAL = re.compile(f"^(?:{one_of('national')}|{one_of('ministries')}部)$")
# Words that exclude a body of the state.
BELOW = re.compile(rf"[省县区州旗盟镇]|(?<!住房和城)乡|市(?!场)|[{WORDS['offices_of_state']}](?=.)")
STATE = re.compile(f"^{one_of('state')}")
STATE_BRANCH = re.compile(one_of("state_branches"))
PROVINCIAL = re.compile(f"{STATE_BRANCH.pattern}|.{{2,14}}厅")

# ---- places

BARE = re.compile(f"^(?P<unit>{one_of('bare')})(?P<rest>.{{2,}})$")
LEVEL = re.compile(f"[{LEVELS}]")
UPPER = re.compile(f"^[^{LEVELS}]{{1,8}}{one_of('upper')}(?=.{{4}})")
PLACE = re.compile(f"[{LEVELS}{WORDS['town_levels']}]")
TOWN = re.compile(
    f"^{one_of('governments')}?(?P<town>[^市县区{WORDS['departments']}{WORDS['committees']}]{{1,10}}?{one_of('towns')})(?P<rest>.*)$"
)
TOWN_REST = re.compile(f"{one_of('governments', 'town_offices')}?")
UNKNOWN_COUNTY = re.compile(
    f"^(?!{one_of('no_counties')})[^{WORDS['no_county']}]{{1,6}}?{one_of('counties')}(?=人民政府|.{{1,14}}[{WORDS['ends']}{WORDS['town_levels']}]$|$)"
)
ZONE = re.compile(f"^(?P<zone>.{{0,16}}?{one_of('zones')})(?P<rest>.*)$")
# The part of a zone's name after that of its county: 平潭综合实验区.
CALLED_ALIKE = late(f"{one_of('common_zones')}*?(?!{one_of('zones_elsewhere')}){one_of('zones')}")
COMMON = re.compile(f"{one_of('common_zones')}+")
# A zone whose name only states its kind, as many cities have one.
COMMON_ZONE = late(f"[{LEVELS}]?{COMMON.pattern}区")
AUTONOMOUS = re.compile(rf"^(?P<own>.{{1,40}}?){one_of('peoples')}+自治(?P<kind>[县州旗])$")

# ---- departments

# 苏州市吴江生态环境局, 淮安市公安局淮安分局: the county's name without its kind.
BRANCH = re.compile(
    rf"^(?P<own>.*[{WORDS['branching']}])(?P<place>.{{2,6}}?)(?P<unit>[区县市]?)分局$"
)
BUREAU = re.compile(f"[{WORDS['departments']}]")
SHARED = re.compile(f"^{one_of('shared')}")
SEVERAL = re.compile(f"{one_of('several')}(?=.{{2,60}}{one_of('whole')}$)(?!.{{0,60}}分局$)")
BODY = re.compile(f"{one_of('bodies')}$")
# Optional parts, in which names of one agency may differ.
OPTIONAL = re.compile(f"{one_of('governments')}|{one_of('dropped')}$")
ORGAN = re.compile(f"(?:工作)?{one_of('organs')}$")
MERGED = re.compile(r"[(（].{0,80}[)）]$")
