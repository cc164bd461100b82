"""The JSON Schema of an annotated text (``annotations/schema.json``), with the closed list of topics."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    data = resources.files("govie").joinpath("annotations/schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(data)
    return found


def topics() -> tuple[str, ...]:
    """The topics of counts, in the order in which networks give their probabilities."""
    return tuple(schema()["$defs"]["fact"]["properties"]["topic"]["enum"])
