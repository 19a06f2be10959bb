"""The page in a browser. All fixtures run in the event loop of the session, because the browser does."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiogram import Bot

from bot.config import Settings
from bot.telegram import create_bot
from sandbox.page import PageServer
from sandbox.playground import Playground
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import Calendar
from tests.e2e.warm import WarmBot

if TYPE_CHECKING:
    from tests.sandbox.browser.chromium import Browser, ConsoleMessage, Page

OpenPage = Callable[..., Awaitable["Page"]]

WIDE = (1280, 800)
PHONE = (390, 844)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator["Browser"]:
    from tests.sandbox.browser.chromium import open_browser  # noqa: PLC0415 - skips where Playwright is missing

    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as telegram:
        yield telegram


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def weather() -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=Calendar(real=True)) as weather:
        yield weather


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running_bot(
    browser: "Browser",  # noqa: ARG001 - no bot is started without a browser
    telegram: TelegramServer,
    weather: WeatherServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[WarmBot]:
    directory = tmp_path_factory.mktemp("browser")
    async with WarmBot.start(telegram, weather, directory, env={"THROTTLE_PER_MINUTE": "0"}) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with create_bot(Settings.read({"BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url})) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def playground(telegram: TelegramServer, weather: WeatherServer) -> AsyncIterator[Playground]:
    """New users and chats. Their faults are removed after the test."""
    playground = Playground(telegram, weather)
    yield playground
    playground.switches.mend()
    playground.switches.delay(0)


@pytest_asyncio.fixture(loop_scope="session")
async def server(playground: Playground) -> AsyncIterator[PageServer]:
    async with PageServer(playground) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: "Browser", server: PageServer) -> AsyncIterator[OpenPage]:
    """Return a function that opens the page in a window of its own; no page may report an error."""
    errors: list[str] = []
    contexts = []

    async def open_page(size: tuple[int, int] = WIDE, **options: object) -> "Page":
        viewport = {"width": size[0], "height": size[1]}
        context = await browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(errors_in(message)))
        await page.goto(server.url)
        await page.locator("#examples button, .message").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert not errors


def errors_in(message: "ConsoleMessage") -> list[str]:
    """Return the text of an error in the console, nothing for a request that the sandbox refused."""
    is_error = message.type == "error" and not message.text.startswith("Failed to load resource")
    return [message.text] if is_error else []


async def say(page: "Page", text: str) -> None:
    """Type a message and send it with Enter."""
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")
