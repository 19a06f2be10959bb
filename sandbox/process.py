"""The bot as a process of its own, pointed at the sandbox."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Self, TypeVar

from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.providers import ProviderOptions

T = TypeVar("T")

BOT = (sys.executable, "-m", "bot")

SOURCES = Path(__file__).parents[1]
"""Of the bot beside this sandbox, whichever one is installed."""

START_SECONDS = 30.0
STOP_SECONDS = 30.0
"""More than SHUTDOWN_GRACE, so that only a bot which hangs is killed."""


class BotDiedError(Exception):
    """The bot ended on its own; the text has its exit code and the end of its log."""


class Running(Protocol):
    """A process, as asyncio has them."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def returncode(self) -> int | None:
        """Its exit code, None while it runs."""

    async def wait(self) -> int:
        """Wait for its end and return its exit code."""

    def send_signal(self, signal: int, /) -> None:
        """Send it the signal."""

    def kill(self) -> None:
        """End it at once."""


class BotProcess:
    """A running bot. All that it prints goes to the file `log_path`."""

    def __init__(self, process: Running, log_path: Path) -> None:
        self._process = process
        self.log_path = log_path

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        telegram: TelegramServer,
        weather: WeatherServer,
        directory: Path,
        *,
        env: Mapping[str, str] | None = None,
        command: tuple[str, ...] = BOT,
    ) -> AsyncIterator[Self]:
        """Run the unchanged bot, yield it when it asks for updates, and stop it in the end.

        `env` has settings to be other than the sandbox's: `{"OPENWEATHER_API_KEY": ""}` is a bot without a key.
        It runs in `directory`, away from the user's `.env`. The database and the log are there, where another
        process can go on after this one was killed.
        Raises BotDiedError when the bot ends instead, TimeoutError when it is silent for START_SECONDS.
        """
        calls = len(telegram.calls)
        log_path = directory / "bot.log"
        with log_path.open("ab") as log:
            variables = {**os.environ, "PYTHONPATH": str(SOURCES), **bot_settings(telegram, weather, directory)}
            process = await cls._launch(command, {**variables, **(env or {})}, directory, log)
        bot = cls(process, log_path)
        try:
            await bot.while_alive(
                telegram.calls.find(lambda call: call.method == "getUpdates", start=calls, within=START_SECONDS)
            )
            yield bot
        finally:
            await bot.stop()

    @staticmethod
    async def _launch(command: tuple[str, ...], env: Mapping[str, str], directory: Path, log: BinaryIO) -> Running:
        # Ctrl-C in a terminal is for the sandbox alone, which then stops the bot in order.
        return await asyncio.create_subprocess_exec(
            *command, env=env, cwd=directory, stdin=DEVNULL, stdout=log, stderr=log, start_new_session=True
        )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def log(self) -> str:
        """What the bot has printed so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    async def while_alive(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns. Raises BotDiedError, and cancels it, when the bot ends first."""
        working, dying = asyncio.create_task(work), asyncio.create_task(self.wait())
        try:
            await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise self.death()
            return await working
        finally:
            working.cancel()
            dying.cancel()

    def death(self) -> BotDiedError:
        """Return the error that tells how the bot ended."""
        end = "\n".join(self.log.splitlines()[-15:])
        return BotDiedError(f"the bot ended with exit code {self._process.returncode}:\n{end}")

    async def wait(self) -> int:
        """Wait until the bot has ended and return its exit code."""
        return await self._process.wait()

    async def stop(self) -> int:
        """Ask the bot to stop (SIGTERM), kill it if it does not, and return its exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self.wait()
        except TimeoutError:
            return await self.kill()

    async def kill(self) -> int:
        """End the bot at once (SIGKILL) and return its exit code."""
        if self._process.returncode is None:
            self._process.kill()
        return await self.wait()


def database_url(directory: Path) -> str:
    """Return the address of the database of a bot in *directory*."""
    return f"sqlite+aiosqlite:///{directory / 'weather-bot.db'}"


def bot_settings(telegram: TelegramServer, weather: WeatherServer, directory: Path) -> dict[str, str]:
    """Return every variable of the bot's contract, so that none is taken from the user's own `.env`."""
    return {
        "BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_PROXY": "",
        **{name.upper(): _provider_setting(name, weather) for name in ProviderOptions.model_fields},
        "DATABASE_URL": database_url(directory),
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "text",
        "SHUTDOWN_GRACE": "15",
        "THROTTLE_PER_MINUTE": "30",
        "LOOK_UPS_PER_HOUR": "120",
        "PUSHES_PER_SECOND": "25",
    }


def _provider_setting(name: str, weather: WeatherServer) -> str:
    """Return the setting of a weather service that leads to its twin; the default of any other."""
    if name.endswith("_url"):
        return weather.url
    default = ProviderOptions.model_fields[name].default
    return weather.key if name.endswith("_api_key") else "" if default is None else str(default)
