"""Plans the corpus: which report takes which route, fixed by the seed before anything is built."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from training.corpus.routes import ROUTES
from training.corpus.routes.ocr import OCR_ROUTES

SPLIT_SHARE = {"test": 0.18, "validation": 0.08, "train": 1.0}
# Reports in one unit of work: enough that starting LibreOffice and Chromium does not count.
CHUNK = 20
# One report in so many is scanned as well; OCR takes a hundred times longer than anything else.
SCANNED_ONE_IN = {"train": 34, "validation": 13, "test": 8}


@dataclass(frozen=True, slots=True)
class Medium:
    """Documents that are typeset together. Typesetting a report and its copies costs as much as four
    routes, so that a report comes in few media and each of them is read often."""

    kinds: frozenset[str]
    share: float  # of the reports that come in it
    rows: int  # routes that read one of them
    held_back: int = 0  # and more of those that are held back, in test


MEDIA = (
    Medium(frozenset({"html"}), 0.72, 5, 4),
    Medium(frozenset({"docx", "docxflat"}), 0.6, 4, 2),
    Medium(frozenset({"doc", "rtf", "odt", "odtext"}), 0.15, 3),
    Medium(frozenset({"pdf"}), 0.35, 7, 4),
    Medium(frozenset({"innertext"}), 0.1, 1),
)
# Routes that scatter tables most are drawn more often.
WEIGHT = {"pdfminer": 3.0, "pdftotext": 2.5, "pdfplumber": 1.5, "pypdf": 1.5, "pdfjs": 1.5}

# Seconds that a route takes for a report and its copies, measured on two cores; dear ones are drawn
# less often, by the root of what they cost.
COST = {
    "docx-tabs": 0.2, "docx-tabs-once": 0.15, "pandoc-plain": 0.55, "pandoc-gfm": 0.55, "pandoc-markdown": 0.55,
    "pandoc-gfm-html": 0.55, "mammoth-text": 0.2, "mammoth-markdown": 0.3, "markitdown-docx": 0.7,
    "pypdf": 1.2, "pypdf-layout": 1.1, "pdfplumber": 1.6, "pdfplumber-layout": 1.2, "pdfplumber-tables": 1.2,
    "pdfminer": 0.9, "markitdown-pdf": 1.6, "pymupdf": 0.7, "pymupdf-sorted": 0.6, "pymupdf-blocks": 0.5,
    "markitdown-html": 0.6, "pandoc-html-plain": 0.35, "libreoffice-txt": 0.9, "catdoc": 3.0,
    "chromium-innertext": 1.5, "pdfjs": 1.0, "pdf-parse": 1.3, "pandoc-rst": 0.6, "pandoc-mediawiki": 0.45,
    "pandoc-asciidoc": 0.5, "pandoc-org": 0.6, "docx2python": 2.0, "striprtf": 0.2, "pdfium-rectangles": 0.4,
    "pdfminer-lines": 1.0, "pdfplumber-csv": 2.0, "pdfplumber-flow": 2.5, "ghostscript": 1.3, "mutool": 1.0,
    "pandas-string": 0.4, "pandas-csv": 0.4, "pandas-json": 0.4, "pandas-markdown": 0.4, "pandas-tabulate": 0.4,
    "php-strip-tags": 0.5, "turndown": 0.25, "turndown-gfm": 0.25, "node-html-markdown": 0.3, "lynx-wide": 0.3,
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
        out += _chunks(split, [r for r in recipes if not r.scanned], CHUNK)
        out += _chunks(f"{split}-scan", [r for r in recipes if r.scanned], CHUNK // 4)
    # OCR comes last: a build that is stopped before has everything else.
    return sorted(out, key=lambda c: c.recipes[0].scanned)


def _chunks(name: str, recipes: list[Recipe], size: int) -> list[Chunk]:
    out = []
    for at in range(0, len(recipes), size):
        part = tuple(recipes[at : at + size])
        # The name tells other contents apart: a part of another plan is never taken for this one's.
        mark = hashlib.sha256(repr(part).encode()).hexdigest()[:8]
        out.append(Chunk(f"{name}-{at // size:04d}-{mark}", part))
    return out


def _recipe(seed: int, number: int, split: str, names: list[str]) -> Recipe:
    rng = Random(f"recipe {split} {seed}")
    readers = [
        n for n in names if n in OCR_ROUTES and (split == "test" or not OCR_ROUTES[n].held_back)
    ]
    scanned = bool(readers) and number % SCANNED_ONE_IN[split] == 0
    chosen: list[str] = []
    for medium in _media(rng, names, scanned):
        there = [n for n in names if n in ROUTES and ROUTES[n].kind in medium.kinds]
        common = [n for n in there if not ROUTES[n].held_back]
        chosen += _sample(common, medium.rows, rng)
        if split == "test":
            chosen += _sample([n for n in there if n not in common], medium.held_back, rng)
    if scanned:
        chosen += readers
    return Recipe(seed, split, tuple(chosen), scanned)


def _media(rng: Random, names: list[str], scanned: bool) -> list[Medium]:
    """The media that a report comes in, one at least; what is scanned is printed as PDF."""
    kinds = {ROUTES[n].kind for n in names if n in ROUTES}
    possible = [m for m in MEDIA if m.kinds & kinds]
    drawn = [m for m in possible if rng.random() < m.share or (scanned and "pdf" in m.kinds)]
    return drawn or possible[:1]


def _sample(names: list[str], count: int, rng: Random) -> list[str]:
    """``count`` different names, dear routes less often."""

    # Efraimidis and Spirakis: the largest u^(1/w) are a weighted sample without replacement.
    def key(name: str) -> float:
        return float(rng.random() ** (max(COST.get(name, 0.1), 0.1) ** 0.5 / WEIGHT.get(name, 1.0)))

    return sorted(names, key=key, reverse=True)[:count]
