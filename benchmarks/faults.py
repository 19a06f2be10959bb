"""Print what a user sees of each fault, and how long the answer takes.

Run it with `make bench-faults`. Each row breaks a service, sends a message to the bot process, and prints the
answer.
"""

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.faults import Fault, FaultKind
from sandbox.process import BotProcess
from sandbox.telegram import ApiError, Chat, TelegramServer
from sandbox.weather import WeatherServer

DOWN = Fault(FaultKind.STATUS, status=503)
HANG = Fault(FaultKind.HANG)
SLOW_BODY = Fault(FaultKind.SLOW_BODY, seconds=30)
BROKEN = Fault(FaultKind.STATUS, status=200, body='{"coord": ')
REFUSED = Fault(FaultKind.STATUS, status=401, body='{"cod":401, "message": "Invalid API key"}')
QUOTA = Fault(FaultKind.STATUS, status=429, body='{"cod":429, "message": "temporary blocked"}')
FLOOD = ApiError(429, "Too Many Requests: retry after 1", retry_after=1).fault()
BAD_GATEWAY = Fault(FaultKind.STATUS, status=502)
DROP = Fault(FaultKind.DROP)


@dataclass(frozen=True)
class Stage:
    """A new bot process, its servers, and a chat with the bot."""

    telegram: TelegramServer
    weather: WeatherServer
    chat: Chat


@asynccontextmanager
async def stage(**settings: str) -> AsyncIterator[Stage]:
    """Run a bot."""
    with tempfile.TemporaryDirectory() as directory:
        async with (
            TelegramServer() as telegram,
            WeatherServer() as weather,
            BotProcess.start(telegram, weather, Path(directory), env=settings),
        ):
            yield Stage(telegram, weather, telegram.private_chat())


def break_openweather(fault: Fault) -> Callable[[Stage], None]:
    """Return a function that breaks OpenWeather, so that Open-Meteo answers instead."""
    return lambda stage: stage.weather.break_("openweather", fault)


def break_london(fault: Fault) -> Callable[[Stage], None]:
    """Return a function that breaks London at every provider."""
    return lambda stage: stage.weather.break_("London", fault)


def break_telegram(fault: Fault) -> Callable[[Stage], None]:
    """Return a function that breaks the next sendMessage."""
    return lambda stage: stage.telegram.break_(fault, "sendMessage", times=1)


def delay_target(target: str, seconds: float) -> Callable[[Stage], None]:
    """Return a function that slows a service down."""
    return lambda stage: stage.weather.delay(target, seconds)


ROWS: tuple[tuple[str, Callable[[Stage], None], str], ...] = (
    ("first provider 503", break_openweather(DOWN), "Moscow London"),
    ("first provider hangs", break_openweather(HANG), "Moscow London"),
    ("first provider's body never ends", break_openweather(SLOW_BODY), "Moscow London"),
    ("first provider sends broken JSON", break_openweather(BROKEN), "Moscow London"),
    ("first provider drops the connection", break_openweather(DROP), "Moscow London"),
    ("first provider slow, 2 s", delay_target("openweather", 2), "Moscow London"),
    ("first provider refuses the key", break_openweather(REFUSED), "Moscow London"),
    ("first provider's quota is used up", break_openweather(QUOTA), "Moscow London"),
    ("every provider fails for one city", break_london(DOWN), "Moscow, London"),
    ("every provider hangs for one city", break_london(HANG), "Moscow, London"),
    ("first geocoder hangs", lambda stage: stage.weather.break_("geocoding", HANG), "Moscow, London"),
    ("unknown place", lambda _: None, "London, Qwertyzz"),
    ("misspelled place", lambda _: None, "Londn"),
    ("same-named places", lambda _: None, "Springfield"),
    ("Telegram answers 429, retry after 1 s", break_telegram(FLOOD), "Moscow"),
    ("Telegram answers 502", break_telegram(BAD_GATEWAY), "Moscow"),
    ("Telegram drops the connection", break_telegram(DROP), "Moscow"),
    ("Open-Meteo alone: one city fails", break_london(DOWN), "Moscow, London"),
    ("Open-Meteo alone: one city hangs", break_london(HANG), "Moscow, London"),
    ("Open-Meteo alone: slower than its four seconds", delay_target("open-meteo", 15), "Moscow"),
)


async def reproduce(label: str, break_: Callable[[Stage], None], text: str) -> None:
    """Break the service, send the message, and print a row."""
    alone = {"OPENWEATHER_API_KEY": ""} if label.startswith("Open-Meteo alone") else {}
    async with stage(**alone) as scene:
        break_(scene)
        started = time.perf_counter()
        scene.chat.send(f"/weather {text}")
        answer = await scene.chat.next_message(within=30)
        seconds = time.perf_counter() - started
        text_in_a_line = re.sub(r"\s*\n\s*", " / ", answer.text)
        buttons = " ".join(f"[{button}]" for row in answer.buttons for button in row)
        print(f"| {label} | {seconds:.1f} s | {text_in_a_line} {buttons} |", flush=True)


async def main() -> None:
    """Print every row, each with a new bot."""
    print("| what happens | answered in | the answer |\n|---|---|---|")
    for label, break_, text in ROWS:
        await reproduce(label, break_, text)


if __name__ == "__main__":
    asyncio.run(main())
