"""What the corpus holds: which report goes which way, fixed by the seed before anything is built."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from training.corpus.routes import ROUTES
from training.corpus.routes.ocr import OCR_ROUTES

SPLIT_SHARE = {"test": 0.13, "validation": 0.07, "train": 1.0}
# Reports in one unit of work: enough that starting LibreOffice and Chromium does not count.
CHUNK = 20
# Typesetting a report and its twins costs as much as four routes: train reads each report more often.
ROWS_PER_REPORT = {"train": 5, "validation": 4, "test": 4}
HELD_BACK_PER_TEST_REPORT = 2
# One report in so many is scanned as well; OCR takes a hundred times longer than anything else.
SCANNED_ONE_IN = {"train": 30, "validation": 11, "test": 7}
# A PDF that is there anyway is read once more, by the routes that scatter tables most: typesetting it
# and its twins was the dear part. Their weights; the held-back ones come on top in test.
ONCE_MORE = {
    "pdfminer": 4.0, "pdftotext": 3.0, "pdfplumber": 1.5, "pdfplumber-layout": 1.0, "pdfplumber-tables": 1.0,
    "pypdf": 1.5, "pymupdf-blocks": 1.0, "markitdown-pdf": 1.0,
}  # fmt: skip

# Seconds that a route takes for a report and its twins, measured on two cores; dear ones are drawn
# less often, by the root of what they cost.
COST = {
    "docx-tabs": 0.2, "docx-tabs-once": 0.15, "pandoc-plain": 0.55, "pandoc-gfm": 0.55, "pandoc-markdown": 0.55,
    "pandoc-gfm-html": 0.55, "mammoth-text": 0.2, "mammoth-markdown": 0.3, "markitdown-docx": 0.7,
    "pypdf": 1.2, "pypdf-layout": 1.1, "pdfplumber": 1.6, "pdfplumber-layout": 1.2, "pdfplumber-tables": 1.2,
    "pdfminer": 0.9, "markitdown-pdf": 1.6, "pymupdf": 0.7, "pymupdf-sorted": 0.6, "pymupdf-blocks": 0.5,
    "markitdown-html": 0.6, "pandoc-html-plain": 0.35, "libreoffice-txt": 0.9, "catdoc": 3.0,
    "chromium-innertext": 1.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """One report: the writer's seed and the routes that its text is read through."""

    seed: int
    split: str
    routes: tuple[str, ...]
    scanned: bool

    @property
    def key(self) -> str:
        return f"{self.split} {self.seed}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A unit of work: it is done or not, never half."""

    name: str
    recipes: tuple[Recipe, ...]


def chunks(reports: int, seed: int, routes: Collection[str] | None = None) -> list[Chunk]:
    """The plan for ``reports`` reports in train (and in proportion elsewhere).

    ``routes`` limits it to those names. Nothing here depends on what is installed, so that a build
    on another machine only lacks what that machine cannot do.
    """
    names = sorted(routes if routes is not None else [*ROUTES, *OCR_ROUTES])
    unknown = [n for n in names if n not in ROUTES and n not in OCR_ROUTES]
    if unknown:
        raise ValueError(f"no such routes: {', '.join(unknown)}")
    out = []
    for split, share in SPLIT_SHARE.items():
        count = max(1, round(reports * share))
        recipes = [_recipe(seed * 1_000_003 + i, i, split, names) for i in range(count)]
        for at in range(0, count, CHUNK):
            part = tuple(recipes[at : at + CHUNK])
            # The name tells other contents apart: a part of another plan is never taken for this one's.
            mark = hashlib.sha256(repr(part).encode()).hexdigest()[:8]
            out.append(Chunk(f"{split}-{at // CHUNK:04d}-{mark}", part))
    return out


def _recipe(seed: int, number: int, split: str, names: list[str]) -> Recipe:
    rng = Random(f"recipe {split} {seed}")
    common = [n for n in names if n in ROUTES and not ROUTES[n].held_back]
    held = [n for n in names if n in ROUTES and ROUTES[n].held_back]
    chosen = _sample(common, ROWS_PER_REPORT[split], rng)
    if split == "test":
        chosen += _sample(held, HELD_BACK_PER_TEST_REPORT, rng)
    readers = [
        n for n in names if n in OCR_ROUTES and (split == "test" or not OCR_ROUTES[n].held_back)
    ]
    scanned = bool(readers) and number % SCANNED_ONE_IN[split] == 0
    if scanned or any(ROUTES[n].kind == "pdf" for n in chosen):
        more = {n: ONCE_MORE[n] for n in names if n in ONCE_MORE and n not in chosen}
        if more:
            chosen += rng.choices(list(more), list(more.values()))
        if split == "test":
            chosen += [n for n in held if ROUTES[n].kind == "pdf" and n not in chosen]
    if scanned:
        chosen += readers
    return Recipe(seed, split, tuple(chosen), scanned)


def _sample(names: list[str], count: int, rng: Random) -> list[str]:
    """``count`` different names, dear routes less often."""
    # Efraimidis and Spirakis: the largest u^(1/w) are a weighted sample without replacement.
    keyed = sorted(
        names, key=lambda n: rng.random() ** (max(COST.get(n, 0.1), 0.1) ** 0.5), reverse=True
    )
    return keyed[:count]
