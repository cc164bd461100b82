"""Regular expressions that many texts do not need, compiled when they are first used.

A class of Chinese characters takes 1 ms to compile, because ``re`` goes through it character by character. A pattern
that is asked of most texts gains nothing by waiting, and is written with ``re.compile``.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile(pattern, flags)``, put off until a method is asked for."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._written = (pattern, flags)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(*self._written)

    def __getattr__(self, name: str) -> Any:
        # Kept as an attribute of its own: a second call takes no longer than that of a compiled pattern.
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found
