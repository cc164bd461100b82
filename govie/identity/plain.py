"""Rules that correct the classifier's choice of the agency where the text states it explicitly.

The names of China's divisions and of their governments are known. Such a name alone beside the title, or as the subject
of the report's first sentence, is the agency. Of two forms of one name the full one is preferred, and the agency that
signs the report is preferred to the owner of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govie import toml
from govie.identity.candidates import KIND, Candidate, Flat
from govie.identity.years import YEAR
from govie.late import late
from govie.units import divisions
from govie.units.patterns import BODY, LEVELS, TOWN_REST, WORDS, one_of

_WORDS = toml.read("identity/words.toml")
_LONGEST = 15  # characters of a division's name
_YEAR = late(rf"[(（]? ?{YEAR} ?(?:年 ?度?|度)? ?[)）]?")
_GOVERNMENT = re.compile(f"(?:{one_of('governments')}(?:办公[室厅])?)?")
# The government of a place that is in no list of divisions.
_OF_A_PLACE = late(
    rf"[^\W\d_{_WORDS['never']}各我本]{{2,12}}[{LEVELS}{WORDS['town_levels']}]{one_of('governments')}(?:办公[室厅])?"
)
_SUBJECT = late(
    rf"(?:\A|[\n。]){YEAR} ?年度?[，,]?(?P<name>[\u4e00-\u9fff]{{1,20}}?[{LEVELS}]{one_of('governments')}(?:办公[室厅])?)"
    rf"(?={'|'.join(_WORDS['begins'])})"
)
# The party committee's office, which a title may name before the government's.
_PARTY = late(r"(?:中共|中国共产党)[\u4e00-\u9fff]{1,14}?委(?:员会)?办公室[ 、,，]")
_STREET = re.compile(rf"[^\W\d_{_WORDS['never']}各]{{2,8}}街(?:{one_of('offices')})?")
_DAY = re.compile(r"20\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日")
_END = 400  # characters at the end of the text that are searched for a signature
_SOURCE = re.compile("^label .*来源$")
_SHARED = re.compile(rf"(?:自治)?[{LEVELS}]")
_OF_GOVERNMENT = re.compile(f"{one_of('governments')}$")
_ADDRESS = re.compile("label .*(?:地址|地点)|r 驻地?")
_GOVERNMENTS = tuple(WORDS["governments"])
_OWN_BODY = re.compile(f"我(?:{'|'.join(_WORDS['selves'])})")
_OWN_PLACE = re.compile(f"我[{LEVELS}]|本级")


def beside(front: Flat) -> tuple[int, int] | None:
    """The span in ``front`` of a division, its government or another body of it that stands in a title, or alone on a
    line above or below it, with nothing but a year."""
    text = front.text
    for title in KIND.finditer(text):
        places = [*_above(text, title.start()), *_below(text, title.end())]
        for place in places:
            name = _without_year(text, *place)
            if name is None:
                continue
            start, end = name
            if party := _PARTY.match(text, start, end):
                start = party.end()
            if _is_agency(text[start:end]):
                return start, end
    return None


def titled(front: Flat) -> Iterator[str]:
    """The words before each title on its line, without the year."""
    for title in KIND.finditer(front.text):
        line = front.text.rfind("\n", 0, title.start()) + 1
        name = _without_year(front.text, line, title.start())
        if name is not None:
            yield front.text[slice(*name)]


def _above(text: str, title: int) -> Iterator[tuple[int, int]]:
    """The spans of the words before a title at ``title`` and, while these hold only a year, of the lines above."""
    end = title
    for _ in range(3):
        start = text.rfind("\n", 0, end) + 1
        yield start, end
        if not start or _without_year(text, start, end) is not None:
            return
        end = start - 1


def _below(text: str, title: int) -> Iterator[tuple[int, int]]:
    """The spans of the line below a title that ends at ``title`` and, if that holds only a year, of the next line."""
    for _ in range(2):
        start = text.find("\n", title) + 1
        if not start or _without_year(text, title, start - 1) is not None:
            return
        end = text.find("\n", start)
        title = end if end >= 0 else len(text)
        yield start, title


def _without_year(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a line's words without a year; ``None`` where no other words are left."""
    if year := _YEAR.match(text, start, end):
        start = year.end()
    for year in _YEAR.finditer(text, start, end):
        if year.end() == end:
            end = year.start()
    while start < end and text[start] in " :":
        start += 1
    while start < end and text[end - 1] in " :":
        end -= 1
    return (start, end) if start < end else None


def subject(body: Flat) -> tuple[int, int] | None:
    """The span in ``body`` of a government, or its office, that is the subject of a sentence about a year
    (2021年，惠济区人民政府办公室认真…)."""
    for match in _SUBJECT.finditer(body.text):
        if is_place(match["name"]):
            return match.span("name")
    return None


def is_place(name: str) -> bool:
    """Whether ``name`` is that of a division, with or without those above it, or of its government."""
    end = _chain(name)
    return bool(end) and _GOVERNMENT.fullmatch(name, end) is not None


def _is_agency(name: str) -> bool:
    chain = _chain(name)
    if is_place(name) or _OF_A_PLACE.fullmatch(name) or (chain > 0 and BODY.search(name)):
        return True
    # few names end in 街, and many other words do, but beside a title there are no other words
    return name not in _WORDS["general"] and _STREET.fullmatch(name, chain) is not None


def _chain(name: str) -> int:
    """The number of characters at the beginning of ``name`` that are names of divisions."""
    at = 0
    while True:
        ends = range(min(len(name), at + _LONGEST), at + 1, -1)
        end = next((e for e in ends if name[at:e] in divisions.ever()), None)
        if end is None:
            return at
        at = end


def fuller(best: Candidate, others: Sequence[Candidate]) -> Candidate:
    """The full form of ``best`` among ``others``, or ``best`` itself.

    A full form has the place before the short one (武汉市机关事务管理局, 市机关事务管理局), or it stands in a title and
    has the words of the short one written out (沭阳县发展和改革局, 沭阳县发改局). A name in a title is not replaced.
    """
    if best.rank == 0:
        return best
    found = [
        other
        for other in others
        if not any(map(_ADDRESS.match, other.features))
        and (
            (
                (other.rank == 0 or _SHARED.match(best.name))
                and _has_place_before(other.name, best.name)
            )
            or (other.rank == 0 and _is_written_out(other.name, best.name))
        )
    ]
    if not found or not all(c.name.endswith(found[0].name) for c in found):
        return best
    return found[0]


def _has_place_before(full: str, short: str) -> bool:
    at = full.find(short)
    if at < 2 or _chain(short) or TOWN_REST.fullmatch(full, at + len(short)) is None:
        return False
    before = full[:at]
    if shared := _SHARED.match(short):
        before += shared[0]
    elif "街道" in short:
        before = _OF_GOVERNMENT.sub("", before)
    return _chain(before) == len(before)


def _is_written_out(full: str, short: str) -> bool:
    """Whether ``full`` has the same place and end as ``short``, and the characters of ``short`` in order."""
    place = max((short.rfind(level) for level in LEVELS), default=-1) + 1
    own, rest = short[place:], full[place:]
    if not place or full[:place] != short[:place] or len(own) < 3 or len(rest) <= len(own):
        return False
    if own[0] != rest[0] or own[-1] != rest[-1] or any(level in rest for level in LEVELS):
        return False
    left = iter(rest)
    return all(character in left for character in own)


def signer(best: Candidate, others: Sequence[Candidate], view: str) -> Candidate | None:
    """The candidate right before the date at the report's end, where ``best`` is only the source that a page names.

    ``None`` where no candidate signs and the report speaks of another body (我局); else ``best``.
    """
    if best.count > 1 or not _is_source(best):
        return best
    end = view[-_END:]
    names = {c.name: c for c in others}
    for day in _DAY.finditer(end):
        signed = end[: day.start()].split()
        if signed and signed[-1] in names:
            return names[signed[-1]]
    bodies, places = len(_OWN_BODY.findall(view)), len(_OWN_PLACE.findall(view))
    return None if bodies > places else best


def _is_source(candidate: Candidate) -> bool:
    government = candidate.name.endswith(_GOVERNMENTS) and is_place(candidate.name)
    return government and any(_SOURCE.search(word) for word in candidate.features)
