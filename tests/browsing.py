"""A browser for the tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_chromium = pytest.importorskip("training.chromium", reason="this is a copy without training/")
CHROMIUM: str | None = _chromium.PROGRAM
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def browser(playwright: Any) -> Iterator[Any]:
    """A running browser; ``playwright`` is the module ``playwright.sync_api``."""
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=CHROMIUM, args=list(_chromium.FLAGS))
        yield chromium
        chromium.close()
