"""The data set's rows and their Arrow schema."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pyarrow as pa

from training.corpus.gold import Gold

FACT = pa.struct(
    [
        ("topic", pa.string()), ("item", pa.string()), ("value", pa.float64()), ("unit", pa.string()),
        ("bound", pa.string()), ("channel", pa.string()), ("part_of", pa.int32()), ("start", pa.int32()), ("end", pa.int32()),
        ("item_start", pa.int32()), ("item_end", pa.int32()), ("channel_start", pa.int32()), ("channel_end", pa.int32()),
    ]
)  # fmt: skip
# What ties a fact to a text: without it a fact is what the document says.
PLACES = frozenset(
    {"part_of", "start", "end", "item_start", "item_end", "channel_start", "channel_end"}
)
CELL = pa.struct(
    [
        ("path", pa.string()),
        ("value", pa.float64()),
        ("status", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
    ]
)
SECTION = pa.struct([("name", pa.string()), ("heading", pa.string()), ("start", pa.int32())])
REPORTS = pa.schema(
    [
        ("id", pa.string()), ("report_id", pa.string()), ("agency", pa.string()), ("level", pa.string()),
        ("year", pa.int32()), ("form", pa.string()), ("layout", pa.string()), ("tool", pa.string()),
        ("route", pa.string()), ("held_back", pa.bool_()), ("split", pa.string()), ("title", pa.string()),
        ("cut", pa.string()),
        ("text", pa.string()), ("cells", pa.list_(CELL)), ("damaged", pa.list_(pa.string())),
        ("undetermined", pa.list_(pa.string())),
        ("sections", pa.list_(SECTION)), ("facts", pa.list_(FACT)), ("lost_facts", pa.int32()),
    ]
)  # fmt: skip


def report_row(
    gold: Gold, *, route: str, tool: str, layout: str, split: str, held_back: bool, cut: str
) -> dict[str, Any]:
    """One text with everything that is known about it."""
    report = gold.report
    return {
        "id": f"{report.id}/{route}",
        "report_id": report.id,
        "agency": report.agency,
        "level": report.level,
        "year": report.year,
        "form": report.form,
        "layout": layout,
        "tool": tool,
        "route": route,
        "held_back": held_back,
        "split": split,
        "title": report.title,
        "cut": cut,
        "text": gold.text,
        "cells": [asdict(cell) for cell in gold.cells],
        "damaged": list(gold.damaged),
        "undetermined": list(gold.undetermined),
        "sections": [asdict(section) for section in gold.prose.sections],
        "facts": [asdict(fact) for fact in gold.prose.facts],
        "lost_facts": gold.prose.lost_facts,
    }
