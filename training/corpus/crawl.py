"""Simulates texts that a crawler truncated: the end, or a stretch in the middle, is lost.

A field of limited length cuts a report off in the middle of a table; a page that was not fetched
leaves a gap from one table to the next section. Lost cells become ``missing``, lost facts are
removed, and all other offsets are shifted, so that the gold stays exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from random import Random

from govie.form import forms
from training.corpus.gold import Gold, GoldCell
from training.corpus.locating import Prose
from training.corpus.report import Fact

# How many texts are cut; and the least that is taken out of the middle of one, in characters.
SHARE = 0.08
LEAST_GAP = 100

Place = Callable[[int, int], tuple[int, int] | None]


def cut(gold: Gold, rng: Random) -> tuple[str, Gold]:
    """``end`` or ``gap`` and what is left of ``gold``; ``whole`` where no clean cut is to be had."""
    starts = sorted(c.start for c in gold.cells if c.start is not None)
    if rng.random() >= SHARE or len(starts) < 20:
        return "whole", gold
    k = rng.randrange(5, len(starts) - 5)
    first = _free(gold, rng.randint(starts[k - 1] + 1, starts[k]))
    if rng.random() < 0.5:
        # To the end of its line, as a row that was the last on its page.
        line = gold.text.find("\n", first)
        first = _free(gold, line if line >= 0 else first)
    if rng.random() < 0.55:
        kind, last, between = "end", len(gold.text), ""
    else:
        later = [s.start for s in gold.prose.sections if s.start > first + LEAST_GAP]
        if rng.random() < 0.3:
            later += [at for at in starts if at > first + LEAST_GAP][::7]
        if not later:
            return "whole", gold
        kind, last, between = "gap", _free(gold, rng.choice(later)), rng.choice(("\n", "\n\n"))
    left = _without(gold, first, last, between)
    return (kind, left) if left else ("whole", gold)


def _free(gold: Gold, at: int) -> int:
    """``at``, or the end of the cell or the fact that it would tear."""
    spans = [(c.start, c.end or 0) for c in gold.cells if c.start is not None]
    spans += [(f.start, f.end) for f in gold.prose.facts]
    return next((end for start, end in spans if start < at < end), at)


def _without(gold: Gold, first: int, last: int, between: str) -> Gold | None:
    """``gold`` without its text from ``first`` to ``last``; ``None`` if a blank cell's fate is unknown."""

    def place(start: int, end: int) -> tuple[int, int] | None:
        if end <= first:
            return start, end
        if start >= last:
            by = first + len(between) - last
            return start + by, end + by
        return None

    cells: list[GoldCell] = []
    table_of = {cell.path: cell.table.name for cell in forms()[gold.report.form].cells}
    for _, group in groupby(gold.cells, key=lambda c: table_of[c.path]):
        left = _cells(list(group), place)
        if left is None:
            return None
        cells += left
    sections = []
    for section in gold.prose.sections:
        at = place(section.start, section.start + 1)
        if at:
            sections.append(replace(section, start=at[0]))
    kept = {c.path for c in cells if c.status != "missing"}
    return replace(
        gold,
        text=gold.text[:first] + between + gold.text[last:],
        cells=tuple(cells),
        undetermined=tuple(path for path in gold.undetermined if path in kept),
        prose=replace(gold.prose, sections=tuple(sections), facts=_facts(gold.prose, place)),
    )


def _cells(cells: list[GoldCell], place: Place) -> list[GoldCell] | None:
    """One table's cells. A blank has no place of its own: it shares the fate of its whole table."""
    places = {c.path: place(c.start, c.end or 0) for c in cells if c.start is not None}
    gone = sum(span is None for span in places.values())
    if any(c.status == "blank" for c in cells) and (not places or 0 < gone < len(places)):
        return None
    left = []
    for cell in cells:
        span = places.get(cell.path)
        if span:
            left.append(replace(cell, start=span[0], end=span[1]))
        elif cell.start is not None or (cell.status == "blank" and gone):
            left.append(GoldCell(cell.path, None, "missing", None, None))
        else:
            left.append(cell)
    return left


def _facts(prose: Prose, place: Place) -> tuple[Fact, ...]:
    kept: dict[int, int] = {}
    facts: list[Fact] = []
    for i, fact in enumerate(prose.facts):
        span = place(fact.start, fact.end)
        if span is None:
            continue
        kept[i] = len(facts)
        item = place(fact.item_start, fact.item_end) if fact.item_start >= 0 else None
        channel = place(fact.channel_start, fact.channel_end) if fact.channel_start >= 0 else None
        facts.append(
            replace(
                fact,
                start=span[0],
                end=span[1],
                item_start=item[0] if item else -1,
                item_end=item[1] if item else -1,
                channel_start=channel[0] if channel else -1,
                channel_end=channel[1] if channel else -1,
            )
        )
    return tuple(
        replace(f, part_of=None if f.part_of is None else kept.get(f.part_of)) for f in facts
    )
