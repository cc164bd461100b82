"""Chooses the report to keep where a panel has several of one unit on one year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from govie.panel.keys import Key


@dataclass(frozen=True, slots=True)
class Choice:
    """``keep``: whether this is the report to use for its unit and year; ``None`` where these are not known."""

    keep: bool | None
    why: str


_UNKNOWN = Choice(None, "unit or year not certain: not compared with others")


def choose(keys: Sequence[Key | None]) -> list[Choice]:
    """A choice for each key: of several reports of one unit and year the best is kept, of equals the first.

    The best has the most certain values, then the fewest failing sums.
    """
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    found = [_UNKNOWN] * len(keys)
    for number, key in enumerate(keys):
        if key is not None and (who := key.who) is not None:
            groups[who, key.year].append(number)
    for numbers in groups.values():
        held = [(number, key) for number in numbers if (key := keys[number]) is not None]
        best, kept = max(held, key=lambda pair: (*pair[1].quality, -pair[0]))
        for number, key in held:
            quality = f"{key.sure} sure values, {key.failed} sums fail"
            if len(held) == 1:
                found[number] = Choice(True, "the only report of its unit and year")
            elif number == best:
                found[number] = Choice(True, f"the best of {len(held)}: {quality}")
            else:
                found[number] = Choice(
                    False,
                    f"{kept.file} is kept: {kept.sure} sure values, {kept.failed} sums fail; here {quality}",
                )
    return found
