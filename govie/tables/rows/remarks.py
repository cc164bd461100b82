"""The cells of a column of remarks that an agency added after the form's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from govie.tables.cells import Cell
from govie.tables.prints import Kind
from govie.tables.strip import REMARKS, Strip


def remarks(strip: Strip, width: int) -> Mapping[int, int]:
    """How many cells at the end of a run are a remark and what fills up its line, by the number of the run.

    The head names a column of remarks, and these cells are no numbers. Their lines have as many fields, or as many
    after the label, and others are without a remark where a converter trims lines; or all lines have one.
    """
    first = next((n for n, s in enumerate(strip.segments) if s.spelled is not None), 0)
    head = "".join(s.text for s in strip.segments[: first + 1])
    if not any(word in head for word in REMARKS):
        return {}
    runs = {n: strip.own(run) for n, run in enumerate(strip.runs) if len(run) > width}
    for sizes in (
        {n: cells[-1].fields for n, cells in runs.items()},
        {n: len(c) for n, c in runs.items()},
        dict.fromkeys(runs, 0),
    ):
        most = max(sizes.values(), default=0)
        long = [cells for n, cells in runs.items() if sizes[n] == most]
        others = [cells[-1].kind is Kind.NUMBER for n, cells in runs.items() if sizes[n] != most]
        places = {count for cells in long if (count := _after_numbers(cells))}
        for count in (*(places if len(places) == 1 else ()), 1):
            ends = [c.kind is Kind.NUMBER for cells in long for c in cells[-count:]]
            if not any(ends) and all(others):
                return {n: count for n in runs if sizes[n] == most}
    return {}


def _after_numbers(cells: Sequence[Cell]) -> int:
    """How many cells there are from the words right after the last number on; 0 where none stand there."""
    last = max((n for n, c in enumerate(cells) if c.kind is Kind.NUMBER), default=len(cells))
    after = cells[last + 1 :]
    return len(after) if after and after[0].is_printed else 0


__all__ = ["remarks"]
