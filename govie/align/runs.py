"""Runs of figures with no label between them, in the form's order where labels say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govie.headers import Segment


@dataclass(frozen=True, slots=True)
class Run:
    """Figures ``start`` to ``end`` (exclusive); ``segment`` is the label text they belong to, ``after``
    the label text on their other side."""

    segment: Segment
    after: Segment
    start: int
    end: int


_NOTHING = Segment("")


def runs(
    found: Sequence[Segment], before: Sequence[int], *, labels_follow: bool = False
) -> tuple[list[Run], list[int]]:
    """The runs, and the order in which they take the value tokens.

    ``before`` is each value token's segment; with ``labels_follow`` a run belongs to the segment
    after it, as where a converter prints a row's figures before its label.
    """
    groups: list[tuple[Segment, Segment, list[int]]] = []
    for i, number in enumerate(before):
        if groups and groups[-1][2][-1] == i - 1 and before[i - 1] == number:
            groups[-1][2].append(i)
            continue
        after = found[number + 1] if number + 1 < len(found) else _NOTHING
        near, far = (after, found[number]) if labels_follow else (found[number], after)
        groups.append((near, far, [i]))
    result: list[Run] = []
    order: list[int] = []
    for segment, after, members in _reordered(groups):
        result.append(Run(segment, after, len(order), len(order) + len(members)))
        order += members
    return result, order


def _reordered(
    groups: list[tuple[Segment, Segment, list[int]]],
) -> list[tuple[Segment, Segment, list[int]]]:
    """Rows that a converter put out of order, put back where every label concerned is spelled out."""
    spelled = [s.spelled for s, _, _ in groups if s.spelled is not None]
    if len(set(spelled)) != len(spelled) or spelled == sorted(spelled):
        return groups
    keyed = []
    key = -1
    for position, group in enumerate(groups):
        if group[0].spelled is not None:
            key = group[0].spelled
        keyed.append((key, position, group))
    return [group for _, _, group in sorted(keyed, key=lambda k: k[:2])]
