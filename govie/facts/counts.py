"""The features of numbers that the rules for breakdowns use, as parallel lists over a batch of passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from govie.facts.links import Batch, units
from govie.facts.passages import CUES, DIVIDES, PARAGRAPH


@dataclass(frozen=True, slots=True)
class Counts:
    """One entry for each number of a batch: its value, unit, topic, item, and the cues before it."""

    values: list[float]
    unit: list[int]
    topics: list[str]
    items: list[str]
    leads: list[str]
    """The words between each number and the one before it."""
    aside: list[bool]
    opens: list[int]
    """The number of cues between each number and the one before it after which parts follow; the fields below count
    other kinds of cues in the same way."""
    stops: list[int]
    semicolons: list[int]
    paragraphs: list[int]
    sums: list[int]
    of_which: list[int]

    @classmethod
    def of(cls, batch: Batch, topics: Sequence[str], items: Sequence[str]) -> Counts:
        ends = np.concatenate([[0], batch.end[:-1]])[: len(batch.end)]
        before = batch.between(np.minimum(ends, batch.start), batch.start)
        stop, semicolon, in_all, of_which = (
            [CUES[name]] for name in ("stop", "semicolon", "in all", "of which")
        )
        kinds = (DIVIDES, stop, semicolon, [PARAGRAPH], in_all, of_which)
        return cls(
            [float(m.count.value) for m in batch.mentions],
            units(batch).tolist(),
            list(topics),
            [item.strip("“”") for item in items],
            [
                passage.text[left : mention.start]
                for passage in batch.passages
                for left, mention in zip(
                    (0, *(m.end for m in passage.mentions)), passage.mentions, strict=False
                )
            ],
            [m.aside for m in batch.mentions],
            *(before[:, cues].sum(axis=1).tolist() for cues in kinds),
        )

    def near(self, total: int, part: int) -> bool:
        """Whether the number ``part`` stands in the sentence of ``total`` or in the next one, in one paragraph."""
        between = slice(total + 1, part + 1)
        return sum(self.stops[between]) <= 1 and not any(self.paragraphs[between])
