"""One unit of the build: some reports written, typeset, converted to text, and their gold verified."""

from __future__ import annotations

import json
import logging
import os
import signal
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from training.corpus import crawl, gold, ocr_gold, rows
from training.corpus.documents import scan, twins
from training.corpus.documents.design import Design, draw_design
from training.corpus.documents.press import Files, Job, typeset
from training.corpus.gold import Gold
from training.corpus.plan import Chunk, Recipe
from training.corpus.report import Report
from training.corpus.routes import ROUTES, RouteFailed
from training.corpus.routes.ocr import OCR_ROUTES
from training.corpus.routes.registry import TIMEOUT_SECONDS
from training.corpus.writer import write_report

# A text in which fewer of the printed cells are found has lost its tables: one lesson in that is enough.
LEAST_PLACED = 0.3


@dataclass(slots=True)
class Outcome:
    """What came of a chunk: rows, and for each route how often what happened."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def count(self, route: str, event: str, note: str = "") -> None:
        self.counts.setdefault(route, Counter())[event] += 1
        if note:
            self.notes.append(f"{route}: {event}: {note}")


def build(chunk: Chunk, folder: Path, profiles: Path) -> None:
    """Build ``chunk`` and write ``<name>.parquet`` and ``<name>.json`` into ``folder``, both or neither."""
    for noisy in ("pdfminer", "pypdf", "pdfplumber", "trafilatura", "fontTools", "RapidOCR"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    profiles = profiles / str(os.getpid())
    profiles.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="corpus-") as work,
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always", UserWarning)
        outcome = _outcome(chunk, Path(work), profiles)
    outcome.notes.extend(
        sorted({str(w.message) for w in caught if issubclass(w.category, UserWarning)})
    )
    table = pa.Table.from_pylist(outcome.rows, schema=rows.REPORTS)
    part = folder / f"{chunk.name}.parquet.part"
    pq.write_table(table, part, compression="zstd")
    (folder / f"{chunk.name}.json").write_text(
        json.dumps({"counts": outcome.counts, "notes": outcome.notes}, ensure_ascii=False),
        encoding="utf-8",
    )
    part.rename(folder / f"{chunk.name}.parquet")


def _outcome(chunk: Chunk, work: Path, profiles: Path) -> Outcome:
    outcome = Outcome()
    written: list[tuple[Recipe, Job]] = []
    for recipe in chunk.recipes:
        try:
            report = write_report(recipe.seed, split=recipe.split)
        except ValueError as problem:
            outcome.count("writer", "failed", f"{recipe.key}: {problem}")
            continue
        written.append(
            (recipe, Job(report, draw_design(Random(f"design {recipe.key}")), _kinds(recipe)))
        )
    files = typeset([job for _, job in written], work, profiles)
    for recipe, job in written:
        report, design = job.report, job.design
        for name in recipe.routes:
            if name in ROUTES:
                _through(name, recipe, report, design, files, outcome)
        if recipe.scanned:
            _scanned(recipe, report, design, files, work, outcome)
    return outcome


def _kinds(recipe: Recipe) -> frozenset[str]:
    kinds = {ROUTES[name].kind for name in recipe.routes if name in ROUTES}
    return frozenset(kinds | ({"pdf"} if recipe.scanned else set()))


def _through(
    name: str, recipe: Recipe, report: Report, design: Design, files: Files, outcome: Outcome
) -> None:
    route = ROUTES[name]
    paths = files.get((report.id, route.kind))
    if paths is None:
        outcome.count(name, "no document")
        return
    try:
        with _deadline(4 * TIMEOUT_SECONDS):
            texts = [route.read(path) for path in paths]
    except Exception as problem:  # a converter may raise anything; the rest of the build goes on
        outcome.count(name, "failed", f"{type(problem).__name__}: {str(problem)[:200]}")
        return
    made = gold.make(report, texts[0], texts[1 : 1 + twins.COPIES], *texts[1 + twins.COPIES :])
    if made is None:
        outcome.count(name, "not parallel", report.id)
        return
    _keep(made, name, route.tool, design.layout(route.kind), recipe, route.held_back, outcome)


def _scanned(
    recipe: Recipe, report: Report, design: Design, files: Files, work: Path, outcome: Outcome
) -> None:
    names = [name for name in recipe.routes if name in OCR_ROUTES]
    pdfs = files.get((report.id, "pdf"))
    if not names or pdfs is None:
        return
    places = scan.cell_places(pdfs[0], pdfs[1 : 1 + twins.COPIES], report)
    pages = scan.scan(pdfs[0], work / f"{report.id}.scan", design.wear, Random(design.wear_seed))
    for name in names:
        route = OCR_ROUTES[name]
        try:
            with _deadline(10 * TIMEOUT_SECONDS):
                recognized = route.recognize(tuple(page.path for page in pages))
        except Exception as problem:
            outcome.count(name, "failed", f"{type(problem).__name__}: {str(problem)[:200]}")
            continue
        made = ocr_gold.make(report, recognized, pages, places, columns=route.columns)
        _keep(made, name, route.tool, design.layout("scan"), recipe, route.held_back, outcome)


def _keep(
    made: Gold, name: str, tool: str, layout: str, recipe: Recipe, held_back: bool, outcome: Outcome
) -> None:
    """Keep the row if its gold is proved and it has something to teach."""
    wrong = gold.faults(made)
    if wrong:
        outcome.count(name, "unproved", f"{made.report.id}: {wrong[0]}")
        return
    printed = sum(bool(cell.number) for cell in made.report.cells.values())
    if made.placed < LEAST_PLACED * printed:
        outcome.count(name, "tables lost", f"{made.report.id}: {made.placed} of {printed}")
        return
    cut = "whole"
    if not made.damaged:  # where OCR lost a cell, nobody knows on which side of a cut it stood
        cut, made = crawl.cut(made, Random(f"crawl {recipe.key} {name}"))
        wrong = gold.faults(made)
        if wrong:
            outcome.count(name, "unproved", f"{made.report.id}: {cut}: {wrong[0]}")
            return
    outcome.count(name, "kept")
    outcome.rows.append(
        rows.report_row(
            made,
            route=name,
            tool=tool,
            layout=layout,
            split=recipe.split,
            held_back=held_back,
            cut=cut,
        )
    )


@contextmanager
def _deadline(seconds: int) -> Iterator[None]:
    """Raise :class:`RouteFailed` in the block if it takes longer: libraries hang as programs do."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise RouteFailed(f"took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
