"""Selects the reporting agency among the candidate names, by a linear classifier and a few rules."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from govie.identity import plain
from govie.identity.candidates import OF_A_SENTENCE, Candidate, Flat, gather, own
from govie.late import late
from govie.networks import Network
from govie.records import record
from govie.units.patterns import LEVELS, one_of

_HEAD = 2_600  # characters before the first heading that are searched
_BODY = 450  # characters after it that are searched
_END = 220  # characters at the end that are searched
_ALL = 12_000  # characters that are searched where no agency was found in these
_MOST_KNOWN = 20_000  # names
_LONGEST_ABOVE = 40  # characters
_PLACE = late(rf"[\u4e00-\u9fff]{{1,8}}?[{LEVELS}]")
# Brackets within a name: before its last part (高新区（新市区）司法局), and around a place at its end.
_BRACKETS_BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|\d年度?)(?P<name>(?!年)[\u4e00-\u9fff]{2,16}[(（][\u4e00-\u9fff]{2,8}[)）])\Z"
)
_BRACKETS_AFTER = re.compile(r"[(（][\u4e00-\u9fff]{1,6}[区县市镇乡][)）]")
# A place alone on the line above the name; several such lines in a row are a menu.
_PLACE_ABOVE = re.compile(
    rf"(?:\A|[^{LEVELS}\s][ \t]*\n|\n[ \t]*\n)[ \t]*([\u4e00-\u9fff]{{1,20}}(?<![专社园景小])[{LEVELS}])[ \t]*\n[ \t]*\Z"
)
# 浦口区人民政府 江浦街道办事处: a subdistrict office after its government, on one line.
_STREET = re.compile(f"街道(?:{one_of('offices')})?$")
_GOVERNMENT_BEFORE = late(
    rf"(?:\A|\n)[ \t]*([\u4e00-\u9fff]{{1,16}}[{LEVELS}]{one_of('governments')})[ \t]+\Z"
)
_SURE = 0.9  # least score of a name in a title at which the rest of the text is not searched
_LEAST_SCORE = 0.1  # of a name whose other forms are considered
_PLAIN = 0.8  # the confidence of a name that a rule finds
# Where the best candidate is all that stands before a title: the least score at which it is taken for a name, not for
# words of the title, and the score that it gets then, as does a division in a title.
_POSSIBLE = 0.1
_TITLED = 0.7
_COPIED = (
    0.2  # the highest score of other candidates where a sentence names another report's agency
)
LEAST = 0.5
"""The least confidence of a name that is returned."""


@record(frozen=True, slots=True)
class Agency:
    """The name of an agency, its span in the view, and the probability that it is the reporting agency."""

    name: str
    start: int
    end: int
    confidence: float


@record(frozen=True, slots=True)
class Ranked:
    """A candidate and the uncalibrated probability that it is the agency."""

    candidate: Candidate
    score: float


Windows = list[tuple[str, Flat]]


def head(view: str, first: int | None) -> Windows:
    """The windows of the text before the first heading, at ``first``."""
    until = min(first if first is not None else _HEAD, len(view))
    if until <= _HEAD:
        return [("head", Flat.of(view, 0, until))]
    half = _HEAD // 2
    return [("head", Flat.of(view, 0, half)), ("head", Flat.of(view, until - half, until))]


def rest(view: str, first: int | None) -> Windows:
    """The windows of the first paragraph after the heading at ``first``, and of the text's end."""
    until = min(first if first is not None else _HEAD, len(view))
    body = min(until + _BODY, len(view))
    found: Windows = [("body", Flat.of(view, until, body))]
    if body < len(view):
        found.append(("end", Flat.of(view, max(body, len(view) - _END), len(view))))
    return found


@dataclass(frozen=True, eq=False)
class Agencies:
    """The trained classifier of names; ``trust`` calibrates the two best scores to a probability."""

    network: Network
    vocabulary: dict[str, int]
    trust: Network | None

    def read(self, view: str, first: int | None, front: Windows) -> Agency | None:
        """The agency of the text ``view``, whose first heading is at ``first``; ``None`` where it names none.

        ``front``: the windows of ``head``. Where a title certainly names the agency, as most do, the other windows are
        not searched.
        """
        ranked = self.rank(gather(front, titles_only=True))
        parts = front
        if not (ranked and ranked[0].candidate.rank == 0 and ranked[0].score >= _SURE):
            parts = [*front, *rest(view, first)]
            ranked = _settled(_titled(self.rank(gather(parts)), front), view)
        found = self._best(ranked) or _plain(parts)
        if found is None:
            body = (first or 0) + _BODY
            more = Flat.of(view, body, min(len(view), body + _ALL))
            found = self._best(_settled(self.rank(gather([*parts, ("body", more)])), view))
        if found is None and first is not None:
            # Converters print text boxes last, and a text box may contain the title.
            last = Flat.of(view, max(first, len(view) - _END), len(view))
            found = self._best(self.rank(gather([("head", last)], titles_only=True)))
        return _with_brackets(view, _with_its_place(view, found)) if found is not None else None

    @cached_property
    def _own(self) -> Callable[[str], list[int]]:
        """A cached function from a name to its own features, since names recur within a batch."""
        words = self.vocabulary
        return lru_cache(_MOST_KNOWN)(lambda name: [words[w] for w in own(name) if w in words])

    def rank(self, candidates: Sequence[Candidate]) -> list[Ranked]:
        """The candidates by falling score."""
        if not candidates:
            return []
        number_of = self.vocabulary.get
        rows = [
            self._own(c.name) + [n for w in c.features if (n := number_of(w)) is not None]
            for c in candidates
        ]
        scores = self.network.predict_sparse(rows)[:, 0].tolist()
        ranked = [Ranked(c, s) for c, s in zip(candidates, scores, strict=True)]
        return sorted(ranked, key=lambda r: -r.score)

    def _best(self, ranked: Sequence[Ranked]) -> Agency | None:
        if not ranked:
            return None
        best = ranked[0]
        sure = best.score
        if self.trust is not None:
            weights, bias = self._trust
            odds = sum(w * e for w, e in zip(weights, evidence(ranked), strict=True)) + bias
            sure = 1 / (1 + math.exp(-odds))
        if sure < LEAST:
            return None
        candidate = best.candidate
        return Agency(candidate.name, candidate.start, candidate.end, sure)

    @cached_property
    def _trust(self) -> tuple[list[float], float]:
        assert self.trust is not None
        return self.trust.weights[0][:, 0].tolist(), float(self.trust.biases[0][0])

    def save(self, folder: Path) -> None:
        """Write the classifier into ``folder``, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.network.save(folder / "agencies.npz")
        if self.trust is not None:
            self.trust.save(folder / "trust.npz")
        (folder / "words.json").write_text(
            json.dumps(list(self.vocabulary), ensure_ascii=False), "utf-8"
        )

    @classmethod
    def load(cls, folder: Path) -> Agencies:
        """Read what ``save`` wrote."""
        words = json.loads((folder / "words.json").read_text("utf-8"))
        trust = folder / "trust.npz"
        return cls(
            Network.load(folder / "agencies.npz"),
            {w: i for i, w in enumerate(words)},
            Network.load(trust) if trust.exists() else None,
        )


def evidence(ranked: Sequence[Ranked]) -> tuple[float, float, float]:
    """The features for the confidence of the best candidate: its log odds, their distance to those of the second best,
    and whether the candidate stands in a title."""
    best = _odds(ranked[0].score)
    after = _odds(ranked[1].score) if len(ranked) > 1 else _odds(0.0)
    return best, best - after, float(ranked[0].candidate.rank == 0)


def _titled(ranked: list[Ranked], front: Windows) -> list[Ranked]:
    """``ranked`` with higher scores for names in titles.

    Where the best candidate is all that stands before a title, its score is raised. Where the best stands in no title,
    a division in a title is ranked first; so is any likely name in a title, where the best stands only in a sentence
    about a report (现公布某局2025年度报告), which may be copied from another agency's.
    """
    if not ranked:
        return ranked
    titled = [name for _, flat in front for name in plain.titled(flat)]
    if ranked[0].candidate.rank == 0:
        best, *others = ranked
        whole = best.candidate.name in titled and best.score >= _POSSIBLE
        return [Ranked(best.candidate, max(best.score, _TITLED)), *others] if whole else ranked
    names = [name for name in titled if plain.is_place(name)]
    in_titles = [r for r in ranked if r.candidate.rank == 0]
    first = [r for r in in_titles if r.candidate.name in names[:1]]
    if not first and ranked[0].candidate.rank == OF_A_SENTENCE:
        first = [r for r in in_titles if r.score >= LEAST][:1]
        if first:  # the scores of the others depend on that sentence
            ranked = [Ranked(r.candidate, min(r.score, _COPIED)) for r in ranked]
    return [
        *(Ranked(r.candidate, max(r.score, _TITLED)) for r in first),
        *(r for r in ranked if r.candidate not in [f.candidate for f in first]),
    ]


def _settled(ranked: list[Ranked], view: str) -> list[Ranked]:
    """``ranked`` with the best name in its full form, and the agency that signs before the owner of the site."""
    if not ranked or ranked[0].score < _LEAST_SCORE:
        return ranked
    best, *others = [r.candidate for r in ranked]
    settled = plain.signer(best, others, view)
    if settled is None:
        return []
    settled = plain.fuller(settled, others)
    if settled is best:
        return ranked
    rest = [r for r in ranked[1:] if r.candidate is not settled]
    return [Ranked(settled, ranked[0].score), *rest]


def _plain(parts: Windows) -> Agency | None:
    """The agency that the rules of ``plain`` find in the windows ``parts``; ``None`` where they find none."""
    for part, flat in parts:
        found = plain.beside(flat) if part == "head" else None
        found = found or (plain.subject(flat) if part in ("head", "body") else None)
        if found is not None:
            start, end = found
            name = "".join(flat.text[start:end].split())
            return Agency(name, flat.place(start), flat.place(end - 1) + 1, _PLAIN)
    return None


def _odds(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance / (1 - chance))


def _with_its_place(view: str, agency: Agency) -> Agency:
    """``agency`` with the first part of its name, where a line break or a blank separates it: a place alone on the line
    above, or the government before a subdistrict office."""
    low = max(0, agency.start - _LONGEST_ABOVE)
    above = _PLACE_ABOVE.search(view, low, agency.start)
    if above is None and _STREET.search(agency.name):
        above = _GOVERNMENT_BEFORE.search(view, low, agency.start)
    if above is None or _PLACE.match(agency.name):
        return agency
    name = above[1] + agency.name
    return Agency(name, above.start(1), agency.end, agency.confidence)


def _with_brackets(view: str, agency: Agency) -> Agency:
    """``agency`` with brackets that are a part of its name: 高新区（新市区）司法局, 某某高新区（新市区）."""
    start, end = agency.start, agency.end
    if before := _BRACKETS_BEFORE.search(view, max(0, start - _LONGEST_ABOVE), start):
        start = before.start("name")
    if after := _BRACKETS_AFTER.match(view, end):
        end = after.end()
    if (start, end) == (agency.start, agency.end):
        return agency
    return Agency("".join(view[start:end].split()), start, end, agency.confidence)
