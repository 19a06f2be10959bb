"""Makes the pictures of the chat in docs/ from the sandbox's page (`make screenshots`)."""

import asyncio
import sys
import tempfile
from pathlib import Path

from sandbox.page import PageServer
from sandbox.playground import Playground
from sandbox.process import BotProcess
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.pictures import DOCS
from tests.sandbox.browser.chromium import Browser, Page, expect, find_chromium, open_browser
from tests.sandbox.browser.conftest import say

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1180, "height": 1010}
SCALE = 2
"""Pixels of a picture for each pixel of the page."""


async def ask(page: Page, *questions: str) -> None:
    """Send each question and wait for its answer."""
    answers = page.locator(".message.other")
    for question in questions:
        known = await answers.count()
        await say(page, question)
        await answers.nth(known).wait_for()
    await page.locator("#text").blur()


async def chat(browser: Browser, playground: Playground) -> None:
    """Make the picture of a conversation on a phone."""
    async with PageServer(playground) as server:
        context = await browser.new_context(viewport=PHONE, device_scale_factor=SCALE)
        page = await context.new_page()
        await page.goto(server.url)
        await ask(page, "/weather Moscow, London, Qwertyzz", "Will it rain in Rome tomorrow?")
        await page.screenshot(path=DOCS / "chat.png", animations="disabled")


async def sandbox(browser: Browser, playground: Playground) -> None:
    """Make the pictures of the whole page, light and dark."""
    async with PageServer(playground) as server:
        context = await browser.new_context(viewport=WIDE, device_scale_factor=SCALE)
        page = await context.new_page()
        await page.goto(server.url)
        await ask(page, "/forecast Tokyo")
        await expect(page.locator(".photo img")).to_have_js_property("complete", value=True)
        await page.locator("#city").fill("Paris")
        await page.locator("#city").press("Enter")
        await ask(page, "Moscow, Paris")
        await page.screenshot(path=DOCS / "sandbox.png", animations="disabled")
        await page.emulate_media(color_scheme="dark")
        await page.screenshot(path=DOCS / "sandbox-dark.png", animations="disabled")


async def main() -> None:
    """Make all pictures."""
    with tempfile.TemporaryDirectory() as directory:
        async with (
            open_browser() as browser,
            TelegramServer() as telegram,
            WeatherServer() as weather,
            BotProcess.start(telegram, weather, Path(directory)) as bot,
        ):
            await bot.while_alive(chat(browser, Playground(telegram, weather)))
            await bot.while_alive(sandbox(browser, Playground(telegram, weather)))


if __name__ == "__main__":
    if find_chromium() is None:
        sys.exit("Chromium is missing: apt-get install chromium")
    asyncio.run(main())
