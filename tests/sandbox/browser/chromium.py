"""The Chromium of the system, driven by Playwright.

A test module that imports this one is skipped where Playwright is missing. Its tests are skipped where Chromium is
missing. With REQUIRE_BROWSER in the environment they fail instead.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import NoReturn

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""The names of the program on Debian, on Ubuntu, and of Google's own package."""


def miss(reason: str, *, in_module: bool = False) -> NoReturn:
    """Skip the test or the whole module, or fail where the browser is required."""
    if "REQUIRE_BROWSER" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason, allow_module_level=in_module)


if find_spec("playwright") is None:
    miss("Playwright is missing: make browser", in_module=True)

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect  # noqa: E402

__all__ = ["Browser", "ConsoleMessage", "Locator", "Page", "expect", "find_chromium", "open_browser"]

WITHIN = 20_000.0
"""Maximum time until the page shows what a test expects, in milliseconds."""
expect.set_options(timeout=WITHIN)


def find_chromium() -> str | None:
    """Return the path of the program, None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start Chromium and yield it."""
    path = find_chromium()
    if path is None:
        miss("Chromium is missing: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path)
        try:
            yield browser
        finally:
            await browser.close()
