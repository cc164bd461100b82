"""Counts the moves from cell to cell in scattered tables of the corpus: ``govie/tables/scattered/moves.json``.

``python -m training.moves`` finds, for the training reports whose PDF text is printed box by box, the cover
whose every number stands on a cell that holds it, and counts its moves by their context.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from govie import sections, store
from govie.form import forms
from govie.model import Model
from govie.tables import labels, reader
from govie.tables.prints import Kind
from govie.tables.regions import region
from govie.tables.scattered import cover, moves, pieces, weights
from govie.text.source import Source

ROUTES = ("pdfminer", "pdftotext")
PLANS = {
    "forward": weights.Plan(weights.Weights()),
    "backward": weights.Plan(weights.Weights(), True),
}
OUT = Path("govie/tables/scattered/moves.json")
_DENSE = 0.8  # of the cells printed: an empty one leaves no trace of where the text went
_WRONG = 2  # cells at most that the cover may miss
_BEAM = 120


def main() -> None:
    """Count and write."""
    model = Model.load(store.find())
    reports = [
        report
        for path in sorted(Path("corpus/reports").glob("train-*.parquet"))
        for report in pq.read_table(path).to_pylist()
        if report["route"] in ROUTES and report["cells"]
    ]
    found = {}
    for name, plan in PLANS.items():
        counts = np.zeros(moves.SHAPE)
        used = sum(_count(counts, report, model, plan) for report in reports)
        found[name] = _packed(counts)
        print(f"{name}: {used} reports, {int(counts.sum())} moves")
    OUT.write_text(json.dumps(found), "utf-8")


def _count(
    counts: moves.Floats, report: Mapping[str, Any], model: Model, plan: weights.Plan
) -> bool:
    """Add the moves of a report's request table to ``counts``, if its cover is known."""
    source = Source.of(report["text"])
    regions = region.find(source.view, sections.find(source, model.headings))
    own = next((r for r in regions if r.section == "requests"), None)
    if own is None:
        return False
    cells = [c for c in reader.scanned(source, regions) if c.start >= own.start]
    breaks = source.places("\f")
    grid = labels.grid(forms()[report["form"]], "requests")
    limit = min((r.start for r in regions if r.start > own.start), default=len(source.view))
    board = pieces.board(cells, grid, breaks, limit)
    values = {c["path"]: c["value"] for c in report["cells"]}
    gold = _gold(board, values)
    if sum(v is not None for v in gold) < _DENSE * len(gold):
        return False
    allowed = [
        {n for n, v in enumerate(gold) if v == (None if t.cell.kind is Kind.NOTHING else t.value)}
        for t in board.tokens
    ]
    search = cover.Search(board, allowed, plan)
    best = search.run(_BEAM)[0]
    placed = {c for c in best.cells if c is not None}
    if sum(v is not None and n not in placed for n, v in enumerate(gold)) > _WRONG:
        return False
    for place in _path(search):
        counts[place] += 1
    return True


def _gold(board: pieces.Board, values: Mapping[str, float | None]) -> list[float | None]:
    """What each cell of the board holds, its subtotals among them."""
    form = board.grid.rows
    found: list[float | None] = []
    for number in board.rows:
        line: list[float | None] = [None] * len(board.columns)
        if number is not None:
            paths = [None if c is None else form[number].path(c) for c in board.columns]
            line = [None if path is None else values.get(path) for path in paths]
            if None in board.columns:
                at = board.columns.index(None)
                parts = [v for v in line[1:at] if v is not None]
                line[at] = sum(parts) if parts else None
        found += line
    _fill(board, found)
    return found


def _fill(board: pieces.Board, found: list[float | None]) -> None:
    """Give a row that stands for several of the form's what its sum leaves for it."""
    width = len(board.columns)
    table = board.grid.rows[0].table
    for place, number in enumerate(board.rows):
        if number is not None:
            continue
        for s in table.row_sums:
            if s.kind == "sum" and place in [board.places[r] for r in s.parts]:
                others = {board.places[r] for r in s.parts} - {place}
                for column in range(width):
                    whole = [found[board.places[r] * width + column] or 0 for r in s.whole]
                    parts = [found[row * width + column] or 0 for row in others]
                    found[place * width + column] = sum(whole) - sum(parts)


def _path(search: cover.Search) -> list[tuple[int, ...]]:
    """The contexts and moves of the best cover, as places in ``moves.SHAPE``; of a search with ``allowed``."""
    at = search.best
    found: list[tuple[int, ...]] = []
    trace = list(search.trace)
    for parent, chosen in reversed(search.history):
        if chosen is not None:
            context, move, skipped = trace.pop()
            if not skipped[at]:
                place = np.unravel_index(int(context[at]), moves.SHAPE[:-1])
                found.append((*map(int, place), int(move[at])))
        at = int(parent[at])
    return found[::-1]


def _packed(counts: moves.Floats) -> Mapping[str, list[int]]:
    """``counts`` as ``moves.json`` holds them: those contexts that occurred."""
    return {
        " ".join(map(str, place)): counts[place].astype(int).tolist()
        for place in np.ndindex(*moves.SHAPE[:-1])
        if counts[place].any()
    }


if __name__ == "__main__":
    main()
