"""The layouts of real reports, refilled: nearly every cell of theirs is 0, and zeros prove nothing."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from layouts import Filled, Laid, fill

from govie.form import forms

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))

LOOKALIKES = {"0": "UOo", "1": "lI|"}
VARIANTS = (
    "dense",
    "sparse",
    "wrong sums",
    "look-alikes",
    "lost",
    "look-alikes and lost",
    "squeezed",
)


def gold(seed: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (seed.parent / "gold" / f"{seed.stem}.json").read_text("utf-8")
    )
    return data


def refill(seed: Path, variant: str, rng: random.Random) -> Laid:
    """The report's text with fresh figures where its gold says that cells stand."""
    text, truth = seed.read_text("utf-8"), gold(seed)
    density = 0.12 if variant == "sparse" else 0.85
    filled = fill(forms()[truth["form"]], rng, density, 60, 3 if variant == "wrong sums" else 0)
    spans = truth["spans"]
    # A cell that the seed's print lost stays lost; arithmetic may still give it.
    values = {p: filled.values[p] if v is not None else None for p, v in truth["cells"].items()}
    damaged = set(truth["damaged"])
    if "look-alikes" in variant:
        damaged |= _damage(filled, [p for p in spans if not p.startswith("disclosure")], rng)
    if "lost" in variant:
        for path in rng.sample([p for p in spans if p.startswith("requests")], 3):
            filled.printed[path] = ""
            damaged.add(path)
    laid = _write(text, spans, filled)
    if variant == "squeezed":
        squeezed = re.sub(r"\n\t+", "\n", laid.text)
        squeezed = re.sub(r"\n\s*\n+", "\n", re.sub(r"\t+", "\t", squeezed))
        return Laid(squeezed, values, {}, damaged)
    return Laid(laid.text, values, laid.spans, damaged)


def _damage(filled: Filled, paths: list[str], rng: random.Random) -> set[str]:
    damaged = set()
    for path in rng.sample(paths, 6):
        printed = filled.printed[path]
        filled.printed[path] = "".join(rng.choice(LOOKALIKES.get(c, c)) for c in printed)
        if filled.printed[path] != printed:
            damaged.add(path)
    return damaged


def _write(text: str, spans: dict[str, list[int]], filled: Filled) -> Laid:
    parts: list[str] = []
    places: dict[str, tuple[int, int]] = {}
    at = length = 0
    for path, (start, end) in sorted(spans.items(), key=lambda s: s[1]):
        parts += [text[at:start], filled.printed[path]]
        length += start - at
        if filled.printed[path]:
            places[path] = (length, length + len(filled.printed[path]))
        length += len(filled.printed[path])
        at = end
    return Laid("".join([*parts, text[at:]]), filled.values, places, set())
