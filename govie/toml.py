"""Reads the package's own data files: word lists, the statutory forms, the columns of panels."""

from __future__ import annotations

import sys
from functools import cache
from importlib import resources
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

parse = tomllib.loads
STATUTE = "statute/statute.toml"


@cache
def read(name: str) -> dict[str, Any]:
    """The contents of the package's data file ``name`` (``panel/checks.toml``); cached, so do not change them."""
    return parse(resources.files("govie").joinpath(name).read_text("utf-8"))
