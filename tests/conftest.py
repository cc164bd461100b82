"""Fixtures of several files of tests: a browser, and pages in it that are watched for trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    import browsing

    playwright = pytest.importorskip("playwright.sync_api")
    with browsing.browser(playwright) as chromium:
        yield chromium


@pytest.fixture
def tab(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages; afterwards nothing may have been logged, thrown or asked of another host."""
    import browsing

    trouble: list[str] = []
    pages = []

    def opened(address: str, viewport: dict[str, int] | None = None, **settings: Any) -> Any:
        host = "/".join(address.split("/")[:3])
        page = browser.new_page(
            viewport=viewport or browsing.DESK, reduced_motion="reduce", **settings
        )
        page.set_default_timeout(20_000)
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((host, "data:", "blob:")) else trouble.append(r.url),
        )
        page.goto(address)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert trouble == []
