"""Locates annotated phrases in sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govie.facts.prose import Sentence
from govie.text.source import Source

Place = tuple[int, int]  # sentence, character


def locate(
    prose: Sequence[Sentence],
    where: Mapping[int, Place],
    phrase: str | None,
    start: int | None,
    end: int | None,
    near: int,
) -> tuple[Place, ...]:
    """The places of the characters of ``phrase``: the annotated span, else its occurrence nearest to raw offset
    ``near``.

    ``where`` maps a raw offset to a place. Empty where the phrase does not occur contiguously.
    """
    if not phrase:
        return ()
    if start is not None and end is not None and start >= 0:
        return tuple(where[i] for i in range(start, end) if i in where)
    home = where.get(near)
    if home is None:
        return ()
    sentence, at = home
    wanted = re.sub(r"\s+", "", phrase)
    best: tuple[int, int, int] | None = None
    for k in range(max(0, sentence - 3), min(len(prose), sentence + 2)):
        for match in re.finditer(re.escape(wanted), prose[k].text):
            before = (k, match.end()) <= (sentence, at)
            far = abs(match.start() - at) if k == sentence else 200 * abs(k - sentence)
            cost = far + (0 if before else 60)
            if best is None or cost < best[0]:
                best = (cost, k, match.start())
    if best is None:
        return ()
    return tuple((best[1], best[2] + i) for i in range(len(wanted)))


def squeezed(text: str) -> str:
    """``text`` with its characters normalized as in a view, without white space."""
    return re.sub(r"\s+", "", Source.of(text).view)
