"""The word lists of the loaders, which are data files beside this one."""

from __future__ import annotations

import sys
from functools import cache
from importlib import resources
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@cache
def read(name: str) -> dict[str, Any]:
    """What ``name``.toml holds."""
    text = resources.files("govie.loaders").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
